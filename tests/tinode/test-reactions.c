/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reactions on the wire, as Tinode's server of 0.26 speaks: what a session makes of what is told of them, and what it says.
 */

#include "script.h"

#define OFFERS "{\"ver\":\"0.25\",\"maxMessageSize\":262144,\"reactions\":[\"👍\",7,\"\",\"❤️\",null,\"a\\nb\",[\"x\"]]}"

static void
react (Script *script, gint64 seq, const char *value, GAsyncResult **result)
{
  cordial_protocol_react_async (script->protocol, "usrBen", seq, value, NULL, script_on_answer, result);
}

static void
expect_reaction (Script *script, gint64 seq, const char *value)
{
  JsonObject *body = script_expect (script, "set"), *one = cordial_packet_get_object (body, "react");
  gint64 number;

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "usrBen");
  g_assert_nonnull (one);
  g_assert_cmpuint (json_object_get_size (one), ==, 2);
  g_assert_true (cordial_packet_get_int (one, "seq", &number));
  g_assert_cmpint (number, ==, seq);
  g_assert_cmpstr (cordial_packet_get_string (one, "val"), ==, value);
}

static void
assert_answer (Script *script, GAsyncResult **result, int code)
{
  g_autoptr (GError) error = NULL;
  gboolean done;

  test_wait_until (*result != NULL);
  done = cordial_protocol_react_finish (script->protocol, *result, &error);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, CORDIAL_PROTOCOL_ERROR, code);
  g_assert_true (done == (code < 0));
  g_clear_object (result);
}

/* (transfer full) (nullable) */
static GStrv
get_offered (Script *script)
{
  GStrv offered = NULL;

  g_object_get (script->protocol, "reactions", &offered, NULL);
  return offered;
}

static void
test_offered (void)
{
  g_autoptr (Script) with = script_new (), without = script_new ();
  g_auto (GStrv) offered = NULL;

  script_sign_in_to (with, OFFERS);
  offered = get_offered (with);
  g_assert_nonnull (offered);
  g_assert_cmpuint (g_strv_length (offered), ==, 2);
  g_assert_cmpstr (offered[0], ==, "👍");
  g_assert_cmpstr (offered[1], ==, "❤️");
  script_sign_in (without);
  g_assert_null (get_offered (without));
}

static void
test_reacted (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in_to (script, OFFERS);
  react (script, 7, "👍", &result);
  script_attach (script, "usrBen");
  expect_reaction (script, 7, "👍");
  script_answer (script, 200, "{\"mrrid\":4}");
  assert_answer (script, &result, -1);
  react (script, 7, NULL, &result);
  expect_reaction (script, 7, "\xe2\x90\xa1");
  script_answer (script, 200, "{\"mrrid\":4}");
  assert_answer (script, &result, -1);
  react (script, 7, "❤️", &result);
  expect_reaction (script, 7, "❤️");
  script_answer (script, 400, NULL);
  assert_answer (script, &result, CORDIAL_PROTOCOL_ERROR_REJECTED);
  react (script, 7, "❤️", &result);
  expect_reaction (script, 7, "❤️");
  test_peer_drop (script->peer);
  assert_answer (script, &result, CORDIAL_PROTOCOL_ERROR_LINK);
}

/* The server says 403 to a session that it has detached, once; a no is a no. */
static void
test_detached (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in_to (script, OFFERS);
  react (script, 7, "👍", &result);
  script_attach (script, "usrBen");
  expect_reaction (script, 7, "👍");
  script_answer (script, 403, NULL);
  script_expect_catching_up (script);
  script_attach (script, "usrBen");
  script_catch_up (script);
  expect_reaction (script, 7, "👍");
  script_answer (script, 403, NULL);
  assert_answer (script, &result, CORDIAL_PROTOCOL_ERROR_REJECTED);
}

