/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {sub} and {leave}: attaching to topics, beginning them, and belonging to them no more.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-topics.h"

#include "cordial-server-access.h"
#include "cordial-server-cards.h"
#include "cordial-server-database-files.h"
#include "cordial-server-meeting.h"
#include "cordial-server-request-get.h"
#include "cordial-server-tags.h"

static void
reply (Session *session, JsonObject *sub, Topic *topic, gboolean says_access, const char *made_as)
{
  g_autofree char *name = topic_name_for (topic, session->user);
  JsonObject *ctrl = cordial_ctrl_new (cordial_packet_get_string (sub, "id"), name, 200, "ok");
  JsonObject *params = json_object_new ();
  Subscription *member = topic_get_member (topic, session->user);

  if (says_access)
    json_object_set_object_member (params, "acs", cordial_access_to_object (member->want, member->given));
  if (made_as)
    json_object_set_string_member (params, "tmpname", made_as);
  if (json_object_get_size (params) > 0)
    json_object_set_object_member (ctrl, "params", params);
  else
    json_object_unref (params);
  session_send (session, "ctrl", ctrl);
}

static void
get_along (Session *session, JsonObject *sub, const char *name)
{
  JsonObject *get = cordial_packet_get_object (sub, "get");

  if (get)
    request_get (session, get, name, sub);
}

/* What was said of a group's default access; what is no access is none (server/init_topic.go, initTopicNewGrp). */
static CordialAccess
parse_default (JsonObject *defaults, const char *member, CordialAccess access)
{
  if (defaults && !cordial_access_parse (cordial_packet_get_string (defaults, member), &access))
    return CORDIAL_ACCESS_NONE;
  return access & ~CORDIAL_ACCESS_OWNER;
}

static void
make_group (Session *session, JsonObject *sub, const char *made_as)
{
  Services *services = services_of (session);
  JsonObject *set = cordial_packet_get_object (sub, "set");
  JsonObject *desc = set ? cordial_packet_get_object (set, "desc") : NULL;
  JsonObject *own = set ? cordial_packet_get_object (set, "sub") : NULL;
  JsonObject *defaults = desc ? cordial_packet_get_object (desc, "defacs") : NULL;
  gboolean channel = g_str_has_prefix (made_as, "nch");
  CordialAccess want = CORDIAL_ACCESS_ALL;
  CordialAccess auth = channel ? CORDIAL_ACCESS_CHANNEL : CORDIAL_ACCESS_GROUP, anon = CORDIAL_ACCESS_NONE;
  g_autofree char *key = cordial_random_name ("grp");
  g_auto (GStrv) attachments = request_dup_attachments (session);
  g_autofree char *tags = tags_parse (set ? cordial_packet_get_array (set, "tags") : NULL);
  Topic *topic;
  Subscription *member;

  if (own && (cordial_packet_get_string (own, "user") ||
              !cordial_access_parse (cordial_packet_get_string (own, "mode"), &want)))
    {
      session_reply (session, sub, 400, "malformed");
      return;
    }
  if ((desc && json_object_has_member (desc, "trusted")) || !tags_keep_reserved (NULL, tags) ||
      !(want & CORDIAL_ACCESS_JOIN) || !(want & CORDIAL_ACCESS_OWNER))
    {
      session_reply (session, sub, 403, "permission denied");
      return;
    }
  topic = topics_create (services->topics, key, parse_default (defaults, "auth", auth),
                         parse_default (defaults, "anon", anon), channel);
  topic->public_json = desc ? card_dup (desc, "public") : NULL;
  if (topic->public_json)
    database_set_topic_public (services->database, topic->id, topic->public_json);
  if (*attachments)
    database_use_file_in_topic (services->database, *attachments, topic->id);
  g_free (topic->tags);
  topic->tags = g_steal_pointer (&tags);
  database_set_topic_tags (services->database, topic->id, topic->tags);
  member = topic_add_member (topic, session->user, want, CORDIAL_ACCESS_ALL, FALSE);
  member->private_json = desc ? card_dup (desc, "private") : NULL;
  topic_save_member (topic, member);
  reply (session, sub, topic, TRUE, made_as);
  membership_tell_joined (services->presence, topic, session->user, session->user, session);
  membership_attach (services->presence, topic, session);
  get_along (session, sub, key);
}

static void
attach_own (Session *session, JsonObject *sub, const char *name)
{
  gboolean is_me = g_str_equal (name, "me");
  gboolean *attached = is_me ? &session->on_me : &request_state (session)->on_fnd;

  if (*attached)
    {
      session_reply (session, sub, 304, "already subscribed");
      return;
    }
  session_reply (session, sub, 200, "ok");
  *attached = TRUE;
  if (is_me)
    presence_changed (services_of (session)->presence, session->user, TRUE);
  get_along (session, sub, name);
}

/* A topic that the person does not belong to, and that begins by this. Answers where there is none. */
static Topic *
begin (Session *session, JsonObject *sub, const char *name, const Wish *wish)
{
  Services *services = services_of (session);
  gint64 other = cordial_user_id_from_string (name);
  Topic *topic = NULL;
  int code = 404;

  if (g_str_equal (name, "slf"))
    return meeting_begin_notes (services->topics, services->presence, session->user, wish, session);
  if (g_str_has_prefix (name, "usr") && other == 0)
    code = 400;
  else if (other != 0 && other == session->user)
    code = 403;
  else if (other != 0)
    topic = meeting_begin (services->topics, services->presence, session->user, other, wish, session, &code);
  else if (g_str_equal (name, "sys"))
    code = 403;
  if (!topic)
    session_reply (session, sub, code,
                   code == 400   ? "malformed"
                   : code == 403 ? "permission denied"
                   : other != 0  ? "user not found"
                                 : "topic not found");
  return topic;
}

