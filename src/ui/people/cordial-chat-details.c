/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The details of a chat: picture, name and state, what its owner calls it, and whether it asks for attention; of a group who is in it, and
 * the way out of it. Follows its conversation while it is open.
 */

#define G_LOG_DOMAIN "cordial-chat-details"

#include "cordial-config.h"

#include "cordial-chat-details.h"

#include "cordial-avatar-loader.h"
#include "cordial-person-colour.h"
#include "cordial-chat-status.h"
#include "cordial-invite-page.h"
#include "cordial-line.h"
#include "cordial-member-page.h"
#include "cordial-members-page.h"
#include "cordial-role-words.h"

#include <glib/gi18n-lib.h>

/* Characters of a name that somebody else chose. */
#define NAME_CHARS 200
/* Pixels, where the window has them, for what may be long. */
#define LONG_HEIGHT 640

struct _CordialChatDetails
{
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  AdwNavigationView *pages;
  AdwAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *state_label;
  GtkWidget *files_group;
  GtkWidget *offer_group;
  AdwPreferencesRow *offer_row;
  GtkWidget *members_group;
  AdwActionRow *members_row;
  GtkWidget *group_name_row;
  GtkWidget *ends_group;
  AdwPreferencesRow *end_row;
  AdwPreferencesGroup *nickname_group;
  AdwEntryRow *nickname_row;
  GtkWidget *muted_group;
  AdwSwitchRow *muted_row;

  CordialConversation *conversation;
  AdwNavigationPage *files; /* (nullable): those that were sent */
  GListModel *chats;        /* (nullable) of CordialConversation: whom one knows */
  char *group_name;         /* (nullable): as it was put into its row */
  char *nickname;           /* (nullable): as it was put into its row */
  CordialAvatarLoader *avatar_loader;
  CordialClock clock;
};

G_DEFINE_FINAL_TYPE (CordialChatDetails, cordial_chat_details, ADW_TYPE_DIALOG)

/* What stands in the row, unless the person has begun to write there. */
static void
update_nickname (CordialChatDetails *self)
{
  const char *nickname = cordial_conversation_get_comment (self->conversation);
  g_autofree char *given = cordial_conversation_dup_given_name (self->conversation);
  g_autofree char *own_name = cordial_text_to_single_line (given, NAME_CHARS);
  g_autofree char *sentence = NULL;

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->nickname_row)), self->nickname ? self->nickname : "") ==
        0 &&
      g_strcmp0 (self->nickname, nickname) != 0)
    {
      g_set_str (&self->nickname, nickname);
      gtk_editable_set_text (GTK_EDITABLE (self->nickname_row), nickname ? nickname : "");
    }
  if (nickname && *nickname && *own_name)
    /* Translators: %s is what a person or a group calls itself. */
    sentence = g_strdup_printf (_ ("You alone see this name, on all your devices. Others see “%s”."), own_name);
  adw_preferences_group_set_description (self->nickname_group,
                                         sentence ? sentence : _ ("You alone see this name, on all your devices."));
}

/* --- A group ------------------------------------------------------------------------------------------------------- */

/* As with the nickname: the person may be writing there. */
static void
update_group_name (CordialChatDetails *self)
{
  g_autofree char *name = cordial_conversation_dup_given_name (self->conversation);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->group_name_row)),
                 self->group_name ? self->group_name : "") == 0 &&
      g_set_str (&self->group_name, name))
    gtk_editable_set_text (GTK_EDITABLE (self->group_name_row), name ? name : "");
}

