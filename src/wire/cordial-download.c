/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One file over HTTP, of bounded size, into memory or into a file. Who asks decides from where, and what to say of itself there; what
 * is in the file is not looked at. What came of a file before the connection broke off is kept beside it, and the rest is asked for the
 * next time (RFC 9110 §14.2): what a reference of a chat server names never changes.
 */

#define G_LOG_DOMAIN "cordial-wire"

#include "cordial-config.h"

#include "cordial-download.h"

#include <glib/gi18n-lib.h>

#include "cordial-protocol-error.h"

#define READ_BYTES (64 * 1024)

/* In silence; a slow line that goes on is waited for. */
#define TIMEOUT_S 20

/* Of which a large file that goes either way leaves some to small ones. */
#define CONNECTIONS_MAX 6

/* What is not whole yet has this behind its name. */
#define PART_SUFFIX ".part"

typedef struct
{
  SoupMessage *message;
  GInputStream *body;
  GOutputStream *output;
  GFile *file; /* (nullable): where it shall be when it is whole; NULL for memory */
  GFile *part; /* (nullable) */
  GBytes *chunk;
  goffset arrived;
  goffset total; /* 0 if it is not known */
  goffset max_bytes;
  GFileProgressCallback progress; /* (nullable) */
  gpointer progress_data;
} Download;

static void
download_free (gpointer data)
{
  Download *self = data;

  g_object_unref (self->message);
  g_clear_object (&self->body);
  g_clear_object (&self->output);
  g_clear_object (&self->file);
  g_clear_object (&self->part);
  g_clear_pointer (&self->chunk, g_bytes_unref);
  g_free (self);
}

static void read_on (GTask *task);

static void
fail_too_large (GTask *task)
{
  g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                                   _ ("The file is too large."));
}

/* Takes the error. A disk that is full is not kept so by a part of a file. */
static void
fail_write (GTask *task, GError *error)
{
  Download *self = g_task_get_task_data (task);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->part)
    g_file_delete (self->part, NULL, NULL);
  g_error_free (error);
  g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                                   _ ("There is no room on the disk for the file."));
}

/* Takes the task. */
static void
finish (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Download *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_close (self->output, NULL, &error) ||
      (self->file && !g_file_move (self->part, self->file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error)))
    fail_write (task, error);
  else if (self->file)
    g_task_return_pointer (task, g_bytes_new (NULL, 0), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_pointer (task, g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (self->output)),
                           (GDestroyNotify) g_bytes_unref);
}

static void
on_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Download *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    {
      fail_write (task, error);
      return;
    }
  if (self->progress)
    self->progress (self->arrived, MAX (self->arrived, self->total), self->progress_data);
  read_on (g_steal_pointer (&task));
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Download *self = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&self->chunk, g_bytes_unref);
  self->chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);
  if (!self->chunk)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_bytes_get_size (self->chunk) == 0)
    {
      finish (g_steal_pointer (&task));
      return;
    }
  self->arrived += (goffset) g_bytes_get_size (self->chunk);
  if (self->arrived > self->max_bytes)
    fail_too_large (task);
  else
    g_output_stream_write_all_async (self->output, g_bytes_get_data (self->chunk, NULL), g_bytes_get_size (self->chunk),
                                     G_PRIORITY_LOW, g_task_get_cancellable (task), on_written, g_object_ref (task));
}

static void
read_on (GTask *task)
{
  Download *self = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (self->body, READ_BYTES, G_PRIORITY_LOW, g_task_get_cancellable (task), on_read,
                                   task);
}

/**
 * cordial_download_goes_on:
 * @headers: of an answer with a part of a file (RFC 9110 §14.4)
 * @arrived: how many bytes of it are here
 * @total: (out): how many it has; 0 if that is not known
 *
 * Returns: whether that part begins where ours ends
 */
gboolean
cordial_download_goes_on (SoupMessageHeaders *headers, gint64 arrived, gint64 *total)
{
  goffset start, end, whole;

  *total = 0;
  if (!soup_message_headers_get_content_range (headers, &start, &end, &whole) || start != arrived || end < start)
    return FALSE;
  *total = MAX (whole, 0);
  return TRUE;
}

