/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages that replace others. They are kept under their own numbers, which hold nothing to show, and the message that they
 * replace bears the content of the last of them: whichever of the two came first. Only the writer of a message replaces it.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

/* Where an edit of the owner's waits, that is shown, and what came is what it stands on. */
static gboolean
copy_content (CordialDatabase *database, gint64 from, gint64 to, GError **error)
{
  static const char *const statements[] = {
    "UPDATE message SET (text, content, head, edited_ms) ="
    " (SELECT text, content, head, time_ms FROM message WHERE row = ?1)"
    " WHERE row = ?2 AND NOT EXISTS (SELECT 1 FROM intent WHERE message = ?2 AND kind = ?3)",
    "UPDATE intent SET (old_text, old_content, old_head, old_edited_ms) ="
    " (SELECT text, content, head, time_ms FROM message WHERE row = ?1)"
    " WHERE row = (SELECT min (row) FROM intent WHERE message = ?2 AND kind = ?3)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      sqlite3_stmt *statement = cordial_database_prepare (database, statements[i], error);

      if (!statement)
        return FALSE;
      sqlite3_bind_int64 (statement, 1, from);
      sqlite3_bind_int64 (statement, 2, to);
      sqlite3_bind_int (statement, 3, CORDIAL_INTENT_EDIT);
      if (!cordial_database_step (database, statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cordial_store_apply_version (CordialDatabase *database, CordialMessageRecord *message, GError **error)
{
  g_autoptr (CordialMessageRecord) version = NULL;
  g_autoptr (CordialMessageRecord) now = NULL;
  sqlite3_stmt *statement = cordial_database_prepare (
    database,
    "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message"
    " WHERE conversation = ?1 AND replaces = ?2 AND sender = ?3 AND seq > ?2 ORDER BY seq DESC LIMIT 1",
    error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, message->conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, message->seq);
  sqlite3_bind_text (statement, 3, message->sender_id, -1, SQLITE_STATIC);
  if (!cordial_store_select_message (database, statement, &version, error))
    return FALSE;
  if (!version)
    return TRUE;
  if (!copy_content (database, version->row, message->row, error) ||
      !cordial_store_find_message (database, message->row, &now, error))
    return FALSE;
  g_set_str (&message->text, now->text);
  g_set_str (&message->content, now->content);
  g_set_str (&message->head, now->head);
  message->edited_ms = now->edited_ms;
  return TRUE;
}

/* Our own edit has come back by itself: it is done, and what it showed is what is. */
static gboolean
complete_own (CordialDatabase *database, gint64 message_row, const char *cordial_id, GError **error)
{
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "DELETE FROM intent WHERE message = ?1 AND kind = ?2 AND payload = ?3", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, message_row);
  sqlite3_bind_int (statement, 2, CORDIAL_INTENT_EDIT);
  sqlite3_bind_text (statement, 3, cordial_id, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

gboolean
cordial_store_take_replacement (CordialDatabase *database,
                                const CordialMessageRecord *replacement,
                                GPtrArray *edited,
                                GError **error)
{
  g_autoptr (CordialMessageRecord) target = NULL;

  if (!cordial_store_find_by_seq (database, replacement->conversation_id, replacement->replaces, &target, error))
    return FALSE;
  if (!target || g_strcmp0 (target->sender_id, replacement->sender_id) != 0)
    return TRUE;
  if ((replacement->cordial_id && !complete_own (database, target->row, replacement->cordial_id, error)) ||
      !cordial_store_apply_version (database, target, error))
    return FALSE;
  g_ptr_array_add (edited, g_steal_pointer (&target));
  return TRUE;
}
