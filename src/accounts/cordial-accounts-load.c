/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds the accounts that there are at the start. Most are opened at once; one whose messages have to be brought to the present
 * version, and are many, is opened on a thread, with progress, while the others go on. Nothing is ever deleted here: what
 * cannot be opened, or was never ready, stays as it is, and the person is told of the former.
 */
#define G_LOG_DOMAIN "cordial-accounts"

#include "cordial-config.h"

#include "cordial-accounts-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cordial-account-damage.h"
#include "cordial-account-folder.h"
#include "cordial-account-keys.h"
#include "cordial-folder-lock.h"

/* A person who has ended the other one looks here next. */
#define LOCK_RETRY_MS 2000

/* Of an account whose database is being opened on a thread. */
typedef struct
{
  CordialAccounts *accounts; /* weak */
  char *id;
  gint64 done;
  gint64 total;
} Opening;

static void
opening_free (Opening *self)
{
  g_clear_weak_pointer (&self->accounts);
  g_free (self->id);
  g_free (self);
}

/* --- What cannot be opened --------------------------------------------------------------------------------------- */

/* (transfer full): whose it is, as far as that can be read */
static char *
dup_owner (CordialAccounts *self, const char *id)
{
  g_autofree char *path = cordial_account_folder_get_database (self->folder, id);
  const char *const keys[] = { CORDIAL_ACCOUNT_LOGIN, CORDIAL_ACCOUNT_SERVER };
  char *values[G_N_ELEMENTS (keys)];
  char *owner;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      values[i] = cordial_store_peek_value (path, keys[i]);
      if (!values[i])
        values[i] = cordial_account_damage_dup_value (self->folder, id, keys[i]);
    }
  owner = values[0] && values[1] ? g_strdup_printf (_ ("The account “%s” on %s"), values[0], values[1])
                                 : g_strdup (_ ("An account"));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_free (values[i]);
  return owner;
}

static char *
describe_failure (CordialAccounts *self, const char *id, const GError *error)
{
  g_autofree char *path = cordial_account_folder_get_database (self->folder, id);
  g_autofree char *who = dup_owner (self, id);

  if (g_error_matches (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_NEWER))
    /* Translators: “The account “alice” on chat.example.org”, or “An account”. */
    return g_strdup_printf (_ ("%s was not opened: its messages were written by a newer version of Cordial. "
                               "Update Cordial to see them; nothing was changed."),
                            who);
  /* Translators: “The account “alice” on chat.example.org”, or “An account”; then a sentence that says why; then a file. */
  return g_strdup_printf (
    _ ("%s was not opened. %s Start Cordial again when %s can be read and written; nothing was deleted."), who,
    error->message, path);
}

static void
tell (CordialAccounts *self, const char *sentence)
{
  g_autofree char *all = self->load_error ? g_strjoin ("\n\n", self->load_error, sentence, NULL) : g_strdup (sentence);

  g_set_str (&self->load_error, all);
  g_object_notify (G_OBJECT (self), "load-error");
}

static void
fail (CordialAccounts *self, const char *id, const GError *error)
{
  g_autofree char *sentence = NULL;

  g_warning ("account %s: %s", id, error->message);
  if (g_error_matches (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT))
    {
      g_hash_table_add (self->damaged, g_strdup (id));
      g_object_notify (G_OBJECT (self), "n-damaged");
      return;
    }
  sentence = describe_failure (self, id, error);
  tell (self, sentence);
}

/* --- What can ---------------------------------------------------------------------------------------------------- */

