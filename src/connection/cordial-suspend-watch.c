/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells when this machine woke up from suspend. Private to this folder; CordialConnection owns one. It knows logind's
 * signal and nothing else, and is silent where there is no logind.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-suspend-watch.h"

/* org.freedesktop.login1(5), signal PrepareForSleep (b: about to sleep, else just woken) */
#define LOGIND_NAME "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define LOGIND_INTERFACE "org.freedesktop.login1.Manager"

struct _CordialSuspendWatch
{
  GObject parent_instance;

  GDBusConnection *bus;
  guint subscription;
  GCancellable *cancellable;
};

enum
{
  RESUMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CordialSuspendWatch, cordial_suspend_watch, G_TYPE_OBJECT)

static void
on_prepare_for_sleep (GDBusConnection *bus,
                      const char *sender,
                      const char *path,
                      const char *interface,
                      const char *signal,
                      GVariant *parameters,
                      gpointer user_data)
{
  g_autoptr (CordialSuspendWatch) self = g_weak_ref_get (user_data);
  gboolean about_to_sleep;

  if (!self || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &about_to_sleep);
  if (about_to_sleep)
    return;
  g_debug ("woken from suspend");
  g_signal_emit (self, signals[RESUMED], 0);
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
take_bus (CordialSuspendWatch *self, GDBusConnection *bus)
{
  /* A signal that is under way when the subscription ends may still be delivered. */
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  self->bus = bus;
  self->subscription =
    g_dbus_connection_signal_subscribe (bus, LOGIND_NAME, LOGIND_INTERFACE, "PrepareForSleep", LOGIND_PATH, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, on_prepare_for_sleep, weak, free_weak_ref);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialSuspendWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);

  if (!bus)
    g_debug ("no news of suspend: %s", error->message);
  else if (g_cancellable_is_cancelled (self->cancellable))
    g_object_unref (bus);
  else
    {
      /* The connection is shared and would take the process down with the bus. */
      g_dbus_connection_set_exit_on_close (bus, FALSE);
      take_bus (self, bus);
    }
}

static void
cordial_suspend_watch_dispose (GObject *object)
{
  CordialSuspendWatch *self = CORDIAL_SUSPEND_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (cordial_suspend_watch_parent_class)->dispose (object);
}

static void
cordial_suspend_watch_finalize (GObject *object)
{
  CordialSuspendWatch *self = CORDIAL_SUSPEND_WATCH (object);

  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (cordial_suspend_watch_parent_class)->finalize (object);
}

static void
cordial_suspend_watch_class_init (CordialSuspendWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cordial_suspend_watch_dispose;
  object_class->finalize = cordial_suspend_watch_finalize;

  /**
   * CordialSuspendWatch::resumed:
   *
   * The machine has just woken up.
   */
  signals[RESUMED] =
    g_signal_new ("resumed", CORDIAL_TYPE_SUSPEND_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_suspend_watch_init (CordialSuspendWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * cordial_suspend_watch_new:
 * @system_bus: (nullable): the bus on which logind is; %NULL for that of the system, if there is one
 *
 * Returns: (transfer full): a watch
 */
CordialSuspendWatch *
cordial_suspend_watch_new (GDBusConnection *system_bus)
{
  CordialSuspendWatch *self = g_object_new (CORDIAL_TYPE_SUSPEND_WATCH, NULL);

  if (system_bus)
    take_bus (self, g_object_ref (system_bus));
  else
    g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_bus, g_object_ref (self));
  return self;
}
