/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person asks for beside sending: edits, deletions, taking back; what came to nothing five times; what others replace;
 * and what a server cannot tell. It is on disk and shows at once, happens once and in order, or is undone.
 */

#include "fixture.h"

#define REASON "The server refused: not here."

typedef void (*Interrupt) (Fixture *fixture);

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
try_to_edit (Fixture *fixture, guint position, const char *text, GError **error)
{
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = fixture_get_message (ben, position);
  g_autoptr (CordialContent) content = cordial_conversation_new_content (ben, text, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  cordial_conversation_edit_async (ben, message, content, NULL, on_result, &result);
  chat_wait (result != NULL);
  return cordial_conversation_edit_finish (ben, result, error);
}

static void
edit (Fixture *fixture, guint position, const char *text)
{
  g_autoptr (GError) error = NULL;

  try_to_edit (fixture, position, text, &error);
  g_assert_no_error (error);
}

static void delete (Fixture *fixture, guint position, gboolean for_all)
{
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = fixture_get_message (ben, position);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_conversation_delete_async (ben, message, for_all, NULL, on_result, &result);
  chat_wait (result != NULL);
  cordial_conversation_delete_finish (ben, result, &error);
  g_assert_no_error (error);
}

static void
discard (Fixture *fixture, guint position)
{
  g_autoptr (CordialMessage) message = fixture_get_message (fixture_get_ben (fixture), position);

  cordial_conversation_discard_message (fixture_get_ben (fixture), message);
  g_clear_object (&message);
  fixture_settle_store (fixture);
}

/* Online, with "one" of ours, which the server has as 4. */
static Fixture *
new_said (void)
{
  Fixture *fixture = fixture_new_online (3);

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one");
  return fixture;
}

static void
come_back (Fixture *fixture, Interrupt interrupt)
{
  if (interrupt)
    interrupt (fixture);
  fixture_come_online (fixture);
  fixture_serve (fixture);
}

static guint
count_intents (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) intents = NULL;
  guint count = 0;

  fixture_settle_store (fixture);
  intents = cordial_store_list_all_intents (fixture->store, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < intents->len; i++)
    count += ((CordialIntentRecord *) intents->pdata[i])->kind != CORDIAL_INTENT_MARK;
  return count;
}

/* --- What waits -------------------------------------------------------------------------------------------------- */

static void
test_edit_waiting (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fake_protocol_drop (fixture->protocol);
  fixture_say (fixture_get_ben (fixture), "one");
  edit (fixture, 3, "better");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,better");
  g_assert_cmpstr (cordial_conversation_get_preview (fixture_get_ben (fixture)), ==, "better");
  come_back (fixture, (Interrupt) data);
  fixture_assert_arrived (fixture, "better");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,better");
  g_assert_cmpuint (count_intents (fixture), ==, 0);
}

static void
test_delete_waiting (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fake_protocol_drop (fixture->protocol);
  fixture_say (fixture_get_ben (fixture), "one");
  fixture_say (fixture_get_ben (fixture), "two");
  fixture_say (fixture_get_ben (fixture), "three");
  delete (fixture, 3, TRUE);
  discard (fixture, 3);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,three");
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 1);
  come_back (fixture, (Interrupt) data);
  fixture_assert_arrived (fixture, "three");
}

/* Where nothing of it was said yet, also on a link that is there. */
static void
test_take_back_online (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_say (fixture_get_ben (fixture), "two");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 1);
  discard (fixture, 4);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,one");
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 1);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one");
}

/* It may be there: it is looked for, and what is found is deleted; what is not is never said again. */
static void
take_back_under_way (gboolean arrived, Interrupt interrupt)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  FakeRequest *request;

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  request = fixture_take_send (fixture, "one");
  if (arrived)
    history_add (fixture->history, FAKE_OWN_ID, "one", request->message->cordial_id);
  fake_protocol_drop (fixture->protocol);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  fixture_settle_store (fixture);
  discard (fixture, 3);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3");
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
  come_back (fixture, interrupt);
  fixture_assert_arrived (fixture, arrived ? "-" : "");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3");
  g_assert_cmpuint (count_intents (fixture), ==, 0);
}

