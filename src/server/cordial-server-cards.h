/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people say of themselves and of their groups: cards, private notes and tags, as they come from outside.
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* As the answer to {hi} promises. */
#define TAGS_MAX 16
#define TAG_MIN_LENGTH 2
#define TAG_MAX_LENGTH 96

/* The one character that clears a field (Tinode docs/API.md «Client to Server Messages»). */
#define CARD_CLEAR "\u2421"

gboolean cards_are_good (JsonObject *desc);
char *card_dup (JsonObject *object, const char *member, gboolean *clear);
char *tags_parse (JsonArray *array, const char *login);

G_END_DECLS
