/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tags, by which people and groups are found: what may be one, which of them nobody gives themselves, and how they are kept. Knows
 * no session and no database.
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* As the answer to {hi} promises. */
#define TAGS_MAX 16
#define TAG_MIN_LENGTH 2
#define TAG_MAX_LENGTH 96

/* Between tags, before the first and after the last, as they are kept: in a tag there is no line. */
#define TAGS_SEPARATOR "\n"

char *tags_parse (JsonArray *array);
char *tags_with_login (const char *tags, const char *login);
gboolean tags_keep_reserved (const char *before, const char *after);
JsonArray *tags_to_array (const char *tags);
void tags_count_changes (const char *before, const char *after, guint *added, guint *removed);
char *tags_find_alias (const char *tags, gboolean *several);

G_END_DECLS
