/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is done with the files of the open conversation's messages: save, open. A file is named by its message and its place there, so that
 * one which is gone meanwhile is not taken for another one; what is not here is fetched first.
 */

#define G_LOG_DOMAIN "cordial-conversation-view"

#include "cordial-config.h"

#include "cordial-conversation-view-private.h"

#include "cordial-opened-file.h"
#include "cordial-picture-viewer.h"
#include "cordial-shared-files.h"
#include "cordial-temporary-file.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

typedef struct _Errand Errand;
typedef void (*ErrandGoOn) (Errand *errand, GFile *file);

/* What is done with one file, once it is here. */
struct _Errand
{
  CordialConversationView *view;
  CordialConversation *conversation;
  CordialAttachment *attachment;
  CordialTransfer *transfer; /* (nullable): while it is waited for */
  char *name;
  GFile *target;   /* (nullable): where it is to be saved */
  gboolean choose; /* with which program it is opened */
  char *copy;      /* (nullable): of what stood in the message, to be deleted */
  ErrandGoOn go_on;
};

static void
errand_free (Errand *self)
{
  if (self->copy)
    g_unlink (self->copy);
  if (self->transfer)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_clear_object (&self->transfer);
  g_object_unref (self->view);
  g_object_unref (self->conversation);
  cordial_attachment_free (self->attachment);
  g_clear_object (&self->target);
  g_free (self->name);
  g_free (self->copy);
  g_free (self);
}

/* The person may be in another chat by now. */
static void
complain (Errand *self, const char *sentence)
{
  if (self->view->conversation != self->conversation)
    return;
  if (self->view->details)
    cordial_chat_details_tell (CORDIAL_CHAT_DETAILS (self->view->details), sentence);
  else
    cordial_composer_show_error (self->view->composer, sentence);
}

static void
on_transfer_changed (Errand *self)
{
  g_autoptr (GFile) file = NULL;

  switch (cordial_transfer_get_state (self->transfer))
    {
    case CORDIAL_TRANSFER_DONE:
      g_signal_handlers_disconnect_by_data (self->transfer, self);
      file = g_file_new_for_path (cordial_transfer_get_path (self->transfer));
      g_clear_object (&self->transfer);
      self->go_on (self, file);
      return;
    case CORDIAL_TRANSFER_FAILED:
      complain (self, cordial_transfer_get_error (self->transfer));
      errand_free (self);
      return;
    case CORDIAL_TRANSFER_PAUSED:
      errand_free (self);
      return;
    default:
      return;
    }
}

/* What stands in the message itself. */
static void
write_bytes (Errand *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = cordial_temporary_file_new (self->attachment->bytes, NULL, &error);

  if (!file)
    {
      complain (self, error->message);
      errand_free (self);
      return;
    }
  self->copy = g_file_get_path (file);
  self->go_on (self, file);
}

/* Takes the errand. */
static void
begin (Errand *self, ErrandGoOn go_on)
{
  self->go_on = go_on;
  if (!self->attachment->reference)
    {
      write_bytes (self);
      return;
    }
  self->transfer =
    cordial_conversation_get_file (self->conversation, self->attachment->reference, self->attachment->size);
  if (!self->transfer)
    {
      complain (self, _ ("The file cannot be fetched now."));
      errand_free (self);
      return;
    }
  /* What waits to be sent is here. */
  if (cordial_transfer_get_path (self->transfer))
    {
      g_autoptr (GFile) file = g_file_new_for_path (cordial_transfer_get_path (self->transfer));

      g_clear_object (&self->transfer);
      self->go_on (self, file);
      return;
    }
  g_signal_connect_swapped (self->transfer, "changed", G_CALLBACK (on_transfer_changed), self);
  on_transfer_changed (self);
}

static Errand *
new_errand (CordialConversationView *self, CordialMessage *message, guint index)
{
  static const char *const endings[][2] = {
    { "image/jpeg", ".jpg" }, { "image/png", ".png" }, { "image/gif", ".gif" }, { "image/webp", ".webp" }
  };
  const CordialContent *content = cordial_message_get_content (message);
  const CordialAttachment *attachment;
  Errand *errand;

  if (index >= content->attachments->len)
    return NULL;
  attachment = content->attachments->pdata[index];
  if (!attachment->reference && !attachment->bytes)
    return NULL;
  errand = g_new0 (Errand, 1);
  errand->view = g_object_ref (self);
  errand->conversation = g_object_ref (self->conversation);
  errand->attachment = cordial_attachment_copy (attachment);
  errand->name = cordial_dup_file_name (attachment->name);
  for (guint i = 0; !errand->name && i < G_N_ELEMENTS (endings); i++)
    if (g_strcmp0 (attachment->media_type, endings[i][0]) == 0)
      /* Translators: the name of a picture that has none, without its ending. */
      errand->name = g_strconcat (C_ ("name of a file", "picture"), endings[i][1], NULL);
  if (!errand->name)
    errand->name = g_strdup (C_ ("name of a file", "file"));
  return errand;
}

