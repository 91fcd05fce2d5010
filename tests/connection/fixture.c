/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the tests of the connection share: a connection with short times beside a peer, a record of what it told, ways to
 * wait for a condition, and a network that a test can take away. Asserts nothing about Cordial itself.
 */
#include "fixture.h"

#include <signal.h>
#include <string.h>

/* Times that are short for a person and long beside the loopback. */
#define INTERVAL_MS 60
#define DEADLINE_FLOOR_MS 150
#define DEADLINE_CAP_MS 2000
#define BASE_MS 20
#define FIRST_JITTER_MS 10
#define CAP_MS 80

static gboolean
on_over (gpointer over)
{
  *(gboolean *) over = TRUE;
  return G_SOURCE_REMOVE;
}

void
test_run_ms (guint time_ms)
{
  gboolean over = FALSE;

  g_timeout_add (time_ms, on_over, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* Ids of sources in one context count up from one; those in use are few and close together. */
guint
test_count_sources (const char *const *names)
{
  guint count = 0;
  g_autoptr (GSource) newest = g_idle_source_new ();
  guint last = g_source_attach (newest, NULL);

  g_source_destroy (newest);
  for (guint id = 1; id < last; id++)
    {
      GSource *source = g_main_context_find_source_by_id (NULL, id);

      if (source && g_source_get_name (source) && g_strv_contains (names, g_source_get_name (source)))
        count++;
    }
  return count;
}

/* --- A network of our own ---------------------------------------------------------------------------------------- */

struct _TestNetwork
{
  GObject parent_instance;

  gboolean available;
  gboolean reachable;
  GNetworkConnectivity connectivity;
};

static gboolean
network_can_reach (GNetworkMonitor *monitor, GSocketConnectable *server, GCancellable *cancellable, GError **error)
{
  if (TEST_NETWORK (monitor)->available || TEST_NETWORK (monitor)->reachable)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "no route in this test");
  return FALSE;
}

static void
network_can_reach_async (GNetworkMonitor *monitor,
                         GSocketConnectable *server,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (monitor, cancellable, callback, user_data);
  GError *error = NULL;

  if (network_can_reach (monitor, server, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
network_can_reach_finish (GNetworkMonitor *monitor, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
network_iface_init (GNetworkMonitorInterface *iface)
{
  iface->can_reach = network_can_reach;
  iface->can_reach_async = network_can_reach_async;
  iface->can_reach_finish = network_can_reach_finish;
}

static gboolean
network_initable_init (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
network_initable_iface_init (GInitableIface *iface)
{
  iface->init = network_initable_init;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestNetwork,
                               test_network,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, network_initable_iface_init)
                                 G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, network_iface_init))

enum
{
  PROP_NETWORK_AVAILABLE = 1,
  PROP_NETWORK_METERED,
  PROP_CONNECTIVITY,
};

static void
test_network_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  TestNetwork *self = TEST_NETWORK (object);

  switch (property_id)
    {
    case PROP_NETWORK_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;
    case PROP_NETWORK_METERED:
      g_value_set_boolean (value, FALSE);
      break;
    case PROP_CONNECTIVITY:
      g_value_set_enum (value, self->connectivity);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
test_network_class_init (TestNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_network_get_property;
  g_object_class_override_property (object_class, PROP_NETWORK_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_NETWORK_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
test_network_init (TestNetwork *self)
{
  self->available = TRUE;
  self->connectivity = G_NETWORK_CONNECTIVITY_FULL;
}

TestNetwork *
test_network_new (void)
{
  return g_object_new (TEST_TYPE_NETWORK, NULL);
}

/* @available: there is a default route. @reachable: there is one to the server even so. Tells of a change in any case. */
void
test_network_set (TestNetwork *self, gboolean available, gboolean reachable)
{
  self->available = available;
  self->reachable = reachable;
  g_signal_emit_by_name (self, "network-changed", available);
}

/* The same for the route alone, and without a word. */
void
test_network_set_route (TestNetwork *self, gboolean reachable)
{
  self->reachable = reachable;
}

void
test_network_set_connectivity (TestNetwork *self, GNetworkConnectivity connectivity)
{
  self->connectivity = connectivity;
}

/* --- A name that leads to the loopback ---------------------------------------------------------------------------- */

#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static GList *
resolver_lookup (const char *name, GError **error)
{
  if (g_str_equal (name, TEST_HOST))
    return g_list_append (NULL, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4));
  g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no %s in this test", name);
  return NULL;
}

static void
resolver_lookup_async (GResolver *resolver,
                       const char *name,
                       GResolverNameLookupFlags flags,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GError *error = NULL;
  GList *addresses = NULL;

  if (flags != G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY)
    addresses = resolver_lookup (name, &error);
  else
    error = g_error_new (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no address of that kind");
  if (addresses)
    g_task_return_pointer (task, addresses, (GDestroyNotify) g_resolver_free_addresses);
  else
    g_task_return_error (task, error);
}

static void
resolver_lookup_plain_async (GResolver *resolver,
                             const char *name,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  resolver_lookup_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback, user_data);
}

static GList *
resolver_lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_async = resolver_lookup_plain_async;
  resolver_class->lookup_by_name_finish = resolver_lookup_finish;
  resolver_class->lookup_by_name_with_flags_async = resolver_lookup_async;
  resolver_class->lookup_by_name_with_flags_finish = resolver_lookup_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

/* --- A connection and its peer ------------------------------------------------------------------------------------ */

static void
clear_closing (gpointer data)
{
  TestClosing *closing = data;

  g_free (closing->reason);
}

static void
on_frame (CordialConnection *connection, const char *text, Fixture *self)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_ptr_array_add (self->frames, g_strdup (text));
}

static void
on_opened (CordialConnection *connection, Fixture *self)
{
  fixture_assert_state (self, CONNECTED);
  self->n_opened++;
  if (!self->useless)
    cordial_connection_note_ready (connection);
}

static void
on_closed (CordialConnection *connection, CordialConnectionEnding ending, guint code, const char *reason, Fixture *self)
{
  TestClosing closing = { ending, code, g_strdup (reason), cordial_connection_get_state (connection) };

  g_assert_cmpint (closing.state, !=, CORDIAL_CONNECTION_CONNECTED);
  g_array_append_val (self->closings, closing);
}

static void
on_beat (CordialConnection *connection, Fixture *self)
{
  self->n_beats++;
}

static void
on_round_trip (CordialConnection *connection, double round_trip_ms, Fixture *self)
{
  g_assert_cmpfloat (round_trip_ms, >=, 0.0);
  self->n_round_trips++;
}

static void
on_state (CordialConnection *connection, GParamSpec *pspec, Fixture *self)
{
  CordialConnectionState state = cordial_connection_get_state (connection);

  /* What holds in every state, whatever led there. */
  g_assert_true ((state == CORDIAL_CONNECTION_WAITING) == (cordial_connection_get_retry_at (connection) != 0));
  g_assert_true ((state == CORDIAL_CONNECTION_CONNECTED) == (cordial_connection_get_connected_since (connection) != 0));
  g_assert_true ((state == CORDIAL_CONNECTION_CONNECTED) == cordial_heartbeat_is_running (self->heartbeat));
  if (state == CORDIAL_CONNECTION_REFUSED)
    g_assert_cmpint (cordial_connection_get_refusal (connection), !=, CORDIAL_CONNECTION_REFUSAL_NONE);
  if (state == CORDIAL_CONNECTION_WAITING || state == CORDIAL_CONNECTION_REFUSED)
    g_assert_nonnull (cordial_connection_get_reason (connection));
  if (state == CORDIAL_CONNECTION_CONNECTED || state == CORDIAL_CONNECTION_OFFLINE)
    g_assert_null (cordial_connection_get_reason (connection));
  g_array_append_val (self->states, state);
}

static double
get_random (gpointer user_data)
{
  Fixture *self = user_data;

  return self->random;
}

static Fixture *
make_fixture (const char *uri, TestPeer *peer, GDBusConnection *system_bus, GProxyResolver *proxies)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (CordialBackoff) backoff = cordial_backoff_new (get_random, self, NULL);
  g_autoptr (CordialBackoff) refused_backoff = cordial_backoff_new (get_random, self, NULL);

  self->random = 0.5;
  self->frames = g_ptr_array_new_with_free_func (g_free);
  self->closings = g_array_new (FALSE, FALSE, sizeof (TestClosing));
  g_array_set_clear_func (self->closings, clear_closing);
  self->states = g_array_new (FALSE, FALSE, sizeof (CordialConnectionState));
  self->peer = peer ? g_object_ref (peer) : NULL;
  self->network = test_network_new ();
  g_object_set (backoff, "base-ms", BASE_MS, "first-jitter-ms", FIRST_JITTER_MS, "cap-ms", CAP_MS, NULL);
  self->connection =
    g_object_new (CORDIAL_TYPE_CONNECTION, "backoff", backoff, "refused-backoff", refused_backoff, "network-monitor",
                  self->network, "system-bus", system_bus, "proxy-resolver", proxies, "uri", uri, NULL);
  fixture_look_again_after (self, 3600 * 1000);
  self->heartbeat = cordial_connection_get_heartbeat (self->connection);
  self->history = cordial_connection_get_history (self->connection);
  cordial_connection_set_heartbeat_frame (self->connection, "1");
  g_object_set (self->heartbeat, "interval-ms", INTERVAL_MS, "deadline-floor-ms", DEADLINE_FLOOR_MS, "deadline-cap-ms",
                DEADLINE_CAP_MS, NULL);
  g_signal_connect (self->connection, "frame", G_CALLBACK (on_frame), self);
  g_signal_connect (self->connection, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (on_closed), self);
  g_signal_connect (self->connection, "beat", G_CALLBACK (on_beat), self);
  g_signal_connect (self->connection, "round-trip", G_CALLBACK (on_round_trip), self);
  g_signal_connect (self->connection, "notify::state", G_CALLBACK (on_state), self);
  return self;
}

/* A connection that is OFFLINE and knows where @peer is. */
Fixture *
fixture_new (TestPeer *peer)
{
  g_autofree char *uri = test_peer_dup_uri (peer);

  return fixture_new_full (uri, peer, NULL);
}

/* The same with a peer that is elsewhere, or a system bus. */
Fixture *
fixture_new_full (const char *uri, TestPeer *peer, GDBusConnection *system_bus)
{
  return make_fixture (uri, peer, system_bus, NULL);
}

/* The same with proxies before the peer. */
Fixture *
fixture_new_behind (const char *uri, TestPeer *peer, GProxyResolver *proxies)
{
  return make_fixture (uri, peer, NULL, proxies);
}

/* Ends everything and sees that nothing of it stays behind. */
void
fixture_free (Fixture *self)
{
  cordial_connection_close (self->connection);
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_assert_finalize_object (self->connection);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  g_object_unref (self->network);
  g_clear_object (&self->peer);
  /* libsoup closes its streams from idle callbacks. */
  test_run_ms (5);
  g_ptr_array_unref (self->frames);
  g_array_unref (self->closings);
  g_array_unref (self->states);
  g_free (self);
}

/* Has the connection reach the same peer under a name that might be anywhere. */
void
fixture_use_name (Fixture *self)
{
  g_autofree char *uri = g_strdup_printf ("ws://" TEST_HOST ":%u/v0/channels", test_peer_get_port (self->peer));

  cordial_connection_set_uri (self->connection, uri);
}

void
fixture_connect (Fixture *self)
{
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, CONNECTED);
}

/* For a test in which a beat that comes by itself would prove nothing. */
void
fixture_beat_rarely (Fixture *self)
{
  g_object_set (self->heartbeat, "interval-ms", 60 * 1000, NULL);
}

/* For a test in which an attempt that comes by itself would prove nothing. */
void
fixture_wait_long (Fixture *self)
{
  g_object_set (cordial_connection_get_backoff (self->connection), "base-ms", 60 * 1000, "cap-ms", 60 * 1000, NULL);
}

/* While REFUSED; without this, no test gets to see it. */
void
fixture_look_again_after (Fixture *self, guint limit_ms)
{
  g_autoptr (CordialBackoff) backoff = NULL;

  g_object_get (self->connection, "refused-backoff", &backoff, NULL);
  g_object_set (backoff, "base-ms", limit_ms, "cap-ms", limit_ms, NULL);
}

/* How many timers of connections there are. */
guint
fixture_count_timers (void)
{
  const char *const names[] = { "CordialHeartbeat interval",   "CordialHeartbeat deadline", "CordialConnection retry",
                                "CordialSocket connect limit", "CordialConnection frames",  NULL };

  return test_count_sources (names);
}

const TestClosing *
fixture_get_last_closing (Fixture *self)
{
  g_assert_cmpuint (self->closings->len, >, 0);
  return &g_array_index (self->closings, TestClosing, self->closings->len - 1);
}

/* --- A peer in a process of its own, which can be frozen ---------------------------------------------------------- */

/* Upgrades and answers each text. Ends with this process at the latest, as its standard input ends then. */
PeerProcess *
peer_process_new (void)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "peer-process", NULL);
  g_autoptr (GError) error = NULL;
  PeerProcess *self = g_new0 (PeerProcess, 1);

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "setpriv",
                                    "--pdeathsig", "KILL", program, NULL);
  g_assert_no_error (error);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->uri = g_data_input_stream_read_line (self->output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->uri);
  return self;
}

