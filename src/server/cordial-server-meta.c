/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * get, set and del: descriptions, rosters, history, deletions, tags, and finding people. What is unknown in a list of «what»
 * is ignored, as Tinode's documents say.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-private.h"

#include <string.h>

/* A profile with its picture. */
#define JSON_MAX_BYTES (128 * 1024)

/* The one character that clears a field (Tinode docs/API.md «Client to Server Messages»). */
#define CLEAR "\u2421"

#define FOUND_MAX 100

JsonObject *
meta_access (CordialAccess want, CordialAccess given)
{
  JsonObject *access = json_object_new ();
  g_autofree char *want_text = cordial_access_to_string (want);
  g_autofree char *given_text = cordial_access_to_string (given);
  g_autofree char *mode_text = cordial_access_to_string (want & given);

  json_object_set_string_member (access, "want", want_text);
  json_object_set_string_member (access, "given", given_text);
  json_object_set_string_member (access, "mode", mode_text);
  return access;
}

char *
meta_dup_json (JsonObject *object, const char *member, gboolean *clear)
{
  JsonNode *node = json_object_get_member (object, member);
  g_autofree char *text = NULL;

  if (!node || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (clear && JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), CLEAR) == 0)
    {
      *clear = TRUE;
      return NULL;
    }
  text = cordial_node_to_text (node);
  return strlen (text) <= JSON_MAX_BYTES ? g_steal_pointer (&text) : NULL;
}

/* " basic:login tag tag ": bounded, lower case, of letters, digits and the few signs that Tinode allows. */
char *
meta_parse_tags (JsonArray *array, const char *login)
{
  g_autoptr (GString) tags = g_string_new (" ");
  guint count = 0;

  g_string_append_printf (tags, "basic:%s ", login);
  for (guint i = 0; array && i < json_array_get_length (array) && count < SERVER_MAX_TAGS; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *value = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      g_autofree char *tag = value ? g_utf8_strdown (value, -1) : NULL;
      gboolean good = tag && g_utf8_strlen (tag, -1) >= SERVER_MIN_TAG_LENGTH &&
                      g_utf8_strlen (tag, -1) <= SERVER_MAX_TAG_LENGTH && !g_str_has_prefix (tag, "basic:");

      for (const char *c = tag; good && *c; c = g_utf8_next_char (c))
        good = g_unichar_isalnum (g_utf8_get_char (c)) || strchr ("_.+-@#!?:", *c);
      if (!good)
        continue;
      g_string_append_printf (tags, "%s ", tag);
      count++;
    }
  return g_strdup (tags->str);
}

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

/* A {ctrl} about one part of a get, named as the official server names it. */
static void
reply_part (Session *session,
            JsonObject *request,
            const char *name,
            int code,
            const char *text,
            const char *what,
            gint64 count)
{
  JsonObject *ctrl = cordial_ctrl_new (cordial_packet_get_string (request, "id"), name, code, text);
  JsonObject *params = json_object_new ();

  if (count >= 0)
    json_object_set_int_member (params, "count", count);
  json_object_set_string_member (params, "what", what);
  json_object_set_object_member (ctrl, "params", params);
  session_send (session, "ctrl", ctrl);
}

static gint64
get_since (JsonObject *get, const char *part)
{
  JsonObject *options = cordial_packet_get_object (get, part);

  return options ? cordial_time_from_string (cordial_packet_get_string (options, "ims")) : 0;
}

/* --- desc -------------------------------------------------------------------------------------------------------- */

static void
set_defaults (JsonObject *desc)
{
  JsonObject *defaults = json_object_new ();

  json_object_set_string_member (defaults, "auth", "JRWPASD");
  json_object_set_string_member (defaults, "anon", "N");
  json_object_set_object_member (desc, "defacs", defaults);
}

