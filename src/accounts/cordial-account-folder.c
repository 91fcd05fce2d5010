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

/* What waited to be sent; what was fetched. */
static void
delete_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
delete_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_equal (name, CORDIAL_STORE_FILES_FOLDER))
        delete_all (path);
      else if (g_str_has_prefix (name, CORDIAL_ACCOUNT_FOLDER_DAMAGED) && g_file_test (path, G_FILE_TEST_IS_DIR))
        delete_files (path);
      else if (g_str_has_prefix (name, "account.") || g_str_has_prefix (name, "damage"))
        g_unlink (path);
    }
  g_rmdir (folder);
}

/* An account's folder holds its database, what SQLite and we lay beside it, maybe one that was damaged, and nothing else. */
void
cordial_account_folder_delete (const char *accounts, const char *id)
{
  g_autofree char *folder = g_build_filename (accounts, id, NULL);
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "cordial", "files", id, NULL);

  delete_files (folder);
  delete_all (cache);
}

static void
keep_certificate (CordialStore *store, GTlsCertificate *certificate)
{
  g_autofree char *pem = NULL;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  cordial_store_set_value (store, CORDIAL_ACCOUNT_CERTIFICATE, pem);
}

/* Whether the database surely holds nothing that the person wrote: no message, nothing that waits, no draft. */
static gboolean
holds_nothing (CordialStore *store)
{
  g_autoptr (GPtrArray) conversations = cordial_store_list_conversations (store, NULL);
  g_autoptr (GPtrArray) intents = cordial_store_list_all_intents (store, NULL);

  if (!conversations || !intents || intents->len > 0)
    return FALSE;
  for (guint i = 0; i < conversations->len; i++)
    {
      const CordialConversationRecord *record = g_ptr_array_index (conversations, i);

      if (record->draft || record->last_text)
        return FALSE;
    }
  return TRUE;
}

/* Reads who the folder's messages belong to, and leaves it open if that is who signs in now. Of a sign-in that was ended by
 * force before it was through, what holds nothing goes: this is no start, where something may not be readable for a moment. */
static gboolean
open_if_kept_for (const char *accounts,
                  const char *id,
                  const char *uri,
                  const char *login,
                  CordialStore **kept,
                  GError **error)
{
  g_autofree char *path = cordial_account_folder_get_database (accounts, id);
  g_autoptr (CordialStore) store = NULL;
  g_autoptr (GHashTable) values = NULL;
  GStatBuf status;

  /* A new file would be made in place of one that is not there, or is empty. */
  if (g_stat (path, &status) != 0 || status.st_size == 0)
    return TRUE;
  store = cordial_store_open (path, error);
  values = store ? cordial_store_read_values (store, error) : NULL;
  if (!values)
    return FALSE;

  if (!g_hash_table_contains (values, CORDIAL_ACCOUNT_READY))
    {
      gboolean left_over = holds_nothing (store);

      cordial_store_close (store);
      if (left_over)
        cordial_account_folder_delete (accounts, id);
    }
  else if (g_strcmp0 (g_hash_table_lookup (values, CORDIAL_ACCOUNT_SIGNED_OUT), CORDIAL_ACCOUNT_SIGNED_OUT_FOR_NOW) ==
             0 &&
           g_hash_table_contains (values, CORDIAL_ACCOUNT_USER_ID) &&
           g_strcmp0 (g_hash_table_lookup (values, CORDIAL_ACCOUNT_URI), uri) == 0 &&
           g_strcmp0 (g_hash_table_lookup (values, CORDIAL_ACCOUNT_LOGIN), login) == 0)
    {
      *kept = g_steal_pointer (&store);
    }
  else
    {
      cordial_store_close (store);
    }
  return TRUE;
}

/**
 * cordial_account_folder_open_kept:
 * @accounts: where the accounts' folders are
 * @open: the ids of those that are in use
 * @uri: where the server is
 * @setup: which account is to be signed in to
 * @id: (inout) (transfer full): what the folder is called
 * @error: return location for one sentence, where it cannot be found out
 *
 * One that is damaged, or of a newer version, is passed over: the person was told at the start that signing in begins without it.
 *
 * Returns: (nullable) (transfer full): the database that an earlier sign-out kept of that account, %NULL if there is none
 */
CordialStore *
cordial_account_folder_open_kept (const char *accounts,
                                  const char *const *open,
                                  const char *uri,
                                  const CordialAccountSetup *setup,
                                  char **id,
                                  GError **error)
{
  g_autoptr (CordialStore) store = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *login = setup->settings ? setup->settings->user_id : setup->login;
  g_autofree char *without_token = g_strndup (uri, strcspn (uri, "?"));
  const char *name;

  if (setup->create || setup->local_server)
    return NULL;
  /* There is none where nobody ever signed in. */
  if (g_file_test (accounts, G_FILE_TEST_EXISTS) && !(dir = g_dir_open (accounts, 0, error)))
    return NULL;
  while (dir && !store && (name = g_dir_read_name (dir)))
    {
      g_autoptr (GError) own_error = NULL;

      if (g_strv_contains (open, name) || open_if_kept_for (accounts, name, without_token, login, &store, &own_error))
        {
          if (store)
            g_set_str (id, name);
        }
      else if (!g_error_matches (own_error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT) &&
               !g_error_matches (own_error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_NEWER))
        {
          g_propagate_error (error, g_steal_pointer (&own_error));
          return NULL;
        }
    }
  if (store && setup->settings)
    cordial_kept_settings_save (setup->settings, store);
  if (store && setup->trusted_certificate)
    keep_certificate (store, setup->trusted_certificate);
  return g_steal_pointer (&store);
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
