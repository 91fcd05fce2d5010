/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reactions: shown at once, carried out once there is a connection, over drops, restarts and crashes, and as the server has them in the
 * end.
 */

#include "fixture.h"

static void
on_asked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
try_to_react (Fixture *fixture, gint64 seq, const char *value, GError **error)
{
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = fixture_get_message (ben, (guint) seq - 1);
  g_autoptr (GAsyncResult) result = NULL;

  cordial_conversation_react_async (ben, message, value, NULL, on_asked, &result);
  chat_wait (result != NULL);
  return cordial_conversation_react_finish (ben, result, error);
}

static void
react (Fixture *fixture, gint64 seq, const char *value)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (try_to_react (fixture, seq, value, &error));
  g_assert_no_error (error);
}

/* «VALUE COUNT», ours in brackets. */
static void
assert_shown (Fixture *fixture, gint64 seq, const char *expected)
{
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = fixture_get_message (ben, (guint) seq - 1);
  g_autoptr (GPtrArray) reactions = cordial_conversation_list_reactions (ben, message);
  g_autoptr (GString) line = g_string_new (NULL);

  g_assert_true (cordial_message_has_reactions (message) == (reactions->len > 0) || reactions->len == 0);
  for (guint i = 0; i < reactions->len; i++)
    {
      const CordialReaction *reaction = g_ptr_array_index (reactions, i);
      gboolean own = cordial_conversation_is_own_reaction (ben, reaction);

      g_string_append_printf (line, "%s%s%s %u%s", i > 0 ? ", " : "", own ? "[" : "", reaction->value, reaction->count,
                              own ? "]" : "");
    }
  g_assert_cmpstr (line->str, ==, expected);
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
  while (fake_protocol_count (fixture->protocol, FAKE_REACT) == 0);
  return fake_protocol_take (fixture->protocol, FAKE_REACT);
}

static void
answer (Fixture *fixture, gint64 seq, const char *value)
{
  FakeRequest *request = take (fixture);

  g_assert_cmpint (request->span.low, ==, seq);
  g_assert_cmpstr (request->reaction, ==, value);
  fake_request_answer_yes (request);
  fixture_settle_store (fixture);
  fixture_serve (fixture);
}

static void
somebody_reacts (Fixture *fixture, gint64 seq, const char *person, const char *value)
{
  g_signal_emit_by_name (fixture->protocol, "reacted", BEN, seq, person, value);
  fixture_settle_store (fixture);
}

static guint
count_intents (Fixture *fixture)
{
  g_autoptr (GPtrArray) intents = cordial_store_list_intents (fixture->store, BEN, NULL);
  guint n = 0;

  for (guint i = 0; i < intents->len; i++)
    n += ((CordialIntentRecord *) g_ptr_array_index (intents, i))->kind == CORDIAL_INTENT_REACT;
  return n;
}

