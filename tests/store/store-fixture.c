/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opens, fills and reads a database the way the tests of this folder need it.
 */
#define G_LOG_DOMAIN "cordial-test"

#include "store-fixture.h"

#include "patience.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

StoreFixture *
store_fixture_new (void)
{
  StoreFixture *self = g_new0 (StoreFixture, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("cordial-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "account.db", NULL);
  return self;
}

void
store_fixture_free (StoreFixture *self)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (self->store)
    store_fixture_close (self);
  dir = g_dir_open (self->folder, 0, NULL);
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

void
store_fixture_open (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (self->store);
  self->store = cordial_store_open (self->path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->store);
}

void
store_fixture_close (StoreFixture *self)
{
  cordial_store_close (self->store);
  /* The answers that nobody waited for hold the store until they are delivered. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&self->store));
}

void
store_fixture_reopen (StoreFixture *self)
{
  store_fixture_close (self);
  store_fixture_open (self);
}

CordialMessageRecord *
store_fixture_message (const char *conversation_id, gint64 seq, const char *text)
{
  CordialMessageRecord *record = cordial_message_record_new ();

  record->conversation_id = g_strdup (conversation_id);
  record->seq = seq;
  record->sender_id = g_strdup ("usrOther");
  record->time_ms = 1700000000000 + seq;
  record->state = CORDIAL_MESSAGE_SENT;
  record->text = g_strdup (text);
  return record;
}

CordialMessageRecord *
store_fixture_draft (const char *conversation_id, const char *cordial_id, const char *text)
{
  CordialMessageRecord *record = store_fixture_message (conversation_id, 0, text);

  record->cordial_id = g_strdup (cordial_id);
  record->state = CORDIAL_MESSAGE_QUEUED;
  g_set_str (&record->sender_id, "usrMe");
  return record;
}

GAsyncResult *
store_fixture_wait (GAsyncResult **result)
{
  patience_wait (*result != NULL);
  return *result;
}

void
store_fixture_on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

void
store_fixture_enqueue_async (CordialStore *store,
                             const CordialMessageRecord *message,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (CordialIntentRecord) intent = cordial_intent_record_new (CORDIAL_INTENT_SEND, message->conversation_id);

  cordial_store_add_intent_async (store, intent, message, callback, user_data);
}

gint64
store_fixture_enqueue_finish (CordialStore *store, GAsyncResult *result, GError **error)
{
  g_autoptr (CordialIntentRecord) intent = cordial_store_add_intent_finish (store, result, error);

  return intent ? intent->message_row : 0;
}

gint64
store_fixture_enqueue (CordialStore *store, const CordialMessageRecord *message, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_fixture_enqueue_async (store, message, store_fixture_on_result, &result);
  return store_fixture_enqueue_finish (store, store_fixture_wait (&result), error);
}

gint64
store_fixture_find_intent (CordialStore *store, gint64 message_row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) intents = cordial_store_list_all_intents (store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < intents->len; i++)
    {
      const CordialIntentRecord *intent = g_ptr_array_index (intents, i);

      if (intent->kind == CORDIAL_INTENT_SEND && intent->message_row == message_row)
        return intent->row;
    }
  g_assert_not_reached ();
}

void
store_fixture_acknowledge_async (CordialStore *store,
                                 gint64 intent_row,
                                 gint64 seq,
                                 gint64 time_ms,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  const CordialIntentOutcome outcome = { .epoch = -1, .seq = seq, .time_ms = time_ms };

  cordial_store_complete_intent_async (store, intent_row, &outcome, callback, user_data);
}

gboolean
store_fixture_acknowledge (CordialStore *store, gint64 intent_row, gint64 seq, gint64 time_ms, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_fixture_acknowledge_async (store, intent_row, seq, time_ms, store_fixture_on_result, &result);
  return cordial_store_change_intent_finish (store, store_fixture_wait (&result), NULL, error);
}

CordialStoreChange *
store_fixture_insert (CordialStore *store,
                      const char *conversation_id,
                      GPtrArray *messages,
                      gint64 cover_low,
                      gint64 cover_high,
                      GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_store_insert_async (store, conversation_id, messages, cover_low, cover_high, store_fixture_on_result,
                              &result);
  return cordial_store_insert_finish (store, store_fixture_wait (&result), error);
}

GPtrArray *
store_fixture_read_all (CordialStore *store, const char *conversation_id)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *messages = cordial_store_read_range (store, conversation_id, 1, G_MAXINT64, &error);

  g_assert_no_error (error);
  return messages;
}

typedef struct
{
  const char *conversation_id;
  GString *kinds[2];
} Description;

static void
describe_span (const char *conversation_id, gboolean hole, CordialSpan span, gpointer user_data)
{
  Description *description = user_data;

  if (g_str_equal (conversation_id, description->conversation_id))
    g_string_append_printf (description->kinds[hole != FALSE], " %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, span.low,
                            span.high);
}

char *
store_fixture_describe_spans (CordialStore *store, const char *conversation_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) present = g_string_new ("present");
  g_autoptr (GString) holes = g_string_new (" holes");
  Description description = { conversation_id, { present, holes } };

  cordial_store_foreach_span (store, describe_span, &description, &error);
  g_assert_no_error (error);
  return g_strconcat (present->str, holes->str, NULL);
}

CordialConversationRecord *
store_fixture_find (GPtrArray *conversations, const char *id)
{
  for (guint i = 0; i < conversations->len; i++)
    {
      CordialConversationRecord *record = g_ptr_array_index (conversations, i);

      if (g_str_equal (record->id, id))
        return record;
    }
  return NULL;
}

void
store_fixture_run_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

void
store_fixture_make_version (const char *path, int version)
{
  g_autofree char *schema = g_strdup_printf (SUPPORT "/version-%d.sql", version);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (schema, &sql, NULL, &error);
  g_assert_no_error (error);
  store_fixture_run_sql (path, sql);
}

gint64
store_fixture_ask_number (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 number;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return number;
}

void
store_fixture_assert_sound (const char *path)
{
  const char *const checks[] = { "PRAGMA integrity_check", "PRAGMA foreign_key_check" };
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      sqlite3_stmt *statement = NULL;

      g_assert_cmpint (sqlite3_prepare_v2 (db, checks[i], -1, &statement, NULL), ==, SQLITE_OK);
      if (sqlite3_step (statement) == SQLITE_ROW)
        g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
      sqlite3_finalize (statement);
    }
  sqlite3_close (db);
}

GPtrArray *
store_fixture_messages_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
}

CordialMessageRecord *
store_fixture_nth (GPtrArray *messages, guint index)
{
  g_assert_cmpuint (index, <, messages->len);
  return g_ptr_array_index (messages, index);
}

/* Takes the messages in and forgets what that changed. */
void
store_fixture_take_in (CordialStore *store, const char *conversation_id, GPtrArray *messages, gint64 low, gint64 high)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStoreChange) change = store_fixture_insert (store, conversation_id, messages, low, high, &error);

  g_assert_no_error (error);
}

void
store_fixture_take_in_numbers (CordialStore *store, const char *conversation_id, gint64 low, gint64 high)
{
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();

  for (gint64 seq = low; seq <= high; seq++)
    {
      g_autofree char *text = g_strdup_printf ("number %" G_GINT64_FORMAT, seq);

      g_ptr_array_add (messages, store_fixture_message (conversation_id, seq, text));
    }
  store_fixture_take_in (store, conversation_id, messages, 0, 0);
}

gint64
store_fixture_put_in_outbox (CordialStore *store, const char *conversation_id, const char *cordial_id, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialMessageRecord) draft = store_fixture_draft (conversation_id, cordial_id, text);
  gint64 row = store_fixture_enqueue (store, draft, &error);

  g_assert_no_error (error);
  g_assert_cmpint (row, >, 0);
  return row;
}

