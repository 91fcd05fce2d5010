/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLS: a certificate that the system does not trust, the exception for exactly that one, and peers that speak something
 * else. The certificates are made by the test with openssl.
 */
#include "fixture.h"

#include <glib/gstdio.h>

static GTlsCertificate *
make_certificate (const char *folder, const char *name)
{
  g_autofree char *certificate_path = g_strdup_printf ("%s/%s.pem", folder, name);
  g_autofree char *key_path = g_strdup_printf ("%s/%s.key", folder, name);
  const char *const command[] = { "openssl",
                                  "req",
                                  "-x509",
                                  "-newkey",
                                  "ec",
                                  "-pkeyopt",
                                  "ec_paramgen_curve:P-256",
                                  "-nodes",
                                  "-days",
                                  "2",
                                  "-subj",
                                  "/CN=127.0.0.1",
                                  "-addext",
                                  "subjectAltName=IP:127.0.0.1",
                                  "-keyout",
                                  key_path,
                                  "-out",
                                  certificate_path,
                                  NULL };
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;
  int status;

  g_spawn_sync (NULL, (char **) command, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  certificate = g_tls_certificate_new_from_files (certificate_path, key_path, &error);
  g_assert_no_error (error);
  g_unlink (certificate_path);
  g_unlink (key_path);
  return certificate;
}

static void
make_certificates (GTlsCertificate **one, GTlsCertificate **another)
{
  g_autofree char *folder = g_dir_make_tmp ("cordial-tls-XXXXXX", NULL);

  g_assert_nonnull (folder);
  *one = make_certificate (folder, "one");
  *another = make_certificate (folder, "another");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
assert_refused (Fixture *self, GTlsCertificate *certificate)
{
  fixture_wait_for_state (self, REFUSED);
  g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_CERTIFICATE);
  g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==, "The server’s certificate is not trusted.");
  g_assert_nonnull (cordial_connection_get_refused_certificate (self->connection));
  g_assert_true (
    g_tls_certificate_is_same (cordial_connection_get_refused_certificate (self->connection), certificate));
  g_assert_true (cordial_connection_get_refused_certificate_errors (self->connection) & G_TLS_CERTIFICATE_UNKNOWN_CA);
  g_assert_cmpuint (fixture_count_timers (), ==, 1); /* until it is looked at again */
}

static void
test_exception (void)
{
  g_autoptr (GTlsCertificate) one = NULL;
  g_autoptr (GTlsCertificate) another = NULL;
  g_autoptr (GTlsCertificate) accepted = NULL;
  g_autoptr (TestPeer) peer = NULL;
  g_autoptr (Fixture) self = NULL;
  g_autofree char *encryption = NULL;

  make_certificates (&one, &another);
  peer = test_peer_new (one);
  self = fixture_new (peer);
  fixture_beat_rarely (self);

  cordial_connection_open (self->connection);
  assert_refused (self, one);
  test_run_ms (150);
  fixture_assert_state (self, REFUSED);
  g_assert_cmpuint (test_peer_get_n_requests (peer), ==, 0);

  /* Trust in one is no trust in another of the same name. */
  cordial_connection_set_trusted_certificate (self->connection, another);
  cordial_connection_open (self->connection);
  assert_refused (self, one);

  accepted = g_object_ref (cordial_connection_get_refused_certificate (self->connection));
  cordial_connection_set_trusted_certificate (self->connection, accepted);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_null (cordial_connection_get_refused_certificate (self->connection));
  g_assert_cmpint (cordial_connection_get_refused_certificate_errors (self->connection), ==, 0);
  encryption = cordial_connection_dup_encryption (self->connection);
  g_assert_cmpstr (encryption, ==, "TLS 1.3");
  g_assert_true (cordial_connection_send_text (self->connection, "secret", TRUE, NULL));
  test_wait_until (self->frames->len == 1);

  /* The exception holds across a drop, and only for what it was made for. */
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  fixture_wait_for_state (self, CONNECTED);
  test_peer_set_certificate (peer, another);
  test_peer_drop (peer);
  assert_refused (self, another);

  cordial_connection_set_trusted_certificate (self->connection, NULL);
  test_peer_set_certificate (peer, one);
  cordial_connection_open (self->connection);
  assert_refused (self, one);
}

