/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a protocol is made of: where the server is, and on wires that have no sign-in, who the person is there and which
 * heartbeat was agreed on. CordialAccounts keeps it with the account; the person can change it.
 */
#define G_LOG_DOMAIN "cordial-records"

#include "cordial-config.h"

#include "cordial-protocol-settings.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "cordial-protocol-error.h"
#include "cordial-server-address.h"

/* Nobody agreed on more; readers of trees recurse. */
#define HEARTBEAT_MAX_BYTES 4096
#define USER_ID_MAX_BYTES 256

CordialProtocolSettings *
cordial_protocol_settings_new (void)
{
  return g_new0 (CordialProtocolSettings, 1);
}

CordialProtocolSettings *
cordial_protocol_settings_copy (const CordialProtocolSettings *self)
{
  CordialProtocolSettings *copy = cordial_protocol_settings_new ();

  copy->dialect = g_strdup (self->dialect);
  copy->uri = g_strdup (self->uri);
  copy->user_id = g_strdup (self->user_id);
  copy->name = g_strdup (self->name);
  copy->avatar_uri = g_strdup (self->avatar_uri);
  copy->heartbeat = g_strdup (self->heartbeat);
  copy->interval_ms = self->interval_ms;
  copy->deadline_ms = self->deadline_ms;
  copy->max_frame_bytes = self->max_frame_bytes;
  return copy;
}

void
cordial_protocol_settings_free (CordialProtocolSettings *self)
{
  if (!self)
    return;
  g_free (self->dialect);
  g_free (self->uri);
  g_free (self->user_id);
  g_free (self->name);
  g_free (self->avatar_uri);
  g_free (self->heartbeat);
  g_free (self);
}

/* --- What a person types ----------------------------------------------------------------------------------------- */

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, sentence);
  return FALSE;
}

/**
 * cordial_protocol_settings_normalize_uri:
 * @typed: a host with a path and parameters, or a URI
 * @allow_plaintext: whether a connection without TLS to another computer was accepted
 * @error: return location for a #CordialProtocolError
 *
 * As cordial_server_address_to_uri(), but that path and query stay as they are: wss where the site is https, else ws.
 *
 * Returns: (transfer full) (nullable): a ws or wss URI
 */
char *
cordial_protocol_settings_normalize_uri (const char *typed, gboolean allow_plaintext, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (typed));
  char *scheme_end = strstr (stripped, "://");
  char *authority = scheme_end ? scheme_end + 3 : stripped;
  gsize length = strcspn (authority, "/?#");
  g_autofree char *origin = g_strndup (stripped, authority - stripped + length);
  g_autofree char *rest = g_strndup (authority + length, strcspn (authority + length, "#"));
  g_autofree char *root = NULL;
  g_autofree char *uri = NULL;

  for (const char *c = stripped; *c; c = g_utf8_next_char (c))
    if (g_unichar_isspace (g_utf8_get_char (c)))
      {
        refuse (error, _ ("A server's address has no spaces in it."));
        return NULL;
      }
  root = cordial_server_address_to_uri (origin, allow_plaintext, error);
  if (!root)
    return NULL;
  uri = g_strconcat (root, *rest == '/' ? rest + 1 : rest, NULL);
  if (!g_uri_is_valid (uri, G_URI_FLAGS_PARSE_RELAXED, NULL))
    {
      refuse (error, _ ("This is not the address of a WebSocket; one looks like wss://example.org/websocket/7."));
      return NULL;
    }
  return g_steal_pointer (&uri);
}

/**
 * cordial_protocol_settings_check_heartbeat:
 * @text: what was typed; nothing means the usual heartbeat
 * @error: return location for a #CordialProtocolError, with one sentence
 *
 * Returns: whether it is JSON
 */
gboolean
cordial_protocol_settings_check_heartbeat (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (JsonNode) node = NULL;
  guint depth = 0;

  if (*stripped == '\0')
    return TRUE;
  for (const char *c = stripped; *c; c++)
    depth += *c == '{' || *c == '[';
  if (strlen (stripped) > HEARTBEAT_MAX_BYTES || depth > 64)
    return refuse (error, _ ("This heartbeat message is too long."));
  node = json_from_string (stripped, NULL);
  if (!node)
    return refuse (error, _ ("The heartbeat message is not JSON."));
  return TRUE;
}

static gboolean
is_user_id (const char *text)
{
  if (!text || *text == '\0' || strlen (text) > USER_ID_MAX_BYTES)
    return FALSE;
  for (const char *c = text; *c; c = g_utf8_next_char (c))
    if (!g_unichar_isgraph (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

/**
 * cordial_protocol_settings_check:
 * @self: settings of a dialect, as typed; the URI is put into its final form, and what is empty or blank becomes %NULL
 * @allow_plaintext: whether a connection without TLS to another computer was accepted
 * @error: return location for a #CordialProtocolError, with one sentence
 *
 * Returns: the first field that is wrong
 */
CordialSettingsField
cordial_protocol_settings_check (CordialProtocolSettings *self, gboolean allow_plaintext, GError **error)
{
  char **optional[] = { &self->name, &self->avatar_uri, &self->heartbeat };
  g_autofree char *uri = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (optional); i++)
    if (*optional[i] && *g_strstrip (*optional[i]) == '\0')
      g_clear_pointer (optional[i], g_free);
  uri = cordial_protocol_settings_normalize_uri (self->uri ? self->uri : "", allow_plaintext, error);
  if (!uri)
    return CORDIAL_SETTINGS_FIELD_URI;
  g_set_str (&self->uri, uri);
  if (self->user_id)
    g_strstrip (self->user_id);
  if (!is_user_id (self->user_id))
    {
      refuse (error, self->user_id && *self->user_id ? _ ("An ID is one word without spaces.")
                                                     : _ ("Enter the ID that you have on this server."));
      return CORDIAL_SETTINGS_FIELD_USER_ID;
    }
  if (self->avatar_uri && !g_str_has_prefix (self->avatar_uri, "https://") &&
      !g_str_has_prefix (self->avatar_uri, "http://"))
    {
      refuse (error, _ ("The address of a picture begins with https:// or http://."));
      return CORDIAL_SETTINGS_FIELD_AVATAR_URI;
    }
  if (self->heartbeat && !cordial_protocol_settings_check_heartbeat (self->heartbeat, error))
    return CORDIAL_SETTINGS_FIELD_HEARTBEAT;
  return CORDIAL_SETTINGS_FIELD_NONE;
}
