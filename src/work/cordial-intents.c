/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carries out intents so that each happens once and in order (design section 5). The queue is the database: in a conversation
 * the first of it that nobody refused is taken, marked there as under way, said, and taken out there when the server has said
 * yes. On each new connection nothing is said before it is known what of the earlier attempts happened: the newest seq is
 * asked for and the gap is fetched, and the store finds what bears an id of ours there. Only the rest is said again. It must
 * never know a wire format.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-intents.h"

#include <glib/gi18n-lib.h>

#include "cordial-message-private.h"
#include "cordial-timeline-private.h"

/* A busy server is asked again after a second, then after twice as long, up to half a minute; so is a disk that takes nothing. */
#define DELAY_MS 1000
#define DELAY_MAX_MS (30 * 1000)

/* What was tried so often without an answer that explains anything fails, and what waits behind it goes on. */
#define ATTEMPTS_MAX 5

/* Where a conversation stands. What is asked for goes from IDLE over SENDING and ACKNOWLEDGING back to IDLE; the first time on a
 * connection over RESOLVING and FILLING before that. */
typedef enum
{
  IDLE,          /* nothing is under way */
  RESOLVING,     /* the server's newest number is being asked for */
  FILLING,       /* the sync closes the gaps */
  SENDING,       /* on the way to the disk as under way, then on the wire */
  ACKNOWLEDGING, /* the server said yes, and that is on the way to the disk */
  BACKING_OFF,   /* the server was busy, or the disk: waits, then begins anew with RESOLVING */
  STUCK,         /* the disk cannot take the server's yes: that is written again, and nothing is said again */
} LaneState;

typedef struct
{
  LaneState state;
  gboolean resolved; /* on this connection it is known what of the earlier attempts happened */
  guint delay_ms;    /* of the last wait, since something succeeded */
  GSource *retry;    /* while BACKING_OFF or STUCK */
  gint64 sending;    /* the message that is on its way out while SENDING, ACKNOWLEDGING or STUCK, 0 for none */
} Lane;

struct _CordialIntents
{
  CordialContext *context; /* not owned: it outlives us */
  CordialSync *sync;       /* not owned: it outlives us */
  GHashTable *lanes;       /* CordialConversation → Lane: of those that have had intents */
};

/* --- The states -------------------------------------------------------------------------------------------------- */

static void
clear_retry (Lane *lane)
{
  if (lane->retry)
    g_source_destroy (lane->retry);
  g_clear_pointer (&lane->retry, g_source_unref);
}

static void
lane_free (gpointer data)
{
  clear_retry (data);
  g_free (data);
}

/* (nullable) */
static Lane *
find_lane (CordialIntents *self, CordialConversation *conversation)
{
  return g_hash_table_lookup (self->lanes, conversation);
}

/* The lane of an errand, %NULL if nobody cares any more; of an errand of an earlier connection only where @any. */
static Lane *
lane_of (CordialErrand *errand, gboolean any)
{
  if (!errand->context->account || cordial_conversation_is_gone (errand->conversation) ||
      (!any && !cordial_errand_is_current (errand)))
    return NULL;
  return find_lane (errand->owner, errand->conversation);
}

/* The one place where a state changes. */
static void
set_state (Lane *lane, LaneState state)
{
  lane->state = state;
  if (state != BACKING_OFF && state != STUCK)
    clear_retry (lane);
  if (state != SENDING && state != ACKNOWLEDGING && state != STUCK)
    lane->sending = 0;
}

static void
wait_for (Lane *lane, LaneState state, const char *name, GSourceFunc over, CordialErrand *errand)
{
  set_state (lane, state);
  clear_retry (lane);
  lane->delay_ms = CLAMP (lane->delay_ms * 2, DELAY_MS, DELAY_MAX_MS);
  lane->retry = g_timeout_source_new (lane->delay_ms);
  g_source_set_static_name (lane->retry, name);
  g_source_set_callback (lane->retry, over, errand, (GDestroyNotify) cordial_errand_free);
  g_source_attach (lane->retry, NULL);
}

static void
go_on (CordialErrand *errand, Lane *lane)
{
  set_state (lane, IDLE);
  cordial_intents_kick (errand->owner, errand->conversation);
}

static gboolean
on_backed_off (gpointer user_data)
{
  CordialErrand *errand = user_data;
  CordialIntents *self = errand->owner;
  g_autoptr (CordialConversation) conversation = g_object_ref (errand->conversation);

  set_state (find_lane (self, conversation), IDLE);
  cordial_intents_kick (self, conversation);
  return G_SOURCE_REMOVE;
}

