/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happens around a conversation: what counts as news after an absence, another password, and signing out with or without
 * the messages.
 */

#include "home.h"
#include "proxy.h"

#include <stdlib.h>

#include "cordial-store.h"

typedef struct
{
  World *world;
  Home *ada;
  Home *ben;
  CordialConversation *to_ben;
  CordialConversation *to_ada;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->world = world_new ();
  fixture->ada = home_new (world_get_uri (fixture->world), world_get_folder (fixture->world), "Ada");
  fixture->ben = home_new (world_get_uri (fixture->world), world_get_folder (fixture->world), "Ben");
  fixture->to_ben = home_meet (fixture->ada, fixture->ben);
  home_say (fixture->to_ben, "one");
  world_wait (home_get_conversation (fixture->ben, fixture->ada) &&
              home_count (home_get_conversation (fixture->ben, fixture->ada)) == 1);
  fixture->to_ada = home_get_conversation (fixture->ben, fixture->ada);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->ada, home_free);
  g_clear_pointer (&fixture->ben, home_free);
  world_free (fixture->world);
}

static void
on_news (CordialAccount *account, CordialConversation *conversation, GPtrArray *messages, GString *heard)
{
  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (heard, "%s;", ((CordialMessageRecord *) g_ptr_array_index (messages, i))->text);
}

static CordialAccount *
sign_in (Home *home, const char *uri, const char *login, const char *password, GError **error)
{
  CordialAccountSetup setup = { .server = uri, .login = login, .password = password, .allow_plaintext = TRUE };
  g_autoptr (GAsyncResult) result = NULL;

  cordial_accounts_sign_in_async (home->accounts, &setup, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  return cordial_accounts_sign_in_finish (home->accounts, result, error);
}

static void
leave (Home *home, gboolean keep_messages)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (home->accounts)), ==, 1);
  cordial_accounts_remove (home->accounts, home->account, keep_messages);
  g_clear_object (&home->account);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (home->accounts)), ==, 0);
}

static void
test_news (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GString) of_ada = g_string_new (NULL);

  g_signal_connect (fixture->ben->account, "news", G_CALLBACK (on_news), heard);
  g_signal_connect (fixture->ada->account, "news", G_CALLBACK (on_news), of_ada);
  home_say (fixture->to_ben, "live");
  world_wait (g_str_equal (heard->str, "live;"));

  /* What came while nobody was there. */
  cordial_account_close (fixture->ben->account);
  home_say (fixture->to_ben, "missed");
  world_wait (cordial_account_get_waiting_messages (fixture->ada->account) == 0);
  cordial_account_open (fixture->ben->account);
  world_wait (g_str_equal (heard->str, "live;missed;"));

  /* What one writes oneself is none, nor is what was there before. */
  world_wait (home_count (fixture->to_ada) == 3);
  g_assert_cmpstr (of_ada->str, ==, "");
  g_signal_handlers_disconnect_by_data (fixture->ben->account, heard);
  g_signal_handlers_disconnect_by_data (fixture->ada->account, of_ada);
}

/* Signing in on another computer is no news of everything that was unread; what comes then is. */
static void
test_no_news_on_new_device (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (world_get_folder (fixture->world), "phone", NULL);
  g_autoptr (Home) phone = home_new_empty (folder, fixture->ben->password);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  phone->account = sign_in (phone, world_get_uri (fixture->world), cordial_account_get_login (fixture->ben->account),
                            fixture->ben->password, &error);
  g_assert_no_error (error);
  g_signal_connect (phone->account, "news", G_CALLBACK (on_news), heard);
  world_wait (home_is_online (phone));
  world_wait (home_count (home_get_conversation (phone, fixture->ada)) == 1);
  home_say (fixture->to_ben, "two");
  world_wait (g_str_equal (heard->str, "two;"));
  g_signal_handlers_disconnect_by_data (phone->account, heard);
}

