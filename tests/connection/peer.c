/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A WebSocket server on the loopback that does what a test tells it, including what no decent server does. Used by the
 * tests of the connection, in their own process or in one of its own (peer-process.c). Written on bare streams, so that
 * it shares no code, and no misreading of RFC 6455, with what is tested.
 */
#include "peer.h"

#include <sys/socket.h>

#include <string.h>

/* What the kernel of a peer that pauses may take while it does not read. */
#define KERNEL_BYTES 4096

/* RFC 6455 1.3 */
#define WEBSOCKET_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/* A server, but none of ours. */
#define GREETING "220 mail.example ESMTP\r\n"

struct _TestPeer
{
  GObject parent_instance;

  GSocketService *service;
  guint16 port;
  GTlsCertificate *certificate;
  GCancellable *cancellable;

  PeerManner manner;
  guint status;
  char *extra_headers;
  gboolean answers;

  /* The newest connection. */
  GIOStream *stream;
  gboolean open;
  gboolean leaving; /* close once what is queued has been written */
  gboolean writing;
  GByteArray *incoming;
  GByteArray *outgoing;

  guint n_requests;
  char *request;
  GPtrArray *texts;
  guint n_pongs;
  int close_code; /* -1 until a close frame came, 0 if it came without a code */

  char *echo;
  char *echo_answer;
  guint pause_ms;
  guint pause_source;
  guint upgrade_ms;
  guint upgrade_source;
};

G_DEFINE_FINAL_TYPE (TestPeer, test_peer, G_TYPE_OBJECT)

typedef struct
{
  TestPeer *peer;
  GIOStream *stream;
  guint8 buffer[16 * 1024];
} Reading;

typedef struct
{
  TestPeer *peer;
  GIOStream *stream;
  GBytes *bytes;
} Writing;

static void read_more (TestPeer *self);

static void
forget_stream (TestPeer *self)
{
  self->open = FALSE;
  self->leaving = FALSE;
  self->writing = FALSE;
  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_clear_handle_id (&self->upgrade_source, g_source_remove);
  g_byte_array_set_size (self->incoming, 0);
  g_byte_array_set_size (self->outgoing, 0);
  g_clear_object (&self->stream);
}

static void
hang_up (TestPeer *self)
{
  if (self->stream)
    g_io_stream_close (self->stream, NULL, NULL);
  forget_stream (self);
}

static void write_more (TestPeer *self);

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Writing *writing = user_data;
  TestPeer *self = writing->peer;
  gboolean ours = self->stream == writing->stream;
  gboolean written = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);

  if (ours)
    {
      self->writing = FALSE;
      if (written)
        write_more (self);
      else
        hang_up (self);
    }
  g_bytes_unref (writing->bytes);
  g_object_unref (writing->stream);
  g_object_unref (writing->peer);
  g_free (writing);
}

static void
write_more (TestPeer *self)
{
  Writing *writing;

  if (self->writing || !self->stream)
    return;
  if (self->outgoing->len == 0)
    {
      if (self->leaving)
        hang_up (self);
      return;
    }
  writing = g_new0 (Writing, 1);
  writing->peer = g_object_ref (self);
  writing->stream = g_object_ref (self->stream);
  writing->bytes = g_bytes_new (self->outgoing->data, self->outgoing->len);
  g_byte_array_set_size (self->outgoing, 0);
  self->writing = TRUE;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream),
                                   g_bytes_get_data (writing->bytes, NULL), g_bytes_get_size (writing->bytes),
                                   G_PRIORITY_DEFAULT, self->cancellable, on_written, writing);
}

static char *
find_header (const char *request, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (request, "\r\n", -1);
  gsize length = strlen (name);

  for (guint i = 0; lines[i]; i++)
    {
      if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
        return g_strstrip (g_strdup (lines[i] + length + 1));
    }
  return NULL;
}