static void
attach (Session *session, JsonObject *sub, const char *name)
{
  Services *services = services_of (session);
  JsonObject *set = cordial_packet_get_object (sub, "set");
  JsonObject *own = set ? cordial_packet_get_object (set, "sub") : NULL;
  JsonObject *desc = set ? cordial_packet_get_object (set, "desc") : NULL;
  JsonObject *defaults = desc ? cordial_packet_get_object (desc, "defacs") : NULL;
  g_autofree char *private_json = desc ? card_dup (desc, "private") : NULL;
  Wish wish = { CORDIAL_ACCESS_UNSET, CORDIAL_ACCESS_UNSET, private_json };
  Topic *topic = topics_find (services->topics, session->user, name);
  gboolean as_channel = g_str_has_prefix (name, "chn");
  gboolean changed = FALSE, reads;
  int code = 200;

  if (topic && g_hash_table_contains (session->attached, topic))
    {
      session_reply (session, sub, 304, "already subscribed");
      return;
    }
  if (own && (cordial_packet_get_string (own, "user") ||
              !cordial_access_parse (cordial_packet_get_string (own, "mode"), &wish.want)))
    {
      session_reply (session, sub, 400, "malformed");
      return;
    }
  if (defaults && !cordial_access_parse (cordial_packet_get_string (defaults, "auth"), &wish.given))
    wish.given = CORDIAL_ACCESS_UNSET;
  if (topic && as_channel && !topic->channel)
    {
      session_reply (session, sub, 404, "not found");
      return;
    }
  if (!topic || (topic_is_of_two (topic) && !topic_get_member (topic, session->user)))
    {
      topic = begin (session, sub, name, &wish);
      if (!topic)
        return;
      changed = TRUE;
    }
  else
    {
      gboolean was_there = topic_get_member (topic, session->user) != NULL;

      code = access_want (services->presence, topic, session, wish.want, as_channel, TRUE, &changed);
      if (code == 200 && !was_there && private_json)
        {
          Subscription *member = topic_get_member (topic, session->user);

          member->private_json = g_steal_pointer (&private_json);
          topic_save_member (topic, member);
        }
    }
  if (code != 200)
    {
      session_reply (session, sub, code, code == 422 ? "policy violation" : "permission denied");
      return;
    }
  /* A reader is told what they may each time they attach, on their other devices, too. */
  reads = topic_get_member (topic, session->user)->reader;
  reply (session, sub, topic, changed || reads, NULL);
  if (reads)
    membership_tell_joined (services->presence, topic, session->user, session->user, session);
  if (topic_get_access (topic, session->user) & CORDIAL_ACCESS_JOIN)
    {
      membership_attach (services->presence, topic, session);
      get_along (session, sub, name);
    }
}

void
request_sub (Session *session, JsonObject *sub)
{
  const char *name = request_get_topic (sub);
  JsonObject *set = cordial_packet_get_object (sub, "set");

  if (!name || (set && !cards_are_good (cordial_packet_get_object (set, "desc"))))
    session_reply (session, sub, 400, "malformed");
  else if (g_str_equal (name, "me") || g_str_equal (name, "fnd"))
    attach_own (session, sub, name);
  else if (g_str_has_prefix (name, "new") || g_str_has_prefix (name, "nch"))
    make_group (session, sub, name);
  else
    attach (session, sub, name);
}

static void
leave_own (Session *session, JsonObject *leave, const char *name)
{
  gboolean is_me = g_str_equal (name, "me");

  if (!(is_me ? session->on_me : request_state (session)->on_fnd))
    {
      if (cordial_packet_get_boolean (leave, "unsub"))
        session_reply (session, leave, 409, "must attach first");
      else
        session_reply (session, leave, 304, "not joined");
      return;
    }
  if (cordial_packet_get_boolean (leave, "unsub"))
    {
      session_reply (session, leave, 403, "permission denied");
      return;
    }
  if (is_me)
    request_leave_me (session);
  else
    {
      request_state (session)->on_fnd = FALSE;
      g_clear_pointer (&request_state (session)->query, g_free);
    }
  session_reply (session, leave, 200, "ok");
}

void
request_leave (Session *session, JsonObject *leave)
{
  Services *services = services_of (session);
  const char *name = request_get_topic (leave);
  gboolean unsubscribe = cordial_packet_get_boolean (leave, "unsub");
  Topic *topic;

  if (!name)
    {
      session_reply (session, leave, 400, "malformed");
      return;
    }
  if (g_str_equal (name, "me") || g_str_equal (name, "fnd"))
    {
      leave_own (session, leave, name);
      return;
    }
  topic = topics_find (services->topics, session->user, name);
  if (!topic || !g_hash_table_contains (session->attached, topic))
    {
      if (unsubscribe)
        session_reply (session, leave, 409, "must attach first");
      else
        session_reply (session, leave, 304, "not joined");
      return;
    }
  if (!unsubscribe)
    {
      session_reply (session, leave, 200, "ok");
      membership_detach (services->presence, topic, session);
      return;
    }
  if (topic_get_access (topic, session->user) & CORDIAL_ACCESS_OWNER)
    {
      session_reply (session, leave, 403, "permission denied");
      return;
    }
  session_reply (session, leave, 200, "ok");
  membership_end (services->presence, topic, session->user, session->user, session);
}
