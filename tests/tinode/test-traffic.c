/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a Tinode session that is online makes of answers and events, true ones and lies.
 */

#include "script.h"

static void
on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
send (Script *script, const char *text, const char *cordial_id, GAsyncResult **result)
{
  g_autoptr (CordialMessageRecord) record = cordial_message_record_new ();

  record->conversation_id = g_strdup ("usrBen");
  record->text = g_strdup (text);
  record->cordial_id = g_strdup (cordial_id);
  cordial_protocol_send_async (script->protocol, record, NULL, on_answer, result);
}

static void
assert_send_failed (Script *script, GAsyncResult **result, CordialProtocolError code)
{
  g_autoptr (GError) error = NULL;
  gint64 time_ms;

  test_wait_until (*result != NULL);
  g_assert_cmpint (cordial_protocol_send_finish (script->protocol, *result, &time_ms, &error), ==, 0);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, (int) code);
  g_clear_object (result);
}

/* We were detached behind our back: who knows from what else. */
static void
expect_catching_up (Script *script)
{
  JsonObject *body = script_expect (script, "sub");

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "me");
  script_answer (script, 304, NULL);
}

static void
catch_up (Script *script)
{
  JsonObject *body = script_expect (script, "get");

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "me");
  g_assert_cmpstr (cordial_packet_get_string (body, "what"), ==, "sub");
  script_say (
    script,
    "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"public\":{\"fn\":\"Ben\"}}]}}",
    script->id);
  script_wait_told (script, "conversation usrBen name=Ben seq=10 offline");
}

/* Everything that was said before is heard. */
static void
settle (Script *script)
{
  script_forget (script);
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"on\"}}");
  script_wait_told (script, "conversation usrBen online");
}

/* --- Publishing ------------------------------------------------------------------------------------------------------ */

static void
test_publish (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) first = NULL, second = NULL;
  JsonObject *pub;
  gint64 time_ms = 0;

  script_sign_in (script);
  send (script, "one", "id-one", &first);
  send (script, "two", NULL, &second);
  /* One {sub} for both. */
  script_attach (script, "usrBen");
  pub = script_expect (script, "pub");
  g_assert_cmpstr (cordial_packet_get_string (pub, "topic"), ==, "usrBen");
  g_assert_cmpstr (cordial_packet_get_string (pub, "content"), ==, "one");
  g_assert_cmpstr (cordial_packet_get_string (cordial_packet_get_object (pub, "head"), "x-cordial-id"), ==, "id-one");
  g_assert_true (cordial_packet_get_boolean (pub, "noecho"));
  script_answer (script, 202, "{\"seq\":11}");
  pub = script_expect (script, "pub");
  g_assert_cmpstr (cordial_packet_get_string (pub, "content"), ==, "two");
  g_assert_null (cordial_packet_get_object (pub, "head"));
  script_answer (script, 202, "{\"seq\":12}");
  test_wait_until (first && second);
  g_assert_cmpint (cordial_protocol_send_finish (script->protocol, first, &time_ms, NULL), ==, 11);
  g_assert_cmpint (time_ms, ==, G_GINT64_CONSTANT (1795464000123));
  g_assert_cmpint (cordial_protocol_send_finish (script->protocol, second, &time_ms, NULL), ==, 12);
}

static void
test_publish_refused (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in (script);
  send (script, "one", "id-one", &result);
  script_attach (script, "usrBen");
  script_expect (script, "pub");
  script_answer (script, 503, NULL);
  assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_TRY_LATER);

  send (script, "one", "id-one", &result);
  script_expect (script, "pub");
  script_answer (script, 500, NULL);
  assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED);

  send (script, "one", "id-one", &result);
  script_expect (script, "pub");
  script_answer (script, 403, NULL);
  {
    g_autoptr (GError) error = NULL;
    gint64 time_ms;

    test_wait_until (result != NULL);
    cordial_protocol_send_finish (script->protocol, result, &time_ms, &error);
    g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
    g_assert_nonnull (strstr (error->message, "words of the server"));
  }
}

static void
test_attach_refused (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in (script);
  send (script, "one", "id-one", &result);
  script_expect (script, "sub");
  script_answer (script, 503, NULL);
  assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
  send (script, "one", "id-one", &result);
  script_expect (script, "sub");
  script_answer (script, 404, NULL);
  assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_REJECTED);
}

static void
test_attach_first (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  gint64 time_ms;

  script_sign_in (script);
  send (script, "one", "id-one", &result);
  script_attach (script, "usrBen");
  script_expect (script, "pub");
  script_answer (script, 409, NULL);
  expect_catching_up (script);
  script_attach (script, "usrBen");
  catch_up (script);
  script_expect (script, "pub");
  script_answer (script, 202, "{\"seq\":11}");
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_send_finish (script->protocol, result, &time_ms, NULL), ==, 11);
  g_clear_object (&result);

  /* Once, not for ever. */
  send (script, "two", "id-two", &result);
  script_expect (script, "pub");
  script_answer (script, 409, NULL);
  expect_catching_up (script);
  script_attach (script, "usrBen");
  catch_up (script);
  script_expect (script, "pub");
  script_answer (script, 409, NULL);
  assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
}

static void
test_publish_lies (void)
{
  const char *params[] = {
    NULL, "{}", "{\"seq\":\"11\"}", "{\"seq\":-1}", "{\"seq\":0}", "{\"seq\":1e300}", "{\"seq\":9007199254740993}"
  };

  for (guint i = 0; i < G_N_ELEMENTS (params); i++)
    {
      g_autoptr (Script) script = script_new ();
      g_autoptr (GAsyncResult) result = NULL;

      script_sign_in (script);
      send (script, "one", "id-one", &result);
      script_attach (script, "usrBen");
      script_expect (script, "pub");
      script_answer (script, 202, params[i]);
      /* Whether it is there can only be seen by looking. */
      assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_LINK);
      script_expect (script, "hi");
    }
}

