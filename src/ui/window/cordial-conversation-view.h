/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The right pane: the open conversation with its header, its messages and the composer, or a word of what to do where none is
 * open. Used by the window.
 */

#pragma once

#include <adwaita.h>

#include "cordial-composer.h"
#include "cordial-conversation.h"

#include "cordial-day.h"
#include "cordial-sound.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_CONVERSATION_VIEW (cordial_conversation_view_get_type ())
G_DECLARE_FINAL_TYPE (CordialConversationView, cordial_conversation_view, CORDIAL, CONVERSATION_VIEW, AdwBin)

GtkWidget *cordial_conversation_view_new (void);
void cordial_conversation_view_set_conversation (CordialConversationView *self, CordialConversation *conversation);
CordialConversation *cordial_conversation_view_get_conversation (CordialConversationView *self);
/* Brings a message of the open conversation onto the screen. */
void cordial_conversation_view_show_message (CordialConversationView *self, gint64 seq);
void cordial_conversation_view_go_to (CordialConversationView *self, gint64 seq);
void cordial_conversation_view_set_sound (CordialConversationView *self, CordialSound *sound);
CordialComposer *cordial_conversation_view_get_composer (CordialConversationView *self);
void cordial_conversation_view_add_header_end (CordialConversationView *self, GtkWidget *widget);
AdwBin *cordial_conversation_view_get_banner_place (CordialConversationView *self);
void cordial_conversation_view_set_chats (CordialConversationView *self, GListModel *chats);
void cordial_conversation_view_set_day (CordialConversationView *self, CordialDay *day);

G_END_DECLS
