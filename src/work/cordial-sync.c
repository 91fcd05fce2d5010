/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fetches what the server has and the database has not: a page at a time, the newest first, the conversation that is looked
 * at before the others, a few at once over the account. A gap is always fetched, never skipped.
 */
#define G_LOG_DOMAIN "cordial-chat"

#include "cordial-config.h"

#include "cordial-context.h"
#include "cordial-conversation-private.h"
#include "cordial-timeline-private.h"

/* Enough to hide the round trip, few enough that the opened conversation gets its share of a slow line. */
#define FETCHES_MAX 4

/* After the server could not answer: then after twice as long, up to five minutes. A new connection or news of the
 * conversation come first. */
#define RETRY_S 5
#define RETRY_MAX_S 300

struct _CordialSync
{
  CordialContext *context; /* not owned: it owns us */
  GQueue waiting;          /* of CordialConversation */
  guint under_way;
};

static void run (CordialSync *self);

static void
set_loading (CordialConversation *conversation, gboolean loading)
{
  cordial_timeline_set_loading (cordial_conversation_get_timeline (conversation), loading);
}

/* One conversation's fetch is over; the errand tells whether anybody still cares. */
static void
fetch_over (CordialErrand *errand, gboolean again)
{
  CordialConversationWork *work = cordial_conversation_get_work (errand->conversation);
  CordialSync *self = errand->context->sync;

  if (!cordial_errand_is_current (errand))
    return;
  self->under_way--;
  work->sync_busy = FALSE;
  if (again)
    work->sync_delay_s = 0;
  if (again)
    cordial_sync_want (self, errand->conversation, work->out_filling);
  else
    set_loading (errand->conversation, FALSE);
  run (self);
}

static gboolean
on_retry (gpointer user_data)
{
  CordialErrand *errand = user_data;
  CordialConversationWork *work = cordial_conversation_get_work (errand->conversation);

  g_clear_pointer (&work->sync_retry, g_source_unref);
  if (cordial_errand_is_current (errand))
    cordial_sync_want (errand->context->sync, errand->conversation, work->out_filling);
  return G_SOURCE_REMOVE;
}

static void
retry_later (CordialErrand *errand)
{
  CordialConversationWork *work = cordial_conversation_get_work (errand->conversation);

  if (work->sync_retry || !cordial_errand_is_current (errand) || cordial_conversation_is_gone (errand->conversation))
    return;
  work->sync_delay_s = CLAMP (work->sync_delay_s * 2, RETRY_S, RETRY_MAX_S);
  work->sync_retry = g_timeout_source_new_seconds (work->sync_delay_s);
  g_source_set_static_name (work->sync_retry, "CordialSync retry");
  g_source_set_callback (work->sync_retry, on_retry, cordial_errand_new (errand->context, errand->conversation),
                         (GDestroyNotify) cordial_errand_free);
  g_source_attach (work->sync_retry, NULL);
}

static void
on_inserted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStoreChange) change = cordial_store_insert_finish (CORDIAL_STORE (object), result, &error);

  if (change)
    cordial_conversation_apply_change (errand->conversation, change);
  else
    g_warning ("cannot keep messages: %s", error->message);
  if (!change)
    retry_later (errand);
  fetch_over (errand, change != NULL);
}

static void
on_fetched (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = cordial_protocol_fetch_finish (CORDIAL_PROTOCOL (object), result, &error);
  CordialSpan span = errand->span;
  CordialStore *store = errand->context->store;
  const char *id = cordial_conversation_get_id (errand->conversation);
  g_autoptr (GPtrArray) sound = NULL;

  if (!messages)
    {
      g_debug ("fetch: %s", error->message);
      /* Who may not read there is not let in by asking again, and can learn no more of what arrived. */
      if (!g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED))
        retry_later (errand);
      else if (cordial_errand_is_current (errand))
        cordial_outbox_filled (errand->context->outbox, errand->conversation);
      fetch_over (errand, FALSE);
      return;
    }
  if (cordial_conversation_is_gone (errand->conversation))
    {
      fetch_over (errand, FALSE);
      return;
    }
  sound = cordial_conversation_sift (errand->conversation, messages, span.low, span.high);
  cordial_store_insert_async (store, id, sound, span.low, span.high, on_inserted, g_steal_pointer (&errand));
}

static void
run (CordialSync *self)
{
  while (self->context->ready && self->under_way < FETCHES_MAX && self->waiting.length > 0)
    {
      g_autoptr (CordialConversation) conversation = g_queue_pop_head (&self->waiting);
      CordialConversationWork *work = cordial_conversation_get_work (conversation);
      CordialErrand *errand;
      CordialSpan gap;

      work->sync_queued = FALSE;
      if (work->sync_busy)
        continue;
      if (cordial_conversation_is_gone (conversation))
        continue;
      if (!cordial_conversation_next_gap (conversation, &gap))
        {
          set_loading (conversation, FALSE);
          cordial_outbox_filled (self->context->outbox, conversation);
          continue;
        }
      work->sync_busy = TRUE;
      self->under_way++;
      set_loading (conversation, TRUE);
      errand = cordial_errand_new (self->context, conversation);
      errand->span = gap;
      cordial_protocol_fetch_async (self->context->protocol, cordial_conversation_get_id (conversation), gap.low,
                                    gap.high, self->context->cancellable, on_fetched, errand);
    }
}

void
cordial_sync_want (CordialSync *self, CordialConversation *conversation, gboolean urgent)
{
  CordialConversationWork *work = cordial_conversation_get_work (conversation);

  if (!self->context->ready || work->sync_busy)
    return;
  if (work->sync_queued)
    {
      if (!urgent)
        return;
      g_queue_remove (&self->waiting, conversation);
      g_queue_push_head (&self->waiting, conversation);
    }
  else
    {
      work->sync_queued = TRUE;
      if (urgent)
        g_queue_push_head (&self->waiting, g_object_ref (conversation));
      else
        g_queue_push_tail (&self->waiting, g_object_ref (conversation));
    }
  run (self);
}

void
cordial_sync_link_lost (CordialSync *self)
{
  GHashTableIter iter;
  gpointer conversation;

  g_queue_clear_full (&self->waiting, g_object_unref);
  self->under_way = 0;
  g_hash_table_iter_init (&iter, self->context->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    {
      CordialConversationWork *work = cordial_conversation_get_work (conversation);

      work->sync_queued = FALSE;
      work->sync_busy = FALSE;
      work->sync_delay_s = 0;
      if (work->sync_retry)
        {
          g_source_destroy (work->sync_retry);
          g_clear_pointer (&work->sync_retry, g_source_unref);
        }
      set_loading (conversation, FALSE);
    }
}

CordialSync *
cordial_sync_new (CordialContext *context)
{
  CordialSync *self = g_new0 (CordialSync, 1);

  self->context = context;
  g_queue_init (&self->waiting);
  return self;
}

void
cordial_sync_free (CordialSync *self)
{
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_free (self);
}
