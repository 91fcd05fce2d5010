/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A WebSocket that stays connected: text frames in, text frames out, and at every moment the truth about the link. The
 * protocols (Tinode, plain) build on it. It must never know what a frame means, nor anything of chats, stores, widgets.
 *
 * This part is the state machine. Each attempt is a CordialSocket of its own; a CordialHeartbeat watches the open one;
 * how one ended is decided at one place each, and cordial_connection_finish() alone decides what follows.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-config.h"

#include "cordial-connection-private.h"
#include "cordial-tunnel.h"

#include <glib/gi18n-lib.h>

/* A server that says no is asked again within the minute, and then more and more rarely: some count who they said no to. */
#define REFUSED_BASE_MS (60 * 1000)
#define REFUSED_CAP_MS (10 * 60 * 1000)

/* Two cuts are at the same silence if it differs by no more than this and a fiftieth: timers of such proxies are coarse. */
#define SAME_SILENCE_MS 500

/* What ends connections after a silence is not waited for to the last moment. */
#define SHARE_OF_SILENCE 0.8

/* A cut after less than this share of the interval is none for silence: servers go, too. */
#define LEAST_SHARE_OF_INTERVAL 6

/* A satellite line takes a dozen seconds a round trip, and an attempt takes two to four of those. */
#define MAX_LIMIT_MS (60 * 1000)

/* TCP asks again after a second, and TLS has then hardly begun: a younger attempt is as good as a new one. */
#define YOUNG_ATTEMPT_US G_TIME_SPAN_SECOND

enum
{
  OPENED,
  FRAME,
  CLOSED,
  BEAT,
  ROUND_TRIP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CordialConnection, cordial_connection, G_TYPE_OBJECT)

void
cordial_connection_set_state (CordialConnection *self, CordialConnectionState state)
{
  if (self->state == state)
    return;
  g_debug ("state %d, before %d", state, self->state);
  self->state = state;
  cordial_network_watch_set_searching (self->network, state == CORDIAL_CONNECTION_NO_NETWORK);
  cordial_connection_notify (self, PROP_STATE);
}

static void
set_ending (CordialConnection *self,
            CordialConnectionEnding ending,
            CordialConnectionRefusal refusal,
            const char *reason)
{
  if (self->ending != ending)
    {
      self->ending = ending;
      cordial_connection_notify (self, PROP_ENDING);
    }
  if (self->refusal != refusal)
    {
      self->refusal = refusal;
      cordial_connection_notify (self, PROP_REFUSAL);
    }
  if (g_set_str (&self->reason, reason))
    cordial_connection_notify (self, PROP_REASON);
}

static void
set_connected_since (CordialConnection *self, gint64 connected_since)
{
  if (self->connected_since == connected_since)
    return;
  self->connected_since = connected_since;
  cordial_connection_notify (self, PROP_CONNECTED_SINCE);
}

/* --- Between attempts ------------------------------------------------------------------------------------------- */

static void
stop_waiting (CordialConnection *self)
{
  if (!self->retry_source)
    return;
  g_source_destroy (self->retry_source);
  g_clear_pointer (&self->retry_source, g_source_unref);
  if (self->retry_at == 0)
    return;
  self->retry_at = 0;
  cordial_connection_notify (self, PROP_RETRY_AT);
}

static gboolean
on_wait_over (gpointer user_data)
{
  g_autoptr (CordialConnection) self = g_object_ref (user_data);

  cordial_connection_attempt (self);
  return G_SOURCE_REMOVE;
}

static void
attempt_after (CordialConnection *self, guint wait_ms)
{
  g_assert (!self->retry_source);

  g_debug ("next attempt in %u ms", wait_ms);
  self->retry_source = g_timeout_source_new (wait_ms);
  g_source_set_static_name (self->retry_source, "CordialConnection retry");
  g_source_set_callback (self->retry_source, on_wait_over, self, NULL);
  g_source_attach (self->retry_source, g_main_context_get_thread_default ());
}

static void
start_waiting (CordialConnection *self)
{
  guint wait_ms = cordial_backoff_next_ms (self->backoff);

  self->retry_at = g_get_monotonic_time () + wait_ms * G_TIME_SPAN_MILLISECOND;
  cordial_connection_notify (self, PROP_RETRY_AT);
  attempt_after (self, wait_ms);
  cordial_connection_set_state (self, CORDIAL_CONNECTION_WAITING);
}

