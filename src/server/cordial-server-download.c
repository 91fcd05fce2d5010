/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One piece is in memory at a time, and the others have their turn between two. Parts and conditions as in RFC 9110 §13 and
 * §14; of several parts at once the whole is given, as is allowed there.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-download.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cordial-server-door.h"
#include "cordial-server-http.h"
#include "cordial-server-media-type.h"
#include "cordial-server-range.h"

#define PIECE_BYTES (256 * 1024)

/* As Tinode: a file never changes. */
#define CACHE_CONTROL "max-age=86400"

#define DOWNLOAD_DATA "cordial-download"

/* Belongs to its message. */
typedef struct
{
  SoupServerMessage *message;
  Guest *guest;
  int descriptor;
  goffset at;
  goffset end;
  GSource *next;
} Download;

static void
stop_waiting (Download *self)
{
  if (self->next)
    g_source_destroy (self->next);
  g_clear_pointer (&self->next, g_source_unref);
}

static void
download_free (gpointer data)
{
  Download *self = data;

  stop_waiting (self);
  close (self->descriptor);
  guest_unref (self->guest);
  g_free (self);
}

/* --- Pieces ------------------------------------------------------------------------------------------------------ */

static void
append_piece (Download *self)
{
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);
  gsize size = (gsize) MIN (self->end - self->at, PIECE_BYTES);
  g_autofree guint8 *data = g_malloc (size);
  gssize got;

  do
    got = pread (self->descriptor, data, size, self->at);
  while (got < 0 && errno == EINTR);
  if (got <= 0)
    {
      /* The other end was told how much comes: it must not take this for the end. */
      g_warning ("a file cannot be read: %s", got < 0 ? g_strerror (errno) : "it ends too early");
      guest_send_away (self->guest);
      return;
    }
  self->at += got;
  soup_message_body_append_take (body, g_steal_pointer (&data), (gsize) got);
  if (self->at == self->end)
    soup_message_body_complete (body);
}

static gboolean
on_next (gpointer user_data)
{
  Download *self = user_data;

  g_clear_pointer (&self->next, g_source_unref);
  append_piece (self);
  soup_server_message_unpause (self->message);
  return G_SOURCE_REMOVE;
}

static void
on_wrote_chunk (SoupServerMessage *message, gpointer user_data)
{
  Download *self = user_data;

  if (self->at == self->end || self->next)
    return;
  self->next = g_idle_source_new ();
  g_source_set_static_name (self->next, "cordial-server next piece of a file");
  g_source_set_priority (self->next, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->next, on_next, self, NULL);
  g_source_attach (self->next, NULL);
}

static void
on_wrote_data (SoupServerMessage *message, guint size, gpointer user_data)
{
  guest_touch (((Download *) user_data)->guest);
}

static void
on_finished (SoupServerMessage *message, gpointer user_data)
{
  stop_waiting (user_data);
}

static void
send_range (SoupServerMessage *message, int descriptor, goffset start, goffset end)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  Download *self = g_new0 (Download, 1);

  self->message = message;
  self->guest = guest_of (message);
  self->descriptor = descriptor;
  self->at = start;
  self->end = end;
  g_object_set_data_full (G_OBJECT (message), DOWNLOAD_DATA, self, download_free);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CONTENT_LENGTH);
  soup_message_headers_set_content_length (headers, end - start);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  if (start == end || g_str_equal (soup_server_message_get_method (message), "HEAD"))
    {
      soup_message_body_complete (soup_server_message_get_response_body (message));
      return;
    }
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (on_wrote_chunk), self);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (on_wrote_data), self);
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), self);
  append_piece (self);
}

/* --- What is wanted ---------------------------------------------------------------------------------------------- */

static const char *
get_header (SoupServerMessage *message, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (message), name);
}

static gboolean
is_not_newer (const FileRow *file, const char *date)
{
  g_autoptr (GDateTime) time = soup_date_time_new_from_http_string (date);

  return time && file->created_ms / 1000 <= g_date_time_to_unix (time);
}

