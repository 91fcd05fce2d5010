/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CordialConnection beside a peer that behaves: opening, frames both ways, closing, coming back, and what may be called
 * when.
 */
#include "fixture.h"

#include <string.h>

static void
test_open_and_close (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  const CordialConnectionState expected[] = { CORDIAL_CONNECTION_CONNECTING, CORDIAL_CONNECTION_CONNECTED,
                                              CORDIAL_CONNECTION_OFFLINE };

  fixture_assert_state (self, OFFLINE);
  cordial_connection_set_request_header (self->connection, "X-Tinode-APIKey", "AQEAAAABAAD");
  cordial_connection_set_request_header (self->connection, "X-Gone", "1");
  cordial_connection_set_request_header (self->connection, "X-Gone", NULL);
  cordial_connection_open (self->connection);
  fixture_assert_state (self, CONNECTING);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_cmpuint (self->n_opened, ==, 1);
  g_assert_nonnull (strstr (test_peer_get_request (peer), "\r\nX-Tinode-APIKey: AQEAAAABAAD\r\n"));
  g_assert_null (strstr (test_peer_get_request (peer), "X-Gone"));
  g_assert_nonnull (strstr (test_peer_get_request (peer), "GET /v0/channels HTTP/1.1\r\n"));
  /* Compression would let a small frame grow without bound on this side. */
  g_assert_null (strstr (test_peer_get_request (peer), "Sec-WebSocket-Extensions"));
  g_assert_null (cordial_connection_dup_encryption (self->connection));

  g_assert_true (cordial_connection_send_text (self->connection, "hällo", FALSE, NULL));
  test_wait_until (self->frames->len == 1);
  g_assert_cmpstr (self->frames->pdata[0], ==, "re: hällo");

  cordial_connection_close (self->connection);
  fixture_assert_state (self, OFFLINE);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_BY_USER);
  g_assert_cmpint (cordial_connection_get_ending (self->connection), ==, CORDIAL_CONNECTION_ENDING_BY_USER);
  g_assert_null (fixture_get_last_closing (self)->reason);
  test_wait_until (test_peer_get_close_code (peer) == 1000);
  test_wait_until (!test_peer_is_open (peer));
  g_assert_cmpuint (self->states->len, ==, G_N_ELEMENTS (expected));
  g_assert_cmpmem (self->states->data, sizeof (expected), expected, sizeof (expected));
}

/* Rule 1: the user's close has no way back, from whichever state, and leaves no timer. */
static void
test_close_is_final (void)
{
  const CordialConnectionState states[] = { CORDIAL_CONNECTION_CONNECTING, CORDIAL_CONNECTION_CONNECTED,
                                            CORDIAL_CONNECTION_WAITING, CORDIAL_CONNECTION_REFUSED };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (TestPeer) peer = test_peer_new (NULL);
      g_autoptr (Fixture) self = fixture_new (peer);
      guint n_requests;

      if (states[i] == CORDIAL_CONNECTION_CONNECTING)
        test_peer_set_manner (peer, PEER_IS_SILENT);
      else if (states[i] == CORDIAL_CONNECTION_WAITING)
        test_peer_set_status (peer, 503, NULL);
      else if (states[i] == CORDIAL_CONNECTION_REFUSED)
        test_peer_set_status (peer, 403, NULL);
      cordial_connection_open (self->connection);
      test_wait_until (cordial_connection_get_state (self->connection) == states[i] &&
                       test_peer_get_n_requests (peer) > 0);

      cordial_connection_close (self->connection);
      fixture_assert_state (self, OFFLINE);
      g_assert_cmpint (cordial_connection_get_ending (self->connection), ==, CORDIAL_CONNECTION_ENDING_BY_USER);
      g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_NONE);
      g_assert_cmpuint (fixture_count_timers (), ==, 0);
      g_assert_cmpuint (self->closings->len, ==, states[i] == CORDIAL_CONNECTION_CONNECTED ? 1 : 0);
      n_requests = test_peer_get_n_requests (peer);
      test_peer_set_manner (peer, PEER_UPGRADES);
      test_run_ms (300);
      fixture_assert_state (self, OFFLINE);
      g_assert_cmpuint (test_peer_get_n_requests (peer), ==, n_requests);

      /* Nothing of this wakes it, either. */
      cordial_connection_retry_now (self->connection);
      cordial_connection_probe (self->connection);
      cordial_connection_probe_if_stale (self->connection);
      cordial_connection_reconnect (self->connection, "No.");
      cordial_connection_refuse (self->connection, TRUE, "No.");
      cordial_connection_close (self->connection);
      fixture_assert_state (self, OFFLINE);
      g_assert_cmpuint (fixture_count_timers (), ==, 0);

      fixture_connect (self);
    }
}

