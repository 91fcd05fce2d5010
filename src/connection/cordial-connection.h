/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A WebSocket that stays connected: text frames in, text frames out, and at every moment the truth about the link. The
 * protocols (Tinode, plain) build on it. It must never know what a frame means, nor anything of chats, stores, widgets.
 */
#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

#include "cordial-backoff.h"
#include "cordial-connection-types.h"
#include "cordial-heartbeat.h"
#include "cordial-history.h"
#include "cordial-proxy-keys.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_CONNECTION (cordial_connection_get_type ())
G_DECLARE_FINAL_TYPE (CordialConnection, cordial_connection, CORDIAL, CONNECTION, GObject)

/* Properties (notify on each): state, refusal, ending, reason, retry-at, round-trip-ms, smoothed-round-trip-ms,
 * connected-since, trusted-certificate, max-frame-bytes, connect-limit-ms, stable-after-ms; construct only: backoff,
 * refused-backoff, network-monitor, system-bus, proxy-resolver.
 *
 * Signals:
 *   opened (void)                                        state is CONNECTED already
 *   frame (const char *text)                             one text frame, valid UTF-8, never NULL
 *   closed (CordialConnectionEnding ending, guint code, const char *reason)
 *                                                        an opened connection ended; the new state is set already.
 *                                                        code: of the peer's close frame (RFC 6455 7.4), else 0
 *   beat (void)                                          a heartbeat frame was sent
 *   round-trip (double ms)                               an answer came
 */

CordialConnection *cordial_connection_new (void);

void cordial_connection_set_uri (CordialConnection *self, const char *uri);
void cordial_connection_set_proven (CordialConnection *self, gboolean proven);
const char *cordial_connection_get_uri (CordialConnection *self);
void cordial_connection_set_request_header (CordialConnection *self, const char *name, const char *value);
void cordial_connection_set_subprotocols (CordialConnection *self, const char *const *subprotocols);
void cordial_connection_set_heartbeat_frame (CordialConnection *self, const char *text);
void cordial_connection_set_max_frame_bytes (CordialConnection *self, guint64 max_frame_bytes);
guint64 cordial_connection_get_max_frame_bytes (CordialConnection *self);

void cordial_connection_open (CordialConnection *self);
void cordial_connection_close (CordialConnection *self);
void cordial_connection_retry_now (CordialConnection *self);
void cordial_connection_reconnect (CordialConnection *self, const char *reason);
void cordial_connection_refuse (CordialConnection *self, gboolean lasting, const char *reason);
void cordial_connection_note_ready (CordialConnection *self);
void cordial_connection_probe (CordialConnection *self);
void cordial_connection_probe_if_stale (CordialConnection *self);
gboolean cordial_connection_is_sending (CordialConnection *self);
gboolean
cordial_connection_send_text (CordialConnection *self, const char *text, gboolean expects_answer, GError **error);

CordialConnectionState cordial_connection_get_state (CordialConnection *self);
CordialConnectionRefusal cordial_connection_get_refusal (CordialConnection *self);
CordialConnectionEnding cordial_connection_get_ending (CordialConnection *self);
const char *cordial_connection_get_reason (CordialConnection *self);
gint64 cordial_connection_get_retry_at (CordialConnection *self);
gint64 cordial_connection_get_connected_since (CordialConnection *self);
double cordial_connection_get_round_trip_ms (CordialConnection *self);
double cordial_connection_get_smoothed_round_trip_ms (CordialConnection *self);
char *cordial_connection_dup_encryption (CordialConnection *self);

void cordial_connection_set_trusted_certificate (CordialConnection *self, GTlsCertificate *certificate);
GTlsCertificate *cordial_connection_get_trusted_certificate (CordialConnection *self);
GTlsCertificate *cordial_connection_get_refused_certificate (CordialConnection *self);
GTlsCertificateFlags cordial_connection_get_refused_certificate_errors (CordialConnection *self);

CordialHeartbeat *cordial_connection_get_heartbeat (CordialConnection *self);
CordialBackoff *cordial_connection_get_backoff (CordialConnection *self);
CordialHistory *cordial_connection_get_history (CordialConnection *self);

void cordial_connection_set_proxy_keys (CordialConnection *self, CordialProxyKeys *keys);
void cordial_connection_lead_beside (CordialConnection *self, SoupSession *session);
void cordial_connection_hear_beside (CordialConnection *self, SoupSession *session, const GError *error);

G_END_DECLS
