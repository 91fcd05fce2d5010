/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the server has and the database has not is fetched (design section 5): all of it, in which order, how much at once;
 * and what is no use is neither fetched nor believed.
 */

#include "file-limit.h"
#include "fixture.h"

/* How many fetches an account has under way, at the most. */
#define FETCHES_MAX 4

/* What a new device fetches of a conversation. */
#define FIRST_PAGE 50

#define assert_fetches(fixture, wanted_low, wanted_high)                                                               \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    const FakeRequest *asserted;                                                                                       \
    g_assert_cmpuint (fixture_count_fetches (fixture), ==, 1);                                                         \
    asserted = fake_protocol_peek ((fixture)->protocol, FAKE_FETCH);                                                   \
    g_assert_cmpint (asserted->span.low, ==, wanted_low);                                                              \
    g_assert_cmpint (asserted->span.high, ==, wanted_high);                                                            \
  }                                                                                                                    \
  G_STMT_END

/* Answers the oldest fetch, of whichever conversation; returns its id. */
static char *
answer_fetch (Fixture *fixture)
{
  FakeRequest *request = fake_protocol_take (fixture->protocol, FAKE_FETCH);
  char *id = g_strdup (request->conversation_id);
  g_autoptr (History) history = history_new (id);
  g_autoptr (GPtrArray) messages = NULL;

  history_fill (history, request->span.high);
  messages = history_slice (history, request->span.low, request->span.high);
  fake_request_answer_messages (request, messages);
  return id;
}

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
load_older (Fixture *fixture)
{
  cordial_timeline_load_older (cordial_conversation_get_timeline (fixture_get_ben (fixture)));
}

static gboolean
has_older (Fixture *fixture)
{
  return cordial_timeline_get_has_older (cordial_conversation_get_timeline (fixture_get_ben (fixture)));
}

/* --- Without progress ------------------------------------------------------------------------------------------- */

/* What somebody else wrote into the database behind our back is neither news nor a gap: it is not asked for without end. */
static void
test_written_elsewhere (gconstpointer data)
{
  gboolean live = GPOINTER_TO_INT (data);
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autofree char *path = g_build_filename (fixture->folder, "account.db", NULL);
  g_autoptr (CordialStore) other = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  history_fill (fixture->history, 5);
  messages = history_slice (fixture->history, 4, 5);
  other = cordial_store_open (path, &error);
  g_assert_no_error (error);
  cordial_store_insert_async (other, BEN, messages, 4, 5, on_result, &result);
  chat_wait (result != NULL);
  if (live)
    fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 5));
  else
    fake_protocol_report_seq (fixture->protocol, BEN, 5);
  for (; fixture_count_fetches (fixture) > 0 && n < 10; n++)
    history_answer (fixture->history, fixture->protocol);
  g_test_message ("%u fetches", n);
  g_assert_cmpuint (n, <, 4);
  fixture_assert_complete (fixture);
  cordial_store_close (other);
}

/* --- Gaps -------------------------------------------------------------------------------------------------------- */

static void
test_gap_before_live (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  history_fill (fixture->history, 10);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 10));
  assert_fetches (fixture, 4, 9);
  fixture_serve (fixture);
  fixture_assert_complete (fixture);
}

static void
test_gap_of_news (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  history_fill (fixture->history, 5);
  fake_protocol_report_seq (fixture->protocol, BEN, 5);
  assert_fetches (fixture, 4, 5);
  fixture_serve (fixture);
  fixture_assert_complete (fixture);
}

/* Messages need not come in order, nor once. */
static void
test_disorder (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  history_fill (fixture->history, 6);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 6));
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 4));
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 5));
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 5));
  fixture_settle_store (fixture);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 4));
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  fixture_assert_complete (fixture);
}

/* Long away: the newest page first, and every other behind it, one after another. */
static void
test_long_gap (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  const CordialSpan wanted[] = { { 251, 350 }, { 151, 250 }, { 51, 150 }, { 3, 50 } }; /* and whether 3 is the same */
  void (*interrupt) (Fixture *) = data;

  fake_protocol_drop (fixture->protocol);
  interrupt (fixture);
  history_fill (fixture->history, 350);
  fixture_come_online (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      assert_fetches (fixture, wanted[i].low, wanted[i].high);
      history_answer (fixture->history, fixture->protocol);
    }
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  fixture_assert_complete (fixture);
  g_assert_false (has_older (fixture));
}

