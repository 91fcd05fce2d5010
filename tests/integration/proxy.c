/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line between a session and its server that does what lines do: goes silent, loses one direction, breaks. It knows
 * bytes only, so it stands before any server.
 */

#include "proxy.h"

#include <sys/socket.h>

/* Small, so that a line can break anywhere in a frame. */
#define BLOCK_BYTES 1024

/* What the kernel takes of a slow line: the rest is to wait in the client's. */
#define SLOW_LINE_BYTES 4096

typedef struct _Line Line;

typedef struct
{
  Line *line;
  GIOStream *from;
  GIOStream *to;
  gboolean to_server;
  GBytes *held; /* read, and not passed on while frozen */
  gboolean busy;
  GSource *rest; /* until the line can take more */
} Pump;

struct _Line
{
  grefcount refs;
  Proxy *proxy; /* NULL once the line is broken */
  GSocketConnection *client;
  GSocketConnection *server;
  Pump up;
  Pump down;
  gint64 left; /* bytes until it breaks, -1 for never */
};

struct _Proxy
{
  GSocketService *service;
  GSocket *listener;
  guint bytes_per_second;
  char *host_and_port;
  char *uri;
  GPtrArray *lines;
  GCancellable *cancellable;
  GRand *random;
  guint cut_every;
  gboolean closed;
  gboolean frozen;
  gboolean deaf;
  guint n_lines;
  guint n_cuts;
  guint64 forwarded;
};

static void pump (Pump *self);

/* --- Lines ---------------------------------------------------------------------------------------------------------- */

static void
line_unref (gpointer data)
{
  Line *self = data;

  if (!g_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->up.held, g_bytes_unref);
  g_clear_pointer (&self->down.held, g_bytes_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->server);
  g_free (self);
}

static Line *
line_ref (Line *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

static void
line_break (Line *self)
{
  Proxy *proxy = g_steal_pointer (&self->proxy);

  if (!proxy)
    return;
  for (guint i = 0; i < 2; i++)
    {
      Pump *resting = i == 0 ? &self->up : &self->down;

      if (!resting->rest)
        continue;
      g_source_destroy (resting->rest);
      g_clear_pointer (&resting->rest, g_source_unref);
      line_unref (self);
    }
  /* At once, whatever is still under way, as a line breaks. */
  g_socket_close (g_socket_connection_get_socket (self->client), NULL);
  if (self->server)
    g_socket_close (g_socket_connection_get_socket (self->server), NULL);
  g_ptr_array_remove_fast (proxy->lines, self);
}

static gboolean
on_rest_over (gpointer user_data)
{
  Pump *self = user_data;
  Line *line = self->line;

  g_clear_pointer (&self->rest, g_source_unref);
  self->busy = FALSE;
  pump (self);
  line_unref (line);
  return G_SOURCE_REMOVE;
}

/* Until what went through has gone through at the line's pace. */
static void
rest (Pump *self, gsize size)
{
  line_ref (self->line);
  self->busy = TRUE;
  self->rest = g_timeout_source_new (MAX (size * 1000 / self->line->proxy->bytes_per_second, 1));
  g_source_set_callback (self->rest, on_rest_over, self, NULL);
  g_source_attach (self->rest, NULL);
}

static void
on_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Pump *self = user_data;
  Line *line = self->line;

  self->busy = FALSE;
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL))
    line_break (line);
  else if (line->proxy && self->to_server)
    line->proxy->forwarded += g_bytes_get_size (self->held);
  if (line->proxy && self->to_server && line->proxy->bytes_per_second > 0)
    rest (self, g_bytes_get_size (self->held));
  g_clear_pointer (&self->held, g_bytes_unref);
  pump (self);
  line_unref (line);
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Pump *self = user_data;
  Line *line = self->line;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, NULL);

  self->busy = FALSE;
  if (!bytes || g_bytes_get_size (bytes) == 0)
    line_break (line);
  else if (line->proxy)
    {
      if (line->left >= 0 && (gint64) g_bytes_get_size (bytes) > line->left)
        {
          /* A part of it still goes through; that it is the last part, the other side finds out. */
          if (line->left > 0)
            g_socket_send (g_socket_connection_get_socket (self->to_server ? line->server : line->client),
                           g_bytes_get_data (bytes, NULL), line->left, NULL, NULL);
          line->proxy->n_cuts++;
          line_break (line);
        }
      else
        {
          if (line->left >= 0)
            line->left -= g_bytes_get_size (bytes);
          self->held = g_steal_pointer (&bytes);
          pump (self);
        }
    }
  line_unref (line);
}

