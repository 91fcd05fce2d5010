/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each write does to the tables. These functions run on the store thread, inside a savepoint, and may run twice if the
 * transaction around them failed: they start from what they were given, not from what they did before.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

/* --- Small ones -------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *id; /* a conversation or a key */
  char *text;
} Arguments;

static void
arguments_free (Arguments *self)
{
  g_free (self->id);
  g_free (self->text);
  g_free (self);
}

static gboolean
write_value (CordialDatabase *database, gpointer data, GError **error)
{
  Arguments *arguments = data;
  sqlite3_stmt *statement =
    cordial_database_prepare (database,
                              arguments->text ? "INSERT OR REPLACE INTO value (key, value) VALUES (?1, ?2)"
                                              : "DELETE FROM value WHERE key = ?1 AND ?2 IS NULL",
                              error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, arguments->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, arguments->text, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

/**
 * cordial_store_set_value:
 * @self: a #CordialStore
 * @key: which value
 * @value: (nullable): what to keep of the account itself; never a secret
 */
void
cordial_store_set_value (CordialStore *self, const char *key, const char *value)
{
  Arguments *arguments = g_new0 (Arguments, 1);

  arguments->id = g_strdup (key);
  arguments->text = g_strdup (value);
  cordial_store_queue (self, write_value, arguments, (GDestroyNotify) arguments_free, NULL);
}

static gboolean
remove_conversation (CordialDatabase *database, gpointer data, GError **error)
{
  Arguments *arguments = data;
  sqlite3_stmt *statement = cordial_database_prepare (database, "DELETE FROM conversation WHERE id = ?", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, arguments->id, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

/**
 * cordial_store_remove_conversation:
 *
 * Deletes a conversation with its messages.
 */
void
cordial_store_remove_conversation (CordialStore *self, const char *conversation_id)
{
  Arguments *arguments = g_new0 (Arguments, 1);

  arguments->id = g_strdup (conversation_id);
  cordial_store_queue (self, remove_conversation, arguments, (GDestroyNotify) arguments_free, NULL);
}

static gboolean
change_sender (CordialDatabase *database, gpointer data, GError **error)
{
  Arguments *arguments = data;
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "UPDATE message SET sender = ?2 WHERE sender = ?1", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, arguments->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, arguments->text, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

/**
 * cordial_store_change_sender:
 * @old_id: whoever wrote messages
 * @new_id: has another id now
 */
void
cordial_store_change_sender (CordialStore *self, const char *old_id, const char *new_id)
{
  Arguments *arguments = g_new0 (Arguments, 1);

  arguments->id = g_strdup (old_id);
  arguments->text = g_strdup (new_id);
  cordial_store_queue (self, change_sender, arguments, (GDestroyNotify) arguments_free, NULL);
}

static gboolean
write_draft (CordialDatabase *database, gpointer data, GError **error)
{
  Arguments *arguments = data;
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "UPDATE conversation SET draft = ?2 WHERE id = ?1", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, arguments->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, arguments->text, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

/**
 * cordial_store_set_draft:
 * @draft: (nullable): what stands unsent in the composer
 */
void
cordial_store_set_draft (CordialStore *self, const char *conversation_id, const char *draft)
{
  Arguments *arguments = g_new0 (Arguments, 1);

  arguments->id = g_strdup (conversation_id);
  arguments->text = g_strdup (draft);
  cordial_store_queue (self, write_draft, arguments, (GDestroyNotify) arguments_free, NULL);
}

/* --- Conversations ----------------------------------------------------------------------------------------------- */

gboolean
cordial_store_ensure_conversation (CordialDatabase *database, const char *id, GError **error)
{
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "INSERT OR IGNORE INTO conversation (id) VALUES (?)", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, id, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

static gboolean
save_conversation (CordialDatabase *database, gpointer data, GError **error)
{
  CordialConversationRecord *record = data;
  sqlite3_stmt *statement;
  const struct
  {
    CordialConversationFields field;
    int parameter;
    gint64 value;
  } numbers[] = {
    { CORDIAL_CONVERSATION_HAS_KIND, 2, record->kind },
    { CORDIAL_CONVERSATION_HAS_SEQ, 6, record->seq },
    { CORDIAL_CONVERSATION_HAS_READ, 7, record->read },
    { CORDIAL_CONVERSATION_HAS_RECV, 8, record->recv },
    { CORDIAL_CONVERSATION_HAS_PEER_READ, 9, record->peer_read },
    { CORDIAL_CONVERSATION_HAS_PEER_RECV, 10, record->peer_recv },
    { CORDIAL_CONVERSATION_HAS_TOUCHED, 11, record->touched_ms },
    { CORDIAL_CONVERSATION_HAS_LAST_SEEN, 12, record->last_seen_ms },
    { CORDIAL_CONVERSATION_HAS_MUTED, 13, record->muted != FALSE },
    { CORDIAL_CONVERSATION_HAS_WRITABLE, 14, record->writable != FALSE },
    { CORDIAL_CONVERSATION_HAS_ENDED, 16, record->ended },
    { CORDIAL_CONVERSATION_HAS_ARCHIVED, 21, record->archived != FALSE },
    { CORDIAL_CONVERSATION_HAS_ROLE, 22, record->role },
    { CORDIAL_CONVERSATION_HAS_ROLE, 23, record->offered },
  };

  if (!cordial_store_ensure_conversation (database, record->id, error))
    return FALSE;
  /* A parameter left NULL leaves its column as it is. */
  statement = cordial_database_prepare (
    database,
    "UPDATE conversation SET kind = coalesce(?2, kind), name = coalesce(?3, name),"
    " avatar = CASE WHEN ?15 THEN ?4 ELSE avatar END, avatar_uri = CASE WHEN ?15 THEN ?5 ELSE avatar_uri END,"
    " seq = coalesce(?6, seq), read = coalesce(?7, read), recv = coalesce(?8, recv),"
    " peer_read = coalesce(?9, peer_read), peer_recv = coalesce(?10, peer_recv),"
    " touched_ms = coalesce(?11, touched_ms), last_seen_ms = coalesce(?12, last_seen_ms),"
    " muted = coalesce(?13, muted), writable = coalesce(?14, writable), ended = coalesce(?16, ended),"
    " comment = CASE WHEN ?17 THEN ?18 ELSE comment END, pins = CASE WHEN ?19 THEN ?20 ELSE pins END,"
    " archived = coalesce(?21, archived), role = coalesce(?22, role), offered = coalesce(?23, offered) WHERE id = ?1",
    error);
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, record->id, -1, SQLITE_STATIC);
  if (record->fields & CORDIAL_CONVERSATION_HAS_NAME)
    sqlite3_bind_text (statement, 3, record->name, -1, SQLITE_STATIC);
  if (record->fields & CORDIAL_CONVERSATION_HAS_COMMENT)
    {
      sqlite3_bind_int (statement, 17, TRUE);
      sqlite3_bind_text (statement, 18, record->comment, -1, SQLITE_STATIC);
    }
  if (record->fields & CORDIAL_CONVERSATION_HAS_PINS)
    {
      sqlite3_bind_int (statement, 19, TRUE);
      sqlite3_bind_text (statement, 20, record->pins, -1, SQLITE_STATIC);
    }
  if (record->fields & CORDIAL_CONVERSATION_HAS_AVATAR)
    {
      gsize size = 0;
      gconstpointer bytes = record->avatar ? g_bytes_get_data (record->avatar, &size) : NULL;

      sqlite3_bind_int (statement, 15, TRUE);
      sqlite3_bind_blob64 (statement, 4, bytes, size, SQLITE_STATIC);
      sqlite3_bind_text (statement, 5, record->avatar_uri, -1, SQLITE_STATIC);
    }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (record->fields & numbers[i].field)
      sqlite3_bind_int64 (statement, numbers[i].parameter, numbers[i].value);
  return cordial_database_step (database, statement, error);
}

/**
 * cordial_store_save_conversation:
 * @self: a #CordialStore
 * @record: what is new; only what its fields name is written
 */
void
cordial_store_save_conversation (CordialStore *self, const CordialConversationRecord *record)
{
  cordial_store_queue (self, save_conversation, cordial_conversation_record_copy (record),
                       (GDestroyNotify) cordial_conversation_record_free, NULL);
}

/* --- What is gone on the server ---------------------------------------------------------------------------------- */

typedef struct
{
  char *conversation_id;
  gint64 low;
  gint64 high;
} Range;

static void
range_free (Range *self)
{
  g_free (self->conversation_id);
  g_free (self);
}

static gboolean
remove_range (CordialDatabase *database, gpointer data, GError **error)
{
  Range *range = data;
  g_autoptr (CordialSpans) removed = cordial_spans_new ();
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "DELETE FROM message WHERE conversation = ?1 AND seq BETWEEN ?2 AND ?3", error);

  if (!statement || !cordial_store_ensure_conversation (database, range->conversation_id, error))
    return FALSE;
  sqlite3_bind_text (statement, 1, range->conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, range->low);
  sqlite3_bind_int64 (statement, 3, range->high);
  cordial_spans_add (removed, range->low, range->high);
  return cordial_database_step (database, statement, error) &&
         cordial_store_move_spans (database, range->conversation_id, CORDIAL_RUN_HOLE, removed, error);
}

static gboolean
set_deletions (CordialDatabase *database, gpointer data, GError **error)
{
  Range *known = data;

  return cordial_store_ensure_conversation (database, known->conversation_id, error) &&
         cordial_store_change_spans (database, known->conversation_id, CORDIAL_RUN_DELETIONS, FALSE, known->high + 1,
                                     G_MAXINT64, error) &&
         (known->high == 0 || cordial_store_change_spans (database, known->conversation_id, CORDIAL_RUN_DELETIONS, TRUE,
                                                          known->low, known->high, error));
}

/**
 * cordial_store_set_deletions:
 * @newest: the server's number of the newest deletion up to which all are known here, 0 for none
 */
void
cordial_store_set_deletions (CordialStore *self, const char *conversation_id, gint64 newest)
{
  Range *known = g_new0 (Range, 1);

  known->conversation_id = g_strdup (conversation_id);
  known->low = 1;
  known->high = newest;
  cordial_store_queue (self, set_deletions, known, (GDestroyNotify) range_free, NULL);
}

/**
 * cordial_store_remove_range:
 * @low: first seq
 * @high: last seq, inclusive
 *
 * These messages are gone on the server: deletes them and remembers that there is nothing to fetch.
 */
void
cordial_store_remove_range (CordialStore *self, const char *conversation_id, gint64 low, gint64 high)
{
  Range *range = g_new0 (Range, 1);

  range->conversation_id = g_strdup (conversation_id);
  range->low = low;
  range->high = high;
  cordial_store_queue (self, remove_range, range, (GDestroyNotify) range_free, NULL);
}
