/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands in place of the text while a voice message is spoken.
 */

#pragma once

#include <adwaita.h>

#include "cordial-sound.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_VOICE_BAR (cordial_voice_bar_get_type ())
G_DECLARE_FINAL_TYPE (CordialVoiceBar, cordial_voice_bar, CORDIAL, VOICE_BAR, GtkBox)

/* Signal: discard: the person does not want it. */

void cordial_voice_bar_set_sound (CordialVoiceBar *self, CordialSound *sound);
void cordial_voice_bar_set_hint (CordialVoiceBar *self, const char *hint);

G_END_DECLS