static Errand *
new_named_errand (CordialConversationView *self, GVariant *name)
{
  g_autoptr (CordialMessage) message = NULL;
  gint64 row, seq;
  guint index;

  g_variant_get (name, "(xxu)", &row, &seq, &index);
  message = self->conversation ? cordial_conversation_view_dup_message (self, row, seq) : NULL;
  return message ? new_errand (self, message, index) : NULL;
}

/* --- Save ----------------------------------------------------------------------------------------------------------- */

/* Where there is no room for all of it, what stood there before still does, or nothing: g_file_copy() leaves the first of it. */
static void
copy (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GFile *target = task_data;
  gboolean existed = g_file_query_exists (target, NULL);
  GError *error = NULL;
  g_autoptr (GFileInputStream) input = g_file_read (source, NULL, &error);
  g_autoptr (GFileOutputStream) output =
    input ? g_file_replace (target, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, &error) : NULL;
  g_autoptr (GCancellable) not_closed = g_cancellable_new ();

  if (output &&
      g_output_stream_splice (G_OUTPUT_STREAM (output), G_INPUT_STREAM (input), G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE,
                              NULL, &error) >= 0 &&
      g_output_stream_close (G_OUTPUT_STREAM (output), NULL, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (output)
    {
      g_cancellable_cancel (not_closed);
      g_output_stream_close (G_OUTPUT_STREAM (output), not_closed, NULL);
      if (!existed)
        g_file_delete (target, NULL, NULL);
    }
  g_task_return_error (task, error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Errand *errand = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      /* Translators: a file's name, and why it could not be saved. */
      g_autofree char *sentence = g_strdup_printf (_ ("“%s” was not saved: %s"), errand->name, error->message);

      complain (errand, sentence);
    }
  errand_free (errand);
}

static void
save (Errand *errand, GFile *file)
{
  g_autoptr (GTask) task = g_task_new (file, NULL, on_saved, errand);

  g_task_set_source_tag (task, save);
  g_task_set_static_name (task, "[cordial] save file");
  g_task_set_task_data (task, g_object_ref (errand->target), g_object_unref);
  g_task_run_in_thread (task, copy);
}

static void
on_target_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Errand *errand = user_data;
  g_autoptr (GError) error = NULL;

  errand->target = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  if (errand->target)
    begin (errand, save);
  else
    {
      if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
        complain (errand, error->message);
      errand_free (errand);
    }
}

static void
on_save (CordialConversationView *self, GVariant *name)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  Errand *errand = new_named_errand (self, name);

  if (!errand)
    return;
  gtk_file_dialog_set_title (dialog, _ ("Save File"));
  gtk_file_dialog_set_initial_name (dialog, errand->name);
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, on_target_chosen, errand);
}

/* --- Open ----------------------------------------------------------------------------------------------------------- */

static void
on_open_failed (const char *sentence, gpointer user_data)
{
  CordialConversationView *self = user_data;

  if (self->conversation)
    cordial_composer_show_error (self->composer, sentence);
}

static void
open_file (Errand *errand, GFile *file)
{
  cordial_opened_file_open (GTK_WIDGET (errand->view), file, errand->copy != NULL, errand->name, errand->choose,
                            on_open_failed, errand->view);
  g_clear_pointer (&errand->copy, g_free);
  errand_free (errand);
}

static void
on_open (CordialConversationView *self, GVariant *name)
{
  Errand *errand = new_named_errand (self, name);

  if (errand)
    begin (errand, open_file);
}

static void
on_open_with (CordialConversationView *self, GVariant *name)
{
  Errand *errand = new_named_errand (self, name);

  if (!errand)
    return;
  errand->choose = TRUE;
  begin (errand, open_file);
}

/* --- Look ----------------------------------------------------------------------------------------------------------- */

