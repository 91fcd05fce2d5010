/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One WebSocket, from the first attempt to reach the server until its end, of which it tells exactly once. Private to
 * this folder: CordialConnection makes a new one for each attempt, so that an attempt that was given up can never speak
 * for the next. It never reconnects and knows no heartbeat.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-config.h"

#include "cordial-socket.h"
#include "cordial-tunnel.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#ifdef __linux__
#include <netinet/in.h>
#include <linux/tcp.h> /* glibc's own struct tcp_info ends before tcpi_bytes_received */
#include <sys/socket.h>
#endif

/* Of a frame with a mask: two bytes, a length beside them, four of the mask (RFC 6455 5.2). */
#define FRAME_OVERHEAD(length) ((length) < 126 ? 6 : (length) <= G_MAXUINT16 ? 8 : 14)

typedef enum
{
  PHASE_NEW,
  PHASE_CONNECTING,
  PHASE_OPEN,
  PHASE_OVER, /* libsoup may still be saying goodbye */
} Phase;

struct _CordialSocket
{
  GObject parent_instance;

  SoupSession *session;
  SoupMessage *message; /* NULL if the URI is none that libsoup can connect to */
  GTlsCertificate *trusted_certificate;
  GTlsCertificate *refused_certificate;
  GTlsCertificateFlags refused_certificate_errors;
  guint64 max_frame_bytes;

  Phase phase;
  GCancellable *cancellable;
  GSource *limit_source;
  guint limit_ms;
  gint64 request_sent_at; /* monotonic, in microseconds, as is the next */
  gint64 upgraded_at;

  GSocket *tcp;
  SoupWebsocketConnection *websocket;

  /* What was handed to libsoup, which queues what the kernel has no room for, beside what the kernel says was acknowledged. The
   * two are set equal whenever all has gone: so the few bytes that TLS adds to a frame do not add up. */
  guint64 sent_bytes;
  guint64 acknowledged_before;  /* sent_bytes when they were set equal … */
  guint64 acknowledged_by_then; /* … and what the kernel said */
};

enum
{
  OPENED,
  RECEIVED,
  FRAME,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CordialSocket, cordial_socket, G_TYPE_OBJECT)

static void
clear_limit (CordialSocket *self)
{
  if (self->limit_source)
    {
      g_source_destroy (self->limit_source);
      g_clear_pointer (&self->limit_source, g_source_unref);
    }
}

/* libsoup's goodbye is over. */
static void
on_farewell_closed (SoupWebsocketConnection *websocket, CordialSocket *self)
{
  g_clear_object (&self->websocket);
}

/* From here on nothing is told any more. libsoup may finish its closing handshake, at most five seconds long. */
static void
fall_silent (CordialSocket *self)
{
  self->phase = PHASE_OVER;
  clear_limit (self);
  g_cancellable_cancel (self->cancellable);
  if (self->message)
    g_signal_handlers_disconnect_by_data (self->message, self);
  if (self->websocket)
    {
      g_signal_handlers_disconnect_by_data (self->websocket, self);
      g_signal_connect_object (self->websocket, "closed", G_CALLBACK (on_farewell_closed), self, G_CONNECT_DEFAULT);
    }
}

static void
end (CordialSocket *self, CordialVerdict *verdict)
{
  g_assert (self->phase != PHASE_OVER);

  g_debug ("socket ended: %s", verdict->reason);
  fall_silent (self);
  g_signal_emit (self, signals[ENDED], 0, verdict);
  cordial_verdict_free (verdict);
}

static void
on_message (SoupWebsocketConnection *websocket, int type, GBytes *bytes, CordialSocket *self)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  g_autoptr (CordialSocket) kept = g_object_ref (self);

  g_signal_emit (self, signals[RECEIVED], 0);
  if (self->phase != PHASE_OPEN)
    return;

  if (type != SOUP_WEBSOCKET_DATA_TEXT)
    g_message ("dropped a binary frame of %" G_GSIZE_FORMAT " bytes", size);
  else if (memchr (text, '\0', size))
    g_message ("dropped a text frame of %" G_GSIZE_FORMAT " bytes that contains NUL", size);
  else if (!g_utf8_validate_len (text, size, NULL))
    g_message ("dropped a text frame of %" G_GSIZE_FORMAT " bytes that is not UTF-8", size);
  else
    /* libsoup has put a NUL behind the data, outside its size. */
    g_signal_emit (self, signals[FRAME], 0, bytes);
}

