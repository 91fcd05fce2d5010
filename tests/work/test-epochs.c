/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server that was restored from a backup, and gives its numbers a second time (design section 5): nothing is lost or
 * doubled at either end, however it shows, and whatever happens meanwhile.
 */

#include "fixture.h"

#define HISTORY_7 "message 1,message 2,message 3,message 4,message 5,message 6,message 7"

typedef void (*Interrupt) (Fixture *fixture);

static void
do_nothing (Fixture *fixture)
{
}

/* What has a number is what the server has; what is on disk is shown, each in its place; nothing is asked any more. */
static void
assert_in_step (Fixture *fixture, History *history)
{
  CordialConversation *conversation = cordial_account_get_conversation (fixture->account, history->conversation_id);
  g_autofree char *stored = fixture_dup_stored (fixture, history->conversation_id);
  g_autoptr (GString) shown = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < fixture_count (conversation); i++)
    {
      g_autoptr (CordialMessage) message = fixture_get_message (conversation, i);

      g_string_append_printf (shown, cordial_message_get_seq (message) > 0 ? "%s%s" : "%s(%s)", i > 0 ? "," : "",
                              cordial_message_get_text (message));
      if (cordial_message_get_seq (message) == 0)
        continue;
      g_assert_cmpint (cordial_message_get_seq (message), ==, ++n);
      g_assert_cmpstr (cordial_message_get_text (message), ==, history_get (history, n)->text);
    }
  g_assert_cmpstr (shown->str, ==, stored);
  g_assert_cmpuint (n, ==, history->messages->len);
  g_assert_cmpint (cordial_conversation_get_seq (conversation), ==, n);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
}

/* Ours among them: 8 of Ben's, 9 and 10 of ours. */
static Fixture *
new_with_ten (void)
{
  Fixture *fixture = fixture_new_online (8);

  fixture_say (fixture_get_ben (fixture), "ours 9");
  fixture_say (fixture_get_ben (fixture), "ours 10");
  fixture_serve (fixture);
  g_assert_cmpuint (fixture->history->messages->len, ==, 10);
  cordial_conversation_mark_read (fixture_get_ben (fixture), 10);
  fixture_settle_store (fixture);
  fake_protocol_drop (fixture->protocol);
  return fixture;
}

/* It stays so, and the conversation goes on. */
static void
assert_goes_on (Fixture *fixture, const char *stored)
{
  g_autofree char *with_more = g_strconcat (stored, ",hello,a reply", NULL);
  gint64 before;

  for (guint i = 0; i < 2; i++)
    {
      assert_in_step (fixture, fixture->history);
      fixture_assert_stored (fixture, stored);
      fake_protocol_drop (fixture->protocol);
      fixture_restart (fixture);
      fixture_come_online (fixture);
      fixture_serve (fixture);
    }
  before = fixture->history->messages->len;
  fixture_say (fixture_get_ben (fixture), "hello");
  fixture_serve (fixture);
  history_add (fixture->history, BEN, "a reply", NULL);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, before + 2));
  fixture_serve (fixture);
  g_assert_cmpint (fixture->history->messages->len, ==, before + 2);
  assert_in_step (fixture, fixture->history);
  fixture_assert_stored (fixture, with_more);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
}

/* Here up to 10, there up to 7, and what is written there since: nothing, less than was lost, as much, and more. */
static void
test_restored (gconstpointer data)
{
  Interrupt interrupt = data;

  for (guint n_new = 0; n_new <= 6; n_new++)
    {
      g_autoptr (Fixture) fixture = new_with_ten ();
      g_autoptr (GString) stored = g_string_new (HISTORY_7 ",(message 8),(ours 9),(ours 10)");

      history_restore (fixture->history, 7);
      for (guint i = 0; i < n_new; i++)
        {
          g_autofree char *text = g_strdup_printf ("new %u", 8 + i);

          history_add (fixture->history, BEN, text, NULL);
          g_string_append_printf (stored, ",%s", text);
        }
      interrupt (fixture);
      fixture_come_online (fixture);
      fixture_serve (fixture);
      g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, n_new);
      assert_goes_on (fixture, stored->str);
    }
}

