/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session with a Tinode server: the CordialProtocol that speaks Tinode's wire over a CordialConnection. The application
 * makes one an account. It keeps no messages and decides nothing about them; what it must never do is name GTK, the
 * store, or write a token, a password or somebody's words into a log.
 *
 * This file is the object, and what the state of the connection means for the link. The doors, the requests, the topics,
 * the sign-in and the events have files of their own.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>
#include <time.h>

#include "cordial-tinode-records.h"

/* Where a Tinode server takes WebSockets (docs/API.md «Connecting to the Server»). */
#define PATH "v0/channels"

/* What a Tinode server answers at any time with «0» (server/session.go, dispatchRaw). */
#define HEARTBEAT "1"

/* An answer takes a look into a database; one that takes longer than this does not come. */
#define ANSWER_LIMIT_MS 15000

/* A Tinode server bounds what it takes, not what it sends: the roster is one frame, with a picture a person. */
#define MAX_FRAME_BYTES (64 * 1024 * 1024)

enum
{
  PROP_0,
  PROP_URI,
  PROP_CONNECTION,
  PROP_API_KEY,
  PROP_ANSWER_LIMIT_MS,
  N_PROPS,
  PROP_LINK_STATE = N_PROPS,
  PROP_REFUSAL,
  PROP_RETRY_AT,
  PROP_REASON,
  PROP_USER_ID,
  PROP_ROUND_TRIP_MS,
  PROP_MAX_MESSAGE_BYTES,
  PROP_UNNUMBERED,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialTinodeSession,
                               cordial_tinode_session,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CORDIAL_TYPE_PROTOCOL, cordial_tinode_session_protocol_init))

/* --- The link ------------------------------------------------------------------------------------------------------ */

