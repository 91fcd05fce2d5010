/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file, its schema, its statements and its transactions, and the values that stand alone in it.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-database.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 2000

static const char first_schema[] =
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

/* Said: by which ids somebody said something over a wire that says things again. From the heads of messages, which may be
 * none that SQLite reads: the first version took numbers that are none. */
static const char second_schema[] =
  "CREATE TABLE said (topic INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE, sender INTEGER NOT NULL,"
  " id TEXT NOT NULL, PRIMARY KEY (topic, sender, id)) WITHOUT ROWID;"
  "INSERT OR IGNORE INTO said SELECT topic, sender, id FROM (SELECT topic, sender,"
  " CASE WHEN json_valid(head) THEN json_extract(head, '$.\"x-cordial-id\"') END AS id FROM message"
  " WHERE head IS NOT NULL) WHERE typeof(id) = 'text';"
  /* Messages have rowids: in a table without, whoever looks for one compares with whole rows, pictures included. */
  "CREATE TABLE message_2 (id INTEGER PRIMARY KEY, topic INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE,"
  " seq INTEGER NOT NULL, sender INTEGER NOT NULL, time_ms INTEGER NOT NULL, head TEXT, content TEXT NOT NULL,"
  " UNIQUE (topic, seq));"
  "INSERT INTO message_2 (topic, seq, sender, time_ms, head, content)"
  " SELECT topic, seq, sender, time_ms, head, content FROM message ORDER BY topic, seq;"
  "DROP TABLE message;"
  "ALTER TABLE message_2 RENAME TO message;"
  /* What somebody deleted for themselves is looked at beside the messages, from the newest on. */
  "CREATE INDEX deletion_by_high ON deletion (topic, user, high, low);"
  "PRAGMA user_version = 2;";

/* What a topic and a person give whoever comes, what a topic is found by, and what is pinned there. Readers of a channel are not
 * among its members. Whoever is gone is remembered, so that leaving and coming back undoes no ban. */
static const char third_schema[] = "ALTER TABLE topic ADD COLUMN auth INTEGER NOT NULL DEFAULT 47;" /* JRWPS */
                                   "ALTER TABLE topic ADD COLUMN anon INTEGER NOT NULL DEFAULT 0;"
                                   "ALTER TABLE topic ADD COLUMN tags TEXT NOT NULL DEFAULT '';"
                                   "ALTER TABLE topic ADD COLUMN channel INTEGER NOT NULL DEFAULT 0;"
                                   "ALTER TABLE user ADD COLUMN auth INTEGER NOT NULL DEFAULT 127;" /* JRWPASD */
                                   "ALTER TABLE user ADD COLUMN anon INTEGER NOT NULL DEFAULT 0;"
                                   "ALTER TABLE subscription ADD COLUMN reader INTEGER NOT NULL DEFAULT 0;"
                                   "ALTER TABLE subscription ADD COLUMN gone_ms INTEGER NOT NULL DEFAULT 0;"
                                   "ALTER TABLE user ADD COLUMN query TEXT;" /* whom they look for at any time */
                                   "ALTER TABLE topic ADD COLUMN aux TEXT;"
                                   /* There may be spaces in a tag, but no lines. */
                                   "UPDATE user SET tags = replace(tags, ' ', char(10));"
                                   "PRAGMA user_version = 3;";

/* Files, and what they are used by: a message, the card of a group, or that of a person. Where people can be reached. */
static const char files_schema[] =
  "CREATE TABLE file (id TEXT PRIMARY KEY, user INTEGER NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL,"
  " created_ms INTEGER NOT NULL, uses INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
  "CREATE INDEX file_unused ON file (created_ms) WHERE uses = 0;"
  "CREATE TABLE file_use (file TEXT NOT NULL REFERENCES file (id) ON DELETE CASCADE,"
  " message INTEGER REFERENCES message (id) ON DELETE CASCADE, topic INTEGER REFERENCES topic (id) ON DELETE CASCADE,"
  " user INTEGER REFERENCES user (id) ON DELETE CASCADE);"
  "CREATE INDEX file_use_by_file ON file_use (file);"
  "CREATE INDEX file_use_by_message ON file_use (message) WHERE message IS NOT NULL;"
  "CREATE INDEX file_use_by_topic ON file_use (topic) WHERE topic IS NOT NULL;"
  "CREATE INDEX file_use_by_user ON file_use (user) WHERE user IS NOT NULL;"
  "CREATE TABLE credential (user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE, method TEXT NOT NULL,"
  " value TEXT NOT NULL, code TEXT, PRIMARY KEY (user, method)) WITHOUT ROWID;"
  "CREATE TRIGGER file_used AFTER INSERT ON file_use BEGIN"
  " UPDATE file SET uses = uses + 1 WHERE id = new.file; END;"
  "CREATE TRIGGER file_used_less AFTER DELETE ON file_use BEGIN"
  " UPDATE file SET uses = uses - 1 WHERE id = old.file; END;"
  "PRAGMA user_version = 4;";

