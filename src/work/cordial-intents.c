/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carries out intents so that each happens once and in order (design section 5). The queue is the database: in a conversation
 * the first of it that nobody refused is taken, marked there as under way, said, and taken out there when the server has said
 * yes. On each new connection nothing is said before it is known what of the earlier attempts happened: the newest seq is
 * asked for and the gap is fetched, and the store finds what bears an id of ours there; from a server that keeps no ids, what
 * has our words. Only the rest is said again. It must never know a wire format.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-intents.h"

#include <glib/gi18n-lib.h>

#include "cordial-intent-answers.h"
#include "cordial-uploading.h"

/* --- What the line breaks by -------------------------------------------------------------------------------------- */

/* The last attempt has been made: the others may go on. */
static void
acquit (CordialIntents *self)
{
  g_autofree gpointer *conversations = NULL;
  guint n_conversations;

  if (!self->suspect)
    return;
  self->suspect = NULL;
  conversations = g_hash_table_get_keys_as_array (self->lanes, &n_conversations);
  for (guint i = 0; i < n_conversations; i++)
    cordial_intents_kick (self, conversations[i]);
}

static gboolean
is_anybody_sending (CordialIntents *self)
{
  GHashTableIter iter;
  CordialLane *lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &lane))
    if (lane->state == CORDIAL_LANE_SENDING)
      return TRUE;
  return FALSE;
}

static gboolean
on_stood (gpointer user_data)
{
  CordialErrand *errand = user_data;

  if (is_anybody_sending (errand->owner))
    return G_SOURCE_CONTINUE;
  cordial_lane_go_on (errand, cordial_lane_find (errand->owner, errand->conversation));
  return G_SOURCE_REMOVE;
}

/* The line broke whenever this was sent. It may break anyway, or by what was said in another conversation at the same time: so
 * the last attempt is made on a line that stood for a while, and alone. Takes the errand. */
static void
isolate (CordialErrand *errand, CordialLane *lane)
{
  CordialIntents *self = errand->owner;

  self->suspect = errand->conversation;
  self->suspect_row = errand->intent->row;
  cordial_lane_wait (lane, CORDIAL_LANE_BACKING_OFF, "CordialIntents last attempt", on_stood, errand);
}

/* If it broke before the last attempt, it was not by that: the count begins anew. */
static void
judge_drop (CordialIntents *self)
{
  CordialLane *lane = self->suspect ? cordial_lane_find (self, self->suspect) : NULL;

  if (lane && lane->state == CORDIAL_LANE_BACKING_OFF)
    cordial_store_set_intent_state_async (self->context->store, self->suspect_row, CORDIAL_INTENT_UNDER_WAY, 1, NULL,
                                          NULL, NULL);
  self->suspect = NULL;
}

/* --- Saying it --------------------------------------------------------------------------------------------------- */

/* Takes the errand. */
static void
answered (CordialErrand *errand, gint64 seq, gint64 time_ms, const GError *error)
{
  g_autoptr (CordialErrand) held = errand;
  g_autoptr (GError) senseless = NULL;
  CordialIntents *self = errand->owner;
  CordialLane *lane;

  if (cordial_lane_of (errand, FALSE) && self->suspect == errand->conversation)
    acquit (self);
  if (!error && !cordial_context_may_be_seq (errand->context, seq) && errand->intent->kind <= CORDIAL_INTENT_EDIT)
    {
      senseless = g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED,
                                       _ ("The server gave an answer that makes no sense."));
      error = senseless;
    }
  if (!error)
    {
      cordial_intent_accepted (g_steal_pointer (&held), seq, time_ms);
      return;
    }
  /* After a drop the next connection may be saying it already. Who is busy has not done it; of others nobody knows. */
  lane = cordial_lane_of (errand, FALSE);
  if (lane)
    cordial_intent_failed (errand, lane,
                           g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER)
                             ? CORDIAL_INTENT_WAITING
                             : CORDIAL_INTENT_UNDER_WAY,
                           errand->intent->attempts + 1, error);
}

