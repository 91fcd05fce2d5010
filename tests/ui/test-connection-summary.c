/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of a connection's last hour, for histories of all kinds.
 */

#include "cordial-connection-summary.h"

#define MINUTE G_TIME_SPAN_MINUTE
#define SECOND G_TIME_SPAN_SECOND
/* 2026-11-24 14:00:00 UTC: the hour begins an hour before. */
#define NOW (G_GINT64_CONSTANT (1795528800) * SECOND)
#define HOUR_AGO (NOW - 60 * MINUTE)

static void
clear_beat (gpointer data)
{
  g_free (((CordialBeat *) data)->reason);
}

static GArray *
beats_new (void)
{
  GArray *beats = g_array_new (FALSE, FALSE, sizeof (CordialBeat));

  g_array_set_clear_func (beats, clear_beat);
  return beats;
}

static void
add (GArray *beats, gint64 time_us, CordialBeatKind kind, double round_trip_ms, const char *reason)
{
  CordialBeat beat = { time_us, kind, round_trip_ms, g_strdup (reason) };

  g_array_append_val (beats, beat);
}

/* A beat each half minute, answered in 20 ms. */
static void
beat_on (GArray *beats, gint64 from_us, gint64 to_us)
{
  for (gint64 time_us = from_us + 30 * SECOND; time_us < to_us; time_us += 30 * SECOND)
    {
      add (beats, time_us, CORDIAL_BEAT_SENT, 0, NULL);
      add (beats, time_us, CORDIAL_BEAT_ANSWERED, 20, NULL);
    }
}

static CordialConnectionSummary *
summarize (GArray *beats)
{
  return cordial_connection_summary_new (beats, HOUR_AGO, NOW, 2 * MINUTE);
}

static char *
dup_words (const CordialConnectionSummary *summary)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  return cordial_connection_summary_to_words (summary, zone, CORDIAL_CLOCK_24_HOURS);
}

#define assert_words(summary, expected)                                                                                \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *words = dup_words (summary);                                                                      \
    g_assert_cmpstr (words, ==, expected);                                                                             \
  }                                                                                                                    \
  G_STMT_END

static void
test_nothing (void)
{
  g_autoptr (GArray) beats = beats_new ();
  g_autoptr (CordialConnectionSummary) summary = summarize (beats);

  g_assert_cmpuint (summary->stretches->len, ==, 0);
  g_assert_null (cordial_connection_summary_format_speed (summary));
  assert_words (summary, "Nothing has been recorded yet.");
}

static void
test_just_opened (void)
{
  g_autoptr (GArray) beats = beats_new ();
  g_autoptr (CordialConnectionSummary) summary = NULL;

  add (beats, NOW - 12 * SECOND, CORDIAL_BEAT_ATTEMPT, 0, NULL);
  add (beats, NOW - 11 * SECOND, CORDIAL_BEAT_OPENED, 0, NULL);
  add (beats, NOW - 11 * SECOND, CORDIAL_BEAT_ANSWERED, 0.4, NULL);
  summary = summarize (beats);
  g_assert_cmpuint (summary->stretches->len, ==, 1);
  g_assert_cmpint (summary->connected_since_us, ==, NOW - 11 * SECOND);
  assert_words (summary,
                "Connected for the last 11 seconds without an interruption. Answers typically took less than 1 ms, "
                "the slowest less than 1 ms.");
}

static void
test_interruption (void)
{
  g_autoptr (GArray) beats = beats_new ();
  g_autoptr (CordialConnectionSummary) summary = NULL;
  const CordialStretch *gap;

  /* From before the hour on. */
  add (beats, HOUR_AGO - 10 * MINUTE, CORDIAL_BEAT_OPENED, 0, NULL);
  beat_on (beats, HOUR_AGO - 10 * MINUTE, HOUR_AGO + 20 * MINUTE);
  add (beats, HOUR_AGO + 20 * MINUTE, CORDIAL_BEAT_DROPPED, 0, "The server did not answer in time.");
  add (beats, HOUR_AGO + 20 * MINUTE, CORDIAL_BEAT_ATTEMPT, 0, NULL);
  add (beats, HOUR_AGO + 20 * MINUTE + 5 * SECOND, CORDIAL_BEAT_FAILED, 0, "Nobody answers there.");
  add (beats, HOUR_AGO + 20 * MINUTE + 12 * SECOND, CORDIAL_BEAT_OPENED, 0, NULL);
  beat_on (beats, HOUR_AGO + 20 * MINUTE + 12 * SECOND, NOW);
  add (beats, NOW - 5 * SECOND, CORDIAL_BEAT_ANSWERED, 310, NULL);
  summary = summarize (beats);

  g_assert_cmpuint (summary->stretches->len, ==, 3);
  g_assert_cmpuint (cordial_connection_summary_count_interruptions (summary), ==, 1);
  gap = &g_array_index (summary->stretches, CordialStretch, 1);
  g_assert_cmpint (gap->kind, ==, CORDIAL_STRETCH_AWAY);
  g_assert_cmpint (gap->to_us - gap->from_us, ==, 12 * SECOND);
  g_assert_cmpstr (gap->reason, ==, "The server did not answer in time.");
  g_assert_cmpint (summary->connected_us, ==, 60 * MINUTE - 12 * SECOND);
  /* What lies before the hour is not in it. */
  for (guint i = 0; i < summary->answers->len; i++)
    g_assert_cmpint (g_array_index (summary->answers, CordialAnswer, i).time_us, >=, HOUR_AGO);
  assert_words (summary,
                "Connected for 1 hour of the last 1 hour, with 1 interruption. It was: 13:20, for 12 seconds: The "
                "server did not answer in time. Answers typically took 20 ms, the slowest 310 ms.");
}

