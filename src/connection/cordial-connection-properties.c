/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A WebSocket that stays connected: the part of it that can be set and read. Decides nothing; see cordial-connection.c.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-connection-private.h"
#include "cordial-tunnel.h"
#include "cordial-verdict.h"

#include <string.h>

/* A server may put a whole roster with its pictures into one frame; more than this is an attack or a fault. */
#define MAX_FRAME_BYTES (16 * 1024 * 1024)

/* TCP, TLS and upgrade take three or four round trips; a server that is slower than this is not there. */
#define CONNECT_LIMIT_MS (15 * 1000)

/* A connection that ended sooner may be one that the server cannot keep; meeting it with an attempt at once would be a
 * loop. */
#define STABLE_AFTER_MS (10 * 1000)

static GParamSpec *properties[N_PROPERTIES];

void
cordial_connection_notify (CordialConnection *self, CordialConnectionProperty property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
cordial_connection_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialConnection *self = CORDIAL_CONNECTION (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_REFUSAL:
      g_value_set_enum (value, self->refusal);
      break;
    case PROP_ENDING:
      g_value_set_enum (value, self->ending);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_RETRY_AT:
      g_value_set_int64 (value, self->retry_at);
      break;
    case PROP_CONNECTED_SINCE:
      g_value_set_int64 (value, self->connected_since);
      break;
    case PROP_ROUND_TRIP_MS:
      g_value_set_double (value, cordial_connection_get_round_trip_ms (self));
      break;
    case PROP_SMOOTHED_ROUND_TRIP_MS:
      g_value_set_double (value, cordial_connection_get_smoothed_round_trip_ms (self));
      break;
    case PROP_REFUSED_CERTIFICATE:
      g_value_set_object (value, self->refused_certificate);
      break;
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_TRUSTED_CERTIFICATE:
      g_value_set_object (value, self->trusted_certificate);
      break;
    case PROP_MAX_FRAME_BYTES:
      g_value_set_uint64 (value, self->max_frame_bytes);
      break;
    case PROP_CONNECT_LIMIT_MS:
      g_value_set_uint (value, self->connect_limit_ms);
      break;
    case PROP_STABLE_AFTER_MS:
      g_value_set_uint (value, self->stable_after_ms);
      break;
    case PROP_BACKOFF:
      g_value_set_object (value, self->backoff);
      break;
    case PROP_REFUSED_BACKOFF:
      g_value_set_object (value, self->refused_backoff);
      break;
    case PROP_NETWORK_MONITOR:
      g_value_set_object (value, self->network_monitor);
      break;
    case PROP_SYSTEM_BUS:
      g_value_set_object (value, self->system_bus);
      break;
    case PROP_PROXY_RESOLVER:
      g_value_set_object (value, self->proxy_resolver);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_connection_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  CordialConnection *self = CORDIAL_CONNECTION (object);

  switch (property_id)
    {
    case PROP_URI:
      if (g_value_get_string (value))
        cordial_connection_set_uri (self, g_value_get_string (value));
      break;
    case PROP_TRUSTED_CERTIFICATE:
      cordial_connection_set_trusted_certificate (self, g_value_get_object (value));
      break;
    case PROP_MAX_FRAME_BYTES:
      cordial_connection_set_max_frame_bytes (self, g_value_get_uint64 (value));
      break;
    case PROP_CONNECT_LIMIT_MS:
      self->connect_limit_ms = self->limit_ms = g_value_get_uint (value);
      break;
    case PROP_STABLE_AFTER_MS:
      self->stable_after_ms = g_value_get_uint (value);
      break;
    case PROP_BACKOFF:
      self->backoff = g_value_dup_object (value);
      break;
    case PROP_REFUSED_BACKOFF:
      self->refused_backoff = g_value_dup_object (value);
      break;
    case PROP_NETWORK_MONITOR:
      self->network_monitor = g_value_dup_object (value);
      break;
    case PROP_SYSTEM_BUS:
      self->system_bus = g_value_dup_object (value);
      break;
    case PROP_PROXY_RESOLVER:
      self->proxy_resolver = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

void
cordial_connection_install_properties (GObjectClass *object_class)
{
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags configured = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;
  GParamFlags given = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cordial_connection_get_property;
  object_class->set_property = cordial_connection_set_property;

  /**
   * CordialConnection:state:
   *
   * The truth about the link.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, CORDIAL_TYPE_CONNECTION_STATE, CORDIAL_CONNECTION_OFFLINE, readable);
  /**
   * CordialConnection:refusal:
   *
   * Why the state is REFUSED.
   */
  properties[PROP_REFUSAL] = g_param_spec_enum ("refusal", NULL, NULL, CORDIAL_TYPE_CONNECTION_REFUSAL,
                                                CORDIAL_CONNECTION_REFUSAL_NONE, readable);
  /**
   * CordialConnection:ending:
   *
   * How the last connection or attempt ended; NONE while CONNECTED and before the first.
   */
  properties[PROP_ENDING] =
    g_param_spec_enum ("ending", NULL, NULL, CORDIAL_TYPE_CONNECTION_ENDING, CORDIAL_CONNECTION_ENDING_NONE, readable);
  /**
   * CordialConnection:reason:
   *
   * The same as one sentence for a person, %NULL if there is nothing to explain.
   */
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, readable);
  /**
   * CordialConnection:retry-at:
   *
   * While WAITING: when the next attempt is, as monotonic time in microseconds. Else 0.
   */
  properties[PROP_RETRY_AT] = g_param_spec_int64 ("retry-at", NULL, NULL, 0, G_MAXINT64, 0, readable);
  /**
   * CordialConnection:connected-since:
   *
   * While CONNECTED: since when, as wall-clock time in microseconds since 1970. Else 0.
   */
  properties[PROP_CONNECTED_SINCE] = g_param_spec_int64 ("connected-since", NULL, NULL, 0, G_MAXINT64, 0, readable);
  /**
   * CordialConnection:round-trip-ms:
   *
   * The last round trip, in milliseconds; 0 while none was measured.
   */
  properties[PROP_ROUND_TRIP_MS] = g_param_spec_double ("round-trip-ms", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, readable);
  /**
   * CordialConnection:smoothed-round-trip-ms:
   *
   * The round trips of this connection smoothed as TCP does, in milliseconds; 0 while none was measured.
   */
  properties[PROP_SMOOTHED_ROUND_TRIP_MS] =
    g_param_spec_double ("smoothed-round-trip-ms", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, readable);
  /**
   * CordialConnection:refused-certificate:
   *
   * The certificate that the last attempt met and that is not trusted; %NULL once there is a connection.
   */
  properties[PROP_REFUSED_CERTIFICATE] =
    g_param_spec_object ("refused-certificate", NULL, NULL, G_TYPE_TLS_CERTIFICATE, readable);
  /**
   * CordialConnection:uri:
   *
   * Where to connect to; applies to the next attempt.
   */
  properties[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, writable);
  /**
   * CordialConnection:trusted-certificate:
   *
   * The one certificate that the user trusts beyond those of the system; applies to the next attempt.
   */
  properties[PROP_TRUSTED_CERTIFICATE] =
    g_param_spec_object ("trusted-certificate", NULL, NULL, G_TYPE_TLS_CERTIFICATE, writable);
  /**
   * CordialConnection:max-frame-bytes:
   *
   * The longest frame that is accepted; a longer one ends the connection. Applies at once.
   */
  properties[PROP_MAX_FRAME_BYTES] =
    g_param_spec_uint64 ("max-frame-bytes", NULL, NULL, 1, G_MAXUINT64, MAX_FRAME_BYTES, writable | G_PARAM_CONSTRUCT);
  /**
   * CordialConnection:connect-limit-ms:
   *
   * How long TCP, TLS and WebSocket upgrade may take together, in milliseconds. An attempt that took all of it, although
   * somebody was there, gives the next one twice as much, up to a minute.
   */
  properties[PROP_CONNECT_LIMIT_MS] =
    g_param_spec_uint ("connect-limit-ms", NULL, NULL, 1, G_MAXUINT, CONNECT_LIMIT_MS, configured);
  /**
   * CordialConnection:stable-after-ms:
   *
   * How long a connection must last, from cordial_connection_note_ready() on, to count as stable for the back-off, in
   * milliseconds.
   */
  properties[PROP_STABLE_AFTER_MS] =
    g_param_spec_uint ("stable-after-ms", NULL, NULL, 0, G_MAXUINT, STABLE_AFTER_MS, configured);
  /**
   * CordialConnection:backoff:
   *
   * What decides how long to wait between attempts.
   */
  properties[PROP_BACKOFF] = g_param_spec_object ("backoff", NULL, NULL, CORDIAL_TYPE_BACKOFF, given);
  /**
   * CordialConnection:refused-backoff:
   *
   * The same for attempts while the state is REFUSED.
   */
  properties[PROP_REFUSED_BACKOFF] = g_param_spec_object ("refused-backoff", NULL, NULL, CORDIAL_TYPE_BACKOFF, given);
  /**
   * CordialConnection:network-monitor:
   *
   * What knows the network; %NULL for that of the system.
   */
  properties[PROP_NETWORK_MONITOR] = g_param_spec_object ("network-monitor", NULL, NULL, G_TYPE_NETWORK_MONITOR, given);
  /**
   * CordialConnection:system-bus:
   *
   * Where logind tells of suspend; %NULL for the system bus, if there is one.
   */
  properties[PROP_SYSTEM_BUS] = g_param_spec_object ("system-bus", NULL, NULL, G_TYPE_DBUS_CONNECTION, given);
  /**
   * CordialConnection:proxy-resolver:
   *
   * What knows the proxies; %NULL for that of the system.
   */
  properties[PROP_PROXY_RESOLVER] = g_param_spec_object ("proxy-resolver", NULL, NULL, G_TYPE_PROXY_RESOLVER, given);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

/**
 * cordial_connection_set_uri:
 * @self: a #CordialConnection
 * @uri: where to connect to, scheme `ws` or `wss`; an address that is no good shows as REFUSED at the attempt
 *
 * Applies to the next attempt.
 */
void
cordial_connection_set_uri (CordialConnection *self, const char *uri)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));
  g_return_if_fail (uri != NULL);

  /* The query says who asks, not who answers. */
  if (!self->uri || strcspn (self->uri, "?") != strcspn (uri, "?") || strncmp (self->uri, uri, strcspn (uri, "?")) != 0)
    self->proven = FALSE;
  if (!g_set_str (&self->uri, uri))
    return;
  cordial_network_watch_set_uri (self->network, uri);
  cordial_connection_notify (self, PROP_URI);
}

