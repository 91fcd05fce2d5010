/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The session of the plain dialect beside a back end that the test plays: the address, the heartbeat that was agreed on, what
 * ends a connection and what does not, messages in both directions, and people.
 */

#include "cordial-packet.h"
#include "cordial-plain-session.h"

#include <libsoup/soup.h>
#include <string.h>

#include "fixture.h"

#define HEARTBEAT "{\"agreed\":\"beat\"}"
#define INTERVAL_MS 60
#define DEADLINE_MS 150

/* Longer than any test. */
#define LONG_MS (10 * 60 * 1000)

typedef struct
{
  TestPeer *peer;
  CordialPlainSession *session;
  CordialProtocol *protocol;
  GPtrArray *told; /* a line for each signal of the session */
  GPtrArray *states;
  guint beats;
  guint heard; /* texts of the peer's that were looked at */
} Play;

static void
tell (Play *self, char *line)
{
  g_ptr_array_add (self->told, line);
}

static void
on_signed_in (Play *self, const char *user_id, const char *token, gint64 expires_ms)
{
  tell (self, g_strdup_printf ("signed in %s %s", user_id, token ? token : "-"));
}

static void
on_profile (Play *self, CordialConversationRecord *record)
{
  tell (self, g_strdup_printf ("profile %s", record->name));
}

static void
on_conversation (Play *self, CordialConversationRecord *record)
{
  if (record->avatar)
    tell (self, g_strdup_printf ("picture %s %" G_GSIZE_FORMAT, record->id, g_bytes_get_size (record->avatar)));
  else
    tell (self, g_strdup_printf ("conversation %s %s", record->id, record->name ? record->name : "-"));
}

static void
on_messages (Play *self, const char *id, GPtrArray *messages)
{
  for (guint i = 0; i < messages->len; i++)
    {
      CordialMessageRecord *message = messages->pdata[i];

      g_assert_cmpint (message->seq, ==, 0);
      g_assert_cmpint (message->time_ms, >, 0);
      tell (self, g_strdup_printf ("message %s %s «%s» %s", id, message->sender_id, message->text,
                                   message->cordial_id ? message->cordial_id : "-"));
    }
}

static void
on_roster_complete (Play *self)
{
  g_assert_cmpint (cordial_protocol_get_link_state (self->protocol), ==, CORDIAL_LINK_ONLINE);
  tell (self, g_strdup ("roster complete"));
}

static void
on_link_state (Play *self)
{
  g_ptr_array_add (self->states, GINT_TO_POINTER (cordial_protocol_get_link_state (self->protocol)));
}

static void
on_beat (Play *self)
{
  self->beats++;
}

static Play *
play_new_at (const char *uri, const char *user_id, guint interval_ms)
{
  Play *self = g_new0 (Play, 1);
  CordialProtocolSettings settings = { 0 };

  settings.dialect = (char *) CORDIAL_DIALECT_PLAIN;
  settings.user_id = (char *) user_id;
  settings.name = (char *) "Own Name";
  settings.avatar_uri = (char *) "https://example.org/own.png";
  settings.heartbeat = (char *) HEARTBEAT;
  settings.interval_ms = interval_ms;
  settings.deadline_ms = DEADLINE_MS;
  if (!uri)
    {
      g_autofree char *root = NULL;

      self->peer = test_peer_new (NULL);
      root = test_peer_dup_uri (self->peer);
      g_strdelimit (strstr (root, "://") + 3, "/", '\0');
      settings.uri = g_strconcat (root, "/proxy/websocket/7?token=s3cret&x=%20y", NULL);
    }
  else
    {
      settings.uri = g_strdup (uri);
    }
  self->session = cordial_plain_session_new (&settings);
  g_free (settings.uri);
  self->protocol = CORDIAL_PROTOCOL (self->session);
  self->told = g_ptr_array_new_with_free_func (g_free);
  self->states = g_ptr_array_new ();
  g_signal_connect_swapped (self->session, "signed-in", G_CALLBACK (on_signed_in), self);
  g_signal_connect_swapped (self->session, "profile", G_CALLBACK (on_profile), self);
  g_signal_connect_swapped (self->session, "conversation", G_CALLBACK (on_conversation), self);
  g_signal_connect_swapped (self->session, "messages", G_CALLBACK (on_messages), self);
  g_signal_connect_swapped (self->session, "roster-complete", G_CALLBACK (on_roster_complete), self);
  g_signal_connect_swapped (self->session, "notify::link-state", G_CALLBACK (on_link_state), self);
  g_signal_connect_swapped (self->session, "beat", G_CALLBACK (on_beat), self);
  return self;
}