static void
test_link_lost (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) sent = NULL, waiting = NULL, fetched = NULL, refreshed = NULL, found = NULL, started = NULL;
  g_autoptr (CordialMessageRecord) record = cordial_message_record_new ();
  g_autoptr (GError) fetch_error = NULL, refresh_error = NULL, find_error = NULL, start_error = NULL;

  script_sign_in (script);
  script_list (script, "usrCleo");
  send (script, "one", "id-one", &sent);
  script_attach (script, "usrBen");
  script_expect (script, "pub");
  cordial_protocol_fetch_async (script->protocol, "usrBen", 1, 10, NULL, on_answer, &fetched);
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, on_answer, &refreshed);
  cordial_protocol_find_people_async (script->protocol, "cleo", NULL, on_answer, &found);
  cordial_protocol_start_conversation_async (script->protocol, "usrDan", NULL, on_answer, &started);
  record->conversation_id = g_strdup ("usrCleo");
  record->text = g_strdup ("to somebody we are not attached to");
  cordial_protocol_send_async (script->protocol, record, NULL, on_answer, &waiting);
  script_expect (script, "get");
  test_peer_drop (script->peer);

  assert_send_failed (script, &sent, CORDIAL_PROTOCOL_ERROR_LINK);
  assert_send_failed (script, &waiting, CORDIAL_PROTOCOL_ERROR_LINK);
  test_wait_until (fetched && refreshed && found && started);
  g_assert_null (cordial_protocol_fetch_finish (script->protocol, fetched, &fetch_error));
  g_assert_error (fetch_error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  g_assert_cmpint (cordial_protocol_refresh_finish (script->protocol, refreshed, &refresh_error), ==, -1);
  g_assert_error (refresh_error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  g_assert_null (cordial_protocol_find_people_finish (script->protocol, found, &find_error));
  g_assert_error (find_error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  g_assert_null (cordial_protocol_start_conversation_finish (script->protocol, started, &start_error));
  g_assert_error (start_error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
}

static void
close_on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  on_answer (object, result, user_data);
  cordial_protocol_close (CORDIAL_PROTOCOL (object));
}

static void
test_closed_in_callback (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) first = NULL, second = NULL;

  script_sign_in (script);
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, close_on_answer, &first);
  send (script, "one", "id-one", &second);
  script_expect (script, "sub");
  /* Two errands wait; the first one's callback ends it all. */
  script_answer (script, 403, NULL);
  test_wait_until (first && second);
  script_wait_link (script, OFFLINE);
}

static void
test_unanswered (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in (script);
  g_object_set (script->session, "answer-limit-ms", 200, NULL);
  send (script, "one", "id-one", &result);
  script_attach (script, "usrBen");
  script_expect (script, "pub");
  /* Frames flow, but not the one. */
  while (!result)
    {
      if (test_peer_is_open (script->peer))
        script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"on\"}}");
      test_run_ms (20);
    }
  assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_LINK);
  script_expect (script, "hi");
}

/* --- Fetching -------------------------------------------------------------------------------------------------------- */

static void
say_data (Script *script, int seq, const char *text)
{
  script_say (script,
              "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"ts\":\"2026-11-23T20:00:00Z\",\"seq\":%d,"
              "\"content\":\"%s\"}}",
              seq, text);
}

static void
say_call (Script *script, const char *from, int seq, const char *head)
{
  script_say (script,
              "{\"data\":{\"topic\":\"usrBen\",\"from\":\"%s\",\"ts\":\"2026-11-23T20:00:00Z\",\"seq\":%d,"
              "\"head\":%s,\"content\":{\"txt\":\" \",\"fmt\":[{\"len\":1}],\"ent\":[{\"tp\":\"VC\"}]}}}",
              from, seq, head);
}

/* Nobody can be spoken to here: the caller is told, once, and of no call that has an outcome already. */
static void
test_call_is_declined (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) refreshed = NULL;
  JsonObject *note;
  gint64 seq;

  script_sign_in (script);
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, on_answer, &refreshed);
  script_attach (script, "usrBen");
  script_expect (script, "get");
  say_call (script, "usrAda", 11, "{\"webrtc\":\"started\",\"mime\":\"text/x-drafty\"}");
  say_call (script, "usrBen", 12, "{\"webrtc\":\"missed\",\"replace\":\":11\",\"mime\":\"text/x-drafty\"}");
  say_call (script, "usrBen", 11, "{\"webrtc\":\"started\",\"mime\":\"text/x-drafty\"}");
  say_call (script, "usrBen", 13, "{\"webrtc\":\"started\",\"mime\":\"text/x-drafty\"}");
  note = script_expect (script, "note");
  g_assert_cmpstr (cordial_packet_get_string (note, "topic"), ==, "usrBen");
  g_assert_cmpstr (cordial_packet_get_string (note, "what"), ==, "call");
  g_assert_cmpstr (cordial_packet_get_string (note, "event"), ==, "hang-up");
  g_assert_true (cordial_packet_get_int (note, "seq", &seq));
  g_assert_cmpint (seq, ==, 13);
  g_assert_false (script_has_more (script));
  test_peer_drop (script->peer);
  test_wait_until (refreshed != NULL);
}

static void
test_fetch (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *get, *data;
  gint64 since, before;

  script_sign_in (script);
  cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 8, NULL, on_answer, &result);
  script_attach (script, "usrBen");
  get = script_expect (script, "get");
  g_assert_cmpstr (cordial_packet_get_string (get, "what"), ==, "data");
  data = cordial_packet_get_object (get, "data");
  g_assert_true (cordial_packet_get_int (data, "since", &since));
  g_assert_cmpint (since, ==, 5);
  g_assert_true (cordial_packet_get_int (data, "before", &before));
  g_assert_cmpint (before, ==, 9);
  /* Newest first, one of them deleted, a live one in between. */
  say_data (script, 8, "eight");
  say_data (script, 11, "live");
  say_data (script, 7, "seven");
  say_data (script, 5, "five");
  script_answer (script, 208, "{\"what\":\"data\",\"count\":3}");
  test_wait_until (result != NULL);
  messages = cordial_protocol_fetch_finish (script->protocol, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 3);
  g_assert_cmpint (((CordialMessageRecord *) messages->pdata[0])->seq, ==, 5);
  g_assert_cmpint (((CordialMessageRecord *) messages->pdata[1])->seq, ==, 7);
  g_assert_cmpint (((CordialMessageRecord *) messages->pdata[2])->seq, ==, 8);
  g_assert_cmpuint (script->told->len, ==, 1);
  g_assert_true (script_was_told (script, "message usrBen 11 usrBen «live» -"));
}

