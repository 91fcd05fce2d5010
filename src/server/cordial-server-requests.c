/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads a frame, checks that its time has come, and has it answered. Every request gets an answer; notes, by their nature,
 * get none (Tinode docs/API.md «Client to Server Messages»).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-config.h"

#include "cordial-server-requests.h"
#include "cordial-server-reactions.h"

#include <stdio.h>

#include "cordial-server-request-account.h"
#include "cordial-server-request-del.h"
#include "cordial-server-request-get.h"
#include "cordial-server-request-history.h"
#include "cordial-server-request-messages.h"
#include "cordial-server-request-set.h"
#include "cordial-server-request-topics.h"
#include "cordial-server-tags.h"

#define PROTOCOL_VERSION "0.25"

/* As the official server: a ping is sent before the 55 s are over in which an answer must have come. */
#define PING_INTERVAL_S 49
#define PONG_LIMIT_S 55

static void
handle_hi (Session *session, JsonObject *hi)
{
  const char *version = cordial_packet_get_string (hi, "ver");
  JsonObject *params = NULL;
  gboolean readable;
  int major = 0, minor = 0;

  readable = version && sscanf (version[0] == 'v' ? version + 1 : version, "%d.%d", &major, &minor) >= 1;
  if (!request_state (session)->greeted)
    {
      if (!readable)
        {
          session_reply (session, hi, 400, "malformed");
          return;
        }
      if (major == 0 && minor < 22)
        {
          session_reply (session, hi, 505, "version not supported");
          return;
        }
      request_state (session)->greeted = TRUE;
      request_state (session)->version = major << 8 | minor;
      params = json_object_new ();
      json_object_set_string_member (params, "build", "cordial-server:" VERSION);
      json_object_set_int_member (params, "maxFileUploadSize", files_get_max_bytes (services_of (session)->files));
      json_object_set_int_member (params, "maxMessageSize", SESSION_MAX_MESSAGE_BYTES);
      json_object_set_int_member (params, "maxSubscriberCount", TOPIC_MAX_SUBSCRIBERS);
      json_object_set_int_member (params, "maxTagCount", TAGS_MAX);
      json_object_set_array_member (params, "reactions", reactions_offered ());
      json_object_set_int_member (params, "maxTagLength", TAG_MAX_LENGTH);
      json_object_set_int_member (params, "minTagLength", TAG_MIN_LENGTH);
      json_object_set_null_member (params, "reqCred");
      json_object_set_string_member (params, "ver", PROTOCOL_VERSION);
    }
  /* Greeted again, a client says by which device it can be woken, which is nobody's business here; that takes an account. */
  else if (version && *version && (major << 8 | minor) != request_state (session)->version)
    {
      session_reply (session, hi, 409, "command out of sequence");
      return;
    }
  else if (session->user == 0)
    {
      session_reply (session, hi, 401, "authentication required");
      return;
    }
  if (params || !cordial_packet_get_string (hi, "dev"))
    session_reply_params (session, hi, 201, "created", params);
  else
    session_reply (session, hi, 200, "ok");
}

static void
handle_get (Session *session, JsonObject *get)
{
  const char *name = request_get_topic (get);

  if (!name)
    session_reply (session, get, 400, "malformed");
  else
    request_get (session, get, name, get);
}

static void
handle_set (Session *session, JsonObject *set)
{
  const char *name = request_get_topic (set);
  gint64 user = cordial_user_id_from_string (name);

  if (!name || (g_str_has_prefix (name, "usr") && user == 0))
    session_reply (session, set, 400, "malformed");
  else if (user != 0 && user == session->user)
    session_reply (session, set, 403, "permission denied");
  else
    request_set (session, set, name);
}

typedef enum
{
  NEEDS_NOTHING,
  NEEDS_GREETING,
  NEEDS_SIGN_IN,
} Need;

static const struct
{
  const char *kind;
  Need need;
  void (*handle) (Session *session, JsonObject *request);
} handlers[] = {
  { "hi", NEEDS_NOTHING, handle_hi },         { "acc", NEEDS_GREETING, request_acc },
  { "login", NEEDS_GREETING, request_login }, { "sub", NEEDS_SIGN_IN, request_sub },
  { "leave", NEEDS_SIGN_IN, request_leave },  { "pub", NEEDS_SIGN_IN, request_pub },
  { "get", NEEDS_SIGN_IN, handle_get },       { "set", NEEDS_SIGN_IN, handle_set },
  { "del", NEEDS_SIGN_IN, request_del },      { "note", NEEDS_SIGN_IN, request_note },
};

/* In somebody else's name, or as somebody who may do more, nobody speaks here. */
static gboolean
pretends (JsonObject *frame)
{
  JsonObject *extra = cordial_packet_get_object (frame, "extra");
  const char *other = extra ? cordial_packet_get_string (extra, "obo") : NULL;
  const char *level = extra ? cordial_packet_get_string (extra, "authlevel") : NULL;

  return (other && *other) || (level && *level);
}

static void
received (Session *session, const char *text)
{
  g_autoptr (JsonNode) node = cordial_packet_parse (text, NULL);
  JsonObject *frame;

  if (!node)
    {
      session_send (session, "ctrl", cordial_ctrl_new (NULL, NULL, 400, "malformed"));
      return;
    }
  frame = json_node_get_object (node);
  if (pretends (frame))
    {
      session_send (session, "ctrl", cordial_ctrl_new (NULL, NULL, 403, "permission denied"));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    {
      JsonObject *request = cordial_packet_get_object (frame, handlers[i].kind);
      gboolean is_note;

      if (!request)
        continue;
      is_note = handlers[i].handle == request_note;
      if (handlers[i].need > NEEDS_NOTHING && !request_state (session)->greeted)
        {
          if (!is_note)
            session_send (
              session, "ctrl",
              cordial_ctrl_new (cordial_packet_get_string (request, "id"), NULL, 409, "command out of sequence"));
        }
      else if (handlers[i].need == NEEDS_SIGN_IN && session->user == 0)
        {
          if (!is_note)
            session_reply (session, request, 401, "authentication required");
        }
      else
        {
          request_state (session)->extra = cordial_packet_get_object (frame, "extra");
          handlers[i].handle (session, request);
          /* Whoever answers may have ended the session. */
          if (session->state)
            request_state (session)->extra = NULL;
        }
      return;
    }
  session_send (session, "ctrl", cordial_ctrl_new (NULL, NULL, 400, "malformed"));
}

static void
gone (Session *session)
{
  RequestState *state;

  request_history_drop (session);
  state = g_steal_pointer (&session->state);
  if (state->hashing)
    hasher_drop (services_of (session)->accounts->hasher, state->hashing);
  membership_detach_all (services_of (session)->presence, session);
  request_leave_me (session);
  g_free (state->query);
  g_free (state);
}

/* A heartbeat, as Tinode's clients send it. */
static const SessionDialect dialect = { "1", "0", received, NULL, gone };

/**
 * requests_serve:
 * @services: what the server consists of
 *
 * Serves a client of Tinode's wire.
 */
void
requests_serve (Services *services, SoupServerMessage *message, SoupWebsocketConnection *socket)
{
  Session *session = session_new (services->sessions, &dialect, services, message, socket);

  session->state = g_new0 (RequestState, 1);
  session_ping (session, PING_INTERVAL_S, PONG_LIMIT_S);
}
