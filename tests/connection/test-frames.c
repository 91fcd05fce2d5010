/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ways out of CONNECTED that the peer decides: close codes, streams that break, frames that are no text or too much
 * of it.
 */
#include "fixture.h"

#include <string.h>

typedef struct
{
  guint code;
  const char *text;
  const char *reason;
} Farewell;

static const Farewell farewells[] = {
  { 0, NULL, "The server closed the connection." },
  { 1000, NULL, "The server closed the connection." },
  { 1001, NULL, "The server is shutting down or starting again." },
  { 1002, NULL, "The server closed the connection (code 1002)." },
  { 1003, NULL, "The server closed the connection (code 1003)." },
  { 1005, NULL, NULL }, /* reserved, as are the next and 1015: nobody may send them, and somebody will */
  { 1006, NULL, NULL },
  { 1007, NULL, "The server closed the connection (code 1007)." },
  { 1008, "You have been\nbanned\t!", "The server closed the connection: You have been banned !" },
  { 1009, NULL, "The server closed the connection (code 1009)." },
  { 1010, NULL, "The server closed the connection (code 1010)." },
  { 1011, NULL, "The server had an internal error." },
  { 1012, NULL, "The server is shutting down or starting again." },
  { 1013, NULL, "The server is too busy at the moment." },
  { 1014, NULL, "The server closed the connection (code 1014)." },
  { 1015, NULL, NULL },
  { 3000, "Grüße", "The server closed the connection: Grüße" },
  { 4999, NULL, "The server closed the connection (code 4999)." },
  { 5000, NULL, "The server closed the connection (code 5000)." },
  { 65535, NULL, "The server closed the connection (code 65535)." },
};

static void
assert_comes_back (Fixture *self, CordialConnectionEnding ending)
{
  guint n_opened = self->n_opened;

  test_wait_until (self->closings->len == n_opened);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, ending);
  g_assert_cmpint (fixture_get_last_closing (self)->state, ==, CORDIAL_CONNECTION_WAITING);
  test_wait_until (self->n_opened == n_opened + 1);
  fixture_assert_state (self, CONNECTED);
  g_ptr_array_set_size (self->frames, 0);
  g_assert_true (cordial_connection_send_text (self->connection, "again", FALSE, NULL));
  test_wait_until (self->frames->len > 0);
}

static void
test_close_code (gconstpointer data)
{
  const Farewell *farewell = data;
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_beat_rarely (self);
  fixture_connect (self);
  /* The peer says so and leaves the stream open: the close frame alone must do. */
  test_peer_set_answers (peer, FALSE);
  test_peer_send_close (peer, farewell->code, farewell->text);
  test_wait_until (self->closings->len == 1);
  g_assert_cmpuint (fixture_get_last_closing (self)->code, ==, farewell->code == 0 ? 1005 : farewell->code);
  if (farewell->reason)
    g_assert_cmpstr (fixture_get_last_closing (self)->reason, ==, farewell->reason);
  test_peer_set_answers (peer, TRUE);
  assert_comes_back (self, CORDIAL_CONNECTION_ENDING_BY_PEER);
}

/* A close frame with half a code, and one whose text is not UTF-8. */
static void
test_close_malformed (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_connect (self);
  test_peer_send_frame (peer, TRUE, PEER_OPCODE_CLOSE, "\x03", 1);
  assert_comes_back (self, CORDIAL_CONNECTION_ENDING_BAD_FRAME);
  test_peer_send_close (peer, 1000, "caf\xe9");
  assert_comes_back (self, CORDIAL_CONNECTION_ENDING_BY_PEER);
  g_assert_cmpuint (fixture_get_last_closing (self)->code, ==, 1000);
}

/* A stream's end is known to libsoup some turns of the main loop before it says so. */
static void
test_send_while_breaking (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  for (guint i = 0; i < 20; i++)
    {
      guint n_closings = self->closings->len;

      fixture_connect (self);
      test_peer_drop (peer);
      while (self->closings->len == n_closings)
        {
          cordial_connection_send_text (self->connection, "into the void", FALSE, NULL);
          g_main_context_iteration (NULL, FALSE);
        }
      g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_LOST);
    }
}

