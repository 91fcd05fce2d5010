/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A table: host and port of a proxy, and what stands before them in its address.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-config.h"

#include "cordial-proxy-keys.h"

struct _CordialProxyKeys
{
  GObject parent_instance;

  GHashTable *userinfos; /* char * to char * */
};

enum
{
  REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CordialProxyKeys, cordial_proxy_keys, G_TYPE_OBJECT)

static void
cordial_proxy_keys_finalize (GObject *object)
{
  g_hash_table_unref (CORDIAL_PROXY_KEYS (object)->userinfos);
  G_OBJECT_CLASS (cordial_proxy_keys_parent_class)->finalize (object);
}

static void
cordial_proxy_keys_class_init (CordialProxyKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_proxy_keys_finalize;

  /**
   * CordialProxyKeys::refused:
   * @self: the table
   * @proxy: host and port
   * @reason: one sentence
   * @heard: whether it was told a name and a password of this table
   *
   * A proxy did not let an attempt through for want of a name and a password that it accepts.
   */
  signals[REFUSED] = g_signal_new ("refused", CORDIAL_TYPE_PROXY_KEYS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
cordial_proxy_keys_init (CordialProxyKeys *self)
{
  self->userinfos = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * cordial_proxy_keys_new:
 *
 * Returns: (transfer full): an empty table
 */
CordialProxyKeys *
cordial_proxy_keys_new (void)
{
  return g_object_new (CORDIAL_TYPE_PROXY_KEYS, NULL);
}

/**
 * cordial_proxy_keys_set:
 * @self: a table
 * @proxy: host and port, as #CordialProxyKeys::refused says them
 * @name: a name
 * @password: and the password that belongs to it
 *
 * Attempts from now on say them to that proxy.
 */
void
cordial_proxy_keys_set (CordialProxyKeys *self, const char *proxy, const char *name, const char *password)
{
  g_autofree char *escaped_name = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *escaped_password = g_uri_escape_string (password, NULL, FALSE);

  g_return_if_fail (CORDIAL_IS_PROXY_KEYS (self));
  g_return_if_fail (proxy != NULL);

  g_hash_table_insert (self->userinfos, g_strdup (proxy), g_strconcat (escaped_name, ":", escaped_password, NULL));
}

/**
 * cordial_proxy_keys_forget:
 * @self: a table
 * @proxy: host and port
 *
 * The proxy did not accept them.
 */
void
cordial_proxy_keys_forget (CordialProxyKeys *self, const char *proxy)
{
  g_return_if_fail (CORDIAL_IS_PROXY_KEYS (self));

  g_hash_table_remove (self->userinfos, proxy);
}

/**
 * cordial_proxy_keys_get_userinfo:
 * @self: a table
 * @proxy: host and port
 *
 * Returns: (nullable): name and password as they stand in a URI (RFC 3986 3.2.1); %NULL where none are known
 */
const char *
cordial_proxy_keys_get_userinfo (CordialProxyKeys *self, const char *proxy)
{
  g_return_val_if_fail (CORDIAL_IS_PROXY_KEYS (self), NULL);

  return g_hash_table_lookup (self->userinfos, proxy);
}

/* For this folder alone. */
void
cordial_proxy_keys_tell_refused (CordialProxyKeys *self, const char *proxy, const char *reason, gboolean heard)
{
  g_signal_emit (self, signals[REFUSED], 0, proxy, reason, heard);
}