static void
update_group (CordialChatDetails *self)
{
  gboolean group = cordial_conversation_get_kind (self->conversation) == CORDIAL_CONVERSATION_GROUP &&
                   cordial_conversation_get_ending (self->conversation) == CORDIAL_ENDING_NONE;
  CordialRole role = cordial_conversation_get_role (self->conversation);
  CordialRole offer = cordial_conversation_get_offer (self->conversation);
  g_autoptr (GPtrArray) members = cordial_conversation_list_members (self->conversation);
  g_autofree char *offered = NULL, *count = NULL;

  gtk_widget_set_visible (self->members_group, group);
  gtk_widget_set_visible (self->group_name_row, role == CORDIAL_ROLE_OWNER);
  gtk_widget_set_visible (self->offer_group, group && role != CORDIAL_ROLE_UNKNOWN && offer > role);
  gtk_widget_set_visible (self->ends_group, group && role != CORDIAL_ROLE_UNKNOWN);
  /* Whose group it is cannot leave it. */
  adw_preferences_row_set_title (self->end_row,
                                 role == CORDIAL_ROLE_OWNER ? _ ("_Delete Group…") : _ ("_Leave Group…"));
  if (!group)
    return;
  /* Translators: what somebody may do in a group, such as “Administrator”. */
  offered = g_strdup_printf (_ ("You Are Offered: %s"), cordial_role_words_get (offer));
  adw_preferences_row_set_title (self->offer_row, offered);
  if (members->len > 0)
    count = g_strdup_printf (ngettext ("%u person besides you", "%u people besides you", members->len), members->len);
  adw_action_row_set_subtitle (self->members_row, count ? count : "");
  update_group_name (self);
}

static void
update (CordialChatDetails *self)
{
  g_autofree char *name = cordial_text_to_single_line (cordial_conversation_get_name (self->conversation), NAME_CHARS);
  g_autofree char *state = cordial_chat_status_dup (self->conversation, self->clock);

  gtk_label_set_label (self->name_label, name);
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->state_label, state);
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), state[0] != '\0');
  adw_switch_row_set_active (self->muted_row, cordial_conversation_get_muted (self->conversation));
  update_nickname (self);
  update_group (self);
}

static void
on_notify (CordialChatDetails *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "avatar"))
    cordial_avatar_loader_show (self->avatar_loader, self->avatar,
                                cordial_conversation_get_avatar (self->conversation));
  update (self);
}

/**
 * cordial_chat_details_tell:
 * @self: details
 * @sentence: what a person is to read
 */
void
cordial_chat_details_tell (CordialChatDetails *self, const char *sentence)
{
  AdwToast *toast;

  g_return_if_fail (CORDIAL_IS_CHAT_DETAILS (self));

  toast = adw_toast_new (sentence);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialChatDetails) self = user_data;
  g_autoptr (GError) error = NULL;

  if (cordial_conversation_set_finish (CORDIAL_CONVERSATION (source), result, &error) || !self->conversation)
    return;
  cordial_chat_details_tell (self, error->message);
  update (self);
}

static void
on_muted_switched (CordialChatDetails *self)
{
  gboolean muted = adw_switch_row_get_active (self->muted_row);

  /* By the person, not by what is known now. */
  if (muted != cordial_conversation_get_muted (self->conversation))
    cordial_conversation_set_muted_async (self->conversation, muted, NULL, on_set, g_object_ref (self));
}

static void
on_nickname_applied (CordialChatDetails *self)
{
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);
  g_autofree char *nickname = cordial_text_to_name (gtk_editable_get_text (GTK_EDITABLE (self->nickname_row)));

  /* Of blanks and what nobody sees nothing is left; without one it is called what it calls itself. */
  g_set_str (&self->nickname, *nickname ? nickname : NULL);
  if (!g_str_equal (nickname, gtk_editable_get_text (GTK_EDITABLE (self->nickname_row))))
    gtk_editable_set_text (GTK_EDITABLE (self->nickname_row), nickname);
  if (g_strcmp0 (self->nickname, cordial_conversation_get_comment (self->conversation)) == 0)
    return;
  wanted->fields = CORDIAL_CONVERSATION_HAS_COMMENT;
  g_set_str (&wanted->comment, self->nickname);
  cordial_conversation_set_async (self->conversation, wanted, NULL, on_set, g_object_ref (self));
}

static void
push (CordialChatDetails *self, AdwNavigationPage *page)
{
  adw_dialog_set_content_height (ADW_DIALOG (self), LONG_HEIGHT);
  adw_navigation_view_push (self->pages, page);
}

static void
on_files_wanted (CordialChatDetails *self)
{
  push (self, self->files);
}

