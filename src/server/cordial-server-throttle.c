/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bounded table of failures.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-throttle.h"

/* That many wrong passwords in that time, and the next are not even looked at. */
#define FAILURES_MAX 10
#define FAILURES_WINDOW_US (60 * G_TIME_SPAN_SECOND)
/* How many keys are remembered. */
#define FAILURES_KEPT 10000

typedef struct
{
  guint count;
  gint64 since;
} Failures;

struct _Throttle
{
  GHashTable *failures; /* key → Failures */
};

Throttle *
throttle_new (void)
{
  Throttle *self = g_new0 (Throttle, 1);

  self->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
throttle_free (Throttle *self)
{
  g_hash_table_unref (self->failures);
  g_free (self);
}

/**
 * throttle_is_on:
 *
 * Returns: whether there were so many failures that the next attempt is not even looked at
 */
gboolean
throttle_is_on (Throttle *self, const char *key)
{
  Failures *failures = g_hash_table_lookup (self->failures, key);

  if (!failures)
    return FALSE;
  if (g_get_monotonic_time () - failures->since > FAILURES_WINDOW_US)
    {
      g_hash_table_remove (self->failures, key);
      return FALSE;
    }
  return failures->count >= FAILURES_MAX;
}

/**
 * throttle_note:
 *
 * Counts a failure.
 */
void
throttle_note (Throttle *self, const char *key)
{
  Failures *failures = g_hash_table_lookup (self->failures, key);

  if (!failures)
    {
      if (g_hash_table_size (self->failures) >= FAILURES_KEPT)
        g_hash_table_remove_all (self->failures);
      failures = g_new0 (Failures, 1);
      failures->since = g_get_monotonic_time ();
      g_hash_table_insert (self->failures, g_strdup (key), failures);
    }
  failures->count++;
}
