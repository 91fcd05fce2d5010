/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether this machine has a way to one server, and when the network changed. Private to this folder; CordialConnection
 * owns one. It knows addresses and routes, never whether the server answers.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-network-watch.h"

/* A search for a route asks a name service, which may have been the part that failed, and whose return nobody tells of.
 * A person who waits with no network at all does not want the machine kept awake for it. */
#define SEARCH_INTERVAL_MS (30 * 1000)

struct _CordialNetworkWatch
{
  GObject parent_instance;

  GNetworkMonitor *monitor;
  GSocketConnectable *server; /* NULL until there is a usable URI */
  gboolean on_this_machine;
  gboolean reachable;
  gboolean found_route;      /* reachable although the monitor knows no way to the internet */
  GCancellable *cancellable; /* of the search for a route */
  gboolean searching;        /* somebody waits for it to succeed */
  guint search_interval_ms;
  GSource *search_source;
};

enum
{
  PROP_0,
  PROP_REACHABLE,
  PROP_SEARCH_INTERVAL_MS,
  N_PROPERTIES
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CordialNetworkWatch, cordial_network_watch, G_TYPE_OBJECT)

static void look (CordialNetworkWatch *self);

/**
 * cordial_network_watch_is_loopback_host:
 * @host: a name or an address
 *
 * Returns: whether that is this machine itself
 */
gboolean
cordial_network_watch_is_loopback_host (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address)
    return g_inet_address_get_is_loopback (address);
  /* RFC 6761 6.3 */
  return g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost");
}

static void
set_reachable (CordialNetworkWatch *self, gboolean reachable)
{
  if (self->reachable == reachable)
    return;
  g_debug ("the server is %s", reachable ? "reachable" : "not reachable");
  self->reachable = reachable;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REACHABLE]);
}

static void
stop_search_timer (CordialNetworkWatch *self)
{
  if (!self->search_source)
    return;
  g_source_destroy (self->search_source);
  g_clear_pointer (&self->search_source, g_source_unref);
}

static gboolean
on_search_interval_over (gpointer user_data)
{
  CordialNetworkWatch *self = user_data;

  stop_search_timer (self);
  look (self);
  return G_SOURCE_REMOVE;
}

static void
search_later (CordialNetworkWatch *self)
{
  if (!self->searching || self->reachable || self->cancellable || self->search_source)
    return;
  self->search_source = g_timeout_source_new (self->search_interval_ms);
  g_source_set_static_name (self->search_source, "CordialNetworkWatch search");
  g_source_set_callback (self->search_source, on_search_interval_over, self, NULL);
  g_source_attach (self->search_source, g_main_context_get_thread_default ());
}

