/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session with a Tinode server: the CordialProtocol that speaks Tinode's wire over a CordialConnection. The application
 * makes one an account. It keeps no messages and decides nothing about them; what it must never do is name GTK, the
 * store, or write a token, a password or somebody's words into a log.
 */

#pragma once

#include "cordial-session.h"

G_BEGIN_DECLS

/* The key that Tinode publishes with its demo configuration and that every stock client sends. It is no secret: it only
 * tells a Tinode server that the peer means to talk to one. */
#define CORDIAL_TINODE_API_KEY "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K"

#define CORDIAL_TYPE_TINODE_SESSION (cordial_tinode_session_get_type ())
G_DECLARE_FINAL_TYPE (CordialTinodeSession, cordial_tinode_session, CORDIAL, TINODE_SESSION, CordialSession)

/* Properties beside those of CordialProtocol: uri (construct only), connection (construct only, CordialConnection; one is
 * made where none is given), api-key [CORDIAL_TINODE_API_KEY], answer-limit-ms [15 000]. */
CordialTinodeSession *cordial_tinode_session_new (const char *uri);

G_END_DECLS
