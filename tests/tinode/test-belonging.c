/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a Tinode session belongs, and what it makes of what it is told of people: it joins nothing by itself, finds out why
 * something is over, and believes the newer of two.
 */

#include "script.h"

/* --- Belonging somewhere --------------------------------------------------------------------------------------------- */

static void
assert_refresh_ended (Script *script, const char *topic)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_protocol_refresh_async (script->protocol, topic, NULL, script_on_answer, &result);
  test_wait_until (result != NULL);
  g_assert_cmpint (cordial_protocol_refresh_finish (script->protocol, result, &error), ==, -1);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
}

static void
expect_question (Script *script, const char *topic)
{
  JsonObject *body = script_expect (script, "get");

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, topic);
  g_assert_cmpstr (cordial_packet_get_string (body, "what"), ==, "desc");
}

/* Whatever is asked there, by whomever, does not attach: that is an act of the person's. */
static void
test_never_joins (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) sent = NULL, started = NULL, marked = NULL, fetched = NULL, muted = NULL;
  g_autoptr (CordialConversationRecord) setting = cordial_conversation_record_new ("usrBen");

  script_sign_in (script);
  assert_refresh_ended (script, "grpGone");
  assert_refresh_ended (script, "usrBlocked");
  script_say_mode (script, "RWAD");
  script_wait_told (script, "conversation usrBen name=Ben seq=10 offline writable muted ended=blocked");
  assert_refresh_ended (script, "usrBen");
  script_send (script, "one", "id-one", &sent);
  script_assert_send_failed (script, &sent, CORDIAL_PROTOCOL_ERROR_REJECTED);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, script_on_answer, &marked);
  cordial_protocol_fetch_async (script->protocol, "usrBen", 1, 10, NULL, script_on_answer, &fetched);
  setting->fields = CORDIAL_CONVERSATION_HAS_MUTED;
  cordial_protocol_set_async (script->protocol, "usrBen", setting, NULL, script_on_answer, &muted);
  cordial_protocol_typing (script->protocol, "usrBen", FALSE);
  test_wait_until (marked && fetched && muted);
  script_settle (script);
  g_assert_false (script_has_more (script));

  /* But this is one. */
  cordial_protocol_start_conversation_async (script->protocol, "usrBen", NULL, script_on_answer, &started);
  script_attach (script, "usrBen");
  g_assert_cmpstr (cordial_packet_get_string (script_expect (script, "get"), "topic"), ==, "me");
  expect_question (script, "usrBen");
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"desc\":{\"seq\":10,\"acs\":{\"mode\":\"JRWPA\"}}}}",
              script->id);
  test_wait_until (started != NULL);
  script_send (script, "two", "id-two", &sent);
  script_expect (script, "pub");
  script_answer (script, 202, "{\"seq\":11}");
  test_wait_until (sent != NULL);
}

/* Put out while we are there; what became of it is told, and nothing attaches. */
static void
test_put_out (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in (script);
  script_list (script, "grpTea");
  cordial_protocol_refresh_async (script->protocol, "grpTea", NULL, script_on_answer, &result);
  script_attach (script, "grpTea");
  script_expect (script, "get");
  script_answer (script, 503, NULL);
  test_wait_until (result != NULL);
  script_forget (script);
  script_say (script,
              "{\"ctrl\":{\"code\":205,\"text\":\"evicted\",\"topic\":\"grpTea\",\"params\":{\"unsub\":true}}}");
  script_wait_told (script, "conversation grpTea ended=unknown");
  expect_question (script, "grpTea");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"grpTea\",\"what\":\"gone\"}}");
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"grpTea\",\"desc\":{\"public\":{\"fn\":\"Tea\"},"
              "\"acs\":{\"mode\":\"JRWPS\"}}}}",
              script->id);
  script_wait_told (script, "conversation grpTea ended=left");
  assert_refresh_ended (script, "grpTea");
}