static void
pump (Pump *self)
{
  Line *line = self->line;
  Proxy *proxy = line->proxy;

  if (!proxy || self->busy || proxy->frozen)
    return;
  if (self->held && !self->to_server && proxy->deaf)
    g_clear_pointer (&self->held, g_bytes_unref);
  self->busy = TRUE;
  line_ref (line);
  if (self->held)
    g_output_stream_write_all_async (g_io_stream_get_output_stream (self->to), g_bytes_get_data (self->held, NULL),
                                     g_bytes_get_size (self->held), G_PRIORITY_DEFAULT, NULL, on_written, self);
  else
    g_input_stream_read_bytes_async (g_io_stream_get_input_stream (self->from), BLOCK_BYTES, G_PRIORITY_DEFAULT, NULL,
                                     on_read, self);
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Line *line = user_data;

  line->server = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (object), result, NULL);
  if (line->server && line->proxy)
    {
      line->up = (Pump) { line, G_IO_STREAM (line->client), G_IO_STREAM (line->server), TRUE, NULL, FALSE, NULL };
      line->down = (Pump) { line, G_IO_STREAM (line->server), G_IO_STREAM (line->client), FALSE, NULL, FALSE, NULL };
      pump (&line->up);
      pump (&line->down);
    }
  else
    {
      line_break (line);
    }
  line_unref (line);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, Proxy *self)
{
  g_autoptr (GSocketClient) client = NULL;
  Line *line;

  if (self->closed)
    {
      g_socket_close (g_socket_connection_get_socket (connection), NULL);
      return TRUE;
    }
  line = g_new0 (Line, 1);
  g_ref_count_init (&line->refs);
  line->proxy = self;
  line->client = g_object_ref (connection);
  line->left = self->cut_every > 0 ? g_rand_int_range (self->random, 1, 2 * self->cut_every) : -1;
  g_ptr_array_add (self->lines, line);
  self->n_lines++;
  client = g_socket_client_new ();
  g_socket_client_connect_to_host_async (client, self->host_and_port, 0, self->cancellable, on_connected,
                                         line_ref (line));
  return TRUE;
}

/* --- The proxy ------------------------------------------------------------------------------------------------------ */

Proxy *
proxy_new (const char *upstream_uri)
{
  Proxy *self = g_new0 (Proxy, 1);
  g_autoptr (GUri) uri = g_uri_parse (upstream_uri, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0), effective = NULL;
  g_autoptr (GError) error = NULL;

  self->host_and_port = g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
  self->lines = g_ptr_array_new_with_free_func (line_unref);
  self->cancellable = g_cancellable_new ();
  self->random = g_rand_new_with_seed (0);
  self->service = g_socket_service_new ();
  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_bind (self->listener, address, TRUE, NULL) && g_socket_listen (self->listener, NULL));
  g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), self->listener, NULL, &error);
  g_assert_no_error (error);
  effective = g_socket_get_local_address (self->listener, NULL);
  self->uri =
    g_strdup_printf ("ws://127.0.0.1:%u/", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  return self;
}

void
proxy_free (Proxy *self)
{
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_object_unref (self->listener);
  g_cancellable_cancel (self->cancellable);
  proxy_cut (self);
  /* What was under way ends now. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (self->lines);
  g_object_unref (self->cancellable);
  g_rand_free (self->random);
  g_free (self->host_and_port);
  g_free (self->uri);
  g_free (self);
}

const char *
proxy_get_uri (Proxy *self)
{
  return self->uri;
}

void
proxy_cut (Proxy *self)
{
  while (self->lines->len > 0)
    line_break (self->lines->pdata[0]);
}

void
proxy_set_closed (Proxy *self, gboolean closed)
{
  self->closed = closed;
}

void
proxy_set_frozen (Proxy *self, gboolean frozen)
{
  self->frozen = frozen;
  for (guint i = 0; !frozen && i < self->lines->len; i++)
    {
      Line *line = self->lines->pdata[i];

      if (line->up.line)
        {
          pump (&line->up);
          pump (&line->down);
        }
    }
}

void
proxy_set_deaf (Proxy *self, gboolean deaf)
{
  self->deaf = deaf;
}

void
proxy_set_cut_every (Proxy *self, guint bytes, guint32 seed)
{
  self->cut_every = bytes;
  g_rand_set_seed (self->random, seed);
  for (guint i = 0; i < self->lines->len; i++)
    ((Line *) self->lines->pdata[i])->left = bytes > 0 ? g_rand_int_range (self->random, 1, 2 * bytes) : -1;
}

void
proxy_set_uplink (Proxy *self, guint bytes_per_second)
{
  self->bytes_per_second = bytes_per_second;
  /* Lines have it from where they come in; later it would take back what was promised to the client. */
  if (bytes_per_second > 0)
    g_assert_true (g_socket_set_option (self->listener, SOL_SOCKET, SO_RCVBUF, SLOW_LINE_BYTES, NULL));
}

guint
proxy_get_n_lines (Proxy *self)
{
  return self->n_lines;
}

guint
proxy_get_n_cuts (Proxy *self)
{
  return self->n_cuts;
}

guint64
proxy_get_forwarded (Proxy *self)
{
  return self->forwarded;
}
