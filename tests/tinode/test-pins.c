/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pinned messages on the wire: what a Tinode session makes of what is told of them, and what it says to change them.
 */

#include "script.h"

static void
pin (Script *script, const char *pins, GAsyncResult **result)
{
  cordial_protocol_pin_async (script->protocol, "usrBen", pins, NULL, script_on_answer, result);
}

/* (transfer full): the list that is asked for, as JSON */
static char *
expect_pins (Script *script)
{
  JsonObject *body = script_expect (script, "set"), *aux = cordial_packet_get_object (body, "aux");

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "usrBen");
  g_assert_nonnull (aux);
  g_assert_cmpuint (json_object_get_size (aux), ==, 1);
  return json_to_string (json_object_get_member (aux, "pins"), FALSE);
}

static void
assert_pinned (Script *script, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  test_wait_until (*result != NULL);
  g_assert_true (cordial_protocol_pin_finish (script->protocol, *result, &error));
  g_assert_no_error (error);
  g_clear_object (result);
}

static void
assert_not_pinned (Script *script, GAsyncResult **result, CordialProtocolError code)
{
  g_autoptr (GError) error = NULL;

  test_wait_until (*result != NULL);
  g_assert_false (cordial_protocol_pin_finish (script->protocol, *result, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, (int) code);
  g_clear_object (result);
}

/* As a whole, to where we are attached; what it is then is told with the yes, as nobody else tells us. */
static void
test_pinned (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *first = NULL, *none = NULL, *again = NULL;

  script_sign_in (script);
  pin (script, "2 7", &result);
  script_attach (script, "usrBen");
  first = expect_pins (script);
  g_assert_cmpstr (first, ==, "[2,7]");
  script_answer (script, 200, NULL);
  assert_pinned (script, &result);
  script_wait_told (script, "conversation usrBen pins=2 7");

  pin (script, NULL, &result);
  none = expect_pins (script);
  g_assert_cmpstr (none, ==, "\"\xe2\x90\xa1\"");
  script_answer (script, 200, NULL);
  assert_pinned (script, &result);
  script_wait_told (script, "conversation usrBen pins=");

  /* It was so already: that is what was wanted. */
  pin (script, "7", &result);
  again = expect_pins (script);
  script_answer (script, 304, NULL);
  assert_pinned (script, &result);
  g_assert_false (script_has_more (script));
}

static void
test_not_pinned (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in (script);
  pin (script, "2", &result);
  script_attach (script, "usrBen");
  for (guint i = 0; i < 2; i++)
    {
      /* Which is what a server answers, too, to a {set} of a session that it has detached. */
      g_free (expect_pins (script));
      script_answer (script, 403, NULL);
      if (i > 0)
        break;
      script_expect_catching_up (script);
      script_attach (script, "usrBen");
      script_catch_up (script);
    }
  assert_not_pinned (script, &result, CORDIAL_PROTOCOL_ERROR_REJECTED);
  pin (script, "2", &result);
  g_free (expect_pins (script));
  script_answer (script, 503, NULL);
  assert_not_pinned (script, &result, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
  g_assert_false (script_was_told (script, "conversation usrBen pins=2"));

  /* Who knows whether it was heard: it is said again later. */
  pin (script, "2", &result);
  g_free (expect_pins (script));
  test_peer_drop (script->peer);
  assert_not_pinned (script, &result, CORDIAL_PROTOCOL_ERROR_LINK);
}

/* Behind our back, once and not for ever. */
static void
test_detached (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in (script);
  pin (script, "2", &result);
  script_attach (script, "usrBen");
  for (guint i = 0; i < 2; i++)
    {
      g_free (expect_pins (script));
      script_answer (script, 409, NULL);
      if (i > 0)
        break;
      script_expect_catching_up (script);
      script_attach (script, "usrBen");
      script_catch_up (script);
    }
  assert_not_pinned (script, &result, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
}

/* With attaching, and when somebody else has changed it, which alone is said; where nothing is pinned, a {ctrl} says so. */
static void
test_told (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  JsonObject *body;

  script_sign_in (script);
  pin (script, "2", &result);
  script_attach (script, "usrBen");
  script_say (script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"aux\":{\"pins\":[3,1],\"other\":7}}}",
              script->id);
  script_wait_told (script, "conversation usrBen pins=3 1");
  g_free (expect_pins (script));
  script_answer (script, 200, NULL);
  assert_pinned (script, &result);

  script_say (script, "{\"pres\":{\"topic\":\"usrBen\",\"src\":\"usrBen\",\"what\":\"aux\"}}");
  body = script_expect (script, "get");
  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "usrBen");
  g_assert_cmpstr (cordial_packet_get_string (body, "what"), ==, "aux");
  script_say (script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"aux\":{\"pins\":[9]}}}", script->id);
  script_wait_told (script, "conversation usrBen pins=9");

  script_say (script, "{\"pres\":{\"topic\":\"usrBen\",\"src\":\"usrBen\",\"what\":\"aux\"}}");
  script_expect (script, "get");
  script_answer (script, 204, "{\"what\":\"aux\"}");
  script_wait_told (script, "conversation usrBen pins=");
}

/* A number that cannot be one of a message costs itself, a list that is none the list, and a topic that is not ours all of it. */
static void
test_lies (void)
{
  const struct
  {
    const char *aux;
    const char *told;
  } lies[] = {
    { "{\"pins\":[1,-2,0,\"3\",4.5,true,null,[5],{\"seq\":6},99999999999,7]}", "conversation usrBen pins=1 7" },
    { "{\"pins\":{\"0\":1}}", "conversation usrBen pins=" },
    { "{\"pins\":\"1 2\"}", "conversation usrBen pins=" },
    { "{\"pins\":8}", "conversation usrBen pins=" },
    { "{}", "conversation usrBen pins=" },
  };
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;

  script_sign_in (script);
  pin (script, "2", &result);
  script_attach (script, "usrBen");
  g_free (expect_pins (script));
  script_answer (script, 200, NULL);
  assert_pinned (script, &result);
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      script_forget (script);
      script_say (script, "{\"meta\":{\"topic\":\"usrBen\",\"aux\":%s}}", lies[i].aux);
      script_wait_told (script, lies[i].told);
    }
  script_say (script, "{\"meta\":{\"topic\":\"usrBen\",\"aux\":[1]}}");
  script_say (script, "{\"meta\":{\"topic\":\"usrMallory\",\"aux\":{\"pins\":[1]}}}");
  script_say (script, "{\"meta\":{\"topic\":\"me\",\"aux\":{\"pins\":[1]}}}");
  script_settle (script);
  g_assert_cmpuint (script->told->len, ==, 1);
  g_assert_cmpint (cordial_protocol_get_link_state (script->protocol), ==, CORDIAL_LINK_ONLINE);
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/tinode/pins/pinned", test_pinned);
  g_test_add_func ("/tinode/pins/not-pinned", test_not_pinned);
  g_test_add_func ("/tinode/pins/detached", test_detached);
  g_test_add_func ("/tinode/pins/told", test_told);
  g_test_add_func ("/tinode/pins/lies", test_lies);
  return g_test_run ();
}