static void
test_fetch_lost_some (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  script_sign_in (script);
  cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 8, NULL, on_answer, &result);
  script_attach (script, "usrBen");
  script_expect (script, "get");
  say_data (script, 8, "eight");
  script_answer (script, 208, "{\"what\":\"data\",\"count\":4}");
  test_wait_until (result != NULL);
  g_assert_null (cordial_protocol_fetch_finish (script->protocol, result, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED);
  g_assert_true (script_was_told (script, "message usrBen 8 usrBen «eight» -"));
}

static void
test_fetch_unreadable (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;

  /* What is wrong with a message costs that part of it. */
  script_sign_in (script);
  cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 8, NULL, on_answer, &result);
  script_attach (script, "usrBen");
  script_expect (script, "get");
  say_data (script, 8, "eight");
  script_say (script, "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"ts\":\"yesterday\",\"seq\":7}}");
  script_answer (script, 208, "{\"what\":\"data\",\"count\":2}");
  test_wait_until (result != NULL);
  messages = cordial_protocol_fetch_finish (script->protocol, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 2);
  g_assert_cmpint (((CordialMessageRecord *) messages->pdata[0])->seq, ==, 7);
  g_assert_cmpint (((CordialMessageRecord *) messages->pdata[0])->time_ms, >, 0);
}

/* A message that nests deeper than any reader goes loses what is down there, and nothing else does. */
static void
test_fetch_deep (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *open = g_strnfill (100000, '[');
  g_autofree char *close = g_strnfill (100000, ']');
  const CordialMessageRecord *deep;

  script_sign_in (script);
  cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 8, NULL, on_answer, &result);
  script_attach (script, "usrBen");
  script_expect (script, "get");
  say_data (script, 8, "eight");
  script_say (
    script,
    "{\"data\":{\"content\":{\"txt\":\"deep\",\"ent\":[%s%s],\"x\":\"}]\"},\"topic\":\"usrBen\",\"from\":\"usrBen\","
    "\"ts\":\"2026-11-23T20:00:00Z\",\"seq\":7}}",
    open, close);
  script_answer (script, 208, "{\"what\":\"data\",\"count\":2}");
  test_wait_until (result != NULL);
  messages = cordial_protocol_fetch_finish (script->protocol, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 2);
  deep = messages->pdata[0];
  g_assert_cmpint (deep->seq, ==, 7);
  g_assert_cmpstr (deep->text, ==, "deep");
}

static void
test_fetch_detached (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;

  script_sign_in (script);
  cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 8, NULL, on_answer, &result);
  script_attach (script, "usrBen");
  script_expect (script, "get");
  script_answer (script, 403, NULL);
  expect_catching_up (script);
  script_attach (script, "usrBen");
  catch_up (script);
  script_expect (script, "get");
  script_answer (script, 204, "{\"what\":\"data\"}");
  test_wait_until (result != NULL);
  messages = cordial_protocol_fetch_finish (script->protocol, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 0);
}

/* --- Refreshing ------------------------------------------------------------------------------------------------------ */

static void
say_desc (Script *script, const char *desc)
{
  JsonObject *body = script_expect (script, "get");

  g_assert_cmpstr (cordial_packet_get_string (body, "what"), ==, "desc sub");
  script_say (script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"desc\":%s}}", script->id, desc);
}

static void
test_refresh_detached (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  /* A description without a seq is what strangers get: it must not pass for an empty conversation. */
  script_sign_in (script);
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, on_answer, &result);
  script_attach (script, "usrBen");
  say_desc (script, "{\"public\":{\"fn\":\"Ben\"}}");
  script_attach (script, "usrBen");
  say_desc (script, "{\"seq\":12}");
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_refresh_finish (script->protocol, result, NULL), ==, 12);
  g_clear_object (&result);

  /* Attached for certain, it is empty. */
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, on_answer, &result);
  say_desc (script, "{}");
  script_attach (script, "usrBen");
  say_desc (script, "{}");
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_refresh_finish (script->protocol, result, NULL), ==, 0);
}

static void
test_refresh_refused (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  script_sign_in (script);
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, on_answer, &result);
  script_attach (script, "usrBen");
  script_expect (script, "get");
  script_answer (script, 503, NULL);
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_refresh_finish (script->protocol, result, &error), ==, -1);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
}

static void
test_asleep (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  cordial_heartbeat_set_interval_ms (
    cordial_connection_get_heartbeat (cordial_session_get_connection (CORDIAL_SESSION (script->session))), 200);
  settle (script);
  /* The process is stopped for a while, and the server has something to say. */
  g_usleep (500 * 1000);
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"on\"}}");
  expect_catching_up (script);
  catch_up (script);
}

/* --- What becomes of messages ------------------------------------------------------------------------------------- */

static void
test_edit (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CordialMessageRecord) record = cordial_message_record_new ();
  JsonObject *pub, *head;
  gint64 time_ms;

  script_sign_in (script);
  record->conversation_id = g_strdup ("usrBen");
  record->text = g_strdup ("better");
  record->cordial_id = g_strdup ("id-1");
  record->replaces = 7;
  g_assert_true (cordial_protocol_get_capabilities (script->protocol) & CORDIAL_PROTOCOL_CAN_EDIT);
  cordial_protocol_send_async (script->protocol, record, NULL, on_answer, &result);
  script_attach (script, "usrBen");
  pub = script_expect (script, "pub");
  head = json_object_get_object_member (pub, "head");
  g_assert_cmpstr (json_object_get_string_member (head, "replace"), ==, ":7");
  g_assert_cmpstr (json_object_get_string_member (head, "x-cordial-id"), ==, "id-1");
  g_assert_cmpstr (json_object_get_string_member (pub, "content"), ==, "better");
  script_answer (script, 202, "{\"seq\":11}");
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_send_finish (script->protocol, result, &time_ms, NULL), ==, 11);
}

static void
say_mode (Script *script, const char *mode)
{
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"acs\"}}");
  script_expect (script, "get");
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,"
              "\"acs\":{\"mode\":\"%s\"},\"public\":{\"fn\":\"Ben\"}}]}}",
              script->id, mode);
}

