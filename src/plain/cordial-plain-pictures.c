/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fetches the pictures of people, which the plain dialect names by a URI: each once, of bounded size, over http or https alone.
 * It knows no envelope and decodes nothing.
 */

#define G_LOG_DOMAIN "cordial-plain"

#include "cordial-plain-pictures.h"

#include "cordial-download.h"
#include "cordial-plain-envelope.h"
#include "cordial-protocol-error.h"

/* A portrait of 512 pixels takes a fifth of that. */
#define MAX_PICTURE_BYTES (1024 * 1024)

/* Whoever sends names without end is not worth the traffic. */
#define MAX_PICTURES 1000

struct _CordialPlainPictures
{
  CordialConnection *connection; /* not owned: it outlives us */
  SoupSession *session;
  GCancellable *cancellable;
  GHashTable *asked; /* URIs, fetched or not */
  GPtrArray *missed; /* URIs among these that may be there another time */
  CordialPlainPictureFunc func;
  gpointer user_data;
};

CordialPlainPictures *
cordial_plain_pictures_new (CordialConnection *connection, CordialPlainPictureFunc func, gpointer user_data)
{
  CordialPlainPictures *self = g_new0 (CordialPlainPictures, 1);

  self->connection = connection;
  self->session = cordial_download_session_new ();
  self->cancellable = g_cancellable_new ();
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->missed = g_ptr_array_new_with_free_func (g_free);
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
  g_ptr_array_unref (self->missed);
  g_free (self);
}

/* One that is under way. After a cancellation @pictures is gone. */
typedef struct
{
  CordialPlainPictures *pictures;
  GCancellable *cancellable;
  char *uri;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->cancellable);
  g_free (fetch->uri);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void
on_fetched (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) picture = cordial_download_finish (SOUP_SESSION (object), result, &error);

  if (g_cancellable_is_cancelled (fetch->cancellable))
    return;
  if (!picture)
    {
      g_info ("no picture: %s", error->message);
      cordial_connection_hear_beside (fetch->pictures->connection, SOUP_SESSION (object), error);
      if (!g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED))
        g_ptr_array_add (fetch->pictures->missed, g_strdup (fetch->uri));
    }
  else if (g_bytes_get_size (picture) > 0)
    fetch->pictures->func (fetch->uri, picture, fetch->pictures->user_data);
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
  g_autoptr (SoupMessage) message = NULL;
  Fetch *fetch;

  if (!cordial_plain_is_web_uri (uri) || g_hash_table_contains (self->asked, uri) ||
      g_hash_table_size (self->asked) >= MAX_PICTURES)
    return FALSE;
  g_hash_table_add (self->asked, g_strdup (uri));
  cordial_connection_lead_beside (self->connection, self->session);
  message = soup_message_new (SOUP_METHOD_GET, uri);
  if (!message)
    return FALSE;
  fetch = g_new0 (Fetch, 1);
  fetch->pictures = self;
  fetch->cancellable = g_object_ref (self->cancellable);
  fetch->uri = g_strdup (uri);
  cordial_download_async (self->session, message, MAX_PICTURE_BYTES, self->cancellable, on_fetched, fetch);
  return TRUE;
}

/**
 * cordial_plain_pictures_resume:
 * @self: a #CordialPlainPictures
 *
 * There is a connection again: what failed for a reason that may have passed is asked for once more.
 */
void
cordial_plain_pictures_resume (CordialPlainPictures *self)
{
  g_autoptr (GPtrArray) missed = g_steal_pointer (&self->missed);

  self->missed = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < missed->len; i++)
    {
      g_hash_table_remove (self->asked, missed->pdata[i]);
      cordial_plain_pictures_want (self, missed->pdata[i]);
    }
}
