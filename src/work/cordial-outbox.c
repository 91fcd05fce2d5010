/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sends what waits, so that each message arrives once and in order (design section 5). In a conversation at most one message is
 * under way. On each new connection nothing is sent before it is known what of the earlier attempts arrived: the newest
 * seq is asked for and the gap is fetched, and what bears one of our ids there is acknowledged by that. Only the rest is
 * sent again. It must never know a wire format.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-outbox.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-message-private.h"
#include "cordial-timeline-private.h"
#include "cordial-typed-text.h"

/* A busy server is asked again after a second, then after twice as long, up to half a minute. */
#define BUSY_DELAY_MS 1000
#define BUSY_DELAY_MAX_MS (30 * 1000)

/* What the frame around a message may take of the server's limit: ids, topic, header. */
#define FRAME_OVERHEAD_BYTES 512

/* Where the sending of a conversation stands. A new connection begins at UNRESOLVED; a message goes from IDLE over SENDING and
 * ACKNOWLEDGING back to IDLE. */
typedef enum
{
  UNRESOLVED,    /* it is not known what of the earlier attempts arrived; nothing is under way */
  RESOLVING,     /* the server's newest number is being asked for */
  FILLING,       /* the sync closes the gaps */
  IDLE,          /* all of it is known, and nothing is under way */
  SENDING,       /* a message is on the wire */
  ACKNOWLEDGING, /* its number is on the way to the disk */
  BACKING_OFF,   /* the server was busy, or the disk: waits, then resolves again */
} LaneState;

typedef struct
{
  LaneState state;
  guint delay_ms; /* of the last BACKING_OFF, since something succeeded */
  GSource *retry; /* while BACKING_OFF */
} Lane;

struct _CordialOutbox
{
  CordialContext *context; /* not owned: it outlives us */
  CordialSync *sync;       /* not owned: it outlives us */
  GHashTable *lanes;       /* CordialConversation → Lane */
};

/* --- The states -------------------------------------------------------------------------------------------------- */

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  if (lane->retry)
    g_source_destroy (lane->retry);
  g_clear_pointer (&lane->retry, g_source_unref);
  g_free (lane);
}

static Lane *
get_lane (CordialOutbox *self, CordialConversation *conversation)
{
  Lane *lane = g_hash_table_lookup (self->lanes, conversation);

  if (!lane)
    {
      lane = g_new0 (Lane, 1);
      g_hash_table_insert (self->lanes, conversation, lane);
    }
  return lane;
}

/* The one place where a state changes. */
static void
set_state (Lane *lane, LaneState state)
{
  lane->state = state;
  if (lane->retry && state != BACKING_OFF)
    {
      g_source_destroy (lane->retry);
      g_clear_pointer (&lane->retry, g_source_unref);
    }
}

static gboolean
on_backed_off (gpointer user_data)
{
  CordialErrand *errand = user_data;
  CordialOutbox *self = errand->owner;
  g_autoptr (CordialConversation) conversation = g_object_ref (errand->conversation);

  set_state (get_lane (self, conversation), UNRESOLVED);
  cordial_outbox_kick (self, conversation);
  return G_SOURCE_REMOVE;
}

/* Whether the last attempt arrived is not known: it is found out before anything is sent again. */
static void
back_off (CordialErrand *errand)
{
  CordialOutbox *self = errand->owner;
  Lane *lane;

  if (cordial_conversation_is_gone (errand->conversation))
    return;
  lane = get_lane (self, errand->conversation);
  set_state (lane, BACKING_OFF);
  lane->delay_ms = CLAMP (lane->delay_ms * 2, BUSY_DELAY_MS, BUSY_DELAY_MAX_MS);
  lane->retry = g_timeout_source_new (lane->delay_ms);
  g_source_set_static_name (lane->retry, "CordialOutbox busy server");
  g_source_set_callback (lane->retry, on_backed_off, cordial_errand_new (errand->context, self, errand->conversation),
                         (GDestroyNotify) cordial_errand_free);
  g_source_attach (lane->retry, NULL);
}

