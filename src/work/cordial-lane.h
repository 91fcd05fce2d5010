/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where each conversation stands with what a person asked for there: the states, and how one becomes another. For the files of
 * the intents alone: this, cordial-intent-answers.c and cordial-intents.c.
 */

#pragma once

#include "cordial-sync.h"

G_BEGIN_DECLS

/**
 * CordialLaneState:
 * @CORDIAL_LANE_IDLE: nothing is under way
 * @CORDIAL_LANE_RESOLVING: the server's newest number is being asked for
 * @CORDIAL_LANE_FILLING: the sync closes the gaps
 * @CORDIAL_LANE_UPLOADING: a file of the message goes to the server
 * @CORDIAL_LANE_SENDING: on the way to the disk as under way, then on the wire
 * @CORDIAL_LANE_ACKNOWLEDGING: the server said yes, and that is on the way to the disk
 * @CORDIAL_LANE_BACKING_OFF: the server was busy, or the disk: waits, then begins anew with RESOLVING
 * @CORDIAL_LANE_STUCK: the disk cannot take the server's yes: that is written again, and nothing is said again
 *
 * Where a conversation stands. What is asked for goes from IDLE over SENDING and ACKNOWLEDGING back to IDLE; the first time on a
 * connection over RESOLVING and FILLING before that. A message with files goes over UPLOADING before it is SENDING, once a file.
 */
typedef enum
{
  CORDIAL_LANE_IDLE,
  CORDIAL_LANE_RESOLVING,
  CORDIAL_LANE_FILLING,
  CORDIAL_LANE_UPLOADING,
  CORDIAL_LANE_SENDING,
  CORDIAL_LANE_ACKNOWLEDGING,
  CORDIAL_LANE_BACKING_OFF,
  CORDIAL_LANE_STUCK,
} CordialLaneState;

/**
 * CordialLane:
 * @resolved: on this connection it is known what of the earlier attempts happened
 * @delay_ms: of the last wait, since something succeeded
 * @retry: (nullable): while BACKING_OFF or STUCK
 * @sending: the message that is on its way out while SENDING, ACKNOWLEDGING or STUCK, 0 for none
 */
typedef struct
{
  CordialLaneState state;
  gboolean resolved;
  guint delay_ms;
  GSource *retry;
  gint64 sending;
} CordialLane;

typedef struct _CordialIntents CordialIntents;

/**
 * CordialIntents:
 * @context: not owned: it outlives us
 * @sync: not owned: it outlives us
 * @lanes: #CordialConversation → #CordialLane: of those that have had intents
 * @suspect: (nullable): not owned: whose intent is tried for the last time, so that no other conversation says anything; for
 *   comparison only
 * @suspect_row: that intent's
 * @next: begins what is next in a conversation whose lane is idle, if there is anything
 */
struct _CordialIntents
{
  CordialContext *context;
  CordialSync *sync;
  GHashTable *lanes;
  CordialConversation *suspect;
  gint64 suspect_row;
  void (*next) (CordialIntents *self, CordialConversation *conversation);
};

void cordial_lane_free (gpointer data);
/* (nullable) */
CordialLane *cordial_lane_find (CordialIntents *self, CordialConversation *conversation);
/* The lane of an errand, %NULL if nobody cares any more; of an errand of an earlier connection only where @any. */
CordialLane *cordial_lane_of (CordialErrand *errand, gboolean any);
CordialErrand *
cordial_lane_new_errand (CordialIntents *self, CordialConversation *conversation, const CordialIntentRecord *intent);

/* The one place where a state changes. */
void cordial_lane_set_state (CordialLane *lane, CordialLaneState state);
/* Waits in that state, twice as long as the last time, for @over. Takes the errand. */
void cordial_lane_wait (CordialLane *lane,
                        CordialLaneState state,
                        const char *name,
                        GSourceFunc over,
                        CordialErrand *errand);
/* Nothing is under way any more: the next one begins. */
void cordial_lane_go_on (CordialErrand *errand, CordialLane *lane);
/* Whether the last attempt happened is not known: it is found out before anything is said again. */
void cordial_lane_back_off (CordialErrand *errand, CordialLane *lane);

/* How a message that waits shows. */
void cordial_lane_show_status (CordialConversation *conversation,
                               gint64 row,
                               CordialMessageStatus status,
                               const char *reason);

G_END_DECLS