/* Away again in the middle of it: what came stays, the rest is fetched. */
static void
test_interrupted (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  void (*interrupt) (Fixture *) = data;

  fake_protocol_drop (fixture->protocol);
  history_fill (fixture->history, 350);
  fixture_come_online (fixture);
  assert_fetches (fixture, 251, 350);
  history_answer (fixture->history, fixture->protocol);
  assert_fetches (fixture, 151, 250);
  fake_protocol_drop (fixture->protocol);
  fixture_settle_store (fixture);
  interrupt (fixture);
  history_fill (fixture->history, 352);
  fixture_come_online (fixture);
  assert_fetches (fixture, 350, 352);
  fixture_serve (fixture);
  fixture_assert_complete (fixture);
}

static void
do_nothing (Fixture *fixture)
{
}

/* --- A new device ------------------------------------------------------------------------------------------------ */

static void
test_first_page (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 low = 220 - FIRST_PAGE + 1;

  history_fill (fixture->history, 220);
  fixture_come_online (fixture);
  assert_fetches (fixture, low, 220);
  history_answer (fixture->history, fixture->protocol);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, FIRST_PAGE);
  while (low > 1)
    {
      g_assert_true (has_older (fixture));
      load_older (fixture);
      load_older (fixture);
      low = MAX (1, low - FIRST_PAGE);
      g_assert_cmpuint (fixture_count_fetches (fixture), ==, 1);
      g_assert_cmpint (fake_protocol_peek (fixture->protocol, FAKE_FETCH)->span.low, ==, low);
      fixture_serve (fixture);
    }
  fixture_assert_complete (fixture);
  g_assert_false (has_older (fixture));
  load_older (fixture);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
}

/* Looking up while news are being fetched does not make the sync forget the rest of them. */
static void
test_older_meanwhile (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  history_fill (fixture->history, 100);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fake_protocol_drop (fixture->protocol);
  fixture_restart (fixture);
  history_fill (fixture->history, 500);
  fixture_come_online (fixture);
  fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_FETCH), CORDIAL_PROTOCOL_ERROR_TRY_LATER, "Busy.");
  fixture_settle_store (fixture);
  load_older (fixture);
  fixture_serve (fixture);
  /* From the first page that the device ever had, and one above it. */
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 500);
}

/* --- Which first, and how many ----------------------------------------------------------------------------------- */

static void
report_many (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("usr%u", i);
      g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (id);

      record->fields = CORDIAL_CONVERSATION_HAS_SEQ | CORDIAL_CONVERSATION_HAS_TOUCHED | CORDIAL_CONVERSATION_HAS_ENDED;
      record->seq = 10;
      record->touched_ms = i + 1;
      g_signal_emit_by_name (fixture->protocol, "conversation", record);
    }
}

static void
test_bounded (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fake_protocol_sign_in (fixture->protocol);
  report_many (fixture, 20);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0); /* the roster may still name the one that matters */
  fake_protocol_complete_roster (fixture->protocol);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *id = NULL;
      g_autofree char *wanted = g_strdup_printf ("usr%u", 19 - i); /* the latest first */

      g_assert_cmpuint (fixture_count_fetches (fixture), ==, MIN (FETCHES_MAX, 20 - i));
      id = answer_fetch (fixture);
      g_assert_cmpstr (id, ==, wanted);
    }
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
}

/* The conversation that somebody looks at goes first: chosen while the others are being fetched… */
static void
test_opened (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *first = NULL;
  GQueue order = G_QUEUE_INIT;

  fake_protocol_sign_in (fixture->protocol);
  report_many (fixture, 20);
  fake_protocol_complete_roster (fixture->protocol);
  cordial_conversation_opened (cordial_account_get_conversation (fixture->account, "usr3"));
  g_assert_cmpstr (fake_protocol_peek (fixture->protocol, FAKE_REFRESH)->conversation_id, ==, "usr3");
  fake_request_answer_seq (fake_protocol_take (fixture->protocol, FAKE_REFRESH), 10);
  for (guint i = 0; i < 20; i++)
    {
      fixture_settle_store (fixture);
      g_queue_push_tail (&order, answer_fetch (fixture));
    }
  g_assert_cmpstr (g_queue_peek_nth (&order, FETCHES_MAX), ==, "usr3");
  g_queue_clear_full (&order, g_free);
}