static void
on_sent (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 time_ms = 0;
  gint64 seq = cordial_protocol_send_finish (CORDIAL_PROTOCOL (object), result, &time_ms, &error);

  answered (user_data, seq, time_ms, error);
}

static void
on_deleted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  cordial_protocol_delete_finish (CORDIAL_PROTOCOL (object), result, &error);
  answered (user_data, 0, 0, error);
}

static void
on_pinned (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  cordial_protocol_pin_finish (CORDIAL_PROTOCOL (object), result, &error);
  answered (user_data, 0, 0, error);
}

/* The list is said as a whole: as the server has it now, with this in it or out of it. */
static void
say_pin (CordialErrand *errand)
{
  const CordialIntentRecord *intent = errand->intent;
  g_autofree char *pins = cordial_conversation_dup_pins_with (
    errand->conversation, g_ascii_strtoll (intent->slot, NULL, 10), g_strcmp0 (intent->payload, "0") != 0);

  cordial_protocol_pin_async (errand->context->protocol, cordial_conversation_get_id (errand->conversation), pins,
                              errand->context->cancellable, on_pinned, errand);
}

static void
on_reacted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  cordial_protocol_react_finish (CORDIAL_PROTOCOL (object), result, &error);
  answered (user_data, 0, 0, error);
}

static void
say_reaction (CordialErrand *errand, const CordialMessageRecord *message)
{
  const char *value = errand->intent->payload;

  cordial_protocol_react_async (errand->context->protocol, message->conversation_id, message->seq,
                                value && *value ? value : NULL, errand->context->cancellable, on_reacted, errand);
}

static void
say_deletion (CordialErrand *errand, const CordialMessageRecord *message)
{
  CordialContext *context = errand->context;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) seqs = cordial_store_read_versions (context->store, message, &error);

  if (!seqs)
    {
      g_warning ("cannot read what a message was before: %s", error->message);
      cordial_lane_back_off (errand, cordial_lane_of (errand, FALSE));
      cordial_errand_free (errand);
      return;
    }
  cordial_protocol_delete_async (context->protocol, message->conversation_id, seqs,
                                 errand->intent->kind == CORDIAL_INTENT_DELETE_FOR_ALL, context->cancellable,
                                 on_deleted, errand);
}

/* What takes the place of a message has a number, an id and a content of its own. */
static void
say_edit (CordialErrand *errand, const CordialMessageRecord *message)
{
  CordialContext *context = errand->context;
  g_autoptr (CordialMessageRecord) replacement = cordial_message_record_copy (message);

  replacement->seq = 0;
  replacement->replaces = message->seq;
  g_set_str (&replacement->cordial_id, errand->intent->payload);
  cordial_protocol_send_async (context->protocol, replacement, context->cancellable, on_sent, errand);
}