/* What a roster does not name: each answer means something else, and one is that it goes on. */
static void
test_unlisted (void)
{
  const struct
  {
    const char *topic;
    int code; /* 0 for a description */
    const char *ending;
  } cases[] = {
    { "usrCleo", 404, "nobody" }, { "usrCleo", 0, "deleted" }, { "usrCleo", 403, "deleted" },
    { "grpTea", 404, "deleted" }, { "grpTea", 0, "left" },     { "grpTea", 410, "deleted" },
    { "grpTea", 409, "left" },    { "grpTea", 501, "left" },
  };
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = g_strdup_printf ("conversation %s ended=%s", cases[i].topic, cases[i].ending);

      cordial_protocol_ask_ending (script->protocol, cases[i].topic);
      cordial_protocol_ask_ending (script->protocol, cases[i].topic);
      expect_question (script, cases[i].topic);
      if (cases[i].code > 0)
        script_answer (script, cases[i].code, NULL);
      else
        script_say (script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"%s\",\"desc\":{\"acs\":{\"mode\":\"JRWPA\"}}}}",
                    script->id, cases[i].topic);
      script_wait_told (script, line);
      script_forget (script);
    }
  /* A roster of a Tinode server is cut off. */
  cordial_protocol_ask_ending (script->protocol, "grpTea");
  expect_question (script, "grpTea");
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"grpTea\",\"desc\":{\"acs\":{\"want\":\"JRWPS\",\"given\":\"JRWPS\","
              "\"mode\":\"JRWPS\"}}}}",
              script->id);
  g_assert_cmpstr (cordial_packet_get_string (script_expect (script, "get"), "topic"), ==, "me");
  script_list (script, "grpTea");
  g_assert_false (script_has_more (script));
}

/* An account that was deleted is still listed, without its card; and there are people without one. */
static void
test_nobody (void)
{
  g_autoptr (Script) script = script_new ();

  cordial_protocol_open (script->protocol);
  script_expect (script, "hi");
  script_answer (script, 201, NULL);
  script_expect (script, "login");
  script_answer (script, 200, "{\"user\":\"usrAda\"}");
  script_expect (script, "sub");
  script_answer (script, 200, NULL);
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrGone\",\"acs\":{\"mode\":\"JRWPA\"}},"
              "{\"topic\":\"usrBen\",\"acs\":{\"mode\":\"JRWPA\"}},{\"topic\":\"usrCleo\",\"public\":{}}]}}",
              script->id);
  script_wait_told (script, "conversation usrGone seq=0 offline writable ended=unknown");
  for (guint i = 0; i < 2; i++)
    {
      const char *topic = cordial_packet_get_string (script_expect (script, "get"), "topic");

      if (g_str_equal (topic, "usrGone"))
        {
          assert_refresh_ended (script, "usrGone");
          script_answer (script, 404, NULL);
          script_wait_told (script, "conversation usrGone ended=nobody");
          assert_refresh_ended (script, "usrGone");
        }
      else
        {
          g_assert_cmpstr (topic, ==, "usrBen");
          script_forget (script);
          script_say (script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"desc\":{\"acs\":{\"mode\":\"JRWPA\"}}}}",
                      script->id);
          script_wait_told (script, "conversation usrBen");
        }
    }
  g_assert_false (script_has_more (script));
}

/* A server tells of an account's end before the account has ended: what it says at once is doubted. */
static void
test_gone_soon (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"gone\"}}");
  script_wait_told (script, "conversation usrBen ended=unknown");
  g_assert_cmpstr (cordial_packet_get_string (script_expect (script, "get"), "topic"), ==, "usrBen");
  script_forget (script);
  script_say (
    script,
    "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"desc\":{\"acs\":{\"want\":\"JRWPA\",\"mode\":\"JRWPA\"}}}}",
    script->id);
  g_assert_cmpstr (cordial_packet_get_string (script_expect (script, "get"), "topic"), ==, "me");
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"public\":{\"fn\":"
              "\"Ben\"},\"acs\":{\"mode\":\"JRWPA\"}}]}}",
              script->id);
  /* Nobody attaches until it was asked again. */
  script_wait_told (script, "conversation usrBen name=Ben seq=10 offline writable ended=unknown");
  g_assert_cmpstr (cordial_packet_get_string (script_expect (script, "get"), "topic"), ==, "usrBen");
  script_answer (script, 404, NULL);
  script_wait_told (script, "conversation usrBen ended=nobody");
  g_assert_false (script_has_more (script));
}