/* How people reacted to messages; numbered, the newest of a topic highest. */
static const char reactions_schema[] =
  "CREATE TABLE reaction (topic INTEGER NOT NULL, seq INTEGER NOT NULL,"
  " user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE, number INTEGER NOT NULL, value TEXT NOT NULL,"
  " PRIMARY KEY (topic, seq, user),"
  " FOREIGN KEY (topic, seq) REFERENCES message (topic, seq) ON DELETE CASCADE) WITHOUT ROWID;"
  "CREATE INDEX reaction_by_number ON reaction (topic, number);"
  "CREATE INDEX reaction_by_user ON reaction (user);"
  "PRAGMA user_version = 5;";

/* From one version to the next. */
static const char *const schemas[] = { first_schema, second_schema, third_schema, files_schema, reactions_schema };

#define SCHEMA_VERSION ((gint64) G_N_ELEMENTS (schemas))

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

sqlite3_stmt *
database_prepare (Database *self, const char *sql)
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
sqlite3_stmt *
database_prepare_write (Database *self, const char *sql)
{
  if (!self->in_transaction)
    {
      if (sqlite3_exec (self->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        self->failed = TRUE;
      self->in_transaction = TRUE;
      if (self->begun)
        self->begun (self->begun_data);
    }
  return database_prepare (self, sql);
}

void
database_write (Database *self, sqlite3_stmt *statement)
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

/* Whether it has nothing but the database and the files beside it. */
static gboolean
is_ours_alone (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (!g_str_has_prefix (name, "server.db") && !g_str_equal (name, "files"))
      return FALSE;
  return dir != NULL;
}

/* What people write to each other is its owner's alone. */
static void
close_to_others (const char *folder, const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };
  GStatBuf info;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      if (g_chmod (file, 0600) != 0 && errno != ENOENT)
        g_warning ("others may be able to read %s: %s", file, g_strerror (errno));
    }
  if (g_stat (folder, &info) != 0 || (info.st_mode & 0077) == 0)
    return;
  if (info.st_uid != geteuid () || !is_ours_alone (folder) || g_chmod (folder, 0700) != 0)
    g_warning ("others can look into %s, which is not cordial-server's alone to close", folder);
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
  close_to_others (folder, path);
  sqlite3_busy_timeout (self->db, BUSY_MS);
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
  if (version < SCHEMA_VERSION)
    {
      g_autoptr (GString) sql = g_string_new ("BEGIN IMMEDIATE;");

      for (gint64 i = MAX (version, 0); i < SCHEMA_VERSION; i++)
        g_string_append (sql, schemas[i]);
      g_string_append (sql, "COMMIT;");
      if (sqlite3_exec (self->db, sql->str, NULL, NULL, NULL) != SQLITE_OK)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The database %s cannot be written: %s.", path,
                       sqlite3_errmsg (self->db));
          database_close (self);
          return NULL;
        }
    }
  return self;
}

char *
database_dup_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

void
database_bind_text (sqlite3_stmt *statement, int parameter, const char *text)
{
  sqlite3_bind_text (statement, parameter, text, -1, SQLITE_TRANSIENT);
}

char *
database_dup_value (Database *self, const char *key)
{
  sqlite3_stmt *statement = database_prepare (self, "SELECT value FROM value WHERE key = ?");
  char *value = NULL;

  database_bind_text (statement, 1, key);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = database_dup_text (statement, 0);
  sqlite3_reset (statement);
  return value;
}

void
database_set_value (Database *self, const char *key, const char *value)
{
  sqlite3_stmt *statement = database_prepare_write (self, "INSERT OR REPLACE INTO value (key, value) VALUES (?, ?)");

  database_bind_text (statement, 1, key);
  database_bind_text (statement, 2, value);
  database_write (self, statement);
}

/**
 * database_open_to_read:
 * @folder: where database_open() was called with
 * @error: one sentence
 *
 * Returns: (nullable): a connection for another thread, which sees what is committed
 */
Database *
database_open_to_read (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "server.db", NULL);
  Database *self = g_new0 (Database, 1);

  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  if (sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The database %s cannot be opened: %s.", path,
                   sqlite3_errmsg (self->db));
      database_close (self);
      return NULL;
    }
  sqlite3_busy_timeout (self->db, BUSY_MS);
  return self;
}
