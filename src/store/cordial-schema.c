/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables, and the steps from each version of them to the next. A step, once released, is never changed.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-config.h"

#include "cordial-store-private.h"

#include <glib/gi18n-lib.h>

/* steps[n] leads from version n to n + 1; version 0 is an empty file. */
static const char *const steps[] = {
  /* 0 → 1. A message without a seq is in the outbox. A span says without a scan which seqs are in the database and which are
   * known not to exist. */
  "CREATE TABLE value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE conversation ("
  "  id TEXT PRIMARY KEY,"
  "  kind INTEGER NOT NULL DEFAULT 0,"
  "  name TEXT NOT NULL DEFAULT '',"
  "  avatar BLOB,"
  "  avatar_uri TEXT,"
  "  seq INTEGER NOT NULL DEFAULT 0,"
  "  read INTEGER NOT NULL DEFAULT 0,"
  "  recv INTEGER NOT NULL DEFAULT 0,"
  "  peer_read INTEGER NOT NULL DEFAULT 0,"
  "  peer_recv INTEGER NOT NULL DEFAULT 0,"
  "  touched_ms INTEGER NOT NULL DEFAULT 0,"
  "  last_seen_ms INTEGER NOT NULL DEFAULT 0,"
  "  muted INTEGER NOT NULL DEFAULT 0,"
  "  writable INTEGER NOT NULL DEFAULT 1,"
  "  draft TEXT"
  ");"
  "CREATE TABLE message ("
  "  row INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,"
  "  seq INTEGER,"
  "  cordial_id TEXT,"
  "  sender TEXT NOT NULL DEFAULT '',"
  "  time_ms INTEGER NOT NULL,"
  "  state INTEGER NOT NULL,"
  "  text TEXT NOT NULL,"
  "  content TEXT,"
  "  head TEXT,"
  "  error TEXT"
  ");"
  "CREATE UNIQUE INDEX message_by_seq ON message (conversation, seq) WHERE seq IS NOT NULL;"
  "CREATE INDEX message_by_id ON message (conversation, cordial_id) WHERE cordial_id IS NOT NULL;"
  "CREATE INDEX message_in_outbox ON message (conversation, row) WHERE seq IS NULL;"
  "CREATE TABLE span ("
  "  conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,"
  "  hole INTEGER NOT NULL,"
  "  low INTEGER NOT NULL,"
  "  high INTEGER NOT NULL,"
  "  PRIMARY KEY (conversation, hole, low)"
  ") WITHOUT ROWID;",
};

/**
 * cordial_schema_get_version:
 *
 * Returns: the version that this program writes
 */
int
cordial_schema_get_version (void)
{
  return G_N_ELEMENTS (steps);
}

static gboolean
read_number (CordialDatabase *database, const char *sql, int *number, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, sql, error);
  gboolean found;

  if (!statement)
    return FALSE;
  found = sqlite3_step (statement) == SQLITE_ROW;
  if (found)
    *number = sqlite3_column_int (statement, 0);
  else
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  return found;
}

/**
 * cordial_schema_check:
 * @database: a connection that nothing was written through so far
 * @error: return location for a #CordialStoreError
 *
 * Returns: whether the file is empty or of a version known here; otherwise it is not ours to write to
 */
gboolean
cordial_schema_check (CordialDatabase *database, GError **error)
{
  int version, n_objects;

  if (!read_number (database, "PRAGMA user_version", &version, error) ||
      !read_number (database, "SELECT count(*) FROM sqlite_schema", &n_objects, error))
    return FALSE;
  if (version < 0 || version > cordial_schema_get_version ())
    {
      g_set_error_literal (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_NEWER,
                           _ ("The account's database was written by a newer version of Cordial."));
      return FALSE;
    }
  if (version == 0 && n_objects > 0)
    {
      g_set_error_literal (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT,
                           _ ("The account's database was written by another program."));
      return FALSE;
    }
  return TRUE;
}

/**
 * cordial_schema_migrate:
 * @database: a connection that may write, to a file that was checked
 * @error: return location for a #CordialStoreError
 *
 * Brings the file to the newest version, a step a transaction, so that an interrupted migration goes on where it was.
 */
gboolean
cordial_schema_migrate (CordialDatabase *database, GError **error)
{
  int version;

  if (!read_number (database, "PRAGMA user_version", &version, error))
    return FALSE;

  for (; version < cordial_schema_get_version (); version++)
    {
      g_autofree char *sql =
        g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA user_version = %d; COMMIT;", steps[version], version + 1);

      if (!cordial_database_exec (database, sql, error))
        {
          sqlite3_exec (database->db, "ROLLBACK", NULL, NULL, NULL);
          return FALSE;
        }
    }
  return TRUE;
}