/* A wrong password stays wrong. But hotspots, proxies and servers that are not all there yet answer whatever they like, show
 * certificates of their own, and get out of the way again; and by a wrong clock no certificate is good. */
gboolean
cordial_connection_may_look_again (CordialConnection *self)
{
  return self->state == CORDIAL_CONNECTION_REFUSED && self->refusal != CORDIAL_CONNECTION_REFUSAL_SIGN_IN;
}

static void
stay_refused (CordialConnection *self)
{
  cordial_connection_set_state (self, CORDIAL_CONNECTION_REFUSED);
  /* Whoever heard of it may have acted already. */
  if (cordial_connection_may_look_again (self) && !self->retry_source)
    attempt_after (self, cordial_backoff_next_ms (self->refused_backoff));
}

/* --- The end of a connection or of an attempt ------------------------------------------------------------------- */

static void
forget_farewell (CordialConnection *self)
{
  if (self->farewell)
    cordial_socket_drop (self->farewell);
  g_clear_object (&self->farewell);
}

/* The socket has ended or is to end; a dead one gets no goodbye. */
static void
let_socket_go (CordialConnection *self, gboolean dead)
{
  if (!self->socket)
    return;

  cordial_heartbeat_stop (self->heartbeat);
  cordial_frame_queue_clear (self->frames);
  forget_farewell (self);
  if (dead)
    cordial_socket_drop (self->socket);
  else
    cordial_socket_close (self->socket);
  self->farewell = g_steal_pointer (&self->socket);
  g_signal_handlers_disconnect_by_data (self->farewell, self);
}

/* For how long neither side has said anything. */
static guint
get_silence_ms (CordialConnection *self)
{
  gint64 since_sent_ms = (g_get_monotonic_time () - MAX (self->sent_at, self->connected_at)) / G_TIME_SPAN_MILLISECOND;

  return (guint) MIN (cordial_heartbeat_get_silence_ms (self->heartbeat), since_sent_ms);
}

/* Some proxies end a connection on which nobody said anything for a while, shorter than the interval between two beats. One cut may
 * have any cause; after the second at the same silence the beat comes before it.
 *
 * Returns: (transfer full) (nullable): the sentence for that */
static char *
learn_from_cut (CordialConnection *self, CordialConnectionEnding ending)
{
  guint interval_ms = cordial_heartbeat_get_interval_ms (self->heartbeat);
  guint silence_ms = get_silence_ms (self), before_ms = self->cut_after_ms, shorter_ms;

  self->cut_after_ms = 0;
  if ((ending != CORDIAL_CONNECTION_ENDING_LOST && ending != CORDIAL_CONNECTION_ENDING_BY_PEER) ||
      silence_ms < interval_ms / LEAST_SHARE_OF_INTERVAL || silence_ms >= interval_ms)
    return NULL;
  self->cut_after_ms = silence_ms;
  if (before_ms == 0 || ABS ((int) silence_ms - (int) before_ms) > SAME_SILENCE_MS + (int) silence_ms / 50)
    return NULL;
  shorter_ms = MAX ((guint) (MIN (silence_ms, before_ms) * SHARE_OF_SILENCE), 1);
  cordial_heartbeat_set_interval_ms (self->heartbeat, shorter_ms);
  /* Translators: both are seconds, such as 25 and 20. */
  return g_strdup_printf (
    _ ("Something on the way to the server ends connections after %.0f s of silence. The heartbeat now "
       "comes every %.0f s."),
    silence_ms / 1000.0, shorter_ms / 1000.0);
}

