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

typedef enum
{
  TOKEN_UNKNOWN,
  TOKEN_SOUGHT, /* the keyring was asked, and maybe its owner */
  TOKEN_LOCKED, /* its owner did not unlock it */
  TOKEN_KNOWN,  /* or nothing is to be had from there */
} TokenState;

/* After an account was opened: nobody searches sooner, and the window comes first. */
#define INDEX_DELAY_S 2

struct _CordialLogin
{
  GObject parent_instance;

  CordialWork *work;
  CordialAccount *account; /* of the work */
  CordialStore *store;
  CordialCredentials *credentials;
  GCancellable *lookup; /* (nullable): of what was asked of the keyring last */

  char *token;     /* (nullable): of a dialect; what set_token() takes */
  gboolean wanted; /* open() was asked for */
  TokenState token_state;
  gboolean owner_asked;      /* to unlock the keyring */
  gboolean token_unreadable; /* there may be one in the keyring that nobody has seen */
  gboolean proven;           /* the account was online at the address of the store */
  gboolean ended;
  CordialContentReader read_content;
  guint index_source; /* until the search index is begun */
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

/* --- The keyring ------------------------------------------------------------------------------------------------- */

static void look_up (CordialLogin *self, gboolean unlock);

/* While the session does nothing, because of what happens here. */
static void
show_link (CordialLogin *self, CordialLinkState state, CordialRefusal refusal)
{
  if (cordial_protocol_get_link_state (get_protocol (self)) == CORDIAL_LINK_OFFLINE)
    cordial_account_set_link (self->account, state, refusal, 0,
                              refusal == CORDIAL_REFUSAL_KEYRING ? _ ("The password store is locked.") : NULL);
}

static void
forget_lookup (CordialLogin *self)
{
  g_cancellable_cancel (self->lookup);
  g_clear_object (&self->lookup);
  self->token_state = TOKEN_UNKNOWN;
  self->owner_asked = FALSE;
}

/* It has an answer, from wherever. */
static void
know_token (CordialLogin *self, const char *token)
{
  CordialProtocol *protocol = get_protocol (self);

  forget_lookup (self);
  self->token_state = TOKEN_KNOWN;
  if (token)
    cordial_protocol_set_token (protocol, token);
  if (token && cordial_account_get_has_settings (self->account))
    g_set_str (&self->token, token);
  if (!self->wanted)
    return;
  if (cordial_protocol_get_link_state (protocol) == CORDIAL_LINK_OFFLINE)
    cordial_protocol_open (protocol);
  else
    cordial_protocol_retry_now (protocol);
}

static void
on_token (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialLogin) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = cordial_credentials_lookup_finish (CORDIAL_CREDENTIALS (object), result, &error);

  if (self->ended || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!g_error_matches (error, CORDIAL_CREDENTIALS_ERROR, CORDIAL_CREDENTIALS_ERROR_LOCKED))
    {
      self->token_unreadable = error != NULL;
      know_token (self, token);
    }
  else if (self->owner_asked)
    {
      self->token_state = TOKEN_LOCKED;
      show_link (self, CORDIAL_LINK_REFUSED, CORDIAL_REFUSAL_KEYRING);
    }
  else
    look_up (self, TRUE);
}

/* Without a token nothing is tried: a server would refuse what nobody has asked of it. */
static void
look_up (CordialLogin *self, gboolean unlock)
{
  forget_lookup (self);
  self->lookup = g_cancellable_new ();
  self->token_state = TOKEN_SOUGHT;
  self->owner_asked = unlock;
  if (unlock)
    show_link (self, CORDIAL_LINK_REFUSED, CORDIAL_REFUSAL_KEYRING);
  else
    show_link (self, CORDIAL_LINK_CONNECTING, CORDIAL_REFUSAL_NONE);
  cordial_credentials_lookup_async (self->credentials, cordial_account_get_id (self->account), unlock, self->lookup,
                                    on_token, g_object_ref (self));
}

static gboolean
waits_for_keyring (CordialLogin *self)
{
  return self->token_state == TOKEN_LOCKED || (self->token_state == TOKEN_SOUGHT && self->owner_asked);
}

/* Whether the keyring would make a difference. */
static gboolean
lacks_token (CordialLogin *self)
{
  return !self->ended && self->wanted &&
         (waits_for_keyring (self) ||
          (self->token_unreadable && cordial_account_get_link_state (self->account) == CORDIAL_LINK_REFUSED));
}

