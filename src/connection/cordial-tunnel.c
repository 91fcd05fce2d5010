/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which way a connection takes through the proxies that the system names: none to this machine itself, and through an HTTP proxy
 * always a tunnel. Private to this folder; CordialConnection gives one to libsoup.
 *
 * libsoup asks an HTTP proxy for a tunnel (CONNECT, RFC 9110 9.3.6) for wss alone; a ws request it hands to the proxy as it is,
 * and few proxies pass an upgrade on (RFC 6455 4.1 asks for CONNECT in both cases). So what the system calls an HTTP proxy gets
 * another name here, under which GIO's own tunnel answers.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-tunnel.h"

#include <string.h>

#include "cordial-network-watch.h"

#define TUNNEL_SCHEME "cordial-tunnel"
#define HTTP_SCHEME "http"

/* --- GIO's tunnel under another name ----------------------------------------------------------------------------- */

#define CORDIAL_TYPE_TUNNEL (cordial_tunnel_get_type ())
G_DECLARE_FINAL_TYPE (CordialTunnel, cordial_tunnel, CORDIAL, TUNNEL, GObject)

struct _CordialTunnel
{
  GObject parent_instance;
};

static void tunnel_iface_init (GProxyInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialTunnel,
                               cordial_tunnel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY, tunnel_iface_init))

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GIOStream *stream = g_proxy_connect_finish (G_PROXY (source), result, &error);

  if (stream)
    g_task_return_pointer (task, stream, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
tunnel_connect_async (GProxy *proxy,
                      GIOStream *stream,
                      GProxyAddress *address,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GProxy) http = g_proxy_get_default_for_protocol (HTTP_SCHEME);
  g_autoptr (GTask) task = g_task_new (proxy, cancellable, callback, user_data);

  if (http)
    g_proxy_connect_async (http, stream, address, cancellable, on_connected, g_steal_pointer (&task));
  else
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "no tunnels in this GIO");
}

static GIOStream *
tunnel_connect_finish (GProxy *proxy, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
tunnel_supports_hostname (GProxy *proxy)
{
  return TRUE;
}

static void
tunnel_iface_init (GProxyInterface *iface)
{
  iface->connect_async = tunnel_connect_async;
  iface->connect_finish = tunnel_connect_finish;
  iface->supports_hostname = tunnel_supports_hostname;
}

static void
cordial_tunnel_class_init (CordialTunnelClass *klass)
{
}

static void
cordial_tunnel_init (CordialTunnel *self)
{
}

/* --- The way ------------------------------------------------------------------------------------------------------- */

struct _CordialTunnelResolver
{
  GObject parent_instance;

  GProxyResolver *system;
  char *proxy;            /* (nullable): the first of the last answer, as a person may read it */
  CordialProxyKeys *keys; /* (nullable) */
  gboolean said_key;      /* to that proxy */
};

static void resolver_iface_init (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialTunnelResolver,
                               cordial_tunnel_resolver,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, resolver_iface_init))

/* A direct answer, where there is nothing to ask. */
static char **
find_own (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = parsed ? g_uri_get_host (parsed) : NULL;
  const char *const direct[] = { "direct://", NULL };

  return host && cordial_network_watch_is_loopback_host (host) ? g_strdupv ((char **) direct) : NULL;
}

