/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small indexed reads on the caller's thread. They see every write that has completed.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

static GPtrArray *
read_messages (CordialDatabase *reader, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  int code;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (records, cordial_store_message_from_row (statement));
  if (code != SQLITE_DONE)
    {
      cordial_database_set_error (reader, error);
      sqlite3_reset (statement);
      return NULL;
    }
  sqlite3_reset (statement);
  return g_steal_pointer (&records);
}

/**
 * cordial_store_read_value:
 * @self: a #CordialStore
 * @key: which value
 * @value: (out) (nullable) (transfer full): what is kept of the account itself under that key, %NULL if there is nothing
 * @error: return location for a #CordialStoreError
 *
 * Returns: whether that could be read. If not, nothing is known of it
 */
gboolean
cordial_store_read_value (CordialStore *self, const char *key, char **value, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement = cordial_database_prepare (reader, "SELECT value FROM value WHERE key = ?", error);
  int code;

  *value = NULL;
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *value = cordial_store_dup_text (statement, 0);
  else if (code != SQLITE_DONE)
    cordial_database_set_error (reader, error);
  sqlite3_reset (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE;
}

/**
 * cordial_store_dup_value:
 * @self: a #CordialStore
 * @key: which value
 *
 * For what may be missing without harm. Where something depends on the difference, cordial_store_read_value().
 *
 * Returns: (transfer full) (nullable): what is kept of the account itself under that key, also %NULL if that cannot be read
 */
char *
cordial_store_dup_value (CordialStore *self, const char *key)
{
  g_autoptr (GError) error = NULL;
  char *value;

  if (!cordial_store_read_value (self, key, &value, &error))
    g_warning ("cannot read “%s”: %s", key, error->message);
  return value;
}

/**
 * cordial_store_read_values:
 * @self: a #CordialStore
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): everything that is kept of the account itself, by key; %NULL
 *   if any of it cannot be read
 */
GHashTable *
cordial_store_read_values (CordialStore *self, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement = cordial_database_prepare (reader, "SELECT key, value FROM value", error);
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  int code;

  if (!statement)
    return NULL;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_hash_table_insert (values, cordial_store_dup_text (statement, 0), cordial_store_dup_text (statement, 1));
  if (code != SQLITE_DONE)
    cordial_database_set_error (reader, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE ? g_steal_pointer (&values) : NULL;
}

/**
 * cordial_store_list_conversations:
 * @self: a #CordialStore
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type CordialConversationRecord): all of them, each with its newest message
 */
GPtrArray *
cordial_store_list_conversations (CordialStore *self, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_conversation_record_free);
  sqlite3_stmt *statement;
  int code;

  statement = cordial_database_prepare (
    reader,
    "SELECT c.id, c.kind, c.name, c.avatar, c.avatar_uri, c.seq, c.read, c.recv, c.peer_read, c.peer_recv, c.touched_ms,"
    " c.last_seen_ms, c.muted, c.writable, c.draft, substr(m.text, 1, " G_STRINGIFY (
      CORDIAL_LAST_TEXT_CHARACTERS) "), m.sender, m.state, c.epoch,"
                                    " CASE WHEN length(m.head) <= " G_STRINGIFY (
                                      CORDIAL_LAST_TEXT_CHARACTERS) " THEN m.head END"
                                                                    ", c.comment, c.ended, c.pins, c.archived, c.role, c.offered FROM conversation AS c LEFT JOIN message AS m ON m.row ="
                                                                    " (SELECT row FROM message WHERE conversation = c.id AND deletion = 0 AND replaces IS NULL ORDER BY place DESC LIMIT 1)",
    error);
  if (!statement)
    return NULL;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      CordialConversationRecord *record =
        cordial_conversation_record_new ((const char *) sqlite3_column_text (statement, 0));

      record->fields = ~0;
      record->kind = sqlite3_column_int (statement, 1);
      record->name = cordial_store_dup_text (statement, 2);
      if (sqlite3_column_bytes (statement, 3) > 0)
        record->avatar = g_bytes_new (sqlite3_column_blob (statement, 3), sqlite3_column_bytes (statement, 3));
      record->avatar_uri = cordial_store_dup_text (statement, 4);
      record->seq = sqlite3_column_int64 (statement, 5);
      record->read = sqlite3_column_int64 (statement, 6);
      record->recv = sqlite3_column_int64 (statement, 7);
      record->peer_read = sqlite3_column_int64 (statement, 8);
      record->peer_recv = sqlite3_column_int64 (statement, 9);
      record->touched_ms = sqlite3_column_int64 (statement, 10);
      record->last_seen_ms = sqlite3_column_int64 (statement, 11);
      record->muted = sqlite3_column_int (statement, 12);
      record->writable = sqlite3_column_int (statement, 13);
      record->draft = cordial_store_dup_text (statement, 14);
      record->last_text = cordial_store_dup_text (statement, 15);
      record->last_sender_id = cordial_store_dup_text (statement, 16);
      if (record->last_text)
        record->last_state = sqlite3_column_int (statement, 17);
      record->epoch = sqlite3_column_int64 (statement, 18);
      record->last_head = cordial_store_dup_text (statement, 19);
      record->comment = cordial_store_dup_text (statement, 20);
      record->ended = sqlite3_column_int (statement, 21);
      record->pins = cordial_store_dup_text (statement, 22);
      record->archived = sqlite3_column_int (statement, 23);
      record->role = (CordialRole) CLAMP (sqlite3_column_int (statement, 24), 0, CORDIAL_ROLE_OWNER);
      record->offered = (CordialRole) CLAMP (sqlite3_column_int (statement, 25), 0, CORDIAL_ROLE_OWNER);
      g_ptr_array_add (records, record);
    }
  if (code != SQLITE_DONE)
    {
      cordial_database_set_error (reader, error);
      sqlite3_reset (statement);
      return NULL;
    }
  sqlite3_reset (statement);
  return g_steal_pointer (&records);
}

