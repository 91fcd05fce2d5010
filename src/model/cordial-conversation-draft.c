/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands unsent in the composer, and which message it is about: kept over a change of the chat, a restart and a crash.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-conversation-state.h"

/* Long enough not to write at each key, short enough that a crash costs a word. */
#define DRAFT_DELAY_MS 500

/* Under which the store keeps what a draft is about; then comes the id of the conversation. */
#define SUBJECT_KEY "draft-subject/"
/* The message's row, its number when it was chosen, and the text of an edit. */
#define SUBJECT_TYPE "(xxms)"

static char *
dup_subject_key (CordialConversation *self)
{
  return g_strconcat (SUBJECT_KEY, self->record->id, NULL);
}

void
cordial_conversation_flush_draft (CordialConversation *self)
{
  g_autofree char *key = NULL;

  if (!self->draft_source)
    return;
  g_source_destroy (self->draft_source);
  g_clear_pointer (&self->draft_source, g_source_unref);
  cordial_store_set_draft (self->roster->store, self->record->id, self->record->draft);
  if (!self->draft_subject_changed)
    return;
  self->draft_subject_changed = FALSE;
  key = dup_subject_key (self);
  cordial_store_set_value (self->roster->store, key, self->draft_subject);
}

void
cordial_conversation_drop_draft_subject (CordialConversation *self)
{
  g_autofree char *key = dup_subject_key (self);

  cordial_store_set_value (self->roster->store, key, NULL);
}

static gboolean
on_draft_delay_over (gpointer user_data)
{
  cordial_conversation_flush_draft (user_data);
  return G_SOURCE_REMOVE;
}

/* What was sent is no draft any more, also where the application is killed in the next moment. */
static void
queue_flush (CordialConversation *self)
{
  if (self->gone)
    return;
  if (!self->draft_source)
    {
      self->draft_source = g_timeout_source_new (DRAFT_DELAY_MS);
      g_source_set_static_name (self->draft_source, "CordialConversation draft");
      g_source_set_callback (self->draft_source, on_draft_delay_over, self, NULL);
      g_source_attach (self->draft_source, NULL);
    }
  if (!self->record->draft && !self->draft_subject)
    cordial_conversation_flush_draft (self);
}

const char *
cordial_conversation_get_draft (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return self->record->draft;
}

/**
 * cordial_conversation_set_draft:
 * @self: a #CordialConversation
 * @draft: (nullable): what stands in the composer
 *
 * Keeps it over restarts.
 */
void
cordial_conversation_set_draft (CordialConversation *self, const char *draft)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));

  if (draft && *draft == '\0')
    draft = NULL;
  if (!g_set_str (&self->record->draft, draft))
    return;
  cordial_conversation_notify (self, PROP_DRAFT);
  queue_flush (self);
}

static const char *
get_subject (CordialConversation *self)
{
  if (!self->draft_subject_known)
    {
      g_autofree char *key = dup_subject_key (self);

      self->draft_subject = cordial_store_dup_value (self->roster->store, key);
      self->draft_subject_known = TRUE;
    }
  return self->draft_subject;
}

/**
 * cordial_conversation_set_draft_subject:
 * @self: a #CordialConversation
 * @message: (nullable): what the person answers or edits
 * @edit: (nullable): the text that stands in the composer where @message is edited; the draft comes back after that
 *
 * Keeps it over restarts, beside the draft.
 */
void
cordial_conversation_set_draft_subject (CordialConversation *self, CordialMessage *message, const char *edit)
{
  g_autofree char *subject = NULL;

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (message == NULL || CORDIAL_IS_MESSAGE (message));

  if (message)
    {
      g_autoptr (GVariant) value = g_variant_ref_sink (
        g_variant_new (SUBJECT_TYPE, cordial_message_get_row (message), cordial_message_get_seq (message), edit));

      subject = g_variant_print (value, FALSE);
    }
  if (g_strcmp0 (get_subject (self), subject) == 0)
    return;
  g_free (self->draft_subject);
  self->draft_subject = g_steal_pointer (&subject);
  self->draft_subject_changed = TRUE;
  queue_flush (self);
}

/**
 * cordial_conversation_dup_draft_subject:
 * @self: a #CordialConversation
 * @edit: (out) (transfer full) (nullable): see cordial_conversation_set_draft_subject(); also where the message is gone
 *
 * Returns: (transfer full) (nullable): the message that the draft is about
 */
CordialMessage *
cordial_conversation_dup_draft_subject (CordialConversation *self, char **edit)
{
  g_autoptr (GVariant) value = NULL;
  gint64 row, seq;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (edit != NULL, NULL);

  *edit = NULL;
  if (!get_subject (self))
    return NULL;
  value = g_variant_parse (G_VARIANT_TYPE (SUBJECT_TYPE), self->draft_subject, NULL, NULL, NULL);
  if (!value)
    return NULL;
  g_variant_get (value, SUBJECT_TYPE, &row, &seq, edit);
  return cordial_timeline_dup_message (self->timeline, row, seq);
}
