/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How an account is let in: while there is no protocol yet, whatever is asked has an answer.
 */

#include "cordial-login.h"

#include "fixture.h"

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The local server has not said yet where it listens: whatever is asked has one answer, and it comes. */
static void
test_no_protocol (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialCredentials) credentials = cordial_credentials_new ();
  g_autoptr (CordialStore) store = NULL;
  g_autoptr (CordialLogin) login = NULL;
  CordialAccount *account;
  g_autofree char *folder = g_dir_make_tmp ("cordial-chat-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "account.db", NULL);
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) signed_in = NULL;

  g_assert_no_error (error);
  store = cordial_store_open (path, &error);
  g_assert_no_error (error);
  login = cordial_login_new ("test", store, credentials, NULL);
  account = cordial_login_get_account (login);
  cordial_account_open (account);
  cordial_account_retry_now (account);
  cordial_account_probe_if_stale (account);
  g_assert_cmpint (cordial_account_get_link_state (account), ==, CORDIAL_LINK_OFFLINE);
  g_assert_cmpint (cordial_account_get_refusal (account), ==, CORDIAL_REFUSAL_NONE);
  g_assert_null (cordial_account_get_refused_certificate (account));

  cordial_account_find_people_async (account, "ben", NULL, on_result, &found);
  cordial_account_start_conversation_async (account, BEN, NULL, on_result, &started);
  cordial_account_sign_in_again_async (account, "password", NULL, on_result, &signed_in);
  chat_wait (found && started && signed_in);
  g_assert_null (cordial_account_find_people_finish (account, found, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  g_clear_error (&error);
  g_assert_null (cordial_account_start_conversation_finish (account, started, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  g_clear_error (&error);
  g_assert_false (cordial_account_sign_in_again_finish (account, signed_in, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);

  g_clear_object (&login);
  cordial_store_close (store);
  fixture_delete_folder (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/accounts/login/no-protocol", test_no_protocol);
  return g_test_run ();
}
