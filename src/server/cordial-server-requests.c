/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a client asks: reads the frame, checks that its time has come, and answers. Every request gets an answer; notes, by
 * their nature, get none (Tinode docs/API.md «Client to Server Messages»).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-config.h"

#include "cordial-server-private.h"

#include <stdio.h>
#include <string.h>

const char *
request_topic (JsonObject *request)
{
  const char *topic = cordial_packet_get_string (request, "topic");

  return topic && *topic ? topic : NULL;
}

static void
handle_hi (Session *session, JsonObject *hi)
{
  const char *version = cordial_packet_get_string (hi, "ver");
  const char *user_agent = cordial_packet_get_string (hi, "ua");
  JsonObject *params = NULL;

  if (!session->greeted)
    {
      int major = 0, minor = 0;

      if (!version || sscanf (version[0] == 'v' ? version + 1 : version, "%d.%d", &major, &minor) < 1)
        {
          session_reply (session, hi, 400, "malformed");
          return;
        }
      if (major == 0 && minor < 22)
        {
          session_reply (session, hi, 505, "version not supported");
          return;
        }
      session->greeted = TRUE;
      params = json_object_new ();
      json_object_set_string_member (params, "build", "cordial-server:" VERSION);
      json_object_set_int_member (params, "maxFileUploadSize", 0);
      json_object_set_int_member (params, "maxMessageSize", SERVER_MAX_MESSAGE_BYTES);
      json_object_set_int_member (params, "maxSubscriberCount", SERVER_MAX_SUBSCRIBERS);
      json_object_set_int_member (params, "maxTagCount", SERVER_MAX_TAGS);
      json_object_set_int_member (params, "maxTagLength", SERVER_MAX_TAG_LENGTH);
      json_object_set_int_member (params, "minTagLength", SERVER_MIN_TAG_LENGTH);
      json_object_set_null_member (params, "reqCred");
      json_object_set_string_member (params, "ver", SERVER_PROTOCOL_VERSION);
    }
  if (user_agent)
    {
      g_free (session->user_agent);
      session->user_agent = g_utf8_substring (user_agent, 0, MIN (g_utf8_strlen (user_agent, -1), 128));
    }
  if (params)
    session_reply_params (session, hi, 201, "created", params);
  else
    session_reply (session, hi, 200, "ok");
}

/* --- Topics ------------------------------------------------------------------------------------------------------ */

static void
sub_extras (Session *session, JsonObject *sub, const char *name)
{
  JsonObject *set = cordial_packet_get_object (sub, "set");
  JsonObject *get = cordial_packet_get_object (sub, "get");

  if (set)
    meta_set (session, set, name, NULL);
  if (get)
    meta_get (session, get, name, sub);
}

static void
sub_group_new (Session *session, JsonObject *sub, const char *name)
{
  g_autofree char *key = cordial_random_name ("grp");
  JsonObject *params = json_object_new ();
  JsonObject *ctrl;
  Topic *topic;

  database_add_topic (session->server->database, key, NULL);
  topic = topic_ensure (session->server, key);
  topic_add_member (topic, session->user, CORDIAL_ACCESS_ALL, CORDIAL_ACCESS_ALL);
  topic_attach (topic, session);
  topic_tell_joined (topic, session->user, session);
  json_object_set_object_member (params, "acs", meta_access (CORDIAL_ACCESS_ALL, CORDIAL_ACCESS_ALL));
  json_object_set_string_member (params, "tmpname", name);
  ctrl = cordial_ctrl_new (cordial_packet_get_string (sub, "id"), key, 200, "ok");
  json_object_set_object_member (ctrl, "params", params);
  session_send (session, "ctrl", ctrl);
  sub_extras (session, sub, key);
}