/**
 * cordial_store_list_outbox:
 * @self: a #CordialStore
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type CordialMessageRecord): every message that waits to be sent, in the order of writing
 */
GPtrArray *
cordial_store_list_outbox (CordialStore *self, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement = cordial_database_prepare (reader,
                                                      "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message WHERE row IN"
                                                      " (SELECT message FROM intent WHERE kind = ?) ORDER BY row",
                                                      error);

  if (!statement)
    return NULL;
  sqlite3_bind_int (statement, 1, CORDIAL_INTENT_SEND);
  return read_messages (reader, statement, error);
}

static GPtrArray *
read_intents (CordialDatabase *reader, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_intent_record_free);
  int code;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (records, cordial_store_intent_from_row (statement));
  if (code != SQLITE_DONE)
    cordial_database_set_error (reader, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE ? g_steal_pointer (&records) : NULL;
}

/**
 * cordial_store_list_intents:
 * @self: a #CordialStore
 * @conversation_id: (nullable): which conversation, %NULL for the intents that concern the account itself
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type CordialIntentRecord): those of that conversation, in the order of asking
 */
GPtrArray *
cordial_store_list_intents (CordialStore *self, const char *conversation_id, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement = cordial_database_prepare (
    reader, "SELECT " CORDIAL_INTENT_COLUMNS " FROM intent WHERE conversation IS ? ORDER BY row", error);

  if (!statement)
    return NULL;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  return read_intents (reader, statement, error);
}

/**
 * cordial_store_list_all_intents:
 * @self: a #CordialStore
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type CordialIntentRecord): all there are, those of a conversation together and in the
 *   order of asking; those of the account itself first
 */
GPtrArray *
cordial_store_list_all_intents (CordialStore *self, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement = cordial_database_prepare (
    reader, "SELECT " CORDIAL_INTENT_COLUMNS " FROM intent ORDER BY conversation, row", error);

  return statement ? read_intents (reader, statement, error) : NULL;
}

/**
 * cordial_store_read_next_intent:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @intent: (out) (nullable) (transfer full): the first that waits or is under way, %NULL if there is none
 * @error: return location for a #CordialStoreError
 *
 * Marks are not among them, nor what this version does not know, nor what is about a message that has no number and is not
 * the sending of it: that waits until it has one.
 *
 * Returns: whether that could be read
 */
