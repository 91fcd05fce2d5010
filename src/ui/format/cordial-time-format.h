/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times as people say them: in a row of the chat list, in a bubble, above a day, in «last seen». The present is passed in, so
 * that a test owns it. No widget is known here.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CORDIAL_CLOCK_24_HOURS,
  CORDIAL_CLOCK_12_HOURS,
} CordialClock;

CordialClock cordial_time_format_get_clock (void);
char *cordial_time_format_clock (gint64 time_ms, GTimeZone *zone, CordialClock clock);
char *cordial_time_format_row (gint64 time_ms, GDateTime *now, CordialClock clock);
char *cordial_time_format_day (gint64 time_ms, GDateTime *now);
char *cordial_time_format_month (gint64 time_ms, GTimeZone *zone);
char *cordial_time_format_full (gint64 time_ms, GTimeZone *zone, CordialClock clock);
char *cordial_time_format_last_seen (gint64 time_ms, GDateTime *now, CordialClock clock);

G_END_DECLS
