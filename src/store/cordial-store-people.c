/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who somebody is that is no contact: members of groups, and those who have left them. Their messages stay, and so does what they
 * are called.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

static gboolean
save_person (CordialDatabase *database, const CordialPerson *person, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database,
    "INSERT INTO person (id, name, avatar, avatar_uri) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET"
    " name = excluded.name, avatar = excluded.avatar, avatar_uri = excluded.avatar_uri",
    error);
  gsize size = 0;
  gconstpointer bytes = person->avatar ? g_bytes_get_data (person->avatar, &size) : NULL;

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, person->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, person->name ? person->name : "", -1, SQLITE_STATIC);
  sqlite3_bind_blob64 (statement, 3, bytes, size, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, person->avatar_uri, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

static gboolean
save_people (CordialDatabase *database, gpointer data, GError **error)
{
  GPtrArray *people = data;

  for (guint i = 0; i < people->len; i++)
    if (!save_person (database, g_ptr_array_index (people, i), error))
      return FALSE;
  return TRUE;
}

/**
 * cordial_store_save_people:
 * @self: a #CordialStore
 * @people: (element-type CordialPerson): all that is known of each
 */
void
cordial_store_save_people (CordialStore *self, GPtrArray *people)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);

  for (guint i = 0; i < people->len; i++)
    g_ptr_array_add (copies, cordial_person_copy (g_ptr_array_index (people, i)));
  cordial_store_queue (self, save_people, copies, (GDestroyNotify) g_ptr_array_unref, NULL);
}

/**
 * cordial_store_read_person:
 * @self: a #CordialStore
 * @id: whom
 * @person: (out) (transfer full) (nullable): %NULL if nothing is known of them
 * @error: return location for a #CordialStoreError
 *
 * Returns: whether that could be read
 */
gboolean
cordial_store_read_person (CordialStore *self, const char *id, CordialPerson **person, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement =
    cordial_database_prepare (reader, "SELECT name, avatar, avatar_uri FROM person WHERE id = ?", error);
  int code;

  *person = NULL;
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, id, -1, SQLITE_STATIC);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    {
      const char *name = (const char *) sqlite3_column_text (statement, 0);
      g_autoptr (GBytes) avatar = NULL;

      if (sqlite3_column_bytes (statement, 1) > 0)
        avatar = g_bytes_new (sqlite3_column_blob (statement, 1), sqlite3_column_bytes (statement, 1));
      *person = cordial_person_new (id, name && *name ? name : NULL, NULL, avatar);
      (*person)->avatar_uri = cordial_store_dup_text (statement, 2);
    }
  else if (code != SQLITE_DONE)
    {
      cordial_database_set_error (reader, error);
    }
  sqlite3_reset (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE;
}
