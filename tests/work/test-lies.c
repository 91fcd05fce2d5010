/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server says that cannot be (design section 5): it is dropped, changes nothing, and takes no truth with it.
 */

#include "fixture.h"

#include "cordial-line.h"

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
  fake_protocol_report_ending (fixture->protocol, "usrNobody", CORDIAL_ENDING_DELETED);
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
  g_signal_emit_by_name (fixture->protocol, "typing", "usrNobody", BEN, TRUE);
  assert_untouched (fixture);
}

/* Each number of a conversation, wrong: dropped, and the truth that comes later is believed. */
static void
test_lies_in_numbers (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  const CordialConversationFields fields[] = {
    CORDIAL_CONVERSATION_HAS_SEQ,       CORDIAL_CONVERSATION_HAS_READ,      CORDIAL_CONVERSATION_HAS_RECV,
    CORDIAL_CONVERSATION_HAS_PEER_READ, CORDIAL_CONVERSATION_HAS_PEER_RECV,
  };
  g_autoptr (CordialConversationRecord) truth = cordial_conversation_record_new (BEN);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    for (guint j = 1; j < G_N_ELEMENTS (impossible); j++)
      {
        g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

        record->fields = fields[i];
        record->seq = record->read = record->recv = record->peer_read = record->peer_recv = impossible[j];
        g_signal_emit_by_name (fixture->protocol, "conversation", record);
      }
  assert_untouched (fixture);

  ben = fixture_get_ben (fixture);
  history_add (fixture->history, FAKE_OWN_ID, "ours", NULL);
  truth->fields = CORDIAL_CONVERSATION_HAS_SEQ | CORDIAL_CONVERSATION_HAS_PEER_READ | CORDIAL_CONVERSATION_HAS_READ;
  truth->seq = truth->peer_read = 4;
  truth->read = 2;
  g_signal_emit_by_name (fixture->protocol, "conversation", truth);
  g_assert_cmpint (cordial_conversation_get_read (ben), ==, 2);
  fixture_serve (fixture);
  g_assert_cmpint (fixture_get_status (ben, 3), ==, CORDIAL_MESSAGE_STATUS_READ);
}

/* Everything else of a conversation, wrong: it costs that. */
static void
test_lies_in_looks (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autofree char *long_name = g_strnfill (1 << 20, 'x');
  const int kinds[] = { -1, 3, 99, G_MAXINT, G_MININT };
  const gint64 times[] = { G_MININT64, -1, 0 };
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);
  g_autofree char *shown = NULL;

  record->fields = CORDIAL_CONVERSATION_HAS_KIND | CORDIAL_CONVERSATION_HAS_TOUCHED |
                   CORDIAL_CONVERSATION_HAS_LAST_SEEN | CORDIAL_CONVERSATION_HAS_AVATAR | CORDIAL_CONVERSATION_HAS_NAME;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      record->kind = kinds[i];
      record->touched_ms = record->last_seen_ms = times[i % G_N_ELEMENTS (times)];
      g_clear_pointer (&record->avatar, g_bytes_unref);
      record->avatar = i % 2 ? g_bytes_new (NULL, 0) : g_bytes_new_static ("no picture", 10);
      g_set_str (&record->avatar_uri, i % 2 ? "" : "javascript:alert(1)");
      g_signal_emit_by_name (fixture->protocol, "conversation", record);
      g_assert_cmpint (cordial_conversation_get_kind (ben), ==, CORDIAL_CONVERSATION_DIRECT);
      g_assert_cmpint (cordial_conversation_get_touched_ms (ben), >, 0);
    }
  assert_untouched (fixture);

  ben = fixture_get_ben (fixture);
  g_set_str (&record->name, long_name);
  record->muted = 7;
  record->writable = -1;
  record->fields = CORDIAL_CONVERSATION_HAS_NAME | CORDIAL_CONVERSATION_HAS_MUTED | CORDIAL_CONVERSATION_HAS_WRITABLE;
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
  fixture_restart (fixture);
  ben = fixture_get_ben (fixture);
  shown = cordial_text_to_name (long_name);
  g_assert_cmpstr (cordial_conversation_get_name (ben), ==, shown);
  g_assert_true (cordial_conversation_get_muted (ben));
  g_assert_true (cordial_conversation_get_writable (ben));
}

/* Each member of a message but its number, wrong: it is shown all the same, as somebody's that was sent, and holds nothing
 * back. */
static void
test_strange_messages (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autofree char *large = g_strnfill (1 << 20, 'x');
  g_autofree char *deep = g_strnfill (100000, '[');
  const gint64 times[] = { 0, -1, G_MININT64, G_MAXINT64, 1 };
  const char *const texts[] = { "", large, deep, "\001\n\t", "{", "null" };
  guint n = 3;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint j = 0; j < G_N_ELEMENTS (times); j++)
      {
        g_autoptr (CordialMessageRecord) message = fake_message (BEN, j % 2 ? BEN : "", ++n, texts[i]);

        message->time_ms = message->edited_ms = times[j];
        /* Another that is there would be replaced, and rightly. */
        message->replaces = times[j] == 1 ? n : times[j];
        message->row = message->place = times[j];
        message->state = i % 4;
        message->deletion = i % 3;
        message->content = j % 2 ? g_strdup (texts[i]) : NULL;
        message->head = j % 2 ? g_strdup (texts[i]) : NULL;
        message->error = g_strdup (texts[i]);
        message->cordial_id = j == 0 ? g_strconcat (texts[i], "id", NULL) : NULL;
        fake_protocol_report_message (fixture->protocol, message);
      }
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      CordialConversation *ben = fixture_get_ben (fixture);

      g_assert_cmpuint (fixture_count (ben), ==, n);
      g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
      for (guint j = 3; j < n; j++)
        {
          g_autoptr (CordialMessage) message = fixture_get_message (ben, j);
          g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (cordial_message_get_time_ms (message) / 1000);
          const char *text = texts[(j - 3) / G_N_ELEMENTS (times)];

          /* Never an empty bubble, whatever the content is. */
          g_assert_cmpstr (cordial_message_get_text (message), !=, "");
          if (*text && (j - 3) % G_N_ELEMENTS (times) % 2 == 0)
            g_assert_cmpstr (cordial_message_get_text (message), ==, text);
          g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_SENT);
          g_assert_nonnull (time);
        }
      if (i == 0)
        fixture_restart (fixture);
    }
}

/* A profile without a name, and with one of somebody else's. */
static void
test_lies_in_profile (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (FAKE_OWN_ID);

  record->fields = CORDIAL_CONVERSATION_HAS_NAME | CORDIAL_CONVERSATION_HAS_AVATAR;
  record->name = g_strdup ("Ada");
  g_signal_emit_by_name (fixture->protocol, "profile", record);
  g_set_str (&record->name, NULL);
  g_signal_emit_by_name (fixture->protocol, "profile", record);
  g_set_str (&record->id, "usrEve");
  g_set_str (&record->name, "Eve");
  g_signal_emit_by_name (fixture->protocol, "profile", record);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = NULL;

      g_object_get (fixture->account, "name", &name, NULL);
      g_assert_cmpstr (name, ==, "Ada");
      fixture_restart (fixture);
    }
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
  g_test_add_func ("/work/lies/numbers", test_lies_in_numbers);
  g_test_add_func ("/work/lies/looks", test_lies_in_looks);
  g_test_add_func ("/work/lies/strange-messages", test_strange_messages);
  g_test_add_func ("/work/lies/profile", test_lies_in_profile);
  return g_test_run ();
}
