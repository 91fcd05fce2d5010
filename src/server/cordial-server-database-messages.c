/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The messages in the database, and what was deleted of them.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-database-messages.h"

gboolean
database_add_message (Database *self,
                      gint64 topic,
                      gint64 seq,
                      gint64 sender,
                      gint64 time_ms,
                      const char *head,
                      const char *content)
{
  sqlite3_stmt *statement = database_prepare_write (
    self, "INSERT INTO message (topic, seq, sender, time_ms, head, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, seq);
  sqlite3_bind_int64 (statement, 3, sender);
  sqlite3_bind_int64 (statement, 4, time_ms);
  database_bind_text (statement, 5, head);
  database_bind_text (statement, 6, content);
  database_write (self, statement);

  statement = database_prepare_write (self, "UPDATE topic SET seq = ?2, touched_ms = ?3 WHERE id = ?1");
  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, seq);
  sqlite3_bind_int64 (statement, 3, time_ms);
  database_write (self, statement);
  return !self->failed;
}

/**
 * database_add_said:
 * @id: by which the sender would say it again
 *
 * Returns: whether it was not said there before
 */
gboolean
database_add_said (Database *self, gint64 topic, gint64 sender, const char *id)
{
  sqlite3_stmt *statement =
    database_prepare_write (self, "INSERT OR IGNORE INTO said (topic, sender, id) VALUES (?1, ?2, ?3)");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, sender);
  database_bind_text (statement, 3, id);
  database_write (self, statement);
  return sqlite3_changes (self->db) > 0;
}

/**
 * database_foreach_message:
 * @func: called for the newest @limit messages with low <= seq < high that @user may see, newest first as the official
 *   server sends them, until it returns %FALSE
 *
 * Returns: whether there are no more, or @limit of them were seen
 */
gboolean
database_foreach_message (Database *self,
                          gint64 topic,
                          gint64 user,
                          gint64 low,
                          gint64 high,
                          guint limit,
                          DatabaseMessageFunc func,
                          gpointer user_data)
{
  sqlite3_stmt *messages = database_prepare (self, "SELECT seq, sender, time_ms, head, content FROM message"
                                                   " WHERE topic = ?1 AND seq >= ?2 AND seq < ?3 ORDER BY seq DESC");
  sqlite3_stmt *deleted = database_prepare (self, "SELECT high, low FROM deletion WHERE topic = ?1 AND user = ?2"
                                                  " ORDER BY high DESC");
  gint64 deleted_high, deleted_low = G_MAXINT64;
  guint count = 0;
  gboolean complete = FALSE;

  sqlite3_bind_int64 (messages, 1, topic);
  sqlite3_bind_int64 (messages, 2, low);
  sqlite3_bind_int64 (messages, 3, high);
  sqlite3_bind_int64 (deleted, 1, topic);
  sqlite3_bind_int64 (deleted, 2, user);
  deleted_high = sqlite3_step (deleted) == SQLITE_ROW ? sqlite3_column_int64 (deleted, 0) : 0;
  while (count < limit && !(complete = sqlite3_step (messages) != SQLITE_ROW))
    {
      gint64 seq = sqlite3_column_int64 (messages, 0);

      /* Of all ranges that end after it, one begins before it or with it: it is in one of them. */
      while (deleted_high > seq)
        {
          deleted_low = MIN (deleted_low, sqlite3_column_int64 (deleted, 1));
          deleted_high = sqlite3_step (deleted) == SQLITE_ROW ? sqlite3_column_int64 (deleted, 0) : 0;
        }
      if (deleted_low <= seq)
        continue;
      count++;
      if (!func (seq, sqlite3_column_int64 (messages, 1), sqlite3_column_int64 (messages, 2),
                 (const char *) sqlite3_column_text (messages, 3), (const char *) sqlite3_column_text (messages, 4),
                 user_data))
        break;
    }
  sqlite3_reset (messages);
  sqlite3_reset (deleted);
  return complete || count >= limit;
}

void
database_delete_messages (Database *self, gint64 topic, gint64 user, gint64 number, GArray *ranges)
{
  sqlite3_stmt *statement;

  for (guint i = 0; i < ranges->len; i++)
    {
      const DatabaseRange *range = &g_array_index (ranges, DatabaseRange, i);

      statement = database_prepare_write (
        self, "INSERT INTO deletion (topic, user, number, low, high) VALUES (?1, ?2, ?3, ?4, ?5)");
      sqlite3_bind_int64 (statement, 1, topic);
      sqlite3_bind_int64 (statement, 2, user);
      sqlite3_bind_int64 (statement, 3, number);
      sqlite3_bind_int64 (statement, 4, range->low);
      sqlite3_bind_int64 (statement, 5, range->high);
      database_write (self, statement);
      if (user != 0)
        continue;
      statement = database_prepare_write (self, "DELETE FROM message WHERE topic = ?1 AND seq >= ?2 AND seq < ?3");
      sqlite3_bind_int64 (statement, 1, topic);
      sqlite3_bind_int64 (statement, 2, range->low);
      sqlite3_bind_int64 (statement, 3, range->high);
      database_write (self, statement);
    }
  statement = database_prepare_write (self, "UPDATE topic SET deletions = max(deletions, ?2) WHERE id = ?1");
  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, number);
  database_write (self, statement);
}

void
database_foreach_deletion (Database *self,
                           gint64 topic,
                           gint64 user,
                           gint64 since,
                           gint64 limit,
                           DatabaseDeletionFunc func,
                           gpointer user_data)
{
  sqlite3_stmt *statement =
    database_prepare (self, "SELECT number, low, high FROM deletion WHERE topic = ?1 AND user IN (0, ?2)"
                            " AND number >= ?3 ORDER BY number LIMIT ?4");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, user);
  sqlite3_bind_int64 (statement, 3, since);
  sqlite3_bind_int64 (statement, 4, limit > 0 ? MIN (limit, DATABASE_PAGE_MAX) : DATABASE_PAGE_MAX);
  while (sqlite3_step (statement) == SQLITE_ROW)
    func (sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1), sqlite3_column_int64 (statement, 2),
          user_data);
  sqlite3_reset (statement);
}

gint64
database_get_newest_deletion (Database *self, gint64 topic, gint64 user)
{
  sqlite3_stmt *statement = database_prepare (
    self, "SELECT max (coalesce ((SELECT max(number) FROM deletion WHERE topic = ?1 AND user = 0), 0),"
          " coalesce ((SELECT max(number) FROM deletion WHERE topic = ?1 AND user = ?2), 0))");
  gint64 number = 0;

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, user);
  if (sqlite3_step (statement) == SQLITE_ROW)
    number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return number;
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const DatabaseRange *first = a, *second = b;

  if (first->low != second->low)
    return first->low < second->low ? -1 : 1;
  return first->high > second->high ? -1 : first->high < second->high;
}

/**
 * database_ranges_merge:
 * @ranges: (element-type DatabaseRange): put in order; those that have messages in common become one
 */
void
database_ranges_merge (GArray *ranges)
{
  guint count = 0;

  g_array_sort (ranges, compare_ranges);
  for (guint i = 0; i < ranges->len; i++)
    {
      const DatabaseRange range = g_array_index (ranges, DatabaseRange, i);
      DatabaseRange *last = count > 0 ? &g_array_index (ranges, DatabaseRange, count - 1) : NULL;

      if (last && range.low < last->high)
        last->high = MAX (last->high, range.high);
      else
        g_array_index (ranges, DatabaseRange, count++) = range;
    }
  g_array_set_size (ranges, count);
}
