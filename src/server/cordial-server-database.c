/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that the server asks of SQLite.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-database.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sodium.h>

#define SCHEMA_VERSION 1

static const char schema[] =
  "CREATE TABLE value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE user (id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, public TEXT, private TEXT,"
  " tags TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL DEFAULT 0);"
  "CREATE TABLE topic (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL DEFAULT 0,"
  " deletions INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,"
  " touched_ms INTEGER NOT NULL, public TEXT);"
  "CREATE TABLE subscription (topic INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE,"
  " user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE, want INTEGER NOT NULL, given INTEGER NOT NULL,"
  " read INTEGER NOT NULL DEFAULT 0, recv INTEGER NOT NULL DEFAULT 0, updated_ms INTEGER NOT NULL, private TEXT,"
  " PRIMARY KEY (topic, user)) WITHOUT ROWID;"
  "CREATE INDEX subscription_by_user ON subscription (user);"
  "CREATE TABLE message (topic INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE, seq INTEGER NOT NULL,"
  " sender INTEGER NOT NULL, time_ms INTEGER NOT NULL, head TEXT, content TEXT NOT NULL,"
  " PRIMARY KEY (topic, seq)) WITHOUT ROWID;"
  /* user 0: for everybody. low <= seq < high, as on the wire. */
  "CREATE TABLE deletion (topic INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE, user INTEGER NOT NULL,"
  " number INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL);"
  "CREATE INDEX deletion_by_topic ON deletion (topic, user, number);"
  "PRAGMA user_version = 1;";

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static sqlite3_stmt *
prepare (Database *self, const char *sql)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (!statement)
    {
      if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        g_error ("%s: %s", sql, sqlite3_errmsg (self->db));
      g_hash_table_insert (self->statements, (gpointer) sql, statement);
    }
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return statement;
}

/* The same for a statement that writes: there is a transaction after it. */
static sqlite3_stmt *
prepare_write (Database *self, const char *sql)
{
  if (!self->in_transaction)
    {
      if (sqlite3_exec (self->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        self->failed = TRUE;
      self->in_transaction = TRUE;
      if (self->begun)
        self->begun (self->begun_data);
    }
  return prepare (self, sql);
}

static void
write_row (Database *self, sqlite3_stmt *statement)
{
  if (sqlite3_step (statement) != SQLITE_DONE)
    {
      g_warning ("a write failed: %s", sqlite3_errmsg (self->db));
      self->failed = TRUE;
    }
  sqlite3_reset (statement);
}

/**
 * database_commit:
 *
 * Returns: whether everything written since the last commit is on disk; if not, none of it is there
 */
gboolean
database_commit (Database *self)
{
  gboolean committed = TRUE;

  if (!self->in_transaction)
    return TRUE;
  if (self->failed || sqlite3_exec (self->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
    {
      g_warning ("a transaction failed: %s", sqlite3_errmsg (self->db));
      sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
      committed = FALSE;
    }
  self->in_transaction = FALSE;
  self->failed = FALSE;
  return committed;
}

void
database_close (Database *self)
{
  database_commit (self);
  g_hash_table_unref (self->statements);
  sqlite3_close (self->db);
  g_free (self);
}

static gint64
read_number (Database *self, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64 number = -1;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return number;
}

/**
 * database_open:
 * @folder: where the file is, made where it is missing
 * @error: one sentence
 */
Database *
database_open (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "server.db", NULL);
  Database *self = NULL;
  gint64 version;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "The folder %s cannot be made: %s.", folder,
                   g_strerror (code));
      return NULL;
    }
  self = g_new0 (Database, 1);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  if (sqlite3_open (path, &self->db) != SQLITE_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The database %s cannot be opened: %s.", path,
                   sqlite3_errmsg (self->db));
      database_close (self);
      return NULL;
    }
  sqlite3_busy_timeout (self->db, 2000);
  /* Before the journal's mode: that is a write, and a newer version's file is not ours to write to. */
  version = read_number (self, "PRAGMA user_version");
  if (version > SCHEMA_VERSION)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   "The database %s was written by a newer version of cordial-server.", path);
      database_close (self);
      return NULL;
    }
  if (sqlite3_exec (self->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;", NULL,
                    NULL, NULL) != SQLITE_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The database %s cannot be opened: %s.", path,
                   sqlite3_errmsg (self->db));
      database_close (self);
      return NULL;
    }
  if (version < 1)
    {
      g_autofree char *sql = g_strconcat ("BEGIN IMMEDIATE;", schema, "COMMIT;", NULL);

      if (sqlite3_exec (self->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The database %s cannot be written: %s.", path,
                       sqlite3_errmsg (self->db));
          database_close (self);
          return NULL;
        }
    }
  return self;
}

