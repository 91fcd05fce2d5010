/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {set}: descriptions, permissions, invitations, tags, and whom to look for.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-set.h"

#include "cordial-server-cards.h"
#include "cordial-server-request-credentials.h"

/* Somebody's other sessions are to ask again. */
static void
tell_updated (Session *session, gint64 user, const char *name)
{
  JsonObject *pres = cordial_pres_new ("me", name, "upd");

  presence_tell_others (services_of (session)->presence, user, NULL, session, pres);
  json_object_unref (pres);
}

static void
set_desc_me (Session *session, JsonObject *desc)
{
  Database *database = services_of (session)->database;
  gboolean clear_public = FALSE, clear_private = FALSE;
  g_autofree char *public_json = card_dup (desc, "public", &clear_public);
  g_autofree char *private_json = card_dup (desc, "private", &clear_private);
  g_auto (GStrv) attachments = request_dup_attachments (session);

  if (public_json || clear_public)
    {
      if (*attachments)
        database_use_file_of_user (database, *attachments, session->user);
      database_set_user_public (database, session->user, public_json);
      presence_tell_contacts (services_of (session)->presence, session->user, "upd");
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
  g_autofree char *public_json = card_dup (desc, "public", &clear_public);
  g_autofree char *private_json = card_dup (desc, "private", &clear_private);
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
      database_save_subscription (services_of (session)->database, member);
    }
  if (changes_public)
    {
      g_auto (GStrv) attachments = request_dup_attachments (session);

      if (*attachments)
        database_use_file_in_topic (services_of (session)->database, *attachments, topic->id);
      database_set_topic_public (services_of (session)->database, topic->id, public_json);
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
  CordialAccess mode = CORDIAL_ACCESS_GROUP, before, own = topic_get_access (topic, session->user);
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
      database_save_subscription (services_of (session)->database, member);
      membership_tell_wanted (services_of (session)->presence, topic, before, session);
      return 200;
    }
  if (!(own & (CORDIAL_ACCESS_APPROVE | CORDIAL_ACCESS_SHARE)) || !g_str_has_prefix (topic->key, "grp"))
    return 403;
  known = user ? database_get_user (services_of (session)->database, user) : NULL;
  if (!known)
    return 404;
  /* A group has one owner. Without a wish, what everybody gets: of that, what there is to give. */
  if (own & CORDIAL_ACCESS_OWNER)
    mode &= ~CORDIAL_ACCESS_OWNER;
  else if (!has_mode)
    mode &= own;
  /* Nobody gives what they have not; what the other has already stays. */
  if (mode & ~own & ~(member ? member->given : CORDIAL_ACCESS_NONE))
    return 403;
  if (member)
    {
      if (!(own & CORDIAL_ACCESS_APPROVE) || (topic_get_access (topic, user) & CORDIAL_ACCESS_OWNER))
        return 403;
      member->given = mode;
      member->updated_ms = cordial_time_now_ms ();
      database_save_subscription (services_of (session)->database, member);
    }
  else
    {
      if (g_hash_table_size (topic->members) >= TOPIC_MAX_SUBSCRIBERS)
        return 422;
      topic_add_member (topic, user, CORDIAL_ACCESS_GROUP, mode);
      membership_tell_joined (services_of (session)->presence, topic, user, session);
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
    case 401:
      return "authentication failed";
    case 403:
      return "permission denied";
    case 404:
      return "user not found";
    case 422:
      return "policy violation";
    case 503:
      return "service unavailable";
    default:
      return "not implemented";
    }
}

/**
 * request_set:
 * @set: what is to be
 * @name: of the topic
 * @reply_to: the request; of a {sub}, which has its own answer, only what is refused is told
 */
void
request_set (Session *session, JsonObject *set, const char *name, JsonObject *reply_to)
{
  JsonObject *desc = cordial_packet_get_object (set, "desc");
  JsonObject *sub = cordial_packet_get_object (set, "sub");
  JsonArray *tags = cordial_packet_get_array (set, "tags");
  int code = 501;
  Topic *topic = NULL;

  if (!cards_are_good (desc))
    {
      code = 400;
    }
  else if (g_str_equal (name, "fnd"))
    {
      const char *query = desc ? cordial_packet_get_string (desc, "public") : NULL;

      if (query)
        {
          g_free (request_state (session)->query);
          request_state (session)->query =
            g_str_equal (query, CARD_CLEAR) ? NULL : g_utf8_substring (query, 0, MIN (g_utf8_strlen (query, -1), 512));
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
      if (json_object_has_member (set, "cred"))
        code = request_set_credential (session, cordial_packet_get_object (set, "cred"));
      if (tags)
        {
          g_autoptr (User) user = database_get_user (services_of (session)->database, session->user);
          g_autofree char *text = user ? tags_parse (tags, user->login) : NULL;

          if (text)
            database_set_user_tags (services_of (session)->database, session->user, text);
          code = 200;
        }
    }
  else
    {
      topic = topics_find (services_of (session)->topics, session->user, name);
      if (!topic || !topic_get_member (topic, session->user))
        {
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
  if (reply_to == set || code >= 400)
    session_reply (session, reply_to, code, code_text (code));
}
