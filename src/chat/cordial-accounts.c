/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds the accounts, and makes new ones.
 */
#define G_LOG_DOMAIN "cordial-chat"

#include "cordial-config.h"

#include "cordial-account-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define DATABASE_NAME "account.db"
/* Values of CORDIAL_ACCOUNT_SIGNED_OUT. */
#define SIGNED_OUT "1"
#define SIGNED_OUT_FOR_GOOD "2" /* the server has given the login to somebody else */

struct _CordialAccounts
{
  GObject parent_instance;

  char *folder;
  CordialCredentials *credentials;
  CordialProtocolFactory factory;
  gpointer factory_data;
  GDestroyNotify factory_destroy;

  GListStore *accounts;
  char *load_error;
  char *local_uri;
  GTlsCertificate *refused_certificate;
};

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
on_items_changed (GListModel *accounts, guint position, guint removed, guint added, CordialAccounts *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
cordial_accounts_dispose (GObject *object)
{
  CordialAccounts *self = CORDIAL_ACCOUNTS (object);

  if (self->accounts)
    {
      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
        {
          g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

          cordial_account_shut_down (account);
        }
      g_signal_handlers_disconnect_by_data (self->accounts, self);
    }
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
  g_signal_connect (self->accounts, "items-changed", G_CALLBACK (on_items_changed), self);
}

/**
 * cordial_accounts_new:
 * @data_dir: where the accounts' folder is, or is made
 * @credentials: where tokens are kept
 * @factory: makes the protocol of an account
 * @factory_data: passed to @factory
 * @factory_destroy: (nullable): frees @factory_data
 *
 * Returns: (transfer full): an empty list
 */
CordialAccounts *
cordial_accounts_new (const char *data_dir,
                      CordialCredentials *credentials,
                      CordialProtocolFactory factory,
                      gpointer factory_data,
                      GDestroyNotify factory_destroy)
{
  CordialAccounts *self = g_object_new (CORDIAL_TYPE_ACCOUNTS, NULL);

  self->folder = g_build_filename (data_dir, "accounts", NULL);
  self->credentials = g_object_ref (credentials);
  self->factory = factory;
  self->factory_data = factory_data;
  self->factory_destroy = factory_destroy;
  return self;
}

/* --- Folders ----------------------------------------------------------------------------------------------------- */

/* An account's folder holds its database and what SQLite lays beside it, and nothing else. */
static void
delete_folder (CordialAccounts *self, const char *id)
{
  g_autofree char *folder = g_build_filename (self->folder, id, NULL);
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

static CordialProtocol *
make_protocol (CordialAccounts *self, CordialStore *store)
{
  g_autoptr (CordialProtocolSettings) settings = cordial_protocol_settings_load (store);

  return settings->uri ? self->factory (settings, self->factory_data) : NULL;
}

static void
load_account (CordialAccounts *self, const char *id)
{
  g_autofree char *path = g_build_filename (self->folder, id, DATABASE_NAME, NULL);
  g_autofree char *ready = NULL;
  g_autofree char *signed_out = NULL;
  g_autofree char *local_server = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStore) store = NULL;
  g_autoptr (CordialAccount) account = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  store = cordial_store_open (path, &error);
  if (!store)
    goto failed;
  if (!cordial_store_read_value (store, CORDIAL_ACCOUNT_READY, &ready, &error) ||
      !cordial_store_read_value (store, CORDIAL_ACCOUNT_SIGNED_OUT, &signed_out, &error))
    goto failed;
  if (!ready)
    {
      cordial_store_close (store);
      delete_folder (self, id);
      return;
    }
  if (signed_out)
    {
      cordial_store_close (store);
      return;
    }
  account = cordial_account_new (id, store, self->credentials);
  if (!cordial_account_load (account, &error))
    goto failed;
  /* The application's own server listens elsewhere each time: it says where before the account can be opened. */
  local_server = cordial_store_dup_value (store, CORDIAL_ACCOUNT_LOCAL_SERVER);
  if (!local_server)
    {
      g_autoptr (CordialProtocol) protocol = make_protocol (self, store);

      if (protocol)
        cordial_account_set_protocol (account, protocol);
    }
  g_list_store_append (self->accounts, account);
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

const char *
cordial_accounts_get_load_error (CordialAccounts *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), NULL);

  return self->load_error;
}

/* --- A new account ----------------------------------------------------------------------------------------------- */

