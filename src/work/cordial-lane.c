/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What changes a lane's state, and the waiting in one. Knows nothing of intents but that there may be a next one.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-lane.h"

#include "cordial-message-private.h"
#include "cordial-timeline-private.h"

/* A busy server is asked again after a second, then after twice as long, up to half a minute; so is a disk that takes nothing. */
#define DELAY_MS 1000
#define DELAY_MAX_MS (30 * 1000)

static void
clear_retry (CordialLane *lane)
{
  if (lane->retry)
    g_source_destroy (lane->retry);
  g_clear_pointer (&lane->retry, g_source_unref);
}

void
cordial_lane_free (gpointer data)
{
  clear_retry (data);
  g_free (data);
}

CordialLane *
cordial_lane_find (CordialIntents *self, CordialConversation *conversation)
{
  return g_hash_table_lookup (self->lanes, conversation);
}

CordialLane *
cordial_lane_of (CordialErrand *errand, gboolean any)
{
  if (!errand->context->account || cordial_conversation_is_gone (errand->conversation) ||
      (!any && !cordial_errand_is_current (errand)))
    return NULL;
  return cordial_lane_find (errand->owner, errand->conversation);
}

void
cordial_lane_set_state (CordialLane *lane, CordialLaneState state)
{
  lane->state = state;
  if (state != CORDIAL_LANE_BACKING_OFF && state != CORDIAL_LANE_STUCK)
    clear_retry (lane);
  if (state != CORDIAL_LANE_SENDING && state != CORDIAL_LANE_ACKNOWLEDGING && state != CORDIAL_LANE_STUCK)
    lane->sending = 0;
}

void
cordial_lane_wait (CordialLane *lane, CordialLaneState state, const char *name, GSourceFunc over, CordialErrand *errand)
{
  cordial_lane_set_state (lane, state);
  clear_retry (lane);
  lane->delay_ms = CLAMP (lane->delay_ms * 2, DELAY_MS, DELAY_MAX_MS);
  lane->retry = g_timeout_source_new (lane->delay_ms);
  g_source_set_static_name (lane->retry, name);
  g_source_set_callback (lane->retry, over, errand, (GDestroyNotify) cordial_errand_free);
  g_source_attach (lane->retry, NULL);
}

void
cordial_lane_go_on (CordialErrand *errand, CordialLane *lane)
{
  CordialIntents *self = errand->owner;
  g_autoptr (CordialConversation) conversation = g_object_ref (errand->conversation);

  /* What waited goes with its wait. */
  cordial_lane_set_state (lane, CORDIAL_LANE_IDLE);
  self->next (self, conversation);
}

static gboolean
on_backed_off (gpointer user_data)
{
  CordialErrand *errand = user_data;

  cordial_lane_go_on (errand, cordial_lane_find (errand->owner, errand->conversation));
  return G_SOURCE_REMOVE;
}

void
cordial_lane_back_off (CordialErrand *errand, CordialLane *lane)
{
  lane->resolved = FALSE;
  cordial_lane_wait (lane, CORDIAL_LANE_BACKING_OFF, "CordialIntents busy server", on_backed_off,
                     cordial_errand_new (errand->context, errand->owner, errand->conversation));
}

CordialErrand *
cordial_lane_new_errand (CordialIntents *self, CordialConversation *conversation, const CordialIntentRecord *intent)
{
  CordialErrand *errand = cordial_errand_new (self->context, self, conversation);

  errand->intent = cordial_intent_record_copy (intent);
  return errand;
}

void
cordial_lane_show_status (CordialConversation *conversation,
                          gint64 row,
                          CordialMessageStatus status,
                          const char *reason)
{
  CordialMessage *message = cordial_timeline_find_outgoing (cordial_conversation_get_timeline (conversation), row);

  if (!message)
    return;
  cordial_message_set_status (message, status, reason);
  cordial_conversation_message_changed (conversation);
}
