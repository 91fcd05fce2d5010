/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sorted array of runs that neither overlap nor touch, each with the count of all before it.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-spans.h"

typedef struct
{
  CordialSpan span;
  gint64 before; /* how many numbers the runs before this one hold */
} Run;

struct _CordialSpans
{
  GArray *runs;
};

/**
 * cordial_spans_new:
 *
 * Returns: (transfer full): an empty set
 */
CordialSpans *
cordial_spans_new (void)
{
  CordialSpans *self = g_new0 (CordialSpans, 1);

  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  return self;
}

void
cordial_spans_free (CordialSpans *self)
{
  g_array_unref (self->runs);
  g_free (self);
}

static Run *
run_at (CordialSpans *self, guint index)
{
  return &g_array_index (self->runs, Run, index);
}

static gint64
length (const CordialSpan *span)
{
  return span->high - span->low + 1;
}

static void
recount_from (CordialSpans *self, guint index)
{
  for (guint i = index; i < self->runs->len; i++)
    {
      Run *run = run_at (self, i);

      run->before = i == 0 ? 0 : run_at (self, i - 1)->before + length (&run_at (self, i - 1)->span);
    }
}

/* The first run whose end is at or above seq; the number of runs if there is none. */
static guint
find_run (CordialSpans *self, gint64 seq)
{
  guint low = 0, high = self->runs->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (run_at (self, middle)->span.high < seq)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * cordial_spans_add:
 * @self: a set
 * @low: first number
 * @high: last number, inclusive
 *
 * Adds a run, joining it with those that it overlaps or touches.
 */
void
cordial_spans_add (CordialSpans *self, gint64 low, gint64 high)
{
  guint first, last;
  Run run = { { low, high }, 0 };

  g_return_if_fail (low > 0 && low <= high);

  first = find_run (self, low - 1);
  for (last = first; last < self->runs->len && run_at (self, last)->span.low - 1 <= high; last++)
    {
      run.span.low = MIN (run.span.low, run_at (self, last)->span.low);
      run.span.high = MAX (run.span.high, run_at (self, last)->span.high);
    }
  if (last > first)
    {
      *run_at (self, first) = run;
      if (last - first > 1)
        g_array_remove_range (self->runs, first + 1, last - first - 1);
    }
  else
    g_array_insert_val (self->runs, first, run);
  recount_from (self, first);
}

/**
 * cordial_spans_remove:
 * @self: a set
 * @low: first number
 * @high: last number, inclusive
 */
void
cordial_spans_remove (CordialSpans *self, gint64 low, gint64 high)
{
  guint index;

  g_return_if_fail (low > 0 && low <= high);

  index = find_run (self, low);
  while (index < self->runs->len && run_at (self, index)->span.low <= high)
    {
      CordialSpan old = run_at (self, index)->span;

      g_array_remove_index (self->runs, index);
      if (old.low < low)
        {
          Run left = { { old.low, low - 1 }, 0 };

          g_array_insert_val (self->runs, index, left);
          index++;
        }
      if (old.high > high)
        {
          Run right = { { high + 1, old.high }, 0 };

          g_array_insert_val (self->runs, index, right);
          index++;
        }
    }
  recount_from (self, 0);
}

gboolean
cordial_spans_contains (CordialSpans *self, gint64 seq)
{
  guint index = find_run (self, seq);

  return index < self->runs->len && run_at (self, index)->span.low <= seq;
}

gint64
cordial_spans_count (CordialSpans *self)
{
  Run *last;

  if (self->runs->len == 0)
    return 0;
  last = run_at (self, self->runs->len - 1);
  return last->before + length (&last->span);
}

/**
 * cordial_spans_count_in:
 *
 * Returns: how many numbers of the set are from @low to @high, inclusive
 */
gint64
cordial_spans_count_in (CordialSpans *self, gint64 low, gint64 high)
{
  if (low > high)
    return 0;
  return cordial_spans_position (self, high) + cordial_spans_contains (self, high) - cordial_spans_position (self, low);
}

/**
 * cordial_spans_nth:
 * @position: from 0
 *
 * Returns: the number at that position in ascending order, or 0 if there are not so many
 */
gint64
cordial_spans_nth (CordialSpans *self, gint64 position)
{
  guint low = 0, high = self->runs->len;

  if (position < 0 || position >= cordial_spans_count (self))
    return 0;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (run_at (self, middle)->before <= position)
        low = middle;
      else
        high = middle;
    }
  return run_at (self, low)->span.low + (position - run_at (self, low)->before);
}

/**
 * cordial_spans_position:
 *
 * Returns: how many numbers of the set are below @seq, which is its position if it is in the set
 */
gint64
cordial_spans_position (CordialSpans *self, gint64 seq)
{
  guint index = find_run (self, seq);

  if (index == self->runs->len)
    return cordial_spans_count (self);
  return run_at (self, index)->before + MAX (seq - run_at (self, index)->span.low, 0);
}

/**
 * cordial_spans_min:
 *
 * Returns: the smallest number, 0 for an empty set
 */
gint64
cordial_spans_min (CordialSpans *self)
{
  return self->runs->len > 0 ? run_at (self, 0)->span.low : 0;
}

/**
 * cordial_spans_max:
 *
 * Returns: the largest number, 0 for an empty set
 */
gint64
cordial_spans_max (CordialSpans *self)
{
  return self->runs->len > 0 ? run_at (self, self->runs->len - 1)->span.high : 0;
}

/**
 * cordial_spans_last_gap:
 * @low: first number that matters
 * @high: last number that matters, inclusive
 * @gap: (out): the highest run within them that is not in the set
 *
 * Returns: %FALSE if all of them are in the set
 */
gboolean
cordial_spans_last_gap (CordialSpans *self, gint64 low, gint64 high, CordialSpan *gap)
{
  while (low <= high)
    {
      guint index = find_run (self, high);

      if (index < self->runs->len && run_at (self, index)->span.low <= high)
        {
          high = run_at (self, index)->span.low - 1;
          continue;
        }
      gap->high = high;
      gap->low = index > 0 ? MAX (run_at (self, index - 1)->span.high + 1, low) : low;
      return TRUE;
    }
  return FALSE;
}

guint
cordial_spans_get_n_spans (CordialSpans *self)
{
  return self->runs->len;
}

CordialSpan
cordial_spans_get_span (CordialSpans *self, guint index)
{
  return run_at (self, index)->span;
}
