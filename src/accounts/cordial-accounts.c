/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of accounts: finds those that there are, and ends them.
 */
#define G_LOG_DOMAIN "cordial-accounts"

#include "cordial-config.h"

#include "cordial-accounts-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "cordial-account-folder.h"
#include "cordial-account-keys.h"
#include "cordial-kept-settings.h"

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialAccounts,
                               cordial_accounts,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return CORDIAL_TYPE_ACCOUNT;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (CORDIAL_ACCOUNTS (model)->accounts));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (CORDIAL_ACCOUNTS (model)->accounts), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
end_login (gpointer data)
{
  cordial_login_end (data);
  g_object_unref (data);
}

static void
on_items_changed (GListModel *accounts, guint position, guint removed, guint added, CordialAccounts *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
cordial_accounts_dispose (GObject *object)
{
  CordialAccounts *self = CORDIAL_ACCOUNTS (object);

  if (self->accounts)
    g_signal_handlers_disconnect_by_data (self->accounts, self);
  g_clear_pointer (&self->logins, g_hash_table_unref);
  g_clear_object (&self->accounts);
  g_clear_object (&self->credentials);
  g_clear_object (&self->refused_certificate);
  if (self->factory_destroy)
    g_clear_pointer (&self->factory_data, self->factory_destroy);
  G_OBJECT_CLASS (cordial_accounts_parent_class)->dispose (object);
}

static void
cordial_accounts_finalize (GObject *object)
{
  CordialAccounts *self = CORDIAL_ACCOUNTS (object);

  g_free (self->folder);
  g_free (self->load_error);
  g_free (self->local_uri);
  G_OBJECT_CLASS (cordial_accounts_parent_class)->finalize (object);
}

static void
cordial_accounts_class_init (CordialAccountsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_accounts_dispose;
  G_OBJECT_CLASS (klass)->finalize = cordial_accounts_finalize;
}

static void
cordial_accounts_init (CordialAccounts *self)
{
  self->accounts = g_list_store_new (CORDIAL_TYPE_ACCOUNT);
  self->logins = g_hash_table_new_full (NULL, NULL, NULL, end_login);
  g_signal_connect (self->accounts, "items-changed", G_CALLBACK (on_items_changed), self);
}

/**
 * cordial_accounts_new:
 * @data_dir: where the accounts' folder is, or is made
 * @credentials: where tokens are kept
 * @factory: makes the protocol of an account
 * @read_content: (nullable): reads what protocols keep of a message beside its text
 * @factory_data: passed to @factory
 * @factory_destroy: (nullable): frees @factory_data
 *
 * Returns: (transfer full): an empty list
 */
CordialAccounts *
cordial_accounts_new (const char *data_dir,
                      CordialCredentials *credentials,
                      CordialProtocolFactory factory,
                      CordialContentReader read_content,
                      gpointer factory_data,
                      GDestroyNotify factory_destroy)
{
  CordialAccounts *self = g_object_new (CORDIAL_TYPE_ACCOUNTS, NULL);

  self->folder = g_build_filename (data_dir, "accounts", NULL);
  self->credentials = g_object_ref (credentials);
  self->factory = factory;
  self->read_content = read_content;
  self->factory_data = factory_data;
  self->factory_destroy = factory_destroy;
  return self;
}

/* --- What there is ----------------------------------------------------------------------------------------------- */

CordialProtocol *
cordial_accounts_make_protocol (CordialAccounts *self, const CordialProtocolSettings *settings)
{
  return self->factory (settings, self->factory_data);
}

CordialProtocol *
cordial_accounts_make_kept_protocol (CordialAccounts *self, CordialStore *store)
{
  g_autoptr (CordialProtocolSettings) settings = cordial_kept_settings_load (store);

  return settings->uri ? cordial_accounts_make_protocol (self, settings) : NULL;
}

void
cordial_accounts_add (CordialAccounts *self, CordialLogin *login)
{
  CordialAccount *account = cordial_login_get_account (login);

  g_hash_table_insert (self->logins, account, g_object_ref (login));
  g_list_store_append (self->accounts, account);
}

GStrv
cordial_accounts_dup_ids (CordialAccounts *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      g_strv_builder_add (ids, cordial_account_get_id (account));
    }
  return g_strv_builder_end (ids);
}

