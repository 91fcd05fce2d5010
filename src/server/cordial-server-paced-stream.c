/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Says that reading would block when a turn has had its share; whoever then waits for the stream begins the next.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-paced-stream.h"

/* As much as the largest message: hundreds of usual ones. */
#define TURN_BYTES (256 * 1024)

/* --- What is read ------------------------------------------------------------------------------------------------ */

#define PACED_INPUT_TYPE (paced_input_get_type ())
G_DECLARE_FINAL_TYPE (PacedInput, paced_input, PACED, INPUT, GFilterInputStream)

struct _PacedInput
{
  GFilterInputStream parent_instance;
  PollerWatch *watch;
  gsize left; /* of this turn */
};

static void paced_input_pollable_init (GPollableInputStreamInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PacedInput,
                               paced_input,
                               G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, paced_input_pollable_init))

static GPollableInputStream *
get_base (GPollableInputStream *stream)
{
  return G_POLLABLE_INPUT_STREAM (g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream)));
}

static gboolean
paced_input_is_readable (GPollableInputStream *stream)
{
  return PACED_INPUT (stream)->left > 0 && g_pollable_input_stream_is_readable (get_base (stream));
}

static GSource *
paced_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  PacedInput *self = PACED_INPUT (stream);
  GSource *source = g_pollable_source_new_full (stream, NULL, cancellable);

  self->left = TURN_BYTES;
  poller_watch_add_source (self->watch, source);
  return source;
}

static gssize
paced_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  PacedInput *self = PACED_INPUT (stream);
  GError *own_error = NULL;
  gssize read;

  if (self->left == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "this turn has had its share");
      return -1;
    }
  poller_watch_set_readable (self->watch, FALSE);
  read =
    g_pollable_input_stream_read_nonblocking (get_base (stream), buffer, MIN (count, self->left), NULL, &own_error);
  if (!g_error_matches (own_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    poller_watch_set_readable (self->watch, TRUE);
  if (own_error)
    g_propagate_error (error, own_error);
  if (read > 0)
    self->left -= (gsize) read;
  return read;
}

static void
paced_input_pollable_init (GPollableInputStreamInterface *interface)
{
  interface->is_readable = paced_input_is_readable;
  interface->create_source = paced_input_create_source;
  interface->read_nonblocking = paced_input_read_nonblocking;
}

static void
paced_input_finalize (GObject *object)
{
  poller_watch_unref (PACED_INPUT (object)->watch);
  G_OBJECT_CLASS (paced_input_parent_class)->finalize (object);
}

static void
paced_input_class_init (PacedInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = paced_input_finalize;
}

static void
paced_input_init (PacedInput *self)
{
  self->left = TURN_BYTES;
}

/* --- Both ways --------------------------------------------------------------------------------------------------- */

struct _PacedStream
{
  GIOStream parent_instance;
  GIOStream *base;
  GInputStream *input;
  PollerWatch *watch;
};

G_DEFINE_FINAL_TYPE (PacedStream, paced_stream, G_TYPE_IO_STREAM)

static GInputStream *
paced_stream_get_input_stream (GIOStream *stream)
{
  return PACED_STREAM (stream)->input;
}

static GOutputStream *
paced_stream_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (PACED_STREAM (stream)->base);
}

static gboolean
paced_stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  poller_watch_stop (PACED_STREAM (stream)->watch);
  return g_io_stream_close (PACED_STREAM (stream)->base, cancellable, error);
}

/* A socket closes at once: no thread is needed for it. */
static void
paced_stream_close_async (GIOStream *stream,
                          int io_priority,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, paced_stream_close_async);
  if (paced_stream_close (stream, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
paced_stream_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
paced_stream_dispose (GObject *object)
{
  PacedStream *self = PACED_STREAM (object);

  /* Closes itself where nobody did, for which it needs both. */
  G_OBJECT_CLASS (paced_stream_parent_class)->dispose (object);
  g_clear_object (&self->input);
  g_clear_object (&self->base);
  g_clear_pointer (&self->watch, poller_watch_unref);
}

static void
paced_stream_class_init (PacedStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = paced_stream_dispose;
  stream_class->get_input_stream = paced_stream_get_input_stream;
  stream_class->get_output_stream = paced_stream_get_output_stream;
  stream_class->close_fn = paced_stream_close;
  stream_class->close_async = paced_stream_close_async;
  stream_class->close_finish = paced_stream_close_finish;
}

static void
paced_stream_init (PacedStream *self)
{
}

/**
 * paced_stream_new:
 * @base: (transfer none): of a socket that does not block
 * @group: to which it belongs
 *
 * Returns: (transfer full): the same, paced
 */
GIOStream *
paced_stream_new (GSocketConnection *base, PollerGroup *group)
{
  PacedStream *self = g_object_new (PACED_STREAM_TYPE, NULL);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (base));

  self->base = G_IO_STREAM (g_object_ref (base));
  self->watch = poller_watch (group, g_socket_get_fd (g_socket_connection_get_socket (base)));
  self->input = g_object_new (PACED_INPUT_TYPE, "base-stream", input, "close-base-stream", FALSE, NULL);
  PACED_INPUT (self->input)->watch = poller_watch_ref (self->watch);
  return G_IO_STREAM (self);
}