/**
 * cordial_connection_set_proven:
 * @self: a #CordialConnection with a URI
 * @proven: whether a chat server was met there in the life of another process
 *
 * What answers in its place for a while, such as a proxy that has lost it, is then no reason to be REFUSED.
 */
void
cordial_connection_set_proven (CordialConnection *self, gboolean proven)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  self->proven = proven;
}

/**
 * cordial_connection_get_uri:
 * @self: a #CordialConnection
 *
 * Returns: (transfer none) (nullable): where to connect to
 */
const char *
cordial_connection_get_uri (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), NULL);

  return self->uri;
}

/**
 * cordial_connection_set_request_header:
 * @self: a #CordialConnection
 * @name: the name of an HTTP header
 * @value: (nullable): its value, %NULL to leave it out
 *
 * Goes with each request for the upgrade from the next attempt on, to this server and no other: redirections are not
 * followed.
 */
void
cordial_connection_set_request_header (CordialConnection *self, const char *name, const char *value)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));
  g_return_if_fail (name != NULL);

  if (value)
    g_hash_table_replace (self->request_headers, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (self->request_headers, name);
}

/**
 * cordial_connection_set_subprotocols:
 * @self: a #CordialConnection
 * @subprotocols: (nullable) (array zero-terminated=1): protocols to offer (RFC 6455 1.9)
 *
 * Applies to the next attempt.
 */
