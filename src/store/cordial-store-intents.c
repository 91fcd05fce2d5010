/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person asked for and a server has yet to hear. An intent and what it does to a message here are written together
 * and taken back together: the message to send is there with its intent, the edited one bears its new content and the intent
 * the old one, the deleted one is marked. Which intent may be tried when is for others to know. These functions run on the
 * store thread, inside a savepoint, and may run twice: what they were given stays as it was.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-config.h"

#include "cordial-store-intents-private.h"

#include <glib/gi18n-lib.h>

CordialStoreIntentChange *
cordial_store_intent_change_new (const CordialIntentRecord *asked, const CordialMessageRecord *message)
{
  CordialStoreIntentChange *self = g_new0 (CordialStoreIntentChange, 1);

  self->asked = asked ? cordial_intent_record_copy (asked) : g_new0 (CordialIntentRecord, 1);
  self->message = cordial_message_record_copy (message);
  return self;
}

void
cordial_store_intent_change_free (CordialStoreIntentChange *self)
{
  cordial_intent_record_free (self->asked);
  cordial_message_record_free (self->message);
  cordial_intent_record_free (self->result);
  cordial_message_record_free (self->result_message);
  g_free (self->before);
  g_free (self);
}

/* Runs one statement with these parameters, as many as it has. */
gboolean
cordial_store_run (CordialDatabase *database, const char *sql, gint64 first, gint64 second, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, sql, error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, first);
  if (sqlite3_bind_parameter_count (statement) > 1)
    sqlite3_bind_int64 (statement, 2, second);
  return cordial_database_step (database, statement, error);
}

gboolean
cordial_store_delete_intent (CordialDatabase *database, gint64 row, GError **error)
{
  return cordial_store_run (database, "DELETE FROM intent WHERE row = ?", row, 0, error);
}

gboolean
cordial_store_is_deletion (CordialIntentKind kind)
{
  return kind == CORDIAL_INTENT_DELETE_HERE || kind == CORDIAL_INTENT_DELETE_FOR_ALL;
}

/* --- Finding one ------------------------------------------------------------------------------------------------- */

static gboolean
select_intent (CordialDatabase *database, sqlite3_stmt *statement, CordialIntentRecord **record, GError **error)
{
  int code = sqlite3_step (statement);

  *record = code == SQLITE_ROW ? cordial_store_intent_from_row (statement) : NULL;
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE;
}

gboolean
cordial_store_find_intent (CordialDatabase *database, gint64 row, CordialIntentRecord **record, GError **error)
{
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "SELECT " CORDIAL_INTENT_COLUMNS " FROM intent WHERE row = ?", error);

  *record = NULL;
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row);
  return select_intent (database, statement, record, error);
}

static gboolean
find_send_intent (CordialDatabase *database, gint64 message_row, CordialIntentRecord **record, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "SELECT " CORDIAL_INTENT_COLUMNS " FROM intent WHERE message = ?1 AND kind = ?2", error);

  *record = NULL;
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, message_row);
  sqlite3_bind_int (statement, 2, CORDIAL_INTENT_SEND);
  return select_intent (database, statement, record, error);
}

/* The intent whose place @asked takes: of the same kind, about the same thing, and not on the wire. */
static gboolean
find_collapsing (CordialDatabase *database,
                 const CordialIntentRecord *asked,
                 CordialIntentRecord **record,
                 GError **error)
{
  sqlite3_stmt *statement;

  *record = NULL;
  if (!asked->slot && asked->message_row == 0)
    return TRUE;
  statement = cordial_database_prepare (database,
                                        "SELECT " CORDIAL_INTENT_COLUMNS " FROM intent"
                                        " WHERE conversation IS ?1 AND kind = ?2 AND slot IS ?3 AND message IS ?4"
                                        " AND state <> ?5 ORDER BY row DESC LIMIT 1",
                                        error);
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, asked->conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, asked->kind);
  sqlite3_bind_text (statement, 3, asked->slot, -1, SQLITE_STATIC);
  if (asked->message_row > 0)
    sqlite3_bind_int64 (statement, 4, asked->message_row);
  sqlite3_bind_int (statement, 5, CORDIAL_INTENT_UNDER_WAY);
  return select_intent (database, statement, record, error);
}

