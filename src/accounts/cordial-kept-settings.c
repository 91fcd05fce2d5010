/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A protocol's settings, as an account's database keeps them.
 */
#define G_LOG_DOMAIN "cordial-accounts"

#include "cordial-kept-settings.h"

#include <string.h>

#include "cordial-account-keys.h"

static char *
dup_kept (GHashTable *values, const char *key)
{
  return g_strdup (g_hash_table_lookup (values, key));
}

static guint
get_number (GHashTable *values, const char *key, guint low, guint high)
{
  const char *text = g_hash_table_lookup (values, key);
  guint64 number;

  return text && g_ascii_string_to_unsigned (text, 10, low, high, &number, NULL) ? (guint) number : 0;
}

static void
save_number (CordialStore *store, const char *key, guint number)
{
  g_autofree char *text = number > 0 ? g_strdup_printf ("%u", number) : NULL;

  cordial_store_set_value (store, key, text);
}

/**
 * cordial_kept_settings_load:
 * @store: an account's database
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (nullable): what is kept there, the URI without its query, which often has a token in it; %NULL if
 *   that cannot be read
 */
CordialProtocolSettings *
cordial_kept_settings_load (CordialStore *store, GError **error)
{
  g_autoptr (GHashTable) values = cordial_store_read_values (store, error);
  CordialProtocolSettings *self;

  if (!values)
    return NULL;
  self = cordial_protocol_settings_new ();
  self->dialect = dup_kept (values, CORDIAL_ACCOUNT_DIALECT);
  self->uri = dup_kept (values, CORDIAL_ACCOUNT_URI);
  if (!self->dialect)
    return self;
  self->user_id = dup_kept (values, CORDIAL_ACCOUNT_USER_ID);
  self->name = dup_kept (values, CORDIAL_ACCOUNT_NAME);
  self->avatar_uri = dup_kept (values, CORDIAL_ACCOUNT_AVATAR_URI);
  self->heartbeat = dup_kept (values, CORDIAL_ACCOUNT_HEARTBEAT);
  self->interval_ms =
    get_number (values, CORDIAL_ACCOUNT_INTERVAL, CORDIAL_SETTINGS_INTERVAL_MIN_MS, CORDIAL_SETTINGS_INTERVAL_MAX_MS);
  self->deadline_ms =
    get_number (values, CORDIAL_ACCOUNT_DEADLINE, CORDIAL_SETTINGS_DEADLINE_MIN_MS, CORDIAL_SETTINGS_DEADLINE_MAX_MS);
  self->max_frame_bytes =
    get_number (values, CORDIAL_ACCOUNT_MAX_FRAME, CORDIAL_SETTINGS_FRAME_MIN_BYTES, CORDIAL_SETTINGS_FRAME_MAX_BYTES);
  return self;
}

/**
 * cordial_kept_settings_save:
 * @self: settings of a dialect
 * @store: an account's database
 *
 * Keeps all but the query of the URI.
 */
void
cordial_kept_settings_save (const CordialProtocolSettings *self, CordialStore *store)
{
  g_autofree char *uri = g_strndup (self->uri, strcspn (self->uri, "?"));

  cordial_store_set_value (store, CORDIAL_ACCOUNT_DIALECT, self->dialect);
  cordial_store_set_value (store, CORDIAL_ACCOUNT_URI, uri);
  cordial_store_set_value (store, CORDIAL_ACCOUNT_SERVER, uri);
  cordial_store_set_value (store, CORDIAL_ACCOUNT_LOGIN, self->user_id);
  cordial_store_set_value (store, CORDIAL_ACCOUNT_USER_ID, self->user_id);
  cordial_store_set_value (store, CORDIAL_ACCOUNT_NAME, self->name);
  cordial_store_set_value (store, CORDIAL_ACCOUNT_AVATAR_URI, self->avatar_uri);
  cordial_store_set_value (store, CORDIAL_ACCOUNT_HEARTBEAT, self->heartbeat);
  save_number (store, CORDIAL_ACCOUNT_INTERVAL, self->interval_ms);
  save_number (store, CORDIAL_ACCOUNT_DEADLINE, self->deadline_ms);
  save_number (store, CORDIAL_ACCOUNT_MAX_FRAME, self->max_frame_bytes);
}