static CordialLinkState
get_link_state (CordialTinodeSession *self)
{
  switch (cordial_connection_get_state (self->connection))
    {
    case CORDIAL_CONNECTION_NO_NETWORK:
      return CORDIAL_LINK_NO_NETWORK;
    case CORDIAL_CONNECTION_CONNECTING:
      return CORDIAL_LINK_CONNECTING;
    case CORDIAL_CONNECTION_CONNECTED:
      return self->phase == CORDIAL_TINODE_ONLINE ? CORDIAL_LINK_ONLINE : CORDIAL_LINK_CONNECTING;
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
get_refusal (CordialTinodeSession *self)
{
  if (cordial_connection_get_state (self->connection) != CORDIAL_CONNECTION_REFUSED)
    return CORDIAL_REFUSAL_NONE;
  switch (cordial_connection_get_refusal (self->connection))
    {
    case CORDIAL_CONNECTION_REFUSAL_CERTIFICATE:
      return CORDIAL_REFUSAL_CERTIFICATE;
    case CORDIAL_CONNECTION_REFUSAL_UNAUTHORIZED:
    case CORDIAL_CONNECTION_REFUSAL_FORBIDDEN:
      return CORDIAL_REFUSAL_FORBIDDEN;
    case CORDIAL_CONNECTION_REFUSAL_PROTOCOL:
      return CORDIAL_REFUSAL_NOT_A_CHAT_SERVER;
    case CORDIAL_CONNECTION_REFUSAL_SIGN_IN:
      return self->sign_in_refusal;
    case CORDIAL_CONNECTION_REFUSAL_NONE:
    default:
      return CORDIAL_REFUSAL_NONE;
    }
}

/**
 * cordial_tinode_session_update_link_state:
 * @self: the session
 *
 * Looks again at what connection and phase mean together.
 */
void
cordial_tinode_session_update_link_state (CordialTinodeSession *self)
{
  CordialLinkState link_state = get_link_state (self);
  CordialRefusal refusal = get_refusal (self);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->refusal != refusal)
    {
      self->refusal = refusal;
      g_object_notify (G_OBJECT (self), "refusal");
    }
  if (self->link_state != link_state)
    {
      self->link_state = link_state;
      g_object_notify (G_OBJECT (self), "link-state");
      cordial_tinode_sign_up_link_changed (self);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
cordial_tinode_session_set_user_id (CordialTinodeSession *self, const char *user_id)
{
  if (g_set_str (&self->user_id, user_id))
    g_object_notify (G_OBJECT (self), "user-id");
}

void
cordial_tinode_session_set_max_message_bytes (CordialTinodeSession *self, guint max_message_bytes)
{
  if (self->max_message_bytes == max_message_bytes)
    return;
  self->max_message_bytes = max_message_bytes;
  cordial_connection_set_max_frame_bytes (self->connection, MAX (MAX_FRAME_BYTES, 2 * (guint64) max_message_bytes));
  g_object_notify (G_OBJECT (self), "max-message-bytes");
}

static gint64
get_boot_time (void)
{
  struct timespec now;

  /* The monotonic clock stands still while the machine sleeps. */
  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * G_TIME_SPAN_SECOND + now.tv_nsec / 1000;
}

/* Where nothing is heard, a heartbeat is sent after each interval; if neither happened for clearly longer, we were stopped or
 * asleep, and the server may have had more to say than it keeps for us. */
static void
note_awake (CordialTinodeSession *self)
{
  gint64 now = get_boot_time (), before = self->awake_at;
  guint interval_ms = cordial_heartbeat_get_interval_ms (cordial_connection_get_heartbeat (self->connection));

  self->awake_at = now;
  if (before > 0 && now - before > (gint64) interval_ms * G_TIME_SPAN_MILLISECOND * 5 / 4)
    {
      g_debug ("was not awake for %" G_GINT64_FORMAT " ms", (now - before) / G_TIME_SPAN_MILLISECOND);
      cordial_tinode_topics_catch_up (self);
    }
}

static void
on_opened (CordialConnection *connection, CordialTinodeSession *self)
{
  self->awake_at = get_boot_time ();
  cordial_tinode_sign_in_begin (self);
}

static void
on_frame (CordialConnection *connection, const char *text, CordialTinodeSession *self)
{
  /* Whoever hears of it may drop the session. */
  g_autoptr (CordialTinodeSession) held = g_object_ref (self);

  note_awake (self);
  cordial_tinode_handle_frame (self, text);
}

static void
on_closed (CordialConnection *connection,
           CordialConnectionEnding ending,
           guint code,
           const char *reason,
           CordialTinodeSession *self)
{
  g_autoptr (CordialTinodeSession) held = g_object_ref (self);

  self->phase = CORDIAL_TINODE_IDLE;
  self->awake_at = 0;
  cordial_tinode_session_update_link_state (self);
  cordial_tinode_requests_fail_all (self);
  cordial_tinode_topics_reset (self);
  cordial_tinode_people_reset (self);
}

static void
on_connection_notify (CordialConnection *connection, GParamSpec *pspec, CordialTinodeSession *self)
{
  g_autoptr (CordialTinodeSession) held = g_object_ref (self);
  const char *name = g_param_spec_get_name (pspec);

  if (g_str_equal (name, "retry-at") || g_str_equal (name, "reason") || g_str_equal (name, "round-trip-ms"))
    g_object_notify (G_OBJECT (self), name);
  else if (g_str_equal (name, "state") || g_str_equal (name, "refusal"))
    cordial_tinode_session_update_link_state (self);
}

static void
on_beat (CordialConnection *connection, CordialTinodeSession *self)
{
  note_awake (self);
  g_signal_emit_by_name (self, "beat");
}

/* --- The object ---------------------------------------------------------------------------------------------------- */

static void
cordial_tinode_session_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (object);

  switch (property_id)
    {
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_CONNECTION:
      g_value_set_object (value, self->connection);
      break;
    case PROP_API_KEY:
      g_value_set_string (value, self->api_key);
      break;
    case PROP_ANSWER_LIMIT_MS:
      g_value_set_uint (value, self->answer_limit_ms);
      break;
    case PROP_LINK_STATE:
      g_value_set_enum (value, self->link_state);
      break;
    case PROP_REFUSAL:
      g_value_set_enum (value, self->refusal);
      break;
    case PROP_RETRY_AT:
      g_value_set_int64 (value, cordial_connection_get_retry_at (self->connection));
      break;
    case PROP_REASON:
      g_value_set_string (value, cordial_connection_get_reason (self->connection));
      break;
    case PROP_USER_ID:
      g_value_set_string (value, self->user_id);
      break;
    case PROP_ROUND_TRIP_MS:
      g_value_set_double (value, cordial_connection_get_round_trip_ms (self->connection));
      break;
    case PROP_MAX_MESSAGE_BYTES:
      g_value_set_uint (value, self->max_message_bytes > CORDIAL_TINODE_ENVELOPE_BYTES
                                 ? self->max_message_bytes - CORDIAL_TINODE_ENVELOPE_BYTES
                                 : 0);
      break;
    case PROP_UNNUMBERED:
      g_value_set_boolean (value, FALSE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_tinode_session_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (object);

  switch (property_id)
    {
    case PROP_URI:
      self->uri = g_value_dup_string (value);
      break;
    case PROP_CONNECTION:
      self->connection = g_value_dup_object (value);
      break;
    case PROP_API_KEY:
      g_set_str (&self->api_key, g_value_get_string (value));
      if (self->connection)
        cordial_connection_set_request_header (self->connection, "X-Tinode-APIKey", self->api_key);
      break;
    case PROP_ANSWER_LIMIT_MS:
      self->answer_limit_ms = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_tinode_session_constructed (GObject *object)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (object);
  g_autofree char *address = NULL;

  g_assert (self->uri);

  address = g_strconcat (self->uri, g_str_has_suffix (self->uri, "/") ? "" : "/", PATH, NULL);
  if (!self->connection)
    self->connection = cordial_connection_new ();
  cordial_connection_set_uri (self->connection, address);
  cordial_connection_set_request_header (self->connection, "X-Tinode-APIKey", self->api_key);
  cordial_connection_set_heartbeat_frame (self->connection, HEARTBEAT);
  cordial_connection_set_max_frame_bytes (self->connection, MAX_FRAME_BYTES);
  g_signal_connect_object (self->connection, "opened", G_CALLBACK (on_opened), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connection, "frame", G_CALLBACK (on_frame), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_closed), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connection, "beat", G_CALLBACK (on_beat), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connection, "notify", G_CALLBACK (on_connection_notify), self, G_CONNECT_DEFAULT);
  G_OBJECT_CLASS (cordial_tinode_session_parent_class)->constructed (object);
}

static void
cordial_tinode_session_dispose (GObject *object)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (object);

  if (self->connection)
    cordial_protocol_close (CORDIAL_PROTOCOL (self));
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (cordial_tinode_session_parent_class)->dispose (object);
}

static void
cordial_tinode_session_finalize (GObject *object)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (object);

  cordial_tinode_requests_clear (self);
  g_hash_table_unref (self->topics);
  g_free (self->uri);
  g_free (self->api_key);
  g_free (self->user_id);
  g_free (self->login);
  cordial_tinode_set_secret (&self->password, NULL);
  cordial_tinode_set_secret (&self->token, NULL);
  g_free (self->sign_up_name);
  G_OBJECT_CLASS (cordial_tinode_session_parent_class)->finalize (object);
}

static void
cordial_tinode_session_class_init (CordialTinodeSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cordial_tinode_session_get_property;
  object_class->set_property = cordial_tinode_session_set_property;
  object_class->constructed = cordial_tinode_session_constructed;
  object_class->dispose = cordial_tinode_session_dispose;
  object_class->finalize = cordial_tinode_session_finalize;

  /**
   * CordialTinodeSession:uri:
   *
   * "wss://host[:port]/", to which the path of the wire is added.
   */
  properties[PROP_URI] =
    g_param_spec_string ("uri", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * CordialTinodeSession:connection:
   *
   * For tests that own its clock or its network.
   */
  properties[PROP_CONNECTION] =
    g_param_spec_object ("connection", NULL, NULL, CORDIAL_TYPE_CONNECTION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * CordialTinodeSession:api-key:
   *
   * Goes with the next attempt; a server that wants another answers HTTP 403.
   */
  properties[PROP_API_KEY] = g_param_spec_string ("api-key", NULL, NULL, CORDIAL_TINODE_API_KEY,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  /**
   * CordialTinodeSession:answer-limit-ms:
   *
   * For how long a request may stay unanswered although frames flow; then the connection is given up.
   */
  properties[PROP_ANSWER_LIMIT_MS] = g_param_spec_uint ("answer-limit-ms", NULL, NULL, 1, G_MAXUINT, ANSWER_LIMIT_MS,
                                                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_object_class_override_property (object_class, PROP_LINK_STATE, "link-state");
  g_object_class_override_property (object_class, PROP_REFUSAL, "refusal");
  g_object_class_override_property (object_class, PROP_RETRY_AT, "retry-at");
  g_object_class_override_property (object_class, PROP_REASON, "reason");
  g_object_class_override_property (object_class, PROP_USER_ID, "user-id");
  g_object_class_override_property (object_class, PROP_ROUND_TRIP_MS, "round-trip-ms");
  g_object_class_override_property (object_class, PROP_MAX_MESSAGE_BYTES, "max-message-bytes");
  g_object_class_override_property (object_class, PROP_UNNUMBERED, "unnumbered");
}

static void
cordial_tinode_session_init (CordialTinodeSession *self)
{
  cordial_tinode_requests_init (self);
  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, cordial_tinode_topic_free);
  g_queue_init (&self->searches);
}

/**
 * cordial_tinode_session_new:
 * @uri: "wss://host[:port]/", or "ws://…" where the person accepted that
 *
 * Returns: (transfer full): a session that is OFFLINE
 */
CordialTinodeSession *
cordial_tinode_session_new (const char *uri)
{
  g_return_val_if_fail (uri != NULL, NULL);

  return g_object_new (CORDIAL_TYPE_TINODE_SESSION, "uri", uri, NULL);
}

/**
 * cordial_tinode_session_get_connection:
 * @self: a #CordialTinodeSession
 *
 * Returns: (transfer none): the connection under it
 */
CordialConnection *
cordial_tinode_session_get_connection (CordialTinodeSession *self)
{
  g_return_val_if_fail (CORDIAL_IS_TINODE_SESSION (self), NULL);

  return self->connection;
}