static void
handle_sub (Session *session, JsonObject *sub)
{
  const char *name = request_topic (sub);
  JsonObject *params;
  Topic *topic;
  gboolean created = FALSE;

  if (!name)
    {
      session_reply (session, sub, 400, "malformed");
      return;
    }
  if (g_str_equal (name, "me") || g_str_equal (name, "fnd"))
    {
      gboolean *attached = g_str_equal (name, "me") ? &session->on_me : &session->on_fnd;

      if (*attached)
        session_reply (session, sub, 304, "already subscribed");
      else
        session_reply (session, sub, 200, "ok");
      if (!*attached)
        {
          *attached = TRUE;
          if (attached == &session->on_me)
            presence_changed (session->server, session->user, TRUE, session->user_agent);
        }
      sub_extras (session, sub, name);
      return;
    }
  if (g_str_has_prefix (name, "new") || g_str_has_prefix (name, "nch"))
    {
      sub_group_new (session, sub, name);
      return;
    }
  if (g_str_equal (name, "sys") || g_str_has_prefix (name, "chn"))
    {
      session_reply (session, sub, 501, "not implemented");
      return;
    }

  topic = topic_from_name (session, name, FALSE);
  if (!topic)
    {
      topic = topic_from_name (session, name, TRUE);
      created = topic != NULL;
    }
  if (!topic)
    {
      session_reply (session, sub, 404, g_str_has_prefix (name, "usr") ? "user not found" : "topic not found");
      return;
    }
  if (g_hash_table_contains (session->attached, topic))
    {
      session_reply (session, sub, 304, "already subscribed");
      sub_extras (session, sub, name);
      return;
    }
  if (!topic_get_member (topic, session->user))
    {
      if (g_hash_table_size (topic->members) >= SERVER_MAX_SUBSCRIBERS)
        {
          session_reply (session, sub, 422, "policy violation");
          return;
        }
      if (g_str_has_prefix (topic->key, "p2p"))
        topic_add_member (topic, session->user, CORDIAL_ACCESS_P2P_WANT, CORDIAL_ACCESS_P2P_GIVEN);
      else
        topic_add_member (topic, session->user, CORDIAL_ACCESS_GROUP, CORDIAL_ACCESS_GROUP);
      created = TRUE;
    }
  if (!(topic_get_access (topic, session->user) & CORDIAL_ACCESS_JOIN))
    {
      session_reply (session, sub, 403, "permission denied");
      return;
    }
  topic_attach (topic, session);
  params = NULL;
  if (created)
    {
      Subscription *member = topic_get_member (topic, session->user);

      params = json_object_new ();
      json_object_set_object_member (params, "acs", meta_access (member->want, member->given));
    }
  session_reply_params (session, sub, 200, "ok", params);
  sub_extras (session, sub, name);
}

static void
handle_leave (Session *session, JsonObject *leave)
{
  const char *name = request_topic (leave);
  gboolean unsubscribe = cordial_packet_get_boolean (leave, "unsub");
  Topic *topic;

  if (!name)
    {
      session_reply (session, leave, 400, "malformed");
      return;
    }
  if (g_str_equal (name, "me") || g_str_equal (name, "fnd"))
    {
      gboolean *attached = g_str_equal (name, "me") ? &session->on_me : &session->on_fnd;

      if (unsubscribe)
        session_reply (session, leave, 403, "permission denied");
      else if (!*attached)
        session_reply (session, leave, 304, "not joined");
      else
        {
          *attached = FALSE;
          if (attached == &session->on_me)
            presence_changed (session->server, session->user, FALSE, session->user_agent);
          session_reply (session, leave, 200, "ok");
        }
      return;
    }
  topic = topic_from_name (session, name, FALSE);
  if (!topic || !g_hash_table_contains (session->attached, topic))
    {
      if (unsubscribe)
        session_reply (session, leave, 409, "must attach first");
      else
        session_reply (session, leave, 304, "not joined");
      return;
    }
  if (unsubscribe)
    {
      if (topic_get_access (topic, session->user) & CORDIAL_ACCESS_OWNER)
        {
          session_reply (session, leave, 403, "permission denied");
          return;
        }
      topic_remove_member (topic, session->user);
      topic_put_out (topic, session->user, session);
    }
  topic_detach (topic, session);
  session_reply (session, leave, 200, "ok");
}

/* --- Messages ---------------------------------------------------------------------------------------------------- */

