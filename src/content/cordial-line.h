/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One line of a text that may be a stranger's: for previews, names and what a screen reader says.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *cordial_text_to_single_line (const char *text, guint max_chars);
char *cordial_text_to_name (const char *text);

G_END_DECLS
