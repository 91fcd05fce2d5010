/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {set}: descriptions, permissions, invitations, tags, what is pinned, and whom to look for. Each part has an answer of its own.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-set.h"

#include <string.h>

#include "cordial-server-access.h"
#include "cordial-server-cards.h"
#include "cordial-server-database-files.h"
#include "cordial-server-database-tags.h"
#include "cordial-server-request-credentials.h"
#include "cordial-server-request-reactions.h"
#include "cordial-server-tags.h"

#define QUERY_MAX 512

static void
reply (Session *session, JsonObject *set, int code)
{
  const char *text;

  switch (code)
    {
    case 200:
      text = "ok";
      break;
    case 304:
      text = "not modified";
      break;
    case 403:
      text = "permission denied";
      break;
    case 404:
      text = "not found";
      break;
    case 405:
      text = "operation or method not allowed";
      break;
    case 422:
      text = "policy violation";
      break;
    default:
      text = "malformed";
      break;
    }
  session_reply (session, set, code, text);
}

/* Somebody's other sessions are to ask again. */
static void
tell_updated (Session *session, gint64 user, const char *name)
{
  g_autoptr (JsonObject) pres = cordial_pres_new ("me", name, "upd");

  presence_tell_others (services_of (session)->presence, user, NULL, session, pres);
}

/* --- desc -------------------------------------------------------------------------------------------------------- */

/* What whoever comes is given. Returns FALSE where it is none, or would be a second owner. */
static gboolean
parse_defaults (JsonObject *desc, CordialAccess *auth, CordialAccess *anon)
{
  JsonObject *defaults = cordial_packet_get_object (desc, "defacs");

  return !defaults || (cordial_access_parse (cordial_packet_get_string (defaults, "auth"), auth) &&
                       cordial_access_parse (cordial_packet_get_string (defaults, "anon"), anon) &&
                       !((*auth | *anon) & CORDIAL_ACCESS_OWNER));
}

/* Those who are attached to a group with the person are to ask again. */
static void
tell_groups (Session *session)
{
  Services *services = services_of (session);
  g_autoptr (GPtrArray) own = database_list_subscriptions_of (services->database, session->user, 0);
  g_autofree char *id = cordial_user_id_to_string (session->user);
  Audience audience = { CORDIAL_ACCESS_NONE, 0, 0, NULL };

  for (guint i = 0; i < own->len; i++)
    {
      const Subscription *member = g_ptr_array_index (own, i);
      g_autoptr (TopicRow) row = database_get_topic_by_id (services->database, member->topic);

      if (row && !member->reader && g_str_has_prefix (row->key, "grp") && topics_is_in_use (services->topics, row->key))
        {
          g_autoptr (JsonObject) pres = cordial_pres_new ("", id, "upd");

          presence_tell_attached (topics_get (services->topics, row->key), pres, &audience);
        }
    }
}

static void
set_desc_me (Session *session, JsonObject *set, JsonObject *desc)
{
  Database *database = services_of (session)->database;
  g_autoptr (User) user = database_get_user (database, session->user);
  CordialAccess auth = CORDIAL_ACCESS_UNSET, anon = CORDIAL_ACCESS_UNSET;
  CardChange public_change, private_change;
  gboolean changes_access;

  if (json_object_has_member (desc, "trusted"))
    {
      reply (session, set, 403);
      return;
    }
  if (!user || !parse_defaults (desc, &auth, &anon))
    {
      reply (session, set, 400);
      return;
    }
  auth = auth == CORDIAL_ACCESS_UNSET ? user->auth : access_of_user (auth);
  anon = anon == CORDIAL_ACCESS_UNSET ? user->anon : access_of_user (anon);
  changes_access = auth != user->auth || anon != user->anon;
  public_change = card_merge (&user->public_json, desc, "public");
  private_change = card_merge (&user->private_json, desc, "private");
  if (public_change == CARD_BAD || private_change == CARD_BAD)
    {
      reply (session, set, 400);
      return;
    }
  if (changes_access)
    database_set_user_access (database, session->user, auth, anon);
  if (public_change == CARD_CHANGED)
    {
      g_auto (GStrv) attachments = request_dup_attachments (session);

      if (*attachments)
        database_use_file_of_user (database, *attachments, session->user);
      database_set_user_public (database, session->user, user->public_json);
      presence_tell_contacts (services_of (session)->presence, session->user, "upd");
      tell_groups (session);
    }
  if (private_change == CARD_CHANGED)
    database_set_user_private (database, session->user, user->private_json);
  if (public_change == CARD_CHANGED || private_change == CARD_CHANGED)
    tell_updated (session, session->user, "me");
  reply (session, set, changes_access || public_change || private_change ? 200 : 304);
}

