/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CordialHeartbeat without a socket: each of its rules, by itself.
 */
#include "fixture.h"

/* Short, and far enough apart that a slow machine does not mistake one for another. */
#define INTERVAL_MS 40
#define DEADLINE_MS 120

typedef struct
{
  CordialHeartbeat *heartbeat;
  GArray *samples; /* double */
  guint n_beats;
  guint n_dead;
  gint64 beat_at;
  gint64 dead_at;

  gboolean have_evidence;
  CordialHeartbeatEvidence evidence;
} Heart;

static void
on_beat (CordialHeartbeat *heartbeat, Heart *self)
{
  g_assert_true (cordial_heartbeat_is_armed (heartbeat));
  self->n_beats++;
  self->beat_at = g_get_monotonic_time ();
}

static void
on_dead (CordialHeartbeat *heartbeat, Heart *self)
{
  g_assert_false (cordial_heartbeat_is_running (heartbeat));
  self->n_dead++;
  self->dead_at = g_get_monotonic_time ();
}

static void
on_round_trip (CordialHeartbeat *heartbeat, double round_trip_ms, Heart *self)
{
  g_array_append_val (self->samples, round_trip_ms);
}

static gboolean
get_evidence (CordialHeartbeatEvidence *evidence, gpointer user_data)
{
  Heart *self = user_data;

  *evidence = self->evidence;
  return self->have_evidence;
}

static guint
count_timers (const char *name)
{
  const char *const names[] = { name, NULL };

  return test_count_sources (names);
}

static Heart *
heart_new (void)
{
  Heart *self = g_new0 (Heart, 1);

  self->heartbeat = cordial_heartbeat_new ();
  self->samples = g_array_new (FALSE, FALSE, sizeof (double));
  g_object_set (self->heartbeat, "interval-ms", INTERVAL_MS, "deadline-floor-ms", DEADLINE_MS, NULL);
  cordial_heartbeat_set_evidence_func (self->heartbeat, get_evidence, self);
  g_signal_connect (self->heartbeat, "beat", G_CALLBACK (on_beat), self);
  g_signal_connect (self->heartbeat, "dead", G_CALLBACK (on_dead), self);
  g_signal_connect (self->heartbeat, "round-trip", G_CALLBACK (on_round_trip), self);
  return self;
}

static void
heart_free (Heart *self)
{
  g_assert_finalize_object (self->heartbeat);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  g_array_unref (self->samples);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Heart, heart_free)

static void
test_defaults (void)
{
  g_autoptr (CordialHeartbeat) heartbeat = cordial_heartbeat_new ();
  guint interval_ms, deadline_floor_ms, deadline_cap_ms;

  g_object_get (heartbeat, "interval-ms", &interval_ms, "deadline-floor-ms", &deadline_floor_ms, "deadline-cap-ms",
                &deadline_cap_ms, NULL);
  g_assert_cmpuint (interval_ms, ==, 30000);
  g_assert_cmpuint (deadline_floor_ms, ==, 2000);
  g_assert_cmpuint (deadline_cap_ms, ==, 10000);
}

/* Rule 1: both timers live between start and stop only, and one at a time. */
static void
test_timers (void)
{
  g_autoptr (Heart) self = heart_new ();

  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  cordial_heartbeat_probe (self->heartbeat);
  cordial_heartbeat_expect_answer (self->heartbeat);
  cordial_heartbeat_received (self->heartbeat);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  g_assert_cmpuint (self->n_beats, ==, 0);

  cordial_heartbeat_start (self->heartbeat, 0.0);
  g_assert_cmpuint (count_timers ("CordialHeartbeat interval"), ==, 1);
  g_assert_cmpuint (count_timers ("CordialHeartbeat deadline"), ==, 0);
  cordial_heartbeat_probe (self->heartbeat);
  g_assert_cmpuint (count_timers ("CordialHeartbeat interval"), ==, 0);
  g_assert_cmpuint (count_timers ("CordialHeartbeat deadline"), ==, 1);
  cordial_heartbeat_stop (self->heartbeat);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  g_assert_false (cordial_heartbeat_is_running (self->heartbeat));
  test_run_ms (INTERVAL_MS + DEADLINE_MS + 50);
  g_assert_cmpuint (self->n_beats, ==, 1);
  g_assert_cmpuint (self->n_dead, ==, 0);
}

