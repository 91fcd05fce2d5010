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
on_accept_certificate (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       CordialTinodeSession *self)
{
  GTlsCertificate *trusted = self->connection ? cordial_connection_get_trusted_certificate (self->connection) : NULL;

  return trusted && g_tls_certificate_is_same (certificate, trusted);
}

static void
on_downloaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *bytes = cordial_download_finish (SOUP_SESSION (object), result, &error);

  if (bytes)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else if (error->domain == CORDIAL_PROTOCOL_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, error);
  else
    {
      g_debug ("a file did not come: %s", error->message);
      g_error_free (error);
      g_task_return_error (task, cordial_session_link_error ());
    }
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
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *authorization = NULL;
  GError *error = NULL;
  g_autoptr (GUri) uri = cordial_tinode_resolve_file (self, reference, &error);

  if (!uri)
    {
      g_task_return_error (task, error);
      return;
    }
  if (!self->files)
    self->files = cordial_download_session_new ();
  message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (message), "X-Tinode-APIKey", self->api_key);
  if (self->token && is_one_word (self->token))
    {
      authorization = g_strconcat ("token ", self->token, NULL);
      soup_message_headers_replace (soup_message_get_request_headers (message), "X-Tinode-Auth", authorization);
    }
  g_signal_connect_object (message, "accept-certificate", G_CALLBACK (on_accept_certificate), self, G_CONNECT_DEFAULT);
  cordial_download_async (self->files, message, max_bytes, g_task_get_cancellable (task), on_downloaded,
                          g_steal_pointer (&owned));
}
