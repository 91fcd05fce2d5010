/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As the official server says it (server/topic.go, replyGetSub): of what somebody may not read, or blocked, no numbers.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-roster.h"

#include "cordial-server-database-messages.h"

static void
send_lines (Session *session, JsonObject *request, const char *name, JsonArray *array)
{
  JsonObject *meta;

  if (json_array_get_length (array) == 0)
    {
      json_array_unref (array);
      request_reply_part (session, request, name, 204, "no content", "sub", -1);
      return;
    }
  meta = request_meta_new (request, name);
  json_object_set_array_member (meta, "sub", array);
  session_send (session, "meta", meta);
}

static void
set_gone (JsonObject *sub, const Subscription *subscription)
{
  cordial_object_set_time (sub, "deleted", subscription->gone_ms);
  json_object_set_object_member (sub, "acs", json_object_new ());
}

static void
set_seen (JsonObject *sub, const User *user)
{
  JsonObject *seen;

  if (user->seen_ms <= 0)
    return;
  seen = json_object_new ();
  cordial_object_set_time (seen, "when", user->seen_ms);
  json_object_set_object_member (sub, "seen", seen);
}

/* --- Of a person ------------------------------------------------------------------------------------------------- */

/* What is new there, to somebody who did not block it. */
static void
set_news (Session *session, JsonObject *sub, const TopicRow *row, const Subscription *subscription)
{
  Database *database = services_of (session)->database;

  if (!(subscription->want & subscription->given & CORDIAL_ACCESS_READ))
    {
      cordial_object_set_time (sub, "touched", subscription->updated_ms);
      return;
    }
  cordial_object_set_time (sub, "touched", row->touched_ms);
  cordial_object_set_count (sub, "seq", row->seq);
  cordial_object_set_count (sub, "read", subscription->read);
  cordial_object_set_count (sub, "recv", subscription->recv);
  if (row->deletions > 0)
    cordial_object_set_count (sub, "clear", database_get_newest_deletion (database, row->id, session->user));
}

/* Whoever left a conversation is away there. */
static gboolean
belongs (Database *database, gint64 topic, gint64 user)
{
  g_autoptr (Subscription) member = database_get_subscription (database, topic, user);

  return member && member->gone_ms == 0;
}

/* One line of somebody's roster; NULL if nothing in it is news. */
static JsonObject *
make_line (Session *session, const Subscription *subscription, gint64 since_ms)
{
  Services *services = services_of (session);
  g_autoptr (TopicRow) row = database_get_topic_by_id (services->database, subscription->topic);
  gint64 other = row ? topic_key_other (row->key, session->user) : 0;
  g_autoptr (User) user = other ? database_get_user (services->database, other) : NULL;
  CordialAccess access = subscription->want & subscription->given;
  g_autofree char *name = NULL;
  JsonObject *sub;
  gint64 updated_ms;
  gboolean online;

  if (!row)
    return NULL;
  updated_ms = MAX (MAX (subscription->updated_ms, row->updated_ms), user ? user->updated_ms : 0);
  if (since_ms > 0 && MAX (updated_ms, row->touched_ms) <= since_ms)
    return NULL;
  name = topic_key_name_for (row->key, session->user, subscription->reader);
  sub = json_object_new ();
  json_object_set_string_member (sub, "topic", name);
  if (subscription->gone_ms > 0)
    {
      set_gone (sub, subscription);
      return sub;
    }
  cordial_object_set_time (sub, "updated", updated_ms);
  json_object_set_object_member (sub, "acs", cordial_access_to_object (subscription->want, subscription->given));
  cordial_object_set_json (sub, "private", subscription->private_json);
  cordial_object_set_json (sub, "public", user ? user->public_json : row->public_json);
  online = user ? presence_is_online (services->presence, other) && belongs (services->database, row->id, other)
                : !subscription->reader && topics_is_in_use (services->topics, row->key);
  if (online && access & CORDIAL_ACCESS_PRESENCE)
    json_object_set_boolean_member (sub, "online", TRUE);
  if (!(access & CORDIAL_ACCESS_JOIN))
    return sub;
  set_news (session, sub, row, subscription);
  if (user && !online)
    set_seen (sub, user);
  if (g_str_has_prefix (row->key, "grp"))
    json_object_set_int_member (sub, "subcnt", database_count_subscriptions (services->database, row->id));
  return sub;
}

