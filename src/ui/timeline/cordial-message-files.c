/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the rows of a timeline find the files that their messages name: one for all rows, told which conversation they are of.
 */

#define G_LOG_DOMAIN "cordial-message-files"

#include "cordial-config.h"

#include "cordial-message-files.h"

#include "cordial-picture.h"

/* Of a picture that is fetched because it is on the screen, without being asked for: what a metered line takes as well. */
#define ON_SIGHT_BYTES (4 * 1024 * 1024)

struct _CordialMessageFiles
{
  GObject parent_instance;

  CordialConversation *conversation; /* (nullable) */
  CordialPictureLoader *loader;
  CordialMessagePlaying *playing;
};

G_DEFINE_FINAL_TYPE (CordialMessageFiles, cordial_message_files, G_TYPE_OBJECT)

static void
cordial_message_files_finalize (GObject *object)
{
  CordialMessageFiles *self = CORDIAL_MESSAGE_FILES (object);

  g_clear_object (&self->conversation);
  g_clear_object (&self->loader);
  g_clear_object (&self->playing);
  G_OBJECT_CLASS (cordial_message_files_parent_class)->finalize (object);
}

static void
cordial_message_files_class_init (CordialMessageFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_message_files_finalize;
}

static void
cordial_message_files_init (CordialMessageFiles *self)
{
  self->loader = cordial_picture_loader_new ();
  self->playing = cordial_message_playing_new ();
}

CordialMessageFiles *
cordial_message_files_new (void)
{
  return g_object_new (CORDIAL_TYPE_MESSAGE_FILES, NULL);
}

/**
 * cordial_message_files_set_conversation:
 * @conversation: (nullable) (transfer none): whose messages are shown from now on
 */
void
cordial_message_files_set_conversation (CordialMessageFiles *self, CordialConversation *conversation)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_FILES (self));

  g_set_object (&self->conversation, conversation);
  cordial_message_playing_set_conversation (self->playing, conversation);
}

/**
 * cordial_message_files_get_conversation:
 *
 * Returns: (transfer none) (nullable): whose messages are shown
 */
CordialConversation *
cordial_message_files_get_conversation (CordialMessageFiles *self)
{
  return self ? self->conversation : NULL;
}

/**
 * cordial_message_files_get_loader:
 *
 * Returns: (transfer none): what makes pictures of them
 */
CordialPictureLoader *
cordial_message_files_get_loader (CordialMessageFiles *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_FILES (self), NULL);

  return self->loader;
}

/**
 * cordial_message_files_get_playing:
 *
 * Returns: (transfer none): what plays them
 */
CordialMessagePlaying *
cordial_message_files_get_playing (CordialMessageFiles *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_FILES (self), NULL);

  return self->playing;
}

/**
 * cordial_message_files_find:
 *
 * Returns: (transfer full) (nullable): the file, or its way, where somebody asked for it before
 */
CordialTransfer *
cordial_message_files_find (CordialMessageFiles *self, const CordialAttachment *attachment)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_FILES (self), NULL);

  return self->conversation && attachment->reference
           ? cordial_conversation_find_file (self->conversation, attachment->reference)
           : NULL;
}

/**
 * cordial_message_files_get:
 *
 * Returns: (transfer full) (nullable): the file, or its way here, on which it goes from now on
 */
CordialTransfer *
cordial_message_files_get (CordialMessageFiles *self, const CordialAttachment *attachment)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_FILES (self), NULL);

  return self->conversation && attachment->reference
           ? cordial_conversation_get_file (self->conversation, attachment->reference, attachment->size)
           : NULL;
}

/**
 * cordial_message_files_come_on_sight:
 * @attachment: a picture
 *
 * A picture elsewhere tells its owner who looks at it, and when; one whose size is not said may be any.
 *
 * Returns: whether it is fetched as soon as it is on the screen, and not only when the person wants it
 */
gboolean
cordial_message_files_come_on_sight (const CordialAttachment *attachment)
{
  return attachment->reference && *attachment->reference == '/' && attachment->size > 0 &&
         attachment->size <= ON_SIGHT_BYTES;
}

/**
 * cordial_message_files_is_picture:
 *
 * Returns: whether it is shown as a picture: SVG, what is of no known type and what is too large are files
 */
gboolean
cordial_message_files_is_picture (const CordialAttachment *attachment)
{
  return attachment->kind == CORDIAL_ATTACHMENT_PICTURE && cordial_picture_is_known_type (attachment->media_type) &&
         (gint64) attachment->width * attachment->height <= CORDIAL_PICTURE_MAX_PIXELS &&
         attachment->size <= CORDIAL_PICTURE_MAX_BYTES && (attachment->bytes || attachment->reference);
}

/**
 * cordial_message_files_is_pinned:
 * @self: a #CordialMessageFiles
 * @message: a message of the conversation
 *
 * Returns: whether it is pinned there
 */
gboolean
cordial_message_files_is_pinned (CordialMessageFiles *self, CordialMessage *message)
{
  return self && self->conversation &&
         cordial_conversation_is_pinned (self->conversation, cordial_message_get_seq (message));
}

/**
 * cordial_message_files_is_answered:
 * @self: a #CordialMessageFiles
 * @message: a message of the conversation, with a form
 *
 * Returns: whether the account's owner has pressed one of its buttons
 */
gboolean
cordial_message_files_is_answered (CordialMessageFiles *self, CordialMessage *message)
{
  return self && self->conversation &&
         cordial_conversation_is_answered (self->conversation, cordial_message_get_seq (message));
}

/**
 * cordial_message_files_is_sound:
 *
 * Returns: whether it is shown as a sound: where nothing can be played it is a file
 */
gboolean
cordial_message_files_is_sound (CordialMessageFiles *self, const CordialAttachment *attachment)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_FILES (self), FALSE);

  return attachment->kind == CORDIAL_ATTACHMENT_SOUND && cordial_message_playing_get_sound (self->playing) != NULL &&
         (attachment->bytes || attachment->reference);
}
