/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is done with messages of the open conversation: answer, edit, delete, hand on. A menu names them by their rows and numbers, so
 * that a message which is gone meanwhile is not taken for another one.
 */

#define G_LOG_DOMAIN "cordial-conversation-view"

#include "cordial-config.h"

#include "cordial-conversation-view-private.h"

#include "cordial-forwarding.h"
#include "cordial-seen-dialog.h"

#include <glib/gi18n-lib.h>

/* Messages from the newest on among which one that was meant is looked for. */
#define MAX_LOOKED_AT 500

CordialMessage *
cordial_conversation_view_dup_message (CordialConversationView *self, gint64 row, gint64 seq)
{
  return self->messages != NULL ? cordial_timeline_dup_message (self->messages, row, seq) : NULL;
}

static CordialMessage *
dup_named (CordialConversationView *self, GVariant *name)
{
  gint64 row, seq;

  g_variant_get (name, "(xx)", &row, &seq);
  return cordial_conversation_view_dup_message (self, row, seq);
}

static void
on_reply (CordialConversationView *self, GVariant *name)
{
  g_autoptr (CordialMessage) message = dup_named (self, name);

  if (message != NULL)
    cordial_composer_answer (self->composer, message);
}

static void
on_edit (CordialConversationView *self, GVariant *name)
{
  g_autoptr (CordialMessage) message = dup_named (self, name);

  if (message != NULL)
    cordial_composer_edit (self->composer, message);
}

void
cordial_conversation_view_edit_last (CordialConversationView *self)
{
  guint n = self->messages != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->messages)) : 0;

  if (!g_action_get_enabled (G_ACTION (self->edit_action)))
    return;
  for (guint i = n; i > 0 && n - i < MAX_LOOKED_AT; i--)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (G_LIST_MODEL (self->messages), i - 1);
      const CordialContent *content = cordial_message_get_content (message);

      if (!cordial_message_get_outgoing (message) || !*content->text || content->unreadable)
        continue;
      cordial_composer_edit (self->composer, message);
      return;
    }
}

/* The newest of another person, from the composer. */
void
cordial_conversation_view_reply_last (CordialConversationView *self)
{
  guint n = self->messages != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->messages)) : 0;

  if (!g_action_get_enabled (G_ACTION (self->reply_action)))
    return;
  for (guint i = n; i > 0 && n - i < MAX_LOOKED_AT; i--)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (G_LIST_MODEL (self->messages), i - 1);

      if (cordial_message_get_outgoing (message) || cordial_message_get_seq (message) == 0)
        continue;
      cordial_composer_answer (self->composer, message);
      return;
    }
}

void
cordial_conversation_view_show_toast (CordialConversationView *self, const char *sentence)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast;

  if (toasts == NULL)
    return;
  toast = adw_toast_new (sentence);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (toasts), toast);
}

/* --- Go there ------------------------------------------------------------------------------------------------------ */

static void
on_sought (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialConversationView) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean found = cordial_conversation_seek_finish (CORDIAL_CONVERSATION (source), result, &error);

  /* Another was asked for since, or another conversation. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  g_clear_object (&self->seeking);
  if (found && cordial_timeline_view_go_to_seq (self->timeline, self->sought))
    return;
  cordial_conversation_view_show_toast (self, error != NULL ? error->message : _ ("This message was deleted."));
}

/* What was asked for does not matter any more. */
void
cordial_conversation_view_stop_seeking (CordialConversationView *self)
{
  g_cancellable_cancel (self->seeking);
  g_clear_object (&self->seeking);
}

/**
 * cordial_conversation_view_go_to:
 * @self: a view with a conversation
 * @seq: number of a message that the person wants to see
 *
 * Goes there, when what is between has been fetched, or says why that cannot be.
 */
void
cordial_conversation_view_go_to (CordialConversationView *self, gint64 seq)
{
  if (self->conversation == NULL)
    return;
  cordial_conversation_view_stop_seeking (self);
  if (cordial_timeline_view_go_to_seq (self->timeline, seq))
    return;
  self->seeking = g_cancellable_new ();
  self->sought = seq;
  cordial_conversation_seek_async (self->conversation, seq, self->seeking, on_sought, g_object_ref (self));
}

/* --- Several ------------------------------------------------------------------------------------------------------- */

