/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The interface's properties and signals, and the doors to an implementation's functions.
 */
#define G_LOG_DOMAIN "cordial-protocol"

#include "cordial-config.h"

#include "cordial-protocol.h"

#include <glib/gi18n-lib.h>

G_DEFINE_INTERFACE (CordialProtocol, cordial_protocol, G_TYPE_OBJECT)

static void
cordial_protocol_default_init (CordialProtocolInterface *iface)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GType type = G_TYPE_FROM_INTERFACE (iface);

  g_object_interface_install_property (
    iface, g_param_spec_enum ("link-state", NULL, NULL, CORDIAL_TYPE_LINK_STATE, CORDIAL_LINK_OFFLINE, flags));
  g_object_interface_install_property (
    iface, g_param_spec_enum ("refusal", NULL, NULL, CORDIAL_TYPE_REFUSAL, CORDIAL_REFUSAL_NONE, flags));
  g_object_interface_install_property (iface, g_param_spec_int64 ("retry-at", NULL, NULL, 0, G_MAXINT64, 0, flags));
  g_object_interface_install_property (iface, g_param_spec_string ("reason", NULL, NULL, NULL, flags));
  g_object_interface_install_property (iface, g_param_spec_string ("user-id", NULL, NULL, NULL, flags));
  g_object_interface_install_property (iface,
                                       g_param_spec_double ("round-trip-ms", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, flags));
  g_object_interface_install_property (iface,
                                       g_param_spec_uint ("max-message-bytes", NULL, NULL, 0, G_MAXUINT, 0, flags));
  g_object_interface_install_property (iface,
                                       g_param_spec_int64 ("max-file-bytes", NULL, NULL, 0, G_MAXINT64, 0, flags));
  g_object_interface_install_property (iface,
                                       g_param_spec_int64 ("delete-limit-s", NULL, NULL, 0, G_MAXINT64, 0, flags));
  g_object_interface_install_property (iface, g_param_spec_boxed ("reactions", NULL, NULL, G_TYPE_STRV, flags));
  g_object_interface_install_property (iface, g_param_spec_boolean ("unnumbered", NULL, NULL, FALSE, flags));

  g_signal_new ("signed-in", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING,
                G_TYPE_INT64);
  g_signal_new ("profile", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                CORDIAL_TYPE_CONVERSATION_RECORD);
  g_signal_new ("conversation", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                CORDIAL_TYPE_CONVERSATION_RECORD);
  g_signal_new ("people", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  g_signal_new ("members", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                G_TYPE_PTR_ARRAY);
  g_signal_new ("roster-complete", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("messages", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                G_TYPE_PTR_ARRAY);
  g_signal_new ("deleted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_INT64,
                G_TYPE_INT64);
  g_signal_new ("reactions", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING,
                G_TYPE_PTR_ARRAY, G_TYPE_BOOLEAN);
  g_signal_new ("reacted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_INT64,
                G_TYPE_STRING, G_TYPE_STRING);
  g_signal_new ("deletions-known", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                G_TYPE_INT64);
  g_signal_new ("receipt", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_STRING,
                G_TYPE_INT, G_TYPE_INT64);
  g_signal_new ("typing", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING,
                G_TYPE_BOOLEAN);
  g_signal_new ("beat", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* --- Requests ---------------------------------------------------------------------------------------------------- */

void
cordial_protocol_open (CordialProtocol *self)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->open (self);
}

void
cordial_protocol_close (CordialProtocol *self)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->close (self);
}

void
cordial_protocol_retry_now (CordialProtocol *self)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->retry_now (self);
}

void
cordial_protocol_probe_if_stale (CordialProtocol *self)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->probe_if_stale (self);
}

void
cordial_protocol_set_password (CordialProtocol *self, const char *login, const char *password)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->set_password (self, login, password);
}

void
cordial_protocol_set_token (CordialProtocol *self, const char *token)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->set_token (self, token);
}

void
cordial_protocol_trust_certificate (CordialProtocol *self, GTlsCertificate *certificate)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->trust_certificate (self, certificate);
}

/* (transfer none) (nullable) */
void
cordial_protocol_set_proven (CordialProtocol *self, gboolean proven)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  if (CORDIAL_PROTOCOL_GET_IFACE (self)->set_proven)
    CORDIAL_PROTOCOL_GET_IFACE (self)->set_proven (self, proven);
}

