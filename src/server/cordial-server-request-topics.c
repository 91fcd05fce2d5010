/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {sub} and {leave}: attaching to topics, beginning them, and belonging to them no more.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-topics.h"

#include "cordial-server-cards.h"
#include "cordial-server-request-get.h"
#include "cordial-server-request-set.h"

static void
sub_extras (Session *session, JsonObject *sub, const char *name)
{
  JsonObject *set = cordial_packet_get_object (sub, "set");
  JsonObject *get = cordial_packet_get_object (sub, "get");

  if (set)
    request_set (session, set, name, sub);
  if (get)
    request_get (session, get, name, sub);
}

static void
sub_group_new (Session *session, JsonObject *sub, const char *name)
{
  g_autofree char *key = cordial_random_name ("grp");
  JsonObject *params = json_object_new ();
  JsonObject *ctrl;
  Topic *topic;

  topic = topics_create (services_of (session)->topics, key);
  topic_add_member (topic, session->user, CORDIAL_ACCESS_ALL, CORDIAL_ACCESS_ALL);
  topic_attach (topic, session);
  membership_tell_joined (services_of (session)->presence, topic, session->user, session);
  json_object_set_object_member (params, "acs", cordial_access_to_object (CORDIAL_ACCESS_ALL, CORDIAL_ACCESS_ALL));
  json_object_set_string_member (params, "tmpname", name);
  ctrl = cordial_ctrl_new (cordial_packet_get_string (sub, "id"), key, 200, "ok");
  json_object_set_object_member (ctrl, "params", params);
  session_send (session, "ctrl", ctrl);
  sub_extras (session, sub, key);
}

void
request_sub (Session *session, JsonObject *sub)
{
  const char *name = request_get_topic (sub);
  JsonObject *set = cordial_packet_get_object (sub, "set");
  JsonObject *params;
  Topic *topic;
  gboolean created = FALSE;

  if (!name || (set && !cards_are_good (cordial_packet_get_object (set, "desc"))))
    {
      session_reply (session, sub, 400, "malformed");
      return;
    }
  if (g_str_equal (name, "me") || g_str_equal (name, "fnd"))
    {
      gboolean *attached = g_str_equal (name, "me") ? &session->on_me : &request_state (session)->on_fnd;

      if (*attached)
        session_reply (session, sub, 304, "already subscribed");
      else
        session_reply (session, sub, 200, "ok");
      if (!*attached)
        {
          *attached = TRUE;
          if (attached == &session->on_me)
            presence_changed (services_of (session)->presence, session->user, TRUE);
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

  topic = topics_find (services_of (session)->topics, session->user, name);
  if (!topic)
    {
      topic = membership_begin (services_of (session)->topics, services_of (session)->presence, session, name);
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
      if (g_hash_table_size (topic->members) >= TOPIC_MAX_SUBSCRIBERS)
        {
          session_reply (session, sub, 422, "policy violation");
          return;
        }
      if (topic_is_of_two (topic))
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
      json_object_set_object_member (params, "acs", cordial_access_to_object (member->want, member->given));
    }
  session_reply_params (session, sub, 200, "ok", params);
  sub_extras (session, sub, name);
}

void
request_leave (Session *session, JsonObject *leave)
{
  const char *name = request_get_topic (leave);
  gboolean unsubscribe = cordial_packet_get_boolean (leave, "unsub");
  Topic *topic;

  if (!name)
    {
      session_reply (session, leave, 400, "malformed");
      return;
    }
  if (g_str_equal (name, "me") || g_str_equal (name, "fnd"))
    {
      gboolean is_me = g_str_equal (name, "me");

      if (unsubscribe)
        session_reply (session, leave, 403, "permission denied");
      else if (!(is_me ? session->on_me : request_state (session)->on_fnd))
        session_reply (session, leave, 304, "not joined");
      else
        {
          if (is_me)
            request_leave_me (session);
          else
            request_state (session)->on_fnd = FALSE;
          session_reply (session, leave, 200, "ok");
        }
      return;
    }
  topic = topics_find (services_of (session)->topics, session->user, name);
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
      membership_put_out (services_of (session)->presence, topic, session->user, session);
    }
  topic_detach (topic, session);
  session_reply (session, leave, 200, "ok");
}
