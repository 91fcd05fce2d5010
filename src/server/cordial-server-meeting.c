/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each may do in a conversation is what the other gives to whoever comes (server/init_topic.go, initTopicP2P and
 * initTopicSlf).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-meeting.h"

#include "cordial-server-accounts.h"

/* Whoever approves cannot lose that: the other could not be let in again. */
static CordialAccess
bounded (CordialAccess access)
{
  return (access & CORDIAL_ACCESS_P2P) | CORDIAL_ACCESS_APPROVE;
}

/* The members that there are not yet: the one who begins, and where the other was never there or left, the other. */
static gboolean
complete (Topic *topic, const User *self, const User *other, const Wish *wish)
{
  Subscription *own = topic_get_member (topic, self->id);
  gboolean other_is_new = topic_get_member (topic, other->id) == NULL;
  CordialAccess given_to_self = accounts_is_anonymous (self) ? other->anon : other->auth;
  CordialAccess given_to_other = self->auth;
  CordialAccess own_want = CORDIAL_ACCESS_UNSET;

  if (!other_is_new)
    given_to_other = topic_get_member (topic, other->id)->given;
  else if (wish->given != CORDIAL_ACCESS_UNSET)
    given_to_other = wish->given;
  if (other_is_new)
    {
      given_to_other = bounded (given_to_other);
      topic_add_member (topic, other->id, bounded (given_to_self), given_to_other, FALSE);
    }
  if (!own)
    {
      own_want = wish->want == CORDIAL_ACCESS_UNSET ? given_to_other : bounded (wish->want) | CORDIAL_ACCESS_JOIN;
      own = topic_add_member (topic, self->id, own_want, given_to_self, FALSE);
      own->private_json = g_strdup (wish->private_json);
      topic_save_member (topic, own);
    }
  return other_is_new;
}

/**
 * meeting_begin:
 * @session: (nullable): where it is begun, which knows
 * @code: (out): 404 where there is nobody of that number, 403 where they want nobody to begin
 *
 * @user begins to talk with @other, or does again.
 *
 * Returns: (transfer none) (nullable): their topic
 */
Topic *
meeting_begin (Topics *topics,
               Presence *presence,
               gint64 user,
               gint64 other,
               const Wish *wish,
               Session *session,
               int *code)
{
  g_autoptr (User) self = database_get_user (topics->database, user);
  g_autoptr (User) peer = other != user ? database_get_user (topics->database, other) : NULL;
  g_autofree char *key = topic_key_for_two (user, other);
  Topic *topic;
  gboolean comes_back, other_is_new;

  *code = 404;
  if (!self || !peer)
    return NULL;
  topic = topics_get (topics, key);
  comes_back = topic && g_hash_table_size (topic->sessions) > 0;
  if (!topic)
    topic = topics_create (topics, key, CORDIAL_ACCESS_NONE, CORDIAL_ACCESS_NONE, FALSE);
  other_is_new = complete (topic, self, peer, wish);
  if (!(topic_get_member (topic, user)->given & CORDIAL_ACCESS_JOIN))
    {
      *code = 403;
      return NULL;
    }
  if (other_is_new)
    membership_tell_joined (presence, topic, other, user, NULL);
  /* The other one is attached, and hears there that somebody is back. */
  if (comes_back)
    membership_changed (presence, topic, user, MEMBERSHIP_NEW, membership_of (topic, user), user, session);
  else
    membership_tell_joined (presence, topic, user, user, session);
  membership_tell_met (presence, topic, user);
  *code = 200;
  return topic;
}

/**
 * meeting_befriend:
 *
 * Two people have a conversation from now on; nobody is told.
 */
void
meeting_befriend (Topics *topics, gint64 user, gint64 other)
{
  g_autoptr (User) self = database_get_user (topics->database, user);
  g_autoptr (User) peer = database_get_user (topics->database, other);
  g_autofree char *key = topic_key_for_two (user, other);
  Topic *topic = topics_get (topics, key);

  if (!topic)
    topic = topics_create (topics, key, CORDIAL_ACCESS_NONE, CORDIAL_ACCESS_NONE, FALSE);
  if (self && peer)
    complete (topic, self, peer, &WISH_NONE);
}

/**
 * meeting_begin_notes:
 *
 * Returns: (transfer none): what somebody writes for themselves, which was not there before
 */
Topic *
meeting_begin_notes (Topics *topics, Presence *presence, gint64 user, const Wish *wish, Session *session)
{
  g_autofree char *key = topic_key_for_self (user);
  Topic *topic = topics_create (topics, key, CORDIAL_ACCESS_SELF, CORDIAL_ACCESS_NONE, FALSE);
  Subscription *own = topic_add_member (topic, user, CORDIAL_ACCESS_SELF, CORDIAL_ACCESS_SELF, FALSE);

  own->private_json = g_strdup (wish->private_json);
  topic_save_member (topic, own);
  membership_tell_joined (presence, topic, user, user, session);
  return topic;
}