static char *
dup_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static void
bind_text (sqlite3_stmt *statement, int parameter, const char *text)
{
  sqlite3_bind_text (statement, parameter, text, -1, SQLITE_TRANSIENT);
}

char *
database_dup_value (Database *self, const char *key)
{
  sqlite3_stmt *statement = prepare (self, "SELECT value FROM value WHERE key = ?");
  char *value = NULL;

  bind_text (statement, 1, key);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = dup_text (statement, 0);
  sqlite3_reset (statement);
  return value;
}

void
database_set_value (Database *self, const char *key, const char *value)
{
  sqlite3_stmt *statement = prepare_write (self, "INSERT OR REPLACE INTO value (key, value) VALUES (?, ?)");

  bind_text (statement, 1, key);
  bind_text (statement, 2, value);
  write_row (self, statement);
}

/* --- Users ------------------------------------------------------------------------------------------------------- */

#define USER_COLUMNS "id, login, hash, public, private, tags, created_ms, updated_ms, seen_ms"

void
user_free (User *self)
{
  g_free (self->login);
  g_free (self->hash);
  g_free (self->public_json);
  g_free (self->private_json);
  g_free (self->tags);
  g_free (self);
}

static User *
user_from_row (sqlite3_stmt *statement)
{
  User *user = g_new0 (User, 1);

  user->id = sqlite3_column_int64 (statement, 0);
  user->login = dup_text (statement, 1);
  user->hash = dup_text (statement, 2);
  user->public_json = dup_text (statement, 3);
  user->private_json = dup_text (statement, 4);
  user->tags = dup_text (statement, 5);
  user->created_ms = sqlite3_column_int64 (statement, 6);
  user->updated_ms = sqlite3_column_int64 (statement, 7);
  user->seen_ms = sqlite3_column_int64 (statement, 8);
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
  sqlite3_stmt *statement = prepare_write (
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
  bind_text (statement, 2, login);
  bind_text (statement, 3, hash);
  bind_text (statement, 4, public_json);
  bind_text (statement, 5, tags);
  sqlite3_bind_int64 (statement, 6, cordial_time_now_ms ());
  write_row (self, statement);
  return id;
}

User *
database_get_user (Database *self, gint64 id)
{
  sqlite3_stmt *statement = prepare (self, "SELECT " USER_COLUMNS " FROM user WHERE id = ?");

  sqlite3_bind_int64 (statement, 1, id);
  return take_user (statement);
}

User *
database_get_user_by_login (Database *self, const char *login)
{
  sqlite3_stmt *statement = prepare (self, "SELECT " USER_COLUMNS " FROM user WHERE login = ?");

  bind_text (statement, 1, login);
  return take_user (statement);
}

GPtrArray *
database_find_users (Database *self, char **words, guint limit)
{
  GPtrArray *users = g_ptr_array_new_with_free_func ((GDestroyNotify) user_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; words[i] && users->len < limit; i++)
    {
      /* instr() knows no wildcards that a stranger could put into a word. */
      sqlite3_stmt *statement = prepare (self, "SELECT " USER_COLUMNS " FROM user WHERE login = ?1"
                                               " OR instr(tags, ' ' || ?1 || ' ') > 0"
                                               " OR instr(' ' || lower(coalesce(json_extract(public, '$.fn'), '')),"
                                               " ' ' || ?1) > 0 LIMIT ?2");

      bind_text (statement, 1, words[i]);
      sqlite3_bind_int (statement, 2, limit);
      while (sqlite3_step (statement) == SQLITE_ROW && users->len < limit)
        {
          gint64 id = sqlite3_column_int64 (statement, 0);

          if (g_hash_table_add (seen, g_memdup2 (&id, sizeof id)))
            g_ptr_array_add (users, user_from_row (statement));
        }
      sqlite3_reset (statement);
    }
  return users;
}

static void
set_user_text (Database *self, const char *sql, gint64 id, const char *text)
{
  sqlite3_stmt *statement = prepare_write (self, sql);

  sqlite3_bind_int64 (statement, 1, id);
  bind_text (statement, 2, text);
  sqlite3_bind_int64 (statement, 3, cordial_time_now_ms ());
  write_row (self, statement);
}

void
database_set_user_public (Database *self, gint64 id, const char *json)
{
  set_user_text (self, "UPDATE user SET public = ?2, updated_ms = ?3 WHERE id = ?1", id, json);
}

void
database_set_user_private (Database *self, gint64 id, const char *json)
{
  set_user_text (self, "UPDATE user SET private = ?2, updated_ms = ?3 WHERE id = ?1", id, json);
}

void
database_set_user_tags (Database *self, gint64 id, const char *tags)
{
  set_user_text (self, "UPDATE user SET tags = ?2, updated_ms = ?3 WHERE id = ?1", id, tags);
}

void
database_set_user_hash (Database *self, gint64 id, const char *hash)
{
  set_user_text (self, "UPDATE user SET hash = ?2, updated_ms = ?3 WHERE id = ?1", id, hash);
}

void
database_set_user_seen (Database *self, gint64 id, gint64 seen_ms)
{
  sqlite3_stmt *statement = prepare_write (self, "UPDATE user SET seen_ms = ?2 WHERE id = ?1");

  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, seen_ms);
  write_row (self, statement);
}

