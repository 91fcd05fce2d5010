/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The right pane. Ties the parts to their conversation: what was seen is marked as read, older messages are asked for when the
 * person gets near the oldest.
 */

#define G_LOG_DOMAIN "cordial-conversation-view"

#include "cordial-config.h"

#include "cordial-conversation-view-private.h"

#include "cordial-avatar-loader.h"
#include "cordial-person-colour.h"
#include "cordial-chat-details.h"
#include "cordial-chat-status.h"
#include "cordial-line.h"
#include "cordial-menu-names.h"

#include <glib/gi18n-lib.h>

/* Characters of a name in the header; the label cuts it to the pixels there are. */
#define NAME_CHARS 200

G_DEFINE_FINAL_TYPE (CordialConversationView, cordial_conversation_view, ADW_TYPE_BIN)

enum
{
  PROP_CONVERSATION = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
update_title (CordialConversationView *self)
{
  g_autofree char *name = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *label = NULL;

  gtk_widget_set_visible (self->title_button, self->conversation != NULL);
  if (self->conversation == NULL)
    {
      adw_window_title_set_title (self->title, "");
      adw_window_title_set_subtitle (self->title, "");
      return;
    }
  name = cordial_text_to_single_line (cordial_conversation_get_name (self->conversation), NAME_CHARS);
  subtitle = cordial_chat_status_dup (self->conversation, self->clock);
  label = subtitle[0] != '\0' ? g_strdup_printf ("%s, %s", name, subtitle) : g_strdup (name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->title_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  adw_avatar_set_text (self->avatar, name);
  adw_window_title_set_title (self->title, name);
  adw_window_title_set_subtitle (self->title, subtitle);
  if (cordial_conversation_get_typing (self->conversation))
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "typing");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->title), "typing");
}

static void
on_notify (CordialConversationView *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "avatar"))
    cordial_avatar_loader_show (self->avatar_loader, self->avatar,
                                cordial_conversation_get_avatar (self->conversation));
  update_title (self);
}

static void
on_title_clicked (CordialConversationView *self)
{
  if (self->conversation == NULL || self->details != NULL)
    return;
  g_set_weak_pointer (&self->details, cordial_chat_details_new (self->conversation));
  cordial_conversation_view_add_files (self, CORDIAL_CHAT_DETAILS (self->details));
  cordial_chat_details_set_chats (CORDIAL_CHAT_DETAILS (self->details), self->chats);
  adw_dialog_present (self->details, GTK_WIDGET (self));
}

static void
update_loading (CordialConversationView *self)
{
  gboolean loading = FALSE;

  if (self->messages != NULL)
    g_object_get (self->messages, "loading", &loading, NULL);
  cordial_timeline_view_set_loading (self->timeline, loading);
}

static void
on_seen (CordialConversationView *self, gint64 seq)
{
  if (self->conversation != NULL)
    cordial_conversation_mark_read (self->conversation, seq);
}

static void
on_near_oldest (CordialConversationView *self)
{
  if (self->messages != NULL && cordial_timeline_get_has_older (self->messages))
    cordial_timeline_load_older (self->messages);
}

static void
on_retry (CordialConversationView *self, CordialMessage *message)
{
  if (self->conversation != NULL)
    cordial_conversation_retry_message (self->conversation, message);
}

static void
on_discard (CordialConversationView *self, CordialMessage *message)
{
  if (self->conversation != NULL)
    cordial_conversation_discard_message (self->conversation, message);
}

static void
on_scroll_messages (CordialConversationView *self, GtkScrollType type)
{
  cordial_timeline_view_scroll (self->timeline, type);
}

