/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What became of a connection in a span of time: when it was there, when not and why, and how fast it was answered. Made of
 * beats, for the chart that draws it and for the words that say the same. Pure; the present is passed in.
 */

#pragma once

#include "cordial-beat.h"
#include "cordial-time-format.h"

G_BEGIN_DECLS

typedef enum
{
  CORDIAL_STRETCH_CONNECTED,
  CORDIAL_STRETCH_AWAY,
} CordialStretchKind;

/**
 * CordialStretch:
 * @from_us: wall-clock time
 * @to_us: the same; the present if it goes on
 * @reason: (nullable): why away
 * @ongoing: it has not ended yet
 */
typedef struct
{
  CordialStretchKind kind;
  gint64 from_us;
  gint64 to_us;
  char *reason;
  gboolean ongoing;
} CordialStretch;

typedef struct
{
  gint64 time_us;
  double round_trip_ms;
} CordialAnswer;

/**
 * CordialConnectionSummary:
 * @since_us: where the span begins
 * @now_us: where it ends
 * @stretches: (element-type CordialStretch): in order; what is between two of them is not known
 * @answers: (element-type CordialAnswer): in order
 * @connected_us: how long it was connected within the span
 * @known_us: how long anything is known of the span
 * @connected_since_us: since when it is connected now, 0 if it is not
 * @typical_ms: median round trip, 0 if there is none
 * @slowest_ms: the longest one
 */
typedef struct
{
  gint64 since_us;
  gint64 now_us;
  GArray *stretches;
  GArray *answers;
  gint64 connected_us;
  gint64 known_us;
  gint64 connected_since_us;
  double typical_ms;
  double slowest_ms;
} CordialConnectionSummary;

CordialConnectionSummary *
cordial_connection_summary_new (GArray *beats, gint64 since_us, gint64 now_us, gint64 longest_silence_us);
void cordial_connection_summary_free (CordialConnectionSummary *self);
guint cordial_connection_summary_count_interruptions (const CordialConnectionSummary *self);
char *cordial_connection_summary_to_words (const CordialConnectionSummary *self, GTimeZone *zone, CordialClock clock);
char *cordial_connection_summary_stretch_to_words (const CordialStretch *stretch, GTimeZone *zone, CordialClock clock);
char *cordial_connection_summary_format_span (gint64 span_us);
char *cordial_connection_summary_format_speed (const CordialConnectionSummary *self);
double cordial_connection_summary_get_height (double round_trip_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialConnectionSummary, cordial_connection_summary_free)

G_END_DECLS
