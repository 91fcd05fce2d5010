/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sends what waits, so that each message arrives once and in order (design section 5). In a conversation at most one message is
 * under way. On each new connection nothing is sent before it is known what of the earlier attempts arrived: the newest
 * seq is asked for and the gap is fetched, and what bears one of our ids there is acknowledged by that. Only the rest is
 * sent again. It must never know a wire format.
 */
#define G_LOG_DOMAIN "cordial-chat"

#include "cordial-config.h"

#include "cordial-context.h"
#include "cordial-conversation-private.h"
#include "cordial-message-private.h"
#include "cordial-timeline-private.h"

/* A busy server is asked again after a second, then after twice as long, up to half a minute. */
#define BUSY_DELAY_MS 1000
#define BUSY_DELAY_MAX_MS (30 * 1000)

struct _CordialOutbox
{
  CordialContext *context; /* not owned: it owns us */
};

/* --- After an answer --------------------------------------------------------------------------------------------- */

static void try_later (CordialErrand *errand);

typedef struct
{
  CordialErrand *errand;
  gint64 time_ms;
} Acknowledgement;

static void
on_acknowledged (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Acknowledgement *acknowledgement = user_data;
  g_autoptr (CordialErrand) errand = acknowledgement->errand;
  g_autoptr (GError) error = NULL;
  gint64 seq;

  /* If it cannot be written the message stays in the outbox, and is found on the server by its id when that is tried
   * again. */
  seq = cordial_store_acknowledge_finish (CORDIAL_STORE (object), result, &error);
  if (seq > 0)
    cordial_conversation_apply_acknowledged (errand->conversation, cordial_message_get_row (errand->message), seq,
                                             acknowledgement->time_ms);
  else
    g_warning ("cannot keep an acknowledgement: %s", error->message);
  if (cordial_errand_is_current (errand))
    {
      CordialConversationWork *work = cordial_conversation_get_work (errand->conversation);

      work->out_busy = FALSE;
      if (error)
        {
          cordial_message_set_status (errand->message, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
          work->out_resolved = FALSE;
          try_later (errand);
        }
      else
        {
          work->out_delay_ms = 0;
          cordial_outbox_kick (errand->context->outbox, errand->conversation);
        }
    }
  g_free (acknowledgement);
}

static gboolean
on_busy_over (gpointer user_data)
{
  CordialErrand *errand = user_data;
  CordialConversationWork *work = cordial_conversation_get_work (errand->conversation);

  g_clear_pointer (&work->out_retry, g_source_unref);
  if (cordial_errand_is_current (errand))
    cordial_outbox_kick (errand->context->outbox, errand->conversation);
  return G_SOURCE_REMOVE;
}

static void
try_later (CordialErrand *errand)
{
  CordialConversationWork *work = cordial_conversation_get_work (errand->conversation);

  if (work->out_retry || cordial_conversation_is_gone (errand->conversation))
    return;
  work->out_delay_ms = CLAMP (work->out_delay_ms * 2, BUSY_DELAY_MS, BUSY_DELAY_MAX_MS);
  work->out_retry = g_timeout_source_new (work->out_delay_ms);
  g_source_set_static_name (work->out_retry, "CordialOutbox busy server");
  g_source_set_callback (work->out_retry, on_busy_over, cordial_errand_new (errand->context, errand->conversation),
                         (GDestroyNotify) cordial_errand_free);
  g_source_attach (work->out_retry, NULL);
}

static void
go_on (CordialErrand *errand)
{
  if (!cordial_errand_is_current (errand))
    return;
  cordial_conversation_get_work (errand->conversation)->out_busy = FALSE;
  cordial_outbox_kick (errand->context->outbox, errand->conversation);
}

/* The person decides what becomes of it; those behind it go on. */
static void
refuse (CordialErrand *errand, CordialMessage *message, const char *reason)
{
  cordial_store_set_message_state (errand->context->store, cordial_message_get_row (message), CORDIAL_MESSAGE_FAILED,
                                   reason);
  cordial_message_set_status (message, CORDIAL_MESSAGE_STATUS_FAILED, reason);
  cordial_conversation_message_changed (errand->conversation);
  go_on (errand);
}

static void
on_sent (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  CordialConversationWork *work = cordial_conversation_get_work (errand->conversation);
  gint64 time_ms = 0;
  gint64 seq = cordial_protocol_send_finish (CORDIAL_PROTOCOL (object), result, &time_ms, &error);

  if (!error && cordial_context_may_be_seq (errand->context, seq))
    {
      Acknowledgement *acknowledgement;
      CordialStore *store = errand->context->store;
      gint64 row = cordial_message_get_row (errand->message);

      if (cordial_conversation_is_deleted (errand->conversation, seq))
        {
          /* On another device, which was faster than the answer. */
          cordial_store_discard_message (store, row);
          cordial_conversation_apply_acknowledged (errand->conversation, row, seq, time_ms);
          go_on (errand);
          return;
        }
      acknowledgement = g_new0 (Acknowledgement, 1);
      acknowledgement->errand = g_steal_pointer (&errand);
      acknowledgement->time_ms = time_ms;
      cordial_store_acknowledge_async (store, row, seq, time_ms, on_acknowledged, acknowledgement);
      return;
    }

  /* It came back as a message of the conversation before its acknowledgement did. */
  if (cordial_message_get_seq (errand->message) > 0)
    {
      go_on (errand);
      return;
    }

  if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED) ||
      g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID) ||
      g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNSUPPORTED))
    {
      refuse (errand, errand->message, error->message);
      return;
    }

  /* After a drop the next connection may be sending it already. */
  if (!cordial_errand_is_current (errand))
    return;
  cordial_message_set_status (errand->message, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
  work->out_busy = FALSE;
  /* Whether it arrived is not known: it is found out before anything is sent again. */
  work->out_resolved = FALSE;
  try_later (errand);
}

