/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How one account is let in.
 */
#define G_LOG_DOMAIN "cordial-accounts"

#include "cordial-config.h"

#include "cordial-login.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-account-keys.h"
#include "cordial-account-private.h"
#include "cordial-kept-settings.h"
#include "cordial-work.h"

struct _CordialLogin
{
  GObject parent_instance;

  CordialWork *work;
  CordialAccount *account; /* of the work */
  CordialStore *store;
  CordialCredentials *credentials;
  GCancellable *cancellable;

  char *token;     /* (nullable): of a dialect; what set_token() takes */
  gboolean wanted; /* open() was asked for */
  gboolean token_known;
  gboolean token_unreadable; /* there may be one in the keyring that nobody has seen */
  gboolean proven;           /* the account was online at the address of the store */
  gboolean ended;
};

static void requests_init (CordialLinkRequestsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialLogin,
                               cordial_login,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CORDIAL_TYPE_LINK_REQUESTS, requests_init))

static CordialProtocol *
get_protocol (CordialLogin *self)
{
  return cordial_work_get_protocol (self->work);
}

/* --- The connection ---------------------------------------------------------------------------------------------- */

static void
on_token (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialLogin) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = cordial_credentials_lookup_finish (CORDIAL_CREDENTIALS (object), result, &error);
  g_autofree char *password = NULL;
  CordialProtocol *protocol;

  self->token_known = TRUE;
  self->token_unreadable = error != NULL;
  if (self->ended || !(protocol = get_protocol (self)))
    return;
  if (token)
    cordial_protocol_set_token (protocol, token);
  if (token && cordial_account_get_has_settings (self->account))
    g_set_str (&self->token, token);
  password = cordial_store_dup_value (self->store, CORDIAL_ACCOUNT_LOCAL_PASSWORD);
  if (password)
    cordial_protocol_set_password (protocol, cordial_account_get_login (self->account), password);
  if (self->wanted)
    cordial_protocol_open (protocol);
}

static void
open_link (CordialLinkRequests *requests)
{
  CordialLogin *self = CORDIAL_LOGIN (requests);

  self->wanted = TRUE;
  if (!get_protocol (self))
    return;
  if (self->token_known)
    cordial_protocol_open (get_protocol (self));
  else
    cordial_credentials_lookup_async (self->credentials, cordial_account_get_id (self->account), self->cancellable,
                                      on_token, g_object_ref (self));
}

static void
close_link (CordialLinkRequests *requests)
{
  CordialLogin *self = CORDIAL_LOGIN (requests);

  self->wanted = FALSE;
  if (get_protocol (self))
    cordial_protocol_close (get_protocol (self));
}

static void
retry_now (CordialLinkRequests *requests)
{
  CordialProtocol *protocol = get_protocol (CORDIAL_LOGIN (requests));

  if (protocol)
    cordial_protocol_retry_now (protocol);
}

static void
probe_if_stale (CordialLinkRequests *requests)
{
  CordialProtocol *protocol = get_protocol (CORDIAL_LOGIN (requests));

  if (protocol)
    cordial_protocol_probe_if_stale (protocol);
}

static void
on_signed_in (CordialProtocol *protocol, const char *user_id, const char *token, gint64 expires_ms, CordialLogin *self)
{
  g_autofree char *label = NULL;

  if (!token)
    return;
  /* Translators: the first is a user's name, the second a server. Shown in the desktop's password manager. */
  label = g_strdup_printf (_ ("Cordial: %s on %s"), cordial_account_get_login (self->account),
                           cordial_account_get_server (self->account));
  cordial_protocol_set_token (protocol, token);
  if (cordial_account_get_has_settings (self->account))
    g_set_str (&self->token, token);
  cordial_credentials_store_async (self->credentials, cordial_account_get_id (self->account), label, token, NULL, NULL,
                                   NULL);
}

static void
on_roster_complete (CordialProtocol *protocol, CordialLogin *self)
{
  g_autofree char *uri = cordial_store_dup_value (self->store, CORDIAL_ACCOUNT_URI);

  if (self->proven || !uri)
    return;
  self->proven = TRUE;
  cordial_store_set_value (self->store, CORDIAL_ACCOUNT_PROVEN_URI, uri);
}

