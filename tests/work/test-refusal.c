/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of a message that a server will not take now, or never, and of a text that is not even tried: nothing is lost,
 * nothing behind it is held up, and the person learns why.
 */

#include "fixture.h"

#include <string.h>

/* --- A busy server ----------------------------------------------------------------------------------------------- */

static void
test_busy (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  gint64 since;

  fixture_say (ben, "one");
  fixture_say (ben, "two");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  since = g_get_monotonic_time ();
  fake_request_fail (fixture_take_send (fixture, "one"), CORDIAL_PROTOCOL_ERROR_TRY_LATER, "The server is busy.");
  fixture_settle_store (fixture);
  g_assert_cmpint (fixture_get_status (ben, 3), ==, CORDIAL_MESSAGE_STATUS_QUEUED);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 2);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 2);
  /* Writing more does not press it. */
  fixture_say (ben, "three");
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_REFRESH), ==, 0);

  chat_wait (fake_protocol_count (fixture->protocol, FAKE_REFRESH) == 1);
  g_assert_cmpint (g_get_monotonic_time () - since, >=, 900 * G_TIME_SPAN_MILLISECOND);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one,two,three");
}

static void
test_busy_and_drop (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  fake_request_fail (fixture_take_send (fixture, "one"), CORDIAL_PROTOCOL_ERROR_TRY_LATER, "The server is busy.");
  fixture_settle_store (fixture);
  fake_protocol_drop (fixture->protocol);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one");
}

/* Asked what it has, it is busy too. */
static void
test_busy_refresh (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_REFRESH), CORDIAL_PROTOCOL_ERROR_TRY_LATER, "Busy.");
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_REFRESH) == 1);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one");
}

/* --- A refusal --------------------------------------------------------------------------------------------------- */

#define REASON "The server refused: not here."

/* "one" is refused, "two" behind it is not. */
static Fixture *
new_refused (void)
{
  Fixture *fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);

  fixture_say (ben, "one");
  fixture_say (ben, "two");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  fake_request_fail (fixture_take_send (fixture, "one"), CORDIAL_PROTOCOL_ERROR_REJECTED, REASON);
  fixture_serve (fixture);
  return fixture;
}

static CordialMessage *
find_text (Fixture *fixture, const char *text)
{
  CordialConversation *ben = fixture_get_ben (fixture);

  for (guint i = 0; i < fixture_count (ben); i++)
    {
      g_autoptr (CordialMessage) message = fixture_get_message (ben, i);

      if (g_str_equal (cordial_message_get_text (message), text))
        return g_steal_pointer (&message);
    }
  return NULL;
}

static void
assert_refused (Fixture *fixture)
{
  g_autoptr (CordialMessage) message = find_text (fixture, "one");

  g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_FAILED);
  g_assert_cmpstr (cordial_message_get_error (message), ==, REASON);
  fixture_assert_arrived (fixture, "two");
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,two,one");
}

static void
test_refused (void)
{
  g_autoptr (Fixture) fixture = new_refused ();

  assert_refused (fixture);
  /* It is not sent again by itself. */
  fake_protocol_drop (fixture->protocol);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  assert_refused (fixture);
  fixture_restart (fixture);
  assert_refused (fixture);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  assert_refused (fixture);
}

static void
test_retry (gconstpointer data)
{
  g_autoptr (Fixture) fixture = new_refused ();
  g_autoptr (CordialMessage) message = NULL;
  void (*interrupt) (Fixture *) = data;

  if (interrupt)
    {
      fixture_settle_store (fixture);
      interrupt (fixture);
    }
  message = find_text (fixture, "one");
  cordial_conversation_retry_message (fixture_get_ben (fixture), message);
  g_assert_cmpint (cordial_message_get_status (message), !=, CORDIAL_MESSAGE_STATUS_FAILED);
  g_assert_cmpstr (cordial_message_get_error (message), ==, NULL);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 1);
  /* Again is no harm. */
  cordial_conversation_retry_message (fixture_get_ben (fixture), message);
  if (interrupt)
    {
      g_clear_object (&message);
      fixture_settle_store (fixture);
      interrupt (fixture);
      g_assert_cmpuint (fixture_get_waiting (fixture), ==, 1);
      fixture_come_online (fixture);
    }
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "two,one");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,two,one");
  g_assert_cmpint (fixture_get_status (fixture_get_ben (fixture), 4), ==, CORDIAL_MESSAGE_STATUS_SENT);
}

static void
test_discard (void)
{
  g_autoptr (Fixture) fixture = new_refused ();
  g_autoptr (CordialMessage) message = find_text (fixture, "one");

  cordial_conversation_discard_message (fixture_get_ben (fixture), message);
  fixture_settle_store (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,two");
  g_clear_object (&message);
  fixture_crash (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,two");
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "two");
}

/* What is on the wire, or at the other end, cannot be discarded. */
static void
test_discard_other (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = NULL;

  fixture_say (ben, "one");
  message = fixture_get_message (ben, 3);
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 1);
  cordial_conversation_discard_message (ben, message);
  fixture_settle_store (fixture);
  fixture_assert_texts (ben, "message 1,message 2,message 3,one");
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one");
  cordial_conversation_discard_message (ben, message);
  fixture_settle_store (fixture);
  fixture_assert_texts (ben, "message 1,message 2,message 3,one");
}