static void
get_desc_me (Session *session, JsonObject *get, JsonObject *request)
{
  g_autoptr (User) user = database_get_user (session->server->database, session->user);
  JsonObject *desc = json_object_new ();
  JsonObject *meta = meta_new (request, "me");

  if (user)
    {
      cordial_object_set_time (desc, "created", user->created_ms);
      cordial_object_set_time (desc, "updated", user->updated_ms);
      cordial_object_set_time (desc, "touched", user->created_ms);
      set_defaults (desc);
      json_object_set_object_member (desc, "acs", meta_access (CORDIAL_ACCESS_ME, CORDIAL_ACCESS_ME));
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
  g_autoptr (User) user = other ? database_get_user (session->server->database, other) : NULL;
  JsonObject *desc = json_object_new ();
  JsonObject *meta = meta_new (request, name);
  gint64 updated_ms = user ? user->updated_ms : topic->updated_ms;

  cordial_object_set_time (desc, "created", topic->created_ms);
  cordial_object_set_time (desc, "updated", updated_ms);
  cordial_object_set_time (desc, "touched", topic->touched_ms);
  if (member)
    {
      json_object_set_object_member (desc, "acs", meta_access (member->want, member->given));
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
  Database *database = session->server->database;
  g_autoptr (TopicRow) row = database_get_topic_by_id (database, subscription->topic);
  Topic key_only = { .key = row ? row->key : NULL };
  g_autofree char *name = NULL;
  g_autoptr (User) user = NULL;
  JsonObject *sub;
  gint64 updated_ms, other;

  if (!row)
    return NULL;
  other = topic_other (&key_only, session->user);
  user = other ? database_get_user (database, other) : NULL;
  updated_ms = MAX (MAX (subscription->updated_ms, row->updated_ms), user ? user->updated_ms : 0);
  if (since_ms > 0 && MAX (updated_ms, row->touched_ms) <= since_ms)
    return NULL;

  name = topic_name_for (&key_only, session->user);
  sub = json_object_new ();
  json_object_set_string_member (sub, "topic", name);
  cordial_object_set_time (sub, "updated", updated_ms);
  cordial_object_set_time (sub, "touched", row->touched_ms);
  json_object_set_object_member (sub, "acs", meta_access (subscription->want, subscription->given));
  json_object_set_int_member (sub, "seq", row->seq);
  json_object_set_int_member (sub, "read", subscription->read);
  json_object_set_int_member (sub, "recv", subscription->recv);
  if (row->deletions > 0)
    json_object_set_int_member (sub, "clear", row->deletions);
  cordial_object_set_json (sub, "private", subscription->private_json);
  if (user)
    {
      if (presence_is_online (session->server, other))
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
  g_autoptr (GPtrArray) subscriptions = database_list_subscriptions_of (session->server->database, session->user);
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
      reply_part (session, request, "me", since_ms > 0 ? 304 : 204, since_ms > 0 ? "not modified" : "no content", "sub",
                  -1);
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
      g_autoptr (User) user = database_get_user (session->server->database, member->user);
      g_autofree char *id = cordial_user_id_to_string (member->user);
      JsonObject *sub;

      if (!user)
        continue;
      sub = json_object_new ();
      json_object_set_string_member (sub, "user", id);
      cordial_object_set_time (sub, "updated", MAX (member->updated_ms, user->updated_ms));
      json_object_set_object_member (sub, "acs", meta_access (member->want, member->given));
      json_object_set_int_member (sub, "read", member->read);
      json_object_set_int_member (sub, "recv", member->recv);
      cordial_object_set_json (sub, "public", user->public_json);
      if (member->user == session->user)
        cordial_object_set_json (sub, "private", member->private_json);
      if (presence_is_online (session->server, member->user))
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
  g_autofree char *query = g_utf8_strdown (session->query ? session->query : "", -1);
  g_auto (GStrv) words = g_strsplit_set (query, " ,\t\n", -1);
  g_autoptr (GPtrArray) users = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) terms = NULL;
  JsonArray *array;
  JsonObject *meta;

  for (guint i = 0; words[i]; i++)
    {
      const char *word = g_str_has_prefix (words[i], "basic:") ? words[i] + strlen ("basic:") : words[i];

      if (g_utf8_strlen (word, -1) >= SERVER_MIN_TAG_LENGTH)
        g_strv_builder_add (builder, word);
    }
  terms = g_strv_builder_end (builder);
  users = database_find_users (session->server->database, terms, FOUND_MAX);
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
      reply_part (session, request, "fnd", 204, "no content", "sub", -1);
      return;
    }
  meta = meta_new (request, "fnd");
  json_object_set_array_member (meta, "sub", array);
  session_send (session, "meta", meta);
}

/* --- data, del, tags --------------------------------------------------------------------------------------------- */

typedef struct
{
  Session *session;
  const char *name;
  gsize bytes;
} History;

static void
send_message (gint64 seq, gint64 sender, gint64 time_ms, const char *head, const char *content, gpointer user_data)
{
  History *history = user_data;
  g_autofree char *from = cordial_user_id_to_string (sender);
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "topic", history->name);
  json_object_set_string_member (data, "from", from);
  cordial_object_set_time (data, "ts", time_ms);
  json_object_set_int_member (data, "seq", seq);
  cordial_object_set_json (data, "head", head);
  cordial_object_set_json (data, "content", content);
  session_send (history->session, "data", data);
}

