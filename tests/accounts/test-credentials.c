/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tokens in a secret service that is slow, locked, or comes late.
 */

#include "cordial-credentials.h"

#include "patience.h"
#include "secrets.h"

static Secrets *secrets;

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
store (CordialCredentials *credentials, const char *id, const char *token)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_credentials_store_async (credentials, id, "a label", token, on_result, &result);
  patience_wait (result != NULL);
  g_assert_true (cordial_credentials_store_finish (credentials, result, NULL));
}

static void
clear (CordialCredentials *credentials, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_credentials_clear_async (credentials, id, on_result, &result);
  patience_wait (result != NULL);
  g_assert_true (cordial_credentials_clear_finish (credentials, result, NULL));
}

static char *
look_up (CordialCredentials *credentials, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_credentials_lookup_async (credentials, id, FALSE, NULL, on_result, &result);
  patience_wait (result != NULL);
  return cordial_credentials_lookup_finish (credentials, result, error);
}

/* As the next process sees it, which remembers nothing. */
static void
assert_kept (const char *id, const char *expected)
{
  g_autoptr (CordialCredentials) later = cordial_credentials_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *token = look_up (later, id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, expected);
}

static void
test_kept (void)
{
  g_autoptr (CordialCredentials) credentials = cordial_credentials_new ();

  assert_kept ("kept", NULL);
  store (credentials, "kept", "a token");
  assert_kept ("kept", "a token");
  store (credentials, "kept", "another");
  assert_kept ("kept", "another");
  g_assert_cmpuint (secrets_count (secrets, "Items"), ==, 1);
  clear (credentials, "kept");
  g_assert_cmpuint (secrets_count (secrets, "Items"), ==, 0);
  g_assert_null (cordial_credentials_get_problem (credentials));
}

/* Whatever is on its way to the service is there: it answers in the order in which it was asked. */
static void
let_arrive (CordialCredentials *credentials)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (look_up (credentials, "somebody else", &error));
  g_assert_no_error (error);
}

/* The person signs out while the service is still busy with the token: nothing is left behind. */
static void
test_cleared_meanwhile (void)
{
  g_autoptr (CordialCredentials) credentials = cordial_credentials_new ();

  secrets_hold (secrets, "CreateItem");
  cordial_credentials_store_async (credentials, "meanwhile", "a label", "a token", NULL, NULL);
  patience_wait (secrets_count (secrets, "Held") == 1);
  cordial_credentials_store_async (credentials, "meanwhile", "a label", "a newer one", NULL, NULL);
  cordial_credentials_clear_async (credentials, "meanwhile", NULL, NULL);
  let_arrive (credentials);
  g_assert_true (cordial_credentials_get_busy (credentials));
  secrets_do (secrets, "Release");
  patience_wait (!cordial_credentials_get_busy (credentials));
  g_assert_cmpuint (secrets_count (secrets, "Items"), ==, 0);
}

/* And the other way round: who signs in again while the service is still busy forgetting stays signed in. */
static void
test_stored_meanwhile (void)
{
  g_autoptr (CordialCredentials) credentials = cordial_credentials_new ();

  store (credentials, "again", "the old one");
  secrets_hold (secrets, "Delete");
  cordial_credentials_clear_async (credentials, "again", NULL, NULL);
  patience_wait (secrets_count (secrets, "Held") == 1);
  cordial_credentials_store_async (credentials, "again", "a label", "the new one", NULL, NULL);
  let_arrive (credentials);
  secrets_do (secrets, "Release");
  patience_wait (!cordial_credentials_get_busy (credentials));
  assert_kept ("again", "the new one");
  clear (credentials, "again");
}

static void
on_changed (guint *n_changes)
{
  (*n_changes)++;
}