/* --- Before sending ---------------------------------------------------------------------------------------------- */

static void
on_refreshed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  CordialConversationWork *work = cordial_conversation_get_work (errand->conversation);
  gint64 seq = cordial_protocol_refresh_finish (CORDIAL_PROTOCOL (object), result, &error);

  if (!cordial_errand_is_current (errand))
    return;
  if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED))
    {
      CordialMessage *message = cordial_conversation_get_next_outgoing (errand->conversation);

      /* Into a conversation that lets nobody in nothing can be sent either. */
      if (message)
        refuse (errand, message, error->message);
      else
        work->out_busy = FALSE;
      return;
    }
  if (error)
    {
      g_info ("cannot learn what arrived: %s", error->message);
      work->out_busy = FALSE;
      try_later (errand);
      return;
    }
  cordial_conversation_apply_seq (errand->conversation, seq);
  work->out_filling = TRUE;
  cordial_sync_want (errand->context->sync, errand->conversation, TRUE);
}

void
cordial_outbox_filled (CordialOutbox *self, CordialConversation *conversation)
{
  CordialConversationWork *work = cordial_conversation_get_work (conversation);

  if (!work->out_filling)
    return;
  work->out_filling = FALSE;
  work->out_busy = FALSE;
  work->out_resolved = TRUE;
  cordial_outbox_kick (self, conversation);
}

void
cordial_outbox_kick (CordialOutbox *self, CordialConversation *conversation)
{
  CordialConversationWork *work = cordial_conversation_get_work (conversation);
  CordialMessage *message = cordial_conversation_get_next_outgoing (conversation);
  CordialErrand *errand;

  if (!self->context->ready || !message || work->out_busy || work->out_retry ||
      cordial_conversation_is_gone (conversation))
    return;

  work->out_busy = TRUE;
  errand = cordial_errand_new (self->context, conversation);
  if (!work->out_resolved)
    {
      cordial_protocol_refresh_async (self->context->protocol, cordial_conversation_get_id (conversation),
                                      self->context->cancellable, on_refreshed, errand);
      return;
    }
  errand->message = g_object_ref (message);
  cordial_message_set_status (message, CORDIAL_MESSAGE_STATUS_SENDING, NULL);
  cordial_protocol_introduce (self->context->protocol, cordial_conversation_get_id (conversation),
                              cordial_conversation_get_name (conversation));
  cordial_protocol_send_async (self->context->protocol, cordial_message_get_record (message),
                               self->context->cancellable, on_sent, errand);
}

/* --- The connection ---------------------------------------------------------------------------------------------- */

void
cordial_outbox_link_lost (CordialOutbox *self)
{
  GHashTableIter iter;
  gpointer conversation;

  g_hash_table_iter_init (&iter, self->context->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    {
      CordialConversationWork *work = cordial_conversation_get_work (conversation);
      GPtrArray *outbox = cordial_timeline_get_outbox (cordial_conversation_get_timeline (conversation));

      work->out_busy = FALSE;
      work->out_resolved = FALSE;
      work->out_filling = FALSE;
      work->out_delay_ms = 0;
      if (work->out_retry)
        {
          g_source_destroy (work->out_retry);
          g_clear_pointer (&work->out_retry, g_source_unref);
        }
      for (guint i = 0; i < outbox->len; i++)
        if (cordial_message_get_status (outbox->pdata[i]) == CORDIAL_MESSAGE_STATUS_SENDING)
          cordial_message_set_status (outbox->pdata[i], CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
    }
}

CordialOutbox *
cordial_outbox_new (CordialContext *context)
{
  CordialOutbox *self = g_new0 (CordialOutbox, 1);

  self->context = context;
  return self;
}

void
cordial_outbox_free (CordialOutbox *self)
{
  g_free (self);
}
