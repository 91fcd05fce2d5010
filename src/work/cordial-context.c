/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of one account's work share.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-context.h"

/* Of one that is here and one that is not: a conversation is compared with the server's in passing. */
#define PAGE_MIN 2

CordialContext *
cordial_context_new (CordialStore *store, const CordialContentFormat *format)
{
  CordialContext *self = g_new0 (CordialContext, 1);

  g_ref_count_init (&self->refs);
  self->store = g_object_ref (store);
  self->page = CORDIAL_PROTOCOL_PAGE;
  self->format = format;
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

gboolean
cordial_context_is_in_doubt (CordialContext *self, CordialConversation *conversation)
{
  return cordial_conversation_get_doubt (conversation) > 0 &&
         !(self->protocol && cordial_protocol_get_unnumbered (self->protocol));
}

/* A page that is too much for a link that lasts so long never arrives, however often it is asked for. */
void
cordial_context_page_lost (CordialContext *self)
{
  self->page = MAX (PAGE_MIN, self->page / 2);
}

void
cordial_context_page_arrived (CordialContext *self, gint64 size)
{
  if (size >= self->page)
    self->page = MIN (CORDIAL_PROTOCOL_PAGE, self->page * 2);
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
