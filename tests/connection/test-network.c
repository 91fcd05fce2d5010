/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the world around does to a connection: the network goes and comes, changes, or is a hotel's; the machine sleeps
 * and wakes. Network and system bus are the test's own.
 */
#include "cordial-network-watch.h"
#include "cordial-connection-private.h"
#include "fixture.h"

#ifdef __linux__
#include <signal.h>
#include <sys/prctl.h>
#endif

static void
test_none_at_first (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_use_name (self);
  test_network_set (self->network, FALSE, FALSE);
  cordial_connection_open (self->connection);
  fixture_assert_state (self, NO_NETWORK);
  test_run_ms (150);
  fixture_assert_state (self, NO_NETWORK);
  g_assert_cmpuint (test_peer_get_n_requests (peer), ==, 0);
  cordial_connection_open (self->connection);
  fixture_assert_state (self, NO_NETWORK);

  test_network_set (self->network, TRUE, TRUE);
  fixture_assert_state (self, CONNECTING);
  fixture_wait_for_state (self, CONNECTED);
}

/* The machine has no way out, and its household server is on the same cable. */
static void
test_route_without_internet (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_use_name (self);
  test_network_set (self->network, FALSE, TRUE);
  fixture_connect (self);
  test_network_set (self->network, FALSE, TRUE);
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  fixture_wait_for_state (self, CONNECTED);
  for (guint i = 0; i < self->states->len; i++)
    {
      /* Only at first, until the route had been found. */
      if (i > 0)
        g_assert_cmpint (g_array_index (self->states, CordialConnectionState, i), !=, CORDIAL_CONNECTION_NO_NETWORK);
    }
}

static void
test_this_machine_needs_none (void)
{
  const char *const hosts[] = { "127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "cordial.localhost", "[::1]" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr (TestPeer) peer = test_peer_new (NULL);
      g_autoptr (Fixture) self = fixture_new (peer);
      g_autofree char *uri = g_strdup_printf ("ws://%s:%u/", hosts[i], test_peer_get_port (peer));

      test_network_set (self->network, FALSE, FALSE);
      cordial_connection_set_uri (self->connection, uri);
      cordial_connection_open (self->connection);
      fixture_assert_state (self, CONNECTING);
      test_wait_until (cordial_connection_get_state (self->connection) != CORDIAL_CONNECTION_CONNECTING);
      g_assert_cmpint (cordial_connection_get_state (self->connection), !=, CORDIAL_CONNECTION_NO_NETWORK);
    }
}

/* Rule 7: any change is a reason to ask; the link may have survived it. */
static void
test_change_probes (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_use_name (self);
  fixture_beat_rarely (self);
  fixture_connect (self);
  test_network_set (self->network, TRUE, TRUE);
  g_assert_cmpuint (self->n_beats, ==, 1);
  test_wait_until (!cordial_heartbeat_is_armed (self->heartbeat));
  test_network_set (self->network, FALSE, FALSE);
  g_assert_cmpuint (self->n_beats, ==, 2);
  test_wait_until (!cordial_heartbeat_is_armed (self->heartbeat));
  fixture_assert_state (self, CONNECTED);
  g_assert_cmpuint (self->closings->len, ==, 0);
}

static void
test_goes_and_comes (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_use_name (self);
  fixture_beat_rarely (self);
  fixture_wait_long (self);
  fixture_connect (self);
  test_peer_set_answers (peer, FALSE);
  test_network_set (self->network, FALSE, FALSE);
  fixture_wait_for_state (self, NO_NETWORK);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT);
  g_assert_cmpint (fixture_get_last_closing (self)->state, ==, CORDIAL_CONNECTION_NO_NETWORK);
  test_peer_set_answers (peer, TRUE);
  test_network_set (self->network, TRUE, TRUE);
  fixture_assert_state (self, CONNECTING);
  fixture_wait_for_state (self, CONNECTED);
}

