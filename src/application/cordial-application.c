/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The application: wires model, protocol and window together, the one place that knows them all. Opens the accounts at the
 * start and closes them at the end.
 */

#define G_LOG_DOMAIN "cordial-application"

#include "cordial-config.h"

#include "cordial-application-private.h"

#include "cordial-plain-session.h"
#include "cordial-tinode-records.h"
#include "cordial-tinode-session.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

#define SECOND_MS 1000

/* A secret service answers in a moment; one that does not, or waits for its owner, does not keep the program from ending. */
#define CREDENTIALS_PATIENCE_MS 3000

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

/* What the person chose holds for every connection whose heartbeat no back end agreed on, at once. */
static gboolean
seconds_to_ms (GValue *value, GVariant *variant, gpointer user_data)
{
  g_value_set_uint (value, (guint) g_variant_get_int32 (variant) * SECOND_MS);
  return TRUE;
}

static void
follow_settings (CordialApplication *self, CordialHeartbeat *heartbeat)
{
  g_settings_bind_with_mapping (self->settings, "heartbeat-interval", heartbeat, "interval-ms", G_SETTINGS_BIND_GET,
                                seconds_to_ms, NULL, NULL, NULL);
  g_settings_bind_with_mapping (self->settings, "heartbeat-deadline", heartbeat, "deadline-floor-ms",
                                G_SETTINGS_BIND_GET, seconds_to_ms, NULL, NULL, NULL);
}

/* In MiB. */
static void
on_files_limit (CordialApplication *self)
{
  cordial_accounts_set_files_limit (self->accounts, (gint64) g_settings_get_int (self->settings, "files-limit") << 20);
}

static CordialProtocol *
make_protocol (const CordialProtocolSettings *settings, gpointer user_data)
{
  CordialApplication *self = user_data;
  CordialProtocol *session;
  CordialConnection *connection;
  CordialHeartbeat *heartbeat;

  if (g_strcmp0 (settings->dialect, CORDIAL_DIALECT_PLAIN) == 0)
    session = CORDIAL_PROTOCOL (cordial_plain_session_new (settings));
  else
    session = CORDIAL_PROTOCOL (cordial_tinode_session_new (settings->uri));
  connection = cordial_session_get_connection (CORDIAL_SESSION (session));
  heartbeat = cordial_connection_get_heartbeat (connection);
  if (settings->dialect == NULL)
    follow_settings (self, heartbeat);
  set_from_environment (heartbeat, "interval-ms", "CORDIAL_HEARTBEAT_INTERVAL_MS");
  set_from_environment (heartbeat, "deadline-floor-ms", "CORDIAL_HEARTBEAT_DEADLINE_MS");
  cordial_connection_set_proxy_keys (connection, self->proxy_keys);
  set_from_environment (connection, "connect-limit-ms", "CORDIAL_CONNECT_LIMIT_MS");
  return session;
}


/* --- Options ------------------------------------------------------------------------------------------------------- */

static int
cordial_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  CordialApplication *self = CORDIAL_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  if (!g_variant_dict_contains (options, "background"))
    return -1;
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("cordial: %s\n", error->message);
      return 1;
    }
  /* Somebody who runs already needs no second one, and no window either. */
  if (g_application_get_is_remote (application))
    return 0;
  self->in_background = TRUE;
  return -1;
}

/* --- Life ---------------------------------------------------------------------------------------------------------- */

static gboolean
on_unix_signal (gpointer user_data)
{
  g_action_group_activate_action (G_ACTION_GROUP (user_data), "quit", NULL);
  return G_SOURCE_CONTINUE;
}