/* The server is back, and somebody writes while we listen. */
static void
test_live (void)
{
  g_autoptr (Fixture) fixture = new_with_ten ();

  history_restore (fixture->history, 7);
  fixture_come_online (fixture);
  fixture_settle_store (fixture);
  /* Before anything is found out, and in the midst of it. */
  for (guint i = 8; i <= 12; i++)
    {
      g_autofree char *text = g_strdup_printf ("new %u", i);

      history_add (fixture->history, BEN, text, NULL);
      fake_protocol_report_message (fixture->protocol, history_get (fixture->history, i));
      fixture_settle_store (fixture);
      history_answer (fixture->history, fixture->protocol);
    }
  fixture_serve (fixture);
  assert_goes_on (fixture, HISTORY_7 ",(message 8),(ours 9),(ours 10),new 8,new 9,new 10,new 11,new 12");
}

/* Many numbers lost, and many given since: over several pages. */
static void
test_many (gconstpointer data)
{
  const gint64 rewritten[] = { 0, 1, 29, 31, 129, 130, 131, 200, 260 };
  Interrupt interrupt = data;

  for (guint i = 0; i < G_N_ELEMENTS (rewritten); i++)
    {
      g_autoptr (Fixture) fixture = fixture_new_online (350);
      g_autofree char *stored = NULL;
      g_autoptr (GString) expected = NULL;

      while (cordial_timeline_get_has_older (cordial_conversation_get_timeline (fixture_get_ben (fixture))))
        {
          cordial_timeline_load_older (cordial_conversation_get_timeline (fixture_get_ben (fixture)));
          fixture_serve (fixture);
        }
      fake_protocol_drop (fixture->protocol);
      history_restore (fixture->history, 320);
      for (gint64 j = 0; j < rewritten[i]; j++)
        history_add (fixture->history, BEN, "new", NULL);
      interrupt (fixture);
      fixture_come_online (fixture);
      fixture_serve (fixture);
      assert_in_step (fixture, fixture->history);
      stored = fixture_dup_stored (fixture, BEN);
      expected = g_string_new ("message 1");
      for (gint64 j = 2; j <= 350; j++)
        g_string_append_printf (expected, j <= 320 ? ",message %d" : ",(message %d)", (int) j);
      for (gint64 j = 0; j < rewritten[i]; j++)
        g_string_append (expected, ",new");
      g_assert_cmpstr (stored, ==, expected->str);
    }
}

/* What the server had taken, and forgot, is not said again once it said yes; what it said nothing to, is. What it has kept
 * is found there. */
static void
test_waiting (gconstpointer data)
{
  g_autoptr (Fixture) fixture = new_with_ten ();
  Interrupt interrupt = data;
  FakeRequest *request;

  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_say (fixture_get_ben (fixture), "kept");
  fixture_say (fixture_get_ben (fixture), "forgotten");
  fixture_say (fixture_get_ben (fixture), "waits");
  for (fixture_settle_store (fixture); !fake_protocol_peek (fixture->protocol, FAKE_SEND);
       fixture_settle_store (fixture))
    g_assert_true (history_answer (fixture->history, fixture->protocol));
  /* It arrives, is in the backup, and never answered. */
  request = fake_protocol_take (fixture->protocol, FAKE_SEND);
  history_restore (fixture->history, 7);
  history_add (fixture->history, FAKE_OWN_ID, "kept", request->message->cordial_id);
  fake_protocol_drop (fixture->protocol);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  history_add (fixture->history, BEN, "new 9", NULL);
  fixture_settle_store (fixture);
  interrupt (fixture);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fixture->history->messages->len, ==, 11);
  assert_goes_on (fixture, HISTORY_7 ",(message 8),(ours 9),(ours 10),kept,new 9,forgotten,waits");
}

