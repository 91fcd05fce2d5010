/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CordialBackoff: the limits of each wait, and that waits are spread evenly between zero and the limit.
 */
#include "cordial-backoff.h"

/* The largest number that a CordialRandomFunc may return, as far as this matters. */
#define ALMOST_ONE 0.999999

static double
return_double (gpointer user_data)
{
  return *(double *) user_data;
}

static void
test_limits (void)
{
  const guint limits_ms[] = { 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000 };
  double random = ALMOST_ONE;
  g_autoptr (CordialBackoff) backoff = cordial_backoff_new (return_double, &random, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (limits_ms); i++)
    g_assert_cmpuint (cordial_backoff_next_ms (backoff), ==, limits_ms[i]);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (cordial_backoff_next_ms (backoff), ==, 60000);

  random = 0.0;
  g_assert_cmpuint (cordial_backoff_next_ms (backoff), ==, 0);
  random = 0.5;
  g_assert_cmpuint (cordial_backoff_next_ms (backoff), ==, 30000);
}

static void
test_after_stable (void)
{
  double random = ALMOST_ONE;
  g_autoptr (CordialBackoff) backoff = cordial_backoff_new (return_double, &random, NULL);

  for (guint i = 0; i < 5; i++)
    cordial_backoff_next_ms (backoff);
  cordial_backoff_note_stable (backoff);
  g_assert_cmpuint (cordial_backoff_next_ms (backoff), ==, 500);
  g_assert_cmpuint (cordial_backoff_next_ms (backoff), ==, 1000);
  g_assert_cmpuint (cordial_backoff_next_ms (backoff), ==, 2000);

  cordial_backoff_note_stable (backoff);
  random = 0.0;
  g_assert_cmpuint (cordial_backoff_next_ms (backoff), ==, 0);

  random = ALMOST_ONE;
  cordial_backoff_note_stable (backoff);
  cordial_backoff_reset (backoff);
  g_assert_cmpuint (cordial_backoff_next_ms (backoff), ==, 1000);
}

static double
return_next (gpointer user_data)
{
  return g_rand_double (user_data);
}

static void
free_rand (gpointer data)
{
  g_rand_free (data);
}

/* Full jitter: each tenth of the range gets about a tenth of the waits. */
static void
test_spread (void)
{
  enum
  {
    N_WAITS = 20000,
    N_TENTHS = 10
  };
  g_autoptr (CordialBackoff) backoff = cordial_backoff_new (return_next, g_rand_new_with_seed (7), free_rand);
  guint counts[N_TENTHS] = { 0 };
  double sum = 0.0;

  for (guint i = 0; i < N_WAITS; i++)
    {
      guint wait_ms;

      cordial_backoff_reset (backoff);
      for (guint attempt = 0; attempt < 2; attempt++)
        cordial_backoff_next_ms (backoff);
      wait_ms = cordial_backoff_next_ms (backoff);
      g_assert_cmpuint (wait_ms, <=, 4000);
      counts[MIN (wait_ms * N_TENTHS / 4000, N_TENTHS - 1)]++;
      sum += wait_ms;
    }
  for (guint i = 0; i < N_TENTHS; i++)
    {
      g_assert_cmpuint (counts[i], >, N_WAITS / N_TENTHS * 9 / 10);
      g_assert_cmpuint (counts[i], <, N_WAITS / N_TENTHS * 11 / 10);
    }
  g_assert_cmpfloat (sum / N_WAITS, >, 1950.0);
  g_assert_cmpfloat (sum / N_WAITS, <, 2050.0);
}

static void
test_own_limits (void)
{
  double random = ALMOST_ONE;
  g_autoptr (CordialBackoff) backoff = cordial_backoff_new (return_double, &random, NULL);
  guint first_jitter_ms, base_ms, cap_ms;

  g_object_get (backoff, "first-jitter-ms", &first_jitter_ms, "base-ms", &base_ms, "cap-ms", &cap_ms, NULL);
  g_assert_cmpuint (first_jitter_ms, ==, 500);
  g_assert_cmpuint (base_ms, ==, 1000);
  g_assert_cmpuint (cap_ms, ==, 60000);

  /* A base beyond the cap, and limits that would not fit into 32 bits on the way. */
  g_object_set (backoff, "base-ms", 4000000000u, "cap-ms", 3000000000u, "first-jitter-ms", 0, NULL);
  g_assert_cmpuint (cordial_backoff_next_ms (backoff), >, 2999000000u);
  g_assert_cmpuint (cordial_backoff_next_ms (backoff), <=, 3000000000u);
  g_object_set (backoff, "base-ms", 2000000000u, "cap-ms", 4294967295u, NULL);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (cordial_backoff_next_ms (backoff), >, 1999000000u);
  cordial_backoff_note_stable (backoff);
  g_assert_cmpuint (cordial_backoff_next_ms (backoff), ==, 0);
}

static void
test_default_source (void)
{
  g_autoptr (CordialBackoff) backoff = cordial_backoff_new (NULL, NULL, NULL);
  guint first = cordial_backoff_next_ms (backoff);
  gboolean differs = FALSE;

  for (guint i = 0; i < 100 && !differs; i++)
    {
      cordial_backoff_reset (backoff);
      differs = cordial_backoff_next_ms (backoff) != first;
    }
  g_assert_true (differs);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backoff/limits", test_limits);
  g_test_add_func ("/backoff/after-stable", test_after_stable);
  g_test_add_func ("/backoff/spread", test_spread);
  g_test_add_func ("/backoff/own-limits", test_own_limits);
  g_test_add_func ("/backoff/default-source", test_default_source);
  return g_test_run ();
}
