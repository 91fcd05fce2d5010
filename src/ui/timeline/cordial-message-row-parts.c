/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands around the bubble of a message: the line of a day, the line where unread begins, who wrote it, why it was not sent.
 * Each is made when it is first needed.
 */

#define G_LOG_DOMAIN "cordial-message-row"

#include "cordial-config.h"

#include "cordial-message-row-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cordial-message-reactions.h"
#include "cordial-person-colour.h"

void
cordial_message_row_show_day (CordialMessageRow *self, gboolean show)
{
  if (show)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();
      g_autofree char *text = cordial_time_format_day (cordial_message_get_time_ms (self->message), now);

      if (self->day == NULL)
        {
          self->day = gtk_label_new (NULL);
          gtk_widget_set_halign (self->day, GTK_ALIGN_CENTER);
          gtk_widget_add_css_class (self->day, "day-separator");
          gtk_widget_insert_after (self->day, GTK_WIDGET (self), NULL);
        }
      gtk_label_set_label (GTK_LABEL (self->day), text);
    }
  if (self->day != NULL)
    gtk_widget_set_visible (self->day, show);
}

void
cordial_message_row_show_unread (CordialMessageRow *self, gboolean show)
{
  if (show && self->unread == NULL)
    {
      GtkWidget *left = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
      GtkWidget *right = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

      self->unread = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
      gtk_widget_add_css_class (self->unread, "unread-line");
      gtk_widget_set_valign (left, GTK_ALIGN_CENTER);
      gtk_widget_set_valign (right, GTK_ALIGN_CENTER);
      gtk_widget_set_hexpand (left, TRUE);
      gtk_widget_set_hexpand (right, TRUE);
      gtk_box_append (GTK_BOX (self->unread), left);
      /* Translators: a line across the conversation; the messages below it have not been read yet */
      gtk_box_append (GTK_BOX (self->unread), gtk_label_new (_ ("New Messages")));
      gtk_box_append (GTK_BOX (self->unread), right);
      gtk_widget_insert_before (self->unread, GTK_WIDGET (self), GTK_WIDGET (self->bubble));
    }
  if (self->unread != NULL)
    gtk_widget_set_visible (self->unread, show);
}

void
cordial_message_row_show_sender (CordialMessageRow *self, gboolean show_name, gboolean show_avatar)
{
  const char *name = cordial_message_get_sender_name (self->message);

  /* Until it is known who that is, the picture alone tells one from another. */
  show_name = show_name && name != NULL;
  if (show_name)
    {
      if (self->sender == NULL)
        {
          self->sender = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
          gtk_widget_add_css_class (self->sender, "message-sender");
          gtk_widget_insert_before (self->sender, GTK_WIDGET (self), GTK_WIDGET (self->bubble));
        }
      gtk_label_set_label (GTK_LABEL (self->sender), name);
      cordial_person_colour_set (self->sender, cordial_message_get_sender_id (self->message));
    }
  if (self->sender != NULL)
    gtk_widget_set_visible (self->sender, show_name);

  if (show_avatar)
    {
      if (self->avatar == NULL)
        {
          self->avatar = adw_avatar_new (CORDIAL_MESSAGE_ROW_AVATAR_SIZE, NULL, TRUE);
          g_object_set (self->avatar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
          gtk_widget_set_parent (self->avatar, GTK_WIDGET (self));
        }
      adw_avatar_set_text (ADW_AVATAR (self->avatar), name);
      cordial_person_colour_set (self->avatar, cordial_message_get_sender_id (self->message));
      cordial_avatar_loader_show (self->avatar_loader, ADW_AVATAR (self->avatar),
                                  cordial_message_get_sender_avatar (self->message));
    }
  if (self->avatar != NULL)
    gtk_widget_set_visible (self->avatar, show_avatar);
}

/* It says what is so, and is pressed with the whole row. */
void
cordial_message_row_show_check (CordialMessageRow *self, gboolean show, gboolean chosen)
{
  if (show && self->check == NULL)
    {
      self->check = gtk_check_button_new ();
      gtk_widget_set_can_target (self->check, FALSE);
      /* The row has the focus. One that is merely not focusable stops Tab all the same (GTK 4.18). */
      gtk_widget_set_can_focus (self->check, FALSE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      C_ ("a check mark beside a message", "Selected"), -1);
      gtk_widget_insert_before (self->check, GTK_WIDGET (self), GTK_WIDGET (self->bubble));
    }
  if (self->check == NULL)
    return;
  gtk_widget_set_visible (self->check, show);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), chosen);
}

/* Made anew, as they are few: most messages have none, and so no widget. */
void
cordial_message_row_show_reactions (CordialMessageRow *self)
{
  g_clear_pointer (&self->reactions, gtk_widget_unparent);
  if (self->message != NULL && cordial_message_has_reactions (self->message))
    self->reactions =
      cordial_message_reactions_new (cordial_message_files_get_conversation (self->files), self->message);
  if (self->reactions != NULL)
    gtk_widget_insert_after (self->reactions, GTK_WIDGET (self), GTK_WIDGET (self->bubble));
}

void
cordial_message_row_show_held (CordialMessageRow *self, gboolean show)
{
  const char *reason = self->message != NULL ? cordial_message_get_error (self->message) : NULL;
  gboolean paused =
    self->message != NULL && cordial_message_get_status (self->message) == CORDIAL_MESSAGE_STATUS_PAUSED;

  if (show && self->held == NULL)
    {
      GtkWidget *retry = gtk_button_new ();
      GtkWidget *discard = gtk_button_new_with_label (_ ("Discard"));

      self->held = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      self->held_reason = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "lines", 3,
                                        "ellipsize", PANGO_ELLIPSIZE_END, "hexpand", TRUE, "xalign", 1.0, NULL);
      self->held_retry = GTK_BUTTON (retry);
      gtk_widget_add_css_class (self->held, "message-failure");
      gtk_widget_add_css_class (retry, "flat");
      gtk_widget_add_css_class (discard, "flat");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (retry), "message.retry");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (discard), "message.discard");
      gtk_box_append (GTK_BOX (self->held), GTK_WIDGET (self->held_reason));
      gtk_box_append (GTK_BOX (self->held), retry);
      gtk_box_append (GTK_BOX (self->held), discard);
      gtk_widget_insert_after (self->held, GTK_WIDGET (self), GTK_WIDGET (self->bubble));
    }
  if (self->held == NULL)
    return;
  gtk_widget_set_visible (self->held, show);
  if (paused)
    gtk_widget_remove_css_class (GTK_WIDGET (self->held_reason), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->held_reason), "error");
  gtk_button_set_label (self->held_retry, paused ? _ ("Continue") : _ ("Retry"));
  gtk_label_set_label (self->held_reason, paused ? C_ ("mark", "Paused") : reason != NULL ? reason : _ ("Not sent"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->held_reason), paused ? NULL : reason);
}
