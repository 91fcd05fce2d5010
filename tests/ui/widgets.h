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

G_END_DECLS
