/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What taking in and acknowledging messages does to the tables. A message is known by its row; a number of the
 * server's may come to it, change and go. These functions run on the store thread, inside a savepoint, and may run twice if
 * the transaction around them failed: they start from what they were given, not from what they did before.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-reactions.h"
#include "cordial-store-private.h"

/* --- Finding one ------------------------------------------------------------------------------------------------- */

/* The same id from the same sender is the same message; one that has a seq goes before one in the outbox. */
static gboolean
find_by_id (CordialDatabase *database,
            const CordialMessageRecord *message,
            CordialMessageRecord **record,
            GError **error)
{
  sqlite3_stmt *statement =
    cordial_database_prepare (database,
                              "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message"
                              " WHERE conversation = ?1 AND cordial_id = ?2 AND cordial_id IS NOT NULL AND sender = ?3"
                              " ORDER BY seq IS NULL LIMIT 1",
                              error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, message->conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, message->cordial_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, message->sender_id, -1, SQLITE_STATIC);
  return cordial_store_select_message (database, statement, record, error);
}

/* One that was said and has lost its number, by what nobody renumbers: who, when and what. */
static gboolean
find_without_number (CordialDatabase *database,
                     const CordialMessageRecord *message,
                     CordialMessageRecord **record,
                     GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database,
    "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message INDEXED BY message_without_number"
    " WHERE conversation = ?1 AND seq IS NULL AND place < ?2 AND state = ?3 AND time_ms = ?4 AND sender = ?5"
    " AND (text = ?6 OR edited_ms > 0) AND (cordial_id IS NULL OR ?7 IS NULL) ORDER BY place LIMIT 1",
    error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, message->conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, CORDIAL_PLACE_WAITING);
  sqlite3_bind_int (statement, 3, CORDIAL_MESSAGE_SENT);
  sqlite3_bind_int64 (statement, 4, message->time_ms);
  sqlite3_bind_text (statement, 5, message->sender_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 6, message->text, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 7, message->cordial_id, -1, SQLITE_STATIC);
  return cordial_store_select_message (database, statement, record, error);
}

/* Whether a number that is here has come for something else: a guess, since a server may have dropped the id. */
static gboolean
is_conflict (const CordialMessageRecord *here, const CordialMessageRecord *message)
{
  if (here->cordial_id && message->cordial_id)
    return !g_str_equal (here->cordial_id, message->cordial_id);
  return g_strcmp0 (here->sender_id, message->sender_id) != 0 ||
         (here->time_ms != message->time_ms && here->edited_ms == 0 && g_strcmp0 (here->text, message->text) != 0);
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
static gboolean
next_seq (CordialDatabase *database, const char *conversation_id, gint64 *seq, GError **error)
{
  gboolean found =
    cordial_store_get_number (database, "SELECT max (seq) + 1 FROM message WHERE conversation = ? AND seq IS NOT NULL",
                              conversation_id, 0, seq, error);

  *seq = MAX (1, *seq);
  return found;
}

/* --- Writing one ------------------------------------------------------------------------------------------------- */

static gboolean
set_place (CordialDatabase *database, gint64 row, gint64 place, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, "UPDATE message SET place = ?2 WHERE row = ?1", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row);
  sqlite3_bind_int64 (statement, 2, place);
  return cordial_database_step (database, statement, error);
}