/* …before the link was there, and over a drop. */
static void
test_opened_before (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fake_protocol_sign_in (fixture->protocol);
  report_many (fixture, 20);
  cordial_conversation_opened (cordial_account_get_conversation (fixture->account, "usr3"));
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_REFRESH), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      fake_protocol_complete_roster (fixture->protocol);
      g_assert_cmpstr (fake_protocol_peek (fixture->protocol, FAKE_FETCH)->conversation_id, ==, "usr3");
      g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_REFRESH), ==, 1);
      g_assert_cmpstr (fake_protocol_peek (fixture->protocol, FAKE_REFRESH)->conversation_id, ==, "usr3");
      fake_protocol_drop (fixture->protocol);
      fake_protocol_sign_in (fixture->protocol);
      report_many (fixture, 20);
    }
}

/* The server has more than it said. */
static void
test_opened_is_refreshed (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  history_fill (fixture->history, 5);
  cordial_conversation_opened (fixture_get_ben (fixture));
  fixture_serve (fixture);
  fixture_assert_complete (fixture);
}

static void
test_loading (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  gboolean loading;

  history_fill (fixture->history, 5);
  fake_protocol_report_seq (fixture->protocol, BEN, 5);
  g_object_get (cordial_conversation_get_timeline (fixture_get_ben (fixture)), "loading", &loading, NULL);
  g_assert_true (loading);
  fixture_serve (fixture);
  g_object_get (cordial_conversation_get_timeline (fixture_get_ben (fixture)), "loading", &loading, NULL);
  g_assert_false (loading);
}

/* --- What is not there ------------------------------------------------------------------------------------------- */

/* What a page did not bring is not on the server, and is not asked for again. */
static void
test_missing (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  void (*interrupt) (Fixture *) = data;

  history_fill (fixture->history, 20);
  history_delete (fixture->history, 5, 9);
  history_delete (fixture->history, 20, 20);
  fixture_come_online (fixture);
  assert_fetches (fixture, 1, 20);
  history_answer (fixture->history, fixture->protocol);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, 14);
  fake_protocol_drop (fixture->protocol);
  interrupt (fixture);
  fixture_come_online (fixture);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 14);
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, 14);
  g_assert_false (has_older (fixture));
}

/* Nor is what only the database knew to be missing. */
static void
test_missing_on_disk (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  history_fill (fixture->history, 6);
  history_delete (fixture->history, 4, 5);
  fixture_execute (fixture, "INSERT INTO span (conversation, hole, low, high) VALUES ('" BEN "', 1, 4, 5)");
  fake_protocol_report_seq (fixture->protocol, BEN, 6);
  assert_fetches (fixture, 4, 6);
  history_answer (fixture->history, fixture->protocol);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, 4);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,message 6");
}

static void delete (Fixture *fixture, gint64 low, gint64 high)
{
  history_delete (fixture->history, low, high);
  g_signal_emit_by_name (fixture->protocol, "deleted", BEN, low, high);
}

static void
test_deleted (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (10);
  void (*interrupt) (Fixture *) = data;

  delete (fixture, 4, 6);
  delete (fixture, 10, 10);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,message 7,message 8,message 9");
  g_assert_cmpstr (cordial_conversation_get_preview (fixture_get_ben (fixture)), ==, "message 9");
  fixture_settle_store (fixture);
  fake_protocol_drop (fixture->protocol);
  interrupt (fixture);
  fixture_come_online (fixture);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,message 7,message 8,message 9");
}

/* That the beginning of a long conversation was deleted neither hides what is above the first page, nor makes it all be
 * fetched at once. */
static void
test_deleted_below (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gboolean early = GPOINTER_TO_INT (data);

  history_fill (fixture->history, 500);
  fixture_come_online (fixture);
  if (early)
    delete (fixture, 1, 100);
  fixture_serve (fixture);
  if (!early)
    delete (fixture, 1, 100);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, FIRST_PAGE);
      g_assert_true (has_older (fixture));
      fixture_restart (fixture);
      g_assert_true (has_older (fixture));
      fixture_come_online (fixture);
      fixture_serve (fixture);
    }
  for (guint i = 0; i < 500 && has_older (fixture); i++)
    {
      load_older (fixture);
      fixture_serve (fixture);
    }
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 400);
}

/* Everything that a device has was deleted: there is more above it. */
static void
test_deleted_all_here (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  history_fill (fixture->history, 200);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  delete (fixture, 151, 200);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 0);
  g_assert_true (has_older (fixture));
  fixture_restart (fixture);
  g_assert_true (has_older (fixture));
  history_fill (fixture->history, 280);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 80);
  load_older (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 130);
}

