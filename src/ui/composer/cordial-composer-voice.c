/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Voice messages in the composer. A click on the microphone records until the person stops or sends; holding it records as long as it is
 * held, and letting go sends, or discards or goes on where the pointer was drawn aside or up. Whoever leaves the chat meanwhile finds the
 * recording, stopped, when they come back.
 */

#define G_LOG_DOMAIN "cordial-composer"

#include "cordial-config.h"

#include "cordial-composer-private.h"

#include "cordial-waveform.h"

#include <glib/gi18n-lib.h>

/* A press that lasts longer is a hold. */
#define HOLD_MS 350
/* Pixels that the pointer is drawn from the button for another meaning. */
#define DRAWN_ASIDE 80
#define DRAWN_UP 60
/* Of what is shorter nobody has said anything. */
#define MIN_DURATION_MS 500

static CordialRecorder *
get_recorder (CordialComposer *self)
{
  return cordial_sound_get_recorder (self->sound);
}

static gboolean
is_here (CordialComposer *self)
{
  return self->spoken_to != NULL && self->spoken_to == self->conversation;
}

/* What was spoken to a chat that is over waits for it to go on, in nobody's way. */
static gboolean
is_waiting_elsewhere (CordialComposer *self)
{
  return self->spoken_to != NULL && !is_here (self) && cordial_conversation_get_writable (self->spoken_to) &&
         cordial_conversation_get_ending_sentence (self->spoken_to) == NULL;
}

/* What depends on whether there is something written, or spoken. */
void
cordial_composer_update_voice (CordialComposer *self)
{
  g_autofree char *text = cordial_composer_dup_text (self);
  gboolean can_record = self->sound != NULL && self->conversation != NULL &&
                        cordial_conversation_get_can_send_files (self->conversation) &&
                        !cordial_writing_subject_get_edits (self->subject);
  gboolean blank = gtk_text_buffer_get_char_count (self->buffer) == 0;
  g_autofree char *elsewhere = NULL;

  gtk_stack_set_visible_child_name (self->input_stack, is_here (self) ? "voice" : "text");
  gtk_widget_set_visible (self->record_button, can_record && blank && (!is_here (self) || self->holding));
  gtk_widget_set_sensitive (self->record_button, !is_waiting_elsewhere (self));
  if (is_waiting_elsewhere (self))
    /* Translators: the name of a chat. */
    elsewhere =
      g_strdup_printf (_ ("A recording waits in the chat with %s"), cordial_conversation_get_name (self->spoken_to));
  gtk_widget_set_tooltip_text (self->record_button, elsewhere ? elsewhere : _ ("Record Voice Message"));
  gtk_widget_set_sensitive (self->send_button, is_here (self) || !cordial_composer_is_blank (text));
}

static void discard (CordialComposer *self);

static void
forget_spoken_to (CordialComposer *self)
{
  if (self->spoken_to != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->spoken_to, discard, self);
      g_signal_handlers_disconnect_by_func (self->spoken_to, cordial_composer_update_voice, self);
    }
  g_clear_object (&self->spoken_to);
}

