/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From what a person types to where a protocol connects. Knows no protocol's path.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Turns what a person types into a WebSocket URI without a path of its own added: no scheme means wss, but ws for the
 * loopback; http and https become ws and wss. Fails with one sentence (CORDIAL_PROTOCOL_ERROR_INVALID): empty, spaces, unknown
 * scheme, plain ws to another host without allow_plaintext. */
char *cordial_server_address_to_uri (const char *address, gboolean allow_plaintext, GError **error);
gboolean cordial_server_address_needs_plaintext (const char *address);
gboolean cordial_server_address_is_at (const char *address, const char *place);

G_END_DECLS
