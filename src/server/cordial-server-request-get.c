/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {get}: descriptions, rosters, history, deletions, tags, and finding people. What is unknown in a list of «what» is ignored,
 * as Tinode's documents say.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-get.h"

#include <string.h>

#include "cordial-server-cards.h"
#include "cordial-server-database-messages.h"
#include "cordial-server-request-credentials.h"
#include "cordial-server-request-history.h"

#define FOUND_MAX 100

static gboolean
asks_for (const char *what, const char *word)
{
  g_auto (GStrv) words = g_strsplit (what, " ", -1);

  return g_strv_contains ((const char *const *) words, word);
}

static JsonObject *
meta_new (JsonObject *request, const char *name)
{
  JsonObject *meta = json_object_new ();
  const char *id = cordial_packet_get_string (request, "id");

  if (id)
    json_object_set_string_member (meta, "id", id);
  json_object_set_string_member (meta, "topic", name);
  cordial_object_set_time (meta, "ts", cordial_time_now_ms ());
  return meta;
}

static gint64
get_since (JsonObject *get, const char *part)
{
  JsonObject *options = cordial_packet_get_object (get, part);

  return options ? cordial_time_from_string (cordial_packet_get_string (options, "ims")) : 0;
}

/* --- desc -------------------------------------------------------------------------------------------------------- */

static void
get_desc_me (Session *session, JsonObject *get, JsonObject *request)
{
  g_autoptr (User) user = database_get_user (services_of (session)->database, session->user);
  JsonObject *desc = json_object_new ();
  JsonObject *meta = meta_new (request, "me");

  if (user)
    {
      cordial_object_set_time (desc, "created", user->created_ms);
      cordial_object_set_time (desc, "updated", user->updated_ms);
      cordial_object_set_time (desc, "touched", user->created_ms);
      cordial_object_set_default_access (desc);
      json_object_set_object_member (desc, "acs", cordial_access_to_object (CORDIAL_ACCESS_ME, CORDIAL_ACCESS_ME));
      if (user->updated_ms > get_since (get, "desc"))
        {
          cordial_object_set_json (desc, "public", user->public_json);
          cordial_object_set_json (desc, "private", user->private_json);
        }
    }
  json_object_set_object_member (meta, "desc", desc);
  session_send (session, "meta", meta);
}

static void
get_desc (Session *session, JsonObject *get, Topic *topic, const char *name, JsonObject *request)
{
  Subscription *member = topic_get_member (topic, session->user);
  gint64 other = topic_other (topic, session->user);
  g_autoptr (User) user = other ? database_get_user (services_of (session)->database, other) : NULL;
  JsonObject *desc = json_object_new ();
  JsonObject *meta = meta_new (request, name);
  gint64 updated_ms = user ? user->updated_ms : topic->updated_ms;

  cordial_object_set_time (desc, "created", topic->created_ms);
  cordial_object_set_time (desc, "updated", updated_ms);
  cordial_object_set_time (desc, "touched", topic->touched_ms);
  if (member)
    {
      json_object_set_object_member (desc, "acs", cordial_access_to_object (member->want, member->given));
      if (member->want & member->given & CORDIAL_ACCESS_READ)
        {
          json_object_set_int_member (desc, "seq", topic->seq);
          json_object_set_int_member (desc, "read", member->read);
          json_object_set_int_member (desc, "recv", member->recv);
          json_object_set_int_member (desc, "clear", topic->deletions);
        }
      cordial_object_set_json (desc, "private", member->private_json);
    }
  if (updated_ms > get_since (get, "desc"))
    cordial_object_set_json (desc, "public", user ? user->public_json : topic->public_json);
  json_object_set_object_member (meta, "desc", desc);
  session_send (session, "meta", meta);
}

/* --- sub --------------------------------------------------------------------------------------------------------- */

