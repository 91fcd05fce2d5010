/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a Tinode session makes of pages of messages that were asked for, and of being asked for what is newest.
 */

#include "script.h"

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
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, script_on_answer, &refreshed);
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
  cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 8, NULL, script_on_answer, &result);
  script_attach (script, "usrBen");
  get = script_expect (script, "get");
  g_assert_cmpstr (cordial_packet_get_string (get, "what"), ==, "data");
  data = cordial_packet_get_object (get, "data");
  g_assert_true (cordial_packet_get_int (data, "since", &since));
  g_assert_cmpint (since, ==, 5);
  g_assert_true (cordial_packet_get_int (data, "before", &before));
  g_assert_cmpint (before, ==, 9);
  /* Newest first, one of them deleted, a live one in between. */
  script_say_data (script, 8, "eight");
  script_say_data (script, 11, "live");
  script_say_data (script, 7, "seven");
  script_say_data (script, 5, "five");
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
  cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 8, NULL, script_on_answer, &result);
  script_attach (script, "usrBen");
  script_expect (script, "get");
  script_say_data (script, 8, "eight");
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
  cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 8, NULL, script_on_answer, &result);
  script_attach (script, "usrBen");
  script_expect (script, "get");
  script_say_data (script, 8, "eight");
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
  cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 8, NULL, script_on_answer, &result);
  script_attach (script, "usrBen");
  script_expect (script, "get");
  script_say_data (script, 8, "eight");
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

/* By what a server may say to a session that it has detached; a Tinode server says 403. */
static const int detached_codes[] = { 403, 409 };

/* Attached again; who was detached without a word asks what else happened meanwhile. */
static void
attach_again (Script *script)
{
  script_expect_catching_up (script);
  script_attach (script, "usrBen");
  script_catch_up (script);
}

static void
test_fetch_detached (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (detached_codes); i++)
    {
      g_autoptr (Script) script = script_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GPtrArray) messages = NULL;
      g_autoptr (GError) error = NULL;

      script_sign_in (script);
      cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 8, NULL, script_on_answer, &result);
      script_attach (script, "usrBen");
      script_expect (script, "get");
      script_answer (script, detached_codes[i], NULL);
      attach_again (script);
      script_expect (script, "get");
      script_say_data (script, 6, "six");
      script_answer (script, 208, "{\"what\":\"data\",\"count\":1}");
      test_wait_until (result != NULL);
      messages = cordial_protocol_fetch_finish (script->protocol, result, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (messages->len, ==, 1);
    }
}

/* Once and not for ever; whoever asked is told, and asks again. */
static void
test_detached_for_ever (void)
{
  const CordialProtocolError errors[] = { CORDIAL_PROTOCOL_ERROR_REJECTED, CORDIAL_PROTOCOL_ERROR_TRY_LATER };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (detached_codes); i++)
    {
      g_autoptr (Script) script = script_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GPtrArray) messages = NULL;
      g_autoptr (GError) error = NULL;

      script_sign_in (script);
      if (i < G_N_ELEMENTS (detached_codes))
        cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 8, NULL, script_on_answer, &result);
      else
        cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, script_on_answer, &result);
      script_attach (script, "usrBen");
      script_expect (script, "get");
      script_answer (script, detached_codes[i % 2], NULL);
      attach_again (script);
      script_expect (script, "get");
      script_answer (script, detached_codes[i % 2], NULL);
      test_wait_until (result != NULL);
      if (i < G_N_ELEMENTS (detached_codes))
        messages = cordial_protocol_fetch_finish (script->protocol, result, &error);
      else
        cordial_protocol_refresh_finish (script->protocol, result, &error);
      g_assert_null (messages);
      g_assert_error (error, CORDIAL_PROTOCOL_ERROR, (int) errors[i % 2]);
      g_assert_false (script_has_more (script));
    }
}

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
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, script_on_answer, &result);
  script_attach (script, "usrBen");
  say_desc (script, "{\"public\":{\"fn\":\"Ben\"}}");
  script_attach (script, "usrBen");
  say_desc (script, "{\"seq\":12}");
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_refresh_finish (script->protocol, result, NULL), ==, 12);
  g_clear_object (&result);

  /* Attached for certain, it is empty. */
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, script_on_answer, &result);
  say_desc (script, "{}");
  script_attach (script, "usrBen");
  say_desc (script, "{}");
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_refresh_finish (script->protocol, result, NULL), ==, 0);
}

/* And where the server says so in words. */
static void
test_refresh_found_detached (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (detached_codes); i++)
    {
      g_autoptr (Script) script = script_new ();
      g_autoptr (GAsyncResult) result = NULL;

      script_sign_in (script);
      cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, script_on_answer, &result);
      script_attach (script, "usrBen");
      script_expect (script, "get");
      script_answer (script, detached_codes[i], NULL);
      attach_again (script);
      say_desc (script, "{\"seq\":12}");
      test_wait_until (result != NULL);
      g_assert_cmpint (cordial_protocol_refresh_finish (script->protocol, result, NULL), ==, 12);
    }
}

static void
test_refresh_refused (void)
{
  const int codes[] = { 503, 429, 408 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (Script) script = script_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      script_sign_in (script);
      cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, script_on_answer, &result);
      script_attach (script, "usrBen");
      script_expect (script, "get");
      script_answer (script, codes[i], NULL);
      test_wait_until (result != NULL);
      g_assert_cmpint (cordial_protocol_refresh_finish (script->protocol, result, &error), ==, -1);
      g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
    }
}

static void
test_asleep (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  cordial_heartbeat_set_interval_ms (
    cordial_connection_get_heartbeat (cordial_session_get_connection (CORDIAL_SESSION (script->session))), 200);
  script_settle (script);
  /* The process is stopped for a while, and the server has something to say. */
  g_usleep (500 * 1000);
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"on\"}}");
  script_expect_catching_up (script);
  script_catch_up (script);
}

int
main (int argc, char *argv[])
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/tinode/fetching/call-is-declined", test_call_is_declined);
  g_test_add_func ("/tinode/fetching/fetch", test_fetch);
  g_test_add_func ("/tinode/fetching/fetch-lost-some", test_fetch_lost_some);
  g_test_add_func ("/tinode/fetching/fetch-unreadable", test_fetch_unreadable);
  g_test_add_func ("/tinode/fetching/fetch-deep", test_fetch_deep);
  g_test_add_func ("/tinode/fetching/fetch-detached", test_fetch_detached);
  g_test_add_func ("/tinode/fetching/refresh-detached", test_refresh_detached);
  g_test_add_func ("/tinode/fetching/detached-for-ever", test_detached_for_ever);
  g_test_add_func ("/tinode/fetching/refresh-found-detached", test_refresh_found_detached);
  g_test_add_func ("/tinode/fetching/refresh-refused", test_refresh_refused);
  g_test_add_func ("/tinode/fetching/asleep", test_asleep);
  return g_test_run ();
}
