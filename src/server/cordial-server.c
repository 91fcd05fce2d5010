/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Listens, keeps sessions, and lets answers leave when what they acknowledge is on disk: everything that is written in one
 * turn of the main loop is one transaction, and what is sent meanwhile waits for its commit.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-config.h"

#include "cordial-server-private.h"

#include <string.h>

/* As the official server: a ping is sent before the 55 s are over in which an answer must have come. */
#define PING_INTERVAL_S 49
#define PONG_LIMIT_S 55

/* A client that does not read may keep that much waiting; then it is dropped. */
#define BACKLOG_MAX_BYTES (8 * 1024 * 1024)

/* Frames of one session that wait while its password is hashed. */
#define WAITING_MAX 64

/* The key that Tinode publishes with its demo configuration and that stock clients send. It is no secret. */
#define DEMO_API_KEY "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K"

typedef struct
{
  Session *session;
  char *text;
} Outgoing;

static void
outgoing_free (gpointer data)
{
  Outgoing *outgoing = data;

  session_unref (outgoing->session);
  g_free (outgoing->text);
  g_free (outgoing);
}

/* --- Sessions ---------------------------------------------------------------------------------------------------- */

Session *
session_ref (Session *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
session_unref (Session *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_assert (!self->socket);
  g_hash_table_unref (self->attached);
  g_queue_clear_full (&self->waiting, g_free);
  g_free (self->address);
  g_free (self->user_agent);
  g_free (self->query);
  g_free (self);
}

/* The socket is gone, or is to go: nobody sends to this session any more. */
static void
forget_session (Session *self)
{
  g_autoptr (GPtrArray) topics = NULL;

  if (!self->socket)
    return;
  g_signal_handlers_disconnect_by_data (self->socket, self);
  g_clear_object (&self->socket);

  topics = g_hash_table_get_keys_as_ptr_array (self->attached);
  for (guint i = 0; i < topics->len; i++)
    topic_detach (g_ptr_array_index (topics, i), self);
  if (self->on_me || self->plain)
    {
      self->on_me = FALSE;
      g_clear_pointer (&self->plain, plain_free);
      presence_changed (self->server, self->user, FALSE, self->user_agent);
    }
  g_hash_table_remove (self->server->sessions, self);
}

void
session_close (Session *self, gushort code, const char *reason)
{
  if (self->socket && soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, code, reason);
  forget_session (self);
}

static void
transmit (Session *self, const char *text)
{
  GOutputStream *stream;

  if (!self->socket || soup_websocket_connection_get_state (self->socket) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  stream = g_io_stream_get_output_stream (soup_websocket_connection_get_io_stream (self->socket));
  if (G_IS_POLLABLE_OUTPUT_STREAM (stream) && g_pollable_output_stream_can_poll (G_POLLABLE_OUTPUT_STREAM (stream)) &&
      !g_pollable_output_stream_is_writable (G_POLLABLE_OUTPUT_STREAM (stream)))
    self->backlog += strlen (text);
  else
    self->backlog = 0;
  if (self->backlog > BACKLOG_MAX_BYTES)
    {
      g_info ("dropped a session that does not read");
      session_close (self, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "too slow");
      return;
    }
  soup_websocket_connection_send_text (self->socket, text);
}

/* Sends now, or when the open transaction is on disk. */
void
session_send_text (Session *self, const char *text)
{
  Outgoing *outgoing;

  if (!self->server->database->in_transaction && self->server->outgoing.length == 0)
    {
      transmit (self, text);
      return;
    }
  outgoing = g_new (Outgoing, 1);
  outgoing->session = session_ref (self);
  outgoing->text = g_strdup (text);
  g_queue_push_tail (&self->server->outgoing, outgoing);
}

/* Takes the body. */
void
session_send (Session *self, const char *kind, JsonObject *body)
{
  g_autofree char *text = cordial_frame_to_text (kind, body);

  session_send_text (self, text);
}

/* Answers a request that wants an answer; takes the params (nullable). */
void
session_reply_params (Session *self, JsonObject *request, int code, const char *text, JsonObject *params)
{
  JsonObject *ctrl = cordial_ctrl_new (cordial_packet_get_string (request, "id"),
                                       cordial_packet_get_string (request, "topic"), code, text);

  if (params)
    json_object_set_object_member (ctrl, "params", params);
  session_send (self, "ctrl", ctrl);
}

void
session_reply (Session *self, JsonObject *request, int code, const char *text)
{
  session_reply_params (self, request, code, text, NULL);
}

/* The password is hashed: goes on with what came meanwhile. */
void
session_resume (Session *self)
{
  g_autofree char *text = NULL;

  self->busy = FALSE;
  while (!self->busy && self->socket && (text = g_queue_pop_head (&self->waiting)))
    {
      request_handle (self, text);
      g_clear_pointer (&text, g_free);
    }
}

static void
on_message (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *message, Session *self)
{
  gsize size;
  const char *text = g_bytes_get_data (message, &size);

  if (type != SOUP_WEBSOCKET_DATA_TEXT || memchr (text, '\0', size))
    return;
  if (self->plain)
    {
      session_ref (self);
      plain_handle (self, text);
      session_unref (self);
      return;
    }
  /* A heartbeat, as Tinode's clients send it. */
  if (size == 1 && *text == '1')
    {
      transmit (self, "0");
      return;
    }
  session_ref (self);
  if (!self->busy)
    request_handle (self, text);
  else if (self->waiting.length < WAITING_MAX)
    g_queue_push_tail (&self->waiting, g_strndup (text, size));
  else
    session_close (self, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "too many requests");
  session_unref (self);
}

static void
on_closed (SoupWebsocketConnection *socket, Session *self)
{
  forget_session (self);
}

/* Who it is, for the throttle. The peer may have gone already, about which libsoup's own accessor complains. */
static char *
dup_address (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);
  g_autoptr (GSocketAddress) address = socket ? g_socket_get_remote_address (socket, NULL) : NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("unknown");
  return g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

Session *
session_new (Server *server, SoupServerMessage *message, SoupWebsocketConnection *socket)
{
  Session *self = g_new0 (Session, 1);

  g_ref_count_init (&self->refs);
  self->server = server;
  self->socket = g_object_ref (socket);
  self->address = dup_address (message);
  self->attached = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->waiting);
  g_hash_table_add (server->sessions, self);

  soup_websocket_connection_set_max_incoming_payload_size (socket, SERVER_MAX_MESSAGE_BYTES);
  /* Since libsoup 3.8, which allows 128 KiB in all unless told otherwise. */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (socket), "max-total-message-size"))
    g_object_set (socket, "max-total-message-size", (guint64) SERVER_MAX_MESSAGE_BYTES, NULL);
  g_signal_connect (socket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed), self);
  return self;
}

