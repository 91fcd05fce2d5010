/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names for the items of menus, which GTK 4.18 does not tell assistive technology, and the focus after them. Used by every widget that
 * has a menu.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cordial_menu_names_follow (GtkPopover *menu);
GtkWidget *cordial_menu_names_popup (GtkWidget *parent, GMenuModel *model, const GdkRectangle *at);
void cordial_menu_names_follow_button (GtkMenuButton *button);
void cordial_menu_names_follow_text_view (GtkTextView *view);

G_END_DECLS
