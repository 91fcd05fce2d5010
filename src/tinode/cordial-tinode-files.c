/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that a Tinode server keeps (docs/API.md «Out-of-Band Handling of Large Files»): over HTTP, from the account's own server
 * and no other, as the token goes with the request. What a redirection or a reference to another host names is not fetched.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>

#include "cordial-download.h"
#include "cordial-packet.h"
#include "cordial-upload.h"

#define UPLOAD_PATH "/v0/file/u/"

/* What the server says of an upload is a {ctrl} of some hundred bytes. */
#define MAX_ANSWER_BYTES (64 * 1024)

/* The server's address as HTTP has it: ws: and http:, wss: and https: are the same ports. */
static GUri *
make_base (CordialTinodeSession *self, GError **error)
{
  g_autofree char *address =
    g_str_has_prefix (self->uri, "ws") ? g_strconcat ("http", self->uri + strlen ("ws"), NULL) : g_strdup (self->uri);

  return g_uri_parse (address, SOUP_HTTP_URI_FLAGS, error);
}

static gboolean
is_same_server (GUri *a, GUri *b)
{
  return g_str_equal (g_uri_get_scheme (a), g_uri_get_scheme (b)) && g_uri_get_port (a) == g_uri_get_port (b) &&
         g_uri_get_host (a) && g_uri_get_host (b) && g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0;
}

/**
 * cordial_tinode_resolve_file:
 * @self: the session
 * @reference: as a card or a message names it
 * @error: return location for %CORDIAL_PROTOCOL_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): where that is, on the account's own server
 */
