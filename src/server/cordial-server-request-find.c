/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the session looks for, else what the person looks for at any time (Tinode docs/API.md «fnd and Tags»).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-find.h"

#include <string.h>

#include "cordial-server-database-tags.h"
#include "cordial-server-query.h"
#include "cordial-server-tags.h"

#define FOUND_MAX 100

static char *
dup_query (Session *session)
{
  g_autoptr (User) user = NULL;

  if (request_state (session)->query)
    return g_strdup (request_state (session)->query);
  user = database_get_user (services_of (session)->database, session->user);
  return user ? g_strdup (user->query) : NULL;
}

/* Those tags that were looked for. */
static JsonArray *
matched (const Tagged *tagged, const Query *query)
{
  g_autoptr (JsonArray) tags = tags_to_array (tagged->tags);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < json_array_get_length (tags); i++)
    {
      const char *tag = json_array_get_string_element (tags, i);

      if (g_strv_contains ((const char *const *) query->required, tag) ||
          g_strv_contains ((const char *const *) query->optional, tag))
        json_array_add_string_element (array, tag);
    }
  return array;
}

static JsonObject *
make_line (Session *session, const Tagged *tagged, const Query *query)
{
  JsonObject *sub = json_object_new ();
  JsonObject *access = json_object_new ();
  g_autofree char *name =
    tagged->user ? cordial_user_id_to_string (tagged->user) : topic_key_name_for (tagged->key, 0, tagged->channel);
  g_autofree char *mode = cordial_access_to_string (tagged->channel      ? CORDIAL_ACCESS_READER
                                                    : session->anonymous ? tagged->anon
                                                                         : tagged->auth);

  json_object_set_string_member (sub, "topic", name);
  cordial_object_set_time (sub, "updated", tagged->updated_ms);
  json_object_set_string_member (access, "mode", mode);
  json_object_set_object_member (sub, "acs", access);
  cordial_object_set_json (sub, "public", tagged->public_json);
  json_object_set_array_member (sub, "private", matched (tagged, query));
  if (tagged->members > 0)
    json_object_set_int_member (sub, "subcnt", tagged->members);
  return sub;
}

void
request_find (Session *session, JsonObject *request)
{
  g_autofree char *text = dup_query (session);
  g_autoptr (GPtrArray) found = NULL;
  g_auto (Query) query = { 0 };
  JsonArray *array = json_array_new ();
  JsonObject *meta;

  query_parse (text, &query);
  found = database_find_tagged (services_of (session)->database, query.required, query.optional, FOUND_MAX + 1);
  for (guint i = 0; i < found->len && json_array_get_length (array) < FOUND_MAX; i++)
    {
      const Tagged *tagged = g_ptr_array_index (found, i);

      if (tagged->user != session->user)
        json_array_add_object_element (array, make_line (session, tagged, &query));
    }
  if (json_array_get_length (array) == 0)
    {
      json_array_unref (array);
      request_reply_part (session, request, "fnd", 204, "no content", "sub", -1);
      return;
    }
  meta = request_meta_new (request, "fnd");
  json_object_set_array_member (meta, "sub", array);
  session_send (session, "meta", meta);
}

/**
 * request_find_alias:
 *
 * Whose a tag is of which there is one alone: that is how clients see whether it is free.
 */
void
request_find_alias (Session *session, JsonObject *request)
{
  char *words[] = { request_state (session)->query, NULL };
  char *none[] = { NULL };
  g_autoptr (GPtrArray) found = NULL;
  const Tagged *tagged;
  g_autofree char *name = NULL;
  JsonArray *array;
  JsonObject *meta;

  if (words[0] && strchr (words[0], ':'))
    found = database_find_tagged (services_of (session)->database, words, none, 1);
  if (!found || found->len == 0)
    {
      request_reply_part (session, request, "fnd", 204, "no content", "tags", -1);
      return;
    }
  tagged = g_ptr_array_index (found, 0);
  name = tagged->user ? cordial_user_id_to_string (tagged->user) : g_strdup (tagged->key);
  array = json_array_new ();
  json_array_add_string_element (array, name);
  meta = request_meta_new (request, "fnd");
  json_object_set_array_member (meta, "tags", array);
  session_send (session, "meta", meta);
}
