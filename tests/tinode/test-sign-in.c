/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a Tinode session makes of each answer on its way from an open socket to a roster.
 */

#include "script.h"

static void
assert_refused (Script *script, CordialRefusal refusal)
{
  g_autofree char *reason = NULL;

  script_wait_link (script, REFUSED);
  g_assert_cmpint (cordial_protocol_get_refusal (script->protocol), ==, refusal);
  reason = cordial_protocol_dup_reason (script->protocol);
  g_assert_nonnull (reason);
}

/* It went, and comes again by itself. */
static void
assert_comes_again (Script *script)
{
  test_wait_until (cordial_protocol_get_link_state (script->protocol) == CORDIAL_LINK_WAITING);
  g_assert_cmpint (cordial_protocol_get_refusal (script->protocol), ==, CORDIAL_REFUSAL_NONE);
  script_expect (script, "hi");
}

static void
greet (Script *script)
{
  cordial_protocol_open (script->protocol);
  script_expect (script, "hi");
  script_answer (script, 201, "{\"ver\":\"0.25\",\"maxMessageSize\":262144}");
}

/* --- {hi} ----------------------------------------------------------------------------------------------------------- */

static void
test_request (void)
{
  g_autoptr (Script) script = script_new ();
  const char *request;

  cordial_protocol_open (script->protocol);
  script_expect (script, "hi");
  request = test_peer_get_request (script->peer);
  g_assert_nonnull (strstr (request, "GET /v0/channels "));
  g_assert_nonnull (strstr (request, "X-Tinode-APIKey: " CORDIAL_TINODE_API_KEY));
  g_assert_null (strstr (request, "password"));
}

static void
test_greeting_busy (void)
{
  const int codes[] = { 503, 429, 408 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (Script) script = script_new ();

      cordial_protocol_open (script->protocol);
      script_expect (script, "hi");
      script_answer (script, codes[i], NULL);
      assert_comes_again (script);
    }
}

static void
test_login_busy (void)
{
  const int codes[] = { 500, 503, 429, 408 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (Script) script = script_new ();

      greet (script);
      script_expect (script, "login");
      script_answer (script, codes[i], NULL);
      assert_comes_again (script);
    }
}

static void
test_greeting_refused (void)
{
  const int codes[] = { 505, 400 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (Script) script = script_new ();

      cordial_protocol_open (script->protocol);
      script_expect (script, "hi");
      script_answer (script, codes[i], NULL);
      assert_refused (script, CORDIAL_REFUSAL_NOT_A_CHAT_SERVER);
    }
}

