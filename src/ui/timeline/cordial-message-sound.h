/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sound in a message.
 */

#pragma once

#include "cordial-message-files.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MESSAGE_SOUND (cordial_message_sound_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageSound, cordial_message_sound, CORDIAL, MESSAGE_SOUND, GtkBox)

GtkWidget *cordial_message_sound_new (CordialMessageFiles *files);
void
cordial_message_sound_set_attachment (CordialMessageSound *self, const CordialAttachment *attachment, GVariant *name);

G_END_DECLS
