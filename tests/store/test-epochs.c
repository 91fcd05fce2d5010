/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server that was restored from a backup numbers anew. Nothing of ours is lost or sent twice, nothing of theirs is skipped,
 * and the order that was seen stays the order.
 */
#define G_LOG_DOMAIN "cordial-test"

#include "store-fixture.h"

/* What a server has: "number N" from somebody else, as store_fixture_take_in_numbers() makes them. */
static GPtrArray *
server_history (gint64 low, gint64 high)
{
  GPtrArray *messages = store_fixture_messages_new ();

  for (gint64 seq = low; seq <= high; seq++)
    {
      g_autofree char *text = g_strdup_printf ("number %" G_GINT64_FORMAT, seq);

      g_ptr_array_add (messages, store_fixture_message ("grpA", seq, text));
    }
  return messages;
}

static void
server_add (GPtrArray *messages, gint64 seq, const char *text, gint64 time_ms)
{
  CordialMessageRecord *message = store_fixture_message ("grpA", seq, text);

  message->time_ms = time_ms;
  g_ptr_array_add (messages, message);
}

static CordialStoreChange *
begin_epoch (CordialStore *store, GPtrArray *messages, gint64 low, gint64 high)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CordialStoreChange *change;

  cordial_store_begin_epoch_async (store, "grpA", messages, low, high, store_fixture_on_result, &result);
  change = cordial_store_begin_epoch_finish (store, store_fixture_wait (&result), &error);
  g_assert_no_error (error);
  return change;
}

/* The conversation in its order, as "seq:text", 0 for what has no number, after the file was closed and opened; and the runs
 * of places agree with it. */
static void add_places (const char *conversation_id, gboolean hidden, CordialSpan places, gpointer user_data);

static gboolean
is_within (GArray *runs, gint64 place)
{
  for (guint i = 0; i < runs->len; i++)
    if (g_array_index (runs, CordialSpan, i).low <= place && g_array_index (runs, CordialSpan, i).high >= place)
      return TRUE;
  return FALSE;
}

static void
assert_order (StoreFixture *fixture, const char *expected)
{
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) numbered = NULL;
  g_autoptr (GError) error = NULL;
  guint n_settled = 0;

  store_fixture_reopen (fixture);
  messages = cordial_store_read_places (fixture->store, "grpA", 1, G_MAXINT64, &error);
  g_assert_no_error (error);
  g_assert_true (cordial_store_foreach_place (fixture->store, add_places, places, &error));
  numbered = cordial_store_list_places (fixture->store, "grpA", 1, 1000, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < messages->len; i++)
    {
      CordialMessageRecord *message = store_fixture_nth (messages, i);

      g_string_append_printf (order, "%s%" G_GINT64_FORMAT ":%s", i > 0 ? ", " : "", message->seq, message->text);
      if (i > 0)
        g_assert_cmpint (message->place, >, store_fixture_nth (messages, i - 1)->place);
      if (message->place < CORDIAL_PLACE_WAITING)
        {
          g_assert_true (g_hash_table_contains (places, &message->place));
          n_settled++;
          g_assert_cmpint (is_within (numbered, message->place), ==, message->seq > 0);
        }
      if (message->seq > 0)
        {
          gint64 place;

          g_assert_true (cordial_store_read_place (fixture->store, "grpA", message->seq, &place, &error));
          g_assert_cmpint (place, ==, message->place);
        }
    }
  g_assert_cmpuint (g_hash_table_size (places), ==, n_settled);
  g_assert_cmpstr (order->str, ==, expected);
}

static void
add_places (const char *conversation_id, gboolean hidden, CordialSpan places, gpointer user_data)
{
  GHashTable *all = user_data;

  if (!g_str_equal (conversation_id, "grpA") || hidden)
    return;
  for (gint64 place = places.low; place <= places.high; place++)
    g_assert_true (g_hash_table_add (all, g_memdup2 (&place, sizeof place)));
}

static CordialConversationRecord *
read_conversation (CordialStore *store)
{
  g_autoptr (GPtrArray) conversations = store_fixture_list_conversations (store);

  return cordial_conversation_record_copy (store_fixture_find (conversations, "grpA"));
}

