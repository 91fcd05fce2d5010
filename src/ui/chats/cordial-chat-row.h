/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One conversation in the chat list: who, when, what was said last, how much of it is new. Used by the chat list pane, which
 * recycles it.
 */

#pragma once

#include <gtk/gtk.h>

#include "cordial-avatar-loader.h"
#include "cordial-conversation.h"
#include "cordial-time-format.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_CHAT_ROW (cordial_chat_row_get_type ())
G_DECLARE_FINAL_TYPE (CordialChatRow, cordial_chat_row, CORDIAL, CHAT_ROW, GtkWidget)

GtkWidget *cordial_chat_row_new (CordialAvatarLoader *avatar_loader, CordialClock clock);
CordialChatRow *cordial_chat_row_find (GtkWidget *widget);
void cordial_chat_row_set_conversation (CordialChatRow *self, CordialConversation *conversation);
CordialConversation *cordial_chat_row_get_conversation (CordialChatRow *self);
void cordial_chat_row_set_front (CordialChatRow *self, gboolean front);
void cordial_chat_row_update_time (CordialChatRow *self);
char *cordial_chat_row_dup_accessible_name (CordialChatRow *self);

G_END_DECLS
