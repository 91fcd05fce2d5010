/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CordialSpans beside an array of booleans that does the same slowly, and the runs on disk beside CordialSpans.
 */
#define G_LOG_DOMAIN "cordial-test"

#include "cordial-store-private.h"
#include "store-fixture.h"

/* Small, so that runs often meet; numbers from 1 to N. */
#define N 120

#define ROUNDS 40
#define CHANGES 150

typedef struct
{
  gboolean in[N + 2]; /* 0 and N + 1 never are */
} Naive;

static void
naive_set (Naive *naive, gint64 low, gint64 high, gboolean in)
{
  for (gint64 i = low; i <= high; i++)
    naive->in[i] = in;
}

static void
compare_gap (CordialSpans *spans, const Naive *naive, gint64 low, gint64 high)
{
  CordialSpan gap = { -1, -1 };
  gint64 gap_high = high, gap_low;

  while (gap_high >= low && naive->in[gap_high])
    gap_high--;
  for (gap_low = gap_high; gap_low > low && !naive->in[gap_low - 1];)
    gap_low--;
  if (gap_high < low)
    {
      g_assert_false (cordial_spans_last_gap (spans, low, high, &gap));
    }
  else
    {
      g_assert_true (cordial_spans_last_gap (spans, low, high, &gap));
      g_assert_cmpint (gap.low, ==, gap_low);
      g_assert_cmpint (gap.high, ==, gap_high);
    }
}

static void
compare (CordialSpans *spans, const Naive *naive)
{
  gint64 count = 0, min = 0, max = 0, low, high, count_in = 0;
  guint n_spans = 0;

  for (gint64 i = 0; i <= N + 1; i++)
    {
      g_assert_cmpint (cordial_spans_contains (spans, i), ==, naive->in[i]);
      g_assert_cmpint (cordial_spans_position (spans, i), ==, count);
      if (!naive->in[i])
        continue;
      g_assert_cmpint (cordial_spans_nth (spans, count), ==, i);
      if (!naive->in[i - 1])
        g_assert_cmpint (cordial_spans_get_span (spans, n_spans++).low, ==, i);
      if (!naive->in[i + 1])
        g_assert_cmpint (cordial_spans_get_span (spans, n_spans - 1).high, ==, i);
      min = count == 0 ? i : min;
      max = i;
      count++;
    }
  g_assert_cmpint (cordial_spans_count (spans), ==, count);
  g_assert_cmpint (cordial_spans_get_n_spans (spans), ==, n_spans);
  g_assert_cmpint (cordial_spans_min (spans), ==, min);
  g_assert_cmpint (cordial_spans_max (spans), ==, max);
  g_assert_cmpint (cordial_spans_nth (spans, -1), ==, 0);
  g_assert_cmpint (cordial_spans_nth (spans, count), ==, 0);

  low = g_test_rand_int_range (1, N + 1);
  high = g_test_rand_int_range (low, N + 1);
  for (gint64 i = low; i <= high; i++)
    count_in += naive->in[i];
  g_assert_cmpint (cordial_spans_count_in (spans, low, high), ==, count_in);
  compare_gap (spans, naive, low, high);
  compare_gap (spans, naive, 1, N);
}

static void
test_random (void)
{
  for (int round = 0; round < ROUNDS; round++)
    {
      g_autoptr (CordialSpans) spans = cordial_spans_new ();
      Naive naive = { 0 };
      int longest = g_test_rand_int_range (1, N / 2);
      int adds_percent = g_test_rand_int_range (20, 80);

      compare (spans, &naive);
      for (int change = 0; change < CHANGES; change++)
        {
          gint64 low = g_test_rand_int_range (1, N + 1);
          gint64 high = g_test_rand_int_range (low, MIN (N, low + longest) + 1);
          gboolean add = g_test_rand_int_range (0, 100) < adds_percent;

          if (add)
            cordial_spans_add (spans, low, high);
          else
            cordial_spans_remove (spans, low, high);
          naive_set (&naive, low, high, add);
          compare (spans, &naive);
        }
    }
}

