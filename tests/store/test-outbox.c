/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The outbox: in the order of writing, through every state, and out of it once and for all when the server has the message,
 * whichever way that is learnt.
 */
#define G_LOG_DOMAIN "cordial-test"

#include "store-fixture.h"

static void
test_outbox_order (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) outbox = NULL;
  gint64 last_row = 0;

  store_fixture_open (fixture);
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", i);
      gint64 row = store_fixture_put_in_outbox (fixture->store, i % 3 ? "grpA" : "grpB", id, id);

      g_assert_cmpint (row, >, last_row);
      last_row = row;
      if (i % 20 == 10)
        store_fixture_reopen (fixture);
      /* A row is never given twice, not even that of the last one after it went. */
      if (i % 20 == 15)
        cordial_store_take_back_intent_async (fixture->store, store_fixture_find_intent (fixture->store, row), NULL,
                                              NULL);
    }
  store_fixture_reopen (fixture);
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 57);
  for (guint i = 0, at = 0; i < 60; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", i);

      if (i % 20 != 15)
        {
          g_assert_cmpstr (store_fixture_nth (outbox, at)->cordial_id, ==, id);
          g_assert_cmpint (store_fixture_nth (outbox, at)->seq, ==, 0);
          at++;
        }
    }
}

/* Many at once, as when a conversation is pasted: the order of the calls is the order of the outbox. */
static void
test_outbox_burst (void)
{
  enum
  {
    N = 1500
  }; /* several transactions */
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) outbox = NULL;
  GAsyncResult *results[N] = { NULL };
  gint64 last_row = 0;

  store_fixture_open (fixture);
  for (guint i = 0; i < N; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", i);
      g_autoptr (CordialMessageRecord) draft = store_fixture_draft ("grpA", id, id);

      store_fixture_enqueue_async (fixture->store, draft, store_fixture_on_result, &results[i]);
    }
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 row = store_fixture_enqueue_finish (fixture->store, store_fixture_wait (&results[i]), &error);

      g_assert_no_error (error);
      g_assert_cmpint (row, >, last_row);
      last_row = row;
      g_clear_object (&results[i]);
    }
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, N);
  for (guint i = 0; i < N; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", i);

      g_assert_cmpstr (store_fixture_nth (outbox, i)->cordial_id, ==, id);
    }
}

static void
test_outbox_states (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialMessageRecord) draft = store_fixture_draft ("grpA", "id-full", "with everything");
  g_autoptr (GError) error = NULL;
  gint64 row, intent;
  const struct
  {
    CordialIntentState asked;
    const char *reason;
    CordialMessageState shown;
  } steps[] = {
    { CORDIAL_INTENT_UNDER_WAY, NULL, CORDIAL_MESSAGE_SENDING },
    { CORDIAL_INTENT_FAILED, "403 permission denied", CORDIAL_MESSAGE_FAILED },
    { CORDIAL_INTENT_WAITING, NULL, CORDIAL_MESSAGE_QUEUED },
    { CORDIAL_INTENT_UNDER_WAY, NULL, CORDIAL_MESSAGE_SENDING },
  };

  store_fixture_open (fixture);
  draft->content = g_strdup ("{}");
  draft->head = g_strdup ("{\"x-cordial-id\":\"id-full\"}");
  row = store_fixture_enqueue (fixture->store, draft, &error);
  g_assert_no_error (error);
  intent = store_fixture_find_intent (fixture->store, row);
  store_fixture_put_in_outbox (fixture->store, "grpA", "id-next", "not touched");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GPtrArray) outbox = NULL;

      cordial_store_set_intent_state_async (fixture->store, intent, steps[i].asked, 0, steps[i].reason, NULL, NULL);
      store_fixture_reopen (fixture);
      outbox = store_fixture_list_outbox (fixture->store);
      g_assert_cmpuint (outbox->len, ==, 2);
      draft->state = steps[i].shown;
      g_set_str (&draft->error, steps[i].reason);
      store_fixture_assert_same_message (store_fixture_nth (outbox, 0), draft);
      g_assert_cmpint (store_fixture_nth (outbox, 0)->row, ==, row);
      g_assert_cmpint (store_fixture_nth (outbox, 1)->state, ==, CORDIAL_MESSAGE_QUEUED);
    }
}

