/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * While messages are chosen, a bar stands in the place of the composer: it says how many they are, and what can be done with them.
 */

#define G_LOG_DOMAIN "cordial-conversation-view"

#include "cordial-config.h"

#include "cordial-conversation-view-private.h"

#include "cordial-copied-messages.h"

#include <glib/gi18n-lib.h>

static CordialMessageChoice *
get_choice (CordialConversationView *self)
{
  return cordial_timeline_view_get_choice (self->timeline);
}

static void
on_changed (CordialConversationView *self)
{
  CordialMessageChoice *choice = get_choice (self);
  gboolean active = cordial_message_choice_get_active (choice);
  guint n = cordial_message_choice_get_n (choice);
  g_autofree char *text = g_strdup_printf (ngettext ("%u Selected", "%u Selected", n), n);

  gtk_stack_set_visible_child_name (self->bottom, active ? "choose" : "write");
  g_simple_action_set_enabled (self->leave_choice_action, active);
  for (guint i = 0; i < G_N_ELEMENTS (self->choice_actions); i++)
    g_simple_action_set_enabled (self->choice_actions[i], n > 0);
  if (active)
    {
      gtk_label_set_label (self->choice_label, text);
      gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  else if (self->conversation != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

static void
on_full (CordialConversationView *self)
{
  g_autofree char *sentence =
    g_strdup_printf (ngettext ("No more than %u message can be selected at once.",
                               "No more than %u messages can be selected at once.", CORDIAL_MESSAGE_CHOICE_MAX),
                     CORDIAL_MESSAGE_CHOICE_MAX);

  cordial_conversation_view_show_toast (self, sentence);
}

static void
on_leave (CordialConversationView *self)
{
  cordial_message_choice_end (get_choice (self));
}

static void
on_copy (CordialConversationView *self)
{
  g_autoptr (GVariant) names = g_variant_ref_sink (cordial_message_choice_name_all (get_choice (self)));
  g_autoptr (GPtrArray) messages = cordial_conversation_view_list_named (self, names);
  g_autofree char *text = cordial_copied_messages_dup_text (messages);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  cordial_message_choice_end (get_choice (self));
}

/* What is chosen stays so until it was done. */
static void
activate_for_all (CordialConversationView *self, const char *name)
{
  gtk_widget_activate_action_variant (GTK_WIDGET (self), name, cordial_message_choice_name_all (get_choice (self)));
}

static void
on_forward (CordialConversationView *self)
{
  activate_for_all (self, "conversation.forward");
}

static void
on_delete (CordialConversationView *self)
{
  activate_for_all (self, "conversation.delete");
}

/**
 * cordial_conversation_view_add_choice_actions:
 * @self: a view that is being made
 * @actions: where the bar finds them
 */
void
cordial_conversation_view_add_choice_actions (CordialConversationView *self, GActionMap *actions)
{
  static const char *const names[] = { "copy-chosen", "forward-chosen", "delete-chosen" };
  const GCallback callbacks[] = { G_CALLBACK (on_copy), G_CALLBACK (on_forward), G_CALLBACK (on_delete) };
  g_autoptr (GSimpleAction) leave = g_simple_action_new ("leave-choice", NULL);

  self->leave_choice_action = leave;
  g_simple_action_set_enabled (leave, FALSE);
  g_signal_connect_object (leave, "activate", G_CALLBACK (on_leave), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (actions, G_ACTION (leave));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], NULL);

      g_signal_connect_object (action, "activate", callbacks[i], self, G_CONNECT_SWAPPED);
      g_action_map_add_action (actions, G_ACTION (action));
      self->choice_actions[i] = action; /* the group keeps it */
    }
  g_signal_connect_object (get_choice (self), "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_choice (self), "full", G_CALLBACK (on_full), self, G_CONNECT_SWAPPED);
}