static void
load_account (CordialAccounts *self, const char *id)
{
  g_autofree char *path = cordial_account_folder_get_database (self->folder, id);
  g_autofree char *ready = NULL;
  g_autofree char *signed_out = NULL;
  g_autofree char *local_server = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStore) store = NULL;
  g_autoptr (CordialLogin) login = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  store = cordial_store_open (path, &error);
  if (!store)
    goto failed;
  if (!cordial_store_read_value (store, CORDIAL_ACCOUNT_READY, &ready, &error) ||
      !cordial_store_read_value (store, CORDIAL_ACCOUNT_SIGNED_OUT, &signed_out, &error) ||
      !cordial_store_read_value (store, CORDIAL_ACCOUNT_LOCAL_SERVER, &local_server, &error))
    goto failed;
  if (!ready)
    {
      cordial_store_close (store);
      cordial_account_folder_delete (self->folder, id);
      return;
    }
  if (signed_out)
    {
      cordial_store_close (store);
      return;
    }
  login = cordial_login_new (id, store, self->credentials, self->read_content);
  if (!cordial_login_load (login, &error))
    goto failed;
  /* The application's own server listens elsewhere each time: it says where before the account can be opened. */
  if (!local_server)
    {
      g_autoptr (CordialProtocol) protocol = cordial_accounts_make_kept_protocol (self, store);

      if (protocol)
        cordial_login_set_protocol (login, protocol);
    }
  cordial_accounts_add (self, login);
  return;

failed:
  g_warning ("account %s: %s", id, error->message);
  g_set_str (&self->load_error, error->message);
}

gboolean
cordial_accounts_load (CordialAccounts *self, GError **error)
{
  g_autoptr (GDir) dir = NULL;
  const char *id;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), FALSE);

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("The folder %s cannot be made: %s."),
                   self->folder, g_strerror (code));
      return FALSE;
    }
  dir = g_dir_open (self->folder, 0, error);
  if (!dir)
    return FALSE;
  while ((id = g_dir_read_name (dir)))
    load_account (self, id);
  return TRUE;
}

GTlsCertificate *
cordial_accounts_get_refused_certificate (CordialAccounts *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), NULL);

  return self->refused_certificate;
}

const char *
cordial_accounts_get_load_error (CordialAccounts *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), NULL);

  return self->load_error;
}

/* --- Settings of a dialect --------------------------------------------------------------------------------------- */

void
cordial_accounts_change_settings (CordialAccounts *self,
                                  CordialAccount *account,
                                  const CordialProtocolSettings *settings)
{
  g_autoptr (CordialProtocol) protocol = NULL;
  CordialLogin *login;

  g_return_if_fail (CORDIAL_IS_ACCOUNTS (self));
  g_return_if_fail (CORDIAL_IS_ACCOUNT (account));
  g_return_if_fail (settings != NULL && settings->dialect != NULL);

  login = g_hash_table_lookup (self->logins, account);
  g_return_if_fail (login != NULL);

  protocol = cordial_accounts_make_protocol (self, settings);
  cordial_login_change_settings (login, protocol, settings);
}

/* --- The rest ---------------------------------------------------------------------------------------------------- */

void
cordial_accounts_set_local_uri (CordialAccounts *self, const char *uri)
{
  CordialProtocolSettings settings = { 0 };

  g_return_if_fail (CORDIAL_IS_ACCOUNTS (self));
  g_return_if_fail (uri != NULL);

  if (!g_set_str (&self->local_uri, uri))
    return;
  settings.uri = self->local_uri;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      g_autoptr (CordialProtocol) protocol = NULL;

      if (!cordial_account_get_local_server (account))
        continue;
      protocol = cordial_accounts_make_protocol (self, &settings);
      cordial_login_set_protocol (g_hash_table_lookup (self->logins, account), protocol);
    }
}

void
cordial_accounts_remove (CordialAccounts *self, CordialAccount *account, gboolean keep_messages)
{
  guint position;
  g_autofree char *id = NULL;
  g_autoptr (CordialLogin) login = NULL;

  g_return_if_fail (CORDIAL_IS_ACCOUNTS (self));
  g_return_if_fail (CORDIAL_IS_ACCOUNT (account));

  if (!g_list_store_find (self->accounts, account, &position))
    return;
  id = g_strdup (cordial_account_get_id (account));
  g_hash_table_steal_extended (self->logins, account, NULL, (gpointer *) &login);
  g_list_store_remove (self->accounts, position);
  if (keep_messages)
    cordial_login_mark_signed_out (login);
  cordial_login_end (login);
  cordial_credentials_clear_async (self->credentials, id, NULL, NULL, NULL);
  if (!keep_messages)
    cordial_account_folder_delete (self->folder, id);
}
