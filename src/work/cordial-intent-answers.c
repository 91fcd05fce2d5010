/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of an intent by what the server answered, in words or not at all: on disk first, then on the screen. Whatever it
 * is, the lane goes on from it.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-intent-answers.h"

void
cordial_intents_show_pin (CordialConversation *conversation, const CordialIntentRecord *intent, gboolean wanted)
{
  gint64 seq = intent->slot ? g_ascii_strtoll (intent->slot, NULL, 10) : 0;
  gboolean pinned = g_strcmp0 (intent->payload, "0") != 0;

  if (wanted)
    cordial_conversation_apply_pin_wish (conversation, seq, pinned);
  else
    cordial_conversation_drop_pin_wish (conversation, seq, pinned);
}

/* --- A yes ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  CordialErrand *errand;
  CordialIntentOutcome outcome;
  gboolean holds_lane; /* nothing else happens there until it is on disk */
} Acknowledgement;

static void
acknowledgement_free (gpointer data)
{
  Acknowledgement *self = data;

  cordial_errand_free (self->errand);
  g_free (self);
}

static void write_acknowledgement (Acknowledgement *acknowledgement);

static gboolean
on_unstuck (gpointer user_data)
{
  CordialErrand *waiting = user_data;
  Acknowledgement *acknowledgement = g_new0 (Acknowledgement, 1);

  acknowledgement->errand = cordial_errand_new (waiting->context, waiting->owner, waiting->conversation);
  acknowledgement->errand->intent = cordial_intent_record_copy (waiting->intent);
  acknowledgement->outcome = (CordialIntentOutcome) { waiting->epoch, waiting->span.low, waiting->span.high };
  acknowledgement->holds_lane = TRUE;
  write_acknowledgement (acknowledgement);
  return G_SOURCE_REMOVE;
}

/* Shows what was carried out. @message is what the store has of it now. */
static void
show_done (CordialConversation *conversation,
           const CordialIntentRecord *intent,
           const CordialIntentOutcome *outcome,
           const CordialMessageRecord *message)
{
  switch (intent->kind)
    {
    case CORDIAL_INTENT_SEND:
      cordial_conversation_apply_acknowledged (conversation, intent->message_row, message);
      break;
    case CORDIAL_INTENT_EDIT:
      if (outcome->epoch == cordial_conversation_get_epoch (conversation))
        cordial_conversation_apply_hole (conversation, outcome->seq);
      if (message)
        cordial_conversation_apply_edited (conversation, message);
      break;
    case CORDIAL_INTENT_DELETE_HERE:
    case CORDIAL_INTENT_DELETE_FOR_ALL:
      if (message && message->seq > 0)
        cordial_conversation_apply_deleted (conversation, message->seq, message->seq);
      break;
    case CORDIAL_INTENT_PIN:
      cordial_intents_show_pin (conversation, intent, FALSE);
      break;
    case CORDIAL_INTENT_REACT:
      if (message)
        cordial_conversation_apply_edited (conversation, message);
      break;
    case CORDIAL_INTENT_MARK:
    default:
      break;
    }
}

static void
on_acknowledged (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Acknowledgement *acknowledgement = user_data;
  CordialErrand *errand = acknowledgement->errand;
  CordialLane *lane = cordial_lane_of (errand, TRUE);
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (GError) error = NULL;

  if (cordial_store_change_intent_finish (CORDIAL_STORE (object), result, &message, &error))
    {
      show_done (errand->conversation, errand->intent, &acknowledgement->outcome, message);
      /* The number may show that others came before it. */
      if (lane)
        cordial_sync_want (((CordialIntents *) errand->owner)->sync, errand->conversation, FALSE);
      if (lane && acknowledgement->holds_lane)
        {
          lane->delay_ms = 0;
          cordial_lane_go_on (errand, lane);
        }
    }
  else
    {
      g_warning ("cannot keep an acknowledgement: %s", error->message);
      if (lane && acknowledgement->holds_lane)
        {
          CordialErrand *waiting = cordial_lane_new_errand (errand->owner, errand->conversation, errand->intent);

          waiting->epoch = acknowledgement->outcome.epoch;
          waiting->span = (CordialSpan) { acknowledgement->outcome.seq, acknowledgement->outcome.time_ms };
          cordial_lane_wait (lane, CORDIAL_LANE_STUCK, "CordialIntents full disk", on_unstuck, waiting);
        }
    }
  acknowledgement_free (acknowledgement);
}

/* The server said yes. Whatever becomes of the link or the disk: that is written, and nothing is said twice. */
static void
write_acknowledgement (Acknowledgement *acknowledgement)
{
  CordialErrand *errand = acknowledgement->errand;
  CordialStore *store = errand->context->store;
  CordialLane *lane = acknowledgement->holds_lane ? cordial_lane_of (errand, TRUE) : NULL;
  gboolean send = errand->intent->kind == CORDIAL_INTENT_SEND;

  if (lane)
    {
      cordial_lane_set_state (lane, CORDIAL_LANE_ACKNOWLEDGING);
      lane->sending = send ? errand->intent->message_row : 0;
    }
  if (send && cordial_conversation_is_deleted (errand->conversation, acknowledgement->outcome.seq))
    /* On another device, which was faster than the answer. */
    cordial_store_take_back_intent_async (store, errand->intent->row, on_acknowledged, acknowledgement);
  else
    cordial_store_complete_intent_async (store, errand->intent->row, &acknowledgement->outcome, on_acknowledged,
                                         acknowledgement);
}

