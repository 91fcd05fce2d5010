/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a Tinode session makes of what a server answers to messages that are sent: true answers, lies, and none.
 */

#include "script.h"

static void
test_publish (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) first = NULL, second = NULL;
  JsonObject *pub;
  gint64 time_ms = 0;

  script_sign_in (script);
  script_send (script, "one", "id-one", &first);
  script_send (script, "two", NULL, &second);
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

/* The server deletes files that no message names, and is told which a message does; those of others are none of its own. */
static void
test_publish_files (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (CordialMessageRecord) message = cordial_message_record_new ();
  g_autoptr (GAsyncResult) result = NULL;
  JsonNode *extra;
  g_autofree char *text = NULL;

  script_sign_in (script);
  message->conversation_id = g_strdup ("usrBen");
  message->text = g_strdup ("");
  message->content = g_strdup (
    "{\"txt\":\" \",\"fmt\":[{\"at\":0,\"len\":1,\"key\":0}],\"ent\":[{\"tp\":\"VD\",\"data\":{\"ref\":"
    "\"/v0/file/s/a\",\"preref\":\"/v0/file/s/b\"}},{\"tp\":\"IM\",\"data\":{\"ref\":\"https://example.org/c\"}},"
    "{\"tp\":\"EX\",\"data\":{\"ref\":\"//example.org/d\"}},{\"tp\":\"BR\"},7]}");
  cordial_protocol_send_async (script->protocol, message, NULL, script_on_answer, &result);
  script_attach (script, "usrBen");
  script_expect (script, "pub");
  extra = json_object_get_member (json_node_get_object (script->frame), "extra");
  g_assert_nonnull (extra);
  text = json_to_string (extra, FALSE);
  g_assert_cmpstr (text, ==, "{\"attachments\":[\"/v0/file/s/a\",\"/v0/file/s/b\"]}");
  script_answer (script, 202, "{\"seq\":11}");
  test_wait_until (result);
}

static void
test_publish_refused (void)
{
  const int later[] = { 503, 429, 408 };
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in (script);
  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    {
      script_send (script, "one", "id-one", &result);
      if (i == 0)
        script_attach (script, "usrBen");
      script_expect (script, "pub");
      script_answer (script, later[i], NULL);
      script_assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
    }

  script_send (script, "one", "id-one", &result);
  script_expect (script, "pub");
  script_answer (script, 500, NULL);
  script_assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED);

  script_send (script, "one", "id-one", &result);
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
  script_send (script, "one", "id-one", &result);
  script_expect (script, "sub");
  script_answer (script, 503, NULL);
  script_assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
  script_send (script, "one", "id-one", &result);
  script_expect (script, "sub");
  script_answer (script, 404, NULL);
  script_assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_REJECTED);
}

static void
test_attach_first (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  gint64 time_ms;

  script_sign_in (script);
  script_send (script, "one", "id-one", &result);
  script_attach (script, "usrBen");
  script_expect (script, "pub");
  script_answer (script, 409, NULL);
  script_expect_catching_up (script);
  script_attach (script, "usrBen");
  script_catch_up (script);
  script_expect (script, "pub");
  script_answer (script, 202, "{\"seq\":11}");
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_send_finish (script->protocol, result, &time_ms, NULL), ==, 11);
  g_clear_object (&result);

  /* Once, not for ever. */
  script_send (script, "two", "id-two", &result);
  script_expect (script, "pub");
  script_answer (script, 409, NULL);
  script_expect_catching_up (script);
  script_attach (script, "usrBen");
  script_catch_up (script);
  script_expect (script, "pub");
  script_answer (script, 409, NULL);
  script_assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
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
      script_send (script, "one", "id-one", &result);
      script_attach (script, "usrBen");
      script_expect (script, "pub");
      script_answer (script, 202, params[i]);
      /* Whether it is there can only be seen by looking. */
      script_assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_LINK);
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
  script_send (script, "one", "id-one", &sent);
  script_attach (script, "usrBen");
  script_expect (script, "pub");
  cordial_protocol_fetch_async (script->protocol, "usrBen", 1, 10, NULL, script_on_answer, &fetched);
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, script_on_answer, &refreshed);
  cordial_protocol_find_people_async (script->protocol, "cleo", NULL, script_on_answer, &found);
  cordial_protocol_start_conversation_async (script->protocol, "usrDan", NULL, script_on_answer, &started);
  record->conversation_id = g_strdup ("usrCleo");
  record->text = g_strdup ("to somebody we are not attached to");
  cordial_protocol_send_async (script->protocol, record, NULL, script_on_answer, &waiting);
  script_expect (script, "get");
  test_peer_drop (script->peer);

  script_assert_send_failed (script, &sent, CORDIAL_PROTOCOL_ERROR_LINK);
  script_assert_send_failed (script, &waiting, CORDIAL_PROTOCOL_ERROR_LINK);
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
  script_on_answer (object, result, user_data);
  cordial_protocol_close (CORDIAL_PROTOCOL (object));
}

static void
test_closed_in_callback (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) first = NULL, second = NULL;

  script_sign_in (script);
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, close_on_answer, &first);
  script_send (script, "one", "id-one", &second);
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
  script_send (script, "one", "id-one", &result);
  script_attach (script, "usrBen");
  script_expect (script, "pub");
  /* Frames flow, but not the one. */
  while (!result)
    {
      if (test_peer_is_open (script->peer))
        script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"on\"}}");
      test_run_ms (20);
    }
  script_assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_LINK);
  script_expect (script, "hi");
}

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
  cordial_protocol_send_async (script->protocol, record, NULL, script_on_answer, &result);
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

/* What comes while the server is letting us in is told nowhere: not to those who are attached, nor to those who are not. */
static void
test_arrived_while_attaching (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  JsonObject *body;

  script_sign_in (script);
  script_send (script, "one", "id-one", &result);
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
  script_send (script, "one", "id-one", &result);
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

int
main (int argc, char *argv[])
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/tinode/publishing/publish", test_publish);
  g_test_add_func ("/tinode/publishing/publish-refused", test_publish_refused);
  g_test_add_func ("/tinode/publishing/attach-refused", test_attach_refused);
  g_test_add_func ("/tinode/publishing/attach-first", test_attach_first);
  g_test_add_func ("/tinode/publishing/publish-lies", test_publish_lies);
  g_test_add_func ("/tinode/publishing/link-lost", test_link_lost);
  g_test_add_func ("/tinode/publishing/closed-in-callback", test_closed_in_callback);
  g_test_add_func ("/tinode/publishing/unanswered", test_unanswered);
  g_test_add_func ("/tinode/publishing/edit", test_edit);
  g_test_add_func ("/tinode/publishing/arrived-while-attaching", test_arrived_while_attaching);
  g_test_add_func ("/tinode/publishing/files", test_publish_files);
  g_test_add_func ("/tinode/publishing/late-presence", test_late_presence);
  return g_test_run ();
}