/* Rules 3 and 4: silence, a beat, silence, the end, each in its time. */
static void
test_silence (void)
{
  g_autoptr (Heart) self = heart_new ();
  gint64 started_at = g_get_monotonic_time ();

  cordial_heartbeat_start (self->heartbeat, 0.0);
  test_wait_until (self->n_beats == 1);
  g_assert_cmpint (self->beat_at - started_at, >=, INTERVAL_MS * G_TIME_SPAN_MILLISECOND);
  test_wait_until (self->n_dead == 1);
  g_assert_cmpint (self->dead_at - self->beat_at, >=, (DEADLINE_MS - 1) * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (self->n_beats, ==, 1);
  g_assert_cmpuint (self->samples->len, ==, 0);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
}

/* Rule 2: whoever hears something does not ask. */
static void
test_frames_restart_interval (void)
{
  g_autoptr (Heart) self = heart_new ();
  gint64 last_at = 0;

  g_object_set (self->heartbeat, "interval-ms", 200, NULL);
  cordial_heartbeat_start (self->heartbeat, 0.0);
  for (guint i = 0; i < 40; i++)
    {
      test_run_ms (10);
      cordial_heartbeat_received (self->heartbeat);
      last_at = g_get_monotonic_time ();
    }
  g_assert_cmpuint (self->n_beats, ==, 0);
  test_wait_until (self->n_beats == 1);
  g_assert_cmpint (self->beat_at - last_at, >=, 199 * G_TIME_SPAN_MILLISECOND);
}

/* Rule 4: an answer disarms, is measured, and starts the interval anew. */
static void
test_answer (void)
{
  g_autoptr (Heart) self = heart_new ();
  double sample;

  cordial_heartbeat_start (self->heartbeat, 0.0);
  for (guint i = 0; i < 3; i++)
    {
      test_wait_until (self->n_beats == i + 1);
      test_run_ms (10);
      cordial_heartbeat_received (self->heartbeat);
      g_assert_false (cordial_heartbeat_is_armed (self->heartbeat));
      g_assert_cmpuint (self->samples->len, ==, i + 1);
      sample = g_array_index (self->samples, double, i);
      g_assert_cmpfloat (sample, >=, 9.0);
      g_assert_cmpfloat (sample, ==, cordial_heartbeat_get_round_trip_ms (self->heartbeat));
    }
  g_assert_cmpuint (self->n_dead, ==, 0);

  /* What is no answer is no sample. */
  cordial_heartbeat_received (self->heartbeat);
  g_assert_cmpuint (self->samples->len, ==, 3);
}

/* Has the heartbeat measure a round trip that took as long as @round_trip_ms, or a little longer. */
static double
measure (Heart *self, guint round_trip_ms)
{
  guint n_samples = self->samples->len;

  cordial_heartbeat_probe (self->heartbeat);
  test_run_ms (round_trip_ms);
  cordial_heartbeat_received (self->heartbeat);
  g_assert_cmpuint (self->samples->len, ==, n_samples + 1);
  return g_array_index (self->samples, double, n_samples);
}

/* Rule 5: the bounds of the deadline. */
static void
test_deadline (void)
{
  const struct
  {
    double round_trip_ms;
    guint deadline_ms;
  } cases[] = {
    { 0.0, 2000 },     { 0.3, 2000 },     { 499.9, 2000 },   { 500.0, 2000 },    { 500.5, 2002 }, { 1234.0, 4936 },
    { 2500.0, 10000 }, { 2501.0, 10000 }, { 5000.0, 10000 }, { 12000.0, 24000 }, { 1e12, 60000 },
  };
  g_autoptr (CordialHeartbeat) heartbeat = cordial_heartbeat_new ();

  g_assert_cmpuint (cordial_heartbeat_get_deadline_ms (heartbeat), ==, 2000);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* Another socket may be another line: nothing of the one before counts. */
      cordial_heartbeat_start (heartbeat, cases[i].round_trip_ms);
      g_assert_cmpfloat (cordial_heartbeat_get_smoothed_ms (heartbeat), ==, cases[i].round_trip_ms);
      g_assert_cmpfloat (cordial_heartbeat_get_round_trip_ms (heartbeat), ==, cases[i].round_trip_ms);
      g_assert_cmpuint (cordial_heartbeat_get_deadline_ms (heartbeat), ==, cases[i].deadline_ms);
    }
  cordial_heartbeat_start (heartbeat, 0.0);
  g_object_set (heartbeat, "deadline-floor-ms", 12000, NULL);
  g_assert_cmpuint (cordial_heartbeat_get_deadline_ms (heartbeat), ==, 12000);
}

