/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Beside the database a small file says whose it is and where its server is, so that this is known when the database is not; and
 * another one, that the person has been told. Whoever begins anew keeps the damaged database in a folder below.
 */
#define G_LOG_DOMAIN "cordial-accounts"

#include "cordial-config.h"

#include "cordial-account-damage.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cordial-account-folder.h"
#include "cordial-account-keys.h"

#define SUMMARY_NAME "account.ini"
#define SUMMARY_GROUP "account"
#define TOLD_NAME "damage-told"
#define FOUND_NAME "damage-found"

static char *
get_path (const char *accounts, const char *id, const char *name)
{
  return g_build_filename (accounts, id, name, NULL);
}

static GKeyFile *
load_summary (const char *accounts, const char *id)
{
  g_autofree char *path = get_path (accounts, id, SUMMARY_NAME);
  g_autoptr (GKeyFile) summary = g_key_file_new ();

  return g_key_file_load_from_file (summary, path, G_KEY_FILE_NONE, NULL) ? g_steal_pointer (&summary) : NULL;
}

/**
 * cordial_account_damage_prepare:
 * @accounts: where the accounts' folders are
 * @id: what this one is called
 * @values: (element-type utf8 utf8): what its database keeps of the account itself
 *
 * Keeps the same beside the database, where that is news; and the person was told of no damage that there is now.
 */
void
cordial_account_damage_prepare (const char *accounts, const char *id, GHashTable *values)
{
  g_autofree char *path = get_path (accounts, id, SUMMARY_NAME);
  g_autofree char *told = get_path (accounts, id, TOLD_NAME);
  g_autofree char *before = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GKeyFile) summary = g_key_file_new ();
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (values), (GCompareFunc) strcmp);
  g_autoptr (GError) error = NULL;

  for (GList *key = keys; key; key = key->next)
    g_key_file_set_string (summary, SUMMARY_GROUP, key->data, g_hash_table_lookup (values, key->data));
  text = g_key_file_to_data (summary, NULL, NULL);
  g_unlink (told);
  if (g_file_get_contents (path, &before, NULL, NULL) && g_str_equal (before, text))
    return;
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &error))
    g_info ("%s", error->message);
}

/**
 * cordial_account_damage_dup_value:
 * @accounts: where the accounts' folders are
 * @id: what this one is called
 * @key: which value of the account
 *
 * Returns: (transfer full) (nullable): what it was when the account was last opened
 */
char *
cordial_account_damage_dup_value (const char *accounts, const char *id, const char *key)
{
  g_autoptr (GKeyFile) summary = load_summary (accounts, id);

  return summary ? g_key_file_get_string (summary, SUMMARY_GROUP, key, NULL) : NULL;
}

gboolean
cordial_account_damage_may_begin_anew (const char *accounts, const char *id)
{
  g_autofree char *ready = cordial_account_damage_dup_value (accounts, id, CORDIAL_ACCOUNT_READY);

  return ready != NULL;
}

/* Opening a database looks at little of it: what a later read or write came upon is remembered for the next start. */
gboolean
cordial_account_damage_get_found (const char *accounts, const char *id)
{
  g_autofree char *path = get_path (accounts, id, FOUND_NAME);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

void
cordial_account_damage_set_found (const char *accounts, const char *id)
{
  g_autofree char *path = get_path (accounts, id, FOUND_NAME);

  g_file_set_contents_full (path, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

gboolean
cordial_account_damage_get_told (const char *accounts, const char *id)
{
  g_autofree char *path = get_path (accounts, id, TOLD_NAME);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

void
cordial_account_damage_set_told (const char *accounts, const char *id)
{
  g_autofree char *path = get_path (accounts, id, TOLD_NAME);

  g_file_set_contents_full (path, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

/* The database with what SQLite lays beside it, into a folder of their own. */
static gboolean
put_aside (const char *accounts, const char *id, char **kept, GError **error)
{
  g_autofree char *folder = g_build_filename (accounts, id, CORDIAL_ACCOUNT_FOLDER_DAMAGED "XXXXXX", NULL);
  const char *const suffixes[] = { "", "-wal", "-shm" };

  if (!g_mkdtemp_full (folder, 0700))
    goto failed;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *database = cordial_account_folder_get_database (accounts, id);
      g_autofree char *from = g_strconcat (database, suffixes[i], NULL);
      g_autofree char *name = g_path_get_basename (from);
      g_autofree char *to = g_build_filename (folder, name, NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        goto failed;
    }
  *kept = g_steal_pointer (&folder);
  return TRUE;

failed:
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _ ("The damaged messages cannot be put aside: %s."),
               g_strerror (errno));
  return FALSE;
}

/**
 * cordial_account_damage_begin_anew:
 * @accounts: where the accounts' folders are
 * @id: what this one is called
 * @error: return location for one sentence
 *
 * Puts the damaged database aside and makes another one, for the same account, with what can be read of what nobody else has.
 *
 * Returns: whether that was done
 */
gboolean
cordial_account_damage_begin_anew (const char *accounts, const char *id, GError **error)
{
  g_autofree char *path = cordial_account_folder_get_database (accounts, id);
  g_autofree char *kept = NULL;
  g_autofree char *damaged = NULL;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *found = get_path (accounts, id, FOUND_NAME);
  g_autoptr (GKeyFile) summary = load_summary (accounts, id);
  g_auto (GStrv) keys = summary ? g_key_file_get_keys (summary, SUMMARY_GROUP, NULL, NULL) : NULL;
  g_autoptr (CordialStore) store = NULL;

  g_return_val_if_fail (keys != NULL, FALSE);

  if (!put_aside (accounts, id, &kept, error))
    return FALSE;
  g_unlink (found);
  store = cordial_store_open (path, error);
  if (!store)
    return FALSE;
  for (guint i = 0; keys[i]; i++)
    {
      g_autofree char *value = g_key_file_get_string (summary, SUMMARY_GROUP, keys[i], NULL);

      cordial_store_set_value (store, keys[i], value);
    }
  damaged = g_build_filename (kept, name, NULL);
  g_message ("account %s begins anew with %u messages that wait", id, cordial_store_rescue (damaged, store));
  cordial_store_close (store);
  return TRUE;
}