static void
on_under_way (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (GError) error = NULL;
  gboolean kept = cordial_store_change_intent_finish (CORDIAL_STORE (object), result, &message, &error);
  CordialContext *context = errand->context;
  CordialLane *lane = cordial_lane_of (errand, FALSE);

  if (!lane || lane->state != CORDIAL_LANE_SENDING)
    return;
  if (!kept)
    {
      g_warning ("cannot keep the state of an intent: %s", error->message);
      cordial_lane_show_status (errand->conversation, errand->intent->message_row, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
      cordial_lane_back_off (errand, lane);
      return;
    }
  if (errand->intent->kind == CORDIAL_INTENT_PIN)
    {
      say_pin (g_steal_pointer (&errand));
      return;
    }
  /* It was taken back before it went. */
  if (!message)
    {
      cordial_lane_go_on (errand, lane);
      return;
    }
  if (errand->intent->kind == CORDIAL_INTENT_EDIT)
    say_edit (g_steal_pointer (&errand), message);
  else if (errand->intent->kind == CORDIAL_INTENT_REACT)
    say_reaction (g_steal_pointer (&errand), message);
  else if (errand->intent->kind != CORDIAL_INTENT_SEND)
    say_deletion (g_steal_pointer (&errand), message);
  else
    {
      cordial_protocol_introduce (context->protocol, message->conversation_id,
                                  cordial_conversation_get_name (errand->conversation));
      cordial_protocol_send_async (context->protocol, message, context->cancellable, on_sent,
                                   g_steal_pointer (&errand));
    }
}

/* Whether it is on its way out although it was never said. */
static gboolean
is_to_vanish (CordialIntents *self, const CordialIntentRecord *intent)
{
  g_autoptr (CordialMessageRecord) message = NULL;

  return intent->kind == CORDIAL_INTENT_SEND &&
         cordial_store_read_message (self->context->store, intent->message_row, &message, NULL) && message &&
         message->deletion != CORDIAL_MESSAGE_THERE;
}

/* From here on it may have happened. An attempt counts before it is made: what ends the program with it counts, too. */
static void
say (CordialIntents *self, CordialConversation *conversation, CordialLane *lane, const CordialIntentRecord *intent)
{
  CordialStore *store = self->context->store;
  g_autoptr (CordialErrand) errand = cordial_lane_new_errand (self, conversation, intent);

  if (intent->attempts >= CORDIAL_INTENT_ATTEMPTS_MAX)
    {
      cordial_intent_refused (errand, lane,
                              intent->reason ? intent->reason
                                             : _ ("The connection broke off whenever this was sent. Try again later."));
      return;
    }
  if (self->suspect && self->suspect != conversation)
    {
      cordial_lane_set_state (lane, CORDIAL_LANE_IDLE);
      return;
    }
  if (intent->attempts == CORDIAL_INTENT_ATTEMPTS_MAX - 1 && !self->suspect)
    {
      isolate (g_steal_pointer (&errand), lane);
      return;
    }
  cordial_lane_set_state (lane, CORDIAL_LANE_SENDING);
  if (intent->kind == CORDIAL_INTENT_SEND)
    {
      lane->sending = intent->message_row;
      cordial_lane_show_status (conversation, lane->sending, CORDIAL_MESSAGE_STATUS_SENDING, NULL);
      if (!intent->payload)
        {
          /* It will bear a higher number than this: so far down it is looked for after a drop. */
          g_autofree char *base = g_strdup_printf ("%" G_GINT64_FORMAT, cordial_conversation_get_seq (conversation));

          cordial_store_set_intent_payload_async (store, intent->row, base, NULL, NULL);
        }
    }
  cordial_store_set_intent_state_async (store, intent->row, CORDIAL_INTENT_UNDER_WAY, intent->attempts + 1, NULL,
                                        on_under_way, g_steal_pointer (&errand));
}

/* --- What it may be there as ---------------------------------------------------------------------------------------- */

/* Below this it did not happen, 0 if that is not known. */
static gint64
find_base (const CordialIntentRecord *intent)
{
  return intent->kind == CORDIAL_INTENT_SEND && intent->payload ? g_ascii_strtoll (intent->payload, NULL, 10) + 1 : 0;
}

/* An errand has in span.low the number of what may be ours, in span.high that of one which surely is, and had an id. */
static void
on_witness (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = cordial_protocol_fetch_finish (CORDIAL_PROTOCOL (object), result, &error);
  CordialLane *lane = cordial_lane_of (errand, FALSE);
  const CordialMessageRecord *witness = NULL;

  if (!lane || lane->state != CORDIAL_LANE_RESOLVING)
    return;
  if (error && !g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED))
    {
      cordial_intent_failed (errand, lane, errand->intent->state, errand->intent->attempts + 1, error);
      return;
    }
  for (guint i = 0; messages && i < messages->len; i++)
    if (((CordialMessageRecord *) g_ptr_array_index (messages, i))->seq == errand->span.high)
      witness = g_ptr_array_index (messages, i);
  if (witness && !witness->cordial_id)
    {
      gint64 seq = errand->span.low;

      cordial_intent_accepted (g_steal_pointer (&errand), seq, 0);
    }
  else
    {
      say (errand->owner, errand->conversation, lane, errand->intent);
    }
}