/* Beats rarely, and nothing is answered unless the test does. */
static Play *
play_new (void)
{
  Play *self = play_new_at (NULL, "7", LONG_MS);

  test_peer_set_answers (self->peer, FALSE);
  return self;
}

static void
play_free (Play *self)
{
  g_signal_handlers_disconnect_by_data (self->session, self);
  cordial_protocol_close (self->protocol);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&self->session));
  g_clear_object (&self->peer);
  test_run_ms (5);
  g_ptr_array_unref (self->told);
  g_ptr_array_unref (self->states);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Play, play_free)

#define play_wait_link(self, wanted)                                                                                   \
  test_wait_until (cordial_protocol_get_link_state ((self)->protocol) == CORDIAL_LINK_##wanted)

static gboolean
was_told (Play *self, const char *line)
{
  return g_ptr_array_find_with_equal_func (self->told, line, g_str_equal, NULL);
}

#define play_wait_told(self, line) test_wait_until (was_told (self, line))

static void
play_connect (Play *self)
{
  cordial_protocol_open (self->protocol);
  play_wait_link (self, ONLINE);
  play_wait_told (self, "roster complete");
}

/* (transfer full): the next text that is no heartbeat */
static JsonNode *
hear (Play *self)
{
  GPtrArray *texts = test_peer_get_texts (self->peer);
  JsonNode *node;

  for (;;)
    {
      test_wait_until (texts->len > self->heard);
      if (!g_str_equal (texts->pdata[self->heard++], HEARTBEAT))
        break;
    }
  node = json_from_string (texts->pdata[self->heard - 1], NULL);
  g_assert_nonnull (node);
  return node;
}

/* --- The address ------------------------------------------------------------------------------------------------- */

static void
test_address (void)
{
  g_autoptr (Play) self = play_new ();

  play_connect (self);
  g_assert_true (
    g_str_has_prefix (test_peer_get_request (self->peer), "GET /proxy/websocket/7?token=s3cret&x=%20y HTTP/1.1\r\n"));
  g_assert_true (was_told (self, "signed in 7 token=s3cret&x=%20y"));
  g_assert_true (was_told (self, "profile Own Name"));
}

/* wss where the site is https, else ws; path and parameters stay. */
static void
test_normalize (void)
{
  const struct
  {
    const char *typed;
    const char *uri;
  } addresses[] = {
    { "https://site.example/proxy/ws/7?token=a", "wss://site.example/proxy/ws/7?token=a" },
    { "wss://site.example:8443/ws", "wss://site.example:8443/ws" },
    { "site.example/ws?a=b/c", "wss://site.example/ws?a=b/c" },
    { "http://localhost:8080/ws/7", "ws://localhost:8080/ws/7" },
    { "127.0.0.1:8080/websocket/7", "ws://127.0.0.1:8080/websocket/7" },
    { "ws://[::1]:8080/ws#part", "ws://[::1]:8080/ws" },
    { " wss://site.example ", "wss://site.example/" },
    { "http://site.example/ws", NULL },
    { "ftp://site.example/ws", NULL },
    { "wss://site.example/a b", NULL },
    { "wss:///ws", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *uri = cordial_protocol_settings_normalize_uri (addresses[i].typed, FALSE, &error);

      g_assert_cmpstr (uri, ==, addresses[i].uri);
      if (!uri)
        g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static void
test_settings (void)
{
  const struct
  {
    CordialProtocolSettings settings;
    CordialSettingsField wrong;
  } cases[] = {
    { { .uri = (char *) "localhost/ws", .user_id = (char *) "7" }, CORDIAL_SETTINGS_FIELD_NONE },
    { { .uri = (char *) "localhost/ws", .user_id = (char *) " 7 ", .heartbeat = (char *) " " },
      CORDIAL_SETTINGS_FIELD_NONE },
    { { .uri = (char *) "localhost/ws", .user_id = (char *) "7", .heartbeat = (char *) "\"ping\"" },
      CORDIAL_SETTINGS_FIELD_NONE },
    { { .uri = (char *) "http://site.example/ws", .user_id = (char *) "7" }, CORDIAL_SETTINGS_FIELD_URI },
    { { .uri = (char *) "localhost/ws" }, CORDIAL_SETTINGS_FIELD_USER_ID },
    { { .uri = (char *) "localhost/ws", .user_id = (char *) "a b" }, CORDIAL_SETTINGS_FIELD_USER_ID },
    { { .uri = (char *) "localhost/ws", .user_id = (char *) "7", .avatar_uri = (char *) "file:///x" },
      CORDIAL_SETTINGS_FIELD_AVATAR_URI },
    { { .uri = (char *) "localhost/ws", .user_id = (char *) "7", .heartbeat = (char *) "{\"a\":" },
      CORDIAL_SETTINGS_FIELD_HEARTBEAT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordialProtocolSettings) settings = cordial_protocol_settings_copy (&cases[i].settings);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (cordial_protocol_settings_check (settings, FALSE, &error), ==, cases[i].wrong);
      g_assert_cmpint (error != NULL, ==, cases[i].wrong != CORDIAL_SETTINGS_FIELD_NONE);
      if (!error)
        g_assert_cmpstr (settings->user_id, ==, "7");
    }
}

/* --- The heartbeat ----------------------------------------------------------------------------------------------- */

/* From the opening on, the message that was agreed on, in each interval of silence. */
static void
test_heartbeat (void)
{
  g_autoptr (Play) self = play_new_at (NULL, "7", INTERVAL_MS);

  test_wait_until (fixture_count_timers () == 0);
  play_connect (self);
  g_assert_cmpuint (self->beats, ==, 0);
  test_wait_until (self->beats >= 3);
  test_wait_until (test_peer_count_text (self->peer, HEARTBEAT) >= 3);
  play_wait_link (self, ONLINE);
  g_assert_cmpuint (test_peer_get_n_requests (self->peer), ==, 1);
}

/* Nothing comes back: closed, and connected again. */
static void
test_no_answer (void)
{
  g_autoptr (Play) self = play_new_at (NULL, "7", INTERVAL_MS);
  CordialConnection *connection = cordial_session_get_connection (CORDIAL_SESSION (self->session));

  test_peer_set_answers (self->peer, FALSE);
  play_connect (self);
  test_wait_until (cordial_connection_get_ending (connection) == CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT);
  test_wait_until (self->states->len > 0 &&
                   g_ptr_array_find (self->states, GINT_TO_POINTER (CORDIAL_LINK_WAITING), NULL));
  test_peer_set_answers (self->peer, TRUE);
  play_wait_link (self, ONLINE);
  g_assert_cmpuint (test_peer_get_n_requests (self->peer), >=, 2);
}

/* Any frame restarts the interval, whether it means anything or not. */
static void
test_any_frame (void)
{
  g_autoptr (Play) self = play_new_at (NULL, "7", 400);

  play_connect (self);
  for (guint i = 0; i < 20; i++)
    {
      test_peer_send_text (self->peer, i % 2 ? "not JSON" : "{\"unknown\":true}");
      test_run_ms (40);
    }
  /* Twice the interval is over. */
  g_assert_cmpuint (self->beats, ==, 0);
  test_wait_until (self->beats >= 1);
}

static void
test_ignored (void)
{
  g_autoptr (Play) self = play_new ();
  const char *frames[] = { "not JSON",
                           "[]",
                           "5",
                           "null",
                           "{}",
                           "{\"chatType\":\"group\",\"senderId\":\"9\",\"content\":\"x\"}",
                           "{\"chatType\":\"hert\",\"contentType\":\"hert\",\"content\":\"pong\"}",
                           "{\"senderId\":\"9\",\"content\":\"for somebody else\",\"receiverId\":\"8\"}",
                           "{\"senderId\":\"7\",\"content\":\"of ours, to nobody\"}" };

  play_connect (self);
  g_ptr_array_set_size (self->told, 0);
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    test_peer_send_text (self->peer, frames[i]);
  test_peer_send_text (self->peer, "{\"senderId\":\"9\",\"content\":\"last\"}");
  play_wait_told (self, "message 9 9 «last» -");
  g_assert_cmpuint (self->told->len, ==, 2);
  play_wait_link (self, ONLINE);
}

/* Leaving closes the socket, ends the timers and does not reconnect. */
static void
test_leave (void)
{
  g_autoptr (Play) self = play_new_at (NULL, "7", INTERVAL_MS);

  play_connect (self);
  test_wait_until (self->beats >= 1);
  cordial_protocol_close (self->protocol);
  g_assert_cmpint (cordial_protocol_get_link_state (self->protocol), ==, CORDIAL_LINK_OFFLINE);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  test_wait_until (!test_peer_is_open (self->peer));
  test_run_ms (4 * INTERVAL_MS + DEADLINE_MS);
  g_assert_cmpuint (test_peer_get_n_requests (self->peer), ==, 1);
  g_assert_cmpint (cordial_protocol_get_link_state (self->protocol), ==, CORDIAL_LINK_OFFLINE);
}

static void
test_closed_by_server (void)
{
  g_autoptr (Play) self = play_new ();

  play_connect (self);
  test_peer_send_close (self->peer, 1000, "bye");
  test_wait_until (test_peer_get_n_requests (self->peer) == 2);
  play_wait_link (self, ONLINE);
  test_peer_drop (self->peer);
  test_wait_until (test_peer_get_n_requests (self->peer) == 3);
  play_wait_link (self, ONLINE);
}

static void
test_refused (void)
{
  g_autoptr (Play) self = play_new ();

  test_peer_set_manner (self->peer, PEER_ANSWERS_STATUS);
  test_peer_set_status (self->peer, 401, NULL);
  cordial_protocol_open (self->protocol);
  play_wait_link (self, REFUSED);
  g_assert_cmpint (cordial_protocol_get_refusal (self->protocol), ==, CORDIAL_REFUSAL_FORBIDDEN);
}

/* --- Messages ---------------------------------------------------------------------------------------------------- */

static void
test_receive (void)
{
  g_autoptr (Play) self = play_new ();

  play_connect (self);
  test_peer_send_text (self->peer,
                       "{\"chatType\":\"single\",\"contentType\":\"text\",\"content\":\"hello\",\"messageId\":\"a\","
                       "\"senderId\":\"9\",\"senderName\":\"Nina\",\"receiverId\":\"7\"}");
  play_wait_told (self, "message 9 9 «hello» a");
  g_assert_true (was_told (self, "conversation 9 Nina"));
  /* Nobody told a name: the id serves, until one comes. */
  test_peer_send_text (self->peer, "{\"senderId\":8,\"content\":\"hi\"}");
  play_wait_told (self, "message 8 8 «hi» -");
  g_assert_true (was_told (self, "conversation 8 8"));
  /* From another device of ours. */
  test_peer_send_text (self->peer, "{\"senderId\":\"7\",\"receiverId\":\"9\",\"content\":\"from my telephone\","
                                   "\"messageId\":\"b\",\"receiverName\":\"Nina\"}");
  play_wait_told (self, "message 9 7 «from my telephone» b");
  test_peer_send_text (self->peer,
                       "{\"senderId\":\"9\",\"contentType\":\"image\",\"content\":\"https://example.org/a.png\"}");
  play_wait_told (self, "message 9 9 «Picture: https://example.org/a.png» -");
  test_peer_send_text (self->peer,
                       "{\"senderId\":\"9\",\"contentType\":\"file\",\"content\":\"http://example.org/a.pdf\"}");
  play_wait_told (self, "message 9 9 «File: http://example.org/a.pdf» -");
  test_peer_send_text (self->peer, "{\"senderId\":\"9\",\"contentType\":\"file\",\"content\":\"file:///etc/passwd\"}");
  play_wait_told (self, "message 9 9 «A file that cannot be opened» -");
}

static void
test_large (void)
{
  g_autoptr (Play) self = play_new ();
  g_autofree char *text = g_strnfill (1024 * 1024, 'x');
  g_autofree char *frame = g_strdup_printf ("{\"senderId\":\"9\",\"content\":\"%s\",\"messageId\":\"a\"}", text);
  g_autofree char *line = g_strdup_printf ("message 9 9 «%s» a", text);

  play_connect (self);
  test_peer_send_text (self->peer, frame);
  play_wait_told (self, line);
}

static void
on_sent (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
send_text (Play *self, const char *id, const char *text, GAsyncResult **result)
{
  g_autoptr (CordialMessageRecord) message = cordial_message_record_new ();

  message->conversation_id = g_strdup ("9");
  message->cordial_id = g_strdup (id);
  message->text = g_strdup (text);
  cordial_protocol_send_async (self->protocol, message, NULL, on_sent, result);
}

/* It counts as sent when a frame comes after a heartbeat that went out after it. */
static void
test_send (void)
{
  g_autoptr (Play) self = play_new ();
  g_autoptr (JsonNode) frame = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  play_connect (self);
  cordial_protocol_introduce (self->protocol, "9", "Nina");
  send_text (self, "m1", "hello \"you\"", &result);
  frame = hear (self);
  object = json_node_get_object (frame);
  g_assert_cmpuint (json_object_get_size (object), ==, 9);
  g_assert_cmpstr (json_object_get_string_member (object, "chatType"), ==, "single");
  g_assert_cmpstr (json_object_get_string_member (object, "contentType"), ==, "text");
  g_assert_cmpstr (json_object_get_string_member (object, "content"), ==, "hello \"you\"");
  g_assert_cmpstr (json_object_get_string_member (object, "messageId"), ==, "m1");
  g_assert_cmpstr (json_object_get_string_member (object, "senderId"), ==, "7");
  g_assert_cmpstr (json_object_get_string_member (object, "senderName"), ==, "Own Name");
  g_assert_cmpstr (json_object_get_string_member (object, "senderAvatar"), ==, "https://example.org/own.png");
  g_assert_cmpstr (json_object_get_string_member (object, "receiverId"), ==, "9");
  g_assert_cmpstr (json_object_get_string_member (object, "receiverName"), ==, "Nina");

  test_wait_until (test_peer_count_text (self->peer, HEARTBEAT) == 1);
  g_assert_null (result);
  test_peer_send_text (self->peer, "any frame");
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_send_finish (self->protocol, result, NULL, &error), ==, 0);
  g_assert_no_error (error);
}

#define ANSWER "{\"chatType\":\"hert\",\"content\":\"pong\"}"

/* What comes from others says nothing about what we sent: the back end may pass it on and read nothing of ours. And where its
 * answers are known by their type, nothing else is one. */
static void
test_chat_confirms_nothing (gconstpointer data)
{
  gboolean typed = GPOINTER_TO_INT (data);
  g_autoptr (Play) self = play_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *const chats[] = { "{\"senderId\":\"9\",\"content\":\"hi\"}",
                                "{\"chatType\":\"single\",\"senderId\":\"9\",\"content\":\"hi again\"}",
                                "{\"chatType\":\"group\",\"senderId\":\"9\",\"content\":\"hi all\"}" };

  play_connect (self);
  if (typed)
    {
      test_peer_send_text (self->peer, ANSWER);
      test_peer_send_text (self->peer, chats[0]);
      play_wait_told (self, "message 9 9 «hi» -");
    }
  send_text (self, "m1", "hello", &result);
  test_wait_until (test_peer_count_text (self->peer, HEARTBEAT) == 1);
  for (guint i = 0; i < G_N_ELEMENTS (chats); i++)
    test_peer_send_text (self->peer, chats[i]);
  if (typed)
    test_peer_send_text (self->peer, "no answer either");
  test_peer_send_text (self->peer, "{\"senderId\":\"9\",\"content\":\"last\"}");
  play_wait_told (self, "message 9 9 «last» -");
  g_assert_null (result);

  test_peer_send_text (self->peer, typed ? ANSWER : "an answer of its own kind");
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_send_finish (self->protocol, result, NULL, &error), ==, 0);
  g_assert_no_error (error);
}

/* Nobody reads there, and others go on writing: that is no connection for what we want to say. */
static void
test_reads_nothing (void)
{
  g_autoptr (Play) self = play_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (self->session, "answer-limit-ms", 400, NULL);
  play_connect (self);
  send_text (self, "m1", "hello", &result);
  while (!result)
    {
      if (test_peer_is_open (self->peer))
        test_peer_send_text (self->peer, "{\"senderId\":\"9\",\"content\":\"hi\"}");
      test_run_ms (20);
    }
  cordial_protocol_send_finish (self->protocol, result, NULL, &error);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  test_wait_until (test_peer_get_n_requests (self->peer) == 2);
  play_wait_link (self, ONLINE);
}

/* A frame over the limit never goes out, as it would end the connection; where only the server knows its limit, it says so. */
static void
test_too_long (void)
{
  g_autoptr (Play) self = play_new ();
  g_autofree char *over = g_strnfill (CORDIAL_SETTINGS_FRAME_USUAL_BYTES, 'x');
  g_autofree char *large = g_strnfill (CORDIAL_SETTINGS_FRAME_USUAL_BYTES / 2, 'x');
  GAsyncResult *results[3] = { NULL, NULL, NULL };
  guint max_message_bytes;

  play_connect (self);
  g_object_get (self->session, "max-message-bytes", &max_message_bytes, NULL);
  g_assert_cmpuint (max_message_bytes, <, CORDIAL_SETTINGS_FRAME_USUAL_BYTES);
  g_assert_cmpuint (max_message_bytes, >, CORDIAL_SETTINGS_FRAME_USUAL_BYTES / 2);
  send_text (self, "m1", over, &results[0]);
  test_wait_until (results[0] != NULL);
  play_wait_link (self, ONLINE);
  send_text (self, "m2", large, &results[1]);
  send_text (self, "m3", "short", &results[2]);
  json_node_unref (hear (self));
  test_peer_send_close (self->peer, 1009, NULL);
  test_wait_until (results[1] != NULL && results[2] != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      const CordialProtocolError codes[] = { CORDIAL_PROTOCOL_ERROR_INVALID, CORDIAL_PROTOCOL_ERROR_REJECTED,
                                             CORDIAL_PROTOCOL_ERROR_LINK };
      g_autoptr (GError) error = NULL;

      cordial_protocol_send_finish (self->protocol, results[i], NULL, &error);
      g_assert_error (error, CORDIAL_PROTOCOL_ERROR, (int) codes[i]);
      g_object_unref (results[i]);
    }
}

/* The heartbeat under way was sent before it: its answer says nothing. */
static void
test_send_behind_heartbeat (void)
{
  g_autoptr (Play) self = play_new ();
  g_autoptr (GAsyncResult) result = NULL;

  play_connect (self);
  cordial_protocol_retry_now (self->protocol);
  test_wait_until (test_peer_count_text (self->peer, HEARTBEAT) == 1);
  send_text (self, "m1", "hello", &result);
  json_node_unref (hear (self));
  test_peer_send_text (self->peer, "answer to the first");
  test_wait_until (test_peer_count_text (self->peer, HEARTBEAT) == 2);
  g_assert_null (result);
  test_peer_send_text (self->peer, "answer to the second");
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_send_finish (self->protocol, result, NULL, NULL), ==, 0);
}

/* The link dies first: nobody knows, and the outbox sends it again. */
static void
test_send_lost (void)
{
  g_autoptr (Play) self = play_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  play_connect (self);
  send_text (self, "m1", "hello", &result);
  json_node_unref (hear (self));
  test_peer_drop (self->peer);
  test_wait_until (result != NULL);
  cordial_protocol_send_finish (self->protocol, result, NULL, &error);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  g_clear_object (&result);
  g_clear_error (&error);
  cordial_protocol_close (self->protocol);
  send_text (self, "m1", "hello", &result);
  test_wait_until (result != NULL);
  cordial_protocol_send_finish (self->protocol, result, NULL, &error);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
}

/* --- People ------------------------------------------------------------------------------------------------------ */

static void
test_add (void)
{
  g_autoptr (Play) self = play_new ();
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GAsyncResult) nobody = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autofree char *id = NULL;
  CordialPerson *person;

  cordial_protocol_find_people_async (self->protocol, " 12 Ada Lovelace", NULL, on_sent, &found);
  test_wait_until (found != NULL);
  people = cordial_protocol_find_people_finish (self->protocol, found, NULL);
  g_assert_cmpuint (people->len, ==, 1);
  person = people->pdata[0];
  g_assert_cmpstr (person->name, ==, "Ada Lovelace");
  cordial_protocol_start_conversation_async (self->protocol, person->id, NULL, on_sent, &started);
  test_wait_until (started != NULL);
  id = cordial_protocol_start_conversation_finish (self->protocol, started, NULL);
  g_assert_cmpstr (id, ==, "12");
  g_assert_true (was_told (self, "conversation 12 Ada Lovelace"));

  cordial_protocol_find_people_async (self->protocol, "  ", NULL, on_sent, &nobody);
  test_wait_until (nobody != NULL);
  none = cordial_protocol_find_people_finish (self->protocol, nobody, NULL);
  g_assert_cmpuint (none->len, ==, 0);
}

typedef struct
{
  guint requests;
  gsize bytes;
  gboolean busy;
} Gallery;

static void
on_picture_request (SoupServer *server,
                    SoupServerMessage *message,
                    const char *path,
                    GHashTable *query,
                    gpointer user_data)
{
  Gallery *gallery = user_data;
  char *bytes = g_malloc0 (gallery->bytes);

  gallery->requests++;
  soup_server_message_set_status (message, gallery->busy ? 503 : g_str_equal (path, "/a.png") ? 200 : 404, NULL);
  soup_server_message_set_response (message, "image/png", SOUP_MEMORY_TAKE, bytes, gallery->bytes);
}

/* (transfer full): where it is */
static char *
gallery_open (SoupServer *server, Gallery *gallery)
{
  GSList *uris;
  char *root;

  soup_server_add_handler (server, NULL, on_picture_request, gallery, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  root = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return root;
}

/* What could not be had now is asked for on the next connection, without another word of its owner; what is not there is not. */
static void
test_pictures_later (void)
{
  g_autoptr (Play) self = play_new ();
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  Gallery gallery = { 0, 1000, TRUE };
  g_autofree char *root = gallery_open (server, &gallery);
  g_autofree char *busy = g_strdup_printf ("{\"senderId\":\"9\",\"content\":\"x\",\"senderAvatar\":\"%sa.png\"}", root);
  g_autofree char *missing =
    g_strdup_printf ("{\"senderId\":\"8\",\"content\":\"x\",\"senderAvatar\":\"%smissing.png\"}", root);

  play_connect (self);
  test_peer_send_text (self->peer, busy);
  test_wait_until (gallery.requests == 1);
  gallery.busy = FALSE;
  test_peer_send_text (self->peer, busy);
  test_peer_send_text (self->peer, missing);
  test_wait_until (gallery.requests == 2);
  g_assert_false (was_told (self, "picture 9 1000"));
  /* Once both answers are here. */
  while (!was_told (self, "picture 9 1000"))
    {
      test_peer_drop (self->peer);
      play_wait_link (self, WAITING);
      play_wait_link (self, ONLINE);
      test_run_ms (100);
    }
  g_assert_cmpuint (gallery.requests, ==, 3);
}

/* Fetched once from where the envelope says; what is not http or https, not there or too large is not. */
static void
test_pictures (void)
{
  g_autoptr (Play) self = play_new ();
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  Gallery gallery = { 0, 1000, FALSE };
  g_autofree char *root = gallery_open (server, &gallery);
  const char *paths[] = { "a.png", "a.png", "missing.png" };

  play_connect (self);
  test_peer_send_text (self->peer, "{\"senderId\":\"8\",\"content\":\"x\",\"senderAvatar\":\"file:///etc/hostname\"}");
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *frame =
        g_strdup_printf ("{\"senderId\":\"9\",\"content\":\"x\",\"senderAvatar\":\"%s%s\"}", root, paths[i]);

      test_peer_send_text (self->peer, frame);
    }
  play_wait_told (self, "picture 9 1000");
  test_wait_until (gallery.requests == 2);
  gallery.bytes = 2 * 1024 * 1024;
  {
    g_autofree char *frame =
      g_strdup_printf ("{\"senderId\":\"9\",\"content\":\"y\",\"senderAvatar\":\"%sa.png?large\"}", root);

    test_peer_send_text (self->peer, frame);
  }
  test_wait_until (gallery.requests == 3);
  test_run_ms (100);
  g_assert_false (was_told (self, "picture 9 2097152"));
  g_assert_false (was_told (self, "picture 8 1000"));
}

static void
on_told (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* What this wire has no word for is not offered; marks are nobody's business here, and never wait. */
static void
test_capabilities (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GAsyncResult) deleted = NULL, marked = NULL;
  g_autoptr (GError) error = NULL;
  const gint64 seq = 1;

  g_array_append_val (seqs, seq);
  g_assert_cmpint (cordial_protocol_get_capabilities (play->protocol), ==, 0);
  cordial_protocol_delete_async (play->protocol, "9", seqs, TRUE, NULL, on_told, &deleted);
  cordial_protocol_mark_async (play->protocol, "9", CORDIAL_RECEIPT_READ, 1, NULL, on_told, &marked);
  test_wait_until (deleted != NULL && marked != NULL);
  g_assert_false (cordial_protocol_delete_finish (play->protocol, deleted, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_true (cordial_protocol_mark_finish (play->protocol, marked, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);
  /* What is on this machine is reached past any proxy. */
  g_setenv ("http_proxy", "http://127.0.0.1:1", TRUE);
  g_setenv ("no_proxy", "", TRUE);

  g_test_add_func ("/plain/session/capabilities", test_capabilities);
  g_test_add_func ("/plain/session/address", test_address);
  g_test_add_func ("/plain/session/normalize", test_normalize);
  g_test_add_func ("/plain/session/settings", test_settings);
  g_test_add_func ("/plain/session/heartbeat", test_heartbeat);
  g_test_add_func ("/plain/session/no-answer", test_no_answer);
  g_test_add_func ("/plain/session/any-frame", test_any_frame);
  g_test_add_func ("/plain/session/ignored", test_ignored);
  g_test_add_func ("/plain/session/leave", test_leave);
  g_test_add_func ("/plain/session/closed-by-server", test_closed_by_server);
  g_test_add_func ("/plain/session/refused", test_refused);
  g_test_add_func ("/plain/session/receive", test_receive);
  g_test_add_func ("/plain/session/large", test_large);
  g_test_add_func ("/plain/session/send", test_send);
  g_test_add_data_func ("/plain/session/chat-confirms-nothing/typed", GINT_TO_POINTER (TRUE),
                        test_chat_confirms_nothing);
  g_test_add_data_func ("/plain/session/chat-confirms-nothing/untyped", GINT_TO_POINTER (FALSE),
                        test_chat_confirms_nothing);
  g_test_add_func ("/plain/session/reads-nothing", test_reads_nothing);
  g_test_add_func ("/plain/session/too-long", test_too_long);
  g_test_add_func ("/plain/session/send-behind-heartbeat", test_send_behind_heartbeat);
  g_test_add_func ("/plain/session/send-lost", test_send_lost);
  g_test_add_func ("/plain/session/add", test_add);
  g_test_add_func ("/plain/session/pictures", test_pictures);
  g_test_add_func ("/plain/session/pictures-later", test_pictures_later);
  return g_test_run ();
}
