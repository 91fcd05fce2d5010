/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message that somebody wants to see is fetched with all that follow it, or it is said why it does not come.
 */

#include "fixture.h"

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
assert_result (CordialConversation *conversation, GAsyncResult *result, const char *word)
{
  g_autoptr (GError) error = NULL;
  gboolean found;

  g_assert_nonnull (result);
  found = cordial_conversation_seek_finish (conversation, result, &error);
  if (word == NULL)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, word));
    }
  g_assert_true (found == (word == NULL));
}

/* What is known without asking. */
static void
assert_answer (Fixture *fixture, gint64 seq, const char *word)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_conversation_seek_async (fixture_get_ben (fixture), seq, NULL, on_result, &result);
  chat_wait (result != NULL);
  assert_result (fixture_get_ben (fixture), result, word);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 0);
}

static Fixture *
new_device (void)
{
  Fixture *fixture = fixture_new ();

  history_fill (fixture->history, 300);
  history_delete (fixture->history, 60, 60);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 50);
  return fixture;
}

static void
test_fetched (void)
{
  g_autoptr (Fixture) fixture = new_device ();
  g_autoptr (GAsyncResult) result = NULL, other = NULL;

  assert_answer (fixture, 280, NULL);
  cordial_conversation_seek_async (fixture_get_ben (fixture), 50, NULL, on_result, &result);
  cordial_conversation_seek_async (fixture_get_ben (fixture), 60, NULL, on_result, &other);
  g_assert_cmpuint (fixture_count_fetches (fixture), ==, 1);
  g_assert_null (result);
  fixture_serve (fixture);
  assert_result (fixture_get_ben (fixture), result, NULL);
  assert_result (fixture_get_ben (fixture), other, "deleted");
  /* With all that follow it, and a little above. */
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), >, 250);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), <, 299);
  assert_answer (fixture, 60, "deleted");
}

static void
test_not_there (void)
{
  g_autoptr (Fixture) fixture = new_device ();

  assert_answer (fixture, 301, "not in this chat");
  assert_answer (fixture, 0, "not in this chat");
  assert_answer (fixture, -5, "not in this chat");
}

/* Who is offline learns that at once, and who goes offline meanwhile, then. What failed is not asked for by itself later. */
static void
test_offline (void)
{
  g_autoptr (Fixture) fixture = new_device ();
  g_autoptr (GAsyncResult) result = NULL;

  cordial_conversation_seek_async (fixture_get_ben (fixture), 100, NULL, on_result, &result);
  fake_protocol_drop (fixture->protocol);
  chat_wait (result != NULL);
  assert_result (fixture_get_ben (fixture), result, "online");
  assert_answer (fixture, 100, "online");
  assert_answer (fixture, 290, NULL);
}

/* The chat goes: nobody waits for ever. */
static void
test_removed (void)
{
  g_autoptr (Fixture) fixture = new_device ();
  g_autoptr (CordialConversation) ben = g_object_ref (fixture_get_ben (fixture));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_conversation_seek_async (ben, 100, NULL, on_result, &result);
  fake_protocol_report_ending (fixture->protocol, BEN, CORDIAL_ENDING_DELETED);
  cordial_conversation_remove (ben);
  chat_wait (result != NULL);
  g_assert_false (cordial_conversation_seek_finish (ben, result, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/searches/fetched", test_fetched);
  g_test_add_func ("/work/searches/not-there", test_not_there);
  g_test_add_func ("/work/searches/offline", test_offline);
  g_test_add_func ("/work/searches/removed", test_removed);
  return g_test_run ();
}
