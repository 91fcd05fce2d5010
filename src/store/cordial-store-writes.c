/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each write does to the tables. These functions run on the store thread, inside a savepoint, and may run twice if the
 * transaction around them failed: they start from what they were given, not from what they did before.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-spans.h"
#include "cordial-store-private.h"

/* --- Small ones -------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *id; /* a conversation or a key */
  char *text;
  gint64 row;
  gint64 low;
  gint64 high;
  int state;
} Arguments;

/* In the place of a state: the wire has no numbers, and the store gives them. */
#define NUMBERED_HERE 1

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

static gboolean
write_message_state (CordialDatabase *database, gpointer data, GError **error)
{
  Arguments *arguments = data;
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "UPDATE message SET state = ?2, error = ?3 WHERE row = ?1 AND seq IS NULL", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, arguments->row);
  sqlite3_bind_int (statement, 2, arguments->state);
  sqlite3_bind_text (statement, 3, arguments->text, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

/**
 * cordial_store_set_message_state:
 * @row: a message in the outbox; one that has left it is not touched
 * @state: its new state
 * @error: (nullable): the server's reason
 */
void
cordial_store_set_message_state (CordialStore *self, gint64 row, CordialMessageState state, const char *error)
{
  Arguments *arguments = g_new0 (Arguments, 1);

  arguments->row = row;
  arguments->state = state;
  arguments->text = g_strdup (error);
  cordial_store_queue (self, write_message_state, arguments, (GDestroyNotify) arguments_free, NULL);
}

/* Of the outbox. */
static gboolean
delete_row (CordialDatabase *database, gint64 row, GError **error)
{
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "DELETE FROM message WHERE row = ? AND seq IS NULL", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row);
  return cordial_database_step (database, statement, error);
}

static gboolean
discard_message (CordialDatabase *database, gpointer data, GError **error)
{
  Arguments *arguments = data;

  return delete_row (database, arguments->row, error);
}

/**
 * cordial_store_discard_message:
 * @row: a message in the outbox that shall never be sent
 */
void
cordial_store_discard_message (CordialStore *self, gint64 row)
{
  Arguments *arguments = g_new0 (Arguments, 1);

  arguments->row = row;
  cordial_store_queue (self, discard_message, arguments, (GDestroyNotify) arguments_free, NULL);
}

/* --- Conversations ----------------------------------------------------------------------------------------------- */

static gboolean
ensure_conversation (CordialDatabase *database, const char *id, GError **error)
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
  };

  if (!ensure_conversation (database, record->id, error))
    return FALSE;
  /* A parameter left NULL leaves its column as it is. */
  statement = cordial_database_prepare (
    database,
    "UPDATE conversation SET kind = coalesce(?2, kind), name = coalesce(?3, name),"
    " avatar = CASE WHEN ?15 THEN ?4 ELSE avatar END, avatar_uri = CASE WHEN ?15 THEN ?5 ELSE avatar_uri END,"
    " seq = coalesce(?6, seq), read = coalesce(?7, read), recv = coalesce(?8, recv),"
    " peer_read = coalesce(?9, peer_read), peer_recv = coalesce(?10, peer_recv),"
    " touched_ms = coalesce(?11, touched_ms), last_seen_ms = coalesce(?12, last_seen_ms),"
    " muted = coalesce(?13, muted), writable = coalesce(?14, writable) WHERE id = ?1",
    error);
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, record->id, -1, SQLITE_STATIC);
  if (record->fields & CORDIAL_CONVERSATION_HAS_NAME)
    sqlite3_bind_text (statement, 3, record->name, -1, SQLITE_STATIC);
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

/* --- Spans ------------------------------------------------------------------------------------------------------- */

/* The runs of one kind that overlap or touch [low, high]. */
static CordialSpans *
load_spans (CordialDatabase *database,
            const char *conversation_id,
            gboolean hole,
            gint64 low,
            gint64 high,
            GError **error)
{
  g_autoptr (CordialSpans) spans = cordial_spans_new ();
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "SELECT low, high FROM span WHERE conversation = ?1 AND hole = ?2 AND low <= ?4 + 1 AND high >= ?3 - 1",
    error);
  int code;

  if (!statement)
    return NULL;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, hole);
  sqlite3_bind_int64 (statement, 3, low);
  sqlite3_bind_int64 (statement, 4, high);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    cordial_spans_add (spans, sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1));
  if (code != SQLITE_DONE)
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE ? g_steal_pointer (&spans) : NULL;
}