/* --- Topics ------------------------------------------------------------------------------------------------------ */

#define TOPIC_COLUMNS "id, key, seq, deletions, created_ms, updated_ms, touched_ms, public"

void
topic_row_free (TopicRow *self)
{
  g_free (self->key);
  g_free (self->public_json);
  g_free (self);
}

static TopicRow *
take_topic (sqlite3_stmt *statement)
{
  TopicRow *topic = NULL;

  if (sqlite3_step (statement) == SQLITE_ROW)
    {
      topic = g_new0 (TopicRow, 1);
      topic->id = sqlite3_column_int64 (statement, 0);
      topic->key = dup_text (statement, 1);
      topic->seq = sqlite3_column_int64 (statement, 2);
      topic->deletions = sqlite3_column_int64 (statement, 3);
      topic->created_ms = sqlite3_column_int64 (statement, 4);
      topic->updated_ms = sqlite3_column_int64 (statement, 5);
      topic->touched_ms = sqlite3_column_int64 (statement, 6);
      topic->public_json = dup_text (statement, 7);
    }
  sqlite3_reset (statement);
  return topic;
}

TopicRow *
database_get_topic (Database *self, const char *key)
{
  sqlite3_stmt *statement = prepare (self, "SELECT " TOPIC_COLUMNS " FROM topic WHERE key = ?");

  bind_text (statement, 1, key);
  return take_topic (statement);
}

TopicRow *
database_get_topic_by_id (Database *self, gint64 id)
{
  sqlite3_stmt *statement = prepare (self, "SELECT " TOPIC_COLUMNS " FROM topic WHERE id = ?");

  sqlite3_bind_int64 (statement, 1, id);
  return take_topic (statement);
}

