/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An address in a message's text: what lies over it and opens it.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_MESSAGE_LINK (cordial_message_link_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageLink, cordial_message_link, CORDIAL, MESSAGE_LINK, GtkWidget)

GtkWidget *cordial_message_link_new (const char *address, const char *target);
void cordial_message_link_set_area (CordialMessageLink *self, cairo_region_t *area);
void cordial_message_link_popup_menu (CordialMessageLink *self, double x, double y);

G_END_DECLS
