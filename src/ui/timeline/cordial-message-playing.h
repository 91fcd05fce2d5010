/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which sound of a conversation is being played.
 */

#pragma once

#include "cordial-conversation.h"
#include "cordial-sound.h"

G_BEGIN_DECLS

/**
 * CordialMessagePlayingState:
 * @CORDIAL_MESSAGE_PLAYING_NOT: another one is played, or none
 * @CORDIAL_MESSAGE_PLAYING_COMING: it is fetched, or looked at
 * @CORDIAL_MESSAGE_PLAYING_HEARD: it is heard
 * @CORDIAL_MESSAGE_PLAYING_PAUSED: it waits where it is
 * @CORDIAL_MESSAGE_PLAYING_FAILED: it cannot be played, for the reason that cordial_message_playing_get_error() says
 */
typedef enum
{
  CORDIAL_MESSAGE_PLAYING_NOT,
  CORDIAL_MESSAGE_PLAYING_COMING,
  CORDIAL_MESSAGE_PLAYING_HEARD,
  CORDIAL_MESSAGE_PLAYING_PAUSED,
  CORDIAL_MESSAGE_PLAYING_FAILED,
} CordialMessagePlayingState;

#define CORDIAL_TYPE_MESSAGE_PLAYING (cordial_message_playing_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessagePlaying, cordial_message_playing, CORDIAL, MESSAGE_PLAYING, GObject)

/* Signal: changed: anything of what the functions below return; ten times a second while something is heard. */

CordialMessagePlaying *cordial_message_playing_new (void);
void cordial_message_playing_set_sound (CordialMessagePlaying *self, CordialSound *sound);
void cordial_message_playing_set_conversation (CordialMessagePlaying *self, CordialConversation *conversation);
CordialSound *cordial_message_playing_get_sound (CordialMessagePlaying *self);
void cordial_message_playing_toggle (CordialMessagePlaying *self, gint64 row, gint64 seq, guint index);
void cordial_message_playing_seek (CordialMessagePlaying *self, gint64 position_ms);
void cordial_message_playing_next_rate (CordialMessagePlaying *self);
CordialMessagePlayingState cordial_message_playing_get_state (CordialMessagePlaying *self, gint64 row, guint index);
gint64 cordial_message_playing_get_position_ms (CordialMessagePlaying *self);
gint64 cordial_message_playing_get_duration_ms (CordialMessagePlaying *self);
double cordial_message_playing_get_rate (CordialMessagePlaying *self);
const char *cordial_message_playing_get_error (CordialMessagePlaying *self);

G_END_DECLS
