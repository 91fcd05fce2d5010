/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plays sound, one at a time.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CordialPlayerState:
 * @CORDIAL_PLAYER_IDLE: nothing is played
 * @CORDIAL_PLAYER_LOADING: it is looked at
 * @CORDIAL_PLAYER_PLAYING: it is heard
 * @CORDIAL_PLAYER_PAUSED: it waits where it is
 * @CORDIAL_PLAYER_FAILED: it cannot be played, for the reason that cordial_player_get_error() says
 */
typedef enum
{
  CORDIAL_PLAYER_IDLE,
  CORDIAL_PLAYER_LOADING,
  CORDIAL_PLAYER_PLAYING,
  CORDIAL_PLAYER_PAUSED,
  CORDIAL_PLAYER_FAILED,
} CordialPlayerState;

#define CORDIAL_TYPE_PLAYER (cordial_player_get_type ())
G_DECLARE_FINAL_TYPE (CordialPlayer, cordial_player, CORDIAL, PLAYER, GObject)

/* Signals: begun: somebody wants to hear it from now on; changed: anything of what the functions below return; ended: it was heard to its
 * end. */

CordialPlayer *cordial_player_new (const char *sink);
void cordial_player_play_path (CordialPlayer *self, const char *path, gint64 start_ms);
void cordial_player_play_bytes (CordialPlayer *self, GBytes *bytes, gint64 start_ms);
void cordial_player_pause (CordialPlayer *self);
void cordial_player_resume (CordialPlayer *self);
void cordial_player_stop (CordialPlayer *self);
void cordial_player_seek (CordialPlayer *self, gint64 position_ms);
void cordial_player_set_rate (CordialPlayer *self, double rate);

CordialPlayerState cordial_player_get_state (CordialPlayer *self);
guint cordial_player_get_turn (CordialPlayer *self);
double cordial_player_get_rate (CordialPlayer *self);
gint64 cordial_player_get_position_ms (CordialPlayer *self);
gint64 cordial_player_get_duration_ms (CordialPlayer *self);
const char *cordial_player_get_error (CordialPlayer *self);

G_END_DECLS
