/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account whose database is damaged: what is known of it beside that, and how it begins anew. For no file outside this folder.
 */

#pragma once

#include "cordial-store.h"

G_BEGIN_DECLS

void cordial_account_damage_prepare (const char *accounts, const char *id, GHashTable *values);
char *cordial_account_damage_dup_value (const char *accounts, const char *id, const char *key);
gboolean cordial_account_damage_may_begin_anew (const char *accounts, const char *id);
gboolean cordial_account_damage_get_found (const char *accounts, const char *id);
void cordial_account_damage_set_found (const char *accounts, const char *id);
gboolean cordial_account_damage_get_told (const char *accounts, const char *id);
void cordial_account_damage_set_told (const char *accounts, const char *id);
gboolean cordial_account_damage_begin_anew (const char *accounts, const char *id, GError **error);

G_END_DECLS
