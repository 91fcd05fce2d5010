/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a Tinode session that is online makes of events, true ones and lies; and what it tells of itself.
 */

#include "script.h"

/* A note has no answer: it is surely heard when what was asked later is answered, and maybe not when the link goes first. */
static void
test_mark_heard (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) heard = NULL, unheard = NULL, sent = NULL;
  g_autoptr (GError) error = NULL;

  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, script_on_answer, &heard);
  script_attach (script, "usrBen");
  script_expect (script, "note");
  script_settle (script);
  g_assert_null (heard);
  script_send (script, "hello", "id-1", &sent);
  script_expect (script, "pub");
  script_answer (script, 202, "{\"seq\":11}");
  test_wait_until (heard != NULL);
  g_assert_true (cordial_protocol_mark_finish (script->protocol, heard, &error));
  g_assert_no_error (error);

  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 11, NULL, script_on_answer, &unheard);
  script_expect (script, "note");
  test_peer_drop (script->peer);
  test_wait_until (unheard != NULL);
  g_assert_false (cordial_protocol_mark_finish (script->protocol, unheard, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
}

static void
test_messages (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, NULL, NULL);
  script_attach (script, "usrBen");
  script_expect (script, "note");

  script_say_data (script, 11, "plain");
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
  script_settle (script);
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
        script_settle (script);
        g_assert_false (script_was_told (script, "conversation usrBen ended=unknown"));
      }
  g_assert_cmpint (cordial_protocol_get_link_state (script->protocol), ==, CORDIAL_LINK_ONLINE);
  g_assert_false (script_has_more (script));
}

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
  script_say (script, "{\"info\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"what\":\"kpa\"}}");
  script_wait_told (script, "recording usrBen usrBen");

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
  /* What the owner calls him stands in his topic alone, attached or not; what else is said there is not for us. */
  body = script_expect (script, "get");
  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "usrBen");
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"desc\":{\"seq\":1,\"acs\":{\"mode\":\"N\"},\"public\":"
              "{\"fn\":\"Ben\"},\"private\":{\"comment\":\"My Ben\"}}}}",
              script->id);
  script_wait_told (script, "conversation usrBen comment=My Ben");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"upd\"}}");
  script_expect (script, "get");
  script_say (script, "{\"ctrl\":{\"id\":\"%s\",\"code\":500,\"text\":\"no\"}}", script->id);
  script_expect (script, "get");
  script_say (script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"desc\":{\"public\":{\"fn\":\"Ben\"}}}}",
              script->id);
  script_wait_told (script, "conversation usrBen comment=");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"upd\"}}");
  script_expect (script, "get");
  script_expect (script, "get");

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
  script_settle (script);
  while (script_has_more (script))
    {
      script_expect (script, "get");
      n++;
    }
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, 100);
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
  cordial_protocol_typing (script->protocol, "usrBen", FALSE);
  /* One {sub}, and what is told is the newest. */
  script_attach (script, "usrBen");
  note = script_expect (script, "note");
  g_assert_cmpstr (cordial_packet_get_string (note, "what"), ==, "recv");
  g_assert_true (cordial_packet_get_int (note, "seq", &seq));
  g_assert_cmpint (seq, ==, 10);
  g_assert_false (json_object_has_member (note, "id"));
  note = script_expect (script, "note");
  g_assert_cmpstr (cordial_packet_get_string (note, "what"), ==, "read");
  cordial_protocol_typing (script->protocol, "usrBen", FALSE);
  note = script_expect (script, "note");
  g_assert_cmpstr (cordial_packet_get_string (note, "what"), ==, "kp");
  g_assert_false (json_object_has_member (note, "seq"));
  cordial_protocol_typing (script->protocol, "usrBen", TRUE);
  note = script_expect (script, "note");
  g_assert_cmpstr (cordial_packet_get_string (note, "what"), ==, "kpa");
}

/* Of a muted conversation only those hear who are attached. */
static void
test_muted (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  script_say_mode (script, "JRWPA");
  script_settle (script);
  g_assert_false (script_has_more (script));
  script_say_mode (script, "JRWA");
  script_attach (script, "usrBen");
  /* Once is enough. */
  script_say_mode (script, "JRWA");
  script_settle (script);
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
      script_expect_attaching (script);
      script_answer (script, i == 0 ? 503 : 200, NULL);
    }
  script_say_data (script, 11, "quiet");
  script_wait_told (script, "message usrBen 11 usrBen «quiet» -");
}

/* A server that tells of things before it was asked for any, and out of order: it is asked for nothing because of it. */
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
  script_say (
    script,
    "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"clear\":2,\"public\":{\"fn\":\"Ben\"},"
    "\"acs\":{\"mode\":\"JRWPS\"}}]}}");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"del\",\"clear\":3}}");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"term\"}}");
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrEve\",\"what\":\"msg\",\"seq\":1}}");
  script_say (script, "{\"pres\":{\"topic\":\"usrBen\",\"what\":\"del\",\"clear\":3}}");
  script_say (script, "{\"meta\":{\"topic\":\"usrBen\",\"del\":{\"clear\":3,\"delseq\":[{\"low\":2}]}}}");
  script_answer (script, 200, NULL);
  script_say (
    script,
    "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"public\":{\"fn\":\"Ben\"}}]}}",
    script->id);
  script_wait_link (script, ONLINE);
  g_assert_false (script_was_told (script, "deleted usrBen 2-2"));
  script_settle (script);
  g_assert_false (script_has_more (script));
}

static void
test_banned (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  script_say_mode (script, "RWA");
  script_say_mode (script, "N");
  script_settle (script);
  g_assert_false (script_has_more (script));
}

static void
test_receipts_of_peer (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  JsonObject *body;

  script_sign_in (script);
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, script_on_answer, &result);
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
  /* By a beat alone: with a shorter interval it would be taken to have slept. */
  cordial_connection_probe (connection);
  script_expect_catching_up (script);
  script_catch_up (script);
}

int
main (int argc, char *argv[])
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/tinode/traffic/mark-heard", test_mark_heard);
  g_test_add_func ("/tinode/traffic/messages", test_messages);
  g_test_add_func ("/tinode/traffic/messages-lies", test_messages_lies);
  g_test_add_func ("/tinode/traffic/strange-members", test_strange_members);
  g_test_add_func ("/tinode/traffic/presence", test_presence);
  g_test_add_func ("/tinode/traffic/muted", test_muted);
  g_test_add_func ("/tinode/traffic/muted-busy", test_muted_busy);
  g_test_add_func ("/tinode/traffic/unsolicited-roster", test_unsolicited_roster);
  g_test_add_func ("/tinode/traffic/banned", test_banned);
  g_test_add_func ("/tinode/traffic/stranger", test_stranger);
  g_test_add_func ("/tinode/traffic/many-strangers", test_many_strangers);
  g_test_add_func ("/tinode/traffic/terminated", test_terminated);
  g_test_add_func ("/tinode/traffic/marks", test_marks);
  g_test_add_func ("/tinode/traffic/receipts-of-peer", test_receipts_of_peer);
  g_test_add_func ("/tinode/traffic/after-burst", test_after_burst);
  return g_test_run ();
}