void
cordial_login_set_protocol (CordialLogin *self, CordialProtocol *protocol)
{
  g_autofree char *certificate = cordial_store_dup_value (self->store, CORDIAL_ACCOUNT_CERTIFICATE);
  g_autofree char *uri = cordial_store_dup_value (self->store, CORDIAL_ACCOUNT_URI);
  g_autofree char *proven_uri = cordial_store_dup_value (self->store, CORDIAL_ACCOUNT_PROVEN_URI);
  g_autoptr (GTlsCertificate) trusted = NULL;

  if (get_protocol (self))
    g_signal_handlers_disconnect_by_data (get_protocol (self), self);
  self->token_known = FALSE;
  if (certificate)
    trusted = g_tls_certificate_new_from_pem (certificate, -1, NULL);
  if (trusted)
    cordial_protocol_trust_certificate (protocol, trusted);
  self->proven = uri && g_strcmp0 (uri, proven_uri) == 0;
  cordial_protocol_set_proven (protocol, self->proven);
  cordial_work_set_protocol (self->work, protocol);
  g_signal_connect_object (protocol, "roster-complete", G_CALLBACK (on_roster_complete), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (protocol, "signed-in", G_CALLBACK (on_signed_in), self, G_CONNECT_DEFAULT);
}

/* --- Password and certificate ------------------------------------------------------------------------------------ */

static void
on_signing_in_again (CordialAccount *account, GParamSpec *pspec, GTask *task)
{
  const char *reason = cordial_account_get_reason (account);

  switch (cordial_account_get_link_state (account))
    {
    case CORDIAL_LINK_ONLINE:
      g_signal_handlers_disconnect_by_data (account, task);
      g_task_return_boolean (task, TRUE);
      break;
    case CORDIAL_LINK_REFUSED:
      g_signal_handlers_disconnect_by_data (account, task);
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR,
                                       cordial_account_get_refusal (account) == CORDIAL_REFUSAL_SIGN_IN
                                         ? CORDIAL_PROTOCOL_ERROR_SIGN_IN
                                         : CORDIAL_PROTOCOL_ERROR_REJECTED,
                                       reason ? reason : _ ("The server did not accept this password."));
      break;
    case CORDIAL_LINK_WAITING:
    case CORDIAL_LINK_NO_NETWORK:
    case CORDIAL_LINK_OFFLINE:
      g_signal_handlers_disconnect_by_data (account, task);
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                       reason ? reason : _ ("The server cannot be reached."));
      break;
    case CORDIAL_LINK_CONNECTING:
    default:
      return;
    }
  g_object_unref (task);
}

static void
sign_in_again (CordialLinkRequests *requests, const char *password, GTask *task)
{
  CordialLogin *self = CORDIAL_LOGIN (requests);
  CordialProtocol *protocol = get_protocol (self);

  if (!cordial_work_has_protocol (self->work, task))
    return;
  self->wanted = TRUE;
  self->token_known = TRUE;
  cordial_protocol_set_token (protocol, NULL);
  cordial_protocol_set_password (protocol, cordial_account_get_login (self->account), password);
  cordial_protocol_retry_now (protocol);
  g_signal_connect (self->account, "notify::link-state", G_CALLBACK (on_signing_in_again), task);
  on_signing_in_again (self->account, NULL, task);
}

typedef struct
{
  GTask *task;
  char *password;
} ChangingPassword;

static void
on_password_changed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ChangingPassword *changing = user_data;
  CordialAccount *account = g_task_get_source_object (changing->task);
  GError *error = NULL;

  if (cordial_protocol_change_password_finish (CORDIAL_PROTOCOL (object), result, &error))
    {
      /* The token may end with the old password. */
      cordial_protocol_set_password (CORDIAL_PROTOCOL (object), cordial_account_get_login (account),
                                     changing->password);
      g_task_return_boolean (changing->task, TRUE);
    }
  else
    g_task_return_error (changing->task, error);
  g_object_unref (changing->task);
  explicit_bzero (changing->password, strlen (changing->password));
  g_free (changing->password);
  g_free (changing);
}

static void
change_password (CordialLinkRequests *requests, const char *password, GTask *task)
{
  CordialLogin *self = CORDIAL_LOGIN (requests);
  ChangingPassword *changing;

  if (!cordial_work_has_protocol (self->work, task))
    return;
  changing = g_new0 (ChangingPassword, 1);
  changing->task = task;
  changing->password = g_strdup (password);
  cordial_protocol_change_password_async (get_protocol (self), password, g_task_get_cancellable (task),
                                          on_password_changed, changing);
}

static GTlsCertificate *
get_refused_certificate (CordialLinkRequests *requests)
{
  CordialProtocol *protocol = get_protocol (CORDIAL_LOGIN (requests));

  return protocol ? cordial_protocol_get_refused_certificate (protocol) : NULL;
}

static void
trust_certificate (CordialLinkRequests *requests, GTlsCertificate *certificate)
{
  CordialLogin *self = CORDIAL_LOGIN (requests);
  g_autofree char *pem = NULL;

  g_return_if_fail (get_protocol (self) != NULL);

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  cordial_store_set_value (self->store, CORDIAL_ACCOUNT_CERTIFICATE, pem);
  cordial_protocol_trust_certificate (get_protocol (self), certificate);
  cordial_protocol_retry_now (get_protocol (self));
}

/* --- Settings ---------------------------------------------------------------------------------------------------- */