static void
test_drop (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_connect (self);
  test_peer_drop (peer);
  assert_comes_back (self, CORDIAL_CONNECTION_ENDING_LOST);
}

/* Half a header, half a payload, half a message: nothing of it is delivered. */
static void
test_drop_mid_frame (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_connect (self);
  test_peer_send_raw (peer, "\x81", 1);
  test_peer_drop (peer);
  assert_comes_back (self, CORDIAL_CONNECTION_ENDING_LOST);
  test_peer_send_raw (peer, "\x81\x0aHalf ", 7);
  test_peer_drop (peer);
  assert_comes_back (self, CORDIAL_CONNECTION_ENDING_LOST);
  test_peer_send_frame (peer, FALSE, PEER_OPCODE_TEXT, "Half ", 5);
  test_peer_drop (peer);
  assert_comes_back (self, CORDIAL_CONNECTION_ENDING_LOST);
  g_assert_cmpuint (self->frames->len, ==, 1);
}

static void
expect_dropped (const char *pattern)
{
  g_test_expect_message ("cordial-connection", G_LOG_LEVEL_MESSAGE, pattern);
}

/* Logged and dropped, and the connection stays. */
static void
test_unwanted_frames (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_beat_rarely (self);
  fixture_connect (self);
  expect_dropped ("dropped a binary frame of 4 bytes");
  expect_dropped ("dropped a text frame of 9 bytes that contains NUL");
  expect_dropped ("dropped a binary frame of 0 bytes");
  expect_dropped ("dropped a text frame of 1 bytes that contains NUL");
  test_peer_send_frame (peer, TRUE, PEER_OPCODE_BINARY, "\x00\xff\x00\xff", 4);
  test_peer_send_frame (peer, TRUE, PEER_OPCODE_TEXT, "with\0NUL.", 9);
  test_peer_send_frame (peer, TRUE, PEER_OPCODE_BINARY, NULL, 0);
  test_peer_send_frame (peer, TRUE, PEER_OPCODE_TEXT, "\0", 1);
  test_peer_send_text (peer, "good");
  test_wait_until (self->frames->len == 1);
  g_assert_cmpstr (self->frames->pdata[0], ==, "good");
  g_test_assert_expected_messages ();
  fixture_assert_state (self, CONNECTED);
  g_assert_cmpuint (self->closings->len, ==, 0);
}

/* RFC 6455 8.1 demands the end of a connection whose text is not UTF-8. */
static void
test_not_utf8 (void)
{
  const char *const texts[] = { "caf\xe9", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80", "cut \xe2\x82" };
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_connect (self);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      test_peer_send_text (peer, texts[i]);
      test_wait_until (test_peer_get_close_code (peer) == 1007);
      assert_comes_back (self, CORDIAL_CONNECTION_ENDING_BAD_FRAME);
      g_assert_cmpstr (fixture_get_last_closing (self)->reason, ==, "The server sent text that is not UTF-8.");
      g_assert_cmpuint (self->frames->len, ==, 1);
    }
}

/* Frames that RFC 6455 forbids: reserved opcodes and bits, a mask, a control frame in pieces. */
static void
test_broken_frames (void)
{
  const struct
  {
    const char *bytes;
    gsize size;
  } broken[] = {
    { "\x83\x01x", 3 }, { "\x8b\x00", 2 },  { "\xc1\x01x", 3 },         { "\x81\x81\x01\x02\x03\x04y", 7 },
    { "\x09\x01x", 3 }, { "\x80\x01x", 3 }, { "\x81\x7e\x00\x01x", 5 },
  };
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_connect (self);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      test_peer_send_raw (peer, broken[i].bytes, broken[i].size);
      assert_comes_back (self, CORDIAL_CONNECTION_ENDING_BAD_FRAME);
      g_assert_cmpuint (self->frames->len, ==, 1);
    }
}

