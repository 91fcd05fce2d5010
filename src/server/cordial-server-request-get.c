/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {get}: descriptions, history, deletions, tags and what is pinned. What is unknown in a list of «what» is ignored, as Tinode's
 * documents say.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-get.h"

#include <string.h>

#include "cordial-server-cards.h"
#include "cordial-server-database-messages.h"
#include "cordial-server-request-credentials.h"
#include "cordial-server-request-find.h"
#include "cordial-server-request-history.h"
#include "cordial-server-request-reactions.h"
#include "cordial-server-request-roster.h"
#include "cordial-server-tags.h"

static gboolean
asks_for (const char *what, const char *word)
{
  g_auto (GStrv) words = g_strsplit (what, " ", -1);

  return g_strv_contains ((const char *const *) words, word);
}

/* When what the asker has was made; 0: they have nothing. */
static gint64
get_since (JsonObject *get, const char *part)
{
  JsonObject *options = cordial_packet_get_object (get, part);

  return options ? cordial_time_from_string (cordial_packet_get_string (options, "ims")) : 0;
}

static void
refuse (Session *session, JsonObject *request, int code)
{
  session_reply (session, request, code,
                 code == 400   ? "malformed"
                 : code == 403 ? "permission denied"
                 : code == 404 ? "not found"
                               : "operation or method not allowed");
}

static void
send_desc (Session *session, JsonObject *request, const char *name, JsonObject *desc)
{
  JsonObject *meta = request_meta_new (request, name);

  json_object_set_object_member (meta, "desc", desc);
  session_send (session, "meta", meta);
}

/* --- desc -------------------------------------------------------------------------------------------------------- */

static void
get_desc_me (Session *session, JsonObject *get, JsonObject *request)
{
  g_autoptr (User) user = database_get_user (services_of (session)->database, session->user);
  JsonObject *desc = json_object_new ();

  if (user)
    {
      if (get_since (get, "desc") == 0)
        cordial_object_set_time (desc, "created", user->created_ms);
      cordial_object_set_time (desc, "updated", user->updated_ms);
      cordial_object_set_time (desc, "touched", user->created_ms);
      cordial_object_set_default_access (desc, user->auth, user->anon);
      json_object_set_object_member (desc, "acs", cordial_access_to_object (CORDIAL_ACCESS_ME, CORDIAL_ACCESS_ME));
      if (user->updated_ms > get_since (get, "desc"))
        {
          cordial_object_set_json (desc, "public", user->public_json);
          cordial_object_set_json (desc, "private", user->private_json);
        }
    }
  send_desc (session, request, "me", desc);
}

static void
get_desc_fnd (Session *session, JsonObject *request)
{
  g_autoptr (User) user = database_get_user (services_of (session)->database, session->user);
  JsonObject *desc = json_object_new ();

  if (user)
    {
      cordial_object_set_time (desc, "created", user->created_ms);
      cordial_object_set_time (desc, "updated", user->created_ms);
      cordial_object_set_time (desc, "touched", user->created_ms);
      cordial_object_set_default_access (desc, CORDIAL_ACCESS_NONE, CORDIAL_ACCESS_NONE);
      json_object_set_object_member (desc, "acs", cordial_access_to_object (CORDIAL_ACCESS_ME, CORDIAL_ACCESS_ME));
      if (request_state (session)->query)
        json_object_set_string_member (desc, "public", request_state (session)->query);
      if (user->query)
        json_object_set_string_member (desc, "private", user->query);
    }
  send_desc (session, request, "fnd", desc);
}

static void
set_marks (JsonObject *desc, Topic *topic, const Subscription *member)
{
  if (!(member->want & member->given & CORDIAL_ACCESS_READ))
    {
      cordial_object_set_time (desc, "touched", topic->updated_ms);
      return;
    }
  cordial_object_set_time (desc, "touched", topic->touched_ms);
  cordial_object_set_count (desc, "seq", topic->seq);
  cordial_object_set_count (desc, "clear", topic->deletions);
  if (!member->reader)
    {
      cordial_object_set_count (desc, "read", member->read);
      cordial_object_set_count (desc, "recv", member->recv);
    }
}

