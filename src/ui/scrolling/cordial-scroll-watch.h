/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells a scroll of the person's from one of a layout's.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_SCROLL_WATCH (cordial_scroll_watch_get_type ())
G_DECLARE_FINAL_TYPE (CordialScrollWatch, cordial_scroll_watch, CORDIAL, SCROLL_WATCH, GObject)

CordialScrollWatch *cordial_scroll_watch_new (GtkWidget *list, GtkAdjustment *adjustment);
void cordial_scroll_watch_expect (CordialScrollWatch *self);

G_END_DECLS