/* The roster is told by another part of a server than whether there is somebody, and may be older. */
static void
test_gone_and_listed (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"gone\"}}");
  script_expect (script, "get");
  script_answer (script, 404, NULL);
  script_wait_told (script, "conversation usrBen ended=nobody");
  script_forget (script);
  script_say (script,
              "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"public\":{\"fn\":\"Ben\"},"
              "\"acs\":{\"mode\":\"JRWPA\"}}]}}");
  /* Nobody attaches until it was asked again. */
  script_wait_told (script, "conversation usrBen name=Ben seq=10 offline writable ended=unknown");
  g_assert_cmpstr (cordial_packet_get_string (script_expect (script, "get"), "topic"), ==, "usrBen");
  script_answer (script, 404, NULL);
  script_wait_told (script, "conversation usrBen ended=nobody");

  /* A line without a card is asked about at once. */
  script_say (script, "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"acs\":{\"mode\":\"JRWPA\"}}]}}");
  g_assert_cmpstr (cordial_packet_get_string (script_expect (script, "get"), "topic"), ==, "usrBen");
  script_forget (script);
  script_answer (script, 404, NULL);
  script_wait_told (script, "conversation usrBen ended=nobody");
  g_assert_false (script_has_more (script));
}

/* --- What is told of people ------------------------------------------------------------------------------------------- */

/* A description that comes with attaching is older than the roster; what is left out is as it was. */
static void
test_older_card (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in (script);
  script_say (script, "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"updated\":\"2026-11-20T00:00:00Z\","
                      "\"seq\":10,\"public\":{\"fn\":\"New Ben\"}},{\"topic\":\"grpTea\",\"updated\":"
                      "\"2026-11-20T00:00:00Z\",\"public\":{\"fn\":\"New Tea\"}}]}}");
  script_wait_told (script, "conversation grpTea name=New Tea offline");
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, script_on_answer, &result);
  script_attach (script, "usrBen");
  script_expect (script, "get");
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"desc\":{\"updated\":\"2026-11-21T00:00:00Z\",\"seq\":10,"
              "\"seen\":{\"when\":\"2026-01-01T00:00:00Z\"},\"public\":{\"fn\":\"Old Ben\"}}}}",
              script->id);
  script_wait_told (script, "conversation usrBen seq=10");
  test_wait_until (result != NULL);
  g_clear_object (&result);

  cordial_protocol_refresh_async (script->protocol, "grpTea", NULL, script_on_answer, &result);
  script_attach (script, "grpTea");
  script_expect (script, "get");
  script_say (script,
              "{\"meta\":{\"topic\":\"grpTea\",\"desc\":{\"updated\":\"2026-11-19T00:00:00Z\",\"seq\":1,\"public\":"
              "{\"fn\":\"Old Tea\"}}}}");
  script_wait_told (script, "conversation grpTea seq=1");
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"grpTea\",\"desc\":{\"updated\":\"2026-11-22T00:00:00Z\",\"seq\":2,"
              "\"public\":{\"fn\":\"Newer Tea\"},\"private\":{\"comment\":\"\\u2421\"}}}}",
              script->id);
  script_wait_told (script, "conversation grpTea name=Newer Tea comment= seq=2");
  test_wait_until (result != NULL);
}

static void
say_presence (Script *script, const char *mode, gboolean online)
{
  script_forget (script);
  script_say (script,
              "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"online\":%s,"
              "\"seen\":{\"when\":\"2026-11-23T20:00:00.123Z\"},\"acs\":{\"mode\":\"%s\"}}]}}",
              online ? "true" : "false", mode);
}

/* Whom one mutes is said to be off, and who is not muted any more is not said to be on. */
static void
test_presence_of_muted (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  say_presence (script, "JRWPA", FALSE);
  script_wait_told (script, "conversation usrBen seq=10 offline seen=1795464000123 writable");
  say_presence (script, "JRWA", FALSE);
  script_wait_told (script, "conversation usrBen seq=10 offline seen=0 writable muted");
  script_attach (script, "usrBen");
  say_presence (script, "JRWPA", FALSE);
  script_wait_told (script, "conversation usrBen seq=10 offline seen=0 writable");
  /* From here on it is known. */
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"on\"}}");
  script_wait_told (script, "conversation usrBen online");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"off\"}}");
  script_expect (script, "get");
  say_presence (script, "JRWPA", FALSE);
  script_wait_told (script, "conversation usrBen seq=10 offline seen=1795464000123 writable");
}

