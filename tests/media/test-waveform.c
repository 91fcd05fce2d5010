/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Waveforms are what the official clients send and draw, whatever a stranger makes of them.
 */

#include <math.h>

#include "cordial-waveform.h"

static void
check (GBytes *waveform, const guint8 *expected, gsize n_expected)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (waveform, &size);

  g_assert_cmpmem (bytes, size, expected, n_expected);
}

static void
test_levels (void)
{
  static const double levels[] = { 0.1, 0.1, 0.4, 0.4, 0.2, 0 };
  static const guint8 three[] = { 25, 100, 25 }, twelve[] = { 25, 25, 25, 25, 100, 100, 100, 100, 50, 50, 0, 0 };
  g_autoptr (GBytes) fewer = cordial_waveform_new_from_levels (levels, G_N_ELEMENTS (levels), 3);
  g_autoptr (GBytes) more = cordial_waveform_new_from_levels (levels, G_N_ELEMENTS (levels), 12);

  check (fewer, three, sizeof three);
  check (more, twelve, sizeof twelve);
  g_assert_null (cordial_waveform_new_from_levels (NULL, 0, 96));
}

/* As GStreamer measures nothing at the end of a recording. */
static void
test_not_a_number (void)
{
  const double levels[] = { 0.2, NAN, 0.4, INFINITY, 0.4, NAN };
  static const guint8 three[] = { 50, 100, 100 };
  g_autoptr (GBytes) waveform = cordial_waveform_new_from_levels (levels, G_N_ELEMENTS (levels), 3);

  check (waveform, three, sizeof three);
}

static void
test_silence (void)
{
  static const double levels[] = { 0, 0, 0 };
  static const guint8 none[] = { 0, 0 };
  g_autoptr (GBytes) waveform = cordial_waveform_new_from_levels (levels, G_N_ELEMENTS (levels), 2);
  g_autofree double *bars = cordial_waveform_resample (waveform, 4);

  check (waveform, none, sizeof none);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat (bars[i], ==, 0);
}

static void
test_resample (void)
{
  static const guint8 bytes[] = { 10, 30, 50, 50, 0, 40 };
  g_autoptr (GBytes) waveform = g_bytes_new_static (bytes, sizeof bytes);
  g_autofree double *three = cordial_waveform_resample (waveform, 3);
  g_autofree double *twelve = cordial_waveform_resample (waveform, 12);

  g_assert_cmpfloat (three[0], ==, 0.4);
  g_assert_cmpfloat (three[1], ==, 1);
  g_assert_cmpfloat (three[2], ==, 0.4);
  for (guint i = 0; i < 12; i++)
    g_assert_cmpfloat (twelve[i], ==, bytes[i / 2] / 50.0);
}

/* Nothing, one byte, bytes beyond the loudest, a million of them: bars from 0 to 1. */
static void
test_strange (void)
{
  static const gsize sizes[] = { 0, 1, 2, 95, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint n = 1; n < 300; n += 97)
      {
        guint8 *bytes = g_malloc (sizes[i] + 1);
        g_autoptr (GBytes) waveform = NULL;
        g_autofree double *bars = NULL;

        for (gsize at = 0; at < sizes[i]; at++)
          bytes[at] = (guint8) (at * 7 + 255);
        waveform = g_bytes_new_take (bytes, sizes[i]);
        bars = cordial_waveform_resample (waveform, n);
        for (guint at = 0; at < n; at++)
          g_assert_true (bars[at] >= 0 && bars[at] <= 1);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/waveform/levels", test_levels);
  g_test_add_func ("/media/waveform/silence", test_silence);
  g_test_add_func ("/media/waveform/not-a-number", test_not_a_number);
  g_test_add_func ("/media/waveform/resample", test_resample);
  g_test_add_func ("/media/waveform/strange", test_strange);
  return g_test_run ();
}
