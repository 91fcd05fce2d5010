/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CordialConnection behind an HTTP proxy that the test plays: a tunnel for every kind of address, none for this machine, and what
 * becomes of a proxy that says no or nothing.
 */
#include "fixture.h"

#include <string.h>

typedef struct
{
  GSocketService *service;
  GProxyResolver *resolver;
  TestPeer *peer;
  guint status;
  GPtrArray *requests; /* heads */
  GCancellable *cancellable;
} TestProxy;

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_io_stream_splice_finish (result, NULL);
}

typedef struct
{
  TestProxy *proxy;
  GSocketConnection *client;
} Visit;

static void
visit_free (Visit *visit)
{
  g_object_unref (visit->client);
  g_free (visit);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visit, visit_free)

static void
on_peer_met (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Visit) visit = user_data;
  g_autoptr (GSocketConnection) server =
    g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, NULL);

  if (server)
    g_io_stream_splice_async (G_IO_STREAM (visit->client), G_IO_STREAM (server),
                              G_IO_STREAM_SPLICE_CLOSE_STREAM1 | G_IO_STREAM_SPLICE_CLOSE_STREAM2, G_PRIORITY_DEFAULT,
                              visit->proxy->cancellable, on_spliced, NULL);
}

/* The head of a request comes in one piece from who waits for an answer. */
static void
on_head (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Visit) visit = user_data;
  TestProxy *self = visit->proxy;
  g_autoptr (GSocketClient) to_peer = g_socket_client_new ();
  g_autoptr (GBytes) head = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  g_autofree char *answer = NULL;

  if (!head || g_bytes_get_size (head) == 0)
    return;
  g_ptr_array_add (self->requests, g_strndup (g_bytes_get_data (head, NULL), g_bytes_get_size (head)));
  answer = g_strdup_printf ("HTTP/1.1 %u Because\r\n%s\r\n", self->status,
                            self->status == 407 ? "Proxy-Authenticate: Basic realm=\"p\"\r\n" : "");
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (visit->client)), answer, strlen (answer), NULL,
                             NULL, NULL);
  if (self->status != 200)
    return;
  g_socket_client_set_enable_proxy (to_peer, FALSE);
  g_socket_client_connect_to_host_async (to_peer, "127.0.0.1", test_peer_get_port (self->peer), self->cancellable,
                                         on_peer_met, g_steal_pointer (&visit));
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *client, GObject *source, TestProxy *self)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->proxy = self;
  visit->client = g_object_ref (client);
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (G_IO_STREAM (client)), 4096, G_PRIORITY_DEFAULT,
                                   self->cancellable, on_head, visit);
  return TRUE;
}

static TestProxy *
test_proxy_new (TestPeer *peer, const char *userinfo)
{
  TestProxy *self = g_new0 (TestProxy, 1);
  g_autofree char *uri = NULL;
  guint16 port;

  self->peer = peer;
  self->status = 200;
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
  self->service = g_socket_service_new ();
  {
    g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
    g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0), effective = NULL;

    g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                                  G_SOCKET_PROTOCOL_TCP, NULL, &effective, NULL));
    port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  }
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  uri = g_strdup_printf ("http://%s127.0.0.1:%u", userinfo, port);
  self->resolver = g_simple_proxy_resolver_new (uri, NULL);
  return self;
}

static void
test_proxy_stop (TestProxy *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
}

static void
test_proxy_free (TestProxy *self)
{
  test_proxy_stop (self);
  g_cancellable_cancel (self->cancellable);
  test_run_ms (5);
  g_object_unref (self->service);
  g_object_unref (self->resolver);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->requests);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestProxy, test_proxy_free)

/* Also where nothing is encrypted: few proxies know what to do with an upgrade. */
static void
test_tunnel (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (TestProxy) proxy = test_proxy_new (peer, "");
  g_autoptr (Fixture) self = fixture_new_behind ("ws://far.test:8080/v0/channels", peer, proxy->resolver);

  fixture_connect (self);
  g_assert_cmpuint (proxy->requests->len, ==, 1);
  g_assert_true (g_str_has_prefix (proxy->requests->pdata[0], "CONNECT far.test:8080 HTTP/1."));
  g_assert_true (g_str_has_prefix (test_peer_get_request (peer), "GET /v0/channels HTTP/1.1\r\n"));
  test_peer_send_text (peer, "through the tunnel");
  test_wait_until (self->frames->len >= 1);
}

/* Whoever is on this machine is reached without anybody between. */
static void
test_this_machine (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (TestProxy) proxy = test_proxy_new (peer, "");
  const char *const hosts[] = { "127.0.0.1", "localhost" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *uri = g_strdup_printf ("ws://%s:%u/", hosts[i], test_peer_get_port (peer));
      g_autoptr (Fixture) self = fixture_new_behind (uri, peer, proxy->resolver);

      if (i == 0)
        fixture_connect (self);
      else
        {
          /* The tests' resolver does not know that name; that it was asked says that no proxy was. */
          cordial_connection_open (self->connection);
          test_wait_until (cordial_connection_get_state (self->connection) != CORDIAL_CONNECTION_CONNECTING);
        }
    }
  g_assert_cmpuint (proxy->requests->len, ==, 0);
}

static void
on_refused (CordialProxyKeys *keys, const char *proxy, const char *reason, gboolean heard, GPtrArray *told)
{
  g_ptr_array_add (told, g_strdup (proxy));
  g_assert_true (g_str_has_prefix (reason, heard ? "The proxy of this network did not accept the name"
                                                 : "The proxy of this network wants a name"));
}

