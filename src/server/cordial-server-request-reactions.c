/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whoever is attached to a topic reacts to its messages; the others who are hear of it, and in a chat of two the other person anyway, as
 * Tinode's server of 0.26 has it (server/topic.go, replySetReact).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-reactions.h"

#include "cordial-server-reactions.h"

static void
tell (Session *session, Topic *topic, gint64 seq, const char *value, gint64 number)
{
  Presence *presence = services_of (session)->presence;
  Audience audience = { CORDIAL_ACCESS_NONE, 0, 0, session };
  g_autofree char *from = cordial_user_id_to_string (session->user);
  gint64 other = topic_key_other (topic->key, session->user);
  const Subscription *member = other != 0 ? topic_get_member (topic, other) : NULL;
  g_autoptr (JsonObject) pres = cordial_pres_new ("", NULL, "react");

  json_object_set_int_member (pres, "seq", seq);
  json_object_set_int_member (pres, "id2", number);
  json_object_set_string_member (pres, "act", from);
  json_object_set_string_member (pres, "val", value);
  presence_tell_attached (topic, pres, &audience);
  if (member && subscription_wants_presence (member))
    {
      g_autofree char *name = topic_name_for (topic, other);
      g_autoptr (JsonObject) afar = cordial_pres_new ("me", name, "react");

      json_object_set_int_member (afar, "seq", seq);
      json_object_set_int_member (afar, "id2", number);
      json_object_set_string_member (afar, "act", from);
      json_object_set_string_member (afar, "val", value);
      presence_tell (presence, other, topic, afar);
    }
}

/**
 * request_set_reaction:
 * @set: with a "react"
 * @topic: that the session is attached to
 */
void
request_set_reaction (Session *session, JsonObject *set, Topic *topic)
{
  Database *database = services_of (session)->database;
  JsonObject *one = cordial_packet_get_object (set, "react");
  const char *value = one ? cordial_packet_get_string (one, "val") : NULL;
  JsonObject *params;
  gint64 seq, number;

  if (!value || !cordial_packet_get_int (one, "seq", &seq) ||
      !(g_str_equal (value, REACTION_NONE) || reaction_is_offered (value)))
    {
      session_reply (session, set, 400, "malformed");
      return;
    }
  if (g_str_equal (value, REACTION_NONE))
    {
      database_clear_reaction (database, topic->id, seq, session->user);
      number = database_get_newest_reaction (database, topic->id);
    }
  else if ((number = database_set_reaction (database, topic->id, seq, session->user, value)) == 0)
    {
      session_reply (session, set, 404, "not found");
      return;
    }
  tell (session, topic, seq, value, number);
  params = json_object_new ();
  json_object_set_int_member (params, "mrrid", number);
  session_reply_params (session, set, 200, "ok", params);
}

/**
 * request_get_reactions:
 * @get: with a "react", which says of which numbers of reactions
 * @topic: that the session is attached to
 * @name: its name for the session
 * @request: that is answered
 */
void
request_get_reactions (Session *session, JsonObject *get, Topic *topic, const char *name, JsonObject *request)
{
  JsonObject *options = cordial_packet_get_object (get, "react"), *meta;
  gint64 since = 0, before = 0, limit = 0;
  g_autoptr (JsonArray) list = NULL;

  if (options)
    {
      cordial_packet_get_int (options, "since", &since);
      cordial_packet_get_int (options, "before", &before);
      cordial_packet_get_int (options, "limit", &limit);
    }
  if (topic_get_access (topic, session->user) & CORDIAL_ACCESS_READ)
    list = reactions_of_topic (services_of (session)->database, topic->id, since, before > 0 ? before : G_MAXINT64,
                               limit > 0 ? MIN (limit, DATABASE_PAGE_MAX) : DATABASE_PAGE_MAX,
                               topic_get_member (topic, session->user)->reader ? session->user : 0);
  if (!list || json_array_get_length (list) == 0)
    {
      request_reply_part (session, request, name, 204, "no content", "react", -1);
      return;
    }
  meta = request_meta_new (request, name);
  json_object_set_array_member (meta, "react", json_array_ref (list));
  session_send (session, "meta", meta);
}