GPtrArray *
store_fixture_list_outbox (CordialStore *store)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *outbox = cordial_store_list_outbox (store, &error);

  g_assert_no_error (error);
  return outbox;
}

GPtrArray *
store_fixture_list_conversations (CordialStore *store)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *conversations = cordial_store_list_conversations (store, &error);

  g_assert_no_error (error);
  return conversations;
}

void
store_fixture_assert_spans (CordialStore *store, const char *conversation_id, const char *expected)
{
  g_autofree char *spans = store_fixture_describe_spans (store, conversation_id);

  g_assert_cmpstr (spans, ==, expected);
}

void
store_fixture_assert_same_message (const CordialMessageRecord *a, const CordialMessageRecord *b)
{
  g_assert_cmpstr (a->conversation_id, ==, b->conversation_id);
  g_assert_cmpint (a->seq, ==, b->seq);
  g_assert_cmpstr (a->cordial_id, ==, b->cordial_id);
  g_assert_cmpstr (a->sender_id, ==, b->sender_id);
  g_assert_cmpint (a->time_ms, ==, b->time_ms);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpstr (a->text, ==, b->text);
  g_assert_cmpstr (a->content, ==, b->content);
  g_assert_cmpstr (a->head, ==, b->head);
  g_assert_cmpstr (a->error, ==, b->error);
}
