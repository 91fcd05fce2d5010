/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the conversation view share.
 */

#pragma once

#include "cordial-conversation-view.h"

#include "cordial-avatar-loader.h"
#include "cordial-chat-details.h"
#include "cordial-pinned-bar.h"
#include "cordial-time-format.h"
#include "cordial-timeline-view.h"

G_BEGIN_DECLS

struct _CordialConversationView
{
  AdwBin parent_instance;

  AdwHeaderBar *header;
  GtkWidget *title_button;
  AdwAvatar *avatar;
  AdwBin *banner_place;
  AdwWindowTitle *title;
  GtkWidget *menu_button;
  GtkStack *stack;
  CordialPinnedBar *pinned_bar;
  CordialTimelineView *timeline;
  CordialComposer *composer;
  GtkStack *bottom; /* the composer, or a bar while messages are chosen */
  GtkLabel *choice_label;

  CordialConversation *conversation;
  CordialTimeline *messages;
  CordialAvatarLoader *avatar_loader;
  AdwDialog *details; /* (nullable), weak: while they are open */
  AdwDialog *viewer;  /* (nullable), weak: likewise */
  CordialClock clock;
  GActionGroup *actions; /* «conversation», also of what stands before the view */
  GSimpleAction *muted_action;
  GSimpleAction *reply_action;
  GSimpleAction *edit_action;
  GSimpleAction *delete_action;
  GSimpleAction *forward_action;
  GSimpleAction *seen_action;
  GSimpleAction *pin_action;
  GSimpleAction *react_action;
  GSimpleAction *press_action;
  GSimpleAction *share_action;
  GSimpleAction *choice_actions[3];   /* not owned: the group has them */
  GSimpleAction *leave_choice_action; /* not owned */
  GListModel *chats;                  /* (nullable) of CordialConversation: where messages can be handed on to */
  gboolean wants_focus;
  GCancellable *seeking; /* (nullable): while a message is fetched to be shown */
  gint64 sought;         /* its number */
};

/* cordial-conversation-view-messages.c */
void cordial_conversation_view_add_message_actions (CordialConversationView *self, GActionMap *actions);
void cordial_conversation_view_edit_last (CordialConversationView *self);
void cordial_conversation_view_reply_last (CordialConversationView *self);
void cordial_conversation_view_unpin (CordialConversationView *self, gint64 seq);
void cordial_conversation_view_stop_seeking (CordialConversationView *self);
void cordial_conversation_view_update_writing (CordialConversationView *self);
void cordial_conversation_view_show_toast (CordialConversationView *self, const char *sentence);
GPtrArray *cordial_conversation_view_list_named (CordialConversationView *self, GVariant *names);
CordialMessage *cordial_conversation_view_dup_message (CordialConversationView *self, gint64 row, gint64 seq);

/* cordial-conversation-view-choice.c */
void cordial_conversation_view_add_choice_actions (CordialConversationView *self, GActionMap *actions);

/* cordial-conversation-view-files.c */
void cordial_conversation_view_add_file_actions (CordialConversationView *self, GActionMap *actions);
void cordial_conversation_view_add_files (CordialConversationView *self, CordialChatDetails *details);

G_END_DECLS
