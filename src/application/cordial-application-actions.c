/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What menus, keys, the desktop entry and notifications ask of the application. Some of it comes over D-Bus from anywhere: what
 * it names may not be there.
 */

#define G_LOG_DOMAIN "cordial-application"

#include "cordial-config.h"

#include "cordial-application-private.h"

#include "cordial-about.h"

#include <glib/gi18n.h>

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CordialApplication *self = user_data;

  /* Not gtk_window_close(): that would only close a dialog where one is open. */
  if (self->window)
    gtk_window_destroy (GTK_WINDOW (self->window));
  g_application_quit (G_APPLICATION (self));
}

static void
new_chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CordialApplication *self = user_data;

  cordial_application_show_window (self);
  cordial_window_show_new_chat (self->window);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CordialApplication *self = user_data;

  cordial_application_show_window (self);
  cordial_window_show_preferences (self->window);
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CordialApplication *self = user_data;

  cordial_application_show_window (self);
  cordial_window_show_shortcuts (self->window);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CordialApplication *self = user_data;

  cordial_application_show_window (self);
  adw_dialog_present (cordial_about_new (self->accounts), GTK_WIDGET (self->window));
}

/* --- From notifications -------------------------------------------------------------------------------------------- */

/* The conversation that the target of a notification names, if it is still there. */
static CordialConversation *
find_conversation (CordialApplication *self, GVariant *target, CordialAccount **account, gint64 *seq)
{
  const char *account_id, *conversation_id;

  g_variant_get (target, "(&s&sx)", &account_id, &conversation_id, seq);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) candidate = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (!g_str_equal (cordial_account_get_id (candidate), account_id))
        continue;
      *account = candidate; /* the list keeps it */
      return cordial_account_get_conversation (candidate, conversation_id);
    }
  return NULL;
}

static void
open_message_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CordialApplication *self = user_data;
  CordialAccount *account = NULL;
  gint64 seq = 0;
  CordialConversation *conversation = find_conversation (self, parameter, &account, &seq);

  cordial_application_show_window (self);
  if (!conversation)
    return;
  cordial_notifier_withdraw (self->notifier, conversation);
  cordial_window_show_conversation (self->window, account, conversation, seq);
}

static void
mark_read_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CordialApplication *self = user_data;
  CordialAccount *account = NULL;
  gint64 seq = 0;
  CordialConversation *conversation = find_conversation (self, parameter, &account, &seq);

  if (!conversation)
    return;
  cordial_conversation_mark_read (conversation, seq);
  cordial_notifier_withdraw (self->notifier, conversation);
}

/* --- All of them --------------------------------------------------------------------------------------------------- */

static void
sign_in_to_proxy_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cordial_application_sign_in_to_proxy (user_data);
}

void
cordial_application_add_actions (CordialApplication *self)
{
  const GActionEntry entries[] = {
    { .name = "quit", .activate = quit_action },
    { .name = "new-chat", .activate = new_chat_action },
    { .name = "preferences", .activate = preferences_action },
    { .name = "shortcuts", .activate = shortcuts_action },
    { .name = "about", .activate = about_action },
    { .name = "sign-in-to-proxy", .activate = sign_in_to_proxy_action },
    { .name = CORDIAL_NOTIFIER_OPEN, .activate = open_message_action, .parameter_type = CORDIAL_NOTIFIER_TARGET },
    { .name = CORDIAL_NOTIFIER_MARK_READ, .activate = mark_read_action, .parameter_type = CORDIAL_NOTIFIER_TARGET },
  };
  const struct
  {
    const char *action;
    const char *keys[2];
  } accels[] = {
    { "app.quit", { "<Control>q" } },
    { "app.new-chat", { "<Control>n" } },
    { "win.search", { "<Control>k" } },
    { "app.preferences", { "<Control>comma" } },
    { "app.shortcuts", { "<Control>question" } },
    { "window.close", { "<Control>w" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action, accels[i].keys);
}