/* Every gap is found, from the highest down, by filling each that is found. */
static void
test_all_gaps (void)
{
  g_autoptr (CordialSpans) spans = cordial_spans_new ();
  const CordialSpan expected[] = { { 91, 100 }, { 51, 59 }, { 21, 21 }, { 5, 9 } };
  CordialSpan gap;

  cordial_spans_add (spans, 1, 4);
  cordial_spans_add (spans, 10, 20);
  cordial_spans_add (spans, 22, 50);
  cordial_spans_add (spans, 60, 90);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_true (cordial_spans_last_gap (spans, 1, 100, &gap));
      g_assert_cmpint (gap.low, ==, expected[i].low);
      g_assert_cmpint (gap.high, ==, expected[i].high);
      cordial_spans_add (spans, gap.low, gap.high);
    }
  g_assert_false (cordial_spans_last_gap (spans, 1, 100, &gap));
  g_assert_cmpint (cordial_spans_get_n_spans (spans), ==, 1);
  g_assert_cmpint (cordial_spans_count (spans), ==, 100);
}

static void
test_empty (void)
{
  g_autoptr (CordialSpans) spans = cordial_spans_new ();
  CordialSpan gap = { -1, -1 };

  g_assert_cmpint (cordial_spans_count (spans), ==, 0);
  g_assert_cmpint (cordial_spans_count_in (spans, 1, G_MAXINT), ==, 0);
  g_assert_cmpint (cordial_spans_min (spans), ==, 0);
  g_assert_cmpint (cordial_spans_max (spans), ==, 0);
  g_assert_cmpint (cordial_spans_nth (spans, 0), ==, 0);
  g_assert_cmpint (cordial_spans_position (spans, 5), ==, 0);
  g_assert_false (cordial_spans_contains (spans, 0));
  g_assert_false (cordial_spans_contains (spans, 1));
  cordial_spans_remove (spans, 1, G_MAXINT);
  g_assert_cmpint (cordial_spans_get_n_spans (spans), ==, 0);
  g_assert_true (cordial_spans_last_gap (spans, 3, 3, &gap));
  g_assert_cmpint (gap.low, ==, 3);
  g_assert_cmpint (gap.high, ==, 3);
  g_assert_false (cordial_spans_last_gap (spans, 4, 3, &gap));
}

static void
test_touching (void)
{
  g_autoptr (CordialSpans) spans = cordial_spans_new ();

  cordial_spans_add (spans, 1, 1);
  cordial_spans_add (spans, 3, 3);
  g_assert_cmpint (cordial_spans_get_n_spans (spans), ==, 2);
  cordial_spans_add (spans, 2, 2);
  g_assert_cmpint (cordial_spans_get_n_spans (spans), ==, 1);
  g_assert_cmpint (cordial_spans_count (spans), ==, 3);
  cordial_spans_add (spans, 1, 3);
  g_assert_cmpint (cordial_spans_count (spans), ==, 3);
  cordial_spans_remove (spans, 2, 2);
  g_assert_cmpint (cordial_spans_get_n_spans (spans), ==, 2);
  g_assert_cmpint (cordial_spans_position (spans, 3), ==, 1);
  cordial_spans_remove (spans, 1, 3);
  g_assert_cmpint (cordial_spans_count (spans), ==, 0);
}