/* A deletion overtakes the message that it is about, at each of the places where it can. */
static void
test_deleted_meanwhile (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (GPtrArray) slice = NULL;
  FakeRequest *request;

  history_fill (fixture->history, 5);
  slice = history_slice (fixture->history, 4, 5);
  switch (GPOINTER_TO_INT (data))
    {
    case 0: /* in the same turn of the main loop */
      g_signal_emit_by_name (fixture->protocol, "messages", BEN, slice);
      delete (fixture, 5, 5);
      break;
    case 1: /* while it is being written */
      g_signal_emit_by_name (fixture->protocol, "messages", BEN, slice);
      while (cordial_conversation_get_unread (fixture_get_ben (fixture)) != 5)
        g_main_context_iteration (NULL, FALSE);
      cordial_store_flush (fixture->store);
      delete (fixture, 5, 5);
      break;
    default: /* while it is being fetched */
      fake_protocol_report_seq (fixture->protocol, BEN, 5);
      request = fake_protocol_take (fixture->protocol, FAKE_FETCH);
      delete (fixture, 5, 5);
      fake_request_answer_messages (request, slice);
    }
  fixture_serve (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,message 4");
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, 4);
  fixture_restart (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,message 4");
  fixture_come_online (fixture);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
}

/* Our own, deleted elsewhere before we hear its number. */
static void
test_deleted_own (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  FakeRequest *request;

  fixture_say (fixture_get_ben (fixture), "regretted");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  fixture_settle_store (fixture);
  request = fake_protocol_take (fixture->protocol, FAKE_SEND);
  history_add (fixture->history, FAKE_OWN_ID, "regretted", request->message->cordial_id);
  fake_protocol_report_seq (fixture->protocol, BEN, 4);
  delete (fixture, 4, 4);
  fake_request_answer_sent (request, 4, 0);
  fixture_serve (fixture);
  for (guint i = 0; i < 2; i++)
    {
      fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3");
      g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
      fixture_restart (fixture);
    }
}

/* The same id of the same sender is the same message; of another it is not. */
static void
test_doubles (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  history_add (fixture->history, BEN, "once", "id-1");
  history_add (fixture->history, BEN, "once", "id-1");
  history_add (fixture->history, FAKE_OWN_ID, "mine", "id-1");
  history_add (fixture->history, BEN, "no id", NULL);
  history_add (fixture->history, BEN, "no id", NULL);
  fake_protocol_report_seq (fixture->protocol, BEN, 8);
  fixture_serve (fixture);
  history_add (fixture->history, BEN, "once", "id-1");
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 9));
  fixture_serve (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,once,mine,no id,no id");
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
}

/* --- Failure ----------------------------------------------------------------------------------------------------- */

/* A fetch that fails is tried again; news make that at once, and do not pile attempts up. */
static void
test_failed_fetch (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  for (guint i = 4; i < 12; i++)
    {
      history_fill (fixture->history, i);
      fake_protocol_report_seq (fixture->protocol, BEN, i);
      assert_fetches (fixture, 4, i);
      fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_FETCH), CORDIAL_PROTOCOL_ERROR_TRY_LATER, "Busy.");
      g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
    }
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_FETCH) > 0);
  assert_fetches (fixture, 4, 11);
  fixture_serve (fixture);
  fixture_assert_complete (fixture);
}

/* Not kept for want of room; what is on the server is not lost. */
static void
test_disk_full (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  gboolean live = GPOINTER_TO_INT (data);

  history_fill (fixture->history, 5);
  fixture_execute (fixture, "CREATE TRIGGER full BEFORE INSERT ON message BEGIN SELECT RAISE (FAIL, 'full'); END");
  g_test_expect_message ("cordial-work", G_LOG_LEVEL_WARNING, "cannot keep messages*");
  if (live)
    {
      g_test_expect_message ("cordial-work", G_LOG_LEVEL_WARNING, "cannot keep messages*");
      fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 5));
    }
  else
    {
      fake_protocol_report_seq (fixture->protocol, BEN, 5);
    }
  assert_fetches (fixture, 4, 5);
  history_answer (fixture->history, fixture->protocol);
  fixture_settle_store (fixture);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 3);
  fixture_execute (fixture, "DROP TRIGGER full");
  fake_protocol_drop (fixture->protocol);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_complete (fixture);
}