static void
set_group (JsonObject *desc, Topic *topic)
{
  if (topic->channel)
    json_object_set_boolean_member (desc, "chan", TRUE);
  json_object_set_int_member (desc, "subcnt", database_count_subscriptions (topic->topics->database, topic->id));
}

/* To somebody who is attached to it. */
static void
get_desc (Session *session, JsonObject *get, Topic *topic, const char *name, JsonObject *request)
{
  Subscription *member = topic_get_member (topic, session->user);
  gint64 other = topic_other (topic, session->user);
  g_autoptr (User) user = other ? database_get_user (services_of (session)->database, other) : NULL;
  CordialAccess access = topic_get_access (topic, session->user);
  gint64 since_ms = get_since (get, "desc");
  gint64 updated_ms = user ? user->updated_ms : topic->updated_ms;
  JsonObject *desc = json_object_new ();

  if (since_ms == 0)
    cordial_object_set_time (desc, "created", topic->created_ms);
  cordial_object_set_time (desc, "updated", updated_ms);
  if (!topic_is_of_two (topic) && access & CORDIAL_ACCESS_SHARER)
    cordial_object_set_default_access (desc, topic->auth, topic->anon);
  if (topic_is_group (topic))
    {
      set_group (desc, topic);
      if (access & CORDIAL_ACCESS_PRESENCE)
        json_object_set_boolean_member (desc, "online", TRUE);
    }
  if (member)
    {
      json_object_set_object_member (desc, "acs", cordial_access_to_object (member->want, member->given));
      set_marks (desc, topic, member);
      if (MAX (updated_ms, member->updated_ms) > since_ms)
        cordial_object_set_json (desc, "private", member->private_json);
    }
  if (updated_ms > since_ms)
    cordial_object_set_json (desc, "public", user ? user->public_json : topic->public_json);
  send_desc (session, request, name, desc);
}

/* --- From afar --------------------------------------------------------------------------------------------------- */

/* What anybody may know of it before they attach, and what is theirs (server/hub.go, replyOfflineTopicGetDesc). */
static void
get_desc_from_afar (Session *session, Topic *topic, const char *name, JsonObject *request)
{
  gboolean is_me = g_str_equal (name, "me");
  gint64 other = is_me ? session->user : cordial_user_id_from_string (name);
  g_autoptr (User) user = other ? database_get_user (services_of (session)->database, other) : NULL;
  Subscription *member = topic ? topic_get_member (topic, session->user) : NULL;
  JsonObject *desc, *access;
  g_autofree char *mode = NULL;

  if (!user && !(topic && topic_is_group (topic)))
    {
      if (other)
        session_reply (session, request, 404, "user not found");
      else if (g_str_has_prefix (name, "grp") || g_str_has_prefix (name, "chn") || g_str_equal (name, "sys"))
        session_reply (session, request, 404, "topic not found");
      else
        refuse (session, request, 400);
      return;
    }
  desc = json_object_new ();
  cordial_object_set_time (desc, "created", user ? user->created_ms : topic->created_ms);
  cordial_object_set_time (desc, "updated", user ? user->updated_ms : topic->updated_ms);
  cordial_object_set_json (desc, "public", user ? user->public_json : topic->public_json);
  if (!user)
    set_group (desc, topic);
  if (member)
    {
      json_object_set_object_member (desc, "acs", cordial_access_to_object (member->want, member->given));
      cordial_object_set_json (desc, "private", member->private_json);
    }
  else
    {
      access = json_object_new ();
      mode = cordial_access_to_string (user ? (session->anonymous ? user->anon : user->auth)
                                            : (session->anonymous ? topic->anon : topic->auth));
      json_object_set_string_member (access, "mode", mode);
      json_object_set_object_member (desc, "acs", access);
    }
  send_desc (session, request, name, desc);
}