/* Takes in the account of an open database, unless nobody is signed in to it, or never was. */
static gboolean
take_in (CordialAccounts *self, const char *id, CordialStore *store, GError **error)
{
  g_autoptr (GHashTable) values = cordial_store_read_values (store, error);
  g_autoptr (CordialLogin) login = NULL;
  g_autoptr (CordialProtocol) protocol = NULL;
  GError *protocol_error = NULL;

  if (!values)
    return FALSE;
  if (!g_hash_table_contains (values, CORDIAL_ACCOUNT_READY) ||
      g_hash_table_contains (values, CORDIAL_ACCOUNT_SIGNED_OUT))
    {
      cordial_store_close (store);
      return TRUE;
    }
  login = cordial_login_new (id, store, self->credentials, self->format);
  if (!cordial_login_load (login, error))
    return FALSE;
  cordial_account_damage_prepare (self->folder, id, values);
  /* The application's own server listens elsewhere each time: it says where before the account can be opened. */
  if (!g_hash_table_contains (values, CORDIAL_ACCOUNT_LOCAL_SERVER))
    protocol = cordial_accounts_make_kept_protocol (self, store, &protocol_error);
  else if (self->local_uri)
    protocol = cordial_accounts_make_protocol (self, &(const CordialProtocolSettings) { .uri = self->local_uri });
  if (protocol_error)
    {
      g_propagate_error (error, protocol_error);
      return FALSE;
    }
  if (protocol)
    cordial_login_set_protocol (login, protocol);
  cordial_accounts_add (self, login);
  return TRUE;
}

/* Each account counts the same, also when it is done: so it goes forward alone, whoever begins and ends first. */
static void
update_progress (CordialAccounts *self)
{
  double done = self->n_opened;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->opening);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Opening *opening = value;

      done += opening->total > 0 ? (double) opening->done / (double) opening->total : 0;
    }
  self->progress = done / (self->n_opened + g_hash_table_size (self->opening));
  g_object_notify (G_OBJECT (self), "update-progress");
}

static void
on_progress (gint64 done, gint64 total, gpointer user_data)
{
  Opening *opening = user_data;

  opening->done = done;
  opening->total = total;
  if (opening->accounts)
    update_progress (opening->accounts);
}

static void
on_opened (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Opening *opening = user_data;
  CordialAccounts *self = opening->accounts;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStore) store = cordial_store_open_finish (result, &error);
  gboolean over = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (self && !over && (!store || !take_in (self, opening->id, store, &error)))
    fail (self, opening->id, error);
  /* Only now: whoever looks sees the account before there is nothing to wait for. */
  if (self)
    {
      g_hash_table_remove (self->opening, opening->id);
      self->n_opened++;
      update_progress (self);
      if (g_hash_table_size (self->opening) == 0)
        {
          self->n_opened = 0;
          g_object_notify (G_OBJECT (self), "updating");
        }
    }
  opening_free (opening);
}

/* An empty file is no database: SQLite writes its first page before anything else of an account is there. It would be taken for a
 * new one, and the log beside it thrown away. A file that is not there is damage where there was one. */
static gboolean
is_damaged (CordialAccounts *self, const char *id)
{
  g_autofree char *path = cordial_account_folder_get_database (self->folder, id);
  GStatBuf status;

  if (cordial_account_damage_get_found (self->folder, id))
    return TRUE;
  if (g_stat (path, &status) != 0)
    return cordial_account_damage_may_begin_anew (self->folder, id);
  return S_ISREG (status.st_mode) && status.st_size == 0;
}

static void
load_account (CordialAccounts *self, const char *id)
{
  g_autofree char *path = cordial_account_folder_get_database (self->folder, id);
  g_autoptr (CordialStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (is_damaged (self, id))
    {
      error = g_error_new_literal (CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT,
                                   _ ("The account's database is damaged."));
      fail (self, id, error);
      return;
    }
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  if (cordial_store_takes_long (path))
    {
      Opening *opening = g_new0 (Opening, 1);

      g_set_weak_pointer (&opening->accounts, self);
      opening->id = g_strdup (id);
      g_hash_table_insert (self->opening, opening->id, opening);
      cordial_store_open_async (path, self->cancellable, on_progress, opening, on_opened, opening);
      return;
    }
  store = cordial_store_open (path, &error);
  if (!store || !take_in (self, id, store, &error))
    fail (self, id, error);
}

static gboolean
on_lock_timeout (gpointer user_data)
{
  CordialAccounts *self = user_data;
  g_autoptr (GError) error = NULL;

  if (cordial_folder_lock (self->folder, &self->lock) == CORDIAL_FOLDER_TAKEN)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->lock_source, g_source_unref);
  if (!cordial_accounts_load (self, &error))
    g_warning ("%s", error->message);
  /* Whoever looks sees the accounts before there is nothing to wait for. */
  g_object_notify (G_OBJECT (self), "open-elsewhere");
  return G_SOURCE_REMOVE;
}

