/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the interface asks of an account, and how the answers come back.
 */
#define G_LOG_DOMAIN "cordial-chat"

#include "cordial-config.h"

#include "cordial-account-private.h"
#include "cordial-account-state.h"

#include <glib/gi18n-lib.h>

/* The application's own server has not said yet where it listens: answers the task, which is over then. */
static gboolean
has_protocol (CordialAccount *self, GTask *task)
{
  if (self->context->protocol)
    return TRUE;
  g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK,
                                   _ ("There is no connection to the server yet. Try again in a moment."));
  g_object_unref (task);
  return FALSE;
}

static void
on_token (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialAccount) self = user_data;
  char *token = cordial_credentials_lookup_finish (CORDIAL_CREDENTIALS (object), result, NULL);

  self->token_known = TRUE;
  if (self->context->outbox && self->context->protocol)
    {
      g_autofree char *password = cordial_store_dup_value (self->context->store, CORDIAL_ACCOUNT_LOCAL_PASSWORD);

      if (token)
        cordial_protocol_set_token (self->context->protocol, token);
      if (token && self->dialect)
        g_set_str (&self->token, token);
      if (password)
        cordial_protocol_set_password (self->context->protocol, self->login, password);
      if (self->wanted)
        cordial_protocol_open (self->context->protocol);
    }
  g_free (token);
}

/**
 * cordial_account_open:
 * @self: a #CordialAccount
 *
 * Connects, and stays connected until cordial_account_close().
 */
void
cordial_account_open (CordialAccount *self)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  self->wanted = TRUE;
  if (!self->context->protocol)
    return;
  if (self->token_known)
    cordial_protocol_open (self->context->protocol);
  else
    cordial_credentials_lookup_async (self->credentials, self->id, self->context->cancellable, on_token,
                                      g_object_ref (self));
}

void
cordial_account_close (CordialAccount *self)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  self->wanted = FALSE;
  if (self->context->protocol)
    cordial_protocol_close (self->context->protocol);
}

void
cordial_account_retry_now (CordialAccount *self)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  if (self->context->protocol)
    cordial_protocol_retry_now (self->context->protocol);
}

void
cordial_account_probe_if_stale (CordialAccount *self)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  if (self->context->protocol)
    cordial_protocol_probe_if_stale (self->context->protocol);
}

static void
on_signing_in_again (CordialAccount *self, GParamSpec *pspec, GTask *task)
{
  switch (self->link_state)
    {
    case CORDIAL_LINK_ONLINE:
      g_signal_handlers_disconnect_by_data (self, task);
      g_task_return_boolean (task, TRUE);
      break;
    case CORDIAL_LINK_REFUSED:
      g_signal_handlers_disconnect_by_data (self, task);
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_SIGN_IN,
                                       self->reason ? self->reason : _ ("The server did not accept this password."));
      break;
    case CORDIAL_LINK_WAITING:
    case CORDIAL_LINK_NO_NETWORK:
    case CORDIAL_LINK_OFFLINE:
      g_signal_handlers_disconnect_by_data (self, task);
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                       self->reason ? self->reason : _ ("The server cannot be reached."));
      break;
    case CORDIAL_LINK_CONNECTING:
    default:
      return;
    }
  g_object_unref (task);
}

void
cordial_account_sign_in_again_async (CordialAccount *self,
                                     const char *password,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));
  g_return_if_fail (password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_account_sign_in_again_async);
  if (!has_protocol (self, task))
    return;
  self->wanted = TRUE;
  self->token_known = TRUE;
  cordial_protocol_set_token (self->context->protocol, NULL);
  cordial_protocol_set_password (self->context->protocol, self->login, password);
  cordial_protocol_retry_now (self->context->protocol);
  g_signal_connect (self, "notify::link-state", G_CALLBACK (on_signing_in_again), task);
  on_signing_in_again (self, NULL, task);
}

gboolean
cordial_account_sign_in_again_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
cordial_account_get_has_password (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), FALSE);

  return !self->dialect && !self->local_server;
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
  CordialAccount *self = g_task_get_source_object (changing->task);
  GError *error = NULL;

  if (cordial_protocol_change_password_finish (CORDIAL_PROTOCOL (object), result, &error))
    {
      /* The token may end with the old password. */
      cordial_protocol_set_password (CORDIAL_PROTOCOL (object), self->login, changing->password);
      g_task_return_boolean (changing->task, TRUE);
    }
  else
    g_task_return_error (changing->task, error);
  g_object_unref (changing->task);
  explicit_bzero (changing->password, strlen (changing->password));
  g_free (changing->password);
  g_free (changing);
}

/**
 * cordial_account_change_password_async:
 * @self: a #CordialAccount
 * @password: the new one; it is kept by the server alone
 * @cancellable: (nullable): cancelling leaves open whether the server took it
 */
void
cordial_account_change_password_async (CordialAccount *self,
                                       const char *password,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  ChangingPassword *changing;
  GTask *task;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));
  g_return_if_fail (password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_account_change_password_async);
  if (!has_protocol (self, task))
    return;
  changing = g_new0 (ChangingPassword, 1);
  changing->task = task;
  changing->password = g_strdup (password);
  cordial_protocol_change_password_async (self->context->protocol, password, cancellable, on_password_changed,
                                          changing);
}

gboolean
cordial_account_change_password_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

GTlsCertificate *
cordial_account_get_refused_certificate (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->context->protocol ? cordial_protocol_get_refused_certificate (self->context->protocol) : NULL;
}

/**
 * cordial_account_trust_certificate:
 * @certificate: the one that was refused
 *
 * Accepts exactly this certificate from now on, and connects.
 */
void
cordial_account_trust_certificate (CordialAccount *self, GTlsCertificate *certificate)
{
  g_autofree char *pem = NULL;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));
  g_return_if_fail (G_IS_TLS_CERTIFICATE (certificate));
  g_return_if_fail (self->context->protocol != NULL);

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  cordial_store_set_value (self->context->store, CORDIAL_ACCOUNT_CERTIFICATE, pem);
  cordial_protocol_trust_certificate (self->context->protocol, certificate);
  cordial_protocol_retry_now (self->context->protocol);
}

static void
on_people_found (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *people = cordial_protocol_find_people_finish (CORDIAL_PROTOCOL (object), result, &error);

  if (people)
    g_task_return_pointer (task, people, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
cordial_account_find_people_async (CordialAccount *self,
                                   const char *query,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_account_find_people_async);
  if (!has_protocol (self, task))
    return;
  cordial_protocol_find_people_async (self->context->protocol, query, cancellable, on_people_found, task);
}

GPtrArray *
cordial_account_find_people_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_conversation_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialAccount *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofree char *id = cordial_protocol_start_conversation_finish (CORDIAL_PROTOCOL (object), result, &error);
  g_autoptr (CordialConversationRecord) record = NULL;

  if (!id)
    {
      g_task_return_error (task, error);
      return;
    }
  record = cordial_conversation_record_new (id);
  g_task_return_pointer (task, g_object_ref (cordial_account_ensure_conversation (self, record)), g_object_unref);
}

void
cordial_account_start_conversation_async (CordialAccount *self,
                                          const char *person_id,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_account_start_conversation_async);
  if (!has_protocol (self, task))
    return;
  cordial_protocol_start_conversation_async (self->context->protocol, person_id, cancellable, on_conversation_started,
                                             task);
}

CordialConversation *
cordial_account_start_conversation_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
