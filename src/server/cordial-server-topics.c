/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A topic is read from the database when somebody needs it, and forgotten when nobody does.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-topics.h"

#include <string.h>

static void
forget (gpointer data)
{
  Topic *topic = data;
  GHashTableIter iter;
  gpointer session;

  g_hash_table_iter_init (&iter, topic->sessions);
  while (g_hash_table_iter_next (&iter, &session, NULL))
    g_hash_table_remove (((Session *) session)->attached, topic);
  g_hash_table_unref (topic->sessions);
  g_hash_table_unref (topic->members);
  g_hash_table_unref (topic->readers);
  g_free (topic->public_json);
  g_free (topic->tags);
  topic_end_call (topic);
  g_free (topic->aux_json);
  g_free (topic->key);
  g_free (topic);
}

Topics *
topics_new (Database *database)
{
  Topics *self = g_new0 (Topics, 1);

  self->database = database;
  self->in_use = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, forget);
  return self;
}

void
topics_free (Topics *self)
{
  g_hash_table_unref (self->in_use);
  g_free (self);
}

/**
 * topics_forget_all:
 *
 * What is held in memory is not what is on disk: everybody is detached, and topics are read again.
 */
void
topics_forget_all (Topics *self)
{
  g_hash_table_remove_all (self->in_use);
}

static Topic *
load (Topics *self, TopicRow *row)
{
  Topic *topic = g_new0 (Topic, 1);
  g_autoptr (GPtrArray) members = database_list_subscriptions (self->database, row->id);

  topic->topics = self;
  topic->id = row->id;
  topic->key = g_strdup (row->key);
  topic->seq = row->seq;
  topic->deletions = row->deletions;
  topic->created_ms = row->created_ms;
  topic->updated_ms = row->updated_ms;
  topic->touched_ms = row->touched_ms;
  topic->public_json = g_strdup (row->public_json);
  topic->auth = row->auth;
  topic->anon = row->anon;
  topic->tags = g_strdup (row->tags);
  topic->aux_json = g_strdup (row->aux_json);
  topic->channel = row->channel;
  topic->sessions = g_hash_table_new (NULL, NULL);
  topic->members = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) subscription_free);
  topic->readers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) subscription_free);
  g_ptr_array_set_free_func (members, NULL);
  for (guint i = 0; i < members->len; i++)
    {
      Subscription *member = g_ptr_array_index (members, i);

      g_hash_table_insert (topic->members, &member->user, member);
    }
  g_hash_table_insert (self->in_use, topic->key, topic);
  return topic;
}

Topic *
topics_get (Topics *self, const char *key)
{
  Topic *topic = g_hash_table_lookup (self->in_use, key);
  g_autoptr (TopicRow) row = NULL;

  if (topic)
    return topic;
  row = database_get_topic (self->database, key);
  return row ? load (self, row) : NULL;
}

gboolean
topics_is_in_use (Topics *self, const char *key)
{
  Topic *topic = g_hash_table_lookup (self->in_use, key);

  return topic && g_hash_table_size (topic->sessions) > 0;
}

/**
 * topics_create:
 * @auth: what whoever comes is given
 * @anon: the same for those without a name
 *
 * Returns: (transfer none) (nullable): a topic without members; %NULL where it cannot be written
 */
Topic *
topics_create (Topics *self, const char *key, CordialAccess auth, CordialAccess anon, gboolean channel)
{
  database_add_topic (self->database, key, auth, anon, channel);
  return topics_get (self, key);
}

/**
 * topics_end:
 *
 * Deletes it, with its messages and members.
 */
void
topics_end (Topic *topic)
{
  database_delete_topic (topic->topics->database, topic->id);
  g_hash_table_remove (topic->topics->in_use, topic->key);
}

/* --- Names ------------------------------------------------------------------------------------------------------- */

