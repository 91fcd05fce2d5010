/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of CordialConnection share: cordial-connection.c, the state machine; cordial-connection-actions.c, what
 * others ask of it; cordial-connection-properties.c, what can be set and read. Nobody else includes this.
 */
#pragma once

#include "cordial-clock-watch.h"
#include "cordial-connection.h"
#include "cordial-frame-queue.h"
#include "cordial-network-watch.h"
#include "cordial-socket.h"
#include "cordial-suspend-watch.h"
#include "cordial-tunnel.h"

G_BEGIN_DECLS

struct _CordialConnection
{
  GObject parent_instance;

  /* What was asked for. */
  char *uri;
  GHashTable *request_headers; /* char * to char * */
  char **subprotocols;
  char *heartbeat_frame;
  GTlsCertificate *trusted_certificate;
  guint64 max_frame_bytes;
  guint connect_limit_ms;
  guint stable_after_ms;

  /* What it is made of. */
  GNetworkMonitor *network_monitor; /* NULL for that of the system, as are the next two */
  GDBusConnection *system_bus;
  GProxyResolver *proxy_resolver;
  SoupSession *session;
  CordialHeartbeat *heartbeat;
  CordialBackoff *backoff;
  CordialBackoff *refused_backoff; /* the same while REFUSED, slower */
  CordialHistory *history;
  CordialFrameQueue *frames;
  CordialNetworkWatch *network;
  CordialSuspendWatch *suspend;
  CordialClockWatch *clock;

  /* What is. */
  CordialConnectionState state;
  CordialConnectionRefusal refusal;
  CordialConnectionEnding ending; /* decides whether there is another attempt */
  char *reason;
  gboolean proven;         /* there has been a connection to this URI */
  CordialSocket *socket;   /* the attempt or the connection, while CONNECTING or CONNECTED */
  CordialSocket *farewell; /* the one before, which may still be saying goodbye */
  GSource *retry_source;   /* while WAITING, and while REFUSED if it may mend itself */
  gint64 retry_at;         /* monotonic, in microseconds, 0 if none */
  guint limit_ms;          /* of the next attempt */
  gint64 attempted_at;     /* monotonic, as are the next two */
  gint64 connected_at;
  gint64 ready_at;        /* when it turned out to be of use, 0 if it did not yet */
  gint64 connected_since; /* wall clock */
  gint64 sent_at;         /* monotonic: the last frame of ours */
  guint cut_after_ms;     /* of silence the last connection was cut, 0 if it ended otherwise */
  gint64 looked_at;       /* monotonic: when somebody last had reason to believe the state */
  GTlsCertificate *refused_certificate;
  GTlsCertificateFlags refused_certificate_errors;
};

typedef enum
{
  PROP_STATE = 1,
  PROP_REFUSAL,
  PROP_ENDING,
  PROP_REASON,
  PROP_RETRY_AT,
  PROP_CONNECTED_SINCE,
  PROP_ROUND_TRIP_MS,
  PROP_SMOOTHED_ROUND_TRIP_MS,
  PROP_REFUSED_CERTIFICATE,
  PROP_URI,
  PROP_TRUSTED_CERTIFICATE,
  PROP_MAX_FRAME_BYTES,
  PROP_CONNECT_LIMIT_MS,
  PROP_STABLE_AFTER_MS,
  PROP_BACKOFF,
  PROP_REFUSED_BACKOFF,
  PROP_NETWORK_MONITOR,
  PROP_SYSTEM_BUS,
  PROP_PROXY_RESOLVER,
  N_PROPERTIES
} CordialConnectionProperty;

void cordial_connection_install_properties (GObjectClass *object_class);
void cordial_connection_attempt (CordialConnection *self);
void cordial_connection_start_anew (CordialConnection *self);
void cordial_connection_finish (CordialConnection *self, const CordialVerdict *verdict);
gboolean cordial_connection_may_look_again (CordialConnection *self);
void cordial_connection_set_state (CordialConnection *self, CordialConnectionState state);
void cordial_connection_notify (CordialConnection *self, CordialConnectionProperty property);

G_END_DECLS
