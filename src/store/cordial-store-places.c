/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a message stands in the order of its conversation. A number stands at the number plus the shift of the highest fork
 * at or below it: without forks a message's place equals its number, and each fork moves what comes from there on behind
 * what stood there already without a number. Runs on the store thread.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

gboolean
cordial_store_get_number (CordialDatabase *database,
                          const char *sql,
                          const char *conversation_id,
                          gint64 argument,
                          gint64 *number,
                          GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, sql, error);
  int code;

  *number = 0;
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  if (sqlite3_bind_parameter_count (statement) > 1)
    sqlite3_bind_int64 (statement, 2, argument);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *number = sqlite3_column_int64 (statement, 0);
  else if (code != SQLITE_DONE)
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE;
}

/* The place of a number, whether a message is there or not. */
gboolean
cordial_store_find_place (CordialDatabase *database,
                          const char *conversation_id,
                          gint64 seq,
                          gint64 *place,
                          GError **error)
{
  gint64 shift;

  if (!cordial_store_get_number (
        database, "SELECT shift FROM fork WHERE conversation = ?1 AND low <= ?2 ORDER BY low DESC LIMIT 1",
        conversation_id, seq, &shift, error))
    return FALSE;
  /* No number, however large, gets behind what waits. */
  *place = MIN (seq, CORDIAL_PLACE_WAITING - 1 - shift) + shift;
  return TRUE;
}

/* The place of the last of what is not waiting, 0 for none. */
static gboolean
find_last_place (CordialDatabase *database, const char *conversation_id, gint64 *place, GError **error)
{
  return cordial_store_get_number (
    database, "SELECT place FROM message WHERE conversation = ?1 AND place < ?2 ORDER BY place DESC LIMIT 1",
    conversation_id, CORDIAL_PLACE_WAITING, place, error);
}

/* Sees to it that the numbers from @low on stand behind @place. */
static gboolean
put_numbers_behind (CordialDatabase *database, const char *conversation_id, gint64 low, gint64 place, GError **error)
{
  gint64 there;
  sqlite3_stmt *statement;

  if (!cordial_store_find_place (database, conversation_id, low, &there, error))
    return FALSE;
  if (there > place)
    return TRUE;
  statement = cordial_database_prepare (
    database, "INSERT OR REPLACE INTO fork (conversation, low, shift) VALUES (?1, ?2, ?3)", error);
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, low);
  sqlite3_bind_int64 (statement, 3, place + 1 - low);
  return cordial_database_step (database, statement, error);
}

/* A new place for something without a number: behind all that is known, and before the numbers that come. */
gboolean
cordial_store_take_place (CordialDatabase *database, const char *conversation_id, gint64 *place, GError **error)
{
  gint64 seq, of_seq = 0, last;

  if (!cordial_store_get_last_known (database, conversation_id, &seq, error) ||
      (seq > 0 && !cordial_store_find_place (database, conversation_id, seq, &of_seq, error)) ||
      !find_last_place (database, conversation_id, &last, error))
    return FALSE;
  *place = MAX (of_seq, last) + 1;
  return seq == G_MAXINT64 || put_numbers_behind (database, conversation_id, seq + 1, *place, error);
}

/* The numbers from @low on begin anew, behind all that stands there. */
gboolean
cordial_store_fork (CordialDatabase *database, const char *conversation_id, gint64 low, GError **error)
{
  gint64 last;
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "DELETE FROM fork WHERE conversation = ?1 AND low >= ?2", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, low);
  return cordial_database_step (database, statement, error) &&
         find_last_place (database, conversation_id, &last, error) &&
         put_numbers_behind (database, conversation_id, low, last, error);
}
