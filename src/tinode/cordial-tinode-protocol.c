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

#include "cordial-tinode-records.h"

/* --- The link ------------------------------------------------------------------------------------------------------ */

static void
session_close (CordialProtocol *protocol)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (protocol);

  cordial_tinode_sign_up_end (self, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                                         _ ("The connection was closed.")));
  cordial_connection_close (self->connection);
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

/* A task for a request, %NULL if the request has failed already. */
static GTask *
begin (CordialProtocol *protocol,
       const char *conversation_id,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = cordial_session_begin (CORDIAL_SESSION (protocol), tag, cancellable, callback, user_data);

  if (task && conversation_id && !cordial_tinode_topic_name_is_conversation (conversation_id))
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
session_delete_async (CordialProtocol *protocol,
                      const char *conversation_id,
                      GArray *seqs,
                      gboolean for_all,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = begin (protocol, conversation_id, session_delete_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_delete (CORDIAL_TINODE_SESSION (protocol), task, conversation_id, seqs, for_all);
}

static void
session_mark_async (CordialProtocol *protocol,
                    const char *conversation_id,
                    CordialReceipt receipt,
                    gint64 seq,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = begin (protocol, conversation_id, session_mark_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_mark (CORDIAL_TINODE_SESSION (protocol), task, conversation_id, receipt, seq);
}

static void
session_typing (CordialProtocol *protocol, const char *conversation_id, gboolean recording)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (protocol);

  if (self->phase == CORDIAL_TINODE_ONLINE)
    cordial_tinode_typing (self, conversation_id, recording);
}

static void
session_know_deletions (CordialProtocol *protocol, const char *conversation_id, gint64 newest)
{
  cordial_tinode_topic_know_deletions (CORDIAL_TINODE_SESSION (protocol), conversation_id, newest);
}

static void
session_ask_ending (CordialProtocol *protocol, const char *conversation_id)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (protocol);

  if (self->phase == CORDIAL_TINODE_ONLINE && cordial_tinode_topic_name_is_conversation (conversation_id))
    cordial_tinode_ask_ending (self, conversation_id);
}

static void
session_fetch_file_async (CordialProtocol *protocol,
                          const char *reference,
                          gsize max_bytes,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = begin (protocol, NULL, session_fetch_file_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_fetch_file (CORDIAL_TINODE_SESSION (protocol), task, reference, max_bytes);
}

static void
session_upload_file_async (CordialProtocol *protocol,
                           GFile *file,
                           const char *media_type,
                           GFileProgressCallback progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = begin (protocol, NULL, session_upload_file_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_upload_file (CORDIAL_TINODE_SESSION (protocol), task, file, media_type, progress, progress_data);
}

static void
session_download_file_async (CordialProtocol *protocol,
                             const char *reference,
                             GFile *file,
                             gint64 max_bytes,
                             GFileProgressCallback progress,
                             gpointer progress_data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = begin (protocol, NULL, session_download_file_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_download_file (CORDIAL_TINODE_SESSION (protocol), task, reference, file, max_bytes, progress,
                                  progress_data);
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

static void
session_pin_async (CordialProtocol *protocol,
                   const char *conversation_id,
                   const char *pins,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  GTask *task = begin (protocol, conversation_id, session_pin_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_pin (CORDIAL_TINODE_SESSION (protocol), task, conversation_id, pins);
}

static void
session_react_async (CordialProtocol *protocol,
                     const char *conversation_id,
                     gint64 seq,
                     const char *value,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = begin (protocol, conversation_id, session_react_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_react (CORDIAL_TINODE_SESSION (protocol), task, conversation_id, seq, value);
}

static void
session_set_async (CordialProtocol *protocol,
                   const char *conversation_id,
                   const CordialConversationRecord *wanted,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  GTask *task = begin (protocol, conversation_id, session_set_async, cancellable, callback, user_data);

  if (task)
    cordial_tinode_set (CORDIAL_TINODE_SESSION (protocol), task, conversation_id, wanted);
}

void
cordial_tinode_session_protocol_init (CordialProtocolInterface *iface)
{
  iface->capabilities = CORDIAL_PROTOCOL_CAN_SEND_FILES | CORDIAL_PROTOCOL_CAN_EDIT | CORDIAL_PROTOCOL_CAN_DELETE |
                        CORDIAL_PROTOCOL_CAN_SET_PROFILE | CORDIAL_PROTOCOL_HAS_ROSTER | CORDIAL_PROTOCOL_CAN_FORMAT |
                        CORDIAL_PROTOCOL_CAN_PIN;
  iface->close = session_close;
  iface->set_password = session_set_password;
  iface->set_token = session_set_token;
  iface->ask_ending = session_ask_ending;
  iface->know_deletions = session_know_deletions;
  iface->fetch_file_async = session_fetch_file_async;
  iface->upload_file_async = session_upload_file_async;
  iface->download_file_async = session_download_file_async;
  iface->sign_up_async = session_sign_up_async;
  iface->send_async = session_send_async;
  iface->send_finish = session_send_finish;
  iface->fetch_async = session_fetch_async;
  iface->refresh_async = session_refresh_async;
  iface->refresh_finish = session_refresh_finish;
  iface->delete_async = session_delete_async;
  iface->mark_async = session_mark_async;
  iface->typing = session_typing;
  iface->find_people_async = session_find_people_async;
  iface->start_conversation_async = session_start_conversation_async;
  iface->change_password_async = session_change_password_async;
  iface->pin_async = session_pin_async;
  iface->react_async = session_react_async;
  iface->set_async = session_set_async;
}
