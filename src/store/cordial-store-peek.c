/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A look at a database that nobody has opened, and that maybe nobody can: through a connection that only reads. Whatever it
 * cannot see, opening tells.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

#include <glib/gstdio.h>

/* Bytes that are migrated within a few frames on a slow machine; the messages of years are more. */
#define LARGE_BYTES (2 << 20)

/**
 * cordial_store_takes_long:
 * @path: a file
 *
 * Returns: whether opening it means a migration that a person would have to wait for: then cordial_store_open_async()
 */
gboolean
cordial_store_takes_long (const char *path)
{
  g_autoptr (CordialDatabase) database = NULL;
  GStatBuf status;

  g_return_val_if_fail (path != NULL, FALSE);

  if (g_stat (path, &status) != 0 || status.st_size < LARGE_BYTES)
    return FALSE;
  database = cordial_database_open (path, TRUE, NULL);
  return database && cordial_schema_is_old (database);
}

static char *
read_value (CordialDatabase *database, const char *key)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, "SELECT value FROM value WHERE key = ? LIMIT 1", NULL);
  char *value = NULL;

  if (!statement)
    return NULL;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = cordial_store_dup_text (statement, 0);
  sqlite3_reset (statement);
  return value;
}

/**
 * cordial_store_peek_value:
 * @path: a file
 * @key: which value
 *
 * For what is told of an account whose database is not open.
 *
 * Returns: (transfer full) (nullable): what is kept of the account itself under that key, as far as it can be read
 */
char *
cordial_store_peek_value (const char *path, const char *key)
{
  g_autoptr (CordialDatabase) database = NULL;
  char *value;

  g_return_val_if_fail (path != NULL && key != NULL, NULL);

  database = cordial_database_open (path, TRUE, NULL);
  value = database ? read_value (database, key) : NULL;
  if (value)
    return value;
  g_clear_pointer (&database, cordial_database_free);
  database = cordial_database_open_unchanging (path);
  return database ? read_value (database, key) : NULL;
}
