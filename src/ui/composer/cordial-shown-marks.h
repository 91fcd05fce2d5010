/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows in a text view, while somebody writes, what the marks of bold, italic, strike-through and code will make of the text. For the
 * composer. The marks stay where they are, paler than the text, so that undo and the cursor know nothing of it.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_SHOWN_MARKS (cordial_shown_marks_get_type ())
G_DECLARE_FINAL_TYPE (CordialShownMarks, cordial_shown_marks, CORDIAL, SHOWN_MARKS, GObject)

CordialShownMarks *cordial_shown_marks_new (GtkTextView *view);
void cordial_shown_marks_set_enabled (CordialShownMarks *self, gboolean enabled);

G_END_DECLS
