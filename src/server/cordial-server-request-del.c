/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {del}: messages, and whole topics.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-del.h"

#include "cordial-server-database-messages.h"
#include "cordial-server-request-credentials.h"
#include "cordial-server-request-user.h"

/* More than that take their time. */
#define RANGES_IN_PASSING 32

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  gint64 low_a = ((const DatabaseRange *) a)->low, low_b = ((const DatabaseRange *) b)->low;

  return low_a < low_b ? -1 : low_a > low_b;
}

/* (element-type DatabaseRange): in order, apart from each other, of messages that there are. */
static GArray *
parse_ranges (JsonArray *array, gint64 seq)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (DatabaseRange));
  GArray *merged = g_array_new (FALSE, FALSE, sizeof (DatabaseRange));

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      DatabaseRange range = { 0 };

      if (!object || !cordial_packet_get_int (object, "low", &range.low) || range.low <= 0 || range.low > seq)
        continue;
      if (!cordial_packet_get_int (object, "hi", &range.high) || range.high <= range.low)
        range.high = range.low + 1;
      range.high = MIN (range.high, seq + 1);
      g_array_append_val (all, range);
    }
  g_array_sort (all, compare_ranges);
  for (guint i = 0; i < all->len; i++)
    {
      const DatabaseRange *range = &g_array_index (all, DatabaseRange, i);
      DatabaseRange *last = merged->len > 0 ? &g_array_index (merged, DatabaseRange, merged->len - 1) : NULL;

      if (last && range->low <= last->high)
        last->high = MAX (last->high, range->high);
      else
        g_array_append_val (merged, *range);
    }
  return merged;
}

static JsonArray *
ranges_to_json (GArray *ranges)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < ranges->len; i++)
    {
      const DatabaseRange *range = &g_array_index (ranges, DatabaseRange, i);

      json_array_add_object_element (array, cordial_range_new (range->low, range->high));
    }
  return array;
}

static void
on_committed (gpointer data)
{
  Session *session = data;

  if (session->socket)
    session_resume (session);
}

static void
del_messages (Session *session, JsonObject *del, Topic *topic)
{
  JsonArray *array = cordial_packet_get_array (del, "delseq");
  gboolean hard = cordial_packet_get_boolean (del, "hard");
  Services *services = services_of (session);
  g_autoptr (GArray) ranges = NULL;
  g_autoptr (JsonArray) done = NULL;
  JsonObject *params;

  if (!array || json_array_get_length (array) == 0 || json_array_get_length (array) > DATABASE_PAGE_MAX)
    {
      session_reply (session, del, 400, "malformed");
      return;
    }
  if (hard && !(topic_get_access (topic, session->user) & CORDIAL_ACCESS_DELETE))
    {
      session_reply (session, del, 403, "permission denied");
      return;
    }
  ranges = parse_ranges (array, topic->seq);
  if (ranges->len == 0)
    {
      session_reply (session, del, 400, "malformed");
      return;
    }
  topic->deletions++;
  database_delete_messages (services->database, topic->id, hard ? 0 : session->user, topic->deletions, ranges);
  done = ranges_to_json (ranges);
  params = json_object_new ();
  json_object_set_int_member (params, "del", topic->deletions);
  session_reply_params (session, del, 200, "ok", params);
  messages_tell_deleted (services->messages, topic, session, hard, done);
  /* Many of these one after another would hold the main loop: in between the others have their turn. */
  if (ranges->len > RANGES_IN_PASSING)
    {
      session_wait (session);
      commit_pass (services->commit, on_committed, session_ref (session), (GDestroyNotify) session_unref);
    }
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
  if (g_str_equal (what, "user"))
    request_del_user (session, del);
  else if (g_str_equal (what, "cred"))
    request_del_credential (session, del);
  else if (!g_str_equal (what, "msg") && !g_str_equal (what, "topic"))
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