/* In a narrow window the pane is not on the screen yet when its conversation is set. */
static void
focus_composer (CordialConversationView *self)
{
  self->wants_focus = self->conversation != NULL && !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (self->conversation != NULL && !self->wants_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

static void
cordial_conversation_view_map (GtkWidget *widget)
{
  CordialConversationView *self = CORDIAL_CONVERSATION_VIEW (widget);

  GTK_WIDGET_CLASS (cordial_conversation_view_parent_class)->map (widget);
  if (self->wants_focus)
    focus_composer (self);
}

static void
cordial_conversation_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CordialConversationView *self = CORDIAL_CONVERSATION_VIEW (object);

  if (id == PROP_CONVERSATION)
    g_value_set_object (value, self->conversation);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cordial_conversation_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CordialConversationView *self = CORDIAL_CONVERSATION_VIEW (object);

  if (id == PROP_CONVERSATION)
    cordial_conversation_view_set_conversation (self, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static gboolean
cordial_conversation_view_grab_focus (GtkWidget *widget)
{
  CordialConversationView *self = CORDIAL_CONVERSATION_VIEW (widget);

  return self->conversation != NULL && gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

static void
cordial_conversation_view_dispose (GObject *object)
{
  CordialConversationView *self = CORDIAL_CONVERSATION_VIEW (object);

  if (self->stack != NULL)
    cordial_conversation_view_set_conversation (self, NULL);
  g_clear_weak_pointer (&self->details);
  g_clear_weak_pointer (&self->viewer);
  g_clear_object (&self->avatar_loader);
  g_clear_object (&self->actions);
  g_clear_object (&self->muted_action);
  g_clear_object (&self->reply_action);
  g_clear_object (&self->edit_action);
  g_clear_object (&self->delete_action);
  g_clear_object (&self->forward_action);
  g_clear_object (&self->seen_action);
  g_clear_object (&self->pin_action);
  g_clear_object (&self->react_action);
  g_clear_object (&self->press_action);
  g_clear_object (&self->share_action);
  g_clear_object (&self->chats);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_CONVERSATION_VIEW);
  G_OBJECT_CLASS (cordial_conversation_view_parent_class)->dispose (object);
}

static void
on_muted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialConversationView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_conversation_set_finish (CORDIAL_CONVERSATION (source), result, &error) &&
      self->conversation == CORDIAL_CONVERSATION (source))
    cordial_composer_show_error (self->composer, error->message);
}

/* The mark in the menu follows what the server has taken. */
static void
on_muted_wanted (CordialConversationView *self, GVariant *state)
{
  if (self->conversation != NULL)
    cordial_conversation_set_muted_async (self->conversation, g_variant_get_boolean (state), NULL, on_muted,
                                          g_object_ref (self));
}

/* Notes to oneself never ask for attention, nor does what is over. */
static void
update_menu (CordialConversationView *self)
{
  gtk_widget_set_visible (self->menu_button,
                          self->conversation != NULL &&
                            cordial_conversation_get_kind (self->conversation) != CORDIAL_CONVERSATION_SELF &&
                            cordial_conversation_get_ending_sentence (self->conversation) == NULL);
}

static void
update_muted (CordialConversationView *self)
{
  g_simple_action_set_state (self->muted_action,
                             g_variant_new_boolean (cordial_conversation_get_muted (self->conversation)));
}

static void
cordial_conversation_view_class_init (CordialConversationViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cordial_conversation_view_dispose;
  object_class->get_property = cordial_conversation_view_get_property;
  object_class->set_property = cordial_conversation_view_set_property;
  widget_class->map = cordial_conversation_view_map;
  widget_class->grab_focus = cordial_conversation_view_grab_focus;

  /**
   * CordialConversationView:conversation: (nullable)
   *
   * What is shown.
   */
  properties[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, CORDIAL_TYPE_CONVERSATION,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (CORDIAL_TYPE_PINNED_BAR);
  g_type_ensure (CORDIAL_TYPE_TIMELINE_VIEW);
  g_type_ensure (CORDIAL_TYPE_COMPOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-conversation-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, header);
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, title_button);
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, avatar);
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, banner_place);
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, title);
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, menu_button);
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, pinned_bar);
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, timeline);
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, composer);
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, bottom);
  gtk_widget_class_bind_template_child (widget_class, CordialConversationView, choice_label);
  gtk_widget_class_bind_template_callback (widget_class, on_seen);
  gtk_widget_class_bind_template_callback (widget_class, on_near_oldest);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
  gtk_widget_class_bind_template_callback (widget_class, on_discard);
  gtk_widget_class_bind_template_callback (widget_class, on_scroll_messages);
  gtk_widget_class_bind_template_callback (widget_class, cordial_conversation_view_edit_last);
  gtk_widget_class_bind_template_callback (widget_class, cordial_conversation_view_reply_last);
  gtk_widget_class_bind_template_callback (widget_class, cordial_conversation_view_go_to);
  gtk_widget_class_bind_template_callback (widget_class, on_title_clicked);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_unpin", G_CALLBACK (cordial_conversation_view_unpin));
}

