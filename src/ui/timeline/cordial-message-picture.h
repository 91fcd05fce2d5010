/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture in a message.
 */

#pragma once

#include "cordial-message-files.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MESSAGE_PICTURE (cordial_message_picture_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessagePicture, cordial_message_picture, CORDIAL, MESSAGE_PICTURE, GtkWidget)

GtkWidget *cordial_message_picture_new (CordialMessageFiles *files);
void cordial_message_picture_set_square (CordialMessagePicture *self);
void cordial_message_picture_set_attachment (CordialMessagePicture *self,
                                             const CordialAttachment *attachment,
                                             GVariant *name);

G_END_DECLS