char *
topic_key_for_two (gint64 a, gint64 b)
{
  return g_strdup_printf ("p2p%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", MIN (a, b), MAX (a, b));
}

char *
topic_key_for_self (gint64 user)
{
  return g_strdup_printf ("slf%016" G_GINT64_MODIFIER "x", user);
}

gboolean
topic_key_is_of_two (const char *key)
{
  return g_str_has_prefix (key, "p2p");
}

/**
 * topic_key_other:
 *
 * Returns: with whom the user talks there, 0 where it is no conversation of two
 */
gint64
topic_key_other (const char *key, gint64 user)
{
  gint64 low, high;
  g_autofree char *first = NULL;

  if (!topic_key_is_of_two (key))
    return 0;
  first = g_strndup (key + 3, 16);
  low = (gint64) g_ascii_strtoull (first, NULL, 16);
  high = (gint64) g_ascii_strtoull (key + 19, NULL, 16);
  return low == user ? high : low;
}

/**
 * topic_key_name_for:
 * @reader: whether they read it as a channel
 *
 * Returns: (transfer full): what this user calls the topic
 */
char *
topic_key_name_for (const char *key, gint64 user, gboolean reader)
{
  if (reader)
    return g_strconcat ("chn", key + 3, NULL);
  if (topic_key_is_of_two (key))
    return cordial_user_id_to_string (topic_key_other (key, user));
  if (g_str_has_prefix (key, "slf"))
    return g_strdup ("slf");
  return g_strdup (key);
}

gboolean
topic_is_of_two (Topic *topic)
{
  return topic_key_is_of_two (topic->key);
}

gboolean
topic_is_group (Topic *topic)
{
  return g_str_has_prefix (topic->key, "grp");
}

gboolean
topic_is_of_self (Topic *topic)
{
  return g_str_has_prefix (topic->key, "slf");
}

gint64
topic_other (Topic *topic, gint64 user)
{
  return topic_key_other (topic->key, user);
}

char *
topic_name_for (Topic *topic, gint64 user)
{
  Subscription *member = topic_get_member (topic, user);

  return topic_key_name_for (topic->key, user, member && member->reader);
}

/**
 * topics_find:
 * @user: who says the name
 * @name: as on the wire; "usr…" is a conversation of two, "chn…" a channel, or a group that is none
 *
 * Returns: (transfer none) (nullable): the topic that is meant, if there is one
 */
Topic *
topics_find (Topics *self, gint64 user, const char *name)
{
  gint64 other = cordial_user_id_from_string (name);
  g_autofree char *key = NULL;

  if (other != 0 && other != user)
    key = topic_key_for_two (user, other);
  else if (g_strcmp0 (name, "slf") == 0)
    key = topic_key_for_self (user);
  else if (g_str_has_prefix (name, "chn"))
    key = g_strconcat ("grp", name + 3, NULL);
  return key || g_str_has_prefix (name, "grp") ? topics_get (self, key ? key : name) : NULL;
}

/* --- Members ----------------------------------------------------------------------------------------------------- */

/**
 * topic_get_member:
 *
 * Returns: (transfer none) (nullable): of a member, or a reader of the channel
 */
Subscription *
topic_get_member (Topic *topic, gint64 user)
{
  Subscription *member = g_hash_table_lookup (topic->members, &user);
  g_autoptr (Subscription) reader = NULL;

  if (!member && topic->channel)
    member = g_hash_table_lookup (topic->readers, &user);
  if (member || !topic->channel)
    return member;
  reader = database_get_subscription (topic->topics->database, topic->id, user);
  if (!reader || reader->gone_ms > 0 || !reader->reader)
    return NULL;
  member = g_steal_pointer (&reader);
  g_hash_table_replace (topic->readers, &member->user, member);
  return member;
}

CordialAccess
topic_get_access (Topic *topic, gint64 user)
{
  Subscription *member = topic_get_member (topic, user);

  return member ? member->want & member->given : CORDIAL_ACCESS_NONE;
}