static void
cordial_application_startup (GApplication *application)
{
  CordialApplication *self = CORDIAL_APPLICATION (application);
  g_autofree char *data_dir = g_build_filename (g_get_user_data_dir (), "cordial", NULL);
  g_autoptr (GError) error = NULL;

  G_APPLICATION_CLASS (cordial_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APP_ID);
  self->signal_sources[0] = g_unix_signal_add (SIGTERM, on_unix_signal, self);
  self->signal_sources[1] = g_unix_signal_add (SIGINT, on_unix_signal, self);

  self->cancellable = g_cancellable_new ();
  self->settings = g_settings_new (APP_ID);
  /* A test has neither microphone nor loudspeaker. */
  self->sound = cordial_sound_new (g_getenv ("CORDIAL_SOUND_SOURCE"), g_getenv ("CORDIAL_SOUND_SINK"));
  cordial_application_meet_proxies (self);
  self->credentials = cordial_credentials_new ();
  g_signal_connect_object (self->credentials, "notify", G_CALLBACK (cordial_application_tell_about_credentials), self,
                           G_CONNECT_SWAPPED);
  /* The plain dialect knows nothing but text, which needs no reading. */
  self->accounts =
    cordial_accounts_new (data_dir, self->credentials, make_protocol, &cordial_tinode_content_format, self, NULL);
  g_signal_connect_object (self->settings, "changed::files-limit", G_CALLBACK (on_files_limit), self,
                           G_CONNECT_SWAPPED);
  on_files_limit (self);
  g_signal_connect_object (self->accounts, "notify::load-error", G_CALLBACK (cordial_application_tell_about_accounts),
                           self, G_CONNECT_SWAPPED);
  cordial_application_add_actions (self);
  if (!cordial_accounts_load (self->accounts, &error))
    g_warning ("%s", error->message);
  cordial_application_meet_desktop (self);
  cordial_application_meet_accounts (self);
}

static void
cordial_application_activate (GApplication *application)
{
  CordialApplication *self = CORDIAL_APPLICATION (application);

  /* The first activation of one that starts in the background is the start itself. */
  if (self->in_background && !self->activated)
    {
      self->activated = TRUE;
      cordial_application_update_hold (self);
      return;
    }
  cordial_application_show_window (self);
}

static void
cordial_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  CordialApplication *self = CORDIAL_APPLICATION (application);
  g_autofree char *uri = g_file_get_uri (files[0]);

  cordial_application_show_window (self);
  cordial_application_open_link (self, uri);
}

/* Wakes the loop. */
static gboolean
on_patience_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Whoever signed out just before leaves no token behind. */
static void
settle_credentials (CordialApplication *self)
{
  gboolean over = FALSE;
  g_autoptr (GSource) source = g_timeout_source_new (CREDENTIALS_PATIENCE_MS);

  g_source_set_static_name (source, "CordialApplication credentials");
  g_source_set_callback (source, on_patience_over, &over, NULL);
  g_source_attach (source, NULL);
  while (self->credentials && cordial_credentials_get_busy (self->credentials) && !over)
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (source);
}

static void
cordial_application_shutdown (GApplication *application)
{
  CordialApplication *self = CORDIAL_APPLICATION (application);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->notifier);
  g_clear_object (&self->trouble);
  for (guint i = 0; self->accounts && i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      cordial_account_close (account);
    }
  settle_credentials (self);
  if (self->local_server)
    cordial_local_server_stop (self->local_server);
  g_settings_sync ();

  G_APPLICATION_CLASS (cordial_application_parent_class)->shutdown (application);
  /* No window reads any more, and no answer is heard. */
  if (self->accounts)
    cordial_accounts_end (self->accounts);
}

static void
cordial_application_finalize (GObject *object)
{
  CordialApplication *self = CORDIAL_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->local_server);
  g_clear_object (&self->accounts);
  g_clear_object (&self->credentials);
  g_clear_object (&self->proxy_keys);
  g_free (self->proxy);
  g_free (self->proxy_said);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);
  g_clear_object (&self->sound);
  g_free (self->link);
  g_free (self->told_load_error);
  G_OBJECT_CLASS (cordial_application_parent_class)->finalize (object);
}

static void
cordial_application_class_init (CordialApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cordial_application_finalize;
  application_class->handle_local_options = cordial_application_handle_local_options;
  application_class->startup = cordial_application_startup;
  application_class->activate = cordial_application_activate;
  application_class->open = cordial_application_open;
  application_class->shutdown = cordial_application_shutdown;
}

static void
cordial_application_init (CordialApplication *self)
{
  const GOptionEntry options[] = { { "background", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL,
                                     N_ ("Start without a window and receive messages"), NULL },
                                   G_OPTION_ENTRY_NULL };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[tinode:LINK]"));
  g_application_set_option_context_summary (G_APPLICATION (self), _ ("Chat that stays connected."));
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
  return g_object_new (CORDIAL_TYPE_APPLICATION, "application-id", APP_ID, "flags",
                       G_APPLICATION_CAN_OVERRIDE_APP_ID | G_APPLICATION_HANDLES_OPEN, "version", VERSION,
                       "resource-base-path", "/io/github/cordialchat/Cordial", NULL);
}