static void
on_pong (SoupWebsocketConnection *websocket, GBytes *bytes, CordialSocket *self)
{
  g_signal_emit (self, signals[RECEIVED], 0);
}

static void
on_error (SoupWebsocketConnection *websocket, GError *error, CordialSocket *self)
{
  guint close_code = soup_websocket_connection_get_close_code (websocket);

  /* libsoup takes some codes that it does not know, such as 1012, for an error of the peer. It was a farewell. */
  if (close_code != 0)
    end (self, cordial_verdict_new_for_close (close_code, soup_websocket_connection_get_close_data (websocket)));
  else
    end (self, cordial_verdict_new_for_error (error));
}

/* The peer's close frame came. Its end of the stream may come seconds later, or never; the truth is known now. */
static void
on_closing (SoupWebsocketConnection *websocket, CordialSocket *self)
{
  end (self, cordial_verdict_new_for_close (soup_websocket_connection_get_close_code (websocket),
                                            soup_websocket_connection_get_close_data (websocket)));
}

/* The stream ended without a word. */
static void
on_closed (SoupWebsocketConnection *websocket, CordialSocket *self)
{
  end (self, cordial_verdict_new (CORDIAL_CONNECTION_ENDING_LOST, _ ("The connection was lost.")));
}

static void
apply_max_frame_bytes (CordialSocket *self)
{
  soup_websocket_connection_set_max_incoming_payload_size (self->websocket, self->max_frame_bytes);
  /* Since libsoup 3.8 a message in many fragments can be bounded, too. */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (self->websocket), "max-total-message-size"))
    g_object_set (self->websocket, "max-total-message-size", self->max_frame_bytes, NULL);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialSocket) self = user_data;
  g_autoptr (SoupWebsocketConnection) websocket = NULL;
  g_autoptr (GError) error = NULL;

  websocket = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (self->phase != PHASE_CONNECTING)
    return;

  clear_limit (self);
  if (!websocket)
    {
      const char *proxy = cordial_tunnel_resolver_get_proxy (
        CORDIAL_TUNNEL_RESOLVER (soup_session_get_proxy_resolver (SOUP_SESSION (source))));

      /* Whom nobody met stands before the server. */
      if (proxy && !self->tcp && error->domain != G_TLS_ERROR)
        end (self, cordial_verdict_new_for_dead_proxy (proxy));
      else
        end (self, cordial_verdict_new_for_upgrade (soup_message_get_status (self->message), error));
      return;
    }

  self->phase = PHASE_OPEN;
  self->websocket = g_steal_pointer (&websocket);
  apply_max_frame_bytes (self);
  g_signal_connect_object (self->websocket, "message", G_CALLBACK (on_message), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->websocket, "pong", G_CALLBACK (on_pong), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->websocket, "error", G_CALLBACK (on_error), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->websocket, "closing", G_CALLBACK (on_closing), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->websocket, "closed", G_CALLBACK (on_closed), self, G_CONNECT_DEFAULT);
  g_signal_emit (self, signals[OPENED], 0);
}

static gboolean
on_limit_over (gpointer user_data)
{
  CordialSocket *self = user_data;
  g_autofree char *reason = NULL;
  guint limit_s = (self->limit_ms + 999) / 1000;
  CordialVerdict *verdict;

  reason = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The server did not answer within %u second.",
                                         "The server did not answer within %u seconds.", limit_s),
                            limit_s);
  verdict = cordial_verdict_new (CORDIAL_CONNECTION_ENDING_LOST, reason);
  verdict->out_of_time = self->tcp != NULL;
  end (self, verdict);
  return G_SOURCE_REMOVE;
}