/* (transfer full) (element-type CordialMessage): those of the named ones that are still there */
GPtrArray *
cordial_conversation_view_list_named (CordialConversationView *self, GVariant *names)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_object_unref);
  GVariantIter iter;
  GVariant *name;

  g_variant_iter_init (&iter, names);
  while ((name = g_variant_iter_next_value (&iter)) != NULL)
    {
      CordialMessage *message = dup_named (self, name);

      if (message != NULL)
        g_ptr_array_add (messages, message);
      g_variant_unref (name);
    }
  return messages;
}

/* --- Delete -------------------------------------------------------------------------------------------------------- */

/* What the person is asked about. */
typedef struct
{
  CordialConversationView *view;
  CordialConversation *conversation;
  GPtrArray *messages;
} Deletion;

static void
deletion_free (gpointer data, GClosure *closure)
{
  Deletion *deletion = data;

  g_object_unref (deletion->view);
  g_object_unref (deletion->conversation);
  g_ptr_array_unref (deletion->messages);
  g_free (deletion);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialConversationView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_conversation_delete_finish (CORDIAL_CONVERSATION (source), result, &error) &&
      self->conversation == CORDIAL_CONVERSATION (source))
    cordial_composer_show_error (self->composer, error->message);
}

static void
on_delete_response (AdwAlertDialog *dialog, const char *response, Deletion *deletion)
{
  gboolean for_all = g_str_equal (response, "for-all");

  if (!for_all && !g_str_equal (response, "for-me"))
    return;
  cordial_message_choice_end (cordial_timeline_view_get_choice (deletion->view->timeline));
  for (guint i = 0; i < deletion->messages->len; i++)
    cordial_conversation_delete_async (deletion->conversation, g_ptr_array_index (deletion->messages, i), for_all, NULL,
                                       on_deleted, g_object_ref (deletion->view));
}

static void
on_delete (CordialConversationView *self, GVariant *names)
{
  g_autoptr (GPtrArray) messages = cordial_conversation_view_list_named (self, names);
  gboolean for_all = TRUE;
  guint n = messages->len;
  AdwAlertDialog *dialog;
  Deletion *deletion;

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    for_all = for_all && cordial_conversation_can_delete_for_all (self->conversation, g_ptr_array_index (messages, i));
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (NULL, NULL));
  if (n == 1)
    adw_alert_dialog_set_heading (dialog, _ ("Delete Message?"));
  else
    adw_alert_dialog_format_heading (dialog, ngettext ("Delete %u Message?", "Delete %u Messages?", n), n);
  adw_alert_dialog_set_body (
    dialog, for_all ? _ ("For you it goes from all your devices. For everyone it goes from theirs, too, "
                         "where the server still allows it.")
                    : _ ("It goes from all your devices; others keep it."));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "for-me", _ ("Delete for _Me"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "for-me", ADW_RESPONSE_DESTRUCTIVE);
  if (for_all)
    {
      adw_alert_dialog_add_response (dialog, "for-all", _ ("Delete for _Everyone"));
      adw_alert_dialog_set_response_appearance (dialog, "for-all", ADW_RESPONSE_DESTRUCTIVE);
    }
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  deletion = g_new0 (Deletion, 1);
  deletion->view = g_object_ref (self);
  deletion->conversation = g_object_ref (self->conversation);
  deletion->messages = g_steal_pointer (&messages);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_delete_response), deletion, deletion_free,
                         G_CONNECT_DEFAULT);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

/* --- Pin ----------------------------------------------------------------------------------------------------------- */

static void
on_pin_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialConversationView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_conversation_pin_finish (CORDIAL_CONVERSATION (source), result, &error) &&
      self->conversation == CORDIAL_CONVERSATION (source))
    cordial_conversation_view_show_toast (self, error->message);
}

static void
pin (CordialConversationView *self, gint64 seq, gboolean pinned)
{
  if (self->conversation != NULL && seq > 0)
    cordial_conversation_pin_async (self->conversation, seq, pinned, NULL, on_pin_kept, g_object_ref (self));
}

void
cordial_conversation_view_unpin (CordialConversationView *self, gint64 seq)
{
  pin (self, seq, FALSE);
}

/* What it is turns into the other. */
static void
on_pin (CordialConversationView *self, GVariant *name)
{
  gint64 seq;

  g_variant_get_child (name, 1, "x", &seq);
  if (self->conversation != NULL)
    pin (self, seq, !cordial_conversation_is_pinned (self->conversation, seq));
}

/* --- React --------------------------------------------------------------------------------------------------------- */