/* When there is room again, it is asked for by itself, on the same line. */
static void
test_room_again (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  gboolean live = GPOINTER_TO_INT (data);
  /* Each write says that it failed. */
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);

  history_fill (fixture->history, 5);
  if (live)
    {
      file_limit_set (1);
      fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 5));
    }
  else
    {
      /* The room ends after the question: nothing is asked where there is none. */
      fake_protocol_report_seq (fixture->protocol, BEN, 5);
      assert_fetches (fixture, 4, 5);
      file_limit_set (1);
      history_answer (fixture->history, fixture->protocol);
    }
  chat_wait (cordial_store_get_storage (fixture->store) == CORDIAL_STORAGE_FULL);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 3);
  file_limit_set (RLIM_INFINITY);
  g_log_set_always_fatal (fatal);
  chat_wait (fixture_count_fetches (fixture) > 0);
  fixture_serve (fixture);
  fixture_assert_complete (fixture);
}

/* It is over, and taken away, while it is being fetched, and does not come back with the answer. */
static void
test_conversation_removed (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  gboolean failing = GPOINTER_TO_INT (data);
  FakeRequest *request;

  history_fill (fixture->history, 5);
  fake_protocol_report_seq (fixture->protocol, BEN, 5);
  cordial_conversation_opened (fixture_get_ben (fixture));
  request = fake_protocol_take (fixture->protocol, FAKE_FETCH);
  fake_protocol_report_ending (fixture->protocol, BEN, CORDIAL_ENDING_DELETED);
  cordial_conversation_remove (fixture_get_ben (fixture));
  g_assert_cmpuint (g_list_model_get_n_items (cordial_account_get_chat_list (fixture->account)), ==, 0);
  if (failing)
    {
      fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_TRY_LATER, "Busy.");
    }
  else
    {
      g_autoptr (GPtrArray) slice = history_slice (fixture->history, 4, 5);

      fake_request_answer_messages (request, slice);
    }
  fake_request_answer_seq (fake_protocol_take (fixture->protocol, FAKE_REFRESH), 7);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
  fixture_restart (fixture);
  g_assert_null (cordial_account_get_conversation (fixture->account, BEN));

  /* Started anew it is a new one. */
  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_complete (fixture);
}

/* Which deletions were told is on disk after what they took, and the protocol hears of it at the next start. */
static void
test_deletions_known (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (10);
  void (*interrupt) (Fixture *) = data;

  g_assert_cmpint (fake_protocol_get_known_deletions (fixture->protocol, BEN), ==, -1);
  history_delete (fixture->history, 3, 4);
  g_signal_emit_by_name (fixture->protocol, "deleted", BEN, (gint64) 3, (gint64) 4);
  g_signal_emit_by_name (fixture->protocol, "deletions-known", BEN, (gint64) 7);
  fixture_settle_store (fixture);
  interrupt (fixture);
  g_assert_cmpint (fake_protocol_get_known_deletions (fixture->protocol, BEN), ==, 7);
  fixture_assert_stored (fixture, "message 1,message 2,message 5,message 6,message 7,message 8,message 9,message 10");

  /* A server that was restored from a backup has forgotten some. */
  fixture_come_online (fixture);
  g_signal_emit_by_name (fixture->protocol, "deletions-known", BEN, (gint64) 2);
  fixture_settle_store (fixture);
  interrupt (fixture);
  g_assert_cmpint (fake_protocol_get_known_deletions (fixture->protocol, BEN), ==, 2);
  fixture_come_online (fixture);
  g_signal_emit_by_name (fixture->protocol, "deletions-known", BEN, (gint64) 0);
  fixture_settle_store (fixture);
  interrupt (fixture);
  g_assert_cmpint (fake_protocol_get_known_deletions (fixture->protocol, BEN), ==, -1);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 8);
}

