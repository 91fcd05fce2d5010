/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As the official server tells it, recorded from version 0.25 (server/topic.go, notifySubChange and evictUser).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-membership.h"

#include "cordial-server-frames.h"

Membership
membership_of (Topic *topic, gint64 user)
{
  Subscription *member = topic_get_member (topic, user);

  return member ? (Membership) { member->want, member->given } : MEMBERSHIP_NONE;
}

gboolean
membership_is_same (Membership a, Membership b)
{
  return a.want == b.want && a.given == b.given;
}

/**
 * membership_is_up:
 *
 * Returns: whether the topic is online for the user: the other one is, or somebody is attached to it
 */
gboolean
membership_is_up (Presence *presence, Topic *topic, gint64 user)
{
  if (topic_is_of_two (topic))
    return presence_is_online (presence, topic_other (topic, user));
  return topic_is_group (topic) && g_hash_table_size (topic->sessions) > 0;
}

static void
set_user (JsonObject *pres, const char *member, gint64 user)
{
  g_autofree char *id = cordial_user_id_to_string (user);

  json_object_set_string_member (pres, member, id);
}

static JsonObject *
acs_new (const char *topic, const char *source, Membership before, Membership after)
{
  JsonObject *pres = cordial_pres_new (topic, source, "acs");
  JsonObject *difference = json_object_new ();
  g_autofree char *want = cordial_access_difference (before.want, after.want);
  g_autofree char *given = cordial_access_difference (before.given, after.given);

  if (*want)
    json_object_set_string_member (difference, "want", want);
  if (*given)
    json_object_set_string_member (difference, "given", given);
  json_object_set_object_member (pres, "dacs", difference);
  return pres;
}

/* On "me", to the sessions of one person that listen there. */
static void
tell (Presence *presence, Topic *topic, gint64 user, const char *name, const char *what, Session *session)
{
  g_autofree char *own_name = name ? NULL : topic_name_for (topic, user);
  g_autoptr (JsonObject) pres = cordial_pres_new ("me", name ? name : own_name, what);

  presence_tell_others (presence, user, NULL, session, pres);
}

/* To those who let people in, where they are attached; where there is something to decide, to all on "me" as well. */
static void
tell_members_of_change (Presence *presence,
                        Topic *topic,
                        gint64 user,
                        Membership before,
                        Membership after,
                        gint64 actor,
                        Session *session)
{
  Audience audience = { CORDIAL_ACCESS_SHARER, 0, user, session };
  g_autofree char *id = cordial_user_id_to_string (user);
  g_autoptr (JsonObject) pres = acs_new ("", id, before, after);
  GHashTableIter iter;
  Subscription *member;

  if (actor != user)
    set_user (pres, "act", actor);
  presence_tell_attached (topic, pres, &audience);
  if (after.want == CORDIAL_ACCESS_UNSET ||
      !((after.want & ~after.given & CORDIAL_ACCESS_ALL) != 0 || before.want == CORDIAL_ACCESS_NONE))
    return;
  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    {
      g_autofree char *name = NULL;
      g_autoptr (JsonObject) line = NULL;

      if (member->user == user)
        continue;
      name = topic_name_for (topic, member->user);
      line = acs_new ("me", name, before, after);
      set_user (line, "tgt", user);
      if (actor != member->user)
        set_user (line, "act", actor);
      presence_tell_others (presence, member->user, topic, session, line);
    }
}

static void
tell_gone (Presence *presence, Topic *topic, gint64 user, Session *session)
{
  g_autofree char *id = cordial_user_id_to_string (user);

  if (topic_is_of_two (topic))
    {
      tell (presence, topic, user, NULL, "gone", session);
      if (topic_get_member (topic, topic_other (topic, user)))
        tell (presence, topic, topic_other (topic, user), id, "off", NULL);
    }
  else if (topic_is_group (topic))
    {
      Subscription *member = topic_get_member (topic, user);

      if (!member || !member->reader)
        {
          Audience audience = { CORDIAL_ACCESS_SHARER, 0, user, session };
          g_autoptr (JsonObject) pres = cordial_pres_new ("", id, "off");

          presence_tell_attached (topic, pres, &audience);
          tell (presence, topic, user, NULL, "gone", session);
        }
    }
}

/**
 * membership_changed:
 * @before: what the user had until now
 * @after: what they have from now on; %MEMBERSHIP_NONE where they are about to leave
 * @actor: who made the change
 * @session: (nullable): where it was made, which knows
 *
 * Tells those who let people in, and the user.
 */
void
membership_changed (Presence *presence,
                    Topic *topic,
                    gint64 user,
                    Membership before,
                    Membership after,
                    gint64 actor,
                    Session *session)
{
  gboolean wanted = before.want & before.given & CORDIAL_ACCESS_PRESENCE;
  gboolean wants = after.want & after.given & CORDIAL_ACCESS_PRESENCE;
  Subscription *member = topic_get_member (topic, user);
  Audience audience = { CORDIAL_ACCESS_NONE, user, 0, session };
  g_autofree char *name = topic_name_for (topic, user);
  g_autoptr (JsonObject) direct = NULL;
  g_autoptr (JsonObject) pres = NULL;

  tell_members_of_change (presence, topic, user, before, after, actor, session);
  if (after.want == CORDIAL_ACCESS_UNSET)
    {
      tell_gone (presence, topic, user, session);
      return;
    }
  if (!(member && member->reader) && membership_is_up (presence, topic, user))
    {
      if (wanted && !wants)
        tell (presence, topic, user, NULL, "off", NULL);
      else if (wants && !wanted && topic_is_group (topic))
        tell (presence, topic, user, NULL, "on", NULL);
    }
  direct = acs_new ("", NULL, before, after);
  presence_tell_attached (topic, direct, &audience);
  pres = acs_new ("me", name, before, after);
  if (actor != user)
    set_user (pres, "act", actor);
  presence_tell_others (presence, user, topic, session, pres);
}

