/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The promise: whatever happens to line, server or application, each message is there once, in order, at both ends.
 */

#include "home.h"
#include "proxy.h"

#include <signal.h>
#include <stdlib.h>

typedef struct
{
  World *world;
  Proxy *proxy; /* before Ada; Ben has a line of his own */
  Home *ada;
  Home *ben;
  CordialConversation *to_ben;
  CordialConversation *to_ada;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->world = world_new ();
  fixture->proxy = proxy_new (world_get_uri (fixture->world));
  fixture->ada = home_new (proxy_get_uri (fixture->proxy), world_get_folder (fixture->world), "Ada");
  fixture->ben = home_new (world_get_uri (fixture->world), world_get_folder (fixture->world), "Ben");
  fixture->to_ben = home_meet (fixture->ada, fixture->ben);
  world_wait (home_get_conversation (fixture->ben, fixture->ada));
  fixture->to_ada = home_get_conversation (fixture->ben, fixture->ada);
  home_say (fixture->to_ben, "first");
  world_wait (home_count (fixture->to_ada) == 1);
  world_wait (cordial_account_get_waiting_messages (fixture->ada->account) == 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->ada, home_free);
  g_clear_pointer (&fixture->ben, home_free);
  proxy_free (fixture->proxy);
  world_free (fixture->world);
}

/* On the wire a plain text, or one with marks for its lines and its link. */
static void
say_numbered (CordialConversation *conversation, const char *what, guint low, guint high)
{
  for (guint i = low; i <= high; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s %u%s", what, i, i % 2 ? "" : "\nsee https://example.org/");

      home_say (conversation, text);
    }
}

/* Nothing waits any more, and both have the same. */
static void
assert_settled (Fixture *fixture, guint n)
{
  g_autofree char *of_ada = NULL, *of_ben = NULL;

  world_wait (cordial_account_get_waiting_messages (fixture->ada->account) == 0 &&
              cordial_account_get_waiting_messages (fixture->ben->account) == 0);
  world_wait (home_count (fixture->to_ada) >= n && home_count (fixture->to_ben) >= n);
  of_ada = home_dup_transcript (fixture->to_ben);
  of_ben = home_dup_transcript (fixture->to_ada);
  g_assert_cmpstr (of_ada, ==, of_ben);
  g_assert_cmpuint (home_count (fixture->to_ada), ==, n);
  g_assert_cmpuint (home_count (fixture->to_ben), ==, n);
}

/* From 1 on, each once, in order, among whatever else was said. */
static void
assert_numbered (CordialConversation *conversation, const char *what, guint n)
{
  g_autofree char *prefix = g_strconcat (what, " ", NULL);
  guint next = 1;

  for (guint i = 0; i < home_count (conversation); i++)
    {
      g_autoptr (CordialMessage) message = home_get_message (conversation, i);
      const char *text = cordial_message_get_text (message);

      if (g_str_has_prefix (text, prefix))
        g_assert_cmpuint (strtoul (text + strlen (prefix), NULL, 10), ==, next++);
    }
  g_assert_cmpuint (next, ==, n + 1);
}

static gboolean
is_away (Home *home)
{
  return cordial_account_get_link_state (home->account) != CORDIAL_LINK_ONLINE;
}

/* Not TCP, which takes a quarter of an hour for it, but the heartbeat. */
static void
assert_found_dead (Home *home)
{
  g_assert_cmpint (cordial_connection_get_ending (cordial_session_get_connection (CORDIAL_SESSION (home->session))), ==,
                   CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT);
}

/* --- Slowness ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  guint kbits; /* a second */
  guint delay_ms;
  gsize n_bytes; /* of the long message */
  guint loss_percent;
} Uplink;

/* In every run, seconds of it; by CORDIAL_TEST_UPLINK_KBITS, CORDIAL_TEST_UPLINK_DELAY_MS and
 * CORDIAL_TEST_UPLINK_LOSS, of a hundred blocks, at any speed. */
static const Uplink slow = { 256, 0, 100 * 1000, 0 };
static const Uplink slow_and_far = { 64, 300, 40 * 1000, 0 };
static const Uplink slowest = { 16, 0, 20 * 1000, 0 };
static const Uplink lossy = { 64, 300, 40 * 1000, 5 };

static guint
get_wanted (const char *variable, guint otherwise)
{
  const char *wanted = g_getenv (variable);

  return wanted ? (guint) strtoul (wanted, NULL, 10) : otherwise;
}

