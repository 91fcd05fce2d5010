/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A size and the limit that it is over, in words.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void cordial_sizes_format (gint64 size, gint64 limit, char **size_words, char **limit_words);

G_END_DECLS
