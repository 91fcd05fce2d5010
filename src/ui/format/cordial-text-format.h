/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be found out about a message's plain text without laying it out: where to cut a long one, whether it is emoji alone.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize cordial_text_get_beginning (const char *text, guint max_chars, guint max_lines);
gboolean cordial_text_is_emoji_only (const char *text, guint max_emoji);

G_END_DECLS