static void
on_websocket (SoupServer *soup,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *socket,
              gpointer user_data)
{
  soup_websocket_connection_set_keepalive_interval (socket, PING_INTERVAL_S);
  soup_websocket_connection_set_keepalive_pong_timeout (socket, PONG_LIMIT_S);
  session_new (user_data, message, socket);
}

/* --- HTTP -------------------------------------------------------------------------------------------------------- */

static void
answer (SoupServerMessage *message, const char *id, int code, const char *text)
{
  g_autofree char *body = cordial_frame_to_text ("ctrl", cordial_ctrl_new (id, NULL, code, text));

  soup_server_message_set_status (message, code, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

/* Before the upgrade: no key, no socket. */
static void
on_channels (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  const char *key = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-Tinode-APIKey");

  if (!key && query)
    key = g_hash_table_lookup (query, "apikey");
  if (g_strcmp0 (key, DEMO_API_KEY) != 0)
    answer (message, NULL, SOUP_STATUS_FORBIDDEN, "valid API key required");
}

static void
on_files (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  answer (message, NULL, SOUP_STATUS_NOT_IMPLEMENTED, "not implemented");
}

/* --- Transactions ------------------------------------------------------------------------------------------------ */

static gboolean
on_commit (gpointer user_data)
{
  Server *self = user_data;
  GQueue outgoing;

  g_clear_pointer (&self->commit_source, g_source_unref);
  if (database_commit (self->database))
    {
      outgoing = self->outgoing;
      g_queue_init (&self->outgoing);
      for (GList *link = outgoing.head; link; link = link->next)
        transmit (((Outgoing *) link->data)->session, ((Outgoing *) link->data)->text);
      g_queue_clear_full (&outgoing, outgoing_free);
    }
  else
    {
      /* Nothing of it happened, and nobody was told: everybody starts over from what is on disk. */
      g_autoptr (GPtrArray) sessions = g_hash_table_get_keys_as_ptr_array (self->sessions);

      g_queue_clear_full (&self->outgoing, outgoing_free);
      for (guint i = 0; i < sessions->len; i++)
        session_close (g_ptr_array_index (sessions, i), SOUP_WEBSOCKET_CLOSE_SERVER_ERROR, "storage failed");
      g_hash_table_remove_all (self->topics);
      database_commit (self->database);
    }
  return G_SOURCE_REMOVE;
}

/* The first write of a turn: what else is ready now shares the transaction. */
static void
on_transaction_begun (gpointer data)
{
  Server *self = data;

  if (self->commit_source)
    return;
  self->commit_source = g_timeout_source_new (0);
  g_source_set_static_name (self->commit_source, "cordial-server commit");
  g_source_set_callback (self->commit_source, on_commit, self, NULL);
  g_source_attach (self->commit_source, NULL);
}

/* --- The server -------------------------------------------------------------------------------------------------- */

static GInetSocketAddress *
parse_listen (const char *text, GError **error)
{
  g_autoptr (GSocketConnectable) connectable = g_network_address_parse (text, 6060, NULL);
  const char *host = connectable ? g_network_address_get_hostname (G_NETWORK_ADDRESS (connectable)) : NULL;
  GSocketAddress *address = NULL;

  if (host)
    address = g_inet_socket_address_new_from_string (g_str_equal (host, "localhost") ? "127.0.0.1" : host,
                                                     g_network_address_get_port (G_NETWORK_ADDRESS (connectable)));
  if (!address)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%s is no address to listen on; one looks like 127.0.0.1:6060.", text);
      return NULL;
    }
  return G_INET_SOCKET_ADDRESS (address);
}

static gboolean
listen_on (Server *self, const ServerOptions *options, GError **error)
{
  g_autoptr (GInetSocketAddress) address = parse_listen (options->listen, error);
  g_autoptr (GError) own_error = NULL;

  if (!address)
    return FALSE;
  if ((options->certificate == NULL) != (options->key == NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "--tls-certificate and --tls-key belong together: give both or neither.");
      return FALSE;
    }
  self->secure = options->certificate != NULL;
  if (!self->secure && !options->insecure_lan &&
      !g_inet_address_get_is_loopback (g_inet_socket_address_get_address (address)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "Other computers may only connect with encryption: give --tls-certificate and --tls-key, or"
                           " say --insecure-lan if everybody on the network may read along.");
      return FALSE;
    }
  if (self->secure)
    {
      g_autoptr (GTlsCertificate) certificate =
        g_tls_certificate_new_from_files (options->certificate, options->key, &own_error);

      if (!certificate)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The certificate cannot be used: %s.", own_error->message);
          return FALSE;
        }
      soup_server_set_tls_certificate (self->soup, certificate);
    }
  if (!soup_server_listen (self->soup, G_SOCKET_ADDRESS (address), self->secure ? SOUP_SERVER_LISTEN_HTTPS : 0,
                           &own_error))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Cannot listen on %s: %s.", options->listen,
                   g_error_matches (own_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE) ? "another program listens there"
                                                                                      : own_error->message);
      return FALSE;
    }
  return TRUE;
}