gint64
database_add_topic (Database *self, const char *key, const char *public_json)
{
  sqlite3_stmt *statement = prepare_write (
    self, "INSERT INTO topic (key, created_ms, updated_ms, touched_ms, public) VALUES (?1, ?2, ?2, ?2, ?3)");

  bind_text (statement, 1, key);
  sqlite3_bind_int64 (statement, 2, cordial_time_now_ms ());
  bind_text (statement, 3, public_json);
  write_row (self, statement);
  return sqlite3_last_insert_rowid (self->db);
}

void
database_set_topic_public (Database *self, gint64 topic, const char *json)
{
  set_user_text (self, "UPDATE topic SET public = ?2, updated_ms = ?3 WHERE id = ?1", topic, json);
}

void
database_delete_topic (Database *self, gint64 topic)
{
  sqlite3_stmt *statement = prepare_write (self, "DELETE FROM topic WHERE id = ?");

  sqlite3_bind_int64 (statement, 1, topic);
  write_row (self, statement);
}

void
subscription_free (Subscription *self)
{
  g_free (self->private_json);
  g_free (self);
}

static GPtrArray *
take_subscriptions (sqlite3_stmt *statement)
{
  GPtrArray *subscriptions = g_ptr_array_new_with_free_func ((GDestroyNotify) subscription_free);

  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      Subscription *subscription = g_new0 (Subscription, 1);

      subscription->topic = sqlite3_column_int64 (statement, 0);
      subscription->user = sqlite3_column_int64 (statement, 1);
      subscription->want = sqlite3_column_int (statement, 2);
      subscription->given = sqlite3_column_int (statement, 3);
      subscription->read = sqlite3_column_int64 (statement, 4);
      subscription->recv = sqlite3_column_int64 (statement, 5);
      subscription->updated_ms = sqlite3_column_int64 (statement, 6);
      subscription->private_json = dup_text (statement, 7);
      g_ptr_array_add (subscriptions, subscription);
    }
  sqlite3_reset (statement);
  return subscriptions;
}

#define SUBSCRIPTION_COLUMNS "topic, user, want, given, read, recv, updated_ms, private"

GPtrArray *
database_list_subscriptions (Database *self, gint64 topic)
{
  sqlite3_stmt *statement = prepare (self, "SELECT " SUBSCRIPTION_COLUMNS " FROM subscription WHERE topic = ?");

  sqlite3_bind_int64 (statement, 1, topic);
  return take_subscriptions (statement);
}

GPtrArray *
database_list_subscriptions_of (Database *self, gint64 user)
{
  sqlite3_stmt *statement = prepare (self, "SELECT " SUBSCRIPTION_COLUMNS " FROM subscription WHERE user = ?");

  sqlite3_bind_int64 (statement, 1, user);
  return take_subscriptions (statement);
}

void
database_save_subscription (Database *self, const Subscription *subscription)
{
  sqlite3_stmt *statement = prepare_write (self, "INSERT OR REPLACE INTO subscription (" SUBSCRIPTION_COLUMNS
                                                 ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");

  sqlite3_bind_int64 (statement, 1, subscription->topic);
  sqlite3_bind_int64 (statement, 2, subscription->user);
  sqlite3_bind_int (statement, 3, subscription->want);
  sqlite3_bind_int (statement, 4, subscription->given);
  sqlite3_bind_int64 (statement, 5, subscription->read);
  sqlite3_bind_int64 (statement, 6, subscription->recv);
  sqlite3_bind_int64 (statement, 7, subscription->updated_ms);
  bind_text (statement, 8, subscription->private_json);
  write_row (self, statement);
}

void
database_delete_subscription (Database *self, gint64 topic, gint64 user)
{
  sqlite3_stmt *statement = prepare_write (self, "DELETE FROM subscription WHERE topic = ? AND user = ?");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, user);
  write_row (self, statement);
}

