/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server that was restored from a backup gives numbers a second time. Then a new epoch of the conversation begins: up to
 * the last message that both have under the same number all stays as it is; what is here after that loses its number and
 * keeps its place, as history; what the server has after that is matched with it, or stands behind it. What was sent stays
 * sent, whatever the server has forgotten.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

typedef struct
{
  char *conversation_id;
  GPtrArray *messages;
  gint64 cover_low;
  gint64 cover_high;
  CordialStoreChange *change;
} Beginning;

static void
beginning_free (Beginning *self)
{
  g_free (self->conversation_id);
  g_ptr_array_unref (self->messages);
  g_clear_pointer (&self->change, cordial_store_change_free);
  g_free (self);
}

/* The lowest number that is another message here than there, and the highest below it that is the same: above a conflict some
 * of the server's new numbers may be here already. */
static gboolean
find_agreed (CordialDatabase *database, GPtrArray *messages, gint64 *agreed, gint64 *conflict, GError **error)
{
  g_autoptr (CordialSpans) same = cordial_spans_new ();

  *agreed = *conflict = 0;
  for (guint i = 0; i < messages->len; i++)
    {
      const CordialMessageRecord *message = g_ptr_array_index (messages, i);
      g_autoptr (CordialMessageRecord) here = NULL;

      if (!cordial_store_find_by_seq (database, message->conversation_id, message->seq, &here, error))
        return FALSE;
      if (!here)
        continue;
      if (cordial_message_record_is_same (here, message))
        cordial_spans_add (same, message->seq, message->seq);
      else if (*conflict == 0 || message->seq < *conflict)
        *conflict = message->seq;
    }
  if (*conflict > 0)
    cordial_spans_remove (same, *conflict, G_MAXINT64);
  *agreed = cordial_spans_max (same);
  return TRUE;
}

/**
 * cordial_store_read_agreement:
 * @self: a #CordialStore
 * @messages: (element-type CordialMessageRecord): what the server has under some numbers of one conversation
 * @agreed: (out): the highest of these numbers under which the same message is here, below the first conflict; 0 for none
 * @conflict: (out): the lowest of them under which another message is here, 0 for none
 * @error: return location for a #CordialStoreError
 *
 * Whoever suspects that the numbers began anew asks the server for older and older messages until there is an agreement, or
 * there are no older ones, and then begins the epoch with all of them.
 *
 * Returns: whether that could be read
 */
gboolean
cordial_store_read_agreement (CordialStore *self, GPtrArray *messages, gint64 *agreed, gint64 *conflict, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_STORE (self), FALSE);

  return find_agreed (cordial_store_get_reader (self), messages, agreed, conflict, error);
}

/* Runs one statement with the conversation as ?1 and the number as ?2. */
static gboolean
run_on_numbers (CordialDatabase *database, const char *sql, const char *conversation_id, gint64 seq, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, sql, error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, seq);
  return cordial_database_step (database, statement, error);
}