/* No link lives long enough for a page of a hundred. */
static void
test_small_pages (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  guint n_links = 0;

  fake_protocol_drop (fixture->protocol);
  history_fill (fixture->history, 350);
  fixture_come_online (fixture);
  for (;;)
    {
      const FakeRequest *request;

      fixture_settle_store (fixture);
      request = fake_protocol_peek (fixture->protocol, FAKE_FETCH);
      if (request && request->span.high - request->span.low >= 10)
        {
          g_assert_cmpuint (++n_links, <, 200);
          fake_protocol_drop (fixture->protocol);
          fixture_come_online (fixture);
        }
      else if (!history_answer (fixture->history, fixture->protocol))
        {
          break;
        }
    }
  fixture_assert_complete (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/work/sync/written-elsewhere/live", GINT_TO_POINTER (TRUE), test_written_elsewhere);
  g_test_add_data_func ("/work/sync/written-elsewhere/news", GINT_TO_POINTER (FALSE), test_written_elsewhere);
  g_test_add_func ("/work/sync/gap/before-live", test_gap_before_live);
  g_test_add_func ("/work/sync/gap/of-news", test_gap_of_news);
  g_test_add_func ("/work/sync/gap/disorder", test_disorder);
  g_test_add_data_func ("/work/sync/gap/long", do_nothing, test_long_gap);
  g_test_add_data_func ("/work/sync/gap/long-over-restart", fixture_restart, test_long_gap);
  g_test_add_data_func ("/work/sync/gap/interrupted", do_nothing, test_interrupted);
  g_test_add_data_func ("/work/sync/gap/interrupted-by-restart", fixture_restart, test_interrupted);
  g_test_add_data_func ("/work/sync/gap/interrupted-by-crash", fixture_crash, test_interrupted);
  g_test_add_func ("/work/sync/new-device/first-page", test_first_page);
  g_test_add_func ("/work/sync/new-device/older-meanwhile", test_older_meanwhile);
  g_test_add_func ("/work/sync/order/bounded", test_bounded);
  g_test_add_func ("/work/sync/order/opened", test_opened);
  g_test_add_func ("/work/sync/order/opened-before", test_opened_before);
  g_test_add_func ("/work/sync/order/opened-is-refreshed", test_opened_is_refreshed);
  g_test_add_func ("/work/sync/order/loading", test_loading);
  g_test_add_data_func ("/work/sync/missing/drop", do_nothing, test_missing);
  g_test_add_data_func ("/work/sync/missing/restart", fixture_restart, test_missing);
  g_test_add_func ("/work/sync/missing/on-disk", test_missing_on_disk);
  g_test_add_data_func ("/work/sync/deleted/drop", do_nothing, test_deleted);
  g_test_add_data_func ("/work/sync/deleted/restart", fixture_restart, test_deleted);
  g_test_add_data_func ("/work/sync/deleted/crash", fixture_crash, test_deleted);
  g_test_add_data_func ("/work/sync/deleted/below-before", GINT_TO_POINTER (TRUE), test_deleted_below);
  g_test_add_data_func ("/work/sync/deleted/below-after", GINT_TO_POINTER (FALSE), test_deleted_below);
  g_test_add_func ("/work/sync/deleted/all-here", test_deleted_all_here);
  g_test_add_data_func ("/work/sync/deleted/known/restart", fixture_restart, test_deletions_known);
  g_test_add_data_func ("/work/sync/deleted/known/crash", fixture_crash, test_deletions_known);
  g_test_add_data_func ("/work/sync/deleted/in-this-turn", GINT_TO_POINTER (0), test_deleted_meanwhile);
  g_test_add_data_func ("/work/sync/deleted/while-written", GINT_TO_POINTER (1), test_deleted_meanwhile);
  g_test_add_data_func ("/work/sync/deleted/while-fetched", GINT_TO_POINTER (2), test_deleted_meanwhile);
  g_test_add_func ("/work/sync/deleted/own", test_deleted_own);
  g_test_add_func ("/work/sync/doubles", test_doubles);
  g_test_add_func ("/work/sync/failed-fetch", test_failed_fetch);
  g_test_add_func ("/work/sync/small-pages", test_small_pages);
  g_test_add_data_func ("/work/sync/disk-full/fetched", GINT_TO_POINTER (FALSE), test_disk_full);
  g_test_add_data_func ("/work/sync/disk-full/live", GINT_TO_POINTER (TRUE), test_disk_full);
  g_test_add_data_func ("/work/sync/room-again/fetched", GINT_TO_POINTER (FALSE), test_room_again);
  g_test_add_data_func ("/work/sync/room-again/live", GINT_TO_POINTER (TRUE), test_room_again);
  g_test_add_data_func ("/work/sync/removed/answered", GINT_TO_POINTER (FALSE), test_conversation_removed);
  g_test_add_data_func ("/work/sync/removed/failed", GINT_TO_POINTER (TRUE), test_conversation_removed);
  return g_test_run ();
}
