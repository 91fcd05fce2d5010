/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What became of a connection in a span of time: when it was there, when not and why, and how fast it was answered. Made of
 * beats, for the chart that draws it and for the words that say the same. Pure; the present is passed in.
 */

#include "cordial-config.h"

#include "cordial-connection-summary.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The round trip in milliseconds at which a spike has its full height; ten thousand is when a link is given up. */
#define FULL_HEIGHT_MS 10000.0
/* The height of the fastest, as a share of the full one: it must still be seen. */
#define LEAST_HEIGHT 0.25

static void
clear_stretch (gpointer data)
{
  g_free (((CordialStretch *) data)->reason);
}

/* --- Putting it together ------------------------------------------------------------------------------------------- */

typedef struct
{
  CordialConnectionSummary *summary;
  CordialStretch open; /* from_us is 0 while nothing is known */
  gint64 last_us;
  gint64 longest_silence_us;
} Reader;

static void
end_stretch (Reader *reader, gint64 to_us)
{
  CordialConnectionSummary *self = reader->summary;
  CordialStretch stretch = reader->open;

  reader->open = (CordialStretch) { 0 };
  if (stretch.from_us == 0 || to_us <= MAX (stretch.from_us, self->since_us))
    {
      g_free (stretch.reason);
      return;
    }
  stretch.from_us = MAX (stretch.from_us, self->since_us);
  stretch.to_us = to_us;
  self->known_us += stretch.to_us - stretch.from_us;
  if (stretch.kind == CORDIAL_STRETCH_CONNECTED)
    self->connected_us += stretch.to_us - stretch.from_us;
  g_array_append_val (self->stretches, stretch);
}

static void
begin_stretch (Reader *reader, CordialStretchKind kind, gint64 from_us, const char *reason)
{
  if (reader->open.from_us != 0 && reader->open.kind == kind)
    {
      /* It goes on; the first reason is the one that counts. */
      if (reader->open.reason == NULL)
        reader->open.reason = g_strdup (reason);
      return;
    }
  end_stretch (reader, from_us);
  reader->open.kind = kind;
  reader->open.from_us = from_us;
  reader->open.reason = g_strdup (reason);
}

