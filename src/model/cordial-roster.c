/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an account shares with its conversations.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-roster.h"

CordialRoster *
cordial_roster_new (CordialStore *store, CordialContentReader read_content)
{
  CordialRoster *self = g_new0 (CordialRoster, 1);

  g_ref_count_init (&self->refs);
  self->store = g_object_ref (store);
  self->read_content = read_content;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

CordialRoster *
cordial_roster_ref (CordialRoster *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
cordial_roster_unref (CordialRoster *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_hash_table_unref (self->names);
  g_clear_object (&self->store);
  g_free (self->own_id);
  g_free (self);
}

gboolean
cordial_roster_is_own (CordialRoster *self, const char *user_id)
{
  return self->own_id && g_strcmp0 (self->own_id, user_id) == 0;
}
