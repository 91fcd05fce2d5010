/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CordialHistory: order, bound, and the search for a time.
 */
#include "cordial-history.h"

static void
on_added (CordialHistory *history, guint *count)
{
  (*count)++;
}

static void
test_records (void)
{
  g_autoptr (CordialHistory) history = cordial_history_new (0);
  gint64 before = g_get_real_time ();
  const CordialHistoryRecord *record;
  guint added = 0;

  g_signal_connect (history, "added", G_CALLBACK (on_added), &added);
  g_assert_null (cordial_history_get_record (history, 0));
  cordial_history_add (history, CORDIAL_HISTORY_BEAT);
  cordial_history_add_round_trip (history, 12.5);
  cordial_history_add_ending (history, CORDIAL_HISTORY_DROP, CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT, "Silence.");
  g_assert_cmpuint (added, ==, 3);
  g_assert_cmpuint (cordial_history_get_n_records (history), ==, 3);

  record = cordial_history_get_record (history, 0);
  g_assert_cmpint (record->kind, ==, CORDIAL_HISTORY_BEAT);
  g_assert_cmpint (record->time_us, >=, before);
  g_assert_cmpint (record->time_us, <=, g_get_real_time ());
  g_assert_null (record->reason);
  record = cordial_history_get_record (history, 1);
  g_assert_cmpint (record->kind, ==, CORDIAL_HISTORY_ROUND_TRIP);
  g_assert_cmpfloat (record->round_trip_ms, ==, 12.5);
  record = cordial_history_get_record (history, 2);
  g_assert_cmpint (record->kind, ==, CORDIAL_HISTORY_DROP);
  g_assert_cmpint (record->ending, ==, CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT);
  g_assert_cmpstr (record->reason, ==, "Silence.");
  g_assert_null (cordial_history_get_record (history, 3));
}

static void
test_bound (void)
{
  enum
  {
    LIMIT = 7
  };
  g_autoptr (CordialHistory) history = cordial_history_new (LIMIT);

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *reason = g_strdup_printf ("%u", i);

      cordial_history_add_ending (history, CORDIAL_HISTORY_FAILURE, CORDIAL_CONNECTION_ENDING_LOST, reason);
      g_assert_cmpuint (cordial_history_get_n_records (history), ==, MIN (i + 1, LIMIT));
      for (guint position = 0; position < MIN (i + 1, LIMIT); position++)
        {
          g_autofree char *expected = g_strdup_printf ("%u", i + 1 - MIN (i + 1, LIMIT) + position);

          g_assert_cmpstr (cordial_history_get_record (history, position)->reason, ==, expected);
        }
    }
}

static void
test_find_since (void)
{
  g_autoptr (CordialHistory) history = cordial_history_new (4);
  gint64 middle;

  g_assert_cmpuint (cordial_history_find_since (history, 0), ==, 0);
  for (guint i = 0; i < 5; i++)
    cordial_history_add (history, CORDIAL_HISTORY_BEAT);
  do
    middle = g_get_real_time ();
  while (middle <= cordial_history_get_record (history, 3)->time_us);
  g_assert_cmpuint (cordial_history_find_since (history, middle), ==, 4);
  cordial_history_add (history, CORDIAL_HISTORY_BEAT);
  cordial_history_add (history, CORDIAL_HISTORY_BEAT);
  g_assert_cmpuint (cordial_history_find_since (history, middle), ==, 2);
  g_assert_cmpuint (cordial_history_find_since (history, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/records", test_records);
  g_test_add_func ("/history/bound", test_bound);
  g_test_add_func ("/history/find-since", test_find_since);
  return g_test_run ();
}
