/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which way a connection takes through the proxies that the system names: none to this machine itself, and through an HTTP proxy
 * always a tunnel. Private to this folder; CordialConnection gives one to libsoup.
 */
#pragma once

#include <gio/gio.h>

#include "cordial-proxy-keys.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_TUNNEL_RESOLVER (cordial_tunnel_resolver_get_type ())
G_DECLARE_FINAL_TYPE (CordialTunnelResolver, cordial_tunnel_resolver, CORDIAL, TUNNEL_RESOLVER, GObject)

GProxyResolver *cordial_tunnel_resolver_new (GProxyResolver *system);
void cordial_tunnel_resolver_set_keys (CordialTunnelResolver *self, CordialProxyKeys *keys);
/* (transfer full): another one that names the same proxies, with the same keys */
GProxyResolver *cordial_tunnel_resolver_copy (CordialTunnelResolver *self);
const char *cordial_tunnel_resolver_get_proxy (CordialTunnelResolver *self);
void cordial_tunnel_resolver_tell_refused (CordialTunnelResolver *self, const char *reason);

G_END_DECLS
