/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A treap (a search tree that random priorities keep balanced) of runs that neither overlap nor touch. Each node knows how
 * many runs and how many numbers are below it, so that every question and every change takes O(log n), also in a
 * conversation that is a sieve of twenty thousand runs.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-spans.h"

typedef struct _Node Node;

struct _Node
{
  CordialSpan span;
  Node *left;
  Node *right;
  gint64 count; /* numbers in this run and in all below it */
  guint n;      /* runs, likewise */
  guint32 priority;
};

struct _CordialSpans
{
  Node *root;
  guint32 random; /* state of the priorities' source; what they are decides the speed alone */
};

/* --- The tree ---------------------------------------------------------------------------------------------------- */

static gint64
count_of (const Node *node)
{
  return node ? node->count : 0;
}

static guint
n_of (const Node *node)
{
  return node ? node->n : 0;
}

static gint64
length (const CordialSpan *span)
{
  return span->high - span->low + 1;
}

static void
sum_up (Node *node)
{
  node->count = count_of (node->left) + length (&node->span) + count_of (node->right);
  node->n = n_of (node->left) + 1 + n_of (node->right);
}

/* Xorshift (Marsaglia 2003). */
static guint32
next_priority (CordialSpans *self)
{
  self->random ^= self->random << 13;
  self->random ^= self->random >> 17;
  self->random ^= self->random << 5;
  return self->random;
}

static Node *
node_new (CordialSpans *self, gint64 low, gint64 high)
{
  Node *node = g_new0 (Node, 1);

  node->span.low = low;
  node->span.high = high;
  node->priority = next_priority (self);
  sum_up (node);
  return node;
}

static void
free_nodes (Node *node)
{
  if (!node)
    return;
  free_nodes (node->left);
  free_nodes (node->right);
  g_free (node);
}

/* All of @left is below all of @right. */
static Node *
merge (Node *left, Node *right)
{
  if (!left || !right)
    return left ? left : right;
  if (left->priority > right->priority)
    {
      left->right = merge (left->right, right);
      sum_up (left);
      return left;
    }
  right->left = merge (left, right->left);
  sum_up (right);
  return right;
}

/* Runs that end below @seq go to @left, the others to @right. */
static void
split_by_end (Node *node, gint64 seq, Node **left, Node **right)
{
  if (!node)
    {
      *left = *right = NULL;
      return;
    }
  if (node->span.high < seq)
    {
      *left = node;
      split_by_end (node->right, seq, &node->right, right);
    }
  else
    {
      *right = node;
      split_by_end (node->left, seq, left, &node->left);
    }
  sum_up (node);
}

static gint64
min_of (const Node *node)
{
  while (node->left)
    node = node->left;
  return node->span.low;
}

static gint64
max_of (const Node *node)
{
  while (node->right)
    node = node->right;
  return node->span.high;
}

/* Runs that start at or below @seq go to @left, the others to @right. */
static void
split_by_start (Node *node, gint64 seq, Node **left, Node **right)
{
  if (!node)
    {
      *left = *right = NULL;
      return;
    }
  if (node->span.low <= seq)
    {
      *left = node;
      split_by_start (node->right, seq, &node->right, right);
    }
  else
    {
      *right = node;
      split_by_start (node->left, seq, left, &node->left);
    }
  sum_up (node);
}

/* The highest run that starts at or below @seq, NULL if there is none; @before is how many numbers are below that run. */
static const Node *
find_run (const CordialSpans *self, gint64 seq, gint64 *before)
{
  const Node *node = self->root;
  const Node *found = NULL;
  gint64 passed = 0;

  *before = 0;
  while (node)
    {
      if (node->span.low > seq)
        {
          node = node->left;
          continue;
        }
      found = node;
      *before = passed + count_of (node->left);
      passed = *before + length (&node->span);
      node = node->right;
    }
  return found;
}

/* --- The set ----------------------------------------------------------------------------------------------------- */