/* Nothing is under way any more in this conversation. */
static void
go_on (CordialErrand *errand, LaneState state)
{
  if (!cordial_errand_is_current (errand) || cordial_conversation_is_gone (errand->conversation))
    return;
  set_state (get_lane (errand->owner, errand->conversation), state);
  cordial_outbox_kick (errand->owner, errand->conversation);
}

/* --- After an answer --------------------------------------------------------------------------------------------- */

typedef struct
{
  CordialErrand *errand;
  gint64 time_ms;
} Acknowledgement;

static void
on_acknowledged (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Acknowledgement *acknowledgement = user_data;
  g_autoptr (CordialErrand) errand = acknowledgement->errand;
  g_autoptr (GError) error = NULL;
  gint64 seq = cordial_store_acknowledge_finish (CORDIAL_STORE (object), result, &error);

  if (seq > 0)
    {
      g_autoptr (CordialMessageRecord) record = NULL;
      gint64 row = cordial_message_get_row (errand->message);

      /* Where it cannot be read it is on disk all the same, and has been sent. */
      if (!cordial_store_read_message (CORDIAL_STORE (object), row, &record, &error))
        g_warning ("cannot read a message that was sent: %s", error->message);
      cordial_conversation_apply_acknowledged (errand->conversation, row, record);
      if (cordial_errand_is_current (errand) && !cordial_conversation_is_gone (errand->conversation))
        get_lane (errand->owner, errand->conversation)->delay_ms = 0;
      go_on (errand, IDLE);
      return;
    }
  /* It stays in the outbox, and is found on the server by its id when that is tried again. */
  g_warning ("cannot keep an acknowledgement: %s", error->message);
  if (!cordial_errand_is_current (errand))
    return;
  cordial_message_set_status (errand->message, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
  back_off (errand);
}

/* The person decides what becomes of it; those behind it go on. */
static void
refuse (CordialErrand *errand, CordialMessage *message, const char *reason)
{
  cordial_store_set_message_state (errand->context->store, cordial_message_get_row (message), CORDIAL_MESSAGE_FAILED,
                                   reason);
  cordial_message_set_status (message, CORDIAL_MESSAGE_STATUS_FAILED, reason);
  cordial_conversation_message_changed (errand->conversation);
}

static void
acknowledge (CordialErrand *errand, gint64 seq, gint64 time_ms)
{
  CordialStore *store = errand->context->store;
  gint64 row = cordial_message_get_row (errand->message);
  Acknowledgement *acknowledgement;

  if (cordial_conversation_is_deleted (errand->conversation, seq))
    {
      /* On another device, which was faster than the answer. */
      cordial_store_discard_message (store, row);
      cordial_conversation_apply_acknowledged (errand->conversation, row, NULL);
      go_on (errand, IDLE);
      cordial_errand_free (errand);
      return;
    }
  if (cordial_errand_is_current (errand) && !cordial_conversation_is_gone (errand->conversation))
    set_state (get_lane (errand->owner, errand->conversation), ACKNOWLEDGING);
  acknowledgement = g_new0 (Acknowledgement, 1);
  acknowledgement->errand = errand;
  acknowledgement->time_ms = time_ms;
  cordial_store_acknowledge_async (store, row, seq, time_ms, on_acknowledged, acknowledgement);
}

static void
on_sent (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  gint64 time_ms = 0;
  gint64 seq = cordial_protocol_send_finish (CORDIAL_PROTOCOL (object), result, &time_ms, &error);

  if (!error && cordial_context_may_be_seq (errand->context, seq))
    {
      acknowledge (g_steal_pointer (&errand), seq, time_ms);
      return;
    }

  /* It came back as a message of the conversation before its acknowledgement did. */
  if (cordial_message_get_seq (errand->message) > 0)
    {
      go_on (errand, IDLE);
      return;
    }

  if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED) ||
      g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID) ||
      g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNSUPPORTED))
    {
      refuse (errand, errand->message, error->message);
      go_on (errand, IDLE);
      return;
    }

  /* After a drop the next connection may be sending it already. */
  if (!cordial_errand_is_current (errand))
    return;
  cordial_message_set_status (errand->message, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
  back_off (errand);
}

/* --- Before sending ---------------------------------------------------------------------------------------------- */