/* Numbers as large as a server's integers, and as large as ours. */
static void
test_large (void)
{
  const gint64 largest[] = { G_MAXINT, G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (largest); i++)
    {
      g_autoptr (CordialSpans) spans = cordial_spans_new ();
      gint64 max = largest[i];
      CordialSpan gap;

      cordial_spans_add (spans, max, max);
      cordial_spans_add (spans, max - 1, max);
      cordial_spans_add (spans, max, max);
      g_assert_cmpint (cordial_spans_get_n_spans (spans), ==, 1);
      g_assert_cmpint (cordial_spans_count (spans), ==, 2);
      g_assert_cmpint (cordial_spans_count_in (spans, 1, max), ==, 2);
      g_assert_cmpint (cordial_spans_count_in (spans, max, max), ==, 1);
      g_assert_cmpint (cordial_spans_nth (spans, 1), ==, max);
      g_assert_true (cordial_spans_last_gap (spans, 1, max, &gap));
      g_assert_cmpint (gap.low, ==, 1);
      g_assert_cmpint (gap.high, ==, max - 2);

      cordial_spans_add (spans, 1, max);
      g_assert_cmpint (cordial_spans_count (spans), ==, max);
      g_assert_cmpint (cordial_spans_count_in (spans, 1, max), ==, max);
      g_assert_cmpint (cordial_spans_position (spans, max), ==, max - 1);
      g_assert_cmpint (cordial_spans_nth (spans, max - 1), ==, max);
      g_assert_false (cordial_spans_last_gap (spans, 1, max, &gap));

      cordial_spans_remove (spans, max, max);
      g_assert_cmpint (cordial_spans_max (spans), ==, max - 1);
      cordial_spans_remove (spans, 1, max);
      g_assert_cmpint (cordial_spans_count (spans), ==, 0);
    }
}

/* A sieve: every second number of many, taken in from both ends and from the middle, asked about, and filled up again. */
static void
test_many (void)
{
  enum
  {
    N_RUNS = 50000
  };
  g_autoptr (CordialSpans) spans = cordial_spans_new ();
  g_autofree gint64 *numbers = g_new (gint64, N_RUNS);
  CordialSpan gap;

  for (guint i = 0; i < N_RUNS; i++)
    numbers[i] = 2 * (i + 1);
  for (guint i = N_RUNS - 1; i > 0; i--)
    {
      guint other = g_test_rand_int_range (0, i + 1);
      gint64 number = numbers[i];

      numbers[i] = numbers[other];
      numbers[other] = number;
    }
  for (guint i = 0; i < N_RUNS; i++)
    cordial_spans_add (spans, numbers[i], numbers[i]);
  g_assert_cmpuint (cordial_spans_get_n_spans (spans), ==, N_RUNS);
  for (guint i = 0; i < N_RUNS; i += 997)
    {
      g_assert_cmpint (cordial_spans_get_span (spans, i).low, ==, 2 * (i + 1));
      g_assert_cmpint (cordial_spans_nth (spans, i), ==, 2 * (i + 1));
      g_assert_cmpint (cordial_spans_position (spans, 2 * (i + 1)), ==, i);
      g_assert_cmpint (cordial_spans_position (spans, 2 * (i + 1) + 1), ==, i + 1);
      g_assert_true (cordial_spans_last_gap (spans, 1, 2 * (i + 1), &gap));
      g_assert_cmpint (gap.low, ==, 2 * i + 1);
      g_assert_cmpint (gap.high, ==, 2 * i + 1);
    }
  for (guint i = 0; i < N_RUNS; i++)
    cordial_spans_add (spans, numbers[i] - 1, numbers[i] - 1);
  g_assert_cmpuint (cordial_spans_get_n_spans (spans), ==, 1);
  g_assert_cmpint (cordial_spans_count (spans), ==, 2 * N_RUNS);
  for (guint i = 0; i < N_RUNS; i++)
    cordial_spans_remove (spans, numbers[i], numbers[i]);
  g_assert_cmpuint (cordial_spans_get_n_spans (spans), ==, N_RUNS);
  g_assert_cmpint (cordial_spans_max (spans), ==, 2 * N_RUNS - 1);
}

static void
compare_on_disk (CordialDatabase *database, CordialSpans *spans)
{
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement =
    cordial_database_prepare (database, "SELECT low, high FROM span WHERE conversation = 'grpA' AND hole = 0", &error);
  guint n = 0;

  g_assert_no_error (error);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      g_assert_cmpuint (n, <, cordial_spans_get_n_spans (spans));
      g_assert_cmpint (sqlite3_column_int64 (statement, 0), ==, cordial_spans_get_span (spans, n).low);
      g_assert_cmpint (sqlite3_column_int64 (statement, 1), ==, cordial_spans_get_span (spans, n).high);
      n++;
    }
  sqlite3_reset (statement);
  g_assert_cmpuint (n, ==, cordial_spans_get_n_spans (spans));
}

