/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One of a person to a message, which goes with the message.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-database-reactions.h"

static gboolean
has_message (Database *self, gint64 topic, gint64 seq)
{
  sqlite3_stmt *statement = database_prepare (self, "SELECT 1 FROM message WHERE topic = ?1 AND seq = ?2");
  gboolean found;

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, seq);
  found = sqlite3_step (statement) == SQLITE_ROW;
  sqlite3_reset (statement);
  return found;
}

gint64
database_get_newest_reaction (Database *self, gint64 topic)
{
  sqlite3_stmt *statement = database_prepare (self, "SELECT max(number) FROM reaction WHERE topic = ?1");
  gint64 number;

  sqlite3_bind_int64 (statement, 1, topic);
  number = sqlite3_step (statement) == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_reset (statement);
  return number;
}

gint64
database_set_reaction (Database *self, gint64 topic, gint64 seq, gint64 user, const char *value)
{
  gint64 number = database_get_newest_reaction (self, topic) + 1;
  sqlite3_stmt *statement;

  if (!has_message (self, topic, seq))
    return 0;
  statement = database_prepare_write (
    self, "INSERT INTO reaction (topic, seq, user, number, value) VALUES (?1, ?2, ?3, ?4, ?5)"
          " ON CONFLICT (topic, seq, user) DO UPDATE SET number = excluded.number, value = excluded.value");
  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, seq);
  sqlite3_bind_int64 (statement, 3, user);
  sqlite3_bind_int64 (statement, 4, number);
  database_bind_text (statement, 5, value);
  database_write (self, statement);
  return number;
}

void
database_clear_reaction (Database *self, gint64 topic, gint64 seq, gint64 user)
{
  sqlite3_stmt *statement =
    database_prepare_write (self, "DELETE FROM reaction WHERE topic = ?1 AND seq = ?2 AND user = ?3");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, seq);
  sqlite3_bind_int64 (statement, 3, user);
  database_write (self, statement);
}

static void
tell_all (sqlite3_stmt *statement, DatabaseReactionFunc func, gpointer user_data)
{
  while (sqlite3_step (statement) == SQLITE_ROW)
    func (sqlite3_column_int64 (statement, 0), (const char *) sqlite3_column_text (statement, 1),
          sqlite3_column_int64 (statement, 2), sqlite3_column_int64 (statement, 3), user_data);
  sqlite3_reset (statement);
}

void
database_foreach_reaction (Database *self, gint64 topic, gint64 seq, DatabaseReactionFunc func, gpointer user_data)
{
  sqlite3_stmt *statement =
    database_prepare (self, "SELECT seq, value, user, number FROM reaction WHERE topic = ?1 AND seq = ?2"
                            " ORDER BY min(number) OVER (PARTITION BY value), value, number");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, seq);
  tell_all (statement, func, user_data);
}

/**
 * database_foreach_newest_reaction:
 * @since: the lowest number of a reaction
 * @before: above the highest
 * @limit: of kinds of reactions to messages: those that somebody reacted by last
 */
void
database_foreach_newest_reaction (Database *self,
                                  gint64 topic,
                                  gint64 since,
                                  gint64 before,
                                  gint64 limit,
                                  DatabaseReactionFunc func,
                                  gpointer user_data)
{
  sqlite3_stmt *statement =
    database_prepare (self, "SELECT r.seq, r.value, r.user, r.number FROM"
                            " (SELECT seq, value FROM reaction WHERE topic = ?1 AND number >= ?2 AND number < ?3"
                            "  GROUP BY seq, value ORDER BY max(number) DESC LIMIT ?4) AS kind"
                            " JOIN reaction AS r ON r.topic = ?1 AND r.seq = kind.seq AND r.value = kind.value"
                            " WHERE r.number >= ?2 AND r.number < ?3 ORDER BY r.seq, r.value, r.number");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, since);
  sqlite3_bind_int64 (statement, 3, before);
  sqlite3_bind_int64 (statement, 4, limit);
  tell_all (statement, func, user_data);
}