/* Whom the session looks for; in private, whom the person looks for at any time. */
static void
set_desc_fnd (Session *session, JsonObject *set, JsonObject *desc)
{
  g_autoptr (User) user = database_get_user (services_of (session)->database, session->user);
  const char *members[] = { "public", "private" };
  char **queries[] = { &request_state (session)->query, user ? &user->query : NULL };
  gboolean changed = FALSE;

  for (guint i = 0; user && i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *node = json_object_get_member (desc, members[i]);
      const char *query = node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

      if (!node || JSON_NODE_HOLDS_NULL (node) || (g_strcmp0 (query, CARD_CLEAR) == 0 && !*queries[i]))
        continue;
      changed = TRUE;
      g_clear_pointer (queries[i], g_free);
      if (query && *query && g_strcmp0 (query, CARD_CLEAR) != 0)
        *queries[i] = g_utf8_substring (query, 0, MIN (g_utf8_strlen (query, -1), QUERY_MAX));
      if (i == 1)
        database_set_user_query (services_of (session)->database, session->user, user->query);
    }
  reply (session, set, changed ? 200 : 304);
}

static CardChange
set_private (Session *session, JsonObject *desc, Topic *topic)
{
  Subscription *member = topic_get_member (topic, session->user);
  CardChange change = card_merge (&member->private_json, desc, "private");

  if (change == CARD_CHANGED)
    topic_save_member (topic, member);
  return change;
}

/* Everybody in the group is to ask again, but for the session that knows. */
static void
tell_changed (Session *session, Topic *topic)
{
  GHashTableIter iter;
  Subscription *member;

  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (member->user == session->user || member->want & member->given & CORDIAL_ACCESS_JOIN)
      {
        g_autofree char *name = topic_name_for (topic, member->user);

        tell_updated (session, member->user, name);
      }
}

/* Only the owner may change what everybody sees. */
static gboolean
may_set_desc (Session *session, JsonObject *desc, Topic *topic)
{
  if (json_object_has_member (desc, "trusted"))
    return FALSE;
  if (topic_is_of_self (topic) ||
      (topic_is_group (topic) && topic_get_access (topic, session->user) & CORDIAL_ACCESS_OWNER))
    return TRUE;
  return !json_object_has_member (desc, "public") && !json_object_has_member (desc, "defacs");
}

static void
set_desc (Session *session, JsonObject *set, JsonObject *desc, Topic *topic)
{
  Database *database = services_of (session)->database;
  CordialAccess auth = topic->auth, anon = topic->anon;
  g_autofree char *public_json = g_strdup (topic->public_json);
  CardChange private_change, public_change = CARD_SAME;
  gboolean changes_access = FALSE;

  if (!may_set_desc (session, desc, topic))
    {
      reply (session, set, 403);
      return;
    }
  if (topic_is_group (topic))
    {
      if (!parse_defaults (desc, &auth, &anon))
        {
          reply (session, set, 400);
          return;
        }
      public_change = card_merge (&public_json, desc, "public");
      changes_access = auth != topic->auth || anon != topic->anon;
    }
  private_change = public_change == CARD_BAD ? CARD_BAD : set_private (session, desc, topic);
  if (private_change == CARD_BAD)
    {
      reply (session, set, 400);
      return;
    }
  if (changes_access)
    {
      topic->auth = auth;
      topic->anon = anon;
      database_set_topic_access (database, topic->id, auth, anon);
    }
  if (public_change == CARD_CHANGED)
    {
      g_auto (GStrv) attachments = request_dup_attachments (session);

      if (*attachments)
        database_use_file_in_topic (database, *attachments, topic->id);
      g_free (topic->public_json);
      topic->public_json = g_steal_pointer (&public_json);
      database_set_topic_public (database, topic->id, topic->public_json);
      topic->updated_ms = cordial_time_now_ms ();
      tell_changed (session, topic);
    }
  else if (private_change == CARD_CHANGED)
    {
      g_autofree char *name = topic_name_for (topic, session->user);

      tell_updated (session, session->user, name);
    }
  reply (session, set, changes_access || public_change || private_change ? 200 : 304);
}

/* --- sub --------------------------------------------------------------------------------------------------------- */

static void
reply_access (Session *session, JsonObject *set, Topic *topic, gint64 user)
{
  JsonObject *params = json_object_new ();
  Subscription *member = topic_get_member (topic, user);

  json_object_set_object_member (params, "acs", cordial_access_to_object (member->want, member->given));
  if (user != session->user)
    {
      g_autofree char *id = cordial_user_id_to_string (user);

      json_object_set_string_member (params, "user", id);
    }
  session_reply_params (session, set, 200, "ok", params);
}

