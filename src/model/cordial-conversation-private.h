/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the account, the outbox and the sync change a conversation. For no file outside this folder.
 */

#pragma once

#include "cordial-context.h"
#include "cordial-conversation.h"
#include "cordial-spans.h"

G_BEGIN_DECLS

/* Where the outbox and the sync keep what they know of a conversation; theirs alone. */
typedef struct
{
  gboolean out_busy;     /* a request of the outbox is under way */
  gboolean out_resolved; /* on this connection it is known which messages arrived */
  gboolean out_filling;  /* waits for the sync to close the gaps */
  guint out_delay_ms;    /* after the server was busy */
  GSource *out_retry;
  gboolean sync_queued;
  gboolean sync_busy;
  guint sync_delay_s; /* after the server could not answer */
  GSource *sync_retry;
  gint64 sync_floor; /* below it nothing is fetched unless asked for; 0 while unknown */
} CordialConversationWork;

CordialConversation *cordial_conversation_new (CordialContext *context, const CordialConversationRecord *record);
CordialConversationWork *cordial_conversation_get_work (CordialConversation *self);

/* From the database, at the start. */
void cordial_conversation_add_span (CordialConversation *self, gboolean hole, CordialSpan span);
void cordial_conversation_add_outgoing (CordialConversation *self, const CordialMessageRecord *record);
void cordial_conversation_loaded (CordialConversation *self);
/* What the server has by now is no news. */
void cordial_conversation_forget_news (CordialConversation *self);

/* The server has it no more: nothing is written, sent or fetched from here on. */
void cordial_conversation_end (CordialConversation *self);
gboolean cordial_conversation_is_gone (CordialConversation *self);

/* News from the protocol. */
void cordial_conversation_apply_record (CordialConversation *self, const CordialConversationRecord *record);
void cordial_conversation_apply_seq (CordialConversation *self, gint64 seq);
void
cordial_conversation_apply_receipt (CordialConversation *self, const char *user_id, CordialReceipt receipt, gint64 seq);
void cordial_conversation_apply_typing (CordialConversation *self, const char *user_id);
void cordial_conversation_apply_deleted (CordialConversation *self, gint64 low, gint64 high);
void cordial_conversation_apply_messages (CordialConversation *self, GPtrArray *messages);
void cordial_conversation_apply_ready (CordialConversation *self);
void cordial_conversation_apply_offline (CordialConversation *self);

/* Whether the server said so, since the start. */
gboolean cordial_conversation_is_deleted (CordialConversation *self, gint64 seq);
/* (transfer full): those of the messages that can be, from low to high. */
GPtrArray *cordial_conversation_sift (CordialConversation *self, GPtrArray *messages, gint64 low, gint64 high);

/* After a write. */
void cordial_conversation_apply_change (CordialConversation *self, CordialStoreChange *change);
void cordial_conversation_apply_acknowledged (CordialConversation *self, gint64 row, gint64 seq, gint64 time_ms);
void cordial_conversation_message_changed (CordialConversation *self);

/* What is there to do. */
gboolean cordial_conversation_next_gap (CordialConversation *self, CordialSpan *gap);
CordialMessage *cordial_conversation_get_next_outgoing (CordialConversation *self);
guint cordial_conversation_count_waiting (CordialConversation *self);

void cordial_conversation_flush_draft (CordialConversation *self);

G_END_DECLS