/* Whatever was, is over because of @verdict. All endings come through here. */
void
cordial_connection_finish (CordialConnection *self, const CordialVerdict *verdict)
{
  gboolean was_connected = self->state == CORDIAL_CONNECTION_CONNECTED;
  CordialConnectionEnding ending = verdict->ending;
  CordialConnectionRefusal refusal = verdict->refusal;
  g_autofree char *lesson = was_connected ? learn_from_cut (self, ending) : NULL;
  const char *reason = lesson ? lesson : verdict->reason;
  g_autoptr (CordialTunnelResolver) tunnels =
    g_object_ref (CORDIAL_TUNNEL_RESOLVER (soup_session_get_proxy_resolver (self->session)));

  g_object_freeze_notify (G_OBJECT (self));

  /* What an intercepting network answers in the server's place is no word of the server. And where there was a chat
   * server, there will be one again: a proxy that has lost it says 404, too. */
  if ((refusal == CORDIAL_CONNECTION_REFUSAL_PROTOCOL && self->proven) ||
      (refusal != CORDIAL_CONNECTION_REFUSAL_NONE && refusal != CORDIAL_CONNECTION_REFUSAL_SIGN_IN &&
       cordial_network_watch_is_behind_portal (self->network)))
    {
      ending = CORDIAL_CONNECTION_ENDING_LOST;
      refusal = CORDIAL_CONNECTION_REFUSAL_NONE;
    }

  if (was_connected || self->state == CORDIAL_CONNECTION_CONNECTING)
    cordial_history_add_ending (self->history, was_connected ? CORDIAL_HISTORY_DROP : CORDIAL_HISTORY_FAILURE, ending,
                                reason);
  if (was_connected && self->ready_at != 0 &&
      g_get_monotonic_time () - self->ready_at >= self->stable_after_ms * G_TIME_SPAN_MILLISECOND)
    cordial_backoff_note_stable (self->backoff);

  stop_waiting (self);
  let_socket_go (self, ending == CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT);
  set_connected_since (self, 0);
  set_ending (self, ending, refusal, reason);

  switch (ending)
    {
    case CORDIAL_CONNECTION_ENDING_BY_USER:
      cordial_connection_set_state (self, CORDIAL_CONNECTION_OFFLINE);
      break;
    case CORDIAL_CONNECTION_ENDING_REFUSED:
      stay_refused (self);
      break;
    case CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT:
    case CORDIAL_CONNECTION_ENDING_BY_PEER:
    case CORDIAL_CONNECTION_ENDING_LOST:
    case CORDIAL_CONNECTION_ENDING_BAD_FRAME:
    case CORDIAL_CONNECTION_ENDING_TOO_LARGE:
    case CORDIAL_CONNECTION_ENDING_BY_CALLER:
      if (cordial_network_watch_is_reachable (self->network))
        start_waiting (self);
      else
        cordial_connection_set_state (self, CORDIAL_CONNECTION_NO_NETWORK);
      break;
    case CORDIAL_CONNECTION_ENDING_NONE:
    default:
      g_assert_not_reached ();
    }

  if (was_connected)
    g_signal_emit (self, signals[CLOSED], 0, ending, verdict->close_code, reason);
  g_object_thaw_notify (G_OBJECT (self));
  /* Also where an attempt was the only one, and whoever wanted it has gone by now. */
  if (refusal == CORDIAL_CONNECTION_REFUSAL_PROXY)
    cordial_tunnel_resolver_tell_refused (tunnels, reason);
}

/* --- The socket ------------------------------------------------------------------------------------------------- */

static gboolean
get_evidence (CordialHeartbeatEvidence *evidence, gpointer user_data)
{
  CordialConnection *self = user_data;

  return self->socket && cordial_socket_get_evidence (self->socket, evidence);
}

static void
on_round_trip (CordialHeartbeat *heartbeat, double round_trip_ms, CordialConnection *self)
{
  cordial_history_add_round_trip (self->history, round_trip_ms);
  cordial_connection_notify (self, PROP_ROUND_TRIP_MS);
  cordial_connection_notify (self, PROP_SMOOTHED_ROUND_TRIP_MS);
  g_signal_emit (self, signals[ROUND_TRIP], 0, round_trip_ms);
}

/* The next attempt gets twice as long, but not less than usual. */
static void
note_attempt_took (CordialConnection *self, gint64 time_ms)
{
  self->limit_ms = (guint) MAX (MIN (2 * time_ms, MAX_LIMIT_MS), self->connect_limit_ms);
}