/* Whether that one is still there is asked. */
static void
expect_look (Script *script, gint64 wanted)
{
  JsonObject *data = cordial_packet_get_object (script_expect (script, "get"), "data");
  gint64 since, before;

  g_assert_true (cordial_packet_get_int (data, "since", &since) && cordial_packet_get_int (data, "before", &before));
  g_assert_cmpint (since, ==, wanted);
  g_assert_cmpint (before, ==, wanted + 1);
}

static void
test_delete (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 wanted[] = { 7, 9 };
  JsonObject *del;
  JsonArray *ranges;

  script_sign_in (script);
  g_array_append_vals (seqs, wanted, 2);
  cordial_protocol_delete_async (script->protocol, "usrBen", seqs, TRUE, NULL, on_answer, &result);
  script_attach (script, "usrBen");
  del = script_expect (script, "del");
  g_assert_cmpstr (json_object_get_string_member (del, "what"), ==, "msg");
  g_assert_true (json_object_get_boolean_member (del, "hard"));
  ranges = json_object_get_array_member (del, "delseq");
  g_assert_cmpuint (json_array_get_length (ranges), ==, 2);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (ranges, 1), "low"), ==, 9);
  script_answer (script, 200, "{\"del\":3}");
  expect_look (script, 7);
  script_answer (script, 204, "{\"what\":\"data\",\"count\":0}");
  test_wait_until (result != NULL);
  g_assert_true (cordial_protocol_delete_finish (script->protocol, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);

  cordial_protocol_delete_async (script->protocol, "usrBen", seqs, FALSE, NULL, on_answer, &result);
  del = script_expect (script, "del");
  g_assert_false (json_object_has_member (del, "hard"));
  script_answer (script, 403, NULL);
  test_wait_until (result != NULL);
  g_assert_false (cordial_protocol_delete_finish (script->protocol, result, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
}

/* A Tinode server says that it is done where it has left for everybody what is old, or deleted it for one only. */
static void
test_delete_softened (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) old = NULL, forbidden = NULL, for_self = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 seq = 7;

  script_sign_in (script);
  g_array_append_val (seqs, seq);
  cordial_protocol_delete_async (script->protocol, "usrBen", seqs, TRUE, NULL, on_answer, &old);
  script_attach (script, "usrBen");
  script_expect (script, "del");
  script_answer (script, 200, "{\"del\":3}");
  expect_look (script, 7);
  script_say (script, "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrAda\",\"seq\":7,\"content\":\"old\"}}");
  script_answer (script, 200, "{\"what\":\"data\",\"count\":1}");
  test_wait_until (old != NULL);
  g_assert_false (cordial_protocol_delete_finish (script->protocol, old, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
  g_clear_error (&error);

  say_mode (script, "JRWPA");
  settle (script);
  cordial_protocol_delete_async (script->protocol, "usrBen", seqs, TRUE, NULL, on_answer, &forbidden);
  test_wait_until (forbidden != NULL);
  g_assert_false (cordial_protocol_delete_finish (script->protocol, forbidden, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
  g_assert_false (script_has_more (script));
  g_clear_error (&error);
  cordial_protocol_delete_async (script->protocol, "usrBen", seqs, FALSE, NULL, on_answer, &for_self);
  script_expect (script, "del");
  script_answer (script, 200, "{\"del\":4}");
  test_wait_until (for_self != NULL);
  g_assert_true (cordial_protocol_delete_finish (script->protocol, for_self, &error));
  g_assert_no_error (error);
}

/* A note has no answer: it is surely heard when what was asked later is answered, and maybe not when the link goes first. */
static void
test_mark_heard (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) heard = NULL, unheard = NULL, sent = NULL;
  g_autoptr (GError) error = NULL;

  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, on_answer, &heard);
  script_attach (script, "usrBen");
  script_expect (script, "note");
  settle (script);
  g_assert_null (heard);
  send (script, "hello", "id-1", &sent);
  script_expect (script, "pub");
  script_answer (script, 202, "{\"seq\":11}");
  test_wait_until (heard != NULL);
  g_assert_true (cordial_protocol_mark_finish (script->protocol, heard, &error));
  g_assert_no_error (error);

  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 11, NULL, on_answer, &unheard);
  script_expect (script, "note");
  test_peer_drop (script->peer);
  test_wait_until (unheard != NULL);
  g_assert_false (cordial_protocol_mark_finish (script->protocol, unheard, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
}

/* --- Messages -------------------------------------------------------------------------------------------------------- */

static void
test_messages (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, NULL, NULL);
  script_attach (script, "usrBen");
  script_expect (script, "note");

  say_data (script, 11, "plain");
  script_wait_told (script, "message usrBen 11 usrBen «plain» -");
  script_say (script, "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":12,\"ts\":\"2026-11-23T20:00:00Z\","
                      "\"head\":{\"mime\":\"text/x-drafty\",\"x-cordial-id\":\"id-12\"},"
                      "\"content\":{\"txt\":\"bold\",\"fmt\":[{\"len\":4,\"tp\":\"ST\"}]}}}");
  script_wait_told (script, "message usrBen 12 usrBen «bold» id-12");
  /* An id that cannot be one is none. */
  script_say (script, "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":13,\"content\":\"x\","
                      "\"head\":{\"x-cordial-id\":7}}}");
  script_wait_told (script, "message usrBen 13 usrBen «x» -");
  script_say (script,
              "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":14,\"content\":\"y\","
              "\"head\":{\"x-cordial-id\":\"%0200d\"}}}",
              7);
  script_wait_told (script, "message usrBen 14 usrBen «y» -");
  /* From a channel, nobody in particular; in no format that is known. */
  script_say (script, "{\"data\":{\"topic\":\"usrBen\",\"seq\":15,\"content\":{\"call\":1}}}");
  script_wait_told (script, "message usrBen 15 usrBen «[A message that cannot be shown]» -");
  /* What is wrong with one costs that part of it. */
  script_say (script, "{\"data\":{\"topic\":\"usrBen\",\"from\":7,\"seq\":16,\"content\":\"x\"}}");
  script_wait_told (script, "message usrBen 16 usrBen «x» -");
  script_say (script, "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":17,\"ts\":7,\"content\":\"x\"}}");
  script_wait_told (script, "message usrBen 17 usrBen «x» -");
  script_say (script,
              "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":18,\"ts\":\"x\",\"content\":\"x\"}}");
  script_wait_told (script, "message usrBen 18 usrBen «x» -");
  script_say (script, "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":19,\"head\":[],\"content\":\"x\"}}");
  script_wait_told (script, "message usrBen 19 usrBen «x» -");
}

static void
test_messages_lies (void)
{
  g_autoptr (Script) script = script_new ();
  g_autofree char *deep = g_strnfill (5000, '[');
  const char *lies[] = {
    "{\"data\":{\"topic\":\"usrMallory\",\"from\":\"usrBen\",\"seq\":1,\"content\":\"x\"}}",
    "{\"data\":{\"topic\":\"me\",\"from\":\"usrBen\",\"seq\":1,\"content\":\"x\"}}",
    "{\"data\":{\"topic\":7,\"from\":\"usrBen\",\"seq\":1,\"content\":\"x\"}}",
    "{\"data\":{\"from\":\"usrBen\",\"seq\":1,\"content\":\"x\"}}",
    "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":-1,\"content\":\"x\"}}",
    "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":0,\"content\":\"x\"}}",
    "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":\"11\",\"content\":\"x\"}}",
    "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":11.5,\"content\":\"x\"}}",
    "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":99999999999,\"content\":\"x\"}}",
    "{\"data\":7}",
    "{\"data\":[]}",
    "{\"unknown\":{}}",
    "{\"meta\":{}}",
    "{\"meta\":{\"topic\":\"usrMallory\",\"desc\":{\"seq\":7}}}",
    "{\"meta\":{\"topic\":\"me\",\"sub\":{},\"desc\":[]}}",
    "{\"pres\":{}}",
    "{\"pres\":{\"topic\":\"usrMallory\",\"what\":\"gone\"}}",
    "{\"pres\":{\"topic\":\"me\",\"what\":\"gone\",\"src\":\"usrMallory\"}}",
    "{\"pres\":{\"topic\":\"me\",\"what\":\"msg\",\"src\":\"usrBen\",\"seq\":-7}}",
    "{\"pres\":{\"topic\":\"me\",\"what\":\"read\",\"src\":\"usrBen\",\"seq\":99}}",
    "{\"pres\":{\"topic\":\"me\",\"what\":\"msg\",\"src\":\"../../x\",\"seq\":7}}",
    "{\"info\":{}}",
    "{\"info\":{\"topic\":\"usrMallory\",\"from\":\"usrBen\",\"what\":\"kp\"}}",
    "{\"info\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"what\":\"read\",\"seq\":99}}",
    "{\"info\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"what\":\"read\"}}",
    "{\"info\":{\"topic\":\"usrBen\",\"from\":\"usrAda\",\"what\":\"kp\"}}",
    "{\"ctrl\":{}}",
    "{\"ctrl\":{\"code\":\"200\"}}",
    "{\"ctrl\":{\"code\":99999,\"id\":\"1\"}}",
    "{\"ctrl\":{\"code\":200,\"id\":\"4711\"}}",
    "{\"ctrl\":{\"code\":400}}",
    "[]",
    "null",
    "not JSON",
    "{",
    "0",
    "",
    deep,
  };

  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, NULL, NULL);
  script_attach (script, "usrBen");
  script_expect (script, "note");
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    script_say (script, "%s", lies[i]);
  settle (script);
  g_assert_cmpuint (script->told->len, ==, 1);
  g_assert_cmpint (cordial_protocol_get_link_state (script->protocol), ==, CORDIAL_LINK_ONLINE);
  g_assert_false (script_has_more (script));
}

/* One strange member of a line of the roster, or of a description, costs that member: the conversation stays, and so do the
 * others, and the session. */
static void
test_strange_members (void)
{
  g_autoptr (Script) script = script_new ();
  g_autofree char *open = g_strnfill (5000, '['), *close = g_strnfill (5000, ']');
  g_autofree char *deep = g_strconcat ("{\"fn\":\"Deep\",\"note\":", open, close, "}", NULL);
  g_autofree char *long_text = g_strnfill (300000, 'x');
  g_autofree char *large =
    g_strconcat ("{\"fn\":\"", long_text, "\",\"photo\":{\"data\":\"", long_text, long_text, "\"}}", NULL);
  const char *const members[] = { "seq",    "read",    "recv", "touched", "updated", "clear", "acs",
                                  "public", "private", "seen", "online",  "deleted", "tags",  "trusted" };
  const char *const values[] = {
    "null",
    "true",
    "-7",
    "7.5",
    "1e400",
    "99999999999999999999999",
    "\"\"",
    "\"\\ud800\"",
    "[]",
    "[[],{},null,7]",
    "{}",
    "{\"fn\":7,\"photo\":7,\"comment\":7,\"mode\":7,\"when\":7,\"want\":7}",
    "{\"fn\":{},\"photo\":{\"data\":7,\"ref\":[]},\"comment\":[],\"mode\":{},\"when\":\"yesterday\"}",
    "{\"fn\":\"\\udfff\",\"photo\":{\"data\":\"%%%\",\"ref\":\"\\u0000\"},\"when\":\"9999-99-99T99:99:99Z\"}",
    deep,
    large,
  };

  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, NULL, NULL);
  script_attach (script, "usrBen");
  script_expect (script, "note");
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    for (guint j = 0; j < G_N_ELEMENTS (values); j++)
      {
        script_forget (script);
        script_say (script,
                    "{\"meta\":{\"topic\":\"me\",\"sub\":[7,{\"topic\":\"usrBen\",\"%s\":%s},{\"topic\":%s},"
                    "{\"topic\":\"usrEve\",\"seq\":1,\"public\":{\"fn\":\"Eve\"}}]}}",
                    members[i], values[j], values[j]);
        script_wait_told (script, "conversation usrEve name=Eve seq=1 offline");
        script_say (script,
                    "{\"meta\":{\"topic\":\"usrBen\",\"desc\":{\"%s\":%s},\"sub\":[%s,{\"user\":\"usrBen\",\"%s\":%s}],"
                    "\"del\":%s,\"tags\":%s}}",
                    members[i], values[j], values[j], members[i], values[j], values[j], values[j]);
        settle (script);
        g_assert_false (script_was_told (script, "conversation usrBen ended=unknown"));
      }
  g_assert_cmpint (cordial_protocol_get_link_state (script->protocol), ==, CORDIAL_LINK_ONLINE);
  g_assert_false (script_has_more (script));
}

/* --- Presence -------------------------------------------------------------------------------------------------------- */

static void
test_presence (void)
{
  g_autoptr (Script) script = script_new ();
  JsonObject *body;

  script_sign_in (script);
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"on\",\"ua\":\"x\"}}");
  script_wait_told (script, "conversation usrBen online");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"off\"}}");
  script_wait_told (script, "conversation usrBen offline seen=0");
  /* Since when, the roster knows: whom one mutes is said to be off, too. */
  body = script_expect (script, "get");
  g_assert_cmpstr (cordial_packet_get_string (cordial_packet_get_object (body, "sub"), "topic"), ==, "usrBen");
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,"
              "\"public\":{\"fn\":\"Ben\"},\"seen\":{\"when\":\"2026-11-23T20:00:00.123Z\"}}]}}",
              script->id);
  script_wait_told (script, "conversation usrBen name=Ben seq=10 offline seen=1795464000123");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"msg\",\"seq\":11}}");
  script_wait_told (script, "conversation usrBen seq=11");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"read\",\"seq\":11}}");
  script_wait_told (script, "read usrBen usrAda 11");
  script_say (script,
              "{\"info\":{\"topic\":\"me\",\"src\":\"usrBen\",\"from\":\"usrBen\",\"what\":\"recv\",\"seq\":9}}");
  script_wait_told (script, "received usrBen usrBen 9");
  script_say (script, "{\"info\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"what\":\"kp\"}}");
  script_wait_told (script, "typing usrBen usrBen");

  /* Something about Ben changed: ask. */
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"upd\"}}");
  body = script_expect (script, "get");
  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "me");
  g_assert_cmpstr (cordial_packet_get_string (cordial_packet_get_object (body, "sub"), "topic"), ==, "usrBen");
  script_say (
    script,
    "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"public\":{\"fn\":\"Benjamin\"}}]}}",
    script->id);
  script_wait_told (script, "conversation usrBen name=Benjamin offline");

  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"gone\"}}");
  script_wait_told (script, "conversation usrBen ended=unknown");
}

