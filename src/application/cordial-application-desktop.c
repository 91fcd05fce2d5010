/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The application and its desktop: whether it goes on without a window and starts at login, how it looks, what it notifies of, and
 * links that lead to a chat.
 */

#define G_LOG_DOMAIN "cordial-application"

#include "cordial-config.h"

#include "cordial-application-private.h"

#include "cordial-chat-link.h"
#include "cordial-server-address.h"
#include "cordial-login-start.h"
#include "cordial-portal.h"

#include <glib/gi18n.h>
#include <string.h>

/* --- Background ---------------------------------------------------------------------------------------------------- */

static gboolean
runs_when_closed (CordialApplication *self)
{
  g_autofree char *when_closed = g_settings_get_string (self->settings, "when-closed");

  return g_str_equal (when_closed, "run");
}

/* Without a window the application goes on while there is an account to receive for, or will be once it is updated or closed
 * elsewhere, and the person wants that: by choice, or because it was started so and no window has been asked for yet. */
void
cordial_application_update_hold (CordialApplication *self)
{
  gboolean some = g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 0 ||
                  cordial_accounts_get_updating (self->accounts) ||
                  cordial_accounts_get_open_elsewhere (self->accounts);
  gboolean wanted = some && (runs_when_closed (self) || self->in_background);

  if (self->held == wanted)
    return;
  self->held = wanted;
  if (wanted)
    g_application_hold (G_APPLICATION (self));
  else
    g_application_release (G_APPLICATION (self));
}

static void
say (CordialApplication *self, const char *sentence)
{
  if (self->window)
    cordial_window_show_toast (self->window, sentence);
  else
    g_warning ("%s", sentence);
}

/* The desktop has said no: there is nothing to tell it. */
static void
take_back_login (CordialApplication *self)
{
  self->starts_at_login = FALSE;
  g_settings_set_boolean (self->settings, "start-at-login", FALSE);
}

static void
on_background_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean autostart_refused = FALSE;
  gboolean allowed = cordial_portal_request_background_finish (result, &autostart_refused, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!allowed && (runs_when_closed (self) || g_settings_get_boolean (self->settings, "start-at-login")))
    {
      if (runs_when_closed (self))
        g_settings_set_string (self->settings, "when-closed", "quit");
      take_back_login (self);
      say (self, error->message);
    }
  else if (autostart_refused && g_settings_get_boolean (self->settings, "start-at-login"))
    {
      take_back_login (self);
      say (self, _ ("The desktop does not let Cordial start at login."));
    }
}

/* In a sandbox the desktop decides. */
static void
ask_portal (CordialApplication *self)
{
  self->starts_at_login = g_settings_get_boolean (self->settings, "start-at-login");
  cordial_portal_request_background_async (_ ("Cordial receives messages while its window is closed."),
                                           self->starts_at_login, self->cancellable, on_background_answer,
                                           g_object_ref (self));
}

static void
on_when_closed_changed (CordialApplication *self)
{
  if (cordial_portal_is_wanted () && runs_when_closed (self))
    ask_portal (self);
  cordial_application_update_hold (self);
}

static void
on_start_at_login_changed (CordialApplication *self)
{
  gboolean enabled = g_settings_get_boolean (self->settings, "start-at-login");
  g_autoptr (GError) error = NULL;

  if (cordial_portal_is_wanted ())
    {
      if (enabled != self->starts_at_login)
        ask_portal (self);
    }
  else if (enabled != cordial_login_start_is_set () && !cordial_login_start_set (enabled, &error))
    {
      say (self, error->message);
      g_settings_set_boolean (self->settings, "start-at-login", !enabled);
    }
  cordial_application_update_hold (self);
}

static void
on_close_response (CordialApplication *self, const char *response)
{
  if (g_str_equal (response, "cancel"))
    return;
  g_settings_set_string (self->settings, "when-closed", response);
  gtk_window_destroy (GTK_WINDOW (self->window));
}

/* The first time that somebody with an account closes the window, it is asked what that shall mean. */
static gboolean
on_close_request (CordialApplication *self)
{
  g_autofree char *when_closed = g_settings_get_string (self->settings, "when-closed");
  AdwDialog *dialog;

  if (!g_str_equal (when_closed, "ask") || g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) == 0)
    return GDK_EVENT_PROPAGATE;
  dialog = adw_alert_dialog_new (_ ("Keep Receiving Messages?"),
                                 _ ("Cordial can stay connected without a window and notify you of new messages. "
                                    "You can change this in the preferences."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "quit", _ ("_Quit"), "run",
                                  _ ("_Keep Running"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "run", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "run");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_close_response), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self->window));
  return GDK_EVENT_STOP;
}

void
cordial_application_watch_window (CordialApplication *self)
{
  g_signal_connect_object (self->window, "close-request", G_CALLBACK (on_close_request), self, G_CONNECT_SWAPPED);
}

/* --- Links --------------------------------------------------------------------------------------------------------- */

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialApplication) self = user_data;
  CordialAccount *account = CORDIAL_ACCOUNT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialConversation) conversation = cordial_account_start_conversation_finish (account, result, &error);

  if (g_cancellable_is_cancelled (self->cancellable) || !self->window)
    return;
  if (conversation)
    cordial_window_show_conversation (self->window, account, conversation, 0);
  else
    cordial_window_show_problem (self->window, _ ("Chat Not Opened"), error->message);
}

