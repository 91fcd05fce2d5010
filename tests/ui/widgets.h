/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds widgets inside other widgets, for tests that look at what a template made, and looks at what is in them.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (nullable) (transfer none): the first one, the widget itself included. */
GtkWidget *widgets_find_by_type (GtkWidget *widget, GType type);
GtkWidget *widgets_find_by_class (GtkWidget *widget, const char *css_class);

void widgets_assert_text (GtkTextBuffer *buffer, const char *expected);

/* From here on every turn of the main loop is timed; what the longest took of the processor, in milliseconds, since the last question. It is printed,
 * never asserted: a busy machine is slow. */
void widgets_time_turns (void);
double widgets_take_longest_turn_ms (void);

G_END_DECLS
