/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of accounts: those that are in it, and their end.
 */
#define G_LOG_DOMAIN "cordial-accounts"

#include "cordial-config.h"

#include "cordial-accounts-private.h"

#include "cordial-account-damage.h"
#include "cordial-account-folder.h"
#include "cordial-folder-lock.h"
#include "cordial-kept-settings.h"
#include "cordial-server-address.h"

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialAccounts,
                               cordial_accounts,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_UPDATING,
  PROP_UPDATE_PROGRESS,
  PROP_LOAD_ERROR,
  PROP_OPEN_ELSEWHERE,
  PROP_N_DAMAGED
};

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

  g_cancellable_cancel (self->cancellable);
  if (self->lock_source)
    g_source_destroy (self->lock_source);
  g_clear_pointer (&self->lock_source, g_source_unref);
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

  cordial_folder_unlock (&self->lock);
  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->opening);
  g_hash_table_unref (self->damaged);
  g_hash_table_unref (self->signing_in);
  g_free (self->folder);
  g_free (self->load_error);
  g_free (self->local_uri);
  G_OBJECT_CLASS (cordial_accounts_parent_class)->finalize (object);
}

static void
cordial_accounts_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialAccounts *self = CORDIAL_ACCOUNTS (object);

  switch (property_id)
    {
    case PROP_UPDATING:
      g_value_set_boolean (value, cordial_accounts_get_updating (self));
      break;
    case PROP_UPDATE_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_OPEN_ELSEWHERE:
      g_value_set_boolean (value, cordial_accounts_get_open_elsewhere (self));
      break;
    case PROP_N_DAMAGED:
      g_value_set_uint (value, g_hash_table_size (self->damaged));
      break;
    case PROP_LOAD_ERROR:
      g_value_set_string (value, self->load_error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_accounts_class_init (CordialAccountsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cordial_accounts_get_property;
  object_class->dispose = cordial_accounts_dispose;
  object_class->finalize = cordial_accounts_finalize;

  /**
   * CordialAccounts:updating:
   *
   * Whether the messages of an account are being brought to the present version. It is in the list before this ends.
   */
  g_object_class_install_property (object_class, PROP_UPDATING,
                                   g_param_spec_boolean ("updating", NULL, NULL, FALSE, flags));
  /**
   * CordialAccounts:update-progress:
   *
   * How much of that is done, from 0 to 1.
   */
  g_object_class_install_property (object_class, PROP_UPDATE_PROGRESS,
                                   g_param_spec_double ("update-progress", NULL, NULL, 0, 1, 0, flags));
  /**
   * CordialAccounts:load-error:
   *
   * Which accounts could not be opened, why, and what to do: a paragraph each.
   */
  g_object_class_install_property (object_class, PROP_LOAD_ERROR,
                                   g_param_spec_string ("load-error", NULL, NULL, NULL, flags));
  /**
   * CordialAccounts:n-damaged:
   *
   * How many accounts are not in the list because their messages are damaged.
   */
  g_object_class_install_property (object_class, PROP_N_DAMAGED,
                                   g_param_spec_uint ("n-damaged", NULL, NULL, 0, G_MAXUINT, 0, flags));
  /**
   * CordialAccounts:open-elsewhere:
   *
   * Whether another process works on the accounts: a second session of the person's, or another computer that shares the folder.
   * They come into the list when that ends.
   */
  g_object_class_install_property (object_class, PROP_OPEN_ELSEWHERE,
                                   g_param_spec_boolean ("open-elsewhere", NULL, NULL, FALSE, flags));
}

static void
cordial_accounts_init (CordialAccounts *self)
{
  self->lock = -1;
  self->accounts = g_list_store_new (CORDIAL_TYPE_ACCOUNT);
  self->logins = g_hash_table_new_full (NULL, NULL, NULL, end_login);
  self->opening = g_hash_table_new (g_str_hash, g_str_equal);
  self->damaged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->signing_in = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
  g_signal_connect (self->accounts, "items-changed", G_CALLBACK (on_items_changed), self);
}

/**
 * cordial_accounts_new:
 * @data_dir: where the accounts' folder is, or is made
 * @credentials: where tokens are kept
 * @factory: makes the protocol of an account
 * @format: how protocols say what a message holds
 * @factory_data: passed to @factory
 * @factory_destroy: (nullable): frees @factory_data
 *
 * Returns: (transfer full): an empty list
 */
CordialAccounts *
cordial_accounts_new (const char *data_dir,
                      CordialCredentials *credentials,
                      CordialProtocolFactory factory,
                      const CordialContentFormat *format,
                      gpointer factory_data,
                      GDestroyNotify factory_destroy)
{
  CordialAccounts *self = g_object_new (CORDIAL_TYPE_ACCOUNTS, NULL);

  self->folder = g_build_filename (data_dir, "accounts", NULL);
  self->credentials = g_object_ref (credentials);
  self->factory = factory;
  self->format = format;
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
cordial_accounts_make_kept_protocol (CordialAccounts *self, CordialStore *store, GError **error)
{
  g_autoptr (CordialProtocolSettings) settings = cordial_kept_settings_load (store, error);

  return settings && settings->uri ? cordial_accounts_make_protocol (self, settings) : NULL;
}

static void
on_storage (CordialAccount *account, GParamSpec *pspec, CordialAccounts *self)
{
  if (cordial_account_get_storage (account) == CORDIAL_STORAGE_DAMAGED)
    cordial_account_damage_set_found (self->folder, cordial_account_get_id (account));
}

void
cordial_accounts_add (CordialAccounts *self, CordialLogin *login)
{
  CordialAccount *account = cordial_login_get_account (login);

  g_signal_connect_object (account, "notify::storage", G_CALLBACK (on_storage), self, G_CONNECT_DEFAULT);
  g_hash_table_insert (self->logins, account, g_object_ref (login));
  if (self->files_limit > 0)
    cordial_login_set_files_limit (login, self->files_limit);
  g_list_store_append (self->accounts, account);
}

/**
 * cordial_accounts_set_files_limit:
 * @self: a #CordialAccounts
 * @limit: in bytes, more than 0
 *
 * Of the files of messages no more are kept by each account, those apart that wait to be sent: what was not looked at for longest goes
 * first.
 */
void
cordial_accounts_set_files_limit (CordialAccounts *self, gint64 limit)
{
  GHashTableIter iter;
  gpointer login;

  g_return_if_fail (CORDIAL_IS_ACCOUNTS (self));
  g_return_if_fail (limit > 0);

  self->files_limit = limit;
  g_hash_table_iter_init (&iter, self->logins);
  while (g_hash_table_iter_next (&iter, NULL, &login))
    cordial_login_set_files_limit (login, limit);
}

GStrv
cordial_accounts_dup_ids (CordialAccounts *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      g_strv_builder_add (ids, cordial_account_get_id (account));
    }
  g_hash_table_iter_init (&iter, self->signing_in);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_strv_builder_add (ids, id);
  return g_strv_builder_end (ids);
}

GTlsCertificate *
cordial_accounts_get_refused_certificate (CordialAccounts *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), NULL);

  return self->refused_certificate;
}

