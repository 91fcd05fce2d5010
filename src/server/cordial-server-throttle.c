/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bounded table of counts.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-throttle.h"

#define WINDOW_US (60 * G_TIME_SPAN_SECOND)
/* How many keys are remembered. */
#define KEYS_MAX 10000

typedef struct
{
  guint count;
  gint64 since;
} Counted;

struct _Throttle
{
  guint per_minute;
  GHashTable *counted; /* key → Counted */
};

/**
 * throttle_new:
 * @per_minute: so many in a minute, and the next are too many
 */
Throttle *
throttle_new (guint per_minute)
{
  Throttle *self = g_new0 (Throttle, 1);

  self->per_minute = per_minute;
  self->counted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
throttle_free (Throttle *self)
{
  g_hash_table_unref (self->counted);
  g_free (self);
}

static char *
make_key (ThrottleKind kind, const char *key)
{
  return g_strdup_printf ("%d %s", kind, key);
}

/**
 * throttle_is_on:
 *
 * Returns: whether there were so many that the next is not even looked at
 */
gboolean
throttle_is_on (Throttle *self, ThrottleKind kind, const char *key)
{
  g_autofree char *full = make_key (kind, key);
  Counted *counted = g_hash_table_lookup (self->counted, full);

  if (!counted)
    return FALSE;
  if (g_get_monotonic_time () - counted->since > WINDOW_US)
    {
      g_hash_table_remove (self->counted, full);
      return FALSE;
    }
  return counted->count >= self->per_minute;
}

/**
 * throttle_note:
 *
 * Counts one.
 */
void
throttle_note (Throttle *self, ThrottleKind kind, const char *key)
{
  g_autofree char *full = make_key (kind, key);
  Counted *counted = g_hash_table_lookup (self->counted, full);

  if (!counted)
    {
      if (g_hash_table_size (self->counted) >= KEYS_MAX)
        g_hash_table_remove_all (self->counted);
      counted = g_new0 (Counted, 1);
      counted->since = g_get_monotonic_time ();
      g_hash_table_insert (self->counted, g_steal_pointer (&full), counted);
    }
  counted->count++;
}