/* Rule 5: a new sample weighs an eighth, and the first one all. */
static void
test_smoothing (void)
{
  g_autoptr (Heart) self = heart_new ();
  double expected, sample;

  g_object_set (self->heartbeat, "interval-ms", 60000, "deadline-floor-ms", 2000, NULL);
  cordial_heartbeat_start (self->heartbeat, 0.0);
  expected = measure (self, 5);
  g_assert_cmpfloat (cordial_heartbeat_get_smoothed_ms (self->heartbeat), ==, expected);

  cordial_heartbeat_start (self->heartbeat, 1000.0);
  expected = 1000.0;
  for (guint i = 0; i < 20; i++)
    {
      sample = measure (self, 5);
      g_assert_cmpfloat (cordial_heartbeat_get_round_trip_ms (self->heartbeat), ==, sample);
      expected = 0.875 * expected + 0.125 * sample;
      g_assert_cmpfloat_with_epsilon (cordial_heartbeat_get_smoothed_ms (self->heartbeat), expected, 1e-6);
      g_assert_cmpuint (cordial_heartbeat_get_deadline_ms (self->heartbeat), ==,
                        (guint) MAX (4 * cordial_heartbeat_get_smoothed_ms (self->heartbeat), 2000.0));
    }
}

/* The deadline that is computed is the one that is kept. */
static void
test_slow_line (void)
{
  g_autoptr (Heart) self = heart_new ();

  g_object_set (self->heartbeat, "deadline-floor-ms", 1, "deadline-cap-ms", 300, NULL);
  cordial_heartbeat_start (self->heartbeat, 40.0);
  cordial_heartbeat_probe (self->heartbeat);
  test_wait_until (self->n_dead == 1);
  g_assert_cmpint (self->dead_at - self->beat_at, >=, 159 * G_TIME_SPAN_MILLISECOND);
}