static void
test_take_back_under_way (gconstpointer data)
{
  take_back_under_way (TRUE, (Interrupt) data);
  take_back_under_way (FALSE, (Interrupt) data);
}

/* --- Edits ------------------------------------------------------------------------------------------------------- */

static void
test_edit (gconstpointer data)
{
  g_autoptr (Fixture) fixture = new_said ();
  FakeRequest *request;

  if (data)
    {
      fake_protocol_drop (fixture->protocol);
      edit (fixture, 3, "better");
      ((Interrupt) data) (fixture);
      fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,better");
      fixture_come_online (fixture);
      while (fixture_count_sends (fixture) == 0)
        g_assert_true (history_answer (fixture->history, fixture->protocol));
    }
  else
    {
      edit (fixture, 3, "better");
      fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,better");
    }
  request = fixture_take_send (fixture, "better");
  g_assert_cmpint (request->message->replaces, ==, 4);
  g_assert_nonnull (request->message->cordial_id);
  g_assert_cmpstr (request->message->cordial_id, !=, history_get (fixture->history, 4)->cordial_id);
  fake_request_answer_sent (request, history_add (fixture->history, FAKE_OWN_ID, "better", NULL), 0);
  fixture_serve (fixture);
  g_assert_cmpuint (count_intents (fixture), ==, 0);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,better");
  /* Its number is nothing to be fetched or read. */
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, 0);
  fixture_restart (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,better");
  g_assert_cmpstr (cordial_conversation_get_preview (fixture_get_ben (fixture)), ==, "better");
}

/* The answer was lost: it is found by its id, and not said again. */
static void
test_edit_found (gconstpointer data)
{
  g_autoptr (Fixture) fixture = new_said ();
  FakeRequest *request;
  CordialMessageRecord *there;

  edit (fixture, 3, "better");
  request = fixture_take_send (fixture, "better");
  history_add (fixture->history, FAKE_OWN_ID, "better", request->message->cordial_id);
  there = (CordialMessageRecord *) history_get (fixture->history, 5);
  there->replaces = 4;
  fake_protocol_drop (fixture->protocol);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  fixture_settle_store (fixture);
  fixture_say (fixture_get_ben (fixture), "two");
  come_back (fixture, (Interrupt) data);
  fixture_assert_arrived (fixture, "one,better,two");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,better,two");
  g_assert_cmpuint (count_intents (fixture), ==, 0);
}

static void
on_refused (CordialAccount *account, CordialConversation *conversation, const char *sentence, gpointer user_data)
{
  g_assert_cmpstr (sentence, ==, REASON);
  ++*(guint *) user_data;
}

/* It is undone, and the person told why. */
static void
test_edit_refused (void)
{
  g_autoptr (Fixture) fixture = new_said ();
  guint refused = 0;

  g_signal_connect (fixture->account, "refused", G_CALLBACK (on_refused), &refused);
  edit (fixture, 3, "better");
  fixture_say (fixture_get_ben (fixture), "two");
  fake_request_fail (fixture_take_send (fixture, "better"), CORDIAL_PROTOCOL_ERROR_REJECTED, REASON);
  fixture_serve (fixture);
  g_assert_cmpuint (refused, ==, 1);
  fixture_assert_arrived (fixture, "one,two");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,one,two");
  g_assert_cmpuint (count_intents (fixture), ==, 0);
}