static void
on_socket_opened (CordialSocket *socket, CordialConnection *self)
{
  g_assert (socket == self->socket);

  g_object_freeze_notify (G_OBJECT (self));
  self->proven = TRUE;
  cordial_backoff_reset (self->refused_backoff);
  self->connected_at = self->looked_at = g_get_monotonic_time ();
  self->ready_at = 0;
  note_attempt_took (self, (self->connected_at - self->attempted_at) / G_TIME_SPAN_MILLISECOND);
  set_connected_since (self, g_get_real_time ());
  set_ending (self, CORDIAL_CONNECTION_ENDING_NONE, CORDIAL_CONNECTION_REFUSAL_NONE, NULL);
  if (self->refused_certificate)
    {
      g_clear_object (&self->refused_certificate);
      cordial_connection_notify (self, PROP_REFUSED_CERTIFICATE);
    }
  cordial_connection_set_state (self, CORDIAL_CONNECTION_CONNECTED);
  cordial_history_add (self->history, CORDIAL_HISTORY_OPENED);
  if (self->heartbeat_frame)
    cordial_heartbeat_start (self->heartbeat, cordial_socket_get_upgrade_ms (socket));
  g_signal_emit (self, signals[OPENED], 0);
  if (self->socket == socket && self->heartbeat_frame)
    on_round_trip (self->heartbeat, cordial_socket_get_upgrade_ms (socket), self);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
on_socket_received (CordialSocket *socket, CordialConnection *self)
{
  cordial_heartbeat_received (self->heartbeat);
}

static void
on_socket_frame (CordialSocket *socket, GBytes *text, CordialConnection *self)
{
  cordial_frame_queue_push (self->frames, text);
}

static void
on_frame (const char *text, gpointer user_data)
{
  g_signal_emit (user_data, signals[FRAME], 0, text);
}

static void
on_socket_ended (CordialSocket *socket, const CordialVerdict *verdict, CordialConnection *self)
{
  g_assert (socket == self->socket);

  cordial_frame_queue_flush (self->frames);
  /* Whoever heard the last frames may have ended it. */
  if (self->socket != socket)
    return;
  if (g_set_object (&self->refused_certificate, cordial_socket_get_refused_certificate (socket)))
    {
      self->refused_certificate_errors = cordial_socket_get_refused_certificate_errors (socket);
      cordial_connection_notify (self, PROP_REFUSED_CERTIFICATE);
    }
  if (verdict->out_of_time)
    note_attempt_took (self, self->limit_ms);
  cordial_connection_finish (self, verdict);
}

void
cordial_connection_attempt (CordialConnection *self)
{
  g_autoptr (CordialSocket) socket = NULL;
  SoupMessageHeaders *headers;
  GHashTableIter iter;
  const char *name, *value;

  g_assert (!self->socket);

  socket = cordial_socket_new (self->session, self->uri);
  headers = cordial_socket_get_request_headers (socket);
  g_hash_table_iter_init (&iter, self->request_headers);
  while (headers && g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &value))
    soup_message_headers_replace (headers, name, value);
  cordial_socket_set_trusted_certificate (socket, self->trusted_certificate);
  cordial_socket_set_max_frame_bytes (socket, self->max_frame_bytes);
  g_signal_connect_object (socket, "opened", G_CALLBACK (on_socket_opened), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (socket, "received", G_CALLBACK (on_socket_received), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (socket, "frame", G_CALLBACK (on_socket_frame), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (socket, "ended", G_CALLBACK (on_socket_ended), self, G_CONNECT_DEFAULT);

  g_object_freeze_notify (G_OBJECT (self));
  stop_waiting (self);
  self->socket = g_object_ref (socket);
  self->attempted_at = g_get_monotonic_time ();
  cordial_history_add (self->history, CORDIAL_HISTORY_ATTEMPT);
  cordial_connection_set_state (self, CORDIAL_CONNECTION_CONNECTING);
  g_object_thaw_notify (G_OBJECT (self));

  /* Whoever heard of the new state may have closed it already. */
  if (self->socket == socket)
    cordial_socket_start (socket, (const char *const *) self->subprotocols, self->limit_ms);
}

/* --- What the heartbeat and the world say ------------------------------------------------------------------------ */

static void
on_beat (CordialHeartbeat *heartbeat, CordialConnection *self)
{
  g_assert (self->socket && self->heartbeat_frame);

  cordial_history_add (self->history, CORDIAL_HISTORY_BEAT);
  g_signal_emit (self, signals[BEAT], 0);
  self->sent_at = g_get_monotonic_time ();
  if (self->socket)
    cordial_socket_send_text (self->socket, self->heartbeat_frame);
}

static void
on_dead (CordialHeartbeat *heartbeat, CordialConnection *self)
{
  CordialSocket *socket = self->socket;
  g_autoptr (CordialVerdict) verdict =
    cordial_verdict_new (CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT, _ ("The server stopped answering."));

  cordial_frame_queue_flush (self->frames);
  if (self->socket == socket)
    cordial_connection_finish (self, verdict);
}

/**
 * cordial_connection_probe:
 * @self: a #CordialConnection
 *
 * Something may have cut the link: beats at once, so that the truth is known within the deadline. Does nothing unless
 * CONNECTED.
 */
void
cordial_connection_probe (CordialConnection *self)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  if (self->state != CORDIAL_CONNECTION_CONNECTED)
    return;
  self->looked_at = g_get_monotonic_time ();
  cordial_heartbeat_probe (self->heartbeat);
}

/* What has changed may have cut the line that an attempt is on, which TCP would not notice before the limit is over. */
void
cordial_connection_start_anew (CordialConnection *self)
{
  let_socket_go (self, TRUE);
  cordial_connection_attempt (self);
}

static void
on_network_changed (CordialNetworkWatch *network, CordialConnection *self)
{
  if (self->state == CORDIAL_CONNECTION_CONNECTED)
    cordial_connection_probe (self);
  else if ((self->state == CORDIAL_CONNECTION_WAITING || cordial_connection_may_look_again (self)) &&
           cordial_network_watch_is_reachable (network))
    cordial_connection_attempt (self);
  else if (self->state == CORDIAL_CONNECTION_CONNECTING &&
           g_get_monotonic_time () - self->attempted_at > YOUNG_ATTEMPT_US)
    cordial_connection_start_anew (self);
}

static void
on_reachable_changed (CordialNetworkWatch *network, GParamSpec *pspec, CordialConnection *self)
{
  gboolean reachable = cordial_network_watch_is_reachable (network);

  if (reachable && (self->state == CORDIAL_CONNECTION_NO_NETWORK || cordial_connection_may_look_again (self)))
    {
      cordial_connection_attempt (self);
    }
  else if (!reachable && self->state == CORDIAL_CONNECTION_WAITING)
    {
      g_object_freeze_notify (G_OBJECT (self));
      stop_waiting (self);
      cordial_connection_set_state (self, CORDIAL_CONNECTION_NO_NETWORK);
      g_object_thaw_notify (G_OBJECT (self));
    }
  else if (!reachable && self->state == CORDIAL_CONNECTION_CONNECTING)
    {
      g_autoptr (CordialVerdict) verdict =
        cordial_verdict_new (CORDIAL_CONNECTION_ENDING_LOST, _ ("The network went away."));

      cordial_connection_finish (self, verdict);
    }
}

static void
on_resumed (CordialSuspendWatch *suspend, CordialConnection *self)
{
  if (self->state == CORDIAL_CONNECTION_CONNECTED)
    cordial_connection_probe (self);
  else if (self->state == CORDIAL_CONNECTION_WAITING || cordial_connection_may_look_again (self))
    cordial_connection_attempt (self);
  else if (self->state == CORDIAL_CONNECTION_CONNECTING)
    cordial_connection_start_anew (self);
}

static void
on_clock_set (CordialClockWatch *clock, CordialConnection *self)
{
  if (cordial_connection_may_look_again (self))
    cordial_connection_attempt (self);
}

/* --- The object -------------------------------------------------------------------------------------------------- */

static void
cordial_connection_constructed (GObject *object)
{
  CordialConnection *self = CORDIAL_CONNECTION (object);
  g_autoptr (GProxyResolver) tunnels = NULL;

  tunnels = cordial_tunnel_resolver_new (self->proxy_resolver);
  soup_session_set_proxy_resolver (self->session, tunnels);
  self->limit_ms = self->connect_limit_ms;
  if (!self->backoff)
    self->backoff = cordial_backoff_new (NULL, NULL, NULL);
  if (!self->refused_backoff)
    {
      self->refused_backoff = cordial_backoff_new (NULL, NULL, NULL);
      g_object_set (self->refused_backoff, "base-ms", REFUSED_BASE_MS, "cap-ms", REFUSED_CAP_MS, NULL);
    }
  self->network = cordial_network_watch_new (self->network_monitor);
  self->suspend = cordial_suspend_watch_new (self->system_bus);
  self->clock = cordial_clock_watch_new ();
  g_signal_connect_object (self->network, "changed", G_CALLBACK (on_network_changed), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->network, "notify::reachable", G_CALLBACK (on_reachable_changed), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->suspend, "resumed", G_CALLBACK (on_resumed), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->clock, "changed", G_CALLBACK (on_clock_set), self, G_CONNECT_DEFAULT);
  G_OBJECT_CLASS (cordial_connection_parent_class)->constructed (object);
}

static void
cordial_connection_dispose (GObject *object)
{
  CordialConnection *self = CORDIAL_CONNECTION (object);

  stop_waiting (self);
  let_socket_go (self, FALSE);
  forget_farewell (self);
  if (self->heartbeat)
    cordial_heartbeat_set_evidence_func (self->heartbeat, NULL, NULL);
  g_clear_object (&self->heartbeat);
  g_clear_object (&self->frames);
  g_clear_object (&self->network);
  g_clear_object (&self->suspend);
  g_clear_object (&self->clock);
  g_clear_object (&self->session);
  g_clear_object (&self->backoff);
  g_clear_object (&self->refused_backoff);
  g_clear_object (&self->history);
  g_clear_object (&self->network_monitor);
  g_clear_object (&self->system_bus);
  g_clear_object (&self->proxy_resolver);
  g_clear_object (&self->trusted_certificate);
  g_clear_object (&self->refused_certificate);
  G_OBJECT_CLASS (cordial_connection_parent_class)->dispose (object);
}

static void
cordial_connection_finalize (GObject *object)
{
  CordialConnection *self = CORDIAL_CONNECTION (object);

  g_free (self->uri);
  g_hash_table_unref (self->request_headers);
  g_strfreev (self->subprotocols);
  g_free (self->heartbeat_frame);
  g_free (self->reason);
  G_OBJECT_CLASS (cordial_connection_parent_class)->finalize (object);
}

static void
cordial_connection_class_init (CordialConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = cordial_connection_constructed;
  object_class->dispose = cordial_connection_dispose;
  object_class->finalize = cordial_connection_finalize;
  cordial_connection_install_properties (object_class);

  /**
   * CordialConnection::opened:
   *
   * The state is CONNECTED, and frames may be sent.
   */
  signals[OPENED] =
    g_signal_new ("opened", CORDIAL_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialConnection::frame:
   * @self: the connection
   * @text: one text frame, valid UTF-8 without NUL
   */
  signals[FRAME] = g_signal_new ("frame", CORDIAL_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * CordialConnection::closed:
   * @self: the connection
   * @ending: how it ended
   * @code: the code in the peer's close frame (RFC 6455 7.4), else 0
   * @reason: (nullable): one sentence, %NULL if the user closed it
   *
   * A connection that had been open is no longer, and the new state is set already. Attempts that fail are not told
   * here: they show in #CordialConnection:state and #CordialConnection:reason.
   */
  signals[CLOSED] = g_signal_new ("closed", CORDIAL_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 3, CORDIAL_TYPE_CONNECTION_ENDING, G_TYPE_UINT, G_TYPE_STRING);
  /**
   * CordialConnection::beat:
   *
   * A heartbeat frame is being sent.
   */
  signals[BEAT] =
    g_signal_new ("beat", CORDIAL_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialConnection::round-trip:
   * @self: the connection
   * @round_trip_ms: how long the answer took, in milliseconds
   */
  signals[ROUND_TRIP] = g_signal_new ("round-trip", CORDIAL_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
cordial_connection_init (CordialConnection *self)
{
  self->request_headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->history = cordial_history_new (0);
  self->frames = cordial_frame_queue_new (on_frame, self);
  self->heartbeat = cordial_heartbeat_new ();
  cordial_heartbeat_set_evidence_func (self->heartbeat, get_evidence, self);
  g_signal_connect_object (self->heartbeat, "beat", G_CALLBACK (on_beat), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->heartbeat, "round-trip", G_CALLBACK (on_round_trip), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->heartbeat, "dead", G_CALLBACK (on_dead), self, G_CONNECT_DEFAULT);

  self->session = soup_session_new_with_options ("user-agent", "Cordial/" VERSION, NULL);
  /* permessage-deflate: libsoup bounds the compressed size only, and a few bytes would become any number of them. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
}

/**
 * cordial_connection_new:
 *
 * Returns: (transfer full): a connection that is OFFLINE
 */
CordialConnection *
cordial_connection_new (void)
{
  return g_object_new (CORDIAL_TYPE_CONNECTION, NULL);
}