/* Whether the last attempt happened is not known: it is found out before anything is said again. */
static void
back_off (CordialErrand *errand, Lane *lane)
{
  lane->resolved = FALSE;
  wait_for (lane, BACKING_OFF, "CordialIntents busy server", on_backed_off,
            cordial_errand_new (errand->context, errand->owner, errand->conversation));
}

static CordialErrand *
new_errand (CordialIntents *self, CordialConversation *conversation, const CordialIntentRecord *intent)
{
  CordialErrand *errand = cordial_errand_new (self->context, self, conversation);

  errand->intent = cordial_intent_record_copy (intent);
  return errand;
}

/* How a message that waits shows. */
static void
show_status (CordialConversation *conversation, gint64 row, CordialMessageStatus status, const char *reason)
{
  CordialMessage *message = cordial_timeline_find_outgoing (cordial_conversation_get_timeline (conversation), row);

  if (!message)
    return;
  cordial_message_set_status (message, status, reason);
  cordial_conversation_message_changed (conversation);
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
  Lane *lane = lane_of (errand, TRUE);
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
          go_on (errand, lane);
        }
    }
  else
    {
      g_warning ("cannot keep an acknowledgement: %s", error->message);
      if (lane && acknowledgement->holds_lane)
        {
          CordialErrand *waiting = new_errand (errand->owner, errand->conversation, errand->intent);

          waiting->epoch = acknowledgement->outcome.epoch;
          waiting->span = (CordialSpan) { acknowledgement->outcome.seq, acknowledgement->outcome.time_ms };
          wait_for (lane, STUCK, "CordialIntents full disk", on_unstuck, waiting);
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
  Lane *lane = acknowledgement->holds_lane ? lane_of (errand, TRUE) : NULL;
  gboolean send = errand->intent->kind == CORDIAL_INTENT_SEND;

  if (lane)
    {
      set_state (lane, ACKNOWLEDGING);
      lane->sending = send ? errand->intent->message_row : 0;
    }
  if (send && cordial_conversation_is_deleted (errand->conversation, acknowledgement->outcome.seq))
    /* On another device, which was faster than the answer. */
    cordial_store_take_back_intent_async (store, errand->intent->row, on_acknowledged, acknowledgement);
  else
    cordial_store_complete_intent_async (store, errand->intent->row, &acknowledgement->outcome, on_acknowledged,
                                         acknowledgement);
}

static void
acknowledge (CordialErrand *errand, gint64 seq, gint64 time_ms)
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
  else if (message && errand->intent->kind == CORDIAL_INTENT_EDIT)
    cordial_conversation_apply_edited (errand->conversation, message);
  else if (message)
    cordial_conversation_apply_shown (errand->conversation, message);
  return TRUE;
}

static void
on_taken_back (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;

  if (finish_taking_back (errand, object, result) && lane_of (errand, TRUE))
    cordial_intents_kick (errand->owner, errand->conversation);
}

void
cordial_intents_take_back (CordialIntents *self, CordialConversation *conversation, const CordialIntentRecord *intent)
{
  cordial_store_take_back_intent_async (self->context->store, intent->row, on_taken_back,
                                        new_errand (self, conversation, intent));
}

static void
on_withdrawn (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  gboolean done = finish_taking_back (errand, object, result);
  Lane *lane = lane_of (errand, FALSE);

  if (!lane || lane->state != SENDING)
    return;
  if (done)
    go_on (errand, lane);
  else
    back_off (errand, lane);
}

/* The same when it is its turn; those behind it go on. */
static void
withdraw (CordialErrand *errand, Lane *lane)
{
  set_state (lane, SENDING);
  cordial_store_take_back_intent_async (errand->context->store, errand->intent->row, on_withdrawn,
                                        new_errand (errand->owner, errand->conversation, errand->intent));
}

static void
on_state_kept (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  Lane *lane = lane_of (errand, FALSE);

  if (!cordial_store_change_intent_finish (CORDIAL_STORE (object), result, NULL, &error))
    g_warning ("cannot keep the state of an intent: %s", error->message);
  if (!lane || lane->state != SENDING)
    return;
  if (error || errand->intent->state != CORDIAL_INTENT_FAILED)
    back_off (errand, lane);
  else
    go_on (errand, lane);
}

