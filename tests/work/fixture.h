/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the tests of this folder share: an account with a real database in a temporary folder beside a protocol in the test's
 * hand, a history that answers like a server where a test does not want to, and waiting for a condition.
 */

#pragma once

#include "cordial-account-private.h"
#include "cordial-conversation-private.h"
#include "cordial-timeline-private.h"
#include "cordial-work.h"
#include "fake-protocol.h"
#include "patience.h"

G_BEGIN_DECLS

/* Iterates the main context until @condition holds. */
#define chat_wait(condition) patience_wait (condition)

/* The conversation that a test has, unless it wants more. */
#define BEN "usrBen"

/* --- A server's history ------------------------------------------------------------------------------------------ */

/* Of one conversation: position i has seq i + 1; NULL where it was deleted. */
typedef struct
{
  char *conversation_id;
  GPtrArray *messages;
  gint64 later_ms; /* how much later than the numbers say new ones are written */
} History;

History *history_new (const char *conversation_id);
void history_free (History *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (History, history_free)
/* Returns the seq. */
gint64 history_add (History *self, const char *sender_id, const char *text, const char *cordial_id);
/* Adds "message N" of Ben's up to that seq. */
void history_fill (History *self, gint64 seq);
void history_delete (History *self, gint64 low, gint64 high);
/* The server is restored from a backup that ends with that one. */
void history_restore (History *self, gint64 seq);
const CordialMessageRecord *history_get (History *self, gint64 seq);
/* (transfer full): what of it lies from low to high */
GPtrArray *history_slice (History *self, gint64 low, gint64 high);
/* Answers the oldest request that waits for this conversation, as a server would; FALSE if there is none. */
gboolean history_answer (History *self, FakeProtocol *protocol);

/* --- An account -------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *folder;
  CordialStore *store;
  CordialWork *work;
  CordialAccount *account; /* of the work */
  FakeProtocol *protocol;
  History *history; /* of BEN */
} Fixture;

Fixture *fixture_new (void);
/* With Ben, in a conversation of @seq messages; online, and at rest. */
Fixture *fixture_new_online (gint64 seq);
void fixture_free (Fixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* Signs in, with BEN as the roster, at the history's seq. */
void fixture_come_online (Fixture *self);
/* A line of the roster about it. */
void fixture_report_roster (Fixture *self, History *history);
/* Lets the history answer until nothing is asked any more. */
void fixture_serve (Fixture *self);
/* The application ends and starts again; with its last breath it writes what it has to. */
void fixture_restart (Fixture *self);
/* It is killed: what counts is what is on disk at this moment. */
void fixture_crash (Fixture *self);
/* Everything that was asked of the store is done, and its callers know. */
void fixture_settle_store (Fixture *self);
/* Runs what is due now, and what that makes due. */
void fixture_settle (void);
/* Carries out SQL behind the store's back. */
void fixture_execute (Fixture *self, const char *sql);

/* Deletes the database there, and the folder; takes the path. */
void fixture_delete_folder (char *folder);

CordialConversation *fixture_get_ben (Fixture *self);
/* Into the outbox, on disk. */
void fixture_say (CordialConversation *conversation, const char *text);
gboolean fixture_try_to_say (CordialConversation *conversation, const char *text, GError **error);
/* (transfer full) */
CordialMessage *fixture_get_message (CordialConversation *conversation, guint position);
guint fixture_count (CordialConversation *conversation);
/* (transfer full): the texts, with a comma in between */
char *fixture_dup_texts (CordialConversation *conversation);
#define fixture_assert_texts(conversation, expected)                                                                   \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *fixture_texts = fixture_dup_texts (conversation);                                                 \
    g_assert_cmpstr (fixture_texts, ==, expected);                                                                     \
  }                                                                                                                    \
  G_STMT_END
/* (transfer full): the texts that are on disk, in their order, those without a number in brackets */
char *fixture_dup_stored (Fixture *self, const char *conversation_id);
#define fixture_assert_stored(fixture, expected)                                                                       \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *fixture_stored = fixture_dup_stored (fixture, BEN);                                               \
    g_assert_cmpstr (fixture_stored, ==, expected);                                                                    \
  }                                                                                                                    \
  G_STMT_END
CordialMessageStatus fixture_get_status (CordialConversation *conversation, guint position);
/* All of Ben's history is here: positions and numbers agree, and nothing is blank. */
void fixture_assert_complete (Fixture *self);

/* --- What is under way ------------------------------------------------------------------------------------------- */

guint fixture_count_fetches (Fixture *self);
guint fixture_count_sends (Fixture *self);
/* (transfer full): the only one, which must be of that text */
FakeRequest *fixture_take_send (Fixture *self, const char *text);
/* What waits: as the account says, and as the database has it. */
guint fixture_get_waiting (Fixture *self);
guint fixture_count_stored (Fixture *self);
/* What the server has from the fourth message on, with commas in between; «-» where it was deleted. */
void fixture_assert_arrived (Fixture *self, const char *expected);

G_END_DECLS
