/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The last hour of a connection as a strip of paper: a line while it was there, a spike for each answer, a gap for each
 * interruption. For the popover behind the heart. It draws what it is given, and only when it is given something.
 */

#pragma once

#include <adwaita.h>

#include "cordial-connection-summary.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_STRIP_CHART (cordial_strip_chart_get_type ())
G_DECLARE_FINAL_TYPE (CordialStripChart, cordial_strip_chart, CORDIAL, STRIP_CHART, GtkWidget)

GtkWidget *cordial_strip_chart_new (void);
/* (transfer full) */
void cordial_strip_chart_take_summary (CordialStripChart *self, CordialConnectionSummary *summary);

G_END_DECLS