/* The kernel tells nobody that a lock was given up. */
static void
wait_for_lock (CordialAccounts *self)
{
  self->lock_source = g_timeout_source_new (LOCK_RETRY_MS);
  g_source_set_static_name (self->lock_source, "CordialAccounts lock");
  g_source_set_callback (self->lock_source, on_lock_timeout, self, NULL);
  g_source_attach (self->lock_source, NULL);
  g_object_notify (G_OBJECT (self), "open-elsewhere");
}

gboolean
cordial_accounts_load (CordialAccounts *self, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *id;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), FALSE);

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (&own_error, G_IO_ERROR, g_io_error_from_errno (code), _ ("The folder %s cannot be made: %s."),
                   self->folder, g_strerror (code));
    }
  else
    {
      dir = g_dir_open (self->folder, 0, &own_error);
    }
  if (!dir)
    {
      tell (self, own_error->message);
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
  if (self->lock < 0 && cordial_folder_lock (self->folder, &self->lock) == CORDIAL_FOLDER_TAKEN)
    {
      wait_for_lock (self);
      return TRUE;
    }
  while ((id = g_dir_read_name (dir)))
    load_account (self, id);
  if (g_hash_table_size (self->opening) > 0)
    g_object_notify (G_OBJECT (self), "updating");
  return TRUE;
}

/* --- What is damaged --------------------------------------------------------------------------------------------- */

GStrv
cordial_accounts_dup_damaged (CordialAccounts *self, gboolean untold)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GHashTableIter iter;
  const char *id;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), NULL);

  g_hash_table_iter_init (&iter, self->damaged);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    if (!untold || !cordial_account_damage_get_told (self->folder, id))
      g_strv_builder_add (ids, id);
  return g_strv_builder_end (ids);
}

char *
cordial_accounts_tell_damage (CordialAccounts *self, const char *id, gboolean *may_begin_anew)
{
  g_autofree char *path = cordial_account_folder_get_database (self->folder, id);
  g_autofree char *who = dup_owner (self, id);
  g_autofree char *dialect = cordial_account_damage_dup_value (self->folder, id, CORDIAL_ACCOUNT_DIALECT);

  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), NULL);

  *may_begin_anew = cordial_account_damage_may_begin_anew (self->folder, id);
  cordial_account_damage_set_told (self->folder, id);
  if (!*may_begin_anew)
    /* Translators: “The account “alice” on chat.example.org”, or “An account”; then a file. */
    return g_strdup_printf (
      _ ("%s cannot be opened: its messages in %s are damaged. Put a copy of that file from a backup in "
         "its place, or sign in again to begin without them; nothing was deleted."),
      who, path);
  if (dialect)
    /* Translators: “The account “alice” on chat.example.org”, or “An account”; then a file. */
    return g_strdup_printf (
      _ ("%s cannot be opened: its messages in %s are damaged. If you begin anew, a copy of them is kept, "
         "and what waits to be sent is taken over as far as it can be read."),
      who, path);
  /* Translators: “The account “alice” on chat.example.org”, or “An account”; then a file. */
  return g_strdup_printf (
    _ ("%s cannot be opened: its messages in %s are damaged. If you begin anew, a copy of them is kept, what "
       "waits to be sent is taken over as far as it can be read, and the rest comes from the server."),
    who, path);
}

gboolean
cordial_accounts_begin_anew (CordialAccounts *self, const char *id, GError **error)
{
  g_autofree char *held = g_strdup (id);

  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), FALSE);
  g_return_val_if_fail (g_hash_table_contains (self->damaged, id), FALSE);

  if (!cordial_account_damage_begin_anew (self->folder, held, error))
    return FALSE;
  g_hash_table_remove (self->damaged, held);
  load_account (self, held);
  g_object_notify (G_OBJECT (self), "n-damaged");
  return TRUE;
}

void
cordial_accounts_remove_damaged (CordialAccounts *self, const char *id)
{
  g_autofree char *held = g_strdup (id);

  g_return_if_fail (CORDIAL_IS_ACCOUNTS (self));

  if (!g_hash_table_remove (self->damaged, held))
    return;
  cordial_credentials_clear_async (self->credentials, held, NULL, NULL);
  cordial_account_folder_delete (self->folder, held);
  g_object_notify (G_OBJECT (self), "n-damaged");
}