static void
test_stranger (void)
{
  g_autoptr (Script) script = script_new ();
  JsonObject *body;

  script_sign_in (script);
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrEve\",\"what\":\"acs\",\"acs\":{\"want\":\"JRWPA\"}}}");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrEve\",\"what\":\"msg\",\"seq\":1}}");
  body = script_expect (script, "get");
  g_assert_cmpstr (cordial_packet_get_string (cordial_packet_get_object (body, "sub"), "topic"), ==, "usrEve");
  script_say (
    script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrEve\",\"public\":{\"fn\":\"Eve\"}}]}}",
    script->id);
  script_wait_told (script, "conversation usrEve name=Eve offline");
  /* The message came after the answer may have been made. */
  script_expect (script, "get");
  script_say (
    script,
    "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrEve\",\"seq\":1,\"public\":{\"fn\":\"Eve\"}}]}}",
    script->id);
  script_wait_told (script, "conversation usrEve name=Eve seq=1 offline");
  g_assert_false (script_has_more (script));
}

static void
test_many_strangers (void)
{
  g_autoptr (Script) script = script_new ();
  guint n = 0;

  /* A server that makes them up gets no request for each. */
  script_sign_in (script);
  for (guint i = 0; i < 1000; i++)
    script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrEve%u\",\"what\":\"msg\",\"seq\":1}}", i);
  settle (script);
  while (script_has_more (script))
    {
      script_expect (script, "get");
      n++;
    }
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, 100);
}