static void
test_acknowledge (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GError) error = NULL;
  gint64 first, second, intent;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  first = store_fixture_put_in_outbox (fixture->store, "grpA", "id-1", "one");
  second = store_fixture_put_in_outbox (fixture->store, "grpA", "id-2", "two");
  intent = store_fixture_find_intent (fixture->store, first);
  cordial_store_set_intent_state_async (fixture->store, intent, CORDIAL_INTENT_UNDER_WAY, 1, NULL, NULL, NULL);
  g_assert_true (store_fixture_acknowledge (fixture->store, intent, 4, 1800000000000, &error));
  g_assert_no_error (error);
  /* A second acknowledgement, a late state and a late discard change nothing. */
  g_assert_true (store_fixture_acknowledge (fixture->store, intent, 9, 1, &error));
  g_assert_true (store_fixture_acknowledge (fixture->store, 12345, 10, 1, &error));
  cordial_store_set_intent_state_async (fixture->store, intent, CORDIAL_INTENT_FAILED, 1, "late", NULL, NULL);
  cordial_store_take_back_intent_async (fixture->store, intent, NULL, NULL);
  store_fixture_reopen (fixture);

  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 1);
  g_assert_cmpint (store_fixture_nth (outbox, 0)->row, ==, second);
  read = store_fixture_read_all (fixture->store, "grpA");
  g_assert_cmpuint (read->len, ==, 4);
  g_assert_cmpint (store_fixture_nth (read, 3)->row, ==, first);
  g_assert_cmpint (store_fixture_nth (read, 3)->seq, ==, 4);
  g_assert_cmpint (store_fixture_nth (read, 3)->state, ==, CORDIAL_MESSAGE_SENT);
  g_assert_cmpint (store_fixture_nth (read, 3)->time_ms, ==, 1800000000000);
  g_assert_cmpstr (store_fixture_nth (read, 3)->text, ==, "one");
  g_assert_null (store_fixture_nth (read, 3)->error);
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-4 holes");
}

/* Makes every further change of the runs of one conversation fail, the last part of what an acknowledgement writes. */
static void
break_spans (const char *path, const char *conversation_id)
{
  g_autofree char *sql = g_strdup_printf ("CREATE TRIGGER broken BEFORE INSERT ON span WHEN new.conversation = '%s'"
                                          " BEGIN SELECT raise (ABORT, 'broken'); END;",
                                          conversation_id);

  store_fixture_run_sql (path, sql);
}

/* Either all of an acknowledgement is on disk or nothing of it: one that cannot be carried out leaves the outbox, the
 * messages and the spans as they were. */
static void
test_acknowledge_at_once (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GError) error = NULL;
  gint64 row;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  row = store_fixture_put_in_outbox (fixture->store, "grpA", "id-1", "one");
  break_spans (fixture->path, "grpA");
  g_assert_false (
    store_fixture_acknowledge (fixture->store, store_fixture_find_intent (fixture->store, row), 4, 1, &error));
  g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FAILED);
  store_fixture_reopen (fixture);
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 1);
  g_assert_cmpint (store_fixture_nth (outbox, 0)->state, ==, CORDIAL_MESSAGE_QUEUED);
  read = store_fixture_read_all (fixture->store, "grpA");
  g_assert_cmpuint (read->len, ==, 3);
  g_assert_cmpstr (store_fixture_nth (read, 1)->text, ==, "number 2");
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-3 holes");
}

/* A server whose numbers began anew, or that lies, gives a number that is another message's here. It said yes all the same:
 * the message is never sent again, stands behind all the others without a number, and takes nobody's place. */
