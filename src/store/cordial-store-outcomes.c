/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How an intent ends: the server carried it out, or it is taken back; and what here may tell that it did.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-intents-private.h"

/* --- Carried out ------------------------------------------------------------------------------------------------- */

/* The number holds nothing to show. */
static gboolean
make_hole (CordialDatabase *database, const char *conversation_id, gint64 seq, GError **error)
{
  return cordial_store_change_spans (database, conversation_id, CORDIAL_RUN_PRESENT, FALSE, seq, seq, error) &&
         cordial_store_change_spans (database, conversation_id, CORDIAL_RUN_HOLE, TRUE, seq, seq, error);
}

/* The replacement has a number of its own, under which it is kept and nothing is shown. One that a message has, or of another
 * epoch, is left alone. */
static gboolean
complete_edit (CordialDatabase *database,
               const CordialMessageRecord *message,
               const CordialIntentRecord *intent,
               const CordialIntentOutcome *outcome,
               GError **error)
{
  g_autoptr (CordialMessageRecord) replacement = NULL;
  g_autoptr (CordialMessageRecord) there = NULL;
  gint64 epoch;

  if (outcome->time_ms > 0 && !cordial_store_run (database, "UPDATE message SET edited_ms = ?2 WHERE row = ?1",
                                                  message->row, outcome->time_ms, error))
    return FALSE;
  if (outcome->seq <= 0)
    return TRUE;
  if (!cordial_store_get_number (database, "SELECT epoch FROM conversation WHERE id = ?", message->conversation_id, 0,
                                 &epoch, error) ||
      !cordial_store_find_by_seq (database, message->conversation_id, outcome->seq, &there, error))
    return FALSE;
  if (there || (outcome->epoch >= 0 && outcome->epoch != epoch))
    return TRUE;
  replacement = cordial_message_record_copy (message);
  replacement->seq = outcome->seq;
  replacement->replaces = message->seq;
  replacement->time_ms = outcome->time_ms > 0 ? outcome->time_ms : message->time_ms;
  g_set_str (&replacement->cordial_id, intent->payload);
  return cordial_store_insert_message (database, replacement, error) &&
         make_hole (database, message->conversation_id, outcome->seq, error);
}

static gboolean
complete_intent (CordialDatabase *database, gpointer data, GError **error)
{
  CordialStoreIntentChange *change = data;
  const CordialIntentOutcome *outcome = &change->outcome;
  g_autoptr (CordialIntentRecord) intent = NULL;
  g_autoptr (CordialMessageRecord) message = NULL;

  g_clear_pointer (&change->result_message, cordial_message_record_free);
  if (!cordial_store_find_intent (database, change->asked->row, &intent, error))
    return FALSE;
  if (!intent)
    return TRUE;
  if (intent->kind == CORDIAL_INTENT_SEND)
    return cordial_store_acknowledge_message (database, intent->message_row, outcome->seq, outcome->time_ms,
                                              outcome->epoch, &change->result_message, error);

  if (!cordial_store_delete_intent (database, intent->row, error) ||
      !cordial_store_find_message (database, intent->message_row, &message, error))
    return FALSE;
  if (message && intent->kind == CORDIAL_INTENT_EDIT && !complete_edit (database, message, intent, outcome, error))
    return FALSE;
  if (message && intent->kind == CORDIAL_INTENT_REACT &&
      !cordial_store_complete_reaction (database, message, intent, error))
    return FALSE;
  if (message && cordial_store_is_deletion (intent->kind))
    {
      if (!cordial_store_delete_message (database, message->row, error) ||
          !(message->seq > 0 ? make_hole (database, message->conversation_id, message->seq, error)
                             : cordial_store_change_spans (database, message->conversation_id, CORDIAL_RUN_UNNUMBERED,
                                                           FALSE, message->place, message->place, error)))
        return FALSE;
      change->result_message = g_steal_pointer (&message);
      return TRUE;
    }
  return cordial_store_find_message (database, intent->message_row, &change->result_message, error);
}

/**
 * cordial_store_complete_intent_async:
 * @self: a #CordialStore
 * @row: an intent; one that is not there any more is no error: a message of ours may have come back by itself
 * @outcome: (nullable): what the server answered
 *
 * The server carried it out. A message to send gets its number, time and place; whatever number the server gave, it is
 * acknowledged for ever: one that another message has already, or of an epoch that is over, is not kept, and the message
 * stands without one. An edit gets its time, and its own number is known to hold nothing to show. A deleted message goes,
 * and its number holds nothing. A reaction is one of those that the message has.
 */
void
cordial_store_complete_intent_async (CordialStore *self,
                                     gint64 row,
                                     const CordialIntentOutcome *outcome,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  CordialStoreIntentChange *change;

  g_return_if_fail (CORDIAL_IS_STORE (self));

  change = cordial_store_intent_change_new (NULL, NULL);
  change->asked->row = row;
  change->outcome = outcome ? *outcome : (CordialIntentOutcome) { .epoch = -1 };
  cordial_store_queue_call (self, complete_intent, change, (GDestroyNotify) cordial_store_intent_change_free,
                            cordial_store_complete_intent_async, callback, user_data);
}