/* With a number at the number's place, without one at the end of what waits. Fills in the row and the place. */
gboolean
cordial_store_insert_message (CordialDatabase *database, CordialMessageRecord *record, GError **error)
{
  sqlite3_stmt *statement;

  record->place = CORDIAL_PLACE_WAITING;
  if (record->seq > 0 &&
      !cordial_store_find_place (database, record->conversation_id, record->seq, &record->place, error))
    return FALSE;
  statement = cordial_database_prepare (
    database,
    "INSERT INTO message (conversation, seq, cordial_id, sender, time_ms, state, text, content, head, error, place,"
    " edited_ms, replaces, reactions) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
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
  sqlite3_bind_int64 (statement, 11, record->place);
  sqlite3_bind_int64 (statement, 12, record->edited_ms);
  if (record->replaces > 0)
    sqlite3_bind_int64 (statement, 13, record->replaces);
  sqlite3_bind_text (statement, 14, record->reactions, -1, SQLITE_STATIC);
  if (!cordial_database_step (database, statement, error))
    return FALSE;
  record->row = sqlite3_last_insert_rowid (database->db);
  if (record->seq > 0)
    return TRUE;
  record->place += record->row;
  return set_place (database, record->row, record->place, error);
}

/* With its intents and attachments. */
gboolean
cordial_store_delete_message (CordialDatabase *database, gint64 row, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, "DELETE FROM message WHERE row = ?", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row);
  return cordial_database_step (database, statement, error);
}

/* Something stands there without a number, or no longer does. */
static gboolean
change_unnumbered (CordialDatabase *database, const CordialMessageRecord *record, gboolean stands, GError **error)
{
  return cordial_store_change_spans (database, record->conversation_id, CORDIAL_RUN_UNNUMBERED, stands, record->place,
                                     record->place, error);
}

/* The server has it: it waits no longer, and never will again. With a number it goes to the number's place; without one,
 * since that number is not valid here, to a place of its own. */
static gboolean
settle_message (CordialDatabase *database, CordialMessageRecord *record, gint64 seq, gint64 time_ms, GError **error)
{
  sqlite3_stmt *statement;

  /* It had lost its number. */
  if (record->state == CORDIAL_MESSAGE_SENT && !change_unnumbered (database, record, FALSE, error))
    return FALSE;
  record->seq = seq;
  record->time_ms = time_ms > 0 ? time_ms : record->time_ms;
  record->state = CORDIAL_MESSAGE_SENT;
  g_clear_pointer (&record->error, g_free);
  if (seq > 0 ? !cordial_store_find_place (database, record->conversation_id, seq, &record->place, error)
              : !(cordial_store_take_place (database, record->conversation_id, &record->place, error) &&
                  change_unnumbered (database, record, TRUE, error)))
    return FALSE;

  statement = cordial_database_prepare (
    database, "UPDATE message SET seq = ?2, place = ?3, time_ms = ?4, state = ?5, error = NULL WHERE row = ?1", error);
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, record->row);
  if (seq > 0)
    sqlite3_bind_int64 (statement, 2, seq);
  sqlite3_bind_int64 (statement, 3, record->place);
  sqlite3_bind_int64 (statement, 4, record->time_ms);
  sqlite3_bind_int (statement, 5, CORDIAL_MESSAGE_SENT);
  if (!cordial_database_step (database, statement, error))
    return FALSE;

  statement = cordial_database_prepare (database, "DELETE FROM intent WHERE message = ?1 AND kind = ?2", error);
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, record->row);
  sqlite3_bind_int (statement, 2, CORDIAL_INTENT_SEND);
  return cordial_database_step (database, statement, error);
}

/* --- Acknowledging one ------------------------------------------------------------------------------------------- */

/* The message came by its number, without its id, before the answer to its sending did: that row goes on, with what only
 * ours knew. */
static gboolean
merge_into (CordialDatabase *database, CordialMessageRecord *there, const CordialMessageRecord *ours, GError **error)
{
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "UPDATE attachment SET message = ?2 WHERE message = ?1", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, ours->row);
  sqlite3_bind_int64 (statement, 2, there->row);
  if (!cordial_database_step (database, statement, error) || !cordial_store_delete_message (database, ours->row, error))
    return FALSE;
  statement = cordial_database_prepare (database, "UPDATE message SET cordial_id = ?2 WHERE row = ?1", error);
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, there->row);
  sqlite3_bind_text (statement, 2, ours->cordial_id, -1, SQLITE_STATIC);
  g_set_str (&there->cordial_id, ours->cordial_id);
  return cordial_database_step (database, statement, error);
}

