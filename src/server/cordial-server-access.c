/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As the official server decides it (server/topic.go, thisUserSub, anotherUserSub and replyDelSub); in one thing more strictly:
 * nobody gives more than they have.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-access.h"

#include "cordial-server-database-users.h"

/**
 * access_of_user:
 *
 * Returns: the same without what a person cannot give to whoever begins to talk with them: nothing at all, or what leaves them a
 *   way to be asked
 */
CordialAccess
access_of_user (CordialAccess access)
{
  return access == CORDIAL_ACCESS_NONE ? access : (access & CORDIAL_ACCESS_USER) | CORDIAL_ACCESS_APPROVE;
}

/* The account has no name: it is given what whoever is anonymous is given. */
static CordialAccess
default_for (Topic *topic, Session *session)
{
  return session->anonymous ? topic->anon : topic->auth;
}

/* Somebody comes who did not belong to it; what they were given before they left is theirs again, so that leaving undoes no ban. */
static int
join (Presence *presence, Topic *topic, Session *session, CordialAccess want, gboolean reader)
{
  g_autoptr (Subscription) former = database_get_subscription (topic->topics->database, topic->id, session->user);
  CordialAccess given = default_for (topic, session);

  if (reader)
    given = CORDIAL_ACCESS_READER;
  else if (former && !former->reader)
    given = former->given;
  if (!reader && topic_is_group (topic) && g_hash_table_size (topic->members) >= TOPIC_MAX_SUBSCRIBERS)
    return 422;
  if (!(given & CORDIAL_ACCESS_JOIN))
    return 403;
  if (reader)
    want = want == CORDIAL_ACCESS_UNSET ? CORDIAL_ACCESS_READER
                                        : (want & CORDIAL_ACCESS_READER) | CORDIAL_ACCESS_READ | CORDIAL_ACCESS_JOIN;
  else if (want == CORDIAL_ACCESS_UNSET)
    want = default_for (topic, session);
  topic_add_member (topic, session->user, want, given, reader);
  if (!reader)
    membership_changed (presence, topic, session->user, MEMBERSHIP_NEW, membership_of (topic, session->user),
                        session->user, session);
  return 200;
}

/* The former owner gives up what only one may have. */
static void
take_over (Presence *presence, Topic *topic, gint64 from, Session *session)
{
  Subscription *former = topic_get_member (topic, from);
  Membership before = membership_of (topic, from);

  former->want &= ~CORDIAL_ACCESS_OWNER;
  former->given &= ~CORDIAL_ACCESS_OWNER;
  topic_save_member (topic, former);
  membership_changed (presence, topic, from, before, membership_of (topic, from), session->user, NULL);
}

/**
 * access_want:
 * @want: what the person of the session wants to be able to do; UNSET: nothing is said
 * @reader: whether they say it of a channel that they read
 * @joins: whether they attach by this, which begins what they did not belong to, and undoes their own block
 */
int
access_want (Presence *presence,
             Topic *topic,
             Session *session,
             CordialAccess want,
             gboolean reader,
             gboolean joins,
             gboolean *changed)
{
  Subscription *member = topic_get_member (topic, session->user);
  Membership before;
  gint64 owner;

  *changed = FALSE;
  if (!member)
    {
      int code = joins ? join (presence, topic, session, want, reader) : 404;

      *changed = code == 200;
      return code;
    }
  before = membership_of (topic, session->user);
  owner = topic_get_owner (topic);
  if (want != CORDIAL_ACCESS_UNSET)
    {
      /* A group without an owner could not be ended by anybody. */
      if (owner == session->user && (~want & (CORDIAL_ACCESS_OWNER | CORDIAL_ACCESS_JOIN)))
        return 403;
      if (member->given & CORDIAL_ACCESS_OWNER)
        {
          if (want & CORDIAL_ACCESS_OWNER)
            member->given |= want;
        }
      else if (want & CORDIAL_ACCESS_OWNER)
        return 403;
      if (topic_is_of_two (topic))
        want = (want & CORDIAL_ACCESS_P2P) | CORDIAL_ACCESS_APPROVE;
    }
  else if (!(member->want & CORDIAL_ACCESS_JOIN))
    want = member->reader            ? CORDIAL_ACCESS_READER
           : topic_is_of_two (topic) ? member->given
                                     : member->given | default_for (topic, session);
  if (want != CORDIAL_ACCESS_UNSET)
    member->want = want;
  /* Who reads a channel and when is nobody's business. */
  if (member->reader && joins)
    {
      topic_save_member (topic, member);
      return 200;
    }
  if (!membership_is_same (before, membership_of (topic, session->user)))
    {
      if ((member->want & CORDIAL_ACCESS_OWNER) && owner != 0 && owner != session->user)
        take_over (presence, topic, owner, session);
      topic_save_member (topic, member);
      membership_changed (presence, topic, session->user, before, membership_of (topic, session->user), session->user,
                          session);
      *changed = TRUE;
    }
  if (!(member->want & CORDIAL_ACCESS_JOIN))
    {
      membership_evict (topic, session->user, FALSE, NULL);
      return 200;
    }
  return member->given & CORDIAL_ACCESS_JOIN || !joins ? 200 : 403;
}

