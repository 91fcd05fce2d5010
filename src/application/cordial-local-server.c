/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chat server that the application starts on this computer for «Try It»: a cordial-server process on a free port of the
 * loopback, which ends with the application. The application asks for it; nothing here knows an account.
 */

#define G_LOG_DOMAIN "cordial-local-server"

#include "cordial-config.h"

#include "cordial-local-server.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>

/* What the server prints when it can be connected to; the rest of the line is its address. */
#define LISTENING "listening on "
/* Milliseconds before a server that died is started again, doubled with each death; a fault that comes at once must not keep
 * the machine busy. */
#define RESTART_DELAY_MS 500
/* Deaths in a row, none of them after a life of STABLE_AFTER_US, after which it is no use. */
#define MAX_DEATHS 4
#define STABLE_AFTER_US (30 * G_TIME_SPAN_SECOND)

struct _CordialLocalServer
{
  GObject parent_instance;

  char *program;
  char *data_dir;
  char *uri;
  /* The last line of the server's complaints: a sentence for the person. */
  char *complaint;
  GSubprocess *process;
  /* Of the process that runs; a cancelled one belongs to a process that is no longer ours. */
  GCancellable *cancellable;
  gint64 started_us;
  guint deaths;
  guint restart_source;
};

G_DEFINE_FINAL_TYPE (CordialLocalServer, cordial_local_server, G_TYPE_OBJECT)

enum
{
  LISTENING_SIGNAL,
  FAILED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void spawn (CordialLocalServer *self);

static void
fail (CordialLocalServer *self, const char *sentence)
{
  g_warning ("%s", sentence);
  g_signal_emit (self, signals[FAILED], 0, sentence);
}

static void
hear (CordialLocalServer *self, const char *line)
{
  const char *uri = g_str_has_prefix (line, LISTENING) ? line + strlen (LISTENING) : NULL;

  if (uri == NULL || !g_str_has_prefix (uri, "ws://"))
    {
      g_debug ("server: %s", line);
      return;
    }
  g_set_str (&self->uri, uri);
  g_strchomp (self->uri);
  g_debug ("the local server is at %s", self->uri);
  g_signal_emit (self, signals[LISTENING_SIGNAL], 0, self->uri);
}

static void read_line (CordialLocalServer *self, GDataInputStream *stream, GAsyncReadyCallback callback);

static void
on_output (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialLocalServer) self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL)
    return;
  hear (self, line);
  read_line (self, G_DATA_INPUT_STREAM (source), on_output);
}

static void on_ended (GObject *source, GAsyncResult *result, gpointer user_data);

static void
on_complaint (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialLocalServer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  if (error)
    return;
  if (line == NULL)
    {
      /* Only now is all known that the process had to say about its end. */
      g_subprocess_wait_async (self->process, self->cancellable, on_ended, g_object_ref (self));
      return;
    }
  g_debug ("server: %s", line);
  if (*line)
    g_set_str (&self->complaint, line);
  read_line (self, G_DATA_INPUT_STREAM (source), on_complaint);
}

static void
read_line (CordialLocalServer *self, GDataInputStream *stream, GAsyncReadyCallback callback)
{
  g_data_input_stream_read_line_async (stream, G_PRIORITY_DEFAULT, self->cancellable, callback, g_object_ref (self));
}

static void
listen_to (CordialLocalServer *self, GInputStream *pipe, GAsyncReadyCallback callback)
{
  g_autoptr (GDataInputStream) stream = g_data_input_stream_new (pipe);

  read_line (self, stream, callback);
}

static gboolean
on_restart (gpointer user_data)
{
  CordialLocalServer *self = user_data;

  self->restart_source = 0;
  spawn (self);
  return G_SOURCE_REMOVE;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialLocalServer) self = user_data;
  g_autoptr (GError) error = NULL;
  GSubprocess *process = G_SUBPROCESS (source);

  g_subprocess_wait_finish (process, result, &error);
  if (self->process != process)
    return;

  gboolean was_up = self->uri != NULL;

  if (g_get_monotonic_time () - self->started_us >= STABLE_AFTER_US)
    self->deaths = 0;
  self->deaths++;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->process);
  g_clear_pointer (&self->uri, g_free);

  /* One that never came up says why, and would say it again. */
  if (!was_up || self->deaths > MAX_DEATHS)
    {
      g_autofree char *sentence =
        self->complaint
          /* Translators: %s is a sentence by the server itself. */
          ? g_strdup_printf (_ ("The chat server on this computer stopped: %s"), self->complaint)
          : g_strdup (_ ("The chat server on this computer stopped."));

      fail (self, sentence);
      return;
    }
  self->restart_source = g_timeout_add (RESTART_DELAY_MS << (self->deaths - 1), on_restart, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->restart_source), "[cordial] local server");
}