gboolean
cordial_accounts_get_updating (CordialAccounts *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), FALSE);

  return g_hash_table_size (self->opening) > 0;
}

double
cordial_accounts_get_update_progress (CordialAccounts *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), 0);

  return self->progress;
}

gboolean
cordial_accounts_get_open_elsewhere (CordialAccounts *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), FALSE);

  return self->lock_source != NULL;
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

/* --- A server that moved ----------------------------------------------------------------------------------------- */

gboolean
cordial_accounts_move (CordialAccounts *self,
                       CordialAccount *account,
                       const char *server,
                       gboolean allow_plaintext,
                       GError **error)
{
  CordialProtocolSettings settings = { 0 };
  g_autoptr (CordialProtocol) protocol = NULL;
  g_autofree char *typed = g_strstrip (g_strdup (server));
  g_autofree char *uri = NULL;
  CordialLogin *login;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), FALSE);
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (account), FALSE);
  g_return_val_if_fail (!cordial_account_get_has_settings (account) && !cordial_account_get_local_server (account),
                        FALSE);

  login = g_hash_table_lookup (self->logins, account);
  g_return_val_if_fail (login != NULL, FALSE);

  uri = cordial_server_address_to_uri (typed, allow_plaintext, error);
  if (!uri)
    return FALSE;
  settings.uri = uri;
  protocol = cordial_accounts_make_protocol (self, &settings);
  cordial_login_move (login, protocol, typed, uri);
  return TRUE;
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
    cordial_login_mark_signed_out (login, cordial_account_get_refusal (account) == CORDIAL_REFUSAL_OTHER_ACCOUNT);
  cordial_login_end (login);
  cordial_credentials_clear_async (self->credentials, id, NULL, NULL);
  if (!keep_messages)
    cordial_account_folder_delete (self->folder, id);
}

void
cordial_accounts_end (CordialAccounts *self)
{
  GHashTableIter iter;
  gpointer login;

  g_return_if_fail (CORDIAL_IS_ACCOUNTS (self));

  g_cancellable_cancel (self->cancellable);
  g_hash_table_iter_init (&iter, self->logins);
  while (g_hash_table_iter_next (&iter, NULL, &login))
    {
      cordial_login_end (login);
      cordial_login_close_store (login);
    }
}
