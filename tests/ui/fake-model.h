/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The model behind the widgets, in the hand of a test: it implements the headers of src/model that the panes use, and is linked
 * in the place of that library. No database and no protocol; what the widgets asked for can be looked at, and when a message
 * is on disk is for the test to say.
 */

#pragma once

#include "cordial-account.h"

G_BEGIN_DECLS

/* A message as it comes from a timeline. @seq 0 stands for the outbox. */
CordialMessage *fake_message_new (gint64 seq, gboolean outgoing, const char *sender, gint64 time_ms, const char *text);
void fake_message_forget_number (CordialMessage *self);
void fake_message_set_status (CordialMessage *self, CordialMessageStatus status, const char *error);

/* The messages of a conversation, oldest first, for the test to change. */
CordialConversation *fake_conversation_new (const char *id, const char *name, CordialConversationKind kind);
GListStore *fake_conversation_get_store (CordialConversation *self);
/* Sets properties by name, as g_object_set() does where they were writable. */
void fake_conversation_set (CordialConversation *self, const char *property, ...);

/* What the widgets did. */
typedef struct
{
  guint opened;
  gint64 marked_read;
  guint typed;
  guint retried;
  guint paused;
  guint discarded;
  guint removed;
  guint asked_for_older;
  GPtrArray *sent; /* char*, in the order of asking */
  gint64 answered; /* the number of what the last one answers */
} FakeCalls;

FakeCalls *fake_conversation_get_calls (CordialConversation *self);
/* Somebody of a group. */
void fake_conversation_add_member (CordialConversation *self, const char *id, const char *name);
/* Ends the oldest send under way; %NULL for a message that is on disk now. */
void fake_conversation_finish_send (CordialConversation *self, const char *error);
/* Ends each send by itself. */
void fake_conversation_set_sends_at_once (CordialConversation *self, gboolean at_once);
void fake_conversation_set_has_older (CordialConversation *self, gboolean has_older);

CordialAccount *fake_account_new (void);
void fake_account_add (CordialAccount *self, CordialConversation *conversation);
void fake_account_add_person (CordialAccount *self, const char *id, const char *name, const char *detail);
void fake_account_set_roster_complete (CordialAccount *self, gboolean complete);

G_END_DECLS