static void
cordial_conversation_view_init (CordialConversationView *self)
{
  self->actions = G_ACTION_GROUP (g_simple_action_group_new ());
  self->avatar_loader = cordial_avatar_loader_new ();
  self->clock = cordial_time_format_get_clock ();
  gtk_widget_init_template (GTK_WIDGET (self));
  cordial_menu_names_follow_button (GTK_MENU_BUTTON (self->menu_button));
  self->muted_action = g_simple_action_new_stateful ("muted", NULL, g_variant_new_boolean (FALSE));
  g_signal_connect_object (self->muted_action, "change-state", G_CALLBACK (on_muted_wanted), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (self->muted_action));
  cordial_conversation_view_add_message_actions (self, G_ACTION_MAP (self->actions));
  cordial_conversation_view_add_file_actions (self, G_ACTION_MAP (self->actions));
  cordial_conversation_view_add_choice_actions (self, G_ACTION_MAP (self->actions));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "conversation", self->actions);
}

GtkWidget *
cordial_conversation_view_new (void)
{
  return g_object_new (CORDIAL_TYPE_CONVERSATION_VIEW, NULL);
}

/**
 * cordial_conversation_view_get_conversation:
 *
 * Returns: (transfer none) (nullable):
 */
CordialConversation *
cordial_conversation_view_get_conversation (CordialConversationView *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION_VIEW (self), NULL);

  return self->conversation;
}

/**
 * cordial_conversation_view_set_conversation:
 * @self: a view
 * @conversation: (nullable) (transfer none): what to show
 *
 * Opens @conversation: it is told that it is looked at, and the focus goes to the composer.
 */
void
cordial_conversation_view_set_conversation (CordialConversationView *self, CordialConversation *conversation)
{
  gint64 unread_after_seq = -1;

  g_return_if_fail (CORDIAL_IS_CONVERSATION_VIEW (self));
  g_return_if_fail (conversation == NULL || CORDIAL_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    {
      /* Chosen again: the person wants to write. */
      focus_composer (self);
      return;
    }
  if (self->conversation != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->conversation, on_notify, self);
      g_signal_handlers_disconnect_by_func (self->conversation, update_muted, self);
      g_signal_handlers_disconnect_by_func (self->conversation, update_menu, self);
      g_signal_handlers_disconnect_by_func (self->conversation, cordial_conversation_view_update_writing, self);
    }
  if (self->messages != NULL)
    g_signal_handlers_disconnect_by_func (self->messages, update_loading, self);
  g_clear_object (&self->messages);
  cordial_conversation_view_stop_seeking (self);
  /* They are about another chat. */
  if (self->details != NULL)
    adw_dialog_force_close (self->details);
  if (self->viewer != NULL)
    adw_dialog_force_close (self->viewer);
  cordial_message_files_set_conversation (cordial_timeline_view_get_files (self->timeline), conversation);
  cordial_pinned_bar_set_conversation (self->pinned_bar, conversation);
  cordial_composer_set_conversation (self->composer, conversation);
  g_set_object (&self->conversation, conversation);

  if (conversation != NULL)
    {
      /* Before it is told to be open: what is unread now is what the line stands above. */
      if (cordial_conversation_get_unread (conversation) > 0)
        unread_after_seq = cordial_conversation_get_read (conversation);
      self->messages = g_object_ref (cordial_conversation_get_timeline (conversation));
      cordial_timeline_view_set_messages (self->timeline, G_LIST_MODEL (self->messages), unread_after_seq,
                                          cordial_conversation_get_kind (conversation) == CORDIAL_CONVERSATION_GROUP);
      g_signal_connect_swapped (self->messages, "notify::loading", G_CALLBACK (update_loading), self);
      g_signal_connect_swapped (conversation, "notify", G_CALLBACK (on_notify), self);
      cordial_person_colour_set (GTK_WIDGET (self->avatar), cordial_conversation_get_id (conversation));
      cordial_avatar_loader_show (self->avatar_loader, self->avatar, cordial_conversation_get_avatar (conversation));
      g_signal_connect_swapped (conversation, "notify::muted", G_CALLBACK (update_muted), self);
      g_signal_connect_swapped (conversation, "notify::ending", G_CALLBACK (update_menu), self);
      g_signal_connect_swapped (conversation, "notify::ending", G_CALLBACK (cordial_conversation_view_update_writing),
                                self);
      g_signal_connect_swapped (conversation, "notify::writable", G_CALLBACK (cordial_conversation_view_update_writing),
                                self);
      g_signal_connect_swapped (conversation, "notify::pins", G_CALLBACK (cordial_conversation_view_update_writing),
                                self);
      update_muted (self);
      cordial_conversation_view_update_writing (self);
      cordial_conversation_opened (conversation);
    }
  else
    cordial_timeline_view_set_messages (self->timeline, NULL, -1, FALSE);
  update_title (self);
  update_loading (self);
  update_menu (self);
  gtk_stack_set_visible_child_name (self->stack, conversation != NULL ? "conversation" : "nothing");
  focus_composer (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}

void
cordial_conversation_view_show_message (CordialConversationView *self, gint64 seq)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION_VIEW (self));

  cordial_timeline_view_scroll_to_seq (self->timeline, seq);
}