/* What the edit replaced comes back; where a later edit stands on it, that one would bring it back. */
gboolean
cordial_store_take_back_edit (CordialDatabase *database, const CordialIntentRecord *intent, GError **error)
{
  gint64 later;
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "SELECT min (row) FROM intent WHERE message = ?1 AND kind = ?2 AND row > ?3", error);
  gboolean found;

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, intent->message_row);
  sqlite3_bind_int (statement, 2, CORDIAL_INTENT_EDIT);
  sqlite3_bind_int64 (statement, 3, intent->row);
  found = sqlite3_step (statement) == SQLITE_ROW;
  later = found ? sqlite3_column_int64 (statement, 0) : 0;
  if (!found)
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  if (!found)
    return FALSE;
  if (later > 0)
    return cordial_store_run (
      database,
      "UPDATE intent SET (old_text, old_content, old_head, old_edited_ms) ="
      " (SELECT old_text, old_content, old_head, old_edited_ms FROM intent WHERE row = ?2) WHERE row = ?1",
      later, intent->row, error);
  return cordial_store_run (
    database,
    "UPDATE message SET (text, content, head, edited_ms) ="
    " (SELECT old_text, old_content, old_head, old_edited_ms FROM intent WHERE row = ?2) WHERE row = ?1",
    intent->message_row, intent->row, error);
}

/* --- Adding ------------------------------------------------------------------------------------------------------ */