static void
on_reaction_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialConversationView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_conversation_react_finish (CORDIAL_CONVERSATION (source), result, &error) &&
      self->conversation == CORDIAL_CONVERSATION (source))
    cordial_conversation_view_show_toast (self, error->message);
}

static gboolean
is_own (CordialConversationView *self, CordialMessage *message, const char *value)
{
  g_autoptr (GPtrArray) reactions = cordial_conversation_list_reactions (self->conversation, message);

  for (guint i = 0; i < reactions->len; i++)
    {
      const CordialReaction *reaction = g_ptr_array_index (reactions, i);

      if (g_str_equal (reaction->value, value))
        return cordial_conversation_is_own_reaction (self->conversation, reaction);
    }
  return FALSE;
}

/* The same again takes it back. */
static void
on_react (CordialConversationView *self, GVariant *name)
{
  g_autoptr (CordialMessage) message = NULL;
  const char *value;
  gint64 row, seq;

  g_variant_get (name, "(xx&s)", &row, &seq, &value);
  message = cordial_conversation_view_dup_message (self, row, seq);
  if (message != NULL)
    cordial_conversation_react_async (self->conversation, message, is_own (self, message, value) ? NULL : value, NULL,
                                      on_reaction_kept, g_object_ref (self));
}

/* --- Press a button of a form -------------------------------------------------------------------------------------- */

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialConversationView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_conversation_send_finish (CORDIAL_CONVERSATION (source), result, &error))
    cordial_conversation_view_show_toast (self, error->message);
}

static void
on_open_response (AdwAlertDialog *dialog, const char *response, GtkWidget *view)
{
  g_autoptr (GtkUriLauncher) launcher = NULL;

  if (!g_str_equal (response, "open"))
    return;
  launcher = gtk_uri_launcher_new (g_object_get_data (G_OBJECT (dialog), "cordial-address"));
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (view)), NULL, NULL, NULL);
}

/* What it is told says who pressed: the person sees all of it first. */
static void
ask_to_open (CordialConversationView *self, char *address)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Open This Address?"), address));

  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "open", _ ("_Open"), NULL);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "cordial-address", address, g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_open_response), self, G_CONNECT_DEFAULT);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static void
on_press (CordialConversationView *self, GVariant *name)
{
  g_autoptr (CordialMessage) message = NULL;
  const CordialContent *content;
  const CordialTextSpan *button;
  gint64 row, seq;
  guint index;

  g_variant_get (name, "(xxu)", &row, &seq, &index);
  message = cordial_conversation_view_dup_message (self, row, seq);
  content = message != NULL ? cordial_message_get_content (message) : NULL;
  button = content != NULL && index < content->spans->len ? g_ptr_array_index (content->spans, index) : NULL;
  if (button == NULL || button->kind != CORDIAL_TEXT_SPAN_BUTTON)
    return;
  if (button->action == CORDIAL_BUTTON_ANSWER)
    {
      g_autoptr (CordialContent) answer = cordial_conversation_new_answer (self->conversation, message, button);

      cordial_conversation_send_async (self->conversation, answer, NULL, on_answered, g_object_ref (self));
    }
  else if (button->action == CORDIAL_BUTTON_OPEN)
    {
      char *address = cordial_conversation_dup_address (self->conversation, message, button);

      if (address != NULL)
        ask_to_open (self, address);
    }
}

/* --- Who has seen it ----------------------------------------------------------------------------------------------- */

static void
on_seen (CordialConversationView *self, GVariant *name)
{
  g_autoptr (CordialMessage) message = dup_named (self, name);

  if (message != NULL)
    adw_dialog_present (cordial_seen_dialog_new (self->conversation, message), GTK_WIDGET (self));
}

/* --- Hand on ------------------------------------------------------------------------------------------------------- */

static void
on_forward_response (CordialConversationView *self, const char *response)
{
  if (g_str_equal (response, "forward"))
    cordial_message_choice_end (cordial_timeline_view_get_choice (self->timeline));
}

static CordialContent *
new_forward (CordialConversationView *self, CordialMessage *message)
{
  const CordialMessageReference origin = { (char *) cordial_conversation_get_id (self->conversation),
                                           cordial_message_get_seq (message) };

  return cordial_content_new_forward (cordial_message_get_content (message), &origin,
                                      cordial_message_get_sender_id (message),
                                      cordial_message_get_sender_name (message));
}

