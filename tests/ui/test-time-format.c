/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times as the interface says them, against a present that the test owns.
 */

#include "cordial-time-format.h"

#include <locale.h>

typedef struct
{
  const char *time;
  const char *row;
  const char *day;
  const char *last_seen;
} TimeCase;

/* The present is Wednesday, 18 March 2026, 14:05 in Berlin. */
static const TimeCase cases[] = {
  { "2026-03-18T14:04:59", "14:04", "Today", "Last seen at 14:04" },
  { "2026-03-18T00:00:00", "00:00", "Today", "Last seen at 00:00" },
  { "2026-03-17T23:59:59", "Yesterday", "Yesterday", "Last seen yesterday at 23:59" },
  { "2026-03-16T09:30:00", "Mon", "Monday", "Last seen Monday at 09:30" },
  { "2026-03-12T09:30:00", "Thu", "Thursday", "Last seen Thursday at 09:30" },
  { "2026-03-11T09:30:00", "11 Mar", "Wednesday, 11 March", "Last seen 11 March" },
  { "2026-01-02T09:30:00", "2 Jan", "Friday, 2 January", "Last seen 2 January" },
  { "2025-12-31T23:59:59", "31 Dec 2025", "31 December 2025", "Last seen 31 December 2025" },
  /* A clock that runs ahead: nothing is in the future for long. */
  { "2026-03-18T23:00:00", "23:00", "Today", "Last seen at 23:00" },
  { "2026-03-20T10:00:00", "20 Mar", "Friday, 20 March", "Last seen at 10:00" },
};

static GDateTime *
make_now (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (3600);

  return g_date_time_new (zone, 2026, 3, 18, 14, 5, 0);
}

static void
test_cases (void)
{
  g_autoptr (GDateTime) now = make_now ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (cases[i].time, g_date_time_get_timezone (now));
      gint64 time_ms = g_date_time_to_unix (time) * 1000;
      g_autofree char *row = cordial_time_format_row (time_ms, now, CORDIAL_CLOCK_24_HOURS);
      g_autofree char *day = cordial_time_format_day (time_ms, now);
      g_autofree char *last_seen = cordial_time_format_last_seen (time_ms, now, CORDIAL_CLOCK_24_HOURS);

      g_assert_cmpstr (row, ==, cases[i].row);
      g_assert_cmpstr (day, ==, cases[i].day);
      g_assert_cmpstr (last_seen, ==, cases[i].last_seen);
    }
}

static void
test_12_hours (void)
{
  g_autoptr (GDateTime) now = make_now ();
  gint64 now_ms = g_date_time_to_unix (now) * 1000;
  g_autofree char *text = cordial_time_format_clock (now_ms, g_date_time_get_timezone (now), CORDIAL_CLOCK_12_HOURS);
  g_autofree char *full = cordial_time_format_full (now_ms, g_date_time_get_timezone (now), CORDIAL_CLOCK_24_HOURS);

  g_assert_cmpstr (text, ==, "2:05 PM");
  g_assert_cmpstr (full, ==, "Wednesday, 18 March 2026, 14:05");
}

static void
test_extremes (void)
{
  static const gint64 times[] = { 0, -1, -62135596800001, G_MININT64, G_MAXINT64, 253402300800000 };
  g_autoptr (GDateTime) now = make_now ();
  g_autofree char *never = cordial_time_format_last_seen (0, now, CORDIAL_CLOCK_24_HOURS);

  g_assert_cmpstr (never, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *clock =
        cordial_time_format_clock (times[i], g_date_time_get_timezone (now), CORDIAL_CLOCK_24_HOURS);
      g_autofree char *row = cordial_time_format_row (times[i], now, CORDIAL_CLOCK_24_HOURS);
      g_autofree char *day = cordial_time_format_day (times[i], now);

      g_assert_nonnull (clock);
      g_assert_nonnull (row);
      g_assert_nonnull (day);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C");
  g_test_add_func ("/ui/time-format/cases", test_cases);
  g_test_add_func ("/ui/time-format/12-hours", test_12_hours);
  g_test_add_func ("/ui/time-format/extremes", test_extremes);
  return g_test_run ();
}