typedef struct
{
  CordialAccount *account;
  CordialStore *store;
  char *id;
  gulong link_handler;
  gulong cancel_handler;
  gboolean create;
  gboolean signed_up;
  char *kept_user_id; /* (nullable): whose messages are there from an earlier time */
} SigningIn;

static void
signing_in_free (SigningIn *self)
{
  g_clear_object (&self->account);
  g_clear_object (&self->store);
  g_free (self->id);
  g_free (self->kept_user_id);
  g_free (self);
}

static void
stop_listening (SigningIn *signing_in)
{
  if (signing_in->link_handler)
    g_signal_handler_disconnect (signing_in->account, signing_in->link_handler);
  signing_in->link_handler = 0;
}

/* Nothing new is left behind. Takes the error. */
static void
fail_sign_in (GTask *task, GError *error)
{
  CordialAccounts *self = g_task_get_source_object (task);
  SigningIn *signing_in = g_task_get_task_data (task);

  stop_listening (signing_in);
  g_set_object (&self->refused_certificate, cordial_account_get_refused_certificate (signing_in->account));
  cordial_account_shut_down (signing_in->account);
  if (signing_in->kept_user_id)
    {
      cordial_store_set_value (signing_in->store, CORDIAL_ACCOUNT_USER_ID, signing_in->kept_user_id);
      cordial_store_flush (signing_in->store);
    }
  cordial_store_close (signing_in->store);
  if (!signing_in->kept_user_id)
    delete_folder (self, signing_in->id);
  cordial_credentials_clear_async (self->credentials, signing_in->id, NULL, NULL, NULL);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static GError *
make_refusal (CordialAccount *account)
{
  const char *reason = cordial_account_get_reason (account);

  switch (cordial_account_get_refusal (account))
    {
    case CORDIAL_REFUSAL_CERTIFICATE:
      return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_CERTIFICATE,
                                  _ ("The server's certificate is not trusted."));
    case CORDIAL_REFUSAL_SIGN_IN:
      return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_SIGN_IN,
                                  _ ("The user name or the password is wrong."));
    case CORDIAL_REFUSAL_NOT_A_CHAT_SERVER:
      return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_NOT_A_CHAT_SERVER,
                                  _ ("What answers at this address is not a chat server."));
    case CORDIAL_REFUSAL_FORBIDDEN:
    case CORDIAL_REFUSAL_NONE:
    default:
      return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                                  reason ? reason : _ ("The server does not let this application in."));
    }
}

static void
on_link_state (CordialAccount *account, GParamSpec *pspec, GTask *task)
{
  CordialAccounts *self = g_task_get_source_object (task);
  SigningIn *signing_in = g_task_get_task_data (task);
  const char *reason = cordial_account_get_reason (account);

  if (signing_in->create && !signing_in->signed_up)
    return; /* its own callback tells */
  switch (cordial_account_get_link_state (account))
    {
    case CORDIAL_LINK_ONLINE:
      stop_listening (signing_in);
      cordial_store_set_value (signing_in->store, CORDIAL_ACCOUNT_READY, "1");
      cordial_store_set_value (signing_in->store, CORDIAL_ACCOUNT_SIGNED_OUT, NULL);
      cordial_store_flush (signing_in->store);
      g_clear_object (&self->refused_certificate);
      g_list_store_append (self->accounts, account);
      g_task_return_pointer (task, g_object_ref (account), g_object_unref);
      g_object_unref (task);
      break;
    case CORDIAL_LINK_REFUSED:
      fail_sign_in (task, make_refusal (account));
      break;
    case CORDIAL_LINK_NO_NETWORK:
      fail_sign_in (task, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                               _ ("The server cannot be reached: there is no network connection.")));
      break;
    case CORDIAL_LINK_WAITING:
      fail_sign_in (task, reason ? g_error_new (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                                /* Translators: a sentence follows that says why. */
                                                _ ("The server cannot be reached. %s"), reason)
                                 : g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                                        _ ("The server cannot be reached.")));
      break;
    case CORDIAL_LINK_OFFLINE:
    case CORDIAL_LINK_CONNECTING:
    default:
      break;
    }
}

static void
on_signed_up (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SigningIn *signing_in = g_task_get_task_data (task);
  GError *error = NULL;

  if (!signing_in->link_handler)
    {
      /* Cancelled meanwhile. */
      cordial_protocol_sign_up_finish (CORDIAL_PROTOCOL (object), result, NULL);
      return;
    }
  if (!cordial_protocol_sign_up_finish (CORDIAL_PROTOCOL (object), result, &error))
    {
      fail_sign_in (task, error);
      return;
    }
  signing_in->signed_up = TRUE;
  on_link_state (signing_in->account, NULL, task);
}

