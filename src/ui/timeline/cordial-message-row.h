/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message in the timeline: its bubble on the side of who wrote it and, where one begins here, the day separator and the
 * line above what is unread. Used by the timeline view, which recycles it.
 */

#pragma once

#include <gtk/gtk.h>

#include "cordial-avatar-loader.h"
#include "cordial-message-files.h"
#include "cordial-message-grouping.h"
#include "cordial-message-text.h"
#include "cordial-message.h"
#include "cordial-time-format.h"

G_BEGIN_DECLS

/* Characters of a message shown at first; the rest waits behind «Show More». */
#define CORDIAL_MESSAGE_ROW_CHARS 3000

#define CORDIAL_TYPE_MESSAGE_ROW (cordial_message_row_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageRow, cordial_message_row, CORDIAL, MESSAGE_ROW, GtkWidget)

GtkWidget *cordial_message_row_new (CordialAvatarLoader *avatar_loader, CordialMessageFiles *files);
CordialMessage *cordial_message_row_get_message (CordialMessageRow *self);
void cordial_message_row_set_message (CordialMessageRow *self, CordialMessage *message, guint max_chars);
void cordial_message_row_set_standing (CordialMessageRow *self, CordialMessageStanding standing, gboolean show_sender);
void cordial_message_row_set_clock (CordialMessageRow *self, CordialClock clock);
char *cordial_message_row_dup_accessible_name (CordialMessageRow *self);
CordialMessageText *cordial_message_row_get_text (CordialMessageRow *self);
void cordial_message_row_popup_menu (CordialMessageRow *self, double x, double y, GVariant *selected);
void cordial_message_row_set_choice (CordialMessageRow *self, gboolean active, gboolean chosen);
void cordial_message_row_copy (CordialMessageRow *self);

G_END_DECLS