static void
test_locked (void)
{
  g_autoptr (CordialCredentials) before = cordial_credentials_new ();
  g_autoptr (CordialCredentials) credentials = cordial_credentials_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  guint n_changes = 0;

  g_signal_connect_swapped (credentials, "changed", G_CALLBACK (on_changed), &n_changes);
  store (before, "locked", "a token");
  secrets_do (secrets, "Lock");

  /* Looking asks nobody, and is no problem yet. */
  g_assert_null (look_up (credentials, "locked", &error));
  g_assert_error (error, CORDIAL_CREDENTIALS_ERROR, CORDIAL_CREDENTIALS_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_cmpuint (secrets_count (secrets, "Prompts"), ==, 0);
  g_assert_null (cordial_credentials_get_problem (credentials));
  /* What is not there needs no unlocking. */
  g_assert_null (look_up (credentials, "somebody else", &error));
  g_assert_no_error (error);

  /* The owner is asked, and says no. */
  cordial_credentials_lookup_async (credentials, "locked", TRUE, NULL, on_result, &result);
  patience_wait (secrets_count (secrets, "Prompts") == 1);
  g_assert_null (result);
  secrets_answer (secrets, FALSE);
  patience_wait (result != NULL);
  g_assert_null (cordial_credentials_lookup_finish (credentials, result, &error));
  g_assert_error (error, CORDIAL_CREDENTIALS_ERROR, CORDIAL_CREDENTIALS_ERROR_LOCKED);
  g_clear_error (&error);
  g_clear_object (&result);
  g_assert_nonnull (cordial_credentials_get_problem (credentials));
  /* Then not again at every reconnection. */
  store (credentials, "another", "a token");
  g_assert_cmpuint (secrets_count (secrets, "Prompts"), ==, 0);

  /* The owner unlocks it elsewhere. */
  n_changes = 0;
  secrets_do (secrets, "Open");
  patience_wait (n_changes > 0);
  token = look_up (credentials, "locked", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, "a token");
  g_assert_null (cordial_credentials_get_problem (credentials));
  clear (credentials, "locked");
}

/* Asked, and says yes; or does not say anything, and nobody waits any more. */
static void
test_prompt (void)
{
  g_autoptr (CordialCredentials) before = cordial_credentials_new ();
  g_autoptr (CordialCredentials) credentials = cordial_credentials_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) given_up = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  store (before, "prompt", "a token");
  secrets_do (secrets, "Lock");
  cordial_credentials_lookup_async (credentials, "prompt", TRUE, cancellable, on_result, &given_up);
  patience_wait (secrets_count (secrets, "Prompts") == 1);
  g_cancellable_cancel (cancellable);
  patience_wait (given_up != NULL);
  g_assert_null (cordial_credentials_lookup_finish (credentials, given_up, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  patience_wait (secrets_count (secrets, "Prompts") == 0);
  g_assert_null (cordial_credentials_get_problem (credentials));

  cordial_credentials_lookup_async (credentials, "prompt", TRUE, NULL, on_result, &result);
  patience_wait (secrets_count (secrets, "Prompts") == 1);
  secrets_answer (secrets, TRUE);
  patience_wait (result != NULL);
  token = cordial_credentials_lookup_finish (credentials, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, "a token");
  clear (credentials, "prompt");
}

/* There is none, and then one comes. */
static void
test_late (void)
{
  g_autoptr (CordialCredentials) credentials = cordial_credentials_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  guint n_changes = 0;

  g_signal_connect_swapped (credentials, "changed", G_CALLBACK (on_changed), &n_changes);
  secrets_stop (secrets);
  g_assert_null (look_up (credentials, "late", &error));
  g_assert_error (error, CORDIAL_CREDENTIALS_ERROR, CORDIAL_CREDENTIALS_ERROR_ABSENT);
  g_clear_error (&error);
  g_assert_nonnull (cordial_credentials_get_problem (credentials));
  /* This process goes on with what it was told. */
  store (credentials, "late", "a token");
  token = look_up (credentials, "late", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, "a token");

  secrets_start (secrets);
  patience_wait (n_changes > 0);
  store (credentials, "late", "a token");
  assert_kept ("late", "a token");
  g_assert_null (cordial_credentials_get_problem (credentials));
  clear (credentials, "late");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  secrets = secrets_new (TRUE);

  g_test_add_func ("/accounts/credentials/kept", test_kept);
  g_test_add_func ("/accounts/credentials/cleared-meanwhile", test_cleared_meanwhile);
  g_test_add_func ("/accounts/credentials/stored-meanwhile", test_stored_meanwhile);
  g_test_add_func ("/accounts/credentials/locked", test_locked);
  g_test_add_func ("/accounts/credentials/prompt", test_prompt);
  g_test_add_func ("/accounts/credentials/late", test_late);
  status = g_test_run ();
  secrets_free (secrets);
  return status;
}