gboolean
cordial_store_read_next_intent (CordialStore *self,
                                const char *conversation_id,
                                CordialIntentRecord **intent,
                                GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  g_autoptr (GPtrArray) intents = NULL;
  sqlite3_stmt *statement = cordial_database_prepare (
    reader,
    "SELECT " CORDIAL_INTENT_COLUMNS
    " FROM intent WHERE conversation = ?1 AND state NOT IN (?2, ?7) AND (kind BETWEEN ?3 AND ?4 OR kind IN (?5, ?6))"
    " AND (kind = ?3 OR kind = ?5 OR (SELECT seq FROM message WHERE message.row = intent.message) IS NOT NULL)"
    " ORDER BY row LIMIT 1",
    error);

  *intent = NULL;
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, CORDIAL_INTENT_FAILED);
  sqlite3_bind_int (statement, 3, CORDIAL_INTENT_SEND);
  sqlite3_bind_int (statement, 4, CORDIAL_INTENT_DELETE_FOR_ALL);
  sqlite3_bind_int (statement, 5, CORDIAL_INTENT_PIN);
  sqlite3_bind_int (statement, 6, CORDIAL_INTENT_REACT);
  sqlite3_bind_int (statement, 7, CORDIAL_INTENT_PAUSED);
  intents = read_intents (reader, statement, error);
  if (intents && intents->len > 0)
    *intent = cordial_intent_record_copy (intents->pdata[0]);
  return intents != NULL;
}

/**
 * cordial_store_read_versions:
 * @self: a #CordialStore
 * @message: a message with a number
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type gint64): its number, and those of what its writer replaced it with
 */
GArray *
cordial_store_read_versions (CordialStore *self, const CordialMessageRecord *message, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement = cordial_database_prepare (
    reader, "SELECT seq FROM message WHERE conversation = ?1 AND replaces = ?2 AND sender = ?3 ORDER BY seq", error);
  int code;

  if (!statement)
    return NULL;
  g_array_append_val (seqs, message->seq);
  sqlite3_bind_text (statement, 1, message->conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, message->seq);
  sqlite3_bind_text (statement, 3, message->sender_id, -1, SQLITE_STATIC);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      gint64 seq = sqlite3_column_int64 (statement, 0);

      if (seq > 0)
        g_array_append_val (seqs, seq);
    }
  if (code != SQLITE_DONE)
    cordial_database_set_error (reader, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE ? g_steal_pointer (&seqs) : NULL;
}

/**
 * cordial_store_read_message:
 * @self: a #CordialStore
 * @row: which message
 * @message: (out) (nullable) (transfer full): the message, %NULL if there is none
 * @error: return location for a #CordialStoreError
 *
 * Returns: whether that could be read
 */
gboolean
cordial_store_read_message (CordialStore *self, gint64 row, CordialMessageRecord **message, GError **error)
{
  return cordial_store_find_message (cordial_store_get_reader (self), row, message, error);
}

/**
 * cordial_store_read_range:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @low: first seq
 * @high: last seq, inclusive
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type CordialMessageRecord): ascending
 */
GPtrArray *
cordial_store_read_range (CordialStore *self, const char *conversation_id, gint64 low, gint64 high, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement = cordial_database_prepare (reader,
                                                      "SELECT " CORDIAL_MESSAGE_COLUMNS
                                                      " FROM message WHERE conversation = ?1 AND seq BETWEEN ?2 AND ?3"
                                                      " ORDER BY seq",
                                                      error);

  if (!statement)
    return NULL;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, low);
  sqlite3_bind_int64 (statement, 3, high);
  return read_messages (reader, statement, error);
}

/**
 * cordial_store_read_newest:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @message: (out) (nullable) (transfer full): its last message that is shown, also one that waits; %NULL if there is none
 * @error: return location for a #CordialStoreError
 *
 * What the chat list tells of a conversation; cordial_store_list_conversations() tells it of all of them.
 *
 * Returns: whether that could be read
 */
gboolean
cordial_store_read_newest (CordialStore *self,
                           const char *conversation_id,
                           CordialMessageRecord **message,
                           GError **error)
{
  return cordial_store_find_newest (cordial_store_get_reader (self), conversation_id, message, error);
}