static void
test_edit_not_ours (void)
{
  g_autoptr (Fixture) fixture = new_said ();
  g_autoptr (GError) error = NULL;

  g_assert_false (try_to_edit (fixture, 0, "never said", &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (try_to_edit (fixture, 3, " ", &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,one");
}

/* --- Deletions --------------------------------------------------------------------------------------------------- */

static void
test_delete (gconstpointer data)
{
  g_autoptr (Fixture) fixture = new_said ();
  FakeRequest *request;
  Interrupt interrupt = (Interrupt) data;

  edit (fixture, 3, "better");
  fixture_serve (fixture);
  fake_protocol_drop (fixture->protocol);
  delete (fixture, 3, TRUE);
  delete (fixture, 0, FALSE);
  fixture_assert_texts (fixture_get_ben (fixture), "message 2,message 3");
  g_assert_cmpstr (cordial_conversation_get_preview (fixture_get_ben (fixture)), ==, "message 3");
  if (interrupt)
    interrupt (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 2,message 3");
  fixture_come_online (fixture);
  fixture_settle_store (fixture);
  while (fake_protocol_count (fixture->protocol, FAKE_DELETE) == 0)
    {
      g_assert_true (history_answer (fixture->history, fixture->protocol));
      fixture_settle_store (fixture);
    }
  /* With all that it ever was. */
  request = fake_protocol_take (fixture->protocol, FAKE_DELETE);
  g_assert_true (request->for_all);
  g_assert_cmpuint (request->seqs->len, ==, 2);
  g_assert_cmpint (g_array_index (request->seqs, gint64, 0), ==, 4);
  g_assert_cmpint (g_array_index (request->seqs, gint64, 1), ==, 5);
  /* The link goes before the answer: it is said again. */
  fake_protocol_drop (fixture->protocol);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "-,-");
  g_assert_null (history_get (fixture->history, 1));
  fixture_assert_texts (fixture_get_ben (fixture), "message 2,message 3");
  g_assert_cmpuint (count_intents (fixture), ==, 0);
  fixture_restart (fixture);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 2,message 3");
}

static void
test_delete_refused (void)
{
  g_autoptr (Fixture) fixture = new_said ();
  guint refused = 0;

  g_signal_connect (fixture->account, "refused", G_CALLBACK (on_refused), &refused);
  delete (fixture, 1, TRUE);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 3,one");
  fixture_settle_store (fixture);
  fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_DELETE), CORDIAL_PROTOCOL_ERROR_REJECTED, REASON);
  fixture_settle_store (fixture);
  g_assert_cmpuint (refused, ==, 1);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,one");
  g_assert_cmpuint (count_intents (fixture), ==, 0);
}

/* --- In vain ----------------------------------------------------------------------------------------------------- */

static void
assert_failed (Fixture *fixture)
{
  g_autoptr (CordialMessage) message = NULL;

  fixture_assert_arrived (fixture, "two");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,two,one");
  message = fixture_get_message (fixture_get_ben (fixture), 4);
  g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_FAILED);
  g_assert_nonnull (cordial_message_get_error (message));
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
  cordial_conversation_retry_message (fixture_get_ben (fixture), message);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "two,one");
}

/* Everything but sending, until something is sent. */
static void
serve_to_send (Fixture *fixture)
{
  fixture_settle_store (fixture);
  while (fake_protocol_count (fixture->protocol, FAKE_SEND) == 0)
    {
      chat_wait (fake_protocol_count (fixture->protocol, FAKE_REFRESH) +
                   fake_protocol_count (fixture->protocol, FAKE_FETCH) +
                   fake_protocol_count (fixture->protocol, FAKE_SEND) >
                 0);
      if (fake_protocol_count (fixture->protocol, FAKE_SEND) == 0)
        history_answer (fixture->history, fixture->protocol);
      fixture_settle_store (fixture);
    }
}

static void
test_unexplained (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_say (fixture_get_ben (fixture), "two");
  for (guint i = 0; i < 5; i++)
    {
      serve_to_send (fixture);
      fake_request_fail (fixture_take_send (fixture, "one"), CORDIAL_PROTOCOL_ERROR_UNEXPLAINED, "It answered 500.");
      fixture_settle_store (fixture);
      /* A new connection cuts the wait short. */
      fake_protocol_drop (fixture->protocol);
      fixture_come_online (fixture);
    }
  fixture_serve (fixture);
  assert_failed (fixture);
}