static gboolean
on_cancelled_idle (gpointer user_data)
{
  GTask *task = user_data;
  SigningIn *signing_in = g_task_get_task_data (task);

  if (signing_in->link_handler)
    fail_sign_in (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Signing in was cancelled.")));
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_static_name (source, "CordialAccounts cancelled");
  g_source_set_callback (source, on_cancelled_idle, g_object_ref (task), g_object_unref);
  g_source_attach (source, NULL);
}

static void
keep_certificate (CordialStore *store, GTlsCertificate *certificate)
{
  g_autofree char *pem = NULL;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  cordial_store_set_value (store, CORDIAL_ACCOUNT_CERTIFICATE, pem);
}

static gboolean
is_open (CordialAccounts *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (g_str_equal (cordial_account_get_id (account), id))
        return TRUE;
    }
  return FALSE;
}

/* The server gives the login of earlier to somebody else now, whose messages must not be mixed with those that are here. */
static void
on_other_user (CordialAccount *account, GParamSpec *pspec, GTask *task)
{
  SigningIn *signing_in = g_task_get_task_data (task);

  if (!signing_in->link_handler || g_strcmp0 (cordial_account_get_user_id (account), signing_in->kept_user_id) == 0)
    return;
  cordial_store_set_value (signing_in->store, CORDIAL_ACCOUNT_SIGNED_OUT, SIGNED_OUT_FOR_GOOD);
  fail_sign_in (task,
                g_error_new_literal (
                  CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                  _ ("The messages kept here belong to another account of the same name. They stay where they are; "
                     "sign in once more to start without them.")));
}

/* Reads who the folder's messages belong to, and leaves it open if that is who signs in now. */
static CordialStore *
open_if_kept_for (CordialAccounts *self, const char *id, const char *uri, const char *login, char **user_id)
{
  g_autofree char *path = g_build_filename (self->folder, id, DATABASE_NAME, NULL);
  g_autoptr (CordialStore) store = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS) || !(store = cordial_store_open (path, NULL)))
    return NULL;

  g_autofree char *signed_out = cordial_store_dup_value (store, CORDIAL_ACCOUNT_SIGNED_OUT);
  g_autofree char *kept_uri = cordial_store_dup_value (store, CORDIAL_ACCOUNT_URI);
  g_autofree char *kept_login = cordial_store_dup_value (store, CORDIAL_ACCOUNT_LOGIN);
  g_autofree char *kept_user_id = cordial_store_dup_value (store, CORDIAL_ACCOUNT_USER_ID);

  if (g_strcmp0 (signed_out, SIGNED_OUT) == 0 && kept_user_id && g_strcmp0 (kept_uri, uri) == 0 &&
      g_strcmp0 (kept_login, login) == 0)
    {
      *user_id = g_steal_pointer (&kept_user_id);
      return g_steal_pointer (&store);
    }
  cordial_store_close (store);
  return NULL;
}

/* The database that cordial_accounts_remove() kept of the account that is to be signed in to; %NULL if there is none. */
static CordialStore *
open_kept_store (CordialAccounts *self, const char *uri, const CordialAccountSetup *setup, char **id, char **user_id)
{
  g_autoptr (GDir) dir = setup->create || setup->local_server ? NULL : g_dir_open (self->folder, 0, NULL);
  const char *login = setup->settings ? setup->settings->user_id : setup->login;
  g_autofree char *without_token = g_strndup (uri, strcspn (uri, "?"));
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autoptr (CordialStore) store =
        is_open (self, name) ? NULL : open_if_kept_for (self, name, without_token, login, user_id);

      if (!store)
        continue;
      if (setup->settings)
        cordial_protocol_settings_save (setup->settings, store);
      if (setup->trusted_certificate)
        keep_certificate (store, setup->trusted_certificate);
      g_free (*id);
      *id = g_strdup (name);
      return g_steal_pointer (&store);
    }
  return NULL;
}

