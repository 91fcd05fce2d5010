/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One WebSocket, from the first attempt to reach the server until its end, of which it tells exactly once. Private to
 * this folder: CordialConnection makes a new one for each attempt, so that an attempt that was given up can never speak
 * for the next. It never reconnects and knows no heartbeat.
 */
#pragma once

#include <libsoup/soup.h>

#include "cordial-heartbeat.h"
#include "cordial-verdict.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_SOCKET (cordial_socket_get_type ())
G_DECLARE_FINAL_TYPE (CordialSocket, cordial_socket, CORDIAL, SOCKET, GObject)

/* Signals:
 *   opened (void)
 *   received (void)             a frame of any kind that libsoup tells of, before anything else about it
 *   frame (GBytes *text)        a text frame, valid UTF-8 without NUL, but with one behind it
 *   ended (CordialVerdict *)    at most once and the last of all; never after cordial_socket_close() or _drop()
 */

CordialSocket *cordial_socket_new (SoupSession *session, const char *uri);
SoupMessageHeaders *cordial_socket_get_request_headers (CordialSocket *self);
void cordial_socket_set_trusted_certificate (CordialSocket *self, GTlsCertificate *certificate);
void cordial_socket_set_max_frame_bytes (CordialSocket *self, guint64 max_frame_bytes);

void cordial_socket_start (CordialSocket *self, const char *const *subprotocols, guint limit_ms);
void cordial_socket_send_text (CordialSocket *self, const char *text);
void cordial_socket_close (CordialSocket *self);
void cordial_socket_drop (CordialSocket *self);

double cordial_socket_get_upgrade_ms (CordialSocket *self);
gboolean cordial_socket_get_evidence (CordialSocket *self, CordialHeartbeatEvidence *evidence);
char *cordial_socket_dup_encryption (CordialSocket *self);
GTlsCertificate *cordial_socket_get_refused_certificate (CordialSocket *self);
GTlsCertificateFlags cordial_socket_get_refused_certificate_errors (CordialSocket *self);

G_END_DECLS