static void
test_dropped (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_say (fixture_get_ben (fixture), "two");
  for (guint i = 0; i < 5; i++)
    {
      serve_to_send (fixture);
      g_assert_cmpstr (fake_protocol_peek (fixture->protocol, FAKE_SEND)->message->text, ==, "one");
      fake_protocol_drop (fixture->protocol);
      fixture_settle_store (fixture);
      if (data)
        ((Interrupt) data) (fixture);
      fixture_come_online (fixture);
    }
  fixture_serve (fixture);
  assert_failed (fixture);
}

/* A line that breaks by itself, too, is not broken by what is said on it. */
static void
test_dropped_anyway (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fixture_say (fixture_get_ben (fixture), "one");
  for (guint round = 0; round < 3; round++)
    {
      /* The first of them after the first round is the one that is said in vain before. */
      for (guint i = round == 0 ? 0 : 1; i < 4; i++)
        {
          serve_to_send (fixture);
          fake_protocol_drop (fixture->protocol);
          fixture_come_online (fixture);
        }
      /* Before it is said for the last time, the line is looked at, and breaks. */
      fixture_serve (fixture);
      g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
      fake_protocol_drop (fixture->protocol);
      fixture_settle_store (fixture);
      fixture_come_online (fixture);
    }
  g_assert_cmpint (fixture_get_status (fixture_get_ben (fixture), 3), ==, CORDIAL_MESSAGE_STATUS_QUEUED);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one");
}

/* All that is asked for in both conversations, but nothing is said. */
static void
serve_both (Fixture *fixture, History *other)
{
  const FakeRequest *asked;

  fixture_settle_store (fixture);
  while ((asked = fake_protocol_peek (fixture->protocol, FAKE_FETCH)) ||
         (asked = fake_protocol_peek (fixture->protocol, FAKE_REFRESH)))
    {
      history_answer (g_str_equal (asked->conversation_id, BEN) ? fixture->history : other, fixture->protocol);
      fixture_settle_store (fixture);
    }
}

/* Takes what is on the wire. If the line breaks by something of it, nothing of it is answered. Returns whether it did. */
static gboolean
carry_or_break (Fixture *fixture, History *other, const char *spoilt)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new ();
  gboolean breaks = FALSE;

  while (fixture_count_sends (fixture) > 0)
    {
      FakeRequest *request = fake_protocol_take (fixture->protocol, FAKE_SEND);

      g_ptr_array_add (requests, request);
      breaks = breaks || g_str_equal (request->message->text, spoilt);
    }
  if (breaks)
    fake_protocol_drop_silently (fixture->protocol);
  for (guint i = 0; i < requests->len; i++)
    {
      FakeRequest *request = requests->pdata[i];
      History *history = g_str_equal (request->conversation_id, BEN) ? fixture->history : other;

      if (breaks)
        fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
      else
        fake_request_answer_sent (
          request, history_add (history, FAKE_OWN_ID, request->message->text, request->message->cordial_id), 0);
    }
  fixture_settle_store (fixture);
  return breaks;
}

/* Two conversations say something at the same time, and the line breaks by that of one: the other's is not given up with it,
 * whichever of them is tried alone first. */
static void
test_dropped_beside (gconstpointer data)
{
  const char *spoilt = data;
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (History) other = history_new ("usrCleo");
  CordialConversation *ben, *cleo;
  guint n_drops = 0;

  history_fill (fixture->history, 3);
  history_fill (other, 3);
  do
    {
      fake_protocol_sign_in (fixture->protocol);
      fixture_report_roster (fixture, fixture->history);
      fixture_report_roster (fixture, other);
      fake_protocol_complete_roster (fixture->protocol);
      ben = fixture_get_ben (fixture);
      cleo = cordial_account_get_conversation (fixture->account, "usrCleo");
      if (n_drops == 0)
        {
          fixture_say (ben, "one");
          fixture_say (cleo, "two");
        }
      do
        {
          serve_both (fixture, other);
          chat_wait (fixture_count_sends (fixture) > 0 || fixture_get_waiting (fixture) == 0);
        }
      while (fixture_count_sends (fixture) > 0 && !carry_or_break (fixture, other, spoilt));
      n_drops++;
    }
  while (fixture_get_waiting (fixture) > 0);
  g_assert_cmpuint (n_drops, ==, 6);
  g_assert_cmpint (fixture_get_status (ben, 3), ==,
                   g_str_equal (spoilt, "one") ? CORDIAL_MESSAGE_STATUS_FAILED : CORDIAL_MESSAGE_STATUS_SENT);
  g_assert_cmpint (fixture_get_status (cleo, 3), ==,
                   g_str_equal (spoilt, "two") ? CORDIAL_MESSAGE_STATUS_FAILED : CORDIAL_MESSAGE_STATUS_SENT);
}