static Fixture *
new_offering (void)
{
  Fixture *fixture = fixture_new_online (9);

  fake_protocol_set_reactions (fixture->protocol, "👍 ❤️ 🔥");
  return fixture;
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_reacted (void)
{
  g_autoptr (Fixture) fixture = new_offering ();
  g_autoptr (CordialMessage) message = fixture_get_message (fixture_get_ben (fixture), 6);
  g_autofree char *names = NULL;
  g_autoptr (GPtrArray) reactions = NULL;
  guint n = 0;

  g_signal_connect_swapped (message, "notify::reactions", G_CALLBACK (count), &n);
  somebody_reacts (fixture, 7, BEN, "👍");
  assert_shown (fixture, 7, "👍 1");
  g_assert_cmpuint (n, ==, 1);
  react (fixture, 7, "👍");
  assert_shown (fixture, 7, "[👍 2]");
  answer (fixture, 7, "👍");
  assert_shown (fixture, 7, "[👍 2]");
  react (fixture, 7, "🔥");
  assert_shown (fixture, 7, "👍 1, [🔥 1]");
  answer (fixture, 7, "🔥");
  react (fixture, 7, NULL);
  assert_shown (fixture, 7, "👍 1");
  answer (fixture, 7, NULL);
  assert_shown (fixture, 7, "👍 1");
  somebody_reacts (fixture, 7, BEN, "❤️");
  assert_shown (fixture, 7, "❤️ 1");
  somebody_reacts (fixture, 7, NULL, "❤️");
  assert_shown (fixture, 7, "❤️ 2");
  reactions = cordial_conversation_list_reactions (fixture_get_ben (fixture), message);
  names = cordial_conversation_dup_reaction_names (fixture_get_ben (fixture), g_ptr_array_index (reactions, 0));
  g_assert_cmpstr (names, ==, "Ben, 1 other");
  somebody_reacts (fixture, 7, BEN, NULL);
  somebody_reacts (fixture, 700, BEN, "❤️");
  assert_shown (fixture, 7, "❤️ 1");
  fixture_restart (fixture);
  assert_shown (fixture, 7, "❤️ 1");
}

/* On disk before it shows; said when there is a connection, and again where nobody knows; the last word counts. */
static void
test_kept (void)
{
  g_autoptr (Fixture) fixture = new_offering ();

  fake_protocol_drop (fixture->protocol);
  fixture_settle ();
  react (fixture, 5, "👍");
  react (fixture, 5, "❤️");
  react (fixture, 6, "🔥");
  react (fixture, 6, NULL);
  assert_shown (fixture, 5, "[❤️ 1]");
  assert_shown (fixture, 6, "");
  g_assert_cmpuint (count_intents (fixture), ==, 2);
  fixture_crash (fixture);
  assert_shown (fixture, 5, "[❤️ 1]");
  /* What may be used was told by the server, some time ago. */
  g_assert_nonnull (cordial_conversation_get_reactions (fixture_get_ben (fixture)));
  react (fixture, 5, "🔥");
  g_assert_cmpuint (count_intents (fixture), ==, 2);

  fixture_come_online (fixture);
  fake_request_fail (take (fixture), CORDIAL_PROTOCOL_ERROR_LINK, "It broke off.");
  fake_protocol_drop (fixture->protocol);
  fixture_settle_store (fixture);
  assert_shown (fixture, 5, "[🔥 1]");
  fixture_restart (fixture);
  fixture_come_online (fixture);
  answer (fixture, 5, "🔥");
  answer (fixture, 6, NULL);
  assert_shown (fixture, 5, "[🔥 1]");
  g_assert_cmpuint (count_intents (fixture), ==, 0);
}

static void
on_refused (CordialAccount *account, CordialConversation *conversation, const char *sentence, char **said)
{
  g_set_str (said, sentence);
}

/* A no takes it back, with a sentence; what is not offered is told at once. */
static void
test_refused (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (9);
  g_autoptr (GError) nothing = NULL, other = NULL;
  g_autofree char *said = NULL;

  g_signal_connect (fixture->account, "refused", G_CALLBACK (on_refused), &said);
  g_assert_null (cordial_conversation_get_reactions (fixture_get_ben (fixture)));
  g_assert_false (try_to_react (fixture, 3, "👍", &nothing));
  g_assert_error (nothing, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  fake_protocol_set_reactions (fixture->protocol, "👍");
  g_assert_false (try_to_react (fixture, 3, "🔥", &other));
  g_assert_error (other, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  somebody_reacts (fixture, 3, BEN, "👍");
  react (fixture, 3, "👍");
  assert_shown (fixture, 3, "[👍 2]");
  fake_request_fail (take (fixture), CORDIAL_PROTOCOL_ERROR_REJECTED, "Not here.");
  chat_wait (said != NULL);
  g_assert_cmpstr (said, ==, "Not here.");
  fixture_settle_store (fixture);
  assert_shown (fixture, 3, "👍 1");
  g_assert_cmpuint (count_intents (fixture), ==, 0);
  fake_protocol_set_reactions (fixture->protocol, NULL);
  g_assert_null (cordial_conversation_get_reactions (fixture_get_ben (fixture)));
}

/* What changed meanwhile: of all messages, or of some. */
static void
test_caught_up (void)
{
  g_autoptr (Fixture) fixture = new_offering ();
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_reacted_free);
  CordialReacted *reacted = cordial_reacted_new (7);

  somebody_reacts (fixture, 7, BEN, "👍");
  somebody_reacts (fixture, 8, BEN, "👍");
  cordial_reaction_add_person (cordial_reactions_add (reacted->reactions, "❤️"), BEN);
  g_ptr_array_add (all, reacted);
  g_signal_emit_by_name (fixture->protocol, "reactions", BEN, all, FALSE);
  fixture_settle_store (fixture);
  assert_shown (fixture, 7, "❤️ 1");
  assert_shown (fixture, 8, "👍 1");
  react (fixture, 8, "🔥");
  g_signal_emit_by_name (fixture->protocol, "reactions", BEN, all, TRUE);
  fixture_settle_store (fixture);
  assert_shown (fixture, 7, "❤️ 1");
  assert_shown (fixture, 8, "[🔥 1]");
  /* A message that goes takes along what waits about it. */
  g_signal_emit_by_name (fixture->protocol, "deleted", BEN, (gint64) 8, (gint64) 8);
  fixture_settle_store (fixture);
  g_assert_cmpuint (count_intents (fixture), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/reactions/reacted", test_reacted);
  g_test_add_func ("/work/reactions/kept", test_kept);
  g_test_add_func ("/work/reactions/refused", test_refused);
  g_test_add_func ("/work/reactions/caught-up", test_caught_up);
  return g_test_run ();
}