/* Adds [low, high] to the runs of one kind, or takes it out of them. */
static gboolean
change_spans (CordialDatabase *database,
              const char *conversation_id,
              gboolean hole,
              gboolean add,
              gint64 low,
              gint64 high,
              GError **error)
{
  g_autoptr (CordialSpans) spans = load_spans (database, conversation_id, hole, low, high, error);
  sqlite3_stmt *statement;

  if (!spans)
    return FALSE;
  statement = cordial_database_prepare (
    database, "DELETE FROM span WHERE conversation = ?1 AND hole = ?2 AND low <= ?4 + 1 AND high >= ?3 - 1", error);
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, hole);
  sqlite3_bind_int64 (statement, 3, low);
  sqlite3_bind_int64 (statement, 4, high);
  if (!cordial_database_step (database, statement, error))
    return FALSE;

  if (add)
    cordial_spans_add (spans, low, high);
  else
    cordial_spans_remove (spans, low, high);
  for (guint i = 0; i < cordial_spans_get_n_spans (spans); i++)
    {
      CordialSpan span = cordial_spans_get_span (spans, i);

      statement = cordial_database_prepare (
        database, "INSERT INTO span (conversation, hole, low, high) VALUES (?1, ?2, ?3, ?4)", error);
      if (!statement)
        return FALSE;
      sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
      sqlite3_bind_int (statement, 2, hole);
      sqlite3_bind_int64 (statement, 3, span.low);
      sqlite3_bind_int64 (statement, 4, span.high);
      if (!cordial_database_step (database, statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
change_all_spans (CordialDatabase *database,
                  const char *conversation_id,
                  gboolean hole,
                  gboolean add,
                  CordialSpans *what,
                  GError **error)
{
  for (guint i = 0; i < cordial_spans_get_n_spans (what); i++)
    {
      CordialSpan span = cordial_spans_get_span (what, i);

      if (!change_spans (database, conversation_id, hole, add, span.low, span.high, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
remove_range (CordialDatabase *database, gpointer data, GError **error)
{
  Arguments *arguments = data;
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "DELETE FROM message WHERE conversation = ?1 AND seq BETWEEN ?2 AND ?3", error);

  if (!statement || !ensure_conversation (database, arguments->id, error))
    return FALSE;
  sqlite3_bind_text (statement, 1, arguments->id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, arguments->low);
  sqlite3_bind_int64 (statement, 3, arguments->high);
  return cordial_database_step (database, statement, error) &&
         change_spans (database, arguments->id, FALSE, FALSE, arguments->low, arguments->high, error) &&
         change_spans (database, arguments->id, TRUE, TRUE, arguments->low, arguments->high, error);
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
  Arguments *arguments = g_new0 (Arguments, 1);

  arguments->id = g_strdup (conversation_id);
  arguments->low = low;
  arguments->high = high;
  cordial_store_queue (self, remove_range, arguments, (GDestroyNotify) arguments_free, NULL);
}

/* --- Messages ---------------------------------------------------------------------------------------------------- */

static gboolean
insert_message (CordialDatabase *database, CordialMessageRecord *record, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database,
    "INSERT INTO message (conversation, seq, cordial_id, sender, time_ms, state, text, content, head, error)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, record->conversation_id, -1, SQLITE_STATIC);
  if (record->seq > 0)
    sqlite3_bind_int64 (statement, 2, record->seq);
  sqlite3_bind_text (statement, 3, record->cordial_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, record->sender_id ? record->sender_id : "", -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 5, record->time_ms);
  sqlite3_bind_int (statement, 6, record->state);
  sqlite3_bind_text (statement, 7, record->text ? record->text : "", -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 8, record->content, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 9, record->head, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 10, record->error, -1, SQLITE_STATIC);
  if (!cordial_database_step (database, statement, error))
    return FALSE;
  record->row = sqlite3_last_insert_rowid (database->db);
  return TRUE;
}

static gboolean
enqueue (CordialDatabase *database, gpointer data, GError **error)
{
  CordialMessageRecord *record = data;

  return ensure_conversation (database, record->conversation_id, error) && insert_message (database, record, error);
}

/**
 * cordial_store_enqueue_async:
 * @self: a #CordialStore
 * @message: a message of ours without a seq
 * @callback: called when it is on disk, or is not
 * @user_data: passed to @callback
 *
 * Puts a message at the end of the outbox.
 */
void
cordial_store_enqueue_async (CordialStore *self,
                             const CordialMessageRecord *message,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cordial_store_enqueue_async);
  cordial_store_queue (self, enqueue, cordial_message_record_copy (message),
                       (GDestroyNotify) cordial_message_record_free, task);
}

/**
 * cordial_store_enqueue_finish:
 *
 * Returns: the row, or 0 with @error set
 */
gint64
cordial_store_enqueue_finish (CordialStore *self, GAsyncResult *result, GError **error)
{
  g_autoptr (CordialMessageRecord) record = g_task_propagate_pointer (G_TASK (result), error);

  return record ? record->row : 0;
}

static gboolean
number_message (CordialDatabase *database, gint64 row, gint64 seq, gint64 time_ms, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database,
    "UPDATE message SET seq = ?2, time_ms = CASE WHEN ?3 > 0 THEN ?3 ELSE time_ms END, state = ?4, error = NULL"
    " WHERE row = ?1 AND seq IS NULL",
    error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row);
  sqlite3_bind_int64 (statement, 2, seq);
  sqlite3_bind_int64 (statement, 3, time_ms);
  sqlite3_bind_int (statement, 4, CORDIAL_MESSAGE_SENT);
  return cordial_database_step (database, statement, error);
}

/* A single message by some condition, or NULL without an error if there is none. */
static CordialMessageRecord *
select_message (CordialDatabase *database, sqlite3_stmt *statement, GError **error)
{
  CordialMessageRecord *record = NULL;
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    record = cordial_store_message_from_row (statement);
  else if (code != SQLITE_DONE)
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  return record;
}

static CordialMessageRecord *
find_by_seq (CordialDatabase *database, const char *conversation_id, gint64 seq, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message WHERE conversation = ?1 AND seq = ?2", error);

  if (!statement)
    return NULL;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, seq);
  return select_message (database, statement, error);
}

/* Whether what is there under the number is the message of the outbox, from a server that did not keep its id. A server
 * that lies must not make a message of ours vanish behind another one. */
static gboolean
is_without_id (const CordialMessageRecord *there, const CordialMessageRecord *ours)
{
  return !there->cordial_id && g_strcmp0 (there->sender_id, ours->sender_id) == 0 &&
         g_strcmp0 (there->text, ours->text) == 0;
}

/* The number of the next message, where the wire has none. */
static gint64
next_seq (CordialDatabase *database, const char *conversation_id, GError **error)
{
  gint64 seq = 0;
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "SELECT max (seq) + 1 FROM message WHERE conversation = ? AND seq IS NOT NULL", error);

  if (!statement)
    return 0;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    seq = MAX (1, sqlite3_column_int64 (statement, 0));
  else
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  return seq;
}

static gboolean
acknowledge (CordialDatabase *database, gpointer data, GError **error)
{
  Arguments *arguments = data;
  g_autoptr (CordialMessageRecord) record = NULL;
  g_autoptr (CordialMessageRecord) there = NULL;
  GError *own_error = NULL;
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message WHERE row = ?", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, arguments->row);
  record = select_message (database, statement, &own_error);
  if (record && record->seq == 0 && !own_error && arguments->state == NUMBERED_HERE)
    arguments->low = next_seq (database, record->conversation_id, &own_error);
  if (record && record->seq == 0 && !own_error)
    there = find_by_seq (database, record->conversation_id, arguments->low, &own_error);
  if (own_error)
    {
      g_propagate_error (error, own_error);
      return FALSE;
    }
  /* It came back as a message of the conversation before its acknowledgement did. */
  if (!record || record->seq > 0)
    {
      arguments->low = record ? record->seq : arguments->low;
      return TRUE;
    }
  if (there && is_without_id (there, record))
    return delete_row (database, arguments->row, error);
  return number_message (database, arguments->row, arguments->low, arguments->high, error) &&
         change_spans (database, record->conversation_id, FALSE, TRUE, arguments->low, arguments->low, error) &&
         change_spans (database, record->conversation_id, TRUE, FALSE, arguments->low, arguments->low, error);
}

/**
 * cordial_store_acknowledge_async:
 * @self: a #CordialStore
 * @row: a message in the outbox
 * @seq: the number that the server gave it, 0 to give it the next one here
 * @time_ms: the server's time, Unix milliseconds, 0 to keep ours
 *
 * The message leaves the outbox.
 */
void
cordial_store_acknowledge_async (CordialStore *self,
                                 gint64 row,
                                 gint64 seq,
                                 gint64 time_ms,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Arguments *arguments = g_new0 (Arguments, 1);

  g_task_set_source_tag (task, cordial_store_acknowledge_async);
  arguments->row = row;
  arguments->low = seq;
  arguments->high = time_ms;
  arguments->state = seq == 0 ? NUMBERED_HERE : 0;
  cordial_store_queue (self, acknowledge, arguments, (GDestroyNotify) arguments_free, task);
}

/**
 * cordial_store_acknowledge_finish:
 *
 * Returns: the number of the message, or 0 with @error set
 */
gint64
cordial_store_acknowledge_finish (CordialStore *self, GAsyncResult *result, GError **error)
{
  Arguments *arguments = g_task_propagate_pointer (G_TASK (result), error);
  gint64 seq;

  if (!arguments)
    return 0;
  seq = arguments->low;
  arguments_free (arguments);
  return seq;
}

typedef struct
{
  char *conversation_id;
  GPtrArray *messages;
  gint64 cover_low;
  gint64 cover_high;
  CordialStoreChange *change;
} Insertion;

static void
insertion_free (Insertion *self)
{
  g_free (self->conversation_id);
  g_ptr_array_unref (self->messages);
  g_clear_pointer (&self->change, cordial_store_change_free);
  g_free (self);
}

CordialStoreChange *
cordial_store_change_new (void)
{
  CordialStoreChange *self = g_new0 (CordialStoreChange, 1);

  self->inserted = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  self->acknowledged = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  self->holes = g_array_new (FALSE, FALSE, sizeof (CordialSpan));
  return self;
}

void
cordial_store_change_free (CordialStoreChange *self)
{
  g_ptr_array_unref (self->inserted);
  g_ptr_array_unref (self->acknowledged);
  g_array_unref (self->holes);
  g_free (self);
}

/* The same id from the same sender is the same message; one that has a seq goes before one in the outbox. */
static CordialMessageRecord *
find_by_id (CordialDatabase *database, const CordialMessageRecord *message, GError **error)
{
  sqlite3_stmt *statement =
    cordial_database_prepare (database,
                              "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message"
                              " WHERE conversation = ?1 AND cordial_id = ?2 AND cordial_id IS NOT NULL AND sender = ?3"
                              " ORDER BY seq IS NULL LIMIT 1",
                              error);

  if (!statement)
    return NULL;
  sqlite3_bind_text (statement, 1, message->conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, message->cordial_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, message->sender_id, -1, SQLITE_STATIC);
  return select_message (database, statement, error);
}

/* Puts one message where it belongs and notes that in the change. */
static gboolean
place_message (CordialDatabase *database,
               Insertion *insertion,
               const CordialMessageRecord *message,
               CordialSpans *present,
               CordialSpans *holes,
               GError **error)
{
  g_autoptr (CordialMessageRecord) known = NULL;
  g_autoptr (CordialMessageRecord) copy = NULL;
  GError *own_error = NULL;
  gint64 seq;

  seq = message->seq;
  if (seq > 0)
    known = find_by_seq (database, message->conversation_id, seq, &own_error);
  if (known || own_error)
    goto out;

  if (message->cordial_id && message->sender_id)
    known = find_by_id (database, message, &own_error);
  if (own_error)
    goto out;
  if (known && known->seq > 0)
    {
      if (seq > 0)
        cordial_spans_add (holes, seq, seq);
      goto out;
    }
  if (seq == 0)
    seq = next_seq (database, message->conversation_id, &own_error);
  if (own_error)
    goto out;
  if (known)
    {
      known->seq = seq;
      known->time_ms = message->time_ms;
      known->state = CORDIAL_MESSAGE_SENT;
      g_clear_pointer (&known->error, g_free);
      if (!number_message (database, known->row, seq, message->time_ms, error))
        return FALSE;
      cordial_spans_add (present, seq, seq);
      g_ptr_array_add (insertion->change->acknowledged, g_steal_pointer (&known));
      return TRUE;
    }

  copy = cordial_message_record_copy (message);
  copy->seq = seq;
  copy->state = CORDIAL_MESSAGE_SENT;
  if (!insert_message (database, copy, error))
    return FALSE;
  cordial_spans_add (present, seq, seq);
  g_ptr_array_add (insertion->change->inserted, g_steal_pointer (&copy));
  return TRUE;

out:
  if (own_error)
    {
      g_propagate_error (error, own_error);
      return FALSE;
    }
  return TRUE;
}

/* What of the covered interval is neither there nor known to be missing, is missing. */
static gboolean
mark_missing (CordialDatabase *database, Insertion *insertion, CordialSpans *holes, GError **error)
{
  g_autoptr (CordialSpans) known = NULL;
  g_autoptr (CordialSpans) old_holes = NULL;
  CordialSpan gap;

  known = load_spans (database, insertion->conversation_id, FALSE, insertion->cover_low, insertion->cover_high, error);
  if (!known)
    return FALSE;
  old_holes =
    load_spans (database, insertion->conversation_id, TRUE, insertion->cover_low, insertion->cover_high, error);
  if (!old_holes)
    return FALSE;
  for (guint i = 0; i < cordial_spans_get_n_spans (old_holes); i++)
    {
      CordialSpan span = cordial_spans_get_span (old_holes, i);

      cordial_spans_add (known, span.low, span.high);
    }
  while (cordial_spans_last_gap (known, insertion->cover_low, insertion->cover_high, &gap))
    {
      cordial_spans_add (known, gap.low, gap.high);
      cordial_spans_add (holes, gap.low, gap.high);
    }
  return TRUE;
}

static gboolean
insert (CordialDatabase *database, gpointer data, GError **error)
{
  Insertion *insertion = data;
  g_autoptr (CordialSpans) present = cordial_spans_new ();
  g_autoptr (CordialSpans) holes = cordial_spans_new ();

  g_clear_pointer (&insertion->change, cordial_store_change_free);
  insertion->change = cordial_store_change_new ();

  if (!ensure_conversation (database, insertion->conversation_id, error))
    return FALSE;
  for (guint i = 0; i < insertion->messages->len; i++)
    if (!place_message (database, insertion, g_ptr_array_index (insertion->messages, i), present, holes, error))
      return FALSE;

  if (!change_all_spans (database, insertion->conversation_id, FALSE, TRUE, present, error) ||
      !change_all_spans (database, insertion->conversation_id, TRUE, FALSE, present, error))
    return FALSE;
  if (insertion->cover_low > 0 && !mark_missing (database, insertion, holes, error))
    return FALSE;
  if (!change_all_spans (database, insertion->conversation_id, TRUE, TRUE, holes, error))
    return FALSE;
  for (guint i = 0; i < cordial_spans_get_n_spans (holes); i++)
    {
      CordialSpan span = cordial_spans_get_span (holes, i);

      g_array_append_val (insertion->change->holes, span);
    }
  return TRUE;
}

/**
 * cordial_store_insert_async:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @messages: (element-type CordialMessageRecord): messages with a seq, or with 0 to get the next one here; not changed
 *   meanwhile
 * @cover_low: 0, or the first seq of an interval of which @messages are all that the server has
 * @cover_high: the last seq of it, inclusive
 *
 * Takes in what the server sent. One that bears the id of a message in the outbox acknowledges that; one that bears the
 * id of a message that is there already is a double and becomes a hole.
 */
void
cordial_store_insert_async (CordialStore *self,
                            const char *conversation_id,
                            GPtrArray *messages,
                            gint64 cover_low,
                            gint64 cover_high,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Insertion *insertion = g_new0 (Insertion, 1);

  g_task_set_source_tag (task, cordial_store_insert_async);
  insertion->conversation_id = g_strdup (conversation_id);
  insertion->messages = g_ptr_array_ref (messages);
  insertion->cover_low = cover_low;
  insertion->cover_high = cover_high;
  cordial_store_queue (self, insert, insertion, (GDestroyNotify) insertion_free, task);
}

/**
 * cordial_store_insert_finish:
 *
 * Returns: (transfer full) (nullable): what changed
 */
CordialStoreChange *
cordial_store_insert_finish (CordialStore *self, GAsyncResult *result, GError **error)
{
  Insertion *insertion = g_task_propagate_pointer (G_TASK (result), error);
  CordialStoreChange *change;

  if (!insertion)
    return NULL;
  change = g_steal_pointer (&insertion->change);
  insertion_free (insertion);
  return change;
}