/**
 * cordial_spans_new:
 *
 * Returns: (transfer full): an empty set
 */
CordialSpans *
cordial_spans_new (void)
{
  CordialSpans *self = g_new0 (CordialSpans, 1);

  self->random = 2463534242u; /* any but 0 */
  return self;
}

void
cordial_spans_free (CordialSpans *self)
{
  free_nodes (self->root);
  g_free (self);
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
  Node *below, *met, *above;

  g_return_if_fail (low > 0 && low <= high);

  split_by_end (self->root, low - 1, &below, &met);
  split_by_start (met, high < G_MAXINT64 ? high + 1 : high, &met, &above);
  if (met)
    {
      low = MIN (low, min_of (met));
      high = MAX (high, max_of (met));
      free_nodes (met);
    }
  self->root = merge (merge (below, node_new (self, low, high)), above);
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
  Node *below, *met, *above;

  g_return_if_fail (low > 0 && low <= high);

  split_by_end (self->root, low, &below, &met);
  split_by_start (met, high, &met, &above);
  if (met)
    {
      gint64 first = min_of (met), last = max_of (met);

      free_nodes (met);
      if (first < low)
        below = merge (below, node_new (self, first, low - 1));
      if (last > high)
        above = merge (node_new (self, high + 1, last), above);
    }
  self->root = merge (below, above);
}

gboolean
cordial_spans_contains (CordialSpans *self, gint64 seq)
{
  gint64 before;
  const Node *run = find_run (self, seq, &before);

  return run && run->span.high >= seq;
}

gint64
cordial_spans_count (CordialSpans *self)
{
  return count_of (self->root);
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
  const Node *node = self->root;

  if (position < 0 || position >= count_of (node))
    return 0;
  for (;;)
    {
      gint64 left = count_of (node->left);

      if (position < left)
        node = node->left;
      else if (position - left < length (&node->span))
        return node->span.low + (position - left);
      else
        {
          position -= left + length (&node->span);
          node = node->right;
        }
    }
}

/**
 * cordial_spans_position:
 *
 * Returns: how many numbers of the set are below @seq, which is its position if it is in the set
 */
gint64
cordial_spans_position (CordialSpans *self, gint64 seq)
{
  gint64 before;
  const Node *run = find_run (self, seq, &before);

  if (!run)
    return 0;
  return before + (run->span.high >= seq ? seq - run->span.low : length (&run->span));
}

/**
 * cordial_spans_min:
 *
 * Returns: the smallest number, 0 for an empty set
 */
gint64
cordial_spans_min (CordialSpans *self)
{
  return self->root ? min_of (self->root) : 0;
}

/**
 * cordial_spans_max:
 *
 * Returns: the largest number, 0 for an empty set
 */
gint64
cordial_spans_max (CordialSpans *self)
{
  return self->root ? max_of (self->root) : 0;
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
  gint64 before;
  const Node *run = find_run (self, high, &before);

  if (run && run->span.high >= high)
    {
      /* Runs do not touch: what is below this one is a gap. */
      high = run->span.low - 1;
      run = find_run (self, high, &before);
    }
  if (low > high)
    return FALSE;
  gap->high = high;
  gap->low = run ? MAX (run->span.high + 1, low) : low;
  return TRUE;
}

guint
cordial_spans_get_n_spans (CordialSpans *self)
{
  return n_of (self->root);
}

/**
 * cordial_spans_get_span:
 * @index: which run, in ascending order, below cordial_spans_get_n_spans()
 */
CordialSpan
cordial_spans_get_span (CordialSpans *self, guint index)
{
  const Node *node = self->root;

  g_assert (index < n_of (node));
  for (;;)
    {
      guint left = n_of (node->left);

      if (index < left)
        node = node->left;
      else if (index == left)
        return node->span;
      else
        {
          index -= left + 1;
          node = node->right;
        }
    }
}