static void
test_heartbeat_goes_on (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  guint n_beats = 0, n_round_trips = 0;

  fixture_connect (self);
  /* The upgrade was the first round trip. */
  g_assert_cmpuint (self->n_round_trips, ==, 1);
  g_assert_cmpfloat (cordial_connection_get_round_trip_ms (self->connection), >, 0.0);
  test_wait_until (test_peer_count_text (peer, "1") >= 3 && self->n_round_trips >= 4);
  fixture_assert_state (self, CONNECTED);
  g_assert_cmpuint (self->n_opened, ==, 1);
  g_assert_cmpuint (self->n_beats, >=, 3);
  g_assert_cmpfloat (cordial_connection_get_smoothed_round_trip_ms (self->connection), >, 0.0);
  for (guint i = 0; i < cordial_history_get_n_records (self->history); i++)
    {
      n_beats += cordial_history_get_record (self->history, i)->kind == CORDIAL_HISTORY_BEAT;
      n_round_trips += cordial_history_get_record (self->history, i)->kind == CORDIAL_HISTORY_ROUND_TRIP;
    }
  g_assert_cmpuint (n_beats, ==, self->n_beats);
  g_assert_cmpuint (n_round_trips, ==, self->n_round_trips);
}

static void
test_comes_back (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  const CordialHistoryKind kinds[] = { CORDIAL_HISTORY_ATTEMPT, CORDIAL_HISTORY_OPENED, CORDIAL_HISTORY_DROP,
                                       CORDIAL_HISTORY_ATTEMPT, CORDIAL_HISTORY_OPENED };
  guint n_kinds = 0;

  fixture_beat_rarely (self);
  fixture_connect (self);
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpint (cordial_connection_get_retry_at (self->connection), >=,
                   g_get_monotonic_time () - G_TIME_SPAN_SECOND);
  g_assert_cmpuint (fixture_count_timers (), ==, 1);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_cmpuint (self->n_opened, ==, 2);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_LOST);
  g_assert_cmpint (fixture_get_last_closing (self)->state, ==, CORDIAL_CONNECTION_WAITING);
  for (guint i = 0; i < cordial_history_get_n_records (self->history); i++)
    {
      const CordialHistoryRecord *record = cordial_history_get_record (self->history, i);

      if (record->kind == CORDIAL_HISTORY_ROUND_TRIP)
        continue;
      g_assert_cmpuint (n_kinds, <, G_N_ELEMENTS (kinds));
      g_assert_cmpint (record->kind, ==, kinds[n_kinds]);
      if (record->kind == CORDIAL_HISTORY_DROP)
        g_assert_cmpstr (record->reason, ==, fixture_get_last_closing (self)->reason);
      n_kinds++;
    }
  g_assert_cmpuint (n_kinds, ==, G_N_ELEMENTS (kinds));
}

static guint
get_wait_ms (Fixture *self)
{
  fixture_assert_state (self, WAITING);
  return (guint) ((cordial_connection_get_retry_at (self->connection) - g_get_monotonic_time ()) /
                  G_TIME_SPAN_MILLISECOND);
}

/* After a stable connection almost at once; after one that was not, the wait grows. */
static void
test_stable_or_not (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  g_object_set (cordial_connection_get_backoff (self->connection), "base-ms", 100000, "cap-ms", 1000000, NULL);
  fixture_beat_rarely (self);
  fixture_connect (self);
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpuint (get_wait_ms (self), >, 40000);
  g_assert_cmpuint (get_wait_ms (self), <=, 50000);

  cordial_connection_retry_now (self->connection);
  fixture_assert_state (self, CONNECTING);
  g_assert_cmpint (cordial_connection_get_retry_at (self->connection), ==, 0);
  fixture_wait_for_state (self, CONNECTED);
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpuint (get_wait_ms (self), >, 90000);
  g_assert_cmpuint (get_wait_ms (self), <=, 100000);

  g_object_set (self->connection, "stable-after-ms", 30, NULL);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, CONNECTED);
  test_run_ms (40);
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  fixture_wait_for_state (self, CONNECTED);

  g_object_set (self->connection, "stable-after-ms", 60000, NULL);
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpuint (get_wait_ms (self), >, 40000);
  g_assert_cmpuint (get_wait_ms (self), <=, 50000);
}

