/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reactions on disk: as a value, beside the message that they are to, with what the owner wants and the server has yet to hear.
 */
#define G_LOG_DOMAIN "cordial-test"

#include "cordial-reactions.h"
#include "cordial-store-private.h"
#include "store-fixture.h"

static char *
dup_line (GPtrArray *reactions)
{
  char *text = cordial_reactions_dup_text (reactions);

  return text ? g_strdelimit (text, "\t\n", '/') : g_strdup ("");
}

#define assert_value(reactions, expected)                                                                              \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *value_line = dup_line (reactions);                                                                \
    g_assert_cmpstr (value_line, ==, expected);                                                                        \
  }                                                                                                                    \
  G_STMT_END

static void
test_value (void)
{
  g_autoptr (GPtrArray) reactions = cordial_reactions_new ();
  g_autoptr (GPtrArray) news = cordial_reactions_parse ("❤️\t2\tusrB usrC\n👍\t5\tusrA");
  g_autoptr (GPtrArray) broken = cordial_reactions_parse ("👍\t1\n\t2\tusrA\n🔥\tmany\tusrA usrA\n\n❤️\t1\t");
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *text = NULL;

  assert_value (reactions, "");
  cordial_reactions_set (reactions, "usrA", "👍");
  cordial_reactions_set (reactions, "usrA", "👍");
  cordial_reactions_set (reactions, "usrB", "👍");
  assert_value (reactions, "👍/2/usrA usrB");
  cordial_reactions_set (reactions, "usrA", "🔥");
  cordial_reactions_set (reactions, NULL, "🔥");
  assert_value (reactions, "👍/1/usrB/🔥/2/usrA");
  g_assert_cmpstr (cordial_reactions_find (reactions, "usrA"), ==, "🔥");
  g_assert_null (cordial_reactions_find (reactions, NULL));
  cordial_reactions_set (reactions, "usrZ", NULL);
  /* What was there keeps its place; who reacts otherwise now does no more as before. */
  cordial_reactions_update (reactions, news, FALSE);
  assert_value (reactions, "👍/5/usrA/🔥/1//❤️/2/usrB usrC");
  cordial_reactions_update (reactions, news, TRUE);
  assert_value (reactions, "👍/5/usrA/❤️/2/usrB usrC");
  text = cordial_reactions_dup_text (reactions);
  again = cordial_reactions_parse (text);
  assert_value (again, "👍/5/usrA/❤️/2/usrB usrC");
  cordial_reactions_set (reactions, "usrB", NULL);
  cordial_reactions_set (reactions, "usrC", NULL);
  assert_value (reactions, "👍/5/usrA");
  assert_value (broken, "🔥/1/usrA/❤️/1/");
  for (guint i = 0; i < 2 * CORDIAL_REACTIONS_MAX; i++)
    {
      g_autofree char *value = g_strdup_printf ("v%u", i);

      cordial_reactions_set (reactions, "usrD", "🔥");
      cordial_reactions_set (reactions, NULL, value);
    }
  g_assert_cmpuint (reactions->len, ==, CORDIAL_REACTIONS_MAX);
}

/* (transfer full): «WHAT/COUNT/WHO», then the wish in brackets */
static char *
dup_of_message (StoreFixture *fixture, gint64 seq)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = cordial_store_read_range (fixture->store, "grpA", seq, seq, &error);
  const CordialMessageRecord *message;
  g_autofree char *line = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 1);
  message = messages->pdata[0];
  line = g_strdup (message->reactions ? message->reactions : "");
  return g_strdup_printf ("%s%s%s%s", g_strdelimit (line, "\t\n", '/'), message->reaction_wish ? "[" : "",
                          message->reaction_wish ? message->reaction_wish : "", message->reaction_wish ? "]" : "");
}

#define assert_message(fixture, seq, expected)                                                                         \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *message_line = dup_of_message (fixture, seq);                                                     \
    g_assert_cmpstr (message_line, ==, expected);                                                                      \
  }                                                                                                                    \
  G_STMT_END