static void
spawn (CordialLocalServer *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->complaint, g_free);
  /* The server ends when its standard input does: also when this process is killed. */
  self->process = g_subprocess_new (
    G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
    self->program, "--data", self->data_dir, "--listen", "127.0.0.1:0", "--demo", "--exit-with-stdin", NULL);
  if (self->process == NULL)
    {
      g_autofree char *sentence =
        g_strdup_printf (_ ("The chat server could not be started on this computer: %s"), error->message);

      fail (self, sentence);
      return;
    }
  self->started_us = g_get_monotonic_time ();
  self->cancellable = g_cancellable_new ();
  listen_to (self, g_subprocess_get_stdout_pipe (self->process), on_output);
  listen_to (self, g_subprocess_get_stderr_pipe (self->process), on_complaint);
}

/**
 * cordial_local_server_new:
 * @program: path of cordial-server
 * @data_dir: where it keeps its data; made if it is not there
 *
 * Returns: (transfer full): a server that does not run yet
 */
CordialLocalServer *
cordial_local_server_new (const char *program, const char *data_dir)
{
  g_return_val_if_fail (program != NULL && data_dir != NULL, NULL);

  CordialLocalServer *self = g_object_new (CORDIAL_TYPE_LOCAL_SERVER, NULL);

  self->program = g_strdup (program);
  self->data_dir = g_strdup (data_dir);
  return self;
}

/**
 * cordial_local_server_start:
 * @self: a server
 *
 * Starts it, and again whenever it dies, until cordial_local_server_stop(). Answered by #CordialLocalServer::listening or
 * #CordialLocalServer::failed; where it runs already, by the former at once.
 */
void
cordial_local_server_start (CordialLocalServer *self)
{
  g_return_if_fail (CORDIAL_IS_LOCAL_SERVER (self));

  if (self->uri)
    g_signal_emit (self, signals[LISTENING_SIGNAL], 0, self->uri);
  else if (self->process == NULL && self->restart_source == 0)
    {
      self->deaths = 0;
      if (g_mkdir_with_parents (self->data_dir, 0700) < 0)
        {
          int code = errno;
          g_autofree char *sentence =
            g_strdup_printf (_ ("The folder “%s” could not be made: %s"), self->data_dir, g_strerror (code));

          fail (self, sentence);
          return;
        }
      spawn (self);
    }
}

/**
 * cordial_local_server_stop:
 * @self: a server
 *
 * Ends it, if it runs.
 */
void
cordial_local_server_stop (CordialLocalServer *self)
{
  g_return_if_fail (CORDIAL_IS_LOCAL_SERVER (self));

  g_autoptr (GSubprocess) process = g_steal_pointer (&self->process);

  g_clear_handle_id (&self->restart_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->uri, g_free);
  if (process)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL);
      g_subprocess_send_signal (process, SIGTERM);
    }
}

/**
 * cordial_local_server_get_uri:
 * @self: a server
 *
 * Returns: (nullable): where it listens; %NULL while it does not
 */
const char *
cordial_local_server_get_uri (CordialLocalServer *self)
{
  g_return_val_if_fail (CORDIAL_IS_LOCAL_SERVER (self), NULL);

  return self->uri;
}

/**
 * cordial_local_server_find_program:
 *
 * The path in CORDIAL_SERVER, which developers and tests set; else the cordial-server beside this program; else the installed
 * one.
 *
 * Returns: (transfer full): a path, where there may be nothing
 */
char *
cordial_local_server_find_program (void)
{
  const char *given = g_getenv ("CORDIAL_SERVER");

  if (given && *given)
    return g_strdup (given);

  g_autofree char *self_path = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self_path ? g_path_get_dirname (self_path) : NULL;
  g_autofree char *beside = folder ? g_build_filename (folder, "cordial-server", NULL) : NULL;

  if (beside && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return g_build_filename (BINDIR, "cordial-server", NULL);
}

static void
cordial_local_server_dispose (GObject *object)
{
  cordial_local_server_stop (CORDIAL_LOCAL_SERVER (object));
  G_OBJECT_CLASS (cordial_local_server_parent_class)->dispose (object);
}

static void
cordial_local_server_finalize (GObject *object)
{
  CordialLocalServer *self = CORDIAL_LOCAL_SERVER (object);

  g_free (self->program);
  g_free (self->data_dir);
  g_free (self->complaint);
  G_OBJECT_CLASS (cordial_local_server_parent_class)->finalize (object);
}

static void
cordial_local_server_class_init (CordialLocalServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_local_server_dispose;
  G_OBJECT_CLASS (klass)->finalize = cordial_local_server_finalize;

  /**
   * CordialLocalServer::listening:
   * @uri: where it can be connected to
   *
   * The server is up; a server that was started again is at another port.
   */
  signals[LISTENING_SIGNAL] = g_signal_new ("listening", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * CordialLocalServer::failed:
   * @sentence: why, for the person
   *
   * The server cannot be had and is not started again until cordial_local_server_start().
   */
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cordial_local_server_init (CordialLocalServer *self)
{
}
