/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decides, from what is sent and received, whether a link lives: when to send a heartbeat and when to give the link up.
 * CordialConnection runs one beside each socket. It sends nothing itself and knows neither sockets nor frames.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_HEARTBEAT (cordial_heartbeat_get_type ())
G_DECLARE_FINAL_TYPE (CordialHeartbeat, cordial_heartbeat, CORDIAL, HEARTBEAT, GObject)

/**
 * CordialHeartbeatEvidence:
 * @received: bytes that have arrived here since the line came about
 * @received_at: monotonic time in microseconds at which the last of them did
 * @sent: bytes that were handed to the line
 * @acknowledged: how many of those the other end's kernel has, on the same scale
 * @deliveries: changes whenever the other end's kernel told that something more arrived there, even out of order
 * @acknowledged_at: monotonic time in microseconds at which it last told anything
 * @round_trip_ms: as the line itself measures it, behind all that queues on it; 0 if unknown
 */
typedef struct
{
  guint64 received;
  gint64 received_at;
  guint64 sent;
  guint64 acknowledged;
  guint64 deliveries;
  gint64 acknowledged_at;
  double round_trip_ms;
} CordialHeartbeatEvidence;

/**
 * CordialHeartbeatEvidenceFunc:
 * @evidence: (out): what the line itself knows
 * @user_data: what was given to cordial_heartbeat_set_evidence_func()
 *
 * Asks the line below what has arrived that was not (or not yet) delivered as a frame: WebSocket pings, which libsoup
 * answers without telling, and a large frame still on its way. And what of ours has arrived at the other end: on a slow
 * line, that of minutes ago may still be on its way.
 *
 * Returns: %FALSE if the line cannot say
 */
typedef gboolean (*CordialHeartbeatEvidenceFunc) (CordialHeartbeatEvidence *evidence, gpointer user_data);

/* Properties, all in milliseconds: interval-ms [30 000], deadline-floor-ms [2 000], deadline-cap-ms [10 000].
 *
 * Signals:
 *   beat (void)              send the protocol's heartbeat frame now
 *   round-trip (double ms)   an answer came
 *   dead (void)              the deadline passed in silence; the heartbeat has stopped
 */

CordialHeartbeat *cordial_heartbeat_new (void);

void cordial_heartbeat_set_interval_ms (CordialHeartbeat *self, guint interval_ms);
guint cordial_heartbeat_get_interval_ms (CordialHeartbeat *self);
void cordial_heartbeat_set_deadline_floor_ms (CordialHeartbeat *self, guint deadline_floor_ms);
guint cordial_heartbeat_get_deadline_floor_ms (CordialHeartbeat *self);
void
cordial_heartbeat_set_evidence_func (CordialHeartbeat *self, CordialHeartbeatEvidenceFunc func, gpointer user_data);

void cordial_heartbeat_start (CordialHeartbeat *self, double first_round_trip_ms);
void cordial_heartbeat_stop (CordialHeartbeat *self);
void cordial_heartbeat_received (CordialHeartbeat *self);
void cordial_heartbeat_expect_answer (CordialHeartbeat *self);
void cordial_heartbeat_probe (CordialHeartbeat *self);
void cordial_heartbeat_set_patient (CordialHeartbeat *self, gboolean patient);

gboolean cordial_heartbeat_is_running (CordialHeartbeat *self);
gboolean cordial_heartbeat_is_armed (CordialHeartbeat *self);
guint cordial_heartbeat_get_deadline_ms (CordialHeartbeat *self);
guint cordial_heartbeat_get_silence_ms (CordialHeartbeat *self);
double cordial_heartbeat_get_round_trip_ms (CordialHeartbeat *self);
double cordial_heartbeat_get_smoothed_ms (CordialHeartbeat *self);

G_END_DECLS
