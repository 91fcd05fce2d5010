/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which sound of a conversation is being played: one for all rows of a timeline, which come and go while it is heard. It is fetched first
 * where it is not here. When one was heard to its end, the sound of the message right below follows, as people say one thing in several
 * messages.
 */

#define G_LOG_DOMAIN "cordial-message-playing"

#include "cordial-config.h"

#include "cordial-message-playing.h"

struct _CordialMessagePlaying
{
  GObject parent_instance;

  CordialSound *sound;               /* (nullable) */
  CordialConversation *conversation; /* (nullable) */
  gint64 row;                        /* of the message; 0 for none */
  gint64 seq;                        /* of the message; 0 where it has none */
  guint index;
  guint turn;                /* of the player */
  CordialTransfer *transfer; /* (nullable): while it is waited for */
  char *error;               /* (nullable): of the transfer */
};

G_DEFINE_FINAL_TYPE (CordialMessagePlaying, cordial_message_playing, G_TYPE_OBJECT)

static guint changed_signal;

static CordialPlayer *
get_player (CordialMessagePlaying *self)
{
  return cordial_sound_get_player (self->sound);
}

static void
tell (CordialMessagePlaying *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
forget_transfer (CordialMessagePlaying *self)
{
  if (self->transfer)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_clear_object (&self->transfer);
}

static void
forget (CordialMessagePlaying *self)
{
  forget_transfer (self);
  g_clear_pointer (&self->error, g_free);
  self->row = 0;
}

/* Whether what the player plays was begun here. */
static gboolean
is_ours (CordialMessagePlaying *self)
{
  return self->row != 0 && !self->transfer && self->turn == cordial_player_get_turn (get_player (self));
}

/* Its own signals reach nobody whose sound it is not; whose it was until now hears that it is not any more. */
static void
on_player_changed (CordialMessagePlaying *self)
{
  if (self->row != 0 && !self->transfer)
    tell (self);
}

/* What is still on its way was asked for before. */
static void
on_begun (CordialMessagePlaying *self)
{
  if (!self->transfer)
    return;
  forget (self);
  tell (self);
}

/* --- What is played ------------------------------------------------------------------------------------------------- */

static void
on_transfer_changed (CordialMessagePlaying *self)
{
  g_autofree char *path = g_strdup (cordial_transfer_get_path (self->transfer));
  CordialTransferState state = cordial_transfer_get_state (self->transfer);

  /* What is to be sent is here, however it fares. */
  if (path)
    {
      forget_transfer (self);
      cordial_player_play_path (get_player (self), path, 0);
      self->turn = cordial_player_get_turn (get_player (self));
    }
  else if (state == CORDIAL_TRANSFER_FAILED)
    {
      g_set_str (&self->error, cordial_transfer_get_error (self->transfer));
      forget_transfer (self);
    }
  else if (state == CORDIAL_TRANSFER_PAUSED)
    forget (self);
  tell (self);
}

/* (nullable): the sound at that place of a message */
static const CordialAttachment *
get_sound (CordialMessage *message, guint index)
{
  const CordialContent *content = message ? cordial_message_get_content (message) : NULL;
  const CordialAttachment *attachment =
    content && index < content->attachments->len ? content->attachments->pdata[index] : NULL;

  return attachment && attachment->kind == CORDIAL_ATTACHMENT_SOUND && (attachment->bytes || attachment->reference)
           ? attachment
           : NULL;
}

static void
begin (CordialMessagePlaying *self, CordialMessage *message, guint index)
{
  const CordialAttachment *attachment = get_sound (message, index);

  if (!attachment)
    return;
  forget (self);
  cordial_player_stop (get_player (self));
  self->row = cordial_message_get_row (message);
  self->seq = cordial_message_get_seq (message);
  self->index = index;
  if (!attachment->reference)
    {
      cordial_player_play_bytes (get_player (self), attachment->bytes, 0);
      self->turn = cordial_player_get_turn (get_player (self));
      return;
    }
  self->transfer = cordial_conversation_get_file (self->conversation, attachment->reference, attachment->size);
  if (!self->transfer)
    {
      forget (self);
      tell (self);
      return;
    }
  g_signal_connect_swapped (self->transfer, "changed", G_CALLBACK (on_transfer_changed), self);
  on_transfer_changed (self);
}

/* (transfer full) (nullable): the one below the one that is played */
static CordialMessage *
dup_next (CordialMessagePlaying *self)
{
  CordialTimeline *timeline = cordial_conversation_get_timeline (self->conversation);
  guint position = self->seq > 0 ? cordial_timeline_find_seq (timeline, self->seq) : G_MAXUINT;

  return position < G_MAXUINT ? g_list_model_get_item (G_LIST_MODEL (timeline), position + 1) : NULL;
}

static void
on_ended (CordialMessagePlaying *self)
{
  g_autoptr (CordialMessage) next = NULL;

  if (!is_ours (self) || !self->conversation)
    return;
  next = dup_next (self);
  forget (self);
  if (get_sound (next, 0))
    begin (self, next, 0);
  tell (self);
}

/**
 * cordial_message_playing_toggle:
 * @row: of a message of the conversation
 * @seq: its number, 0 where it has none
 * @index: the place of a sound in it
 *
 * Plays it, or pauses where it is being played.
 */
void
cordial_message_playing_toggle (CordialMessagePlaying *self, gint64 row, gint64 seq, guint index)
{
  g_autoptr (CordialMessage) message = NULL;

  g_return_if_fail (CORDIAL_IS_MESSAGE_PLAYING (self));

  if (!self->sound || !self->conversation)
    return;
  switch (cordial_message_playing_get_state (self, row, index))
    {
    case CORDIAL_MESSAGE_PLAYING_COMING:
      if (self->transfer)
        cordial_transfer_pause (self->transfer);
      return;
    case CORDIAL_MESSAGE_PLAYING_HEARD:
      cordial_player_pause (get_player (self));
      return;
    case CORDIAL_MESSAGE_PLAYING_PAUSED:
      cordial_player_resume (get_player (self));
      return;
    default:
      message = cordial_timeline_dup_message (cordial_conversation_get_timeline (self->conversation), row, seq);
      begin (self, message, index);
    }
}

/**
 * cordial_message_playing_seek:
 * @position_ms: a place in the sound that is heard, or paused
 */
void
cordial_message_playing_seek (CordialMessagePlaying *self, gint64 position_ms)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_PLAYING (self));

  if (self->sound && is_ours (self))
    cordial_player_seek (get_player (self), position_ms);
}