/* Rule 6: a send arms; halfway the heartbeat asks too; the whole takes one deadline. */
static void
test_send_without_answer (void)
{
  g_autoptr (Heart) self = heart_new ();
  gint64 sent_at;

  g_object_set (self->heartbeat, "interval-ms", 60000, NULL);
  cordial_heartbeat_start (self->heartbeat, 0.0);
  sent_at = g_get_monotonic_time ();
  cordial_heartbeat_expect_answer (self->heartbeat);
  g_assert_true (cordial_heartbeat_is_armed (self->heartbeat));
  g_assert_cmpuint (self->n_beats, ==, 0);
  test_wait_until (self->n_beats == 1);
  g_assert_cmpint (self->beat_at - sent_at, >=, DEADLINE_MS / 2 * G_TIME_SPAN_MILLISECOND);
  /* Another send meanwhile does not put the end off. */
  cordial_heartbeat_expect_answer (self->heartbeat);
  cordial_heartbeat_probe (self->heartbeat);
  test_wait_until (self->n_dead == 1);
  g_assert_cmpint (self->dead_at - sent_at, >=, DEADLINE_MS * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (self->n_beats, ==, 1);
}

static void
test_send_with_answer (void)
{
  g_autoptr (Heart) self = heart_new ();

  g_object_set (self->heartbeat, "interval-ms", 60000, NULL);
  cordial_heartbeat_start (self->heartbeat, 0.0);
  cordial_heartbeat_expect_answer (self->heartbeat);
  cordial_heartbeat_received (self->heartbeat);
  g_assert_false (cordial_heartbeat_is_armed (self->heartbeat));
  g_assert_cmpuint (self->samples->len, ==, 1);
  test_run_ms (DEADLINE_MS * 2);
  g_assert_cmpuint (self->n_beats, ==, 0);
  g_assert_cmpuint (self->n_dead, ==, 0);

  /* With two questions out the answer is life, but no sample (RFC 6298, Karn's rule). */
  cordial_heartbeat_expect_answer (self->heartbeat);
  test_wait_until (self->n_beats == 1);
  cordial_heartbeat_received (self->heartbeat);
  g_assert_cmpuint (self->samples->len, ==, 1);
  cordial_heartbeat_expect_answer (self->heartbeat);
  cordial_heartbeat_probe (self->heartbeat);
  g_assert_cmpuint (self->n_beats, ==, 2);
  cordial_heartbeat_received (self->heartbeat);
  g_assert_cmpuint (self->samples->len, ==, 1);
  test_run_ms (DEADLINE_MS * 2);
  g_assert_cmpuint (self->n_dead, ==, 0);
}

/* What the line has received counts, though it was no frame: once for the interval, … */
static void
test_evidence_in_interval (void)
{
  g_autoptr (Heart) self = heart_new ();
  gint64 ping_at;

  g_object_set (self->heartbeat, "interval-ms", 200, NULL);
  self->have_evidence = TRUE;
  cordial_heartbeat_start (self->heartbeat, 0.0);
  test_run_ms (120);
  ping_at = self->evidence.received_at = g_get_monotonic_time ();
  self->evidence.received = 2;
  test_wait_until (self->n_beats == 1);
  g_assert_cmpint (self->beat_at - ping_at, >=, 199 * G_TIME_SPAN_MILLISECOND);
}

/* … and for the deadline, without a sample. What was there before the question is no answer. */
static void
test_evidence_in_deadline (void)
{
  g_autoptr (Heart) self = heart_new ();

  g_object_set (self->heartbeat, "interval-ms", 300, NULL);
  self->have_evidence = TRUE;
  self->evidence.received = 1000;
  cordial_heartbeat_start (self->heartbeat, 0.0);
  cordial_heartbeat_probe (self->heartbeat);
  self->evidence.received = 1001;
  self->evidence.received_at = g_get_monotonic_time ();
  test_wait_until (!cordial_heartbeat_is_armed (self->heartbeat));
  g_assert_true (cordial_heartbeat_is_running (self->heartbeat));
  g_assert_cmpuint (self->samples->len, ==, 0);
  g_assert_cmpuint (self->n_dead, ==, 0);
  test_wait_until (self->n_beats == 2);
  g_assert_cmpint (self->beat_at - self->evidence.received_at, >=, 299 * G_TIME_SPAN_MILLISECOND);

  self->evidence.received_at = g_get_monotonic_time ();
  test_wait_until (self->n_dead == 1);
}

/* Rule 8: what waits behind much else may take as long as the cap allows, whoever holds it up: the machine's own kernel, or one on
 * the way that has taken it all. */
static void
test_backlog (gconstpointer data)
{
  gboolean taken_on_the_way = GPOINTER_TO_INT (data);
  g_autoptr (Heart) self = heart_new ();
  gint64 asked_at;

  g_object_set (self->heartbeat, "interval-ms", 3600 * 1000, "deadline-cap-ms", 10 * DEADLINE_MS, NULL);
  self->have_evidence = TRUE;
  cordial_heartbeat_start (self->heartbeat, 0.0);
  self->evidence.sent = 5000;
  self->evidence.acknowledged = taken_on_the_way ? 5000 : 0;
  cordial_heartbeat_expect_answer (self->heartbeat);
  test_run_ms (DEADLINE_MS * 3);
  g_assert_cmpuint (self->n_dead, ==, 0);
  g_assert_cmpuint (self->n_beats, ==, 1);
  cordial_heartbeat_received (self->heartbeat);
  g_assert_cmpuint (self->samples->len, ==, 0);

  /* Not for ever, … */
  self->evidence.sent += 5000;
  asked_at = g_get_monotonic_time ();
  cordial_heartbeat_expect_answer (self->heartbeat);
  test_wait_until (self->n_dead == 1);
  g_assert_cmpint (self->dead_at - asked_at, >=, 10 * DEADLINE_MS * G_TIME_SPAN_MILLISECOND);

  /* … and not for a word, nor for what had been answered. */
  cordial_heartbeat_start (self->heartbeat, 0.0);
  self->evidence.acknowledged = self->evidence.sent;
  self->evidence.sent += 100;
  asked_at = g_get_monotonic_time ();
  cordial_heartbeat_expect_answer (self->heartbeat);
  test_wait_until (self->n_dead == 2);
  g_assert_cmpint (self->dead_at - asked_at, <, 10 * DEADLINE_MS * G_TIME_SPAN_MILLISECOND);
}

/* A shorter interval counts at once, not after the longer one. */
static void
test_interval_changes (void)
{
  g_autoptr (Heart) self = heart_new ();

  g_object_set (self->heartbeat, "interval-ms", 3600 * 1000, NULL);
  cordial_heartbeat_start (self->heartbeat, 0.0);
  cordial_heartbeat_set_interval_ms (self->heartbeat, INTERVAL_MS);
  test_wait_until (self->n_beats == 1);
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/heartbeat/defaults", test_defaults);
  g_test_add_func ("/heartbeat/timers", test_timers);
  g_test_add_func ("/heartbeat/silence", test_silence);
  g_test_add_func ("/heartbeat/frames-restart-interval", test_frames_restart_interval);
  g_test_add_func ("/heartbeat/answer", test_answer);
  g_test_add_func ("/heartbeat/deadline", test_deadline);
  g_test_add_func ("/heartbeat/smoothing", test_smoothing);
  g_test_add_func ("/heartbeat/slow-line", test_slow_line);
  g_test_add_func ("/heartbeat/send-without-answer", test_send_without_answer);
  g_test_add_func ("/heartbeat/send-with-answer", test_send_with_answer);
  g_test_add_func ("/heartbeat/evidence-in-interval", test_evidence_in_interval);
  g_test_add_func ("/heartbeat/evidence-in-deadline", test_evidence_in_deadline);
  g_test_add_data_func ("/heartbeat/backlog-here", GINT_TO_POINTER (FALSE), test_backlog);
  g_test_add_data_func ("/heartbeat/backlog-on-the-way", GINT_TO_POINTER (TRUE), test_backlog);
  g_test_add_func ("/heartbeat/interval-changes", test_interval_changes);
  return g_test_run ();
}