static void
expect_deletions_asked (Script *script, gint64 wanted)
{
  JsonObject *body = script_expect (script, "get");
  gint64 since;

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "usrBen");
  g_assert_cmpstr (cordial_packet_get_string (body, "what"), ==, "del");
  g_assert_true (cordial_packet_get_int (cordial_packet_get_object (body, "del"), "since", &since));
  g_assert_cmpint (since, ==, wanted);
}

static void
say_deletions (Script *script, gint64 clear, const char *ranges)
{
  script_say (
    script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"del\":{\"clear\":%" G_GINT64_FORMAT ",\"delseq\":[%s]}}}",
    script->id, clear, ranges);
}

/* Attaches as script_attach() does. Returns since which deletion is asked. */
static gint64
expect_attaching (Script *script)
{
  JsonObject *body = script_expect (script, "sub"), *query = cordial_packet_get_object (body, "get");
  gint64 since;

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "usrBen");
  g_assert_true (cordial_packet_get_int (cordial_packet_get_object (query, "del"), "since", &since));
  return since;
}

static void
test_deleted (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  /* On `me` there is only the number of the deletion: what it took is told to those who attach. */
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"del\",\"clear\":3}}");
  g_assert_cmpint (expect_attaching (script), ==, 1);
  script_answer (script, 200, NULL);
  say_deletions (script, 3, "{\"low\":2},{\"low\":4,\"hi\":7},{\"low\":9,\"hi\":3},{\"low\":-1},{},7");
  script_wait_told (script, "deleted usrBen 2-2");
  script_wait_told (script, "deleted usrBen 4-6");
  script_say (script, "{\"pres\":{\"topic\":\"usrBen\",\"src\":\"usrAda\",\"what\":\"del\",\"clear\":4,"
                      "\"delseq\":[{\"low\":8,\"hi\":10}]}}");
  script_wait_told (script, "deleted usrBen 8-9");
  /* The newest of an answer may go on in the next. */
  script_wait_told (script, "deletions known usrBen 2");
  g_assert_cmpuint (script->told->len, ==, 4);
}

