/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account and its protocol: when anything is asked, what waits, and what becomes of a protocol that is replaced or not
 * there yet.
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
      fake_protocol_report_seq (fixture->protocol, BEN, 5 + i);
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
  cordial_account_set_protocol (fixture->account, CORDIAL_PROTOCOL (fixture->protocol));
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

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The local server has not said yet where it listens: whatever is asked has one answer, and it comes. */
static void
test_no_protocol (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialCredentials) credentials = cordial_credentials_new ();
  g_autoptr (CordialStore) store = NULL;
  g_autoptr (CordialAccount) account = NULL;
  g_autofree char *folder = g_dir_make_tmp ("cordial-chat-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "account.db", NULL);
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) signed_in = NULL;

  g_assert_no_error (error);
  store = cordial_store_open (path, &error);
  g_assert_no_error (error);
  account = cordial_account_new ("test", store, credentials);
  cordial_account_open (account);
  cordial_account_retry_now (account);
  cordial_account_probe_if_stale (account);
  g_assert_cmpint (cordial_account_get_link_state (account), ==, CORDIAL_LINK_OFFLINE);
  g_assert_cmpint (cordial_account_get_refusal (account), ==, CORDIAL_REFUSAL_NONE);
  g_assert_null (cordial_account_get_refused_certificate (account));

  cordial_account_find_people_async (account, "ben", NULL, on_result, &found);
  cordial_account_start_conversation_async (account, BEN, NULL, on_result, &started);
  cordial_account_sign_in_again_async (account, "password", NULL, on_result, &signed_in);
  chat_wait (found && started && signed_in);
  g_assert_null (cordial_account_find_people_finish (account, found, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  g_clear_error (&error);
  g_assert_null (cordial_account_start_conversation_finish (account, started, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  g_clear_error (&error);
  g_assert_false (cordial_account_sign_in_again_finish (account, signed_in, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);

  cordial_account_shut_down (account);
  g_clear_object (&account);
  cordial_store_close (store);
  fixture_delete_folder (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/account/ready", test_ready);
  g_test_add_func ("/work/account/waiting", test_waiting);
  g_test_add_func ("/work/account/another-protocol", test_another_protocol);
  g_test_add_func ("/work/account/no-protocol", test_no_protocol);
  return g_test_run ();
}
