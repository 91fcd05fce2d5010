/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is pinned: shown at once, carried out once there is a connection, over drops, restarts and crashes, and as it is on the server in
 * the end.
 */

#include "fixture.h"

static void
report_pins (Fixture *fixture, const char *pins, gboolean may_pin)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  record->fields = CORDIAL_CONVERSATION_HAS_PINS | CORDIAL_CONVERSATION_HAS_MAY_PIN;
  record->pins = g_strdup (pins);
  record->may_pin = may_pin;
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
}

static void
on_asked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
try_to_pin (Fixture *fixture, gint64 seq, gboolean pinned, GError **error)
{
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (GAsyncResult) result = NULL;

  cordial_conversation_pin_async (ben, seq, pinned, NULL, on_asked, &result);
  chat_wait (result != NULL);
  return cordial_conversation_pin_finish (ben, result, error);
}

static void
pin (Fixture *fixture, gint64 seq, gboolean pinned)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (try_to_pin (fixture, seq, pinned, &error));
  g_assert_no_error (error);
}

static void
assert_shown (Fixture *fixture, const char *expected)
{
  g_autofree char *pins = NULL;

  g_object_get (fixture_get_ben (fixture), "pins", &pins, NULL);
  g_assert_cmpstr (pins, ==, expected);
}

/* (transfer full): once it is known what happened before */
static FakeRequest *
take (Fixture *fixture)
{
  do
    {
      fixture_settle_store (fixture);
      fixture_serve (fixture);
    }
  while (fake_protocol_count (fixture->protocol, FAKE_PIN) == 0);
  return fake_protocol_take (fixture->protocol, FAKE_PIN);
}

/* What the session says is pinned, with the yes. */
static void
answer (Fixture *fixture, const char *expected)
{
  FakeRequest *request = take (fixture);

  g_assert_cmpstr (request->pins, ==, expected);
  report_pins (fixture, expected, TRUE);
  fake_request_answer_yes (request);
  fixture_settle_store (fixture);
  fixture_serve (fixture);
}