GTlsCertificate *
cordial_protocol_get_refused_certificate (CordialProtocol *self)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), NULL);

  return CORDIAL_PROTOCOL_GET_IFACE (self)->get_refused_certificate (self);
}

CordialLinkState
cordial_protocol_get_link_state (CordialProtocol *self)
{
  CordialLinkState state;

  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), CORDIAL_LINK_OFFLINE);

  g_object_get (self, "link-state", &state, NULL);
  return state;
}

CordialRefusal
cordial_protocol_get_refusal (CordialProtocol *self)
{
  CordialRefusal refusal;

  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), CORDIAL_REFUSAL_NONE);

  g_object_get (self, "refusal", &refusal, NULL);
  return refusal;
}

gint64
cordial_protocol_get_retry_at (CordialProtocol *self)
{
  gint64 retry_at;

  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), 0);

  g_object_get (self, "retry-at", &retry_at, NULL);
  return retry_at;
}

/* (transfer full) (nullable) */
char *
cordial_protocol_dup_reason (CordialProtocol *self)
{
  char *reason;

  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), NULL);

  g_object_get (self, "reason", &reason, NULL);
  return reason;
}

gboolean
cordial_protocol_get_unnumbered (CordialProtocol *self)
{
  gboolean unnumbered;

  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), FALSE);

  g_object_get (self, "unnumbered", &unnumbered, NULL);
  return unnumbered;
}

/* (transfer full) (nullable) */
char *
cordial_protocol_dup_user_id (CordialProtocol *self)
{
  char *user_id;

  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), NULL);

  g_object_get (self, "user-id", &user_id, NULL);
  return user_id;
}

/* Where a wire has no word for it, there is nothing to be done. */
static void
succeed (CordialProtocol *self,
         gpointer tag,
         GCancellable *cancellable,
         GAsyncReadyCallback callback,
         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_return_boolean (task, TRUE);
}

CordialProtocolCapabilities
cordial_protocol_get_capabilities (CordialProtocol *self)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), 0);

  return CORDIAL_PROTOCOL_GET_IFACE (self)->capabilities;
}

void
cordial_protocol_delete_async (CordialProtocol *self,
                               const char *conversation_id,
                               GArray *seqs,
                               gboolean for_all,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  CordialProtocolInterface *iface;

  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (conversation_id != NULL);
  g_return_if_fail (seqs != NULL && seqs->len > 0);

  iface = CORDIAL_PROTOCOL_GET_IFACE (self);
  if (iface->delete_async)
    iface->delete_async (self, conversation_id, seqs, for_all, cancellable, callback, user_data);
  else
    g_task_report_new_error (self, callback, user_data, cordial_protocol_delete_async, CORDIAL_PROTOCOL_ERROR,
                             CORDIAL_PROTOCOL_ERROR_UNSUPPORTED, "%s", _ ("This server cannot delete messages."));
}

gboolean
cordial_protocol_delete_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cordial_protocol_pin_async (CordialProtocol *self,
                            const char *conversation_id,
                            const char *pins,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  CordialProtocolInterface *iface;

  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (conversation_id != NULL);

  iface = CORDIAL_PROTOCOL_GET_IFACE (self);
  if (iface->pin_async)
    iface->pin_async (self, conversation_id, pins, cancellable, callback, user_data);
  else
    g_task_report_new_error (self, callback, user_data, cordial_protocol_pin_async, CORDIAL_PROTOCOL_ERROR,
                             CORDIAL_PROTOCOL_ERROR_UNSUPPORTED, "%s", _ ("This server cannot pin messages."));
}

gboolean
cordial_protocol_pin_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cordial_protocol_react_async (CordialProtocol *self,
                              const char *conversation_id,
                              gint64 seq,
                              const char *value,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  CordialProtocolInterface *iface;

  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (conversation_id != NULL && seq > 0);

  iface = CORDIAL_PROTOCOL_GET_IFACE (self);
  if (iface->react_async)
    iface->react_async (self, conversation_id, seq, value, cancellable, callback, user_data);
  else
    g_task_report_new_error (self, callback, user_data, cordial_protocol_react_async, CORDIAL_PROTOCOL_ERROR,
                             CORDIAL_PROTOCOL_ERROR_UNSUPPORTED, "%s", _ ("This server knows no reactions."));
}

