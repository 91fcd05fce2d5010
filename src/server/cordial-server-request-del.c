/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {del}: messages, and whole topics.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-del.h"

#include "cordial-server-database-messages.h"

static void
del_messages (Session *session, JsonObject *del, Topic *topic)
{
  JsonArray *ranges = cordial_packet_get_array (del, "delseq");
  gboolean hard = cordial_packet_get_boolean (del, "hard");
  gint64 number = topic->deletions + 1;
  JsonArray *done;
  JsonObject *params;

  if (!ranges || json_array_get_length (ranges) == 0 || json_array_get_length (ranges) > DATABASE_PAGE_MAX)
    {
      session_reply (session, del, 400, "malformed");
      return;
    }
  if (hard && !(topic_get_access (topic, session->user) & CORDIAL_ACCESS_DELETE))
    {
      session_reply (session, del, 403, "permission denied");
      return;
    }
  done = json_array_new ();
  for (guint i = 0; i < json_array_get_length (ranges); i++)
    {
      JsonNode *node = json_array_get_element (ranges, i);
      JsonObject *range = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      gint64 low = 0, high = 0;

      if (!range || !cordial_packet_get_int (range, "low", &low) || low <= 0 || low > topic->seq)
        continue;
      if (!cordial_packet_get_int (range, "hi", &high) || high <= low)
        high = low + 1;
      high = MIN (high, topic->seq + 1);
      if (high <= low)
        continue;
      database_delete_messages (services_of (session)->database, topic->id, hard ? 0 : session->user, number, low,
                                high);
      json_array_add_object_element (done, cordial_range_new (low, high));
    }
  if (json_array_get_length (done) == 0)
    {
      session_reply (session, del, 400, "malformed");
    }
  else
    {
      topic->deletions = number;
      params = json_object_new ();
      json_object_set_int_member (params, "del", number);
      session_reply_params (session, del, 200, "ok", params);
      messages_tell_deleted (services_of (session)->messages, topic, session, hard, done);
    }
  json_array_unref (done);
}

/* The owner ends a group; in a conversation of two it ends for the one who deletes it. */
static void
del_topic (Session *session, JsonObject *del, Topic *topic)
{
  g_autofree char *key = g_strdup (topic->key);
  GHashTableIter iter;
  Subscription *member;

  if (topic_is_of_two (topic))
    {
      topic_remove_member (topic, session->user);
      membership_put_out (services_of (session)->presence, topic, session->user, session);
      topic_detach (topic, session);
      session_reply (session, del, 200, "ok");
      return;
    }
  if (!(topic_get_access (topic, session->user) & CORDIAL_ACCESS_OWNER))
    {
      session_reply (session, del, 403, "permission denied");
      return;
    }
  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    {
      JsonObject *pres = cordial_pres_new ("me", key, "gone");

      presence_tell (services_of (session)->presence, member->user, NULL, pres);
      json_object_unref (pres);
    }
  topics_end (topic);
  session_reply (session, del, 200, "ok");
}

void
request_del (Session *session, JsonObject *del)
{
  const char *name = request_get_topic (del);
  const char *what = cordial_packet_get_string (del, "what");
  Topic *topic = name ? topics_find (services_of (session)->topics, session->user, name) : NULL;

  if (!what)
    what = "msg";
  if (!g_str_equal (what, "msg") && !g_str_equal (what, "topic"))
    session_reply (session, del, 501, "not implemented");
  else if (!name)
    session_reply (session, del, 400, "malformed");
  else if (!topic || !topic_get_member (topic, session->user))
    session_reply (session, del, 404, "topic not found");
  else if (g_str_equal (what, "topic"))
    del_topic (session, del, topic);
  else if (!g_hash_table_contains (session->attached, topic))
    session_reply (session, del, 409, "must attach first");
  else
    del_messages (session, del, topic);
}