/* The link goes at each step of finding out. */
static void
test_interrupted (gconstpointer data)
{
  Interrupt interrupt = data;

  for (guint steps = 0; steps < 6; steps++)
    {
      g_autoptr (Fixture) fixture = new_with_ten ();

      history_restore (fixture->history, 7);
      for (guint i = 8; i <= 13; i++)
        history_add (fixture->history, BEN, "new", NULL);
      fixture_come_online (fixture);
      for (guint i = 0; i < steps; i++)
        {
          fixture_settle_store (fixture);
          history_answer (fixture->history, fixture->protocol);
        }
      fake_protocol_drop (fixture->protocol);
      fixture_settle_store (fixture);
      interrupt (fixture);
      fixture_come_online (fixture);
      fixture_serve (fixture);
      assert_goes_on (fixture, HISTORY_7 ",(message 8),(ours 9),(ours 10),new,new,new,new,new,new");
    }
}

/* A conversation of 350, all of it here, on a server that has other messages from 21 on. */
static Fixture *
new_with_many (void)
{
  Fixture *fixture = fixture_new_online (350);
  CordialTimeline *timeline = cordial_conversation_get_timeline (fixture_get_ben (fixture));

  while (cordial_timeline_get_has_older (timeline))
    {
      cordial_timeline_load_older (timeline);
      fixture_serve (fixture);
    }
  fake_protocol_drop (fixture->protocol);
  history_restore (fixture->history, 20);
  for (guint i = 21; i <= 360; i++)
    history_add (fixture->history, BEN, "new", NULL);
  return fixture;
}

/* Answers until a second page is asked for, or one of more than @max messages, or nothing. A single message is no page. */
static gboolean
serve_a_page (Fixture *fixture, gint64 max)
{
  gboolean served = FALSE;

  for (;;)
    {
      const FakeRequest *request;

      fixture_settle_store (fixture);
      request = fake_protocol_peek (fixture->protocol, FAKE_FETCH);
      if (request && (served || request->span.high - request->span.low >= max))
        return FALSE;
      served |= request && request->span.low < request->span.high;
      if (!history_answer (fixture->history, fixture->protocol))
        return TRUE;
    }
}

/* The agreement is four pages below the newest, and no link lives for more than one of them, or for one of a hundred. */
static void
test_over_drops (gconstpointer data)
{
  g_autoptr (Fixture) fixture = new_with_many ();
  guint n_links = 0;

  fixture_come_online (fixture);
  while (!serve_a_page (fixture, GPOINTER_TO_INT (data)))
    {
      g_assert_cmpuint (++n_links, <, 100);
      fake_protocol_drop (fixture->protocol);
      fixture_come_online (fixture);
    }
  assert_in_step (fixture, fixture->history);
}

/* Of small pages the first ones are above the number in doubt, and say nothing of it. */
static void
test_small_pages_above (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (350);
  guint n_links = 0;

  fake_protocol_drop (fixture->protocol);
  history_restore (fixture->history, 340);
  for (guint i = 341; i <= 400; i++)
    history_add (fixture->history, BEN, "new", NULL);
  fixture_come_online (fixture);
  while (!serve_a_page (fixture, 30))
    {
      g_assert_cmpuint (++n_links, <, 100);
      fake_protocol_drop (fixture->protocol);
      fixture_come_online (fixture);
    }
  for (gint64 seq = 341; seq <= 400; seq++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) here = cordial_store_read_range (fixture->store, BEN, seq, seq, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (here->len, ==, 1);
      g_assert_cmpstr (((CordialMessageRecord *) g_ptr_array_index (here, 0))->text, ==, "new");
    }
}

/* What came before the server was restored once more is not taken for what it has now: whether it has fewer by then, as many, or
 * more; and on a line that breaks within one page of a hundred, too. */