/* Whether the server has our words under no id, so that it has to be found out first whose they are. */
static gboolean
is_maybe_there (CordialIntents *self,
                CordialConversation *conversation,
                CordialLane *lane,
                const CordialIntentRecord *intent)
{
  CordialContext *context = self->context;
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (GError) error = NULL;
  CordialErrand *errand;
  gint64 seq = 0, witness = 0;

  if (find_base (intent) == 0 || intent->attempts == 0 ||
      !cordial_store_read_message (context->store, intent->message_row, &message, &error) || !message ||
      !cordial_store_read_nameless (context->store, message, find_base (intent) - 1, &seq, &witness, &error))
    {
      if (error)
        g_warning ("cannot read what was said: %s", error->message);
      return FALSE;
    }
  if (seq == 0 || witness == 0)
    return FALSE;
  cordial_lane_set_state (lane, CORDIAL_LANE_RESOLVING);
  errand = cordial_lane_new_errand (self, conversation, intent);
  errand->span = (CordialSpan) { seq, witness };
  cordial_protocol_fetch_async (context->protocol, cordial_conversation_get_id (conversation), witness, witness,
                                context->cancellable, on_witness, errand);
  return TRUE;
}

static void
begin (CordialIntents *self, CordialConversation *conversation, CordialLane *lane, const CordialIntentRecord *intent)
{
  g_autoptr (CordialErrand) errand = cordial_lane_new_errand (self, conversation, intent);

  if (is_to_vanish (self, intent))
    cordial_intent_withdraw (errand, lane);
  else if (!cordial_uploading_begin (self, conversation, lane, intent) &&
           !is_maybe_there (self, conversation, lane, intent))
    say (self, conversation, lane, intent);
}

/* --- Before that ------------------------------------------------------------------------------------------------- */

static void
on_filled (CordialConversation *conversation, gpointer user_data)
{
  CordialIntents *self = user_data;
  CordialLane *lane = cordial_lane_find (self, conversation);

  if (!lane || lane->state != CORDIAL_LANE_FILLING)
    return;
  lane->resolved = TRUE;
  cordial_lane_set_state (lane, CORDIAL_LANE_IDLE);
  cordial_intents_kick (self, conversation);
}

static void
on_refreshed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  CordialIntents *self = errand->owner;
  g_autoptr (GError) error = NULL;
  gint64 seq = cordial_protocol_refresh_finish (CORDIAL_PROTOCOL (object), result, &error);
  CordialLane *lane = cordial_lane_of (errand, FALSE);

  if (!lane)
    return;
  if (error)
    {
      g_info ("cannot learn what arrived: %s", error->message);
      /* Into a conversation that lets nobody in nothing can be said either. */
      cordial_intent_failed (errand, lane, errand->intent->state, errand->intent->attempts + 1, error);
      return;
    }
  cordial_conversation_apply_seq (errand->conversation, seq);
  cordial_lane_set_state (lane, CORDIAL_LANE_FILLING);
  cordial_sync_fill (self->sync, errand->conversation, find_base (errand->intent), on_filled, self);
}

