/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Its own accepting instead of libsoup's, which ends for good at the first error (soup-listener.c, listen_watch), and keeps
 * only ten waiting.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-door.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/resource.h>

#include "cordial-server-paced-stream.h"

/* A kernel keeps fewer where it was told so (net.core.somaxconn). */
#define BACKLOG 1024

/* What is not a connection: the database's files, the listening socket, what a library opens for a moment. */
#define OWN_DESCRIPTORS 64

/* Without a descriptor nobody can even be sent away; asking again at once would take the whole processor. */
#define PAUSE_MS 100

/* What a request may bring along where nobody has a body to send. Less is passed over, so that there is an answer. */
#define BODY_MAX_BYTES 4096

/* Where a message finds whose it is: at the address that libsoup was told. */
#define GUEST_DATA "cordial-guest"
#define BODY_DATA "cordial-body"

struct _Guest
{
  gatomicrefcount refs;
  Door *door; /* NULL once the connection is gone */
  GSocket *socket;
  char *address;
  PollerGroup *group;
  GSource *deadline;
};

struct _Door
{
  SoupServer *soup;
  Poller *poller;
  GSocket *socket;
  GTlsCertificate *certificate;
  GSource *source;
  DoorRules rules;
  GHashTable *guests;     /* set of Guest */
  GHashTable *by_address; /* address → how many */
};

static void wait_for_guests (Door *self);

/* --- Guests ------------------------------------------------------------------------------------------------------ */

static Guest *
guest_ref (Guest *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
guest_unref (Guest *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->address);
  g_free (self);
}

const char *
guest_get_address (Guest *self)
{
  return self->address;
}

static void
stop_deadline (Guest *self)
{
  if (self->deadline)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
}

/**
 * guest_welcome:
 *
 * It is known who it is: there is no deadline any more.
 */
void
guest_welcome (Guest *self)
{
  stop_deadline (self);
}

/**
 * guest_touch:
 *
 * Whoever it is has come on with something that takes its time: the deadline begins anew.
 */
void
guest_touch (Guest *self)
{
  if (self->deadline)
    g_source_set_ready_time (self->deadline,
                             g_get_monotonic_time () + (gint64) self->door->rules.sign_in_s * G_TIME_SPAN_SECOND);
}

/**
 * guest_send_away:
 *
 * Whoever reads from the connection finds its end, and closes.
 */
void
guest_send_away (Guest *self)
{
  stop_deadline (self);
  if (self->socket)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_info ("sent away who did not say who they are");
  guest_send_away (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * guest_of:
 *
 * Returns: (transfer full): whose request it is
 */
Guest *
guest_of (SoupServerMessage *message)
{
  return guest_ref (g_object_get_data (G_OBJECT (soup_server_message_get_remote_address (message)), GUEST_DATA));
}

static void
on_socket_gone (gpointer data, GObject *socket)
{
  Guest *self = data;
  Door *door = self->door;
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (door->by_address, self->address));

  stop_deadline (self);
  poller_group_leave (self->group);
  if (count > 1)
    g_hash_table_insert (door->by_address, g_strdup (self->address), GUINT_TO_POINTER (count - 1));
  else
    g_hash_table_remove (door->by_address, self->address);
  self->door = NULL;
  self->socket = NULL;
  g_hash_table_remove (door->guests, self);
}

static Guest *
guest_new (Door *door, GSocket *socket, const char *address)
{
  Guest *self = g_new0 (Guest, 1);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (door->by_address, address));

  g_atomic_ref_count_init (&self->refs);
  self->door = door;
  self->socket = socket;
  self->address = g_strdup (address);
  self->group = poller_join (door->poller);
  g_object_weak_ref (G_OBJECT (socket), on_socket_gone, self);
  g_hash_table_add (door->guests, self);
  g_hash_table_insert (door->by_address, g_strdup (address), GUINT_TO_POINTER (count + 1));
  self->deadline = g_timeout_source_new_seconds (door->rules.sign_in_s);
  g_source_set_static_name (self->deadline, "cordial-server sign-in deadline");
  g_source_set_callback (self->deadline, on_deadline, self, NULL);
  g_source_attach (self->deadline, NULL);
  return self;
}

/* --- Bodies ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  gint64 size; /* so far */
  gint64 max_bytes;
} Body;

void
door_allow_body (SoupServerMessage *message, gint64 max_bytes)
{
  ((Body *) g_object_get_data (G_OBJECT (message), BODY_DATA))->max_bytes = max_bytes;
}

/* Only browsers say an origin. A page that somebody visits may be anybody's, and reach through them what others cannot. */
static gboolean
may_come_in (Door *self, const char *origin, const char *host)
{
  const char *rest = strstr (origin, "://");

  if (rest && host && g_ascii_strcasecmp (rest + strlen ("://"), host) == 0)
    return TRUE;
  return self->rules.origins &&
         (g_strv_contains (self->rules.origins, "*") || g_strv_contains (self->rules.origins, origin));
}