static guint
count_intents (Fixture *fixture)
{
  g_autoptr (GPtrArray) intents = cordial_store_list_intents (fixture->store, BEN, NULL);
  guint n = 0;

  for (guint i = 0; i < intents->len; i++)
    n += ((CordialIntentRecord *) g_ptr_array_index (intents, i))->kind == CORDIAL_INTENT_PIN;
  return n;
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_pinned (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (9);
  guint n = 0;

  report_pins (fixture, "2 x -7 5", TRUE);
  assert_shown (fixture, "2 5");
  g_signal_connect_swapped (fixture_get_ben (fixture), "notify::pins", G_CALLBACK (count), &n);
  pin (fixture, 7, TRUE);
  assert_shown (fixture, "2 5 7");
  g_assert_true (cordial_conversation_is_pinned (fixture_get_ben (fixture), 7));
  answer (fixture, "2 5 7");
  assert_shown (fixture, "2 5 7");
  g_assert_cmpuint (n, ==, 1);
  pin (fixture, 2, FALSE);
  assert_shown (fixture, "5 7");
  answer (fixture, "5 7");
  for (gint64 seq = 1; seq < 4; seq++)
    {
      g_autofree char *expected = g_strdup_printf ("5 7%s%s%s", " 1", seq > 1 ? " 2" : "", seq > 2 ? " 3" : "");

      pin (fixture, seq, TRUE);
      answer (fixture, expected);
    }
  /* No more than the official clients keep. */
  pin (fixture, 4, TRUE);
  answer (fixture, "7 1 2 3 4");
  report_pins (fixture, NULL, TRUE);
  assert_shown (fixture, NULL);
  pin (fixture, 4, TRUE);
  answer (fixture, "4");
  pin (fixture, 4, FALSE);
  answer (fixture, NULL);
  assert_shown (fixture, NULL);
}

static void
assert_stands (Fixture *fixture, gint64 seq, const char *expected)
{
  g_autofree char *preview = cordial_conversation_dup_preview_of (fixture_get_ben (fixture), seq);

  g_assert_cmpstr (preview, ==, expected);
}

static void
hide (Fixture *fixture, gint64 seq)
{
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = fixture_get_message (ben, (guint) seq - 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (cordial_message_get_seq (message), ==, seq);
  cordial_conversation_delete_async (ben, message, FALSE, NULL, on_asked, &result);
  chat_wait (result != NULL);
  cordial_conversation_delete_finish (ben, result, &error);
  g_assert_no_error (error);
}

/* What stands for it is what it says now, whether it is the newest or not; nothing of what was deleted, by whomever, is shown on. */
static void
test_stands_for (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (9);
  g_autoptr (CordialMessageRecord) edit = cordial_message_record_new ();
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();
  guint n = 0;

  report_pins (fixture, "2 5 7 40", TRUE);
  g_signal_connect_swapped (fixture_get_ben (fixture), "notify::pins", G_CALLBACK (count), &n);
  assert_stands (fixture, 2, "message 2");
  assert_stands (fixture, 40, NULL);

  edit->conversation_id = g_strdup (BEN);
  edit->sender_id = g_strdup (BEN);
  edit->seq = 10;
  edit->replaces = 2;
  edit->text = g_strdup ("another text");
  g_ptr_array_add (messages, edit);
  g_signal_emit_by_name (fixture->protocol, "messages", BEN, messages);
  fixture_settle_store (fixture);
  assert_stands (fixture, 2, "another text");
  g_assert_cmpuint (n, >, 0);

  n = 0;
  g_signal_emit_by_name (fixture->protocol, "deleted", BEN, (gint64) 5, (gint64) 5);
  fixture_settle_store (fixture);
  assert_stands (fixture, 5, "This message was deleted.");
  g_assert_cmpuint (n, >, 0);

  /* Not carried out yet: it is gone from here all the same. */
  n = 0;
  fake_protocol_drop (fixture->protocol);
  fixture_settle ();
  hide (fixture, 2);
  assert_stands (fixture, 2, "This message was deleted.");
  g_assert_cmpuint (n, >, 0);
  assert_shown (fixture, "2 5 7 40");
}

/* On disk before it shows; said when there is a connection, and again where nobody knows; the last word counts. */
static void
test_kept (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (9);

  report_pins (fixture, "2", TRUE);
  fixture_settle_store (fixture);
  fake_protocol_drop (fixture->protocol);
  fixture_settle ();
  pin (fixture, 5, TRUE);
  pin (fixture, 2, FALSE);
  pin (fixture, 6, TRUE);
  pin (fixture, 6, FALSE);
  assert_shown (fixture, "5");
  fixture_crash (fixture);
  assert_shown (fixture, "5");
  g_assert_cmpuint (count_intents (fixture), ==, 3);

  fixture_come_online (fixture);
  report_pins (fixture, "2 9", TRUE);
  assert_shown (fixture, "9 5");
  fake_request_fail (take (fixture), CORDIAL_PROTOCOL_ERROR_LINK, "It broke off.");
  /* The line breaks off: nobody knows whether it was heard. */
  fake_protocol_drop (fixture->protocol);
  fixture_settle_store (fixture);
  assert_shown (fixture, "9 5");
  fixture_restart (fixture);
  assert_shown (fixture, "9 5");
  fixture_come_online (fixture);
  report_pins (fixture, "2 9 5", TRUE);
  fixture_serve (fixture);
  answer (fixture, "2 9 5");
  answer (fixture, "9 5");
  answer (fixture, "9 5");
  assert_shown (fixture, "9 5");
  g_assert_cmpuint (count_intents (fixture), ==, 0);
}

static void
on_refused (CordialAccount *account, CordialConversation *conversation, const char *sentence, char **said)
{
  g_set_str (said, sentence);
}

/* A no takes it back, with a sentence; who may not pin is told at once. */
static void
test_refused (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (9);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;

  g_signal_connect (fixture->account, "refused", G_CALLBACK (on_refused), &said);
  g_assert_false (try_to_pin (fixture, 3, TRUE, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  report_pins (fixture, "2", TRUE);
  pin (fixture, 3, TRUE);
  assert_shown (fixture, "2 3");
  fake_request_fail (take (fixture), CORDIAL_PROTOCOL_ERROR_REJECTED, "Not here.");
  chat_wait (said != NULL);
  g_assert_cmpstr (said, ==, "Not here.");
  fixture_settle_store (fixture);
  assert_shown (fixture, "2");
  g_assert_cmpuint (count_intents (fixture), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/pins/pinned", test_pinned);
  g_test_add_func ("/work/pins/stands-for", test_stands_for);
  g_test_add_func ("/work/pins/kept", test_kept);
  g_test_add_func ("/work/pins/refused", test_refused);
  return g_test_run ();
}