static void
test_not_tinode (void)
{
  const char *greetings[] = { "Welcome!", "{\"hi\":{\"id\":\"1\"}}", "[]", "{\"event\":\"connected\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (greetings); i++)
    {
      g_autoptr (Script) script = script_new ();

      cordial_protocol_open (script->protocol);
      script_expect (script, "hi");
      script_say (script, "%s", greetings[i]);
      assert_refused (script, CORDIAL_REFUSAL_NOT_A_CHAT_SERVER);
    }
}

static void
test_no_answer (void)
{
  g_autoptr (Script) script = script_new ();

  /* It lives, but says nothing. */
  g_object_set (script->session, "answer-limit-ms", 100, NULL);
  cordial_protocol_open (script->protocol);
  script_expect (script, "hi");
  script_say (script, "0");
  assert_comes_again (script);
}

/* --- {login} -------------------------------------------------------------------------------------------------------- */

static void
test_token_first (void)
{
  g_autoptr (Script) script = script_new ();
  JsonObject *login;

  cordial_protocol_set_token (script->protocol, "c2F2ZWQ=");
  greet (script);
  login = script_expect (script, "login");
  g_assert_cmpstr (cordial_packet_get_string (login, "scheme"), ==, "token");
  g_assert_cmpstr (cordial_packet_get_string (login, "secret"), ==, "c2F2ZWQ=");
  script_answer (script, 401, NULL);
  login = script_expect (script, "login");
  g_assert_cmpstr (cordial_packet_get_string (login, "scheme"), ==, "basic");
  g_assert_cmpstr (cordial_packet_get_string (login, "secret"), ==, "YWRhOnRoZSBwYXNzd29yZCBvZiBhZGE=");
  script_answer (script, 401, NULL);
  assert_refused (script, CORDIAL_REFUSAL_SIGN_IN);
}

static void
test_token_alone (void)
{
  g_autoptr (Script) script = script_new ();

  cordial_protocol_set_password (script->protocol, NULL, NULL);
  cordial_protocol_set_token (script->protocol, "c2F2ZWQ=");
  greet (script);
  script_expect (script, "login");
  script_answer (script, 401, NULL);
  assert_refused (script, CORDIAL_REFUSAL_SIGN_IN);

  /* The token is forgotten: the next attempt does not repeat it. */
  cordial_protocol_retry_now (script->protocol);
  script_expect (script, "hi");
  script_answer (script, 201, NULL);
  assert_refused (script, CORDIAL_REFUSAL_PASSWORD);
  g_assert_false (script_has_more (script));
}

static void
test_token_kept (void)
{
  g_autoptr (Script) script = script_new ();
  JsonObject *login;

  /* A server in trouble says nothing about the token. */
  cordial_protocol_set_token (script->protocol, "c2F2ZWQ=");
  greet (script);
  script_expect (script, "login");
  script_answer (script, 500, NULL);
  assert_comes_again (script);
  script_answer (script, 201, NULL);
  login = script_expect (script, "login");
  g_assert_cmpstr (cordial_packet_get_string (login, "secret"), ==, "c2F2ZWQ=");
}

static void
test_new_token (void)
{
  g_autoptr (Script) script = script_new ();
  JsonObject *login;

  script_sign_in (script);
  test_peer_drop (script->peer);
  script_expect (script, "hi");
  script_answer (script, 201, NULL);
  login = script_expect (script, "login");
  g_assert_cmpstr (cordial_packet_get_string (login, "scheme"), ==, "token");
  g_assert_cmpstr (cordial_packet_get_string (login, "secret"), ==, "dG9rZW4=");
}

static void
test_login_refused (void)
{
  const struct
  {
    int code;
    CordialRefusal refusal;
    const char *word;
  } cases[] = {
    { 300, CORDIAL_REFUSAL_ACCOUNT, "confirmed" },       { 401, CORDIAL_REFUSAL_SIGN_IN, "password" },
    { 403, CORDIAL_REFUSAL_ACCOUNT, "suspended" },       { 404, CORDIAL_REFUSAL_ACCOUNT, "no such account" },
    { 410, CORDIAL_REFUSAL_ACCOUNT, "no such account" }, { 409, CORDIAL_REFUSAL_SIGN_IN, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Script) script = script_new ();
      g_autofree char *reason = NULL;

      greet (script);
      script_expect (script, "login");
      script_answer (script, cases[i].code, "{\"user\":\"usrAda\",\"cred\":[\"email\"]}");
      assert_refused (script, cases[i].refusal);
      reason = cordial_protocol_dup_reason (script->protocol);
      g_assert_nonnull (strstr (reason, cases[i].word));
      g_assert_cmpuint (script->told->len, ==, 0);
    }
}

/* What may pass by itself is looked at again when the person looks, as any refusal of the network's; a wrong password stays wrong, and
 * some servers count. */
static void
test_refused_for_now (void)
{
  const struct
  {
    int greeting, login; /* 0 where it does not come to that */
    gboolean passes;
  } cases[] = {
    { 505, 0, TRUE }, { 400, 0, TRUE }, { 201, 300, TRUE }, { 201, 403, TRUE }, { 201, 410, TRUE }, { 201, 401, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Script) script = script_new ();
      CordialConnection *connection = cordial_session_get_connection (CORDIAL_SESSION (script->session));

      cordial_protocol_open (script->protocol);
      script_expect (script, "hi");
      script_answer (script, cases[i].greeting, NULL);
      if (cases[i].login > 0)
        {
          script_expect (script, "login");
          script_answer (script, cases[i].login, NULL);
        }
      script_wait_link (script, REFUSED);
      cordial_heartbeat_set_interval_ms (cordial_connection_get_heartbeat (connection), 1);
      test_run_ms (5);
      cordial_protocol_probe_if_stale (script->protocol);
      g_assert_cmpint (cordial_protocol_get_link_state (script->protocol), ==,
                       cases[i].passes ? CORDIAL_LINK_CONNECTING : CORDIAL_LINK_REFUSED);
    }
}

/* A token is of somebody: what the server says of it is no doubt about the password. */
static void
test_token_refused_with_account (void)
{
  const struct
  {
    int code;
    const char *word;
  } cases[] = { { 300, "confirmed" }, { 403, "suspended" }, { 404, "no longer exists" }, { 410, "no longer exists" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Script) script = script_new ();
      g_autofree char *reason = NULL;
      JsonObject *login;

      cordial_protocol_set_password (script->protocol, NULL, NULL);
      cordial_protocol_set_token (script->protocol, "c2F2ZWQ=");
      greet (script);
      script_expect (script, "login");
      script_answer (script, cases[i].code, NULL);
      assert_refused (script, CORDIAL_REFUSAL_ACCOUNT);
      reason = cordial_protocol_dup_reason (script->protocol);
      g_assert_nonnull (strstr (reason, cases[i].word));

      /* Once that is mended, it is good again. */
      cordial_protocol_retry_now (script->protocol);
      script_expect (script, "hi");
      script_answer (script, 201, NULL);
      login = script_expect (script, "login");
      g_assert_cmpstr (cordial_packet_get_string (login, "secret"), ==, "c2F2ZWQ=");
    }
}

static void
test_login_unreadable (void)
{
  g_autoptr (Script) script = script_new ();

  /* A server that cannot read a frame does not know its id. */
  greet (script);
  script_expect (script, "login");
  script_say (script, "{\"ctrl\":{\"code\":400,\"text\":\"malformed\"}}");
  assert_refused (script, CORDIAL_REFUSAL_SIGN_IN);
}

static void
test_login_lies (void)
{
  const char *params[] = { NULL, "{}", "{\"user\":7}", "{\"user\":\"me\"}", "{\"user\":\"usr\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (params); i++)
    {
      g_autoptr (Script) script = script_new ();

      greet (script);
      script_expect (script, "login");
      script_answer (script, 200, params[i]);
      assert_comes_again (script);
      g_assert_cmpuint (script->told->len, ==, 0);
    }
}

static void
test_login_with_space (void)
{
  g_autoptr (Script) script = script_new ();

  cordial_protocol_set_password (script->protocol, "two words", "a password");
  greet (script);
  assert_refused (script, CORDIAL_REFUSAL_SIGN_IN);
  g_assert_false (script_has_more (script));
}

/* --- {acc} ---------------------------------------------------------------------------------------------------------- */

static void
test_sign_up (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *acc;
  JsonArray *tags;

  cordial_protocol_sign_up_async (script->protocol, "ada", "secret word", "Ada Ada Lovelace", NULL, script_on_answer,
                                  &result);
  script_expect (script, "hi");
  script_answer (script, 201, NULL);
  acc = script_expect (script, "acc");
  g_assert_true (g_str_has_prefix (cordial_packet_get_string (acc, "user"), "new"));
  g_assert_cmpstr (cordial_packet_get_string (acc, "scheme"), ==, "basic");
  g_assert_cmpstr (cordial_packet_get_string (acc, "secret"), ==, "YWRhOnNlY3JldCB3b3Jk");
  g_assert_true (cordial_packet_get_boolean (acc, "login"));
  tags = cordial_packet_get_array (acc, "tags");
  g_assert_cmpuint (json_array_get_length (tags), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (tags, 0), ==, "ada");
  g_assert_cmpstr (json_array_get_string_element (tags, 1), ==, "lovelace");
  script_answer (script, 200, "{\"user\":\"usrAda\",\"token\":\"dG9rZW4=\",\"expires\":\"2030-01-01T00:00:00Z\"}");
  test_wait_until (result != NULL);
  g_assert_true (cordial_protocol_sign_up_finish (script->protocol, result, &error));
  g_assert_no_error (error);
  g_assert_true (script_was_told (script, "signed in usrAda dG9rZW4="));
  script_expect (script, "sub");
  script_answer (script, 200, NULL);
  script_answer (script, 204, "{\"what\":\"sub\"}");
  script_wait_link (script, ONLINE);
}

static void
test_sign_up_refused (void)
{
  const struct
  {
    int code;
    const char *params;
    CordialProtocolError error;
  } cases[] = {
    { 409, "{\"what\":\"auth\"}", CORDIAL_PROTOCOL_ERROR_TAKEN },
    { 422, "{\"what\":\"auth\"}", CORDIAL_PROTOCOL_ERROR_INVALID },
    { 422, "{\"creds\":[\"email\"]}", CORDIAL_PROTOCOL_ERROR_REJECTED },
    { 400, NULL, CORDIAL_PROTOCOL_ERROR_INVALID },
    { 403, NULL, CORDIAL_PROTOCOL_ERROR_REJECTED },
    { 300, "{\"user\":\"usrAda\",\"cred\":[\"email\"]}", CORDIAL_PROTOCOL_ERROR_REJECTED },
    { 503, NULL, CORDIAL_PROTOCOL_ERROR_REJECTED },
    { 501, NULL, CORDIAL_PROTOCOL_ERROR_REJECTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Script) script = script_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      cordial_protocol_sign_up_async (script->protocol, "ada", "secret word", "Ada", NULL, script_on_answer, &result);
      script_expect (script, "hi");
      script_answer (script, 201, NULL);
      script_expect (script, "acc");
      script_answer (script, cases[i].code, cases[i].params);
      test_wait_until (result != NULL);
      g_assert_false (cordial_protocol_sign_up_finish (script->protocol, result, &error));
      g_assert_error (error, CORDIAL_PROTOCOL_ERROR, (int) cases[i].error);
      g_assert_cmpint (cordial_protocol_get_link_state (script->protocol), ==, CORDIAL_LINK_OFFLINE);
    }
}

static void
test_sign_up_dropped (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_protocol_sign_up_async (script->protocol, "ada", "secret word", "Ada", NULL, script_on_answer, &result);
  script_expect (script, "hi");
  script_answer (script, 201, NULL);
  script_expect (script, "acc");
  test_peer_drop (script->peer);
  test_wait_until (result != NULL);
  g_assert_false (cordial_protocol_sign_up_finish (script->protocol, result, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE);
  g_assert_cmpint (cordial_protocol_get_link_state (script->protocol), ==, CORDIAL_LINK_OFFLINE);
}

/* A Tinode server answers 500 to more than 72 bytes, as if it were busy. */
static void
test_long_password (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *longest = g_strnfill (72, 'x');
  GString *umlauts = g_string_new (NULL);

  for (int i = 0; i < 37; i++)
    g_string_append (umlauts, "ü");
  cordial_protocol_sign_up_async (script->protocol, "ada", umlauts->str, "Ada", NULL, script_on_answer, &result);
  test_wait_until (result != NULL);
  g_assert_false (cordial_protocol_sign_up_finish (script->protocol, result, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  g_clear_error (&error);
  g_clear_object (&result);

  script_sign_in (script);
  cordial_protocol_change_password_async (script->protocol, umlauts->str, NULL, script_on_answer, &result);
  test_wait_until (result != NULL);
  g_assert_false (cordial_protocol_change_password_finish (script->protocol, result, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  g_clear_object (&result);
  g_assert_false (script_has_more (script));
  cordial_protocol_change_password_async (script->protocol, longest, NULL, script_on_answer, &result);
  script_expect (script, "acc");
  script_answer (script, 200, NULL);
  test_wait_until (result != NULL);
  g_assert_true (cordial_protocol_change_password_finish (script->protocol, result, NULL));
  g_string_free (umlauts, TRUE);
}

static void
test_sign_up_not_tinode (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_peer_set_manner (script->peer, PEER_ANSWERS_STATUS);
  test_peer_set_status (script->peer, 404, NULL);
  cordial_protocol_sign_up_async (script->protocol, "ada", "secret word", "Ada", NULL, script_on_answer, &result);
  test_wait_until (result != NULL);
  g_assert_false (cordial_protocol_sign_up_finish (script->protocol, result, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_NOT_A_CHAT_SERVER);
}

/* --- The roster ------------------------------------------------------------------------------------------------------ */

static void
test_roster (void)
{
  g_autoptr (Script) script = script_new ();

  greet (script);
  script_expect (script, "login");
  script_answer (script, 200, "{\"user\":\"usrAda\",\"token\":\"dG9rZW4=\",\"expires\":\"2030-01-01T00:00:00Z\"}");
  script_expect (script, "sub");
  script_answer (script, 200, NULL);
  script_say (
    script,
    "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":["
    "{\"topic\":\"usrBen\",\"seq\":7,\"read\":5,\"online\":true,\"acs\":{\"mode\":\"JRWPA\"},"
    "\"public\":{\"fn\":\" Ben\\n\",\"photo\":{\"data\":\"AAAA\",\"type\":\"png\"}}},"
    "{\"topic\":\"grpTea\",\"acs\":{\"mode\":\"JR\"},\"public\":{\"fn\":\"Tea\",\"photo\":{\"ref\":\"/v0/x\"}}},"
    "{\"topic\":\"usrCleo\",\"public\":{\"fn\":\"Cleo\"},\"private\":{\"comment\":\"My Cleo\"}},"
    "{\"topic\":\"slf\",\"acs\":{\"mode\":\"JRWDO\"}},"
    "{\"topic\":\"sys\"},{\"topic\":\"xyzFuture\"},{\"topic\":\"usr\"},{\"topic\":7},7,{},null,"
    "{\"topic\":\"usrDan\",\"seq\":-3,\"read\":\"x\",\"online\":\"yes\",\"public\":7,\"acs\":[],\"seen\":{\"when\":7}},"
    "{\"topic\":\"usrEve\",\"deleted\":\"2026-01-01T00:00:00Z\"}]}}",
    script->id);
  script_wait_link (script, ONLINE);

  g_assert_cmpuint (script->told->len, ==, 8);
  g_assert_true (script_was_told (script, "signed in usrAda dG9rZW4="));
  g_assert_true (script_was_told (script, "conversation usrBen name=Ben seq=7 read=5 online writable avatar=3"));
  g_assert_true (
    script_was_told (script, "conversation grpTea name=Tea seq=0 offline read-only muted avatar-uri=/v0/x"));
  g_assert_true (script_was_told (script, "conversation usrCleo name=Cleo comment=My Cleo offline"));
  g_assert_true (script_was_told (script, "conversation slf seq=0 offline writable"));
  g_assert_true (script_was_told (script, "conversation usrDan offline"));
  g_assert_true (script_was_told (script, "conversation usrEve ended=unknown"));
  /* Last of all. */
  g_assert_cmpstr (script->told->pdata[7], ==, "roster complete");
}

static void
test_roster_refused (void)
{
  const int codes[] = { 503, 429, 408 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (Script) script = script_new ();

      greet (script);
      script_expect (script, "login");
      script_answer (script, 200, "{\"user\":\"usrAda\"}");
      script_expect (script, "sub");
      script_answer (script, codes[i], NULL);
      assert_comes_again (script);
    }
}

/* That the account's own topic is not found once, signs nobody out; that it is never found, does. */
static void
test_roster_missing (void)
{
  g_autoptr (Script) script = script_new ();

  cordial_protocol_open (script->protocol);
  for (guint i = 0; i < 3; i++)
    {
      script_expect (script, "hi");
      script_answer (script, 201, NULL);
      script_expect (script, "login");
      script_answer (script, 200, "{\"user\":\"usrAda\"}");
      script_expect (script, "sub");
      script_answer (script, 404, NULL);
      if (i < 2)
        script_wait_link (script, WAITING);
    }
  assert_refused (script, CORDIAL_REFUSAL_SIGN_IN);
}

/* The time at which a token ends that lives that long from now. */
static char *
dup_expiry (guint life_ms)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add (now, life_ms * G_TIME_SPAN_MILLISECOND);
  g_autofree char *seconds = g_date_time_format (then, "%FT%T");

  return g_strdup_printf ("%s.%03dZ", seconds, g_date_time_get_microsecond (then) / 1000);
}

/* Whether a connection more was begun. What a session asks that was not awake for longer than its interval, as happens on a busy
 * machine, has an answer until then. */
static gboolean
has_begun_anew (Script *script, guint n_requests)
{
  g_autoptr (JsonNode) frame = NULL;
  g_autoptr (GList) bodies = NULL;

  if (test_peer_get_n_requests (script->peer) > n_requests)
    return TRUE;
  if (!script_has_more (script))
    return FALSE;
  frame = cordial_packet_parse (test_peer_get_texts (script->peer)->pdata[script->heard++], NULL);
  bodies = json_object_get_values (json_node_get_object (frame));
  g_set_str (&script->id, cordial_packet_get_string (json_node_get_object (bodies->data), "id"));
  script_answer (script, 304, NULL);
  return FALSE;
}

/* Halfway to the token's end it is exchanged for a new one, so that nobody is asked for a password who was there all the time.
 * A server that gives no longer time is not asked again. */
static void
test_token_renewed (void)
{
  g_autoptr (Script) script = script_new ();
  CordialConnection *connection = cordial_session_get_connection (CORDIAL_SESSION (script->session));
  g_autofree char *first = dup_expiry (1500);
  guint n_requests;

  cordial_heartbeat_set_interval_ms (cordial_connection_get_heartbeat (connection), 50);
  cordial_protocol_open (script->protocol);
  for (guint i = 0; i < 3; i++)
    {
      const char *const tokens[] = { "b25l", "dHdv", "dGhyZWU=" };
      g_autofree char *later = dup_expiry (1500);
      g_autofree char *params =
        g_strdup_printf ("{\"user\":\"usrAda\",\"token\":\"%s\",\"expires\":\"%s\"}", tokens[i], i < 2 ? later : first);
      JsonObject *login;

      script_expect (script, "hi");
      script_answer (script, 201, NULL);
      login = script_expect (script, "login");
      g_assert_cmpstr (cordial_packet_get_string (login, "scheme"), ==, i == 0 ? "basic" : "token");
      if (i > 0)
        g_assert_cmpstr (cordial_packet_get_string (login, "secret"), ==, tokens[i - 1]);
      script_answer (script, 200, params);
      script_expect (script, "sub");
      script_answer (script, 200, NULL);
      script_say (script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[]}}", script->id);
      script_wait_link (script, ONLINE);
      if (i < 2)
        {
          n_requests = test_peer_get_n_requests (script->peer);
          test_peer_set_echo (script->peer, "1", "0");
          test_wait_until (has_begun_anew (script, n_requests));
        }
    }
  n_requests = test_peer_get_n_requests (script->peer);
  test_run_ms (1000);
  g_assert_cmpuint (test_peer_get_n_requests (script->peer), ==, n_requests);
  script_wait_link (script, ONLINE);
}

static void
test_closed_meanwhile (void)
{
  g_autoptr (Script) script = script_new ();

  /* Whoever hears of the sign-in may close the session at once. */
  g_signal_connect (script->session, "signed-in", G_CALLBACK (cordial_protocol_close), NULL);
  greet (script);
  script_expect (script, "login");
  script_answer (script, 200, "{\"user\":\"usrAda\"}");
  script_wait_link (script, OFFLINE);
  g_assert_false (script_has_more (script));
}

/* --- Silence about secrets -------------------------------------------------------------------------------------------- */

static GLogWriterOutput
find_secrets (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  guint *n_lines = user_data;
  g_autofree char *line = g_log_writer_format_fields (level, fields, n_fields, FALSE);

  *n_lines += strstr (line, "cordial-tinode") != NULL;
  if (strstr (line, "the password of ada") || strstr (line, "YWRhOnRoZSBwYXNzd29yZCBvZiBhZGE") ||
      strstr (line, "c2F2ZWQ") || strstr (line, "dG9rZW4") || strstr (line, "words of Ben"))
    g_abort ();
  return G_LOG_WRITER_HANDLED;
}

static void
test_secrets (void)
{
  static guint n_lines;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  g_log_writer_default_set_debug_domains ((const char *const[]) { "all", NULL });
  g_log_set_writer_func (find_secrets, &n_lines, NULL);
  {
    g_autoptr (Script) script = script_new ();

    cordial_protocol_set_token (script->protocol, "c2F2ZWQ=");
    greet (script);
    script_expect (script, "login");
    script_answer (script, 401, NULL);
    script_expect (script, "login");
    script_answer (script, 200, "{\"user\":\"usrAda\",\"token\":\"dG9rZW4=\",\"expires\":\"2030-01-01T00:00:00Z\"}");
    script_expect (script, "sub");
    script_answer (script, 204, "{\"what\":\"sub\"}");
    script_wait_link (script, ONLINE);
    script_say (script, "{\"data\":{\"topic\":\"usrBen\",\"seq\":1,\"from\":\"usrBen\",\"content\":\"words of Ben\"}}");
    script_say (script, "{\"words of Ben\":");
    script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"msg\",\"seq\":1}}");
    script_expect (script, "get");
  }
  g_assert_cmpuint (n_lines, >=, 2);
}

int
main (int argc, char *argv[])
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/tinode/sign-in/long-password", test_long_password);
  g_test_add_func ("/tinode/sign-in/request", test_request);
  g_test_add_func ("/tinode/sign-in/greeting-busy", test_greeting_busy);
  g_test_add_func ("/tinode/sign-in/login-busy", test_login_busy);
  g_test_add_func ("/tinode/sign-in/roster-missing", test_roster_missing);
  g_test_add_func ("/tinode/sign-in/token-renewed", test_token_renewed);
  g_test_add_func ("/tinode/sign-in/greeting-refused", test_greeting_refused);
  g_test_add_func ("/tinode/sign-in/not-tinode", test_not_tinode);
  g_test_add_func ("/tinode/sign-in/no-answer", test_no_answer);
  g_test_add_func ("/tinode/sign-in/token-first", test_token_first);
  g_test_add_func ("/tinode/sign-in/token-alone", test_token_alone);
  g_test_add_func ("/tinode/sign-in/token-kept", test_token_kept);
  g_test_add_func ("/tinode/sign-in/new-token", test_new_token);
  g_test_add_func ("/tinode/sign-in/login-refused", test_login_refused);
  g_test_add_func ("/tinode/sign-in/refused-for-now", test_refused_for_now);
  g_test_add_func ("/tinode/sign-in/token-refused-with-account", test_token_refused_with_account);
  g_test_add_func ("/tinode/sign-in/login-unreadable", test_login_unreadable);
  g_test_add_func ("/tinode/sign-in/login-lies", test_login_lies);
  g_test_add_func ("/tinode/sign-in/login-with-space", test_login_with_space);
  g_test_add_func ("/tinode/sign-in/sign-up", test_sign_up);
  g_test_add_func ("/tinode/sign-in/sign-up-refused", test_sign_up_refused);
  g_test_add_func ("/tinode/sign-in/sign-up-dropped", test_sign_up_dropped);
  g_test_add_func ("/tinode/sign-in/sign-up-not-tinode", test_sign_up_not_tinode);
  g_test_add_func ("/tinode/sign-in/roster", test_roster);
  g_test_add_func ("/tinode/sign-in/roster-refused", test_roster_refused);
  g_test_add_func ("/tinode/sign-in/closed-meanwhile", test_closed_meanwhile);
  g_test_add_func ("/tinode/sign-in/secrets", test_secrets);
  return g_test_run ();
}
