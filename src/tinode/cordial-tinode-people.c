/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding people on a Tinode server, and starting to talk to one. A search sets the query on the topic `fnd` and asks for
 * its subscribers (docs/API.md «fnd and Tags»); as the query belongs to the session, searches go one after the other.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>

#include "cordial-packet.h"
#include "cordial-tinode-records.h"

/* More would not be read by anybody. */
#define MAX_PEOPLE 100

/* Digits of a telephone number without its country, at least (E.164). */
#define MIN_PHONE_DIGITS 6

/* Of an id as Tinode makes them. */
#define USER_ID_BYTES 14

static void search_next (CordialTinodeSession *self);

/* --- What to search for ----------------------------------------------------------------------------------------------- */

typedef struct
{
  char *
    wide; /* (nullable): what was typed in every form that it may have as a tag; %NULL if those were refused, or make no sense */
  char *plain; /* as it was typed */
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  g_free (query->wide);
  g_free (query->plain);
  g_free (query);
}

/* (nullable): as a tag has it, if that can be a telephone number at all */
static char *
dup_phone_digits (const char *typed)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *p = typed; *p; p++)
    {
      if (g_ascii_isdigit (*p) || (*p == '+' && digits->len == 0))
        g_string_append_c (digits, *p);
      else if (!strchr (" -./()", *p))
        return NULL;
    }
  return digits->len < MIN_PHONE_DIGITS ? NULL : g_string_free (g_steal_pointer (&digits), FALSE);
}

/**
 * query_new:
 * @typed: what the person typed, on one line
 *
 * A comma is «or», a blank is «and», and a tag that says its kind is found by it alone (docs/API.md «fnd and Tags»): a login is
 * `basic:`, an address `email:`, a number `tel:`, the name that somebody goes by in the directory `alias:`, which the official client
 * shows with an «@» before it. Who types one of these does not know that. What is typed in the query's own language stays as it is.
 */
static Query *
query_new (const char *typed)
{
  Query *query = g_new0 (Query, 1);
  const char *word = *typed == '@' && typed[1] ? typed + 1 : typed;
  g_autofree char *phone = dup_phone_digits (typed);
  g_autoptr (GString) wide = NULL;

  query->plain = g_utf8_strdown (word, -1);
  if (strpbrk (query->plain, ":,\""))
    return query;
  if (phone)
    {
      query->wide = g_strdup_printf ("%s,tel:%s,basic:%s", phone, phone, phone);
      return query;
    }
  if (strchr (query->plain, ' '))
    return query;
  wide = g_string_new (query->plain);
  g_string_append_printf (wide, ",basic:%s", query->plain);
  g_string_append_printf (wide, strchr (query->plain, '@') ? ",email:%s" : ",alias:%s", query->plain);
  query->wide = g_string_free (g_steal_pointer (&wide), FALSE);
  return query;
}

/* --- Searching ------------------------------------------------------------------------------------------------------ */

/* Whether the search that is under way has another form to try. */
static gboolean
take_plain_query (CordialTinodeSession *self)
{
  GTask *task = g_queue_peek_head (&self->searches);
  Query *query = task ? g_task_get_task_data (task) : NULL;

  if (!query || !query->wide)
    return FALSE;
  g_clear_pointer (&query->wide, g_free);
  return TRUE;
}

static GTask *
take_search (CordialTinodeSession *self)
{
  return g_queue_pop_head (&self->searches);
}

static void
search_fail (CordialTinodeSession *self, GError *error)
{
  g_autoptr (GTask) task = take_search (self);

  search_next (self);
  g_task_return_error (task, error);
}

/* The tags that the search matched: "basic:ada", "email:ada@example.org", "ada". */
static char *
dup_detail (JsonObject *sub)
{
  JsonArray *tags = cordial_packet_get_array (sub, "private");
  JsonNode *node = tags && json_array_get_length (tags) > 0 ? json_array_get_element (tags, 0) : NULL;
  const char *tag, *colon;

  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  tag = json_node_get_string (node);
  colon = strchr (tag, ':');
  return g_strdup (colon && colon[1] ? colon + 1 : tag);
}

/* Whoever is found is called "topic", be it a person or a group (server/topic.go, replyGetSub); the documents speak of
 * "user". */
static const char *
get_user (JsonObject *sub)
{
  const char *user = cordial_packet_get_string (sub, "user");

  return user && *user ? user : cordial_packet_get_string (sub, "topic");
}

