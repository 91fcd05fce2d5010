/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The timeline of a million messages: prints what opening it and scrolling in it cost the model, the database included, in
 * three shapes: numbered throughout, with numbers that began anew again and again, and a sieve of gaps. Asserts no speed.
 */

#include "fixture.h"

#include <string.h>

#define N_MESSAGES 1000000

/* What a list view asks for at once. */
#define ROWS 40

#define REPEATS 21
#define JUMPS 501

static double
ms_since (gint64 start_us)
{
  return (g_get_monotonic_time () - start_us) / 1000.0;
}

static int
compare_doubles (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static void
print_times (const char *what, double *ms, guint n)
{
  g_sort_array (ms, n, sizeof *ms, compare_doubles, NULL);
  g_print ("  %-42s median %8.3f ms, slowest %8.3f ms\n", what, ms[n / 2], ms[n - 1]);
}

/* KiB */
static guint64
get_resident (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, "VmRSS:");
  return line ? g_ascii_strtoull (line + strlen ("VmRSS:"), NULL, 10) : 0;
}

static void
look (GListModel *model, guint position)
{
  for (guint i = 0; i < ROWS; i++)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (model, position + i);

      g_assert_cmpstr (cordial_message_get_text (message), !=, "");
    }
}

static void
print_timeline (Fixture *fixture, const char *what)
{
  double start_ms[REPEATS], open_ms[REPEATS], jump_ms[JUMPS];
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  GListModel *model;
  guint64 resident;
  gint64 start_us;
  guint n = 0;

  for (guint i = 0; i < REPEATS; i++)
    {
      start_us = g_get_monotonic_time ();
      fixture_restart (fixture);
      start_ms[i] = ms_since (start_us);
      start_us = g_get_monotonic_time ();
      model = G_LIST_MODEL (cordial_conversation_get_timeline (fixture_get_ben (fixture)));
      n = g_list_model_get_n_items (model);
      look (model, n - ROWS);
      open_ms[i] = ms_since (start_us);
    }
  g_print ("%s, %u messages\n", what, n);
  print_times ("the account ends and starts", start_ms, REPEATS);
  print_times ("opening the conversation", open_ms, REPEATS);

  model = G_LIST_MODEL (cordial_conversation_get_timeline (fixture_get_ben (fixture)));
  resident = get_resident ();
  for (guint i = 0; i < JUMPS; i++)
    {
      guint position = (guint) g_rand_int_range (random, 0, (int) (n - ROWS));

      start_us = g_get_monotonic_time ();
      look (model, position);
      jump_ms[i] = ms_since (start_us);
    }
  print_times ("scrolling to any point", jump_ms, JUMPS);
  start_us = g_get_monotonic_time ();
  for (guint i = n; i > n / 2; i--)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (model, i - 1);

      g_assert_nonnull (message);
    }
  g_print ("  %-42s %.2f µs a message\n", "scrolling through half of it", ms_since (start_us) * 1000 / (n - n / 2));
  g_print ("  %-42s %" G_GINT64_FORMAT " KiB\n", "memory more than before scrolling",
           (gint64) get_resident () - (gint64) resident);
}

/* A million messages, numbered by an expression of i. */
static Fixture *
fixture_new_long (const char *seq)
{
  Fixture *fixture = fixture_new_online (1);
  g_autofree char *sql =
    g_strdup_printf ("BEGIN;"
                     "DELETE FROM message;"
                     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                     " INSERT INTO message (conversation, seq, place, sender, time_ms, state, text)"
                     " SELECT 'usrBen', %s, i, 'usrBen', i * 1000, 2,"
                     " 'Message ' || i || ' of a talk about nothing in particular, as people do.' FROM n;"
                     "UPDATE conversation SET seq = %d, touched_ms = 1;"
                     "UPDATE span SET high = %d;"
                     "COMMIT",
                     N_MESSAGES, seq, N_MESSAGES, N_MESSAGES);

  fixture_execute (fixture, sql);
  return fixture;
}

static void
print_numbered (void)
{
  g_autoptr (Fixture) fixture = fixture_new_long ("i");

  print_timeline (fixture, "Numbered throughout");
}

/* The server forgot everything at half time. */
static void
print_epochs (void)
{
  g_autoptr (Fixture) fixture = fixture_new_long ("CASE WHEN i > 500000 THEN i - 500000 END");

  fixture_execute (fixture, "BEGIN;"
                            "UPDATE conversation SET seq = 500000, epoch = 1;"
                            "DELETE FROM span;"
                            "INSERT INTO span (conversation, hole, low, high) VALUES ('usrBen', 0, 1, 500000),"
                            " ('usrBen', 2, 1, 500000);"
                            "INSERT INTO fork (conversation, low, shift) VALUES ('usrBen', 1, 500000);"
                            "COMMIT");
  print_timeline (fixture, "Half of them without a number");
}

/* Every fiftieth is not here. */
static void
print_sieve (void)
{
  g_autoptr (Fixture) fixture = fixture_new_long ("i");

  fixture_execute (fixture, "BEGIN;"
                            "DELETE FROM message WHERE seq % 50 = 0;"
                            "DELETE FROM span;"
                            "INSERT INTO span (conversation, hole, low, high)"
                            " SELECT 'usrBen', 0, seq, seq + 48 FROM message WHERE seq % 50 = 1;"
                            "COMMIT");
  print_timeline (fixture, "With 20000 gaps");
}

int
main (void)
{
  print_numbered ();
  print_epochs ();
  print_sieve ();
  return 0;
}