/* Who blocked us, or has deleted the chat; access that we may not see says nothing. */
static void
test_unheard (void)
{
  const struct
  {
    const char *peer;
    gboolean unheard;
  } cases[] = {
    { ",{\"user\":\"usrBen\",\"read\":3,\"acs\":{\"mode\":\"RWAD\"}}", TRUE },
    { ",{\"user\":\"usrBen\",\"read\":3,\"acs\":{\"mode\":\"JRWPA\"}}", FALSE },
    { ",{\"user\":\"usrBen\",\"read\":3,\"acs\":{\"mode\":\"JWP\"}}", TRUE },
    { ",{\"user\":\"usrBen\",\"read\":3}", FALSE },
    { "", TRUE },
  };
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  JsonObject *body;

  script_sign_in (script);
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, script_on_answer, &result);
  script_attach (script, "usrBen");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = g_strdup_printf ("conversation usrBen%s%s", *cases[i].peer ? " peer-read=3" : "",
                                               cases[i].unheard ? " unheard" : "");

      script_forget (script);
      script_say (script, "{\"meta\":{\"topic\":\"usrBen\",\"sub\":[{\"user\":\"usrAda\"}%s]}}", cases[i].peer);
      script_wait_told (script, line);
    }
  script_expect (script, "get");
  script_answer (script, 503, NULL);
  test_wait_until (result != NULL);

  /* When they do so while we are there, they are asked for: the roster says nothing of them. */
  script_say (script,
              "{\"pres\":{\"topic\":\"usrBen\",\"src\":\"usrBen\",\"what\":\"acs\",\"dacs\":{\"want\":\"-JP\"}}}");
  g_assert_cmpstr (cordial_packet_get_string (script_expect (script, "get"), "topic"), ==, "me");
  body = script_expect (script, "get");
  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "usrBen");
  g_assert_cmpstr (cordial_packet_get_string (body, "what"), ==, "sub");
  g_assert_false (script_has_more (script));
}

/* Members of a group come with attaching, once; somebody else who wrote there is asked for. */
static void
test_members (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  JsonObject *body;

  script_sign_in (script);
  script_list (script, "grpTea");
  cordial_protocol_refresh_async (script->protocol, "grpTea", NULL, script_on_answer, &result);
  body = script_expect (script, "sub");
  g_assert_cmpstr (cordial_packet_get_string (cordial_packet_get_object (body, "get"), "what"), ==, "desc sub del aux");
  script_answer (script, 200, NULL);
  script_say (
    script,
    "{\"meta\":{\"id\":\"%s\",\"topic\":\"grpTea\",\"sub\":[{\"user\":\"usrAda\",\"public\":{\"fn\":\"Ada\"}},"
    "{\"user\":\"usrCleo\",\"public\":{\"fn\":\"Cleo\",\"photo\":{\"data\":\"\\u2421\",\"ref\":\"/v0/file/s/c\"}}},"
    "{\"user\":\"usrDan\",\"public\":{\"fn\":\"Dan\",\"photo\":{\"data\":\"AAAA\"}}},{\"user\":7},7]}}",
    script->id);
  script_wait_told (script, "person usrDan Dan avatar=3 -");
  g_assert_true (script_was_told (script, "person usrCleo Cleo avatar=0 /v0/file/s/c"));
  script_expect (script, "get");
  script_answer (script, 503, NULL);
  test_wait_until (result != NULL);
  g_assert_false (script_was_told (script, "person usrAda Ada avatar=0 -"));

  for (guint i = 0; i < 2; i++)
    script_say (script, "{\"data\":{\"topic\":\"grpTea\",\"seq\":%u,\"from\":\"usrEve\",\"content\":\"hi\"}}", 3 + i);
  script_say (script, "{\"data\":{\"topic\":\"grpTea\",\"seq\":5,\"from\":\"usrCleo\",\"content\":\"hi\"}}");
  expect_question (script, "usrEve");
  script_say (script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrEve\",\"desc\":{\"public\":{\"fn\":\"Eve\"}}}}",
              script->id);
  script_wait_told (script, "person usrEve Eve avatar=0 -");
  g_assert_false (script_has_more (script));

  /* Not every server describes strangers. */
  script_say (script, "{\"data\":{\"topic\":\"grpTea\",\"seq\":6,\"from\":\"usrFay\",\"content\":\"hi\"}}");
  expect_question (script, "usrFay");
  script_answer (script, 403, NULL);
  body = script_expect (script, "get");
  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "grpTea");
  g_assert_cmpstr (cordial_packet_get_string (body, "what"), ==, "sub");
}

