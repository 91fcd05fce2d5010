/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How an account is let in: while there is no protocol yet, while the keyring waits for its owner, and where somebody else has the
 * login now.
 */

#include "cordial-login.h"

#include "fixture.h"
#include "secrets.h"

static Secrets *secrets;

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
  login = cordial_login_new ("test", store, credentials, &cordial_text_content_format);
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

/* --- With a protocol --------------------------------------------------------------------------------------------- */

/* An account that was signed in to before, in a process that does not remember it. */
typedef struct
{
  char *folder;
  CordialCredentials *credentials;
  CordialStore *store;
  CordialLogin *login;
  CordialAccount *account;
  FakeProtocol *protocol;
} Visit;

static void
keep_token (const char *id, const char *token)
{
  g_autoptr (CordialCredentials) earlier = cordial_credentials_new ();

  cordial_credentials_store_async (earlier, id, "a label", token, NULL, NULL);
  chat_wait (!cordial_credentials_get_busy (earlier));
}

static void
set_up (Visit *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("cordial-chat-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->folder, "account.db", NULL);
  self->credentials = cordial_credentials_new ();
  self->store = cordial_store_open (path, &error);
  g_assert_no_error (error);
  cordial_store_set_value (self->store, "login", "ada");
  cordial_store_set_value (self->store, "server", "chat.example.org");
  cordial_store_set_value (self->store, "user-id", FAKE_OWN_ID);
  cordial_store_flush (self->store);
  self->login = cordial_login_new ("ada's", self->store, self->credentials, &cordial_text_content_format);
  self->account = cordial_login_get_account (self->login);
  g_assert_true (cordial_login_load (self->login, &error));
  self->protocol = fake_protocol_new ();
  cordial_login_set_protocol (self->login, CORDIAL_PROTOCOL (self->protocol));
  keep_token ("ada's", "a token");
}

static void
tear_down (Visit *self, gconstpointer data)
{
  cordial_login_end (self->login);
  cordial_credentials_clear_async (self->credentials, "ada's", NULL, NULL);
  chat_wait (!cordial_credentials_get_busy (self->credentials));
  g_clear_object (&self->login);
  /* An answer may be under way. */
  g_object_add_weak_pointer (G_OBJECT (self->protocol), (gpointer *) &self->protocol);
  g_object_unref (self->protocol);
  chat_wait (self->protocol == NULL);
  cordial_store_close (self->store);
  g_assert_finalize_object (self->store);
  g_object_unref (self->credentials);
  fixture_delete_folder (self->folder);
}

static CordialLinkState
get_state (Visit *self)
{
  return cordial_account_get_link_state (self->account);
}

static gboolean
is_refused (Visit *self, CordialRefusal refusal)
{
  return get_state (self) == CORDIAL_LINK_REFUSED && cordial_account_get_refusal (self->account) == refusal;
}

static void
test_token (Visit *self, gconstpointer data)
{
  cordial_account_open (self->account);
  /* Whoever waits for the keyring is told that something goes on. */
  g_assert_cmpint (get_state (self), ==, CORDIAL_LINK_CONNECTING);
  chat_wait (fake_protocol_get_token (self->protocol) != NULL);
  g_assert_cmpstr (fake_protocol_get_token (self->protocol), ==, "a token");
  fake_protocol_sign_in (self->protocol);
  g_assert_cmpint (get_state (self), ==, CORDIAL_LINK_ONLINE);
}

/* No server is asked, the state says why, and an unlocking elsewhere goes on by itself. */
static void
test_unlocked_elsewhere (Visit *self, gconstpointer data)
{
  secrets_do (secrets, "Lock");
  cordial_account_open (self->account);
  chat_wait (secrets_count (secrets, "Prompts") == 1);
  g_assert_true (is_refused (self, CORDIAL_REFUSAL_KEYRING));
  g_assert_cmpstr (cordial_account_get_reason (self->account), ==, "The password store is locked.");
  g_assert_cmpint (cordial_protocol_get_link_state (CORDIAL_PROTOCOL (self->protocol)), ==, CORDIAL_LINK_OFFLINE);
  /* With the question still open; it is taken back then. */
  secrets_do (secrets, "Open");
  chat_wait (get_state (self) == CORDIAL_LINK_CONNECTING);
  g_assert_cmpstr (fake_protocol_get_token (self->protocol), ==, "a token");
  chat_wait (secrets_count (secrets, "Prompts") == 0);
}

/* Dismissed, and asked for again by the person; then answered. */
static void
test_asked_again (Visit *self, gconstpointer data)
{
  secrets_do (secrets, "Lock");
  cordial_account_open (self->account);
  chat_wait (secrets_count (secrets, "Prompts") == 1);
  secrets_answer (secrets, FALSE);
  chat_wait (cordial_credentials_get_problem (self->credentials) != NULL);
  g_assert_true (is_refused (self, CORDIAL_REFUSAL_KEYRING));
  g_assert_cmpuint (secrets_count (secrets, "Prompts"), ==, 0);
  cordial_account_retry_now (self->account);
  chat_wait (secrets_count (secrets, "Prompts") == 1);
  g_assert_true (is_refused (self, CORDIAL_REFUSAL_KEYRING));
  secrets_answer (secrets, TRUE);
  chat_wait (get_state (self) == CORDIAL_LINK_CONNECTING);
  g_assert_cmpstr (fake_protocol_get_token (self->protocol), ==, "a token");
}

/* Whoever does not know the keyring's password may know the account's. */
static void
test_password_instead (Visit *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  secrets_do (secrets, "Lock");
  cordial_account_open (self->account);
  chat_wait (secrets_count (secrets, "Prompts") == 1);
  cordial_account_sign_in_again_async (self->account, "password", NULL, on_result, &result);
  chat_wait (secrets_count (secrets, "Prompts") == 0);
  g_assert_cmpint (get_state (self), ==, CORDIAL_LINK_CONNECTING);
  g_assert_cmpstr (fake_protocol_get_password (self->protocol), ==, "password");
  fake_protocol_sign_in (self->protocol);
  chat_wait (result != NULL);
  g_assert_true (cordial_account_sign_in_again_finish (self->account, result, NULL));
  secrets_do (secrets, "Open");
}

/* Closed while it waits: nobody is asked any more, and nothing comes of a late answer. */
static void
test_closed_meanwhile (Visit *self, gconstpointer data)
{
  secrets_do (secrets, "Lock");
  cordial_account_open (self->account);
  chat_wait (secrets_count (secrets, "Prompts") == 1);
  cordial_account_close (self->account);
  g_assert_cmpint (get_state (self), ==, CORDIAL_LINK_OFFLINE);
  chat_wait (secrets_count (secrets, "Prompts") == 0);
  secrets_do (secrets, "Open");
  fixture_settle ();
  g_assert_cmpint (get_state (self), ==, CORDIAL_LINK_OFFLINE);
  cordial_account_open (self->account);
  chat_wait (fake_protocol_get_token (self->protocol) != NULL);
}

/* A service that comes late is noticed, too. */
static void
test_late_service (Visit *self, gconstpointer data)
{
  secrets_stop (secrets);
  cordial_account_open (self->account);
  chat_wait (cordial_protocol_get_link_state (CORDIAL_PROTOCOL (self->protocol)) == CORDIAL_LINK_CONNECTING);
  fake_protocol_refuse (self->protocol, CORDIAL_REFUSAL_PASSWORD);
  g_assert_true (is_refused (self, CORDIAL_REFUSAL_PASSWORD));
  secrets_start (secrets);
  keep_token ("ada's", "a token");
  cordial_account_retry_now (self->account);
  fake_protocol_refuse (self->protocol, CORDIAL_REFUSAL_PASSWORD);
  secrets_do (secrets, "Lock");
  secrets_do (secrets, "Open");
  chat_wait (fake_protocol_get_token (self->protocol) != NULL);
  g_assert_cmpint (get_state (self), ==, CORDIAL_LINK_CONNECTING);
}

/* Not at the sign-in page alone: at every sign-in. Nothing of the other account comes in, and its token is not kept. */
static void
test_somebody_else (Visit *self, gconstpointer data)
{
  g_autoptr (CordialCredentials) later = cordial_credentials_new ();
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (GAsyncResult) looked_up = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *user_id = NULL;
  g_autofree char *token = NULL;

  cordial_account_open (self->account);
  chat_wait (fake_protocol_get_token (self->protocol) != NULL);
  fake_protocol_sign_in_as (self->protocol, "usrSomebody", "the other's token");
  g_assert_true (is_refused (self, CORDIAL_REFUSAL_OTHER_ACCOUNT));
  g_assert_cmpint (cordial_protocol_get_link_state (CORDIAL_PROTOCOL (self->protocol)), ==, CORDIAL_LINK_OFFLINE);
  g_assert_cmpstr (cordial_account_get_user_id (self->account), ==, FAKE_OWN_ID);
  cordial_store_flush (self->store);
  user_id = cordial_store_dup_value (self->store, "user-id");
  g_assert_cmpstr (user_id, ==, FAKE_OWN_ID);
  g_assert_null (fake_protocol_get_password (self->protocol));
  g_assert_null (fake_protocol_get_token (self->protocol));

  /* A password that opens it tells the same, in words that say so. */
  cordial_account_sign_in_again_async (self->account, "password", NULL, on_result, &again);
  fake_protocol_sign_in_as (self->protocol, "usrSomebody", "the other's token");
  chat_wait (again != NULL);
  g_assert_false (cordial_account_sign_in_again_finish (self->account, again, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
  g_assert_nonnull (strstr (error->message, "another account"));
  g_clear_error (&error);

  chat_wait (!cordial_credentials_get_busy (self->credentials));
  cordial_credentials_lookup_async (later, "ada's", FALSE, NULL, on_result, &looked_up);
  chat_wait (looked_up != NULL);
  token = cordial_credentials_lookup_finish (later, looked_up, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, "a token");

  /* Once it is put right, it goes on as if nothing had been. */
  cordial_account_retry_now (self->account);
  chat_wait (fake_protocol_get_token (self->protocol) != NULL);
  fake_protocol_sign_in (self->protocol);
  g_assert_cmpint (get_state (self), ==, CORDIAL_LINK_ONLINE);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  secrets = secrets_new (TRUE);

  g_test_add_func ("/accounts/login/no-protocol", test_no_protocol);
#define ADD(path, function) g_test_add ("/accounts/login/" path, Visit, NULL, set_up, function, tear_down)
  ADD ("token", test_token);
  ADD ("unlocked-elsewhere", test_unlocked_elsewhere);
  ADD ("asked-again", test_asked_again);
  ADD ("password-instead", test_password_instead);
  ADD ("closed-meanwhile", test_closed_meanwhile);
  ADD ("late-service", test_late_service);
  ADD ("somebody-else", test_somebody_else);
#undef ADD
  status = g_test_run ();
  secrets_free (secrets);
  return status;
}
