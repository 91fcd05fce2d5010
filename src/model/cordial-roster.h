/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an account shares with its conversations: the store, who the person is, what others are called, whom to ask for
 * what a person wants, and the sums that the account shows. Belongs to the account; the others borrow it and hear when it
 * ends. For no file outside this folder.
 */

#pragma once

#include "cordial-protocol-capabilities.h"
#include "cordial-requests.h"
#include "cordial-store.h"

G_BEGIN_DECLS

/**
 * CordialRoster:
 * @store: the account's database
 * @own_id: (nullable): the account's user id
 * @own_name: (nullable): what its owner is called
 * @read_content: (nullable): how the wire of the account says what a message holds
 * @capabilities: what that wire can say; nothing is known of it before there is a session
 * @delete_limit_s: how old a message may be that is deleted for everybody, 0 for any
 * @reactions: (nullable): with what the server lets people react to messages
 * @contacts: id → #CordialPerson: with whom there is a conversation, named as that is
 * @people: id → (nullable) #CordialPerson: others whom somebody asked for, %NULL if they are unknown
 * @requests: (nullable): carries out what a person asks for; %NULL once the account has ended
 * @link_requests: (nullable): likewise
 * @unread: the sum over the conversations that are not muted
 * @waiting_changed: (nullable): called when the number of waiting messages may have changed
 * @unread_changed: (nullable): called when @unread has changed
 * @senders_changed: (nullable): called when somebody is called otherwise, or has another picture
 * @account: passed to all of them
 */
typedef struct
{
  grefcount refs;
  CordialStore *store;
  char *own_id;
  char *own_name;
  CordialContentReader read_content;
  CordialProtocolCapabilities capabilities;
  gint64 delete_limit_s;
  GStrv reactions;
  GHashTable *contacts;
  GHashTable *people;
  CordialRequests *requests;
  CordialLinkRequests *link_requests;
  guint unread;
  void (*waiting_changed) (gpointer account);
  void (*unread_changed) (gpointer account);
  void (*senders_changed) (gpointer account);
  gpointer account;
} CordialRoster;

CordialRoster *cordial_roster_new (CordialStore *store, CordialContentReader read_content);
CordialRoster *cordial_roster_ref (CordialRoster *self);
void cordial_roster_unref (CordialRoster *self);
gboolean cordial_roster_is_own (CordialRoster *self, const char *user_id);

void cordial_roster_set_contact (CordialRoster *self, const char *id, const char *name, GBytes *avatar);
GPtrArray *cordial_roster_apply_people (CordialRoster *self, GPtrArray *people);
const CordialPerson *cordial_roster_get_person (CordialRoster *self, const char *id);
const char *cordial_roster_get_name_of (CordialRoster *self, const char *id);
GBytes *cordial_roster_get_avatar_of (CordialRoster *self, const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialRoster, cordial_roster_unref)

G_END_DECLS
