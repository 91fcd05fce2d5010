/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One conversation of an account: who it is with, what is new in it, and what the person can do there. The chat list holds
 * these; the timeline of the open one is made on demand.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-message.h"
#include "cordial-timeline.h"
#include "cordial-reactions.h"
#include "cordial-transfer.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_CONVERSATION (cordial_conversation_get_type ())
G_DECLARE_FINAL_TYPE (CordialConversation, cordial_conversation, CORDIAL, CONVERSATION, GObject)

/* Properties, all notifying: id, name, kind (int, CordialConversationKind), avatar (GBytes, encoded image, nullable), online,
 * last-seen-ms, typing, preview (text of the newest message), preview-outgoing, preview-status (CordialMessageStatus),
 * touched-ms, unread (uint), muted, archived, rank (uint, among those that are pinned), writable, draft (nullable), read (int64: newest seq that the owner has read),
 * role (int, CordialRole; that, or what is offered), ending (int, CordialEnding), unheard (what is said here does not reach the other person), pins (text; what is pinned, or
 * whether the owner may change that).
 * Signals: members-changed (of a group: who is there, or how far they are); gone (removed, or its account has ended). */
const char *cordial_conversation_get_id (CordialConversation *self);
const char *cordial_conversation_get_name (CordialConversation *self);
/* What the owner calls it, and what it calls itself. */
const char *cordial_conversation_get_comment (CordialConversation *self);
char *cordial_conversation_dup_given_name (CordialConversation *self);
CordialConversationKind cordial_conversation_get_kind (CordialConversation *self);
GBytes *cordial_conversation_get_avatar (CordialConversation *self);
gboolean cordial_conversation_get_online (CordialConversation *self);
gint64 cordial_conversation_get_last_seen_ms (CordialConversation *self);
gboolean cordial_conversation_get_typing (CordialConversation *self);
gboolean cordial_conversation_get_recording (CordialConversation *self);
GPtrArray *cordial_conversation_list_typing (CordialConversation *self);
const char *cordial_conversation_get_preview (CordialConversation *self);
gboolean cordial_conversation_get_preview_outgoing (CordialConversation *self);
gint64 cordial_conversation_get_touched_ms (CordialConversation *self);
guint cordial_conversation_get_unread (CordialConversation *self);
gboolean cordial_conversation_get_muted (CordialConversation *self);
/* Put away: not in the list of chats. */
gboolean cordial_conversation_get_archived (CordialConversation *self);
/* Asks for no attention: it is muted, or put away. */
gboolean cordial_conversation_is_quiet (CordialConversation *self);
/* Among the chats that are pinned above the others: the higher, the further up; 0 where it is not. */
guint cordial_conversation_get_rank (CordialConversation *self);
gboolean cordial_conversation_get_writable (CordialConversation *self);
const char *cordial_conversation_get_draft (CordialConversation *self);
gint64 cordial_conversation_get_read (CordialConversation *self);
CordialEnding cordial_conversation_get_ending (CordialConversation *self);
const char *cordial_conversation_get_ending_sentence (CordialConversation *self);
gboolean cordial_conversation_get_unheard (CordialConversation *self);

/* Who is in a group beside the owner, and how far they are. */
GPtrArray *cordial_conversation_list_members (CordialConversation *self);
CordialRole cordial_conversation_get_member_role (CordialConversation *self, const char *member_id);
CordialRole cordial_conversation_get_member_offer (CordialConversation *self, const char *member_id);
CordialRole cordial_conversation_get_role (CordialConversation *self);
CordialRole cordial_conversation_get_offer (CordialConversation *self);
CordialMessageStatus
cordial_conversation_get_seen (CordialConversation *self, const char *member_id, CordialMessage *message);

/* Buttons of somebody's form. */
gboolean cordial_conversation_is_answered (CordialConversation *self, gint64 seq);
CordialContent *
cordial_conversation_new_answer (CordialConversation *self, CordialMessage *form, const CordialTextSpan *button);
char *cordial_conversation_dup_address (CordialConversation *self, CordialMessage *form, const CordialTextSpan *button);

