/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the tests of the connection share: a connection with short times beside a peer, a record of what it told, ways to
 * wait for a condition, and a network that a test can take away. Asserts nothing about Cordial itself.
 */
#pragma once

#include "cordial-connection.h"
#include "patience.h"
#include "peer.h"

G_BEGIN_DECLS

/* Iterates the main context until @condition holds. */
#define test_wait_until(condition) patience_wait (condition)

/* Iterates the main context for that long: to see that something does not happen. */
void test_run_ms (guint time_ms);

/* How many sources of that name the default main context has. */
guint test_count_sources (const char *const *names);

/* --- A network of our own ---------------------------------------------------------------------------------------- */

#define TEST_TYPE_NETWORK (test_network_get_type ())
G_DECLARE_FINAL_TYPE (TestNetwork, test_network, TEST, NETWORK, GObject)

TestNetwork *test_network_new (void);
void test_network_set (TestNetwork *self, gboolean available, gboolean reachable);
void test_network_set_route (TestNetwork *self, gboolean reachable);
void test_network_set_connectivity (TestNetwork *self, GNetworkConnectivity connectivity);

/* --- A connection and its peer ------------------------------------------------------------------------------------ */

typedef struct
{
  CordialConnectionEnding ending;
  guint code;
  char *reason;
  CordialConnectionState state; /* when it was told */
} TestClosing;

typedef struct
{
  CordialConnection *connection;
  CordialHeartbeat *heartbeat;
  CordialHistory *history;
  TestPeer *peer;
  TestNetwork *network;
  double random;    /* what the back-off gets; 0.5 at first */
  gboolean useless; /* connections that open turn out to be of no use */

  GPtrArray *frames; /* char * */
  GArray *closings;  /* TestClosing */
  GArray *states;    /* CordialConnectionState, each that was notified of */
  guint n_opened;
  guint n_beats;
  guint n_round_trips;
} Fixture;

Fixture *fixture_new (TestPeer *peer);
Fixture *fixture_new_full (const char *uri, TestPeer *peer, GDBusConnection *system_bus);
Fixture *fixture_new_behind (const char *uri, TestPeer *peer, GProxyResolver *proxies);
void fixture_free (Fixture *self);
void fixture_use_name (Fixture *self);
void fixture_connect (Fixture *self);
void fixture_beat_rarely (Fixture *self);
void fixture_wait_long (Fixture *self);
void fixture_look_again_after (Fixture *self, guint limit_ms);
guint fixture_count_timers (void);
const TestClosing *fixture_get_last_closing (Fixture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

#define fixture_wait_for_state(self, wanted)                                                                           \
  test_wait_until (cordial_connection_get_state ((self)->connection) == CORDIAL_CONNECTION_##wanted)
#define fixture_assert_state(self, wanted)                                                                             \
  g_assert_cmpint (cordial_connection_get_state ((self)->connection), ==, CORDIAL_CONNECTION_##wanted)

/* A name that leads to the loopback and does not look so. */
#define TEST_HOST "chat.test"

/* --- A peer in a process of its own, which can be frozen ---------------------------------------------------------- */

typedef struct
{
  GSubprocess *process;
  GDataInputStream *output;
  char *uri;
} PeerProcess;

PeerProcess *peer_process_new (void);
void peer_process_free (PeerProcess *self);
void peer_process_freeze (PeerProcess *self);
void peer_process_thaw (PeerProcess *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerProcess, peer_process_free)

void test_main_init (int *argc, char ***argv);

G_END_DECLS