/* Here up to 10, there up to 7, then somebody writes 8. */
static void
test_restored (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialConversationRecord) receipt = cordial_conversation_record_new ("grpA");
  g_autoptr (CordialConversationRecord) conversation = NULL;
  g_autoptr (GPtrArray) server = server_history (5, 7);
  g_autoptr (GPtrArray) conflicting = store_fixture_messages_new ();
  g_autoptr (CordialStoreChange) conflict = NULL;
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GError) error = NULL;
  gint64 agreed, conflicting_seq, row;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 10);
  row = store_fixture_put_in_outbox (fixture->store, "grpA", "own-1", "waits");
  receipt->fields = CORDIAL_CONVERSATION_HAS_SEQ | CORDIAL_CONVERSATION_HAS_READ | CORDIAL_CONVERSATION_HAS_PEER_READ;
  receipt->seq = receipt->read = 10;
  receipt->peer_read = 6;
  cordial_store_save_conversation (fixture->store, receipt);

  /* That something is wrong shows. */
  server_add (conflicting, 8, "a new eight", 1800000000008);
  server_add (conflicting, 11, "a new eleven", 1800000000011);
  conflict = store_fixture_insert (fixture->store, "grpA", conflicting, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (conflict->conflict, ==, 8);
  g_assert_cmpuint (conflict->inserted->len, ==, 0);
  g_ptr_array_set_size (conflicting, 1);

  server_add (server, 8, "a new eight", 1800000000008);
  g_assert_true (cordial_store_read_agreement (fixture->store, server, &agreed, &conflicting_seq, &error));
  g_assert_cmpint (agreed, ==, 7);
  g_assert_cmpint (conflicting_seq, ==, 8);
  g_assert_true (cordial_store_read_agreement (fixture->store, conflicting, &agreed, &conflicting_seq, &error));
  g_assert_cmpint (agreed, ==, 0);
  change = begin_epoch (fixture->store, server, 5, 8);
  g_assert_cmpint (change->epoch, ==, 1);
  g_assert_cmpint (change->agreed, ==, 7);
  g_assert_cmpuint (change->inserted->len, ==, 1);
  g_assert_cmpstr (change->newest->text, ==, "waits");

  assert_order (fixture, "1:number 1, 2:number 2, 3:number 3, 4:number 4, 5:number 5, 6:number 6, 7:number 7, "
                         "0:number 8, 0:number 9, 0:number 10, 8:a new eight, 0:waits");
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-8 holes");
  conversation = read_conversation (fixture->store);
  g_assert_cmpint (conversation->epoch, ==, 1);
  g_assert_cmpint (conversation->seq, ==, 8);
  g_assert_cmpint (conversation->read, ==, 7);
  g_assert_cmpint (conversation->peer_read, ==, 6);
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 1);
  g_assert_cmpint (store_fixture_nth (outbox, 0)->row, ==, row);

  /* Ours gets its number in the new epoch, and the conversation goes on. */
  g_assert_true (store_fixture_acknowledge (fixture->store, store_fixture_find_intent (fixture->store, row), 9,
                                            1800000000009, &error));
  g_ptr_array_set_size (conflicting, 0);
  server_add (conflicting, 10, "a new ten", 1800000000010);
  store_fixture_take_in (fixture->store, "grpA", conflicting, 10, 10);
  assert_order (fixture, "1:number 1, 2:number 2, 3:number 3, 4:number 4, 5:number 5, 6:number 6, 7:number 7, "
                         "0:number 8, 0:number 9, 0:number 10, 8:a new eight, 9:waits, 10:a new ten");
  store_fixture_close (fixture);
  store_fixture_assert_sound (fixture->path);
}

/* Thirty numbers are lost, and the server is ahead again when that is noticed. What of ours it had once said yes to stays
 * sent: what it still has is matched by its id, what it lost is history, and neither is in the outbox. */