static void
set_spoken_to (CordialComposer *self, CordialConversation *conversation)
{
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  forget_spoken_to (self);
  if (conversation != NULL)
    {
      self->spoken_to = g_object_ref (conversation);
      g_signal_connect_swapped (conversation, "gone", G_CALLBACK (discard), self);
      g_signal_connect_swapped (conversation, "notify::writable", G_CALLBACK (cordial_composer_update_voice), self);
      g_signal_connect_swapped (conversation, "notify::ending", G_CALLBACK (cordial_composer_update_voice), self);
    }
  self->sending_voice = FALSE;
  cordial_composer_update_voice (self);
  if (conversation != NULL && !self->holding)
    gtk_widget_grab_focus (self->send_button);
  else if (conversation == NULL && had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
discard (CordialComposer *self)
{
  set_spoken_to (self, NULL);
  cordial_recorder_discard (get_recorder (self));
}

void
cordial_composer_discard_voice (CordialComposer *self)
{
  discard (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
start (CordialComposer *self)
{
  if (self->conversation == NULL || is_here (self) || is_waiting_elsewhere (self) ||
      !cordial_conversation_get_writable (self->conversation))
    return;
  if (self->spoken_to != NULL)
    discard (self);
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
  cordial_sound_begin (self->sound, get_recorder (self));
  set_spoken_to (self, self->conversation);
  cordial_recorder_start (get_recorder (self));
}

/* --- Sending -------------------------------------------------------------------------------------------------------- */

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean sent = cordial_conversation_send_finish (CORDIAL_CONVERSATION (source), result, &error);

  self->keeping_voice = FALSE;
  if (self->sound == NULL || self->spoken_to != CORDIAL_CONVERSATION (source))
    return;
  self->sending_voice = FALSE;
  if (!sent)
    {
      cordial_composer_show_error (self, error->message);
      cordial_composer_update_voice (self);
      return;
    }
  if (is_here (self) && cordial_writing_subject_get_message (self->subject) != NULL)
    cordial_writing_subject_set (self->subject, NULL, FALSE);
  discard (self);
}

static CordialContent *
new_content (CordialComposer *self, GFile *file, gint64 size)
{
  g_autoptr (CordialContent) said = cordial_content_new ("");
  CordialAttachment *attachment = cordial_content_add_attachment (said, CORDIAL_ATTACHMENT_SOUND);
  CordialMessage *answered = is_here (self) ? cordial_writing_subject_get_message (self->subject) : NULL;

  attachment->reference = g_file_get_uri (file);
  attachment->media_type = g_strdup (CORDIAL_RECORDER_MEDIA_TYPE);
  attachment->size = size;
  attachment->duration_ms = cordial_recorder_get_duration_ms (get_recorder (self));
  attachment->preview = cordial_recorder_dup_waveform (get_recorder (self), CORDIAL_WAVEFORM_SENT_BARS);
  cordial_content_finish (said);
  return answered != NULL
           ? cordial_content_new_reply (said, cordial_message_get_content (answered),
                                        cordial_message_get_seq (answered), cordial_message_get_sender_id (answered),
                                        cordial_message_get_sender_name (answered))
           : g_steal_pointer (&said);
}

/* The recording is complete. */
static void
send (CordialComposer *self)
{
  GFile *file = cordial_recorder_get_file (get_recorder (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (CordialContent) content = NULL;

  self->sending_voice = FALSE;
  if (self->keeping_voice)
    return;
  if (cordial_recorder_get_duration_ms (get_recorder (self)) < MIN_DURATION_MS)
    {
      discard (self);
      return;
    }
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, &error);
  if (info == NULL)
    {
      cordial_composer_show_error (self, error->message);
      return;
    }
  self->keeping_voice = TRUE;
  content = new_content (self, file, g_file_info_get_size (info));
  cordial_conversation_send_async (self->spoken_to, content, NULL, on_sent, g_object_ref (self));
}

/* Returns: whether there is something spoken, which is sent as soon as it is complete */
gboolean
cordial_composer_send_voice (CordialComposer *self)
{
  if (!is_here (self))
    return FALSE;
  if (self->sending_voice)
    return TRUE;
  cordial_player_stop (cordial_sound_get_player (self->sound));
  if (cordial_recorder_get_state (get_recorder (self)) == CORDIAL_RECORDER_DONE)
    send (self);
  else
    {
      self->sending_voice = TRUE;
      cordial_recorder_finish (get_recorder (self));
    }
  return TRUE;
}

static void
on_recorder_changed (CordialComposer *self)
{
  CordialRecorder *recorder = get_recorder (self);
  g_autofree char *error = NULL;

  if (self->spoken_to == NULL)
    return;
  switch (cordial_recorder_get_state (recorder))
    {
    case CORDIAL_RECORDER_RECORDING:
      cordial_conversation_recorded (self->spoken_to);
      break;
    case CORDIAL_RECORDER_DONE:
      if (self->sending_voice)
        send (self);
      break;
    case CORDIAL_RECORDER_FAILED:
      error = g_strdup (cordial_recorder_get_error (recorder));
      discard (self);
      cordial_composer_show_error (self, error);
      break;
    default:
      break;
    }
}

/* The chat is left, or over: what was spoken waits in it. */
void
cordial_composer_leave_voice (CordialComposer *self)
{
  self->holding = FALSE;
  if (self->sound != NULL && is_here (self))
    cordial_recorder_finish (get_recorder (self));
}

/* --- The button ----------------------------------------------------------------------------------------------------- */

typedef enum
{
  LET_GO_SENDS,
  LET_GO_DISCARDS,
  LET_GO_LOCKS,
} LetGo;

static LetGo
get_let_go (CordialComposer *self, double dx, double dy)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    dx = -dx;
  return dy < -DRAWN_UP ? LET_GO_LOCKS : dx < -DRAWN_ASIDE ? LET_GO_DISCARDS : LET_GO_SENDS;
}

static void
show_hint (CordialComposer *self, double dx, double dy)
{
  switch (get_let_go (self, dx, dy))
    {
    case LET_GO_LOCKS:
      cordial_voice_bar_set_hint (self->voice_bar, _ ("Let go to keep recording"));
      break;
    case LET_GO_DISCARDS:
      cordial_voice_bar_set_hint (self->voice_bar, _ ("Let go to discard"));
      break;
    default:
      cordial_voice_bar_set_hint (self->voice_bar, _ ("Let go to send"));
    }
}

static void
forget_hold (CordialComposer *self)
{
  if (self->hold_source)
    g_source_destroy (self->hold_source);
  g_clear_pointer (&self->hold_source, g_source_unref);
}

static gboolean
on_held (gpointer user_data)
{
  CordialComposer *self = user_data;

  forget_hold (self);
  gtk_gesture_set_state (self->hold, GTK_EVENT_SEQUENCE_CLAIMED);
  self->holding = TRUE;
  start (self);
  show_hint (self, 0, 0);
  return G_SOURCE_REMOVE;
}

static void
on_drag_begin (CordialComposer *self)
{
  forget_hold (self);
  self->hold_source = g_timeout_source_new (HOLD_MS);
  g_source_set_static_name (self->hold_source, "CordialComposer hold");
  g_source_set_callback (self->hold_source, on_held, self, NULL);
  g_source_attach (self->hold_source, NULL);
}

static void
on_drag_update (CordialComposer *self, double dx, double dy)
{
  if (self->holding)
    show_hint (self, dx, dy);
}

static void
on_drag_end (CordialComposer *self, double dx, double dy)
{
  forget_hold (self);
  if (!self->holding)
    return;
  self->holding = FALSE;
  cordial_voice_bar_set_hint (self->voice_bar, NULL);
  if (is_here (self) && get_let_go (self, dx, dy) == LET_GO_SENDS)
    cordial_composer_send_voice (self);
  else if (is_here (self) && get_let_go (self, dx, dy) == LET_GO_DISCARDS)
    discard (self);
  cordial_composer_update_voice (self);
}

void
cordial_composer_record (CordialComposer *self)
{
  start (self);
}

void
cordial_composer_end_voice (CordialComposer *self)
{
  forget_hold (self);
  if (self->spoken_to != NULL)
    cordial_recorder_discard (get_recorder (self));
  forget_spoken_to (self);
  g_clear_object (&self->sound);
}

/**
 * cordial_composer_set_sound:
 * @self: a composer
 * @sound: (transfer none): with what voice messages are recorded and listened to
 */
void
cordial_composer_set_sound (CordialComposer *self, CordialSound *sound)
{
  g_return_if_fail (CORDIAL_IS_COMPOSER (self));
  g_return_if_fail (self->sound == NULL);

  self->sound = g_object_ref (sound);
  cordial_voice_bar_set_sound (self->voice_bar, sound);
  g_signal_connect_object (get_recorder (self), "changed", G_CALLBACK (on_recorder_changed), self, G_CONNECT_SWAPPED);
  self->hold = gtk_gesture_drag_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->hold), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (self->hold, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (self->hold, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (self->hold, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (self->record_button, GTK_EVENT_CONTROLLER (self->hold));
  cordial_composer_update_voice (self);
}