/* Our own wish, or what somebody else may do. */
static void
set_sub (Session *session, JsonObject *set, JsonObject *sub, Topic *topic)
{
  Presence *presence = services_of (session)->presence;
  const char *text = cordial_packet_get_string (sub, "user");
  gint64 user = text && *text ? cordial_user_id_from_string (text) : session->user;
  Subscription *own = topic_get_member (topic, session->user);
  CordialAccess mode = CORDIAL_ACCESS_UNSET;
  gboolean changed = FALSE;
  int code;

  if (user == 0 || !cordial_access_parse (cordial_packet_get_string (sub, "mode"), &mode))
    code = 400;
  else if (user == session->user)
    code = mode == CORDIAL_ACCESS_UNSET
             ? 304
             : access_want (presence, topic, session, mode, own && own->reader, FALSE, &changed);
  else if (own && own->reader)
    code = 403;
  else
    code = access_give (presence, topic, session, user, mode, &changed);
  if (changed)
    reply_access (session, set, topic, user);
  else if (code == 404 && user != session->user)
    session_reply (session, set, 404, "user not found");
  else
    reply (session, set, code == 200 ? 304 : code);
}

/* --- tags, aux --------------------------------------------------------------------------------------------------- */

/* Those that are found by a word alone nobody adds to themselves later (server/topic.go, replySetTags). */
static guint
count_prefixed (const char *before, const char *after)
{
  g_autoptr (JsonArray) array = tags_to_array (after);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *tag = json_array_get_string_element (array, i);
      g_autofree char *line = g_strconcat (TAGS_SEPARATOR, tag, TAGS_SEPARATOR, NULL);

      count += strchr (tag, ':') != NULL && !strstr (before, line);
    }
  return count;
}

/* Returns whether another may be found by it. */
static gboolean
alias_is_taken (Session *session, const char *before, const char *tags)
{
  gboolean several;
  g_autofree char *alias = tags_find_alias (tags, &several);
  g_autofree char *old_alias = tags_find_alias (before, &several);

  return alias && g_strcmp0 (alias, old_alias) != 0 && database_has_tag (services_of (session)->database, alias);
}

/* (nullable) topic: the group; of the person where there is none */
static void
set_tags (Session *session, JsonObject *set, JsonArray *array, Topic *topic)
{
  Database *database = services_of (session)->database;
  g_autoptr (User) user = topic ? NULL : database_get_user (database, session->user);
  const char *before = topic ? topic->tags : user ? user->tags : "";
  g_autofree char *tags = tags_parse (array);
  guint added, removed;
  gboolean several = FALSE;
  g_autofree char *alias = tags_find_alias (tags, &several);
  JsonObject *params;

  tags_count_changes (before, tags, &added, &removed);
  if (!topic)
    added = count_prefixed (before, tags);
  if (g_str_equal (tags, TAGS_SEPARATOR))
    {
      reply (session, set, 304);
      return;
    }
  if (!tags_keep_reserved (before, tags))
    {
      reply (session, set, 403);
      return;
    }
  if (several || alias_is_taken (session, before, tags))
    {
      reply (session, set, 400);
      return;
    }
  if (added == 0 && removed == 0)
    {
      reply (session, set, 304);
      return;
    }
  params = json_object_new ();
  if (added > 0)
    json_object_set_int_member (params, "added", added);
  if (removed > 0)
    json_object_set_int_member (params, "removed", removed);
  if (topic)
    {
      Audience audience = { CORDIAL_ACCESS_NONE, session->user, 0, session };
      g_autoptr (JsonObject) pres = cordial_pres_new ("", NULL, "tags");

      database_set_topic_tags (database, topic->id, tags);
      g_free (topic->tags);
      topic->tags = g_steal_pointer (&tags);
      presence_tell_attached (topic, pres, &audience);
    }
  else
    {
      g_autoptr (JsonObject) pres = cordial_pres_new ("me", NULL, "tags");

      database_set_user_tags (database, session->user, tags);
      presence_tell_others (services_of (session)->presence, session->user, NULL, session, pres);
    }
  session_reply_params (session, set, 200, "ok", params);
}

/* What is pinned, and the like: whoever approves decides. */
static void
set_aux (Session *session, JsonObject *set, Topic *topic)
{
  Audience audience = { CORDIAL_ACCESS_NONE, 0, 0, session };
  g_autoptr (JsonObject) pres = cordial_pres_new ("", NULL, "aux");
  CardChange change;

  if (!(topic_get_access (topic, session->user) & CORDIAL_ACCESS_ADMIN))
    {
      reply (session, set, 403);
      return;
    }
  change = card_merge (&topic->aux_json, set, "aux");
  if (change != CARD_CHANGED)
    {
      reply (session, set, change == CARD_SAME ? 304 : 400);
      return;
    }
  database_set_topic_aux (services_of (session)->database, topic->id, topic->aux_json);
  presence_tell_attached (topic, pres, &audience);
  reply (session, set, 200);
}