void
cordial_connection_set_subprotocols (CordialConnection *self, const char *const *subprotocols)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  g_strfreev (self->subprotocols);
  self->subprotocols = g_strdupv ((char **) subprotocols);
}

/**
 * cordial_connection_set_heartbeat_frame:
 * @self: a #CordialConnection that is not CONNECTED
 * @text: (nullable): what the peer answers at any time; without one there is no heartbeat, and a dead link goes
 *   unnoticed until TCP gives it up
 */
void
cordial_connection_set_heartbeat_frame (CordialConnection *self, const char *text)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));
  g_return_if_fail (self->state != CORDIAL_CONNECTION_CONNECTED);
  g_return_if_fail (text == NULL || g_utf8_validate (text, -1, NULL));

  g_set_str (&self->heartbeat_frame, text);
}

/**
 * cordial_connection_set_max_frame_bytes:
 * @self: a #CordialConnection
 * @max_frame_bytes: the longest frame that is accepted
 *
 * Applies at once.
 */
void
cordial_connection_set_max_frame_bytes (CordialConnection *self, guint64 max_frame_bytes)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));
  g_return_if_fail (max_frame_bytes > 0);

  if (self->max_frame_bytes == max_frame_bytes)
    return;
  self->max_frame_bytes = max_frame_bytes;
  if (self->socket)
    cordial_socket_set_max_frame_bytes (self->socket, max_frame_bytes);
  cordial_connection_notify (self, PROP_MAX_FRAME_BYTES);
}

