/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records a voice message.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a recording is: what the official web client records and plays (webapp, src/widgets/audio-recorder.jsx). */
#define CORDIAL_RECORDER_MEDIA_TYPE "audio/webm"

/* It stops by itself then, as the web client does (webapp, src/config.js, MAX_DURATION). */
#define CORDIAL_RECORDER_MAX_DURATION_MS 600000

/**
 * CordialRecorderState:
 * @CORDIAL_RECORDER_IDLE: nothing was recorded yet
 * @CORDIAL_RECORDER_STARTING: the microphone is asked for
 * @CORDIAL_RECORDER_RECORDING: it records
 * @CORDIAL_RECORDER_FINISHING: the file is being completed
 * @CORDIAL_RECORDER_DONE: the file is complete
 * @CORDIAL_RECORDER_FAILED: there is no recording, for the reason that cordial_recorder_get_error() says
 */
typedef enum
{
  CORDIAL_RECORDER_IDLE,
  CORDIAL_RECORDER_STARTING,
  CORDIAL_RECORDER_RECORDING,
  CORDIAL_RECORDER_FINISHING,
  CORDIAL_RECORDER_DONE,
  CORDIAL_RECORDER_FAILED,
} CordialRecorderState;

#define CORDIAL_TYPE_RECORDER (cordial_recorder_get_type ())
G_DECLARE_FINAL_TYPE (CordialRecorder, cordial_recorder, CORDIAL, RECORDER, GObject)

/* Signal: changed: anything of what the functions below return. */

CordialRecorder *cordial_recorder_new (const char *source);
void cordial_recorder_start (CordialRecorder *self);
void cordial_recorder_finish (CordialRecorder *self);
void cordial_recorder_discard (CordialRecorder *self);

CordialRecorderState cordial_recorder_get_state (CordialRecorder *self);
gint64 cordial_recorder_get_duration_ms (CordialRecorder *self);
const char *cordial_recorder_get_error (CordialRecorder *self);
GFile *cordial_recorder_get_file (CordialRecorder *self);
GBytes *cordial_recorder_dup_waveform (CordialRecorder *self, guint n_bars);
GBytes *cordial_recorder_dup_newest_levels (CordialRecorder *self, guint n_bars);

G_END_DECLS