static void
on_token_again (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialLogin) self = user_data;
  g_autofree char *token = cordial_credentials_lookup_finish (CORDIAL_CREDENTIALS (object), result, NULL);

  if (!token || !lacks_token (self))
    return;
  self->token_unreadable = FALSE;
  know_token (self, token);
}

/* Its owner unlocked it elsewhere, or it has come. A question to the owner that is open stays open meanwhile. */
static void
on_keyring_changed (CordialLogin *self)
{
  if (lacks_token (self))
    cordial_credentials_lookup_async (self->credentials, cordial_account_get_id (self->account), FALSE, NULL,
                                      on_token_again, g_object_ref (self));
}

/* --- The connection ---------------------------------------------------------------------------------------------- */

static void
open_link (CordialLinkRequests *requests)
{
  CordialLogin *self = CORDIAL_LOGIN (requests);
  g_autofree char *password = NULL;

  self->wanted = TRUE;
  if (!get_protocol (self))
    return;
  if (self->token_state == TOKEN_KNOWN)
    {
      cordial_protocol_open (get_protocol (self));
      return;
    }
  if (self->token_state != TOKEN_UNKNOWN)
    return;
  password = cordial_store_dup_value (self->store, CORDIAL_ACCOUNT_LOCAL_PASSWORD);
  if (password)
    {
      cordial_protocol_set_password (get_protocol (self), cordial_account_get_login (self->account), password);
      know_token (self, NULL);
    }
  else
    look_up (self, FALSE);
}

static void
close_link (CordialLinkRequests *requests)
{
  CordialLogin *self = CORDIAL_LOGIN (requests);

  self->wanted = FALSE;
  if (!get_protocol (self))
    return;
  if (self->token_state != TOKEN_KNOWN)
    forget_lookup (self);
  cordial_protocol_close (get_protocol (self));
  show_link (self, CORDIAL_LINK_OFFLINE, CORDIAL_REFUSAL_NONE);
}

static void
retry_now (CordialLinkRequests *requests)
{
  CordialLogin *self = CORDIAL_LOGIN (requests);

  if (!get_protocol (self))
    return;
  if (waits_for_keyring (self))
    look_up (self, TRUE);
  else if (self->token_state == TOKEN_UNKNOWN)
    open_link (requests);
  else
    cordial_protocol_retry_now (get_protocol (self));
}

static void
probe_if_stale (CordialLinkRequests *requests)
{
  CordialProtocol *protocol = get_protocol (CORDIAL_LOGIN (requests));

  if (protocol)
    cordial_protocol_probe_if_stale (protocol);
}

/* The server gives the login to somebody else now, or was set up anew: what is here must not be mixed with what is there. */
static void
refuse_other_account (CordialLogin *self)
{
  CordialProtocol *protocol = get_protocol (self);

  g_signal_stop_emission_by_name (protocol, "signed-in");
  /* That it was offline in between is nobody's business. */
  g_object_freeze_notify (G_OBJECT (self->account));
  cordial_protocol_close (protocol);
  cordial_protocol_set_token (protocol, NULL);
  cordial_protocol_set_password (protocol, cordial_account_get_login (self->account), NULL);
  forget_lookup (self);
  cordial_account_set_link (
    self->account, CORDIAL_LINK_REFUSED, CORDIAL_REFUSAL_OTHER_ACCOUNT, 0,
    _ ("The server has another account under this name now. The messages that are here belong to "
       "the earlier one; they stay where they are."));
  g_object_thaw_notify (G_OBJECT (self->account));
}

