/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages that came by themselves: gathered, written, and taken into the model. What cannot be is dropped here.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-incoming.h"

#include "cordial-arrivals.h"

struct _CordialIncoming
{
  CordialContext *context; /* not owned: it outlives us */
  CordialSync *sync;       /* not owned: it outlives us */
  GHashTable *waiting;     /* (nullable): conversation id → GPtrArray */
  GSource *source;         /* while there is something */
};

static void
on_inserted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStoreChange) change = cordial_store_insert_finish (CORDIAL_STORE (object), result, &error);

  /* What cannot be kept is still on the server: the gap is found and fetched again. */
  if (change)
    cordial_arrivals_apply (errand->context, errand->conversation, change);
  else
    g_warning ("cannot keep messages: %s", error->message);
  if (errand->context->account)
    cordial_sync_want (errand->owner, errand->conversation, FALSE);
}

/* Messages that came by themselves. */
static void
insert (CordialIncoming *self, CordialConversation *conversation, GPtrArray *messages)
{
  g_autoptr (GPtrArray) sound = cordial_conversation_sift (conversation, messages, 0, CORDIAL_SEQ_MAX);
  gint64 newest = 0;

  if (sound->len == 0)
    return;
  for (guint i = 0; i < sound->len; i++)
    newest = MAX (newest, ((CordialMessageRecord *) g_ptr_array_index (sound, i))->seq);
  cordial_conversation_raise_seq (conversation, newest);
  cordial_store_insert_async (self->context->store, cordial_conversation_get_id (conversation), sound, 0, 0,
                              on_inserted, cordial_errand_new (self->context, self->sync, conversation));
}

static gboolean
on_turn_over (gpointer user_data)
{
  CordialIncoming *self = user_data;
  g_autoptr (GHashTable) waiting = g_steal_pointer (&self->waiting);
  GHashTableIter iter;
  const char *id;
  GPtrArray *messages;

  g_clear_pointer (&self->source, g_source_unref);
  g_hash_table_iter_init (&iter, waiting);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &messages))
    {
      CordialConversation *conversation = cordial_account_get_conversation (self->context->account, id);

      if (conversation)
        insert (self, conversation, messages);
    }
  return G_SOURCE_REMOVE;
}

void
cordial_incoming_take (CordialIncoming *self)
{
  if (!self->source)
    return;
  g_source_destroy (self->source);
  on_turn_over (self);
}

void
cordial_incoming_add (CordialIncoming *self, const char *conversation_id, GPtrArray *messages)
{
  GPtrArray *waiting;

  if (!cordial_account_get_conversation (self->context->account, conversation_id))
    {
      g_info ("dropped messages of an unknown conversation");
      return;
    }
  if (!self->source)
    {
      self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
      self->source = g_timeout_source_new (0);
      g_source_set_static_name (self->source, "CordialIncoming turn");
      g_source_set_callback (self->source, on_turn_over, self, NULL);
      g_source_attach (self->source, NULL);
    }
  waiting = g_hash_table_lookup (self->waiting, conversation_id);
  if (!waiting)
    {
      waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
      g_hash_table_insert (self->waiting, g_strdup (conversation_id), waiting);
    }
  for (guint i = 0; i < messages->len; i++)
    {
      CordialMessageRecord *record = g_ptr_array_index (messages, i);

      if (cordial_context_may_be_seq (self->context, record->seq))
        g_ptr_array_add (waiting, cordial_message_record_copy (record));
      else
        g_info ("dropped a message with an impossible seq");
    }
}

CordialIncoming *
cordial_incoming_new (CordialContext *context, CordialSync *sync)
{
  CordialIncoming *self = g_new0 (CordialIncoming, 1);

  self->context = context;
  self->sync = sync;
  return self;
}

void
cordial_incoming_free (CordialIncoming *self)
{
  if (self->source)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->waiting, g_hash_table_unref);
  g_free (self);
}
