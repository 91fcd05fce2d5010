/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whom to bring into a group: those whom the person has a chat with, and who are not in it. They get what the group gives everybody.
 */

#define G_LOG_DOMAIN "cordial-invite-page"

#include "cordial-config.h"

#include "cordial-invite-page.h"

#include "cordial-avatar-loader.h"
#include "cordial-fold.h"
#include "cordial-line.h"
#include "cordial-person-colour.h"

#include <glib/gi18n-lib.h>

#define AVATAR_SIZE 32
/* Characters of a name that somebody else chose. */
#define NAME_CHARS 200
/* The conversation of a row's check button. */
#define CONVERSATION "cordial-conversation"

struct _CordialInvitePage
{
  AdwNavigationPage parent_instance;

  GtkWidget *invite_button;
  GtkEditable *search_entry;
  GtkStack *stack;
  GtkListBox *list;

  CordialConversation *conversation;
  char *query;       /* folded */
  GPtrArray *checks; /* (element-type GtkCheckButton) */
  CordialAvatarLoader *avatar_loader;
};

G_DEFINE_FINAL_TYPE (CordialInvitePage, cordial_invite_page, ADW_TYPE_NAVIGATION_PAGE)

enum
{
  SIGNAL_FAILED,
  SIGNAL_DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update_sensitive (CordialInvitePage *self)
{
  gboolean some = FALSE;

  for (guint i = 0; i < self->checks->len; i++)
    some = some || gtk_check_button_get_active (g_ptr_array_index (self->checks, i));
  gtk_widget_set_sensitive (self->invite_button, some);
}

static void
on_search_changed (CordialInvitePage *self)
{
  g_free (self->query);
  self->query = cordial_fold (gtk_editable_get_text (self->search_entry));
  gtk_list_box_invalidate_filter (self->list);
}

/* Those that are chosen stay in sight. */
static gboolean
is_sought (GtkListBoxRow *row, gpointer user_data)
{
  CordialInvitePage *self = user_data;
  GtkWidget *check = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
  CordialConversation *person = g_object_get_data (G_OBJECT (check), CONVERSATION);

  return gtk_check_button_get_active (GTK_CHECK_BUTTON (check)) ||
         cordial_fold_matches (cordial_conversation_get_name (person), self->query);
}

static GtkWidget *
new_row (CordialInvitePage *self, CordialConversation *person)
{
  g_autofree char *name = cordial_text_to_single_line (cordial_conversation_get_name (person), NAME_CHARS);
  GtkWidget *check = gtk_check_button_new (), *avatar = adw_avatar_new (AVATAR_SIZE, name, TRUE);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", name, "title-lines", 1, NULL);

  g_object_set (avatar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  cordial_person_colour_set (avatar, cordial_conversation_get_id (person));
  cordial_avatar_loader_show (self->avatar_loader, ADW_AVATAR (avatar), cordial_conversation_get_avatar (person));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data_full (G_OBJECT (check), CONVERSATION, g_object_ref (person), g_object_unref);
  g_signal_connect_object (check, "toggled", G_CALLBACK (update_sensitive), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->checks, g_object_ref (check));
  return row;
}

static void
on_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialInvitePage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_conversation_set_finish (CORDIAL_CONVERSATION (source), result, &error) && self->conversation)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error->message);
}

static void
on_invite_clicked (CordialInvitePage *self)
{
  for (guint i = 0; i < self->checks->len; i++)
    {
      GtkCheckButton *check = g_ptr_array_index (self->checks, i);
      CordialConversation *person = g_object_get_data (G_OBJECT (check), CONVERSATION);
      g_autoptr (CordialConversationRecord) wanted = NULL;

      if (!gtk_check_button_get_active (check))
        continue;
      wanted = cordial_conversation_record_new (NULL);
      wanted->fields = CORDIAL_CONVERSATION_HAS_MEMBER;
      wanted->member = g_strdup (cordial_conversation_get_id (person));
      wanted->member_role = CORDIAL_ROLE_UNKNOWN;
      cordial_conversation_set_async (self->conversation, wanted, NULL, on_set, g_object_ref (self));
    }
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_invite_page_dispose (GObject *object)
{
  CordialInvitePage *self = CORDIAL_INVITE_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_INVITE_PAGE);
  g_clear_object (&self->conversation);
  g_clear_object (&self->avatar_loader);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  G_OBJECT_CLASS (cordial_invite_page_parent_class)->dispose (object);
}

static void
cordial_invite_page_class_init (CordialInvitePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_invite_page_dispose;

  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_DONE] =
    g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-invite-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialInvitePage, invite_button);
  gtk_widget_class_bind_template_child (widget_class, CordialInvitePage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CordialInvitePage, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialInvitePage, list);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_invite_clicked);
}

static void
cordial_invite_page_init (CordialInvitePage *self)
{
  self->avatar_loader = cordial_avatar_loader_new ();
  self->query = g_strdup ("");
  self->checks = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list, is_sought, self, NULL);
}

/**
 * cordial_invite_page_new:
 * @conversation: (transfer none): a group
 * @chats: a #GListModel of #CordialConversation: those with people are whom one knows
 *
 * Returns: (transfer floating): the page
 */
AdwNavigationPage *
cordial_invite_page_new (CordialConversation *conversation, GListModel *chats)
{
  CordialInvitePage *self;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (chats), NULL);

  self = g_object_new (CORDIAL_TYPE_INVITE_PAGE, NULL);
  self->conversation = g_object_ref (conversation);
  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (CordialConversation) person = g_list_model_get_item (chats, i);

      if (cordial_conversation_get_kind (person) == CORDIAL_CONVERSATION_DIRECT &&
          cordial_conversation_get_ending_sentence (person) == NULL &&
          cordial_conversation_get_member_role (conversation, cordial_conversation_get_id (person)) ==
            CORDIAL_ROLE_NONE)
        gtk_list_box_append (self->list, new_row (self, person));
    }
  gtk_stack_set_visible_child_name (self->stack, self->checks->len > 0 ? "people" : "nobody");
  return ADW_NAVIGATION_PAGE (self);
}
