/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A symbolic icon that can beat: it swells twice, in less than a second, and then lies still without drawing a frame. Used by the
 * heart in the header. What a beat means it does not know.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_HEART_ICON (cordial_heart_icon_get_type ())
G_DECLARE_FINAL_TYPE (CordialHeartIcon, cordial_heart_icon, CORDIAL, HEART_ICON, AdwBin)

void cordial_heart_icon_beat (CordialHeartIcon *self);
void cordial_heart_icon_set_icon_name (CordialHeartIcon *self, const char *icon_name);

G_END_DECLS
