/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session with a back end that relays JSON objects over a WebSocket and agreed on a heartbeat, and nothing else: the second
 * CordialProtocol, over the same CordialConnection. The application makes one an account. It keeps no messages; what it must
 * never do is name GTK, the store or Tinode, or write somebody's words into a log.
 */

#pragma once

#include "cordial-session.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_PLAIN_SESSION (cordial_plain_session_get_type ())
G_DECLARE_FINAL_TYPE (CordialPlainSession, cordial_plain_session, CORDIAL, PLAIN_SESSION, CordialSession)

CordialPlainSession *cordial_plain_session_new (const CordialProtocolSettings *settings);

G_END_DECLS
