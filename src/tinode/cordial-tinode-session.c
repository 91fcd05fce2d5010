/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session with a Tinode server: the CordialProtocol that speaks Tinode's wire over a CordialConnection. The application
 * makes one an account. It keeps no messages and decides nothing about them; what it must never do is name GTK, the
 * store, or write a token, a password or somebody's words into a log.
 *
 * This file is the object, and what it does when its connection says something. The doors, the requests, the topics, the
 * sign-in and the events have files of their own.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <time.h>


/* Where a Tinode server takes WebSockets (docs/API.md «Connecting to the Server»). */
#define PATH "v0/channels"

/* What a Tinode server answers at any time with «0» (server/session.go, dispatchRaw). */
#define HEARTBEAT "1"

/* An answer takes a look into a database; one that takes longer than this does not come. */
#define ANSWER_LIMIT_MS 15000

/* A Tinode server's queue to a session holds 128 frames (server/session.go, sendQueueLimit); what the kernels between hold is read
 * in no time. */
#define BURST_FRAMES 64

enum
{
  PROP_0,
  PROP_URI,
  PROP_API_KEY,
  PROP_ANSWER_LIMIT_MS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialTinodeSession,
                               cordial_tinode_session,
                               CORDIAL_TYPE_SESSION,
                               G_IMPLEMENT_INTERFACE (CORDIAL_TYPE_PROTOCOL, cordial_tinode_session_protocol_init))

/* --- What the connection says -------------------------------------------------------------------------------------- */

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

/* A heartbeat goes out where nothing was heard for an interval. A server whose queue to us was full has dropped what came last,
 * without a word: after a burst, it is asked for what is newest. */
static void
note_quiet (CordialTinodeSession *self)
{
  gboolean burst = self->n_busy >= BURST_FRAMES;

  self->n_busy = 0;
  if (burst)
    cordial_tinode_topics_catch_up (self);
}

static void
session_opened (CordialSession *session)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (session);

  self->awake_at = get_boot_time ();
  cordial_tinode_sign_in_begin (self);
}

static void
session_frame (CordialSession *session, const char *text)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (session);

  note_awake (self);
  cordial_tinode_handle_frame (self, text);
}

static void
session_closed (CordialSession *session, guint code)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (session);

  self->phase = CORDIAL_TINODE_IDLE;
  self->awake_at = 0;
  self->n_busy = 0;
  cordial_session_set_online (session, FALSE);
  cordial_tinode_requests_fail_all (self);
  cordial_tinode_endings_reset (self);
  cordial_tinode_topics_reset (self);
  cordial_tinode_people_reset (self);
}

static void
session_beat (CordialSession *session)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (session);

  note_awake (self);
  note_quiet (self);
  /* Last: it may end the connection. */
  cordial_tinode_renew_token (self);
}

static void
session_link_changed (CordialSession *session)
{
  cordial_tinode_sign_up_link_changed (CORDIAL_TINODE_SESSION (session));
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
    case PROP_API_KEY:
      g_value_set_string (value, self->api_key);
      break;
    case PROP_ANSWER_LIMIT_MS:
      g_value_set_uint (value, self->answer_limit_ms);
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

  G_OBJECT_CLASS (cordial_tinode_session_parent_class)->constructed (object);
  self->connection = cordial_session_get_connection (CORDIAL_SESSION (self));
  address = g_strconcat (self->uri, g_str_has_suffix (self->uri, "/") ? "" : "/", PATH, NULL);
  cordial_connection_set_uri (self->connection, address);
  cordial_connection_set_request_header (self->connection, "X-Tinode-APIKey", self->api_key);
  cordial_connection_set_heartbeat_frame (self->connection, HEARTBEAT);
  cordial_connection_set_max_frame_bytes (self->connection, CORDIAL_TINODE_MAX_FRAME_BYTES);
}

static void
cordial_tinode_session_dispose (GObject *object)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (object);

  if (self->connection)
    cordial_protocol_close (CORDIAL_PROTOCOL (self));
  self->connection = NULL;
  G_OBJECT_CLASS (cordial_tinode_session_parent_class)->dispose (object);
}

static void
cordial_tinode_session_finalize (GObject *object)
{
  CordialTinodeSession *self = CORDIAL_TINODE_SESSION (object);

  cordial_tinode_requests_clear (self);
  g_hash_table_unref (self->topics);
  g_hash_table_unref (self->people);
  g_clear_object (&self->files);
  g_free (self->uri);
  g_free (self->api_key);
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
  CordialSessionClass *session_class = CORDIAL_SESSION_CLASS (klass);

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

  session_class->opened = session_opened;
  session_class->frame = session_frame;
  session_class->closed = session_closed;
  session_class->beat = session_beat;
  session_class->link_changed = session_link_changed;
}

static void
cordial_tinode_session_init (CordialTinodeSession *self)
{
  cordial_tinode_requests_init (self);
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