/* A server that opens its door and then says nothing of use is no better than one that is away, however long it holds out. */
static void
test_of_no_use (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  const guint limits_ms[] = { 100000, 200000, 400000 };

  g_object_set (cordial_connection_get_backoff (self->connection), "base-ms", 100000, "cap-ms", 1000000, NULL);
  g_object_set (self->connection, "stable-after-ms", 10, NULL);
  self->useless = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (limits_ms); i++)
    {
      cordial_connection_open (self->connection);
      fixture_wait_for_state (self, CONNECTED);
      test_run_ms (30);
      cordial_connection_reconnect (self->connection, "It hangs.");
      g_assert_cmpuint (get_wait_ms (self), >, limits_ms[i] / 10 * 4);
      g_assert_cmpuint (get_wait_ms (self), <=, limits_ms[i] / 2);
    }

  self->useless = FALSE;
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, CONNECTED);
  test_run_ms (30);
  cordial_connection_reconnect (self->connection, "It hangs.");
  fixture_wait_for_state (self, CONNECTED);
}

/* The wait ends by itself, and again while nobody answers; then somebody does. */
static void
test_server_away (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  guint n_failures = 0;

  fixture_connect (self);
  test_peer_stop_listening (peer);
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  while (n_failures < 4)
    {
      n_failures = 0;
      g_main_context_iteration (NULL, TRUE);
      for (guint i = 0; i < cordial_history_get_n_records (self->history); i++)
        n_failures += cordial_history_get_record (self->history, i)->kind == CORDIAL_HISTORY_FAILURE;
    }
  g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==, "No server answers at this address.");
  g_assert_cmpuint (self->closings->len, ==, 1);
  test_peer_listen_again (peer);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_null (cordial_connection_get_reason (self->connection));
}

static void
test_open_twice (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  cordial_connection_open (self->connection);
  cordial_connection_open (self->connection);
  cordial_connection_retry_now (self->connection);
  fixture_wait_for_state (self, CONNECTED);
  cordial_connection_open (self->connection);
  fixture_assert_state (self, CONNECTED);
  test_run_ms (50);
  g_assert_cmpuint (test_peer_get_n_requests (peer), ==, 1);
  g_assert_cmpuint (self->n_opened, ==, 1);
}

/* An attempt that was given up does not speak for the next one, wherever the first one was. */
static void
test_superseded (void)
{
  for (guint steps = 0; steps < 12; steps++)
    {
      g_autoptr (TestPeer) peer = test_peer_new (NULL);
      g_autoptr (Fixture) self = fixture_new (peer);

      cordial_connection_open (self->connection);
      for (guint i = 0; i < steps; i++)
        g_main_context_iteration (NULL, FALSE);
      cordial_connection_close (self->connection);
      g_assert_cmpuint (self->n_opened, ==, self->closings->len);
      cordial_connection_open (self->connection);
      fixture_assert_state (self, CONNECTING);
      fixture_wait_for_state (self, CONNECTED);
      test_wait_until (test_peer_is_open (peer));
      test_run_ms (20);
      fixture_assert_state (self, CONNECTED);
      g_assert_cmpuint (self->n_opened, ==, self->closings->len + 1);
      g_assert_true (cordial_connection_send_text (self->connection, "the second", FALSE, NULL));
      test_wait_until (test_peer_count_text (peer, "the second") == 1);
    }
}

static void
test_send_errors (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  g_autoptr (GError) error = NULL;

  g_assert_false (cordial_connection_send_text (self->connection, "early", TRUE, &error));
  g_assert_error (error, CORDIAL_CONNECTION_ERROR, CORDIAL_CONNECTION_ERROR_NOT_CONNECTED);
  g_clear_error (&error);
  fixture_connect (self);
  g_assert_false (cordial_connection_send_text (self->connection, "caf\xe9", TRUE, &error));
  g_assert_error (error, CORDIAL_CONNECTION_ERROR, CORDIAL_CONNECTION_ERROR_BAD_TEXT);
  g_assert_true (cordial_connection_send_text (self->connection, "", FALSE, NULL));
  test_wait_until (self->frames->len == 1);
  g_assert_cmpstr (self->frames->pdata[0], ==, "re: ");
}