/* Makes the folder and the database of a new account. */
static CordialStore *
make_store (CordialAccounts *self, const char *id, const char *uri, const CordialAccountSetup *setup, GError **error)
{
  g_autofree char *folder = g_build_filename (self->folder, id, NULL);
  g_autofree char *path = g_build_filename (folder, DATABASE_NAME, NULL);
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
      delete_folder (self, id);
      return NULL;
    }
  if (setup->settings)
    {
      cordial_protocol_settings_save (setup->settings, store);
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

void
cordial_accounts_sign_in_async (CordialAccounts *self,
                                const CordialAccountSetup *setup,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (CordialProtocol) protocol = NULL;
  GError *error = NULL;
  SigningIn *signing_in;

  g_return_if_fail (CORDIAL_IS_ACCOUNTS (self));
  g_return_if_fail (setup != NULL);
  g_return_if_fail (setup->settings || (setup->server != NULL && setup->login != NULL && setup->password != NULL));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cordial_accounts_sign_in_async);
  g_clear_object (&self->refused_certificate);

  if (setup->settings)
    uri = g_strdup (setup->settings->uri);
  else if (*setup->login == '\0')
    error = g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, _ ("Enter your user name."));
  else if (*setup->password == '\0')
    error = g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, _ ("Enter your password."));
  else
    {
      for (const char *c = setup->login; *c && !error; c = g_utf8_next_char (c))
        if (g_unichar_isspace (g_utf8_get_char (c)))
          error = g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                       _ ("A user name has no spaces in it."));
    }
  if (!error && !uri)
    uri = cordial_server_address_to_uri (setup->server, setup->allow_plaintext, &error);
  if (error)
    {
      g_task_return_error (task, error);
      return;
    }

  signing_in = g_new0 (SigningIn, 1);
  signing_in->id = g_uuid_string_random ();
  signing_in->create = setup->create;
  g_task_set_task_data (task, signing_in, (GDestroyNotify) signing_in_free);
  signing_in->store = open_kept_store (self, uri, setup, &signing_in->id, &signing_in->kept_user_id);
  if (!signing_in->store)
    signing_in->store = make_store (self, signing_in->id, uri, setup, &error);
  if (signing_in->store)
    {
      signing_in->account = cordial_account_new (signing_in->id, signing_in->store, self->credentials);
      if (signing_in->kept_user_id)
        cordial_account_load (signing_in->account, &error);
    }
  if (error)
    {
      g_task_return_error (task, error);
      return;
    }
  protocol =
    setup->settings ? self->factory (setup->settings, self->factory_data) : make_protocol (self, signing_in->store);
  cordial_account_set_protocol (signing_in->account, protocol);
  if (!setup->settings)
    cordial_protocol_set_password (protocol, setup->login, setup->password);
  signing_in->link_handler = g_signal_connect_object (signing_in->account, "notify::link-state",
                                                      G_CALLBACK (on_link_state), task, G_CONNECT_DEFAULT);
  if (signing_in->kept_user_id)
    g_signal_connect_object (signing_in->account, "notify::user-id", G_CALLBACK (on_other_user), task,
                             G_CONNECT_DEFAULT);
  if (cancellable)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled), task, G_CONNECT_DEFAULT);
  if (setup->create)
    cordial_protocol_sign_up_async (protocol, setup->login, setup->password, setup->name ? setup->name : setup->login,
                                    cancellable, on_signed_up, g_object_ref (task));
  else
    cordial_account_open (signing_in->account);
  g_steal_pointer (&task);
}

CordialAccount *
cordial_accounts_sign_in_finish (CordialAccounts *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

GTlsCertificate *
cordial_accounts_get_refused_certificate (CordialAccounts *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (self), NULL);

  return self->refused_certificate;
}

/* --- Settings of a dialect --------------------------------------------------------------------------------------- */

void
cordial_accounts_change_settings (CordialAccounts *self,
                                  CordialAccount *account,
                                  const CordialProtocolSettings *settings)
{
  g_autoptr (CordialProtocol) protocol = NULL;

  g_return_if_fail (CORDIAL_IS_ACCOUNTS (self));
  g_return_if_fail (CORDIAL_IS_ACCOUNT (account));
  g_return_if_fail (settings != NULL && settings->dialect != NULL);

  protocol = self->factory (settings, self->factory_data);
  cordial_account_change_protocol (account, protocol, settings);
}

typedef struct
{
  CordialProtocol *protocol;
  gboolean beaten; /* a heartbeat went out */
} Trying;

static void
trying_free (Trying *trying)
{
  g_object_unref (trying->protocol);
  g_free (trying);
}

/* Takes the error. */
static void
end_trying (GTask *task, double round_trip_ms, GError *error)
{
  Trying *trying = g_task_get_task_data (task);
  g_autofree double *result = g_new (double, 1);

  if (g_signal_handlers_disconnect_by_data (trying->protocol, task) == 0)
    {
      g_clear_error (&error); /* it is over already */
      return;
    }
  cordial_protocol_close (trying->protocol);
  *result = round_trip_ms;
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&result), g_free);
  g_object_unref (task);
}