static gboolean
on_accept_certificate (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       CordialSocket *self)
{
  if (self->trusted_certificate && g_tls_certificate_is_same (certificate, self->trusted_certificate))
    return TRUE;

  g_set_object (&self->refused_certificate, certificate);
  self->refused_certificate_errors = errors;
  return FALSE;
}

static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *stream, CordialSocket *self)
{
  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (stream))
    g_set_object (&self->tcp, g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)));
}

static void
on_wrote_headers (SoupMessage *message, CordialSocket *self)
{
  self->request_sent_at = g_get_monotonic_time ();
}

static void
on_got_informational (SoupMessage *message, CordialSocket *self)
{
  self->upgraded_at = g_get_monotonic_time ();
}

static void
cordial_socket_dispose (GObject *object)
{
  CordialSocket *self = CORDIAL_SOCKET (object);

  fall_silent (self);
  g_clear_object (&self->websocket);
  g_clear_object (&self->tcp);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_object (&self->trusted_certificate);
  g_clear_object (&self->refused_certificate);
  G_OBJECT_CLASS (cordial_socket_parent_class)->dispose (object);
}

static void
cordial_socket_finalize (GObject *object)
{
  CordialSocket *self = CORDIAL_SOCKET (object);

  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (cordial_socket_parent_class)->finalize (object);
}