static void
on_show_picture (CordialConversationView *self, GVariant *name)
{
  g_autoptr (CordialMessage) message = NULL;
  gint64 row, seq;
  guint index;

  g_variant_get (name, "(xxu)", &row, &seq, &index);
  message = self->conversation ? cordial_conversation_view_dup_message (self, row, seq) : NULL;
  if (!message || index >= cordial_message_get_content (message)->attachments->len)
    return;
  if (self->viewer)
    adw_dialog_force_close (self->viewer);
  g_set_weak_pointer (&self->viewer,
                      cordial_picture_viewer_new (GTK_WIDGET (self), G_LIST_MODEL (self->messages),
                                                  cordial_timeline_view_get_files (self->timeline), message, index));
  adw_dialog_present (self->viewer, GTK_WIDGET (self));
}

static void
on_show_message (CordialConversationView *self, gint64 seq)
{
  if (self->viewer)
    adw_dialog_close (self->viewer);
  if (self->details)
    adw_dialog_close (self->details);
  cordial_conversation_view_go_to (self, seq);
}

static void
on_show_in_chat (CordialConversationView *self, GVariant *name)
{
  gint64 seq;

  g_variant_get (name, "(xxu)", NULL, &seq, NULL);
  if (self->conversation && seq > 0)
    on_show_message (self, seq);
}

/**
 * cordial_conversation_view_add_files:
 * @self: a view with a conversation
 * @details: of that conversation
 *
 * What was sent in the conversation is found in its details.
 */
void
cordial_conversation_view_add_files (CordialConversationView *self, CordialChatDetails *details)
{
  AdwNavigationPage *files =
    cordial_shared_files_new (self->conversation, cordial_timeline_view_get_files (self->timeline));

  g_signal_connect_object (files, "show-message", G_CALLBACK (on_show_message), self, G_CONNECT_SWAPPED);
  gtk_widget_insert_action_group (GTK_WIDGET (details), "conversation", self->actions);
  cordial_chat_details_set_files (details, files);
}

/* --- Drop ----------------------------------------------------------------------------------------------------------- */

static GdkDragAction
on_drag (CordialConversationView *self)
{
  if (!self->conversation || !cordial_conversation_get_can_send_files (self->conversation))
    return 0;
  gtk_widget_add_css_class (GTK_WIDGET (self), "drop-here");
  return GDK_ACTION_COPY;
}

static void
on_drag_left (CordialConversationView *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-here");
}

static gboolean
on_drop (CordialConversationView *self, const GValue *value)
{
  on_drag_left (self); /* what was dropped does not leave */
  return cordial_composer_attach (self->composer, g_value_get_boxed (value));
}

/* Before the composer, which would take the files' addresses for a text. */
static void
add_drop (CordialConversationView *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (on_drop), self);
  g_signal_connect_swapped (target, "enter", G_CALLBACK (on_drag), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (on_drag_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* The file, and with it all of its message. */
static void
on_pause (CordialConversationView *self, GVariant *name)
{
  g_autoptr (CordialMessage) message = NULL;
  gint64 row, seq;
  guint index;

  g_variant_get (name, "(xxu)", &row, &seq, &index);
  message = self->conversation ? cordial_conversation_view_dup_message (self, row, seq) : NULL;
  if (message)
    cordial_conversation_pause_message (self->conversation, message);
}

static void
add_action (CordialConversationView *self, GActionMap *actions, const char *name, GCallback activated)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, G_VARIANT_TYPE ("(xxu)"));

  g_signal_connect_object (action, "activate", activated, self, G_CONNECT_SWAPPED);
  g_action_map_add_action (actions, G_ACTION (action));
}

/**
 * cordial_conversation_view_add_file_actions:
 * @self: a view that is being made
 * @actions: where messages find them
 */
void
cordial_conversation_view_add_file_actions (CordialConversationView *self, GActionMap *actions)
{
  add_action (self, actions, "save-file", G_CALLBACK (on_save));
  add_action (self, actions, "open-file", G_CALLBACK (on_open));
  add_action (self, actions, "open-file-with", G_CALLBACK (on_open_with));
  add_action (self, actions, "show-picture", G_CALLBACK (on_show_picture));
  add_action (self, actions, "pause-file", G_CALLBACK (on_pause));
  add_action (self, actions, "show-in-chat", G_CALLBACK (on_show_in_chat));
  add_drop (self);
}
