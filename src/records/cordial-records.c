/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Copies and ends of the records. Everything that is a string or bytes belongs to its record.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-records.h"

G_DEFINE_BOXED_TYPE (CordialMessageRecord,
                     cordial_message_record,
                     cordial_message_record_copy,
                     cordial_message_record_free)
G_DEFINE_BOXED_TYPE (CordialConversationRecord,
                     cordial_conversation_record,
                     cordial_conversation_record_copy,
                     cordial_conversation_record_free)

CordialMessageRecord *
cordial_message_record_new (void)
{
  return g_new0 (CordialMessageRecord, 1);
}

CordialMessageRecord *
cordial_message_record_copy (const CordialMessageRecord *self)
{
  CordialMessageRecord *copy;

  if (self == NULL)
    return NULL;

  copy = g_memdup2 (self, sizeof *self);
  copy->conversation_id = g_strdup (self->conversation_id);
  copy->cordial_id = g_strdup (self->cordial_id);
  copy->sender_id = g_strdup (self->sender_id);
  copy->text = g_strdup (self->text);
  copy->content = g_strdup (self->content);
  copy->head = g_strdup (self->head);
  copy->error = g_strdup (self->error);
  copy->reactions = g_strdup (self->reactions);
  copy->reaction_wish = g_strdup (self->reaction_wish);
  return copy;
}

gboolean
cordial_message_record_is_same (const CordialMessageRecord *self, const CordialMessageRecord *other)
{
  if (g_strcmp0 (self->sender_id, other->sender_id) != 0)
    return FALSE;
  if (self->cordial_id && other->cordial_id)
    return g_str_equal (self->cordial_id, other->cordial_id);
  return self->time_ms == other->time_ms &&
         (self->edited_ms > 0 || other->edited_ms > 0 || g_strcmp0 (self->text, other->text) == 0);
}

void
cordial_message_record_free (CordialMessageRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->conversation_id);
  g_free (self->cordial_id);
  g_free (self->sender_id);
  g_free (self->text);
  g_free (self->content);
  g_free (self->head);
  g_free (self->error);
  g_free (self->reactions);
  g_free (self->reaction_wish);
  g_free (self);
}

CordialConversationRecord *
cordial_conversation_record_new (const char *id)
{
  CordialConversationRecord *self = g_new0 (CordialConversationRecord, 1);

  self->id = g_strdup (id);
  self->writable = TRUE;
  self->last_state = CORDIAL_MESSAGE_SENT;
  return self;
}

CordialConversationRecord *
cordial_conversation_record_copy (const CordialConversationRecord *self)
{
  CordialConversationRecord *copy;

  if (self == NULL)
    return NULL;

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->comment = g_strdup (self->comment);
  copy->avatar = self->avatar ? g_bytes_ref (self->avatar) : NULL;
  copy->avatar_uri = g_strdup (self->avatar_uri);
  copy->note = g_strdup (self->note);
  copy->pins = g_strdup (self->pins);
  copy->member = g_strdup (self->member);
  copy->draft = g_strdup (self->draft);
  copy->last_text = g_strdup (self->last_text);
  copy->last_head = g_strdup (self->last_head);
  copy->last_sender_id = g_strdup (self->last_sender_id);
  return copy;
}

void
cordial_conversation_record_free (CordialConversationRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->comment);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_free (self->avatar_uri);
  g_free (self->note);
  g_free (self->pins);
  g_free (self->member);
  g_free (self->draft);
  g_free (self->last_text);
  g_free (self->last_head);
  g_free (self->last_sender_id);
  g_free (self);
}

/* --- Content ------------------------------------------------------------------------------------------------------- */

static void
write_text (const CordialContent *content, CordialMessageRecord *message)
{
  g_free (message->text);
  message->text = cordial_content_dup_text (content);
  g_clear_pointer (&message->content, g_free);
  g_clear_pointer (&message->head, g_free);
}

const CordialContentFormat cordial_text_content_format = { NULL, write_text };