static void
answer_upgrade (TestPeer *self)
{
  g_autofree char *key = find_header (self->request, "Sec-WebSocket-Key");
  g_autofree char *offered = find_header (self->request, "Sec-WebSocket-Protocol");
  g_autofree char *salted = g_strconcat (self->manner == PEER_GIVES_WRONG_KEY ? "" : key, WEBSOCKET_GUID, NULL);
  g_autofree char *accept = NULL;
  g_autofree char *answer = NULL;
  const char *protocol = "";
  g_autofree char *first = NULL;
  guint8 digest[20];
  gsize size = sizeof (digest);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);

  g_assert_nonnull (key);
  g_checksum_update (checksum, (const guchar *) salted, -1);
  g_checksum_get_digest (checksum, digest, &size);
  accept = g_base64_encode (digest, size);

  if (self->manner == PEER_PICKS_SUBPROTOCOL)
    {
      protocol = "Sec-WebSocket-Protocol: something-else\r\n";
    }
  else if (self->manner == PEER_TAKES_SUBPROTOCOL)
    {
      g_assert_nonnull (offered);
      if (strchr (offered, ','))
        *strchr (offered, ',') = '\0';
      protocol = first = g_strdup_printf ("Sec-WebSocket-Protocol: %s\r\n", offered);
    }
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: %s\r\n%s\r\n",
                            accept, protocol);
  self->open = TRUE;
  test_peer_send_raw (self, answer, strlen (answer));
}

static gboolean
on_upgrade_due (gpointer user_data)
{
  TestPeer *self = user_data;

  self->upgrade_source = 0;
  answer_upgrade (self);
  return G_SOURCE_REMOVE;
}

static void
answer_request (TestPeer *self)
{
  g_autofree char *answer = NULL;

  switch (self->manner)
    {
    case PEER_UPGRADES:
    case PEER_GIVES_WRONG_KEY:
    case PEER_PICKS_SUBPROTOCOL:
    case PEER_TAKES_SUBPROTOCOL:
      if (self->upgrade_ms > 0)
        self->upgrade_source = g_timeout_add (self->upgrade_ms, on_upgrade_due, self);
      else
        answer_upgrade (self);
      return;
    case PEER_IS_SILENT:
      return;
    case PEER_HANGS_UP:
      break;
    case PEER_ANSWERS_NONSENSE:
      answer = g_strdup (GREETING);
      break;
    case PEER_GREETS:
    case PEER_HANGS_UP_AT_ONCE:
      return;
    case PEER_ANSWERS_STATUS:
      answer = g_strdup_printf ("HTTP/1.1 %u Because\r\nContent-Length: 2\r\nConnection: close\r\n%s\r\nno",
                                self->status, self->extra_headers ? self->extra_headers : "");
      break;
    default:
      g_assert_not_reached ();
    }
  self->leaving = TRUE;
  if (answer)
    test_peer_send_raw (self, answer, strlen (answer));
  else
    hang_up (self);
}

static void
take_frame (TestPeer *self, PeerOpcode opcode, const guint8 *payload, gsize size)
{
  char *text;

  switch (opcode)
    {
    case PEER_OPCODE_TEXT:
      text = g_strndup ((const char *) payload, size);
      g_ptr_array_add (self->texts, text);
      if (g_strcmp0 (text, self->echo) == 0)
        test_peer_send_text (self, self->echo_answer);
      else if (self->answers)
        {
          g_autofree char *answer = g_strconcat ("re: ", text, NULL);

          test_peer_send_text (self, answer);
        }
      break;
    case PEER_OPCODE_PONG:
      self->n_pongs++;
      break;
    case PEER_OPCODE_CLOSE:
      self->close_code = size >= 2 ? payload[0] << 8 | payload[1] : 0;
      if (self->answers)
        {
          self->leaving = TRUE;
          test_peer_send_frame (self, TRUE, PEER_OPCODE_CLOSE, payload, size);
        }
      break;
    case PEER_OPCODE_CONTINUATION:
    case PEER_OPCODE_BINARY:
    case PEER_OPCODE_PING:
    default:
      break;
    }
}

/* Returns whether there was a whole frame. */
static gboolean
parse_frame (TestPeer *self)
{
  const guint8 *data = self->incoming->data;
  gsize have = self->incoming->len, at = 2, size;
  g_autofree guint8 *payload = NULL;
  PeerOpcode opcode;
  const guint8 *mask;

  if (have < 2)
    return FALSE;
  opcode = data[0] & 0x0f;
  size = data[1] & 0x7f;
  g_assert_true (data[1] & 0x80); /* RFC 6455 5.3: a client masks */
  if (size == 126)
    {
      if (have < 4)
        return FALSE;
      size = (gsize) data[2] << 8 | data[3];
      at = 4;
    }
  else if (size == 127)
    {
      size = 0;
      if (have < 10)
        return FALSE;
      for (guint i = 2; i < 10; i++)
        size = size << 8 | data[i];
      at = 10;
    }
  if (have < at + 4 + size)
    return FALSE;
  mask = data + at;
  payload = g_malloc (size + 1);
  for (gsize i = 0; i < size; i++)
    payload[i] = mask[4 + i] ^ mask[i % 4];
  g_byte_array_remove_range (self->incoming, 0, at + 4 + size);
  take_frame (self, opcode, payload, size);
  return TRUE;
}