/* A slow uplink is no dead one: a long message goes through on one line, however long that takes, and a short one beside it. */
static void
test_slow_uplink (Fixture *fixture, gconstpointer data)
{
  const Uplink *uplink = data;
  g_autofree char *large = g_strnfill (uplink->n_bytes, 'x');
  guint n_lines;

  proxy_set_uplink (fixture->proxy, get_wanted ("CORDIAL_TEST_UPLINK_KBITS", uplink->kbits) * 1000 / 8);
  proxy_set_delay_ms (fixture->proxy, get_wanted ("CORDIAL_TEST_UPLINK_DELAY_MS", uplink->delay_ms));
  proxy_set_loss (fixture->proxy, get_wanted ("CORDIAL_TEST_UPLINK_LOSS", uplink->loss_percent), 1848);
  proxy_cut (fixture->proxy);
  world_wait (is_away (fixture->ada));
  world_wait (!is_away (fixture->ada));
  n_lines = proxy_get_n_lines (fixture->proxy);
  home_say (fixture->to_ben, large);
  home_say (fixture->to_ben, "short");
  /* As long as it takes: the test's own patience is for things that do not depend on the speed of a line. */
  while (cordial_account_get_waiting_messages (fixture->ada->account) > 0)
    {
      guint64 forwarded = proxy_get_forwarded (fixture->proxy);

      world_wait (cordial_account_get_waiting_messages (fixture->ada->account) == 0 ||
                  proxy_get_forwarded (fixture->proxy) > forwarded + 5 * 1000);
    }
  assert_settled (fixture, 3);
  g_test_message ("%u blocks came late", proxy_get_n_losses (fixture->proxy));
  g_assert_cmpuint (proxy_get_n_lines (fixture->proxy), ==, n_lines);
}

/* --- Silence -------------------------------------------------------------------------------------------------------- */

static void
test_line_freezes (Fixture *fixture, gconstpointer data)
{
  gint64 since;

  say_numbered (fixture->to_ben, "ada", 1, 3);
  proxy_set_frozen (fixture->proxy, TRUE);
  since = g_get_monotonic_time ();
  say_numbered (fixture->to_ben, "ada", 4, 6);
  say_numbered (fixture->to_ada, "ben", 1, 3);
  world_wait (is_away (fixture->ada));
  assert_found_dead (fixture->ada);
  g_test_message ("noticed after %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - since) / 1000);
  say_numbered (fixture->to_ben, "ada", 7, 9);
  g_assert_cmpuint (cordial_account_get_waiting_messages (fixture->ada->account), >=, 3);

  /* What the line held comes out of it late, when nobody reads it any more. */
  proxy_set_frozen (fixture->proxy, FALSE);
  assert_settled (fixture, 13);
  assert_numbered (fixture->to_ada, "ada", 9);
  assert_numbered (fixture->to_ben, "ben", 3);
}

static void
test_idle_line_freezes (Fixture *fixture, gconstpointer data)
{
  /* Nothing is sent: the heartbeat alone finds out. */
  proxy_set_frozen (fixture->proxy, TRUE);
  world_wait (is_away (fixture->ada));
  assert_found_dead (fixture->ada);
  say_numbered (fixture->to_ada, "ben", 1, 3);
  proxy_set_frozen (fixture->proxy, FALSE);
  world_wait (home_is_online (fixture->ada));
  assert_settled (fixture, 4);
}

static void
test_server_freezes (Fixture *fixture, gconstpointer data)
{
  if (!world_owns_server (fixture->world))
    return;
  say_numbered (fixture->to_ben, "ada", 1, 3);
  world_freeze (fixture->world);
  say_numbered (fixture->to_ben, "ada", 4, 6);
  say_numbered (fixture->to_ada, "ben", 1, 3);
  world_wait (is_away (fixture->ada) && is_away (fixture->ben));
  assert_found_dead (fixture->ada);
  assert_found_dead (fixture->ben);
  say_numbered (fixture->to_ben, "ada", 7, 9);
  world_thaw (fixture->world);
  assert_settled (fixture, 13);
  assert_numbered (fixture->to_ada, "ada", 9);
  assert_numbered (fixture->to_ben, "ben", 3);
}

/* --- Death ---------------------------------------------------------------------------------------------------------- */

/* Some of it is under way each time, some is said while nobody is there. CORDIAL_TEST_MESSAGES says how many in all, each way. */
static void
test_server_killed_and_frozen (Fixture *fixture, gconstpointer data)
{
  const guint n_rounds = 5, n = get_wanted ("CORDIAL_TEST_MESSAGES", 60);
  guint said = 0;

  if (!world_owns_server (fixture->world))
    return;
  for (guint round = 0; round < n_rounds; round++)
    {
      guint until = n * (round + 1) / n_rounds, middle = (said + until) / 2;
      gboolean kills = round % 2 == 0;

      say_numbered (fixture->to_ben, "ada", said + 1, middle);
      say_numbered (fixture->to_ada, "ben", said + 1, middle);
      if (kills)
        world_kill (fixture->world);
      else
        world_freeze (fixture->world);
      world_wait (is_away (fixture->ada) && is_away (fixture->ben));
      say_numbered (fixture->to_ben, "ada", middle + 1, until);
      say_numbered (fixture->to_ada, "ben", middle + 1, until);
      said = until;
      if (kills)
        world_start (fixture->world);
      else
        world_thaw (fixture->world);
    }
  /* As long as it gets on, it may take its time. */
  while (home_count (fixture->to_ada) < 2 * n + 1 || home_count (fixture->to_ben) < 2 * n + 1)
    {
      guint before = home_count (fixture->to_ada) + home_count (fixture->to_ben);

      world_wait (before < home_count (fixture->to_ada) + home_count (fixture->to_ben));
    }
  assert_settled (fixture, 2 * n + 1);
  assert_numbered (fixture->to_ada, "ada", n);
  assert_numbered (fixture->to_ada, "ben", n);
}

static void
test_acknowledgement_lost (Fixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 9; i += 2)
    {
      /* One that goes the usual way, so that nothing stands before the next one. */
      say_numbered (fixture->to_ben, "ada", i, i);
      world_wait (cordial_account_get_waiting_messages (fixture->ada->account) == 0);
      proxy_set_deaf (fixture->proxy, TRUE);
      say_numbered (fixture->to_ben, "ada", i + 1, i + 1);
      /* It arrived, and Ada has not heard so. */
      world_wait (home_count (fixture->to_ada) == i + 2);
      g_assert_cmpuint (cordial_account_get_waiting_messages (fixture->ada->account), ==, 1);
      proxy_cut (fixture->proxy);
      proxy_set_deaf (fixture->proxy, FALSE);
    }
  assert_settled (fixture, 11);
  assert_numbered (fixture->to_ada, "ada", 10);
}