/* Name and password in the address of the proxy are used; without them there is a sentence on what is missing. */
static void
test_sign_in (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (TestProxy) proxy = test_proxy_new (peer, "");
  g_autoptr (TestProxy) known = test_proxy_new (peer, "ada:secret@");
  g_autoptr (CordialProxyKeys) keys = cordial_proxy_keys_new ();
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Fixture) self = fixture_new_behind ("ws://far.test:8080/", peer, proxy->resolver);

  proxy->status = 407;
  g_signal_connect (keys, "refused", G_CALLBACK (on_refused), told);
  cordial_connection_set_proxy_keys (self->connection, keys);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, REFUSED);
  g_assert_true (g_str_has_prefix (cordial_connection_get_reason (self->connection),
                                   "The proxy of this network wants a name and a password."));

  g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_PROXY);

  /* What a person says in between is used at the next attempt, whatever characters are in it, and what is wrong told. */
  g_assert_cmpuint (told->len, ==, 1);
  cordial_proxy_keys_set (keys, told->pdata[0], "ada", "wr:o@n g/");
  g_ptr_array_set_size (proxy->requests, 0);
  cordial_connection_retry_now (self->connection);
  fixture_wait_for_state (self, REFUSED);
  g_assert_nonnull (strstr (proxy->requests->pdata[0], "Proxy-Authorization: Basic YWRhOndyOm9AbiBnLw=="));
  g_assert_true (g_str_has_prefix (cordial_connection_get_reason (self->connection),
                                   "The proxy of this network did not accept the name"));
  g_assert_cmpuint (told->len, ==, 2);
  proxy->status = 200;
  cordial_proxy_keys_set (keys, told->pdata[1], "ada", "secret");
  cordial_connection_retry_now (self->connection);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_nonnull (strstr (proxy->requests->pdata[1], "Proxy-Authorization: Basic YWRhOnNlY3JldA=="));

  g_clear_pointer (&self, fixture_free);
  self = fixture_new_behind ("ws://far.test:8080/", peer, known->resolver);
  fixture_connect (self);
  g_assert_nonnull (strstr (known->requests->pdata[0], "Proxy-Authorization: Basic YWRhOnNlY3JldA=="));
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GInputStream) body = soup_session_send_finish (SOUP_SESSION (source), result, user_data);

  g_assert_null (body);
}

/* What is asked of the server beside the connection goes the same way, with the same keys, and tells of a proxy that wants others. */
static void
test_beside (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (TestProxy) proxy = test_proxy_new (peer, "");
  g_autoptr (CordialProxyKeys) keys = cordial_proxy_keys_new ();
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Fixture) self = fixture_new_behind ("ws://far.test:8080/", peer, proxy->resolver);
  g_autoptr (SoupSession) session = soup_session_new ();

  proxy->status = 407;
  g_signal_connect (keys, "refused", G_CALLBACK (on_refused), told);
  cordial_connection_set_proxy_keys (self->connection, keys);
  cordial_connection_lead_beside (self->connection, session);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, "http://far.test:8080/file");
      g_autoptr (GError) error = NULL;

      soup_session_send_async (session, message, G_PRIORITY_DEFAULT, NULL, on_asked, &error);
      test_wait_until (error != NULL);
      g_assert_true (g_str_has_prefix (proxy->requests->pdata[i], "CONNECT far.test:8080 HTTP/1."));
      g_assert_true ((strstr (proxy->requests->pdata[i], "Proxy-Authorization: Basic YWRhOnNlY3JldA==") != NULL) ==
                     (i > 0));
      cordial_connection_hear_beside (self->connection, session, error);
      g_assert_cmpuint (told->len, ==, i + 1);
      cordial_proxy_keys_set (keys, told->pdata[i], "ada", "secret");
    }
  {
    g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "too late");

    cordial_connection_hear_beside (self->connection, session, other);
    g_assert_cmpuint (told->len, ==, 2);
  }
}

static void
test_says_no (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (TestProxy) proxy = test_proxy_new (peer, "");
  g_autoptr (Fixture) self = fixture_new_behind ("ws://far.test:8080/", peer, proxy->resolver);

  proxy->status = 503;
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==,
                   "The proxy of this network did not let the connection through.");
}

static void
test_dead (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (TestProxy) proxy = test_proxy_new (peer, "");
  g_autoptr (Fixture) self = fixture_new_behind ("ws://far.test:8080/", peer, proxy->resolver);

  test_proxy_stop (proxy);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, WAITING);
  g_assert_true (
    g_str_has_prefix (cordial_connection_get_reason (self->connection), "The proxy of this network (127.0.0.1:"));
  g_assert_true (g_str_has_suffix (cordial_connection_get_reason (self->connection), ") does not answer."));
}

/* An address of digits and colons has a port behind brackets (RFC 3986 3.2.2). */
static void
test_address (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new ("http://[::1]:1", NULL);
  g_autoptr (Fixture) self = fixture_new_behind ("ws://far.test:8080/", peer, resolver);

  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==,
                   "The proxy of this network ([::1]:1) does not answer.");
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/proxy/tunnel", test_tunnel);
  g_test_add_func ("/proxy/this-machine", test_this_machine);
  g_test_add_func ("/proxy/sign-in", test_sign_in);
  g_test_add_func ("/proxy/beside", test_beside);
  g_test_add_func ("/proxy/says-no", test_says_no);
  g_test_add_func ("/proxy/dead", test_dead);
  g_test_add_func ("/proxy/address", test_address);
  return g_test_run ();
}