void
server_free (Server *self)
{
  g_autoptr (GPtrArray) sessions = g_hash_table_get_keys_as_ptr_array (self->sessions);

  if (self->soup)
    soup_server_disconnect (self->soup);
  g_clear_pointer (&self->demo, demo_free);
  auth_stop (self);
  if (self->commit_source)
    {
      g_source_destroy (self->commit_source);
      on_commit (self);
    }
  for (guint i = 0; i < sessions->len; i++)
    if (g_hash_table_contains (self->sessions, g_ptr_array_index (sessions, i)))
      session_close (g_ptr_array_index (sessions, i), SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  if (self->commit_source)
    {
      g_source_destroy (self->commit_source);
      on_commit (self);
    }
  /* The goodbyes leave. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->soup);
  g_queue_clear_full (&self->outgoing, outgoing_free);
  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->topics);
  g_hash_table_unref (self->present);
  g_clear_pointer (&self->database, database_close);
  g_free (self);
}

static void
topic_free (gpointer data)
{
  topic_forget (data);
}

/* A server that has its database, and listens nowhere. */
static Server *
server_open (const ServerOptions *options, GError **error)
{
  Server *self = g_new0 (Server, 1);

  g_queue_init (&self->outgoing);
  self->sessions = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) session_unref, NULL);
  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, topic_free);
  self->present = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->database = database_open (options->data_dir, error);
  if (!self->database)
    {
      server_free (self);
      return NULL;
    }
  self->database->begun = on_transaction_begun;
  self->database->begun_data = self;
  auth_start (self);
  return self;
}

/**
 * server_new:
 * @options: what the command line says
 * @error: one sentence
 *
 * Returns: (nullable): a server that listens
 */
Server *
server_new (const ServerOptions *options, GError **error)
{
  Server *self = server_open (options, error);

  if (!self)
    return NULL;
  self->soup = soup_server_new ("server-header", "cordial-server/" VERSION " ", NULL);
  if (options->demo)
    self->demo = demo_new (self);
  if (options->plain)
    plain_start (self, options->idle_s);
  soup_server_add_early_handler (self->soup, "/v0/channels", on_channels, self, NULL);
  soup_server_add_websocket_handler (self->soup, "/v0/channels", NULL, NULL, on_websocket, self, NULL);
  soup_server_add_handler (self->soup, "/v0/file", on_files, self, NULL);
  if (!listen_on (self, options, error))
    {
      server_free (self);
      return NULL;
    }
  return self;
}

char *
server_dup_uri (Server *self)
{
  GSList *uris = soup_server_get_uris (self->soup);
  char *uri = g_strdup_printf (strchr (g_uri_get_host (uris->data), ':') ? "%s://[%s]:%d" : "%s://%s:%d",
                               self->secure ? "wss" : "ws", g_uri_get_host (uris->data), g_uri_get_port (uris->data));

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return uri;
}

char *
server_dup_plain_address (const ServerOptions *options, const char *login, GError **error)
{
  Server *self = server_open (options, error);
  g_autofree char *path = NULL;
  char *address = NULL;

  if (!self)
    return NULL;
  path = plain_dup_address (self, login);
  if (path)
    address = g_strconcat (options->certificate ? "wss://" : "ws://", options->listen, path, NULL);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no account with the user name %s.", login);
  server_free (self);
  return address;
}