/* The server said yes to the message @row. @seq may be 0 for the next number here; @epoch is the one of the number, or -1
 * for the present one. @result is the message as it stands then, NULL if there is no such row. Whatever number the server
 * gave, the message is acknowledged: one that another message has already, or of an epoch that is over, is not kept. */
gboolean
cordial_store_acknowledge_message (CordialDatabase *database,
                                   gint64 row,
                                   gint64 seq,
                                   gint64 time_ms,
                                   gint64 epoch,
                                   CordialMessageRecord **result,
                                   GError **error)
{
  g_autoptr (CordialMessageRecord) record = NULL;
  g_autoptr (CordialMessageRecord) there = NULL;
  gint64 present_epoch;

  *result = NULL;
  if (!cordial_store_find_message (database, row, &record, error))
    return FALSE;
  /* It came back as a message of the conversation before its acknowledgement did. */
  if (!record || record->state == CORDIAL_MESSAGE_SENT)
    {
      *result = g_steal_pointer (&record);
      return TRUE;
    }
  if (!cordial_store_get_number (database, "SELECT epoch FROM conversation WHERE id = ?", record->conversation_id, 0,
                                 &present_epoch, error))
    return FALSE;
  if (seq == 0 && !next_seq (database, record->conversation_id, &seq, error))
    return FALSE;
  if (epoch >= 0 && epoch != present_epoch)
    seq = 0;
  if (seq > 0 && !cordial_store_find_by_seq (database, record->conversation_id, seq, &there, error))
    return FALSE;
  if (there && is_without_id (there, record))
    {
      if (!merge_into (database, there, record, error))
        return FALSE;
      *result = g_steal_pointer (&there);
      return TRUE;
    }
  if (there)
    seq = 0;
  if (!settle_message (database, record, seq, time_ms, error))
    return FALSE;
  if (seq > 0 &&
      (!cordial_store_change_spans (database, record->conversation_id, CORDIAL_RUN_PRESENT, TRUE, seq, seq, error) ||
       !cordial_store_change_spans (database, record->conversation_id, CORDIAL_RUN_HOLE, FALSE, seq, seq, error)))
    return FALSE;
  *result = g_steal_pointer (&record);
  return TRUE;
}

/* --- What the server sent ---------------------------------------------------------------------------------------- */

/* What is found out once a page, so that a message that is new, as nearly all are, costs no look of its own. */
typedef struct
{
  gint64 last_known;             /* the highest number of which anything is known */
  gint64 some_lost_their_number; /* there are messages without one, which may be among those that come */
  gint64 some_are_replaced;      /* there are messages that replace others, which may be among those that come */
  CordialSpans *present;         /* numbers that came with something to show */
  CordialSpans *holes;           /* and those without */
} Intake;

static gboolean
read_intake (CordialDatabase *database, const char *conversation_id, Intake *intake, GError **error)
{
  return cordial_store_get_last_known (database, conversation_id, &intake->last_known, error) &&
         cordial_store_get_number (database,
                                   "SELECT 1 FROM message INDEXED BY message_without_number"
                                   " WHERE conversation = ?1 AND seq IS NULL AND place < ?2 LIMIT 1",
                                   conversation_id, CORDIAL_PLACE_WAITING, &intake->some_lost_their_number, error) &&
         cordial_store_get_number (database,
                                   "SELECT 1 FROM message INDEXED BY message_by_replaced"
                                   " WHERE conversation = ?1 AND replaces IS NOT NULL LIMIT 1",
                                   conversation_id, 0, &intake->some_are_replaced, error);
}

/* Whether something may stand under that number. */
static gboolean
may_be_known (const Intake *intake, gint64 seq)
{
  return seq > 0 && (seq <= intake->last_known || cordial_spans_contains (intake->present, seq) ||
                     cordial_spans_contains (intake->holes, seq));
}

