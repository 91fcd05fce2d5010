/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session bus with a secret service on it; see secrets.h.
 */

#include "secrets.h"

#include <signal.h>
#include <sys/prctl.h>

#include "patience.h"

/* There is one. Its bus ends with the process (GTestDBus sees to that), not before: libsecret keeps the program's connection to it
 * for as long, and GDBus ends a program whose bus goes. */
struct _Secrets
{
  GTestDBus *bus;
  GDBusConnection *connection; /* the test's own: the program's is g_bus_get()'s */
  GSubprocess *service;
};

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* (transfer full) (nullable): of a call that must not fail */
static GVariant *
call (Secrets *self,
      const char *name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer = g_dbus_connection_call_sync (self->connection, name, path, interface, method, parameters, NULL,
                                                  G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, &error);

  g_assert_no_error (error);
  return answer;
}

static gboolean
is_there (Secrets *self)
{
  g_autoptr (GVariant) answer = call (self, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                      "NameHasOwner", g_variant_new ("(s)", "org.freedesktop.secrets"));
  gboolean owned;

  g_variant_get (answer, "(b)", &owned);
  return owned;
}

void
secrets_start (Secrets *self)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;

  g_assert_null (self->service);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->service = g_subprocess_launcher_spawn (launcher, &error, "python3", SECRET_SERVICE, NULL);
  g_assert_no_error (error);
  patience_wait (is_there (self));
}

void
secrets_stop (Secrets *self)
{
  g_subprocess_force_exit (self->service);
  g_subprocess_wait (self->service, NULL, NULL);
  g_clear_object (&self->service);
  patience_wait (!is_there (self));
}

Secrets *
secrets_new (gboolean service)
{
  static Secrets only;
  Secrets *self = &only;
  g_autoptr (GError) error = NULL;

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (self->bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  if (service)
    secrets_start (self);
  return self;
}

void
secrets_free (Secrets *self)
{
  if (self->service)
    secrets_stop (self);
  g_clear_object (&self->connection);
}

/* (transfer full) */
static GVariant *
steer (Secrets *self, const char *method, GVariant *parameters)
{
  return call (self, "org.freedesktop.secrets", "/test", "io.github.cordialchat.Test", method, parameters);
}

void
secrets_do (Secrets *self, const char *what)
{
  g_variant_unref (steer (self, what, NULL));
}

void
secrets_hold (Secrets *self, const char *method)
{
  g_variant_unref (steer (self, "Hold", g_variant_new ("(s)", method)));
}

void
secrets_answer (Secrets *self, gboolean unlock)
{
  g_variant_unref (steer (self, "Answer", g_variant_new ("(b)", unlock)));
}

guint
secrets_count (Secrets *self, const char *what)
{
  g_autofree char *method = g_strconcat ("Count", what, NULL);
  g_autoptr (GVariant) answer = steer (self, method, NULL);
  guint number;

  g_variant_get (answer, "(u)", &number);
  return number;
}
