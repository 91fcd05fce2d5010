/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where days, groups and the unread part of a timeline begin.
 */

#include "cordial-message-grouping.h"

/* 18 March 2026, 12:00 UTC. */
#define NOON_MS G_GINT64_CONSTANT (1773835200000)
#define NO_UNREAD (-1)

static CordialMessageFacts
message (const char *sender_id, gint64 after_noon_s, gint64 seq)
{
  return (CordialMessageFacts) { sender_id, g_str_equal (sender_id, "me"), NOON_MS + after_noon_s * 1000, seq };
}

static CordialMessageStanding
stand (const CordialMessageFacts *previous,
       CordialMessageFacts self,
       const CordialMessageFacts *next,
       gint64 unread_after)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  return cordial_message_grouping_get_standing (previous, &self, next, unread_after, utc);
}

static void
test_alone (void)
{
  CordialMessageStanding alone = stand (NULL, message ("anna", 0, 1), NULL, NO_UNREAD);

  g_assert_true (alone.begins_day);
  g_assert_true (alone.begins_group);
  g_assert_true (alone.ends_group);
  g_assert_false (alone.begins_unread);
}

static void
test_groups (void)
{
  CordialMessageFacts first = message ("anna", 0, 1);
  CordialMessageFacts soon = message ("anna", 60, 2);
  CordialMessageFacts late = message ("anna", 61, 2);
  CordialMessageFacts other = message ("bert", 5, 2);
  CordialMessageFacts mine = message ("me", 5, 0);

  g_assert_false (stand (&first, soon, NULL, NO_UNREAD).begins_group);
  g_assert_false (stand (&first, soon, NULL, NO_UNREAD).begins_day);
  g_assert_false (stand (NULL, first, &soon, NO_UNREAD).ends_group);
  g_assert_true (stand (&first, late, NULL, NO_UNREAD).begins_group);
  g_assert_true (stand (NULL, first, &late, NO_UNREAD).ends_group);
  g_assert_true (stand (&first, other, NULL, NO_UNREAD).begins_group);
  g_assert_true (stand (&first, mine, NULL, NO_UNREAD).begins_group);
}

static void
test_days (void)
{
  CordialMessageFacts before = message ("anna", 12 * 3600 - 1, 1);
  CordialMessageFacts after = message ("anna", 12 * 3600, 2);

  g_assert_true (stand (&before, after, NULL, NO_UNREAD).begins_day);
  g_assert_true (stand (&before, after, NULL, NO_UNREAD).begins_group);
  g_assert_true (stand (NULL, before, &after, NO_UNREAD).ends_group);
}

static void
test_unread (void)
{
  CordialMessageFacts read = message ("anna", 0, 7);
  CordialMessageFacts new = message ("anna", 1, 9); /* 8 was deleted */
  CordialMessageFacts newer = message ("anna", 2, 10);
  CordialMessageFacts mine = message ("me", 1, 9);

  g_assert_true (stand (&read, new, &newer, 7).begins_unread);
  g_assert_true (stand (&read, new, &newer, 7).begins_group);
  g_assert_true (stand (NULL, read, &new, 7).ends_group);
  g_assert_false (stand (&new, newer, NULL, 7).begins_unread);
  g_assert_true (stand (NULL, new, NULL, 7).begins_unread);
  g_assert_true (stand (NULL, new, NULL, 0).begins_unread);
  g_assert_false (stand (&read, mine, NULL, 7).begins_unread);
  g_assert_false (stand (NULL, read, NULL, 7).begins_unread);
}

static void
test_extreme_times (void)
{
  CordialMessageFacts past = { "anna", FALSE, G_MININT64, 1 };
  CordialMessageFacts future = { "anna", FALSE, G_MAXINT64, 2 };

  g_assert_true (stand (&past, future, NULL, NO_UNREAD).begins_group);
  g_assert_true (stand (&future, past, NULL, NO_UNREAD).begins_group);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/message-grouping/alone", test_alone);
  g_test_add_func ("/ui/message-grouping/groups", test_groups);
  g_test_add_func ("/ui/message-grouping/days", test_days);
  g_test_add_func ("/ui/message-grouping/unread", test_unread);
  g_test_add_func ("/ui/message-grouping/extreme-times", test_extreme_times);
  return g_test_run ();
}
