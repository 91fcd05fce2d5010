/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As the official server tells it, recorded from version 0.25.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-membership.h"

#include "cordial-server-database-users.h"
#include "cordial-server-frames.h"

/**
 * membership_tell_joined:
 * @user: who belongs to the topic from now on
 * @actor: the session that made it so, which knows
 *
 * Tells the sessions of the user that listen on "me".
 */
void
membership_tell_joined (Presence *presence, Topic *topic, gint64 user, Session *actor)
{
  Subscription *member = topic_get_member (topic, user);
  g_autofree char *name = topic_name_for (topic, user);
  g_autofree char *want = cordial_access_to_string (member->want);
  g_autofree char *given = cordial_access_to_string (member->given);
  JsonObject *difference = json_object_new ();
  JsonObject *pres = cordial_pres_new ("me", name, "acs");

  if (user != actor->user)
    {
      g_autofree char *by = cordial_user_id_to_string (actor->user);

      json_object_set_string_member (pres, "act", by);
    }
  json_object_set_string_member (difference, "want", want);
  json_object_set_string_member (difference, "given", given);
  json_object_set_object_member (pres, "dacs", difference);
  presence_tell_others (presence, user, NULL, actor, pres);
  json_object_unref (pres);
}

/**
 * membership_tell_wanted:
 * @before: what they wanted until now
 * @actor: the session of the user that made the change
 *
 * What a user wants differs from before; as Tinode writes it, such as "+P" or "-W" (server/store/types, Delta).
 */
void
membership_tell_wanted (Presence *presence, Topic *topic, CordialAccess before, Session *actor)
{
  Subscription *member = topic_get_member (topic, actor->user);
  CordialAccess more = member->want & ~before, less = before & ~member->want;
  g_autofree char *name = topic_name_for (topic, actor->user);
  g_autofree char *added = cordial_access_to_string (more);
  g_autofree char *removed = cordial_access_to_string (less);
  g_autofree char *text = g_strconcat (more ? "+" : "", more ? added : "", less ? "-" : "", less ? removed : "", NULL);
  JsonObject *difference;
  JsonObject *pres;

  if (!more && !less)
    return;
  difference = json_object_new ();
  pres = cordial_pres_new ("me", name, "acs");
  json_object_set_string_member (difference, "want", text);
  json_object_set_object_member (pres, "dacs", difference);
  presence_tell_others (presence, actor->user, NULL, actor, pres);
  json_object_unref (pres);
  if (less &
      CORDIAL_ACCESS_PRESENCE) /* from now on the other is away, wherever they are (server/topic.go, notifySubChange) */
    {
      pres = cordial_pres_new ("me", name, "off");
      presence_tell (presence, actor->user, NULL, pres);
      json_object_unref (pres);
    }
}

/**
 * membership_befriend:
 * @tell: whether they are told
 *
 * Two people have a conversation from now on.
 */
void
membership_befriend (Topics *topics, Presence *presence, gint64 user, gint64 other, gboolean tell)
{
  g_autofree char *key = topic_key_for_two (user, other);
  Topic *topic = topics_get (topics, key);
  gint64 both[] = { user, other };

  if (!topic)
    topic = topics_create (topics, key);
  for (guint i = 0; i < 2; i++)
    if (!topic_get_member (topic, both[i]))
      topic_add_member (topic, both[i], CORDIAL_ACCESS_P2P_WANT, CORDIAL_ACCESS_P2P_GIVEN);
  if (!tell)
    return;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *source = cordial_user_id_to_string (both[1 - i]);
      JsonObject *pres;

      if (i == 1)
        {
          JsonObject *difference = json_object_new ();

          json_object_set_string_member (difference, "want", "JRWPAD");
          json_object_set_string_member (difference, "given", "JRWPAD");
          pres = cordial_pres_new ("me", source, "acs");
          json_object_set_string_member (pres, "act", source);
          json_object_set_object_member (pres, "dacs", difference);
          presence_tell (presence, both[i], NULL, pres);
          json_object_unref (pres);
        }
      if (presence_is_online (presence, both[1 - i]))
        {
          pres = cordial_pres_new ("me", source, "on");
          presence_tell (presence, both[i], NULL, pres);
          json_object_unref (pres);
        }
    }
}

/**
 * membership_begin:
 * @session: whose person asks for it
 * @name: as on the wire: of somebody, or "slf"
 *
 * Returns: (transfer none) (nullable): a topic that there was not before; %NULL where nobody has that name
 */
Topic *
membership_begin (Topics *topics, Presence *presence, Session *session, const char *name)
{
  gint64 other = cordial_user_id_from_string (name);
  g_autoptr (User) known = other != 0 && other != session->user ? database_get_user (topics->database, other) : NULL;
  g_autofree char *key = NULL;
  Topic *topic = NULL;

  if (known)
    {
      membership_befriend (topics, presence, session->user, other, TRUE);
      topic = topics_find (topics, session->user, name);
    }
  else if (g_str_equal (name, "slf"))
    {
      key = topic_key_for_self (session->user);
      topic = topics_create (topics, key);
      topic_add_member (topic, session->user, CORDIAL_ACCESS_SELF, CORDIAL_ACCESS_SELF);
    }
  if (topic)
    membership_tell_joined (presence, topic, session->user, session);
  return topic;
}

/**
 * membership_put_out:
 * @actor: the session that left
 *
 * The user belongs to the topic no more: their other sessions are put out of it and told. The topic is not forgotten by
 * this; detach the actor afterwards.
 */
void
membership_put_out (Presence *presence, Topic *topic, gint64 user, Session *actor)
{
  g_autoptr (GPtrArray) sessions = g_hash_table_get_keys_as_ptr_array (topic->sessions);
  g_autofree char *name = topic_name_for (topic, user);
  JsonObject *pres = cordial_pres_new ("me", name, "gone");

  for (guint i = 0; i < sessions->len; i++)
    {
      Session *session = g_ptr_array_index (sessions, i);
      JsonObject *ctrl, *params;

      if (session == actor || session->user != user)
        continue;
      topic_put_out (topic, session);
      ctrl = cordial_ctrl_new (NULL, name, 205, "evicted");
      params = json_object_new ();
      json_object_set_boolean_member (params, "unsub", TRUE);
      json_object_set_object_member (ctrl, "params", params);
      session_send (session, "ctrl", ctrl);
    }
  presence_tell_others (presence, user, NULL, actor, pres);
  json_object_unref (pres);
}