/**
 * cordial_connection_get_max_frame_bytes:
 * @self: a #CordialConnection
 *
 * Returns: the longest frame that is accepted
 */
guint64
cordial_connection_get_max_frame_bytes (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), 0);

  return self->max_frame_bytes;
}

/**
 * cordial_connection_get_state:
 * @self: a #CordialConnection
 *
 * Returns: the truth about the link
 */
CordialConnectionState
cordial_connection_get_state (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), CORDIAL_CONNECTION_OFFLINE);

  return self->state;
}

/**
 * cordial_connection_get_refusal:
 * @self: a #CordialConnection
 *
 * Returns: why the state is REFUSED
 */
CordialConnectionRefusal
cordial_connection_get_refusal (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), CORDIAL_CONNECTION_REFUSAL_NONE);

  return self->refusal;
}

/**
 * cordial_connection_get_ending:
 * @self: a #CordialConnection
 *
 * Returns: how the last connection or attempt ended
 */
CordialConnectionEnding
cordial_connection_get_ending (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), CORDIAL_CONNECTION_ENDING_NONE);

  return self->ending;
}

/**
 * cordial_connection_get_reason:
 * @self: a #CordialConnection
 *
 * Returns: (transfer none) (nullable): the same as one sentence
 */
const char *
cordial_connection_get_reason (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), NULL);

  return self->reason;
}

/**
 * cordial_connection_get_retry_at:
 * @self: a #CordialConnection
 *
 * Returns: monotonic time of the next attempt in microseconds, 0 unless WAITING
 */
gint64
cordial_connection_get_retry_at (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), 0);

  return self->retry_at;
}

/**
 * cordial_connection_get_connected_since:
 * @self: a #CordialConnection
 *
 * Returns: wall-clock time of the opening in microseconds since 1970, 0 unless CONNECTED
 */
gint64
cordial_connection_get_connected_since (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), 0);

  return self->connected_since;
}

/**
 * cordial_connection_get_round_trip_ms:
 * @self: a #CordialConnection
 *
 * Returns: the last round trip in milliseconds, 0 while there is none
 */
double
cordial_connection_get_round_trip_ms (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), 0.0);

  return cordial_heartbeat_get_round_trip_ms (self->heartbeat);
}

/**
 * cordial_connection_get_smoothed_round_trip_ms:
 * @self: a #CordialConnection
 *
 * Returns: the smoothed round trip in milliseconds, 0 while there is none
 */
double
cordial_connection_get_smoothed_round_trip_ms (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), 0.0);

  return cordial_heartbeat_get_smoothed_ms (self->heartbeat);
}

/**
 * cordial_connection_dup_encryption:
 * @self: a #CordialConnection
 *
 * Returns: (transfer full) (nullable): such as «TLS 1.3», %NULL without encryption or unless CONNECTED
 */
char *
cordial_connection_dup_encryption (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), NULL);

  return self->socket ? cordial_socket_dup_encryption (self->socket) : NULL;
}

