/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small indexed reads on the caller's thread. They see every write that has completed.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

static char *
dup_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

CordialMessageRecord *
cordial_store_message_from_row (sqlite3_stmt *statement)
{
  CordialMessageRecord *record = cordial_message_record_new ();

  record->row = sqlite3_column_int64 (statement, 0);
  record->conversation_id = dup_text (statement, 1);
  record->seq = sqlite3_column_int64 (statement, 2);
  record->cordial_id = dup_text (statement, 3);
  record->sender_id = dup_text (statement, 4);
  record->time_ms = sqlite3_column_int64 (statement, 5);
  record->state = sqlite3_column_int (statement, 6);
  record->text = dup_text (statement, 7);
  record->content = dup_text (statement, 8);
  record->head = dup_text (statement, 9);
  record->error = dup_text (statement, 10);
  return record;
}

static GPtrArray *
read_messages (CordialDatabase *reader, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  int code;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (records, cordial_store_message_from_row (statement));
  if (code != SQLITE_DONE)
    {
      cordial_database_set_error (reader, error);
      sqlite3_reset (statement);
      return NULL;
    }
  sqlite3_reset (statement);
  return g_steal_pointer (&records);
}

/**
 * cordial_store_dup_value:
 * @self: a #CordialStore
 * @key: which value
 *
 * Returns: (transfer full) (nullable): what is kept of the account itself under that key
 */
char *
cordial_store_dup_value (CordialStore *self, const char *key)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement = cordial_database_prepare (reader, "SELECT value FROM value WHERE key = ?", NULL);
  char *value = NULL;

  g_return_val_if_fail (statement != NULL, NULL);

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = dup_text (statement, 0);
  sqlite3_reset (statement);
  return value;
}

/**
 * cordial_store_list_conversations:
 * @self: a #CordialStore
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type CordialConversationRecord): all of them, each with its newest message
 */
GPtrArray *
cordial_store_list_conversations (CordialStore *self, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_conversation_record_free);
  sqlite3_stmt *statement;
  int code;

  statement = cordial_database_prepare (
    reader,
    "SELECT c.id, c.kind, c.name, c.avatar, c.avatar_uri, c.seq, c.read, c.recv, c.peer_read, c.peer_recv, c.touched_ms,"
    " c.last_seen_ms, c.muted, c.writable, c.draft, substr(m.text, 1, 1000), m.sender, m.state"
    " FROM conversation AS c LEFT JOIN message AS m ON m.row = coalesce("
    " (SELECT max(row) FROM message WHERE conversation = c.id AND seq IS NULL),"
    " (SELECT row FROM message WHERE conversation = c.id AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1))",
    error);
  if (!statement)
    return NULL;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      CordialConversationRecord *record =
        cordial_conversation_record_new ((const char *) sqlite3_column_text (statement, 0));

      record->fields = ~0;
      record->kind = sqlite3_column_int (statement, 1);
      record->name = dup_text (statement, 2);
      if (sqlite3_column_bytes (statement, 3) > 0)
        record->avatar = g_bytes_new (sqlite3_column_blob (statement, 3), sqlite3_column_bytes (statement, 3));
      record->avatar_uri = dup_text (statement, 4);
      record->seq = sqlite3_column_int64 (statement, 5);
      record->read = sqlite3_column_int64 (statement, 6);
      record->recv = sqlite3_column_int64 (statement, 7);
      record->peer_read = sqlite3_column_int64 (statement, 8);
      record->peer_recv = sqlite3_column_int64 (statement, 9);
      record->touched_ms = sqlite3_column_int64 (statement, 10);
      record->last_seen_ms = sqlite3_column_int64 (statement, 11);
      record->muted = sqlite3_column_int (statement, 12);
      record->writable = sqlite3_column_int (statement, 13);
      record->draft = dup_text (statement, 14);
      record->last_text = dup_text (statement, 15);
      record->last_sender_id = dup_text (statement, 16);
      record->last_state = sqlite3_column_int (statement, 17);
      g_ptr_array_add (records, record);
    }
  if (code != SQLITE_DONE)
    {
      cordial_database_set_error (reader, error);
      sqlite3_reset (statement);
      return NULL;
    }
  sqlite3_reset (statement);
  return g_steal_pointer (&records);
}

/**
 * cordial_store_list_outbox:
 * @self: a #CordialStore
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type CordialMessageRecord): every message that has no seq, in the order of writing
 */
GPtrArray *
cordial_store_list_outbox (CordialStore *self, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  /* Left to itself SQLite walks through all messages, or sorts whole ones in a file that a full disk has no room for. */
  sqlite3_stmt *statement =
    cordial_database_prepare (reader,
                              "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message WHERE row IN"
                              " (SELECT row FROM message INDEXED BY message_in_outbox WHERE seq IS NULL) ORDER BY row",
                              error);

  return statement ? read_messages (reader, statement, error) : NULL;
}

/**
 * cordial_store_read_range:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @low: first seq
 * @high: last seq, inclusive
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type CordialMessageRecord): ascending
 */
GPtrArray *
cordial_store_read_range (CordialStore *self, const char *conversation_id, gint64 low, gint64 high, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement = cordial_database_prepare (reader,
                                                      "SELECT " CORDIAL_MESSAGE_COLUMNS
                                                      " FROM message WHERE conversation = ?1 AND seq BETWEEN ?2 AND ?3"
                                                      " ORDER BY seq",
                                                      error);

  if (!statement)
    return NULL;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, low);
  sqlite3_bind_int64 (statement, 3, high);
  return read_messages (reader, statement, error);
}

/**
 * cordial_store_foreach_span:
 * @self: a #CordialStore
 * @func: (scope call): called for each run of seqs that is there, or known not to be
 * @user_data: passed to @func
 * @error: return location for a #CordialStoreError
 */
gboolean
cordial_store_foreach_span (CordialStore *self, CordialStoreSpanFunc func, gpointer user_data, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement = cordial_database_prepare (reader, "SELECT conversation, hole, low, high FROM span", error);
  int code;

  if (!statement)
    return FALSE;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      CordialSpan span = { sqlite3_column_int64 (statement, 2), sqlite3_column_int64 (statement, 3) };

      func ((const char *) sqlite3_column_text (statement, 0), sqlite3_column_int (statement, 1), span, user_data);
    }
  if (code != SQLITE_DONE)
    cordial_database_set_error (reader, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE;
}
