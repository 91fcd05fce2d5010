/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a message's plain text becomes before it reaches a label: links from an allow-list, everything else escaped; a
 * bounded beginning of a long text; one line for a preview. Everything that comes in is hostile. Pure functions, used by
 * message rows and the chat list; no widget is known here.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *cordial_text_to_markup (const char *text);
gsize cordial_text_get_beginning (const char *text, guint max_chars, guint max_lines);
gboolean cordial_text_is_emoji_only (const char *text, guint max_emoji);

G_END_DECLS