/**
 * cordial_message_playing_next_rate:
 *
 * From as it was spoken to half as fast again, to twice as fast, and back.
 */
void
cordial_message_playing_next_rate (CordialMessagePlaying *self)
{
  double rate;

  g_return_if_fail (CORDIAL_IS_MESSAGE_PLAYING (self));

  if (!self->sound)
    return;
  rate = cordial_player_get_rate (get_player (self));
  cordial_player_set_rate (get_player (self), rate < 1.25 ? 1.5 : rate < 1.75 ? 2.0 : 1.0);
}

/* --- What others ask ------------------------------------------------------------------------------------------------ */

/**
 * cordial_message_playing_get_sound:
 *
 * Returns: (transfer none) (nullable): on what messages are heard; %NULL where none can be
 */
CordialSound *
cordial_message_playing_get_sound (CordialMessagePlaying *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_PLAYING (self), NULL);

  return self->sound;
}

CordialMessagePlayingState
cordial_message_playing_get_state (CordialMessagePlaying *self, gint64 row, guint index)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_PLAYING (self), CORDIAL_MESSAGE_PLAYING_NOT);

  if (!self->sound || self->row == 0 || self->row != row || self->index != index)
    return CORDIAL_MESSAGE_PLAYING_NOT;
  if (self->error)
    return CORDIAL_MESSAGE_PLAYING_FAILED;
  if (self->transfer)
    return CORDIAL_MESSAGE_PLAYING_COMING;
  if (!is_ours (self))
    return CORDIAL_MESSAGE_PLAYING_NOT;
  switch (cordial_player_get_state (get_player (self)))
    {
    case CORDIAL_PLAYER_LOADING:
      return CORDIAL_MESSAGE_PLAYING_COMING;
    case CORDIAL_PLAYER_PLAYING:
      return CORDIAL_MESSAGE_PLAYING_HEARD;
    case CORDIAL_PLAYER_PAUSED:
      return CORDIAL_MESSAGE_PLAYING_PAUSED;
    case CORDIAL_PLAYER_FAILED:
      return CORDIAL_MESSAGE_PLAYING_FAILED;
    default:
      return CORDIAL_MESSAGE_PLAYING_NOT;
    }
}

gint64
cordial_message_playing_get_position_ms (CordialMessagePlaying *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_PLAYING (self), 0);

  return self->sound ? cordial_player_get_position_ms (get_player (self)) : 0;
}

gint64
cordial_message_playing_get_duration_ms (CordialMessagePlaying *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_PLAYING (self), 0);

  return self->sound ? cordial_player_get_duration_ms (get_player (self)) : 0;
}

double
cordial_message_playing_get_rate (CordialMessagePlaying *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_PLAYING (self), 1);

  return self->sound ? cordial_player_get_rate (get_player (self)) : 1;
}

/**
 * cordial_message_playing_get_error:
 *
 * Returns: (nullable): one sentence on why the one that was asked for cannot be played
 */
const char *
cordial_message_playing_get_error (CordialMessagePlaying *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_PLAYING (self), NULL);

  return self->error ? self->error : self->sound ? cordial_player_get_error (get_player (self)) : NULL;
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_message_playing_dispose (GObject *object)
{
  CordialMessagePlaying *self = CORDIAL_MESSAGE_PLAYING (object);

  cordial_message_playing_set_conversation (self, NULL);
  g_clear_object (&self->sound);
  G_OBJECT_CLASS (cordial_message_playing_parent_class)->dispose (object);
}

static void
cordial_message_playing_class_init (CordialMessagePlayingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_message_playing_dispose;
  changed_signal =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_message_playing_init (CordialMessagePlaying *self)
{
}

CordialMessagePlaying *
cordial_message_playing_new (void)
{
  return g_object_new (CORDIAL_TYPE_MESSAGE_PLAYING, NULL);
}

/**
 * cordial_message_playing_set_sound:
 * @sound: (transfer none): on what it is heard
 */
void
cordial_message_playing_set_sound (CordialMessagePlaying *self, CordialSound *sound)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_PLAYING (self));
  g_return_if_fail (self->sound == NULL);

  self->sound = g_object_ref (sound);
  g_signal_connect_object (sound, "begun", G_CALLBACK (on_begun), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_player (self), "changed", G_CALLBACK (on_player_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_player (self), "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
}

/**
 * cordial_message_playing_set_conversation:
 * @conversation: (nullable) (transfer none): whose messages are shown from now on; what is heard of another one ends
 */
void
cordial_message_playing_set_conversation (CordialMessagePlaying *self, CordialConversation *conversation)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_PLAYING (self));

  if (self->conversation == conversation)
    return;
  if (self->sound && self->row != 0)
    {
      if (is_ours (self))
        cordial_player_stop (get_player (self));
      forget (self);
    }
  g_set_object (&self->conversation, conversation);
}