static void
test_acknowledge_taken_number (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GPtrArray) intents = NULL;
  g_autoptr (GError) error = NULL;
  gint64 row;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  row = store_fixture_put_in_outbox (fixture->store, "grpA", "id-1", "one");
  g_assert_true (store_fixture_acknowledge (fixture->store, store_fixture_find_intent (fixture->store, row), 2,
                                            1800000000000, &error));
  g_assert_no_error (error);
  store_fixture_take_in_numbers (fixture->store, "grpA", 4, 5);
  store_fixture_reopen (fixture);
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 0);
  intents = cordial_store_list_all_intents (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (intents->len, ==, 0);
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-5 holes");
  read = cordial_store_read_places (fixture->store, "grpA", 1, G_MAXINT64, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 6);
  g_assert_cmpint (store_fixture_nth (read, 3)->row, ==, row);
  g_assert_cmpint (store_fixture_nth (read, 3)->seq, ==, 0);
  g_assert_cmpint (store_fixture_nth (read, 3)->state, ==, CORDIAL_MESSAGE_SENT);
  g_assert_cmpint (store_fixture_nth (read, 3)->time_ms, ==, 1800000000000);
  g_assert_cmpint (store_fixture_nth (read, 4)->seq, ==, 4);
}

/* A number that was told to hold nothing, and then holds a message of ours. */
static void
test_acknowledge_in_hole (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) nothing = store_fixture_messages_new ();
  g_autoptr (GError) error = NULL;
  gint64 row;

  store_fixture_open (fixture);
  store_fixture_take_in (fixture->store, "grpA", nothing, 1, 5);
  row = store_fixture_put_in_outbox (fixture->store, "grpA", "id-1", "one");
  g_assert_true (
    store_fixture_acknowledge (fixture->store, store_fixture_find_intent (fixture->store, row), 3, 1, &error));
  g_assert_no_error (error);
  store_fixture_assert_spans (fixture->store, "grpA", "present 3-3 holes 1-2 4-5");
}

/* Ours in the outbox, then back from the server with a number: by its id, before and instead of the answer. */
static void
test_own_comes_back (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GError) error = NULL;
  CordialMessageRecord *echo;
  gint64 row, intent;

  store_fixture_open (fixture);
  row = store_fixture_put_in_outbox (fixture->store, "grpA", "id-1", "one");
  intent = store_fixture_find_intent (fixture->store, row);
  cordial_store_set_intent_state_async (fixture->store, intent, CORDIAL_INTENT_FAILED, 1, "timed out", NULL, NULL);
  echo = store_fixture_draft ("grpA", "id-1", "one");
  echo->seq = 6;
  echo->time_ms = 1800000000000;
  echo->state = CORDIAL_MESSAGE_SENT;
  g_ptr_array_add (messages, echo);
  change = store_fixture_insert (fixture->store, "grpA", messages, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (change->inserted->len, ==, 0);
  g_assert_cmpuint (change->acknowledged->len, ==, 1);
  g_assert_cmpint (store_fixture_nth (change->acknowledged, 0)->row, ==, row);
  g_assert_cmpint (store_fixture_nth (change->acknowledged, 0)->seq, ==, 6);

  /* The answer to the sending comes late, and the same message once more. */
  g_assert_true (store_fixture_acknowledge (fixture->store, intent, 6, 1800000000000, &error));
  g_assert_no_error (error);
  store_fixture_take_in (fixture->store, "grpA", messages, 0, 0);
  store_fixture_reopen (fixture);
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 0);
  read = store_fixture_read_all (fixture->store, "grpA");
  g_assert_cmpuint (read->len, ==, 1);
  store_fixture_assert_same_message (store_fixture_nth (read, 0), echo);
  store_fixture_assert_spans (fixture->store, "grpA", "present 6-6 holes");
}