static void
set_seen (JsonObject *sub, User *user)
{
  JsonObject *seen;

  if (user->seen_ms <= 0)
    return;
  seen = json_object_new ();
  cordial_object_set_time (seen, "when", user->seen_ms);
  json_object_set_object_member (sub, "seen", seen);
}

/* One line of somebody's roster; NULL if nothing in it is news. */
static JsonObject *
make_roster_line (Session *session, Subscription *subscription, gint64 since_ms)
{
  Database *database = services_of (session)->database;
  g_autoptr (TopicRow) row = database_get_topic_by_id (database, subscription->topic);
  g_autofree char *name = NULL;
  g_autoptr (User) user = NULL;
  JsonObject *sub;
  gint64 updated_ms, other;

  if (!row)
    return NULL;
  other = topic_key_other (row->key, session->user);
  user = other ? database_get_user (database, other) : NULL;
  updated_ms = MAX (MAX (subscription->updated_ms, row->updated_ms), user ? user->updated_ms : 0);
  if (since_ms > 0 && MAX (updated_ms, row->touched_ms) <= since_ms)
    return NULL;

  name = topic_key_name_for (row->key, session->user);
  sub = json_object_new ();
  json_object_set_string_member (sub, "topic", name);
  cordial_object_set_time (sub, "updated", updated_ms);
  cordial_object_set_time (sub, "touched", row->touched_ms);
  json_object_set_object_member (sub, "acs", cordial_access_to_object (subscription->want, subscription->given));
  json_object_set_int_member (sub, "seq", row->seq);
  json_object_set_int_member (sub, "read", subscription->read);
  json_object_set_int_member (sub, "recv", subscription->recv);
  if (row->deletions > 0)
    json_object_set_int_member (sub, "clear", row->deletions);
  cordial_object_set_json (sub, "private", subscription->private_json);
  if (user)
    {
      if (presence_is_online (services_of (session)->presence, other))
        json_object_set_boolean_member (sub, "online", TRUE);
      set_seen (sub, user);
      cordial_object_set_json (sub, "public", user->public_json);
    }
  else
    cordial_object_set_json (sub, "public", row->public_json);
  return sub;
}

static void
get_sub_me (Session *session, JsonObject *get, JsonObject *request)
{
  g_autoptr (GPtrArray) subscriptions = database_list_subscriptions_of (services_of (session)->database, session->user);
  JsonObject *options = cordial_packet_get_object (get, "sub");
  const char *only = options ? cordial_packet_get_string (options, "topic") : NULL;
  gint64 since_ms = get_since (get, "sub");
  JsonArray *array = json_array_new ();
  JsonObject *meta;

  for (guint i = 0; i < subscriptions->len; i++)
    {
      JsonObject *sub = make_roster_line (session, g_ptr_array_index (subscriptions, i), since_ms);

      if (sub && only && g_strcmp0 (cordial_packet_get_string (sub, "topic"), only) != 0)
        g_clear_pointer (&sub, json_object_unref);
      if (sub)
        json_array_add_object_element (array, sub);
    }
  if (json_array_get_length (array) == 0)
    {
      json_array_unref (array);
      request_reply_part (session, request, "me", since_ms > 0 ? 304 : 204,
                          since_ms > 0 ? "not modified" : "no content", "sub", -1);
      return;
    }
  meta = meta_new (request, "me");
  json_object_set_array_member (meta, "sub", array);
  session_send (session, "meta", meta);
}

