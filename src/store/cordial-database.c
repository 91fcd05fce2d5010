/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thin hand on SQLite: opens a file the way this project wants it, keeps prepared statements, and turns SQLite's codes
 * into one sentence each.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-config.h"

#include "cordial-store-private.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Another process (a backup, a second start) may hold the file for a moment. */
#define BUSY_TIMEOUT_MS 5000

G_DEFINE_QUARK (cordial - store - error - quark, cordial_store_error)

/**
 * cordial_database_set_error:
 * @self: a database whose last call failed
 * @error: return location for a #CordialStoreError
 */
void
cordial_database_set_error (CordialDatabase *self, GError **error)
{
  int code = sqlite3_errcode (self->db) & 0xff;

  switch (code)
    {
    case SQLITE_FULL:
      g_set_error_literal (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FULL,
                           _ ("The disk is full. Make some room and try again."));
      break;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      /* A full disk shows as an input/output error where the journal cannot grow. */
      g_set_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FULL,
                   _ ("The messages cannot be written to disk: %s."), sqlite3_errmsg (self->db));
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error_literal (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT,
                           _ ("The account's database is damaged."));
      break;
    default:
      g_set_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FAILED, _ ("The account's database failed: %s."),
                   sqlite3_errmsg (self->db));
    }
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

void
cordial_database_free (CordialDatabase *self)
{
  g_hash_table_unref (self->statements);
  sqlite3_close (self->db);
  g_free (self);
}

/**
 * cordial_database_exec:
 *
 * Runs SQL without parameters and without rows.
 */
gboolean
cordial_database_exec (CordialDatabase *self, const char *sql, GError **error)
{
  if (sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  cordial_database_set_error (self, error);
  return FALSE;
}

sqlite3_stmt *
cordial_database_prepare (CordialDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }
  if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    {
      cordial_database_set_error (self, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer) sql, statement);
  return statement;
}

gboolean
cordial_database_step (CordialDatabase *self, sqlite3_stmt *statement, GError **error)
{
  gboolean done = sqlite3_step (statement) == SQLITE_DONE;

  if (!done)
    cordial_database_set_error (self, error);
  sqlite3_reset (statement);
  return done;
}

/* Nobody else on this machine reads what people say to each other; SQLite gives the files beside this one the same mode.
 * One that is there is not opened here: closing it would drop the locks of another connection to it. */
static void
make_private_file (const char *path)
{
  int descriptor = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (descriptor >= 0)
    close (descriptor);
}

/**
 * cordial_database_open:
 * @path: the file
 * @read_only: whether nothing is written through this connection
 * @error: return location for a #CordialStoreError
 *
 * Makes the file where it is missing; what is there is not touched.
 *
 * Returns: (transfer full) (nullable): a connection
 */
CordialDatabase *
cordial_database_open (const char *path, gboolean read_only, GError **error)
{
  g_autoptr (CordialDatabase) self = g_new0 (CordialDatabase, 1);
  int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  if (!read_only)
    make_private_file (path);
  if (sqlite3_open_v2 (path, &self->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    {
      cordial_database_set_error (self, error);
      return NULL;
    }
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  /* What may not be written to is opened all the same, for reading. */
  if (!read_only && sqlite3_db_readonly (self->db, "main") == 1)
    {
      g_set_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FULL,
                   _ ("The messages cannot be written to disk: %s."), sqlite3_errstr (SQLITE_READONLY));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * cordial_database_open_unchanging:
 * @path: a file that nobody writes to
 *
 * Where nothing can be written, SQLite reads a file that has a log in no other way. It does not see what is in the log alone.
 *
 * Returns: (transfer full) (nullable): a connection that only reads
 */
CordialDatabase *
cordial_database_open_unchanging (const char *path)
{
  g_autoptr (CordialDatabase) self = g_new0 (CordialDatabase, 1);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *unchanging = uri ? g_strconcat (uri, "?immutable=1", NULL) : NULL;

  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  if (!unchanging || sqlite3_open_v2 (unchanging, &self->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) != SQLITE_OK)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * cordial_database_set_up:
 * @self: a connection that may write, to a file that is ours
 * @error: return location for a #CordialStoreError
 *
 * From here on the file is in WAL mode, and a commit is on disk when it returns.
 */
gboolean
cordial_database_set_up (CordialDatabase *self, GError **error)
{
  return cordial_database_exec (self,
                                "PRAGMA journal_mode = WAL;"
                                "PRAGMA synchronous = FULL;"
                                "PRAGMA foreign_keys = ON;",
                                error);
}
