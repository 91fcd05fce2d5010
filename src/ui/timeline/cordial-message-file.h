/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file in a message.
 */

#pragma once

#include "cordial-message-files.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MESSAGE_FILE (cordial_message_file_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageFile, cordial_message_file, CORDIAL, MESSAGE_FILE, GtkBox)

GtkWidget *cordial_message_file_new (CordialMessageFiles *files);
void
cordial_message_file_set_attachment (CordialMessageFile *self, const CordialAttachment *attachment, GVariant *name);

G_END_DECLS
