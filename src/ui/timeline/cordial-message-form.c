/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The buttons that somebody, most often a program, offers in a message, one below the other. What one does is up to whoever has the
 * conversation: an answer, or an address that is opened. What nobody here can do has no button.
 */

#define G_LOG_DOMAIN "cordial-message-form"

#include "cordial-config.h"

#include "cordial-message-form.h"

#include <glib/gi18n-lib.h>

#include "cordial-line.h"

/* A stranger may offer a thousand; who sees so many looks for none of them. */
#define MAX_BUTTONS 20
#define MAX_TITLE_CHARACTERS 100
/* A line of about a bubble's width; what is longer ends in an ellipsis. */
#define NATURAL_CHARACTERS 28
/* On a button that answers, and that is pressed once with all others that do. */
#define ANSWERS "cordial-answers"

static gboolean
has_buttons (const CordialContent *content)
{
  for (guint i = 0; i < content->spans->len; i++)
    if (((CordialTextSpan *) g_ptr_array_index (content->spans, i))->kind == CORDIAL_TEXT_SPAN_BUTTON)
      return TRUE;
  return FALSE;
}

static gboolean
is_once_only (const CordialContent *content)
{
  for (guint i = 0; i < content->spans->len; i++)
    {
      const CordialTextSpan *span = g_ptr_array_index (content->spans, i);

      if (span->kind == CORDIAL_TEXT_SPAN_FORM && span->single_use)
        return TRUE;
    }
  return FALSE;
}

static GtkWidget *
new_button (CordialMessage *message, const CordialTextSpan *span, guint index, gboolean answered)
{
  const CordialContent *content = cordial_message_get_content (message);
  g_autofree char *words = g_strndup (content->text + span->start, span->end - span->start);
  g_autofree char *title = cordial_text_to_single_line (words, MAX_TITLE_CHARACTERS);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", *title ? title : _ ("Answer"), "ellipsize",
                                   PANGO_ELLIPSIZE_END, "max-width-chars", NATURAL_CHARACTERS, NULL);
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), label);
  if (span->action == CORDIAL_BUTTON_OPEN)
    gtk_widget_set_tooltip_text (button, span->target);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xxu)", cordial_message_get_row (message),
                                    cordial_message_get_seq (message), index);
  /* Without an action it cannot be pressed again; an address can be opened as often as one likes. */
  if (answered && span->action == CORDIAL_BUTTON_ANSWER)
    gtk_widget_set_sensitive (button, FALSE);
  else
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "conversation.press");
  return button;
}

static void
on_clicked_once (GtkWidget *form)
{
  for (GtkWidget *button = gtk_widget_get_first_child (form); button; button = gtk_widget_get_next_sibling (button))
    if (g_object_get_data (G_OBJECT (button), ANSWERS))
      gtk_widget_set_sensitive (button, FALSE);
}

/**
 * cordial_message_form_new:
 * @message: a message
 * @files: of its conversation
 *
 * Returns: (transfer floating) (nullable): its buttons, which activate the action “conversation.press” with the row and the number of the
 *   message and the index of the span, type "(xxu)"; %NULL if it has none, or is one's own
 */
GtkWidget *
cordial_message_form_new (CordialMessage *message, CordialMessageFiles *files)
{
  const CordialContent *content = cordial_message_get_content (message);
  GtkWidget *box = NULL;
  gboolean once, answered;
  guint n = 0;

  if (cordial_message_get_outgoing (message) || cordial_message_get_seq (message) == 0 || !has_buttons (content))
    return NULL;
  once = is_once_only (content);
  answered = once && cordial_message_files_is_answered (files, message);
  for (guint i = 0; i < content->spans->len && n < MAX_BUTTONS; i++)
    {
      const CordialTextSpan *span = g_ptr_array_index (content->spans, i);
      GtkWidget *button;

      if (span->kind != CORDIAL_TEXT_SPAN_BUTTON || span->action == CORDIAL_BUTTON_NOTE)
        continue;
      if (box == NULL)
        {
          box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
          gtk_widget_add_css_class (box, "message-form");
        }
      button = new_button (message, span, i, answered);
      if (once && span->action == CORDIAL_BUTTON_ANSWER)
        {
          g_object_set_data (G_OBJECT (button), ANSWERS, button);
          g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked_once), box, G_CONNECT_SWAPPED);
        }
      gtk_box_append (GTK_BOX (box), button);
      n++;
    }
  return box;
}