/* Who is busy says so, and is asked for as long as it takes. */
static void
test_busy_long (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fixture_say (fixture_get_ben (fixture), "one");
  for (guint i = 0; i < 8; i++)
    {
      serve_to_send (fixture);
      fake_request_fail (fixture_take_send (fixture, "one"), CORDIAL_PROTOCOL_ERROR_TRY_LATER, "It answered 503.");
      fixture_settle_store (fixture);
      fake_protocol_drop (fixture->protocol);
      fixture_come_online (fixture);
    }
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one");
}

/* What cannot be marked as under way is not said: nobody would know later that it was. */
static void
test_disk_full (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_execute (fixture,
                   "CREATE TRIGGER full BEFORE UPDATE OF state ON intent BEGIN SELECT RAISE (FAIL, 'full'); END");
  g_test_expect_message ("cordial-work", G_LOG_LEVEL_WARNING, "cannot keep the state of an intent*");
  history_answer (fixture->history, fixture->protocol);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  g_test_assert_expected_messages ();
  g_assert_cmpint (fixture_get_status (fixture_get_ben (fixture), 3), ==, CORDIAL_MESSAGE_STATUS_QUEUED);
  fixture_execute (fixture, "DROP TRIGGER full");
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_REFRESH) == 1);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one");
}

/* An edit and a deletion of what is on the wire wait for it. */
static void
test_behind_sending (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  FakeRequest *one;

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  one = fixture_take_send (fixture, "one");
  edit (fixture, 3, "better");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,better");
  fake_request_answer_sent (one, history_add (fixture->history, FAKE_OWN_ID, "one", NULL), 0);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one,better");
  g_assert_cmpint (history_get (fixture->history, 5)->replaces, ==, 4);

  fixture_say (fixture_get_ben (fixture), "two");
  one = fixture_take_send (fixture, "two");
  delete (fixture, 4, TRUE);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,better");
  fake_request_answer_sent (one, history_add (fixture->history, FAKE_OWN_ID, "two", NULL), 0);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one,better,-");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,better");
  g_assert_cmpuint (count_intents (fixture), ==, 0);
  fixture_restart (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,better");
}

/* What is to go while it is on the wire is not shown again: not after a start, nor when the server says yes to it, and its
 * number is then known. */
static void
test_behind_sending_unseen (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  FakeRequest *one;

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  one = fixture_take_send (fixture, "one");
  delete (fixture, 3, TRUE);
  fake_protocol_drop (fixture->protocol);
  fake_request_fail (one, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  fixture_restart (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3");
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "");

  fixture_say (fixture_get_ben (fixture), "two");
  one = fixture_take_send (fixture, "two");
  delete (fixture, 3, TRUE);
  fake_request_answer_sent (one, history_add (fixture->history, FAKE_OWN_ID, "two", NULL), 0);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3");
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "-");
}

/* --- Found again ------------------------------------------------------------------------------------------------- */

/* The first of a conversation, after which more than a page was said before the answer could come. */
static void
test_first_of_many (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (0);
  FakeRequest *request;

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  request = fixture_take_send (fixture, "one");
  history_add (fixture->history, FAKE_OWN_ID, "one", request->message->cordial_id);
  fake_protocol_drop (fixture->protocol);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  history_fill (fixture->history, 250);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fixture->history->messages->len, ==, 250);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
  fixture_assert_complete (fixture);
}

