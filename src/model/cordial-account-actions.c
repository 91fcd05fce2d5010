/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the interface asks of an account, handed on to whoever carries it out.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-config.h"

#include "cordial-account-private.h"
#include "cordial-account-state.h"
#include "cordial-conversation.h"
#include "cordial-protocol-error.h"

#include <glib/gi18n-lib.h>

/* Hands over a task for whom a request of it is, or ends it where nobody carries out anything any more. */
static GTask *
begin (CordialAccount *self,
       gpointer requests,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (requests)
    return g_steal_pointer (&task);
  g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK,
                                   _ ("There is no connection to the server. Try again when it is back."));
  return NULL;
}

/* --- The connection ---------------------------------------------------------------------------------------------- */

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

  if (self->roster->link_requests)
    CORDIAL_LINK_REQUESTS_GET_IFACE (self->roster->link_requests)->open (self->roster->link_requests);
}

void
cordial_account_close (CordialAccount *self)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  if (self->roster->link_requests)
    CORDIAL_LINK_REQUESTS_GET_IFACE (self->roster->link_requests)->close (self->roster->link_requests);
}

void
cordial_account_retry_now (CordialAccount *self)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  if (self->roster->link_requests)
    CORDIAL_LINK_REQUESTS_GET_IFACE (self->roster->link_requests)->retry_now (self->roster->link_requests);
}

void
cordial_account_probe_if_stale (CordialAccount *self)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  if (self->roster->link_requests)
    CORDIAL_LINK_REQUESTS_GET_IFACE (self->roster->link_requests)->probe_if_stale (self->roster->link_requests);
}

GArray *
cordial_account_dup_beats (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), cordial_beats_new ());

  return self->roster->requests
           ? CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->dup_beats (self->roster->requests)
           : cordial_beats_new ();
}

GTlsCertificate *
cordial_account_get_refused_certificate (CordialAccount *self)
{
  CordialLinkRequests *requests;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  requests = self->roster->link_requests;
  return requests ? CORDIAL_LINK_REQUESTS_GET_IFACE (requests)->get_refused_certificate (requests) : NULL;
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
  CordialLinkRequests *requests;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));
  g_return_if_fail (G_IS_TLS_CERTIFICATE (certificate));

  requests = self->roster->link_requests;
  if (requests)
    CORDIAL_LINK_REQUESTS_GET_IFACE (requests)->trust_certificate (requests, certificate);
}

/**
 * cordial_account_dup_settings:
 * @self: a #CordialAccount
 *
 * Returns: (transfer full) (nullable): what the person set, %NULL where the protocol has accounts of its own
 */
CordialProtocolSettings *
cordial_account_dup_settings (CordialAccount *self)
{
  CordialLinkRequests *requests;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  requests = self->roster->link_requests;
  return requests && self->dialect ? CORDIAL_LINK_REQUESTS_GET_IFACE (requests)->dup_settings (requests) : NULL;
}

/* --- The password ------------------------------------------------------------------------------------------------ */

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

  task =
    begin (self, self->roster->link_requests, cordial_account_sign_in_again_async, cancellable, callback, user_data);
  if (task)
    CORDIAL_LINK_REQUESTS_GET_IFACE (self->roster->link_requests)
      ->sign_in_again (self->roster->link_requests, password, task);
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
  GTask *task;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));
  g_return_if_fail (password != NULL);

  task =
    begin (self, self->roster->link_requests, cordial_account_change_password_async, cancellable, callback, user_data);
  if (task)
    CORDIAL_LINK_REQUESTS_GET_IFACE (self->roster->link_requests)
      ->change_password (self->roster->link_requests, password, task);
}

gboolean
cordial_account_change_password_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Profile ----------------------------------------------------------------------------------------------------- */

gboolean
cordial_account_get_has_profile (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), FALSE);

  return !self->dialect;
}

/**
 * cordial_account_set_profile_async:
 * @self: a #CordialAccount
 * @profile: of which the fields HAS_NAME, HAS_AVATAR, HAS_NOTE and HAS_PINS count
 * @cancellable: (nullable): cancelling leaves open whether it is kept
 */
void
cordial_account_set_profile_async (CordialAccount *self,
                                   const CordialConversationRecord *profile,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));
  g_return_if_fail (profile != NULL);

  task = begin (self, self->roster->requests, cordial_account_set_profile_async, cancellable, callback, user_data);
  if (task)
    {
      g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_copy (profile);

      g_clear_pointer (&wanted->id, g_free);
      CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->set (self->roster->requests, wanted, task);
    }
}

gboolean
cordial_account_set_profile_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Keeps those ids, the one at the top first. */
static void
set_pinned (CordialAccount *self,
            GPtrArray *ids,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (CordialConversationRecord) profile = cordial_conversation_record_new (NULL);

  g_ptr_array_add (ids, NULL);
  profile->fields = CORDIAL_CONVERSATION_HAS_PINS;
  profile->pins = ids->len > 1 ? g_strjoinv (" ", (GStrv) ids->pdata) : NULL;
  cordial_account_set_profile_async (self, profile, cancellable, callback, user_data);
}