/* To whom is attached, and on `me`; who says what cannot be is not believed. */
static void
test_told (void)
{
  static const char *const lies[] = {
    "\"seq\":11,\"act\":\"usrBen\",\"val\":\"👍\"",
    "\"seq\":0,\"act\":\"usrBen\",\"val\":\"👍\"",
    "\"act\":\"usrBen\",\"val\":\"👍\"",
    "\"seq\":\"7\",\"act\":\"usrBen\",\"val\":\"👍\"",
    "\"seq\":7,\"act\":\"usrBen\"",
    "\"seq\":7,\"act\":\"usrBen\",\"val\":\"\"",
    "\"seq\":7,\"act\":\"usrBen\",\"val\":\"two\\nlines\"",
    "\"seq\":7,\"act\":\"grpA\",\"val\":\"👍\"",
    "\"seq\":7,\"act\":\"usrBen\",\"val\":9",
  };
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in_to (script, OFFERS);
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"react\",\"seq\":7,\"id2\":3,"
                      "\"act\":\"usrBen\",\"val\":\"👍\"}}");
  script_wait_told (script, "reacted usrBen 7 usrBen 👍");
  react (script, 7, "👍", &result);
  script_attach (script, "usrBen");
  expect_reaction (script, 7, "👍");
  script_answer (script, 200, NULL);
  assert_answer (script, &result, -1);
  script_forget (script);
  script_say (script, "{\"pres\":{\"topic\":\"usrBen\",\"what\":\"react\",\"seq\":7,\"id2\":3,\"act\":\"usrBen\","
                      "\"val\":\"\xe2\x90\xa1\"}}");
  script_wait_told (script, "reacted usrBen 7 usrBen -");
  script_forget (script);
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    script_say (script, "{\"pres\":{\"topic\":\"usrBen\",\"what\":\"react\",%s}}", lies[i]);
  script_say (script,
              "{\"pres\":{\"topic\":\"usrMallory\",\"what\":\"react\",\"seq\":7,\"act\":\"usrBen\",\"val\":\"👍\"}}");
  script_settle (script);
  g_assert_cmpuint (script->told->len, ==, 1); /* that of the settling */
}

/* What comes with a message, and what changed while we were away: all of it, as far as one answer goes. */
static void
test_caught_up (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) refreshed = NULL, fetched = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  JsonObject *get;
  gint64 since, limit;

  script_sign_in_to (script, OFFERS);
  cordial_protocol_refresh_async (script->protocol, "usrBen", NULL, script_on_answer, &refreshed);
  script_attach (script, "usrBen");
  get = script_expect (script, "get");
  g_assert_cmpstr (cordial_packet_get_string (get, "what"), ==, "desc sub react");
  g_assert_true (cordial_packet_get_int (cordial_packet_get_object (get, "react"), "since", &since));
  g_assert_true (cordial_packet_get_int (cordial_packet_get_object (get, "react"), "limit", &limit));
  g_assert_cmpint (since, ==, 1);
  g_assert_cmpint (limit, ==, 256);
  script_say (script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"desc\":{\"seq\":10}}}", script->id);
  test_wait_until (refreshed != NULL);
  script_say (script,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"react\":[{\"seq\":7,\"reacts\":["
              "{\"mrrid\":4,\"val\":\"👍\",\"count\":2,\"users\":[\"usrBen\",\"usrAda\",5]},"
              "{\"val\":\"❤️\",\"count\":9,\"users\":[\"usrBen\"]},{\"val\":[],\"count\":1},8]},"
              "{\"seq\":99,\"reacts\":[{\"val\":\"👍\",\"count\":1}]},{\"seq\":-1},{\"seq\":3},\"x\"]}}",
              script->id);
  script_wait_told (script, "reactions usrBen 7 [👍/2/usrBen usrAda/❤️/9/] 3 [] and no others");
  script_forget (script);
  script_say (
    script,
    "{\"ctrl\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"code\":204,\"text\":\"no content\",\"params\":{\"what\":\"react\"}}}",
    script->id);
  script_wait_told (script, "reactions usrBen and no others");

  /* There may be more than came. */
  for (guint i = 0; i < 256; i++)
    g_string_append_printf (many, "%s{\"seq\":%u,\"reacts\":[{\"val\":\"👍\",\"count\":1,\"users\":[\"usrBen\"]}]}",
                            i > 0 ? "," : "", i + 20);
  script_forget (script);
  script_say (script, "{\"meta\":{\"topic\":\"usrBen\",\"react\":[{\"seq\":7,\"reacts\":[{\"val\":\"👍\"}]},%s]}}",
              many->str);
  script_wait_told (script, "reactions usrBen 7 []");

  cordial_protocol_fetch_async (script->protocol, "usrBen", 5, 6, NULL, script_on_answer, &fetched);
  script_expect (script, "get");
  script_say (script, "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"ts\":\"2026-11-23T20:00:00Z\",\"seq\":5,"
                      "\"content\":\"five\",\"react\":[{\"val\":\"👍\",\"count\":3}]}}");
  script_say_data (script, 6, "six");
  script_answer (script, 208, "{\"what\":\"data\",\"count\":2}");
  test_wait_until (fetched != NULL);
  messages = cordial_protocol_fetch_finish (script->protocol, fetched, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((CordialMessageRecord *) messages->pdata[0])->reactions, ==, "👍\t3\t");
  g_assert_null (((CordialMessageRecord *) messages->pdata[1])->reactions);
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/tinode/reactions/offered", test_offered);
  g_test_add_func ("/tinode/reactions/reacted", test_reacted);
  g_test_add_func ("/tinode/reactions/detached", test_detached);
  g_test_add_func ("/tinode/reactions/told", test_told);
  g_test_add_func ("/tinode/reactions/caught-up", test_caught_up);
  return g_test_run ();
}
