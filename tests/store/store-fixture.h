/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the tests of the store share: a database file in a folder of its own, records to write, and the writes that a test
 * wants to wait for. Knows only the public face of the store.
 */

#pragma once

#include "cordial-store.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;
  char *path;
  CordialStore *store; /* NULL while closed */
} StoreFixture;

StoreFixture *store_fixture_new (void);
void store_fixture_free (StoreFixture *self);
void store_fixture_open (StoreFixture *self);
void store_fixture_close (StoreFixture *self);
/* Closes the store and opens the file anew. */
void store_fixture_reopen (StoreFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreFixture, store_fixture_free)

/* (transfer full): somebody else's message with a seq. */
CordialMessageRecord *store_fixture_message (const char *conversation_id, gint64 seq, const char *text);
/* (transfer full): a message of ours for the outbox. */
CordialMessageRecord *store_fixture_draft (const char *conversation_id, const char *cordial_id, const char *text);

/* Iterates the main context until the call has come back. */
GAsyncResult *store_fixture_wait (GAsyncResult **result);
void store_fixture_on_result (GObject *object, GAsyncResult *result, gpointer user_data);

/* Puts a message at the end of the outbox, with the intent to send it. */
void store_fixture_enqueue_async (CordialStore *store,
                                  const CordialMessageRecord *message,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* The row of the message, 0 with an error. */
gint64 store_fixture_enqueue_finish (CordialStore *store, GAsyncResult *result, GError **error);
gint64 store_fixture_enqueue (CordialStore *store, const CordialMessageRecord *message, GError **error);
/* The row of the intent to send the message that waits in that row. */
gint64 store_fixture_find_intent (CordialStore *store, gint64 message_row);
/* The server carried out an intent, and gave the message this number. */
void store_fixture_acknowledge_async (CordialStore *store,
                                      gint64 intent_row,
                                      gint64 seq,
                                      gint64 time_ms,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean store_fixture_acknowledge (CordialStore *store, gint64 intent_row, gint64 seq, gint64 time_ms, GError **error);
CordialStoreChange *store_fixture_insert (CordialStore *store,
                                          const char *conversation_id,
                                          GPtrArray *messages,
                                          gint64 cover_low,
                                          gint64 cover_high,
                                          GError **error);

/* All messages of a conversation that have a seq. */
GPtrArray *store_fixture_read_all (CordialStore *store, const char *conversation_id);
/* (transfer full): "present 1-3 5-5 holes 4-4", in order. */
char *store_fixture_describe_spans (CordialStore *store, const char *conversation_id);
/* The one conversation of that id in a list, or NULL. */
CordialConversationRecord *store_fixture_find (GPtrArray *conversations, const char *id);
/* The same calls where they must not fail. */
GPtrArray *store_fixture_messages_new (void);
CordialMessageRecord *store_fixture_nth (GPtrArray *messages, guint index);
void
store_fixture_take_in (CordialStore *store, const char *conversation_id, GPtrArray *messages, gint64 low, gint64 high);
/* Messages of somebody else's with the texts "number 1", "number 2"… */
void store_fixture_take_in_numbers (CordialStore *store, const char *conversation_id, gint64 low, gint64 high);
gint64 store_fixture_put_in_outbox (CordialStore *store,
                                    const char *conversation_id,
                                    const char *cordial_id,
                                    const char *text);
GPtrArray *store_fixture_list_outbox (CordialStore *store);
GPtrArray *store_fixture_list_conversations (CordialStore *store);
void store_fixture_assert_spans (CordialStore *store, const char *conversation_id, const char *expected);
/* In everything but the row. */
void store_fixture_assert_same_message (const CordialMessageRecord *a, const CordialMessageRecord *b);

/* Statements, through a connection of the test's own. */
void store_fixture_run_sql (const char *path, const char *sql);
/* An empty database as that version of the program made it: 1 or 3. */
void store_fixture_make_version (const char *path, int version);
/* The first column of the first row. */
gint64 store_fixture_ask_number (const char *path, const char *sql);
/* What SQLite itself thinks of the file, through a connection of its own. */
void store_fixture_assert_sound (const char *path);

G_END_DECLS
