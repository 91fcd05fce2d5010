/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signs in to an account that is not here yet, or that was left, or makes one on the server: until it is online, or with nothing
 * new left behind.
 */
#define G_LOG_DOMAIN "cordial-accounts"

#include "cordial-config.h"

#include "cordial-accounts-private.h"

#include <glib/gi18n-lib.h>

#include "cordial-account-damage.h"
#include "cordial-account-folder.h"
#include "cordial-account-keys.h"
#include "cordial-protocol-error.h"
#include "cordial-server-address.h"

typedef struct
{
  CordialLogin *login;
  CordialAccount *account; /* of the login */
  CordialStore *store;
  char *id;
  gulong link_handler;
  gulong cancel_handler;
  gboolean create;
  gboolean signed_up;
  gboolean kept; /* messages are there from an earlier time */
} SigningIn;

static void
signing_in_free (SigningIn *self)
{
  g_clear_object (&self->login);
  g_clear_object (&self->store);
  g_free (self->id);
  g_free (self);
}

static void
stop_listening (GTask *task)
{
  CordialAccounts *self = g_task_get_source_object (task);
  SigningIn *signing_in = g_task_get_task_data (task);

  if (signing_in->link_handler)
    g_signal_handler_disconnect (signing_in->account, signing_in->link_handler);
  signing_in->link_handler = 0;
  g_hash_table_remove (self->signing_in, signing_in->id);
}

/* Nothing new is left behind. Takes the error. */
static void
fail_sign_in (GTask *task, GError *error)
{
  CordialAccounts *self = g_task_get_source_object (task);
  SigningIn *signing_in = g_task_get_task_data (task);

  stop_listening (task);
  g_set_object (&self->refused_certificate, cordial_account_get_refused_certificate (signing_in->account));
  cordial_login_end (signing_in->login);
  cordial_store_close (signing_in->store);
  if (!signing_in->kept)
    cordial_account_folder_delete (self->folder, signing_in->id);
  cordial_credentials_clear_async (self->credentials, signing_in->id, NULL, NULL);
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
                                  reason ? reason : _ ("The user name or the password is wrong."));
    case CORDIAL_REFUSAL_OTHER_ACCOUNT:
      return g_error_new_literal (
        CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
        _ ("The messages kept here belong to another account of the same name. They stay where "
           "they are; sign in once more to start without them."));
    case CORDIAL_REFUSAL_NOT_A_CHAT_SERVER:
      return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_NOT_A_CHAT_SERVER,
                                  reason ? reason : _ ("What answers at this address is not a chat server."));
    case CORDIAL_REFUSAL_PROXY:
    case CORDIAL_REFUSAL_FORBIDDEN:
      return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                  reason ? reason : _ ("The server does not let this application in."));
    case CORDIAL_REFUSAL_ACCOUNT:
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
  g_autoptr (GHashTable) values = NULL;

  if (signing_in->create && !signing_in->signed_up)
    return; /* its own callback tells */
  switch (cordial_account_get_link_state (account))
    {
    case CORDIAL_LINK_ONLINE:
      stop_listening (task);
      cordial_store_set_value (signing_in->store, CORDIAL_ACCOUNT_READY, "1");
      cordial_store_set_value (signing_in->store, CORDIAL_ACCOUNT_SIGNED_OUT, NULL);
      cordial_store_flush (signing_in->store);
      values = cordial_store_read_values (signing_in->store, NULL);
      if (values)
        cordial_account_damage_prepare (self->folder, signing_in->id, values);
      g_clear_object (&self->refused_certificate);
      cordial_accounts_add (self, signing_in->login);
      g_task_return_pointer (task, g_object_ref (account), g_object_unref);
      g_object_unref (task);
      break;
    case CORDIAL_LINK_REFUSED:
      if (cordial_account_get_refusal (account) == CORDIAL_REFUSAL_OTHER_ACCOUNT)
        cordial_login_mark_signed_out (signing_in->login, TRUE);
      fail_sign_in (task, make_refusal (account));
      break;
    case CORDIAL_LINK_NO_NETWORK:
      fail_sign_in (task, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                               _ ("The server cannot be reached: there is no network connection.")));
      break;
    case CORDIAL_LINK_WAITING:
      fail_sign_in (task, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                               reason ? reason : _ ("The server cannot be reached.")));
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

void
cordial_accounts_sign_in_async (CordialAccounts *self,
                                const CordialAccountSetup *setup,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_auto (GStrv) open = NULL;
  g_autoptr (GTask) task = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (CordialProtocol) protocol = NULL;
  g_autoptr (CordialStore) kept = NULL;
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
  /* Which messages are here of that account, and whether any are, is not known yet. */
  if (!error && !setup->create && !setup->local_server && g_hash_table_size (self->opening) > 0)
    error = g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                                 _ ("The messages on this computer are being updated. Sign in when that is done."));
  if (!error && cordial_accounts_get_open_elsewhere (self))
    error =
      g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                           _ ("Cordial is open elsewhere with these accounts. Sign in there, or close it first."));
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
  open = cordial_accounts_dup_ids (self);
  kept =
    cordial_account_folder_open_kept (self->folder, (const char *const *) open, uri, setup, &signing_in->id, &error);
  signing_in->kept = kept != NULL;
  signing_in->store = g_steal_pointer (&kept);
  if (!error && !signing_in->store)
    signing_in->store = cordial_account_folder_make (self->folder, signing_in->id, uri, setup, &error);
  if (signing_in->store)
    {
      signing_in->login = cordial_login_new (signing_in->id, signing_in->store, self->credentials, self->read_content);
      signing_in->account = cordial_login_get_account (signing_in->login);
      if (!signing_in->kept || cordial_login_load (signing_in->login, &error))
        protocol = setup->settings ? cordial_accounts_make_protocol (self, setup->settings)
                                   : cordial_accounts_make_kept_protocol (self, signing_in->store, &error);
    }
  if (error)
    {
      g_task_return_error (task, error);
      return;
    }
  g_hash_table_add (self->signing_in, g_strdup (signing_in->id));
  cordial_login_set_protocol (signing_in->login, protocol);
  cordial_login_forgo_keyring (signing_in->login);
  if (!setup->settings)
    cordial_protocol_set_password (protocol, setup->login, setup->password);
  signing_in->link_handler = g_signal_connect_object (signing_in->account, "notify::link-state",
                                                      G_CALLBACK (on_link_state), task, G_CONNECT_DEFAULT);
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