/* Writes how an intent fares, and shows it where that is a message that waits. Then those behind it go on; or it waits. */
static void
keep_state (CordialErrand *errand, Lane *lane, CordialIntentState state, guint attempts, const char *reason)
{
  CordialErrand *keeping = new_errand (errand->owner, errand->conversation, errand->intent);

  set_state (lane, SENDING);
  lane->sending = 0;
  keeping->intent->state = state;
  if (keeping->intent->kind == CORDIAL_INTENT_SEND)
    show_status (errand->conversation, errand->intent->message_row,
                 state == CORDIAL_INTENT_FAILED ? CORDIAL_MESSAGE_STATUS_FAILED : CORDIAL_MESSAGE_STATUS_QUEUED,
                 state == CORDIAL_INTENT_FAILED ? reason : NULL);
  cordial_store_set_intent_state_async (errand->context->store, errand->intent->row, state, attempts, reason,
                                        on_state_kept, keeping);
}

/* For good. The person decides what becomes of a message that was not said; what was to change one did not. */
static void
refuse (CordialErrand *errand, Lane *lane, const char *reason)
{
  if (errand->intent->kind == CORDIAL_INTENT_SEND)
    {
      keep_state (errand, lane, CORDIAL_INTENT_FAILED, 0, reason);
      return;
    }
  withdraw (errand, lane);
  g_signal_emit_by_name (errand->context->account, "refused", errand->conversation, reason);
}

static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED) ||
         g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID) ||
         g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNSUPPORTED);
}

/* The server did not do it: @state and @attempts tell what is known of it then. */
static void
fail (CordialErrand *errand, Lane *lane, CordialIntentState state, guint attempts, const GError *error)
{
  gboolean unexplained = g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED);

  if (is_final (error) || (unexplained && attempts >= ATTEMPTS_MAX))
    refuse (errand, lane, error->message);
  else if (unexplained)
    keep_state (errand, lane, state, attempts, error->message);
  else
    keep_state (errand, lane, state, errand->intent->attempts, NULL);
}

/* --- Saying it --------------------------------------------------------------------------------------------------- */