/* --- set --------------------------------------------------------------------------------------------------------- */

/* Of "me" and "fnd". */
static void
set_own (Session *session, JsonObject *set, const char *name)
{
  JsonObject *desc = cordial_packet_get_object (set, "desc");
  JsonObject *sub = cordial_packet_get_object (set, "sub");
  JsonArray *tags = cordial_packet_get_array (set, "tags");
  gboolean is_me = g_str_equal (name, "me");

  if (!(is_me ? session->on_me : request_state (session)->on_fnd))
    {
      reply (session, set,
             desc && !tags && !json_object_has_member (set, "aux") && !json_object_has_member (set, "react") ? 304
                                                                                                             : 403);
      return;
    }
  if (desc && is_me)
    set_desc_me (session, set, desc);
  else if (desc)
    set_desc_fnd (session, set, desc);
  if (sub) /* nobody is asked to these, and what one wants there is not for choice */
    reply (session, set, 403);
  if (tags && is_me)
    set_tags (session, set, tags, NULL);
  else if (tags)
    reply (session, set, 405);
  if (json_object_has_member (set, "aux"))
    reply (session, set, 405);
  if (json_object_has_member (set, "react")) /* nobody says anything there to react to */
    reply (session, set, 405);
  if (json_object_has_member (set, "cred") && is_me)
    request_set_credential (session, set);
  else if (json_object_has_member (set, "cred"))
    reply (session, set, 405);
}

/* Somebody who is not attached changes what is theirs alone. */
static void
set_from_afar (Session *session, JsonObject *set, Topic *topic)
{
  JsonObject *desc = cordial_packet_get_object (set, "desc");
  JsonObject *sub = cordial_packet_get_object (set, "sub");
  const char *user = sub ? cordial_packet_get_string (sub, "user") : NULL;
  const char *mode = sub ? cordial_packet_get_string (sub, "mode") : NULL;
  gboolean has_private = desc && json_object_has_member (desc, "private");

  if (cordial_packet_get_array (set, "tags") || json_object_has_member (set, "aux") ||
      json_object_has_member (set, "react") || (user && *user && cordial_user_id_from_string (user) != session->user))
    reply (session, set, 403);
  else if (!has_private && !(mode && *mode))
    reply (session, set, 304);
  else if (!topic || !topic_get_member (topic, session->user))
    reply (session, set, 404);
  else
    {
      if (has_private)
        {
          CardChange change = set_private (session, desc, topic);

          reply (session, set, change == CARD_CHANGED ? 200 : change == CARD_SAME ? 304 : 400);
        }
      if (mode && *mode)
        set_sub (session, set, sub, topic);
    }
}

/**
 * request_set:
 * @name: of the topic
 */
void
request_set (Session *session, JsonObject *set, const char *name)
{
  static const char *const parts[] = { "desc", "sub", "tags", "cred", "aux", "react" };
  JsonObject *desc = cordial_packet_get_object (set, "desc");
  JsonObject *sub = cordial_packet_get_object (set, "sub");
  JsonArray *tags = cordial_packet_get_array (set, "tags");
  JsonNode *aux = json_object_get_member (set, "aux");
  gboolean says_something = FALSE;
  Topic *topic;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    says_something |= json_object_has_member (set, parts[i]);
  if (!says_something || !cards_are_good (desc) || (aux && !JSON_NODE_HOLDS_OBJECT (aux)))
    {
      reply (session, set, 400);
      return;
    }
  if (g_str_equal (name, "me") || g_str_equal (name, "fnd"))
    {
      set_own (session, set, name);
      return;
    }
  topic = topics_find (services_of (session)->topics, session->user, name);
  if (!topic || !g_hash_table_contains (session->attached, topic))
    {
      set_from_afar (session, set, topic);
      if (topic)
        topic_rest (topic);
      return;
    }
  if (desc)
    set_desc (session, set, desc, topic);
  if (tags && topic_is_group (topic) && topic_get_access (topic, session->user) & CORDIAL_ACCESS_OWNER)
    set_tags (session, set, tags, topic);
  else if (tags)
    reply (session, set, topic_is_group (topic) ? 403 : 405);
  if (aux)
    set_aux (session, set, topic);
  if (json_object_has_member (set, "react"))
    request_set_reaction (session, set, topic);
  if (json_object_has_member (set, "cred"))
    reply (session, set, 405);
  /* Last: somebody may put themselves out by it. */
  if (sub)
    {
      set_sub (session, set, sub, topic);
      topic_rest (topic);
    }
}