/**
 * cordial_store_read_places:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @low: first place
 * @high: last place, inclusive
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type CordialMessageRecord): in their order, with numbers and without
 */
GPtrArray *
cordial_store_read_places (CordialStore *self, const char *conversation_id, gint64 low, gint64 high, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement =
    cordial_database_prepare (reader,
                              "SELECT " CORDIAL_MESSAGE_COLUMNS
                              " FROM message WHERE conversation = ?1 AND place BETWEEN ?2 AND ?3 ORDER BY place, row",
                              error);

  if (!statement)
    return NULL;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, low);
  sqlite3_bind_int64 (statement, 3, high);
  return read_messages (reader, statement, error);
}

/**
 * cordial_store_read_contents:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @before: a place; from %CORDIAL_PLACE_WAITING on is what waits
 * @limit: how many at most
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type CordialMessageRecord): what is there, stands before that place, and is more than a text,
 *   the newest first
 */
GPtrArray *
cordial_store_read_contents (CordialStore *self,
                             const char *conversation_id,
                             gint64 before,
                             guint limit,
                             GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement =
    cordial_database_prepare (reader,
                              "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message INDEXED BY message_with_content"
                              " WHERE conversation = ?1 AND place < ?2 AND content IS NOT NULL AND deletion = 0"
                              " AND replaces IS NULL ORDER BY place DESC LIMIT ?3",
                              error);

  if (!statement)
    return NULL;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, before);
  sqlite3_bind_int (statement, 3, (int) MIN (limit, G_MAXINT));
  return read_messages (reader, statement, error);
}

/**
 * cordial_store_read_place:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @seq: a number of the present epoch
 * @place: (out): where a message of that number stands, whether it is there or not
 * @error: return location for a #CordialStoreError
 *
 * Returns: whether that could be read
 */
gboolean
cordial_store_read_place (CordialStore *self, const char *conversation_id, gint64 seq, gint64 *place, GError **error)
{
  return cordial_store_find_place (cordial_store_get_reader (self), conversation_id, seq, place, error);
}

/**
 * cordial_store_list_places:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @low: first number, of the present epoch
 * @high: last number, inclusive
 * @error: return location for a #CordialStoreError
 *
 * Returns: (transfer full) (element-type CordialSpan): where messages of these numbers stand, whether they are there or not;
 *   nothing without a number stands in between
 */
GArray *
cordial_store_list_places (CordialStore *self, const char *conversation_id, gint64 low, gint64 high, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (CordialSpan));
  sqlite3_stmt *statement = cordial_database_prepare (
    reader,
    "WITH fork_or_start AS ("
    " SELECT low, shift FROM fork WHERE conversation = ?1 UNION ALL SELECT 0, 0"
    "), stretch AS ("
    " SELECT low, shift, coalesce (lead (low) OVER (ORDER BY low) - 1, ?3) AS high FROM fork_or_start"
    ")"
    "SELECT max (?2, low) + shift, min (?3, high) + shift FROM stretch WHERE low <= ?3 AND high >= ?2 ORDER BY low",
    error);
  int code;

  if (!statement)
    return NULL;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, low);
  sqlite3_bind_int64 (statement, 3, high);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      CordialSpan span = { sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1) };

      g_array_append_val (places, span);
    }
  if (code != SQLITE_DONE)
    cordial_database_set_error (reader, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE ? g_steal_pointer (&places) : NULL;
}

/* Calls @func with each conversation and run that a statement selects. */
static gboolean
tell_places (CordialDatabase *reader,
             sqlite3_stmt *statement,
             gboolean hidden,
             CordialStorePlaceFunc func,
             gpointer user_data,
             GError **error)
{
  int code;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      CordialSpan places = { sqlite3_column_int64 (statement, 1), sqlite3_column_int64 (statement, 2) };

      func ((const char *) sqlite3_column_text (statement, 0), hidden, places, user_data);
    }
  if (code != SQLITE_DONE)
    cordial_database_set_error (reader, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE;
}