static gboolean
on_pause_over (gpointer user_data)
{
  TestPeer *self = user_data;

  self->pause_source = 0;
  read_more (self);
  return G_SOURCE_REMOVE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  TestPeer *self = reading->peer;
  gssize count = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (self->stream == reading->stream)
    {
      if (count <= 0)
        {
          hang_up (self);
        }
      else
        {
          g_byte_array_append (self->incoming, reading->buffer, count);
          if (!self->open)
            {
              const char *end = g_strstr_len ((const char *) self->incoming->data, self->incoming->len, "\r\n\r\n");

              if (end)
                {
                  gsize size = end + 4 - (const char *) self->incoming->data;

                  g_free (self->request);
                  self->request = g_strndup ((const char *) self->incoming->data, size);
                  g_byte_array_remove_range (self->incoming, 0, size);
                  self->n_requests++;
                  answer_request (self);
                }
            }
          while (self->open && parse_frame (self))
            ;
          if (self->stream == reading->stream && self->pause_ms > 0)
            self->pause_source = g_timeout_add (self->pause_ms, on_pause_over, self);
          else if (self->stream == reading->stream)
            read_more (self);
        }
    }
  g_object_unref (reading->stream);
  g_object_unref (reading->peer);
  g_free (reading);
}

static void
read_more (TestPeer *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->peer = g_object_ref (self);
  reading->stream = g_object_ref (self->stream);
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), reading->buffer, sizeof (reading->buffer),
                             G_PRIORITY_DEFAULT, self->cancellable, on_read, reading);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, TestPeer *self)
{
  hang_up (self);
  if (self->certificate)
    self->stream = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);
  else
    self->stream = G_IO_STREAM (g_object_ref (connection));
  g_assert_nonnull (self->stream);
  self->close_code = -1;
  read_more (self);
  if (self->manner == PEER_GREETS)
    test_peer_send_raw (self, GREETING, strlen (GREETING));
  else if (self->manner == PEER_HANGS_UP_AT_ONCE)
    hang_up (self);
  return TRUE;
}

static void
listen_on (TestPeer *self, guint16 port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;

  self->service = g_socket_service_new ();
  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  /* Connections get it from here; later it would take back what was promised to the other end. */
  if (self->pause_ms > 0)
    g_assert_true (g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, KERNEL_BYTES, NULL));
  g_assert_true (g_socket_bind (socket, address, TRUE, NULL) && g_socket_listen (socket, NULL));
  g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, &error);
  g_assert_no_error (error);
  effective = g_socket_get_local_address (socket, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
}

static void
test_peer_dispose (GObject *object)
{
  TestPeer *self = TEST_PEER (object);

  test_peer_stop_listening (self);
  hang_up (self);
  g_clear_object (&self->certificate);
  G_OBJECT_CLASS (test_peer_parent_class)->dispose (object);
}

static void
test_peer_finalize (GObject *object)
{
  TestPeer *self = TEST_PEER (object);

  g_object_unref (self->cancellable);
  g_free (self->extra_headers);
  g_free (self->echo);
  g_free (self->echo_answer);
  g_free (self->request);
  g_byte_array_unref (self->incoming);
  g_byte_array_unref (self->outgoing);
  g_ptr_array_unref (self->texts);
  G_OBJECT_CLASS (test_peer_parent_class)->finalize (object);
}

static void
test_peer_class_init (TestPeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = test_peer_dispose;
  object_class->finalize = test_peer_finalize;
}

static void
test_peer_init (TestPeer *self)
{
  self->cancellable = g_cancellable_new ();
  self->incoming = g_byte_array_new ();
  self->outgoing = g_byte_array_new ();
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->answers = TRUE;
  self->close_code = -1;
}

/* A peer that upgrades and answers each text. With a certificate it speaks TLS. */
TestPeer *
test_peer_new (GTlsCertificate *certificate)
{
  TestPeer *self = g_object_new (TEST_TYPE_PEER, NULL);

  test_peer_set_certificate (self, certificate);
  listen_on (self, 0);
  return self;
}

char *
test_peer_dup_uri (TestPeer *self)
{
  return g_strdup_printf ("%s://127.0.0.1:%u/v0/channels", self->certificate ? "wss" : "ws", self->port);
}