static void
on_signed_in (CordialProtocol *protocol, const char *user_id, const char *token, gint64 expires_ms, CordialLogin *self)
{
  const char *own_id = cordial_account_get_user_id (self->account);
  g_autofree char *label = NULL;

  if (own_id && !g_str_equal (own_id, user_id))
    {
      refuse_other_account (self);
      return;
    }
  /* Its password is here. */
  if (!token || cordial_account_get_local_server (self->account))
    return;
  /* Translators: the first is a user's name, the second a server. Shown in the desktop's password manager. */
  label = g_strdup_printf (_ ("Cordial: %s on %s"), cordial_account_get_login (self->account),
                           cordial_account_get_server (self->account));
  cordial_protocol_set_token (protocol, token);
  if (cordial_account_get_has_settings (self->account))
    g_set_str (&self->token, token);
  cordial_credentials_store_async (self->credentials, cordial_account_get_id (self->account), label, token, NULL, NULL);
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
  forget_lookup (self);
  if (certificate)
    trusted = g_tls_certificate_new_from_pem (certificate, -1, NULL);
  if (trusted)
    cordial_protocol_trust_certificate (protocol, trusted);
  self->proven = uri && g_strcmp0 (uri, proven_uri) == 0;
  cordial_protocol_set_proven (protocol, self->proven);
  g_signal_connect_object (protocol, "roster-complete", G_CALLBACK (on_roster_complete), self, G_CONNECT_DEFAULT);
  /* Before anybody else hears who that is. */
  g_signal_connect_object (protocol, "signed-in", G_CALLBACK (on_signed_in), self, G_CONNECT_DEFAULT);
  cordial_work_set_protocol (self->work, protocol);
}

void
cordial_login_forgo_keyring (CordialLogin *self)
{
  forget_lookup (self);
  self->token_state = TOKEN_KNOWN;
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
  cordial_protocol_set_token (protocol, NULL);
  cordial_protocol_set_password (protocol, cordial_account_get_login (self->account), password);
  know_token (self, NULL);
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
    cordial_credentials_clear_async (self->credentials, cordial_account_get_id (self->account), NULL, NULL);

  cordial_login_set_protocol (self, protocol);
  /* The settings have it; what the keyring has may be the old one. */
  cordial_login_forgo_keyring (self);
  cordial_account_apply_settings (self->account, settings);
  cordial_account_open (self->account);
}

/* What the person says is the account's own server now is given its token; whether it knows the account shows there. */
void
cordial_login_move (CordialLogin *self, CordialProtocol *protocol, const char *server, const char *uri)
{
  cordial_work_take_incoming (self->work);
  cordial_store_set_value (self->store, CORDIAL_ACCOUNT_SERVER, server);
  cordial_store_set_value (self->store, CORDIAL_ACCOUNT_URI, uri);
  cordial_store_flush (self->store);
  cordial_login_set_protocol (self, protocol);
  cordial_account_set_server (self->account, server);
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

static gboolean
on_index_time (gpointer user_data)
{
  CordialLogin *self = user_data;

  self->index_source = 0;
  cordial_store_start_index (self->store, self->read_content);
  return G_SOURCE_REMOVE;
}

/**
 * cordial_login_new:
 * @id: what tells the account from the others
 * @store: its database
 * @credentials: where its token is kept
 * @format: how its wire says what a message holds
 *
 * Returns: (transfer full): the login of an account that has no protocol yet
 */
CordialLogin *
cordial_login_new (const char *id,
                   CordialStore *store,
                   CordialCredentials *credentials,
                   const CordialContentFormat *format)
{
  CordialLogin *self = g_object_new (CORDIAL_TYPE_LOGIN, NULL);

  self->store = g_object_ref (store);
  self->credentials = g_object_ref (credentials);
  g_signal_connect_object (credentials, "changed", G_CALLBACK (on_keyring_changed), self, G_CONNECT_SWAPPED);
  self->work = cordial_work_new (id, store, format, CORDIAL_LINK_REQUESTS (self));
  self->account = cordial_work_get_account (self->work);
  self->read_content = format->read;
  self->index_source = g_timeout_add_seconds_full (G_PRIORITY_LOW, INDEX_DELAY_S, on_index_time, self, NULL);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->index_source), "CordialLogin index");
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
cordial_login_mark_signed_out (CordialLogin *self, gboolean for_good)
{
  cordial_store_set_value (self->store, CORDIAL_ACCOUNT_SIGNED_OUT,
                           for_good ? CORDIAL_ACCOUNT_SIGNED_OUT_FOR_GOOD : CORDIAL_ACCOUNT_SIGNED_OUT_FOR_NOW);
}

void
cordial_login_set_files_limit (CordialLogin *self, gint64 limit)
{
  cordial_work_set_files_limit (self->work, limit);
}

void
cordial_login_end (CordialLogin *self)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  g_clear_handle_id (&self->index_source, g_source_remove);
  forget_lookup (self);
  if (get_protocol (self))
    g_signal_handlers_disconnect_by_data (get_protocol (self), self);
  cordial_work_end (self->work);
}

void
cordial_login_close_store (CordialLogin *self)
{
  g_return_if_fail (self->ended);

  cordial_store_close (self->store);
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
