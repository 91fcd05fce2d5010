/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The doors of CordialProtocol to a Tinode session: each looks whether the request makes sense now, makes a task of it, and
 * hands it on to the file that knows how. What goes over the wire is not known here.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>

#include "cordial-beats.h"
#include "cordial-tinode-records.h"

/* --- The link ------------------------------------------------------------------------------------------------------ */

static void
session_open (CordialProtocol *protocol)
{
  cordial_connection_open (CORDIAL_TINODE_SESSION (protocol)->connection);
}

static void
session_close (CordialProtocol *protocol)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (protocol);

  cordial_tinode_sign_up_end (self, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                                         _ ("The connection was closed.")));
  cordial_connection_close (self->connection);
}

static void
session_retry_now (CordialProtocol *protocol)
{
  cordial_connection_retry_now (CORDIAL_TINODE_SESSION (protocol)->connection);
}

static void
session_probe_if_stale (CordialProtocol *protocol)
{
  cordial_connection_probe_if_stale (CORDIAL_TINODE_SESSION (protocol)->connection);
}

/* A secret does not lie about in freed memory. */
void
cordial_tinode_set_secret (char **secret, const char *value)
{
  char *old = *secret;

  if (old == value)
    return;
  *secret = g_strdup (value);
  if (old)
    explicit_bzero (old, strlen (old));
  g_free (old);
}

static void
session_set_password (CordialProtocol *protocol, const char *login, const char *password)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (protocol);

  g_set_str (&self->login, login);
  cordial_tinode_set_secret (&self->password, password);
}

static void
session_set_token (CordialProtocol *protocol, const char *token)
{
  cordial_tinode_set_secret (&CORDIAL_TINODE_SESSION (protocol)->token, token);
}

static void
session_trust_certificate (CordialProtocol *protocol, GTlsCertificate *certificate)
{
  cordial_connection_set_trusted_certificate (CORDIAL_TINODE_SESSION (protocol)->connection, certificate);
}

static GTlsCertificate *
session_get_refused_certificate (CordialProtocol *protocol)
{
  return cordial_connection_get_refused_certificate (CORDIAL_TINODE_SESSION (protocol)->connection);
}

/* --- Requests ------------------------------------------------------------------------------------------------------- */

static void
session_sign_up_async (CordialProtocol *protocol,
                       const char *login,
                       const char *password,
                       const char *name,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (protocol);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, session_sign_up_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!cordial_tinode_login_is_good (login, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (!password || !*password)
    {
      g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, "%s",
                               _ ("Enter a password."));
      return;
    }
  if (strlen (password) > CORDIAL_TINODE_MAX_PASSWORD_BYTES)
    {
      g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, "%s",
                               _ ("That password is too long."));
      return;
    }
  if (self->sign_up || self->phase != CORDIAL_TINODE_IDLE)
    {
      g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, "%s",
                               _ ("There is a session with this server already."));
      return;
    }
  session_set_password (protocol, login, password);
  session_set_token (protocol, NULL);
  cordial_tinode_sign_up_begin (self, g_steal_pointer (&task), name && *name ? name : login);
}

static gboolean
session_sign_up_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A task for a request, %NULL if the request has failed already. */
static GTask *
begin (CordialProtocol *protocol,
       const char *conversation_id,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (protocol, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (g_task_return_error_if_cancelled (task))
    return NULL;
  if (CORDIAL_TINODE_SESSION (protocol)->phase != CORDIAL_TINODE_ONLINE)
    {
      g_task_return_error (task, cordial_tinode_link_error ());
      return NULL;
    }
  if (conversation_id && !cordial_tinode_topic_name_is_conversation (conversation_id))
    {
      g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, "%s",
                               _ ("There is no such conversation."));
      return NULL;
    }
  return g_steal_pointer (&task);
}