/* Its number says that others came before it: they are fetched without being asked for again. */
static void
test_gap_shown (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  FakeRequest *request;
  gint64 seq;

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  request = fixture_take_send (fixture, "one");
  history_fill (fixture->history, 6);
  seq = history_add (fixture->history, FAKE_OWN_ID, "one", request->message->cordial_id);
  fake_request_answer_sent (request, seq, 0);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 1);
  fixture_serve (fixture);
  fixture_assert_complete (fixture);
}

/* --- What others replace ----------------------------------------------------------------------------------------- */

static gint64
replace (Fixture *fixture, const char *sender_id, gint64 replaced, const char *text)
{
  gint64 seq = history_add (fixture->history, sender_id, text, NULL);

  ((CordialMessageRecord *) history_get (fixture->history, seq))->replaces = replaced;
  return seq;
}

static void
test_replaced (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = fixture_get_message (ben, 1);

  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, replace (fixture, BEN, 2, "two")));
  fixture_settle_store (fixture);
  fixture_assert_texts (ben, "message 1,two,message 3");
  g_assert_cmpstr (cordial_message_get_text (message), ==, "two");
  g_assert_cmpstr (cordial_conversation_get_preview (ben), ==, "message 3");
  g_assert_cmpuint (cordial_conversation_get_unread (ben), ==, 3);
  /* By somebody else it is not, nor by what is older. */
  fake_protocol_report_message (fixture->protocol,
                                history_get (fixture->history, replace (fixture, "usrEve", 1, "a lie")));
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, replace (fixture, BEN, 3, "three")));
  fixture_settle_store (fixture);
  fixture_assert_texts (ben, "message 1,two,three");
  g_clear_object (&message);
  fixture_restart (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,two,three");
  g_assert_cmpstr (cordial_conversation_get_preview (fixture_get_ben (fixture)), ==, "three");
}

/* By its writer it is edited; what became of a call takes the place of its beginning, and nobody wrote that. */
static void
test_replaced_call (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = fixture_get_message (ben, 1), call = fixture_get_message (ben, 2);
  gint64 outcome;

  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, replace (fixture, BEN, 2, "two")));
  outcome = replace (fixture, BEN, 3, "");
  ((CordialMessageRecord *) history_get (fixture->history, outcome))->content = g_strdup ("call");
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, outcome));
  fixture_settle_store (fixture);
  g_assert_cmpint (cordial_message_get_edited_ms (message), >, 0);
  g_assert_cmpstr (cordial_message_get_text (call), ==, "[Declined call]");
  g_assert_cmpint (cordial_message_get_edited_ms (call), ==, 0);
}

/* What is replaced comes after what replaces it, page by page. */
static void
test_replaced_before (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  history_fill (fixture->history, 60);
  replace (fixture, BEN, 2, "older");
  replace (fixture, BEN, 2, "newer");
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), <, 60);
  cordial_timeline_load_older (cordial_conversation_get_timeline (fixture_get_ben (fixture)));
  fixture_serve (fixture);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 60);
  {
    g_autoptr (CordialMessage) message = fixture_get_message (fixture_get_ben (fixture), 1);

    g_assert_cmpstr (cordial_message_get_text (message), ==, "newer");
  }
}

/* --- What a server cannot tell ----------------------------------------------------------------------------------- */

/* Fails whatever is asked for with that number in it. */
static void
serve_spoilt (Fixture *fixture, gint64 spoilt)
{
  for (;;)
    {
      const FakeRequest *fetch;

      fixture_settle_store (fixture);
      fetch = fake_protocol_peek (fixture->protocol, FAKE_FETCH);
      if (fetch && fetch->span.low <= spoilt && fetch->span.high >= spoilt)
        fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_FETCH), CORDIAL_PROTOCOL_ERROR_UNEXPLAINED,
                           "Not all of it.");
      else if (!history_answer (fixture->history, fixture->protocol))
        return;
    }
}