static void
get_data (Session *session, JsonObject *get, Topic *topic, const char *name, JsonObject *request)
{
  JsonObject *options = cordial_packet_get_object (get, "data");
  gint64 since = 0, before = 0, limit = SERVER_PAGE;
  History history = { session, name, 0 };
  guint count;

  if (!(topic_get_access (topic, session->user) & CORDIAL_ACCESS_READ))
    {
      session_reply (session, request, 403, "permission denied");
      return;
    }
  if (options)
    {
      cordial_packet_get_int (options, "since", &since);
      cordial_packet_get_int (options, "before", &before);
      if (cordial_packet_get_int (options, "limit", &limit))
        limit = CLAMP (limit, 1, SERVER_PAGE_MAX);
    }
  count = database_foreach_message (session->server->database, topic->id, session->user, MAX (since, 1),
                                    before > 0 ? before : G_MAXINT64, (guint) limit, send_message, &history);
  if (count > 0)
    reply_part (session, request, name, 208, "delivered", "data", count);
  else
    reply_part (session, request, name, 204, "no content", "data", -1);
}

typedef struct
{
  JsonArray *ranges;
  gint64 newest;
} Deletions;

static JsonObject *
make_range (gint64 low, gint64 high)
{
  JsonObject *range = json_object_new ();

  json_object_set_int_member (range, "low", low);
  if (high > low + 1)
    json_object_set_int_member (range, "hi", high);
  return range;
}

static void
add_deletion (gint64 number, gint64 low, gint64 high, gpointer user_data)
{
  Deletions *deletions = user_data;

  deletions->newest = MAX (deletions->newest, number);
  json_array_add_object_element (deletions->ranges, make_range (low, high));
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
  database_foreach_deletion (session->server->database, topic->id, session->user, since, add_deletion, &deletions);
  if (json_array_get_length (deletions.ranges) == 0)
    {
      json_array_unref (deletions.ranges);
      reply_part (session, request, name, 204, "no content", "del", -1);
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
  g_autoptr (User) user = database_get_user (session->server->database, session->user);
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

void
meta_get (Session *session, JsonObject *get, const char *name, JsonObject *reply_to)
{
  const char *what = cordial_packet_get_string (get, "what");
  Topic *topic;
  gboolean attached;

  if (!what)
    return;
  if (g_str_equal (name, "me"))
    {
      if (asks_for (what, "desc"))
        get_desc_me (session, get, reply_to);
      if (asks_for (what, "sub"))
        get_sub_me (session, get, reply_to);
      if (asks_for (what, "tags"))
        get_tags (session, reply_to);
      if (asks_for (what, "cred"))
        reply_part (session, reply_to, name, 204, "no content", "cred", -1);
      if (asks_for (what, "data"))
        session_reply (session, reply_to, 403, "permission denied");
      return;
    }
  if (g_str_equal (name, "fnd"))
    {
      if (asks_for (what, "sub"))
        get_sub_fnd (session, reply_to);
      return;
    }
  topic = topic_from_name (session, name, FALSE);
  attached = topic && g_hash_table_contains (session->attached, topic);
  if (!topic)
    {
      session_reply (session, reply_to, 404, "topic not found");
      return;
    }
  if (asks_for (what, "desc"))
    get_desc (session, get, topic, name, reply_to);
  if (!attached && (asks_for (what, "sub") || asks_for (what, "data") || asks_for (what, "del")))
    {
      session_reply (session, reply_to, 409, "must attach first");
      return;
    }
  if (asks_for (what, "sub"))
    get_sub (session, topic, name, reply_to);
  if (asks_for (what, "data"))
    get_data (session, get, topic, name, reply_to);
  if (asks_for (what, "del"))
    get_del (session, get, topic, name, reply_to);
  if (asks_for (what, "tags") || asks_for (what, "aux"))
    reply_part (session, reply_to, name, 204, "no content", asks_for (what, "tags") ? "tags" : "aux", -1);
}

/* --- set --------------------------------------------------------------------------------------------------------- */

/* Somebody's other sessions are to ask again. */
static void
tell_updated (Session *session, gint64 user, const char *name)
{
  JsonObject *pres = pres_new ("me", name, "upd");

  presence_tell_others (session->server, user, NULL, session, pres);
  json_object_unref (pres);
}

static void
set_desc_me (Session *session, JsonObject *desc)
{
  Database *database = session->server->database;
  gboolean clear_public = FALSE, clear_private = FALSE;
  g_autofree char *public_json = meta_dup_json (desc, "public", &clear_public);
  g_autofree char *private_json = meta_dup_json (desc, "private", &clear_private);

  if (public_json || clear_public)
    {
      database_set_user_public (database, session->user, public_json);
      presence_tell_contacts (session->server, session->user, "upd");
    }
  if (private_json || clear_private)
    database_set_user_private (database, session->user, private_json);
  if (public_json || clear_public || private_json || clear_private)
    tell_updated (session, session->user, "me");
}

static void
set_desc (Session *session, JsonObject *desc, Topic *topic)
{
  Subscription *member = topic_get_member (topic, session->user);
  gboolean clear_public = FALSE, clear_private = FALSE;
  g_autofree char *public_json = meta_dup_json (desc, "public", &clear_public);
  g_autofree char *private_json = meta_dup_json (desc, "private", &clear_private);
  gboolean changes_private = member && (private_json || clear_private);
  gboolean changes_public =
    (public_json || clear_public) && (topic_get_access (topic, session->user) & CORDIAL_ACCESS_OWNER);
  GHashTableIter iter;
  Subscription *other;

  if (changes_private)
    {
      g_free (member->private_json);
      member->private_json = g_steal_pointer (&private_json);
      member->updated_ms = cordial_time_now_ms ();
      database_save_subscription (session->server->database, member);
    }
  if (changes_public)
    {
      database_set_topic_public (session->server->database, topic->id, public_json);
      g_free (topic->public_json);
      topic->public_json = g_steal_pointer (&public_json);
      topic->updated_ms = cordial_time_now_ms ();
    }
  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &other))
    if (changes_public || (changes_private && other->user == session->user))
      {
        g_autofree char *name = topic_name_for (topic, other->user);

        tell_updated (session, other->user, name);
      }
}