static void
test_large_frame (void)
{
  enum
  {
    SIZE = 300 * 1024
  };
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  g_autofree char *text = g_malloc (SIZE + 1);

  memset (text, 'x', SIZE);
  text[SIZE] = '\0';
  fixture_connect (self);
  test_peer_send_text (peer, text);
  test_wait_until (self->frames->len == 1);
  g_assert_cmpstr (self->frames->pdata[0], ==, text);

  /* The other way, and back. */
  g_assert_true (cordial_connection_send_text (self->connection, text, TRUE, NULL));
  test_wait_until (self->frames->len == 2);
  g_assert_cmpuint (strlen (self->frames->pdata[1]), ==, SIZE + strlen ("re: "));
  fixture_assert_state (self, CONNECTED);
  g_assert_cmpuint (self->closings->len, ==, 0);
}

static void
test_frame_in_pieces (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_connect (self);
  test_peer_send_frame (peer, FALSE, PEER_OPCODE_TEXT, "caf\xc3", 4);
  test_peer_send_frame (peer, TRUE, PEER_OPCODE_PING, "between", 7);
  test_peer_send_frame (peer, FALSE, PEER_OPCODE_CONTINUATION, "\xa9 ", 2);
  test_peer_send_frame (peer, TRUE, PEER_OPCODE_CONTINUATION, "noir", 4);
  test_wait_until (self->frames->len == 1 && test_peer_get_n_pongs (peer) == 1);
  g_assert_cmpstr (self->frames->pdata[0], ==, "café noir");
}

static void
test_frame_over_limit (void)
{
  enum
  {
    LIMIT = 1000
  };
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  g_autofree char *text = g_strnfill (LIMIT + 1, 'x');

  cordial_connection_set_max_frame_bytes (self->connection, LIMIT);
  fixture_connect (self);
  test_peer_send_frame (peer, TRUE, PEER_OPCODE_TEXT, text, LIMIT);
  test_wait_until (self->frames->len == 1);
  test_peer_send_frame (peer, TRUE, PEER_OPCODE_TEXT, text, LIMIT + 1);
  assert_comes_back (self, CORDIAL_CONNECTION_ENDING_TOO_LARGE);
  g_assert_cmpstr (fixture_get_last_closing (self)->reason, ==,
                   "The server sent more in one piece than this application accepts.");

  /* A server may allow more once it has been asked; that counts at once. */
  cordial_connection_set_max_frame_bytes (self->connection, LIMIT + 1);
  g_ptr_array_set_size (self->frames, 0);
  test_peer_send_frame (peer, TRUE, PEER_OPCODE_TEXT, text, LIMIT + 1);
  test_wait_until (self->frames->len == 1);

  /* A length that no memory holds is not waited for. */
  test_peer_send_raw (peer, "\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10);
  assert_comes_back (self, CORDIAL_CONNECTION_ENDING_TOO_LARGE);
}

/* Many frames at once come complete and in order. */
static void
test_flood (void)
{
  enum
  {
    N_FRAMES = 20000
  };
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);

  fixture_connect (self);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      test_peer_send_text (peer, text);
    }
  test_wait_until (self->frames->len >= N_FRAMES);
  for (guint i = 0, expected = 0; i < self->frames->len; i++)
    {
      if (g_str_has_prefix (self->frames->pdata[i], "re: "))
        continue;
      g_assert_cmpuint (g_ascii_strtoull (self->frames->pdata[i], NULL, 10), ==, expected);
      expected++;
    }
  g_assert_cmpuint (self->closings->len, ==, 0);
}

enum
{
  N_SLOW_FRAMES = 2000,
  SLOW_FRAME_US = 50
};

typedef struct
{
  Fixture *fixture;
  guint n_turns; /* turns of the main loop after the first and before the last frame */
  guint close_at;
} Flood;

