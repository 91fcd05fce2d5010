/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From what a person types to where a protocol connects. Knows no protocol's path.
 */
#define G_LOG_DOMAIN "cordial-records"

#include "cordial-config.h"

#include "cordial-server-address.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-protocol-error.h"

/* RFC 1035 §2.3.4, in bytes. */
#define LABEL_MAX 63

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address)
    return g_inet_address_get_is_loopback (address);
  return g_str_equal (host, "localhost") || g_str_has_suffix (host, ".localhost");
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  return length > 0 && length <= LABEL_MAX && strspn (label, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length &&
         *label != '-' && label[length - 1] != '-';
}

/* A host as DNS wants it, or an address as it stands in a URI without its brackets; NULL where it can be neither. A dot at the
 * end says that the name is complete (RFC 1034 §3.1), which it is anyway; certificates have none there (RFC 6125 §6.4). */
static char *
normalize_host (const char *host)
{
  gsize length = strlen (host);
  g_autofree char *name = g_strndup (host, length > 0 && host[length - 1] == '.' ? length - 1 : length);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);
  g_autofree char *ascii = NULL;
  g_autofree char *lower = NULL;
  g_auto (GStrv) labels = NULL;

  if (address)
    return g_steal_pointer (&name);
  ascii = g_hostname_to_ascii (name);
  if (!ascii)
    return NULL;
  lower = g_ascii_strdown (ascii, -1);
  labels = g_strsplit (lower, ".", -1);
  for (guint i = 0; labels[i]; i++)
    if (!is_label (labels[i]))
      return NULL;
  return labels[0] ? g_steal_pointer (&lower) : NULL;
}

/* An IPv6 address wants brackets in a URI; a person does not know that. */
static char *
add_scheme (const char *address)
{
  g_autoptr (GInetAddress) number = g_inet_address_new_from_string (address);

  if (number && g_inet_address_get_family (number) == G_SOCKET_FAMILY_IPV6)
    return g_strconcat ("wss://[", address, "]", NULL);
  return g_strconcat ("wss://", address, NULL);
}

static char *
invalid (GError **error, const char *sentence)
{
  g_set_error_literal (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, sentence);
  return NULL;
}

/**
 * cordial_server_address_to_uri:
 * @address: what a person typed
 * @allow_plaintext: whether a connection without TLS to another computer was accepted
 * @error: return location for a #CordialProtocolError
 *
 * Returns: (transfer full) (nullable): a ws or wss URI with a path that ends in a slash
 */
char *
cordial_server_address_to_uri (const char *address, gboolean allow_plaintext, GError **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *with_scheme = NULL;
  g_autofree char *path = NULL;
  g_autofree char *host = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *scheme;
  gboolean secure, assumed;

  g_return_val_if_fail (address != NULL, NULL);

  trimmed = g_strstrip (g_strdup (address));
  if (*trimmed == '\0')
    return invalid (error, _ ("Enter the server's address, such as chat.example.org."));
  for (const char *c = trimmed; *c; c = g_utf8_next_char (c))
    if (g_unichar_isspace (g_utf8_get_char (c)))
      return invalid (error, _ ("A server's address has no spaces in it."));

  assumed = strstr (trimmed, "://") == NULL;
  with_scheme = assumed ? add_scheme (trimmed) : g_strdup (trimmed);
  uri = g_uri_parse (with_scheme, G_URI_FLAGS_PARSE_RELAXED, NULL);
  if (uri && g_uri_get_host (uri))
    host = normalize_host (g_uri_get_host (uri));
  if (!host || g_uri_get_port (uri) == 0 || (*g_uri_get_path (uri) != '\0' && *g_uri_get_path (uri) != '/'))
    return invalid (error, _ ("This is not a server's address; one looks like chat.example.org or localhost:6060."));
  /* It would be kept with the address, and «good.example@other.example» leads to the other. */
  if (g_uri_get_userinfo (uri))
    return invalid (error, _ ("A server's address has no user name in it: leave out everything up to the @."));

  scheme = g_uri_get_scheme (uri);
  if (g_str_equal (scheme, "wss") || g_str_equal (scheme, "https"))
    secure = TRUE;
  else if (g_str_equal (scheme, "ws") || g_str_equal (scheme, "http"))
    secure = FALSE;
  else
    return invalid (error, _ ("A server's address begins with wss:// or https://, or with its name alone."));
  /* On this computer nobody listens in between, and hardly anybody has a certificate. */
  if (assumed && is_loopback (host))
    secure = FALSE;
  if (!secure && !allow_plaintext && !is_loopback (host))
    return invalid (
      error, _ ("This address is not encrypted: everybody on the way could read along. Use wss:// or https://."));

  path = g_str_has_suffix (g_uri_get_path (uri), "/") ? g_strdup (g_uri_get_path (uri))
                                                      : g_strconcat (g_uri_get_path (uri), "/", NULL);
  return g_uri_join (G_URI_FLAGS_NONE, secure ? "wss" : "ws", NULL, host, g_uri_get_port (uri), path, NULL, NULL);
}

/**
 * cordial_server_address_needs_plaintext:
 * @address: what a person typed
 *
 * Returns: whether it leads somewhere only if the person accepts a connection that is not encrypted
 */
gboolean
cordial_server_address_needs_plaintext (const char *address)
{
  g_autofree char *encrypted = cordial_server_address_to_uri (address, FALSE, NULL);
  g_autofree char *any = cordial_server_address_to_uri (address, TRUE, NULL);

  return encrypted == NULL && any != NULL;
}

static int
get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  return port > 0 ? port : g_str_equal (g_uri_get_scheme (uri), "wss") ? 443 : 80;
}

/**
 * cordial_server_address_is_at:
 * @address: a server's address, as a person typed it
 * @place: a host, with or without a port, as a link names one
 *
 * Returns: whether it is the same host, however it is written, and the same port where @place has one
 */
gboolean
cordial_server_address_is_at (const char *address, const char *place)
{
  g_autofree char *own = NULL, *named = NULL, *with_scheme = NULL;
  g_autoptr (GUri) own_uri = NULL, named_uri = NULL;

  g_return_val_if_fail (address != NULL, FALSE);
  g_return_val_if_fail (place != NULL, FALSE);

  own = cordial_server_address_to_uri (address, TRUE, NULL);
  if (!own)
    return FALSE;
  own_uri = g_uri_parse (own, G_URI_FLAGS_NONE, NULL);
  with_scheme = g_strconcat (g_uri_get_scheme (own_uri), "://", place, NULL);
  named = cordial_server_address_to_uri (with_scheme, TRUE, NULL);
  if (!named)
    return FALSE;
  named_uri = g_uri_parse (named, G_URI_FLAGS_NONE, NULL);
  return g_str_equal (g_uri_get_host (own_uri), g_uri_get_host (named_uri)) &&
         (g_uri_get_port (named_uri) <= 0 || get_port (named_uri) == get_port (own_uri));
}
