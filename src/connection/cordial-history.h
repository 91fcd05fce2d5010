/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happened to a connection lately: a bounded list of beats, round trips and drops with the time of day. Written by
 * CordialConnection, read by whoever draws or exports it. Never grows without bound, never touches a disk.
 */
#pragma once

#include "cordial-connection-types.h"

G_BEGIN_DECLS

/**
 * CordialHistoryKind:
 * @CORDIAL_HISTORY_ATTEMPT: an attempt to connect began
 * @CORDIAL_HISTORY_OPENED: frames can flow
 * @CORDIAL_HISTORY_BEAT: a heartbeat frame was sent
 * @CORDIAL_HISTORY_ROUND_TRIP: an answer came; @round_trip_ms is set
 * @CORDIAL_HISTORY_DROP: an opened connection ended; @ending and @reason are set
 * @CORDIAL_HISTORY_FAILURE: an attempt failed; @ending and @reason are set
 */
typedef enum
{
  CORDIAL_HISTORY_ATTEMPT,
  CORDIAL_HISTORY_OPENED,
  CORDIAL_HISTORY_BEAT,
  CORDIAL_HISTORY_ROUND_TRIP,
  CORDIAL_HISTORY_DROP,
  CORDIAL_HISTORY_FAILURE,
} CordialHistoryKind;

#define CORDIAL_TYPE_HISTORY_KIND (cordial_history_kind_get_type ())
GType cordial_history_kind_get_type (void);

/**
 * CordialHistoryRecord:
 * @time_us: wall-clock time in microseconds since 1970 (g_get_real_time())
 * @kind: what happened
 * @round_trip_ms: for %CORDIAL_HISTORY_ROUND_TRIP, else 0
 * @ending: for %CORDIAL_HISTORY_DROP and %CORDIAL_HISTORY_FAILURE
 * @reason: (nullable): one sentence, for the same two kinds
 */
typedef struct
{
  gint64 time_us;
  CordialHistoryKind kind;
  double round_trip_ms;
  CordialConnectionEnding ending;
  char *reason;
} CordialHistoryRecord;

#define CORDIAL_TYPE_HISTORY (cordial_history_get_type ())
G_DECLARE_FINAL_TYPE (CordialHistory, cordial_history, CORDIAL, HISTORY, GObject)

/* Property: limit, the number of records kept. Signal: added (void), after a record was added. */

CordialHistory *cordial_history_new (guint limit);
void cordial_history_add (CordialHistory *self, CordialHistoryKind kind);
void cordial_history_add_round_trip (CordialHistory *self, double round_trip_ms);
void cordial_history_add_ending (CordialHistory *self,
                                 CordialHistoryKind kind,
                                 CordialConnectionEnding ending,
                                 const char *reason);
guint cordial_history_get_n_records (CordialHistory *self);
const CordialHistoryRecord *cordial_history_get_record (CordialHistory *self, guint position);
guint cordial_history_find_since (CordialHistory *self, gint64 time_us);

G_END_DECLS