/* What is pinned here: numbers of messages, in the order of pinning. */
GArray *cordial_conversation_list_pins (CordialConversation *self);
gboolean cordial_conversation_is_pinned (CordialConversation *self, gint64 seq);
gboolean cordial_conversation_get_can_pin (CordialConversation *self);
char *cordial_conversation_dup_preview_of (CordialConversation *self, gint64 seq);
void cordial_conversation_pin_async (CordialConversation *self,
                                     gint64 seq,
                                     gboolean pinned,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean cordial_conversation_pin_finish (CordialConversation *self, GAsyncResult *result, GError **error);

/* How people react to a message, and with what the owner may. */
const char *const *cordial_conversation_get_reactions (CordialConversation *self);
GPtrArray *cordial_conversation_list_reactions (CordialConversation *self, CordialMessage *message);
gboolean cordial_conversation_is_own_reaction (CordialConversation *self, const CordialReaction *reaction);
char *cordial_conversation_dup_reaction_names (CordialConversation *self, const CordialReaction *reaction);
void cordial_conversation_react_async (CordialConversation *self,
                                       CordialMessage *message,
                                       const char *value,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean cordial_conversation_react_finish (CordialConversation *self, GAsyncResult *result, GError **error);

gboolean cordial_conversation_mentions_owner (CordialConversation *self, const CordialMessageRecord *message);

char *cordial_conversation_dup_preview (CordialConversation *self, const CordialMessageRecord *message);

/* (transfer none): made at the first call, kept while somebody else holds it. */
CordialTimeline *cordial_conversation_get_timeline (CordialConversation *self);

/* The person looks at this conversation: attach, fetch the newest page first. */
void cordial_conversation_opened (CordialConversation *self);
/* Completes when the message of that number is in the timeline, and all that follow it; or with one sentence on why it is not. */
void cordial_conversation_seek_async (CordialConversation *self,
                                      gint64 seq,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean cordial_conversation_seek_finish (CordialConversation *self, GAsyncResult *result, GError **error);
/* Everything up to seq has been on the screen of a focused window. */
void cordial_conversation_mark_read (CordialConversation *self, gint64 seq);
/* A key was pressed in the composer; told to the peer at most once in three seconds. */
void cordial_conversation_typed (CordialConversation *self);
/* A voice message is being recorded; likewise. */
void cordial_conversation_recorded (CordialConversation *self);
/* Deletes one that is over from this computer. */
void cordial_conversation_remove (CordialConversation *self);
void cordial_conversation_set_draft (CordialConversation *self, const char *draft);
/* What the draft is about. */
void cordial_conversation_set_draft_subject (CordialConversation *self, CordialMessage *message, const char *edit);
CordialMessage *cordial_conversation_dup_draft_subject (CordialConversation *self, char **edit);

/* Completes when the message is in the database and synced to disk; only then may the composer clear. Refuses with one
 * sentence: empty or blank text (CORDIAL_PROTOCOL_ERROR_INVALID), text longer than the server takes, a full disk. */
CordialContent *cordial_conversation_new_content (CordialConversation *self, const char *text, GPtrArray *names);
CordialContent *cordial_conversation_new_card (CordialConversation *self);
gboolean cordial_conversation_get_can_format (CordialConversation *self);
gboolean cordial_conversation_get_can_edit (CordialConversation *self);
gboolean cordial_conversation_get_can_delete (CordialConversation *self);
gboolean cordial_conversation_can_delete_for_all (CordialConversation *self, CordialMessage *message);
void cordial_conversation_send_async (CordialConversation *self,
                                      CordialContent *content,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean cordial_conversation_send_finish (CordialConversation *self, GAsyncResult *result, GError **error);
gboolean cordial_conversation_get_can_send_files (CordialConversation *self);
CordialTransfer *cordial_conversation_get_file (CordialConversation *self, const char *reference, gint64 size);
CordialTransfer *cordial_conversation_find_file (CordialConversation *self, const char *reference);

/* Each completes when it is on disk and shows, with or without a connection; or with one sentence. Where the server says no
 * later, it is undone, and the account says why by its signal "refused". */
void cordial_conversation_set_async (CordialConversation *self,
                                     const CordialConversationRecord *wanted,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean cordial_conversation_set_finish (CordialConversation *self, GAsyncResult *result, GError **error);
void cordial_conversation_set_archived_async (CordialConversation *self,
                                              gboolean archived,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
void cordial_conversation_set_muted_async (CordialConversation *self,
                                           gboolean muted,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
void cordial_conversation_edit_async (CordialConversation *self,
                                      CordialMessage *message,
                                      CordialContent *content,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean cordial_conversation_edit_finish (CordialConversation *self, GAsyncResult *result, GError **error);
void cordial_conversation_delete_async (CordialConversation *self,
                                        CordialMessage *message,
                                        gboolean for_all,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean cordial_conversation_delete_finish (CordialConversation *self, GAsyncResult *result, GError **error);

/* For messages that failed, or are paused; those that wait can be discarded, too, and paused while their files are not at the server. */
void cordial_conversation_retry_message (CordialConversation *self, CordialMessage *message);
void cordial_conversation_pause_message (CordialConversation *self, CordialMessage *message);
void cordial_conversation_discard_message (CordialConversation *self, CordialMessage *message);

G_END_DECLS
