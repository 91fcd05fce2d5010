/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Puts the marks of a style around what is selected in a text that is written. Used by the composer.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cordial_writing_marks_toggle (GtkTextBuffer *buffer, char mark);

G_END_DECLS