static void
test_restored_meanwhile (gconstpointer data)
{
  const gint64 max = GPOINTER_TO_INT (data);
  const guint newest[] = { 300, 360, 400 };
  const gint64 backups[] = { 20, 352 };

  for (guint i = 0; i < G_N_ELEMENTS (newest) * G_N_ELEMENTS (backups); i++)
    {
      g_autoptr (Fixture) fixture = new_with_many ();
      const guint end = newest[i / G_N_ELEMENTS (backups)];
      const gint64 backup = MIN (backups[i % G_N_ELEMENTS (backups)], end);
      guint n_links = 0;

      fixture_come_online (fixture);
      /* The first of them is in the midst of finding out. */
      while (!serve_a_page (fixture, max))
        {
          g_assert_cmpuint (++n_links, <, 100);
          fake_protocol_drop (fixture->protocol);
          if (n_links == 4)
            {
              history_restore (fixture->history, backup);
              for (gint64 seq = backup + 1; seq <= end; seq++)
                history_add (fixture->history, BEN, "newer", NULL);
            }
          fixture_come_online (fixture);
        }
      g_assert_cmpuint (n_links, >=, 4);
      assert_in_step (fixture, fixture->history);
      g_assert_cmpint (cordial_conversation_get_epoch (fixture_get_ben (fixture)), ==, 1);
    }
}

/* One message that the server cannot tell does not hold back that there is a new epoch, and is no hole in it; a server that
 * can tell nothing is not asked without end. */
static void
test_unreadable (void)
{
  g_autoptr (Fixture) fixture = new_with_many ();
  CordialConversation *ben = fixture_get_ben (fixture);
  guint n_asked = 0;

  fixture_come_online (fixture);
  while (fixture_count_fetches (fixture) > 0 || fake_protocol_peek (fixture->protocol, FAKE_REFRESH))
    {
      const FakeRequest *request = fake_protocol_peek (fixture->protocol, FAKE_FETCH);

      g_assert_cmpuint (++n_asked, <, 200);
      if (request && request->span.low <= 333 && request->span.high >= 333)
        fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_FETCH), CORDIAL_PROTOCOL_ERROR_UNEXPLAINED,
                           "Internal error.");
      else
        history_answer (fixture->history, fixture->protocol);
    }
  g_assert_cmpint (cordial_conversation_get_doubt (ben), ==, 0);
  g_assert_false (cordial_conversation_has_seq (ben, 333));
  g_assert_true (cordial_conversation_has_seq (ben, 332));
  fake_protocol_drop (fixture->protocol);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  assert_in_step (fixture, fixture->history);
}

static void
test_nothing_readable (void)
{
  g_autoptr (Fixture) fixture = new_with_many ();
  guint n_asked = 0;

  fixture_come_online (fixture);
  while (fixture_count_fetches (fixture) > 0 || fake_protocol_peek (fixture->protocol, FAKE_REFRESH))
    if (fake_protocol_peek (fixture->protocol, FAKE_FETCH))
      {
        g_assert_cmpuint (++n_asked, <, 50);
        /* The first one shows that something is wrong. */
        if (n_asked == 1)
          history_answer (fixture->history, fixture->protocol);
        else
          fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_FETCH), CORDIAL_PROTOCOL_ERROR_UNEXPLAINED,
                             "Internal error.");
      }
    else
      {
        history_answer (fixture->history, fixture->protocol);
      }
  fake_protocol_drop (fixture->protocol);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  assert_in_step (fixture, fixture->history);
}

/* Nothing is left of it, or nothing that we have. */
static void
test_no_agreement (void)
{
  for (guint n_new = 0; n_new < 3; n_new++)
    {
      g_autoptr (Fixture) fixture = new_with_ten ();
      g_autoptr (GString) stored = g_string_new ("(message 1)");

      for (guint i = 2; i <= 8; i++)
        g_string_append_printf (stored, ",(message %u)", i);
      g_string_append (stored, ",(ours 9),(ours 10)");
      history_restore (fixture->history, 0);
      for (guint i = 0; i < n_new; i++)
        {
          history_add (fixture->history, BEN, "new", NULL);
          g_string_append (stored, ",new");
        }
      fixture_come_online (fixture);
      fixture_serve (fixture);
      assert_goes_on (fixture, stored->str);
    }
}

