/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How loud a sound is along its time: pure arithmetic. On the wire it is a byte a bar, 0 to 100, of which the loudest bar is 100; from a
 * stranger it may be anything.
 */
#define G_LOG_DOMAIN "cordial-media"

#include "cordial-config.h"

#include "cordial-waveform.h"

#include <math.h>

#define LOUDEST 100

/* More bars than any screen shows; what a stranger sends beyond them is not looked at. */
#define MAX_BARS 4096

/**
 * cordial_waveform_new_from_levels:
 * @levels: (array length=n_levels): amplitudes in order, none negative; one that is not a number is as none
 * @n_levels: how many there are
 * @n_bars: how many are wanted
 *
 * Where there are fewer levels than bars, levels are said more than once: the web client draws nothing of less than 16 bars.
 *
 * Returns: (transfer full) (nullable): a byte a bar; %NULL of nothing
 */
GBytes *
cordial_waveform_new_from_levels (const double *levels, gsize n_levels, guint n_bars)
{
  g_autofree double *bars = g_new0 (double, MAX (n_bars, 1));
  g_autofree guint8 *bytes = g_new0 (guint8, MAX (n_bars, 1));
  double loudest = 0;

  if (n_levels == 0 || n_bars == 0)
    return NULL;
  for (guint i = 0; i < n_bars; i++)
    {
      gsize from = i * n_levels / n_bars, to = MAX (from + 1, (i + 1) * n_levels / n_bars);

      for (gsize n = from; n < to; n++)
        bars[i] += isfinite (levels[n]) ? levels[n] / (double) (to - from) : 0;
      loudest = MAX (loudest, bars[i]);
    }
  for (guint i = 0; i < n_bars; i++)
    bytes[i] = loudest > 0 ? (guint8) (LOUDEST * bars[i] / loudest) : 0;
  return g_bytes_new_take (g_steal_pointer (&bytes), n_bars);
}

/**
 * cordial_waveform_resample:
 * @waveform: (nullable): as it came
 * @n_bars: how many are to be drawn, at least 1
 *
 * Returns: (array length=n_bars) (transfer full): from 0 to 1, the loudest 1; all 0 where nothing is known
 */
double *
cordial_waveform_resample (GBytes *waveform, guint n_bars)
{
  double *bars = g_new0 (double, MAX (n_bars, 1));
  gsize size = 0;
  const guint8 *bytes = waveform ? g_bytes_get_data (waveform, &size) : NULL;
  double loudest = 0;

  size = MIN (size, MAX_BARS);
  if (size == 0)
    return bars;
  for (guint i = 0; i < n_bars; i++)
    {
      gsize from = i * size / n_bars, to = MAX (from + 1, (i + 1) * size / n_bars);

      for (gsize n = from; n < to; n++)
        bars[i] += MIN (bytes[n], LOUDEST) / (double) (to - from);
      loudest = MAX (loudest, bars[i]);
    }
  for (guint i = 0; loudest > 0 && i < n_bars; i++)
    bars[i] /= loudest;
  return bars;
}