static void
test_change_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *login = g_strdup (cordial_account_get_login (fixture->ben->account));

  g_assert_true (cordial_account_get_has_password (fixture->ben->account));
  cordial_account_change_password_async (fixture->ben->account, "another one altogether", NULL, world_on_answer,
                                         &result);
  world_wait (result != NULL);
  g_assert_true (cordial_account_change_password_finish (fixture->ben->account, result, &error));
  g_assert_no_error (error);

  leave (fixture->ben, FALSE);
  fixture->ben->account = sign_in (fixture->ben, world_get_uri (fixture->world), login, fixture->ben->password, &error);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_SIGN_IN);
  g_clear_error (&error);
  fixture->ben->account =
    sign_in (fixture->ben, world_get_uri (fixture->world), login, "another one altogether", &error);
  g_assert_no_error (error);
}

static void
test_bad_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_account_close (fixture->ben->account);
  cordial_account_change_password_async (fixture->ben->account, "never arrives", NULL, world_on_answer, &result);
  world_wait (result != NULL);
  g_assert_false (cordial_account_change_password_finish (fixture->ben->account, result, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
}

/* On all devices, and back again. */
static void
test_mute (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (world_get_folder (fixture->world), "phone", NULL);
  g_autoptr (Home) phone = home_new_empty (folder, fixture->ben->password);
  g_autoptr (GError) error = NULL;
  CordialConversation *on_phone;

  phone->account = sign_in (phone, world_get_uri (fixture->world), cordial_account_get_login (fixture->ben->account),
                            fixture->ben->password, &error);
  g_assert_no_error (error);
  world_wait (home_is_online (phone) && home_get_conversation (phone, fixture->ada));
  on_phone = home_get_conversation (phone, fixture->ada);
  for (gboolean muted = TRUE; muted >= FALSE; muted--)
    {
      g_autoptr (GAsyncResult) result = NULL;

      cordial_conversation_set_muted_async (fixture->to_ada, muted, NULL, world_on_answer, &result);
      world_wait (result != NULL);
      g_assert_true (cordial_conversation_set_finish (fixture->to_ada, result, &error));
      g_assert_no_error (error);
      g_assert_cmpint (cordial_conversation_get_muted (fixture->to_ada), ==, muted);
      world_wait (cordial_conversation_get_muted (on_phone) == muted);
      /* It takes nothing else away. */
      g_assert_true (cordial_conversation_get_writable (on_phone));
      home_say (fixture->to_ben, "still heard");
      world_wait (home_count (fixture->to_ada) == (muted ? 2u : 3u));
    }
}

/* The messages are there again, with what waits in the outbox, and only for the one who wrote them. */
static void
test_keep_messages (Fixture *fixture, gconstpointer data)
{
  Home *ben = fixture->ben;
  const char *uri = world_get_uri (fixture->world);
  g_autofree char *login = g_strdup (cordial_account_get_login (ben->account));
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;

  cordial_account_close (ben->account);
  home_say (fixture->to_ada, "written while away");
  before = home_dup_transcript (fixture->to_ada);
  fixture->to_ada = NULL;
  leave (ben, TRUE);
  g_assert_cmpuint (home_count (fixture->to_ben), ==, 1);

  /* The application starts and ends in between. */
  cordial_accounts_load (ben->accounts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (ben->accounts)), ==, 0);

  ben->account = sign_in (ben, uri, login, "a wrong one", &error);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_SIGN_IN);
  g_clear_error (&error);
  ben->account = sign_in (ben, uri, login, ben->password, &error);
  g_assert_no_error (error);
  after = home_dup_transcript (home_get_conversation (ben, fixture->ada));
  g_assert_cmpstr (after, ==, before);
  world_wait (home_count (fixture->to_ben) == 2);
  world_wait (cordial_account_get_waiting_messages (ben->account) == 0);

  /* And not when they are to go. */
  leave (ben, FALSE);
  ben->account = sign_in (ben, uri, login, ben->password, &error);
  g_assert_no_error (error);
  world_wait (home_is_online (ben));
  world_wait (home_count (home_get_conversation (ben, fixture->ada)) == 2);
}

