/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A link that dies while TCP believes in it: the peer is a process of its own, which the kernel stops. And a link that
 * lives although no frame says so.
 */
#include "fixture.h"

#include <string.h>

static void
assert_missed (Fixture *self)
{
  const TestClosing *closing = fixture_get_last_closing (self);

  g_assert_cmpint (closing->ending, ==, CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT);
  g_assert_cmpstr (closing->reason, ==, "The server stopped answering.");
  g_assert_cmpint (closing->state, ==, CORDIAL_CONNECTION_WAITING);
}

/* Rules 3 and 4: noticed within interval and deadline, and mended once the peer is back. */
static void
test_frozen (void)
{
  g_autoptr (PeerProcess) process = peer_process_new ();
  g_autoptr (Fixture) self = fixture_new_full (process->uri, NULL, NULL);

  g_object_set (self->connection, "connect-limit-ms", 100, NULL);
  fixture_connect (self);
  test_wait_until (self->n_beats >= 2);
  peer_process_freeze (process);
  test_wait_until (self->closings->len == 1);
  assert_missed (self);
  /* Its kernel goes on accepting connections that nobody serves. */
  test_wait_until (cordial_connection_get_ending (self->connection) == CORDIAL_CONNECTION_ENDING_LOST);
  g_assert_cmpuint (self->n_opened, ==, 1);
  peer_process_thaw (process);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_cmpuint (self->n_opened, ==, 2);
  test_wait_until (self->n_beats >= 5);
  g_assert_cmpuint (self->closings->len, ==, 1);
}

/* Rule 6: the first send finds out, however long the interval is. */
static void
test_send_finds_out (void)
{
  g_autoptr (PeerProcess) process = peer_process_new ();
  g_autoptr (Fixture) self = fixture_new_full (process->uri, NULL, NULL);
  gint64 sent_at;

  fixture_beat_rarely (self);
  fixture_wait_long (self);
  fixture_connect (self);
  g_assert_true (cordial_connection_send_text (self->connection, "hello", TRUE, NULL));
  test_wait_until (self->frames->len == 1);
  g_assert_false (cordial_heartbeat_is_armed (self->heartbeat));

  peer_process_freeze (process);
  g_assert_true (cordial_connection_send_text (self->connection, "no answer needed", FALSE, NULL));
  g_assert_false (cordial_heartbeat_is_armed (self->heartbeat));
  sent_at = g_get_monotonic_time ();
  g_assert_true (cordial_connection_send_text (self->connection, "are you there?", TRUE, NULL));
  g_assert_true (cordial_heartbeat_is_armed (self->heartbeat));
  test_wait_until (self->closings->len == 1);
  assert_missed (self);
  g_assert_cmpint (g_get_monotonic_time () - sent_at, >=,
                   cordial_heartbeat_get_deadline_floor_ms (self->heartbeat) * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (self->n_beats, ==, 1);
}

/* Rule 7: so does a probe, «Try Now», and the look of a person who was away. */
static void
test_probe_finds_out (gconstpointer data)
{
  void (*probe) (CordialConnection *) = (void (*) (CordialConnection *)) data;
  g_autoptr (PeerProcess) process = peer_process_new ();
  g_autoptr (Fixture) self = fixture_new_full (process->uri, NULL, NULL);

  fixture_beat_rarely (self);
  fixture_wait_long (self);
  fixture_connect (self);
  probe (self->connection);
  if (probe == cordial_connection_probe_if_stale)
    {
      /* Somebody who looks all the time causes nothing. */
      g_assert_cmpuint (self->n_beats, ==, 0);
      g_object_set (self->heartbeat, "interval-ms", 1, NULL);
      test_wait_until (self->n_beats >= 3);
      fixture_beat_rarely (self);
      test_wait_until (!cordial_heartbeat_is_armed (self->heartbeat));
      g_object_set (self->heartbeat, "interval-ms", 1, NULL);
      self->n_beats = 0;
      peer_process_freeze (process);
      probe (self->connection);
      g_assert_cmpuint (self->n_beats, ==, 1);
    }
  else
    {
      g_assert_cmpuint (self->n_beats, ==, 1);
      test_wait_until (!cordial_heartbeat_is_armed (self->heartbeat));
      g_assert_cmpuint (self->n_round_trips, ==, 2);
      peer_process_freeze (process);
      probe (self->connection);
      probe (self->connection);
      g_assert_cmpuint (self->n_beats, ==, 2);
    }
  test_wait_until (self->closings->len == 1);
  assert_missed (self);
}

/* A peer that takes nothing any more fills the kernel's buffers; that is noticed, and lets go of, all the same. */
static void
test_frozen_with_full_buffers (void)
{
  g_autoptr (PeerProcess) process = peer_process_new ();
  g_autoptr (Fixture) self = fixture_new_full (process->uri, NULL, NULL);
  g_autofree char *text = g_strnfill (4 * 1024 * 1024, 'x');

  fixture_beat_rarely (self);
  fixture_wait_long (self);
  fixture_connect (self);
  peer_process_freeze (process);
  for (guint i = 0; i < 4; i++)
    g_assert_true (cordial_connection_send_text (self->connection, text, TRUE, NULL));
  test_wait_until (self->closings->len == 1);
  assert_missed (self);
}

/* Rule 1: the user closes a dead link. That is the end, though nobody answers the goodbye. */
static void
test_close_while_frozen (void)
{
  g_autoptr (PeerProcess) process = peer_process_new ();
  g_autoptr (Fixture) self = fixture_new_full (process->uri, NULL, NULL);

  fixture_connect (self);
  peer_process_freeze (process);
  cordial_connection_probe (self->connection);
  g_assert_cmpuint (fixture_count_timers (), ==, 1);
  cordial_connection_close (self->connection);
  fixture_assert_state (self, OFFLINE);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  test_run_ms (300);
  fixture_assert_state (self, OFFLINE);
  g_assert_cmpuint (self->closings->len, ==, 1);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_BY_USER);
}