static JsonObject *
expect_list (Script *script, const char *since)
{
  JsonObject *body = script_expect (script, "get");

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "grpTea");
  g_assert_cmpstr (cordial_packet_get_string (body, "what"), ==, "sub");
  g_assert_cmpstr (cordial_packet_get_string (cordial_packet_get_object (body, "sub"), "ims"), ==, since);
  return body;
}

/* How far each is comes with the list, which is asked for again where it may be another one, and then without what they look like. Who has
 * left or gets nothing of what is said is none of them. */
static void
test_member_marks (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in (script);
  script_list (script, "grpTea");
  cordial_protocol_refresh_async (script->protocol, "grpTea", NULL, script_on_answer, &result);
  script_attach (script, "grpTea");
  script_say (
    script,
    "{\"meta\":{\"id\":\"%s\",\"topic\":\"grpTea\",\"ts\":\"2026-11-23T20:00:00Z\",\"sub\":[{\"user\":\"usrAda\",\"read\":9},"
    "{\"user\":\"usrCleo\",\"recv\":4,\"read\":3},{\"user\":\"usrDan\",\"acs\":{\"mode\":\"JRWP\"}},"
    "{\"user\":\"usrEve\",\"acs\":{\"mode\":\"JWP\"}},{\"user\":\"usrFay\",\"deleted\":\"2026-11-23T20:00:00Z\"}]}}",
    script->id);
  script_wait_told (script, "members grpTea usrCleo:4/3 usrDan:0/0");
  script_expect (script, "get");
  script_answer (script, 503, NULL);
  test_wait_until (result != NULL);

  /* Somebody new; who is known comes and goes. */
  script_say (script, "{\"pres\":{\"topic\":\"grpTea\",\"src\":\"usrCleo\",\"what\":\"off\"}}");
  script_say (script, "{\"pres\":{\"topic\":\"grpTea\",\"src\":\"usrGus\",\"what\":\"on\"}}");
  script_say (script, "{\"pres\":{\"topic\":\"grpTea\",\"src\":\"usrGus\",\"what\":\"off\"}}");
  expect_list (script, "2026-11-23T20:00:00Z");
  g_assert_false (script_has_more (script));
  script_say (
    script,
    "{\"meta\":{\"id\":\"%s\",\"topic\":\"grpTea\",\"ts\":\"2026-11-23T20:10:00Z\",\"sub\":[{\"user\":\"usrAda\"},"
    "{\"user\":\"usrCleo\",\"recv\":5,\"read\":5},{\"user\":\"usrGus\",\"public\":{\"fn\":\"Gus\"}}]}}",
    script->id);
  script_wait_told (script, "members grpTea usrCleo:5/5 usrGus:0/0");
  g_assert_true (script_was_told (script, "person usrGus Gus avatar=0 -"));

  /* One question at a time; what came meanwhile is asked about once. */
  for (guint i = 0; i < 20; i++)
    script_say (script, "{\"pres\":{\"topic\":\"grpTea\",\"src\":\"usrNew%u\",\"what\":\"on\"}}", i);
  expect_list (script, "2026-11-23T20:10:00Z");
  script_settle (script);
  g_assert_false (script_has_more (script));
  script_answer (script, 204, NULL);
  expect_list (script, "2026-11-23T20:10:00Z");
  script_answer (script, 204, NULL);
  script_settle (script);
  g_assert_false (script_has_more (script));
}

/* --- Finding people --------------------------------------------------------------------------------------------------- */

static void
expect_query (Script *script, const char *query)
{
  JsonObject *body = script_expect (script, "set");

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "fnd");
  g_assert_cmpstr (cordial_packet_get_string (cordial_packet_get_object (body, "desc"), "public"), ==, query);
  script_answer (script, 200, NULL);
  g_assert_cmpstr (cordial_packet_get_string (script_expect (script, "get"), "topic"), ==, "fnd");
}

/* What is typed is looked for in every form that it may have as a tag; several words are all meant, and whoever knows the query's
 * language is left alone. */
