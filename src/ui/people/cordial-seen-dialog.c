/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who in a group has read a message, who has only received it, and who has not even that; whoever wrote it is none of them. Follows the
 * group while it is open.
 */

#define G_LOG_DOMAIN "cordial-seen-dialog"

#include "cordial-config.h"

#include "cordial-seen-dialog.h"

#include "cordial-avatar-loader.h"
#include "cordial-line.h"
#include "cordial-person-colour.h"
#include "cordial-person.h"

#include <glib/gi18n-lib.h>

#define AVATAR_SIZE 32
/* Characters of a name that somebody else chose. */
#define NAME_CHARS 200

struct _CordialSeenDialog
{
  AdwDialog parent_instance;

  GtkStack *stack;
  GtkBox *groups;

  CordialConversation *conversation;
  CordialMessage *message;
  CordialAvatarLoader *avatar_loader;
};

G_DEFINE_FINAL_TYPE (CordialSeenDialog, cordial_seen_dialog, ADW_TYPE_DIALOG)

static GtkWidget *
new_row (CordialSeenDialog *self, const CordialPerson *person)
{
  g_autofree char *name = cordial_text_to_single_line (person->name ? person->name : _ ("Unnamed Person"), NAME_CHARS);
  GtkWidget *avatar = adw_avatar_new (AVATAR_SIZE, name, TRUE);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", name, "title-lines", 1, NULL);

  g_object_set (avatar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  cordial_person_colour_set (avatar, person->id);
  cordial_avatar_loader_show (self->avatar_loader, ADW_AVATAR (avatar), person->avatar);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  return row;
}

static guint
add_group (CordialSeenDialog *self, GPtrArray *people, CordialMessageStatus status, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();
  guint n = 0;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (guint i = 0; i < people->len; i++)
    {
      const CordialPerson *person = g_ptr_array_index (people, i);

      if (g_strcmp0 (person->id, cordial_message_get_sender_id (self->message)) == 0 ||
          cordial_conversation_get_seen (self->conversation, person->id, self->message) != status)
        continue;
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (self, person));
      n++;
    }
  gtk_widget_set_visible (group, n > 0);
  gtk_box_append (self->groups, group);
  return n;
}

static void
update (CordialSeenDialog *self)
{
  g_autoptr (GPtrArray) people = cordial_conversation_list_members (self->conversation);
  GtkWidget *child;
  guint n = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
  /* Translators: over the names of those who have read a message. */
  n += add_group (self, people, CORDIAL_MESSAGE_STATUS_READ, C_ ("people who have done so with a message", "Read"));
  n += add_group (self, people, CORDIAL_MESSAGE_STATUS_RECEIVED,
                  C_ ("people who have done so with a message", "Received, Not Read Yet"));
  n += add_group (self, people, CORDIAL_MESSAGE_STATUS_SENT,
                  C_ ("people who have done so with a message", "Not Received Yet"));
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "members" : "nobody");
}

static void
cordial_seen_dialog_dispose (GObject *object)
{
  CordialSeenDialog *self = CORDIAL_SEEN_DIALOG (object);

  if (self->conversation)
    g_signal_handlers_disconnect_by_func (self->conversation, update, self);
  g_clear_object (&self->conversation);
  g_clear_object (&self->message);
  g_clear_object (&self->avatar_loader);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_SEEN_DIALOG);
  G_OBJECT_CLASS (cordial_seen_dialog_parent_class)->dispose (object);
}

static void
cordial_seen_dialog_class_init (CordialSeenDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_seen_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-seen-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialSeenDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialSeenDialog, groups);
}

static void
cordial_seen_dialog_init (CordialSeenDialog *self)
{
  self->avatar_loader = cordial_avatar_loader_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * cordial_seen_dialog_new:
 * @conversation: (transfer none): a group
 * @message: (transfer none): one of its messages, with a number
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
cordial_seen_dialog_new (CordialConversation *conversation, CordialMessage *message)
{
  CordialSeenDialog *self;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (message), NULL);

  self = g_object_new (CORDIAL_TYPE_SEEN_DIALOG, NULL);
  self->conversation = g_object_ref (conversation);
  self->message = g_object_ref (message);
  g_signal_connect_swapped (conversation, "members-changed", G_CALLBACK (update), self);
  update (self);
  return ADW_DIALOG (self);
}