static void
test_own_messages (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) server = server_history (1, 10);
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) intents = NULL;
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GError) error = NULL;
  CordialMessageRecord *echo;
  gint64 rows[3];

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 38);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("own-%u", i);

      rows[i] = store_fixture_put_in_outbox (fixture->store, "grpA", id, id);
      if (i < 2)
        g_assert_true (store_fixture_acknowledge (fixture->store, store_fixture_find_intent (fixture->store, rows[i]),
                                                  39 + i, 1800000000039 + i, &error));
    }
  for (gint64 seq = 11; seq <= 45; seq++)
    server_add (server, seq, "after the fall", 1900000000000 + seq);
  /* The one that was waiting arrived there, and so did one of the old ones, from another device maybe. */
  for (guint i = 1; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("own-%u", i);

      echo = store_fixture_draft ("grpA", id, id);
      echo->seq = 45 + i;
      echo->time_ms = 1900000000045 + i;
      g_ptr_array_add (server, echo);
    }
  change = begin_epoch (fixture->store, server, 1, 47);
  g_assert_cmpint (change->agreed, ==, 10);
  g_assert_cmpuint (change->inserted->len, ==, 35);
  g_assert_cmpuint (change->renumbered->len, ==, 1);
  g_assert_cmpint (store_fixture_nth (change->renumbered, 0)->row, ==, rows[1]);
  g_assert_cmpint (store_fixture_nth (change->renumbered, 0)->seq, ==, 46);
  g_assert_cmpuint (change->acknowledged->len, ==, 1);
  g_assert_cmpint (store_fixture_nth (change->acknowledged, 0)->row, ==, rows[2]);
  store_fixture_reopen (fixture);
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 0);
  intents = cordial_store_list_all_intents (fixture->store, &error);
  g_assert_cmpuint (intents->len, ==, 0);
  {
    g_autoptr (CordialMessageRecord) lost = NULL;
    g_autoptr (GPtrArray) all = cordial_store_read_places (fixture->store, "grpA", 1, G_MAXINT64, &error);

    g_assert_true (cordial_store_read_message (fixture->store, rows[0], &lost, &error));
    g_assert_cmpint (lost->seq, ==, 0);
    g_assert_cmpint (lost->state, ==, CORDIAL_MESSAGE_SENT);
    g_assert_cmpint (lost->place, ==, 39);
    /* 41 of before, 36 new: the two of ours are in both. */
    g_assert_cmpuint (all->len, ==, 38 + 3 + 35);
  }
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-47 holes");
}

/* Without ids: by sender, time and text, also under other numbers than before. */
static void
test_matched_without_ids (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) server = server_history (1, 3);
  g_autoptr (GPtrArray) later = store_fixture_messages_new ();
  g_autoptr (CordialStoreChange) change = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 6);
  /* 4 was removed before the server was filled again: 5 and 6 are 4 and 5 now. */
  server_add (server, 4, "number 5", 1700000000005);
  change = begin_epoch (fixture->store, server, 1, 4);
  g_assert_cmpint (change->agreed, ==, 3);
  g_assert_cmpuint (change->renumbered->len, ==, 1);
  g_assert_cmpuint (change->inserted->len, ==, 0);
  assert_order (fixture, "1:number 1, 2:number 2, 3:number 3, 0:number 4, 0:number 6, 4:number 5");
  /* A page that comes later is matched as well. */
  server_add (later, 5, "number 6", 1700000000006);
  server_add (later, 6, "number 6", 1700000000007);
  store_fixture_take_in (fixture->store, "grpA", later, 5, 6);
  assert_order (fixture, "1:number 1, 2:number 2, 3:number 3, 0:number 4, 4:number 5, 5:number 6, 6:number 6");
}

/* Again and again, farther back and less far; pages from before the fork come later and stand where they belong. */
static void
test_several_epochs (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) first = server_history (4, 5);
  g_autoptr (GPtrArray) second = server_history (4, 4);
  g_autoptr (GPtrArray) third = NULL;
  g_autoptr (CordialStoreChange) change = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 4, 7);
  server_add (first, 6, "six b", 1800000000006);
  change = begin_epoch (fixture->store, first, 4, 6);
  g_clear_pointer (&change, cordial_store_change_free);
  assert_order (fixture, "4:number 4, 5:number 5, 0:number 6, 0:number 7, 6:six b");

  server_add (second, 5, "five c", 1900000000005);
  server_add (second, 6, "six c", 1900000000006);
  change = begin_epoch (fixture->store, second, 4, 6);
  g_assert_cmpint (change->epoch, ==, 2);
  g_clear_pointer (&change, cordial_store_change_free);
  assert_order (fixture, "4:number 4, 0:number 5, 0:number 6, 0:number 7, 0:six b, 5:five c, 6:six c");

  third = store_fixture_messages_new ();
  server_add (third, 6, "six c", 1900000000006);
  server_add (third, 7, "seven d", 1950000000007);
  change = begin_epoch (fixture->store, third, 6, 7);
  g_assert_cmpint (change->agreed, ==, 6);
  assert_order (fixture, "4:number 4, 0:number 5, 0:number 6, 0:number 7, 0:six b, 5:five c, 6:six c, 7:seven d");

  store_fixture_take_in_numbers (fixture->store, "grpA", 2, 3);
  store_fixture_take_in_numbers (fixture->store, "grpA", 8, 8);
  assert_order (fixture, "2:number 2, 3:number 3, 4:number 4, 0:number 5, 0:number 6, 0:number 7, 0:six b, 5:five c, "
                         "6:six c, 7:seven d, 8:number 8");
}

