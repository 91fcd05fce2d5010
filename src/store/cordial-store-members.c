/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is in a group, and how far they have received and read what was said there.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

typedef struct
{
  char *conversation_id;
  GPtrArray *members; /* (element-type CordialMember) */
  gboolean all;       /* nobody else is in it */
} Members;

static void
members_free (gpointer data)
{
  Members *self = data;

  g_free (self->conversation_id);
  g_ptr_array_unref (self->members);
  g_free (self);
}

static gboolean
forget_members (CordialDatabase *database, const char *conversation_id, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, "DELETE FROM member WHERE conversation = ?1", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

static gboolean
save_member (CordialDatabase *database, const char *conversation_id, const CordialMember *member, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database,
    "INSERT INTO member (conversation, person, recv, read, role, offered) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    " ON CONFLICT (conversation, person) DO UPDATE SET recv = excluded.recv, read = excluded.read, role = excluded.role,"
    " offered = excluded.offered",
    error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, member->id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, member->recv);
  sqlite3_bind_int64 (statement, 4, member->read);
  sqlite3_bind_int (statement, 5, member->role);
  sqlite3_bind_int (statement, 6, member->offered);
  return cordial_database_step (database, statement, error);
}

static gboolean
save_members (CordialDatabase *database, gpointer data, GError **error)
{
  Members *self = data;

  if (!cordial_store_ensure_conversation (database, self->conversation_id, error) ||
      (self->all && !forget_members (database, self->conversation_id, error)))
    return FALSE;
  for (guint i = 0; i < self->members->len; i++)
    if (!save_member (database, self->conversation_id, g_ptr_array_index (self->members, i), error))
      return FALSE;
  return TRUE;
}

/**
 * cordial_store_save_members:
 * @self: a #CordialStore
 * @conversation_id: a group
 * @members: (element-type CordialMember): who is in it
 * @all: whether these are all that there are; otherwise the others stay as they are
 */
void
cordial_store_save_members (CordialStore *self, const char *conversation_id, GPtrArray *members, gboolean all)
{
  Members *write = g_new0 (Members, 1);

  write->conversation_id = g_strdup (conversation_id);
  write->members = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_member_free);
  write->all = all;
  for (guint i = 0; i < members->len; i++)
    g_ptr_array_add (write->members, cordial_member_copy (g_ptr_array_index (members, i)));
  cordial_store_queue (self, save_members, write, members_free, NULL);
}

/**
 * cordial_store_list_members:
 * @self: a #CordialStore
 * @conversation_id: a group
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (nullable) (element-type CordialMember): who is in it as far as that was told, %NULL if that could not be read
 */
GPtrArray *
cordial_store_list_members (CordialStore *self, const char *conversation_id, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_member_free);
  sqlite3_stmt *statement = cordial_database_prepare (
    reader, "SELECT person, recv, read, role, offered FROM member WHERE conversation = ?1", error);
  int code;

  if (!statement)
    return NULL;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const char *person = (const char *) sqlite3_column_text (statement, 0);
      CordialMember *member = cordial_member_new (person ? person : "", sqlite3_column_int64 (statement, 1),
                                                  sqlite3_column_int64 (statement, 2));

      member->role = (CordialRole) CLAMP (sqlite3_column_int (statement, 3), 0, CORDIAL_ROLE_OWNER);
      member->offered = (CordialRole) CLAMP (sqlite3_column_int (statement, 4), 0, CORDIAL_ROLE_OWNER);
      g_ptr_array_add (members, member);
    }
  if (code != SQLITE_DONE)
    cordial_database_set_error (reader, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE ? g_steal_pointer (&members) : NULL;
}
