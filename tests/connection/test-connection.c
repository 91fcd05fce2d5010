/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CordialConnection beside a peer that behaves: opening, frames both ways, closing, coming back.
 */
#include "fixture.h"

static void
test_open_and_close (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer, NULL);

  fixture_assert_state (self, OFFLINE);
  cordial_connection_set_request_header (self->connection, "X-Tinode-APIKey", "AQEAAAABAAD");
  cordial_connection_open (self->connection);
  fixture_assert_state (self, CONNECTING);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_cmpuint (self->n_opened, ==, 1);
  g_assert_nonnull (strstr (test_peer_get_request (peer), "\r\nX-Tinode-APIKey: AQEAAAABAAD\r\n"));
  g_assert_nonnull (strstr (test_peer_get_request (peer), "GET /v0/channels HTTP/1.1\r\n"));
  g_assert_null (strstr (test_peer_get_request (peer), "permessage-deflate"));

  g_assert_true (cordial_connection_send_text (self->connection, "hällo", FALSE, NULL));
  test_wait_until (self->frames->len == 1);
  g_assert_cmpstr (self->frames->pdata[0], ==, "re: hällo");

  cordial_connection_close (self->connection);
  fixture_assert_state (self, OFFLINE);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_BY_USER);
  test_wait_until (test_peer_get_close_code (peer) == 1000);
}

static void
test_heartbeat_goes_on (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer, NULL);

  fixture_connect (self);
  test_wait_until (test_peer_count_text (peer, "1") >= 3);
  fixture_assert_state (self, CONNECTED);
  g_assert_cmpuint (self->n_beats, >=, 3);
}

static void
test_comes_back (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer, NULL);

  fixture_connect (self);
  test_peer_drop (peer);
  fixture_wait_for_state (self, WAITING);
  fixture_wait_for_state (self, CONNECTED);
  g_assert_cmpuint (self->n_opened, ==, 2);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_LOST);
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/connection/open-and-close", test_open_and_close);
  g_test_add_func ("/connection/heartbeat-goes-on", test_heartbeat_goes_on);
  g_test_add_func ("/connection/comes-back", test_comes_back);
  return g_test_run ();
}
