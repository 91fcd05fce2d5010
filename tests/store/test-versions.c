/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages that replace others: kept, never shown, and what they replace bears the content of the last, whichever came first.
 */
#define G_LOG_DOMAIN "cordial-test"

#include "store-fixture.h"

static CordialMessageRecord *
new_replacement (gint64 seq, gint64 replaced, const char *text)
{
  CordialMessageRecord *message = store_fixture_message ("grpA", seq, text);

  message->replaces = replaced;
  return message;
}

static StoreFixture *
new_open (void)
{
  StoreFixture *fixture = store_fixture_new ();

  store_fixture_open (fixture);
  return fixture;
}

/* Takes the record. */
static CordialStoreChange *
take_in (CordialStore *store, CordialMessageRecord *message)
{
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  g_autoptr (GError) error = NULL;
  CordialStoreChange *change;

  g_ptr_array_add (messages, message);
  change = store_fixture_insert (store, "grpA", messages, 0, 0, &error);
  g_assert_no_error (error);
  return change;
}

static CordialMessageRecord *
read_seq (CordialStore *store, gint64 seq)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = cordial_store_read_range (store, "grpA", seq, seq, &error);

  g_assert_no_error (error);
  return messages->len > 0 ? cordial_message_record_copy (messages->pdata[0]) : NULL;
}

static void
assert_text (CordialStore *store, gint64 seq, const char *text)
{
  g_autoptr (CordialMessageRecord) message = read_seq (store, seq);

  g_assert_nonnull (message);
  g_assert_cmpstr (message->text, ==, text);
}

static void
test_after (void)
{
  g_autoptr (StoreFixture) fixture = new_open ();
  g_autoptr (CordialStoreChange) first = NULL, second = NULL, late = NULL, other = NULL;
  CordialMessageRecord *foreign = new_replacement (6, 2, "a lie");

  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  first = take_in (fixture->store, new_replacement (5, 2, "newer"));
  g_assert_cmpuint (first->inserted->len, ==, 0);
  g_assert_cmpuint (first->edited->len, ==, 1);
  g_assert_cmpstr (store_fixture_nth (first->edited, 0)->text, ==, "newer");
  g_assert_cmpint (store_fixture_nth (first->edited, 0)->edited_ms, >, 0);
  /* What is older changes nothing more. */
  late = take_in (fixture->store, new_replacement (4, 2, "older"));
  assert_text (fixture->store, 2, "newer");
  g_set_str (&foreign->sender_id, "usrEve");
  other = take_in (fixture->store, foreign);
  g_assert_cmpuint (other->edited->len, ==, 0);
  store_fixture_reopen (fixture);
  assert_text (fixture->store, 2, "newer");
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-3 holes 4-6");
  /* The last that is shown is no replacement. */
  {
    g_autoptr (CordialMessageRecord) newest = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (cordial_store_read_newest (fixture->store, "grpA", &newest, &error));
    g_assert_cmpint (newest->seq, ==, 3);
  }
  store_fixture_assert_sound (fixture->path);
}

static void
test_before (void)
{
  g_autoptr (StoreFixture) fixture = new_open ();
  g_autoptr (CordialStoreChange) newer = take_in (fixture->store, new_replacement (5, 2, "newer"));
  g_autoptr (CordialStoreChange) older = take_in (fixture->store, new_replacement (4, 2, "older"));
  g_autoptr (CordialStoreChange) original = NULL;
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (GArray) versions = NULL;
  g_autoptr (GError) error = NULL;

  original = take_in (fixture->store, store_fixture_message ("grpA", 2, "number 2"));
  g_assert_cmpuint (original->inserted->len, ==, 1);
  g_assert_cmpstr (store_fixture_nth (original->inserted, 0)->text, ==, "newer");
  store_fixture_reopen (fixture);
  assert_text (fixture->store, 2, "newer");
  message = read_seq (fixture->store, 2);
  versions = cordial_store_read_versions (fixture->store, message, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (versions->len, ==, 3);
  g_assert_cmpint (g_array_index (versions, gint64, 0), ==, 2);
  g_assert_cmpint (g_array_index (versions, gint64, 1), ==, 4);
  g_assert_cmpint (g_array_index (versions, gint64, 2), ==, 5);
}

/* One of another device comes while an edit here waits: that is shown, and the other is what comes back without it. */
static void
test_beside_edit (void)
{
  g_autoptr (StoreFixture) fixture = new_open ();
  g_autoptr (CordialIntentRecord) intent = cordial_intent_record_new (CORDIAL_INTENT_EDIT, "grpA");
  g_autoptr (CordialIntentRecord) added = NULL;
  g_autoptr (CordialMessageRecord) content = cordial_message_record_new ();
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GAsyncResult) adding = NULL, taking = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  message = read_seq (fixture->store, 2);
  intent->message_row = message->row;
  content->text = g_strdup ("ours");
  cordial_store_add_intent_async (fixture->store, intent, content, store_fixture_on_result, &adding);
  added = cordial_store_add_intent_finish (fixture->store, store_fixture_wait (&adding), &error);
  g_assert_no_error (error);
  change = take_in (fixture->store, new_replacement (4, 2, "theirs"));
  assert_text (fixture->store, 2, "ours");
  cordial_store_take_back_intent_async (fixture->store, added->row, store_fixture_on_result, &taking);
  g_assert_true (cordial_store_change_intent_finish (fixture->store, store_fixture_wait (&taking), NULL, &error));
  assert_text (fixture->store, 2, "theirs");
}

/* The numbers of what replaces others are over: it is shown in what it replaced, and does not become a message. */
static void
test_epoch (void)
{
  g_autoptr (StoreFixture) fixture = new_open ();
  g_autoptr (CordialStoreChange) edited = NULL, begun = NULL;
  g_autoptr (GPtrArray) server = store_fixture_messages_new (), all = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  edited = take_in (fixture->store, new_replacement (4, 2, "newer"));
  g_ptr_array_add (server, read_seq (fixture->store, 3));
  cordial_store_begin_epoch_async (fixture->store, "grpA", server, 3, 3, store_fixture_on_result, &result);
  begun = cordial_store_begin_epoch_finish (fixture->store, store_fixture_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (begun->agreed, ==, 3);
  all = cordial_store_read_places (fixture->store, "grpA", 0, G_MAXINT64, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 3);
  assert_text (fixture->store, 2, "newer");
  store_fixture_assert_sound (fixture->path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/versions/after", test_after);
  g_test_add_func ("/store/versions/before", test_before);
  g_test_add_func ("/store/versions/beside-edit", test_beside_edit);
  g_test_add_func ("/store/versions/epoch", test_epoch);
  return g_test_run ();
}