gboolean
cordial_protocol_react_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cordial_protocol_mark_async (CordialProtocol *self,
                             const char *conversation_id,
                             CordialReceipt receipt,
                             gint64 seq,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  CordialProtocolInterface *iface;

  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (conversation_id != NULL && seq > 0);

  iface = CORDIAL_PROTOCOL_GET_IFACE (self);
  if (iface->mark_async)
    iface->mark_async (self, conversation_id, receipt, seq, cancellable, callback, user_data);
  else
    succeed (self, cordial_protocol_mark_async, cancellable, callback, user_data);
}

gboolean
cordial_protocol_mark_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cordial_protocol_typing (CordialProtocol *self, const char *conversation_id, gboolean recording)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (conversation_id != NULL);

  CORDIAL_PROTOCOL_GET_IFACE (self)->typing (self, conversation_id, recording);
}

void
cordial_protocol_sign_up_async (CordialProtocol *self,
                                const char *login,
                                const char *password,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->sign_up_async (self, login, password, name, cancellable, callback, user_data);
}

gboolean
cordial_protocol_sign_up_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), FALSE);

  return CORDIAL_PROTOCOL_GET_IFACE (self)->sign_up_finish (self, result, error);
}

void
cordial_protocol_introduce (CordialProtocol *self, const char *conversation_id, const char *name)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  if (CORDIAL_PROTOCOL_GET_IFACE (self)->introduce)
    CORDIAL_PROTOCOL_GET_IFACE (self)->introduce (self, conversation_id, name);
}

void
cordial_protocol_ask_ending (CordialProtocol *self, const char *conversation_id)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (conversation_id != NULL);

  if (CORDIAL_PROTOCOL_GET_IFACE (self)->ask_ending)
    CORDIAL_PROTOCOL_GET_IFACE (self)->ask_ending (self, conversation_id);
}

void
cordial_protocol_know_deletions (CordialProtocol *self, const char *conversation_id, gint64 newest)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (conversation_id != NULL);

  if (CORDIAL_PROTOCOL_GET_IFACE (self)->know_deletions)
    CORDIAL_PROTOCOL_GET_IFACE (self)->know_deletions (self, conversation_id, newest);
}

void
cordial_protocol_send_async (CordialProtocol *self,
                             const CordialMessageRecord *message,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->send_async (self, message, cancellable, callback, user_data);
}

gint64
cordial_protocol_send_finish (CordialProtocol *self, GAsyncResult *result, gint64 *time_ms, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), 0);

  return CORDIAL_PROTOCOL_GET_IFACE (self)->send_finish (self, result, time_ms, error);
}

void
cordial_protocol_fetch_async (CordialProtocol *self,
                              const char *conversation_id,
                              gint64 low,
                              gint64 high,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->fetch_async (self, conversation_id, low, high, cancellable, callback, user_data);
}

GPtrArray *
cordial_protocol_fetch_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), NULL);

  return CORDIAL_PROTOCOL_GET_IFACE (self)->fetch_finish (self, result, error);
}

void
cordial_protocol_refresh_async (CordialProtocol *self,
                                const char *conversation_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->refresh_async (self, conversation_id, cancellable, callback, user_data);
}

gint64
cordial_protocol_refresh_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), 0);

  return CORDIAL_PROTOCOL_GET_IFACE (self)->refresh_finish (self, result, error);
}

void
cordial_protocol_find_people_async (CordialProtocol *self,
                                    const char *query,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->find_people_async (self, query, cancellable, callback, user_data);
}

GPtrArray *
cordial_protocol_find_people_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), NULL);

  return CORDIAL_PROTOCOL_GET_IFACE (self)->find_people_finish (self, result, error);
}

void
cordial_protocol_start_conversation_async (CordialProtocol *self,
                                           const char *person_id,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data)
{
  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));

  CORDIAL_PROTOCOL_GET_IFACE (self)->start_conversation_async (self, person_id, cancellable, callback, user_data);
}

char *
cordial_protocol_start_conversation_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), NULL);

  return CORDIAL_PROTOCOL_GET_IFACE (self)->start_conversation_finish (self, result, error);
}

void
cordial_protocol_change_password_async (CordialProtocol *self,
                                        const char *password,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  CordialProtocolInterface *iface;

  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (password != NULL);

  iface = CORDIAL_PROTOCOL_GET_IFACE (self);
  if (iface->change_password_async)
    iface->change_password_async (self, password, cancellable, callback, user_data);
  else
    g_task_report_new_error (self, callback, user_data, cordial_protocol_change_password_async, CORDIAL_PROTOCOL_ERROR,
                             CORDIAL_PROTOCOL_ERROR_UNSUPPORTED, "%s", _ ("This server knows no passwords."));
}

