/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text as it is searched: what people type alike is alike.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void cordial_fold_character (GString *folded, gunichar c);
char *cordial_fold (const char *text);
gboolean cordial_fold_matches (const char *text, const char *folded_query);

G_END_DECLS
