/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fetches the pictures of people, which the plain dialect names by a URI: each once, of bounded size, over http or https alone.
 * It knows no envelope and decodes nothing.
 */

#define G_LOG_DOMAIN "cordial-plain"

#include "cordial-plain-pictures.h"

#include <libsoup/soup.h>

#include "cordial-plain-envelope.h"

/* A portrait of 512 pixels takes a fifth of that. */
#define MAX_PICTURE_BYTES (1024 * 1024)
#define READ_BYTES (64 * 1024)
#define TIMEOUT_S 20

/* Whoever sends names without end is not worth the traffic. */
#define MAX_PICTURES 1000

struct _CordialPlainPictures
{
  SoupSession *session;
  GCancellable *cancellable;
  GHashTable *asked; /* URIs, fetched or not */
  CordialPlainPictureFunc func;
  gpointer user_data;
};

CordialPlainPictures *
cordial_plain_pictures_new (CordialPlainPictureFunc func, gpointer user_data)
{
  CordialPlainPictures *self = g_new0 (CordialPlainPictures, 1);

  self->session = soup_session_new_with_options ("timeout", TIMEOUT_S, "idle-timeout", TIMEOUT_S, "max-conns", 2, NULL);
  self->cancellable = g_cancellable_new ();
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->func = func;
  self->user_data = user_data;
  return self;
}

/* What is under way ends; the function is not called any more. */
void
cordial_plain_pictures_free (CordialPlainPictures *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->session);
  g_hash_table_unref (self->asked);
  g_free (self);
}

/* One that is under way. After a cancellation @pictures is gone. */
typedef struct
{
  CordialPlainPictures *pictures;
  GCancellable *cancellable;
  SoupMessage *message;
  GInputStream *body;
  GByteArray *content;
  char *uri;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->cancellable);
  g_clear_object (&fetch->message);
  g_clear_object (&fetch->body);
  g_clear_pointer (&fetch->content, g_byte_array_unref);
  g_free (fetch->uri);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void read_on (Fetch *fetch);

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);
  g_autoptr (GBytes) picture = NULL;

  if (g_cancellable_is_cancelled (fetch->cancellable))
    return;
  if (!bytes)
    {
      g_info ("no picture: %s", error->message);
      return;
    }
  if (g_bytes_get_size (bytes) > 0)
    {
      gsize size;
      gconstpointer data = g_bytes_get_data (bytes, &size);

      g_byte_array_append (fetch->content, data, size);
      if (fetch->content->len > MAX_PICTURE_BYTES)
        g_info ("no picture: it is too large");
      else
        read_on (g_steal_pointer (&fetch));
      return;
    }
  picture = g_byte_array_free_to_bytes (g_steal_pointer (&fetch->content));
  if (g_bytes_get_size (picture) > 0)
    fetch->pictures->func (fetch->uri, picture, fetch->pictures->user_data);
}

static void
read_on (Fetch *fetch)
{
  g_input_stream_read_bytes_async (fetch->body, READ_BYTES, G_PRIORITY_LOW, fetch->cancellable, on_read, fetch);
}

static void
on_response (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (GError) error = NULL;

  fetch->body = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (g_cancellable_is_cancelled (fetch->cancellable))
    return;
  if (!fetch->body || soup_message_get_status (fetch->message) != SOUP_STATUS_OK)
    {
      g_info ("no picture: %s", error ? error->message : soup_message_get_reason_phrase (fetch->message));
      return;
    }
  if (soup_message_headers_get_content_length (soup_message_get_response_headers (fetch->message)) > MAX_PICTURE_BYTES)
    {
      g_info ("no picture: it is too large");
      return;
    }
  read_on (g_steal_pointer (&fetch));
}

/**
 * cordial_plain_pictures_want:
 * @self: a #CordialPlainPictures
 * @uri: where a picture is
 *
 * Fetches it, unless that was tried before.
 *
 * Returns: whether it is being fetched now
 */
gboolean
cordial_plain_pictures_want (CordialPlainPictures *self, const char *uri)
{
  Fetch *fetch;

  if (!cordial_plain_is_web_uri (uri) || g_hash_table_contains (self->asked, uri) ||
      g_hash_table_size (self->asked) >= MAX_PICTURES)
    return FALSE;
  g_hash_table_add (self->asked, g_strdup (uri));
  fetch = g_new0 (Fetch, 1);
  fetch->pictures = self;
  fetch->cancellable = g_object_ref (self->cancellable);
  fetch->uri = g_strdup (uri);
  fetch->content = g_byte_array_new ();
  fetch->message = soup_message_new (SOUP_METHOD_GET, uri);
  if (!fetch->message)
    {
      fetch_free (fetch);
      return FALSE;
    }
  soup_session_send_async (self->session, fetch->message, G_PRIORITY_LOW, self->cancellable, on_response, fetch);
  return TRUE;
}
