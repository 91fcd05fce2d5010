/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One file over HTTP, of bounded size, into memory. Who asks decides from where, and what to say of itself there; what is in the
 * file is not looked at.
 */

#define G_LOG_DOMAIN "cordial-wire"

#include "cordial-config.h"

#include "cordial-download.h"

#include <glib/gi18n-lib.h>

#include "cordial-protocol-error.h"

#define READ_BYTES (64 * 1024)

/* In silence; a slow line that goes on is waited for. */
#define TIMEOUT_S 20

/* Pictures come after what is written. */
#define CONNECTIONS_MAX 2

typedef struct
{
  SoupMessage *message;
  GInputStream *body;
  GByteArray *content;
  gsize max_bytes;
} Download;

static void
download_free (gpointer data)
{
  Download *self = data;

  g_object_unref (self->message);
  g_clear_object (&self->body);
  g_clear_pointer (&self->content, g_byte_array_unref);
  g_free (self);
}

static void read_on (GTask *task);

static void
fail_too_large (GTask *task)
{
  g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                                   _ ("The file is too large."));
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Download *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (!bytes)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&self->content)),
                             (GDestroyNotify) g_bytes_unref);
      return;
    }
  g_byte_array_append (self->content, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (self->content->len > self->max_bytes)
    fail_too_large (task);
  else
    read_on (g_steal_pointer (&task));
}

static void
read_on (GTask *task)
{
  Download *self = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (self->body, READ_BYTES, G_PRIORITY_LOW, g_task_get_cancellable (task), on_read,
                                   task);
}

static void
on_response (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Download *self = g_task_get_task_data (task);
  GError *error = NULL;
  guint status;

  self->body = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (!self->body)
    {
      g_task_return_error (task, error);
      return;
    }
  status = soup_message_get_status (self->message);
  if (status != SOUP_STATUS_OK)
    g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR,
                             status == 408 || status == 429 || status >= 500 ? CORDIAL_PROTOCOL_ERROR_TRY_LATER
                                                                             : CORDIAL_PROTOCOL_ERROR_REJECTED,
                             _ ("The server does not give the file (it answered %u)."), status);
  else if (soup_message_headers_get_content_length (soup_message_get_response_headers (self->message)) >
           (goffset) self->max_bytes)
    fail_too_large (task);
  else
    read_on (g_steal_pointer (&task));
}

/**
 * cordial_download_session_new:
 *
 * Returns: (transfer full): a session that waits for nobody without end
 */
SoupSession *
cordial_download_session_new (void)
{
  return soup_session_new_with_options ("timeout", TIMEOUT_S, "idle-timeout", TIMEOUT_S, "max-conns", CONNECTIONS_MAX,
                                        NULL);
}

/**
 * cordial_download_async:
 * @session: from cordial_download_session_new()
 * @message: a request
 * @max_bytes: what is longer is an error
 * @cancellable: (nullable):
 */
void
cordial_download_async (SoupSession *session,
                        SoupMessage *message,
                        gsize max_bytes,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Download *self = g_new0 (Download, 1);

  g_task_set_source_tag (task, cordial_download_async);
  g_task_set_task_data (task, self, download_free);
  self->message = g_object_ref (message);
  self->content = g_byte_array_new ();
  self->max_bytes = max_bytes;
  soup_session_send_async (session, message, G_PRIORITY_LOW, cancellable, on_response, task);
}

/**
 * cordial_download_finish:
 * @error: return location for a #CordialProtocolError of what the server said no to, or of what kept us from it
 *
 * Returns: (transfer full) (nullable): the whole file
 */
GBytes *
cordial_download_finish (SoupSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
