/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The details of a chat: who it is with, and what the person wants of it. Opened from the header.
 */

#pragma once

#include <adwaita.h>

#include "cordial-conversation.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_CHAT_DETAILS (cordial_chat_details_get_type ())
G_DECLARE_FINAL_TYPE (CordialChatDetails, cordial_chat_details, CORDIAL, CHAT_DETAILS, AdwDialog)

AdwDialog *cordial_chat_details_new (CordialConversation *conversation);
void cordial_chat_details_set_files (CordialChatDetails *self, AdwNavigationPage *files);
void cordial_chat_details_set_chats (CordialChatDetails *self, GListModel *chats);
void cordial_chat_details_tell (CordialChatDetails *self, const char *sentence);

G_END_DECLS
