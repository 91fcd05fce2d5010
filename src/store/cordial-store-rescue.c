/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What nobody else has is taken out of a damaged database, as far as it can be read: the messages that wait to be sent, and the
 * drafts. The rest is on the server.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

/* Adds the rows that a statement gives, until it is over or comes upon what is broken. */
static void
collect_rows (CordialDatabase *database, const char *sql, GHashTable *rows)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, sql, NULL);

  while (statement && sqlite3_step (statement) == SQLITE_ROW)
    {
      gint64 row = sqlite3_column_int64 (statement, 0);

      g_hash_table_add (rows, g_memdup2 (&row, sizeof row));
    }
  if (statement)
    sqlite3_reset (statement);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/* In the order of writing. From both ends: a broken page in the midst hides none of those beside it. */
static GList *
list_waiting (CordialDatabase *database, GHashTable *rows)
{
  collect_rows (
    database, "SELECT message FROM intent WHERE kind = " G_STRINGIFY (0) " AND message IS NOT NULL ORDER BY row", rows);
  collect_rows (database,
                "SELECT message FROM intent WHERE kind = " G_STRINGIFY (0) " AND message IS NOT NULL ORDER BY row DESC",
                rows);
  G_STATIC_ASSERT (CORDIAL_INTENT_SEND == 0);
  return g_list_sort (g_hash_table_get_keys (rows), compare_rows);
}

static guint
rescue_waiting (CordialDatabase *database, CordialStore *into)
{
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GList) waiting = list_waiting (database, rows);
  guint n = 0;

  for (GList *link = waiting; link; link = link->next)
    {
      g_autoptr (CordialMessageRecord) message = NULL;
      g_autoptr (CordialIntentRecord) intent = NULL;

      if (!cordial_store_find_message (database, *(gint64 *) link->data, &message, NULL) || !message ||
          !message->conversation_id || !message->text)
        continue;
      intent = cordial_intent_record_new (CORDIAL_INTENT_SEND, message->conversation_id);
      intent->created_ms = message->time_ms;
      /* The server's numbers are not known here any more; its id says whether it has it already. */
      message->row = message->seq = message->place = 0;
      cordial_store_add_intent_async (into, intent, message, NULL, NULL);
      n++;
    }
  return n;
}

static void
rescue_drafts (CordialDatabase *database, CordialStore *into)
{
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "SELECT id, draft FROM conversation WHERE draft IS NOT NULL", NULL);

  while (statement && sqlite3_step (statement) == SQLITE_ROW)
    {
      g_autofree char *id = cordial_store_dup_text (statement, 0);
      g_autofree char *draft = cordial_store_dup_text (statement, 1);
      g_autoptr (CordialConversationRecord) record = NULL;

      if (!id || !draft)
        continue;
      record = cordial_conversation_record_new (id);
      cordial_store_save_conversation (into, record);
      cordial_store_set_draft (into, id, draft);
    }
  if (statement)
    sqlite3_reset (statement);
}

/**
 * cordial_store_rescue:
 * @path: a damaged database of this version; it is only read
 * @into: another one
 *
 * Returns: how many messages that wait to be sent could be read, and wait in @into now
 */
guint
cordial_store_rescue (const char *path, CordialStore *into)
{
  g_autoptr (CordialDatabase) database = NULL;
  guint n;

  g_return_val_if_fail (path != NULL, 0);
  g_return_val_if_fail (CORDIAL_IS_STORE (into), 0);

  /* With what is in its log, else without. */
  database = cordial_database_open (path, TRUE, NULL);
  if (!database || !cordial_database_prepare (database, "SELECT 1 FROM intent LIMIT 1", NULL))
    {
      g_clear_pointer (&database, cordial_database_free);
      database = cordial_database_open_unchanging (path);
    }
  if (!database)
    return 0;
  n = rescue_waiting (database, into);
  rescue_drafts (database, into);
  return n;
}