/* The same changes on disk, beside the runs of others that must not be touched; and none writes more rows than it has to. */
static void
test_on_disk (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  const struct
  {
    const char *conversation_id;
    gboolean hole;
  } others[] = { { "grpA", TRUE }, { "grp", FALSE }, { "grpB", FALSE } };

  store_fixture_open (fixture);
  store_fixture_close (fixture);
  database = cordial_database_open (fixture->path, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (
    cordial_database_exec (database, "INSERT INTO conversation (id) VALUES ('grpA'), ('grp'), ('grpB')", &error));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_true (
      cordial_store_change_spans (database, others[i].conversation_id, others[i].hole, TRUE, 3, N - 3, &error));
  for (int round = 0; round < ROUNDS; round++)
    {
      g_autoptr (CordialSpans) spans = cordial_spans_new ();
      int longest = g_test_rand_int_range (1, N / 3);

      g_assert_true (cordial_database_exec (database, "BEGIN", &error));
      for (int change = 0; change < CHANGES; change++)
        {
          gint64 low = g_test_rand_int_range (1, N + 1);
          gint64 high = g_test_rand_int_range (low, MIN (N, low + longest) + 1);
          gboolean add = g_test_rand_int_range (0, 100) < 55;
          guint n_before = cordial_spans_get_n_spans (spans);
          int n_rows = sqlite3_total_changes (database->db);
          guint n_gone;

          g_assert_true (cordial_store_change_spans (database, "grpA", FALSE, add, low, high, &error));
          if (add)
            cordial_spans_add (spans, low, high);
          else
            cordial_spans_remove (spans, low, high);
          compare_on_disk (database, spans);
          n_gone = MAX (n_before, cordial_spans_get_n_spans (spans)) - cordial_spans_get_n_spans (spans);
          g_assert_cmpint (sqlite3_total_changes (database->db) - n_rows, <=, n_gone + 4);
        }
      g_assert_true (cordial_database_exec (database, "ROLLBACK", &error));
    }
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (CordialSpans) known = cordial_store_load_known (database, others[i].conversation_id, 1, N, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (cordial_spans_get_n_spans (known), ==, 1);
      g_assert_cmpint (cordial_spans_count (known), ==, N - 5);
    }
}

/* What no caller may ask changes nothing, and says so. */
static void
test_refused (void)
{
  g_autoptr (CordialSpans) spans = cordial_spans_new ();
  const CordialSpan wrong[] = { { 0, 5 }, { -3, 2 }, { 7, 6 }, { G_MAXINT64, 1 } };

  cordial_spans_add (spans, 2, 9);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_expect_message ("cordial-store", G_LOG_LEVEL_CRITICAL, "*cordial_spans_add*low <= high*");
      cordial_spans_add (spans, wrong[i].low, wrong[i].high);
      g_test_assert_expected_messages ();
      g_test_expect_message ("cordial-store", G_LOG_LEVEL_CRITICAL, "*cordial_spans_remove*low <= high*");
      cordial_spans_remove (spans, wrong[i].low, wrong[i].high);
      g_test_assert_expected_messages ();
    }
  g_assert_cmpint (cordial_spans_get_n_spans (spans), ==, 1);
  g_assert_cmpint (cordial_spans_count (spans), ==, 8);
  g_assert_cmpint (cordial_spans_count_in (spans, 7, 6), ==, 0);
  g_assert_cmpint (cordial_spans_count_in (spans, -5, 3), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/spans/empty", test_empty);
  g_test_add_func ("/store/spans/touching", test_touching);
  g_test_add_func ("/store/spans/random", test_random);
  g_test_add_func ("/store/spans/all-gaps", test_all_gaps);
  g_test_add_func ("/store/spans/large", test_large);
  g_test_add_func ("/store/spans/on-disk", test_on_disk);
  g_test_add_func ("/store/spans/many", test_many);
  g_test_add_func ("/store/spans/refused", test_refused);

  return g_test_run ();
}