static void
on_route_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialNetworkWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean found = g_network_monitor_can_reach_finish (G_NETWORK_MONITOR (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  self->found_route = found;
  set_reachable (self, found);
  search_later (self);
}

static void
stop_search (CordialNetworkWatch *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  stop_search_timer (self);
}

/* The monitor's «available» means a default route. A household server is reached without one, which costs a search. */
static void
look (CordialNetworkWatch *self)
{
  stop_search (self);
  if (self->on_this_machine || !self->server || g_network_monitor_get_network_available (self->monitor))
    {
      self->found_route = FALSE;
      set_reachable (self, TRUE);
      return;
    }

  /* A route that was found is believed until the search says otherwise, so that the state does not flicker. */
  if (!self->found_route)
    set_reachable (self, FALSE);
  self->cancellable = g_cancellable_new ();
  g_network_monitor_can_reach_async (self->monitor, self->server, self->cancellable, on_route_searched,
                                     g_object_ref (self));
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, CordialNetworkWatch *self)
{
  look (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
cordial_network_watch_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialNetworkWatch *self = CORDIAL_NETWORK_WATCH (object);

  switch (property_id)
    {
    case PROP_REACHABLE:
      g_value_set_boolean (value, self->reachable);
      break;
    case PROP_SEARCH_INTERVAL_MS:
      g_value_set_uint (value, self->search_interval_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_network_watch_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  CordialNetworkWatch *self = CORDIAL_NETWORK_WATCH (object);

  switch (property_id)
    {
    case PROP_SEARCH_INTERVAL_MS:
      self->search_interval_ms = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_network_watch_dispose (GObject *object)
{
  CordialNetworkWatch *self = CORDIAL_NETWORK_WATCH (object);

  stop_search (self);
  g_clear_object (&self->server);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (cordial_network_watch_parent_class)->dispose (object);
}

static void
cordial_network_watch_class_init (CordialNetworkWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cordial_network_watch_get_property;
  object_class->set_property = cordial_network_watch_set_property;
  object_class->dispose = cordial_network_watch_dispose;

  /**
   * CordialNetworkWatch:reachable:
   *
   * Whether there is a route to the server. Always true for this machine itself.
   */
  properties[PROP_REACHABLE] =
    g_param_spec_boolean ("reachable", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * CordialNetworkWatch:search-interval-ms:
   *
   * How long after a search for a route that found none there is another, in milliseconds, if somebody waits for it.
   */
  properties[PROP_SEARCH_INTERVAL_MS] =
    g_param_spec_uint ("search-interval-ms", NULL, NULL, 1, G_MAXUINT, SEARCH_INTERVAL_MS,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * CordialNetworkWatch::changed:
   *
   * The network changed in some way, which may have cut what goes over it.
   */
  signals[CHANGED] =
    g_signal_new ("changed", CORDIAL_TYPE_NETWORK_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_network_watch_init (CordialNetworkWatch *self)
{
  self->reachable = TRUE;
}

/**
 * cordial_network_watch_new:
 * @monitor: (nullable): what knows the network; %NULL for that of the system
 *
 * Returns: (transfer full): a watch without a server
 */
CordialNetworkWatch *
cordial_network_watch_new (GNetworkMonitor *monitor)
{
  CordialNetworkWatch *self = g_object_new (CORDIAL_TYPE_NETWORK_WATCH, NULL);

  self->monitor = g_object_ref (monitor ? monitor : g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (on_network_changed), self, G_CONNECT_DEFAULT);
  return self;
}

/**
 * cordial_network_watch_set_uri:
 * @self: a #CordialNetworkWatch
 * @uri: the server
 */
void
cordial_network_watch_set_uri (CordialNetworkWatch *self, const char *uri)
{
  g_autoptr (GUri) parsed = NULL;
  const char *host;

  g_return_if_fail (CORDIAL_IS_NETWORK_WATCH (self));
  g_return_if_fail (uri != NULL);

  g_clear_object (&self->server);
  self->on_this_machine = FALSE;
  self->found_route = FALSE;
  parsed = g_uri_parse (uri, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  host = parsed ? g_uri_get_host (parsed) : NULL;
  if (host && *host)
    {
      self->on_this_machine = cordial_network_watch_is_loopback_host (host);
      self->server = g_network_address_new (host, (guint16) MAX (g_uri_get_port (parsed), 0));
    }
  look (self);
}

/**
 * cordial_network_watch_set_searching:
 * @self: a #CordialNetworkWatch
 * @searching: whether somebody waits for the server to become reachable
 *
 * If so, a search for a route that found none is repeated from time to time, and not only when the network changes.
 */
void
cordial_network_watch_set_searching (CordialNetworkWatch *self, gboolean searching)
{
  g_return_if_fail (CORDIAL_IS_NETWORK_WATCH (self));

  self->searching = searching;
  if (searching)
    search_later (self);
  else
    stop_search_timer (self);
}

/**
 * cordial_network_watch_is_reachable:
 * @self: a #CordialNetworkWatch
 *
 * Returns: whether there is a route to the server
 */
gboolean
cordial_network_watch_is_reachable (CordialNetworkWatch *self)
{
  g_return_val_if_fail (CORDIAL_IS_NETWORK_WATCH (self), FALSE);

  return self->reachable;
}

/**
 * cordial_network_watch_is_behind_portal:
 * @self: a #CordialNetworkWatch
 *
 * A hotel's network answers in the server's place until the guest has signed in there. What it answers says nothing
 * about the server.
 *
 * Returns: whether the network is known to be such a one, and the server not on this machine
 */
gboolean
cordial_network_watch_is_behind_portal (CordialNetworkWatch *self)
{
  g_return_val_if_fail (CORDIAL_IS_NETWORK_WATCH (self), FALSE);

  return !self->on_this_machine && g_network_monitor_get_connectivity (self->monitor) == G_NETWORK_CONNECTIVITY_PORTAL;
}