static void
test_killed (void)
{
  g_autoptr (PeerProcess) process = peer_process_new ();
  g_autoptr (Fixture) self = fixture_new_full (process->uri, NULL, NULL);

  fixture_beat_rarely (self);
  fixture_wait_long (self);
  fixture_connect (self);
  g_subprocess_force_exit (process->process);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_LOST);
}

/* Rule 2: each kind of frame restarts the interval. Pings are answered by libsoup, which tells nobody. */
static void
test_any_frame_is_life (gconstpointer data)
{
  PeerOpcode opcode = GPOINTER_TO_INT (data);
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  gint64 last_at = 0, beat_at;

#ifndef __linux__
  if (opcode == PEER_OPCODE_PING)
    {
      g_test_skip ("only Linux tells what TCP has received");
      return;
    }
#endif
  /* The kernel's clock for this ticks every four or ten milliseconds. */
  g_object_set (self->heartbeat, "interval-ms", 400, NULL);
  fixture_connect (self);
  for (guint i = 0; i < 8; i++)
    {
      test_run_ms (100);
      if (opcode == PEER_OPCODE_BINARY)
        g_test_expect_message ("cordial-connection", G_LOG_LEVEL_MESSAGE, "dropped a binary frame *");
      test_peer_send_frame (peer, TRUE, opcode, "life", 4);
      last_at = g_get_monotonic_time ();
    }
  g_assert_cmpuint (self->n_beats, ==, 0);
  test_wait_until (self->n_beats == 1);
  beat_at = g_get_monotonic_time ();
  g_test_assert_expected_messages ();
  g_assert_cmpint (beat_at - last_at, >=, 380 * G_TIME_SPAN_MILLISECOND);
}

/* A large frame on a slow line takes longer than any deadline. The line is busy, not dead. */
static void
test_slow_frame_is_life (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

#ifndef __linux__
  g_test_skip ("only Linux tells what TCP has received");
  return;
#endif
  test_peer_set_answers (peer, FALSE);
  fixture_connect (self);
  test_peer_send_raw (peer, "\x81\x32", 2);
  for (guint i = 0; i < 50; i++)
    {
      test_run_ms (20);
      test_peer_send_raw (peer, "x", 1);
    }
  test_wait_until (self->frames->len == 1);
  g_assert_cmpuint (self->closings->len, ==, 0);
  g_assert_cmpuint (self->n_opened, ==, 1);

  /* And once it is silent, it is dead as ever. */
  test_wait_until (self->closings->len == 1);
  assert_missed (self);
}