/* Somebody to talk to, a group or a channel. */
static gboolean
may_be_found (const char *id)
{
  return cordial_tinode_topic_name_is_conversation (id) && !g_str_equal (id, "slf");
}

static GPtrArray *
people_from (CordialTinodeSession *self, JsonArray *subs)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);

  for (guint i = 0; i < json_array_get_length (subs) && people->len < MAX_PEOPLE; i++)
    {
      JsonNode *node = json_array_get_element (subs, i);
      JsonObject *sub = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *user = sub ? get_user (sub) : NULL;
      g_autofree char *name = NULL, *detail = NULL, *uri = NULL;
      g_autoptr (GBytes) avatar = NULL;

      gboolean group = user && !g_str_has_prefix (user, "usr");
      CordialPerson *person;

      if (!user || !may_be_found (user) || g_strcmp0 (user, cordial_session_get_user_id (CORDIAL_SESSION (self))) == 0)
        continue;
      name = cordial_tinode_dup_card_name (sub);
      detail = dup_detail (sub);
      avatar = cordial_tinode_dup_card_photo (sub, &uri);
      if (!name)
        name = g_strdup (detail ? detail : group ? _ ("Unnamed Group") : _ ("Unnamed Person"));
      person = cordial_person_new (user, name, detail, avatar);
      person->avatar_uri = g_steal_pointer (&uri);
      person->group = group;
      g_ptr_array_add (people, person);
    }
  return g_steal_pointer (&people);
}

static gboolean
on_found (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GTask) task = NULL;
  JsonArray *subs;

  /* cordial_tinode_people_reset() tells the searches. */
  if (!reply)
    return TRUE;
  if (g_str_equal (reply->kind, "ctrl"))
    {
      /* A server may keep some kinds of tags from being searched for (server/topic.go, maskedTagNS). */
      if (reply->code >= 400 && reply->code < 500 && !cordial_tinode_code_is_for_later (reply->code) &&
          take_plain_query (self))
        {
          search_next (self);
          return TRUE;
        }
      /* 204: nobody. */
      if (reply->code >= 300)
        {
          search_fail (self, cordial_tinode_reply_to_error (reply));
          return TRUE;
        }
      people = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);
    }
  else
    {
      subs = cordial_packet_get_array (reply->body, "sub");
      if (!subs)
        return FALSE;
      people = people_from (self, subs);
    }
  task = take_search (self);
  search_next (self);
  g_task_return_pointer (task, g_steal_pointer (&people), (GDestroyNotify) g_ptr_array_unref);
  return TRUE;
}

static gboolean
on_query_set (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!reply)
    return TRUE;
  if (g_str_equal (reply->kind, "meta"))
    return FALSE;
  if (reply->code >= 300 && reply->code != 304)
    {
      if (reply->code == 409 || reply->code == 403)
        cordial_tinode_topic_found_detached (self, cordial_tinode_topics_ensure (self, "fnd"));
      search_fail (self, cordial_tinode_reply_to_error (reply));
      return TRUE;
    }
  builder = cordial_tinode_request_begin (self, "get", "fnd");
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "sub");
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_found, NULL);
  return TRUE;
}

static void
on_may_search (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  GTask *task = g_queue_peek_head (&self->searches);
  g_autoptr (JsonBuilder) builder = NULL;
  const Query *query;

  if (!task)
    return;
  if (error)
    {
      /* Without the link, cordial_tinode_people_reset() tells them all. */
      if (self->phase == CORDIAL_TINODE_ONLINE)
        search_fail (self, g_error_copy (error));
      return;
    }
  query = g_task_get_task_data (task);
  builder = cordial_tinode_request_begin (self, "set", topic->name);
  json_builder_set_member_name (builder, "desc");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "public");
  json_builder_add_string_value (builder, query->wide ? query->wide : query->plain);
  json_builder_end_object (builder);
  if (!cordial_tinode_request_send (self, g_steal_pointer (&builder), on_query_set, NULL))
    search_fail (self, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                            _ ("That is too much to search for.")));
}

static void
search_next (CordialTinodeSession *self)
{
  GTask *task;

  /* What nobody waits for any more is not asked. */
  while ((task = g_queue_peek_head (&self->searches)) && g_task_return_error_if_cancelled (task))
    {
      g_queue_pop_head (&self->searches);
      g_object_unref (task);
    }
  if (task && self->phase == CORDIAL_TINODE_ONLINE)
    cordial_tinode_topic_attach (self, cordial_tinode_topics_ensure (self, "fnd"), on_may_search, NULL);
}