static void
test_unreadable (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);

  fake_protocol_drop (fixture->protocol);
  fixture_say (ben, "one");
  history_fill (fixture->history, 40);
  fixture_come_online (fixture);
  serve_spoilt (fixture, 17);
  /* All the others are here, and it is asked for a few times more. */
  g_assert_cmpuint (fixture_count (ben), ==, 40);
  while (fixture_get_waiting (fixture) > 0)
    {
      chat_wait (fake_protocol_count (fixture->protocol, FAKE_FETCH) == 1);
      serve_spoilt (fixture, 17);
    }
  g_assert_cmpuint (fixture->history->messages->len, ==, 41);
  g_assert_cmpuint (fixture_count (ben), ==, 41);
  {
    g_autoptr (CordialMessage) message = fixture_get_message (ben, 16);

    g_assert_cmpstr (cordial_message_get_text (message), ==, "[A message that cannot be shown]");
  }
  /* The next connection asks again, and may fare better. */
  fake_protocol_drop (fixture->protocol);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_complete (fixture);
}

/* The tries need not all be of one connection. */
static void
test_unreadable_over_drops (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  guint n_links = 0;

  fake_protocol_drop (fixture->protocol);
  fixture_say (fixture_get_ben (fixture), "one");
  history_fill (fixture->history, 40);
  for (fixture_come_online (fixture); fixture_get_waiting (fixture) > 0; fixture_come_online (fixture))
    {
      serve_spoilt (fixture, 17);
      fake_protocol_drop (fixture->protocol);
      g_assert_cmpuint (++n_links, <, 10);
    }
  g_assert_cmpuint (fixture->history->messages->len, ==, 41);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    Interrupt interrupt;
  } interrupts[] = { { "drop", NULL }, { "restart", fixture_restart }, { "crash", fixture_crash } };
  static const struct
  {
    const char *name;
    GTestDataFunc test;
  } interrupted[] = {
    { "edit/waiting", test_edit_waiting }, { "edit/said", test_edit },
    { "edit/found", test_edit_found },     { "delete/waiting", test_delete_waiting },
    { "delete/said", test_delete },        { "take-back/under-way", test_take_back_under_way },
    { "in-vain/dropped", test_dropped },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (interrupted); i++)
    for (guint j = 0; j < G_N_ELEMENTS (interrupts); j++)
      {
        g_autofree char *path = g_strdup_printf ("/work/intents/%s/%s", interrupted[i].name, interrupts[j].name);

        g_test_add_data_func (path, interrupts[j].interrupt, interrupted[i].test);
      }
  g_test_add_func ("/work/intents/take-back/online", test_take_back_online);
  g_test_add_func ("/work/intents/edit/refused", test_edit_refused);
  g_test_add_func ("/work/intents/edit/not-ours", test_edit_not_ours);
  g_test_add_func ("/work/intents/delete/refused", test_delete_refused);
  g_test_add_func ("/work/intents/in-vain/unexplained", test_unexplained);
  g_test_add_func ("/work/intents/in-vain/dropped/anyway", test_dropped_anyway);
  g_test_add_data_func ("/work/intents/in-vain/dropped/beside/first", "one", test_dropped_beside);
  g_test_add_data_func ("/work/intents/in-vain/dropped/beside/second", "two", test_dropped_beside);
  g_test_add_func ("/work/intents/in-vain/busy", test_busy_long);
  g_test_add_func ("/work/intents/in-vain/disk-full", test_disk_full);
  g_test_add_func ("/work/intents/behind-sending", test_behind_sending);
  g_test_add_func ("/work/intents/behind-sending/unseen", test_behind_sending_unseen);
  g_test_add_func ("/work/intents/found/first-of-many", test_first_of_many);
  g_test_add_func ("/work/intents/found/gap", test_gap_shown);
  g_test_add_func ("/work/intents/replaced/live", test_replaced);
  g_test_add_func ("/work/intents/replaced/call", test_replaced_call);
  g_test_add_func ("/work/intents/replaced/before", test_replaced_before);
  g_test_add_func ("/work/intents/unreadable", test_unreadable);
  g_test_add_func ("/work/intents/unreadable/over-drops", test_unreadable_over_drops);
  return g_test_run ();
}
