/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody with the whole application but its window: accounts, database, outbox, session. For the tests of this folder.
 */

#pragma once

#include "cordial-accounts.h"
#include "cordial-tinode-session.h"
#include "world.h"

G_BEGIN_DECLS

/* Short, so that a test does not wait for half a minute; long enough for a busy machine. */
#define HOME_INTERVAL_MS 500
#define HOME_DEADLINE_MS 2000

typedef struct
{
  char *folder;
  char *password;
  CordialCredentials *credentials;
  CordialAccounts *accounts;
  CordialAccount *account;
  CordialTinodeSession *session; /* of the account, not owned */
} Home;

/* No account yet. */
Home *home_new_empty (const char *folder, const char *password);
/* A new account, online; its data below that folder. */
Home *home_new (const char *uri, const char *folder, const char *name);
/* The account that is in that folder already, not opened. */
Home *home_load (const char *folder, const char *password);
void home_free (Home *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Home, home_free)

gboolean home_is_online (Home *self);
/* Opens the account, signing in with the password: without a keyring there is no token. */
void home_open (Home *self);
/* The same without waiting. */
void home_begin_opening (Home *self);

/* The conversation with somebody: made if there is none. */
CordialConversation *home_meet (Home *self, Home *other);
/* (nullable) (transfer none) */
CordialConversation *home_get_conversation (Home *self, Home *other);
/* Into the outbox, on disk. */
void home_say (CordialConversation *conversation, const char *text);
/* A line for each message: who, and what; with everything that there is. */
char *home_dup_transcript (CordialConversation *conversation);
guint home_count (CordialConversation *conversation);
CordialMessage *home_get_message (CordialConversation *conversation, guint position);

/* Two homes at one server, one of whom has met the other: the fixture of whole tests. */
typedef struct
{
  World *world;
  Home *ada;
  Home *ben;
  CordialConversation *to_ben;
} Household;

void household_set_up (Household *self, gconstpointer data);
void household_tear_down (Household *self, gconstpointer data);

G_END_DECLS