/* Our own wish, or an invitation by somebody who may invite. Returns the code to answer with. */
static int
set_sub (Session *session, JsonObject *sub, Topic *topic)
{
  const char *user_text = cordial_packet_get_string (sub, "user");
  gint64 user = user_text ? cordial_user_id_from_string (user_text) : session->user;
  Subscription *member = topic_get_member (topic, user);
  g_autoptr (User) known = NULL;
  CordialAccess mode = CORDIAL_ACCESS_GROUP, before;
  gboolean has_mode = cordial_access_from_string (cordial_packet_get_string (sub, "mode"), &mode);

  if (user == session->user)
    {
      if (!member || !has_mode)
        return 400;
      /* A group without an owner could not be ended by anybody. */
      if (topic_get_access (topic, user) & ~mode & CORDIAL_ACCESS_OWNER)
        return 403;
      before = member->want;
      member->want = mode;
      member->updated_ms = cordial_time_now_ms ();
      database_save_subscription (session->server->database, member);
      topic_tell_wanted (topic, before, session);
      return 200;
    }
  if (!(topic_get_access (topic, session->user) & (CORDIAL_ACCESS_APPROVE | CORDIAL_ACCESS_SHARE)) ||
      !g_str_has_prefix (topic->key, "grp"))
    return 403;
  known = user ? database_get_user (session->server->database, user) : NULL;
  if (!known)
    return 404;
  if (member)
    {
      if (!(topic_get_access (topic, session->user) & CORDIAL_ACCESS_APPROVE) ||
          (topic_get_access (topic, user) & CORDIAL_ACCESS_OWNER))
        return 403;
      member->given = mode & ~CORDIAL_ACCESS_OWNER;
      member->updated_ms = cordial_time_now_ms ();
      database_save_subscription (session->server->database, member);
    }
  else
    {
      if (g_hash_table_size (topic->members) >= SERVER_MAX_SUBSCRIBERS)
        return 422;
      topic_add_member (topic, user, CORDIAL_ACCESS_GROUP, mode & ~CORDIAL_ACCESS_OWNER);
      topic_tell_joined (topic, user, session);
    }
  return 200;
}

