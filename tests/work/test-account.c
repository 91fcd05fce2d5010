/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account and its protocol: when anything is asked, what waits, and what becomes of a protocol that is replaced.
 */

#include "fixture.h"

static void
count (GObject *object, GParamSpec *pspec, guint *n)
{
  ++*n;
}

/* Nothing is asked before the whole roster is known; and the next time it has to come anew. */
static void
test_ready (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  gboolean complete;

  for (guint i = 0; i < 2; i++)
    {
      fake_protocol_drop (fixture->protocol);
      g_object_get (fixture->account, "roster-complete", &complete, NULL);
      g_assert_false (complete);
      history_fill (fixture->history, 5 + i);
      fake_protocol_sign_in (fixture->protocol);
      fixture_report_roster (fixture, fixture->history);
      cordial_conversation_typed (fixture_get_ben (fixture));
      g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_FETCH), ==, 0);
      fake_protocol_complete_roster (fixture->protocol);
      g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_FETCH), ==, 1);
      g_object_get (fixture->account, "roster-complete", &complete, NULL);
      g_assert_true (complete);
    }
}

static void
test_waiting (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  guint n_waiting = 0;

  g_signal_connect (fixture->account, "notify::waiting-messages", G_CALLBACK (count), &n_waiting);
  fake_protocol_drop (fixture->protocol);
  fixture_say (fixture_get_ben (fixture), "one");
  fixture_say (fixture_get_ben (fixture), "two");
  g_assert_cmpuint (cordial_account_get_waiting_messages (fixture->account), ==, 2);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (cordial_account_get_waiting_messages (fixture->account), ==, 0);
  g_assert_cmpuint (n_waiting, ==, 4);
}

/* The local server starts elsewhere each time: the account takes up with another protocol, which is not online. */
static void
test_another_protocol (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (FakeProtocol) old = g_steal_pointer (&fixture->protocol);

  fixture->protocol = fake_protocol_new ();
  cordial_work_set_protocol (fixture->work, CORDIAL_PROTOCOL (fixture->protocol));
  g_assert_cmpint (cordial_account_get_link_state (fixture->account), ==, CORDIAL_LINK_OFFLINE);
  fixture_say (fixture_get_ben (fixture), "one");
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_REFRESH), ==, 0);
  /* Nobody listens to the old one any more. */
  history_fill (fixture->history, 4);
  fake_protocol_report_message (old, history_get (fixture->history, 4));
  fake_protocol_sign_in (old);
  fixture_settle_store (fixture);
  g_assert_cmpint (cordial_account_get_link_state (fixture->account), ==, CORDIAL_LINK_OFFLINE);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,one");
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,message 4,one");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/account/ready", test_ready);
  g_test_add_func ("/work/account/waiting", test_waiting);
  g_test_add_func ("/work/account/another-protocol", test_another_protocol);
  return g_test_run ();
}
