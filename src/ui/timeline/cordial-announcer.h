/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Has new messages of the open conversation read out by a screen reader. Used by the timeline, which knows what is new.
 */

#pragma once

#include "cordial-message.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_ANNOUNCER (cordial_announcer_get_type ())
G_DECLARE_FINAL_TYPE (CordialAnnouncer, cordial_announcer, CORDIAL, ANNOUNCER, GObject)

CordialAnnouncer *cordial_announcer_new (GtkAccessible *accessible);
void cordial_announcer_take_message (CordialAnnouncer *self, CordialMessage *message);
void cordial_announcer_forget (CordialAnnouncer *self);

G_END_DECLS
