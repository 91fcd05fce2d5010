/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether this machine has a way to one server, and when the network changed. Private to this folder; CordialConnection
 * owns one. It knows addresses and routes, never whether the server answers.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_NETWORK_WATCH (cordial_network_watch_get_type ())
G_DECLARE_FINAL_TYPE (CordialNetworkWatch, cordial_network_watch, CORDIAL, NETWORK_WATCH, GObject)

/* Properties: reachable, with notify; search-interval-ms. Signal: changed (void), the network changed in some way. */

CordialNetworkWatch *cordial_network_watch_new (GNetworkMonitor *monitor);
void cordial_network_watch_set_uri (CordialNetworkWatch *self, const char *uri);
void cordial_network_watch_set_searching (CordialNetworkWatch *self, gboolean searching);
gboolean cordial_network_watch_is_loopback_host (const char *host);
gboolean cordial_network_watch_is_reachable (CordialNetworkWatch *self);
gboolean cordial_network_watch_is_behind_portal (CordialNetworkWatch *self);

G_END_DECLS
