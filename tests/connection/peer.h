/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A WebSocket server on the loopback that does what a test tells it, including what no decent server does. Used by the
 * tests of the connection, in their own process or in one of its own (peer-process.c). Written on bare streams, so that
 * it shares no code, and no misreading of RFC 6455, with what is tested.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PEER_OPCODE_CONTINUATION = 0x0,
  PEER_OPCODE_TEXT = 0x1,
  PEER_OPCODE_BINARY = 0x2,
  PEER_OPCODE_CLOSE = 0x8,
  PEER_OPCODE_PING = 0x9,
  PEER_OPCODE_PONG = 0xa,
} PeerOpcode;

#define TEST_TYPE_PEER (test_peer_get_type ())
G_DECLARE_FINAL_TYPE (TestPeer, test_peer, TEST, PEER, GObject)

/* How the next requests for an upgrade are answered. */
typedef enum
{
  PEER_UPGRADES,
  PEER_IS_SILENT,         /* accepts and never answers */
  PEER_HANGS_UP_AT_ONCE,  /* closes before the request */
  PEER_HANGS_UP,          /* closes without an answer */
  PEER_ANSWERS_STATUS,    /* test_peer_set_status() */
  PEER_ANSWERS_NONSENSE,  /* a line of another protocol */
  PEER_GREETS,            /* the same, without having been asked */
  PEER_GIVES_WRONG_KEY,   /* 101, but Sec-WebSocket-Accept is of another request */
  PEER_PICKS_SUBPROTOCOL, /* 101 with a Sec-WebSocket-Protocol that was not offered */
  PEER_TAKES_SUBPROTOCOL, /* 101 with the first that was offered */
} PeerManner;

TestPeer *test_peer_new (GTlsCertificate *certificate);
char *test_peer_dup_uri (TestPeer *self);
guint16 test_peer_get_port (TestPeer *self);

void test_peer_set_manner (TestPeer *self, PeerManner manner);
void test_peer_set_status (TestPeer *self, guint status, const char *extra_headers);
void test_peer_set_answers (TestPeer *self, gboolean answers);
/* Whether one text is answered with another, whatever else is not; NULL for none. */
void test_peer_set_echo (TestPeer *self, const char *text, const char *answer);
/* For connections from now on: after each few kilobytes a pause, while the kernel takes little more; and how long the answer to
 * a request for an upgrade takes. */
void test_peer_set_pause_ms (TestPeer *self, guint pause_ms);
void test_peer_set_upgrade_ms (TestPeer *self, guint upgrade_ms);
void test_peer_set_certificate (TestPeer *self, GTlsCertificate *certificate);
void test_peer_stop_listening (TestPeer *self);
void test_peer_listen_again (TestPeer *self);

/* All of these are about the newest connection. */
gboolean test_peer_is_open (TestPeer *self);
void test_peer_send_text (TestPeer *self, const char *text);
void test_peer_send_frame (TestPeer *self, gboolean final, PeerOpcode opcode, gconstpointer data, gsize size);
void test_peer_send_close (TestPeer *self, guint code, const char *text);
void test_peer_send_raw (TestPeer *self, gconstpointer data, gsize size);
void test_peer_drop (TestPeer *self);

guint test_peer_get_n_requests (TestPeer *self);
const char *test_peer_get_request (TestPeer *self);
GPtrArray *test_peer_get_texts (TestPeer *self);
guint test_peer_count_text (TestPeer *self, const char *text);
guint test_peer_get_n_pongs (TestPeer *self);
int test_peer_get_close_code (TestPeer *self);

G_END_DECLS