static guint
take (StoreFixture *fixture, gint64 seq, const char *person, const char *value)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) changed = NULL;
  g_autoptr (GError) error = NULL;

  cordial_store_take_reaction_async (fixture->store, "grpA", seq, person, value, store_fixture_on_result, &result);
  changed = cordial_store_take_reactions_finish (fixture->store, store_fixture_wait (&result), &error);
  g_assert_no_error (error);
  return changed->len;
}

static guint
take_all (StoreFixture *fixture, gint64 seq, const char *text, gboolean all)
{
  g_autoptr (GPtrArray) reacted = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_reacted_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) changed = NULL;
  g_autoptr (GError) error = NULL;

  if (seq > 0)
    {
      CordialReacted *one = cordial_reacted_new (seq);

      g_ptr_array_unref (one->reactions);
      one->reactions = cordial_reactions_parse (text);
      g_ptr_array_add (reacted, one);
    }
  cordial_store_take_reactions_async (fixture->store, "grpA", reacted, all, store_fixture_on_result, &result);
  changed = cordial_store_take_reactions_finish (fixture->store, store_fixture_wait (&result), &error);
  g_assert_no_error (error);
  return changed->len;
}

static void
fill (StoreFixture *fixture)
{
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GError) error = NULL;

  for (gint64 seq = 1; seq <= 4; seq++)
    {
      CordialMessageRecord *message = store_fixture_message ("grpA", seq, "some text");

      message->reactions = seq == 4 ? g_strdup ("👍\t1\tusrB") : NULL;
      g_ptr_array_add (messages, message);
    }
  change = store_fixture_insert (fixture->store, "grpA", messages, 1, 4, &error);
  g_assert_no_error (error);
}

static void
test_taken (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  store_fixture_open (fixture);
  fill (fixture);
  assert_message (fixture, 4, "👍/1/usrB");
  g_assert_cmpuint (take (fixture, 2, "usrB", "❤️"), ==, 1);
  g_assert_cmpuint (take (fixture, 2, "usrB", "❤️"), ==, 0);
  g_assert_cmpuint (take (fixture, 99, "usrB", "❤️"), ==, 0);
  g_assert_cmpuint (take_all (fixture, 3, "🔥\t1\tusrC", FALSE), ==, 1);
  store_fixture_reopen (fixture);
  assert_message (fixture, 2, "❤️/1/usrB");
  assert_message (fixture, 3, "🔥/1/usrC");
  g_assert_cmpuint (take_all (fixture, 3, "🔥\t2\tusrC usrB", TRUE), ==, 3);
  assert_message (fixture, 2, "");
  assert_message (fixture, 3, "🔥/2/usrC usrB");
  assert_message (fixture, 4, "");
  g_assert_cmpuint (take (fixture, 3, "usrC", NULL), ==, 1);
  g_assert_cmpuint (take_all (fixture, 0, NULL, TRUE), ==, 1);
  assert_message (fixture, 3, "");
  store_fixture_close (fixture);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM message WHERE reactions IS NOT NULL"),
                   ==, 0);
}

/* What is here comes once more, and people have reacted to it since. */
static void
test_fetched_again (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GError) error = NULL;
  CordialMessageRecord *message = store_fixture_message ("grpA", 2, "some text");

  store_fixture_open (fixture);
  fill (fixture);
  message->reactions = g_strdup ("👍\t1\tusrB");
  g_ptr_array_add (messages, message);
  change = store_fixture_insert (fixture->store, "grpA", messages, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (change->inserted->len, ==, 0);
  g_assert_cmpuint (change->edited->len, ==, 1);
  assert_message (fixture, 2, "👍/1/usrB");
}

static CordialIntentRecord *
want (StoreFixture *fixture, gint64 seq, const char *value)
{
  g_autoptr (CordialIntentRecord) intent = cordial_intent_record_new (CORDIAL_INTENT_REACT, "grpA");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = cordial_store_read_range (fixture->store, "grpA", seq, seq, &error);
  CordialIntentRecord *kept;

  intent->message_row = ((CordialMessageRecord *) messages->pdata[0])->row;
  intent->slot = g_strdup ("usrMe");
  intent->payload = g_strdup (value);
  cordial_store_add_intent_async (fixture->store, intent, NULL, store_fixture_on_result, &result);
  kept = cordial_store_add_intent_finish (fixture->store, store_fixture_wait (&result), &error);
  g_assert_no_error (error);
  return kept;
}