/* What is said goes on at one of the first attempts: a line that breaks so often that nothing gets through would be another test. */
static void
assert_none_given_up (CordialConversation *conversation)
{
  for (guint i = 0; i < home_count (conversation); i++)
    {
      g_autoptr (CordialMessage) message = home_get_message (conversation, i);

      g_assert_cmpint (cordial_message_get_status (message), !=, CORDIAL_MESSAGE_STATUS_FAILED);
    }
}

static void
test_storm (Fixture *fixture, gconstpointer data)
{
  const guint n = 100;
  g_autoptr (Proxy) other = proxy_new (world_get_uri (fixture->world));
  g_autoptr (Home) cleo = home_new (proxy_get_uri (other), world_get_folder (fixture->world), "Cleo");
  CordialConversation *to_cleo, *to_ada;
  g_autofree char *of_ada = NULL, *of_cleo = NULL;

  to_cleo = home_meet (fixture->ada, cleo);
  world_wait (home_get_conversation (cleo, fixture->ada));
  to_ada = home_get_conversation (cleo, fixture->ada);
  proxy_set_cut_every (fixture->proxy, 9000, 1848);
  proxy_set_cut_every (other, 9000, 1815);
  for (guint i = 1; i <= n; i++)
    {
      say_numbered (to_cleo, "ada", i, i);
      say_numbered (to_ada, "cleo", i, i);
    }
  /* As long as it gets on, it may take its time. */
  while (home_count (to_ada) < 2 * n || home_count (to_cleo) < 2 * n)
    {
      guint before =
        home_count (to_ada) + home_count (to_cleo) + proxy_get_n_lines (other) + proxy_get_n_lines (fixture->proxy);

      assert_none_given_up (to_ada);
      assert_none_given_up (to_cleo);
      world_wait (before < home_count (to_ada) + home_count (to_cleo) + proxy_get_n_lines (other) +
                             proxy_get_n_lines (fixture->proxy));
    }
  g_test_message ("%u and %u cuts", proxy_get_n_cuts (fixture->proxy), proxy_get_n_cuts (other));
  g_assert_cmpuint (proxy_get_n_cuts (fixture->proxy), >, 3);
  g_assert_cmpuint (proxy_get_n_cuts (other), >, 3);
  proxy_set_cut_every (fixture->proxy, 0, 0);
  proxy_set_cut_every (other, 0, 0);
  world_wait (cordial_account_get_waiting_messages (fixture->ada->account) == 0 &&
              cordial_account_get_waiting_messages (cleo->account) == 0);
  g_assert_cmpuint (home_count (to_ada), ==, 2 * n);
  g_assert_cmpuint (home_count (to_cleo), ==, 2 * n);
  of_ada = home_dup_transcript (to_cleo);
  of_cleo = home_dup_transcript (to_ada);
  g_assert_cmpstr (of_ada, ==, of_cleo);
  assert_numbered (to_ada, "ada", n);
  assert_numbered (to_ada, "cleo", n);
}