/* The backup was the wrong one, and the right one is put back: what lost its number has it again. */
static void
test_restored_twice (void)
{
  g_autoptr (Fixture) fixture = new_with_ten ();
  g_autoptr (GPtrArray) lost = history_slice (fixture->history, 8, 10);

  history_restore (fixture->history, 7);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_stored (fixture, HISTORY_7 ",(message 8),(ours 9),(ours 10)");
  fake_protocol_drop (fixture->protocol);
  g_ptr_array_extend_and_steal (fixture->history->messages, g_steal_pointer (&lost));
  fixture_come_online (fixture);
  fixture_serve (fixture);
  assert_goes_on (fixture, HISTORY_7 ",message 8,ours 9,ours 10");
}

/* --- Several conversations --------------------------------------------------------------------------------------- */

static void
come_online_with (Fixture *fixture, History **histories, guint n_histories)
{
  fake_protocol_sign_in (fixture->protocol);
  for (guint i = 0; i < n_histories; i++)
    fixture_report_roster (fixture, histories[i]);
  fake_protocol_complete_roster (fixture->protocol);
  for (gboolean answered = TRUE; answered;)
    {
      const FakeRequest *request;

      fixture_settle_store (fixture);
      request = fake_protocol_peek (fixture->protocol, FAKE_FETCH);
      if (!request)
        request = fake_protocol_peek (fixture->protocol, FAKE_REFRESH);
      if (!request)
        request = fake_protocol_peek (fixture->protocol, FAKE_SEND);
      answered = FALSE;
      for (guint i = 0; i < n_histories && request && !answered; i++)
        if (g_str_equal (histories[i]->conversation_id, request->conversation_id))
          answered = history_answer (histories[i], fixture->protocol);
    }
}

static void
test_several (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  History *histories[7];

  for (guint i = 0; i < G_N_ELEMENTS (histories); i++)
    {
      g_autofree char *id = g_strdup_printf ("usr%u", i);

      histories[i] = history_new (id);
      history_fill (histories[i], 40 + i);
    }
  come_online_with (fixture, histories, G_N_ELEMENTS (histories));
  fake_protocol_drop (fixture->protocol);
  for (guint i = 0; i < G_N_ELEMENTS (histories); i++)
    {
      fixture_say (cordial_account_get_conversation (fixture->account, histories[i]->conversation_id), "waits");
      history_restore (histories[i], 40 + i - 5 * i);
      for (guint j = 0; j < i * i; j++)
        history_add (histories[i], histories[i]->conversation_id, "new", NULL);
    }
  come_online_with (fixture, histories, G_N_ELEMENTS (histories));
  for (guint i = 0; i < G_N_ELEMENTS (histories); i++)
    {
      const guint n = histories[i]->messages->len;

      assert_in_step (fixture, histories[i]);
      g_assert_cmpstr (history_get (histories[i], n)->text, ==, "waits");
      g_assert_cmpstr (history_get (histories[i], n - 1)->text, !=, "waits");
      history_free (histories[i]);
    }
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
}

/* --- What is none ------------------------------------------------------------------------------------------------ */