/* --- What is done with a group ------------------------------------------------------------------------------------- */

static void
on_done (CordialChatDetails *self)
{
  adw_navigation_view_pop (self->pages);
}

static void
on_member_left (CordialChatDetails *self, AdwNavigationPage *page)
{
  if (adw_navigation_view_get_visible_page (self->pages) == page)
    adw_navigation_view_pop (self->pages);
}

static void
on_member_chosen (CordialChatDetails *self, const char *id)
{
  AdwNavigationPage *page = cordial_member_page_new (self->conversation, id);

  g_signal_connect_object (page, "failed", G_CALLBACK (cordial_chat_details_tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "left", G_CALLBACK (on_member_left), self, G_CONNECT_SWAPPED);
  push (self, page);
}

static void
on_invite (CordialChatDetails *self)
{
  AdwNavigationPage *page;

  if (!self->chats)
    return;
  page = cordial_invite_page_new (self->conversation, self->chats);
  g_signal_connect_object (page, "failed", G_CALLBACK (cordial_chat_details_tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
  push (self, page);
}

static void
on_members_wanted (CordialChatDetails *self)
{
  AdwNavigationPage *page = cordial_members_page_new (self->conversation);

  g_signal_connect_object (page, "chosen", G_CALLBACK (on_member_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "invite", G_CALLBACK (on_invite), self, G_CONNECT_SWAPPED);
  push (self, page);
}

static void
set (CordialChatDetails *self, const CordialConversationRecord *wanted)
{
  cordial_conversation_set_async (self->conversation, wanted, NULL, on_set, g_object_ref (self));
}

static void
on_offer_accepted (CordialChatDetails *self)
{
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);

  wanted->fields = CORDIAL_CONVERSATION_HAS_ROLE;
  wanted->role = wanted->offered = cordial_conversation_get_offer (self->conversation);
  set (self, wanted);
}

static void
on_group_name_applied (CordialChatDetails *self)
{
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);

  wanted->fields = CORDIAL_CONVERSATION_HAS_NAME;
  wanted->name = cordial_text_to_name (gtk_editable_get_text (GTK_EDITABLE (self->group_name_row)));
  if (!g_str_equal (wanted->name, gtk_editable_get_text (GTK_EDITABLE (self->group_name_row))))
    gtk_editable_set_text (GTK_EDITABLE (self->group_name_row), wanted->name);
  g_set_str (&self->group_name, wanted->name);
  set (self, wanted);
}

static void
on_end_response (CordialChatDetails *self, const char *response)
{
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);

  if (g_str_equal (response, "cancel") || !self->conversation)
    return;
  wanted->fields = CORDIAL_CONVERSATION_HAS_ENDED;
  wanted->ended = g_str_equal (response, "delete") ? CORDIAL_ENDING_DELETED : CORDIAL_ENDING_LEFT;
  set (self, wanted);
}

static void
ask_end (CordialChatDetails *self, const char *heading, const char *body, const char *response, const char *label)
{
  g_autofree char *name = cordial_text_to_single_line (cordial_conversation_get_name (self->conversation), NAME_CHARS);
  AdwDialog *dialog = adw_alert_dialog_new (NULL, body);

  adw_alert_dialog_format_heading (ADW_ALERT_DIALOG (dialog), heading, name);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), response, label, NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), response, ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_end_response), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
on_end_wanted (CordialChatDetails *self)
{
  if (cordial_conversation_get_role (self->conversation) == CORDIAL_ROLE_OWNER)
    /* Translators: %s is the name of a group. */
    ask_end (self, _ ("Delete “%s”?"),
             _ ("It is deleted for everybody, with all that was said there, and cannot be brought back."), "delete",
             _ ("_Delete for Everybody"));
  else
    /* Translators: %s is the name of a group. */
    ask_end (self, _ ("Leave “%s”?"),
             _ ("You get nothing more of what is said there. What was said stays on this computer."), "leave",
             _ ("_Leave"));
}

static void
on_popped (CordialChatDetails *self)
{
  if (g_strcmp0 (adw_navigation_page_get_tag (adw_navigation_view_get_visible_page (self->pages)), "details") == 0)
    adw_dialog_set_content_height (ADW_DIALOG (self), -1);
}

