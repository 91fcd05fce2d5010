/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How an account is made, and how what runs by itself tells it what has become of it. For this folder, work/ and accounts/.
 */

#pragma once

#include "cordial-account-keys.h"
#include "cordial-account.h"
#include "cordial-protocol-capabilities.h"
#include "cordial-requests.h"
#include "cordial-store.h"

G_BEGIN_DECLS

CordialAccount *cordial_account_new (const char *id,
                                     CordialStore *store,
                                     CordialContentReader read_content,
                                     CordialRequests *requests,
                                     CordialLinkRequests *link_requests);
/* Reads the conversations. */
gboolean cordial_account_load (CordialAccount *self, GError **error);
/* From here on nobody carries out what is asked of it. */
void cordial_account_end (CordialAccount *self);

/* (transfer container) (element-type CordialConversation): those that there are now, each held */
GPtrArray *cordial_account_dup_conversations (CordialAccount *self);
CordialConversation *cordial_account_ensure_conversation (CordialAccount *self,
                                                          const CordialConversationRecord *record);
/* The person wants it no more. */
void cordial_account_remove_conversation (CordialAccount *self, CordialConversation *conversation);

/* News from the protocol. */
void cordial_account_set_capabilities (CordialAccount *self, CordialProtocolCapabilities capabilities);
/* How old a message may be that is deleted for everybody, 0 for any. */
void cordial_account_set_delete_limit_s (CordialAccount *self, gint64 delete_limit_s);
/* (nullable): with what people may react to messages; %NULL where they may not. */
void cordial_account_set_reactions (CordialAccount *self, const char *const *reactions);
void cordial_account_set_link (CordialAccount *self,
                               CordialLinkState link_state,
                               CordialRefusal refusal,
                               gint64 retry_at,
                               const char *reason);
void cordial_account_set_round_trip_ms (CordialAccount *self, double round_trip_ms);
void cordial_account_set_roster_complete (CordialAccount *self, gboolean complete);
void cordial_account_set_user_id (CordialAccount *self, const char *user_id);
void cordial_account_apply_people (CordialAccount *self, GPtrArray *people);
/* (nullable): what is known of somebody, contact or not */
const CordialPerson *cordial_account_get_person (CordialAccount *self, const char *id);
void cordial_account_apply_profile (CordialAccount *self, const CordialConversationRecord *record);
/* (nullable): where the owner's picture is to be fetched, as long as it is not here */
const char *cordial_account_get_wanted_picture (CordialAccount *self);
/* What was at @uri, if that is still where it is. */
void cordial_account_apply_picture (CordialAccount *self, const char *uri, GBytes *picture);
/* The person goes by other settings from now on, which are in the database. */
void cordial_account_apply_settings (CordialAccount *self, const CordialProtocolSettings *settings);
void cordial_account_set_server (CordialAccount *self, const char *server);

G_END_DECLS