static void
session_send_async (CordialProtocol *protocol,
                    const CordialMessageRecord *message,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = begin (protocol, message->conversation_id, session_send_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_send (CORDIAL_TINODE_SESSION (protocol), task, message);
}

static gint64
session_send_finish (CordialProtocol *protocol, GAsyncResult *result, gint64 *time_ms, GError **error)
{
  g_autofree CordialSent *sent = NULL;

  g_return_val_if_fail (g_task_is_valid (result, protocol), 0);

  sent = g_task_propagate_pointer (G_TASK (result), error);
  if (!sent)
    return 0;
  if (time_ms)
    *time_ms = sent->time_ms;
  return sent->seq;
}

static void
session_fetch_async (CordialProtocol *protocol,
                     const char *conversation_id,
                     gint64 low,
                     gint64 high,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = begin (protocol, conversation_id, session_fetch_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_fetch (CORDIAL_TINODE_SESSION (protocol), task, conversation_id, low, high);
}

static GPtrArray *
session_fetch_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
session_refresh_async (CordialProtocol *protocol,
                       const char *conversation_id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = begin (protocol, conversation_id, session_refresh_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_refresh (CORDIAL_TINODE_SESSION (protocol), task, conversation_id);
}

static gint64
session_refresh_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *seq = NULL;

  g_return_val_if_fail (g_task_is_valid (result, protocol), -1);

  seq = g_task_propagate_pointer (G_TASK (result), error);
  return seq ? *seq : -1;
}

static void
session_mark (CordialProtocol *protocol, const char *conversation_id, CordialReceipt receipt, gint64 seq)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (protocol);

  if (self->phase == CORDIAL_TINODE_ONLINE && seq > 0 && cordial_tinode_topic_name_is_conversation (conversation_id))
    cordial_tinode_mark (self, conversation_id, receipt, seq);
}

static void
session_typing (CordialProtocol *protocol, const char *conversation_id)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (protocol);

  if (self->phase == CORDIAL_TINODE_ONLINE)
    cordial_tinode_typing (self, conversation_id);
}

static void
session_find_people_async (CordialProtocol *protocol,
                           const char *query,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = begin (protocol, NULL, session_find_people_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_find_people (CORDIAL_TINODE_SESSION (protocol), task, query);
}

static GPtrArray *
session_find_people_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
session_start_conversation_async (CordialProtocol *protocol,
                                  const char *person_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = begin (protocol, NULL, session_start_conversation_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_start_conversation (CORDIAL_TINODE_SESSION (protocol), task, person_id);
}

static char *
session_start_conversation_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
session_change_password_async (CordialProtocol *protocol,
                               const char *password,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = begin (protocol, NULL, session_change_password_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_change_password (CORDIAL_TINODE_SESSION (protocol), task, password);
}

static gboolean
session_change_password_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
session_set_muted_async (CordialProtocol *protocol,
                         const char *conversation_id,
                         gboolean muted,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = begin (protocol, conversation_id, session_set_muted_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_set_muted (CORDIAL_TINODE_SESSION (protocol), task, conversation_id, muted);
}

static gboolean
session_set_muted_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static GArray *
session_dup_beats (CordialProtocol *protocol)
{
  return cordial_beats_of_connection (CORDIAL_TINODE_SESSION (protocol)->connection);
}

void
cordial_tinode_session_protocol_init (CordialProtocolInterface *iface)
{
  iface->open = session_open;
  iface->close = session_close;
  iface->retry_now = session_retry_now;
  iface->probe_if_stale = session_probe_if_stale;
  iface->set_password = session_set_password;
  iface->set_token = session_set_token;
  iface->trust_certificate = session_trust_certificate;
  iface->get_refused_certificate = session_get_refused_certificate;
  iface->sign_up_async = session_sign_up_async;
  iface->sign_up_finish = session_sign_up_finish;
  iface->send_async = session_send_async;
  iface->send_finish = session_send_finish;
  iface->fetch_async = session_fetch_async;
  iface->fetch_finish = session_fetch_finish;
  iface->refresh_async = session_refresh_async;
  iface->refresh_finish = session_refresh_finish;
  iface->mark = session_mark;
  iface->typing = session_typing;
  iface->find_people_async = session_find_people_async;
  iface->find_people_finish = session_find_people_finish;
  iface->start_conversation_async = session_start_conversation_async;
  iface->start_conversation_finish = session_start_conversation_finish;
  iface->change_password_async = session_change_password_async;
  iface->change_password_finish = session_change_password_finish;
  iface->set_muted_async = session_set_muted_async;
  iface->set_muted_finish = session_set_muted_finish;
  iface->dup_beats = session_dup_beats;
}