static void
assert_no_epoch (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conversations = NULL;

  assert_in_step (fixture, fixture->history);
  fixture_assert_stored (fixture, HISTORY_7 ",message 8,ours 9,ours 10");
  conversations = cordial_store_list_conversations (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (((CordialConversationRecord *) g_ptr_array_index (conversations, 0))->epoch, ==, 0);
}

/* What is not true costs a question. */
static void
test_false_alarm (void)
{
  g_autoptr (Fixture) fixture = new_with_ten ();
  g_autoptr (CordialMessageRecord) lie = fake_message (BEN, BEN, 3, "lie");

  fixture_come_online (fixture);
  fixture_serve (fixture);
  lie->time_ms += 5;
  for (guint i = 0; i < 3; i++)
    {
      fake_protocol_report_seq (fixture->protocol, BEN, 4);
      fake_protocol_report_message (fixture->protocol, lie);
      fixture_serve (fixture);
      assert_no_epoch (fixture);
    }
}

/* A page that contradicts what the same server says when it is asked: it is not asked without end. */
static void
test_contradiction (void)
{
  g_autoptr (Fixture) fixture = new_with_ten ();
  guint n_fetches = 0;

  history_fill (fixture->history, 12);
  fixture_come_online (fixture);
  for (fixture_settle_store (fixture); n_fetches < 20; fixture_settle_store (fixture))
    {
      const FakeRequest *request = fake_protocol_peek (fixture->protocol, FAKE_FETCH);

      if (request && request->span.high > 10 && request->span.low == 10)
        {
          g_autoptr (GPtrArray) page = history_slice (fixture->history, 10, 12);

          g_set_str (&((CordialMessageRecord *) g_ptr_array_index (page, 0))->cordial_id, "another");
          fake_request_answer_messages (fake_protocol_take (fixture->protocol, FAKE_FETCH), page);
          n_fetches++;
        }
      else if (!history_answer (fixture->history, fixture->protocol))
        {
          break;
        }
      else
        {
          n_fetches += request != NULL;
        }
    }
  g_assert_cmpuint (n_fetches, <, 20);
  assert_in_step (fixture, fixture->history);
}

/* Who may not ask can learn no more, and what waits is not held back by it. */
static void
test_refused (void)
{
  g_autoptr (Fixture) fixture = new_with_ten ();

  history_restore (fixture->history, 7);
  fixture_come_online (fixture);
  fixture_settle_store (fixture);
  for (guint i = 0; i < 5 && fake_protocol_peek (fixture->protocol, FAKE_REFRESH); i++)
    {
      fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_REFRESH), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
      fixture_settle_store (fixture);
    }
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_REFRESH), ==, 0);
  fixture_assert_stored (fixture, HISTORY_7 ",message 8,ours 9,ours 10");
  fake_protocol_drop (fixture->protocol);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  assert_in_step (fixture, fixture->history);
}

/* How far somebody has read of the new ones is not taken for the old, and how far we have is told in the new. */
static void
test_marks (void)
{
  g_autoptr (Fixture) fixture = new_with_ten ();
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);
  CordialConversation *ben = fixture_get_ben (fixture);

  history_restore (fixture->history, 7);
  history_add (fixture->history, FAKE_OWN_ID, "ours, elsewhere", NULL);
  history_add (fixture->history, BEN, "new 9", NULL);
  fake_protocol_sign_in (fixture->protocol);
  record->fields = CORDIAL_CONVERSATION_HAS_SEQ | CORDIAL_CONVERSATION_HAS_READ | CORDIAL_CONVERSATION_HAS_PEER_READ |
                   CORDIAL_CONVERSATION_HAS_ENDED;
  record->seq = 9;
  record->read = 5;
  record->peer_read = 8;
  fake_protocol_forget (fixture->protocol, FAKE_MARK);
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
  fake_protocol_complete_roster (fixture->protocol);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_MARK), ==, 0);
  fixture_serve (fixture);
  assert_in_step (fixture, fixture->history);
  /* What was written elsewhere has been read up to there; 9 is news. */
  g_assert_cmpint (cordial_conversation_get_read (ben), ==, 8);
  g_assert_cmpuint (cordial_conversation_get_unread (ben), ==, 1);
  for (guint i = 0; i < fixture_count (ben); i++)
    {
      g_autoptr (CordialMessage) message = fixture_get_message (ben, i);

      if (g_str_equal (cordial_message_get_text (message), "ours, elsewhere"))
        g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_READ);
    }
  while (fake_protocol_peek (fixture->protocol, FAKE_MARK))
    {
      FakeRequest *mark = fake_protocol_take (fixture->protocol, FAKE_MARK);

      g_assert_cmpint (mark->span.high, <=, 9);
      g_assert_true (mark->receipt == CORDIAL_RECEIPT_RECEIVED || mark->span.high < 9);
      fake_request_answer_yes (mark);
    }
}

/* What the restored server says is deleted is of its numbers: none of ours goes by it, before or after that is known. What we
 * know of its deletions is over, too. */