static void
test_find_forms (void)
{
  const struct
  {
    const char *typed;
    const char *query;
  } cases[] = {
    { "Ada", "ada,basic:ada,alias:ada" },
    { "@Ada", "ada,basic:ada,alias:ada" },
    { "@", "@,basic:@,email:@" },
    { " ada@Example.org\n", "ada@example.org,basic:ada@example.org,email:ada@example.org" },
    { "+1 (555) 123-4567", "+15551234567,tel:+15551234567,basic:+15551234567" },
    { "555123", "555123,tel:555123,basic:555123" },
    { "12", "12,basic:12,alias:12" },
    { "Ada Lovelace", "ada lovelace" },
    { "email:ada@example.org", "email:ada@example.org" },
    { "ada,ben", "ada,ben" },
  };
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GPtrArray) people = NULL;

      cordial_protocol_find_people_async (script->protocol, cases[i].typed, NULL, script_on_answer, &result);
      if (i == 0)
        script_attach (script, "fnd");
      expect_query (script, cases[i].query);
      script_answer (script, 204, "{\"what\":\"sub\"}");
      test_wait_until (result != NULL);
      people = cordial_protocol_find_people_finish (script->protocol, result, NULL);
      g_assert_cmpuint (people->len, ==, 0);
    }
}

/* Who is asked too often is not asked at once again for less. */
static void
test_find_busy (void)
{
  const int codes[] = { 408, 429, 503 };
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      cordial_protocol_find_people_async (script->protocol, "tea", NULL, script_on_answer, &result);
      if (i == 0)
        script_attach (script, "fnd");
      expect_query (script, "tea,basic:tea,alias:tea");
      script_answer (script, codes[i], NULL);
      test_wait_until (result != NULL);
      g_assert_null (cordial_protocol_find_people_finish (script->protocol, result, &error));
      g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
      g_assert_false (script_has_more (script));
    }
}

/* A server may keep kinds of tags to itself: the bare word is left. Groups and channels are found, too. */
static void
test_find_plain (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) people = NULL;
  const CordialPerson *person;

  script_sign_in (script);
  cordial_protocol_find_people_async (script->protocol, "tea", NULL, script_on_answer, &result);
  script_attach (script, "fnd");
  expect_query (script, "tea,basic:tea,alias:tea");
  script_answer (script, 403, NULL);
  expect_query (script, "tea");
  script_say (
    script,
    "{\"meta\":{\"id\":\"%s\",\"topic\":\"fnd\",\"sub\":[{\"topic\":\"usrTea\",\"public\":{\"fn\":\"Tea\"},"
    "\"private\":[\"basic:tea\"]},{\"topic\":\"grpTea\",\"public\":{\"fn\":\"Tea Club\"}},{\"topic\":\"chnTea\"},"
    "{\"topic\":\"usrAda\"},{\"topic\":\"slf\"},{\"topic\":\"me\"},{\"topic\":7},7]}}",
    script->id);
  test_wait_until (result != NULL);
  people = cordial_protocol_find_people_finish (script->protocol, result, NULL);
  g_assert_cmpuint (people->len, ==, 3);
  person = people->pdata[0];
  g_assert_cmpstr (person->id, ==, "usrTea");
  g_assert_cmpstr (person->detail, ==, "tea");
  g_assert_false (person->group);
  person = people->pdata[1];
  g_assert_cmpstr (person->name, ==, "Tea Club");
  g_assert_true (person->group);
  person = people->pdata[2];
  g_assert_cmpstr (person->id, ==, "chnTea");
  g_assert_nonnull (person->name);
}

int
main (int argc, char *argv[])
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/tinode/belonging/never-joins", test_never_joins);
  g_test_add_func ("/tinode/belonging/put-out", test_put_out);
  g_test_add_func ("/tinode/belonging/unlisted", test_unlisted);
  g_test_add_func ("/tinode/belonging/nobody", test_nobody);
  g_test_add_func ("/tinode/belonging/gone-soon", test_gone_soon);
  g_test_add_func ("/tinode/belonging/gone-and-listed", test_gone_and_listed);
  g_test_add_func ("/tinode/belonging/older-card", test_older_card);
  g_test_add_func ("/tinode/belonging/presence-of-muted", test_presence_of_muted);
  g_test_add_func ("/tinode/belonging/unheard", test_unheard);
  g_test_add_func ("/tinode/belonging/members", test_members);
  g_test_add_func ("/tinode/belonging/member-marks", test_member_marks);
  g_test_add_func ("/tinode/belonging/find-forms", test_find_forms);
  g_test_add_func ("/tinode/belonging/find-busy", test_find_busy);
  g_test_add_func ("/tinode/belonging/find-plain", test_find_plain);
  return g_test_run ();
}
