/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One member of a group: who that is, what they may do, and, for those who decide it, what they shall be able to do. What one's own role
 * does not allow is not offered. Follows the group while it is open, as others decide there, too.
 */

#define G_LOG_DOMAIN "cordial-member-page"

#include "cordial-config.h"

#include "cordial-member-page.h"

#include "cordial-avatar-loader.h"
#include "cordial-line.h"
#include "cordial-person-colour.h"
#include "cordial-person.h"
#include "cordial-role-words.h"

#include <glib/gi18n-lib.h>

/* Characters of a name that somebody else chose. */
#define NAME_CHARS 200

struct _CordialMemberPage
{
  AdwNavigationPage parent_instance;

  AdwAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *role_label;
  GtkWidget *roles_group;
  GtkWidget *ends_group;
  GtkCheckButton *administrator_check;
  GtkCheckButton *inviter_check;
  GtkCheckButton *writer_check;
  GtkCheckButton *reader_check;
  GtkWidget *owner_row;
  GtkWidget *remove_row;

  CordialConversation *conversation;
  char *id;
  char *name;
  gboolean updating;
  CordialAvatarLoader *avatar_loader;
};

G_DEFINE_FINAL_TYPE (CordialMemberPage, cordial_member_page, ADW_TYPE_NAVIGATION_PAGE)

enum
{
  SIGNAL_FAILED,
  SIGNAL_LEFT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* (nullable): what stands for a role */
static GtkCheckButton *
get_check (CordialMemberPage *self, CordialRole role)
{
  switch (role)
    {
    case CORDIAL_ROLE_ADMINISTRATOR:
      return self->administrator_check;
    case CORDIAL_ROLE_INVITER:
      return self->inviter_check;
    case CORDIAL_ROLE_WRITER:
      return self->writer_check;
    case CORDIAL_ROLE_READER:
      return self->reader_check;
    default:
      return NULL;
    }
}

static void
update (CordialMemberPage *self)
{
  CordialRole role = cordial_conversation_get_member_role (self->conversation, self->id);
  CordialRole offered = cordial_conversation_get_member_offer (self->conversation, self->id);
  CordialRole own = cordial_conversation_get_role (self->conversation);
  g_autofree char *words = cordial_role_words_dup_offered (role, offered);
  gboolean decides = own >= CORDIAL_ROLE_ADMINISTRATOR && role != CORDIAL_ROLE_OWNER;
  GtkCheckButton *check = get_check (self, offered);

  if (role == CORDIAL_ROLE_NONE)
    {
      g_signal_emit (self, signals[SIGNAL_LEFT], 0);
      return;
    }
  gtk_label_set_label (self->role_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->role_label), *words != '\0');
  gtk_widget_set_visible (self->roles_group, decides);
  gtk_widget_set_visible (self->remove_row, decides);
  gtk_widget_set_visible (self->owner_row, own == CORDIAL_ROLE_OWNER && offered != CORDIAL_ROLE_OWNER);
  gtk_widget_set_visible (self->ends_group, decides);
  self->updating = TRUE;
  if (check)
    gtk_check_button_set_active (check, TRUE);
  self->updating = FALSE;
}

/* --- What the person decides --------------------------------------------------------------------------------------- */

static void
on_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialMemberPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (cordial_conversation_set_finish (CORDIAL_CONVERSATION (source), result, &error) || !self->conversation)
    return;
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error->message);
  update (self);
}

static void
set_role (CordialMemberPage *self, CordialRole role)
{
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);

  wanted->fields = CORDIAL_CONVERSATION_HAS_MEMBER;
  wanted->member = g_strdup (self->id);
  wanted->member_role = role;
  cordial_conversation_set_async (self->conversation, wanted, NULL, on_set, g_object_ref (self));
}

static void
on_role_toggled (CordialMemberPage *self, GtkCheckButton *check)
{
  if (self->updating || !gtk_check_button_get_active (check))
    return;
  for (CordialRole role = CORDIAL_ROLE_READER; role <= CORDIAL_ROLE_ADMINISTRATOR; role++)
    if (get_check (self, role) == check && role != cordial_conversation_get_member_offer (self->conversation, self->id))
      set_role (self, role);
}

static void
on_owner_response (CordialMemberPage *self, const char *response)
{
  if (g_str_equal (response, "owner"))
    set_role (self, CORDIAL_ROLE_OWNER);
}

