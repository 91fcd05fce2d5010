/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The uses of a file are counted by triggers, wherever a row goes; so that what nobody uses is found without a search.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-database-files.h"

void
file_row_free (FileRow *self)
{
  g_free (self->id);
  g_free (self->type);
  g_free (self);
}

/**
 * database_add_file:
 * @user: who brought it, 0 for somebody who has no account yet
 */
gboolean
database_add_file (Database *self, const FileRow *file, gint64 user)
{
  sqlite3_stmt *statement =
    database_prepare_write (self, "INSERT INTO file (id, user, type, size, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)");

  database_bind_text (statement, 1, file->id);
  sqlite3_bind_int64 (statement, 2, user);
  database_bind_text (statement, 3, file->type);
  sqlite3_bind_int64 (statement, 4, file->size);
  sqlite3_bind_int64 (statement, 5, file->created_ms);
  database_write (self, statement);
  return !self->failed;
}

FileRow *
database_get_file (Database *self, const char *id)
{
  sqlite3_stmt *statement = database_prepare (self, "SELECT type, size, created_ms FROM file WHERE id = ?");
  FileRow *file = NULL;

  database_bind_text (statement, 1, id);
  if (sqlite3_step (statement) == SQLITE_ROW)
    {
      file = g_new0 (FileRow, 1);
      file->id = g_strdup (id);
      file->type = database_dup_text (statement, 0);
      file->size = sqlite3_column_int64 (statement, 1);
      file->created_ms = sqlite3_column_int64 (statement, 2);
    }
  sqlite3_reset (statement);
  return file;
}

void
database_delete_file (Database *self, const char *id)
{
  sqlite3_stmt *statement = database_prepare_write (self, "DELETE FROM file WHERE id = ?");

  database_bind_text (statement, 1, id);
  database_write (self, statement);
}

GPtrArray *
database_list_unused_files (Database *self, gint64 before_ms, guint limit)
{
  sqlite3_stmt *statement =
    database_prepare (self, "SELECT id FROM file WHERE uses = 0 AND created_ms < ?1 ORDER BY created_ms LIMIT ?2");
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  sqlite3_bind_int64 (statement, 1, before_ms);
  sqlite3_bind_int64 (statement, 2, limit);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_ptr_array_add (ids, database_dup_text (statement, 0));
  sqlite3_reset (statement);
  return ids;
}

/* --- Uses -------------------------------------------------------------------------------------------------------- */

/* What is no file of ours is used by nobody. */
void
database_use_file_in_message (Database *self, const char *id, gint64 topic, gint64 seq)
{
  sqlite3_stmt *statement =
    database_prepare_write (self, "INSERT INTO file_use (file, message) SELECT file.id, message.id FROM file, message"
                                  " WHERE file.id = ?1 AND message.topic = ?2 AND message.seq = ?3");

  database_bind_text (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, topic);
  sqlite3_bind_int64 (statement, 3, seq);
  database_write (self, statement);
}

static void
replace_use (Database *self, const char *forget, const char *use, const char *id, gint64 owner)
{
  sqlite3_stmt *statement = database_prepare_write (self, forget);

  sqlite3_bind_int64 (statement, 1, owner);
  database_write (self, statement);
  statement = database_prepare_write (self, use);
  database_bind_text (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, owner);
  database_write (self, statement);
}

void
database_use_file_in_topic (Database *self, const char *id, gint64 topic)
{
  replace_use (self, "DELETE FROM file_use WHERE topic = ?",
               "INSERT INTO file_use (file, topic) SELECT id, ?2 FROM file WHERE id = ?1", id, topic);
}

void
database_use_file_of_user (Database *self, const char *id, gint64 user)
{
  replace_use (self, "DELETE FROM file_use WHERE user = ?",
               "INSERT INTO file_use (file, user) SELECT id, ?2 FROM file WHERE id = ?1", id, user);
}