/* --- The application is killed --------------------------------------------------------------------------------------- */

/* Another process goes on with Ada's account and writes to Ben, until it has said so many words, and is killed then. */
static void
let_another_write (Fixture *fixture, const char *folder, const char *password, guint low, guint high, guint until)
{
  g_autofree char *first = g_strdup_printf ("%u", low), *last = g_strdup_printf ("%u", high);
  g_autoptr (GSubprocess) writer = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;

  writer = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "setpriv", "--pdeathsig", "KILL",
                             g_getenv ("CORDIAL_TEST_WRITER"), folder, password,
                             cordial_account_get_user_id (fixture->ben->account), first, last, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (writer));
  for (guint i = low; i <= until; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autofree char *line = NULL;

      g_data_input_stream_read_line_async (output, G_PRIORITY_DEFAULT, NULL, world_on_answer, &result);
      world_wait (result != NULL);
      line = g_data_input_stream_read_line_finish (output, result, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (line);
    }
  g_subprocess_send_signal (writer, SIGKILL);
  g_subprocess_wait (writer, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (writer));
}

static void
test_application_killed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_strdup (fixture->ada->folder), *password = g_strdup (fixture->ada->password);
  g_autofree char *ben_id = g_strdup (cordial_account_get_user_id (fixture->ben->account));

  if (!g_getenv ("CORDIAL_TEST_WRITER"))
    {
      g_test_skip ("CORDIAL_TEST_WRITER is not set");
      return;
    }
  g_clear_pointer (&fixture->ada, home_free);
  /* Without a line, so that all of it waits; then with one, in the midst of sending. */
  proxy_set_closed (fixture->proxy, TRUE);
  let_another_write (fixture, folder, password, 1, 20, 20);
  g_assert_cmpuint (home_count (fixture->to_ada), ==, 1);
  proxy_set_closed (fixture->proxy, FALSE);
  for (guint round = 1; round < 6; round++)
    let_another_write (fixture, folder, password, round * 20 + 1, round * 20 + 20, round * 20 + 20);

  fixture->ada = home_load (folder, password);
  fixture->to_ben = cordial_account_get_conversation (fixture->ada->account, ben_id);
  g_assert_nonnull (fixture->to_ben);
  home_open (fixture->ada);
  assert_settled (fixture, 121);
  assert_numbered (fixture->to_ada, "ada", 120);
}

int
main (int argc, char *argv[])
{
  if (!world_is_possible ())
    return EXIT_SUCCESS;
  g_test_init (&argc, &argv, NULL);

#define ADD_WITH(path, data, function)                                                                                 \
  g_test_add ("/integration/faults/" path, Fixture, data, set_up, function, tear_down)
#define ADD(path, function) ADD_WITH (path, NULL, function)
  ADD_WITH ("slow-uplink", &slow, test_slow_uplink);
  ADD_WITH ("slow-and-far-uplink", &slow_and_far, test_slow_uplink);
  ADD_WITH ("slowest-uplink", &slowest, test_slow_uplink);
  ADD_WITH ("lossy-uplink", &lossy, test_slow_uplink);
  ADD ("line-freezes", test_line_freezes);
  ADD ("idle-line-freezes", test_idle_line_freezes);
  ADD ("server-freezes", test_server_freezes);
  ADD ("server-killed-and-frozen", test_server_killed_and_frozen);
  ADD ("acknowledgement-lost", test_acknowledgement_lost);
  ADD ("storm", test_storm);
  ADD ("application-killed", test_application_killed);
#undef ADD
  return g_test_run ();
}