static void
on_forward (CordialConversationView *self, GVariant *names)
{
  g_autoptr (GPtrArray) messages = cordial_conversation_view_list_named (self, names);
  g_autoptr (GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_content_unref);
  g_autofree char *heading = NULL;

  if (messages->len == 0 || self->chats == NULL)
    return;
  for (guint i = 0; i < messages->len; i++)
    g_ptr_array_add (contents, new_forward (self, g_ptr_array_index (messages, i)));
  heading = messages->len == 1
              ? g_strdup (_ ("Forward Message"))
              : g_strdup_printf (ngettext ("Forward %u Message", "Forward %u Messages", messages->len), messages->len);
  g_signal_connect_object (cordial_forwarding_ask (GTK_WIDGET (self), self->chats, heading, _ ("_Forward"), contents),
                           "response", G_CALLBACK (on_forward_response), self, G_CONNECT_SWAPPED);
}

/* The card of whom one talks to. */
static void
on_share_contact (CordialConversationView *self)
{
  g_autoptr (GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_content_unref);

  if (self->conversation == NULL || self->chats == NULL)
    return;
  g_ptr_array_add (contents, cordial_conversation_new_card (self->conversation));
  cordial_forwarding_ask (GTK_WIDGET (self), self->chats, _ ("Share Contact"), _ ("_Share"), contents);
}

/* What the wire cannot say is not offered, nor anything where nobody can write. */
void
cordial_conversation_view_update_writing (CordialConversationView *self)
{
  gboolean writable = cordial_conversation_get_writable (self->conversation) &&
                      cordial_conversation_get_ending_sentence (self->conversation) == NULL;

  g_simple_action_set_enabled (self->reply_action,
                               writable && cordial_conversation_get_can_format (self->conversation));
  g_simple_action_set_enabled (self->edit_action, writable && cordial_conversation_get_can_edit (self->conversation));
  g_simple_action_set_enabled (self->delete_action,
                               cordial_conversation_get_ending_sentence (self->conversation) == NULL &&
                                 cordial_conversation_get_can_delete (self->conversation));
  g_simple_action_set_enabled (self->share_action,
                               cordial_conversation_get_kind (self->conversation) == CORDIAL_CONVERSATION_DIRECT &&
                                 cordial_conversation_get_can_format (self->conversation));
  g_simple_action_set_enabled (self->press_action, writable);
  g_simple_action_set_enabled (self->pin_action, cordial_conversation_get_can_pin (self->conversation));
  g_simple_action_set_enabled (self->react_action, cordial_conversation_get_reactions (self->conversation) != NULL);
  g_simple_action_set_enabled (self->seen_action,
                               cordial_conversation_get_kind (self->conversation) == CORDIAL_CONVERSATION_GROUP);
}

static GSimpleAction *
add_action (CordialConversationView *self, GActionMap *actions, const char *name, const char *type, GCallback activated)
{
  GSimpleAction *action = g_simple_action_new (name, G_VARIANT_TYPE (type));

  g_signal_connect_object (action, "activate", activated, self, G_CONNECT_SWAPPED);
  g_action_map_add_action (actions, G_ACTION (action));
  return action;
}

/**
 * cordial_conversation_view_add_message_actions:
 * @self: a view that is being made
 * @actions: where the menus of messages find them
 */
void
cordial_conversation_view_add_message_actions (CordialConversationView *self, GActionMap *actions)
{
  self->reply_action = add_action (self, actions, "reply", "(xx)", G_CALLBACK (on_reply));
  self->edit_action = add_action (self, actions, "edit", "(xx)", G_CALLBACK (on_edit));
  self->delete_action = add_action (self, actions, "delete", "a(xx)", G_CALLBACK (on_delete));
  self->press_action = add_action (self, actions, "press", "(xxu)", G_CALLBACK (on_press));
  self->pin_action = add_action (self, actions, "pin", "(xx)", G_CALLBACK (on_pin));
  self->react_action = add_action (self, actions, "react", "(xxs)", G_CALLBACK (on_react));
  self->seen_action = add_action (self, actions, "seen", "(xx)", G_CALLBACK (on_seen));
  self->share_action = g_simple_action_new ("share-contact", NULL);
  g_signal_connect_object (self->share_action, "activate", G_CALLBACK (on_share_contact), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (actions, G_ACTION (self->share_action));
  self->forward_action = add_action (self, actions, "forward", "a(xx)", G_CALLBACK (on_forward));
}