GUri *
cordial_tinode_resolve_file (CordialTinodeSession *self, const char *reference, GError **error)
{
  g_autoptr (GUri) base = make_base (self, NULL);
  g_autoptr (GUri) uri = base ? g_uri_parse_relative (base, reference, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  if (uri && is_same_server (base, uri) && !g_uri_get_userinfo (uri))
    return g_steal_pointer (&uri);
  g_set_error_literal (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                       _ ("The file is not on this account's server."));
  return NULL;
}

/* Somebody else's words, that stand in a header of HTTP from here on. */
static gboolean
is_one_word (const char *text)
{
  for (const char *p = text; *p; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  return TRUE;
}

static gboolean
is_header_text (const char *text)
{
  for (const char *p = text; *p; p++)
    if (!g_ascii_isprint (*p))
      return FALSE;
  return TRUE;
}

static gboolean
on_accept_certificate (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       CordialTinodeSession *self)
{
  GTlsCertificate *trusted = self->connection ? cordial_connection_get_trusted_certificate (self->connection) : NULL;

  return trusted && g_tls_certificate_is_same (certificate, trusted);
}

/* Takes the error. What is not the server's word is the link's. */
static void
return_error (GTask *task, GError *error)
{
  CordialTinodeSession *self = g_task_get_source_object (task);

  if (error->domain == CORDIAL_PROTOCOL_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    {
      g_task_return_error (task, error);
      return;
    }
  g_debug ("a file did not get through: %s", error->message);
  if (self->connection && self->files)
    cordial_connection_hear_beside (self->connection, self->files, error);
  g_error_free (error);
  g_task_return_error (task, cordial_session_link_error ());
}

/* (transfer full) (nullable): a request to the account's own server, with what lets us in there. */
static SoupMessage *
new_message (CordialTinodeSession *self, const char *method, const char *reference, GError **error)
{
  g_autoptr (GUri) uri = cordial_tinode_resolve_file (self, reference, error);
  SoupMessage *message;

  if (!uri)
    return NULL;
  if (!self->files)
    {
      self->files = cordial_download_session_new ();
      cordial_connection_lead_beside (cordial_session_get_connection (CORDIAL_SESSION (self)), self->files);
    }
  message = soup_message_new_from_uri (method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (message), "X-Tinode-APIKey", self->api_key);
  if (self->token && is_one_word (self->token))
    {
      g_autofree char *authorization = g_strconcat ("token ", self->token, NULL);

      soup_message_headers_replace (soup_message_get_request_headers (message), "X-Tinode-Auth", authorization);
    }
  g_signal_connect_object (message, "accept-certificate", G_CALLBACK (on_accept_certificate), self, G_CONNECT_DEFAULT);
  return message;
}

static void
on_fetched (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *bytes = cordial_download_finish (SOUP_SESSION (object), result, &error);

  if (bytes)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    return_error (task, error);
}

/**
 * cordial_tinode_fetch_file:
 * @self: the session, signed in
 * @task: (transfer full): returns a #GBytes
 * @reference: as a card or a message names it
 * @max_bytes: what is longer is not fetched
 */
void
cordial_tinode_fetch_file (CordialTinodeSession *self, GTask *task, const char *reference, gsize max_bytes)
{
  g_autoptr (GTask) owned = task;
  GError *error = NULL;
  g_autoptr (SoupMessage) message = new_message (self, SOUP_METHOD_GET, reference, &error);

  if (!message)
    g_task_return_error (task, error);
  else
    cordial_download_async (self->files, message, max_bytes, g_task_get_cancellable (task), on_fetched,
                            g_steal_pointer (&owned));
}

static void
on_downloaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = cordial_download_finish (SOUP_SESSION (object), result, &error);

  if (bytes)
    g_task_return_boolean (task, TRUE);
  else
    return_error (task, error);
}

/**
 * cordial_tinode_download_file:
 * @self: the session, signed in
 * @task: (transfer full): returns %TRUE
 * @reference: as a message names it
 * @file: where it shall be
 * @max_bytes: what is longer is not fetched
 * @progress: (nullable):
 */
void
cordial_tinode_download_file (CordialTinodeSession *self,
                              GTask *task,
                              const char *reference,
                              GFile *file,
                              gint64 max_bytes,
                              GFileProgressCallback progress,
                              gpointer progress_data)
{
  g_autoptr (GTask) owned = task;
  GError *error = NULL;
  g_autoptr (SoupMessage) message = new_message (self, SOUP_METHOD_GET, reference, &error);

  if (!message)
    g_task_return_error (task, error);
  else
    cordial_download_to_file_async (self->files, message, file, max_bytes, progress, progress_data,
                                    g_task_get_cancellable (task), on_downloaded, g_steal_pointer (&owned));
}

/* (transfer full) (nullable): what the server calls the file (docs/API.md «Uploading»): one of its own. */
static char *
read_reference (CordialTinodeSession *self, GBytes *answer)
{
  const char *bytes = g_bytes_get_data (answer, NULL);
  g_autofree char *text = bytes ? g_strndup (bytes, g_bytes_get_size (answer)) : g_strdup ("");
  g_autoptr (JsonNode) node = cordial_packet_parse (text, NULL);
  JsonObject *root = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *ctrl = root ? cordial_packet_get_object (root, "ctrl") : NULL;
  JsonObject *params = ctrl ? cordial_packet_get_object (ctrl, "params") : NULL;
  const char *reference = params ? cordial_packet_get_string (params, "url") : NULL;
  g_autoptr (GUri) uri =
    reference && cordial_is_reference (reference) ? cordial_tinode_resolve_file (self, reference, NULL) : NULL;

  return uri ? g_strdup (reference) : NULL;
}

static GError *
new_upload_error (guint status)
{
  if (status == SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE)
    return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                                _ ("The file is larger than the server takes."));
  return g_error_new (CORDIAL_PROTOCOL_ERROR,
                      status == 408 || status == 429 || status >= 500 ? CORDIAL_PROTOCOL_ERROR_TRY_LATER
                      /* The token may have been renewed by the next time. */
                      : status == 401 ? CORDIAL_PROTOCOL_ERROR_UNEXPLAINED
                                      : CORDIAL_PROTOCOL_ERROR_REJECTED,
                      _ ("The server does not take the file (it answered %u)."), status);
}

static void
on_uploaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  guint status = soup_message_get_status (g_task_get_task_data (task));
  GError *error = NULL;
  g_autoptr (GBytes) answer = cordial_download_finish (SOUP_SESSION (object), result, &error);
  char *reference = answer ? read_reference (g_task_get_source_object (task), answer) : NULL;

  if (reference)
    g_task_return_pointer (task, reference, g_free);
  else if (answer)
    g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED,
                                     _ ("The server gave an answer that makes no sense."));
  else if (status >= 300)
    {
      g_error_free (error);
      g_task_return_error (task, new_upload_error (status));
    }
  else
    return_error (task, error);
}

/**
 * cordial_tinode_upload_file:
 * @self: the session, signed in
 * @task: (transfer full): returns the reference
 * @file: what the server shall keep
 * @media_type: (nullable): what it is
 * @progress: (nullable):
 */
void
cordial_tinode_upload_file (CordialTinodeSession *self,
                            GTask *task,
                            GFile *file,
                            const char *media_type,
                            GFileProgressCallback progress,
                            gpointer progress_data)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (SoupMessage) message = NULL;
  GError *error = NULL;

  if (media_type && !is_header_text (media_type))
    media_type = NULL;
  message = new_message (self, SOUP_METHOD_POST, UPLOAD_PATH, &error);
  if (!message)
    g_task_return_error (task, error);
  else if (!cordial_upload_set_body (message, file, media_type, progress, progress_data, &error))
    {
      g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                               /* Translators: of a file that shall be sent; what follows is the system's reason. */
                               _ ("The file cannot be read: %s"), error->message);
      g_error_free (error);
    }
  else
    {
      g_task_set_task_data (task, g_object_ref (message), g_object_unref);
      cordial_download_async (self->files, message, MAX_ANSWER_BYTES, g_task_get_cancellable (task), on_uploaded,
                              g_steal_pointer (&owned));
    }
}