static void
test_refuse (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_connect (self);
  cordial_connection_refuse (self->connection, TRUE, "The password is wrong.");
  fixture_assert_state (self, REFUSED);
  g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_SIGN_IN);
  g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==, "The password is wrong.");
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_REFUSED);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  test_wait_until (test_peer_get_close_code (peer) == 1000);
  test_run_ms (200);
  fixture_assert_state (self, REFUSED);
  g_assert_cmpuint (test_peer_get_n_requests (peer), ==, 1);

  cordial_connection_retry_now (self->connection);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_NONE);
  cordial_connection_refuse (self->connection, TRUE, "Still wrong.");
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, CONNECTED);
}

static void
test_reconnect (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_connect (self);
  cordial_connection_reconnect (self->connection, "The server makes no sense.");
  fixture_assert_state (self, WAITING);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_BY_CALLER);
  g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==, "The server makes no sense.");
  fixture_wait_for_state (self, CONNECTED);
  g_assert_cmpuint (self->n_opened, ==, 2);
}

static void
close_it (CordialConnection *connection)
{
  cordial_connection_close (connection);
}

static void
reopen_it (CordialConnection *connection, CordialConnectionEnding ending, guint code, const char *reason)
{
  if (ending == CORDIAL_CONNECTION_ENDING_BY_USER)
    cordial_connection_open (connection);
}

static void
close_on_connecting (CordialConnection *connection, GParamSpec *pspec)
{
  if (cordial_connection_get_state (connection) == CORDIAL_CONNECTION_CONNECTING)
    cordial_connection_close (connection);
}

/* Whoever is told something may act on it there and then. */
static void
test_acting_in_handlers (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  gulong handler = g_signal_connect (self->connection, "opened", G_CALLBACK (close_it), NULL);

  cordial_connection_open (self->connection);
  test_wait_until (self->closings->len == 1);
  fixture_assert_state (self, OFFLINE);
  g_signal_handler_disconnect (self->connection, handler);

  handler = g_signal_connect (self->connection, "frame", G_CALLBACK (close_it), NULL);
  fixture_connect (self);
  test_peer_send_text (peer, "one");
  test_peer_send_text (peer, "two");
  test_wait_until (self->closings->len == 2);
  test_run_ms (20);
  g_assert_cmpuint (self->frames->len, ==, 1);
  fixture_assert_state (self, OFFLINE);
  g_signal_handler_disconnect (self->connection, handler);

  handler = g_signal_connect (self->connection, "beat", G_CALLBACK (close_it), NULL);
  fixture_connect (self);
  test_wait_until (self->closings->len == 3);
  fixture_assert_state (self, OFFLINE);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  g_signal_handler_disconnect (self->connection, handler);

  handler = g_signal_connect (self->connection, "round-trip", G_CALLBACK (close_it), NULL);
  cordial_connection_open (self->connection);
  test_wait_until (self->closings->len == 4);
  fixture_assert_state (self, OFFLINE);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  g_signal_handler_disconnect (self->connection, handler);

  handler = g_signal_connect (self->connection, "closed", G_CALLBACK (reopen_it), NULL);
  fixture_connect (self);
  cordial_connection_close (self->connection);
  fixture_assert_state (self, CONNECTING);
  fixture_wait_for_state (self, CONNECTED);
  g_signal_handler_disconnect (self->connection, handler);
  cordial_connection_close (self->connection);

  handler = g_signal_connect (self->connection, "notify::state", G_CALLBACK (close_on_connecting), NULL);
  cordial_connection_open (self->connection);
  fixture_assert_state (self, OFFLINE);
  test_run_ms (50);
  fixture_assert_state (self, OFFLINE);
  g_signal_handler_disconnect (self->connection, handler);
}

static void
unref_it (CordialConnection *connection, const char *text, CordialConnection **owner)
{
  g_clear_object (owner);
}

/* The last reference goes while a frame is being delivered. */
static void
test_unref_in_handler (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autofree char *uri = test_peer_dup_uri (peer);
  CordialConnection *connection = cordial_connection_new ();

  g_signal_connect (connection, "frame", G_CALLBACK (unref_it), &connection);
  cordial_connection_set_uri (connection, uri);
  g_assert_cmpstr (cordial_connection_get_uri (connection), ==, uri);
  cordial_connection_open (connection);
  test_wait_until (test_peer_is_open (peer));
  test_peer_send_text (peer, "one");
  test_peer_send_text (peer, "two");
  test_wait_until (connection == NULL);
  test_wait_until (!test_peer_is_open (peer));
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
}

