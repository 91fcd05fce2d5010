/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How what runs by itself tells a conversation what has become of it. For this folder and work/.
 */

#pragma once

#include "cordial-conversation.h"
#include "cordial-roster.h"
#include "cordial-spans.h"

G_BEGIN_DECLS

/* Not even a lying server numbers messages higher than a 32-bit counter can. */
#define CORDIAL_SEQ_MAX ((gint64) G_MAXINT32)

CordialConversation *cordial_conversation_new (CordialRoster *roster, const CordialConversationRecord *record);

/* From the database, at the start. */
void cordial_conversation_add_span (CordialConversation *self, gboolean hole, CordialSpan span);
void cordial_conversation_add_places (CordialConversation *self, gboolean hidden, CordialSpan places);
void cordial_conversation_add_outgoing (CordialConversation *self, const CordialMessageRecord *record);
void cordial_conversation_loaded (CordialConversation *self);
/* What the server has by now is no news. */
void cordial_conversation_forget_news (CordialConversation *self);

/* To whoever shows it: nothing of it goes anywhere from here on. */
void cordial_conversation_tell_gone (CordialConversation *self);
/* The person has removed it: nothing is written, sent or fetched from here on. */
void cordial_conversation_end (CordialConversation *self);
gboolean cordial_conversation_is_gone (CordialConversation *self);
/* Removed, or over: nothing is sent or fetched while that is so. */
gboolean cordial_conversation_is_closed (CordialConversation *self);
/* (nullable): where its picture is to be fetched */
const char *cordial_conversation_get_avatar_uri (CordialConversation *self);
/* That which is there came. */
void cordial_conversation_apply_picture (CordialConversation *self, const char *uri, GBytes *picture);

/* News from the protocol. */
void cordial_conversation_apply_record (CordialConversation *self, const CordialConversationRecord *record);
/* Which is the newest that the server has, as it says itself. */
void cordial_conversation_apply_seq (CordialConversation *self, gint64 seq);
/* There is one of this number. */
void cordial_conversation_raise_seq (CordialConversation *self, gint64 seq);
void
cordial_conversation_apply_receipt (CordialConversation *self, const char *user_id, CordialReceipt receipt, gint64 seq);
/* (element-type CordialMember): everybody in the group but the owner. */
void cordial_conversation_apply_members (CordialConversation *self, GPtrArray *members);
/* What one of them may do, %CORDIAL_ROLE_NONE where they are in it no more. */
void cordial_conversation_apply_member (CordialConversation *self, const char *id, CordialRole role);
void cordial_conversation_apply_typing (CordialConversation *self, const char *user_id, gboolean recording);
void cordial_conversation_apply_deleted (CordialConversation *self, gint64 low, gint64 high);
void cordial_conversation_apply_offline (CordialConversation *self);

/* The person has seen everything up to @seq. Returns the seq to tell the server of, 0 for none. */
gint64 cordial_conversation_apply_seen (CordialConversation *self, gint64 seq);
/* Returns the seq to tell the server of once more, because it has forgotten it; 0 for none. */
gint64 cordial_conversation_take_mark_again (CordialConversation *self);
/* Which conversations are pinned is another now. */
void cordial_conversation_rank_changed (CordialConversation *self);
/* What is known of it now. */
const CordialConversationRecord *cordial_conversation_get_record (CordialConversation *self);

/* Whether the server said so, since the start. */
gboolean cordial_conversation_is_deleted (CordialConversation *self, gint64 seq);
/* (transfer full): those of the messages that can be, from low to high; while the numbers are in doubt, no deletion is
 * believed to be about one of them. */
GPtrArray *cordial_conversation_sift (CordialConversation *self, GPtrArray *messages, gint64 low, gint64 high);

/* Whether the server's numbers are still those that we know: the lowest in doubt, 0 for none. While there is one, what the
 * server says of its numbers waits, and nothing is said to it that names one. */
gint64 cordial_conversation_get_doubt (CordialConversation *self);
/* They are. */
void cordial_conversation_dismiss_doubt (CordialConversation *self);

/* After a write. */
GPtrArray *cordial_conversation_apply_change (CordialConversation *self, CordialStoreChange *change, gint64 *received);
/* Everything that the server has of these numbers is in the database. */
void cordial_conversation_apply_covered (CordialConversation *self, CordialSpan span);
void cordial_conversation_apply_enqueued (CordialConversation *self, const CordialMessageRecord *record);
void
cordial_conversation_apply_acknowledged (CordialConversation *self, gint64 row, const CordialMessageRecord *record);
void cordial_conversation_apply_discarded (CordialConversation *self, gint64 row);
/* The text of one of ours, or of somebody who replaced it, is another now; or people react to it otherwise. */
void cordial_conversation_apply_edited (CordialConversation *self, const CordialMessageRecord *record);
/* The message of that number shall be pinned, or not any more; or that was carried out, or shall not be. */
void cordial_conversation_apply_pin_wish (CordialConversation *self, gint64 seq, gboolean pinned);
void cordial_conversation_drop_pin_wish (CordialConversation *self, gint64 seq, gboolean pinned);
/* (transfer full) (nullable): what is pinned on the server, with or without that one */
char *cordial_conversation_dup_pins_with (CordialConversation *self, gint64 seq, gboolean pinned);
/* One is on its way out, or is not any more. */
void cordial_conversation_apply_hidden (CordialConversation *self, const CordialMessageRecord *record);
void cordial_conversation_apply_shown (CordialConversation *self, const CordialMessageRecord *record);
/* The server has something under this number of which nothing is shown. */
void cordial_conversation_apply_hole (CordialConversation *self, gint64 seq);
/* The server has one under this number, and cannot tell it: that is shown, until it is asked again. */
void cordial_conversation_apply_unreadable (CordialConversation *self, gint64 seq);
void cordial_conversation_forget_unreadable (CordialConversation *self);
/* A message in the outbox came, went or changed. */
void cordial_conversation_message_changed (CordialConversation *self);

/* What is known of the server's messages. */
gint64 cordial_conversation_get_seq (CordialConversation *self);
/* In which its numbers are valid. */
gint64 cordial_conversation_get_epoch (CordialConversation *self);
/* Whether the message of that number is here. */
gboolean cordial_conversation_has_seq (CordialConversation *self, gint64 seq);
/* Whether any from @low to @high is. */
gboolean cordial_conversation_has_any (CordialConversation *self, gint64 low, gint64 high);
/* The oldest that is here, 0 if none is. */
gint64 cordial_conversation_get_oldest (CordialConversation *self);
/* The newest run from @floor to @ceiling that the server has and we do not. */
gboolean cordial_conversation_find_gap (CordialConversation *self, gint64 floor, gint64 ceiling, CordialSpan *gap);
/* What is above the oldest message, as far as the server may still have something there. */
gboolean cordial_conversation_find_older (CordialConversation *self, CordialSpan *older);

guint cordial_conversation_count_waiting (CordialConversation *self);

void cordial_conversation_flush_draft (CordialConversation *self);
void cordial_conversation_drop_draft_subject (CordialConversation *self);
/* There was no room for what was written of it meanwhile. */
void cordial_conversation_save_again (CordialConversation *self);

G_END_DECLS