static void
cordial_socket_class_init (CordialSocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cordial_socket_dispose;
  object_class->finalize = cordial_socket_finalize;

  /**
   * CordialSocket::opened:
   *
   * The server agreed to the upgrade; frames may be sent.
   */
  signals[OPENED] =
    g_signal_new ("opened", CORDIAL_TYPE_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialSocket::received:
   *
   * A frame of any kind came. Pings are not among them: libsoup answers them without telling.
   */
  signals[RECEIVED] =
    g_signal_new ("received", CORDIAL_TYPE_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialSocket::frame:
   * @self: the socket
   * @text: valid UTF-8 without NUL, but with one behind it
   */
  signals[FRAME] = g_signal_new ("frame", CORDIAL_TYPE_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_BYTES | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * CordialSocket::ended:
   * @self: the socket
   * @verdict: (type CordialVerdict): what it means, valid during the emission
   *
   * The attempt failed or the connection ended, and this side did not ask for it.
   */
  signals[ENDED] =
    g_signal_new ("ended", CORDIAL_TYPE_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
cordial_socket_init (CordialSocket *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * cordial_socket_new:
 * @session: what makes the connection
 * @uri: where to, with scheme `ws` or `wss`
 *
 * Returns: (transfer full): a socket that has not begun
 */
CordialSocket *
cordial_socket_new (SoupSession *session, const char *uri)
{
  CordialSocket *self;
  const char *scheme = g_uri_peek_scheme (uri);

  g_return_val_if_fail (SOUP_IS_SESSION (session), NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  self = g_object_new (CORDIAL_TYPE_SOCKET, NULL);
  self->session = g_object_ref (session);
  if (g_strcmp0 (scheme, "ws") == 0 || g_strcmp0 (scheme, "wss") == 0)
    self->message = soup_message_new (SOUP_METHOD_GET, uri);
  if (!self->message)
    return self;

  /* The headers may carry credentials, which belong to this server alone. */
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect_object (self->message, "accept-certificate", G_CALLBACK (on_accept_certificate), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->message, "network-event", G_CALLBACK (on_network_event), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->message, "wrote-headers", G_CALLBACK (on_wrote_headers), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->message, "got-informational", G_CALLBACK (on_got_informational), self,
                           G_CONNECT_DEFAULT);
  return self;
}

/**
 * cordial_socket_get_request_headers:
 * @self: a #CordialSocket
 *
 * Returns: (transfer none) (nullable): the headers that the upgrade will be asked with; %NULL if the URI is no good
 */
SoupMessageHeaders *
cordial_socket_get_request_headers (CordialSocket *self)
{
  return self->message ? soup_message_get_request_headers (self->message) : NULL;
}

/**
 * cordial_socket_set_trusted_certificate:
 * @self: a #CordialSocket
 * @certificate: (nullable): the one certificate that is accepted although the system does not trust it
 */
void
cordial_socket_set_trusted_certificate (CordialSocket *self, GTlsCertificate *certificate)
{
  g_set_object (&self->trusted_certificate, certificate);
}

/**
 * cordial_socket_set_max_frame_bytes:
 * @self: a #CordialSocket
 * @max_frame_bytes: the longest frame that is accepted; applies at once to an open socket
 */
void
cordial_socket_set_max_frame_bytes (CordialSocket *self, guint64 max_frame_bytes)
{
  self->max_frame_bytes = max_frame_bytes;
  if (self->phase == PHASE_OPEN)
    apply_max_frame_bytes (self);
}

/**
 * cordial_socket_start:
 * @self: a #CordialSocket that has not begun
 * @subprotocols: (nullable): protocols to offer (RFC 6455 1.9)
 * @limit_ms: how long TCP, TLS and upgrade may take together, in milliseconds
 *
 * Ends in ::opened or ::ended, the latter possibly before this returns.
 */
void
cordial_socket_start (CordialSocket *self, const char *const *subprotocols, guint limit_ms)
{
  g_assert (self->phase == PHASE_NEW);

  self->phase = PHASE_CONNECTING;
  if (!self->message)
    {
      end (self, cordial_verdict_new_refused (CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
                                              _ ("This is not the address of a chat server.")));
      return;
    }

  self->limit_ms = limit_ms;
  self->limit_source = g_timeout_source_new (limit_ms);
  g_source_set_static_name (self->limit_source, "CordialSocket connect limit");
  g_source_set_callback (self->limit_source, on_limit_over, self, NULL);
  g_source_attach (self->limit_source, g_main_context_get_thread_default ());

  soup_session_websocket_connect_async (self->session, self->message, NULL, (char **) subprotocols, G_PRIORITY_DEFAULT,
                                        self->cancellable, on_connected, g_object_ref (self));
}

#ifdef __linux__
static gboolean
get_tcp_info (CordialSocket *self, struct tcp_info *info)
{
  socklen_t size = sizeof (*info);

  memset (info, 0, sizeof (*info));
  return self->phase == PHASE_OPEN && self->tcp && !g_socket_is_closed (self->tcp) &&
         getsockopt (g_socket_get_fd (self->tcp), IPPROTO_TCP, TCP_INFO, info, &size) == 0 &&
         size >= G_STRUCT_OFFSET (struct tcp_info, tcpi_delivered) + sizeof (info->tcpi_delivered);
}

/* How much of sent_bytes the other end's kernel has. TLS, pongs and farewells only add to what the kernel counts. */
static guint64
count_acknowledged (CordialSocket *self, const struct tcp_info *info)
{
  return MIN (self->sent_bytes, self->acknowledged_before + info->tcpi_bytes_acked - self->acknowledged_by_then);
}
#endif

static void
note_sending (CordialSocket *self, gsize length)
{
#ifdef __linux__
  struct tcp_info info;

  if (get_tcp_info (self, &info) && count_acknowledged (self, &info) == self->sent_bytes)
    {
      self->acknowledged_before = self->sent_bytes;
      self->acknowledged_by_then = info.tcpi_bytes_acked;
    }
#endif
  self->sent_bytes += length + FRAME_OVERHEAD (length);
}

/**
 * cordial_socket_send_text:
 * @self: a #CordialSocket that is open
 * @text: one frame
 *
 * Between a stream's end and libsoup's word of it lie turns of the main loop: what is sent then goes nowhere, as it would
 * have a moment later.
 */
void
cordial_socket_send_text (CordialSocket *self, const char *text)
{
  if (self->phase != PHASE_OPEN || soup_websocket_connection_get_state (self->websocket) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  note_sending (self, strlen (text));
  soup_websocket_connection_send_text (self->websocket, text);
}

/**
 * cordial_socket_close:
 * @self: a #CordialSocket
 *
 * Gives an attempt up, or says goodbye to the peer (RFC 6455 7.1.2), for which the caller keeps @self a while. Nothing
 * is told any more.
 */
void
cordial_socket_close (CordialSocket *self)
{
  if (self->phase == PHASE_OVER)
    return;
  fall_silent (self);
  if (self->websocket && soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->websocket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

/**
 * cordial_socket_drop:
 * @self: a #CordialSocket
 *
 * Ends it now, whatever TCP believes: a dead link hears no goodbye. Nothing is told any more.
 */
void
cordial_socket_drop (CordialSocket *self)
{
  gboolean was_open = self->phase == PHASE_OPEN;

  fall_silent (self);
  if (!self->websocket)
    return;
  /* Else a TLS stream would wait for room to send its own farewell. One that has said it already may keep it. */
  if (was_open && self->tcp)
    g_socket_shutdown (self->tcp, TRUE, TRUE, NULL);
  g_signal_handlers_disconnect_by_data (self->websocket, self);
  g_clear_object (&self->websocket);
}

/**
 * cordial_socket_get_upgrade_ms:
 * @self: a #CordialSocket that is open
 *
 * Returns: milliseconds from the request for the upgrade to its answer: the first round trip of this line
 */
double
cordial_socket_get_upgrade_ms (CordialSocket *self)
{
  return (double) MAX (self->upgraded_at - self->request_sent_at, 0) / G_TIME_SPAN_MILLISECOND;
}

/**
 * cordial_socket_get_evidence:
 * @self: a #CordialSocket
 * @evidence: (out): what TCP has received, and what the other end's has
 *
 * Returns: %FALSE if that cannot be told, which is so off Linux
 */
gboolean
cordial_socket_get_evidence (CordialSocket *self, CordialHeartbeatEvidence *evidence)
{
#ifdef __linux__
  struct tcp_info info;
  gint64 now = g_get_monotonic_time ();

  if (!get_tcp_info (self, &info))
    return FALSE;
  *evidence = (CordialHeartbeatEvidence) {
    .received = info.tcpi_bytes_received,
    .received_at = now - info.tcpi_last_data_recv * G_TIME_SPAN_MILLISECOND,
    .sent = self->sent_bytes,
    .acknowledged = count_acknowledged (self, &info),
    /* Segments, also those beyond a lost one: while that one is sent again, the count of bytes stands still. */
    .deliveries = info.tcpi_delivered + info.tcpi_bytes_acked,
    .acknowledged_at = now - info.tcpi_last_ack_recv * G_TIME_SPAN_MILLISECOND,
    .round_trip_ms = info.tcpi_rtt / 1000.0,
  };
  return TRUE;
#else
  return FALSE;
#endif
}

/**
 * cordial_socket_dup_encryption:
 * @self: a #CordialSocket
 *
 * Returns: (transfer full) (nullable): the version of TLS in the way people write it, %NULL without encryption
 */
char *
cordial_socket_dup_encryption (CordialSocket *self)
{
  if (self->phase != PHASE_OPEN)
    return NULL;
  switch (soup_message_get_tls_protocol_version (self->message))
    {
    case G_TLS_PROTOCOL_VERSION_UNKNOWN:
      return soup_message_get_tls_peer_certificate (self->message) ? g_strdup ("TLS") : NULL;
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      return g_strdup ("TLS 1.2");
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      return g_strdup ("TLS 1.3");
    default:
      return g_strdup (_ ("an outdated version of TLS"));
    }
}

/**
 * cordial_socket_get_refused_certificate:
 * @self: a #CordialSocket
 *
 * Returns: (transfer none) (nullable): the certificate that was not trusted
 */
GTlsCertificate *
cordial_socket_get_refused_certificate (CordialSocket *self)
{
  return self->refused_certificate;
}

/**
 * cordial_socket_get_refused_certificate_errors:
 * @self: a #CordialSocket
 *
 * Returns: what is wrong with that certificate
 */
GTlsCertificateFlags
cordial_socket_get_refused_certificate_errors (CordialSocket *self)
{
  return self->refused_certificate_errors;
}