static void
cordial_chat_details_dispose (GObject *object)
{
  CordialChatDetails *self = CORDIAL_CHAT_DETAILS (object);

  if (self->conversation)
    {
      g_signal_handlers_disconnect_by_func (self->conversation, on_notify, self);
      g_signal_handlers_disconnect_by_func (self->conversation, update_group, self);
    }
  g_clear_object (&self->conversation);
  g_clear_object (&self->files);
  g_clear_object (&self->chats);
  g_clear_object (&self->avatar_loader);
  g_clear_pointer (&self->nickname, g_free);
  g_clear_pointer (&self->group_name, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_CHAT_DETAILS);
  G_OBJECT_CLASS (cordial_chat_details_parent_class)->dispose (object);
}

static void
cordial_chat_details_class_init (CordialChatDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_chat_details_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-chat-details.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, toasts);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, pages);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, files_group);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, offer_group);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, offer_row);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, members_group);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, members_row);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, group_name_row);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, ends_group);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, end_row);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, avatar);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, name_label);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, state_label);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, muted_group);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, muted_row);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, nickname_group);
  gtk_widget_class_bind_template_child (widget_class, CordialChatDetails, nickname_row);
  gtk_widget_class_bind_template_callback (widget_class, on_muted_switched);
  gtk_widget_class_bind_template_callback (widget_class, on_nickname_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_files_wanted);
  gtk_widget_class_bind_template_callback (widget_class, on_popped);
  gtk_widget_class_bind_template_callback (widget_class, on_members_wanted);
  gtk_widget_class_bind_template_callback (widget_class, on_group_name_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_offer_accepted);
  gtk_widget_class_bind_template_callback (widget_class, on_end_wanted);
}

static void
cordial_chat_details_init (CordialChatDetails *self)
{
  self->avatar_loader = cordial_avatar_loader_new ();
  self->clock = cordial_time_format_get_clock ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * cordial_chat_details_new:
 * @conversation: (transfer none): a chat
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
cordial_chat_details_new (CordialConversation *conversation)
{
  CordialChatDetails *self;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (conversation), NULL);

  self = g_object_new (CORDIAL_TYPE_CHAT_DETAILS, NULL);
  self->conversation = g_object_ref (conversation);
  g_signal_connect_swapped (conversation, "notify", G_CALLBACK (on_notify), self);
  g_signal_connect_swapped (conversation, "members-changed", G_CALLBACK (update_group), self);
  cordial_person_colour_set (GTK_WIDGET (self->avatar), cordial_conversation_get_id (conversation));
  cordial_avatar_loader_show (self->avatar_loader, self->avatar, cordial_conversation_get_avatar (conversation));
  /* Notes to oneself never ask for attention, and have a name. */
  gtk_widget_set_visible (self->muted_group, cordial_conversation_get_kind (conversation) != CORDIAL_CONVERSATION_SELF);
  gtk_widget_set_visible (GTK_WIDGET (self->nickname_group),
                          cordial_conversation_get_kind (conversation) != CORDIAL_CONVERSATION_SELF);
  update (self);
  return ADW_DIALOG (self);
}

/**
 * cordial_chat_details_set_chats:
 * @self: details
 * @chats: (transfer none) (nullable): a #GListModel of #CordialConversation: whom one knows, to be invited into a group
 */
void
cordial_chat_details_set_chats (CordialChatDetails *self, GListModel *chats)
{
  g_return_if_fail (CORDIAL_IS_CHAT_DETAILS (self));

  g_set_object (&self->chats, chats);
}

/**
 * cordial_chat_details_set_files:
 * @self: details
 * @files: (transfer floating): a page of what was sent in the chat, to which a row leads from now on
 */
void
cordial_chat_details_set_files (CordialChatDetails *self, AdwNavigationPage *files)
{
  g_return_if_fail (CORDIAL_IS_CHAT_DETAILS (self));

  g_clear_object (&self->files);
  self->files = g_object_ref_sink (files);
  gtk_widget_set_visible (self->files_group, TRUE);
}
