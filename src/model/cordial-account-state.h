/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fields of an account, shared by cordial-account.c, cordial-account-actions.c and cordial-account-events.c alone.
 */

#pragma once

#include "cordial-account.h"
#include "cordial-context.h"
#include "cordial-credentials.h"

G_BEGIN_DECLS

struct _CordialAccount
{
  GObject parent_instance;

  char *id;
  CordialContext *context;
  CordialCredentials *credentials;
  GListStore *chat_list;

  char *server;
  char *login;
  char *name;
  GBytes *avatar;
  char *reason;
  char *token; /* (nullable): of a dialect; what set_token() takes */
  gboolean dialect;
  gboolean local_server;

  gboolean wanted; /* open() was asked for */
  gboolean token_known;
  gboolean ever_online;
  gboolean roster_complete;
  guint waiting_messages;
  CordialLinkState link_state;

  /* Live messages of one turn of the main loop, written together: conversation id → GPtrArray. */
  GHashTable *incoming;
  GSource *incoming_source;
};

enum
{
  PROP_0,
  PROP_LINK_STATE,
  PROP_REFUSAL,
  PROP_RETRY_AT,
  PROP_REASON,
  PROP_WAITING_MESSAGES,
  PROP_UNREAD,
  PROP_NAME,
  PROP_AVATAR,
  PROP_USER_ID,
  PROP_LOGIN,
  PROP_SERVER,
  PROP_LOCAL_SERVER,
  PROP_EVER_ONLINE,
  PROP_ROSTER_COMPLETE,
  PROP_ROUND_TRIP_MS,
  CORDIAL_ACCOUNT_N_PROPERTIES
};

extern GParamSpec *cordial_account_properties[CORDIAL_ACCOUNT_N_PROPERTIES];

void cordial_account_notify (CordialAccount *self, int property);
/* Writes what came in this turn of the main loop, and would be written in the next. */
void cordial_account_take_incoming (CordialAccount *self);
/* Counts the messages that wait; the account comes as a pointer because CordialContext does not know its type. */
void cordial_account_update_waiting (gpointer account);
/* (transfer none): the conversation of the record's id, made from the record if there is none. */
CordialConversation *cordial_account_ensure_conversation (CordialAccount *self,
                                                          const CordialConversationRecord *record);

G_END_DECLS