/* Whether a link that names this server is for that account. */
static gboolean
is_on_server (CordialAccount *account, const char *server)
{
  const char *own = cordial_account_get_server (account);

  return own && cordial_server_address_is_at (own, server);
}

/* The first account that the link may be meant for; (nullable) (transfer full). */
static CordialAccount *
find_account (CordialApplication *self, const char *server)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (!cordial_account_get_has_settings (account) && (!server || is_on_server (account, server)))
        return g_steal_pointer (&account);
    }
  return NULL;
}

static void
follow_link (CordialApplication *self)
{
  g_autofree char *link = g_steal_pointer (&self->link);

  if (link && self->window)
    cordial_application_open_link (self, link);
}

static void
on_roster_complete (CordialAccount *account, GParamSpec *pspec, CordialApplication *self)
{
  gboolean complete;

  g_object_get (account, "roster-complete", &complete, NULL);
  if (!complete)
    return;
  g_signal_handlers_disconnect_by_func (account, on_roster_complete, self);
  follow_link (self);
}

/* The window is there already. */
void
cordial_application_open_link (CordialApplication *self, const char *link)
{
  g_autofree char *server = NULL;
  g_autofree char *id = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialAccount) account = NULL;
  CordialConversation *conversation;
  gboolean complete;

  if (!cordial_chat_link_parse (link, &server, &id, &error))
    {
      cordial_window_show_problem (self->window, _ ("Chat Not Opened"), error->message);
      return;
    }
  account = find_account (self, server);
  if (!account)
    {
      if (server)
        /* Translators: the address of a server. */
        sentence =
          g_strdup_printf (_ ("You are not signed in to %s. Sign in there, then open the link again."), server);
      cordial_window_show_problem (self->window, _ ("Chat Not Opened"),
                                   sentence ? sentence : _ ("Sign in first, then open the link again."));
      return;
    }
  conversation = cordial_account_get_conversation (account, id);
  if (conversation)
    {
      cordial_window_show_conversation (self->window, account, conversation, 0);
      return;
    }
  g_object_get (account, "roster-complete", &complete, NULL);
  if (complete)
    {
      cordial_account_start_conversation_async (account, id, self->cancellable, on_started, g_object_ref (self));
      return;
    }
  /* Just started by the link, or cut off: the server is asked as soon as it is there. */
  g_signal_handlers_disconnect_by_func (account, on_roster_complete, self);
  g_signal_connect_object (account, "notify::roster-complete", G_CALLBACK (on_roster_complete), self,
                           G_CONNECT_DEFAULT);
  g_set_str (&self->link, link);
  cordial_window_show_toast (self->window, _ ("The chat opens as soon as you are connected."));
}

/* --- The rest ------------------------------------------------------------------------------------------------------ */

static void
follow_appearance (CordialApplication *self)
{
  g_autofree char *appearance = g_settings_get_string (self->settings, "appearance");
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (appearance, "light"))
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (appearance, "dark"))
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static gboolean
is_seen (CordialConversation *conversation, gpointer user_data)
{
  CordialApplication *self = user_data;

  return self->window && cordial_window_is_showing (self->window, conversation);
}

static void
on_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_conversation_send_finish (CORDIAL_CONVERSATION (source), result, &error))
    say (self, error->message);
}

static void
on_reply (CordialApplication *self, CordialConversation *conversation, gint64 seq, const char *text)
{
  g_autoptr (CordialConversation) kept = g_object_ref (conversation);
  g_autoptr (CordialContent) content = cordial_conversation_new_content (conversation, text, NULL);

  cordial_conversation_mark_read (kept, seq);
  cordial_notifier_withdraw (self->notifier, kept);
  cordial_conversation_send_async (kept, content, NULL, on_replied, g_object_ref (self));
}

static gboolean
is_needless (gpointer user_data)
{
  CordialApplication *self = user_data;

  return !g_settings_get_boolean (self->settings, "notifications") ||
         (self->window && gtk_window_is_active (GTK_WINDOW (self->window)));
}

static void
on_trouble (const char *id, GNotification *notification, gpointer user_data)
{
  if (notification)
    g_application_send_notification (G_APPLICATION (user_data), id, notification);
  else
    g_application_withdraw_notification (G_APPLICATION (user_data), id);
}

void
cordial_application_meet_desktop (CordialApplication *self)
{
  /* The file tells, not what was once chosen. */
  if (!cordial_portal_is_wanted () &&
      g_settings_get_boolean (self->settings, "start-at-login") != cordial_login_start_is_set ())
    g_settings_set_boolean (self->settings, "start-at-login", cordial_login_start_is_set ());
  self->starts_at_login = g_settings_get_boolean (self->settings, "start-at-login");
  g_signal_connect_object (self->settings, "changed::appearance", G_CALLBACK (follow_appearance), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::when-closed", G_CALLBACK (on_when_closed_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::start-at-login", G_CALLBACK (on_start_at_login_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (cordial_application_update_hold), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "notify::updating", G_CALLBACK (cordial_application_update_hold), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "notify::open-elsewhere", G_CALLBACK (cordial_application_update_hold), self,
                           G_CONNECT_SWAPPED);
  follow_appearance (self);
  cordial_application_update_hold (self);
  self->notifier = cordial_notifier_new (G_APPLICATION (self), self->accounts, self->settings, is_seen, self);
  self->trouble = cordial_trouble_new (self->accounts, &(const CordialTroubleFuncs) { is_needless, on_trouble }, self);
  g_signal_connect_object (self->notifier, "reply", G_CALLBACK (on_reply), self, G_CONNECT_SWAPPED);
}
