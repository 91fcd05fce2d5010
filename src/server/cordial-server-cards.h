/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people say of themselves and of their groups: cards, private notes and what is pinned, as it comes from outside.
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The one character that clears a field (Tinode docs/API.md «Client to Server Messages»). */
#define CARD_CLEAR "\u2421"

/**
 * CardChange:
 * @CARD_SAME: nothing was said, or what is so already
 * @CARD_CHANGED: it is another now
 * @CARD_BAD: it would be larger or deeper than its readers take, or is no JSON that every reader takes
 */
typedef enum
{
  CARD_SAME,
  CARD_CHANGED,
  CARD_BAD,
} CardChange;

CardChange card_merge (char **json, JsonObject *object, const char *member);
gboolean cards_are_good (JsonObject *desc);
char *card_dup (JsonObject *object, const char *member);

G_END_DECLS
