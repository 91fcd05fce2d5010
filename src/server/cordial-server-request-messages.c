/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {pub} and {note}: what somebody says in a topic, and how far they read.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-messages.h"

void
request_pub (Session *session, JsonObject *pub)
{
  const char *name = request_get_topic (pub);
  JsonNode *content = json_object_get_member (pub, "content");
  JsonObject *head = cordial_packet_get_object (pub, "head");
  Topic *topic;
  g_autofree char *content_text = NULL;
  g_autofree char *head_text = NULL;
  g_auto (GStrv) attachments = NULL;
  JsonObject *params;
  gint64 seq, time_ms;

  if (!name || (json_object_has_member (pub, "head") && !head))
    {
      session_reply (session, pub, 400, "malformed");
      return;
    }
  if (cordial_user_id_from_string (name) == session->user)
    {
      session_reply (session, pub, 403, "permission denied");
      return;
    }
  if (g_str_equal (name, "me") ? session->on_me : g_str_equal (name, "fnd") && request_state (session)->on_fnd)
    {
      session_reply (session, pub, 403, "permission denied");
      return;
    }
  topic = topics_find (services_of (session)->topics, session->user, name);
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
  /* A message may say all in its head. */
  content_text = content ? cordial_node_to_bounded_text (content, G_MAXUINT) : g_strdup ("null");
  /* Who says it in somebody else's name is said by the server alone. */
  if (head)
    json_object_remove_member (head, "sender");
  if (head && json_object_get_size (head) == 0)
    head = NULL;
  if (head)
    head_text = cordial_node_to_bounded_text (json_object_get_member (pub, "head"), G_MAXUINT);
  if (!content_text || (head && !head_text))
    {
      session_reply (session, pub, 400, "malformed");
      return;
    }
  time_ms = cordial_time_now_ms ();
  seq = messages_store (topic, session->user, time_ms, head_text, content_text);
  if (seq == 0)
    {
      session_reply (session, pub, 503, "service unavailable");
      return;
    }
  if (head && topic_is_of_two (topic) && g_strcmp0 (cordial_packet_get_string (head, "webrtc"), "started") == 0)
    {
      topic_end_call (topic);
      topic->call = (TopicCall) { .seq = seq,
                                  .caller = session->user,
                                  .mime = g_strdup (cordial_packet_get_string (head, "mime")),
                                  .content = g_strdup (content_text) };
    }
  attachments = request_dup_attachments (session);
  for (guint i = 0; attachments[i]; i++)
    database_use_file_in_message (services_of (session)->database, attachments[i], topic->id, seq);
  params = json_object_new ();
  json_object_set_int_member (params, "seq", seq);
  session_reply_params (session, pub, 202, "accepted", params);
  messages_announce (services_of (session)->messages, topic, session->user, time_ms, head_text, content_text,
                     cordial_packet_get_boolean (pub, "noecho") ? session : NULL);
}

/* Whoever is called may not have opened the conversation (server/session.go, note). */
static gboolean
may_come_from_afar (const char *event)
{
  return g_str_equal (event, "ringing") || g_str_equal (event, "accept") || g_str_equal (event, "hang-up");
}

static void
pass_call (Session *session, JsonObject *note, const char *name)
{
  const char *event = cordial_packet_get_string (note, "event");
  JsonNode *payload = json_object_get_member (note, "payload");
  g_autofree char *bounded = payload ? cordial_node_to_bounded_text (payload, G_MAXUINT) : NULL;
  Topic *topic = topics_find (services_of (session)->topics, session->user, name);
  gint64 seq = 0;

  if (!event || !cordial_packet_get_int (note, "seq", &seq) || seq <= 0 || (payload && !bounded) ||
      cordial_user_id_from_string (name) == 0)
    return;
  if (!topic || !(may_come_from_afar (event) || g_hash_table_contains (session->attached, topic)))
    session_reply (session, note, 409, "must attach first");
  else
    messages_call (services_of (session)->messages, topic, session, seq, event, payload);
}

void
request_note (Session *session, JsonObject *note)
{
  const char *name = request_get_topic (note);
  const char *what = cordial_packet_get_string (note, "what");
  gboolean marks, typing, says;
  gint64 seq = 0;
  Topic *topic;

  if (!name || !what)
    return;
  if (g_str_equal (what, "call"))
    {
      pass_call (session, note, name);
      return;
    }
  marks = g_str_equal (what, "read") || g_str_equal (what, "recv");
  typing = g_str_equal (what, "kp") || g_str_equal (what, "kpa") || g_str_equal (what, "kpv");
  says = g_str_equal (what, "data");
  cordial_packet_get_int (note, "seq", &seq);
  if ((marks && seq <= 0) || (typing && seq != 0) || (says && !json_object_has_member (note, "payload")) ||
      !(marks || typing || says))
    return;
  if (g_str_equal (name, "me") ? session->on_me : g_str_equal (name, "fnd") && request_state (session)->on_fnd)
    return;
  topic = topics_find (services_of (session)->topics, session->user, name);
  /* That something arrived is said by whoever was told of it on "me" as well. */
  if (!topic || !(g_str_equal (what, "recv") || g_hash_table_contains (session->attached, topic)))
    session_reply (session, note, 409, "must attach first");
  else
    messages_note (services_of (session)->messages, topic, session->user, what, marks ? seq : 0, session);
}
