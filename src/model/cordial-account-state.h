/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fields of an account, shared by cordial-account.c and cordial-account-actions.c alone.
 */

#pragma once

#include "cordial-account.h"
#include "cordial-roster.h"

G_BEGIN_DECLS

struct _CordialAccount
{
  GObject parent_instance;

  char *id;
  CordialRoster *roster;
  GHashTable *conversations; /* id → CordialConversation */
  GListStore *chat_list;

  char *server;
  char *login;
  GBytes *avatar;
  char *avatar_uri; /* (nullable): where it is to be fetched, where the server tells no more of it */
  char *note;
  gboolean dialect;
  gboolean local_server;

  CordialLinkState link_state;
  CordialRefusal refusal;
  gint64 retry_at;
  char *reason;
  double round_trip_ms;
  gboolean ever_online;
  gboolean roster_complete;
  guint waiting_messages;
};

G_END_DECLS