/**
 * topic_get_owner:
 *
 * Returns: whose it is, 0 where it is nobody's
 */
gint64
topic_get_owner (Topic *topic)
{
  GHashTableIter iter;
  Subscription *member;

  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (member->want & member->given & CORDIAL_ACCESS_OWNER)
      return member->user;
  return 0;
}

/**
 * topic_add_member:
 * @reader: whether they only read the channel
 *
 * Returns: (transfer none): of somebody new, or who comes back
 */
Subscription *
topic_add_member (Topic *topic, gint64 user, CordialAccess want, CordialAccess given, gboolean reader)
{
  Subscription *member = g_new0 (Subscription, 1);

  member->topic = topic->id;
  member->user = user;
  member->want = want;
  member->given = given;
  member->reader = reader;
  if (!reader)
    g_hash_table_remove (topic->readers, &user);
  topic_save_member (topic, member);
  g_hash_table_replace (reader ? topic->readers : topic->members, &member->user, member);
  return member;
}

void
topic_save_member (Topic *topic, Subscription *member)
{
  member->updated_ms = cordial_time_now_ms ();
  database_save_subscription (topic->topics->database, member);
}

/**
 * topic_remove_member:
 *
 * They belong to it no more; what they were given is remembered.
 */
void
topic_remove_member (Topic *topic, gint64 user)
{
  Subscription *member = topic_get_member (topic, user);

  if (!member)
    return;
  member->gone_ms = cordial_time_now_ms ();
  topic_save_member (topic, member);
  g_hash_table_remove (member->reader ? topic->readers : topic->members, &user);
}

GPtrArray *
topic_list_present_readers (Topic *topic)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GPtrArray *readers = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer session;

  if (!topic->channel)
    return readers;
  g_hash_table_iter_init (&iter, topic->sessions);
  while (g_hash_table_iter_next (&iter, &session, NULL))
    {
      Subscription *member = topic_get_member (topic, ((Session *) session)->user);

      if (member && member->reader && g_hash_table_add (seen, member))
        g_ptr_array_add (readers, member);
    }
  return readers;
}

gboolean
topic_has_session_of (Topic *topic, gint64 user)
{
  GHashTableIter iter;
  gpointer session;

  g_hash_table_iter_init (&iter, topic->sessions);
  while (g_hash_table_iter_next (&iter, &session, NULL))
    if (((Session *) session)->user == user)
      return TRUE;
  return FALSE;
}

/**
 * subscription_wants_presence:
 *
 * On "me" those hear of a topic who have the permission P there; that they belong to it, or do not any more, and that it
 * changed, the others hear, too (server/pres.go, presOfflineFilter).
 */
gboolean
subscription_wants_presence (const Subscription *member)
{
  return (member->want & member->given & CORDIAL_ACCESS_PRESENCE) != 0;
}

/* --- Sessions ---------------------------------------------------------------------------------------------------- */

void
topic_attach (Topic *topic, Session *session)
{
  g_hash_table_add (topic->sessions, session);
  g_hash_table_add (session->attached, topic);
}

/**
 * topic_put_out:
 *
 * The session hears of the topic no more. The topic stays in use for now: see topic_rest().
 */
void
topic_put_out (Topic *topic, Session *session)
{
  g_hash_table_remove (topic->sessions, session);
  g_hash_table_remove (session->attached, topic);
}

/**
 * topic_rest:
 *
 * Nobody may use the topic after this without finding it again: it is forgotten where no session is attached.
 */
void
topic_rest (Topic *topic)
{
  if (g_hash_table_size (topic->sessions) == 0)
    g_hash_table_remove (topic->topics->in_use, topic->key);
}

/* Nothing is known of it any more. */
void
topic_end_call (Topic *topic)
{
  g_free (topic->call.mime);
  g_free (topic->call.content);
  topic->call = (TopicCall) { 0 };
}
