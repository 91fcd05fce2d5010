/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the rows of a timeline find the files that their messages name.
 */

#pragma once

#include "cordial-conversation.h"
#include "cordial-message-playing.h"
#include "cordial-picture-loader.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MESSAGE_FILES (cordial_message_files_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageFiles, cordial_message_files, CORDIAL, MESSAGE_FILES, GObject)

CordialMessageFiles *cordial_message_files_new (void);
void cordial_message_files_set_conversation (CordialMessageFiles *self, CordialConversation *conversation);
CordialConversation *cordial_message_files_get_conversation (CordialMessageFiles *self);
CordialPictureLoader *cordial_message_files_get_loader (CordialMessageFiles *self);
CordialTransfer *cordial_message_files_find (CordialMessageFiles *self, const CordialAttachment *attachment);
CordialTransfer *cordial_message_files_get (CordialMessageFiles *self, const CordialAttachment *attachment);
CordialMessagePlaying *cordial_message_files_get_playing (CordialMessageFiles *self);
gboolean cordial_message_files_come_on_sight (const CordialAttachment *attachment);
gboolean cordial_message_files_is_pinned (CordialMessageFiles *self, CordialMessage *message);
gboolean cordial_message_files_is_answered (CordialMessageFiles *self, CordialMessage *message);
gboolean cordial_message_files_is_picture (const CordialAttachment *attachment);
gboolean cordial_message_files_is_sound (CordialMessageFiles *self, const CordialAttachment *attachment);

G_END_DECLS