void
peer_process_free (PeerProcess *self)
{
  g_subprocess_force_exit (self->process);
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  g_object_unref (self->output);
  g_object_unref (self->process);
  g_free (self->uri);
  g_free (self);
}

/* From here on it neither reads nor writes, while its kernel goes on to acknowledge what is sent. */
void
peer_process_freeze (PeerProcess *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", g_subprocess_get_identifier (self->process));
  gboolean stopped = FALSE;

  g_subprocess_send_signal (self->process, SIGSTOP);
  while (!stopped)
    {
      g_autofree char *stat = NULL;

      g_assert_true (g_file_get_contents (path, &stat, NULL, NULL));
      stopped = strstr (stat, ") T ") != NULL;
      if (!stopped)
        g_thread_yield ();
    }
}

void
peer_process_thaw (PeerProcess *self)
{
  g_subprocess_send_signal (self->process, SIGCONT);
}

static void
ignore_message (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

/* Nothing but the loopback: no proxy, no name service. */
void
test_main_init (int *argc, char ***argv)
{
  const char *const proxies[] = { "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY" };
  g_autoptr (GResolver) resolver = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (proxies); i++)
    g_unsetenv (proxies[i]);
  g_test_init (argc, argv, NULL);
  /* It quotes what it received, which is not always UTF-8. */
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, ignore_message, NULL);
  resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  g_resolver_set_default (resolver);
}
