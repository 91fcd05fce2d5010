/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way of what is written to the disk. The text stays in the buffer until its message is kept; each Enter pressed meanwhile sets a
 * mark, and what stands between two marks is sent after the one before it.
 */

#define G_LOG_DOMAIN "cordial-composer"

#include "cordial-config.h"

#include "cordial-composer-private.h"

#include "cordial-written-text.h"

#include <string.h>

/* What a mark's message answers. */
#define ANSWERED "cordial-answered"

/* A message on its way to the disk; the person may be in another conversation when it gets there. */
typedef struct
{
  CordialComposer *composer;
  CordialConversation *conversation;
  CordialMessage *answered; /* (nullable) */
  char *text;
} Sending;

static void
sending_free (Sending *sending)
{
  g_object_unref (sending->composer);
  g_object_unref (sending->conversation);
  g_clear_object (&sending->answered);
  g_free (sending->text);
  g_free (sending);
}

static void send_first (CordialComposer *self);

/* What was to be sent after a message that could not be: stays, one message a line. */
void
cordial_composer_keep_marked_text (CordialComposer *self)
{
  self->filling = TRUE;
  while (!g_queue_is_empty (&self->marks))
    {
      GtkTextMark *mark = g_queue_pop_head (&self->marks);
      GtkTextIter at;

      gtk_text_buffer_get_iter_at_mark (self->buffer, &at, mark);
      if (!gtk_text_iter_is_end (&at))
        gtk_text_buffer_insert (self->buffer, &at, "\n", 1);
      gtk_text_buffer_delete_mark (self->buffer, mark);
    }
  self->filling = FALSE;
}

static const char *
skip_sent (const char *text, const char *sent)
{
  if (text == NULL || !g_str_has_prefix (text, sent))
    return NULL;
  text += strlen (sent);
  return *text == '\n' ? text + 1 : text;
}

/* The message got to the disk after its conversation had been left: its text is no draft any more. */
static void
remove_sent_from_draft (Sending *sending)
{
  CordialComposer *self = sending->composer;
  g_autofree char *text = NULL;
  const char *rest;

  if (self->conversation == sending->conversation)
    {
      text = cordial_composer_dup_text (self);
      rest = skip_sent (text, sending->text);
      if (rest != NULL)
        {
          cordial_composer_fill (self, rest);
          cordial_composer_keep_draft (self);
        }
      return;
    }
  text = g_strdup (cordial_conversation_get_draft (sending->conversation));
  rest = skip_sent (text, sending->text);
  if (rest != NULL)
    cordial_conversation_set_draft (sending->conversation, cordial_composer_is_blank (rest) ? NULL : rest);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sending *sending = user_data;
  CordialComposer *self = sending->composer;
  g_autoptr (GError) error = NULL;
  gboolean sent = cordial_conversation_send_finish (sending->conversation, result, &error);
  gboolean here = self->conversation == sending->conversation && !g_queue_is_empty (&self->marks);

  if (!sent)
    {
      if (here)
        {
          cordial_composer_keep_marked_text (self);
          if (sending->answered != NULL && cordial_writing_subject_get_message (self->subject) == NULL)
            cordial_writing_subject_set (self->subject, sending->answered, FALSE);
          cordial_composer_show_error (self, error->message);
        }
      else
        g_warning ("A message could not be kept and is a draft now: %s", error->message);
    }
  else if (!here)
    remove_sent_from_draft (sending);
  else
    {
      GtkTextMark *mark = g_queue_pop_head (&self->marks);
      GtkTextIter start;
      GtkTextIter end;

      gtk_text_buffer_get_start_iter (self->buffer, &start);
      gtk_text_buffer_get_iter_at_mark (self->buffer, &end, mark);
      self->filling = TRUE;
      gtk_text_buffer_begin_irreversible_action (self->buffer);
      gtk_text_buffer_delete (self->buffer, &start, &end);
      gtk_text_buffer_end_irreversible_action (self->buffer);
      self->filling = FALSE;
      gtk_text_buffer_delete_mark (self->buffer, mark);
      cordial_composer_keep_draft (self);
      send_first (self);
    }
  sending_free (sending);
}

/* Sends the text in front of the first mark. */
static void
send_first (CordialComposer *self)
{
  GtkTextMark *mark = g_queue_peek_head (&self->marks);
  g_autoptr (CordialContent) content = NULL;
  Sending *sending;
  GtkTextIter start;
  GtkTextIter end;

  if (mark == NULL)
    return;
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_get_iter_at_mark (self->buffer, &end, mark);
  sending = g_new0 (Sending, 1);
  sending->composer = g_object_ref (self);
  sending->conversation = g_object_ref (self->conversation);
  sending->text = cordial_written_text_dup (self->buffer, &start, &end);
  content = cordial_conversation_new_content (self->conversation, sending->text, self->names);
  g_set_object (&sending->answered, g_object_get_data (G_OBJECT (mark), ANSWERED));
  if (sending->answered != NULL)
    {
      g_autoptr (CordialContent) said = g_steal_pointer (&content);

      content = cordial_content_new_reply (
        said, cordial_message_get_content (sending->answered), cordial_message_get_seq (sending->answered),
        cordial_message_get_sender_id (sending->answered), cordial_message_get_sender_name (sending->answered));
    }
  cordial_conversation_send_async (self->conversation, content, NULL, on_sent, sending);
}

void
cordial_composer_send_text (CordialComposer *self)
{
  g_autofree char *text = NULL;
  GtkTextMark *last = g_queue_peek_tail (&self->marks);
  GtkTextMark *mark;
  CordialMessage *answered;
  GtkTextIter start;
  GtkTextIter end;

  if (self->conversation == NULL || !cordial_conversation_get_writable (self->conversation) ||
      cordial_conversation_get_ending_sentence (self->conversation) != NULL)
    return;
  if (cordial_writing_subject_get_edits (self->subject))
    {
      cordial_composer_send_edit (self);
      return;
    }
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  if (last != NULL)
    gtk_text_buffer_get_iter_at_mark (self->buffer, &start, last);
  text = cordial_written_text_dup (self->buffer, &start, &end);
  if (cordial_composer_is_blank (text))
    return;
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
  /* The cursor goes behind what is being sent: what is typed from here on is the next message. */
  gtk_text_buffer_place_cursor (self->buffer, &end);
  mark = gtk_text_buffer_create_mark (self->buffer, NULL, &end, TRUE);
  g_queue_push_tail (&self->marks, mark);
  answered = cordial_writing_subject_get_message (self->subject);
  if (answered != NULL)
    g_object_set_data_full (G_OBJECT (mark), ANSWERED, g_object_ref (answered), g_object_unref);
  cordial_writing_subject_set (self->subject, NULL, FALSE);
  if (last == NULL)
    send_first (self);
}