static void
on_headers (SoupServerMessage *message, gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *origin = soup_message_headers_get_one (headers, "Origin");

  if (origin && may_come_in (user_data, origin, soup_message_headers_get_one (headers, "Host")))
    {
      SoupMessageHeaders *answer = soup_server_message_get_response_headers (message);

      /* Only then a browser gives the page what it asked for. */
      soup_message_headers_replace (answer, "Access-Control-Allow-Origin", origin);
      soup_message_headers_replace (answer, "Vary", "Origin");
    }
  else if (origin)
    {
      soup_server_message_set_status (message, SOUP_STATUS_FORBIDDEN, NULL);
    }
}

/* What comes is not only not read: whoever sends without a look is told at once that the connection has gone. */
static void
cut_off (Guest *guest)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  if (guest->socket &&
      setsockopt (g_socket_get_fd (guest->socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) != 0)
    g_debug ("a connection ends slowly");
  guest_send_away (guest);
}

static void
on_chunk (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  Body *body = user_data;
  Guest *guest;

  body->size += (gint64) g_bytes_get_size (chunk);
  if (body->size <= body->max_bytes)
    return;
  guest = guest_of (message);
  cut_off (guest);
  guest_unref (guest);
}

/* Nothing of a body is kept, whatever it is sent to. */
static void
on_request_started (SoupServer *soup, SoupServerMessage *message, gpointer user_data)
{
  Body *body = g_new0 (Body, 1);

  body->max_bytes = BODY_MAX_BYTES;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_object_set_data_full (G_OBJECT (message), BODY_DATA, body, g_free);
  g_signal_connect (message, "got-headers", G_CALLBACK (on_headers), user_data);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_chunk), body);
}

/* --- Sockets ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  DoorSocketFunc func;
  gpointer data;
} SocketPath;

/* As libsoup does it (soup-server.c, complete_websocket_upgrade), but that the socket waits in the context of its group. */
static void
on_wrote_informational (SoupServerMessage *message, gpointer user_data)
{
  const SocketPath *path = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (SoupServerMessage) kept = g_object_ref (message);
  g_autoptr (SoupWebsocketConnection) socket = NULL;
  g_autoptr (GIOStream) stream = NULL;
  Guest *guest;

  if (soup_server_message_get_status (message) != SOUP_STATUS_SWITCHING_PROTOCOLS)
    return;
  guest = guest_of (message);
  stream = soup_server_message_steal_connection (message);
  poller_group_push (guest->group);
  socket =
    soup_websocket_connection_new (stream, soup_server_message_get_uri (message), SOUP_WEBSOCKET_CONNECTION_SERVER,
                                   soup_message_headers_get_one (headers, "Origin"), NULL, NULL);
  path->func (message, socket, path->data);
  poller_group_pop (guest->group);
  guest_unref (guest);
}

/* No extension: of a compressed frame a small one can become a large one, and every connection would keep a window. */
static void
on_socket_request (SoupServer *soup,
                   SoupServerMessage *message,
                   const char *path,
                   GHashTable *query,
                   gpointer user_data)
{
  if (soup_websocket_server_process_handshake (message, NULL, NULL, NULL, NULL))
    g_signal_connect (message, "wrote-informational", G_CALLBACK (on_wrote_informational), user_data);
}

/**
 * door_serve_sockets:
 * @func: called with every connection that became a socket at @path or below it
 */
void
door_serve_sockets (Door *self, const char *path, DoorSocketFunc func, gpointer data)
{
  SocketPath *socket_path = g_new (SocketPath, 1);

  socket_path->func = func;
  socket_path->data = data;
  soup_server_add_handler (self->soup, path, on_socket_request, socket_path, g_free);
}

/* --- Accepting --------------------------------------------------------------------------------------------------- */

static GIOStream *
encrypt (Door *self, GIOStream *base)
{
  static const char *const protocols[] = { "http/1.1", NULL };
  GIOStream *stream = g_tls_server_connection_new (base, self->certificate, NULL);

  if (stream)
    {
      g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (stream), FALSE);
      g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (stream), protocols);
    }
  return stream;
}

static void
let_in (Door *self, GSocket *socket)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, NULL);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GIOStream) paced = NULL;
  g_autoptr (GIOStream) stream = NULL;
  g_autofree char *address = NULL;
  Guest *guest;

  if (!local || !G_IS_INET_SOCKET_ADDRESS (remote)) /* it has gone again */
    return;
  address = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  if (g_hash_table_size (self->guests) >= self->rules.connections ||
      GPOINTER_TO_UINT (g_hash_table_lookup (self->by_address, address)) >= self->rules.connections_per_address)
    {
      g_info ("there is no room for one more connection");
      return;
    }
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  connection = g_socket_connection_factory_create_connection (socket);
  guest = guest_new (self, socket, address);
  g_object_set_data_full (G_OBJECT (remote), GUEST_DATA, guest_ref (guest), (GDestroyNotify) guest_unref);
  paced = paced_stream_new (connection, guest->group);
  stream = self->certificate ? encrypt (self, paced) : g_object_ref (paced);
  if (!stream)
    return;
  soup_server_accept_iostream (self->soup, stream, local, remote, NULL);
}

