/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thing that happened to an account's connection, for the view that shows its last hour. A plain value; reported by a
 * protocol, drawn by the interface.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CordialBeatKind:
 * @CORDIAL_BEAT_ATTEMPT: an attempt to connect began
 * @CORDIAL_BEAT_OPENED: the line is open
 * @CORDIAL_BEAT_SENT: a heartbeat went out
 * @CORDIAL_BEAT_ANSWERED: and was answered, after @round_trip_ms
 * @CORDIAL_BEAT_DROPPED: the line broke, for @reason
 * @CORDIAL_BEAT_FAILED: an attempt failed, for @reason
 */
typedef enum
{
  CORDIAL_BEAT_ATTEMPT,
  CORDIAL_BEAT_OPENED,
  CORDIAL_BEAT_SENT,
  CORDIAL_BEAT_ANSWERED,
  CORDIAL_BEAT_DROPPED,
  CORDIAL_BEAT_FAILED,
} CordialBeatKind;

/**
 * CordialBeat:
 * @time_us: wall-clock time in microseconds since 1970
 * @kind: what happened
 * @round_trip_ms: for %CORDIAL_BEAT_ANSWERED
 * @reason: (nullable): one sentence
 */
typedef struct
{
  gint64 time_us;
  CordialBeatKind kind;
  double round_trip_ms;
  char *reason;
} CordialBeat;

/* (transfer full): an empty array that owns its beats */
GArray *cordial_beats_new (void);

G_END_DECLS