/* It is here already, and people may have reacted to it since. */
static gboolean
take_reactions (CordialDatabase *database,
                CordialMessageRecord *known,
                const CordialMessageRecord *message,
                CordialStoreChange *change,
                GError **error)
{
  g_autoptr (GPtrArray) reactions = NULL;
  gboolean changed;

  if (g_strcmp0 (known->reactions, message->reactions) == 0)
    return TRUE;
  reactions = cordial_reactions_parse (message->reactions);
  if (!cordial_store_write_reactions (database, known, reactions, &changed, error))
    return FALSE;
  if (changed && change)
    g_ptr_array_add (change->edited, cordial_message_record_copy (known));
  return TRUE;
}

/* Puts one message where it belongs and notes that in the change. */
static gboolean
place_message (CordialDatabase *database,
               const CordialMessageRecord *message,
               Intake *intake,
               CordialStoreChange *change,
               GError **error)
{
  g_autoptr (CordialMessageRecord) known = NULL;
  g_autoptr (CordialMessageRecord) copy = NULL;
  gint64 seq = message->seq;

  if (may_be_known (intake, seq) && !cordial_store_find_by_seq (database, message->conversation_id, seq, &known, error))
    return FALSE;
  if (known)
    return take_reactions (database, known, message, change, error);

  if (message->cordial_id && message->sender_id && !find_by_id (database, message, &known, error))
    return FALSE;
  if (known && known->seq > 0)
    {
      if (seq > 0)
        cordial_spans_add (intake->holes, seq, seq);
      return TRUE;
    }
  if (!known && seq > 0 && intake->some_lost_their_number && !find_without_number (database, message, &known, error))
    return FALSE;
  if (seq == 0 && !next_seq (database, message->conversation_id, &seq, error))
    return FALSE;
  if (known)
    {
      gboolean waited = known->state != CORDIAL_MESSAGE_SENT;
      GPtrArray *list = waited ? change->acknowledged : change->renumbered;

      if (!waited)
        g_array_append_val (change->vacated, known->place);
      if (!settle_message (database, known, seq, message->time_ms, error) ||
          !cordial_store_apply_version (database, known, error) ||
          !take_reactions (database, known, message, NULL, error))
        return FALSE;
      cordial_spans_add (intake->present, seq, seq);
      g_ptr_array_add (list, g_steal_pointer (&known));
      return TRUE;
    }

  copy = cordial_message_record_copy (message);
  copy->seq = seq;
  copy->state = CORDIAL_MESSAGE_SENT;
  if (!cordial_store_insert_message (database, copy, error))
    return FALSE;
  if (copy->replaces > 0)
    {
      cordial_spans_add (intake->holes, seq, seq);
      intake->some_are_replaced = TRUE;
      return cordial_store_take_replacement (database, copy, change->edited, error);
    }
  if (intake->some_are_replaced && !cordial_store_apply_version (database, copy, error))
    return FALSE;
  cordial_spans_add (intake->present, seq, seq);
  g_ptr_array_add (change->inserted, g_steal_pointer (&copy));
  return TRUE;
}

/* What of the covered interval is neither there nor known to be missing, is missing. */
static gboolean
find_missing (CordialDatabase *database,
              const char *conversation_id,
              gint64 low,
              gint64 high,
              CordialSpans *holes,
              GError **error)
{
  g_autoptr (CordialSpans) known = cordial_store_load_known (database, conversation_id, low, high, error);
  CordialSpan gap;

  if (!known)
    return FALSE;
  while (cordial_spans_last_gap (known, low, high, &gap))
    {
      cordial_spans_add (known, gap.low, gap.high);
      cordial_spans_add (holes, gap.low, gap.high);
    }
  return TRUE;
}