/* The status where nothing is to be sent: it is there already, or it is another; 0 else. */
static guint
check_conditions (SoupServerMessage *message, const FileRow *file, const char *tag)
{
  const char *match = get_header (message, "If-Match"), *none_match = get_header (message, "If-None-Match"),
             *since = get_header (message, "If-Modified-Since");

  if (match && !g_str_equal (match, tag) && !g_str_equal (match, "*"))
    return SOUP_STATUS_PRECONDITION_FAILED;
  if (none_match)
    return g_str_equal (none_match, tag) || g_str_equal (none_match, "*") ? SOUP_STATUS_NOT_MODIFIED : 0;
  return since && is_not_newer (file, since) ? SOUP_STATUS_NOT_MODIFIED : 0;
}

/* Of the file that they have begun, and not of another. */
static gboolean
may_continue (SoupServerMessage *message, const char *tag, const char *modified)
{
  const char *same = get_header (message, "If-Range");

  return !same || g_str_equal (same, tag) || g_str_equal (same, modified);
}

static void
serve (SoupServerMessage *message, Files *files, const FileRow *file, gboolean is_only_kept)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (file->created_ms / 1000);
  g_autofree char *modified = soup_date_time_to_string (time, SOUP_DATE_HTTP);
  g_autofree char *tag = g_strdup_printf ("\"%s\"", file->id);
  goffset start = 0, end = file->size;
  guint status = check_conditions (message, file, tag);
  int descriptor;

  soup_message_headers_replace (headers, "Cache-Control", CACHE_CONTROL);
  soup_message_headers_replace (headers, "ETag", tag);
  soup_message_headers_replace (headers, "Last-Modified", modified);
  if (status != 0)
    {
      soup_server_message_set_status (message, status, NULL);
      return;
    }
  status = SOUP_STATUS_OK;
  if (get_header (message, "Range") && may_continue (message, tag, modified))
    status = range_find (soup_server_message_get_request_headers (message), file->size, &start, &end);
  /* What libsoup would do by itself is done. */
  soup_message_headers_remove (soup_server_message_get_request_headers (message), "Range");
  if (status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE)
    {
      g_autofree char *all = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, file->size);

      soup_message_headers_replace (headers, "Content-Range", all);
      soup_server_message_set_status (message, status, NULL);
      return;
    }
  descriptor = files_open (files, file);
  if (descriptor < 0)
    {
      http_answer (message, NULL, 404, "not found", NULL);
      return;
    }
  if (status == SOUP_STATUS_PARTIAL_CONTENT)
    soup_message_headers_set_content_range (headers, start, end - 1, file->size);
  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
  soup_message_headers_replace (headers, "Content-Type", file->type);
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  if (is_only_kept || media_type_is_only_kept (file->type))
    soup_message_headers_replace (headers, "Content-Disposition", "attachment");
  soup_server_message_set_status (message, status, NULL);
  send_range (message, descriptor, start, end);
}

typedef struct
{
  SoupServerMessage *message;
  Files *files;
  gboolean is_only_kept;
} Answer;

static void
on_who (gint64 user, int code, gpointer data)
{
  g_autofree Answer *self = data;
  g_autoptr (SoupServerMessage) message = self->message;
  g_autoptr (FileRow) file = NULL;

  if (code != 200)
    {
      http_refuse (message, NULL, code);
      return;
    }
  if (user == 0)
    {
      http_answer (message, NULL, 401, "authentication required", NULL);
      return;
    }
  file = files_find (self->files, g_uri_get_path (soup_server_message_get_uri (message)));
  if (!file)
    {
      http_answer (message, NULL, 404, "not found", NULL);
      return;
    }
  serve (message, self->files, file, self->is_only_kept);
  http_resume (message);
}

/**
 * download_answer:
 * @message: for an address below FILES_PATH
 */
void
download_answer (SoupServerMessage *message, GHashTable *query, Files *files, Accounts *accounts)
{
  const HttpRequest request = { message, query, NULL, NULL };
  const char *as_attachment = query ? g_hash_table_lookup (query, "asatt") : NULL;
  Answer *answer;
  Guest *guest;

  if (!http_has_key (&request))
    {
      http_answer (message, NULL, 403, "valid API key required", NULL);
      return;
    }
  answer = g_new0 (Answer, 1);
  answer->message = g_object_ref (message);
  answer->files = files;
  answer->is_only_kept =
    as_attachment && (g_str_equal (as_attachment, "1") || g_ascii_strcasecmp (as_attachment, "true") == 0);
  guest = guest_of (message);
  http_find_who (&request, accounts, guest_get_address (guest), on_who, answer);
  guest_unref (guest);
}