/* The other way round: what we send takes longer than any deadline to get there, and so does the beat behind it. */
static void
test_slow_uplink_is_life (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  g_autofree char *large = g_strnfill (400 * 1000, 'x');

#ifndef __linux__
  g_test_skip ("only Linux tells what TCP has delivered");
  return;
#endif
  /* The kernel may wait for 200 ms before it tries again what found no room. */
  g_object_set (self->heartbeat, "deadline-floor-ms", 600, NULL);
  test_peer_set_pause_ms (peer, 20);
  fixture_connect (self);
  g_assert_true (cordial_connection_send_text (self->connection, large, FALSE, NULL));
  g_assert_true (cordial_connection_send_text (self->connection, "and a word beside it", TRUE, NULL));
  test_wait_until (self->closings->len > 0 || test_peer_count_text (peer, "and a word beside it") == 1);
  g_assert_cmpuint (self->closings->len, ==, 0);
  test_wait_until (self->closings->len > 0 || self->frames->len >= 2);
  g_assert_cmpuint (self->closings->len, ==, 0);
  g_assert_cmpuint (self->n_opened, ==, 1);
  /* That took a multiple of the deadline, and was no round trip of the line. */
  g_assert_cmpfloat (cordial_heartbeat_get_smoothed_ms (self->heartbeat), <,
                     cordial_heartbeat_get_deadline_floor_ms (self->heartbeat));

  /* And once nothing arrives there any more, it is dead as ever, whatever waits to be sent. */
  test_peer_set_pause_ms (peer, 3600 * 1000);
  g_assert_true (cordial_connection_send_text (self->connection, large, TRUE, NULL));
  test_wait_until (self->closings->len == 1);
  assert_missed (self);
}

/* A peer whose kernel takes what nobody reads is not kept alive by what is sent after the question. */
static void
test_chatter_is_no_life (void)
{
  g_autoptr (PeerProcess) process = peer_process_new ();
  g_autoptr (Fixture) self = fixture_new_full (process->uri, NULL, NULL);

  fixture_beat_rarely (self);
  fixture_wait_long (self);
  fixture_connect (self);
  peer_process_freeze (process);
  while (self->closings->len == 0)
    {
      cordial_connection_send_text (self->connection, "are you there?", TRUE, NULL);
      test_run_ms (10);
    }
  assert_missed (self);
  g_assert_cmpuint (self->n_beats, ==, 1);
}

/* A server at work on a password answers nothing meanwhile, whoever asks. */
static void
test_patience (void)
{
  g_autoptr (PeerProcess) process = peer_process_new ();
  g_autoptr (Fixture) self = fixture_new_full (process->uri, NULL, NULL);

  fixture_wait_long (self);
  fixture_connect (self);
  peer_process_freeze (process);
  cordial_heartbeat_set_patient (self->heartbeat, TRUE);
  g_assert_true (cordial_connection_send_text (self->connection, "much work", TRUE, NULL));
  cordial_connection_probe (self->connection);
  test_run_ms (3 * cordial_heartbeat_get_deadline_floor_ms (self->heartbeat));
  g_assert_cmpuint (self->closings->len, ==, 0);
  g_assert_cmpuint (self->n_beats, ==, 0);

  /* And then it has to answer again. */
  cordial_heartbeat_set_patient (self->heartbeat, FALSE);
  test_wait_until (self->closings->len == 1);
  assert_missed (self);
}

/* A proxy that ends connections after some silence is found out by the second cut, and beaten from then on. */
static void
test_cut_for_silence (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  guint interval_ms;

  g_object_set (self->heartbeat, "interval-ms", 6000, NULL);
  for (guint i = 1; i <= 2; i++)
    {
      fixture_connect (self);
      g_assert_true (cordial_connection_send_text (self->connection, "hello", TRUE, NULL));
      test_wait_until (self->frames->len == i);
      g_assert_cmpuint (cordial_heartbeat_get_interval_ms (self->heartbeat), ==, 6000);
      test_run_ms (1500);
      test_peer_drop (peer);
      test_wait_until (self->closings->len == i);
    }
  interval_ms = cordial_heartbeat_get_interval_ms (self->heartbeat);
  g_assert_cmpuint (interval_ms, >=, 1000);
  g_assert_cmpuint (interval_ms, <, 3000);
  g_assert_nonnull (strstr (fixture_get_last_closing (self)->reason, "of silence"));
  fixture_wait_for_state (self, CONNECTED);
  self->n_beats = 0;
  test_wait_until (self->n_beats >= 1);

  /* Cuts in the middle of a talk teach nothing. */
  for (guint i = 3; i <= 5; i++)
    {
      fixture_wait_for_state (self, CONNECTED);
      test_peer_drop (peer);
      test_wait_until (self->closings->len == i);
    }
  g_assert_cmpuint (cordial_heartbeat_get_interval_ms (self->heartbeat), ==, interval_ms);
}

