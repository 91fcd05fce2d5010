/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line between a session and its server that does what lines do: goes silent, loses one direction, breaks. It knows
 * bytes only, so it stands before any server.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Proxy Proxy;

/* On a port of its own on the loopback, to the host and port of that URI. */
Proxy *proxy_new (const char *upstream_uri);
void proxy_free (Proxy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Proxy, proxy_free)

/* "ws://127.0.0.1:PORT/" */
const char *proxy_get_uri (Proxy *self);

/* Breaks every line there is; new ones may come. */
void proxy_cut (Proxy *self);
/* Takes no new lines: whoever comes is put out at once. */
void proxy_set_closed (Proxy *self, gboolean closed);
/* Keeps the lines and lets nothing through, in either direction, until it is lifted. */
void proxy_set_frozen (Proxy *self, gboolean frozen);
/* What the server says is thrown away, what the client says arrives. */
void proxy_set_deaf (Proxy *self, gboolean deaf);
/* From now on each line breaks after some number of bytes, up to twice that; 0 for never. */
void proxy_set_cut_every (Proxy *self, guint bytes, guint32 seed);

/* New lines carry that many bytes a second from the client, and hold few of them back; 0 for as many as come. */
void proxy_set_uplink (Proxy *self, guint bytes_per_second);
/* From now on every byte is under way for that long, in either direction, and as many at a time as come. */
void proxy_set_delay_ms (Proxy *self, guint delay_ms);

/* From now on so many blocks of a hundred, in either direction, come later by the time in which TCP sends a lost one again, and hold up
 * what is behind them. */
void proxy_set_loss (Proxy *self, guint percent, guint32 seed);
guint proxy_get_n_losses (Proxy *self);

guint proxy_get_n_lines (Proxy *self);
/* Breaks that cut_every made. */
guint proxy_get_n_cuts (Proxy *self);
/* Bytes from clients that the server has got. */
guint64 proxy_get_forwarded (Proxy *self);

G_END_DECLS