/* The rest of what a connection does, once more with TLS between: beats, a large frame, a dead link. */
static void
test_heartbeat (void)
{
  g_autoptr (GTlsCertificate) one = NULL;
  g_autoptr (GTlsCertificate) another = NULL;
  g_autoptr (TestPeer) peer = NULL;
  g_autoptr (Fixture) self = NULL;
  g_autofree char *text = g_strnfill (300 * 1024, 'x');

  make_certificates (&one, &another);
  peer = test_peer_new (one);
  self = fixture_new (peer);
  cordial_connection_set_trusted_certificate (self->connection, one);
  fixture_connect (self);
  test_peer_send_text (peer, text);
  test_wait_until (self->n_beats >= 3 && self->frames->len >= 3);
  g_assert_cmpuint (self->closings->len, ==, 0);

  test_peer_set_answers (peer, FALSE);
  test_wait_until (self->closings->len == 1);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT);
  test_peer_set_answers (peer, TRUE);
  fixture_wait_for_state (self, CONNECTED);
}

/* The peer takes part in no handshake at all. */
static void
test_silence (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  g_autofree char *uri = g_strdup_printf ("wss://127.0.0.1:%u/", test_peer_get_port (peer));

  test_peer_set_manner (peer, PEER_IS_SILENT);
  g_object_set (self->connection, "connect-limit-ms", 100, NULL);
  cordial_connection_set_uri (self->connection, uri);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpint (cordial_connection_get_ending (self->connection), ==, CORDIAL_CONNECTION_ENDING_LOST);
}

static void
test_peer_without_tls (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  g_autofree char *uri = g_strdup_printf ("wss://127.0.0.1:%u/", test_peer_get_port (peer));

  test_peer_set_manner (peer, PEER_GREETS);
  cordial_connection_set_uri (self->connection, uri);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, REFUSED);
  g_assert_cmpint (cordial_connection_get_refusal (self->connection), ==, CORDIAL_CONNECTION_REFUSAL_PROTOCOL);
  g_assert_cmpstr (cordial_connection_get_reason (self->connection), ==,
                   "What answers at this address does not speak TLS, or only a version that is not safe.");
}

/* A load balancer whose server is away hangs up in the middle of the handshake. It will be back. */
static void
test_hangs_up (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  g_autofree char *uri = g_strdup_printf ("wss://127.0.0.1:%u/", test_peer_get_port (peer));

  test_peer_set_manner (peer, PEER_HANGS_UP_AT_ONCE);
  cordial_connection_set_uri (self->connection, uri);
  cordial_connection_open (self->connection);
  fixture_wait_for_state (self, WAITING);
  g_assert_cmpint (cordial_connection_get_ending (self->connection), ==, CORDIAL_CONNECTION_ENDING_LOST);
}

static void
test_peer_with_tls_only (void)
{
  g_autoptr (GTlsCertificate) one = NULL;
  g_autoptr (GTlsCertificate) another = NULL;
  g_autoptr (TestPeer) peer = NULL;
  g_autoptr (Fixture) self = NULL;
  g_autofree char *uri = NULL;

  make_certificates (&one, &another);
  peer = test_peer_new (one);
  self = fixture_new (peer);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/", test_peer_get_port (peer));
  cordial_connection_set_uri (self->connection, uri);
  cordial_connection_open (self->connection);
  /* What the peer sends in its anger is no HTTP; how much of it arrives before the end is left to TCP. */
  test_wait_until (cordial_connection_get_ending (self->connection) != CORDIAL_CONNECTION_ENDING_NONE);
  g_assert_cmpuint (self->n_opened, ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *openssl = NULL;

  test_main_init (&argc, &argv);
  openssl = g_find_program_in_path ("openssl");
  if (!openssl || !g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_print ("1..0 # SKIP openssl and a TLS backend of GLib are needed\n");
      return 0;
    }
  g_test_add_func ("/tls/exception", test_exception);
  g_test_add_func ("/tls/heartbeat", test_heartbeat);
  g_test_add_func ("/tls/silence", test_silence);
  g_test_add_func ("/tls/hangs-up", test_hangs_up);
  g_test_add_func ("/tls/peer-without-tls", test_peer_without_tls);
  g_test_add_func ("/tls/peer-with-tls-only", test_peer_with_tls_only);
  return g_test_run ();
}