/* This process stands still for longer than the deadline. The answer has long been there when it looks. */
static void
test_own_stall_is_no_silence (void)
{
  g_autoptr (PeerProcess) process = peer_process_new ();
  g_autoptr (Fixture) self = fixture_new_full (process->uri, NULL, NULL);

#ifndef __linux__
  g_test_skip ("only Linux tells what TCP has received");
  return;
#endif
  fixture_beat_rarely (self);
  g_object_set (self->heartbeat, "deadline-floor-ms", 50, NULL);
  fixture_connect (self);
  for (guint i = 0; i < 5; i++)
    {
      cordial_connection_probe (self->connection);
      g_usleep (100 * G_TIME_SPAN_MILLISECOND);
      test_wait_until (!cordial_heartbeat_is_armed (self->heartbeat));
    }
  g_assert_cmpuint (self->closings->len, ==, 0);
}

/* A request may be slow to answer because it is work. The server's answer to the heartbeat speaks for it. */
static void
test_slow_answer_is_no_silence (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_beat_rarely (self);
  fixture_connect (self);
  test_peer_set_answers (peer, FALSE);
  g_assert_true (cordial_connection_send_text (self->connection, "much work", TRUE, NULL));
  test_wait_until (test_peer_count_text (peer, "much work") == 1);
  test_peer_set_answers (peer, TRUE);
  test_wait_until (self->n_beats == 1);
  test_wait_until (!cordial_heartbeat_is_armed (self->heartbeat));
  test_run_ms (200);
  fixture_assert_state (self, CONNECTED);
  g_assert_cmpuint (self->closings->len, ==, 0);
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/link/frozen", test_frozen);
  g_test_add_func ("/link/send-finds-out", test_send_finds_out);
  g_test_add_data_func ("/link/probe-finds-out", cordial_connection_probe, test_probe_finds_out);
  g_test_add_data_func ("/link/retry-now-finds-out", cordial_connection_retry_now, test_probe_finds_out);
  g_test_add_data_func ("/link/look-finds-out", cordial_connection_probe_if_stale, test_probe_finds_out);
  g_test_add_func ("/link/frozen-with-full-buffers", test_frozen_with_full_buffers);
  g_test_add_func ("/link/close-while-frozen", test_close_while_frozen);
  g_test_add_func ("/link/killed", test_killed);
  g_test_add_data_func ("/link/text-is-life", GINT_TO_POINTER (PEER_OPCODE_TEXT), test_any_frame_is_life);
  g_test_add_data_func ("/link/binary-is-life", GINT_TO_POINTER (PEER_OPCODE_BINARY), test_any_frame_is_life);
  g_test_add_data_func ("/link/ping-is-life", GINT_TO_POINTER (PEER_OPCODE_PING), test_any_frame_is_life);
  g_test_add_data_func ("/link/pong-is-life", GINT_TO_POINTER (PEER_OPCODE_PONG), test_any_frame_is_life);
  g_test_add_func ("/link/slow-frame-is-life", test_slow_frame_is_life);
  g_test_add_func ("/link/slow-uplink-is-life", test_slow_uplink_is_life);
  g_test_add_func ("/link/chatter-is-no-life", test_chatter_is_no_life);
  g_test_add_func ("/link/patience", test_patience);
  g_test_add_func ("/link/cut-for-silence", test_cut_for_silence);
  g_test_add_func ("/link/own-stall-is-no-silence", test_own_stall_is_no_silence);
  g_test_add_func ("/link/slow-answer-is-no-silence", test_slow_answer_is_no_silence);
  return g_test_run ();
}