guint16
test_peer_get_port (TestPeer *self)
{
  return self->port;
}

void
test_peer_set_manner (TestPeer *self, PeerManner manner)
{
  self->manner = manner;
}

void
test_peer_set_status (TestPeer *self, guint status, const char *extra_headers)
{
  self->manner = PEER_ANSWERS_STATUS;
  self->status = status;
  g_set_str (&self->extra_headers, extra_headers);
}

/* Whether texts and close frames are answered. */
void
test_peer_set_answers (TestPeer *self, gboolean answers)
{
  self->answers = answers;
}

void
test_peer_set_echo (TestPeer *self, const char *text, const char *answer)
{
  g_set_str (&self->echo, text);
  g_set_str (&self->echo_answer, answer);
}

void
test_peer_set_pause_ms (TestPeer *self, guint pause_ms)
{
  gboolean narrow = self->pause_ms == 0 && self->service;

  self->pause_ms = pause_ms;
  if (!narrow)
    return;
  test_peer_stop_listening (self);
  test_peer_listen_again (self);
}

void
test_peer_set_upgrade_ms (TestPeer *self, guint upgrade_ms)
{
  self->upgrade_ms = upgrade_ms;
}

void
test_peer_set_certificate (TestPeer *self, GTlsCertificate *certificate)
{
  g_set_object (&self->certificate, certificate);
}

void
test_peer_stop_listening (TestPeer *self)
{
  if (!self->service)
    return;
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_clear_object (&self->service);
}

void
test_peer_listen_again (TestPeer *self)
{
  listen_on (self, self->port);
}

gboolean
test_peer_is_open (TestPeer *self)
{
  return self->open;
}

void
test_peer_send_raw (TestPeer *self, gconstpointer data, gsize size)
{
  g_assert_nonnull (self->stream);
  g_byte_array_append (self->outgoing, data, size);
  write_more (self);
}

void
test_peer_send_frame (TestPeer *self, gboolean final, PeerOpcode opcode, gconstpointer data, gsize size)
{
  guint8 header[10] = { (guint8) ((final ? 0x80 : 0) | opcode) };
  gsize length = 2;

  if (size < 126)
    {
      header[1] = (guint8) size;
    }
  else if (size <= G_MAXUINT16)
    {
      header[1] = 126;
      header[2] = (guint8) (size >> 8);
      header[3] = (guint8) size;
      length = 4;
    }
  else
    {
      header[1] = 127;
      for (guint i = 0; i < 8; i++)
        header[2 + i] = (guint8) ((guint64) size >> (8 * (7 - i)));
      length = 10;
    }
  g_byte_array_append (self->outgoing, header, length);
  if (size > 0)
    g_byte_array_append (self->outgoing, data, size);
  write_more (self);
}

void
test_peer_send_text (TestPeer *self, const char *text)
{
  test_peer_send_frame (self, TRUE, PEER_OPCODE_TEXT, text, strlen (text));
}

/* With code 0 the frame has no payload. */
void
test_peer_send_close (TestPeer *self, guint code, const char *text)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  guint8 bytes[2] = { (guint8) (code >> 8), (guint8) code };

  if (code != 0)
    g_byte_array_append (payload, bytes, sizeof (bytes));
  if (text)
    g_byte_array_append (payload, (const guint8 *) text, strlen (text));
  test_peer_send_frame (self, TRUE, PEER_OPCODE_CLOSE, payload->data, payload->len);
}

/* Ends the stream without a close frame, after what is queued. */
void
test_peer_drop (TestPeer *self)
{
  self->leaving = TRUE;
  write_more (self);
}

guint
test_peer_get_n_requests (TestPeer *self)
{
  return self->n_requests;
}

/* The head of the last request. */
const char *
test_peer_get_request (TestPeer *self)
{
  return self->request;
}

/* All texts that came, of all connections. */
GPtrArray *
test_peer_get_texts (TestPeer *self)
{
  return self->texts;
}

guint
test_peer_count_text (TestPeer *self, const char *text)
{
  guint count = 0;

  for (guint i = 0; i < self->texts->len; i++)
    {
      if (g_str_equal (self->texts->pdata[i], text))
        count++;
    }
  return count;
}

guint
test_peer_get_n_pongs (TestPeer *self)
{
  return self->n_pongs;
}

/* Of the newest connection: -1 until a close frame came, 0 if it had no code. */
int
test_peer_get_close_code (TestPeer *self)
{
  return self->close_code;
}
