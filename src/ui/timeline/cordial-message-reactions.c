/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reactions are buttons that activate “conversation.react” with the row and the number of the message and the reaction, type "(xxs)": pressed
 * once it is one's own, in the place of another, and pressed again it is taken back. Where a server has no reactions that action is disabled,
 * and nothing is offered.
 */

#define G_LOG_DOMAIN "cordial-message-reactions"

#include "cordial-config.h"

#include "cordial-message-reactions.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* In the menu of a message: so many at first, with the button that shows the others in a row; those stand in rows of as many. */
#define FIRST_CHOICES 6
#define COLUMNS (FIRST_CHOICES + 1)

/* Pixels between two of them. */
#define SPACING 4

static GtkWidget *
new_button (CordialMessage *message, const char *label, const char *value, gboolean own)
{
  GtkWidget *words = gtk_label_new (label), *button = gtk_button_new ();

  /* A label of the button's own would be its name, whatever else it is called. */
  g_object_set (words, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_button_set_child (GTK_BUTTON (button), words);
  gtk_widget_add_css_class (button, "reaction");
  if (own)
    gtk_widget_add_css_class (button, "own");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xxs)", cordial_message_get_row (message),
                                    cordial_message_get_seq (message), value);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "conversation.react");
  return button;
}

static void
name (GtkWidget *button, const char *value, const CordialReaction *reaction, gboolean own)
{
  g_autofree char *spoken = NULL;

  if (reaction == NULL)
    spoken = g_strdup (value);
  else if (!own)
    /* Translators: a reaction for a screen reader: EMOJI, HOW MANY PEOPLE */
    spoken = g_strdup_printf (_ ("%s, %u"), value, reaction->count);
  else
    /* Translators: the same where the person is one of them: EMOJI, HOW MANY PEOPLE, you too */
    spoken = g_strdup_printf (reaction->count > 1 ? _ ("%s, %u, you too") : _ ("%s, %u, you"), value, reaction->count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/**
 * cordial_message_reactions_new:
 * @conversation: (nullable): of the message
 * @message: a message
 *
 * Returns: (transfer floating) (nullable): how people react to it; %NULL if nobody does
 */
GtkWidget *
cordial_message_reactions_new (CordialConversation *conversation, CordialMessage *message)
{
  g_autoptr (GPtrArray) reactions = NULL;
  GtkWidget *box;

  if (conversation == NULL || !cordial_message_has_reactions (message))
    return NULL;
  reactions = cordial_conversation_list_reactions (conversation, message);
  if (reactions->len == 0)
    return NULL;
  box = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (box), SPACING);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (box), SPACING);
  adw_wrap_box_set_align (ADW_WRAP_BOX (box), cordial_message_get_outgoing (message) ? 1 : 0);
  gtk_widget_add_css_class (box, "message-reactions");
  for (guint i = 0; i < reactions->len; i++)
    {
      const CordialReaction *reaction = g_ptr_array_index (reactions, i);
      gboolean own = cordial_conversation_is_own_reaction (conversation, reaction);
      g_autofree char *label = g_strdup_printf ("%s %u", reaction->value, reaction->count);
      g_autofree char *people = cordial_conversation_dup_reaction_names (conversation, reaction);
      GtkWidget *button = new_button (message, label, reaction->value, own);

      gtk_widget_set_tooltip_text (button, people);
      name (button, reaction->value, reaction, own);
      adw_wrap_box_append (ADW_WRAP_BOX (box), button);
    }
  return box;
}

/* --- In the menu --------------------------------------------------------------------------------------------------- */

typedef struct
{
  GtkGrid *grid;
  CordialConversation *conversation;
  CordialMessage *message;
  char *own; /* (nullable): how the owner reacts already */
} Choice;

static void
choice_free (gpointer data)
{
  Choice *self = data;

  g_object_unref (self->conversation);
  g_object_unref (self->message);
  g_free (self->own);
  g_free (self);
}

/* Pressed, it has done what the menu is for. */
static void
close_menu (GtkWidget *button)
{
  GtkWidget *popover = gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
add_choice (Choice *self, guint position, const char *value)
{
  GtkWidget *button = new_button (self->message, value, value, g_strcmp0 (value, self->own) == 0);

  gtk_widget_add_css_class (button, "flat");
  name (button, value, NULL, FALSE);
  g_signal_connect (button, "clicked", G_CALLBACK (close_menu), NULL);
  gtk_grid_attach (self->grid, button, (int) (position % COLUMNS), (int) (position / COLUMNS), 1, 1);
}

static void
on_more_clicked (GtkWidget *more, Choice *self)
{
  const char *const *offered = cordial_conversation_get_reactions (self->conversation);

  g_object_ref (more);
  gtk_grid_remove (self->grid, more);
  for (guint i = FIRST_CHOICES; offered != NULL && offered[i] != NULL; i++)
    add_choice (self, i, offered[i]);
  /* In the place of the button, where the focus was. */
  gtk_widget_grab_focus (gtk_grid_get_child_at (self->grid, FIRST_CHOICES, 0));
  g_object_unref (more);
}

/**
 * cordial_message_reactions_new_choice:
 * @conversation: (nullable): of the message
 * @message: a message
 *
 * Returns: (transfer floating) (nullable): with what the owner may react to it: the first of these, the others behind a button; %NULL where that is
 *   not possible
 */
GtkWidget *
cordial_message_reactions_new_choice (CordialConversation *conversation, CordialMessage *message)
{
  const char *const *offered = conversation != NULL ? cordial_conversation_get_reactions (conversation) : NULL;
  g_autoptr (GPtrArray) reactions = NULL;
  Choice *self;
  guint n;

  if (offered == NULL || cordial_message_get_seq (message) == 0)
    return NULL;
  self = g_new0 (Choice, 1);
  self->grid = GTK_GRID (gtk_grid_new ());
  self->conversation = g_object_ref (conversation);
  self->message = g_object_ref (message);
  reactions = cordial_conversation_list_reactions (conversation, message);
  for (guint i = 0; i < reactions->len; i++)
    if (cordial_conversation_is_own_reaction (conversation, g_ptr_array_index (reactions, i)))
      self->own = g_strdup (((CordialReaction *) g_ptr_array_index (reactions, i))->value);
  g_object_set_data_full (G_OBJECT (self->grid), "cordial-choice", self, choice_free);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "reaction-choice");
  gtk_widget_set_halign (GTK_WIDGET (self->grid), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("React"), -1);
  n = g_strv_length ((GStrv) offered);
  /* One that would stand alone behind the button stands in its place. */
  for (guint i = 0; i < n && (i < FIRST_CHOICES || n == COLUMNS); i++)
    add_choice (self, i, offered[i]);
  if (n > COLUMNS)
    {
      GtkWidget *more = gtk_button_new_from_icon_name ("view-more-horizontal-symbolic");

      gtk_widget_add_css_class (more, "flat");
      gtk_widget_add_css_class (more, "reaction");
      /* Translators: shows more emoji to react to a message with. */
      gtk_widget_set_tooltip_text (more, _ ("More Reactions"));
      g_signal_connect (more, "clicked", G_CALLBACK (on_more_clicked), self);
      gtk_grid_attach (self->grid, more, FIRST_CHOICES, 0, 1, 1);
    }
  return GTK_WIDGET (self->grid);
}