static void
settle (StoreFixture *fixture, gint64 row, gboolean yes)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (yes)
    cordial_store_complete_intent_async (fixture->store, row, NULL, store_fixture_on_result, &result);
  else
    cordial_store_take_back_intent_async (fixture->store, row, store_fixture_on_result, &result);
  g_assert_true (cordial_store_change_intent_finish (fixture->store, store_fixture_wait (&result), NULL, &error));
  g_assert_no_error (error);
}

static void
test_wanted (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) first = NULL, second = NULL, back = NULL, next = NULL, refused = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_open (fixture);
  fill (fixture);
  first = want (fixture, 4, "❤️");
  second = want (fixture, 4, "👍");
  g_assert_cmpint (first->row, ==, second->row);
  assert_message (fixture, 4, "👍/1/usrB[👍]");
  store_fixture_reopen (fixture);
  assert_message (fixture, 4, "👍/1/usrB[👍]");
  /* What others do meanwhile leaves it as it is. */
  take (fixture, 4, "usrC", "❤️");
  assert_message (fixture, 4, "👍/1/usrB/❤️/1/usrC[👍]");
  g_assert_true (cordial_store_read_next_intent (fixture->store, "grpA", &next, &error));
  g_assert_cmpint (next->row, ==, first->row);
  settle (fixture, first->row, TRUE);
  assert_message (fixture, 4, "👍/2/usrB usrMe/❤️/1/usrC");
  refused = want (fixture, 4, "🔥");
  settle (fixture, refused->row, FALSE);
  assert_message (fixture, 4, "👍/2/usrB usrMe/❤️/1/usrC");
  back = want (fixture, 4, "");
  assert_message (fixture, 4, "👍/2/usrB usrMe/❤️/1/usrC[]");
  settle (fixture, back->row, TRUE);
  assert_message (fixture, 4, "👍/1/usrB/❤️/1/usrC");
  cordial_intent_record_free (want (fixture, 4, "🔥"));
  cordial_store_remove_range (fixture->store, "grpA", 4, 4);
  store_fixture_close (fixture);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM intent"), ==, 0);
  store_fixture_assert_sound (fixture->path);
}

static void
test_from_version_5 (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  store_fixture_make_version (fixture->path, 5);
  store_fixture_run_sql (
    fixture->path,
    "INSERT INTO conversation (id, kind, name, seq, pins) VALUES ('grpA', 1, 'Garden', 2, '2');"
    "INSERT INTO message (conversation, seq, place, sender, time_ms, state, text, content) VALUES"
    " ('grpA', 1, 1, 'usrA', 1700000000001, 2, 'one', '{}'), ('grpA', 2, 2, 'usrB', 1700000000002, 2, 'two', NULL);"
    "INSERT INTO span VALUES ('grpA', 0, 1, 2);"
    "INSERT INTO intent (conversation, kind, slot, payload, created_ms) VALUES ('grpA', 6, '1', '1', 1800000000001);");
  store_fixture_open (fixture);
  assert_message (fixture, 1, "");
  g_assert_cmpuint (take (fixture, 1, "usrB", "❤️"), ==, 1);
  store_fixture_reopen (fixture);
  assert_message (fixture, 1, "❤️/1/usrB");
  assert_message (fixture, 2, "");
  store_fixture_close (fixture);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "PRAGMA user_version"), ==, cordial_schema_get_version ());
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM intent WHERE kind = 6"), ==, 1);
  store_fixture_assert_sound (fixture->path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/reactions/value", test_value);
  g_test_add_func ("/store/reactions/taken", test_taken);
  g_test_add_func ("/store/reactions/fetched-again", test_fetched_again);
  g_test_add_func ("/store/reactions/wanted", test_wanted);
  g_test_add_func ("/store/reactions/from-version-5", test_from_version_5);
  return g_test_run ();
}
