/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sound as it is seen: its waveform, and how far it was heard.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_SOUND_TRACK (cordial_sound_track_get_type ())
G_DECLARE_FINAL_TYPE (CordialSoundTrack, cordial_sound_track, CORDIAL, SOUND_TRACK, GtkWidget)

/* Signal: seek (gint64 position_ms): the person wants to hear it from there. */

void cordial_sound_track_set_waveform (CordialSoundTrack *self, GBytes *waveform);
void cordial_sound_track_set_place (CordialSoundTrack *self, gint64 position_ms, gint64 duration_ms);
guint cordial_sound_track_get_n_bars (CordialSoundTrack *self);
char *cordial_sound_track_dup_time (gint64 time_ms);

G_END_DECLS