static void
test_deleted_in_doubt (gconstpointer data)
{
  const guint drop = GPOINTER_TO_UINT (data);
  g_autoptr (Fixture) fixture = new_with_ten ();
  CordialConversation *ben = fixture_get_ben (fixture);

  history_restore (fixture->history, 7);
  for (guint i = 8; i <= 13; i++)
    {
      g_autofree char *text = g_strdup_printf ("new %u", i);

      history_add (fixture->history, BEN, text, NULL);
    }
  history_delete (fixture->history, 9, 9);
  for (guint i = 0; i <= drop; i++)
    {
      fixture_come_online (fixture);
      fixture_settle_store (fixture);
      /* As who attaches to fetch the gap is told. */
      g_signal_emit_by_name (fixture->protocol, "deleted", BEN, (gint64) 9, (gint64) 9);
      g_signal_emit_by_name (fixture->protocol, "deletions-known", BEN, (gint64) 3);
      fixture_settle_store (fixture);
      if (i < drop)
        fake_protocol_drop (fixture->protocol);
      /* It is to be told again. */
      g_assert_cmpint (fake_protocol_get_known_deletions (fixture->protocol, BEN), ==, drop ? 0 : -1);
    }
  fixture_serve (fixture);
  fixture_assert_stored (fixture, HISTORY_7 ",(message 8),(ours 9),(ours 10),new 8,new 10,new 11,new 12,new 13");
  g_assert_cmpint (cordial_conversation_get_doubt (ben), ==, 0);
  g_assert_cmpint (fake_protocol_get_known_deletions (fixture->protocol, BEN), ==, 0);
  fixture_restart (fixture);
  g_assert_cmpint (fake_protocol_get_known_deletions (fixture->protocol, BEN), ==, -1);
}

/* What is not in doubt goes, once that is known. */
static void
test_deleted_before_in_step (void)
{
  g_autoptr (Fixture) fixture = new_with_ten ();

  history_fill (fixture->history, 12);
  history_delete (fixture->history, 9, 9);
  fixture_come_online (fixture);
  fixture_settle_store (fixture);
  g_signal_emit_by_name (fixture->protocol, "deleted", BEN, (gint64) 9, (gint64) 9);
  g_signal_emit_by_name (fixture->protocol, "deletions-known", BEN, (gint64) 3);
  fixture_serve (fixture);
  fixture_assert_stored (fixture, HISTORY_7 ",message 8,ours 10,message 11,message 12");
  fixture_restart (fixture);
  g_assert_cmpint (fake_protocol_get_known_deletions (fixture->protocol, BEN), ==, 3);
}

/* What is heard late of a mark of the old numbers says nothing of the new ones. */
static void
test_marks_under_way (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (10);
  CordialConversation *ben = fixture_get_ben (fixture);
  gint64 said = 0;

  cordial_conversation_mark_read (ben, 10);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_MARK), >, 0);
  history_restore (fixture->history, 7);
  history_add (fixture->history, BEN, "new 8", NULL);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 8));
  fixture_serve (fixture);
  assert_in_step (fixture, fixture->history);
  fake_protocol_forget (fixture->protocol, FAKE_MARK);
  fixture_settle ();
  cordial_conversation_mark_read (ben, 8);
  while (fake_protocol_peek (fixture->protocol, FAKE_MARK))
    {
      FakeRequest *mark = fake_protocol_take (fixture->protocol, FAKE_MARK);

      if (mark->receipt == CORDIAL_RECEIPT_READ)
        said = mark->span.high;
      fake_request_answer_yes (mark);
    }
  g_assert_cmpint (said, ==, 8);
}

