/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {del}: messages, and whole topics.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-del.h"

#include "cordial-server-access.h"
#include "cordial-server-database-messages.h"
#include "cordial-server-request-credentials.h"
#include "cordial-server-request-user.h"

/* More than that take their time. */
#define RANGES_IN_PASSING 32

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

  ranges = array && json_array_get_length (array) <= DATABASE_PAGE_MAX ? request_ranges_parse (array) : NULL;
  if (!ranges || ranges->len == 0)
    {
      session_reply (session, del, 400, "malformed");
      return;
    }
  for (guint i = 0; i < ranges->len; i++)
    {
      DatabaseRange *range = &g_array_index (ranges, DatabaseRange, i);

      if (range->low > topic->seq)
        {
          session_reply (session, del, 400, "malformed");
          return;
        }
      range->low = MAX (range->low, 1);
      range->high = MIN (range->high, topic->seq + 1);
    }
  database_ranges_merge (ranges);
  if (!(topic_get_access (topic, session->user) &
        (hard ? CORDIAL_ACCESS_DELETE : CORDIAL_ACCESS_DELETE | CORDIAL_ACCESS_READ)))
    {
      session_reply (session, del, 403, "permission denied");
      return;
    }
  topic->deletions++;
  database_delete_messages (services->database, topic->id, hard ? 0 : session->user, topic->deletions, ranges);
  done = request_ranges_to_array (ranges);
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

static void
end_topic (Session *session, JsonObject *del, Topic *topic)
{
  Presence *presence = services_of (session)->presence;
  g_autofree char *key = g_strdup (topic->key);
  GHashTableIter iter;
  Subscription *member;

  if (topic_is_group (topic))
    {
      g_hash_table_iter_init (&iter, topic->members);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
        {
          g_autoptr (JsonObject) pres = cordial_pres_new ("me", key, "gone");

          presence_tell (presence, member->user, NULL, pres);
        }
    }
  topics_end (topic);
  session_reply (session, del, 200, "ok");
}

/* The owner ends a group; whoever else deletes a topic leaves it. */
static void
del_topic (Session *session, JsonObject *del, Topic *topic)
{
  if (topic_get_access (topic, session->user) & CORDIAL_ACCESS_OWNER)
    {
      end_topic (session, del, topic);
      return;
    }
  session_reply (session, del, 200, "ok");
  membership_end (services_of (session)->presence, topic, session->user, session->user, session);
}

/* Somebody is put out. */
static void
del_sub (Session *session, JsonObject *del, Topic *topic)
{
  gint64 user = cordial_user_id_from_string (cordial_packet_get_string (del, "user"));
  int code = access_put_out (services_of (session)->presence, topic, session, user);

  session_reply (session, del, code, code == 200 ? "ok" : code == 304 ? "no action" : "permission denied");
}

void
request_del (Session *session, JsonObject *del)
{
  const char *name = request_get_topic (del);
  const char *what = cordial_packet_get_string (del, "what");
  Topic *topic = name ? topics_find (services_of (session)->topics, session->user, name) : NULL;
  gboolean is_own = name && (g_str_equal (name, "me") || g_str_equal (name, "fnd"));
  gboolean on_own = is_own && (g_str_equal (name, "me") ? session->on_me : request_state (session)->on_fnd);

  if (!what || !*what)
    what = "msg";
  if (g_str_equal (what, "user"))
    request_del_user (session, del);
  else if (g_str_equal (what, "cred"))
    request_del_credential (session, del);
  else if (!name || !(g_str_equal (what, "msg") || g_str_equal (what, "topic") || g_str_equal (what, "sub")))
    session_reply (session, del, 400, "malformed");
  else if (is_own && (on_own || g_str_equal (what, "topic"))) /* these do not end */
    session_reply (session, del, 403, "permission denied");
  else if (g_str_equal (what, "topic"))
    {
      if (!topic || !topic_get_member (topic, session->user))
        session_reply (session, del, 304, "no action");
      else
        del_topic (session, del, topic);
    }
  else if (!topic || !g_hash_table_contains (session->attached, topic))
    session_reply (session, del, 409, "must attach first");
  else if (topic_get_member (topic, session->user)->reader)
    session_reply (session, del, g_str_equal (what, "msg") ? 405 : 403,
                   g_str_equal (what, "msg") ? "operation or method not allowed" : "permission denied");
  else if (g_str_equal (what, "sub"))
    del_sub (session, del, topic);
  else
    del_messages (session, del, topic);
}
