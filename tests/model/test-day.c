/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A real midnight, where it is nearly midnight now.
 */

#include "cordial-day.h"
#include "patience.h"

static void
on_changed (guint *changes)
{
  (*changes)++;
}

/* A place of the earth where the next day begins in a moment; one that people count on has no such seconds. */
static GTimeZone *
new_zone_before_midnight (int seconds)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  int second = g_date_time_get_hour (now) * 3600 + g_date_time_get_minute (now) * 60 + g_date_time_get_second (now);
  int offset = (24 * 3600 - second - seconds) % (24 * 3600);

  return g_time_zone_new_offset (offset > 12 * 3600 ? offset - 24 * 3600 : offset);
}

static void
test_midnight (void)
{
  g_autoptr (GTimeZone) zone = new_zone_before_midnight (2);
  g_autoptr (CordialDay) day = cordial_day_new (zone);
  guint changes = 0;

  g_signal_connect_swapped (day, "changed", G_CALLBACK (on_changed), &changes);
  patience_wait (changes == 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (changes, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/day/midnight", test_midnight);
  return g_test_run ();
}