/* While it is not known whose numbers they are, nothing is said of them; if they are the same, it is said then. */
static void
test_marks_in_doubt (gconstpointer data)
{
  gboolean restored = GPOINTER_TO_INT (data);
  g_autoptr (Fixture) fixture = fixture_new_online (10);
  CordialConversation *ben = fixture_get_ben (fixture);
  gint64 said = 0;

  fake_protocol_drop (fixture->protocol);
  cordial_conversation_mark_read (ben, 9);
  if (restored)
    {
      history_restore (fixture->history, 7);
      history_fill (fixture->history, 10);
    }
  fake_protocol_sign_in (fixture->protocol);
  fixture_report_roster (fixture, fixture->history);
  fake_protocol_report_seq (fixture->protocol, BEN, 7);
  fake_protocol_complete_roster (fixture->protocol);
  fixture_settle_store (fixture);
  cordial_conversation_mark_read (ben, 10);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_MARK), ==, 0);
  fixture_serve (fixture);
  assert_in_step (fixture, fixture->history);
  while (fake_protocol_peek (fixture->protocol, FAKE_MARK))
    {
      FakeRequest *mark = fake_protocol_take (fixture->protocol, FAKE_MARK);

      if (mark->receipt == CORDIAL_RECEIPT_READ)
        said = mark->span.high;
      fake_request_answer_yes (mark);
    }
  g_assert_cmpint (said, ==, restored ? 0 : 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/work/epochs/restored/drop", do_nothing, test_restored);
  g_test_add_data_func ("/work/epochs/restored/restart", fixture_restart, test_restored);
  g_test_add_data_func ("/work/epochs/restored/crash", fixture_crash, test_restored);
  g_test_add_func ("/work/epochs/live", test_live);
  g_test_add_data_func ("/work/epochs/many/drop", do_nothing, test_many);
  g_test_add_data_func ("/work/epochs/many/restart", fixture_restart, test_many);
  g_test_add_data_func ("/work/epochs/waiting/drop", do_nothing, test_waiting);
  g_test_add_data_func ("/work/epochs/waiting/crash", fixture_crash, test_waiting);
  g_test_add_data_func ("/work/epochs/interrupted/drop", do_nothing, test_interrupted);
  g_test_add_data_func ("/work/epochs/interrupted/restart", fixture_restart, test_interrupted);
  g_test_add_data_func ("/work/epochs/interrupted/crash", fixture_crash, test_interrupted);
  g_test_add_data_func ("/work/epochs/over-drops/a-page-a-link", GINT_TO_POINTER (CORDIAL_PROTOCOL_PAGE),
                        test_over_drops);
  g_test_add_data_func ("/work/epochs/over-drops/small-pages", GINT_TO_POINTER (30), test_over_drops);
  g_test_add_func ("/work/epochs/over-drops/above", test_small_pages_above);
  g_test_add_data_func ("/work/epochs/restored-meanwhile/a-page-a-link", GINT_TO_POINTER (CORDIAL_PROTOCOL_PAGE),
                        test_restored_meanwhile);
  g_test_add_data_func ("/work/epochs/restored-meanwhile/small-pages", GINT_TO_POINTER (30), test_restored_meanwhile);
  g_test_add_func ("/work/epochs/unreadable/one", test_unreadable);
  g_test_add_func ("/work/epochs/unreadable/all", test_nothing_readable);
  g_test_add_func ("/work/epochs/no-agreement", test_no_agreement);
  g_test_add_func ("/work/epochs/restored-twice", test_restored_twice);
  g_test_add_func ("/work/epochs/several", test_several);
  g_test_add_func ("/work/epochs/false-alarm", test_false_alarm);
  g_test_add_func ("/work/epochs/contradiction", test_contradiction);
  g_test_add_func ("/work/epochs/refused", test_refused);
  g_test_add_func ("/work/epochs/marks", test_marks);
  g_test_add_func ("/work/epochs/marks-under-way", test_marks_under_way);
  g_test_add_data_func ("/work/epochs/deleted-in-doubt/at-once", GUINT_TO_POINTER (0), test_deleted_in_doubt);
  g_test_add_data_func ("/work/epochs/deleted-in-doubt/over-drop", GUINT_TO_POINTER (1), test_deleted_in_doubt);
  g_test_add_func ("/work/epochs/deleted-in-doubt/none", test_deleted_before_in_step);
  g_test_add_data_func ("/work/epochs/marks-in-doubt/restored", GINT_TO_POINTER (TRUE), test_marks_in_doubt);
  g_test_add_data_func ("/work/epochs/marks-in-doubt/false-alarm", GINT_TO_POINTER (FALSE), test_marks_in_doubt);
  return g_test_run ();
}