void
request_roster_me (Session *session, JsonObject *get, JsonObject *request)
{
  JsonObject *options = cordial_packet_get_object (get, "sub");
  const char *only = options ? cordial_packet_get_string (options, "topic") : NULL;
  gint64 since_ms = options ? cordial_time_from_string (cordial_packet_get_string (options, "ims")) : 0;
  g_autoptr (GPtrArray) subscriptions =
    database_list_subscriptions_of (services_of (session)->database, session->user, since_ms);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < subscriptions->len; i++)
    {
      JsonObject *sub = make_line (session, g_ptr_array_index (subscriptions, i), since_ms);

      if (sub && only && g_strcmp0 (cordial_packet_get_string (sub, "topic"), only) != 0)
        g_clear_pointer (&sub, json_object_unref);
      if (sub)
        json_array_add_object_element (array, sub);
    }
  send_lines (session, request, "me", array);
}

/* --- Of a topic -------------------------------------------------------------------------------------------------- */

static JsonObject *
make_member_line (Session *session, Topic *topic, const Subscription *member)
{
  g_autoptr (User) user = database_get_user (services_of (session)->database, member->user);
  CordialAccess access = member->want & member->given;
  CordialAccess own = topic_get_access (topic, session->user);
  gboolean is_own = member->user == session->user;
  gboolean blocked = topic_is_group (topic) && !(access & CORDIAL_ACCESS_JOIN);
  g_autofree char *id = cordial_user_id_to_string (member->user);
  JsonObject *sub = json_object_new ();

  json_object_set_string_member (sub, "user", id);
  cordial_object_set_time (sub, "updated", member->updated_ms);
  /* Who is no sharer sees of others only who decides. */
  if (own & CORDIAL_ACCESS_SHARER || is_own || access & CORDIAL_ACCESS_ADMIN)
    json_object_set_object_member (sub, "acs", cordial_access_to_object (member->want, member->given));
  else
    json_object_set_object_member (sub, "acs", json_object_new ());
  if (access & CORDIAL_ACCESS_READ && !blocked)
    {
      cordial_object_set_count (sub, "read", member->read);
      cordial_object_set_count (sub, "recv", member->recv);
      if (is_own && topic->deletions > 0)
        cordial_object_set_count (
          sub, "clear", database_get_newest_deletion (services_of (session)->database, topic->id, session->user));
    }
  if (topic_is_group (topic))
    {
      if (user)
        cordial_object_set_json (sub, "public", user->public_json);
      if (own & CORDIAL_ACCESS_PRESENCE && topic_has_session_of (topic, member->user))
        json_object_set_boolean_member (sub, "online", TRUE);
    }
  if (is_own)
    cordial_object_set_json (sub, "private", member->private_json);
  return sub;
}

void
request_roster (Session *session, JsonObject *get, Topic *topic, const char *name, JsonObject *request)
{
  JsonObject *options = cordial_packet_get_object (get, "sub");
  gint64 only = options ? cordial_user_id_from_string (cordial_packet_get_string (options, "user")) : 0;
  Subscription *own = topic_get_member (topic, session->user);
  JsonArray *array = json_array_new ();
  GHashTableIter iter;
  Subscription *member;

  /* Readers of a channel see nobody else, and are not seen. */
  if (own && own->reader)
    json_array_add_object_element (array, make_member_line (session, topic, own));
  else if (!topic_is_of_self (topic))
    {
      g_hash_table_iter_init (&iter, topic->members);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
        if (only == 0 || member->user == only)
          json_array_add_object_element (array, make_member_line (session, topic, member));
    }
  send_lines (session, request, name, array);
}

/* --- From afar --------------------------------------------------------------------------------------------------- */

void
request_roster_own (Session *session, Topic *topic, const char *name, JsonObject *request)
{
  gboolean is_own = g_str_equal (name, "me") || g_str_equal (name, "fnd");
  g_autoptr (Subscription) found =
    topic ? database_get_subscription (services_of (session)->database, topic->id, session->user) : NULL;
  g_autofree char *id = cordial_user_id_to_string (session->user);
  JsonArray *array;
  JsonObject *sub;

  if (!found && !is_own)
    {
      session_reply (session, request, 404, "not found");
      return;
    }
  sub = json_object_new ();
  if (found && found->gone_ms > 0)
    set_gone (sub, found);
  else
    {
      CordialAccess want = found ? found->want : CORDIAL_ACCESS_ME, given = found ? found->given : CORDIAL_ACCESS_ME;

      json_object_set_string_member (sub, "user", id);
      cordial_object_set_time (sub, "updated", found ? found->updated_ms : cordial_time_now_ms ());
      json_object_set_object_member (sub, "acs", cordial_access_to_object (want, given));
      if (found)
        cordial_object_set_json (sub, "private", found->private_json);
      if (found && want & given & CORDIAL_ACCESS_READ && want & given & CORDIAL_ACCESS_JOIN)
        {
          cordial_object_set_count (sub, "read", found->read);
          cordial_object_set_count (sub, "recv", found->recv);
        }
    }
  array = json_array_new ();
  json_array_add_object_element (array, sub);
  send_lines (session, request, name, array);
}