/* --- Messages ---------------------------------------------------------------------------------------------------- */

gboolean
database_add_message (Database *self,
                      gint64 topic,
                      gint64 seq,
                      gint64 sender,
                      gint64 time_ms,
                      const char *head,
                      const char *content)
{
  sqlite3_stmt *statement = prepare_write (
    self, "INSERT INTO message (topic, seq, sender, time_ms, head, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, seq);
  sqlite3_bind_int64 (statement, 3, sender);
  sqlite3_bind_int64 (statement, 4, time_ms);
  bind_text (statement, 5, head);
  bind_text (statement, 6, content);
  write_row (self, statement);

  statement = prepare_write (self, "UPDATE topic SET seq = ?2, touched_ms = ?3 WHERE id = ?1");
  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, seq);
  sqlite3_bind_int64 (statement, 3, time_ms);
  write_row (self, statement);
  return !self->failed;
}

guint
database_foreach_message (Database *self,
                          gint64 topic,
                          gint64 user,
                          gint64 low,
                          gint64 high,
                          guint limit,
                          DatabaseMessageFunc func,
                          gpointer user_data)
{
  sqlite3_stmt *statement = prepare (
    self, "SELECT seq, sender, time_ms, head, content FROM message AS m WHERE topic = ?1 AND seq >= ?3 AND seq < ?4"
          " AND NOT EXISTS (SELECT 1 FROM deletion AS d WHERE d.topic = ?1 AND d.user = ?2 AND m.seq >= d.low"
          " AND m.seq < d.high) ORDER BY seq DESC LIMIT ?5");
  guint count = 0;

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, user);
  sqlite3_bind_int64 (statement, 3, low);
  sqlite3_bind_int64 (statement, 4, high);
  sqlite3_bind_int (statement, 5, limit);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      func (sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1),
            sqlite3_column_int64 (statement, 2), (const char *) sqlite3_column_text (statement, 3),
            (const char *) sqlite3_column_text (statement, 4), user_data);
      count++;
    }
  sqlite3_reset (statement);
  return count;
}

void
database_delete_messages (Database *self, gint64 topic, gint64 user, gint64 number, gint64 low, gint64 high)
{
  sqlite3_stmt *statement =
    prepare_write (self, "INSERT INTO deletion (topic, user, number, low, high) VALUES (?1, ?2, ?3, ?4, ?5)");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, user);
  sqlite3_bind_int64 (statement, 3, number);
  sqlite3_bind_int64 (statement, 4, low);
  sqlite3_bind_int64 (statement, 5, high);
  write_row (self, statement);
  statement = prepare_write (self, "UPDATE topic SET deletions = max(deletions, ?2) WHERE id = ?1");
  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, number);
  write_row (self, statement);
  if (user == 0)
    {
      statement = prepare_write (self, "DELETE FROM message WHERE topic = ?1 AND seq >= ?2 AND seq < ?3");
      sqlite3_bind_int64 (statement, 1, topic);
      sqlite3_bind_int64 (statement, 2, low);
      sqlite3_bind_int64 (statement, 3, high);
      write_row (self, statement);
    }
}

void
database_foreach_deletion (Database *self,
                           gint64 topic,
                           gint64 user,
                           gint64 since,
                           DatabaseDeletionFunc func,
                           gpointer user_data)
{
  sqlite3_stmt *statement = prepare (self, "SELECT number, low, high FROM deletion WHERE topic = ?1 AND user IN (0, ?2)"
                                           " AND number >= ?3 ORDER BY number LIMIT 1024");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, user);
  sqlite3_bind_int64 (statement, 3, since);
  while (sqlite3_step (statement) == SQLITE_ROW)
    func (sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1), sqlite3_column_int64 (statement, 2),
          user_data);
  sqlite3_reset (statement);
}