void
cordial_intents_kick (CordialIntents *self, CordialConversation *conversation)
{
  CordialContext *context = self->context;
  const char *id = cordial_conversation_get_id (conversation);
  CordialLane *lane = cordial_lane_find (self, conversation);
  g_autoptr (CordialIntentRecord) intent = NULL;
  g_autoptr (CordialErrand) errand = NULL;
  g_autoptr (GError) error = NULL;

  if (!context->ready || !lane || lane->state != CORDIAL_LANE_IDLE || cordial_conversation_is_gone (conversation))
    return;
  if (self->suspect && self->suspect != conversation)
    return;
  /* Why it is over is being found out; maybe it is not. */
  if (cordial_conversation_get_ending (conversation) == CORDIAL_ENDING_UNKNOWN)
    return;
  if (!cordial_store_read_next_intent (context->store, id, &intent, &error))
    {
      g_warning ("cannot read what is to be done: %s", error->message);
      errand = cordial_errand_new (context, self, conversation);
      cordial_lane_back_off (errand, lane);
      return;
    }
  /* Something else became of it than an answer. */
  if (self->suspect == conversation && (!intent || intent->row != self->suspect_row || !lane->resolved))
    acquit (self);
  if (!intent || lane->state != CORDIAL_LANE_IDLE)
    return;
  if (cordial_conversation_is_closed (conversation))
    {
      errand = cordial_lane_new_errand (self, conversation, intent);
      cordial_intent_refused (errand, lane, cordial_conversation_get_ending_sentence (conversation));
      return;
    }
  /* What names a number waits until it is known which message that is. */
  if (lane->resolved && (intent->kind == CORDIAL_INTENT_SEND || !cordial_context_is_in_doubt (context, conversation)))
    {
      begin (self, conversation, lane, intent);
      return;
    }
  cordial_lane_set_state (lane, CORDIAL_LANE_RESOLVING);
  cordial_protocol_refresh_async (context->protocol, id, context->cancellable, on_refreshed,
                                  cordial_lane_new_errand (self, conversation, intent));
}

void
cordial_intents_expect (CordialIntents *self, CordialConversation *conversation)
{
  if (!cordial_lane_find (self, conversation))
    g_hash_table_insert (self->lanes, conversation, g_new0 (CordialLane, 1));
}

gboolean
cordial_intents_is_sending (CordialIntents *self, CordialConversation *conversation, gint64 message_row)
{
  CordialLane *lane = cordial_lane_find (self, conversation);

  return lane && message_row > 0 && lane->sending == message_row;
}

/* --- The connection, and the end --------------------------------------------------------------------------------- */

void
cordial_intents_link_lost (CordialIntents *self)
{
  GHashTableIter iter;
  CordialConversation *conversation;
  CordialLane *lane;

  judge_drop (self);
  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, (gpointer *) &conversation, (gpointer *) &lane))
    {
      lane->resolved = FALSE;
      lane->delay_ms = 0;
      /* What the server has said yes to is none of the link's any more. */
      if (lane->state == CORDIAL_LANE_ACKNOWLEDGING || lane->state == CORDIAL_LANE_STUCK)
        continue;
      if (lane->sending > 0)
        cordial_lane_show_status (conversation, lane->sending, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
      cordial_lane_set_state (lane, CORDIAL_LANE_IDLE);
    }
}

void
cordial_intents_end (CordialIntents *self, CordialConversation *conversation)
{
  cordial_intents_forget (self, conversation);
  cordial_intents_expect (self, conversation);
  cordial_intents_kick (self, conversation);
}

void
cordial_intents_forget (CordialIntents *self, CordialConversation *conversation)
{
  g_hash_table_remove (self->lanes, conversation);
  if (self->suspect == conversation)
    acquit (self);
}

CordialIntents *
cordial_intents_new (CordialContext *context, CordialSync *sync)
{
  CordialIntents *self = g_new0 (CordialIntents, 1);

  self->context = context;
  self->sync = sync;
  self->next = cordial_intents_kick;
  self->lanes = g_hash_table_new_full (NULL, NULL, NULL, cordial_lane_free);
  return self;
}

void
cordial_intents_free (CordialIntents *self)
{
  g_hash_table_unref (self->lanes);
  g_free (self);
}
