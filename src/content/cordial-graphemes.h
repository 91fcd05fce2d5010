/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where what a person takes for one character ends: grapheme clusters (Unicode Standard Annex 29), by ICU. Formats whose ranges count
 * them stand on it, and what cuts a text short.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GArray *cordial_graphemes_find (const char *text, gsize n_bytes);
gsize cordial_graphemes_floor (GArray *starts, gsize offset);
gsize cordial_graphemes_ceil (GArray *starts, gsize offset);
guint cordial_graphemes_index (GArray *starts, gsize offset);
char *cordial_graphemes_shorten (const char *text, guint n_clusters);

G_END_DECLS
