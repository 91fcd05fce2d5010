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

/* What a line holds that delays. */
#define DELAYED_BYTES (1024 * 1024)

/* Until a lost segment is sent again: the kernel's shortest time (RFC 6298 §2.4 asks for a second, Linux takes less), doubled each time
 * that it is lost again, as far as nobody calls a line one that loses more than this in a row. */
#define RETRANSMISSION_MS 200
#define RETRANSMISSIONS_MAX 4

typedef struct _Line Line;

/* What is under way on a line that delays. */
typedef struct
{
  GBytes *bytes;
  gint64 due_at;
} Parcel;

typedef struct
{
  Line *line;
  GIOStream *from;
  GIOStream *to;
  gboolean to_server;
  GQueue parcels; /* of Parcel: read, and not passed on before their time, nor while frozen */
  gsize n_bytes;  /* in all of them */
  gboolean reading;
  gboolean writing; /* the first of them */
  GSource *rest;    /* until the line can take more */
  GSource *due;     /* until the first has been under way for long enough */
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
  guint delay_ms;
  guint loss_percent;
  guint n_losses;
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

/* A relay cannot lose what TCP carries. What loss is to both ends is this: a segment, and all behind it, comes later. */
static guint
draw_late_ms (Proxy *self)
{
  guint late_ms = 0;

  for (guint i = 0; i < RETRANSMISSIONS_MAX && (guint) g_rand_int_range (self->random, 0, 100) < self->loss_percent;
       i++)
    late_ms += RETRANSMISSION_MS << i;
  self->n_losses += late_ms > 0;
  return late_ms;
}

/* --- Lines ---------------------------------------------------------------------------------------------------------- */

static void
parcel_free (Parcel *self)
{
  g_bytes_unref (self->bytes);
  g_free (self);
}

static void
pump_clear (Pump *self)
{
  g_queue_clear_full (&self->parcels, (GDestroyNotify) parcel_free);
  self->n_bytes = 0;
}

static void
line_unref (gpointer data)
{
  Line *self = data;

  if (!g_ref_count_dec (&self->refs))
    return;
  pump_clear (&self->up);
  pump_clear (&self->down);
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
drop_timer (Pump *self, GSource **timer)
{
  if (!*timer)
    return;
  g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
  line_unref (self->line);
}

static void
pump_stop (Pump *self)
{
  drop_timer (self, &self->rest);
  drop_timer (self, &self->due);
}

static void
line_break (Line *self)
{
  Proxy *proxy = g_steal_pointer (&self->proxy);

  if (!proxy)
    return;
  pump_stop (&self->up);
  pump_stop (&self->down);
  /* At once, whatever is still under way, as a line breaks. */
  g_socket_close (g_socket_connection_get_socket (self->client), NULL);
  if (self->server)
    g_socket_close (g_socket_connection_get_socket (self->server), NULL);
  g_ptr_array_remove_fast (proxy->lines, self);
}

static gboolean
on_timer_over (gpointer user_data)
{
  Pump *self = user_data;
  Line *line = self->line;
  GSource **timer = g_main_current_source () == self->rest ? &self->rest : &self->due;

  g_clear_pointer (timer, g_source_unref);
  pump (self);
  line_unref (line);
  return G_SOURCE_REMOVE;
}

static void
start_timer (Pump *self, GSource **timer, gint64 wait_ms)
{
  line_ref (self->line);
  *timer = g_timeout_source_new ((guint) MAX (wait_ms, 1));
  g_source_set_callback (*timer, on_timer_over, self, NULL);
  g_source_attach (*timer, NULL);
}

static void
on_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Pump *self = user_data;
  Line *line = self->line;
  Parcel *parcel = g_queue_pop_head (&self->parcels);
  gsize size = g_bytes_get_size (parcel->bytes);

  self->writing = FALSE;
  self->n_bytes -= size;
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL))
    line_break (line);
  else if (line->proxy && self->to_server)
    line->proxy->forwarded += size;
  parcel_free (parcel);
  pump (self);
  line_unref (line);
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Pump *self = user_data;
  Line *line = self->line;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, NULL);
  gsize size = bytes ? g_bytes_get_size (bytes) : 0;

  self->reading = FALSE;
  if (size == 0)
    line_break (line);
  else if (line->proxy && line->left >= 0 && (gint64) size > line->left)
    {
      /* A part of it still goes through; that it is the last part, the other side finds out. */
      if (line->left > 0)
        g_socket_send (g_socket_connection_get_socket (self->to_server ? line->server : line->client),
                       g_bytes_get_data (bytes, NULL), line->left, NULL, NULL);
      line->proxy->n_cuts++;
      line_break (line);
    }
  else if (line->proxy)
    {
      Parcel *parcel = g_new (Parcel, 1);

      if (line->left >= 0)
        line->left -= (gint64) size;
      parcel->bytes = g_steal_pointer (&bytes);
      parcel->due_at =
        g_get_monotonic_time () + (line->proxy->delay_ms + draw_late_ms (line->proxy)) * G_TIME_SPAN_MILLISECOND;
      g_queue_push_tail (&self->parcels, parcel);
      self->n_bytes += size;
      /* Until what went in has gone in at the line's pace. */
      if (self->to_server && line->proxy->bytes_per_second > 0)
        start_timer (self, &self->rest, (gint64) size * 1000 / line->proxy->bytes_per_second);
      pump (self);
    }
  line_unref (line);
}

static void
read_more (Pump *self)
{
  Proxy *proxy = self->line->proxy;

  if (self->reading || self->rest || self->n_bytes >= (proxy->delay_ms > 0 ? DELAYED_BYTES : 1))
    return;
  self->reading = TRUE;
  line_ref (self->line);
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (self->from), BLOCK_BYTES, G_PRIORITY_DEFAULT, NULL,
                                   on_read, self);
}

static void
write_next (Pump *self)
{
  Parcel *first = g_queue_peek_head (&self->parcels);
  gint64 wait_us;

  if (!first || self->writing || self->due)
    return;
  wait_us = first->due_at - g_get_monotonic_time ();
  if (wait_us > 0)
    {
      start_timer (self, &self->due, (wait_us + 999) / 1000);
      return;
    }
  self->writing = TRUE;
  line_ref (self->line);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->to), g_bytes_get_data (first->bytes, NULL),
                                   g_bytes_get_size (first->bytes), G_PRIORITY_DEFAULT, NULL, on_written, self);
}

static void
pump (Pump *self)
{
  Proxy *proxy = self->line->proxy;

  if (!proxy || proxy->frozen)
    return;
  if (!self->to_server && !self->writing && proxy->deaf)
    pump_clear (self);
  write_next (self);
  read_more (self);
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Line *line = user_data;

  line->server = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (object), result, NULL);
  if (line->server && line->proxy)
    {
      line->up = (Pump) {
        .line = line, .from = G_IO_STREAM (line->client), .to = G_IO_STREAM (line->server), .to_server = TRUE
      };
      line->down = (Pump) { .line = line, .from = G_IO_STREAM (line->server), .to = G_IO_STREAM (line->client) };
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

void
proxy_set_delay_ms (Proxy *self, guint delay_ms)
{
  self->delay_ms = delay_ms;
}

void
proxy_set_loss (Proxy *self, guint percent, guint32 seed)
{
  self->loss_percent = percent;
  g_rand_set_seed (self->random, seed);
}

guint
proxy_get_n_losses (Proxy *self)
{
  return self->n_losses;
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
