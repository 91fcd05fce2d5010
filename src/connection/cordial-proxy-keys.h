/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names and passwords for the proxies of the networks that this machine has been in, for as long as the process lives. One object for all
 * connections; whoever knows where they are kept fills it. They go to the proxy that they belong to alone.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Signals:
 *   refused (const char *proxy, const char *reason, gboolean heard)   a proxy wants a name and a password, or others; whether it heard
 *                                                                     some that are kept here, and the sentence for it
 */

#define CORDIAL_TYPE_PROXY_KEYS (cordial_proxy_keys_get_type ())
G_DECLARE_FINAL_TYPE (CordialProxyKeys, cordial_proxy_keys, CORDIAL, PROXY_KEYS, GObject)

CordialProxyKeys *cordial_proxy_keys_new (void);
void cordial_proxy_keys_set (CordialProxyKeys *self, const char *proxy, const char *name, const char *password);
void cordial_proxy_keys_forget (CordialProxyKeys *self, const char *proxy);
const char *cordial_proxy_keys_get_userinfo (CordialProxyKeys *self, const char *proxy);
void cordial_proxy_keys_tell_refused (CordialProxyKeys *self, const char *proxy, const char *reason, gboolean heard);

G_END_DECLS
