/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where sound comes from and goes to.
 */

#pragma once

#include "cordial-player.h"
#include "cordial-recorder.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_SOUND (cordial_sound_get_type ())
G_DECLARE_FINAL_TYPE (CordialSound, cordial_sound, CORDIAL, SOUND, GObject)

/* Signal: begun: something is heard, or recorded, from now on. */

CordialSound *cordial_sound_new (const char *source, const char *sink);
CordialRecorder *cordial_sound_get_recorder (CordialSound *self);
CordialPlayer *cordial_sound_get_player (CordialSound *self);
void cordial_sound_begin (CordialSound *self, gpointer who);

G_END_DECLS