static void
on_removal_response (CordialMemberPage *self, const char *response)
{
  if (g_str_equal (response, "remove"))
    set_role (self, CORDIAL_ROLE_NONE);
}

static void
ask (CordialMemberPage *self,
     const char *heading,
     const char *body,
     const char *response,
     const char *label,
     GCallback callback)
{
  AdwDialog *dialog = adw_alert_dialog_new (NULL, body);

  adw_alert_dialog_format_heading (ADW_ALERT_DIALOG (dialog), heading, self->name);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), response, label, NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), response, ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", callback, self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
on_owner_wanted (CordialMemberPage *self)
{
  /* Translators: %s is the name of a person. */
  ask (self, _ ("Make “%s” the Owner?"),
       _ ("The group is theirs as soon as they accept. You stay an administrator, and cannot take it back."), "owner",
       _ ("Make _Owner"), G_CALLBACK (on_owner_response));
}

static void
on_removal_wanted (CordialMemberPage *self)
{
  /* Translators: %s is the name of a person. */
  ask (self, _ ("Remove “%s”?"), _ ("They get nothing more of what is said in this group. They can be invited again."),
       "remove", _ ("_Remove"), G_CALLBACK (on_removal_response));
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_member_page_dispose (GObject *object)
{
  CordialMemberPage *self = CORDIAL_MEMBER_PAGE (object);

  if (self->conversation)
    g_signal_handlers_disconnect_by_func (self->conversation, update, self);
  g_clear_object (&self->conversation);
  g_clear_object (&self->avatar_loader);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_MEMBER_PAGE);
  G_OBJECT_CLASS (cordial_member_page_parent_class)->dispose (object);
}

static void
cordial_member_page_class_init (CordialMemberPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_member_page_dispose;

  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_LEFT] =
    g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-member-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialMemberPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, CordialMemberPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, CordialMemberPage, role_label);
  gtk_widget_class_bind_template_child (widget_class, CordialMemberPage, roles_group);
  gtk_widget_class_bind_template_child (widget_class, CordialMemberPage, ends_group);
  gtk_widget_class_bind_template_child (widget_class, CordialMemberPage, administrator_check);
  gtk_widget_class_bind_template_child (widget_class, CordialMemberPage, inviter_check);
  gtk_widget_class_bind_template_child (widget_class, CordialMemberPage, writer_check);
  gtk_widget_class_bind_template_child (widget_class, CordialMemberPage, reader_check);
  gtk_widget_class_bind_template_child (widget_class, CordialMemberPage, owner_row);
  gtk_widget_class_bind_template_child (widget_class, CordialMemberPage, remove_row);
  gtk_widget_class_bind_template_callback (widget_class, on_role_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_owner_wanted);
  gtk_widget_class_bind_template_callback (widget_class, on_removal_wanted);
}

static void
cordial_member_page_init (CordialMemberPage *self)
{
  self->avatar_loader = cordial_avatar_loader_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * cordial_member_page_new:
 * @conversation: (transfer none): a group
 * @member_id: one of its members
 *
 * Returns: (transfer floating): the page
 */
AdwNavigationPage *
cordial_member_page_new (CordialConversation *conversation, const char *member_id)
{
  CordialMemberPage *self;
  g_autoptr (GPtrArray) people = NULL;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (member_id != NULL, NULL);

  self = g_object_new (CORDIAL_TYPE_MEMBER_PAGE, NULL);
  self->conversation = g_object_ref (conversation);
  self->id = g_strdup (member_id);
  people = cordial_conversation_list_members (conversation);
  for (guint i = 0; i < people->len; i++)
    {
      const CordialPerson *person = g_ptr_array_index (people, i);

      if (!g_str_equal (person->id, member_id))
        continue;
      self->name = person->name ? cordial_text_to_single_line (person->name, NAME_CHARS) : NULL;
      cordial_avatar_loader_show (self->avatar_loader, self->avatar, person->avatar);
    }
  if (!self->name)
    self->name = g_strdup (_ ("Unnamed Person"));
  gtk_label_set_label (self->name_label, self->name);
  adw_avatar_set_text (self->avatar, self->name);
  cordial_person_colour_set (GTK_WIDGET (self->avatar), member_id);
  g_signal_connect_swapped (conversation, "members-changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (conversation, "notify::role", G_CALLBACK (update), self);
  update (self);
  return ADW_NAVIGATION_PAGE (self);
}