/**
 * cordial_account_pin_chat_async:
 * @self: a #CordialAccount
 * @conversation: one of its conversations
 * @pinned: whether it stands above the others from now on: at the very top
 * @cancellable: (nullable): cancelling leaves open whether it is kept
 */
void
cordial_account_pin_chat_async (CordialAccount *self,
                                CordialConversation *conversation,
                                gboolean pinned,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const char *id;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));
  g_return_if_fail (CORDIAL_IS_CONVERSATION (conversation));

  id = cordial_conversation_get_id (conversation);
  if (pinned)
    g_ptr_array_add (ids, (gpointer) id);
  for (char **other = self->roster->pinned; other && *other; other++)
    if (!g_str_equal (*other, id))
      g_ptr_array_add (ids, *other);
  set_pinned (self, ids, cancellable, callback, user_data);
}

/* Whether it is pinned, and where from the top. */
static gboolean
find_pinned (CordialAccount *self, CordialConversation *conversation, guint *place)
{
  char **pinned = self->roster->pinned;

  for (*place = 0; pinned && pinned[*place]; (*place)++)
    if (g_str_equal (pinned[*place], cordial_conversation_get_id (conversation)))
      return TRUE;
  return FALSE;
}

/**
 * cordial_account_get_pinned_beside:
 * @self: a #CordialAccount
 * @conversation: one of its conversations
 * @direction: -1 for the one above it, 1 for the one below it
 *
 * Those that are pinned and are no conversation here, or are not in the list because they were put away, are passed over.
 *
 * Returns: (transfer none) (nullable): its neighbour among those that are pinned; %NULL if there is none, or it is not pinned itself
 */
CordialConversation *
cordial_account_get_pinned_beside (CordialAccount *self, CordialConversation *conversation, int direction)
{
  guint place;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (direction == -1 || direction == 1, NULL);

  if (!find_pinned (self, conversation, &place))
    return NULL;
  while ((place > 0 || direction > 0) && self->roster->pinned[place + direction])
    {
      CordialConversation *beside;

      place += direction;
      beside = cordial_account_get_conversation (self, self->roster->pinned[place]);
      if (beside && cordial_conversation_get_archived (beside) == cordial_conversation_get_archived (conversation))
        return beside;
    }
  return NULL;
}

/**
 * cordial_account_move_pinned_chat_async:
 * @self: a #CordialAccount
 * @conversation: a conversation that is pinned
 * @to: another one that is pinned, whose place it takes: that one, and those between, make room
 * @cancellable: (nullable): cancelling leaves open whether it is kept
 *
 * Ends with cordial_account_set_profile_finish(), as pinning does.
 */
void
cordial_account_move_pinned_chat_async (CordialAccount *self,
                                        CordialConversation *conversation,
                                        CordialConversation *to,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  guint from, place;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));
  g_return_if_fail (CORDIAL_IS_CONVERSATION (conversation));
  g_return_if_fail (CORDIAL_IS_CONVERSATION (to));

  for (char **id = self->roster->pinned; id && *id; id++)
    g_ptr_array_add (ids, *id);
  /* It may be one of another account's, or have been taken from the top meanwhile, on another device. */
  if (cordial_account_get_conversation (self, cordial_conversation_get_id (conversation)) == conversation &&
      find_pinned (self, conversation, &from) && find_pinned (self, to, &place))
    g_ptr_array_insert (ids, (int) place, g_ptr_array_steal_index (ids, from));
  set_pinned (self, ids, cancellable, callback, user_data);
}

/* --- People ------------------------------------------------------------------------------------------------------ */

void
cordial_account_find_people_async (CordialAccount *self,
                                   const char *query,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  task = begin (self, self->roster->requests, cordial_account_find_people_async, cancellable, callback, user_data);
  if (task)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->find_people (self->roster->requests, query, task);
}

GPtrArray *
cordial_account_find_people_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cordial_account_start_conversation_async:
 * @self: a #CordialAccount
 * @person_id: (nullable): who, or what, a search has found; %NULL for the chat that the owner has with nobody else
 * @cancellable: (nullable): cancelling leaves open whether it was started
 */
void
cordial_account_start_conversation_async (CordialAccount *self,
                                          const char *person_id,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  task =
    begin (self, self->roster->requests, cordial_account_start_conversation_async, cancellable, callback, user_data);
  if (task)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->start_conversation (self->roster->requests, person_id, task);
}

CordialConversation *
cordial_account_start_conversation_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cordial_account_get_file:
 * @self: a #CordialAccount
 * @reference: of an attachment of a message
 * @size: of it, as its sender says; 0 if that is not known
 *
 * A file that waits to be sent has its path before it went. What is not here is fetched from the account's own server.
 *
 * Returns: (transfer full) (nullable): the file, or its way here; %NULL where nobody fetches anything
 */
CordialTransfer *
cordial_account_get_file (CordialAccount *self, const char *reference, gint64 size)
{
  CordialRequestsInterface *iface;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);
  g_return_val_if_fail (reference != NULL, NULL);

  iface = self->roster->requests ? CORDIAL_REQUESTS_GET_IFACE (self->roster->requests) : NULL;
  return iface && iface->get_file ? iface->get_file (self->roster->requests, reference, size, TRUE) : NULL;
}
