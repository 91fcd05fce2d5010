/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The left pane: all conversations of an account by recency, a search among them, and the way to a new one. Used by the window,
 * which shows what the person chooses here.
 */

#pragma once

#include <adwaita.h>

#include "cordial-account.h"
#include "cordial-day.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_CHAT_LIST_PANE (cordial_chat_list_pane_get_type ())
G_DECLARE_FINAL_TYPE (CordialChatListPane, cordial_chat_list_pane, CORDIAL, CHAT_LIST_PANE, AdwBin)

GtkWidget *cordial_chat_list_pane_new (void);
void cordial_chat_list_pane_set_account (CordialChatListPane *self, CordialAccount *account);
CordialAccount *cordial_chat_list_pane_get_account (CordialChatListPane *self);
void cordial_chat_list_pane_set_conversations (CordialChatListPane *self, GListModel *conversations);
void cordial_chat_list_pane_select (CordialChatListPane *self, CordialConversation *conversation);
/* What the person has in front of them; in a narrow window that may be the list. */
void cordial_chat_list_pane_set_front (CordialChatListPane *self, CordialConversation *conversation);
void cordial_chat_list_pane_start_search (CordialChatListPane *self);
void cordial_chat_list_pane_show_new_chat (CordialChatListPane *self);
void cordial_chat_list_pane_add_header_start (CordialChatListPane *self, GtkWidget *widget);
void cordial_chat_list_pane_add_header_end (CordialChatListPane *self, GtkWidget *widget);
AdwBin *cordial_chat_list_pane_get_banner_place (CordialChatListPane *self);
void cordial_chat_list_pane_set_day (CordialChatListPane *self, CordialDay *day);

G_END_DECLS
