/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is attached to a message.
 */

#pragma once

#include "cordial-message-files.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MESSAGE_ATTACHMENTS (cordial_message_attachments_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageAttachments, cordial_message_attachments, CORDIAL, MESSAGE_ATTACHMENTS, GtkBox)

gboolean cordial_message_attachments_are_in (const CordialContent *content);
char *cordial_message_attachments_dup_text_beside (const CordialContent *content);
GtkWidget *cordial_message_attachments_new (CordialMessageFiles *files);
void cordial_message_attachments_set_message (CordialMessageAttachments *self, CordialMessage *message);
void cordial_message_attachments_append_menu (GMenu *menu, CordialMessage *message);
void cordial_message_attachments_append_pause (GMenu *menu, CordialMessageFiles *files, CordialMessage *message);

G_END_DECLS
