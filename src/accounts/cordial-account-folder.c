/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account's folder: the database in it, and what is known of it before anybody is signed in.
 */
#define G_LOG_DOMAIN "cordial-accounts"

#include "cordial-config.h"

#include "cordial-account-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cordial-account-keys.h"
#include "cordial-kept-settings.h"

#define DATABASE_NAME "account.db"

/**
 * cordial_account_folder_get_database:
 * @accounts: where the accounts' folders are
 * @id: what this one is called
 *
 * Returns: (transfer full): where its database is, or would be
 */
char *
cordial_account_folder_get_database (const char *accounts, const char *id)
{
  return g_build_filename (accounts, id, DATABASE_NAME, NULL);
}

/* An account's folder holds its database and what SQLite lays beside it, and nothing else. */
void
cordial_account_folder_delete (const char *accounts, const char *id)
{
  g_autofree char *folder = g_build_filename (accounts, id, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_prefix (name, DATABASE_NAME))
        g_unlink (path);
    }
  g_rmdir (folder);
}

static void
keep_certificate (CordialStore *store, GTlsCertificate *certificate)
{
  g_autofree char *pem = NULL;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  cordial_store_set_value (store, CORDIAL_ACCOUNT_CERTIFICATE, pem);
}

/* Reads who the folder's messages belong to, and leaves it open if that is who signs in now. */
static CordialStore *
open_if_kept_for (const char *accounts, const char *id, const char *uri, const char *login, char **user_id)
{
  g_autofree char *path = cordial_account_folder_get_database (accounts, id);
  g_autoptr (CordialStore) store = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS) || !(store = cordial_store_open (path, NULL)))
    return NULL;

  g_autofree char *signed_out = cordial_store_dup_value (store, CORDIAL_ACCOUNT_SIGNED_OUT);
  g_autofree char *kept_uri = cordial_store_dup_value (store, CORDIAL_ACCOUNT_URI);
  g_autofree char *kept_login = cordial_store_dup_value (store, CORDIAL_ACCOUNT_LOGIN);
  g_autofree char *kept_user_id = cordial_store_dup_value (store, CORDIAL_ACCOUNT_USER_ID);

  if (g_strcmp0 (signed_out, CORDIAL_ACCOUNT_SIGNED_OUT_FOR_NOW) == 0 && kept_user_id &&
      g_strcmp0 (kept_uri, uri) == 0 && g_strcmp0 (kept_login, login) == 0)
    {
      *user_id = g_steal_pointer (&kept_user_id);
      return g_steal_pointer (&store);
    }
  cordial_store_close (store);
  return NULL;
}

/**
 * cordial_account_folder_open_kept:
 * @accounts: where the accounts' folders are
 * @open: the ids of those that are signed in
 * @uri: where the server is
 * @setup: which account is to be signed in to
 * @id: (inout) (transfer full): what the folder is called
 * @user_id: (out) (transfer full): whose messages are in it
 *
 * Returns: (transfer full) (nullable): the database that an earlier sign-out kept of that account, %NULL if there is none
 */
CordialStore *
cordial_account_folder_open_kept (const char *accounts,
                                  const char *const *open,
                                  const char *uri,
                                  const CordialAccountSetup *setup,
                                  char **id,
                                  char **user_id)
{
  g_autoptr (GDir) dir = setup->create || setup->local_server ? NULL : g_dir_open (accounts, 0, NULL);
  const char *login = setup->settings ? setup->settings->user_id : setup->login;
  g_autofree char *without_token = g_strndup (uri, strcspn (uri, "?"));
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autoptr (CordialStore) store =
        g_strv_contains (open, name) ? NULL : open_if_kept_for (accounts, name, without_token, login, user_id);

      if (!store)
        continue;
      if (setup->settings)
        cordial_kept_settings_save (setup->settings, store);
      if (setup->trusted_certificate)
        keep_certificate (store, setup->trusted_certificate);
      g_free (*id);
      *id = g_strdup (name);
      return g_steal_pointer (&store);
    }
  return NULL;
}

/**
 * cordial_account_folder_make:
 * @accounts: where the accounts' folders are
 * @id: what this one is called
 * @uri: where the server is
 * @setup: what the person said
 * @error: return location for one sentence
 *
 * Returns: (transfer full) (nullable): the database of a new account in a new folder
 */
CordialStore *
cordial_account_folder_make (const char *accounts,
                             const char *id,
                             const char *uri,
                             const CordialAccountSetup *setup,
                             GError **error)
{
  g_autofree char *folder = g_build_filename (accounts, id, NULL);
  g_autofree char *path = cordial_account_folder_get_database (accounts, id);
  g_autoptr (CordialStore) store = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("The folder %s cannot be made: %s."), folder,
                   g_strerror (code));
      return NULL;
    }
  store = cordial_store_open (path, error);
  if (!store)
    {
      cordial_account_folder_delete (accounts, id);
      return NULL;
    }
  if (setup->settings)
    {
      cordial_kept_settings_save (setup->settings, store);
    }
  else
    {
      cordial_store_set_value (store, CORDIAL_ACCOUNT_SERVER, setup->server);
      cordial_store_set_value (store, CORDIAL_ACCOUNT_URI, uri);
      cordial_store_set_value (store, CORDIAL_ACCOUNT_LOGIN, setup->login);
      cordial_store_set_value (store, CORDIAL_ACCOUNT_NAME, setup->name ? setup->name : setup->login);
    }
  if (setup->local_server)
    {
      cordial_store_set_value (store, CORDIAL_ACCOUNT_LOCAL_SERVER, "1");
      cordial_store_set_value (store, CORDIAL_ACCOUNT_LOCAL_PASSWORD, setup->password);
    }
  if (setup->trusted_certificate)
    keep_certificate (store, setup->trusted_certificate);
  cordial_store_flush (store);
  return g_steal_pointer (&store);
}