gboolean
cordial_protocol_change_password_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cordial_protocol_set_async (CordialProtocol *self,
                            const char *conversation_id,
                            const CordialConversationRecord *wanted,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  CordialProtocolInterface *iface;

  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (wanted != NULL);

  iface = CORDIAL_PROTOCOL_GET_IFACE (self);
  if (iface->set_async)
    iface->set_async (self, conversation_id, wanted, cancellable, callback, user_data);
  else if (conversation_id)
    succeed (self, cordial_protocol_set_async, cancellable, callback, user_data);
  else
    g_task_report_new_error (self, callback, user_data, cordial_protocol_set_async, CORDIAL_PROTOCOL_ERROR,
                             CORDIAL_PROTOCOL_ERROR_UNSUPPORTED, "%s", _ ("This server keeps no profiles."));
}

gboolean
cordial_protocol_set_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cordial_protocol_fetch_file_async (CordialProtocol *self,
                                   const char *reference,
                                   gsize max_bytes,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  CordialProtocolInterface *iface;

  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (reference != NULL);

  iface = CORDIAL_PROTOCOL_GET_IFACE (self);
  if (iface->fetch_file_async)
    iface->fetch_file_async (self, reference, max_bytes, cancellable, callback, user_data);
  else
    g_task_report_new_error (self, callback, user_data, cordial_protocol_fetch_file_async, CORDIAL_PROTOCOL_ERROR,
                             CORDIAL_PROTOCOL_ERROR_UNSUPPORTED, "%s", _ ("This server keeps no files."));
}

GBytes *
cordial_protocol_fetch_file_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  CordialProtocolInterface *iface;

  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), NULL);

  iface = CORDIAL_PROTOCOL_GET_IFACE (self);
  return iface->fetch_file_finish ? iface->fetch_file_finish (self, result, error)
                                  : g_task_propagate_pointer (G_TASK (result), error);
}

void
cordial_protocol_upload_file_async (CordialProtocol *self,
                                    GFile *file,
                                    const char *media_type,
                                    GFileProgressCallback progress,
                                    gpointer progress_data,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  CordialProtocolInterface *iface;

  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (G_IS_FILE (file));

  iface = CORDIAL_PROTOCOL_GET_IFACE (self);
  if (iface->upload_file_async)
    iface->upload_file_async (self, file, media_type, progress, progress_data, cancellable, callback, user_data);
  else
    g_task_report_new_error (self, callback, user_data, cordial_protocol_upload_file_async, CORDIAL_PROTOCOL_ERROR,
                             CORDIAL_PROTOCOL_ERROR_UNSUPPORTED, "%s", _ ("This server keeps no files."));
}

char *
cordial_protocol_upload_file_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cordial_protocol_download_file_async (CordialProtocol *self,
                                      const char *reference,
                                      GFile *file,
                                      gint64 max_bytes,
                                      GFileProgressCallback progress,
                                      gpointer progress_data,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  CordialProtocolInterface *iface;

  g_return_if_fail (CORDIAL_IS_PROTOCOL (self));
  g_return_if_fail (reference != NULL);
  g_return_if_fail (G_IS_FILE (file));

  iface = CORDIAL_PROTOCOL_GET_IFACE (self);
  if (iface->download_file_async)
    iface->download_file_async (self, reference, file, max_bytes, progress, progress_data, cancellable, callback,
                                user_data);
  else
    g_task_report_new_error (self, callback, user_data, cordial_protocol_download_file_async, CORDIAL_PROTOCOL_ERROR,
                             CORDIAL_PROTOCOL_ERROR_UNSUPPORTED, "%s", _ ("This server keeps no files."));
}

gboolean
cordial_protocol_download_file_finish (CordialProtocol *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

GArray *
cordial_protocol_dup_beats (CordialProtocol *self)
{
  CordialProtocolInterface *iface;

  g_return_val_if_fail (CORDIAL_IS_PROTOCOL (self), cordial_beats_new ());

  iface = CORDIAL_PROTOCOL_GET_IFACE (self);
  return iface->dup_beats ? iface->dup_beats (self) : cordial_beats_new ();
}