/* Made while we were away: as many as there are, in answers that are cut anywhere, with ranges that overlap. */
static void
test_deleted_away (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, NULL, NULL);
  g_assert_cmpint (expect_attaching (script), ==, 1);
  script_answer (script, 200, NULL);
  /* Cut in the midst of deletion 5: a thousand ranges that meet are told as one. */
  say_deletions (script, 5, "{\"low\":1,\"hi\":3}");
  script_expect (script, "note");
  expect_deletions_asked (script, 5);
  say_deletions (script, 7, "{\"low\":2,\"hi\":4},{\"low\":6}");
  expect_deletions_asked (script, 7);
  say_deletions (script, 7, "{\"low\":6},{\"low\":8}");
  expect_deletions_asked (script, 8);
  script_answer (script, 204, "{\"what\":\"del\"}");
  script_wait_told (script, "deleted usrBen 1-2");
  script_wait_told (script, "deleted usrBen 2-3");
  script_wait_told (script, "deleted usrBen 8-8");
  g_assert_true (script_was_told (script, "deletions known usrBen 4"));
  g_assert_true (script_was_told (script, "deletions known usrBen 6"));
  g_assert_true (script_was_told (script, "deletions known usrBen 7"));
  settle (script);
  g_assert_false (script_has_more (script));

  /* Known by now: nothing is told twice. One that the roster knows of is asked for. */
  script_say (script, "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"clear\":7}]}}");
  settle (script);
  g_assert_false (script_has_more (script));
  script_say (script, "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"clear\":9}]}}");
  expect_deletions_asked (script, 8);
  /* An answer from before what was asked ends it, whatever it says. */
  say_deletions (script, 2, "{\"low\":9}");
  settle (script);
  g_assert_false (script_has_more (script));

  /* A server that has forgotten some gives their numbers again. */
  script_say (script, "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"clear\":4}]}}");
  expect_deletions_asked (script, 1);
  g_assert_true (script_was_told (script, "deletions known usrBen 0"));
}

/* Up to where they are known from an earlier run; and what of them shall be told once more. */
static void
test_deletions_known (void)
{
  g_autoptr (Script) script = script_new ();

  cordial_protocol_know_deletions (script->protocol, "usrBen", 6);
  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, NULL, NULL);
  g_assert_cmpint (expect_attaching (script), ==, 7);
  script_answer (script, 200, NULL);
  script_expect (script, "note");
  settle (script);
  g_assert_false (script_has_more (script));
  cordial_protocol_know_deletions (script->protocol, "usrBen", 0);
  expect_deletions_asked (script, 1);
}

static void
test_terminated (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, NULL, NULL);
  script_attach (script, "usrBen");
  script_expect (script, "note");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"term\"}}");
  script_attach (script, "usrBen");
}

/* --- Telling --------------------------------------------------------------------------------------------------------- */

static void
test_marks (void)
{
  g_autoptr (Script) script = script_new ();
  JsonObject *note;
  gint64 seq;

  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_RECEIVED, 9, NULL, NULL, NULL);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_RECEIVED, 10, NULL, NULL, NULL);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 8, NULL, NULL, NULL);
  cordial_protocol_typing (script->protocol, "usrBen");
  /* One {sub}, and what is told is the newest. */
  script_attach (script, "usrBen");
  note = script_expect (script, "note");
  g_assert_cmpstr (cordial_packet_get_string (note, "what"), ==, "recv");
  g_assert_true (cordial_packet_get_int (note, "seq", &seq));
  g_assert_cmpint (seq, ==, 10);
  g_assert_false (json_object_has_member (note, "id"));
  note = script_expect (script, "note");
  g_assert_cmpstr (cordial_packet_get_string (note, "what"), ==, "read");
  cordial_protocol_typing (script->protocol, "usrBen");
  note = script_expect (script, "note");
  g_assert_cmpstr (cordial_packet_get_string (note, "what"), ==, "kp");
  g_assert_false (json_object_has_member (note, "seq"));
}

/* What comes while the server is letting us in is told nowhere: not to those who are attached, nor to those who are not. */
static void
test_arrived_while_attaching (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  JsonObject *body;

  script_sign_in (script);
  send (script, "one", "id-one", &result);
  body = script_expect (script, "sub");
  g_assert_nonnull (strstr (cordial_packet_get_string (cordial_packet_get_object (body, "get"), "what"), "desc"));
  script_answer (script, 200, NULL);
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"desc\":{\"seq\":12,\"acs\":{\"mode\":\"JRWP\"}}}}",
              script->id);
  script_wait_told (script, "conversation usrBen seq=12 writable");
  script_expect (script, "pub");
  script_answer (script, 202, "{\"seq\":13}");
  test_wait_until (result != NULL);
}

/* What `me` is told of takes a way of its own in the server, and may come after what was said later. */
static void
test_late_presence (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in (script);
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"msg\",\"seq\":11}}");
  script_wait_told (script, "conversation usrBen seq=11");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"msg\",\"seq\":9}}");
  send (script, "one", "id-one", &result);
  script_attach (script, "usrBen");
  script_expect (script, "pub");
  script_answer (script, 202, "{\"seq\":13}");
  test_wait_until (result != NULL);
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"msg\",\"seq\":12}}");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"msg\",\"seq\":14}}");
  script_wait_told (script, "conversation usrBen seq=14");
  g_assert_false (script_was_told (script, "conversation usrBen seq=9"));
  g_assert_false (script_was_told (script, "conversation usrBen seq=12"));
}

/* Of a muted conversation only those hear who are attached. */
static void
test_muted (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  say_mode (script, "JRWPA");
  settle (script);
  g_assert_false (script_has_more (script));
  say_mode (script, "JRWA");
  script_attach (script, "usrBen");
  /* Once is enough. */
  say_mode (script, "JRWA");
  settle (script);
  g_assert_false (script_has_more (script));
}

/* Whoever banned a conversation does not join it again by looking. */
/* A server that is too busy to let us in is asked again: nobody else tells of what is said there. */
static void
test_muted_busy (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  script_say (script, "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,"
                      "\"acs\":{\"mode\":\"JRW\"}}]}}");
  for (guint i = 0; i < 2; i++)
    {
      expect_attaching (script);
      script_answer (script, i == 0 ? 503 : 200, NULL);
    }
  say_data (script, 11, "quiet");
  script_wait_told (script, "message usrBen 11 usrBen «quiet» -");
}