static gboolean
beat_now (gpointer user_data)
{
  cordial_protocol_retry_now (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_trying_link_state (CordialProtocol *protocol, GParamSpec *pspec, GTask *task)
{
  g_autofree char *reason = cordial_protocol_dup_reason (protocol);

  switch (cordial_protocol_get_link_state (protocol))
    {
    case CORDIAL_LINK_ONLINE:
      {
        /* In the next turn: then whatever the opening itself took as a round trip has been told. */
        g_autoptr (GSource) source = g_idle_source_new ();

        g_source_set_static_name (source, "CordialAccounts try");
        g_source_set_callback (source, beat_now, g_object_ref (protocol), g_object_unref);
        g_source_attach (source, NULL);
        break;
      }
    case CORDIAL_LINK_NO_NETWORK:
      end_trying (task, -1,
                  g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                       _ ("There is no network connection.")));
      break;
    case CORDIAL_LINK_REFUSED:
      if (cordial_protocol_get_refusal (protocol) == CORDIAL_REFUSAL_CERTIFICATE)
        {
          end_trying (task, -1,
                      g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_CERTIFICATE,
                                           _ ("The server's certificate is not trusted.")));
          break;
        }
      G_GNUC_FALLTHROUGH;
    case CORDIAL_LINK_WAITING:
      end_trying (task, -1,
                  g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                       reason ? reason : _ ("The server cannot be reached.")));
      break;
    case CORDIAL_LINK_OFFLINE:
    case CORDIAL_LINK_CONNECTING:
    default:
      break;
    }
}

static void
on_trying_round_trip (CordialProtocol *protocol, GParamSpec *pspec, GTask *task)
{
  Trying *trying = g_task_get_task_data (task);
  double round_trip_ms;

  g_object_get (protocol, "round-trip-ms", &round_trip_ms, NULL);
  /* The upgrade is a round trip too. */
  if (trying->beaten)
    end_trying (task, round_trip_ms, NULL);
}

static void
on_trying_beat (CordialProtocol *protocol, GTask *task)
{
  ((Trying *) g_task_get_task_data (task))->beaten = TRUE;
}

static void
on_trying_cancelled (GCancellable *cancellable, GTask *task)
{
  end_trying (task, -1, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The test was cancelled.")));
}

void
cordial_accounts_try_settings_async (CordialAccounts *self,
                                     const CordialProtocolSettings *settings,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;
  Trying *trying;

  g_return_if_fail (CORDIAL_IS_ACCOUNTS (self));
  g_return_if_fail (settings != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cordial_accounts_try_settings_async);
  trying = g_new0 (Trying, 1);
  trying->protocol = self->factory (settings, self->factory_data);
  g_task_set_task_data (task, trying, (GDestroyNotify) trying_free);
  g_signal_connect (trying->protocol, "notify::link-state", G_CALLBACK (on_trying_link_state), task);
  g_signal_connect (trying->protocol, "notify::round-trip-ms", G_CALLBACK (on_trying_round_trip), task);
  g_signal_connect (trying->protocol, "beat", G_CALLBACK (on_trying_beat), task);
  if (cancellable)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_trying_cancelled), task, G_CONNECT_DEFAULT);
  cordial_protocol_open (trying->protocol);
}

double
cordial_accounts_try_settings_finish (CordialAccounts *self, GAsyncResult *result, GError **error)
{
  g_autofree double *round_trip_ms = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  round_trip_ms = g_task_propagate_pointer (G_TASK (result), error);
  return round_trip_ms ? *round_trip_ms : -1;
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
      protocol = self->factory (&settings, self->factory_data);
      cordial_account_set_protocol (account, protocol);
    }
}

void
cordial_accounts_remove (CordialAccounts *self, CordialAccount *account, gboolean keep_messages)
{
  guint position;
  g_autofree char *id = NULL;

  g_return_if_fail (CORDIAL_IS_ACCOUNTS (self));
  g_return_if_fail (CORDIAL_IS_ACCOUNT (account));

  if (!g_list_store_find (self->accounts, account, &position))
    return;
  id = g_strdup (cordial_account_get_id (account));
  g_object_ref (account);
  g_list_store_remove (self->accounts, position);
  if (keep_messages)
    cordial_account_mark_signed_out (account, SIGNED_OUT);
  cordial_account_shut_down (account);
  cordial_credentials_clear_async (self->credentials, id, NULL, NULL, NULL);
  if (!keep_messages)
    delete_folder (self, id);
  g_object_unref (account);
}