static void
get_sub (Session *session, Topic *topic, const char *name, JsonObject *request)
{
  JsonArray *array = json_array_new ();
  JsonObject *meta = meta_new (request, name);
  GHashTableIter iter;
  Subscription *member;

  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    {
      g_autoptr (User) user = database_get_user (services_of (session)->database, member->user);
      g_autofree char *id = cordial_user_id_to_string (member->user);
      JsonObject *sub;

      if (!user)
        continue;
      sub = json_object_new ();
      json_object_set_string_member (sub, "user", id);
      cordial_object_set_time (sub, "updated", MAX (member->updated_ms, user->updated_ms));
      json_object_set_object_member (sub, "acs", cordial_access_to_object (member->want, member->given));
      json_object_set_int_member (sub, "read", member->read);
      json_object_set_int_member (sub, "recv", member->recv);
      cordial_object_set_json (sub, "public", user->public_json);
      if (member->user == session->user)
        cordial_object_set_json (sub, "private", member->private_json);
      if (presence_is_online (services_of (session)->presence, member->user))
        json_object_set_boolean_member (sub, "online", TRUE);
      set_seen (sub, user);
      json_array_add_object_element (array, sub);
    }
  json_object_set_array_member (meta, "sub", array);
  session_send (session, "meta", meta);
}

/* People by the words of the query that was set before. */
static void
get_sub_fnd (Session *session, JsonObject *request)
{
  g_autofree char *query = g_utf8_strdown (request_state (session)->query ? request_state (session)->query : "", -1);
  g_auto (GStrv) words = g_strsplit_set (query, " ,\t\n", -1);
  g_autoptr (GPtrArray) users = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) terms = NULL;
  JsonArray *array;
  JsonObject *meta;

  for (guint i = 0; words[i]; i++)
    {
      const char *word = g_str_has_prefix (words[i], "basic:") ? words[i] + strlen ("basic:") : words[i];

      if (g_utf8_strlen (word, -1) >= TAG_MIN_LENGTH)
        g_strv_builder_add (builder, word);
    }
  terms = g_strv_builder_end (builder);
  users = database_find_users (services_of (session)->database, terms, FOUND_MAX);
  array = json_array_new ();
  for (guint i = 0; i < users->len; i++)
    {
      User *user = g_ptr_array_index (users, i);
      g_autofree char *id = NULL;
      g_autofree char *tag = NULL;
      JsonObject *sub;
      JsonArray *matched;

      if (user->id == session->user)
        continue;
      id = cordial_user_id_to_string (user->id);
      tag = g_strconcat ("basic:", user->login, NULL);
      sub = json_object_new ();
      json_object_set_string_member (sub, "user", id);
      cordial_object_set_time (sub, "updated", user->updated_ms);
      cordial_object_set_json (sub, "public", user->public_json);
      matched = json_array_new ();
      json_array_add_string_element (matched, tag);
      json_object_set_array_member (sub, "private", matched);
      json_array_add_object_element (array, sub);
    }
  if (json_array_get_length (array) == 0)
    {
      json_array_unref (array);
      request_reply_part (session, request, "fnd", 204, "no content", "sub", -1);
      return;
    }
  meta = meta_new (request, "fnd");
  json_object_set_array_member (meta, "sub", array);
  session_send (session, "meta", meta);
}

/* --- del, tags --------------------------------------------------------------------------------------------- */

typedef struct
{
  JsonArray *ranges;
  gint64 newest;
} Deletions;

static void
add_deletion (gint64 number, gint64 low, gint64 high, gpointer user_data)
{
  Deletions *deletions = user_data;

  deletions->newest = MAX (deletions->newest, number);
  json_array_add_object_element (deletions->ranges, cordial_range_new (low, high));
}

static void
get_del (Session *session, JsonObject *get, Topic *topic, const char *name, JsonObject *request)
{
  JsonObject *options = cordial_packet_get_object (get, "del");
  Deletions deletions = { json_array_new (), 0 };
  gint64 since = 0;
  JsonObject *meta, *del;

  if (options)
    cordial_packet_get_int (options, "since", &since);
  database_foreach_deletion (services_of (session)->database, topic->id, session->user, since, add_deletion,
                             &deletions);
  if (json_array_get_length (deletions.ranges) == 0)
    {
      json_array_unref (deletions.ranges);
      request_reply_part (session, request, name, 204, "no content", "del", -1);
      return;
    }
  del = json_object_new ();
  json_object_set_int_member (del, "clear", deletions.newest);
  json_object_set_array_member (del, "delseq", deletions.ranges);
  meta = meta_new (request, name);
  json_object_set_object_member (meta, "del", del);
  session_send (session, "meta", meta);
}