static const char *
code_text (int code)
{
  switch (code)
    {
    case 200:
      return "ok";
    case 400:
      return "malformed";
    case 403:
      return "permission denied";
    case 404:
      return "user not found";
    case 422:
      return "policy violation";
    default:
      return "not implemented";
    }
}

void
meta_set (Session *session, JsonObject *set, const char *name, JsonObject *reply_to)
{
  JsonObject *desc = cordial_packet_get_object (set, "desc");
  JsonObject *sub = cordial_packet_get_object (set, "sub");
  JsonArray *tags = cordial_packet_get_array (set, "tags");
  int code = 501;
  Topic *topic = NULL;

  if (g_str_equal (name, "fnd"))
    {
      const char *query = desc ? cordial_packet_get_string (desc, "public") : NULL;

      if (query)
        {
          g_free (session->query);
          session->query =
            g_str_equal (query, CLEAR) ? NULL : g_utf8_substring (query, 0, MIN (g_utf8_strlen (query, -1), 512));
          code = 200;
        }
      else
        code = 400;
    }
  else if (g_str_equal (name, "me"))
    {
      if (desc)
        {
          set_desc_me (session, desc);
          code = 200;
        }
      if (tags)
        {
          g_autoptr (User) user = database_get_user (session->server->database, session->user);
          g_autofree char *text = user ? meta_parse_tags (tags, user->login) : NULL;

          if (text)
            database_set_user_tags (session->server->database, session->user, text);
          code = 200;
        }
    }
  else
    {
      topic = topic_from_name (session, name, FALSE);
      if (!topic || !topic_get_member (topic, session->user))
        {
          if (reply_to)
            session_reply (session, reply_to, 409, "must attach first");
          return;
        }
      if (desc)
        {
          set_desc (session, desc, topic);
          code = 200;
        }
      if (sub)
        code = set_sub (session, sub, topic);
    }
  if (reply_to)
    session_reply (session, reply_to, code, code_text (code));
}

/* --- del --------------------------------------------------------------------------------------------------------- */

/* Tells everybody whom it concerns which messages are gone. */
static void
tell_deleted (Session *session, Topic *topic, gboolean hard, gint64 number, JsonArray *ranges)
{
  g_autofree char *actor = cordial_user_id_to_string (session->user);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, session->server->sessions);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Session *listener = key;
      g_autofree char *name = NULL;
      JsonObject *pres;
      gboolean attached = g_hash_table_contains (listener->attached, topic);

      if (listener == session || (!hard && listener->user != session->user) ||
          !(attached || (listener->on_me && topic_get_member (topic, listener->user))))
        continue;
      name = topic_name_for (topic, listener->user);
      pres = attached ? pres_new (name, actor, "del") : pres_new ("me", name, "del");
      if (!attached && listener->user != session->user)
        json_object_set_string_member (pres, "act", actor);
      json_object_set_int_member (pres, "clear", number);
      json_object_set_array_member (pres, "delseq", json_array_ref (ranges));
      session_send (listener, "pres", pres);
    }
}

static void
del_messages (Session *session, JsonObject *del, Topic *topic)
{
  JsonArray *ranges = cordial_packet_get_array (del, "delseq");
  gboolean hard = cordial_packet_get_boolean (del, "hard");
  gint64 number = topic->deletions + 1;
  JsonArray *done;
  JsonObject *params;

  if (!ranges || json_array_get_length (ranges) == 0 || json_array_get_length (ranges) > SERVER_PAGE_MAX)
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
      database_delete_messages (session->server->database, topic->id, hard ? 0 : session->user, number, low, high);
      json_array_add_object_element (done, make_range (low, high));
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
      tell_deleted (session, topic, hard, number, done);
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

  if (g_str_has_prefix (topic->key, "p2p"))
    {
      topic_remove_member (topic, session->user);
      topic_put_out (topic, session->user, session);
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
      JsonObject *pres = pres_new ("me", key, "gone");

      presence_tell (session->server, member->user, NULL, pres);
      json_object_unref (pres);
    }
  database_delete_topic (session->server->database, topic->id);
  g_hash_table_remove (session->server->topics, key);
  session_reply (session, del, 200, "ok");
}

void
meta_del (Session *session, JsonObject *del)
{
  const char *name = request_topic (del);
  const char *what = cordial_packet_get_string (del, "what");
  Topic *topic = name ? topic_from_name (session, name, FALSE) : NULL;

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