/* What the layer above does with a frame takes time. */
static void
on_slow_frame (CordialConnection *connection, const char *text, Flood *flood)
{
  gint64 started_at = g_get_monotonic_time ();

  while (g_get_monotonic_time () - started_at < SLOW_FRAME_US)
    ;
  if (flood->fixture->frames->len == flood->close_at)
    cordial_connection_close (connection);
}

static gboolean
on_turn (gpointer user_data)
{
  Flood *flood = user_data;

  if (flood->fixture->frames->len > 0 && flood->fixture->frames->len < N_SLOW_FRAMES)
    flood->n_turns++;
  return G_SOURCE_CONTINUE;
}

static void
send_flood (Fixture *self)
{
  g_autoptr (GString) frames = g_string_new (NULL);

  for (guint i = 0; i < N_SLOW_FRAMES; i++)
    g_string_append_printf (frames, "\x81\x06%06u", i);
  test_peer_send_raw (self->peer, frames->str, frames->len);
}

static void
assert_in_order (Fixture *self, guint n_frames)
{
  g_assert_cmpuint (self->frames->len, ==, n_frames);
  for (guint i = 0; i < n_frames; i++)
    g_assert_cmpuint (g_ascii_strtoull (self->frames->pdata[i], NULL, 10), ==, i);
}

/* A flood that takes long to handle does not hold up whoever else uses the main loop, and nothing of it is lost when the
 * stream ends right behind it. */
static void
test_slow_flood (void)
{
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autoptr (Fixture) self = fixture_new (peer);
  Flood flood = { self, 0, 0 };
  guint turns;

  fixture_beat_rarely (self);
  fixture_connect (self);
  g_signal_connect (self->connection, "frame", G_CALLBACK (on_slow_frame), &flood);
  turns = g_timeout_add (1, on_turn, &flood);
  send_flood (self);
  test_wait_until (self->frames->len == N_SLOW_FRAMES);
  g_assert_cmpuint (flood.n_turns, >=, 4);
  assert_in_order (self, N_SLOW_FRAMES);

  g_ptr_array_set_size (self->frames, 0);
  send_flood (self);
  test_peer_drop (peer);
  test_wait_until (self->closings->len == 1);
  assert_in_order (self, N_SLOW_FRAMES);
  g_assert_cmpint (fixture_get_last_closing (self)->ending, ==, CORDIAL_CONNECTION_ENDING_LOST);
  fixture_wait_for_state (self, CONNECTED);

  /* After the user's close not one more is told, whether it was read already or not. */
  flood.close_at = N_SLOW_FRAMES / 2;
  g_ptr_array_set_size (self->frames, 0);
  send_flood (self);
  fixture_wait_for_state (self, OFFLINE);
  test_run_ms (50);
  assert_in_order (self, N_SLOW_FRAMES / 2);
  g_source_remove (turns);
  g_signal_handlers_disconnect_by_func (self->connection, on_slow_frame, &flood);
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (farewells); i++)
    {
      g_autofree char *path = g_strdup_printf ("/frames/close-code/%u", farewells[i].code);

      g_test_add_data_func (path, &farewells[i], test_close_code);
    }
  g_test_add_func ("/frames/close-malformed", test_close_malformed);
  g_test_add_func ("/frames/send-while-breaking", test_send_while_breaking);
  g_test_add_func ("/frames/drop", test_drop);
  g_test_add_func ("/frames/drop-mid-frame", test_drop_mid_frame);
  g_test_add_func ("/frames/unwanted", test_unwanted_frames);
  g_test_add_func ("/frames/not-utf8", test_not_utf8);
  g_test_add_func ("/frames/broken", test_broken_frames);
  g_test_add_func ("/frames/large", test_large_frame);
  g_test_add_func ("/frames/in-pieces", test_frame_in_pieces);
  g_test_add_func ("/frames/over-limit", test_frame_over_limit);
  g_test_add_func ("/frames/flood", test_flood);
  g_test_add_func ("/frames/slow-flood", test_slow_flood);
  return g_test_run ();
}