static void
get_tags (Session *session, JsonObject *request)
{
  g_autoptr (User) user = database_get_user (services_of (session)->database, session->user);
  g_auto (GStrv) tags = g_strsplit (user ? user->tags : "", " ", -1);
  JsonArray *array = json_array_new ();
  JsonObject *meta = meta_new (request, "me");

  for (guint i = 0; tags[i]; i++)
    if (*tags[i])
      json_array_add_string_element (array, tags[i]);
  json_object_set_array_member (meta, "tags", array);
  session_send (session, "meta", meta);
}

/* --- get --------------------------------------------------------------------------------------------------------- */

/* Whether any of it means something to somebody. */
static gboolean
asks_for_something (const char *what)
{
  static const char *const words[] = { "desc", "sub", "data", "del", "tags", "cred", "aux" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (asks_for (what, words[i]))
      return TRUE;
  return FALSE;
}

/* Of these there are none. */
static void
reply_nothing (Session *session, JsonObject *request, const char *name, const char *what, const char *const *words)
{
  for (guint i = 0; words[i]; i++)
    if (asks_for (what, words[i]))
      request_reply_part (session, request, name, 204, "no content", words[i], -1);
}

static void
get_me (Session *session, JsonObject *get, const char *what, JsonObject *request)
{
  static const char *const nothing[] = { "del", "aux", NULL };

  if (asks_for (what, "desc"))
    get_desc_me (session, get, request);
  if (asks_for (what, "sub"))
    get_sub_me (session, get, request);
  if (asks_for (what, "tags"))
    get_tags (session, request);
  if (asks_for (what, "cred"))
    request_get_credentials (session, request);
  reply_nothing (session, request, "me", what, nothing);
  if (asks_for (what, "data"))
    session_reply (session, request, 403, "permission denied");
}

static void
get_fnd (Session *session, const char *what, JsonObject *request)
{
  static const char *const nothing[] = { "desc", "data", "del", "tags", "cred", "aux", NULL };

  if (asks_for (what, "sub"))
    get_sub_fnd (session, request);
  reply_nothing (session, request, "fnd", what, nothing);
}

/* What comes after the history. */
static void
get_rest (Session *session, JsonObject *get, const char *name, JsonObject *request)
{
  static const char *const nothing[] = { "tags", "cred", "aux", NULL };
  const char *what = cordial_packet_get_string (get, "what");
  Topic *topic = topics_find (services_of (session)->topics, session->user, name);

  if (asks_for (what, "del"))
    {
      if (topic)
        get_del (session, get, topic, name, request);
      else
        session_reply (session, request, 404, "topic not found");
    }
  reply_nothing (session, request, name, what, nothing);
}

static void
get_topic (Session *session, JsonObject *get, const char *name, const char *what, JsonObject *request)
{
  Topic *topic = topics_find (services_of (session)->topics, session->user, name);
  gboolean attached = topic && g_hash_table_contains (session->attached, topic);

  if (!topic)
    {
      session_reply (session, request, 404, "topic not found");
      return;
    }
  if (asks_for (what, "desc"))
    get_desc (session, get, topic, name, request);
  if (!attached && (asks_for (what, "sub") || asks_for (what, "data") || asks_for (what, "del")))
    {
      session_reply (session, request, 409, "must attach first");
      return;
    }
  if (asks_for (what, "sub"))
    get_sub (session, topic, name, request);
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

  if (!what || !asks_for_something (what))
    session_reply (session, reply_to, 400, "malformed");
  else if (g_str_equal (name, "me"))
    get_me (session, get, what, reply_to);
  else if (g_str_equal (name, "fnd"))
    get_fnd (session, what, reply_to);
  else
    get_topic (session, get, name, what, reply_to);
}