static gboolean
on_pause_over (gpointer user_data)
{
  Door *self = user_data;

  g_clear_pointer (&self->source, g_source_unref);
  wait_for_guests (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_connection (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Door *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) accepted = g_socket_accept (socket, NULL, &error);

  if (accepted)
    {
      let_in (self, accepted);
      return G_SOURCE_CONTINUE;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  g_warning ("nobody can be let in for now: %s", error->message);
  g_source_unref (self->source);
  self->source = g_timeout_source_new (PAUSE_MS);
  g_source_set_static_name (self->source, "cordial-server pause at the door");
  g_source_set_callback (self->source, on_pause_over, self, NULL);
  g_source_attach (self->source, NULL);
  return G_SOURCE_REMOVE;
}

static void
wait_for_guests (Door *self)
{
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_static_name (self->source, "cordial-server door");
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_connection), self, NULL);
  g_source_attach (self->source, NULL);
}

/* --- The door ---------------------------------------------------------------------------------------------------- */

/* As many descriptors as we may have; returns how many that are. */
static guint
raise_descriptor_limit (void)
{
  struct rlimit limit = { 0 };

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return 1024;
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  getrlimit (RLIMIT_NOFILE, &limit);
  return (guint) MIN (limit.rlim_cur, G_MAXINT);
}

/**
 * door_new:
 * @soup: (transfer none): to whom the guests are passed
 * @poller: (transfer none): by which they are heard
 */
Door *
door_new (SoupServer *soup, Poller *poller, const DoorRules *rules)
{
  Door *self = g_new0 (Door, 1);
  guint descriptors = raise_descriptor_limit ();
  guint own = OWN_DESCRIPTORS + poller_count_descriptors (descriptors);
  guint room = descriptors > 2 * own ? descriptors - own : descriptors / 2;

  self->soup = g_object_ref (soup);
  self->poller = poller;
  self->rules = *rules;
  if (self->rules.connections == 0 || self->rules.connections > room)
    self->rules.connections = room;
  self->guests = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) guest_unref, NULL);
  self->by_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect (soup, "request-started", G_CALLBACK (on_request_started), self);
  return self;
}

/**
 * door_free:
 *
 * Lets nobody in any more, and forgets the guests.
 */
void
door_free (Door *self)
{
  GHashTableIter iter;
  gpointer guest;

  if (self->source)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_signal_handlers_disconnect_by_data (self->soup, self);
  soup_server_disconnect (self->soup);
  g_hash_table_iter_init (&iter, self->guests);
  while (g_hash_table_iter_next (&iter, &guest, NULL))
    {
      Guest *left = guest;

      stop_deadline (left);
      poller_group_leave (left->group);
      g_object_weak_unref (G_OBJECT (left->socket), on_socket_gone, left);
      left->door = NULL;
      left->socket = NULL;
    }
  g_hash_table_unref (self->guests);
  g_hash_table_unref (self->by_address);
  g_clear_object (&self->socket);
  g_clear_object (&self->certificate);
  g_object_unref (self->soup);
  g_free (self);
}

/**
 * door_listen:
 * @certificate: (nullable) (transfer none): with which connections are encrypted
 * @error: as g_socket_bind() sets it
 */
gboolean
door_listen (Door *self, GInetSocketAddress *address, GTlsCertificate *certificate, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (G_SOCKET_ADDRESS (address)),
                                             G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (!socket)
    return FALSE;
  g_socket_set_listen_backlog (socket, BACKLOG);
  g_socket_set_blocking (socket, FALSE);
  if (!g_socket_bind (socket, G_SOCKET_ADDRESS (address), TRUE, error) || !g_socket_listen (socket, error))
    return FALSE;
  self->socket = g_steal_pointer (&socket);
  g_set_object (&self->certificate, certificate);
  wait_for_guests (self);
  return TRUE;
}

/**
 * door_dup_uri:
 *
 * Returns: (transfer full): where it listens, such as "ws://127.0.0.1:6060"
 */
char *
door_dup_uri (Door *self)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (self->socket, NULL);
  GInetSocketAddress *address = G_INET_SOCKET_ADDRESS (local);
  g_autofree char *host = g_inet_address_to_string (g_inet_socket_address_get_address (address));

  return g_strdup_printf (strchr (host, ':') ? "%s://[%s]:%d" : "%s://%s:%d", self->certificate ? "wss" : "ws", host,
                          g_inet_socket_address_get_port (address));
}