static void
get_from_afar (Session *session, Topic *topic, const char *name, const char *what, JsonObject *request)
{
  static const char *const parts[] = { "sub", "data", "del", "tags", "cred", "aux", "react" };
  gboolean more = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    more |= asks_for (what, parts[i]);
  if (!more)
    get_desc_from_afar (session, topic, name, request);
  else if (asks_for (what, "desc") || asks_for (what, "sub"))
    request_roster_own (session, topic, name, request);
  else
    refuse (session, request, 403);
}

/* --- del, tags, aux ---------------------------------------------------------------------------------------------- */

typedef struct
{
  GArray *ranges; /* of DatabaseRange */
  gint64 newest;
} Deletions;

static void
add_deletion (gint64 number, gint64 low, gint64 high, gpointer user_data)
{
  Deletions *deletions = user_data;
  DatabaseRange range = { low, high };

  deletions->newest = MAX (deletions->newest, number);
  g_array_append_val (deletions->ranges, range);
}

static void
get_del (Session *session, JsonObject *get, Topic *topic, const char *name, JsonObject *request)
{
  JsonObject *options = cordial_packet_get_object (get, "del");
  Deletions deletions = { g_array_new (FALSE, FALSE, sizeof (DatabaseRange)), 0 };
  g_autoptr (GArray) ranges = deletions.ranges;
  gint64 since = 0, limit = 0;
  JsonObject *meta, *del;

  if (options)
    {
      cordial_packet_get_int (options, "since", &since);
      cordial_packet_get_int (options, "limit", &limit);
    }
  if (topic_get_access (topic, session->user) & CORDIAL_ACCESS_READ)
    database_foreach_deletion (services_of (session)->database, topic->id, session->user, since, limit, add_deletion,
                               &deletions);
  if (ranges->len == 0)
    {
      request_reply_part (session, request, name, 204, "no content", "del", -1);
      return;
    }
  database_ranges_merge (ranges);
  del = json_object_new ();
  json_object_set_int_member (del, "clear", deletions.newest);
  json_object_set_array_member (del, "delseq", request_ranges_to_array (ranges));
  meta = request_meta_new (request, name);
  json_object_set_object_member (meta, "del", del);
  session_send (session, "meta", meta);
}

static void
send_tags (Session *session, JsonObject *request, const char *name, const char *tags)
{
  g_autoptr (JsonArray) array = tags_to_array (tags);
  JsonObject *meta;

  if (json_array_get_length (array) == 0)
    {
      request_reply_part (session, request, name, 204, "no content", "tags", -1);
      return;
    }
  meta = request_meta_new (request, name);
  json_object_set_array_member (meta, "tags", g_steal_pointer (&array));
  session_send (session, "meta", meta);
}

static void
get_tags (Session *session, Topic *topic, const char *name, JsonObject *request)
{
  if (!topic_is_group (topic))
    refuse (session, request, 405);
  else if (!(topic_get_access (topic, session->user) & CORDIAL_ACCESS_OWNER))
    refuse (session, request, 403);
  else
    send_tags (session, request, name, topic->tags);
}

static void
get_aux (Session *session, Topic *topic, const char *name, JsonObject *request)
{
  JsonObject *meta;

  if (!topic->aux_json || g_str_equal (topic->aux_json, "{}"))
    {
      request_reply_part (session, request, name, 204, "no content", "aux", -1);
      return;
    }
  meta = request_meta_new (request, name);
  cordial_object_set_json (meta, "aux", topic->aux_json);
  session_send (session, "meta", meta);
}

/* --- get --------------------------------------------------------------------------------------------------------- */

