/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a session with a server is on every wire.
 */

#define G_LOG_DOMAIN "cordial-session"

#include "cordial-config.h"

#include "cordial-session.h"

#include <glib/gi18n-lib.h>

#include "cordial-beats.h"

typedef struct
{
  CordialConnection *connection;
  CordialLinkState link_state;
  CordialRefusal refusal;
  CordialRefusal sign_in_refusal;
  gboolean online;
  char *user_id;
  guint max_message_bytes;
  gint64 max_file_bytes;
  gint64 delete_limit_s;
  GStrv reactions; /* (nullable) */
} CordialSessionPrivate;

enum
{
  PROP_0,
  PROP_CONNECTION,
  N_PROPS,
  PROP_LINK_STATE = N_PROPS,
  PROP_REFUSAL,
  PROP_RETRY_AT,
  PROP_REASON,
  PROP_USER_ID,
  PROP_ROUND_TRIP_MS,
  PROP_MAX_MESSAGE_BYTES,
  PROP_MAX_FILE_BYTES,
  PROP_DELETE_LIMIT_S,
  PROP_REACTIONS,
  PROP_UNNUMBERED,
};

static GParamSpec *properties[N_PROPS];

static void protocol_init (CordialProtocolInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (CordialSession,
                                  cordial_session,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (CordialSession)
                                    G_IMPLEMENT_INTERFACE (CORDIAL_TYPE_PROTOCOL, protocol_init))

#define PRIVATE(self) ((CordialSessionPrivate *) cordial_session_get_instance_private (CORDIAL_SESSION (self)))

/* --- The link ------------------------------------------------------------------------------------------------------ */

static CordialLinkState
find_link_state (CordialSessionPrivate *priv)
{
  switch (cordial_connection_get_state (priv->connection))
    {
    case CORDIAL_CONNECTION_NO_NETWORK:
      return CORDIAL_LINK_NO_NETWORK;
    case CORDIAL_CONNECTION_CONNECTING:
      return CORDIAL_LINK_CONNECTING;
    case CORDIAL_CONNECTION_CONNECTED:
      return priv->online ? CORDIAL_LINK_ONLINE : CORDIAL_LINK_CONNECTING;
    case CORDIAL_CONNECTION_WAITING:
      return CORDIAL_LINK_WAITING;
    case CORDIAL_CONNECTION_REFUSED:
      return CORDIAL_LINK_REFUSED;
    case CORDIAL_CONNECTION_OFFLINE:
    default:
      return CORDIAL_LINK_OFFLINE;
    }
}

static CordialRefusal
find_refusal (CordialSessionPrivate *priv)
{
  CordialConnectionState state = cordial_connection_get_state (priv->connection);

  /* While it is looked at again, nothing else is known. */
  if (state != CORDIAL_CONNECTION_REFUSED && state != CORDIAL_CONNECTION_CONNECTING)
    return CORDIAL_REFUSAL_NONE;
  switch (cordial_connection_get_refusal (priv->connection))
    {
    case CORDIAL_CONNECTION_REFUSAL_CERTIFICATE:
      return CORDIAL_REFUSAL_CERTIFICATE;
    case CORDIAL_CONNECTION_REFUSAL_UNAUTHORIZED:
    case CORDIAL_CONNECTION_REFUSAL_FORBIDDEN:
      return CORDIAL_REFUSAL_FORBIDDEN;
    case CORDIAL_CONNECTION_REFUSAL_PROXY:
      return CORDIAL_REFUSAL_PROXY;
    case CORDIAL_CONNECTION_REFUSAL_PROTOCOL:
      return CORDIAL_REFUSAL_NOT_A_CHAT_SERVER;
    case CORDIAL_CONNECTION_REFUSAL_SIGN_IN:
    case CORDIAL_CONNECTION_REFUSAL_BY_CALLER:
      return priv->sign_in_refusal;
    case CORDIAL_CONNECTION_REFUSAL_NONE:
    default:
      return CORDIAL_REFUSAL_NONE;
    }
}

/* Looks again at what the connection and being signed in mean together. */
static void
update_link (CordialSession *self)
{
  CordialSessionPrivate *priv = PRIVATE (self);
  CordialLinkState link_state = find_link_state (priv);
  CordialRefusal refusal = find_refusal (priv);

  g_object_freeze_notify (G_OBJECT (self));
  if (priv->refusal != refusal)
    {
      priv->refusal = refusal;
      g_object_notify (G_OBJECT (self), "refusal");
    }
  if (priv->link_state != link_state)
    {
      priv->link_state = link_state;
      g_object_notify (G_OBJECT (self), "link-state");
      if (CORDIAL_SESSION_GET_CLASS (self)->link_changed)
        CORDIAL_SESSION_GET_CLASS (self)->link_changed (self);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

CordialLinkState
cordial_session_get_link_state (CordialSession *self)
{
  return PRIVATE (self)->link_state;
}

CordialRefusal
cordial_session_get_refusal (CordialSession *self)
{
  return PRIVATE (self)->refusal;
}

gboolean
cordial_session_get_online (CordialSession *self)
{
  return PRIVATE (self)->online;
}

/**
 * cordial_session_set_online:
 * @self: a #CordialSession
 * @online: whether somebody is signed in on this connection, and requests are answered
 */
void
cordial_session_set_online (CordialSession *self, gboolean online)
{
  PRIVATE (self)->online = online;
  if (online)
    cordial_connection_note_ready (PRIVATE (self)->connection);
  update_link (self);
}

/**
 * cordial_session_refuse_sign_in:
 * @self: a #CordialSession
 * @refusal: what the server does not accept
 * @reason: one sentence
 *
 * Closes the connection, and leaves it to the person what happens next, unless it may pass by itself: a server that is put right, or
 * lets the account in after all.
 */
void
cordial_session_refuse_sign_in (CordialSession *self, CordialRefusal refusal, const char *reason)
{
  gboolean may_pass = refusal == CORDIAL_REFUSAL_ACCOUNT || refusal == CORDIAL_REFUSAL_NOT_A_CHAT_SERVER;

  PRIVATE (self)->sign_in_refusal = refusal;
  cordial_connection_refuse (PRIVATE (self)->connection, !may_pass, reason);
}

/* --- What the connection says: whoever hears of it may drop the session -------------------------------------------- */

static void
on_opened (CordialConnection *connection, CordialSession *self)
{
  g_autoptr (CordialSession) held = g_object_ref (self);

  PRIVATE (self)->sign_in_refusal = CORDIAL_REFUSAL_NONE;
  CORDIAL_SESSION_GET_CLASS (self)->opened (self);
}

static void
on_frame (CordialConnection *connection, const char *text, CordialSession *self)
{
  g_autoptr (CordialSession) held = g_object_ref (self);

  CORDIAL_SESSION_GET_CLASS (self)->frame (self, text);
}

static void
on_closed (CordialConnection *connection,
           CordialConnectionEnding ending,
           guint code,
           const char *reason,
           CordialSession *self)
{
  g_autoptr (CordialSession) held = g_object_ref (self);

  CORDIAL_SESSION_GET_CLASS (self)->closed (self, code);
}

static void
on_beat (CordialConnection *connection, CordialSession *self)
{
  g_autoptr (CordialSession) held = g_object_ref (self);

  if (CORDIAL_SESSION_GET_CLASS (self)->beat)
    CORDIAL_SESSION_GET_CLASS (self)->beat (self);
  g_signal_emit_by_name (self, "beat");
}

static void
on_connection_notify (CordialConnection *connection, GParamSpec *pspec, CordialSession *self)
{
  g_autoptr (CordialSession) held = g_object_ref (self);
  const char *name = g_param_spec_get_name (pspec);

  if (g_str_equal (name, "retry-at") || g_str_equal (name, "reason") || g_str_equal (name, "round-trip-ms"))
    g_object_notify (G_OBJECT (self), name);
  else if (g_str_equal (name, "state") || g_str_equal (name, "refusal"))
    update_link (self);
}

/* --- Doors of CordialProtocol -------------------------------------------------------------------------------------- */

static void
open_link (CordialProtocol *protocol)
{
  cordial_connection_open (PRIVATE (protocol)->connection);
}

static void
close_link (CordialProtocol *protocol)
{
  cordial_connection_close (PRIVATE (protocol)->connection);
}

static void
retry_now (CordialProtocol *protocol)
{
  cordial_connection_retry_now (PRIVATE (protocol)->connection);
}

static void
probe_if_stale (CordialProtocol *protocol)
{
  cordial_connection_probe_if_stale (PRIVATE (protocol)->connection);
}

static void
trust_certificate (CordialProtocol *protocol, GTlsCertificate *certificate)
{
  cordial_connection_set_trusted_certificate (PRIVATE (protocol)->connection, certificate);
}

static void
set_proven (CordialProtocol *protocol, gboolean proven)
{
  cordial_connection_set_proven (PRIVATE (protocol)->connection, proven);
}

static GTlsCertificate *
get_refused_certificate (CordialProtocol *protocol)
{
  return cordial_connection_get_refused_certificate (PRIVATE (protocol)->connection);
}

static GArray *
dup_beats (CordialProtocol *protocol)
{
  return cordial_beats_of_connection (PRIVATE (protocol)->connection);
}

static gboolean
finish_boolean (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static GPtrArray *
finish_list (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static char *
finish_text (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
protocol_init (CordialProtocolInterface *iface)
{
  iface->open = open_link;
  iface->close = close_link;
  iface->retry_now = retry_now;
  iface->probe_if_stale = probe_if_stale;
  iface->trust_certificate = trust_certificate;
  iface->set_proven = set_proven;
  iface->get_refused_certificate = get_refused_certificate;
  iface->dup_beats = dup_beats;
  iface->sign_up_finish = finish_boolean;
  iface->change_password_finish = finish_boolean;
  iface->fetch_finish = finish_list;
  iface->find_people_finish = finish_list;
  iface->start_conversation_finish = finish_text;
}

/**
 * cordial_session_begin:
 * @self: a #CordialSession
 * @tag: the task's source tag
 * @cancellable: (nullable): for the task
 * @callback: for the task
 * @user_data: for @callback
 *
 * Returns: (transfer full) (nullable): a task for a request, %NULL if the request has failed already
 */
GTask *
cordial_session_begin (CordialSession *self,
                       gpointer tag,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (g_task_return_error_if_cancelled (task))
    return NULL;
  if (!PRIVATE (self)->online)
    {
      g_task_return_error (task, cordial_session_link_error ());
      return NULL;
    }
  return g_steal_pointer (&task);
}

GError *
cordial_session_link_error (void)
{
  return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK,
                              _ ("The connection to the server is away."));
}

/* --- The object ---------------------------------------------------------------------------------------------------- */

CordialConnection *
cordial_session_get_connection (CordialSession *self)
{
  g_return_val_if_fail (CORDIAL_IS_SESSION (self), NULL);

  return PRIVATE (self)->connection;
}

const char *
cordial_session_get_user_id (CordialSession *self)
{
  return PRIVATE (self)->user_id;
}

void
cordial_session_set_user_id (CordialSession *self, const char *user_id)
{
  if (g_set_str (&PRIVATE (self)->user_id, user_id))
    g_object_notify (G_OBJECT (self), "user-id");
}

void
cordial_session_set_max_message_bytes (CordialSession *self, guint max_message_bytes)
{
  if (PRIVATE (self)->max_message_bytes == max_message_bytes)
    return;
  PRIVATE (self)->max_message_bytes = max_message_bytes;
  g_object_notify (G_OBJECT (self), "max-message-bytes");
}

void
cordial_session_set_delete_limit_s (CordialSession *self, gint64 delete_limit_s)
{
  if (PRIVATE (self)->delete_limit_s == delete_limit_s)
    return;
  PRIVATE (self)->delete_limit_s = delete_limit_s;
  g_object_notify (G_OBJECT (self), "delete-limit-s");
}

void
cordial_session_set_reactions (CordialSession *self, const char *const *reactions)
{
  CordialSessionPrivate *priv = PRIVATE (self);

  /* Told in any case: that a server has none any more is news to an account that was at another one, or at this before. */
  g_strfreev (priv->reactions);
  priv->reactions = g_strdupv ((GStrv) reactions);
  g_object_notify (G_OBJECT (self), "reactions");
}

const char *const *
cordial_session_get_reactions (CordialSession *self)
{
  return (const char *const *) PRIVATE (self)->reactions;
}

void
cordial_session_set_max_file_bytes (CordialSession *self, gint64 max_file_bytes)
{
  if (PRIVATE (self)->max_file_bytes == max_file_bytes)
    return;
  PRIVATE (self)->max_file_bytes = max_file_bytes;
  g_object_notify (G_OBJECT (self), "max-file-bytes");
}

static void
cordial_session_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialSessionPrivate *priv = PRIVATE (object);

  switch (property_id)
    {
    case PROP_CONNECTION:
      g_value_set_object (value, priv->connection);
      break;
    case PROP_LINK_STATE:
      g_value_set_enum (value, priv->link_state);
      break;
    case PROP_REFUSAL:
      g_value_set_enum (value, priv->refusal);
      break;
    case PROP_RETRY_AT:
      g_value_set_int64 (value, cordial_connection_get_retry_at (priv->connection));
      break;
    case PROP_REASON:
      g_value_set_string (value, cordial_connection_get_reason (priv->connection));
      break;
    case PROP_USER_ID:
      g_value_set_string (value, priv->user_id);
      break;
    case PROP_ROUND_TRIP_MS:
      g_value_set_double (value, cordial_connection_get_round_trip_ms (priv->connection));
      break;
    case PROP_MAX_MESSAGE_BYTES:
      g_value_set_uint (value, priv->max_message_bytes);
      break;
    case PROP_MAX_FILE_BYTES:
      g_value_set_int64 (value, priv->max_file_bytes);
      break;
    case PROP_DELETE_LIMIT_S:
      g_value_set_int64 (value, priv->delete_limit_s);
      break;
    case PROP_REACTIONS:
      g_value_set_boxed (value, priv->reactions);
      break;
    case PROP_UNNUMBERED:
      g_value_set_boolean (value, CORDIAL_SESSION_GET_CLASS (object)->unnumbered);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_session_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_CONNECTION:
      PRIVATE (object)->connection = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_session_constructed (GObject *object)
{
  CordialSessionPrivate *priv = PRIVATE (object);

  G_OBJECT_CLASS (cordial_session_parent_class)->constructed (object);
  if (!priv->connection)
    priv->connection = cordial_connection_new ();
  g_signal_connect_object (priv->connection, "opened", G_CALLBACK (on_opened), object, G_CONNECT_DEFAULT);
  g_signal_connect_object (priv->connection, "frame", G_CALLBACK (on_frame), object, G_CONNECT_DEFAULT);
  g_signal_connect_object (priv->connection, "closed", G_CALLBACK (on_closed), object, G_CONNECT_DEFAULT);
  g_signal_connect_object (priv->connection, "beat", G_CALLBACK (on_beat), object, G_CONNECT_DEFAULT);
  g_signal_connect_object (priv->connection, "notify", G_CALLBACK (on_connection_notify), object, G_CONNECT_DEFAULT);
}

static void
cordial_session_dispose (GObject *object)
{
  /* A dialect closes it before: what waits for an answer is told while there is somebody to tell. */
  g_clear_object (&PRIVATE (object)->connection);
  G_OBJECT_CLASS (cordial_session_parent_class)->dispose (object);
}

static void
cordial_session_finalize (GObject *object)
{
  g_free (PRIVATE (object)->user_id);
  g_strfreev (PRIVATE (object)->reactions);
  G_OBJECT_CLASS (cordial_session_parent_class)->finalize (object);
}

static void
cordial_session_class_init (CordialSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cordial_session_get_property;
  object_class->set_property = cordial_session_set_property;
  object_class->constructed = cordial_session_constructed;
  object_class->dispose = cordial_session_dispose;
  object_class->finalize = cordial_session_finalize;

  /**
   * CordialSession:connection:
   *
   * For tests that own its clock or its network.
   */
  properties[PROP_CONNECTION] =
    g_param_spec_object ("connection", NULL, NULL, CORDIAL_TYPE_CONNECTION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_object_class_override_property (object_class, PROP_LINK_STATE, "link-state");
  g_object_class_override_property (object_class, PROP_REFUSAL, "refusal");
  g_object_class_override_property (object_class, PROP_RETRY_AT, "retry-at");
  g_object_class_override_property (object_class, PROP_REASON, "reason");
  g_object_class_override_property (object_class, PROP_USER_ID, "user-id");
  g_object_class_override_property (object_class, PROP_ROUND_TRIP_MS, "round-trip-ms");
  g_object_class_override_property (object_class, PROP_MAX_MESSAGE_BYTES, "max-message-bytes");
  g_object_class_override_property (object_class, PROP_MAX_FILE_BYTES, "max-file-bytes");
  g_object_class_override_property (object_class, PROP_DELETE_LIMIT_S, "delete-limit-s");
  g_object_class_override_property (object_class, PROP_REACTIONS, "reactions");
  g_object_class_override_property (object_class, PROP_UNNUMBERED, "unnumbered");
}

static void
cordial_session_init (CordialSession *self)
{
}
