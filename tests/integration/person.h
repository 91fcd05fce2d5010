/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody with a bare session, without model or store: hears everything that the session says and remembers it.
 * Requests here wait for their answer. For the tests of this folder.
 */

#pragma once

#include "cordial-tinode-session.h"
#include "world.h"

G_BEGIN_DECLS

typedef struct
{
  CordialTinodeSession *session;
  CordialProtocol *protocol;
  char *login;
  char *password;
  char *name;
  char *token;
  GHashTable *conversations;
  GPtrArray *messages;
  GPtrArray *receipts;
  GPtrArray *typing;
  GPtrArray *deleted;
  GPtrArray *removed;
  CordialConversationRecord *profile;
  guint rosters;
} Person;

typedef struct
{
  char *conversation_id;
  char *user_id;
  CordialReceipt receipt;
  gint64 seq;
} Heard;

/* Not connected. */
Person *person_new (const char *uri, const char *login, const char *password, const char *name);
/* Signed up under a new name, and online. */
Person *person_new_online (const char *uri, const char *name);
void person_free (Person *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Person, person_free)

char *person_dup_id (Person *self);
void person_come_online (Person *self);
void person_go_away (Person *self);
gboolean person_is_online (Person *self);
gboolean person_sign_up (Person *self, GError **error);

gint64 person_send (Person *self, const char *to, const char *text, const char *cordial_id);
gint64 person_send_record (Person *self, const CordialMessageRecord *record, GError **error);
GPtrArray *person_fetch (Person *self, const char *conversation_id, gint64 low, gint64 high, GError **error);
gint64 person_refresh (Person *self, const char *conversation_id);
GPtrArray *person_find (Person *self, const char *query);
char *person_start (Person *self, const char *person_id, GError **error);

/* (nullable): what is known so far, all news put together */
CordialConversationRecord *person_get_conversation (Person *self, const char *id);
/* (nullable): the live message with that text */
CordialMessageRecord *person_get_message (Person *self, const char *text);
gboolean
person_heard (Person *self, const char *conversation_id, const char *user_id, CordialReceipt receipt, gint64 seq);

G_END_DECLS
