/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of folders that an earlier sign-in left behind, when somebody signs in: one that holds nothing goes, and nothing
 * else does, least of all what cannot be read.
 */

#include <glib/gstdio.h>

#include "cordial-account-folder.h"
#include "fixture.h"
#include "store-fixture.h"

typedef struct
{
  const char *broken; /* (nullable): a table whose first page cannot be read */
  gboolean waits;     /* something waits there to be sent */
  gboolean stays;
} Case;

/* Returns the path. Nobody was ever online there. */
static char *
leave_behind (const char *accounts, const Case *left)
{
  g_autofree char *folder = g_build_filename (accounts, "begun", NULL);
  char *path = cordial_account_folder_get_database (accounts, "begun");
  g_autoptr (CordialMessageRecord) message = store_fixture_draft ("usrBen", "an-id", "not to be lost");
  g_autoptr (CordialStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *query = NULL;
  g_autofree char *content = NULL;
  gsize size, page;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  store = cordial_store_open (path, &error);
  g_assert_no_error (error);
  cordial_store_set_value (store, "login", "ada");
  if (left->waits)
    store_fixture_enqueue_async (store, message, NULL, NULL);
  cordial_store_close (store);
  if (!left->broken)
    return path;
  query = g_strdup_printf ("SELECT rootpage FROM sqlite_schema WHERE name = '%s'", left->broken);
  page = (gsize) store_fixture_ask_number (path, "PRAGMA page_size");
  g_assert_true (g_file_get_contents (path, &content, &size, &error));
  memset (content + ((gsize) store_fixture_ask_number (path, query) - 1) * page, 'x', page);
  g_assert_true (g_file_set_contents (path, content, (gssize) size, &error));
  return path;
}

static void
test_left_behind (void)
{
  const Case cases[] = {
    { NULL, FALSE, FALSE },    { NULL, TRUE, TRUE },           { "intent", TRUE, TRUE },
    { "message", TRUE, TRUE }, { "conversation", TRUE, TRUE },
  };
  const CordialAccountSetup setup = { .login = "ada" };
  const char *const none[] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *accounts = g_dir_make_tmp ("cordial-folder-XXXXXX", NULL);
      g_autofree char *path = leave_behind (accounts, &cases[i]);
      g_autofree char *id = g_strdup ("new");
      g_autoptr (GError) error = NULL;

      g_assert_null (cordial_account_folder_open_kept (accounts, none, "wss://chat.example.org/", &setup, &id, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (id, ==, "new");
      g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, cases[i].stays);
      cordial_account_folder_delete (accounts, "begun");
      g_assert_cmpint (g_rmdir (accounts), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accounts/folder/left-behind", test_left_behind);
  return g_test_run ();
}