void
cordial_intent_accepted (CordialErrand *errand, gint64 seq, gint64 time_ms)
{
  Acknowledgement *acknowledgement = g_new0 (Acknowledgement, 1);

  acknowledgement->errand = errand;
  acknowledgement->outcome = (CordialIntentOutcome) { errand->epoch, seq, time_ms };
  /* After a drop the next connection may have begun already. */
  acknowledgement->holds_lane = cordial_errand_is_current (errand);
  write_acknowledgement (acknowledgement);
}

/* --- A no -------------------------------------------------------------------------------------------------------- */

/* Shows that it was taken back; if it was. */
static gboolean
finish_taking_back (CordialErrand *errand, GObject *object, GAsyncResult *result)
{
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (GError) error = NULL;

  if (!cordial_store_change_intent_finish (CORDIAL_STORE (object), result, &message, &error))
    {
      g_warning ("cannot take back what was asked for: %s", error->message);
      return FALSE;
    }
  if (errand->intent->kind == CORDIAL_INTENT_SEND)
    cordial_conversation_apply_discarded (errand->conversation, errand->intent->message_row);
  else if (errand->intent->kind == CORDIAL_INTENT_PIN)
    cordial_intents_show_pin (errand->conversation, errand->intent, FALSE);
  else if (message && (errand->intent->kind == CORDIAL_INTENT_EDIT || errand->intent->kind == CORDIAL_INTENT_REACT))
    cordial_conversation_apply_edited (errand->conversation, message);
  else if (message)
    cordial_conversation_apply_shown (errand->conversation, message);
  return TRUE;
}

static void
on_taken_back (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;

  if (finish_taking_back (errand, object, result) && cordial_lane_of (errand, TRUE))
    ((CordialIntents *) errand->owner)->next (errand->owner, errand->conversation);
}

void
cordial_intents_take_back (CordialIntents *self, CordialConversation *conversation, const CordialIntentRecord *intent)
{
  cordial_store_take_back_intent_async (self->context->store, intent->row, on_taken_back,
                                        cordial_lane_new_errand (self, conversation, intent));
}

static void
on_withdrawn (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  gboolean done = finish_taking_back (errand, object, result);
  CordialLane *lane = cordial_lane_of (errand, FALSE);

  if (!lane || lane->state != CORDIAL_LANE_SENDING)
    return;
  if (done)
    cordial_lane_go_on (errand, lane);
  else
    cordial_lane_back_off (errand, lane);
}

void
cordial_intent_withdraw (CordialErrand *errand, CordialLane *lane)
{
  cordial_lane_set_state (lane, CORDIAL_LANE_SENDING);
  cordial_store_take_back_intent_async (errand->context->store, errand->intent->row, on_withdrawn,
                                        cordial_lane_new_errand (errand->owner, errand->conversation, errand->intent));
}

static void
on_state_kept (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  CordialLane *lane = cordial_lane_of (errand, FALSE);

  if (!cordial_store_change_intent_finish (CORDIAL_STORE (object), result, NULL, &error))
    g_warning ("cannot keep the state of an intent: %s", error->message);
  if (!lane || lane->state != CORDIAL_LANE_SENDING)
    return;
  if (error || errand->intent->state != CORDIAL_INTENT_FAILED)
    cordial_lane_back_off (errand, lane);
  else
    cordial_lane_go_on (errand, lane);
}

/* Writes how an intent fares, and shows it where that is a message that waits. Then those behind it go on; or it waits. */
static void
keep_state (CordialErrand *errand, CordialLane *lane, CordialIntentState state, guint attempts, const char *reason)
{
  CordialErrand *keeping = cordial_lane_new_errand (errand->owner, errand->conversation, errand->intent);

  cordial_lane_set_state (lane, CORDIAL_LANE_SENDING);
  lane->sending = 0;
  keeping->intent->state = state;
  if (keeping->intent->kind == CORDIAL_INTENT_SEND)
    cordial_lane_show_status (errand->conversation, errand->intent->message_row,
                              state == CORDIAL_INTENT_FAILED ? CORDIAL_MESSAGE_STATUS_FAILED
                                                             : CORDIAL_MESSAGE_STATUS_QUEUED,
                              state == CORDIAL_INTENT_FAILED ? reason : NULL);
  cordial_store_set_intent_state_async (errand->context->store, errand->intent->row, state, attempts, reason,
                                        on_state_kept, keeping);
}

void
cordial_intent_refused (CordialErrand *errand, CordialLane *lane, const char *reason)
{
  if (errand->intent->kind == CORDIAL_INTENT_SEND)
    {
      keep_state (errand, lane, CORDIAL_INTENT_FAILED, 0, reason);
      return;
    }
  cordial_intent_withdraw (errand, lane);
  g_signal_emit_by_name (errand->context->account, "refused", errand->conversation, reason);
}

static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED) ||
         g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID) ||
         g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNSUPPORTED);
}

void
cordial_intent_failed (CordialErrand *errand,
                       CordialLane *lane,
                       CordialIntentState state,
                       guint attempts,
                       const GError *error)
{
  gboolean unexplained = g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED);

  if (is_final (error) || (unexplained && attempts >= CORDIAL_INTENT_ATTEMPTS_MAX))
    cordial_intent_refused (errand, lane, error->message);
  else if (unexplained)
    keep_state (errand, lane, state, attempts, error->message);
  else
    keep_state (errand, lane, state, errand->intent->attempts, NULL);
}