/**
 * cordial_conversation_view_set_sound:
 * @self: a view
 * @sound: (transfer none): with what sound is recorded and played
 */
void
cordial_conversation_view_set_sound (CordialConversationView *self, CordialSound *sound)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION_VIEW (self));

  cordial_composer_set_sound (self->composer, sound);
  cordial_message_playing_set_sound (
    cordial_message_files_get_playing (cordial_timeline_view_get_files (self->timeline)), sound);
}

/**
 * cordial_conversation_view_get_composer:
 * @self: a view
 *
 * Returns: (transfer none): where messages are written, for its properties
 */
CordialComposer *
cordial_conversation_view_get_composer (CordialConversationView *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION_VIEW (self), NULL);

  return self->composer;
}

/**
 * cordial_conversation_view_add_header_end:
 * @self: a view
 * @widget: (transfer floating): a control of the window's
 */
void
cordial_conversation_view_add_header_end (CordialConversationView *self, GtkWidget *widget)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION_VIEW (self));

  adw_header_bar_pack_end (self->header, widget);
}

/**
 * cordial_conversation_view_get_banner_place:
 * @self: a view
 *
 * Returns: (transfer none): where a banner of the window's stands, below the header bar
 */
AdwBin *
cordial_conversation_view_get_banner_place (CordialConversationView *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION_VIEW (self), NULL);

  return self->banner_place;
}

/**
 * cordial_conversation_view_set_day:
 * @self: a view
 * @day: (transfer none): tells when «Today» is another day
 */
void
cordial_conversation_view_set_day (CordialConversationView *self, CordialDay *day)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION_VIEW (self));
  g_return_if_fail (CORDIAL_IS_DAY (day));

  cordial_timeline_view_set_day (self->timeline, day);
  /* When somebody was there last. */
  g_signal_connect_object (day, "changed", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
}

/**
 * cordial_conversation_view_set_chats:
 * @self: a view
 * @chats: (nullable) (transfer none): a #GListModel of #CordialConversation, to which messages can be handed on
 */
void
cordial_conversation_view_set_chats (CordialConversationView *self, GListModel *chats)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION_VIEW (self));
  g_return_if_fail (chats == NULL || G_IS_LIST_MODEL (chats));

  g_set_object (&self->chats, chats);
}
