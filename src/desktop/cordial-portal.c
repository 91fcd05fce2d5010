/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The desktop portal, as far as Cordial asks for anything there. A request is answered by a signal on an object whose path both
 * sides know beforehand (XDG Desktop Portal documentation, «Requests»).
 */

#define G_LOG_DOMAIN "cordial-portal"

#include "cordial-config.h"

#include "cordial-portal.h"

#include <glib/gi18n-lib.h>

/**
 * cordial_portal_is_wanted:
 *
 * Returns: whether to go through the portal: in a sandbox, or where GTK_USE_PORTAL=1 asks GLib and GTK to do so too
 */
gboolean
cordial_portal_is_wanted (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_strcmp0 (g_getenv ("GTK_USE_PORTAL"), "1") == 0;
}

typedef struct
{
  GDBusConnection *bus;
  char *reason;
  char *path;
  guint subscription;
  gboolean autostart; /* what was asked for */
  gboolean autostart_refused;
} Asking;

static void
asking_free (Asking *asking)
{
  if (asking->subscription)
    g_dbus_connection_signal_unsubscribe (asking->bus, asking->subscription);
  g_clear_object (&asking->bus);
  g_free (asking->reason);
  g_free (asking->path);
  g_free (asking);
}

static void
stop_listening (Asking *asking)
{
  guint subscription = asking->subscription;

  asking->subscription = 0;
  if (subscription)
    g_dbus_connection_signal_unsubscribe (asking->bus, subscription);
}

static void
on_response (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  GTask *task = user_data;
  Asking *asking = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  guint32 response = 2;
  gboolean background = FALSE, autostart = FALSE;

  if (asking->subscription == 0)
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "background", "b", &background);
  g_variant_lookup (results, "autostart", "b", &autostart);
  asking->autostart_refused = asking->autostart && !autostart;
  if (response == 0 && background)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                                     _ ("The desktop does not let Cordial run in the background."));
  stop_listening (asking);
  g_object_unref (task);
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Asking *asking = g_task_get_task_data (task);
  g_autoptr (GVariant) reply = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply || asking->subscription == 0)
    {
      g_clear_error (&error);
      return; /* the response tells */
    }
  g_info ("no background portal: %s", error->message);
  g_clear_error (&error);
  g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                   _ ("This desktop has no way to let a sandboxed application run in the background."));
  stop_listening (asking);
  g_object_unref (task);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Asking *asking = g_task_get_task_data (task);
  const char *const command[] = { "cordial", "--background", NULL };
  g_autofree char *token = g_strdup_printf ("cordial%u", g_random_int ());
  g_autofree char *name = NULL;
  GVariantBuilder options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GError *error = NULL;

  asking->bus = g_bus_get_finish (result, &error);
  if (!asking->bus)
    {
      g_variant_builder_clear (&options);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  name = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (asking->bus) + 1), ".", '_');
  asking->path = g_strdup_printf (CORDIAL_PORTAL_PATH "/request/%s/%s", name, token);
  asking->subscription =
    g_dbus_connection_signal_subscribe (asking->bus, CORDIAL_PORTAL_NAME, "org.freedesktop.portal.Request", "Response",
                                        asking->path, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_response, task, NULL);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (asking->reason));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (asking->autostart));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  g_variant_builder_add (&options, "{sv}", "dbus-activatable", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (asking->bus, CORDIAL_PORTAL_NAME, CORDIAL_PORTAL_PATH, "org.freedesktop.portal.Background",
                          "RequestBackground", g_variant_new ("(sa{sv})", "", &options), NULL, G_DBUS_CALL_FLAGS_NONE,
                          -1, g_task_get_cancellable (task), on_called, g_object_ref (task));
}

/**
 * cordial_portal_request_background_async:
 * @reason: one sentence for the person, who may be asked
 * @autostart: whether to be started at login too
 * @cancellable: (nullable): ends the call, but not the wait for the person's answer
 *
 * Asks to go on running without a window.
 */
void
cordial_portal_request_background_async (const char *reason,
                                         gboolean autostart,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Asking *asking = g_new0 (Asking, 1);

  asking->reason = g_strdup (reason);
  asking->autostart = autostart;
  g_task_set_source_tag (task, cordial_portal_request_background_async);
  g_task_set_task_data (task, asking, (GDestroyNotify) asking_free);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_bus, task);
}

/**
 * cordial_portal_request_background_finish:
 * @result: what the callback got
 * @autostart_refused: (out) (optional): whether the start at login was asked for and will not be
 * @error: return location for one sentence
 *
 * Returns: whether it may go on without a window
 */
gboolean
cordial_portal_request_background_finish (GAsyncResult *result, gboolean *autostart_refused, GError **error)
{
  Asking *asking;

  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  asking = g_task_get_task_data (G_TASK (result));
  if (autostart_refused)
    *autostart_refused = asking->autostart_refused;
  return g_task_propagate_boolean (G_TASK (result), error);
}
