/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A video in a message.
 */

#pragma once

#include "cordial-message-files.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MESSAGE_VIDEO (cordial_message_video_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageVideo, cordial_message_video, CORDIAL, MESSAGE_VIDEO, GtkWidget)

GtkWidget *cordial_message_video_new (CordialMessageFiles *files);
void
cordial_message_video_set_attachment (CordialMessageVideo *self, const CordialAttachment *attachment, GVariant *name);

G_END_DECLS
