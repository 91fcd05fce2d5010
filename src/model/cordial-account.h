/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One account of the person: a database, a protocol that keeps its session alive, and the conversations in it. What the
 * interface shows of the connection it reads here.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-transfer.h"
#include "cordial-beat.h"
#include "cordial-conversation.h"
#include "cordial-link.h"
#include "cordial-person.h"
#include "cordial-protocol-settings.h"
#include "cordial-storage.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_ACCOUNT (cordial_account_get_type ())
G_DECLARE_FINAL_TYPE (CordialAccount, cordial_account, CORDIAL, ACCOUNT, GObject)

/* Properties, all notifying: link-state, refusal, retry-at (monotonic microseconds), reason (string, nullable),
 * waiting-messages (uint, outgoing messages not yet acknowledged), unread (uint, over the chats that are not muted), name, avatar (GBytes), note, user-id, login, server (string, what
 * the person typed), local-server (boolean, the server is one that this application starts itself), ever-online (boolean, was
 * online since it was opened: tells a first connection from a drop), roster-complete (boolean), round-trip-ms (double),
 * storage (CordialStorage, whether messages can be kept).
 * Signals: beat (), news (CordialConversation *, GPtrArray *CordialMessageRecord). */
/* Tells it from the others, for as long as it is there. */
const char *cordial_account_get_id (CordialAccount *self);
CordialLinkState cordial_account_get_link_state (CordialAccount *self);
CordialRefusal cordial_account_get_refusal (CordialAccount *self);
gint64 cordial_account_get_retry_at (CordialAccount *self);
const char *cordial_account_get_reason (CordialAccount *self);
guint cordial_account_get_waiting_messages (CordialAccount *self);
CordialStorage cordial_account_get_storage (CordialAccount *self);
const char *cordial_account_get_name (CordialAccount *self);
GBytes *cordial_account_get_avatar (CordialAccount *self);
const char *cordial_account_get_note (CordialAccount *self);
const char *cordial_account_get_user_id (CordialAccount *self);
const char *cordial_account_get_login (CordialAccount *self);
const char *cordial_account_get_server (CordialAccount *self);
gboolean cordial_account_get_local_server (CordialAccount *self);
gboolean cordial_account_get_ever_online (CordialAccount *self);
/* Whether the server has no accounts of its own, and the person set how to reach it. */
gboolean cordial_account_get_has_settings (CordialAccount *self);
CordialProtocolSettings *cordial_account_dup_settings (CordialAccount *self);

/* (transfer full) (element-type CordialBeat): what became of the connection lately, oldest first */
GArray *cordial_account_dup_beats (CordialAccount *self);

/* (transfer none): GListModel of CordialConversation, in no order; the interface sorts and filters. */
GListModel *cordial_account_get_chat_list (CordialAccount *self);
/* (transfer none) (nullable) */
CordialConversation *cordial_account_get_conversation (CordialAccount *self, const char *id);

void cordial_account_open (CordialAccount *self);
void cordial_account_close (CordialAccount *self);
void cordial_account_retry_now (CordialAccount *self);
/* The window has the focus again. */
void cordial_account_probe_if_stale (CordialAccount *self);

/* After CORDIAL_REFUSAL_SIGN_IN: another password; completes online or with one sentence. */
void cordial_account_sign_in_again_async (CordialAccount *self,
                                          const char *password,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean cordial_account_sign_in_again_finish (CordialAccount *self, GAsyncResult *result, GError **error);

/* Whether the person has a password on the server, and may have another one. */
gboolean cordial_account_get_has_password (CordialAccount *self);
/* Completes when the server has taken it, or with one sentence. */
void cordial_account_change_password_async (CordialAccount *self,
                                            const char *password,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean cordial_account_change_password_finish (CordialAccount *self, GAsyncResult *result, GError **error);

/* Whether the person has a profile on the server that others see: name, picture and note. */
gboolean cordial_account_get_has_profile (CordialAccount *self);
/* Of @profile the fields HAS_NAME, HAS_AVATAR (encoded image, %NULL for none) and HAS_NOTE. Completes when it is on disk and shows, with or
 * without a connection; or with one sentence. Where the server says no later, it is undone, and "refused" says why. */
void cordial_account_set_profile_async (CordialAccount *self,
                                        const CordialConversationRecord *profile,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void cordial_account_pin_chat_async (CordialAccount *self,
                                     CordialConversation *conversation,
                                     gboolean pinned,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
CordialConversation *
cordial_account_get_pinned_beside (CordialAccount *self, CordialConversation *conversation, int direction);
void cordial_account_move_pinned_chat_async (CordialAccount *self,
                                             CordialConversation *conversation,
                                             CordialConversation *to,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
gboolean cordial_account_set_profile_finish (CordialAccount *self, GAsyncResult *result, GError **error);

/* After CORDIAL_REFUSAL_CERTIFICATE. */
GTlsCertificate *cordial_account_get_refused_certificate (CordialAccount *self);
void cordial_account_trust_certificate (CordialAccount *self, GTlsCertificate *certificate);

/* (element-type CordialPerson) */
CordialTransfer *cordial_account_get_file (CordialAccount *self, const char *reference, gint64 size);
void cordial_account_find_people_async (CordialAccount *self,
                                        const char *query,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GPtrArray *cordial_account_find_people_finish (CordialAccount *self, GAsyncResult *result, GError **error);
/* Returns (transfer full) the conversation with that person, new or known. */
void cordial_account_start_conversation_async (CordialAccount *self,
                                               const char *person_id,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
CordialConversation *
cordial_account_start_conversation_finish (CordialAccount *self, GAsyncResult *result, GError **error);

G_END_DECLS
