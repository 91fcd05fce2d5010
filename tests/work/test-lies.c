/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server says that cannot be (design section 5): it is dropped, changes nothing, and takes no truth with it.
 */

#include "fixture.h"

/* Nothing changed, nothing is asked, and a restart finds the same. */
static void
assert_untouched (Fixture *fixture)
{
  for (guint i = 0; i < 2; i++)
    {
      CordialConversation *ben = fixture_get_ben (fixture);

      g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
      g_assert_cmpuint (g_list_model_get_n_items (cordial_account_get_chat_list (fixture->account)), ==, 1);
      fixture_assert_texts (ben, "message 1,message 2,message 3");
      g_assert_cmpstr (cordial_conversation_get_name (ben), ==, "Ben");
      g_assert_cmpuint (cordial_conversation_get_unread (ben), ==, 3);
      g_assert_cmpuint (cordial_account_get_waiting_messages (fixture->account), ==, 0);
      if (i == 0)
        fixture_restart (fixture);
    }
  fixture_come_online (fixture);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
}

static const gint64 impossible[] = { 0, -1, -5, G_MININT64, (gint64) G_MAXINT32 + 1, G_MAXINT64 };

static void
test_lies_in_messages (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  CordialMessageRecord *message;

  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    g_ptr_array_add (messages, fake_message (BEN, BEN, impossible[i], "lie"));
  /* In the name of another conversation, or none. */
  g_ptr_array_add (messages, fake_message ("usrEve", BEN, 4, "lie"));
  message = fake_message (BEN, BEN, 4, "lie");
  g_clear_pointer (&message->conversation_id, g_free);
  g_ptr_array_add (messages, message);
  /* A number that is taken. */
  g_ptr_array_add (messages, fake_message (BEN, BEN, 2, "lie"));
  g_signal_emit_by_name (fixture->protocol, "messages", BEN, messages);
  g_signal_emit_by_name (fixture->protocol, "messages", "usrNobody", messages);
  g_ptr_array_set_size (messages, 0);
  g_signal_emit_by_name (fixture->protocol, "messages", BEN, messages);
  assert_untouched (fixture);
}

/* Next to a lie there may be truth. */
static void
test_lies_beside_truth (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (GPtrArray) messages = NULL;

  history_fill (fixture->history, 4);
  messages = history_slice (fixture->history, 4, 4);
  g_ptr_array_insert (messages, 0, fake_message (BEN, BEN, -4, "lie"));
  g_ptr_array_add (messages, fake_message ("usrEve", BEN, 5, "lie"));
  g_signal_emit_by_name (fixture->protocol, "messages", BEN, messages);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  fixture_assert_complete (fixture);
}

/* A message without text or sender is one all the same. */
static void
test_bare_message (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialMessageRecord) bare = fake_message (BEN, NULL, 4, NULL);

  fake_protocol_report_message (fixture->protocol, bare);
  fixture_settle_store (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,[Empty message]");
}

static void
test_lies_in_fetch (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (GPtrArray) messages = NULL;

  history_fill (fixture->history, 6);
  fake_protocol_report_seq (fixture->protocol, BEN, 6);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 1);
  messages = history_slice (fixture->history, 4, 6);
  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    g_ptr_array_insert (messages, 0, fake_message (BEN, BEN, impossible[i], "lie"));
  g_ptr_array_add (messages, fake_message (BEN, BEN, 3, "lie"));
  g_ptr_array_add (messages, fake_message (BEN, BEN, 7, "lie"));
  g_ptr_array_add (messages, fake_message (BEN, BEN, 5, "lie"));
  g_ptr_array_add (messages, fake_message ("usrEve", BEN, 5, "lie"));
  fake_request_answer_messages (fake_protocol_take (fixture->protocol, FAKE_FETCH), messages);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  fixture_assert_complete (fixture);
  fixture_restart (fixture);
  fixture_assert_complete (fixture);
  g_assert_cmpuint (cordial_account_get_waiting_messages (fixture->account), ==, 0);
}

static void
test_lies_in_news (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);
  g_autoptr (CordialConversationRecord) nameless = cordial_conversation_record_new ("");

  for (guint i = 1; i < G_N_ELEMENTS (impossible); i++)
    fake_protocol_report_seq (fixture->protocol, BEN, impossible[i]);
  fake_protocol_report_seq (fixture->protocol, BEN, 2); /* back in time */
  record->fields = CORDIAL_CONVERSATION_HAS_NAME;       /* and no name */
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
  g_signal_emit_by_name (fixture->protocol, "conversation", nameless);
  g_clear_pointer (&nameless->id, g_free);
  g_signal_emit_by_name (fixture->protocol, "conversation", nameless);
  g_signal_emit_by_name (fixture->protocol, "conversation-removed", "usrNobody");
  assert_untouched (fixture);
}

static void
test_lies_in_refresh (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    {
      cordial_conversation_opened (fixture_get_ben (fixture));
      fake_request_answer_seq (fake_protocol_take (fixture->protocol, FAKE_REFRESH), impossible[i]);
      fixture_settle_store (fixture);
    }
  assert_untouched (fixture);
}

static void
test_lies_in_deletions (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  const CordialSpan spans[] = {
    { 0, 0 }, { -3, 2 }, { 3, 2 }, { 4, 9 }, { 2, -1 }, { G_MININT64, G_MAXINT64 }, { G_MAXINT64, G_MAXINT64 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_signal_emit_by_name (fixture->protocol, "deleted", BEN, spans[i].low, spans[i].high);
      g_signal_emit_by_name (fixture->protocol, "deleted", "usrNobody", (gint64) 1, (gint64) 3);
    }
  assert_untouched (fixture);
}

static void
test_lies_in_notes (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    for (int receipt = CORDIAL_RECEIPT_RECEIVED; receipt <= CORDIAL_RECEIPT_READ + 1; receipt++)
      {
        g_signal_emit_by_name (fixture->protocol, "receipt", BEN, FAKE_OWN_ID, receipt, impossible[i]);
        g_signal_emit_by_name (fixture->protocol, "receipt", BEN, BEN, receipt, impossible[i]);
        g_signal_emit_by_name (fixture->protocol, "receipt", "usrNobody", BEN, receipt, (gint64) 2);
      }
  g_signal_emit_by_name (fixture->protocol, "typing", "usrNobody", BEN);
  assert_untouched (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/lies/messages", test_lies_in_messages);
  g_test_add_func ("/work/lies/beside-truth", test_lies_beside_truth);
  g_test_add_func ("/work/lies/bare-message", test_bare_message);
  g_test_add_func ("/work/lies/fetch", test_lies_in_fetch);
  g_test_add_func ("/work/lies/news", test_lies_in_news);
  g_test_add_func ("/work/lies/refresh", test_lies_in_refresh);
  g_test_add_func ("/work/lies/deletions", test_lies_in_deletions);
  g_test_add_func ("/work/lies/notes", test_lies_in_notes);
  return g_test_run ();
}