/**
 * cordial_connection_set_trusted_certificate:
 * @self: a #CordialConnection
 * @certificate: (nullable): the one certificate that the user trusts beyond those of the system
 *
 * Only exactly this one is accepted, whatever is wrong with it. Applies to the next attempt.
 */
void
cordial_connection_set_trusted_certificate (CordialConnection *self, GTlsCertificate *certificate)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));
  g_return_if_fail (certificate == NULL || G_IS_TLS_CERTIFICATE (certificate));

  if (g_set_object (&self->trusted_certificate, certificate))
    cordial_connection_notify (self, PROP_TRUSTED_CERTIFICATE);
}

/**
 * cordial_connection_get_trusted_certificate:
 * @self: a #CordialConnection
 *
 * Returns: (transfer none) (nullable): what was set
 */
GTlsCertificate *
cordial_connection_get_trusted_certificate (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), NULL);

  return self->trusted_certificate;
}

/**
 * cordial_connection_get_refused_certificate:
 * @self: a #CordialConnection
 *
 * Returns: (transfer none) (nullable): the certificate that the last attempt met and that is not trusted
 */
GTlsCertificate *
cordial_connection_get_refused_certificate (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), NULL);

  return self->refused_certificate;
}

/**
 * cordial_connection_get_refused_certificate_errors:
 * @self: a #CordialConnection
 *
 * Returns: what is wrong with that certificate
 */
GTlsCertificateFlags
cordial_connection_get_refused_certificate_errors (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), G_TLS_CERTIFICATE_NO_FLAGS);

  return self->refused_certificate ? self->refused_certificate_errors : G_TLS_CERTIFICATE_NO_FLAGS;
}

/**
 * cordial_connection_get_heartbeat:
 * @self: a #CordialConnection
 *
 * Returns: (transfer none): its heartbeat, for interval and deadline
 */
CordialHeartbeat *
cordial_connection_get_heartbeat (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), NULL);

  return self->heartbeat;
}

/**
 * cordial_connection_get_backoff:
 * @self: a #CordialConnection
 *
 * Returns: (transfer none): what decides how long to wait between attempts
 */
CordialBackoff *
cordial_connection_get_backoff (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), NULL);

  return self->backoff;
}

/**
 * cordial_connection_get_history:
 * @self: a #CordialConnection
 *
 * Returns: (transfer none): what happened lately
 */
CordialHistory *
cordial_connection_get_history (CordialConnection *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), NULL);

  return self->history;
}

/**
 * cordial_connection_set_proxy_keys:
 * @self: a #CordialConnection
 * @keys: (nullable): names and passwords for proxies, used from the next attempt on
 */
void
cordial_connection_set_proxy_keys (CordialConnection *self, CordialProxyKeys *keys)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  cordial_tunnel_resolver_set_keys (CORDIAL_TUNNEL_RESOLVER (soup_session_get_proxy_resolver (self->session)), keys);
}

/**
 * cordial_connection_lead_beside:
 * @self: a #CordialConnection
 * @session: for what is asked of the same server beside the connection
 *
 * Has @session take the way through proxies that the connection takes, with the names and passwords that are known by now.
 */
void
cordial_connection_lead_beside (CordialConnection *self, SoupSession *session)
{
  g_autoptr (GProxyResolver) way = NULL;

  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  way = cordial_tunnel_resolver_copy (CORDIAL_TUNNEL_RESOLVER (soup_session_get_proxy_resolver (self->session)));
  soup_session_set_proxy_resolver (session, way);
}

/**
 * cordial_connection_hear_beside:
 * @self: a #CordialConnection
 * @session: that was led by cordial_connection_lead_beside()
 * @error: what became of a request
 *
 * Tells the keys of a proxy that wants a name and a password, or others. It may be one that the connection itself does not meet.
 */
void
cordial_connection_hear_beside (CordialConnection *self, SoupSession *session, const GError *error)
{
  g_autoptr (CordialVerdict) verdict = NULL;

  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  verdict = cordial_verdict_new_for_upgrade (0, error);
  if (verdict->refusal == CORDIAL_CONNECTION_REFUSAL_PROXY)
    cordial_tunnel_resolver_tell_refused (CORDIAL_TUNNEL_RESOLVER (soup_session_get_proxy_resolver (session)),
                                          verdict->reason);
}
