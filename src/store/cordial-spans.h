/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A set of message numbers (seqs) as runs without a break. A conversation of a million messages is usually one run, so that
 * its count, the number at a position and the gaps in it cost next to nothing. Knows no database and no messages.
 */

#pragma once

#include "cordial-records.h"

G_BEGIN_DECLS

typedef struct _CordialSpans CordialSpans;

CordialSpans *cordial_spans_new (void);
void cordial_spans_free (CordialSpans *self);

void cordial_spans_add (CordialSpans *self, gint64 low, gint64 high);
void cordial_spans_remove (CordialSpans *self, gint64 low, gint64 high);

gboolean cordial_spans_contains (CordialSpans *self, gint64 seq);
gint64 cordial_spans_count (CordialSpans *self);
gint64 cordial_spans_count_in (CordialSpans *self, gint64 low, gint64 high);
gint64 cordial_spans_nth (CordialSpans *self, gint64 position);
gint64 cordial_spans_position (CordialSpans *self, gint64 seq);
gint64 cordial_spans_min (CordialSpans *self);
gint64 cordial_spans_max (CordialSpans *self);
gboolean cordial_spans_last_gap (CordialSpans *self, gint64 low, gint64 high, CordialSpan *gap);

guint cordial_spans_get_n_spans (CordialSpans *self);
CordialSpan cordial_spans_get_span (CordialSpans *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialSpans, cordial_spans_free)

G_END_DECLS