static void
test_goes_while_waiting (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_use_name (self);
  fixture_wait_long (self);
  fixture_connect (self);
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  test_network_set (self->network, FALSE, FALSE);
  fixture_assert_state (self, NO_NETWORK);
  g_assert_cmpint (cordial_connection_get_retry_at (self->connection), ==, 0);
  test_network_set (self->network, TRUE, TRUE);
  fixture_wait_for_state (self, CONNECTED);
}

static void
test_change_cuts_the_wait (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_use_name (self);
  fixture_wait_long (self);
  fixture_connect (self);
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  test_network_set (self->network, TRUE, TRUE);
  fixture_assert_state (self, CONNECTING);
  fixture_wait_for_state (self, CONNECTED);
}

static void
test_goes_while_connecting (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_use_name (self);
  test_peer_set_manner (peer, PEER_IS_SILENT);
  cordial_connection_open (self->connection);
  test_wait_until (test_peer_get_n_requests (peer) == 1);
  fixture_assert_state (self, CONNECTING);
  test_network_set (self->network, FALSE, FALSE);
  fixture_assert_state (self, NO_NETWORK);
  test_peer_set_manner (peer, PEER_UPGRADES);
  test_network_set (self->network, TRUE, TRUE);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_cmpuint (self->n_opened, ==, 1);
}

/* A change does not disturb an attempt that has just begun, and ends one that may be on a line that is gone. */
static void
test_change_while_connecting (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_use_name (self);
  test_peer_set_manner (peer, PEER_IS_SILENT);
  cordial_connection_open (self->connection);
  test_wait_until (test_peer_get_n_requests (peer) == 1);
  test_network_set (self->network, TRUE, TRUE);
  test_run_ms (100);
  g_assert_cmpuint (test_peer_get_n_requests (peer), ==, 1);
  test_run_ms (1000);
  test_peer_set_manner (peer, PEER_UPGRADES);
  test_network_set (self->network, TRUE, TRUE);
  fixture_assert_state (self, CONNECTING);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_cmpuint (self->n_opened, ==, 1);
  g_assert_cmpuint (self->closings->len, ==, 0);
}

/* The name service comes back, which is no change of the network. */
static void
test_searches_again (void)
{
  g_autoptr (TestNetwork) network = test_network_new ();
  g_autoptr (CordialNetworkWatch) watch = cordial_network_watch_new (G_NETWORK_MONITOR (network));
  const char *const names[] = { "CordialNetworkWatch search", NULL };

  g_object_set (watch, "search-interval-ms", 20, NULL);
  cordial_network_watch_set_uri (watch, "ws://" TEST_HOST "/");
  g_assert_true (cordial_network_watch_is_reachable (watch));
  test_network_set (network, FALSE, FALSE);
  g_assert_false (cordial_network_watch_is_reachable (watch));
  test_run_ms (50);
  g_assert_cmpuint (test_count_sources (names), ==, 0);

  cordial_network_watch_set_searching (watch, TRUE);
  g_assert_cmpuint (test_count_sources (names), ==, 1);
  test_run_ms (100);
  g_assert_false (cordial_network_watch_is_reachable (watch));
  test_network_set_route (network, TRUE);
  test_wait_until (cordial_network_watch_is_reachable (watch));
  g_assert_cmpuint (test_count_sources (names), ==, 0);

  test_network_set (network, FALSE, FALSE);
  test_wait_until (!cordial_network_watch_is_reachable (watch) && test_count_sources (names) == 1);
  cordial_network_watch_set_searching (watch, FALSE);
  g_assert_cmpuint (test_count_sources (names), ==, 0);
  test_network_set (network, TRUE, TRUE);
  g_assert_true (cordial_network_watch_is_reachable (watch));
}

/* The system says that there is no network, the person knows better. */
static void
test_try_now_without (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_use_name (self);
  test_network_set (self->network, FALSE, FALSE);
  cordial_connection_open (self->connection);
  fixture_assert_state (self, NO_NETWORK);
  cordial_connection_retry_now (self->connection);
  fixture_wait_for_state (self, CONNECTED);
  cordial_connection_close (self->connection);

  test_peer_set_status (peer, 503, NULL);
  cordial_connection_open (self->connection);
  fixture_assert_state (self, NO_NETWORK);
  cordial_connection_retry_now (self->connection);
  fixture_assert_state (self, CONNECTING);
  fixture_wait_for_state (self, NO_NETWORK);
}