/* Whether what comes goes on where the part that is here ends. Where it does not, the part begins anew. */
static gboolean
take_up (Download *self, guint status, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  if (status == SOUP_STATUS_PARTIAL_CONTENT)
    {
      if (cordial_download_goes_on (headers, self->arrived, &self->total))
        return TRUE;
      g_set_error_literal (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED,
                           _ ("The server gave another part of the file than it was asked for."));
      return FALSE;
    }
  if (self->arrived > 0 && !g_seekable_truncate (G_SEEKABLE (self->output), 0, NULL, error))
    return FALSE;
  self->arrived = 0;
  self->total = soup_message_headers_get_content_length (headers);
  return TRUE;
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
  /* A part that is longer than the whole is none of it; nor is nothing, of what is not given. */
  if (self->part &&
      (status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE || (status != SOUP_STATUS_OK && self->arrived == 0)))
    g_file_delete (self->part, NULL, NULL);
  if (status != SOUP_STATUS_OK && !(status == SOUP_STATUS_PARTIAL_CONTENT && self->arrived > 0))
    g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR,
                             status == 408 || status == 416 || status == 429 || status >= 500
                               ? CORDIAL_PROTOCOL_ERROR_TRY_LATER
                               : CORDIAL_PROTOCOL_ERROR_REJECTED,
                             _ ("The server does not give the file (it answered %u)."), status);
  else if (!take_up (self, status, &error))
    g_task_return_error (task, error);
  else if (self->total > self->max_bytes)
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
                                        "max-conns-per-host", CONNECTIONS_MAX, NULL);
}

static GTask *
new_task (SoupSession *session,
          SoupMessage *message,
          goffset max_bytes,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Download *self = g_new0 (Download, 1);

  g_task_set_task_data (task, self, download_free);
  self->message = g_object_ref (message);
  self->max_bytes = max_bytes;
  return task;
}

/**
 * cordial_download_async:
 * @session: from cordial_download_session_new()
 * @message: a request
 * @max_bytes: what is longer is an error
 * @cancellable: (nullable):
 *
 * Into memory.
 */
void
cordial_download_async (SoupSession *session,
                        SoupMessage *message,
                        gsize max_bytes,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = new_task (session, message, (goffset) max_bytes, cancellable, callback, user_data);
  Download *self = g_task_get_task_data (task);

  g_task_set_source_tag (task, cordial_download_async);
  self->output = g_memory_output_stream_new_resizable ();
  soup_session_send_async (session, message, G_PRIORITY_LOW, cancellable, on_response, task);
}

static void
on_opened (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SoupSession *session = g_task_get_source_object (task);
  Download *self = g_task_get_task_data (task);
  GFileOutputStream *output;
  g_autoptr (GFileInfo) info = NULL;
  GError *error = NULL;

  output = g_file_append_to_finish (G_FILE (object), result, &error);
  if (!output)
    {
      g_task_return_error (task, error);
      return;
    }
  self->output = G_OUTPUT_STREAM (output);
  info = g_file_output_stream_query_info (output, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, &error);
  if (!info)
    {
      g_task_return_error (task, error);
      return;
    }
  self->arrived = g_file_info_get_size (info);
  if (self->arrived > 0)
    soup_message_headers_set_range (soup_message_get_request_headers (self->message), self->arrived, -1);
  soup_session_send_async (session, self->message, G_PRIORITY_LOW, g_task_get_cancellable (task), on_response,
                           g_object_ref (task));
}

/**
 * cordial_download_to_file_async:
 * @session: from cordial_download_session_new()
 * @message: a request
 * @file: where it shall be, when it is whole; its folder is there
 * @max_bytes: what is longer is an error
 * @progress: (nullable): told how many bytes there are of how many
 * @cancellable: (nullable):
 *
 * Into a file. What there is of it when this fails is gone on with the next time.
 */
void
cordial_download_to_file_async (SoupSession *session,
                                SoupMessage *message,
                                GFile *file,
                                gint64 max_bytes,
                                GFileProgressCallback progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = new_task (session, message, max_bytes, cancellable, callback, user_data);
  Download *self = g_task_get_task_data (task);
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *part = g_strconcat (path, PART_SUFFIX, NULL);

  g_task_set_source_tag (task, cordial_download_to_file_async);
  self->file = g_object_ref (file);
  self->part = g_file_new_for_path (part);
  self->progress = progress;
  self->progress_data = progress_data;
  g_file_append_to_async (self->part, G_FILE_CREATE_PRIVATE, G_PRIORITY_LOW, cancellable, on_opened, task);
}

/**
 * cordial_download_finish:
 * @error: return location for a #CordialProtocolError of what the server said no to, or of what kept us from it
 *
 * Returns: (transfer full) (nullable): the whole file; empty where it is in a file of its own
 */
GBytes *
cordial_download_finish (SoupSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
