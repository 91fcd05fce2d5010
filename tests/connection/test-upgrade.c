/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ways out of CONNECTING: what a server may answer to the request for an upgrade, and what follows from it.
 */
#include "fixture.h"

#include <string.h>

typedef struct
{
  guint status;
  CordialConnectionState state;
  CordialConnectionRefusal refusal;
  const char *sentence;
} Answer;

static const Answer answers[] = {
  { 200, CORDIAL_CONNECTION_REFUSED, CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
    "There is no chat server at this address (HTTP 200)." },
  { 400, CORDIAL_CONNECTION_REFUSED, CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
    "There is no chat server at this address (HTTP 400)." },
  { 401, CORDIAL_CONNECTION_REFUSED, CORDIAL_CONNECTION_REFUSAL_UNAUTHORIZED,
    "The server wants a sign-in before it opens a connection." },
  { 403, CORDIAL_CONNECTION_REFUSED, CORDIAL_CONNECTION_REFUSAL_FORBIDDEN,
    "The server does not allow this connection." },
  { 404, CORDIAL_CONNECTION_REFUSED, CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
    "There is no chat server at this address (HTTP 404)." },
  { 407, CORDIAL_CONNECTION_REFUSED, CORDIAL_CONNECTION_REFUSAL_PROXY,
    "The proxy of this network wants a name and a password." },
  { 408, CORDIAL_CONNECTION_WAITING, CORDIAL_CONNECTION_REFUSAL_NONE,
    "The server is not available at the moment (HTTP 408)." },
  { 426, CORDIAL_CONNECTION_REFUSED, CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
    "There is no chat server at this address (HTTP 426)." },
  { 429, CORDIAL_CONNECTION_WAITING, CORDIAL_CONNECTION_REFUSAL_NONE,
    "The server has had too many requests from here (HTTP 429). It is asked again in a while." },
  { 500, CORDIAL_CONNECTION_WAITING, CORDIAL_CONNECTION_REFUSAL_NONE,
    "The server is not available at the moment (HTTP 500)." },
  { 501, CORDIAL_CONNECTION_REFUSED, CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
    "There is no chat server at this address (HTTP 501)." },
  { 502, CORDIAL_CONNECTION_WAITING, CORDIAL_CONNECTION_REFUSAL_NONE,
    "The server is not available at the moment (HTTP 502)." },
  { 503, CORDIAL_CONNECTION_WAITING, CORDIAL_CONNECTION_REFUSAL_NONE,
    "The server is not available at the moment (HTTP 503)." },
  { 504, CORDIAL_CONNECTION_WAITING, CORDIAL_CONNECTION_REFUSAL_NONE,
    "The server is not available at the moment (HTTP 504)." },
  { 505, CORDIAL_CONNECTION_REFUSED, CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
    "There is no chat server at this address (HTTP 505)." },
  { 511, CORDIAL_CONNECTION_REFUSED, CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
    "There is no chat server at this address (HTTP 511)." },
  { 521, CORDIAL_CONNECTION_WAITING, CORDIAL_CONNECTION_REFUSAL_NONE,
    "The server is not available at the moment (HTTP 521)." },
};

static void
test_status (gconstpointer data)
{
  const Answer *answer = data;
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  test_peer_set_status (peer, answer->status, answer->status == 401 ? "WWW-Authenticate: Basic realm=\"x\"\r\n" : NULL);
  cordial_connection_open (self->connection);
  test_wait_until (cordial_connection_get_state (self->connection) == answer->state);
  g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, answer->refusal);
  g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==, answer->sentence);
  g_assert_cmpuint (self->closings->len, ==, 0);
  if (answer->state == CORDIAL_CONNECTION_WAITING)
    {
      test_wait_until (test_peer_get_n_requests (peer) >= 3);
      test_peer_set_manner (peer, PEER_UPGRADES);
      fixture_wait_for_state (self, CONNECTED);
    }
  else
    {
      test_peer_set_manner (peer, PEER_UPGRADES);
      test_run_ms (150);
      fixture_assert_state (self, REFUSED);
      g_assert_cmpuint (test_peer_get_n_requests (peer), ==, 1);
      cordial_connection_retry_now (self->connection);
      fixture_wait_for_state (self, CONNECTED);
    }
}

/* Credentials in the headers are for one server, so a redirection is not followed. */
static void
test_redirection (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (TestPeer) other = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  g_autofree char *location = g_strdup_printf ("Location: http://127.0.0.1:%u/\r\n", test_peer_get_port (other));

  test_peer_set_status (peer, 302, location);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, REFUSED);
  g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_PROTOCOL);
  test_run_ms (50);
  g_assert_cmpuint (test_peer_get_n_requests (other), ==, 0);
}

static void
test_silence (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  gint64 opened_at;

  g_object_set (self->connection, "connect-limit-ms", 100, NULL);
  test_peer_set_manner (peer, PEER_IS_SILENT);
  opened_at = g_get_monotonic_time ();
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpint (g_get_monotonic_time () - opened_at, >=, 100 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (cordial_connection_get_ending (self->connection), ==, CORDIAL_CONNECTION_ENDING_LOST);
  g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==, "The server did not answer within 1 second.");
  test_wait_until (test_peer_get_n_requests (peer) >= 2);
  test_peer_set_manner (peer, PEER_UPGRADES);
  fixture_wait_for_state (self, CONNECTED);
  /* The limit is for the attempt, not for the connection. */
  test_run_ms (150);
  fixture_assert_state (self, CONNECTED);
  g_assert_cmpuint (self->n_opened, ==, 1);
}