static void
test_close_without (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_use_name (self);
  test_network_set (self->network, FALSE, FALSE);
  cordial_connection_open (self->connection);
  fixture_assert_state (self, NO_NETWORK);
  cordial_connection_close (self->connection);
  fixture_assert_state (self, OFFLINE);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  test_network_set (self->network, TRUE, TRUE);
  test_run_ms (100);
  fixture_assert_state (self, OFFLINE);
  g_assert_cmpuint (test_peer_get_n_requests (peer), ==, 0);
}

/* A refused sign-in is left by the person alone. */
static void
test_refused_stays (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_look_again_after (self, 1);
  fixture_use_name (self);
  fixture_connect (self);
  cordial_connection_refuse (self->connection, TRUE, "The name or the password is wrong.");
  fixture_assert_state (self, REFUSED);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  test_network_set (self->network, FALSE, FALSE);
  test_network_set (self->network, TRUE, TRUE);
  g_object_set (self->heartbeat, "interval-ms", 1, NULL);
  g_signal_emit_by_name (self->connection->clock, "changed");
  test_run_ms (100);
  cordial_connection_probe_if_stale (self->connection);
  test_run_ms (100);
  fixture_assert_state (self, REFUSED);
  g_assert_cmpuint (test_peer_get_n_requests (peer), ==, 1);
  cordial_connection_retry_now (self->connection);
  fixture_wait_for_state (self, CONNECTED);
}

/* Rule 10: any other refusal may have come from something that was in the way. It is not seen for long: the sentence stays
 * while it is looked at again. */
static void
test_refused_looks_again (gconstpointer data)
{
  const char *occasion = data;
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  g_autofree char *reason = NULL;

  if (g_str_equal (occasion, "time"))
    fixture_look_again_after (self, 50);
  fixture_use_name (self);
  test_peer_set_status (peer, 404, NULL);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, REFUSED);
  g_assert_cmpuint (fixture_count_timers (), ==, 1);
  reason = g_strdup (cordial_connection_get_reason (self->connection));
  if (g_str_equal (occasion, "route"))
    {
      test_network_set (self->network, FALSE, FALSE);
      test_run_ms (50);
      fixture_assert_state (self, REFUSED);
    }

  for (guint i = 1; i <= 2; i++)
    {
      g_assert_cmpuint (test_peer_get_n_requests (peer), >=, i);
      if (i == 2)
        test_peer_set_manner (peer, PEER_UPGRADES);
      if (g_str_equal (occasion, "network"))
        test_network_set (self->network, TRUE, TRUE);
      else if (g_str_equal (occasion, "route"))
        {
          test_network_set (self->network, FALSE, FALSE);
          test_network_set (self->network, FALSE, TRUE);
        }
      else if (g_str_equal (occasion, "clock"))
        g_signal_emit_by_name (self->connection->clock, "changed");
      else if (g_str_equal (occasion, "look"))
        {
          cordial_connection_probe_if_stale (self->connection);
          fixture_assert_state (self, REFUSED);
          g_object_set (self->heartbeat, "interval-ms", 1, NULL);
          test_run_ms (5);
          cordial_connection_probe_if_stale (self->connection);
          fixture_beat_rarely (self);
        }
      if (!g_str_equal (occasion, "time"))
        test_wait_until (cordial_connection_get_state (self->connection) == CORDIAL_CONNECTION_CONNECTING);
      else if (i == 1)
        test_wait_until (test_peer_get_n_requests (peer) >= 2);
      if (i == 1 && cordial_connection_get_state (self->connection) == CORDIAL_CONNECTION_CONNECTING)
        {
          g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_PROTOCOL);
          g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==, reason);
          fixture_wait_for_state (self, REFUSED);
        }
    }
  fixture_wait_for_state (self, CONNECTED);
  g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_NONE);
}