static void
on_filled (CordialConversation *conversation, gpointer user_data)
{
  CordialOutbox *self = user_data;
  Lane *lane = get_lane (self, conversation);

  if (lane->state != FILLING)
    return;
  set_state (lane, IDLE);
  cordial_outbox_kick (self, conversation);
}

static void
on_refreshed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  CordialOutbox *self = errand->owner;
  g_autoptr (GError) error = NULL;
  gint64 seq = cordial_protocol_refresh_finish (CORDIAL_PROTOCOL (object), result, &error);

  if (!cordial_errand_is_current (errand) || cordial_conversation_is_gone (errand->conversation))
    return;
  if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED))
    {
      CordialMessage *message = cordial_conversation_get_next_outgoing (errand->conversation);

      /* Into a conversation that lets nobody in nothing can be sent either. */
      if (message)
        refuse (errand, message, error->message);
      go_on (errand, UNRESOLVED);
      return;
    }
  if (error)
    {
      g_info ("cannot learn what arrived: %s", error->message);
      back_off (errand);
      return;
    }
  cordial_conversation_apply_seq (errand->conversation, seq);
  set_state (get_lane (self, errand->conversation), FILLING);
  cordial_sync_fill (self->sync, errand->conversation, on_filled, self);
}

void
cordial_outbox_kick (CordialOutbox *self, CordialConversation *conversation)
{
  CordialContext *context = self->context;
  CordialMessage *message = cordial_conversation_get_next_outgoing (conversation);
  const char *id = cordial_conversation_get_id (conversation);
  CordialErrand *errand;
  Lane *lane;

  if (!context->ready || !message || cordial_conversation_is_gone (conversation))
    return;
  lane = get_lane (self, conversation);
  if (lane->state == UNRESOLVED)
    {
      set_state (lane, RESOLVING);
      cordial_protocol_refresh_async (context->protocol, id, context->cancellable, on_refreshed,
                                      cordial_errand_new (context, self, conversation));
    }
  else if (lane->state == IDLE)
    {
      set_state (lane, SENDING);
      errand = cordial_errand_new (context, self, conversation);
      errand->message = g_object_ref (message);
      cordial_message_set_status (message, CORDIAL_MESSAGE_STATUS_SENDING, NULL);
      cordial_protocol_introduce (context->protocol, id, cordial_conversation_get_name (conversation));
      cordial_protocol_send_async (context->protocol, cordial_message_get_record (message), context->cancellable,
                                   on_sent, errand);
    }
}

/* --- What the person asks for ------------------------------------------------------------------------------------ */

typedef struct
{
  CordialContext *context;
  CordialOutbox *outbox; /* to be touched only while the context has an account */
  CordialMessageRecord *record;
} Enqueuing;

static void
enqueuing_free (Enqueuing *self)
{
  cordial_context_unref (self->context);
  cordial_message_record_free (self->record);
  g_free (self);
}

static void
on_enqueued (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialConversation *conversation = g_task_get_source_object (task);
  Enqueuing *enqueuing = g_task_get_task_data (task);
  GError *error = NULL;

  enqueuing->record->row = cordial_store_enqueue_finish (CORDIAL_STORE (object), result, &error);
  if (enqueuing->record->row == 0)
    {
      g_task_return_error (task, error);
      return;
    }
  cordial_conversation_apply_enqueued (conversation, enqueuing->record);
  g_task_return_boolean (task, TRUE);
  if (enqueuing->context->account)
    cordial_outbox_kick (enqueuing->outbox, conversation);
}

/* Returns one sentence on why this is not sent, %NULL if it is. */
static GError *
find_objection (CordialOutbox *self, CordialConversation *conversation, const char *trimmed)
{
  guint max_bytes = cordial_context_get_max_message_bytes (self->context);
  g_autofree char *size = NULL;
  g_autofree char *limit = NULL;

  if (!trimmed)
    return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                _ ("There is nothing to send yet: write a message first."));
  if (cordial_conversation_is_gone (conversation))
    return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                _ ("This conversation does not exist any more."));
  if (!cordial_conversation_get_writable (conversation))
    return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                _ ("You may read this conversation, but not write in it."));
  if (max_bytes == 0 || cordial_typed_text_count_bytes (trimmed) + FRAME_OVERHEAD_BYTES <= max_bytes)
    return NULL;
  size = g_format_size_full (strlen (trimmed), G_FORMAT_SIZE_IEC_UNITS);
  limit = g_format_size_full (max_bytes, G_FORMAT_SIZE_IEC_UNITS);
  return g_error_new (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                      /* Translators: both are sizes such as «140 KiB». */
                      _ ("This message is too long: it takes %s, and the server accepts %s."), size, limit);
}