/* (transfer full) (nullable): whom an address of Tinode's leads to, "tinode:topic/usr…" (docs/thecard.md), or the id alone */
static char *
find_id (const char *typed)
{
  gboolean address = g_ascii_strncasecmp (typed, "tinode:", strlen ("tinode:")) == 0;
  const char *slash = address ? strrchr (typed, '/') : NULL;
  const char *id = slash ? slash + 1 : address ? typed + strlen ("tinode:") : typed;

  if (strlen (id) != USER_ID_BYTES || !g_str_has_prefix (id, "usr"))
    return NULL;
  for (const char *at = id; *at; at++)
    if (!g_ascii_isalnum (*at) && *at != '-' && *at != '_')
      return NULL;
  return g_strdup (id);
}

/**
 * cordial_tinode_find_people:
 * @self: the session, signed in
 * @task: (transfer full): returns a #GPtrArray of #CordialPerson
 * @query: what the person typed
 */
void
cordial_tinode_find_people (CordialTinodeSession *self, GTask *task, const char *query)
{
  g_autofree char *terms = g_strdelimit (g_strdup (query), "\r\n\t", ' ');
  g_autofree char *id = NULL;

  g_strstrip (terms);
  id = find_id (terms);
  if (id || !*terms)
    {
      GPtrArray *people = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);

      if (id)
        g_ptr_array_add (people, cordial_person_new (id, _ ("Person at This Address"), id, NULL));
      g_task_return_pointer (task, people, (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, query_new (terms), query_free);
  g_queue_push_tail (&self->searches, task);
  if (self->searches.length == 1)
    search_next (self);
}

/**
 * cordial_tinode_people_reset:
 * @self: the session
 *
 * The connection is gone.
 */
void
cordial_tinode_people_reset (CordialTinodeSession *self)
{
  GTask *task;

  while ((task = g_queue_pop_head (&self->searches)))
    {
      g_task_return_error (task, cordial_session_link_error ());
      g_object_unref (task);
    }
}

/* --- Starting to talk ------------------------------------------------------------------------------------------------ */

static gboolean
on_introduced (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialTinodeTopic *topic = g_task_get_task_data (task);

  topic->wanted = FALSE;
  if (!reply)
    {
      g_task_return_error (task, cordial_session_link_error ());
    }
  else if (g_str_equal (reply->kind, "ctrl") && reply->code >= 300)
    {
      g_task_return_error (task, cordial_tinode_reply_to_error (reply));
    }
  else
    {
      /* cordial_tinode_handle_meta() has told the model of it by now. */
      topic->listed = TRUE;
      topic->joined = TRUE;
      g_task_return_pointer (task, g_strdup (topic->name), g_free);
    }
  return TRUE;
}

static void
on_may_introduce (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonBuilder) builder = NULL;

  if (error)
    {
      topic->wanted = FALSE;
      g_task_return_error (task, g_error_copy (error));
      return;
    }
  g_task_set_task_data (task, topic, NULL);
  builder = cordial_tinode_request_begin (self, "get", topic->name);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "desc");
  /* Whether that person is online stands in the roster alone. */
  cordial_tinode_topic_ask (self, topic->name);
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_introduced, g_steal_pointer (&task));
}

/**
 * cordial_tinode_start_conversation:
 * @self: the session, signed in
 * @task: (transfer full): returns the topic's name
 * @person_id: (nullable): %NULL for the topic of the owner alone; else a user's id, which is the name of our topic with that user too (docs/API.md «Peer to Peer Topics»), or the name
 *   of a group or a channel, which is joined
 */
void
cordial_tinode_start_conversation (CordialTinodeSession *self, GTask *task, const char *person_id)
{
  CordialTinodeTopic *topic;

  if (person_id == NULL)
    person_id = "slf";
  else if (!may_be_found (person_id) ||
           g_strcmp0 (person_id, cordial_session_get_user_id (CORDIAL_SESSION (self))) == 0)
    {
      g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, "%s",
                               g_strcmp0 (person_id, cordial_session_get_user_id (CORDIAL_SESSION (self))) == 0
                                 ? _ ("That is you.")
                                 : _ ("There is no such person on this server."));
      g_object_unref (task);
      return;
    }
  topic = cordial_tinode_topics_ensure (self, person_id);
  topic->wanted = TRUE;
  cordial_tinode_topic_attach (self, topic, on_may_introduce, task);
}