/**
 * membership_tell_joined:
 * @actor: who made it so
 * @session: (nullable): where, which knows
 *
 * The user has one topic more.
 */
void
membership_tell_joined (Presence *presence, Topic *topic, gint64 user, gint64 actor, Session *session)
{
  g_autofree char *name = topic_name_for (topic, user);
  g_autoptr (JsonObject) pres = acs_new ("me", name, MEMBERSHIP_NEW, membership_of (topic, user));

  if (actor != user)
    set_user (pres, "act", actor);
  presence_tell_others (presence, user, NULL, session, pres);
}

/**
 * membership_tell_met:
 * @user: who began to talk with the other, or does again
 *
 * Each hears whether the other is there.
 */
void
membership_tell_met (Presence *presence, Topic *topic, gint64 user)
{
  gint64 both[] = { user, topic_other (topic, user) };

  for (guint i = 0; i < 2; i++)
    if (topic_get_access (topic, both[i]) & CORDIAL_ACCESS_PRESENCE && presence_is_online (presence, both[1 - i]))
      tell (presence, topic, both[i], NULL, "on", NULL);
}

/**
 * membership_evict:
 * @gone: whether they do not belong to it any more
 * @except: (nullable): a session that knows
 *
 * The user's sessions are attached no more, and told. The topic is not forgotten by this.
 */
void
membership_evict (Topic *topic, gint64 user, gboolean gone, Session *except)
{
  g_autoptr (GPtrArray) sessions = g_hash_table_get_keys_as_ptr_array (topic->sessions);
  /* A channel is told by its own name there. */
  g_autofree char *name = topic_key_name_for (topic->key, user, FALSE);

  for (guint i = 0; i < sessions->len; i++)
    {
      Session *session = g_ptr_array_index (sessions, i);
      JsonObject *ctrl, *params;

      if (session->user != user)
        continue;
      topic_put_out (topic, session);
      if (session == except)
        continue;
      ctrl = cordial_ctrl_new (NULL, name, 205, "evicted");
      params = json_object_new ();
      json_object_set_boolean_member (params, "unsub", gone);
      json_object_set_object_member (ctrl, "params", params);
      session_send (session, "ctrl", ctrl);
    }
}

/**
 * membership_end:
 * @actor: who ends it
 * @session: (nullable): where
 *
 * The user belongs to the topic no more. A conversation of two that nobody belongs to is no more, either: the topic must not be
 * used after this without finding it again.
 */
void
membership_end (Presence *presence, Topic *topic, gint64 user, gint64 actor, Session *session)
{
  membership_changed (presence, topic, user, membership_of (topic, user), MEMBERSHIP_NONE, actor, session);
  membership_evict (topic, user, TRUE, session && session->user == user ? session : NULL);
  topic_remove_member (topic, user);
  if (topic_is_of_two (topic) && g_hash_table_size (topic->members) == 0)
    topics_end (topic);
  else
    topic_rest (topic);
}

/* --- Attached ---------------------------------------------------------------------------------------------------- */

static void
tell_members (Presence *presence, Topic *topic, const char *what)
{
  GHashTableIter iter;
  Subscription *member;

  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (subscription_wants_presence (member))
      tell (presence, topic, member->user, topic->key, what, NULL);
}

/**
 * membership_attach:
 *
 * The session hears what is said there from now on. In a group that is told: to those on "me" that there is somebody, to those
 * who are attached who came.
 */
void
membership_attach (Presence *presence, Topic *topic, Session *session)
{
  Subscription *member = topic_get_member (topic, session->user);
  gboolean first = g_hash_table_size (topic->sessions) == 0;
  gboolean comes = !topic_has_session_of (topic, session->user);

  topic_attach (topic, session);
  if (!topic_is_group (topic) || !member || member->reader)
    return;
  if (first)
    tell_members (presence, topic, "on");
  else if (comes)
    {
      Audience audience = { CORDIAL_ACCESS_READ, 0, 0, session };
      g_autofree char *id = cordial_user_id_to_string (session->user);
      g_autoptr (JsonObject) pres = cordial_pres_new ("", id, "on");

      presence_tell_attached (topic, pres, &audience);
    }
}

/**
 * membership_detach:
 *
 * The opposite. Nobody may use the topic after this without finding it again.
 */
void
membership_detach (Presence *presence, Topic *topic, Session *session)
{
  Subscription *member = topic_get_member (topic, session->user);
  gboolean tells = topic_is_group (topic) && member && !member->reader;

  topic_put_out (topic, session);
  if (tells && g_hash_table_size (topic->sessions) == 0)
    tell_members (presence, topic, "off");
  else if (tells && !topic_has_session_of (topic, session->user))
    {
      Audience audience = { CORDIAL_ACCESS_READ, 0, 0, NULL };
      g_autofree char *id = cordial_user_id_to_string (session->user);
      g_autoptr (JsonObject) pres = cordial_pres_new ("", id, "off");

      presence_tell_attached (topic, pres, &audience);
    }
  topic_rest (topic);
}

void
membership_detach_all (Presence *presence, Session *session)
{
  g_autoptr (GPtrArray) topics = g_hash_table_get_keys_as_ptr_array (session->attached);

  for (guint i = 0; i < topics->len; i++)
    membership_detach (presence, g_ptr_array_index (topics, i), session);
}