/**
 * cordial_outbox_send:
 * @self: the outbox
 * @conversation: where it was written
 * @text: what was typed
 * @task: (transfer full): returns %TRUE when the message is on disk, or one sentence
 */
void
cordial_outbox_send (CordialOutbox *self, CordialConversation *conversation, const char *text, GTask *task)
{
  g_autofree char *trimmed = cordial_typed_text_trim (text);
  GError *objection = find_objection (self, conversation, trimmed);
  Enqueuing *enqueuing;
  CordialMessageRecord *record;

  if (objection)
    {
      g_task_return_error (task, objection);
      g_object_unref (task);
      return;
    }
  record = cordial_message_record_new ();
  record->conversation_id = g_strdup (cordial_conversation_get_id (conversation));
  record->cordial_id = g_uuid_string_random ();
  record->sender_id = g_strdup (cordial_account_get_user_id (self->context->account));
  record->time_ms = g_get_real_time () / 1000;
  record->state = CORDIAL_MESSAGE_QUEUED;
  record->text = g_steal_pointer (&trimmed);
  enqueuing = g_new0 (Enqueuing, 1);
  enqueuing->context = cordial_context_ref (self->context);
  enqueuing->outbox = self;
  enqueuing->record = record;
  g_task_set_task_data (task, enqueuing, (GDestroyNotify) enqueuing_free);
  cordial_store_enqueue_async (self->context->store, record, on_enqueued, task);
}

/* Puts it back to where it was in the outbox. */
void
cordial_outbox_retry (CordialOutbox *self, CordialConversation *conversation, CordialMessage *message)
{
  if (cordial_message_get_status (message) != CORDIAL_MESSAGE_STATUS_FAILED)
    return;
  cordial_store_set_message_state (self->context->store, cordial_message_get_row (message), CORDIAL_MESSAGE_QUEUED,
                                   NULL);
  cordial_message_set_status (message, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
  cordial_conversation_message_changed (conversation);
  cordial_outbox_kick (self, conversation);
}

/* It is never sent. */
void
cordial_outbox_discard (CordialOutbox *self, CordialConversation *conversation, CordialMessage *message)
{
  gint64 row = cordial_message_get_row (message);

  if (cordial_message_get_status (message) != CORDIAL_MESSAGE_STATUS_FAILED)
    return;
  cordial_store_discard_message (self->context->store, row);
  cordial_conversation_apply_discarded (conversation, row);
}

/* --- The connection, and the end --------------------------------------------------------------------------------- */

void
cordial_outbox_link_lost (CordialOutbox *self)
{
  GHashTableIter iter;
  CordialConversation *conversation;
  Lane *lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, (gpointer *) &conversation, (gpointer *) &lane))
    {
      GPtrArray *outbox = cordial_timeline_get_outbox (cordial_conversation_get_timeline (conversation));

      set_state (lane, UNRESOLVED);
      lane->delay_ms = 0;
      for (guint i = 0; i < outbox->len; i++)
        if (cordial_message_get_status (outbox->pdata[i]) == CORDIAL_MESSAGE_STATUS_SENDING)
          cordial_message_set_status (outbox->pdata[i], CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
    }
}

void
cordial_outbox_forget (CordialOutbox *self, CordialConversation *conversation)
{
  g_hash_table_remove (self->lanes, conversation);
}

CordialOutbox *
cordial_outbox_new (CordialContext *context, CordialSync *sync)
{
  CordialOutbox *self = g_new0 (CordialOutbox, 1);

  self->context = context;
  self->sync = sync;
  self->lanes = g_hash_table_new_full (NULL, NULL, NULL, lane_free);
  return self;
}

void
cordial_outbox_free (CordialOutbox *self)
{
  g_hash_table_unref (self->lanes);
  g_free (self);
}