/* A retried message and one that was under way at the drop. */
static void
test_retry_behind (void)
{
  g_autoptr (Fixture) fixture = new_refused ();
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = find_text (fixture, "one");
  g_autoptr (CordialMessage) later = NULL;
  FakeRequest *request;

  fixture_say (ben, "three");
  later = find_text (fixture, "three");
  request = fixture_take_send (fixture, "three");
  g_assert_cmpint (cordial_message_get_status (later), ==, CORDIAL_MESSAGE_STATUS_SENDING);
  cordial_conversation_retry_message (ben, message);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  fake_protocol_drop (fixture->protocol);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  g_assert_cmpint (cordial_message_get_status (later), ==, CORDIAL_MESSAGE_STATUS_QUEUED);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 2);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "two,one,three");
}

/* The server lets nobody into the conversation: that is a refusal as well, and not a reason to wait for ever. */
static void
test_refused_conversation (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = NULL;

  fixture_say (ben, "one");
  fixture_say (ben, "two");
  for (guint i = 0; i < 2; i++)
    {
      fixture_settle_store (fixture);
      fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_REFRESH), CORDIAL_PROTOCOL_ERROR_REJECTED, REASON);
    }
  fixture_settle_store (fixture);
  for (guint i = 3; i < 5; i++)
    {
      g_autoptr (CordialMessage) refused = fixture_get_message (ben, i);

      g_assert_cmpint (cordial_message_get_status (refused), ==, CORDIAL_MESSAGE_STATUS_FAILED);
      g_assert_cmpstr (cordial_message_get_error (refused), ==, REASON);
    }
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
  message = fixture_get_message (ben, 3);
  cordial_conversation_retry_message (ben, message);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one");
}

/* Somebody may write in a conversation that they may not read. */
static void
test_refused_history (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  fake_request_answer_seq (fake_protocol_take (fixture->protocol, FAKE_REFRESH), 7);
  fixture_settle_store (fixture);
  fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_FETCH), CORDIAL_PROTOCOL_ERROR_REJECTED, REASON);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 1);
}

/* --- What is not taken ------------------------------------------------------------------------------------------- */

static void
test_blank (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  const char *const blanks[] = { "", " ", "   ", "\n", " \t\r\n ", "\u00a0\u2003", "\u200b", "\ufeff \u200d" };

  for (guint i = 0; i < G_N_ELEMENTS (blanks); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (fixture_try_to_say (ben, blanks[i], &error));
      g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
  g_assert_cmpuint (fixture_count (ben), ==, 3);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);
}

static void
test_trimmed (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);

  fixture_say (ben, "  indented\n");
  fixture_say (ben, "\n\n two\nlines \n ");
  fixture_say (ben, "\u2003wide");
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "  indented, two\nlines,\u2003wide");
}

static void
test_too_long (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autofree char *text = g_strnfill (100 * 1024, 'x');
  g_autofree char *quotes = g_strnfill (40 * 1024, '"');
  g_autoptr (GError) error = NULL;

  fake_protocol_set_max_message_bytes (fixture->protocol, 64 * 1024);
  g_assert_false (fixture_try_to_say (ben, text, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "KiB"));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_clear_error (&error);
  /* On the wire each of these is two. */
  g_assert_false (fixture_try_to_say (ben, quotes, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);

  fake_protocol_set_max_message_bytes (fixture->protocol, 256 * 1024);
  fixture_say (ben, text);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, text);
}

/* Nobody knew the limit when it was written. */
static void
test_too_long_later (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autofree char *text = g_strnfill (100 * 1024, 'x');
  g_autoptr (CordialMessage) message = NULL;

  fixture_say (ben, text);
  fixture_say (ben, "short");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  fake_request_fail (fixture_take_send (fixture, text), CORDIAL_PROTOCOL_ERROR_REJECTED, "Too long.");
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "short");
  message = fixture_get_message (ben, 4);
  g_assert_cmpstr (cordial_message_get_text (message), ==, text);
  g_assert_cmpstr (cordial_message_get_error (message), ==, "Too long.");
}

static void
test_not_writable (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);
  g_autoptr (GError) error = NULL;

  record->fields = CORDIAL_CONVERSATION_HAS_WRITABLE;
  record->writable = FALSE;
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
  g_assert_false (fixture_try_to_say (fixture_get_ben (fixture), "hello", &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/refusal/busy/server", test_busy);
  g_test_add_func ("/work/refusal/busy/and-drop", test_busy_and_drop);
  g_test_add_func ("/work/refusal/busy/refresh", test_busy_refresh);
  g_test_add_func ("/work/refusal/refused/message", test_refused);
  g_test_add_data_func ("/work/refusal/refused/retry", NULL, test_retry);
  g_test_add_data_func ("/work/refusal/refused/retry-over-restart", fixture_restart, test_retry);
  g_test_add_data_func ("/work/refusal/refused/retry-over-crash", fixture_crash, test_retry);
  g_test_add_func ("/work/refusal/refused/discard", test_discard);
  g_test_add_func ("/work/refusal/refused/discard-other", test_discard_other);
  g_test_add_func ("/work/refusal/refused/retry-behind", test_retry_behind);
  g_test_add_func ("/work/refusal/refused/conversation", test_refused_conversation);
  g_test_add_func ("/work/refusal/refused/history", test_refused_history);
  g_test_add_func ("/work/refusal/blank", test_blank);
  g_test_add_func ("/work/refusal/trimmed", test_trimmed);
  g_test_add_func ("/work/refusal/too-long/known", test_too_long);
  g_test_add_func ("/work/refusal/too-long/later", test_too_long_later);
  g_test_add_func ("/work/refusal/not-writable", test_not_writable);
  return g_test_run ();
}