/* The kernel is asked to tell of the clock, and no timer of ours runs for it. */
static void
test_clock_is_watched (void)
{
  const char *const names[] = { "CordialClockWatch", NULL };
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  g_assert_cmpuint (test_count_sources (names), ==, 1);
  g_clear_pointer (&self, fixture_free);
  g_assert_cmpuint (test_count_sources (names), ==, 0);
}

/* A hotel's network answers in the server's place. That is no refusal by the server, and passes. */
static void
test_portal (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_use_name (self);
  test_network_set_connectivity (self->network, G_NETWORK_CONNECTIVITY_PORTAL);
  test_peer_set_status (peer, 200, NULL);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_NONE);
  test_peer_set_manner (peer, PEER_UPGRADES);
  test_network_set_connectivity (self->network, G_NETWORK_CONNECTIVITY_FULL);
  test_network_set (self->network, TRUE, TRUE);
  fixture_wait_for_state (self, CONNECTED);

  /* What the layer above heard from the server itself stands. */
  test_network_set_connectivity (self->network, G_NETWORK_CONNECTIVITY_PORTAL);
  cordial_connection_refuse (self->connection, TRUE, "No.");
  fixture_assert_state (self, REFUSED);
}

/* --- Suspend ------------------------------------------------------------------------------------------------------ */

/* Not GTestDBus: it forks a watcher, whose exit a leak checker takes for that of a process that forgot everything. */
typedef struct
{
  GSubprocess *daemon;
  char *address;
  GDBusConnection *logind;
  GDBusConnection *stranger;
  GDBusConnection *bus;
} Bus;

static GDBusConnection *
connect_to (const char *address)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
    address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL,
    &error);

  g_assert_no_error (error);
  return connection;
}

#ifdef __linux__
/* Runs in the child: whatever becomes of the test, the daemon does not outlive it. */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}
#endif

static void
bus_up (Bus *self)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

#ifdef __linux__
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
#endif
  self->daemon =
    g_subprocess_launcher_spawn (launcher, &error, "dbus-daemon", "--session", "--nofork", "--print-address", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->daemon));
  self->address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->address);
  self->logind = connect_to (self->address);
  self->stranger = connect_to (self->address);
  self->bus = connect_to (self->address);
  reply =
    g_dbus_connection_call_sync (self->logind, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                 "RequestName", g_variant_new ("(su)", "org.freedesktop.login1", 0),
                                 G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
bus_down (Bus *self)
{
  g_dbus_connection_close_sync (self->logind, NULL, NULL);
  g_dbus_connection_close_sync (self->stranger, NULL, NULL);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->logind);
  g_object_unref (self->stranger);
  g_object_unref (self->bus);
  g_subprocess_force_exit (self->daemon);
  g_assert_true (g_subprocess_wait (self->daemon, NULL, NULL));
  g_object_unref (self->daemon);
  g_free (self->address);
}

static void
tell_of_sleep (GDBusConnection *sender, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (sender, NULL, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
                                 "PrepareForSleep", parameters, &error);
  g_assert_no_error (error);
  g_dbus_connection_flush_sync (sender, NULL, &error);
  g_assert_no_error (error);
}