/* --- Taken back ------------------------------------------------------------------------------------------------------- */

static gboolean
take_back_intent (CordialDatabase *database, gpointer data, GError **error)
{
  CordialStoreIntentChange *change = data;
  g_autoptr (CordialIntentRecord) intent = NULL;

  g_clear_pointer (&change->result_message, cordial_message_record_free);
  if (!cordial_store_find_intent (database, change->asked->row, &intent, error))
    return FALSE;
  if (!intent)
    return TRUE;
  if (intent->kind == CORDIAL_INTENT_SEND)
    return cordial_store_delete_message (database, intent->message_row, error);
  if (intent->kind == CORDIAL_INTENT_EDIT && !cordial_store_take_back_edit (database, intent, error))
    return FALSE;
  if (cordial_store_is_deletion (intent->kind) &&
      !cordial_store_run (database, "UPDATE message SET deletion = 0 WHERE row = ?", intent->message_row, 0, error))
    return FALSE;
  return cordial_store_delete_intent (database, intent->row, error) &&
         cordial_store_find_message (database, intent->message_row, &change->result_message, error);
}

/**
 * cordial_store_take_back_intent_async:
 * @self: a #CordialStore
 * @row: an intent; one that is not there any more is no error
 *
 * It shall not happen: a person took it back or discards what failed, or the server said no. The message to send goes, the
 * edited one gets its old content, the deleted one comes back.
 */
void
cordial_store_take_back_intent_async (CordialStore *self, gint64 row, GAsyncReadyCallback callback, gpointer user_data)
{
  CordialStoreIntentChange *change;

  g_return_if_fail (CORDIAL_IS_STORE (self));

  change = cordial_store_intent_change_new (NULL, NULL);
  change->asked->row = row;
  cordial_store_queue_call (self, take_back_intent, change, (GDestroyNotify) cordial_store_intent_change_free,
                            cordial_store_take_back_intent_async, callback, user_data);
}

/**
 * cordial_store_change_intent_finish:
 * @message: (out) (optional) (nullable) (transfer full): the message that the intent was about, as it is now; a deleted one
 *   as it was; %NULL if there is none
 *
 * Ends every call on an intent but the adding.
 *
 * Returns: whether it is on disk
 */
gboolean
cordial_store_change_intent_finish (CordialStore *self,
                                    GAsyncResult *result,
                                    CordialMessageRecord **message,
                                    GError **error)
{
  CordialStoreIntentChange *change = g_task_propagate_pointer (G_TASK (result), error);

  if (message)
    *message = change ? g_steal_pointer (&change->result_message) : NULL;
  if (!change)
    return FALSE;
  cordial_store_intent_change_free (change);
  return TRUE;
}

/* --- Carried out, maybe ------------------------------------------------------------------------------------------ */

/* Other messages that may have come between the saying of ours and its arrival. */
#define NAMELESS_MAX 1000

/**
 * cordial_store_read_nameless:
 * @self: a #CordialStore
 * @message: one of ours that may have been said
 * @above: the newest number before that
 * @seq: (out): the first number after it under which the server has the same words from the same sender, without an id; 0 for
 *   none
 * @witness: (out): the newest number under which a message of that sender stands that has an id here; 0 for none
 * @error: return location for a #CordialStoreError
 *
 * Such a message is ours if the server keeps no ids, and somebody else's work if it does, as another application of the same
 * person's. Whether the server has the id of the witness tells which.
 *
 * Returns: whether that could be read
 */
gboolean
cordial_store_read_nameless (CordialStore *self,
                             const CordialMessageRecord *message,
                             gint64 above,
                             gint64 *seq,
                             gint64 *witness,
                             GError **error)
{
  sqlite3_stmt *statement;
  gboolean found;

  g_return_val_if_fail (CORDIAL_IS_STORE (self), FALSE);

  *seq = *witness = 0;
  statement = cordial_database_prepare (
    cordial_store_get_reader (self),
    "SELECT (SELECT min (seq) FROM message WHERE conversation = ?1 AND seq > ?2 AND seq <= ?3 AND sender = ?4"
    "        AND cordial_id IS NULL AND text = ?5 AND content IS ?6),"
    "       (SELECT seq FROM message WHERE conversation = ?1 AND seq IS NOT NULL AND seq <= ?2 AND sender = ?4"
    "        AND cordial_id IS NOT NULL ORDER BY seq DESC LIMIT 1)",
    error);
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, message->conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, above);
  sqlite3_bind_int64 (statement, 3, above + NAMELESS_MAX);
  sqlite3_bind_text (statement, 4, message->sender_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 5, message->text, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 6, message->content, -1, SQLITE_STATIC);
  found = sqlite3_step (statement) == SQLITE_ROW;
  if (found)
    {
      *seq = sqlite3_column_int64 (statement, 0);
      *witness = sqlite3_column_int64 (statement, 1);
    }
  else
    {
      cordial_database_set_error (cordial_store_get_reader (self), error);
    }
  sqlite3_reset (statement);
  return found;
}
