/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The application: wires model, protocol and window together, the one place that knows them all. Opens the accounts at the
 * start and closes them at the end.
 */

#define G_LOG_DOMAIN "cordial-application"

#include "cordial-config.h"

#include "cordial-application.h"

#include "cordial-accounts.h"
#include "cordial-local-server.h"
#include "cordial-plain-session.h"
#include "cordial-tinode-session.h"
#include "cordial-window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <sys/random.h>

/* Bytes of chance in the password of an account on this computer's own server, and in its name. Nobody types either. */
#define LOCAL_PASSWORD_BYTES 24
#define LOCAL_LOGIN_BYTES 4

struct _CordialApplication
{
  AdwApplication parent_instance;

  CordialCredentials *credentials;
  CordialAccounts *accounts;
  CordialLocalServer *local_server;
  /* NULL once it is closed. */
  CordialWindow *window;
  GCancellable *cancellable;
  /* «Try It» is under way, and its account is being made. */
  gboolean trying;
  gboolean signing_up;
  guint signal_sources[2];
};

G_DEFINE_FINAL_TYPE (CordialApplication, cordial_application, ADW_TYPE_APPLICATION)

/* --- Protocol ------------------------------------------------------------------------------------------------------ */

/* Sets a property of the heartbeat from the environment; tests cannot wait for half a minute. */
static void
set_from_environment (gpointer object, const char *property, const char *variable)
{
  const char *text = g_getenv (variable);
  g_autoptr (GError) error = NULL;
  guint64 ms;

  if (text == NULL)
    return;
  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &ms, &error))
    g_object_set (object, property, (guint) ms, NULL);
  else
    g_warning ("%s: %s", variable, error->message);
}

static CordialProtocol *
make_protocol (const CordialProtocolSettings *settings, gpointer user_data)
{
  CordialProtocol *session;
  CordialConnection *connection;
  CordialHeartbeat *heartbeat;

  if (g_strcmp0 (settings->dialect, CORDIAL_DIALECT_PLAIN) == 0)
    {
      session = CORDIAL_PROTOCOL (cordial_plain_session_new (settings));
      connection = cordial_plain_session_get_connection (CORDIAL_PLAIN_SESSION (session));
    }
  else
    {
      session = CORDIAL_PROTOCOL (cordial_tinode_session_new (settings->uri));
      connection = cordial_tinode_session_get_connection (CORDIAL_TINODE_SESSION (session));
    }
  heartbeat = cordial_connection_get_heartbeat (connection);
  set_from_environment (heartbeat, "interval-ms", "CORDIAL_HEARTBEAT_INTERVAL_MS");
  set_from_environment (heartbeat, "deadline-floor-ms", "CORDIAL_HEARTBEAT_DEADLINE_MS");
  set_from_environment (connection, "connect-limit-ms", "CORDIAL_CONNECT_LIMIT_MS");
  return session;
}

/* --- The server on this computer ----------------------------------------------------------------------------------- */

static char *
random_hex (gsize bytes)
{
  guint8 chance[LOCAL_PASSWORD_BYTES];
  GString *text = g_string_new (NULL);

  g_assert (bytes <= sizeof chance);
  if (getrandom (chance, bytes, 0) != (gssize) bytes)
    g_error ("the kernel gives no random numbers");
  for (gsize i = 0; i < bytes; i++)
    g_string_append_printf (text, "%02x", chance[i]);
  return g_string_free (text, FALSE);
}

static void
end_trying (CordialApplication *self, const char *problem)
{
  self->trying = FALSE;
  self->signing_up = FALSE;
  if (self->window)
    cordial_window_set_trying (self->window, FALSE, problem);
}

static void
on_signed_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  cordial_accounts_sign_in_finish (CORDIAL_ACCOUNTS (source), result, &error);
  if (!g_cancellable_is_cancelled (self->cancellable))
    end_trying (self, error ? error->message : NULL);
}

static void
sign_up (CordialApplication *self, const char *uri)
{
  g_autofree char *chance = random_hex (LOCAL_LOGIN_BYTES);
  g_autofree char *login = g_strconcat ("me", chance, NULL);
  g_autofree char *password = random_hex (LOCAL_PASSWORD_BYTES);
  const char *real_name = g_get_real_name ();
  gboolean named = real_name && *real_name && !g_str_equal (real_name, "Unknown");
  CordialAccountSetup setup = {
    .server = uri,
    .login = login,
    .password = password,
    /* Translators: display name of a person whose name the computer does not know. */
    .name = named ? real_name : C_ ("display name", "Me"),
    .create = TRUE,
    .local_server = TRUE,
  };

  self->signing_up = TRUE;
  cordial_accounts_sign_in_async (self->accounts, &setup, self->cancellable, on_signed_up, g_object_ref (self));
}

static void
open_accounts (CordialApplication *self, gboolean local)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (cordial_account_get_local_server (account) != local)
        continue;
      if (cordial_account_get_link_state (account) == CORDIAL_LINK_OFFLINE)
        cordial_account_open (account);
      else if (local && cordial_account_get_link_state (account) != CORDIAL_LINK_ONLINE)
        cordial_account_retry_now (account);
    }
}

static void
on_local_listening (CordialApplication *self, const char *uri)
{
  cordial_accounts_set_local_uri (self->accounts, uri);
  open_accounts (self, TRUE);
  if (self->trying && !self->signing_up)
    sign_up (self, uri);
}

static void
on_local_failed (CordialApplication *self, const char *sentence)
{
  if (self->trying)
    end_trying (self, sentence);
  else if (self->window)
    cordial_window_show_toast (self->window, sentence);
}