static CordialProtocolSettings *
dup_settings (CordialLinkRequests *requests)
{
  CordialLogin *self = CORDIAL_LOGIN (requests);
  g_autoptr (GError) error = NULL;
  CordialProtocolSettings *settings = cordial_kept_settings_load (self->store, &error);

  if (!settings)
    g_warning ("cannot read the settings: %s", error->message);
  else if (self->token && settings->uri)
    {
      g_autofree char *uri = g_steal_pointer (&settings->uri);

      settings->uri = g_strconcat (uri, "?", self->token, NULL);
    }
  return settings;
}

void
cordial_login_change_settings (CordialLogin *self, CordialProtocol *protocol, const CordialProtocolSettings *settings)
{
  const char *own_id = cordial_account_get_user_id (self->account);
  const char *query = strchr (settings->uri, '?');
  g_autofree char *old_uri = cordial_store_dup_value (self->store, CORDIAL_ACCOUNT_URI);
  g_autofree char *uri = g_strndup (settings->uri, strcspn (settings->uri, "?"));
  /* Who was not shown the token did not take it away, as long as it stays with its server. */
  gboolean keep_token = self->token_unreadable && g_strcmp0 (old_uri, uri) == 0;

  cordial_work_take_incoming (self->work);
  /* What was written under the old id stays ours. */
  if (own_id && g_strcmp0 (own_id, settings->user_id) != 0)
    cordial_store_change_sender (self->store, own_id, settings->user_id);
  cordial_kept_settings_save (settings, self->store);
  cordial_store_flush (self->store);
  g_set_str (&self->token, query ? query + 1 : NULL);
  if (!query && !keep_token)
    cordial_credentials_clear_async (self->credentials, cordial_account_get_id (self->account), NULL, NULL, NULL);

  cordial_login_set_protocol (self, protocol);
  /* The settings have it; what the keyring has may be the old one. */
  self->token_known = TRUE;
  cordial_account_apply_settings (self->account, settings);
  cordial_account_open (self->account);
}

/* --- The object -------------------------------------------------------------------------------------------------- */

static void
requests_init (CordialLinkRequestsInterface *iface)
{
  iface->open = open_link;
  iface->close = close_link;
  iface->retry_now = retry_now;
  iface->probe_if_stale = probe_if_stale;
  iface->sign_in_again = sign_in_again;
  iface->change_password = change_password;
  iface->get_refused_certificate = get_refused_certificate;
  iface->trust_certificate = trust_certificate;
  iface->dup_settings = dup_settings;
}

/**
 * cordial_login_new:
 * @id: what tells the account from the others
 * @store: its database
 * @credentials: where its token is kept
 * @read_content: (nullable): how its wire says what a message holds
 *
 * Returns: (transfer full): the login of an account that has no protocol yet
 */
CordialLogin *
cordial_login_new (const char *id,
                   CordialStore *store,
                   CordialCredentials *credentials,
                   CordialContentReader read_content)
{
  CordialLogin *self = g_object_new (CORDIAL_TYPE_LOGIN, NULL);

  self->store = g_object_ref (store);
  self->credentials = g_object_ref (credentials);
  self->cancellable = g_cancellable_new ();
  self->work = cordial_work_new (id, store, read_content, CORDIAL_LINK_REQUESTS (self));
  self->account = cordial_work_get_account (self->work);
  return self;
}

CordialAccount *
cordial_login_get_account (CordialLogin *self)
{
  return self->account;
}

gboolean
cordial_login_load (CordialLogin *self, GError **error)
{
  return cordial_work_load (self->work, error);
}

void
cordial_login_mark_signed_out (CordialLogin *self)
{
  cordial_store_set_value (self->store, CORDIAL_ACCOUNT_SIGNED_OUT, CORDIAL_ACCOUNT_SIGNED_OUT_FOR_NOW);
}

void
cordial_login_end (CordialLogin *self)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (get_protocol (self))
    g_signal_handlers_disconnect_by_data (get_protocol (self), self);
  cordial_work_end (self->work);
}

static void
cordial_login_dispose (GObject *object)
{
  CordialLogin *self = CORDIAL_LOGIN (object);

  if (self->work)
    cordial_login_end (self);
  g_clear_object (&self->work);
  g_clear_object (&self->store);
  g_clear_object (&self->credentials);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (cordial_login_parent_class)->dispose (object);
}

static void
cordial_login_finalize (GObject *object)
{
  g_free (CORDIAL_LOGIN (object)->token);
  G_OBJECT_CLASS (cordial_login_parent_class)->finalize (object);
}

static void
cordial_login_class_init (CordialLoginClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_login_dispose;
  G_OBJECT_CLASS (klass)->finalize = cordial_login_finalize;
}

static void
cordial_login_init (CordialLogin *self)
{
}