/* A line whose round trips are longer than the limit allows for: each attempt gets more time, and what it took is remembered. */
static void
test_far_away (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  g_object_set (self->connection, "connect-limit-ms", 100, NULL);
  test_peer_set_upgrade_ms (peer, 350);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_cmpuint (test_peer_get_n_requests (peer), ==, 3);
  g_assert_cmpfloat (cordial_connection_get_smoothed_round_trip_ms (self->connection), >=, 349.0);

  test_peer_drop (peer);
  test_wait_until (self->n_opened == 2);
  g_assert_cmpuint (test_peer_get_n_requests (peer), ==, 4);
}

static void
test_hangs_up (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  test_peer_set_manner (peer, PEER_HANGS_UP);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpint (cordial_connection_get_ending (self->connection), ==, CORDIAL_CONNECTION_ENDING_LOST);
  test_wait_until (test_peer_get_n_requests (peer) >= 3);
  test_peer_set_manner (peer, PEER_UPGRADES);
  fixture_wait_for_state (self, CONNECTED);
}

static void
test_wrong_protocol (gconstpointer data)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  test_peer_set_manner (peer, GPOINTER_TO_INT (data));
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, REFUSED);
  g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_PROTOCOL);
  g_assert_cmpuint (self->n_opened, ==, 0);
  test_peer_set_manner (peer, PEER_UPGRADES);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, CONNECTED);
}

/* A proxy that has lost its server says 404. Where there was a chat server, there will be one again. */
static void
test_proven_address (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (TestPeer) other = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  g_autofree char *uri = test_peer_dup_uri (other);

  fixture_connect (self);
  test_peer_set_status (peer, 404, NULL);
  test_peer_drop (peer);
  test_wait_until (test_peer_get_n_requests (peer) >= 4);
  fixture_wait_for_state (self, WAITING);
  test_peer_set_manner (peer, PEER_UPGRADES);
  fixture_wait_for_state (self, CONNECTED);

  /* What it says about this user is another matter. */
  test_peer_set_status (peer, 403, NULL);
  test_peer_drop (peer);
  fixture_wait_for_state (self, REFUSED);

  /* What another process has met counts as well. */
  test_peer_set_status (other, 410, NULL);
  cordial_connection_close (self->connection);
  cordial_connection_set_uri (self->connection, uri);
  cordial_connection_set_proven (self->connection, TRUE);
  cordial_connection_open (self->connection);
  test_wait_until (test_peer_get_n_requests (other) >= 2);
  cordial_connection_close (self->connection);
  cordial_connection_set_proven (self->connection, FALSE);

  /* And another address has proven nothing. */
  test_peer_set_status (other, 404, NULL);
  cordial_connection_set_uri (self->connection, uri);
  cordial_connection_open (self->connection);
  fixture_assert_state (self, CONNECTING);
  fixture_wait_for_state (self, REFUSED);
  g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_PROTOCOL);
}

static void
test_subprotocols (void)
{
  const char *const subprotocols[] = { "chat.v2", "chat.v1", NULL };
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  cordial_connection_set_subprotocols (self->connection, subprotocols);
  test_peer_set_manner (peer, PEER_TAKES_SUBPROTOCOL);
  fixture_connect (self);
  g_assert_nonnull (strstr (test_peer_get_request (peer), "Sec-WebSocket-Protocol: chat.v2, chat.v1\r\n"));
  cordial_connection_close (self->connection);

  cordial_connection_set_subprotocols (self->connection, NULL);
  test_peer_set_manner (peer, PEER_UPGRADES);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_null (strstr (test_peer_get_request (peer), "Sec-WebSocket-Protocol"));
}

static void
test_nobody_there (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  test_peer_stop_listening (peer);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==, "No server answers at this address.");
}

static void
test_unknown_name (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  cordial_connection_set_uri (self->connection, "ws://nowhere.test:1/");
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==, "The server’s name was not found.");
}

static void
test_bad_address (void)
{
  const char *const uris[] = { "http://127.0.0.1:1/", "ws:", "ws://",     "ws:///v0/channels",
                               "chat.test",           "",    "ws://[::1", "ws://127.0.0.1:99999/" };

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autoptr (TestPeer) peer = test_peer_new (NULL);
      g_autoptr (Fixture) self = fixture_new (peer);

      cordial_connection_set_uri (self->connection, uris[i]);
      cordial_connection_open (self->connection);
      fixture_assert_state (self, REFUSED);
      g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_PROTOCOL);
    }
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/upgrade/status/%u", answers[i].status);

      g_test_add_data_func (path, &answers[i], test_status);
    }
  g_test_add_func ("/upgrade/redirection", test_redirection);
  g_test_add_func ("/upgrade/silence", test_silence);
  g_test_add_func ("/upgrade/far-away", test_far_away);
  g_test_add_func ("/upgrade/hangs-up", test_hangs_up);
  g_test_add_data_func ("/upgrade/nonsense", GINT_TO_POINTER (PEER_ANSWERS_NONSENSE), test_wrong_protocol);
  g_test_add_data_func ("/upgrade/wrong-key", GINT_TO_POINTER (PEER_GIVES_WRONG_KEY), test_wrong_protocol);
  g_test_add_data_func ("/upgrade/wrong-subprotocol", GINT_TO_POINTER (PEER_PICKS_SUBPROTOCOL), test_wrong_protocol);
  g_test_add_func ("/upgrade/proven-address", test_proven_address);
  g_test_add_func ("/upgrade/subprotocols", test_subprotocols);
  g_test_add_func ("/upgrade/nobody-there", test_nobody_there);
  g_test_add_func ("/upgrade/unknown-name", test_unknown_name);
  g_test_add_func ("/upgrade/bad-address", test_bad_address);
  return g_test_run ();
}