/* A server that tells of things before it was asked for any, and out of order. */
static void
test_unsolicited_roster (void)
{
  g_autoptr (Script) script = script_new ();

  cordial_protocol_open (script->protocol);
  script_expect (script, "hi");
  script_answer (script, 201, "{\"ver\":\"0.25\",\"build\":\"test\",\"maxMessageSize\":262144}");
  script_expect (script, "login");
  script_answer (script, 200, "{\"user\":\"usrAda\",\"token\":\"dG9rZW4=\",\"expires\":\"2030-01-01T00:00:00Z\"}");
  script_expect (script, "sub");
  script_say (script, "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"clear\":2,"
                      "\"acs\":{\"mode\":\"JR\"}}]}}");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"del\",\"clear\":3}}");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"term\"}}");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrEve\",\"what\":\"msg\",\"seq\":1}}");
  script_say (script, "{\"pres\":{\"topic\":\"usrBen\",\"what\":\"del\",\"clear\":3}}");
  script_say (script, "{\"meta\":{\"topic\":\"usrBen\",\"del\":{\"clear\":3,\"delseq\":[{\"low\":2}]}}}");
  script_answer (script, 200, NULL);
  script_say (script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10}]}}",
              script->id);
  script_wait_link (script, ONLINE);
  g_assert_false (script_was_told (script, "deleted usrBen 2-2"));
}

static void
test_banned (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  say_mode (script, "RWA");
  say_mode (script, "N");
  settle (script);
  g_assert_false (script_has_more (script));
}

static void
test_receipts_of_peer (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  JsonObject *body;

  script_sign_in (script);
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, on_answer, &result);
  body = script_expect (script, "sub");
  g_assert_nonnull (strstr (cordial_packet_get_string (cordial_packet_get_object (body, "get"), "what"), "sub"));
  script_answer (script, 200, NULL);
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"sub\":[{\"user\":\"usrAda\",\"read\":10,\"recv\":10},"
              "{\"user\":\"usrBen\",\"read\":4,\"recv\":7}]}}",
              script->id);
  script_expect (script, "get");
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"desc\":{\"seq\":12,\"acs\":{\"mode\":\"JRP\"}}}}",
              script->id);
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_refresh_finish (script->protocol, result, NULL), ==, 12);
  g_assert_true (script_was_told (script, "conversation usrBen peer-read=4 peer-recv=7"));
  g_assert_true (script_was_told (script, "conversation usrBen seq=12 read-only"));
}

/* After a burst and an interval of silence the server is asked for what is newest: its queue may have been full, and what came
 * last is what it dropped. After a few frames it is not. */
static void
test_after_burst (void)
{
  g_autoptr (Script) script = script_new ();
  CordialConnection *connection = cordial_session_get_connection (CORDIAL_SESSION (script->session));

  test_peer_set_echo (script->peer, "1", "0");
  script_sign_in (script);
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"msg\",\"seq\":11}}");
  script_wait_told (script, "conversation usrBen seq=11");
  cordial_connection_probe (connection);
  test_wait_until (!cordial_heartbeat_is_armed (cordial_connection_get_heartbeat (connection)));
  g_assert_false (script_has_more (script));

  for (guint i = 0; i < 100; i++)
    script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"msg\",\"seq\":%u}}", 12 + i);
  script_wait_told (script, "conversation usrBen seq=111");
  cordial_heartbeat_set_interval_ms (cordial_connection_get_heartbeat (connection), 100);
  expect_catching_up (script);
  catch_up (script);
}

int
main (int argc, char *argv[])
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/tinode/traffic/publish", test_publish);
  g_test_add_func ("/tinode/traffic/publish-refused", test_publish_refused);
  g_test_add_func ("/tinode/traffic/attach-refused", test_attach_refused);
  g_test_add_func ("/tinode/traffic/attach-first", test_attach_first);
  g_test_add_func ("/tinode/traffic/publish-lies", test_publish_lies);
  g_test_add_func ("/tinode/traffic/link-lost", test_link_lost);
  g_test_add_func ("/tinode/traffic/closed-in-callback", test_closed_in_callback);
  g_test_add_func ("/tinode/traffic/unanswered", test_unanswered);
  g_test_add_func ("/tinode/traffic/fetch", test_fetch);
  g_test_add_func ("/tinode/traffic/call-is-declined", test_call_is_declined);
  g_test_add_func ("/tinode/traffic/fetch-lost-some", test_fetch_lost_some);
  g_test_add_func ("/tinode/traffic/fetch-unreadable", test_fetch_unreadable);
  g_test_add_func ("/tinode/traffic/fetch-deep", test_fetch_deep);
  g_test_add_func ("/tinode/traffic/fetch-detached", test_fetch_detached);
  g_test_add_func ("/tinode/traffic/edit", test_edit);
  g_test_add_func ("/tinode/traffic/delete", test_delete);
  g_test_add_func ("/tinode/traffic/delete-softened", test_delete_softened);
  g_test_add_func ("/tinode/traffic/mark-heard", test_mark_heard);
  g_test_add_func ("/tinode/traffic/refresh-detached", test_refresh_detached);
  g_test_add_func ("/tinode/traffic/refresh-refused", test_refresh_refused);
  g_test_add_func ("/tinode/traffic/asleep", test_asleep);
  g_test_add_func ("/tinode/traffic/messages", test_messages);
  g_test_add_func ("/tinode/traffic/messages-lies", test_messages_lies);
  g_test_add_func ("/tinode/traffic/strange-members", test_strange_members);
  g_test_add_func ("/tinode/traffic/presence", test_presence);
  g_test_add_func ("/tinode/traffic/arrived-while-attaching", test_arrived_while_attaching);
  g_test_add_func ("/tinode/traffic/muted", test_muted);
  g_test_add_func ("/tinode/traffic/muted-busy", test_muted_busy);
  g_test_add_func ("/tinode/traffic/unsolicited-roster", test_unsolicited_roster);
  g_test_add_func ("/tinode/traffic/banned", test_banned);
  g_test_add_func ("/tinode/traffic/stranger", test_stranger);
  g_test_add_func ("/tinode/traffic/many-strangers", test_many_strangers);
  g_test_add_func ("/tinode/traffic/late-presence", test_late_presence);
  g_test_add_func ("/tinode/traffic/deleted", test_deleted);
  g_test_add_func ("/tinode/traffic/deleted-away", test_deleted_away);
  g_test_add_func ("/tinode/traffic/deletions-known", test_deletions_known);
  g_test_add_func ("/tinode/traffic/terminated", test_terminated);
  g_test_add_func ("/tinode/traffic/marks", test_marks);
  g_test_add_func ("/tinode/traffic/receipts-of-peer", test_receipts_of_peer);
  g_test_add_func ("/tinode/traffic/after-burst", test_after_burst);
  return g_test_run ();
}
