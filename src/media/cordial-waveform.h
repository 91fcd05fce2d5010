/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How loud a sound is along its time: pure arithmetic.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As many as the official web client sends (webapp, src/widgets/audio-recorder.jsx, VISUALIZATION_BARS). */
#define CORDIAL_WAVEFORM_SENT_BARS 96

GBytes *cordial_waveform_new_from_levels (const double *levels, gsize n_levels, guint n_bars);
double *cordial_waveform_resample (GBytes *waveform, guint n_bars);

G_END_DECLS
