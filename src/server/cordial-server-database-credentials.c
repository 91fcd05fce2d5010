/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of credentials.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-database-credentials.h"

void
credential_free (Credential *self)
{
  g_free (self->method);
  g_free (self->value);
  g_free (self->code);
  g_free (self);
}

GPtrArray *
database_list_credentials (Database *self, gint64 user)
{
  sqlite3_stmt *statement =
    database_prepare (self, "SELECT method, value, code FROM credential WHERE user = ? ORDER BY method");
  GPtrArray *credentials = g_ptr_array_new_with_free_func ((GDestroyNotify) credential_free);

  sqlite3_bind_int64 (statement, 1, user);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      Credential *credential = g_new0 (Credential, 1);

      credential->method = database_dup_text (statement, 0);
      credential->value = database_dup_text (statement, 1);
      credential->code = database_dup_text (statement, 2);
      g_ptr_array_add (credentials, credential);
    }
  sqlite3_reset (statement);
  return credentials;
}

/**
 * database_set_credential:
 * @code: (nullable): by which it is confirmed; %NULL where it is
 *
 * In the place of the one of that kind that there was.
 */
void
database_set_credential (Database *self, gint64 user, const char *method, const char *value, const char *code)
{
  sqlite3_stmt *statement = database_prepare_write (
    self, "INSERT OR REPLACE INTO credential (user, method, value, code) VALUES (?1, ?2, ?3, ?4)");

  sqlite3_bind_int64 (statement, 1, user);
  database_bind_text (statement, 2, method);
  database_bind_text (statement, 3, value);
  database_bind_text (statement, 4, code);
  database_write (self, statement);
}

gboolean
database_delete_credential (Database *self, gint64 user, const char *method, const char *value)
{
  sqlite3_stmt *statement =
    database_prepare_write (self, "DELETE FROM credential WHERE user = ?1 AND method = ?2 AND value = ?3");

  sqlite3_bind_int64 (statement, 1, user);
  database_bind_text (statement, 2, method);
  database_bind_text (statement, 3, value);
  database_write (self, statement);
  return sqlite3_changes (self->db) > 0;
}