/* Rule 7: on waking up. */
static void
test_resume (void)
{
  Bus bus;
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = NULL;
  g_autofree char *uri = test_peer_dup_uri (peer);
  guint n_requests;

  bus_up (&bus);
  self = fixture_new_full (uri, peer, bus.bus);
  fixture_beat_rarely (self);
  fixture_wait_long (self);
  fixture_connect (self);

  tell_of_sleep (bus.logind, g_variant_new ("(b)", TRUE));
  tell_of_sleep (bus.logind, g_variant_new ("(s)", "nonsense"));
  tell_of_sleep (bus.stranger, g_variant_new ("(b)", FALSE));
  test_run_ms (100);
  g_assert_cmpuint (self->n_beats, ==, 0);

  tell_of_sleep (bus.logind, g_variant_new ("(b)", FALSE));
  test_wait_until (self->n_beats == 1);
  test_wait_until (!cordial_heartbeat_is_armed (self->heartbeat));

  /* The link did not outlive the night. */
  test_peer_set_answers (peer, FALSE);
  tell_of_sleep (bus.logind, g_variant_new ("(b)", FALSE));
  test_wait_until (self->closings->len == 1);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT);
  fixture_assert_state (self, WAITING);
  test_peer_set_answers (peer, TRUE);
  tell_of_sleep (bus.logind, g_variant_new ("(b)", FALSE));
  fixture_wait_for_state (self, CONNECTED);

  /* What was refused in the evening may be open in the morning. */
  test_peer_set_status (peer, 403, NULL);
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  tell_of_sleep (bus.logind, g_variant_new ("(b)", FALSE));
  fixture_wait_for_state (self, REFUSED);
  test_peer_set_manner (peer, PEER_UPGRADES);
  tell_of_sleep (bus.logind, g_variant_new ("(b)", FALSE));
  fixture_wait_for_state (self, CONNECTED);

  /* An attempt from the evening is not waited for. */
  cordial_connection_close (self->connection);
  test_peer_set_manner (peer, PEER_IS_SILENT);
  n_requests = test_peer_get_n_requests (peer);
  cordial_connection_open (self->connection);
  test_wait_until (test_peer_get_n_requests (peer) == n_requests + 1);
  fixture_assert_state (self, CONNECTING);
  test_peer_set_manner (peer, PEER_UPGRADES);
  tell_of_sleep (bus.logind, g_variant_new ("(b)", FALSE));
  fixture_wait_for_state (self, CONNECTED);

  /* Waking up brings nobody back who left. */
  cordial_connection_close (self->connection);
  tell_of_sleep (bus.logind, g_variant_new ("(b)", FALSE));
  test_run_ms (50);
  fixture_assert_state (self, OFFLINE);
  g_clear_pointer (&self, fixture_free);
  bus_down (&bus);
}

int
main (int argc, char **argv)
{
  g_autofree char *daemon = NULL;

  test_main_init (&argc, &argv);
  g_test_add_func ("/network/none-at-first", test_none_at_first);
  g_test_add_func ("/network/route-without-internet", test_route_without_internet);
  g_test_add_func ("/network/this-machine-needs-none", test_this_machine_needs_none);
  g_test_add_func ("/network/change-probes", test_change_probes);
  g_test_add_func ("/network/goes-and-comes", test_goes_and_comes);
  g_test_add_func ("/network/goes-while-waiting", test_goes_while_waiting);
  g_test_add_func ("/network/change-cuts-the-wait", test_change_cuts_the_wait);
  g_test_add_func ("/network/goes-while-connecting", test_goes_while_connecting);
  g_test_add_func ("/network/change-while-connecting", test_change_while_connecting);
  g_test_add_func ("/network/searches-again", test_searches_again);
  g_test_add_func ("/network/try-now-without", test_try_now_without);
  g_test_add_func ("/network/close-without", test_close_without);
  g_test_add_func ("/network/refused-stays", test_refused_stays);
  g_test_add_data_func ("/network/refused-looks-again/network", "network", test_refused_looks_again);
  g_test_add_data_func ("/network/refused-looks-again/route", "route", test_refused_looks_again);
  g_test_add_data_func ("/network/refused-looks-again/clock", "clock", test_refused_looks_again);
  g_test_add_data_func ("/network/refused-looks-again/look", "look", test_refused_looks_again);
  g_test_add_data_func ("/network/refused-looks-again/time", "time", test_refused_looks_again);
#ifdef __linux__
  g_test_add_func ("/network/clock-is-watched", test_clock_is_watched);
#endif
  g_test_add_func ("/network/portal", test_portal);
  daemon = g_find_program_in_path ("dbus-daemon");
  if (daemon)
    g_test_add_func ("/network/resume", test_resume);
  return g_test_run ();
}
