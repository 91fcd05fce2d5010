/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row of the database as a record, and a single message found. What reads and what writes both stand on this.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

char *
cordial_store_dup_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

CordialMessageRecord *
cordial_store_message_from_row (sqlite3_stmt *statement)
{
  CordialMessageRecord *record = cordial_message_record_new ();

  record->row = sqlite3_column_int64 (statement, 0);
  record->conversation_id = cordial_store_dup_text (statement, 1);
  record->seq = sqlite3_column_int64 (statement, 2);
  record->cordial_id = cordial_store_dup_text (statement, 3);
  record->sender_id = cordial_store_dup_text (statement, 4);
  record->time_ms = sqlite3_column_int64 (statement, 5);
  record->state = sqlite3_column_int (statement, 6);
  record->text = cordial_store_dup_text (statement, 7);
  record->content = cordial_store_dup_text (statement, 8);
  record->head = cordial_store_dup_text (statement, 9);
  record->error = cordial_store_dup_text (statement, 10);
  record->place = sqlite3_column_int64 (statement, 11);
  record->edited_ms = sqlite3_column_int64 (statement, 12);
  record->replaces = sqlite3_column_int64 (statement, 13);
  record->deletion = sqlite3_column_int (statement, 14);
  record->reactions = cordial_store_dup_text (statement, 15);
  record->reaction_wish = cordial_store_dup_text (statement, 16);
  return record;
}

CordialIntentRecord *
cordial_store_intent_from_row (sqlite3_stmt *statement)
{
  CordialIntentRecord *record = g_new0 (CordialIntentRecord, 1);

  record->row = sqlite3_column_int64 (statement, 0);
  record->conversation_id = cordial_store_dup_text (statement, 1);
  record->kind = sqlite3_column_int (statement, 2);
  record->slot = cordial_store_dup_text (statement, 3);
  record->payload = cordial_store_dup_text (statement, 4);
  record->message_row = sqlite3_column_int64 (statement, 5);
  record->state = sqlite3_column_int (statement, 6);
  record->attempts = (guint) sqlite3_column_int64 (statement, 7);
  record->reason = cordial_store_dup_text (statement, 8);
  record->created_ms = sqlite3_column_int64 (statement, 9);
  return record;
}

gboolean
cordial_store_select_message (CordialDatabase *database,
                              sqlite3_stmt *statement,
                              CordialMessageRecord **record,
                              GError **error)
{
  int code = sqlite3_step (statement);

  *record = code == SQLITE_ROW ? cordial_store_message_from_row (statement) : NULL;
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE;
}

gboolean
cordial_store_find_message (CordialDatabase *database, gint64 row, CordialMessageRecord **record, GError **error)
{
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message WHERE row = ?", error);

  *record = NULL;
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row);
  return cordial_store_select_message (database, statement, record, error);
}

gboolean
cordial_store_find_by_seq (CordialDatabase *database,
                           const char *conversation_id,
                           gint64 seq,
                           CordialMessageRecord **record,
                           GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message WHERE conversation = ?1 AND seq = ?2", error);

  *record = NULL;
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, seq);
  return cordial_store_select_message (database, statement, record, error);
}

/* The last that is shown. */
gboolean
cordial_store_find_newest (CordialDatabase *database,
                           const char *conversation_id,
                           CordialMessageRecord **record,
                           GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database,
                                                      "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message"
                                                      " WHERE conversation = ?1 AND deletion = 0 AND replaces IS NULL"
                                                      " ORDER BY place DESC LIMIT 1",
                                                      error);

  *record = NULL;
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  return cordial_store_select_message (database, statement, record, error);
}