static void
start_local_server (CordialApplication *self)
{
  if (self->local_server == NULL)
    {
      g_autofree char *program = cordial_local_server_find_program ();
      g_autofree char *data_dir = g_build_filename (g_get_user_data_dir (), "cordial", "server", NULL);

      self->local_server = cordial_local_server_new (program, data_dir);
      g_signal_connect_object (self->local_server, "listening", G_CALLBACK (on_local_listening), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->local_server, "failed", G_CALLBACK (on_local_failed), self, G_CONNECT_SWAPPED);
    }
  cordial_local_server_start (self->local_server);
}

static void
on_try_it (CordialApplication *self)
{
  if (self->trying)
    return;
  self->trying = TRUE;
  cordial_window_set_trying (self->window, TRUE, NULL);
  start_local_server (self);
}

static gboolean
has_local_account (CordialApplication *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (cordial_account_get_local_server (account))
        return TRUE;
    }
  return FALSE;
}

/* --- Actions ------------------------------------------------------------------------------------------------------- */

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

  if (self->window)
    cordial_window_show_new_chat (self->window);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CordialApplication *self = user_data;
  AdwDialog *dialog = adw_about_dialog_new ();

  g_object_set (dialog, "application-name", _ ("Cordial"), "application-icon", APP_ID, "version", VERSION,
                "developer-name", _ ("The Cordial Contributors"), "license-type", GTK_LICENSE_GPL_3_0, "copyright",
                "© 2026 The Cordial Contributors", "website", "https://github.com/cordialchat/cordial", "issue-url",
                "https://github.com/cordialchat/cordial/issues",
                /* Translators: your names, a line each. */
                "translator-credits", _ ("translator-credits"), NULL);
  adw_dialog_present (dialog, GTK_WIDGET (self->window));
}

static gboolean
on_unix_signal (gpointer user_data)
{
  g_action_group_activate_action (G_ACTION_GROUP (user_data), "quit", NULL);
  return G_SOURCE_CONTINUE;
}

/* --- Life ---------------------------------------------------------------------------------------------------------- */

static void
tell_about_credentials (CordialApplication *self)
{
  if (self->window)
    cordial_window_set_credentials_problem (self->window, cordial_credentials_get_problem (self->credentials));
}

static void
cordial_application_startup (GApplication *application)
{
  CordialApplication *self = CORDIAL_APPLICATION (application);
  const GActionEntry entries[] = {
    { .name = "quit", .activate = quit_action },
    { .name = "new-chat", .activate = new_chat_action },
    { .name = "about", .activate = about_action },
  };
  g_autofree char *data_dir = g_build_filename (g_get_user_data_dir (), "cordial", NULL);
  g_autoptr (GError) error = NULL;

  G_APPLICATION_CLASS (cordial_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit", (const char *[]) { "<Control>q", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.new-chat",
                                         (const char *[]) { "<Control>n", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "window.close",
                                         (const char *[]) { "<Control>w", NULL });
  gtk_window_set_default_icon_name (APP_ID);
  self->signal_sources[0] = g_unix_signal_add (SIGTERM, on_unix_signal, self);
  self->signal_sources[1] = g_unix_signal_add (SIGINT, on_unix_signal, self);

  self->cancellable = g_cancellable_new ();
  self->credentials = cordial_credentials_new ();
  g_signal_connect_object (self->credentials, "notify", G_CALLBACK (tell_about_credentials), self, G_CONNECT_SWAPPED);
  self->accounts = cordial_accounts_new (data_dir, self->credentials, make_protocol, NULL, NULL);
  if (!cordial_accounts_load (self->accounts, &error))
    g_warning ("%s", error->message);
  open_accounts (self, FALSE);
  if (has_local_account (self))
    start_local_server (self);
}

static void
cordial_application_activate (GApplication *application)
{
  CordialApplication *self = CORDIAL_APPLICATION (application);

  if (self->window == NULL)
    {
      const char *load_error = cordial_accounts_get_load_error (self->accounts);

      g_set_weak_pointer (&self->window, cordial_window_new (GTK_APPLICATION (self), self->accounts));
      g_signal_connect_object (self->window, "try-it", G_CALLBACK (on_try_it), self, G_CONNECT_SWAPPED);
      tell_about_credentials (self);
      gtk_window_present (GTK_WINDOW (self->window));
      if (load_error)
        cordial_window_show_problem (self->window, _ ("Account Not Opened"), load_error);
      return;
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
cordial_application_shutdown (GApplication *application)
{
  CordialApplication *self = CORDIAL_APPLICATION (application);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; self->accounts && i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      cordial_account_close (account);
    }
  if (self->local_server)
    cordial_local_server_stop (self->local_server);

  G_APPLICATION_CLASS (cordial_application_parent_class)->shutdown (application);
}

static void
cordial_application_finalize (GObject *object)
{
  CordialApplication *self = CORDIAL_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->local_server);
  g_clear_object (&self->accounts);
  g_clear_object (&self->credentials);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (cordial_application_parent_class)->finalize (object);
}

static void
cordial_application_class_init (CordialApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cordial_application_finalize;
  application_class->startup = cordial_application_startup;
  application_class->activate = cordial_application_activate;
  application_class->shutdown = cordial_application_shutdown;
}

static void
cordial_application_init (CordialApplication *self)
{
}

/**
 * cordial_application_new:
 *
 * Returns: (transfer full): the application
 */
CordialApplication *
cordial_application_new (void)
{
  /* Under another id a second one runs beside the first, for another person or a test. */
  return g_object_new (CORDIAL_TYPE_APPLICATION, "application-id", APP_ID, "flags", G_APPLICATION_CAN_OVERRIDE_APP_ID,
                       "version", VERSION, "resource-base-path", "/io/github/cordialchat/Cordial", NULL);
}
