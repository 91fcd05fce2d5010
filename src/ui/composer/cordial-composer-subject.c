/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the text in the composer is about: a message that it answers, or one that it takes the place of. While one is edited, the
 * draft is put aside.
 */

#define G_LOG_DOMAIN "cordial-composer"

#include "cordial-config.h"

#include "cordial-composer-private.h"

#include "cordial-markup.h"

/* What is in the composer is a draft again. */
void
cordial_composer_leave_subject (CordialComposer *self)
{
  cordial_writing_subject_set (self->subject, NULL, FALSE);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  if (self->put_aside != NULL)
    {
      g_autofree char *draft = g_steal_pointer (&self->put_aside);

      cordial_composer_fill (self, draft);
    }
  cordial_composer_keep_draft (self);
}

/* Puts the draft aside for the text of a message. */
static void
begin_edit (CordialComposer *self, CordialMessage *message, const char *kept)
{
  g_autofree char *typed = cordial_content_dup_typed (cordial_message_get_content (message), &self->names);

  self->put_aside = cordial_composer_dup_text (self);
  cordial_composer_fill (self, kept != NULL ? kept : typed);
  cordial_writing_subject_set (self->subject, message, TRUE);
}

/* What was answered or edited when the chat was left is that again. */
void
cordial_composer_resume_subject (CordialComposer *self)
{
  g_autofree char *edit = NULL;
  g_autoptr (CordialMessage) message = cordial_conversation_dup_draft_subject (self->conversation, &edit);

  if (message != NULL && edit != NULL)
    begin_edit (self, message, edit);
  else if (message != NULL)
    cordial_writing_subject_set (self->subject, message, FALSE);
  else if (edit != NULL)
    {
      /* What it was to take the place of is gone: nothing of it gets lost. */
      g_autofree char *draft = cordial_composer_dup_text (self);
      g_autofree char *both =
        cordial_composer_is_blank (draft) ? g_strdup (edit) : g_strconcat (draft, "\n", edit, NULL);

      cordial_composer_fill (self, both);
      cordial_composer_keep_draft (self);
    }
}

/* The chat is left: what stands here is kept with it. */
void
cordial_composer_suspend_subject (CordialComposer *self)
{
  cordial_composer_keep_draft (self);
  cordial_writing_subject_set (self->subject, NULL, FALSE);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->put_aside, g_free);
}

/* The person does not want to answer or to edit any more. */
void
cordial_composer_dismiss_subject (CordialComposer *self)
{
  cordial_composer_leave_subject (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
on_edited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean edited = cordial_conversation_edit_finish (CORDIAL_CONVERSATION (source), result, &error);
  gboolean here = self->conversation == CORDIAL_CONVERSATION (source) && self->put_aside != NULL;

  self->keeping_edit = FALSE;
  if (!edited && here)
    cordial_composer_show_error (self, error->message);
  else if (!edited)
    g_warning ("A message could not be changed: %s", error->message);
  else if (here)
    cordial_composer_leave_subject (self);
}

void
cordial_composer_send_edit (CordialComposer *self)
{
  CordialMessage *message = cordial_writing_subject_get_message (self->subject);
  g_autofree char *text = cordial_composer_dup_text (self);
  g_autoptr (CordialContent) typed = NULL;
  g_autoptr (CordialContent) edit = NULL;

  if (self->keeping_edit || cordial_composer_is_blank (text))
    return;
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
  typed = cordial_conversation_new_content (self->conversation, text, self->names);
  edit = cordial_content_new_edit (typed, cordial_message_get_content (message));
  if (cordial_content_equal (edit, cordial_message_get_content (message)))
    {
      cordial_composer_leave_subject (self);
      return;
    }
  self->keeping_edit = TRUE;
  cordial_conversation_edit_async (self->conversation, message, edit, NULL, on_edited, g_object_ref (self));
}

/**
 * cordial_composer_answer:
 * @self: a composer
 * @message: a message of its conversation, with a number
 *
 * What is sent next answers that message.
 */
void
cordial_composer_answer (CordialComposer *self, CordialMessage *message)
{
  g_return_if_fail (CORDIAL_IS_COMPOSER (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  cordial_composer_leave_subject (self);
  cordial_writing_subject_set (self->subject, message, FALSE);
  cordial_composer_keep_draft (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

/**
 * cordial_composer_edit:
 * @self: a composer
 * @message: a message of the account's owner in its conversation
 *
 * Shows the text of that message, to be changed; the draft comes back afterwards.
 */
void
cordial_composer_edit (CordialComposer *self, CordialMessage *message)
{
  g_return_if_fail (CORDIAL_IS_COMPOSER (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  /* For the moment that it takes to keep what was sent. */
  if (!g_queue_is_empty (&self->marks) || self->keeping_edit)
    return;
  cordial_composer_leave_subject (self);
  begin_edit (self, message, NULL);
  cordial_composer_keep_draft (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}