/* A server that has nothing any more, and one of which nothing was known. */
static void
test_nothing_agreed (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) nothing = store_fixture_messages_new ();
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (CordialStoreChange) again = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 2);
  store_fixture_take_in (fixture->store, "grpA", nothing, 3, 4);
  store_fixture_take_in_numbers (fixture->store, "grpB", 1, 2);
  change = begin_epoch (fixture->store, nothing, 0, 0);
  g_assert_cmpint (change->agreed, ==, 0);
  store_fixture_assert_spans (fixture->store, "grpA", "present holes");
  store_fixture_assert_spans (fixture->store, "grpB", "present 1-2 holes");
  server_add (nothing, 1, "the first", 1800000000001);
  store_fixture_take_in (fixture->store, "grpA", nothing, 1, 1);
  assert_order (fixture, "0:number 1, 0:number 2, 1:the first");
  again = begin_epoch (fixture->store, nothing, 1, 1);
  g_assert_cmpint (again->epoch, ==, 2);
  g_assert_cmpint (again->agreed, ==, 1);
  assert_order (fixture, "0:number 1, 0:number 2, 1:the first");
}

static void
count_runs (const char *conversation_id, gboolean hidden, CordialSpan places, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* However many messages have no number, a start does not look at them. */
static void
test_runs (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) server = store_fixture_messages_new ();
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GError) error = NULL;
  guint n_runs = 0;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 40);
  store_fixture_take_in_numbers (fixture->store, "grpA", 51, 90);
  server_add (server, 1, "the first", 1800000000001);
  change = begin_epoch (fixture->store, server, 1, 1);
  g_assert_true (cordial_store_foreach_place (fixture->store, count_runs, &n_runs, &error));
  g_assert_cmpuint (n_runs, ==, 3);
}

/* Marks speak of numbers; what else waits does not. */
static void
test_intents (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) mark = cordial_intent_record_new (CORDIAL_INTENT_MARK, "grpA");
  g_autoptr (CordialIntentRecord) mark_b = cordial_intent_record_new (CORDIAL_INTENT_MARK, "grpB");
  g_autoptr (GPtrArray) server = server_history (1, 2);
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GPtrArray) intents = NULL;
  g_autoptr (GPtrArray) intents_b = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  store_fixture_put_in_outbox (fixture->store, "grpA", "own-1", "waits");
  mark->slot = g_strdup ("read");
  mark_b->slot = g_strdup ("read");
  cordial_store_add_intent_async (fixture->store, mark, NULL, NULL, NULL);
  cordial_store_add_intent_async (fixture->store, mark_b, NULL, NULL, NULL);
  change = begin_epoch (fixture->store, server, 1, 2);
  intents = cordial_store_list_intents (fixture->store, "grpA", &error);
  g_assert_cmpuint (intents->len, ==, 1);
  g_assert_cmpint (((CordialIntentRecord *) intents->pdata[0])->kind, ==, CORDIAL_INTENT_SEND);
  intents_b = cordial_store_list_intents (fixture->store, "grpB", &error);
  g_assert_cmpuint (intents_b->len, ==, 1);
}

/* All of it or nothing. */
static void
test_at_once (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) server = server_history (1, 2);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialConversationRecord) conversation = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 4);
  store_fixture_run_sql (fixture->path, "CREATE TRIGGER broken BEFORE INSERT ON message"
                                        " BEGIN SELECT raise (ABORT, 'broken'); END;");
  server_add (server, 3, "another three", 1800000000003);
  cordial_store_begin_epoch_async (fixture->store, "grpA", server, 1, 3, store_fixture_on_result, &result);
  g_assert_null (cordial_store_begin_epoch_finish (fixture->store, store_fixture_wait (&result), &error));
  g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FAILED);
  g_clear_object (&result);
  assert_order (fixture, "1:number 1, 2:number 2, 3:number 3, 4:number 4");
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-4 holes");
  conversation = read_conversation (fixture->store);
  g_assert_cmpint (conversation->epoch, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/epochs/restored", test_restored);
  g_test_add_func ("/store/epochs/own-messages", test_own_messages);
  g_test_add_func ("/store/epochs/matched-without-ids", test_matched_without_ids);
  g_test_add_func ("/store/epochs/several", test_several_epochs);
  g_test_add_func ("/store/epochs/nothing-agreed", test_nothing_agreed);
  g_test_add_func ("/store/epochs/runs", test_runs);
  g_test_add_func ("/store/epochs/intents", test_intents);
  g_test_add_func ("/store/epochs/at-once", test_at_once);
  return g_test_run ();
}