/**
 * cordial_store_foreach_place:
 * @self: a #CordialStore
 * @func: (scope call): called for each run of places at which a message stands that does not wait; then, with @hidden, for
 *   those of them where one is on its way out, and is not shown
 * @user_data: passed to @func
 * @error: return location for a #CordialStoreError
 *
 * Runs come in no order. No message is looked at but those on their way out, so that it costs what there are runs.
 *
 * Returns: whether all could be read
 */
gboolean
cordial_store_foreach_place (CordialStore *self, CordialStorePlaceFunc func, gpointer user_data, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  /* A run of numbers is cut at the forks in it. */
  sqlite3_stmt *statement = cordial_database_prepare (
    reader,
    "WITH piece AS ("
    " SELECT conversation, low, high FROM span WHERE hole = 0"
    "), fork_or_start AS ("
    " SELECT conversation, low, shift FROM fork UNION ALL SELECT DISTINCT conversation, 1, 0 FROM fork"
    "), stretch AS ("
    " SELECT conversation, low, shift, coalesce (lead (low) OVER (PARTITION BY conversation ORDER BY low, shift) - 1, ?1)"
    " AS high FROM fork_or_start"
    ")"
    "SELECT p.conversation, max (p.low, s.low) + s.shift, min (p.high, s.high) + s.shift"
    " FROM piece AS p JOIN stretch AS s ON s.conversation = p.conversation AND s.low <= p.high AND s.high >= p.low"
    " UNION ALL SELECT conversation, low, high FROM piece WHERE conversation NOT IN (SELECT conversation FROM fork)"
    " UNION ALL SELECT conversation, low, high FROM span WHERE hole = 2",
    error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, CORDIAL_PLACE_WAITING);
  if (!tell_places (reader, statement, FALSE, func, user_data, error))
    return FALSE;

  statement = cordial_database_prepare (reader,
                                        "SELECT conversation, place, place FROM message"
                                        " WHERE deletion <> 0 AND place < ?1 AND row IN"
                                        " (SELECT message FROM intent WHERE kind IN (?2, ?3))",
                                        error);
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, CORDIAL_PLACE_WAITING);
  sqlite3_bind_int (statement, 2, CORDIAL_INTENT_DELETE_HERE);
  sqlite3_bind_int (statement, 3, CORDIAL_INTENT_DELETE_FOR_ALL);
  return tell_places (reader, statement, TRUE, func, user_data, error);
}

/**
 * cordial_store_foreach_span:
 * @self: a #CordialStore
 * @func: (scope call): called for each run of seqs that is there, or known not to be
 * @user_data: passed to @func
 * @error: return location for a #CordialStoreError
 */
gboolean
cordial_store_foreach_span (CordialStore *self, CordialStoreSpanFunc func, gpointer user_data, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement =
    cordial_database_prepare (reader, "SELECT conversation, hole, low, high FROM span WHERE hole < 2", error);
  int code;

  if (!statement)
    return FALSE;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      CordialSpan span = { sqlite3_column_int64 (statement, 2), sqlite3_column_int64 (statement, 3) };

      func ((const char *) sqlite3_column_text (statement, 0), sqlite3_column_int (statement, 1), span, user_data);
    }
  if (code != SQLITE_DONE)
    cordial_database_set_error (reader, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE;
}

/**
 * cordial_store_foreach_deletions:
 * @self: a #CordialStore
 * @func: (scope call): called for each conversation of which deletions are known, with the number of the newest of those
 * @user_data: passed to @func
 * @error: return location for a #CordialStoreError
 */
gboolean
cordial_store_foreach_deletions (CordialStore *self, CordialStoreDeletionsFunc func, gpointer user_data, GError **error)
{
  CordialDatabase *reader = cordial_store_get_reader (self);
  sqlite3_stmt *statement =
    cordial_database_prepare (reader, "SELECT conversation, high FROM span WHERE hole = ?1", error);
  int code;

  if (!statement)
    return FALSE;
  sqlite3_bind_int (statement, 1, CORDIAL_RUN_DELETIONS);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    func ((const char *) sqlite3_column_text (statement, 0), sqlite3_column_int64 (statement, 1), user_data);
  if (code != SQLITE_DONE)
    cordial_database_set_error (reader, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE;
}
