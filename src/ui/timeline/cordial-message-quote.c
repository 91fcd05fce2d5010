/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A button of the toolkit with two lines: few messages have one, so it may cost what it costs.
 */

#define G_LOG_DOMAIN "cordial-message-quote"

#include "cordial-config.h"

#include "cordial-message-quote.h"

#include <glib/gi18n-lib.h>

#include "cordial-line.h"

/* A line of about a bubble's width; what is longer ends in an ellipsis. */
#define NATURAL_CHARACTERS 36

static GtkWidget *
new_line (const char *text, const char *css_class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END,
                                   "single-line-mode", TRUE, "max-width-chars", NATURAL_CHARACTERS, NULL);

  gtk_widget_add_css_class (label, css_class);
  return label;
}

/**
 * cordial_message_quote_new:
 * @quote: what is quoted
 *
 * Returns: (transfer floating): a #GtkButton, which cannot be pressed where nobody knows what to show
 */
GtkWidget *
cordial_message_quote_new (const CordialQuote *quote)
{
  g_autofree char *name = cordial_text_to_name (quote->sender_name);
  g_autofree char *preview = quote->body ? cordial_content_dup_preview (quote->body) : NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *button = gtk_button_new ();
  g_autofree char *spoken = NULL;

  if (*name)
    gtk_box_append (GTK_BOX (box), new_line (name, "message-quote-name"));
  /* Translators: in place of what a message answers, where that is not said. */
  gtk_box_append (GTK_BOX (box), new_line (preview ? preview : _ ("An earlier message"), "message-quote-text"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "message-quote");
  gtk_widget_set_sensitive (button, quote->message.number > 0 && !quote->message.conversation_id);
  /* Translators: a button that shows the message that is answered; a name, then the beginning of the message. */
  spoken = g_strdup_printf (_ ("Reply to %s: %s"), *name ? name : _ ("Unknown sender"), preview ? preview : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return button;
}

/**
 * cordial_message_quote_new_forward:
 * @forward: from where a message was handed on
 *
 * Returns: (transfer floating): a line that says who wrote it
 */
GtkWidget *
cordial_message_quote_new_forward (const CordialForward *forward)
{
  g_autofree char *name = cordial_text_to_name (forward->sender_name);
  /* Translators: above a message that somebody handed on; the name of who wrote it. */
  g_autofree char *line = *name ? g_strdup_printf (_ ("Forwarded from %s"), name) : g_strdup (_ ("Forwarded"));

  return new_line (line, "message-forward");
}
