/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The people in the database: their names, cards, tags and password hashes.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-database-users.h"

#include <sodium.h>

#define USER_COLUMNS "id, login, hash, public, private, tags, created_ms, updated_ms, seen_ms, query, auth, anon"

void
user_free (User *self)
{
  g_free (self->login);
  g_free (self->hash);
  g_free (self->public_json);
  g_free (self->private_json);
  g_free (self->tags);
  g_free (self->query);
  g_free (self);
}

static User *
user_from_row (sqlite3_stmt *statement)
{
  User *user = g_new0 (User, 1);

  user->id = sqlite3_column_int64 (statement, 0);
  user->login = database_dup_text (statement, 1);
  user->hash = database_dup_text (statement, 2);
  user->public_json = database_dup_text (statement, 3);
  user->private_json = database_dup_text (statement, 4);
  user->tags = database_dup_text (statement, 5);
  user->created_ms = sqlite3_column_int64 (statement, 6);
  user->updated_ms = sqlite3_column_int64 (statement, 7);
  user->seen_ms = sqlite3_column_int64 (statement, 8);
  user->query = database_dup_text (statement, 9);
  user->auth = sqlite3_column_int (statement, 10);
  user->anon = sqlite3_column_int (statement, 11);
  return user;
}

static User *
take_user (sqlite3_stmt *statement)
{
  User *user = sqlite3_step (statement) == SQLITE_ROW ? user_from_row (statement) : NULL;

  sqlite3_reset (statement);
  return user;
}

gint64
database_add_user (Database *self, const char *login, const char *hash, const char *public_json, const char *tags)
{
  sqlite3_stmt *statement = database_prepare_write (
    self,
    "INSERT INTO user (id, login, hash, public, tags, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)");
  gint64 id;

  do
    {
      randombytes_buf (&id, sizeof id);
      id &= G_MAXINT64;
    }
  while (id == 0);
  sqlite3_bind_int64 (statement, 1, id);
  database_bind_text (statement, 2, login);
  database_bind_text (statement, 3, hash);
  database_bind_text (statement, 4, public_json);
  database_bind_text (statement, 5, tags);
  sqlite3_bind_int64 (statement, 6, cordial_time_now_ms ());
  database_write (self, statement);
  return id;
}

User *
database_get_user (Database *self, gint64 id)
{
  sqlite3_stmt *statement = database_prepare (self, "SELECT " USER_COLUMNS " FROM user WHERE id = ?");

  sqlite3_bind_int64 (statement, 1, id);
  return take_user (statement);
}

User *
database_get_user_by_login (Database *self, const char *login)
{
  sqlite3_stmt *statement = database_prepare (self, "SELECT " USER_COLUMNS " FROM user WHERE login = ?");

  database_bind_text (statement, 1, login);
  return take_user (statement);
}

static void
set_text (Database *self, const char *sql, gint64 id, const char *text)
{
  sqlite3_stmt *statement = database_prepare_write (self, sql);

  sqlite3_bind_int64 (statement, 1, id);
  database_bind_text (statement, 2, text);
  sqlite3_bind_int64 (statement, 3, cordial_time_now_ms ());
  database_write (self, statement);
}

void
database_set_user_public (Database *self, gint64 id, const char *json)
{
  set_text (self, "UPDATE user SET public = ?2, updated_ms = ?3 WHERE id = ?1", id, json);
}

void
database_set_user_private (Database *self, gint64 id, const char *json)
{
  set_text (self, "UPDATE user SET private = ?2, updated_ms = ?3 WHERE id = ?1", id, json);
}

void
database_set_user_tags (Database *self, gint64 id, const char *tags)
{
  set_text (self, "UPDATE user SET tags = ?2, updated_ms = ?3 WHERE id = ?1", id, tags);
}

void
database_set_user_query (Database *self, gint64 id, const char *query)
{
  sqlite3_stmt *statement = database_prepare_write (self, "UPDATE user SET query = ?2 WHERE id = ?1");

  sqlite3_bind_int64 (statement, 1, id);
  database_bind_text (statement, 2, query);
  database_write (self, statement);
}

void
database_set_user_access (Database *self, gint64 id, CordialAccess auth, CordialAccess anon)
{
  sqlite3_stmt *statement =
    database_prepare_write (self, "UPDATE user SET auth = ?2, anon = ?3, updated_ms = ?4 WHERE id = ?1");

  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_int (statement, 2, auth);
  sqlite3_bind_int (statement, 3, anon);
  sqlite3_bind_int64 (statement, 4, cordial_time_now_ms ());
  database_write (self, statement);
}

void
database_set_user_hash (Database *self, gint64 id, const char *hash)
{
  set_text (self, "UPDATE user SET hash = ?2, updated_ms = ?3 WHERE id = ?1", id, hash);
}

void
database_set_user_login (Database *self, gint64 id, const char *login, const char *tags)
{
  set_text (self, "UPDATE user SET login = ?2, updated_ms = ?3 WHERE id = ?1", id, login);
  set_text (self, "UPDATE user SET tags = ?2, updated_ms = ?3 WHERE id = ?1", id, tags);
}

void
database_delete_user (Database *self, gint64 id)
{
  static const char *const statements[] = {
    "DELETE FROM deletion WHERE user = ?1 AND topic IN (SELECT topic FROM subscription WHERE user = ?1)",
    "DELETE FROM user WHERE id = ?1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      sqlite3_stmt *statement = database_prepare_write (self, statements[i]);

      sqlite3_bind_int64 (statement, 1, id);
      database_write (self, statement);
    }
}

void
database_set_user_seen (Database *self, gint64 id, gint64 seen_ms)
{
  sqlite3_stmt *statement = database_prepare_write (self, "UPDATE user SET seen_ms = ?2 WHERE id = ?1");

  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, seen_ms);
  database_write (self, statement);
}