gboolean
cordial_store_take_in (CordialDatabase *database,
                       const char *conversation_id,
                       GPtrArray *messages,
                       gint64 cover_low,
                       gint64 cover_high,
                       CordialStoreChange *change,
                       GError **error)
{
  g_autoptr (CordialSpans) present = cordial_spans_new ();
  g_autoptr (CordialSpans) holes = cordial_spans_new ();
  Intake intake = { .present = present, .holes = holes };

  if (!read_intake (database, conversation_id, &intake, error))
    return FALSE;
  for (guint i = 0; i < messages->len; i++)
    if (!place_message (database, g_ptr_array_index (messages, i), &intake, change, error))
      return FALSE;

  if (!cordial_store_move_spans (database, conversation_id, CORDIAL_RUN_PRESENT, present, error) ||
      (cover_low > 0 && !find_missing (database, conversation_id, cover_low, cover_high, holes, error)) ||
      !cordial_store_move_spans (database, conversation_id, CORDIAL_RUN_HOLE, holes, error))
    return FALSE;
  for (guint i = 0; i < cordial_spans_get_n_spans (holes); i++)
    {
      CordialSpan span = cordial_spans_get_span (holes, i);

      g_array_append_val (change->holes, span);
    }
  return cordial_store_find_newest (database, conversation_id, &change->newest, error);
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
  self->renumbered = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  self->edited = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  self->vacated = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->holes = g_array_new (FALSE, FALSE, sizeof (CordialSpan));
  return self;
}

void
cordial_store_change_free (CordialStoreChange *self)
{
  g_ptr_array_unref (self->inserted);
  g_ptr_array_unref (self->acknowledged);
  g_ptr_array_unref (self->renumbered);
  g_ptr_array_unref (self->edited);
  g_array_unref (self->vacated);
  g_array_unref (self->holes);
  cordial_message_record_free (self->newest);
  g_free (self);
}

/* Whether the server's numbers and ours are of one epoch. */
static gboolean
find_conflict (CordialDatabase *database,
               const char *conversation_id,
               GPtrArray *messages,
               gint64 *conflict,
               GError **error)
{
  gint64 last_known;

  if (!cordial_store_get_last_known (database, conversation_id, &last_known, error))
    return FALSE;
  for (guint i = 0; i < messages->len; i++)
    {
      const CordialMessageRecord *message = g_ptr_array_index (messages, i);
      g_autoptr (CordialMessageRecord) here = NULL;

      /* What is new, as nearly all is, costs no look. */
      if (message->seq <= 0 || message->seq > last_known)
        continue;
      if (!cordial_store_find_by_seq (database, conversation_id, message->seq, &here, error))
        return FALSE;
      if (here && is_conflict (here, message) && (*conflict == 0 || message->seq < *conflict))
        *conflict = message->seq;
    }
  return TRUE;
}

static gboolean
insert (CordialDatabase *database, gpointer data, GError **error)
{
  Insertion *insertion = data;

  g_clear_pointer (&insertion->change, cordial_store_change_free);
  insertion->change = cordial_store_change_new ();
  if (!find_conflict (database, insertion->conversation_id, insertion->messages, &insertion->change->conflict, error))
    return FALSE;
  if (insertion->change->conflict > 0)
    return cordial_store_find_newest (database, insertion->conversation_id, &insertion->change->newest, error);
  return cordial_store_ensure_conversation (database, insertion->conversation_id, error) &&
         cordial_store_take_in (database, insertion->conversation_id, insertion->messages, insertion->cover_low,
                                insertion->cover_high, insertion->change, error);
}

/**
 * cordial_store_insert_async:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @messages: (element-type CordialMessageRecord): messages with a seq of the present epoch, or with 0 to get the next one
 *   here; not changed meanwhile
 * @cover_low: 0, or the first seq of an interval of which @messages are all that the server has
 * @cover_high: the last seq of it, inclusive
 *
 * Takes in what the server sent. One that bears the id of a message in the outbox acknowledges that; one that bears the
 * id of a message that is there already is a double and becomes a hole; one that is there without a number, from an epoch
 * that is over, gets its number again. Where a number came for another message than the one it is here, nothing is taken
 * in: the change names the conflict, and the evidence of it stays.
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
  Insertion *insertion = g_new0 (Insertion, 1);

  insertion->conversation_id = g_strdup (conversation_id);
  insertion->messages = g_ptr_array_ref (messages);
  insertion->cover_low = cover_low;
  insertion->cover_high = cover_high;
  cordial_store_queue_call (self, insert, insertion, (GDestroyNotify) insertion_free, cordial_store_insert_async,
                            callback, user_data);
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
