/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the integration tests stand on: a server, and waiting for what has to come. The server is a cordial-server of the
 * test's own (CORDIAL_SERVER names the program), or any Tinode server where CORDIAL_TEST_SERVER=ws://host:port says so.
 */

#include "world.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>


struct _World
{
  char *folder;
  char *uri;
  char *listen;
  GSubprocess *server;
  const char *control; /* (nullable): the program that kills, starts and restores a server that is not our process */
  gboolean frozen;
};

/* --- Waiting ------------------------------------------------------------------------------------------------------ */

void
world_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
world_on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* --- The server --------------------------------------------------------------------------------------------------- */

/* Whether the control did it; there may be none. */
static gboolean
try_control (World *self, const char *what)
{
  g_autoptr (GSubprocess) control = NULL;
  g_autoptr (GError) error = NULL;

  if (!self->control)
    return FALSE;
  control = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self->control, what, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (control, NULL, &error);
  g_assert_no_error (error);
  return TRUE;
}

void
world_start (World *self)
{
  g_autoptr (GDataInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL, *data = g_build_filename (self->folder, "server", NULL);

  if (try_control (self, "start"))
    return;
  g_assert_null (self->server);
  /* setpriv: a test that fails must leave nothing behind that holds its output open. */
  self->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "setpriv", "--pdeathsig", "KILL",
                                   g_getenv ("CORDIAL_SERVER"), "--data", data, "--listen", self->listen, NULL);
  g_assert_no_error (error);
  stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->server));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);
  line = g_data_input_stream_read_line (stream, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening on ws://"));
  g_set_str (&self->uri, g_strstrip (line) + strlen ("listening on "));
  /* Where it was is where it comes back. */
  g_free (self->listen);
  self->listen = g_strndup (self->uri + strlen ("ws://"), strcspn (self->uri + strlen ("ws://"), "/"));
}

gboolean
world_is_possible (void)
{
  if (g_getenv ("CORDIAL_SERVER") || g_getenv ("CORDIAL_TEST_SERVER"))
    return TRUE;
  puts ("1..0 # SKIP neither CORDIAL_SERVER nor CORDIAL_TEST_SERVER is set");
  return FALSE;
}

World *
world_new (void)
{
  World *self = g_new0 (World, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("cordial-integration-XXXXXX", &error);
  g_assert_no_error (error);
  if (g_getenv ("CORDIAL_TEST_SERVER"))
    {
      self->uri = g_strdup (g_getenv ("CORDIAL_TEST_SERVER"));
      self->control = g_getenv ("CORDIAL_TEST_SERVER_CONTROL");
      return self;
    }
  self->listen = g_strdup ("127.0.0.1:0");
  world_start (self);
  return self;
}

const char *
world_get_uri (World *self)
{
  return self->uri;
}

const char *
world_get_folder (World *self)
{
  return self->folder;
}

gboolean
world_owns_server (World *self)
{
  if (self->server || self->control)
    return TRUE;
  g_test_skip ("the server of CORDIAL_TEST_SERVER is not ours to freeze or kill");
  return FALSE;
}

void
world_freeze (World *self)
{
  if (try_control (self, "freeze"))
    return;
  g_subprocess_send_signal (self->server, SIGSTOP);
  self->frozen = TRUE;
}

void
world_thaw (World *self)
{
  if (try_control (self, "thaw"))
    return;
  g_subprocess_send_signal (self->server, SIGCONT);
  self->frozen = FALSE;
}

void
world_kill (World *self)
{
  if (try_control (self, "kill"))
    return;
  g_subprocess_send_signal (self->server, SIGKILL);
  g_subprocess_wait (self->server, NULL, NULL);
  g_clear_object (&self->server);
  self->frozen = FALSE;
}

static void
stop (World *self)
{
  g_subprocess_send_signal (self->server, SIGTERM);
  g_subprocess_wait (self->server, NULL, NULL);
  /* A server under a sanitizer tells its leaks by its status. */
  g_assert_true (g_subprocess_get_if_exited (self->server));
  g_assert_cmpint (g_subprocess_get_exit_status (self->server), ==, 0);
  g_clear_object (&self->server);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_remove (child);
    }
  g_rmdir (path);
}

static void
copy_folder (World *self, const char *from_name, const char *to_name)
{
  g_autofree char *from = g_build_filename (self->folder, from_name, NULL);
  g_autofree char *to = g_build_filename (self->folder, to_name, NULL);
  g_autoptr (GSubprocess) copying = NULL;
  g_autoptr (GError) error = NULL;

  remove_tree (to);
  copying = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "cp", "-a", from, to, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (copying, NULL, &error);
  g_assert_no_error (error);
}

void
world_back_up (World *self)
{
  if (try_control (self, "back-up"))
    return;
  stop (self);
  copy_folder (self, "server", "backup");
  world_start (self);
}

void
world_restore (World *self)
{
  if (try_control (self, "restore"))
    return;
  if (self->server)
    world_kill (self);
  copy_folder (self, "backup", "server");
  world_start (self);
}

void
world_free (World *self)
{
  if (self->server)
    {
      if (self->frozen)
        world_thaw (self);
      stop (self);
    }
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->uri);
  g_free (self->listen);
  g_free (self);
}

char *
world_invent_login (const char *who)
{
  return g_strdup_printf ("%s%08x%04x", who, g_random_int (), g_random_int () & 0xffff);
}