/* Takes the errand. */
static void
answered (CordialErrand *errand, gint64 seq, gint64 time_ms, const GError *error)
{
  g_autoptr (CordialErrand) held = errand;
  g_autoptr (GError) senseless = NULL;
  Lane *lane;

  if (!error && !cordial_context_may_be_seq (errand->context, seq) && errand->intent->kind <= CORDIAL_INTENT_EDIT)
    {
      senseless = g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED,
                                       _ ("The server gave an answer that makes no sense."));
      error = senseless;
    }
  if (!error)
    {
      acknowledge (g_steal_pointer (&held), seq, time_ms);
      return;
    }
  /* After a drop the next connection may be saying it already. Who is busy has not done it; of others nobody knows. */
  lane = lane_of (errand, FALSE);
  if (lane)
    fail (errand, lane,
          g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER) ? CORDIAL_INTENT_WAITING
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
say_deletion (CordialErrand *errand, const CordialMessageRecord *message)
{
  CordialContext *context = errand->context;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) seqs = cordial_store_read_versions (context->store, message, &error);

  if (!seqs)
    {
      g_warning ("cannot read what a message was before: %s", error->message);
      back_off (errand, lane_of (errand, FALSE));
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
  Lane *lane = lane_of (errand, FALSE);

  if (!lane || lane->state != SENDING)
    return;
  if (!kept)
    {
      g_warning ("cannot keep the state of an intent: %s", error->message);
      show_status (errand->conversation, errand->intent->message_row, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
      back_off (errand, lane);
      return;
    }
  /* It was taken back before it went. */
  if (!message)
    {
      go_on (errand, lane);
      return;
    }
  if (errand->intent->kind == CORDIAL_INTENT_EDIT)
    say_edit (g_steal_pointer (&errand), message);
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
begin (CordialIntents *self, CordialConversation *conversation, Lane *lane, const CordialIntentRecord *intent)
{
  CordialStore *store = self->context->store;
  g_autoptr (CordialErrand) errand = new_errand (self, conversation, intent);

  if (is_to_vanish (self, intent))
    {
      withdraw (errand, lane);
      return;
    }
  if (intent->attempts >= ATTEMPTS_MAX)
    {
      refuse (errand, lane,
              intent->reason ? intent->reason
                             : _ ("The connection broke off whenever this was sent. Try again later."));
      return;
    }
  set_state (lane, SENDING);
  if (intent->kind == CORDIAL_INTENT_SEND)
    {
      lane->sending = intent->message_row;
      show_status (conversation, lane->sending, CORDIAL_MESSAGE_STATUS_SENDING, NULL);
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

/* --- Before that ------------------------------------------------------------------------------------------------- */

static void
on_filled (CordialConversation *conversation, gpointer user_data)
{
  CordialIntents *self = user_data;
  Lane *lane = find_lane (self, conversation);

  if (!lane || lane->state != FILLING)
    return;
  lane->resolved = TRUE;
  set_state (lane, IDLE);
  cordial_intents_kick (self, conversation);
}

/* Below this it did not happen, 0 if that is not known. */
static gint64
find_base (CordialErrand *errand)
{
  const CordialIntentRecord *intent = errand->intent;

  return intent->kind == CORDIAL_INTENT_SEND && intent->payload ? g_ascii_strtoll (intent->payload, NULL, 10) + 1 : 0;
}

static void
on_refreshed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  CordialIntents *self = errand->owner;
  g_autoptr (GError) error = NULL;
  gint64 seq = cordial_protocol_refresh_finish (CORDIAL_PROTOCOL (object), result, &error);
  Lane *lane = lane_of (errand, FALSE);

  if (!lane)
    return;
  if (error)
    {
      g_info ("cannot learn what arrived: %s", error->message);
      /* Into a conversation that lets nobody in nothing can be said either. */
      fail (errand, lane, errand->intent->state, errand->intent->attempts + 1, error);
      return;
    }
  cordial_conversation_apply_seq (errand->conversation, seq);
  set_state (lane, FILLING);
  cordial_sync_fill (self->sync, errand->conversation, find_base (errand), on_filled, self);
}

void
cordial_intents_kick (CordialIntents *self, CordialConversation *conversation)
{
  CordialContext *context = self->context;
  const char *id = cordial_conversation_get_id (conversation);
  Lane *lane = find_lane (self, conversation);
  g_autoptr (CordialIntentRecord) intent = NULL;
  g_autoptr (CordialErrand) errand = NULL;
  g_autoptr (GError) error = NULL;

  if (!context->ready || !lane || lane->state != IDLE || cordial_conversation_is_gone (conversation))
    return;
  /* Why it is over is being found out; maybe it is not. */
  if (cordial_conversation_get_ending (conversation) == CORDIAL_ENDING_UNKNOWN)
    return;
  if (!cordial_store_read_next_intent (context->store, id, &intent, &error))
    {
      g_warning ("cannot read what is to be done: %s", error->message);
      errand = cordial_errand_new (context, self, conversation);
      back_off (errand, lane);
      return;
    }
  if (!intent)
    return;
  if (cordial_conversation_is_closed (conversation))
    {
      errand = new_errand (self, conversation, intent);
      refuse (errand, lane, cordial_conversation_get_ending_sentence (conversation));
      return;
    }
  /* What names a number waits until it is known which message that is. */
  if (lane->resolved && (intent->kind == CORDIAL_INTENT_SEND || cordial_conversation_get_doubt (conversation) == 0))
    {
      begin (self, conversation, lane, intent);
      return;
    }
  set_state (lane, RESOLVING);
  cordial_protocol_refresh_async (context->protocol, id, context->cancellable, on_refreshed,
                                  new_errand (self, conversation, intent));
}

void
cordial_intents_expect (CordialIntents *self, CordialConversation *conversation)
{
  if (!find_lane (self, conversation))
    g_hash_table_insert (self->lanes, conversation, g_new0 (Lane, 1));
}

gboolean
cordial_intents_is_sending (CordialIntents *self, CordialConversation *conversation, gint64 message_row)
{
  Lane *lane = find_lane (self, conversation);

  return lane && message_row > 0 && lane->sending == message_row;
}

/* --- The connection, and the end --------------------------------------------------------------------------------- */

void
cordial_intents_link_lost (CordialIntents *self)
{
  GHashTableIter iter;
  CordialConversation *conversation;
  Lane *lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, (gpointer *) &conversation, (gpointer *) &lane))
    {
      lane->resolved = FALSE;
      lane->delay_ms = 0;
      /* What the server has said yes to is none of the link's any more. */
      if (lane->state == ACKNOWLEDGING || lane->state == STUCK)
        continue;
      if (lane->sending > 0)
        show_status (conversation, lane->sending, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
      set_state (lane, IDLE);
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
}

CordialIntents *
cordial_intents_new (CordialContext *context, CordialSync *sync)
{
  CordialIntents *self = g_new0 (CordialIntents, 1);

  self->context = context;
  self->sync = sync;
  self->lanes = g_hash_table_new_full (NULL, NULL, NULL, lane_free);
  return self;
}

void
cordial_intents_free (CordialIntents *self)
{
  g_hash_table_unref (self->lanes);
  g_free (self);
}
