/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a connection remembers, as the model takes it. For the sessions of all dialects.
 */

#define G_LOG_DOMAIN "cordial-session"

#include "cordial-config.h"

#include "cordial-beats.h"

static CordialBeatKind
kind_of (CordialHistoryKind kind)
{
  switch (kind)
    {
    case CORDIAL_HISTORY_OPENED:
      return CORDIAL_BEAT_OPENED;
    case CORDIAL_HISTORY_BEAT:
      return CORDIAL_BEAT_SENT;
    case CORDIAL_HISTORY_ROUND_TRIP:
      return CORDIAL_BEAT_ANSWERED;
    case CORDIAL_HISTORY_DROP:
      return CORDIAL_BEAT_DROPPED;
    case CORDIAL_HISTORY_FAILURE:
      return CORDIAL_BEAT_FAILED;
    case CORDIAL_HISTORY_ATTEMPT:
    default:
      return CORDIAL_BEAT_ATTEMPT;
    }
}

/**
 * cordial_beats_of_connection:
 * @connection: a connection
 *
 * Returns: (transfer full) (element-type CordialBeat): all that it remembers, oldest first
 */
GArray *
cordial_beats_of_connection (CordialConnection *connection)
{
  CordialHistory *history = cordial_connection_get_history (connection);
  GArray *beats = cordial_beats_new ();

  for (guint i = 0; i < cordial_history_get_n_records (history); i++)
    {
      const CordialHistoryRecord *record = cordial_history_get_record (history, i);
      CordialBeat beat = { record->time_us, kind_of (record->kind), record->round_trip_ms, g_strdup (record->reason) };

      g_array_append_val (beats, beat);
    }
  return beats;
}