static char *
dup_host (const char *proxy)
{
  g_autoptr (GUri) parsed = g_uri_parse (proxy, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = parsed ? g_uri_get_host (parsed) : NULL;

  if (!host || g_str_equal (g_uri_get_scheme (parsed), "direct"))
    return NULL;
  if (g_uri_get_port (parsed) <= 0)
    return g_strdup (host);
  return g_strdup_printf (strchr (host, ':') ? "[%s]:%d" : "%s:%d", host, g_uri_get_port (parsed));
}

/* What stands behind the scheme, with the name and the password that are known for it; who wrote some into the settings means those. */
static char *
add_userinfo (CordialTunnelResolver *self, const char *rest)
{
  g_autofree char *proxy = self->keys && !strchr (rest, '@') ? g_strconcat (HTTP_SCHEME, rest, NULL) : NULL;
  g_autofree char *host = proxy ? dup_host (proxy) : NULL;
  const char *userinfo = host ? cordial_proxy_keys_get_userinfo (self->keys, host) : NULL;

  return userinfo ? g_strconcat ("://", userinfo, "@", rest + strlen ("://"), NULL) : g_strdup (rest);
}

/* Takes the list. */
static char **
rename_proxies (CordialTunnelResolver *self, char **proxies)
{
  g_clear_pointer (&self->proxy, g_free);
  self->said_key = FALSE;
  if (proxies && proxies[0])
    self->proxy = dup_host (proxies[0]);
  for (guint i = 0; proxies && proxies[i]; i++)
    if (g_str_has_prefix (proxies[i], HTTP_SCHEME "://"))
      {
        g_autofree char *proxy = g_steal_pointer (&proxies[i]);
        g_autofree char *rest = add_userinfo (self, proxy + strlen (HTTP_SCHEME));

        self->said_key = self->said_key || (i == 0 && !g_str_has_suffix (proxy, rest));
        proxies[i] = g_strconcat (TUNNEL_SCHEME, rest, NULL);
      }
  return proxies;
}

static gboolean
resolver_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
resolver_lookup (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GError **error)
{
  CordialTunnelResolver *self = CORDIAL_TUNNEL_RESOLVER (resolver);
  char **own = find_own (uri);

  return rename_proxies (self, own ? own : g_proxy_resolver_lookup (self->system, uri, cancellable, error));
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char **proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  if (proxies)
    g_task_return_pointer (task, rename_proxies (g_task_get_source_object (task), proxies),
                           (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

static void
resolver_lookup_async (GProxyResolver *resolver,
                       const char *uri,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  CordialTunnelResolver *self = CORDIAL_TUNNEL_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  char **own = find_own (uri);

  if (own)
    g_task_return_pointer (task, rename_proxies (self, own), (GDestroyNotify) g_strfreev);
  else
    g_proxy_resolver_lookup_async (self->system, uri, cancellable, on_looked_up, g_steal_pointer (&task));
}

static char **
resolver_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = resolver_is_supported;
  iface->lookup = resolver_lookup;
  iface->lookup_async = resolver_lookup_async;
  iface->lookup_finish = resolver_lookup_finish;
}

static void
cordial_tunnel_resolver_finalize (GObject *object)
{
  CordialTunnelResolver *self = CORDIAL_TUNNEL_RESOLVER (object);

  g_object_unref (self->system);
  g_clear_object (&self->keys);
  g_free (self->proxy);
  G_OBJECT_CLASS (cordial_tunnel_resolver_parent_class)->finalize (object);
}

static void
cordial_tunnel_resolver_class_init (CordialTunnelResolverClass *klass)
{
  g_autoptr (GProxy) http = NULL;

  G_OBJECT_CLASS (klass)->finalize = cordial_tunnel_resolver_finalize;
  /* Asked for first, as it registers the point at which ours is to be found. */
  http = g_proxy_get_default_for_protocol (HTTP_SCHEME);
  g_io_extension_point_implement (G_PROXY_EXTENSION_POINT_NAME, CORDIAL_TYPE_TUNNEL, TUNNEL_SCHEME, 0);
}

static void
cordial_tunnel_resolver_init (CordialTunnelResolver *self)
{
}

/**
 * cordial_tunnel_resolver_new:
 * @system: (nullable): what knows the proxies; %NULL for that of the system
 *
 * Returns: (transfer full): a resolver for libsoup
 */
GProxyResolver *
cordial_tunnel_resolver_new (GProxyResolver *system)
{
  CordialTunnelResolver *self = g_object_new (CORDIAL_TYPE_TUNNEL_RESOLVER, NULL);

  self->system = g_object_ref (system ? system : g_proxy_resolver_get_default ());
  return G_PROXY_RESOLVER (self);
}

/**
 * cordial_tunnel_resolver_set_keys:
 * @self: a resolver
 * @keys: (nullable): what is known for proxies that want a name and a password
 */
void
cordial_tunnel_resolver_set_keys (CordialTunnelResolver *self, CordialProxyKeys *keys)
{
  g_set_object (&self->keys, keys);
}

GProxyResolver *
cordial_tunnel_resolver_copy (CordialTunnelResolver *self)
{
  GProxyResolver *copy = cordial_tunnel_resolver_new (self->system);

  cordial_tunnel_resolver_set_keys (CORDIAL_TUNNEL_RESOLVER (copy), self->keys);
  return copy;
}

/**
 * cordial_tunnel_resolver_get_proxy:
 * @self: a resolver
 *
 * Returns: (transfer none) (nullable): host and port of the proxy that was named last, %NULL if the way was direct
 */
const char *
cordial_tunnel_resolver_get_proxy (CordialTunnelResolver *self)
{
  return self->proxy;
}

/**
 * cordial_tunnel_resolver_tell_refused:
 * @self: a resolver
 * @reason: one sentence
 *
 * The proxy that was named last wants a name and a password, or others. Whoever fills the keys hears of it.
 */
void
cordial_tunnel_resolver_tell_refused (CordialTunnelResolver *self, const char *reason)
{
  if (self->keys && self->proxy)
    cordial_proxy_keys_tell_refused (self->keys, self->proxy, reason, self->said_key);
}
