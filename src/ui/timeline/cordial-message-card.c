/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Picture, name, what somebody is, and how they are reached: an address of a mail or a number are links like any in a text, and whom this
 * server knows is written to here. What a stranger wrote on a card is bounded and no markup.
 */

#define G_LOG_DOMAIN "cordial-message-card"

#include "cordial-config.h"

#include "cordial-message-card.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cordial-avatar-loader.h"
#include "cordial-line.h"
#include "cordial-person-colour.h"
#include "cordial-tooltip.h"

#define AVATAR_SIZE 40
#define NATURAL_CHARACTERS 28
/* Characters of a line that somebody else wrote. */
#define LINE_CHARS 200
/* Ways to reach somebody that are shown; a card may have some more. */
#define MAX_WAYS 4
/* Holds the loader for as long as the picture. */
#define LOADER "cordial-avatar-loader"

static GtkWidget *
new_line (const char *text, const char *css_class)
{
  g_autofree char *line = cordial_text_to_single_line (text, LINE_CHARS);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", line, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END,
                                   "single-line-mode", TRUE, "max-width-chars", NATURAL_CHARACTERS, NULL);

  gtk_widget_add_css_class (label, css_class);
  cordial_tooltip_set (label, line);
  return label;
}

static GtkWidget *
new_avatar (const CordialCard *card, const char *id)
{
  g_autofree char *name = cordial_text_to_name (card->name);
  GtkWidget *avatar = adw_avatar_new (AVATAR_SIZE, name, *name != '\0');
  CordialAvatarLoader *loader = cordial_avatar_loader_new ();

  g_object_set (avatar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  g_object_set_data_full (G_OBJECT (avatar), LOADER, loader, g_object_unref);
  cordial_person_colour_set (avatar, id ? id : name);
  cordial_avatar_loader_show (loader, ADW_AVATAR (avatar), card->photo);
  gtk_widget_set_valign (avatar, GTK_ALIGN_START);
  return avatar;
}

/* What is shown is where it leads. */
static GtkWidget *
new_way (const CordialCardContact *contact)
{
  gboolean mail = g_str_equal (contact->protocol, "email");
  g_autofree char *escaped = g_uri_escape_string (contact->value, mail ? "@" : "+", FALSE);
  g_autofree char *target = g_strconcat (mail ? "mailto:" : "tel:", escaped, NULL);
  GtkWidget *button, *label;

  if (!cordial_is_link (target))
    return NULL;
  button = gtk_link_button_new (target);
  label = new_line (contact->value, "message-card-way");
  gtk_button_set_child (GTK_BUTTON (button), label);
  /* A button remembers the label that it made itself, which is gone by now. */
  gtk_accessible_update_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
  gtk_widget_set_tooltip_text (button, target);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  return button;
}

/**
 * cordial_message_card_new:
 * @card: a card
 *
 * Returns: (transfer floating): a widget. Its button activates the action “win.start-chat” with the id on the card
 */
GtkWidget *
cordial_message_card_new (const CordialCard *card)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  g_autofree char *id = cordial_card_dup_user_id (card), *name = cordial_text_to_name (card->name);
  guint n = 0;

  gtk_widget_add_css_class (whole, "message-card");
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), new_line (*name ? name : _ ("Unnamed Person"), "heading"));
  if (card->title)
    gtk_box_append (GTK_BOX (words), new_line (card->title, "message-card-line"));
  if (card->organization)
    gtk_box_append (GTK_BOX (words), new_line (card->organization, "message-card-line"));
  gtk_box_append (GTK_BOX (top), new_avatar (card, id));
  gtk_box_append (GTK_BOX (top), words);
  gtk_box_append (GTK_BOX (whole), top);
  for (guint i = 0; i < card->contacts->len && n < MAX_WAYS; i++)
    {
      const CordialCardContact *contact = g_ptr_array_index (card->contacts, i);
      GtkWidget *way =
        g_str_equal (contact->protocol, "email") || g_str_equal (contact->protocol, "tel") ? new_way (contact) : NULL;

      if (!way)
        continue;
      gtk_box_append (GTK_BOX (whole), way);
      n++;
    }
  if (id)
    {
      /* Translators: a button on somebody's contact card: write to them. */
      GtkWidget *button = gtk_button_new_with_mnemonic (C_ ("button of a contact card", "Start _Chat"));
      /* Translators: for a screen reader: a button on the contact card of the person with that name. */
      g_autofree char *spoken = g_strdup_printf (_ ("Start a chat with %s"), *name ? name : _ ("Unnamed Person"));

      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.start-chat");
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken, -1);
      gtk_box_append (GTK_BOX (whole), button);
    }
  return whole;
}