/* At exit there is no main loop any more that could wait for an answer. */
static void
test_goodbye_at_exit (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  Fixture *self = fixture_new (peer);

  fixture_connect (self);
  cordial_connection_close (self->connection);
  fixture_free (self);
  test_wait_until (test_peer_get_close_code (peer) == 1000);
}

static void
unref_on_connecting (CordialConnection *connection, GParamSpec *pspec, CordialConnection **owner)
{
  if (cordial_connection_get_state (connection) == CORDIAL_CONNECTION_CONNECTING)
    g_clear_object (owner);
}

/* The last reference goes as the wait is over. */
static void
test_unref_after_wait (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autofree char *uri = test_peer_dup_uri (peer);
  CordialConnection *connection = cordial_connection_new ();

  g_object_set (cordial_connection_get_backoff (connection), "base-ms", 10, NULL);
  test_peer_stop_listening (peer);
  cordial_connection_set_uri (connection, uri);
  cordial_connection_open (connection);
  test_wait_until (cordial_connection_get_state (connection) == CORDIAL_CONNECTION_WAITING);
  g_signal_connect (connection, "notify::state", G_CALLBACK (unref_on_connecting), &connection);
  test_wait_until (connection == NULL);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
}

/* No frame to beat with, no heartbeat: silence is no reason to end the connection. */
static void
test_without_heartbeat (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autofree char *uri = test_peer_dup_uri (peer);
  g_autoptr (CordialConnection) connection = cordial_connection_new ();
  g_autoptr (GPtrArray) frames = g_ptr_array_new ();

  g_object_set (cordial_connection_get_heartbeat (connection), "interval-ms", 10, "deadline-floor-ms", 10, NULL);
  cordial_connection_set_uri (connection, uri);
  cordial_connection_open (connection);
  test_wait_until (cordial_connection_get_state (connection) == CORDIAL_CONNECTION_CONNECTED);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  test_peer_set_answers (peer, FALSE);
  g_assert_true (cordial_connection_send_text (connection, "?", TRUE, NULL));
  cordial_connection_probe (connection);
  test_run_ms (100);
  g_assert_cmpint (cordial_connection_get_state (connection), ==, CORDIAL_CONNECTION_CONNECTED);
  g_assert_cmpuint (test_peer_get_texts (peer)->len, ==, 1);
  test_peer_set_answers (peer, TRUE);
  cordial_connection_close (connection);
  test_wait_until (!test_peer_is_open (peer));
}

static void
test_properties (void)
{
  g_autoptr (CordialConnection) connection = cordial_connection_new ();
  guint connect_limit_ms, stable_after_ms;
  guint64 max_frame_bytes;

  g_object_get (connection, "connect-limit-ms", &connect_limit_ms, "stable-after-ms", &stable_after_ms,
                "max-frame-bytes", &max_frame_bytes, NULL);
  g_assert_cmpuint (connect_limit_ms, ==, 15000);
  g_assert_cmpuint (stable_after_ms, ==, 10000);
  g_assert_cmpuint (max_frame_bytes, >=, 1024 * 1024);
  g_assert_cmpint (cordial_connection_get_state (connection), ==, CORDIAL_CONNECTION_OFFLINE);
  g_assert_null (cordial_connection_get_reason (connection));
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/connection/open-and-close", test_open_and_close);
  g_test_add_func ("/connection/close-is-final", test_close_is_final);
  g_test_add_func ("/connection/heartbeat-goes-on", test_heartbeat_goes_on);
  g_test_add_func ("/connection/comes-back", test_comes_back);
  g_test_add_func ("/connection/stable-or-not", test_stable_or_not);
  g_test_add_func ("/connection/of-no-use", test_of_no_use);
  g_test_add_func ("/connection/server-away", test_server_away);
  g_test_add_func ("/connection/open-twice", test_open_twice);
  g_test_add_func ("/connection/superseded", test_superseded);
  g_test_add_func ("/connection/send-errors", test_send_errors);
  g_test_add_func ("/connection/refuse", test_refuse);
  g_test_add_func ("/connection/reconnect", test_reconnect);
  g_test_add_func ("/connection/acting-in-handlers", test_acting_in_handlers);
  g_test_add_func ("/connection/unref-in-handler", test_unref_in_handler);
  g_test_add_func ("/connection/goodbye-at-exit", test_goodbye_at_exit);
  g_test_add_func ("/connection/unref-after-wait", test_unref_after_wait);
  g_test_add_func ("/connection/without-heartbeat", test_without_heartbeat);
  g_test_add_func ("/connection/properties", test_properties);
  return g_test_run ();
}