static void
handle_pub (Session *session, JsonObject *pub)
{
  const char *name = request_topic (pub);
  JsonNode *content = json_object_get_member (pub, "content");
  JsonObject *head = cordial_packet_get_object (pub, "head");
  Topic *topic;
  g_autofree char *content_text = NULL;
  g_autofree char *head_text = NULL;
  JsonObject *params;
  gint64 seq, time_ms;

  if (!name || !content || JSON_NODE_HOLDS_NULL (content))
    {
      session_reply (session, pub, 400, "malformed");
      return;
    }
  if (g_str_equal (name, "me") ? session->on_me : g_str_equal (name, "fnd") && session->on_fnd)
    {
      session_reply (session, pub, 403, "permission denied");
      return;
    }
  topic = topic_from_name (session, name, FALSE);
  if (!topic || !g_hash_table_contains (session->attached, topic))
    {
      session_reply (session, pub, 409, "must attach first");
      return;
    }
  if (!(topic_get_access (topic, session->user) & CORDIAL_ACCESS_WRITE))
    {
      session_reply (session, pub, 403, "permission denied");
      return;
    }
  content_text = cordial_node_to_text (content);
  if (head)
    head_text = cordial_node_to_text (json_object_get_member (pub, "head"));
  time_ms = cordial_time_now_ms ();
  seq = topic_store (topic, session->user, time_ms, head_text, content_text);
  if (seq == 0)
    {
      session_reply (session, pub, 503, "service unavailable");
      return;
    }
  params = json_object_new ();
  json_object_set_int_member (params, "seq", seq);
  session_reply_params (session, pub, 202, "accepted", params);
  topic_announce (topic, session->user, time_ms, head_text, content_text,
                  cordial_packet_get_boolean (pub, "noecho") ? session : NULL);
  if (session->server->demo)
    demo_published (session->server->demo, topic, session->user, seq, content_text);
}

static void
handle_note (Session *session, JsonObject *note)
{
  const char *name = request_topic (note);
  const char *what = cordial_packet_get_string (note, "what");
  gint64 seq = 0;
  Topic *topic;

  if (!name || !what)
    return;
  topic = topic_from_name (session, name, FALSE);
  if (!topic)
    return;
  if (g_str_equal (what, "kp") || g_str_equal (what, "kpa") || g_str_equal (what, "kpv"))
    {
      if (g_hash_table_contains (session->attached, topic))
        topic_note (topic, session->user, what, 0, session);
    }
  else if ((g_str_equal (what, "read") || g_str_equal (what, "recv")) && cordial_packet_get_int (note, "seq", &seq) &&
           seq > 0)
    topic_note (topic, session->user, what, seq, session);
}

/* --- Frames ------------------------------------------------------------------------------------------------------ */

void
session_signed_in (Session *session, gint64 user)
{
  session->user = user;
}

static void
handle_get (Session *session, JsonObject *get)
{
  const char *name = request_topic (get);

  if (!name || !cordial_packet_get_string (get, "what"))
    session_reply (session, get, 400, "malformed");
  else
    meta_get (session, get, name, get);
}

static void
handle_set (Session *session, JsonObject *set)
{
  const char *name = request_topic (set);

  if (!name)
    session_reply (session, set, 400, "malformed");
  else
    meta_set (session, set, name, set);
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
  { "hi", NEEDS_NOTHING, handle_hi },       { "acc", NEEDS_GREETING, auth_acc },
  { "login", NEEDS_GREETING, auth_login },  { "sub", NEEDS_SIGN_IN, handle_sub },
  { "leave", NEEDS_SIGN_IN, handle_leave }, { "pub", NEEDS_SIGN_IN, handle_pub },
  { "get", NEEDS_SIGN_IN, handle_get },     { "set", NEEDS_SIGN_IN, handle_set },
  { "del", NEEDS_SIGN_IN, meta_del },       { "note", NEEDS_SIGN_IN, handle_note },
};

void
request_handle (Session *session, const char *text)
{
  g_autoptr (JsonNode) node = cordial_packet_parse (text, NULL);
  JsonObject *frame;

  if (!node)
    {
      session_send (session, "ctrl", cordial_ctrl_new (NULL, NULL, 400, "malformed"));
      return;
    }
  frame = json_node_get_object (node);
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    {
      JsonObject *request = cordial_packet_get_object (frame, handlers[i].kind);
      gboolean is_note;

      if (!request)
        continue;
      is_note = handlers[i].handle == handle_note;
      if (handlers[i].need > NEEDS_NOTHING && !session->greeted)
        {
          if (!is_note)
            session_reply (session, request, 409, "command out of sequence");
        }
      else if (handlers[i].need == NEEDS_SIGN_IN && session->user == 0)
        {
          if (!is_note)
            session_reply (session, request, 401, "authentication required");
        }
      else
        handlers[i].handle (session, request);
      return;
    }
  if (json_object_get_size (frame) == 0)
    session_send (session, "ctrl", cordial_ctrl_new (NULL, NULL, 400, "malformed"));
  else
    session_send (session, "ctrl", cordial_ctrl_new (NULL, NULL, 501, "not implemented"));
}