/* Whether any of it means something to somebody. */
static gboolean
asks_for_something (const char *what)
{
  static const char *const words[] = { "desc", "sub", "data", "del", "tags", "cred", "aux", "react" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (asks_for (what, words[i]))
      return TRUE;
  return FALSE;
}

static void
get_me (Session *session, JsonObject *get, const char *what, JsonObject *request)
{
  g_autoptr (User) user = NULL;

  if (asks_for (what, "desc"))
    get_desc_me (session, get, request);
  if (asks_for (what, "sub"))
    request_roster_me (session, get, request);
  if (asks_for (what, "data"))
    refuse (session, request, 403);
  if (asks_for (what, "del"))
    request_reply_part (session, request, "me", 204, "no content", "del", -1);
  if (asks_for (what, "tags"))
    {
      user = database_get_user (services_of (session)->database, session->user);
      send_tags (session, request, "me", user ? user->tags : "");
    }
  if (asks_for (what, "cred"))
    request_get_credentials (session, request);
  if (asks_for (what, "aux"))
    refuse (session, request, 405);
  if (asks_for (what, "react"))
    request_reply_part (session, request, "me", 204, "no content", "react", -1);
}

static void
get_fnd (Session *session, const char *what, JsonObject *request)
{
  if (asks_for (what, "desc"))
    get_desc_fnd (session, request);
  if (asks_for (what, "sub"))
    request_find (session, request);
  if (asks_for (what, "data"))
    refuse (session, request, 403);
  if (asks_for (what, "del"))
    request_reply_part (session, request, "fnd", 204, "no content", "del", -1);
  if (asks_for (what, "tags"))
    request_find_alias (session, request);
  if (asks_for (what, "cred"))
    refuse (session, request, 405);
  if (asks_for (what, "aux"))
    refuse (session, request, 405);
  if (asks_for (what, "react"))
    request_reply_part (session, request, "fnd", 204, "no content", "react", -1);
}

/* What comes after the history. */
static void
get_rest (Session *session, JsonObject *get, const char *name, JsonObject *request)
{
  const char *what = cordial_packet_get_string (get, "what");
  Topic *topic = topics_find (services_of (session)->topics, session->user, name);

  if (!topic)
    return; /* it ended meanwhile, which they were told */
  if (asks_for (what, "del"))
    get_del (session, get, topic, name, request);
  if (asks_for (what, "tags"))
    get_tags (session, topic, name, request);
  if (asks_for (what, "cred"))
    refuse (session, request, 405);
  if (asks_for (what, "aux"))
    get_aux (session, topic, name, request);
  if (asks_for (what, "react"))
    request_get_reactions (session, get, topic, name, request);
}

static void
get_topic (Session *session, JsonObject *get, const char *name, const char *what, JsonObject *request)
{
  Topic *topic = topics_find (services_of (session)->topics, session->user, name);

  if (!topic || !g_hash_table_contains (session->attached, topic))
    {
      get_from_afar (session, topic, name, what, request);
      if (topic)
        topic_rest (topic);
      return;
    }
  if (asks_for (what, "desc"))
    get_desc (session, get, topic, name, request);
  if (asks_for (what, "sub"))
    request_roster (session, get, topic, name, request);
  if (asks_for (what, "data"))
    request_history (session, get, topic, name, request, get_rest);
  else
    get_rest (session, get, name, request);
}

/**
 * request_get:
 * @get: what is wanted
 * @name: of the topic
 * @reply_to: the request, which may be a {sub}
 */
void
request_get (Session *session, JsonObject *get, const char *name, JsonObject *reply_to)
{
  const char *what = cordial_packet_get_string (get, "what");
  gboolean is_me = g_str_equal (name, "me"), is_fnd = g_str_equal (name, "fnd");
  gint64 user = cordial_user_id_from_string (name);

  if (!what || !asks_for_something (what) || (g_str_has_prefix (name, "usr") && user == 0))
    refuse (session, reply_to, 400);
  else if (user == session->user)
    refuse (session, reply_to, 403);
  else if (is_me && session->on_me)
    get_me (session, get, what, reply_to);
  else if (is_fnd && request_state (session)->on_fnd)
    get_fnd (session, what, reply_to);
  else if (is_me || is_fnd)
    get_from_afar (session, NULL, name, what, reply_to);
  else
    get_topic (session, get, name, what, reply_to);
}