/* The answer first, the message by its number after it, with and without its id. */
static void
test_own_by_seq_later (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_open (fixture);
  for (guint i = 1; i <= 2; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", i);
      gint64 row = store_fixture_put_in_outbox (fixture->store, "grpA", id, id);
      CordialMessageRecord *echo = store_fixture_draft ("grpA", i == 1 ? id : NULL, id);

      g_assert_true (
        store_fixture_acknowledge (fixture->store, store_fixture_find_intent (fixture->store, row), i, 1, &error));
      g_assert_no_error (error);
      echo->seq = i;
      g_ptr_array_add (messages, echo);
    }
  store_fixture_reopen (fixture);
  store_fixture_take_in (fixture->store, "grpA", messages, 1, 2);
  read = store_fixture_read_all (fixture->store, "grpA");
  g_assert_cmpuint (read->len, ==, 2);
  g_assert_cmpstr (store_fixture_nth (read, 1)->cordial_id, ==, "id-2");
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-2 holes");
}

/* A server that drops our header: the message comes by its number alone, and the answer after it. */
static void
test_own_without_id (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GError) error = NULL;
  CordialMessageRecord *echo = store_fixture_draft ("grpA", NULL, "one");
  gint64 intent;

  store_fixture_open (fixture);
  intent =
    store_fixture_find_intent (fixture->store, store_fixture_put_in_outbox (fixture->store, "grpA", "id-1", "one"));
  echo->seq = 1;
  g_ptr_array_add (messages, echo);
  store_fixture_take_in (fixture->store, "grpA", messages, 0, 0);
  g_assert_true (store_fixture_acknowledge (fixture->store, intent, 1, 1, &error));
  g_assert_no_error (error);
  store_fixture_reopen (fixture);
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 0);
  read = store_fixture_read_all (fixture->store, "grpA");
  g_assert_cmpuint (read->len, ==, 1);
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-1 holes");
}

/* A write that cannot be carried out takes none of its neighbours with it, though they share a transaction. */
static void
test_batch_of_good_and_bad (void)
{
  enum
  {
    N = 90
  };
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) outbox = NULL;
  GAsyncResult *results[N] = { NULL };
  gint64 intent;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  intent =
    store_fixture_find_intent (fixture->store, store_fixture_put_in_outbox (fixture->store, "grpBad", "id-1", "one"));
  break_spans (fixture->path, "grpBad");
  for (guint i = 0; i < N; i++)
    if (i % 3 == 0)
      store_fixture_acknowledge_async (fixture->store, intent, 2, 1, store_fixture_on_result, &results[i]);
    else
      {
        g_autofree char *text = g_strdup_printf ("text %u", i);
        g_autoptr (CordialMessageRecord) draft = store_fixture_draft ("grpA", text, text);

        store_fixture_enqueue_async (fixture->store, draft, store_fixture_on_result, &results[i]);
      }
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (GError) error = NULL;

      store_fixture_wait (&results[i]);
      if (i % 3 == 0)
        {
          g_assert_false (cordial_store_change_intent_finish (fixture->store, results[i], NULL, &error));
          g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FAILED);
        }
      else
        {
          g_assert_cmpint (store_fixture_enqueue_finish (fixture->store, results[i], &error), >, 0);
          g_assert_no_error (error);
        }
      g_clear_object (&results[i]);
    }
  store_fixture_reopen (fixture);
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 1 + N * 2 / 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/outbox/order", test_outbox_order);
  g_test_add_func ("/store/outbox/burst", test_outbox_burst);
  g_test_add_func ("/store/outbox/states", test_outbox_states);
  g_test_add_func ("/store/outbox/acknowledge", test_acknowledge);
  g_test_add_func ("/store/outbox/acknowledge-at-once", test_acknowledge_at_once);
  g_test_add_func ("/store/outbox/acknowledge-taken-number", test_acknowledge_taken_number);
  g_test_add_func ("/store/outbox/acknowledge-in-hole", test_acknowledge_in_hole);
  g_test_add_func ("/store/outbox/own-comes-back", test_own_comes_back);
  g_test_add_func ("/store/outbox/own-by-seq-later", test_own_by_seq_later);
  g_test_add_func ("/store/outbox/own-without-id", test_own_without_id);
  g_test_add_func ("/store/batch-of-good-and-bad", test_batch_of_good_and_bad);

  return g_test_run ();
}