static void
test_away_now (void)
{
  g_autoptr (GArray) beats = beats_new ();
  g_autoptr (CordialConnectionSummary) summary = NULL;

  add (beats, NOW - 30 * MINUTE, CORDIAL_BEAT_OPENED, 0, NULL);
  beat_on (beats, NOW - 30 * MINUTE, NOW - 10 * MINUTE);
  add (beats, NOW - 10 * MINUTE, CORDIAL_BEAT_DROPPED, 0, "The line broke.");
  add (beats, NOW - 5 * MINUTE, CORDIAL_BEAT_OPENED, 0, NULL);
  beat_on (beats, NOW - 5 * MINUTE, NOW - 3 * MINUTE);
  add (beats, NOW - 3 * MINUTE, CORDIAL_BEAT_DROPPED, 0, NULL);
  summary = summarize (beats);
  g_assert_cmpint (summary->connected_since_us, ==, 0);
  g_assert_true (g_array_index (summary->stretches, CordialStretch, summary->stretches->len - 1).ongoing);
  assert_words (summary,
                "Connected for 22 minutes of the last 30 minutes, with 2 interruptions. The longest: 13:50, for 5 "
                "minutes: The line broke. Answers typically took 20 ms, the slowest 20 ms.");
}

static void
test_never_connected (void)
{
  g_autoptr (GArray) beats = beats_new ();
  g_autoptr (CordialConnectionSummary) summary = NULL;

  add (beats, NOW - 4 * MINUTE, CORDIAL_BEAT_ATTEMPT, 0, NULL);
  for (guint i = 4; i > 0; i--)
    add (beats, NOW - i * MINUTE, CORDIAL_BEAT_FAILED, 0, "Nobody answers there.");
  summary = summarize (beats);
  assert_words (summary,
                "Not connected for the last 4 minutes. It was: Since 13:56, for 4 minutes by now: Nobody answers "
                "there.");
}

/* A lid was closed: nobody knows how the connection was, and nobody says that it was there. */
static void
test_sleep (void)
{
  g_autoptr (GArray) beats = beats_new ();
  g_autoptr (CordialConnectionSummary) summary = NULL;

  add (beats, NOW - 50 * MINUTE, CORDIAL_BEAT_OPENED, 0, NULL);
  beat_on (beats, NOW - 50 * MINUTE, NOW - 40 * MINUTE);
  add (beats, NOW - 10 * MINUTE, CORDIAL_BEAT_DROPPED, 0, "The server did not answer in time.");
  add (beats, NOW - 10 * MINUTE + SECOND, CORDIAL_BEAT_OPENED, 0, NULL);
  beat_on (beats, NOW - 10 * MINUTE + SECOND, NOW);
  summary = summarize (beats);
  g_assert_cmpint (summary->known_us, <, 21 * MINUTE);
  g_assert_cmpint (summary->connected_us, <, 20 * MINUTE);
  g_assert_cmpuint (cordial_connection_summary_count_interruptions (summary), ==, 1);
}

static void
test_heights (void)
{
  double last = 0;

  for (double ms = 0.1; ms < 100000; ms *= 10)
    {
      double height = cordial_connection_summary_get_height (ms);

      g_assert_cmpfloat (height, >=, last);
      g_assert_cmpfloat (height, >, 0.2);
      g_assert_cmpfloat (height, <=, 1);
      last = height;
    }
  g_assert_cmpfloat (cordial_connection_summary_get_height (10), <, cordial_connection_summary_get_height (100));
  g_assert_cmpfloat (last, ==, 1);
}

static void
test_spans (void)
{
  const struct
  {
    gint64 span_us;
    const char *words;
  } cases[] = {
    { 0, "1 second" },           { SECOND, "1 second" },           { 59 * SECOND, "59 seconds" },
    { 60 * SECOND, "1 minute" }, { 89 * SECOND, "1 minute" },      { 59 * MINUTE, "59 minutes" },
    { 60 * MINUTE, "1 hour" },   { 49 * 60 * MINUTE, "49 hours" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = cordial_connection_summary_format_span (cases[i].span_us);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/connection-summary/nothing", test_nothing);
  g_test_add_func ("/ui/connection-summary/just-opened", test_just_opened);
  g_test_add_func ("/ui/connection-summary/interruption", test_interruption);
  g_test_add_func ("/ui/connection-summary/away-now", test_away_now);
  g_test_add_func ("/ui/connection-summary/never-connected", test_never_connected);
  g_test_add_func ("/ui/connection-summary/sleep", test_sleep);
  g_test_add_func ("/ui/connection-summary/heights", test_heights);
  g_test_add_func ("/ui/connection-summary/spans", test_spans);
  return g_test_run ();
}
