/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A wire without numbers, rosters and histories: messages are numbered in the order in which they came, each is there once,
 * and what was not heard of is sent again with the same id.
 */

#include "fixture.h"

static Fixture *
new_online (void)
{
  Fixture *fixture = fixture_new ();

  fake_protocol_set_unnumbered (fixture->protocol);
  fixture_come_online (fixture);
  fixture_settle_store (fixture);
  return fixture;
}

static void
restart (Fixture *fixture, void (*how) (Fixture *fixture))
{
  how (fixture);
  fake_protocol_set_unnumbered (fixture->protocol);
  fixture_come_online (fixture);
  fixture_settle_store (fixture);
}

static void
hear (Fixture *fixture, const char *sender_id, const char *cordial_id, const char *text)
{
  g_autoptr (CordialMessageRecord) message = fake_message (BEN, sender_id, 0, text);

  g_set_str (&message->cordial_id, cordial_id);
  fake_protocol_report_message (fixture->protocol, message);
}

/* Says that nothing is known of what arrived, as such a protocol does. */
static void
answer_refresh (Fixture *fixture)
{
  fixture_settle_store (fixture);
  fake_request_answer_seq (fake_protocol_take (fixture->protocol, FAKE_REFRESH), 0);
  fixture_settle_store (fixture);
}

static void
test_arrival (void)
{
  g_autoptr (Fixture) fixture = new_online ();
  g_autoptr (CordialMessage) last = NULL;

  hear (fixture, BEN, "a", "one");
  hear (fixture, BEN, "b", "two");
  fixture_settle_store (fixture);
  hear (fixture, BEN, "c", "three");
  fixture_settle_store (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "one,two,three");
  last = fixture_get_message (fixture_get_ben (fixture), 2);
  g_assert_cmpint (cordial_message_get_seq (last), ==, 3);
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, 3);
  cordial_conversation_mark_read (fixture_get_ben (fixture), 3);
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, 0);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);

  restart (fixture, fixture_restart);
  hear (fixture, BEN, "d", "four");
  fixture_settle_store (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "one,two,three,four");
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, 1);
}

/* In one turn, later, and after the application was ended or killed. */
static void
test_doubles (void)
{
  g_autoptr (Fixture) fixture = new_online ();

  hear (fixture, BEN, "a", "one");
  hear (fixture, BEN, "a", "one");
  fixture_settle_store (fixture);
  hear (fixture, BEN, "a", "one");
  hear (fixture, BEN, "b", "two");
  fixture_settle_store (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "one,two");
  restart (fixture, fixture_crash);
  hear (fixture, BEN, "b", "two");
  hear (fixture, BEN, "c", "three");
  fixture_settle_store (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "one,two,three");

  /* The same id of somebody else is another message, and so is one without an id. */
  hear (fixture, FAKE_OWN_ID, "c", "four");
  hear (fixture, BEN, NULL, "five");
  hear (fixture, BEN, NULL, "five");
  fixture_settle_store (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "one,two,three,four,five,five");
}

/* Nobody keeps it for us: the last turn before the end counts. */
static void
test_last_turn (void)
{
  g_autoptr (Fixture) fixture = new_online ();

  hear (fixture, BEN, "a", "one");
  restart (fixture, fixture_restart);
  fixture_assert_texts (fixture_get_ben (fixture), "one");
}

static void
test_sending (void)
{
  g_autoptr (Fixture) fixture = new_online ();
  CordialConversation *ben = fixture_get_ben (fixture);
  FakeRequest *request;

  hear (fixture, BEN, "a", "one");
  fixture_say (ben, "two");
  answer_refresh (fixture);
  request = fixture_take_send (fixture, "two");
  /* Comes in between: whoever is known first is numbered first. */
  hear (fixture, BEN, "b", "three");
  fixture_settle_store (fixture);
  fake_request_answer_sent (request, 0, 0);
  fixture_settle_store (fixture);
  fixture_assert_texts (ben, "one,three,two");
  g_assert_cmpint (fixture_get_status (ben, 2), ==, CORDIAL_MESSAGE_STATUS_SENT);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);
  restart (fixture, fixture_restart);
  fixture_assert_texts (fixture_get_ben (fixture), "one,three,two");
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
}

/* Whether it arrived is not known, and cannot be asked: it goes out again, as the same message. */
static void
test_again (gconstpointer data)
{
  void (*how) (Fixture *fixture) = (void (*) (Fixture *)) data;
  g_autoptr (Fixture) fixture = new_online ();
  g_autofree char *id = NULL;
  FakeRequest *request;

  fixture_say (fixture_get_ben (fixture), "one");
  answer_refresh (fixture);
  request = fixture_take_send (fixture, "one");
  id = g_strdup (request->message->cordial_id);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  fake_protocol_drop (fixture->protocol);
  if (how)
    restart (fixture, how);
  else
    fixture_come_online (fixture);
  answer_refresh (fixture);
  request = fixture_take_send (fixture, "one");
  g_assert_cmpstr (request->message->cordial_id, ==, id);
  fake_request_answer_sent (request, 0, 0);
  fixture_settle_store (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "one");
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
}

/* A back end that sends what we say to our other devices sends it to us too. */
static void
test_echo (void)
{
  g_autoptr (Fixture) fixture = new_online ();
  g_autofree char *id = NULL;
  FakeRequest *request;

  fixture_say (fixture_get_ben (fixture), "one");
  answer_refresh (fixture);
  request = fixture_take_send (fixture, "one");
  id = g_strdup (request->message->cordial_id);
  hear (fixture, FAKE_OWN_ID, id, "one");
  fixture_settle_store (fixture);
  g_assert_cmpint (fixture_get_status (fixture_get_ben (fixture), 0), ==, CORDIAL_MESSAGE_STATUS_SENT);
  fake_request_answer_sent (request, 0, 0);
  fixture_settle_store (fixture);
  hear (fixture, FAKE_OWN_ID, id, "one");
  fixture_settle_store (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "one");
}

/* Numbers on a wire that has none are lies. */
static void
test_numbers (void)
{
  g_autoptr (Fixture) fixture = new_online ();
  g_autoptr (CordialMessageRecord) message = fake_message (BEN, BEN, 7, "numbered");

  fake_protocol_report_message (fixture->protocol, message);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/unnumbered/arrival", test_arrival);
  g_test_add_func ("/work/unnumbered/doubles", test_doubles);
  g_test_add_func ("/work/unnumbered/last-turn", test_last_turn);
  g_test_add_func ("/work/unnumbered/sending", test_sending);
  g_test_add_data_func ("/work/unnumbered/again/drop", NULL, test_again);
  g_test_add_data_func ("/work/unnumbered/again/restart", fixture_restart, test_again);
  g_test_add_data_func ("/work/unnumbered/again/crash", fixture_crash, test_again);
  g_test_add_func ("/work/unnumbered/echo", test_echo);
  g_test_add_func ("/work/unnumbered/numbers", test_numbers);
  return g_test_run ();
}
