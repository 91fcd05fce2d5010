/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Conversations that are over: nothing is done there that nobody asked for, they say why, and they stay until the person removes
 * them.
 */

#include "fixture.h"

static gboolean
is_listed (Fixture *fixture)
{
  return cordial_account_get_conversation (fixture->account, BEN) != NULL &&
         g_list_model_get_n_items (cordial_account_get_chat_list (fixture->account)) == 1;
}

/* Nothing is asked or said that would attach. */
static void
assert_untouched (Fixture *fixture)
{
  fixture_settle_store (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_REFRESH), ==, 0);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_FETCH), ==, 0);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_SEND), ==, 0);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_MARK), ==, 0);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_TYPING), ==, 0);
}

/* The link is back, with a roster of nobody. */
static void
come_online_unlisted (Fixture *fixture)
{
  fake_protocol_sign_in (fixture->protocol);
  fake_protocol_complete_roster (fixture->protocol);
}

static void
assert_asked (Fixture *fixture)
{
  FakeRequest *request = fake_protocol_take (fixture->protocol, FAKE_ENDING);

  g_assert_cmpstr (request->conversation_id, ==, BEN);
  fake_request_free (request);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_ENDING), ==, 0);
}

/* With that chat open, a message waiting and others unread: gone while we were away. */
static Fixture *
fixture_new_gone_while_away (void)
{
  Fixture *fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);

  cordial_conversation_opened (ben);
  fixture_serve (fixture);
  fake_protocol_drop (fixture->protocol);
  cordial_conversation_set_draft (ben, "half a sen");
  cordial_conversation_mark_read (ben, 2);
  fixture_say (ben, "one");
  fixture_say (ben, "two");
  come_online_unlisted (fixture);
  return fixture;
}

static void
test_away (void)
{
  g_autoptr (Fixture) fixture = fixture_new_gone_while_away ();
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (GError) error = NULL;

  /* Until it is known why, it may go on. */
  assert_untouched (fixture);
  assert_asked (fixture);
  g_assert_null (cordial_conversation_get_ending_sentence (ben));
  g_assert_cmpint (fixture_get_status (ben, 3), ==, CORDIAL_MESSAGE_STATUS_QUEUED);

  fake_protocol_report_ending (fixture->protocol, BEN, CORDIAL_ENDING_NOBODY);
  assert_untouched (fixture);
  chat_wait (fixture_get_status (ben, 4) == CORDIAL_MESSAGE_STATUS_FAILED);
  g_assert_cmpint (fixture_get_status (ben, 3), ==, CORDIAL_MESSAGE_STATUS_FAILED);
  {
    g_autoptr (CordialMessage) message = fixture_get_message (ben, 3);
    g_autofree char *reason = NULL;

    g_object_get (message, "error", &reason, NULL);
    g_assert_cmpstr (reason, ==, cordial_conversation_get_ending_sentence (ben));
  }
  g_assert_nonnull (cordial_conversation_get_ending_sentence (ben));
  g_assert_cmpuint (cordial_conversation_get_unread (ben), ==, 0);
  g_assert_true (is_listed (fixture));
  fixture_assert_texts (ben, "message 1,message 2,message 3,one,two");
  cordial_conversation_opened (ben);
  cordial_conversation_typed (ben);
  cordial_conversation_mark_read (ben, 3);
  assert_untouched (fixture);
  g_assert_false (fixture_try_to_say (ben, "three", &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);

  /* That stays so. */
  fixture_restart (fixture);
  ben = fixture_get_ben (fixture);
  g_assert_cmpint (cordial_conversation_get_ending (ben), ==, CORDIAL_ENDING_NOBODY);
  g_assert_cmpstr (cordial_conversation_get_draft (ben), ==, "half a sen");
  fixture_assert_texts (ben, "message 1,message 2,message 3,one,two");
  come_online_unlisted (fixture);
  assert_untouched (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_ENDING), ==, 0);
  fake_protocol_report_ending (fixture->protocol, BEN, CORDIAL_ENDING_UNKNOWN);
  g_assert_cmpint (cordial_conversation_get_ending (ben), ==, CORDIAL_ENDING_NOBODY);

  cordial_conversation_remove (ben);
  g_assert_null (cordial_account_get_conversation (fixture->account, BEN));
  fixture_restart (fixture);
  g_assert_null (cordial_account_get_conversation (fixture->account, BEN));
}

/* The roster was not all of it. */
static void
test_kept_back (void)
{
  g_autoptr (Fixture) fixture = fixture_new_gone_while_away ();

  assert_untouched (fixture);
  assert_asked (fixture);
  fixture_report_roster (fixture, fixture->history);
  fixture_serve (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,one,two");
  g_assert_cmpint (fixture_get_status (fixture_get_ben (fixture), 4), ==, CORDIAL_MESSAGE_STATUS_SENT);
  fixture_assert_complete (fixture);
}

/* While we look at it; then somebody lets us in again. */
static void
test_online (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);

  cordial_conversation_opened (ben);
  fixture_serve (fixture);
  fake_protocol_report_ending (fixture->protocol, BEN, CORDIAL_ENDING_UNKNOWN);
  fake_protocol_report_ending (fixture->protocol, BEN, CORDIAL_ENDING_LEFT);
  g_assert_true (is_listed (fixture));
  fixture_assert_texts (ben, "message 1,message 2,message 3");
  /* What is still on its way is news of something that is over. */
  fake_protocol_report_seq (fixture->protocol, BEN, 5);
  assert_untouched (fixture);

  history_fill (fixture->history, 5);
  fixture_report_roster (fixture, fixture->history);
  fixture_serve (fixture);
  g_assert_cmpint (cordial_conversation_get_ending (ben), ==, CORDIAL_ENDING_NONE);
  fixture_say (ben, "one");
  fixture_serve (fixture);
  g_assert_cmpint (fixture_get_status (ben, 5), ==, CORDIAL_MESSAGE_STATUS_SENT);
  fixture_assert_complete (fixture);
}

/* Whom we blocked elsewhere is not made a chat of by that. */
static void
test_unknown (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fake_protocol_sign_in (fixture->protocol);
  fake_protocol_report_ending (fixture->protocol, BEN, CORDIAL_ENDING_BLOCKED);
  fake_protocol_complete_roster (fixture->protocol);
  g_assert_null (cordial_account_get_conversation (fixture->account, BEN));
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_ENDING), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/endings/away", test_away);
  g_test_add_func ("/work/endings/kept-back", test_kept_back);
  g_test_add_func ("/work/endings/online", test_online);
  g_test_add_func ("/work/endings/unknown", test_unknown);
  return g_test_run ();
}