/* Somebody else has the login now: the messages stay apart. */
static void
test_other_owner (Fixture *fixture, gconstpointer data)
{
  Home *ben = fixture->ben;
  const char *uri = world_get_uri (fixture->world);
  g_autofree char *login = g_strdup (cordial_account_get_login (ben->account));
  g_autofree char *id = g_strdup (cordial_account_get_id (ben->account));
  g_autofree char *path = g_build_filename (ben->folder, "accounts", id, "account.db", NULL);
  g_autoptr (CordialStore) store = NULL;
  g_autoptr (GError) error = NULL;

  leave (ben, TRUE);
  store = cordial_store_open (path, &error);
  g_assert_no_error (error);
  cordial_store_set_value (store, "user-id", "usrSomebodyElse");
  cordial_store_flush (store);
  cordial_store_close (store);

  ben->account = sign_in (ben, uri, login, ben->password, &error);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
  g_clear_error (&error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  ben->account = sign_in (ben, uri, login, ben->password, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cordial_account_get_id (ben->account), !=, id);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* The server has another address: what is here goes on there, what waits included. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  Home *ada = fixture->ada;
  CordialAccount *account = ada->account;
  g_autofree char *user_id = g_strdup (cordial_account_get_user_id (account));
  g_autofree char *old = g_strdup (cordial_account_get_server (account));
  g_autofree char *folder = g_strdup (ada->folder);
  g_autofree char *password = g_strdup (ada->password);
  g_autoptr (Proxy) there = proxy_new (world_get_uri (fixture->world));
  g_autoptr (GUri) uri = g_uri_parse (proxy_get_uri (there), G_URI_FLAGS_NONE, NULL);
  g_autofree char *moved = g_strdup_printf ("localhost.:%d", g_uri_get_port (uri));
  g_autoptr (GError) error = NULL;
  guint n_lines;

  g_assert_false (cordial_accounts_move (ada->accounts, account, "not an address", FALSE, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_cmpstr (cordial_account_get_server (account), ==, old);
  g_assert_true (home_is_online (ada));

  cordial_account_close (account);
  home_say (fixture->to_ben, "on its way");
  g_assert_true (cordial_accounts_move (ada->accounts, account, moved, FALSE, &error));
  g_assert_no_error (error);
  world_wait (home_is_online (ada));
  g_assert_cmpstr (cordial_account_get_server (account), ==, moved);
  g_assert_cmpstr (cordial_account_get_user_id (account), ==, user_id);
  world_wait (cordial_account_get_waiting_messages (account) == 0);
  world_wait (home_count (fixture->to_ada) == 2);
  g_assert_cmpuint (home_count (fixture->to_ben), ==, 2);

  /* And at the next start. */
  home_free (g_steal_pointer (&fixture->ada));
  fixture->ada = home_load (folder, password);
  g_assert_cmpstr (cordial_account_get_server (fixture->ada->account), ==, moved);
  n_lines = proxy_get_n_lines (there);
  home_open (fixture->ada);
  g_assert_cmpuint (proxy_get_n_lines (there), >, n_lines);
  g_clear_pointer (&fixture->ada, home_free);
}

int
main (int argc, char *argv[])
{
  if (!world_is_possible ())
    return EXIT_SUCCESS;
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/integration/leave/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("news", test_news);
  ADD ("no-news-on-new-device", test_no_news_on_new_device);
  ADD ("change-password", test_change_password);
  ADD ("bad-password", test_bad_password);
  ADD ("mute", test_mute);
  ADD ("keep-messages", test_keep_messages);
  ADD ("other-owner", test_other_owner);
  ADD ("moved", test_moved);
#undef ADD
  return g_test_run ();
}
