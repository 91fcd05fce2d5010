/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is looked for in an account is found with the chat it is in, and whoever said it.
 */

#include "fixture.h"

#include "cordial-found.h"
#include "cordial-query.h"

static void
on_found (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
search (Fixture *fixture, const char *typed, gboolean *complete)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *found;

  cordial_account_search_async (fixture->account, typed, 100, NULL, on_found, &result);
  chat_wait (result != NULL);
  found = cordial_account_search_finish (fixture->account, result, complete, &error);
  g_assert_no_error (error);
  return found;
}

static void
test_message (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (20);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) nothing = NULL;
  gboolean complete;
  CordialFound *one;

  nothing = search (fixture, "message", &complete);
  g_assert_cmpuint (nothing->len, ==, 0);
  g_assert_false (complete);
  cordial_store_start_index (fixture->store, NULL);
  chat_wait (cordial_store_get_index_progress (fixture->store) == 1);
  found = search (fixture, "17 mess", &complete);
  g_assert_true (complete);
  g_assert_cmpuint (found->len, ==, 1);
  one = found->pdata[0];
  g_assert_true (one->conversation == fixture_get_ben (fixture));
  g_assert_cmpint (one->seq, ==, 17);
  g_assert_cmpstr (one->text, ==, "message 17");
  g_assert_false (one->outgoing);
  g_assert_cmpuint (one->ranges->len, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/found/message", test_message);
  return g_test_run ();
}