/* Where something stands whose number is above the agreement, something will stand without one. */
static gboolean
note_unnumbered (CordialDatabase *database, const char *conversation_id, gint64 agreed, GError **error)
{
  g_autoptr (CordialSpans) places = cordial_spans_new ();
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "SELECT place FROM message WHERE conversation = ?1 AND seq > ?2", error);
  int code;

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, agreed);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    cordial_spans_add (places, sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 0));
  if (code != SQLITE_DONE)
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  if (code != SQLITE_DONE)
    return FALSE;
  for (guint i = 0; i < cordial_spans_get_n_spans (places); i++)
    {
      CordialSpan run = cordial_spans_get_span (places, i);

      if (!cordial_store_change_spans (database, conversation_id, CORDIAL_RUN_UNNUMBERED, TRUE, run.low, run.high,
                                       error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
begin_epoch (CordialDatabase *database, gpointer data, GError **error)
{
  Beginning *beginning = data;
  const char *id = beginning->conversation_id;
  gint64 agreed, conflict, newest = beginning->cover_high;
  CordialStoreChange *change;

  g_clear_pointer (&beginning->change, cordial_store_change_free);
  beginning->change = change = cordial_store_change_new ();
  for (guint i = 0; i < beginning->messages->len; i++)
    newest = MAX (newest, ((CordialMessageRecord *) g_ptr_array_index (beginning->messages, i))->seq);

  if (!cordial_store_ensure_conversation (database, id, error) ||
      !find_agreed (database, beginning->messages, &agreed, &conflict, error))
    return FALSE;
  change->agreed = agreed;
  /* What was read of the old numbers says nothing of the new ones, and marks that wait speak of the old ones. */
  if (!run_on_numbers (database,
                       "UPDATE conversation SET epoch = epoch + 1, seq = min (seq, ?2), read = min (read, ?2),"
                       " recv = min (recv, ?2), peer_read = min (peer_read, ?2), peer_recv = min (peer_recv, ?2)"
                       " WHERE id = ?1",
                       id, agreed, error) ||
      !run_on_numbers (database,
                       "UPDATE member SET read = min (read, ?2), recv = min (recv, ?2) WHERE conversation = ?1", id,
                       agreed, error) ||
      !run_on_numbers (database, "DELETE FROM intent WHERE conversation = ?1 AND kind = ?2", id, CORDIAL_INTENT_MARK,
                       error) ||
      !run_on_numbers (database,
                       "DELETE FROM intent WHERE conversation = ?1 AND kind = 6 AND CAST (slot AS INTEGER) > ?2", id,
                       agreed, error) ||
      /* What replaces others is shown in them already, and is no history of its own. */
      !run_on_numbers (database, "DELETE FROM message WHERE conversation = ?1 AND seq > ?2 AND replaces IS NOT NULL",
                       id, agreed, error) ||
      !note_unnumbered (database, id, agreed, error) ||
      !run_on_numbers (database, "UPDATE message SET seq = NULL WHERE conversation = ?1 AND seq > ?2", id, agreed,
                       error) ||
      !cordial_store_change_spans (database, id, CORDIAL_RUN_PRESENT, FALSE, agreed + 1, G_MAXINT64, error) ||
      !cordial_store_change_spans (database, id, CORDIAL_RUN_HOLE, FALSE, agreed + 1, G_MAXINT64, error) ||
      !cordial_store_change_spans (database, id, CORDIAL_RUN_DELETIONS, FALSE, 1, G_MAXINT64, error) ||
      !cordial_store_fork (database, id, agreed + 1, error))
    return FALSE;

  return cordial_store_take_in (database, id, beginning->messages, beginning->cover_low, beginning->cover_high, change,
                                error) &&
         run_on_numbers (database, "UPDATE conversation SET seq = max (seq, ?2) WHERE id = ?1", id, newest, error) &&
         cordial_store_get_number (database, "SELECT epoch FROM conversation WHERE id = ?", id, 0, &change->epoch,
                                   error);
}

/**
 * cordial_store_begin_epoch_async:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @messages: (element-type CordialMessageRecord): what the server has now, down to an agreement with what is here or to its
 *   first message; not changed meanwhile
 * @cover_low: 0, or the first seq of an interval of which @messages are all that the server has
 * @cover_high: the last seq of it, inclusive
 * @callback: called when it is on disk, or is not
 * @user_data: passed to @callback
 *
 * The server's numbers in this conversation began anew. All in one transaction: the conversation's epoch is counted up;
 * numbers above the agreement are taken from the messages here, from the spans and from what was read; marks that wait are
 * dropped; @messages are taken in, and matched by their id, or by sender, time and text, with what lost its number. What is
 * matched with nothing keeps its place before the new messages. Messages that the server once acknowledged stay so, those
 * that wait go on waiting. From this call on no page may be inserted that was asked for before it.
 */
void
cordial_store_begin_epoch_async (CordialStore *self,
                                 const char *conversation_id,
                                 GPtrArray *messages,
                                 gint64 cover_low,
                                 gint64 cover_high,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  Beginning *beginning = g_new0 (Beginning, 1);

  beginning->conversation_id = g_strdup (conversation_id);
  beginning->messages = g_ptr_array_ref (messages);
  beginning->cover_low = cover_low;
  beginning->cover_high = cover_high;
  cordial_store_queue_call (self, begin_epoch, beginning, (GDestroyNotify) beginning_free,
                            cordial_store_begin_epoch_async, callback, user_data);
}

/**
 * cordial_store_begin_epoch_finish:
 *
 * Returns: (transfer full) (nullable): what changed, with the epoch and the agreement. Places of messages may have changed
 *   too: whoever shows the conversation reads it anew
 */
CordialStoreChange *
cordial_store_begin_epoch_finish (CordialStore *self, GAsyncResult *result, GError **error)
{
  Beginning *beginning = g_task_propagate_pointer (G_TASK (result), error);
  CordialStoreChange *change;

  if (!beginning)
    return NULL;
  change = g_steal_pointer (&beginning->change);
  beginning_free (beginning);
  return change;
}