static void
read_beat (Reader *reader, const CordialBeat *beat)
{
  CordialConnectionSummary *self = reader->summary;
  CordialAnswer answer = { beat->time_us, beat->round_trip_ms };

  /* A computer that sleeps has no heartbeat: nothing is known of the time between, whatever was found at its end. */
  if (reader->open.from_us != 0 && reader->open.kind == CORDIAL_STRETCH_CONNECTED &&
      beat->time_us - reader->last_us > reader->longest_silence_us)
    {
      end_stretch (reader, reader->last_us);
      if (beat->kind != CORDIAL_BEAT_DROPPED)
        begin_stretch (reader, CORDIAL_STRETCH_CONNECTED, beat->time_us, NULL);
    }
  reader->last_us = beat->time_us;

  switch (beat->kind)
    {
    case CORDIAL_BEAT_OPENED:
      begin_stretch (reader, CORDIAL_STRETCH_CONNECTED, beat->time_us, NULL);
      self->connected_since_us = beat->time_us;
      break;
    case CORDIAL_BEAT_ANSWERED:
      if (beat->time_us >= self->since_us)
        g_array_append_val (self->answers, answer);
      break;
    case CORDIAL_BEAT_DROPPED:
    case CORDIAL_BEAT_FAILED:
      begin_stretch (reader, CORDIAL_STRETCH_AWAY, beat->time_us, beat->reason);
      self->connected_since_us = 0;
      break;
    case CORDIAL_BEAT_ATTEMPT:
    case CORDIAL_BEAT_SENT:
    default:
      break;
    }
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static void
measure (CordialConnectionSummary *self)
{
  guint n = self->answers->len;
  g_autofree double *sorted = g_new (double, n + 1);

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    sorted[i] = g_array_index (self->answers, CordialAnswer, i).round_trip_ms;
  qsort (sorted, n, sizeof (double), compare_doubles);
  self->typical_ms = sorted[n / 2];
  self->slowest_ms = sorted[n - 1];
}

/**
 * cordial_connection_summary_new:
 * @beats: (element-type CordialBeat): in order, from before @since_us on
 * @since_us: where the span begins
 * @now_us: the present
 * @longest_silence_us: without a beat for longer than that, nobody knows how the connection was
 *
 * Returns: (transfer full): what they say
 */
CordialConnectionSummary *
cordial_connection_summary_new (GArray *beats, gint64 since_us, gint64 now_us, gint64 longest_silence_us)
{
  CordialConnectionSummary *self = g_new0 (CordialConnectionSummary, 1);
  Reader reader = { .summary = self, .longest_silence_us = longest_silence_us };

  self->since_us = since_us;
  self->now_us = now_us;
  self->stretches = g_array_new (FALSE, FALSE, sizeof (CordialStretch));
  g_array_set_clear_func (self->stretches, clear_stretch);
  self->answers = g_array_new (FALSE, FALSE, sizeof (CordialAnswer));
  for (guint i = 0; i < beats->len; i++)
    read_beat (&reader, &g_array_index (beats, CordialBeat, i));
  if (reader.open.from_us != 0)
    {
      guint before = self->stretches->len;

      end_stretch (&reader, now_us);
      if (self->stretches->len > before)
        g_array_index (self->stretches, CordialStretch, before).ongoing = TRUE;
    }
  measure (self);
  return self;
}

void
cordial_connection_summary_free (CordialConnectionSummary *self)
{
  g_array_unref (self->stretches);
  g_array_unref (self->answers);
  g_free (self);
}

guint
cordial_connection_summary_count_interruptions (const CordialConnectionSummary *self)
{
  guint n = 0;

  for (guint i = 0; i < self->stretches->len; i++)
    n += g_array_index (self->stretches, CordialStretch, i).kind == CORDIAL_STRETCH_AWAY;
  return n;
}

/**
 * cordial_connection_summary_get_height:
 * @round_trip_ms: how long an answer took
 *
 * Returns: how high its spike is, from 0 to 1: ten times slower is one step higher
 */
double
cordial_connection_summary_get_height (double round_trip_ms)
{
  double steps = log10 (CLAMP (round_trip_ms, 1.0, FULL_HEIGHT_MS)) / log10 (FULL_HEIGHT_MS);

  return LEAST_HEIGHT + (1 - LEAST_HEIGHT) * steps;
}

/* --- In words ------------------------------------------------------------------------------------------------------ */

/**
 * cordial_connection_summary_format_span:
 * @span_us: microseconds
 *
 * Returns: (transfer full): "12 seconds", "3 minutes", "2 hours"
 */
char *
cordial_connection_summary_format_span (gint64 span_us)
{
  gint64 seconds = MAX (1, (span_us + G_TIME_SPAN_SECOND / 2) / G_TIME_SPAN_SECOND);
  gint64 minutes = (seconds + 30) / 60;
  guint hours;

  if (seconds < 60)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u second", "%u seconds", seconds), (guint) seconds);
  if (minutes < 60)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u minute", "%u minutes", minutes), (guint) minutes);
  hours = (guint) ((minutes + 30) / 60);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u hour", "%u hours", hours), hours);
}

/**
 * cordial_connection_summary_stretch_to_words:
 * @stretch: a time without a connection
 *
 * Returns: (transfer full): "14:03, for 12 seconds: The server did not answer in time."
 */
char *
cordial_connection_summary_stretch_to_words (const CordialStretch *stretch, GTimeZone *zone, CordialClock clock)
{
  g_autofree char *time = cordial_time_format_clock (stretch->from_us / 1000, zone, clock);
  g_autofree char *span = cordial_connection_summary_format_span (stretch->to_us - stretch->from_us);
  g_autofree char *when = NULL;

  /* Translators: a time of day, then a duration such as «12 seconds». */
  when = stretch->ongoing ? g_strdup_printf (_ ("Since %s, for %s by now"), time, span)
                          : g_strdup_printf (_ ("%s, for %s"), time, span);
  if (!stretch->reason || !*stretch->reason)
    return g_steal_pointer (&when);
  /* Translators: when the connection was away, and a sentence that says why. */
  return g_strdup_printf (C_ ("interruption", "%s: %s"), when, stretch->reason);
}

static const CordialStretch *
find_longest (const CordialConnectionSummary *self)
{
  const CordialStretch *longest = NULL;

  for (guint i = 0; i < self->stretches->len; i++)
    {
      const CordialStretch *stretch = &g_array_index (self->stretches, CordialStretch, i);

      if (stretch->kind == CORDIAL_STRETCH_AWAY &&
          (!longest || stretch->to_us - stretch->from_us > longest->to_us - longest->from_us))
        longest = stretch;
    }
  return longest;
}

static char *
format_ms (double ms)
{
  return ms < 1 ? g_strdup (_ ("less than 1 ms")) : g_strdup_printf (_ ("%.0f ms"), ms);
}

/**
 * cordial_connection_summary_format_speed:
 * @self: a summary
 *
 * Returns: (transfer full) (nullable): how fast the server answered, %NULL if it never did
 */
char *
cordial_connection_summary_format_speed (const CordialConnectionSummary *self)
{
  g_autofree char *typical = format_ms (self->typical_ms);
  g_autofree char *slowest = format_ms (self->slowest_ms);

  if (self->answers->len == 0)
    return NULL;
  /* Translators: two durations, such as «24 ms». */
  return g_strdup_printf (_ ("Answers typically took %s, the slowest %s."), typical, slowest);
}

/**
 * cordial_connection_summary_to_words:
 * @self: a summary of the last hour
 *
 * Returns: (transfer full): what the chart shows, for who does not see it
 */
char *
cordial_connection_summary_to_words (const CordialConnectionSummary *self, GTimeZone *zone, CordialClock clock)
{
  guint n = cordial_connection_summary_count_interruptions (self);
  const CordialStretch *longest = find_longest (self);
  g_autofree char *speed = cordial_connection_summary_format_speed (self);
  g_autofree char *connected = NULL;
  g_autofree char *known = NULL;
  GString *words;

  if (self->known_us <= 0)
    return g_strdup (_ ("Nothing has been recorded yet."));
  known = cordial_connection_summary_format_span (self->known_us);
  if (self->connected_us <= 0)
    {
      words = g_string_new (NULL);
      /* Translators: a duration, such as «5 minutes». */
      g_string_append_printf (words, _ ("Not connected for the last %s."), known);
    }
  else
    {
      connected = cordial_connection_summary_format_span (self->connected_us);
      words = g_string_new (NULL);
      if (n == 0)
        /* Translators: a duration, such as «5 minutes». */
        g_string_append_printf (words, _ ("Connected for the last %s without an interruption."), known);
      else
        g_string_append_printf (
          words,
          /* Translators: two durations and a number: connected for «58 minutes» of the last «60 minutes», … */
          g_dngettext (GETTEXT_PACKAGE, "Connected for %s of the last %s, with %u interruption.",
                       "Connected for %s of the last %s, with %u interruptions.", n),
          connected, known, n);
    }
  if (longest)
    {
      g_autofree char *text = cordial_connection_summary_stretch_to_words (longest, zone, clock);

      g_string_append_c (words, ' ');
      /* Translators: a time, a duration and a reason. */
      g_string_append_printf (words, n > 1 ? _ ("The longest: %s") : _ ("It was: %s"), text);
    }
  if (speed)
    g_string_append_printf (words, " %s", speed);
  return g_string_free (words, FALSE);
}