static gboolean
insert_intent (CordialDatabase *database, CordialIntentRecord *record, GError **error)
{
  sqlite3_stmt *statement =
    cordial_database_prepare (database,
                              "INSERT INTO intent (conversation, kind, slot, payload, message, state, attempts, reason,"
                              " created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                              error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, record->conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, record->kind);
  sqlite3_bind_text (statement, 3, record->slot, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, record->payload, -1, SQLITE_STATIC);
  if (record->message_row > 0)
    sqlite3_bind_int64 (statement, 5, record->message_row);
  sqlite3_bind_int (statement, 6, record->state);
  sqlite3_bind_int64 (statement, 7, record->attempts);
  sqlite3_bind_text (statement, 8, record->reason, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 9, record->created_ms);
  if (!cordial_database_step (database, statement, error))
    return FALSE;
  record->row = sqlite3_last_insert_rowid (database->db);
  return TRUE;
}

static gboolean
write_payload (CordialDatabase *database, gint64 row, const char *payload, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, "UPDATE intent SET payload = ?2 WHERE row = ?1", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row);
  sqlite3_bind_text (statement, 2, payload, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

static gboolean
write_state (CordialDatabase *database,
             gint64 row,
             CordialIntentState state,
             guint attempts,
             const char *reason,
             GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "UPDATE intent SET state = ?2, attempts = ?3, reason = ?4 WHERE row = ?1", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row);
  sqlite3_bind_int (statement, 2, state);
  sqlite3_bind_int64 (statement, 3, attempts);
  sqlite3_bind_text (statement, 4, reason, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

/* What is shown of a message that waits. */
static gboolean
write_message_state (CordialDatabase *database,
                     gint64 row,
                     CordialMessageState state,
                     const char *reason,
                     GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "UPDATE message SET state = ?2, error = ?3 WHERE row = ?1 AND state <> ?4", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row);
  sqlite3_bind_int (statement, 2, state);
  sqlite3_bind_text (statement, 3, reason, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 4, CORDIAL_MESSAGE_SENT);
  return cordial_database_step (database, statement, error);
}

static gboolean
write_content (CordialDatabase *database, gint64 row, const CordialMessageRecord *content, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "UPDATE message SET text = ?2, content = ?3, head = ?4, edited_ms = ?5 WHERE row = ?1", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row);
  sqlite3_bind_text (statement, 2, content->text ? content->text : "", -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, content->content, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, content->head, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 5, content->edited_ms);
  return cordial_database_step (database, statement, error);
}

/* Puts the intent on disk, in the place of one that it replaces. @collapsed says which of the two. */
static gboolean
add_or_collapse (CordialDatabase *database, CordialIntentRecord *intent, gboolean *collapsed, GError **error)
{
  g_autoptr (CordialIntentRecord) before = NULL;

  *collapsed = FALSE;
  if (!find_collapsing (database, intent, &before, error))
    return FALSE;
  if (!before)
    return insert_intent (database, intent, error);
  *collapsed = TRUE;
  intent->row = before->row;
  return write_payload (database, before->row, intent->payload, error) &&
         write_state (database, before->row, intent->state, 0, NULL, error);
}

static gboolean
add_send (CordialDatabase *database, CordialStoreIntentChange *change, GError **error)
{
  CordialIntentRecord *intent = change->result;
  g_autoptr (CordialMessageRecord) message = cordial_message_record_copy (change->message);

  if (message)
    {
      message->seq = 0;
      if (message->state == CORDIAL_MESSAGE_SENT)
        message->state = CORDIAL_MESSAGE_QUEUED;
      if (!cordial_store_insert_message (database, message, error))
        return FALSE;
      intent->message_row = message->row;
    }
  change->result_message = g_steal_pointer (&message);
  return insert_intent (database, intent, error);
}

static gboolean
set_not_found (GError **error)
{
  g_set_error_literal (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_NOT_FOUND,
                       _ ("The message is not there any more."));
  return FALSE;
}

static gboolean
add_edit (CordialDatabase *database, CordialStoreIntentChange *change, CordialIntentRecord *send, GError **error)
{
  CordialIntentRecord *intent = change->result;
  gboolean collapsed;

  /* What nobody has heard yet is said otherwise. */
  if (send && send->state != CORDIAL_INTENT_UNDER_WAY)
    {
      cordial_intent_record_free (change->result);
      change->result = cordial_intent_record_copy (send);
      change->message->edited_ms = 0;
      return write_content (database, send->message_row, change->message, error);
    }
  return add_or_collapse (database, intent, &collapsed, error) &&
         (collapsed ||
          cordial_store_run (database,
                             "UPDATE intent SET (old_text, old_content, old_head, old_edited_ms) ="
                             " (SELECT text, content, head, edited_ms FROM message WHERE row = ?2) WHERE row = ?1",
                             intent->row, intent->message_row, error)) &&
         write_content (database, intent->message_row, change->message, error);
}

/* Takes back what of that kind is not on the wire and about the message of @intent. */
static gboolean
drop_all (CordialDatabase *database, CordialIntentKind kind, const CordialIntentRecord *intent, GError **error)
{
  const CordialIntentRecord like = { .conversation_id = intent->conversation_id,
                                     .kind = kind,
                                     .message_row = intent->message_row };
  g_autoptr (CordialIntentRecord) found = NULL;

  while (find_collapsing (database, &like, &found, error))
    {
      if (!found)
        return TRUE;
      if ((kind == CORDIAL_INTENT_EDIT && !cordial_store_take_back_edit (database, found, error)) ||
          !cordial_store_delete_intent (database, found->row, error))
        return FALSE;
      g_clear_pointer (&found, cordial_intent_record_free);
    }
  return FALSE;
}

static gboolean
add_deletion (CordialDatabase *database, CordialStoreIntentChange *change, CordialIntentRecord *send, GError **error)
{
  CordialIntentRecord *intent = change->result;

  if (send && send->state != CORDIAL_INTENT_UNDER_WAY)
    {
      intent->row = 0;
      return cordial_store_delete_message (database, intent->message_row, error);
    }
  /* Nobody needs to hear first how it would have been changed, or that it is to go a little. */
  return drop_all (database, CORDIAL_INTENT_EDIT, intent, error) &&
         drop_all (database, CORDIAL_INTENT_DELETE_HERE, intent, error) &&
         drop_all (database, CORDIAL_INTENT_DELETE_FOR_ALL, intent, error) &&
         cordial_store_run (database, "UPDATE message SET deletion = ?2 WHERE row = ?1", intent->message_row,
                            intent->kind == CORDIAL_INTENT_DELETE_HERE ? CORDIAL_MESSAGE_DELETED_HERE
                                                                       : CORDIAL_MESSAGE_DELETED_FOR_ALL,
                            error) &&
         insert_intent (database, intent, error);
}

static gboolean
add_intent (CordialDatabase *database, gpointer data, GError **error)
{
  CordialStoreIntentChange *change = data;
  g_autoptr (CordialMessageRecord) target = NULL;
  g_autoptr (CordialIntentRecord) send = NULL;
  gint64 message_row = change->asked->message_row;
  gboolean collapsed;

  g_clear_pointer (&change->result, cordial_intent_record_free);
  g_clear_pointer (&change->result_message, cordial_message_record_free);
  change->result = cordial_intent_record_copy (change->asked);
  if (change->asked->conversation_id &&
      !cordial_store_ensure_conversation (database, change->asked->conversation_id, error))
    return FALSE;
  if (message_row > 0 && (!cordial_store_find_message (database, message_row, &target, error) ||
                          !find_send_intent (database, message_row, &send, error)))
    return FALSE;
  if (message_row > 0 && !target)
    return set_not_found (error);

  switch (change->asked->kind)
    {
    case CORDIAL_INTENT_SEND:
      return add_send (database, change, error);
    case CORDIAL_INTENT_EDIT:
      return add_edit (database, change, send, error);
    case CORDIAL_INTENT_DELETE_HERE:
    case CORDIAL_INTENT_DELETE_FOR_ALL:
      return add_deletion (database, change, send, error);
    case CORDIAL_INTENT_MARK:
    default:
      return add_or_collapse (database, change->result, &collapsed, error);
    }
}

/**
 * cordial_store_add_intent_async:
 * @self: a #CordialStore
 * @intent: what is asked for; its row is given by the store
 * @message: (nullable): to send: the message, which is put at the end of what waits. To edit: the new text, content, head
 *   and edited_ms of the message that the intent names. Otherwise %NULL
 * @callback: called when it is on disk, or is not
 * @user_data: passed to @callback
 *
 * Keeps an intent and shows it: in one transaction with it the message to send is there, the edited one bears its new
 * content, the deleted one is marked.
 *
 * Where the message that is edited or deleted waits itself and is not on the wire, there is nothing to tell a server: an
 * edit changes it, and a deletion takes it and its intent out. An edit takes the place of one of the same message that is
 * not on the wire, a deletion that of every such edit and deletion. An intent with a slot takes the place of one with the
 * same kind, conversation and slot that is not on the wire, as new, without attempts.
 */
void
cordial_store_add_intent_async (CordialStore *self,
                                const CordialIntentRecord *intent,
                                const CordialMessageRecord *message,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (CORDIAL_IS_STORE (self));
  g_return_if_fail (intent != NULL);
  g_return_if_fail (intent->kind != CORDIAL_INTENT_SEND || (message != NULL && intent->message_row == 0));
  g_return_if_fail (intent->kind != CORDIAL_INTENT_EDIT || (message != NULL && intent->message_row > 0));
  g_return_if_fail (!cordial_store_is_deletion (intent->kind) || intent->message_row > 0);

  cordial_store_queue_call (self, add_intent, cordial_store_intent_change_new (intent, message),
                            (GDestroyNotify) cordial_store_intent_change_free, cordial_store_add_intent_async, callback,
                            user_data);
}

/**
 * cordial_store_add_intent_finish:
 *
 * Returns: (transfer full) (nullable): the intent as it is on disk, with its row and the message's. It is another one than
 *   was asked for where that was merged: the one that sends, for an edit of what waits; row 0, for a deletion of what waits,
 *   which is done. %NULL with @error set: %CORDIAL_STORE_ERROR_NOT_FOUND if the message is not there any more
 */
CordialIntentRecord *
cordial_store_add_intent_finish (CordialStore *self, GAsyncResult *result, GError **error)
{
  CordialStoreIntentChange *change = g_task_propagate_pointer (G_TASK (result), error);
  CordialIntentRecord *intent;

  if (!change)
    return NULL;
  intent = g_steal_pointer (&change->result);
  cordial_store_intent_change_free (change);
  return intent;
}

/* --- On the way -------------------------------------------------------------------------------------------------- */

/* The server will not have the message, so nobody has to hear how it changed since, or that it is to go: it bears its new
 * content already, for when it is tried anew; or it goes. */
static gboolean
settle_refused (CordialDatabase *database, gint64 message_row, GError **error)
{
  return cordial_store_run (database, "DELETE FROM intent WHERE message = ?1 AND kind = ?2", message_row,
                            CORDIAL_INTENT_EDIT, error) &&
         cordial_store_run (database, "UPDATE message SET edited_ms = 0 WHERE row = ?", message_row, 0, error) &&
         cordial_store_run (database, "DELETE FROM message WHERE row = ?1 AND deletion <> ?2", message_row,
                            CORDIAL_MESSAGE_THERE, error);
}

static gboolean
set_state (CordialDatabase *database, gpointer data, GError **error)
{
  static const CordialMessageState shown[] = { CORDIAL_MESSAGE_QUEUED, CORDIAL_MESSAGE_SENDING, CORDIAL_MESSAGE_FAILED,
                                               CORDIAL_MESSAGE_PAUSED };
  CordialStoreIntentChange *change = data;
  const CordialIntentRecord *asked = change->asked;
  g_autoptr (CordialIntentRecord) intent = NULL;

  g_clear_pointer (&change->result_message, cordial_message_record_free);
  if (!cordial_store_find_intent (database, asked->row, &intent, error))
    return FALSE;
  if (!intent)
    return TRUE;
  /* What may be at the server already is not held back any more. */
  if (asked->state == CORDIAL_INTENT_PAUSED && intent->state == CORDIAL_INTENT_UNDER_WAY)
    return cordial_store_find_message (database, intent->message_row, &change->result_message, error);
  if (!write_state (database, asked->row, asked->state, asked->attempts, asked->reason, error) ||
      (intent->kind == CORDIAL_INTENT_SEND &&
       !write_message_state (database, intent->message_row, shown[asked->state], asked->reason, error)) ||
      (intent->kind == CORDIAL_INTENT_SEND && asked->state == CORDIAL_INTENT_FAILED &&
       !settle_refused (database, intent->message_row, error)))
    return FALSE;
  return cordial_store_find_message (database, intent->message_row, &change->result_message, error);
}

/**
 * cordial_store_set_intent_state_async:
 * @self: a #CordialStore
 * @row: an intent; one that is not there any more is no error
 * @state: its new state. A message to send shows it
 * @attempts: how often it was tried in vain
 * @reason: (nullable): the server's last word on it
 *
 * A message that is refused takes what waits about it along: edits become part of it, a deletion carries it off.
 *
 * How an intent fares: on the wire, waiting again, refused for good, held back or tried anew because a person wants it so. What was
 * refused stays, with its effect here, until cordial_store_take_back_intent_async(). What is on the wire is not held back: the message
 * says then what became of it.
 */
void
cordial_store_set_intent_state_async (CordialStore *self,
                                      gint64 row,
                                      CordialIntentState state,
                                      guint attempts,
                                      const char *reason,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  CordialStoreIntentChange *change;

  g_return_if_fail (CORDIAL_IS_STORE (self));
  g_return_if_fail (state <= CORDIAL_INTENT_PAUSED);

  change = cordial_store_intent_change_new (NULL, NULL);
  change->asked->row = row;
  change->asked->state = state;
  change->asked->attempts = attempts;
  change->asked->reason = g_strdup (reason);
  cordial_store_queue_call (self, set_state, change, (GDestroyNotify) cordial_store_intent_change_free,
                            cordial_store_set_intent_state_async, callback, user_data);
}

static gboolean
set_message_content (CordialDatabase *database, gpointer data, GError **error)
{
  CordialStoreIntentChange *change = data;
  const CordialMessageRecord *after = change->message;
  g_autoptr (CordialMessageRecord) there = NULL;

  g_clear_pointer (&change->result_message, cordial_message_record_free);
  if (!cordial_store_find_message (database, after->row, &there, error))
    return FALSE;
  if (there && there->seq == 0 && g_strcmp0 (there->content, change->before) == 0 &&
      !write_content (database, after->row, after, error))
    return FALSE;
  return cordial_store_find_message (database, after->row, &change->result_message, error);
}

/**
 * cordial_store_set_message_content_async:
 * @self: a #CordialStore
 * @before: a message that waits to be sent, as whoever asks knows it
 * @after: the same with another text, content and head: such as one in which a file has the reference that the server gave it
 *
 * Where it says something else by now, because the person changed it, that stays. Ends with cordial_store_change_intent_finish(), which
 * tells the message as it is then.
 */
void
cordial_store_set_message_content_async (CordialStore *self,
                                         const CordialMessageRecord *before,
                                         const CordialMessageRecord *after,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  CordialStoreIntentChange *change;

  g_return_if_fail (CORDIAL_IS_STORE (self));
  g_return_if_fail (before != NULL && after != NULL && before->row == after->row);

  change = cordial_store_intent_change_new (NULL, after);
  change->before = g_strdup (before->content);
  cordial_store_queue_call (self, set_message_content, change, (GDestroyNotify) cordial_store_intent_change_free,
                            cordial_store_set_message_content_async, callback, user_data);
}

static gboolean
set_payload (CordialDatabase *database, gpointer data, GError **error)
{
  CordialStoreIntentChange *change = data;

  return write_payload (database, change->asked->row, change->asked->payload, error);
}

/**
 * cordial_store_set_intent_payload_async:
 * @self: a #CordialStore
 * @row: an intent; one that is not there any more is no error
 * @payload: (nullable): what is known by now, such as where an upload went
 */
void
cordial_store_set_intent_payload_async (CordialStore *self,
                                        gint64 row,
                                        const char *payload,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  CordialStoreIntentChange *change;

  g_return_if_fail (CORDIAL_IS_STORE (self));

  change = cordial_store_intent_change_new (NULL, NULL);
  change->asked->row = row;
  change->asked->payload = g_strdup (payload);
  cordial_store_queue_call (self, set_payload, change, (GDestroyNotify) cordial_store_intent_change_free,
                            cordial_store_set_intent_payload_async, callback, user_data);
}
