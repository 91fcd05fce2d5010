/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of one account's work share.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-context.h"

CordialContext *
cordial_context_new (CordialStore *store)
{
  CordialContext *self = g_new0 (CordialContext, 1);

  g_ref_count_init (&self->refs);
  self->store = g_object_ref (store);
  self->cancellable = g_cancellable_new ();
  return self;
}

CordialContext *
cordial_context_ref (CordialContext *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
cordial_context_unref (CordialContext *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_clear_object (&self->protocol);
  g_clear_object (&self->store);
  g_clear_object (&self->cancellable);
  g_free (self);
}

gboolean
cordial_context_may_be_seq (CordialContext *self, gint64 seq)
{
  if (self->protocol && cordial_protocol_get_unnumbered (self->protocol))
    return seq == 0;
  return seq > 0 && seq <= CORDIAL_SEQ_MAX;
}

guint
cordial_context_get_max_message_bytes (CordialContext *self)
{
  guint max_message_bytes = 0;

  if (self->protocol)
    g_object_get (self->protocol, "max-message-bytes", &max_message_bytes, NULL);
  return max_message_bytes;
}

/**
 * cordial_errand_new:
 * @context: the account's
 * @owner: (nullable): whose request it is
 * @conversation: which it is about
 *
 * Returns: (transfer full): an errand of the connection that there is now
 */
CordialErrand *
cordial_errand_new (CordialContext *context, gpointer owner, CordialConversation *conversation)
{
  CordialErrand *self = g_new0 (CordialErrand, 1);

  self->context = cordial_context_ref (context);
  self->owner = owner;
  self->conversation = g_object_ref (conversation);
  self->epoch = cordial_conversation_get_epoch (conversation);
  self->link = context->link;
  return self;
}

void
cordial_errand_free (CordialErrand *self)
{
  cordial_context_unref (self->context);
  g_object_unref (self->conversation);
  cordial_intent_record_free (self->intent);
  g_free (self);
}

gboolean
cordial_errand_is_current (CordialErrand *self)
{
  return self->context->ready && self->link == self->context->link;
}