/* Somebody is asked in. */
static int
invite (Presence *presence, Topic *topic, Session *session, gint64 user, CordialAccess given)
{
  g_autoptr (Subscription) former = database_get_subscription (topic->topics->database, topic->id, user);
  g_autoptr (User) known = database_get_user (topic->topics->database, user);
  CordialAccess want;

  if (!known)
    return 404;
  if (topic_is_group (topic) && g_hash_table_size (topic->members) >= TOPIC_MAX_SUBSCRIBERS)
    return 422;
  /* Whoever left it blocked is not asked again. */
  want = former && !former->reader ? former->want : known->auth & given;
  if (!(want & CORDIAL_ACCESS_JOIN))
    return 403;
  topic_add_member (topic, user, want, given, FALSE);
  membership_changed (presence, topic, user, MEMBERSHIP_NONE, membership_of (topic, user), session->user, session);
  return 200;
}

/**
 * access_give:
 * @user: to whom, who is asked in where they do not belong to it
 * @given: what they may do from now on; UNSET: what everybody may
 */
int
access_give (Presence *presence, Topic *topic, Session *session, gint64 user, CordialAccess given, gboolean *changed)
{
  CordialAccess own = topic_get_access (topic, session->user);
  Subscription *member = topic_get_member (topic, user);
  Membership before;
  int code = 200;

  *changed = FALSE;
  if (!(own & CORDIAL_ACCESS_SHARER))
    return 403;
  if (given != CORDIAL_ACCESS_UNSET && topic_is_of_two (topic))
    given = (given & CORDIAL_ACCESS_P2P) | CORDIAL_ACCESS_APPROVE;
  if (given != CORDIAL_ACCESS_UNSET && !(own & CORDIAL_ACCESS_ADMIN))
    return 403;
  if (given != CORDIAL_ACCESS_UNSET && (given & CORDIAL_ACCESS_OWNER) && topic_get_owner (topic) != session->user)
    return 403;
  /* Nobody gives what they have not; what the other has already stays. */
  if (given != CORDIAL_ACCESS_UNSET && !topic_is_of_two (topic) &&
      (given & ~own & ~(member ? member->given : CORDIAL_ACCESS_NONE)))
    return 403;
  if (!member || member->reader)
    {
      if (given == CORDIAL_ACCESS_UNSET)
        given = (own & CORDIAL_ACCESS_ADMIN ? topic->auth : topic->auth & own) | CORDIAL_ACCESS_JOIN;
      code = invite (presence, topic, session, user, given);
      *changed = code == 200;
      return code;
    }
  if (given == CORDIAL_ACCESS_UNSET || given == member->given)
    return 200;
  if (topic_get_owner (topic) == user && (~given & (CORDIAL_ACCESS_OWNER | CORDIAL_ACCESS_JOIN)))
    return 403;
  before = membership_of (topic, user);
  member->given = given;
  topic_save_member (topic, member);
  membership_changed (presence, topic, user, before, membership_of (topic, user), session->user, session);
  if (!(given & CORDIAL_ACCESS_JOIN))
    membership_evict (topic, user, FALSE, NULL);
  *changed = TRUE;
  return code;
}

/**
 * access_put_out:
 * @user: whom somebody else makes belong to the topic no more; 0: nobody that there is
 *
 * Returns: the code to answer with
 */
int
access_put_out (Presence *presence, Topic *topic, Session *session, gint64 user)
{
  Subscription *member;

  if (!(topic_get_access (topic, session->user) & CORDIAL_ACCESS_ADMIN) || user == 0 || user == session->user ||
      topic_is_of_two (topic))
    return 403;
  member = topic_get_member (topic, user);
  if (!member)
    return 304;
  /* Whoever blocked the group could be asked in again otherwise. */
  if (topic_get_access (topic, user) & CORDIAL_ACCESS_OWNER || !(member->want & CORDIAL_ACCESS_JOIN))
    return 403;
  membership_end (presence, topic, user, session->user, session);
  return 200;
}
