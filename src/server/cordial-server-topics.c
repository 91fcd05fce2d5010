/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Topics in use: who belongs to one, who is attached to it, and who hears what of it. A topic is read from the database when
 * somebody needs it and forgotten when nobody does.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-private.h"

#include <string.h>

/* --- Topics ------------------------------------------------------------------------------------------------------ */

void
topic_forget (Topic *topic)
{
  GHashTableIter iter;
  gpointer session;

  g_hash_table_iter_init (&iter, topic->sessions);
  while (g_hash_table_iter_next (&iter, &session, NULL))
    g_hash_table_remove (((Session *) session)->attached, topic);
  g_hash_table_unref (topic->sessions);
  g_hash_table_unref (topic->members);
  g_free (topic->public_json);
  g_free (topic->key);
  g_free (topic);
}

static Topic *
topic_load (Server *server, TopicRow *row)
{
  Topic *topic = g_new0 (Topic, 1);
  g_autoptr (GPtrArray) members = database_list_subscriptions (server->database, row->id);

  topic->server = server;
  topic->id = row->id;
  topic->key = g_strdup (row->key);
  topic->seq = row->seq;
  topic->deletions = row->deletions;
  topic->created_ms = row->created_ms;
  topic->updated_ms = row->updated_ms;
  topic->touched_ms = row->touched_ms;
  topic->public_json = g_strdup (row->public_json);
  topic->sessions = g_hash_table_new (NULL, NULL);
  topic->members = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) subscription_free);
  g_ptr_array_set_free_func (members, NULL);
  for (guint i = 0; i < members->len; i++)
    {
      Subscription *member = g_ptr_array_index (members, i);

      g_hash_table_insert (topic->members, &member->user, member);
    }
  g_hash_table_insert (server->topics, g_strdup (topic->key), topic);
  return topic;
}

/* (nullable): a topic that exists */
Topic *
topic_ensure (Server *server, const char *key)
{
  Topic *topic = g_hash_table_lookup (server->topics, key);
  g_autoptr (TopicRow) row = NULL;

  if (topic)
    return topic;
  row = database_get_topic (server->database, key);
  return row ? topic_load (server, row) : NULL;
}

static Topic *
topic_create (Server *server, const char *key)
{
  g_autoptr (TopicRow) row = NULL;

  database_add_topic (server->database, key, NULL);
  row = database_get_topic (server->database, key);
  return row ? topic_load (server, row) : NULL;
}

static char *
p2p_key (gint64 a, gint64 b)
{
  return g_strdup_printf ("p2p%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", MIN (a, b), MAX (a, b));
}

gint64
topic_other (Topic *topic, gint64 user)
{
  gint64 low, high;
  g_autofree char *first = NULL;

  if (!g_str_has_prefix (topic->key, "p2p"))
    return 0;
  first = g_strndup (topic->key + 3, 16);
  low = (gint64) g_ascii_strtoull (first, NULL, 16);
  high = (gint64) g_ascii_strtoull (topic->key + 19, NULL, 16);
  return low == user ? high : low;
}

/* (transfer full): what this user calls the topic */
char *
topic_name_for (Topic *topic, gint64 user)
{
  if (g_str_has_prefix (topic->key, "p2p"))
    return cordial_user_id_to_string (topic_other (topic, user));
  if (g_str_has_prefix (topic->key, "slf"))
    return g_strdup ("slf");
  return g_strdup (topic->key);
}

Subscription *
topic_get_member (Topic *topic, gint64 user)
{
  return g_hash_table_lookup (topic->members, &user);
}

CordialAccess
topic_get_access (Topic *topic, gint64 user)
{
  Subscription *member = topic_get_member (topic, user);

  return member ? member->want & member->given : CORDIAL_ACCESS_NONE;
}

Subscription *
topic_add_member (Topic *topic, gint64 user, CordialAccess want, CordialAccess given)
{
  Subscription *member = g_new0 (Subscription, 1);

  member->topic = topic->id;
  member->user = user;
  member->want = want;
  member->given = given;
  member->updated_ms = cordial_time_now_ms ();
  database_save_subscription (topic->server->database, member);
  g_hash_table_replace (topic->members, &member->user, member);
  return member;
}

void
topic_remove_member (Topic *topic, gint64 user)
{
  database_delete_subscription (topic->server->database, topic->id, user);
  g_hash_table_remove (topic->members, &user);
}

/* On "me" those hear of a topic who have the permission P there; that they belong to it, or do not any more, and that
 * it changed, the others hear, too (server/pres.go, presOfflineFilter). */
static gboolean
wants_presence (const Subscription *member)
{
  return (member->want & member->given & CORDIAL_ACCESS_PRESENCE) != 0;
}

/**
 * topic_tell_joined:
 * @user: who belongs to the topic from now on
 * @actor: the session that made it so, which knows
 *
 * Tells the sessions of the user that listen on "me".
 */
void
topic_tell_joined (Topic *topic, gint64 user, Session *actor)
{
  Subscription *member = topic_get_member (topic, user);
  g_autofree char *name = topic_name_for (topic, user);
  g_autofree char *want = cordial_access_to_string (member->want);
  g_autofree char *given = cordial_access_to_string (member->given);
  JsonObject *difference = json_object_new ();
  JsonObject *pres = pres_new ("me", name, "acs");

  if (user != actor->user)
    {
      g_autofree char *by = cordial_user_id_to_string (actor->user);

      json_object_set_string_member (pres, "act", by);
    }
  json_object_set_string_member (difference, "want", want);
  json_object_set_string_member (difference, "given", given);
  json_object_set_object_member (pres, "dacs", difference);
  presence_tell_others (topic->server, user, NULL, actor, pres);
  json_object_unref (pres);
}

/* What a user wants differs from before; as Tinode writes it, such as "+P" or "-W" (server/store/types, Delta). */
void
topic_tell_wanted (Topic *topic, CordialAccess before, Session *actor)
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
  pres = pres_new ("me", name, "acs");
  json_object_set_string_member (difference, "want", text);
  json_object_set_object_member (pres, "dacs", difference);
  presence_tell_others (topic->server, actor->user, NULL, actor, pres);
  json_object_unref (pres);
  if (less &
      CORDIAL_ACCESS_PRESENCE) /* from now on the other is away, wherever they are (server/topic.go, notifySubChange) */
    {
      pres = pres_new ("me", name, "off");
      presence_tell (topic->server, actor->user, NULL, pres);
      json_object_unref (pres);
    }
}

/* The topic that a session means by a name; "usr…" is a conversation of two. */
Topic *
topic_from_name (Session *session, const char *name, gboolean create)
{
  Server *server = session->server;
  gint64 other = cordial_user_id_from_string (name);
  g_autofree char *key = NULL;
  g_autoptr (User) user = NULL;
  Topic *topic;

  if (other != 0 && other != session->user)
    key = p2p_key (session->user, other);
  else if (g_strcmp0 (name, "slf") == 0)
    key = g_strdup_printf ("slf%016" G_GINT64_MODIFIER "x", session->user);
  else if (g_str_has_prefix (name, "grp"))
    key = g_strdup (name);
  else
    return NULL;

  topic = topic_ensure (server, key);
  if (topic || !create)
    return topic;
  if (other != 0)
    {
      user = database_get_user (server->database, other);
      if (!user)
        return NULL;
      topic_befriend (server, session->user, other, TRUE);
      topic = topic_ensure (server, key);
      topic_tell_joined (topic, session->user, session);
      return topic;
    }
  if (g_str_has_prefix (key, "slf"))
    {
      topic = topic_create (server, key);
      topic_add_member (topic, session->user, CORDIAL_ACCESS_SELF, CORDIAL_ACCESS_SELF);
      topic_tell_joined (topic, session->user, session);
      return topic;
    }
  return NULL;
}

/* Two people have a conversation from now on. */
void
topic_befriend (Server *server, gint64 user, gint64 other, gboolean tell)
{
  g_autofree char *key = p2p_key (user, other);
  Topic *topic = topic_ensure (server, key);
  gint64 both[] = { user, other };

  if (!topic)
    topic = topic_create (server, key);
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
          pres = pres_new ("me", source, "acs");
          json_object_set_string_member (pres, "act", source);
          json_object_set_object_member (pres, "dacs", difference);
          presence_tell (server, both[i], NULL, pres);
          json_object_unref (pres);
        }
      if (presence_is_online (server, both[1 - i]))
        {
          pres = pres_new ("me", source, "on");
          presence_tell (server, both[i], NULL, pres);
          json_object_unref (pres);
        }
    }
}

void
topic_attach (Topic *topic, Session *session)
{
  g_hash_table_add (topic->sessions, session);
  g_hash_table_add (session->attached, topic);
}

void
topic_detach (Topic *topic, Session *session)
{
  g_hash_table_remove (topic->sessions, session);
  g_hash_table_remove (session->attached, topic);
  if (g_hash_table_size (topic->sessions) == 0)
    g_hash_table_remove (topic->server->topics, topic->key);
}

/**
 * topic_put_out:
 * @actor: the session that left
 *
 * The user belongs to the topic no more: their other sessions are put out of it and told. The topic is not forgotten by
 * this; detach the actor afterwards.
 */
void
topic_put_out (Topic *topic, gint64 user, Session *actor)
{
  g_autoptr (GPtrArray) sessions = g_hash_table_get_keys_as_ptr_array (topic->sessions);
  g_autofree char *name = topic_name_for (topic, user);
  JsonObject *pres = pres_new ("me", name, "gone");

  for (guint i = 0; i < sessions->len; i++)
    {
      Session *session = g_ptr_array_index (sessions, i);
      JsonObject *ctrl, *params;

      if (session == actor || session->user != user)
        continue;
      g_hash_table_remove (topic->sessions, session);
      g_hash_table_remove (session->attached, topic);
      ctrl = cordial_ctrl_new (NULL, name, 205, "evicted");
      params = json_object_new ();
      json_object_set_boolean_member (params, "unsub", TRUE);
      json_object_set_object_member (ctrl, "params", params);
      session_send (session, "ctrl", ctrl);
    }
  presence_tell_others (topic->server, user, NULL, actor, pres);
  json_object_unref (pres);
}

/* --- Messages and notes ------------------------------------------------------------------------------------------ */

static JsonObject *
data_new (Topic *topic, gint64 user, gint64 seq, gint64 sender, gint64 time_ms, const char *head, const char *content)
{
  JsonObject *data = json_object_new ();
  g_autofree char *name = topic_name_for (topic, user);
  g_autofree char *from = cordial_user_id_to_string (sender);

  json_object_set_string_member (data, "topic", name);
  json_object_set_string_member (data, "from", from);
  cordial_object_set_time (data, "ts", time_ms);
  json_object_set_int_member (data, "seq", seq);
  cordial_object_set_json (data, "head", head);
  cordial_object_set_json (data, "content", content);
  return data;
}

/**
 * topic_store:
 *
 * Numbers and stores a message, without telling anybody yet.
 *
 * Returns: the seq, 0 if it could not be stored
 */
gint64
topic_store (Topic *topic, gint64 sender, gint64 time_ms, const char *head, const char *content)
{
  Database *database = topic->server->database;
  gint64 seq = topic->seq + 1;
  Subscription *member;

  if (!database_add_message (database, topic->id, seq, sender, time_ms, head, content))
    return 0;
  topic->seq = seq;
  topic->touched_ms = time_ms;

  /* Whoever writes has read what was there. */
  member = topic_get_member (topic, sender);
  if (member)
    {
      member->read = member->recv = seq;
      database_save_subscription (database, member);
    }
  return seq;
}

/**
 * topic_announce:
 * @silent: (nullable): a session that wants no copy
 *
 * Tells everybody of the message stored last; that leaves when the message is on disk.
 */
void
topic_announce (Topic *topic, gint64 sender, gint64 time_ms, const char *head, const char *content, Session *silent)
{
  Server *server = topic->server;
  GHashTableIter iter;
  gpointer session;
  Subscription *member;
  g_autofree char *from = cordial_user_id_to_string (sender);

  g_hash_table_iter_init (&iter, topic->sessions);
  while (g_hash_table_iter_next (&iter, &session, NULL))
    {
      Session *listener = session;

      if (session != silent && (topic_get_access (topic, listener->user) & CORDIAL_ACCESS_READ))
        session_send (listener, "data", data_new (topic, listener->user, topic->seq, sender, time_ms, head, content));
    }
  plain_published (topic, topic->seq, sender, head, content, silent);
  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    {
      g_autofree char *name = NULL;
      JsonObject *pres;

      if (!wants_presence (member))
        continue;
      name = topic_name_for (topic, member->user);
      pres = pres_new ("me", name, "msg");
      json_object_set_int_member (pres, "seq", topic->seq);
      if (member->user != sender)
        json_object_set_string_member (pres, "act", from);
      presence_tell (server, member->user, topic, pres);
      json_object_unref (pres);
    }
}

/* Somebody types, received or read. */
void
topic_note (Topic *topic, gint64 user, const char *what, gint64 seq, Session *session)
{
  Subscription *member = topic_get_member (topic, user);
  gboolean typing = g_str_has_prefix (what, "kp");
  g_autofree char *from = cordial_user_id_to_string (user);
  GHashTableIter iter;
  gpointer key;

  if (!member || seq > topic->seq)
    return;
  if (typing)
    {
      if (!(member->want & member->given & CORDIAL_ACCESS_WRITE))
        return;
    }
  else
    {
      gboolean read = g_str_equal (what, "read");
      g_autofree char *own_name = topic_name_for (topic, user);
      JsonObject *pres;

      if (seq <= (read ? member->read : member->recv))
        return;
      if (read)
        member->read = seq;
      member->recv = MAX (member->recv, seq);
      database_save_subscription (topic->server->database, member);

      /* The other devices of the same person count along. */
      pres = pres_new ("me", own_name, what);
      json_object_set_int_member (pres, "seq", seq);
      if (wants_presence (member))
        presence_tell_others (topic->server, user, NULL, session, pres);
      json_object_unref (pres);
    }

  /* Sessions that are not attached hear of it on "me". */
  g_hash_table_iter_init (&iter, topic->server->sessions);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Session *listener = key;
      gboolean attached = g_hash_table_contains (topic->sessions, listener);
      g_autofree char *name = NULL;
      JsonObject *info;

      if (listener == session || (listener->user == user && typing) ||
          !(topic_get_access (topic, listener->user) & CORDIAL_ACCESS_READ) ||
          (!attached && (!listener->on_me || !wants_presence (topic_get_member (topic, listener->user)))))
        continue;
      name = topic_name_for (topic, listener->user);
      info = json_object_new ();
      json_object_set_string_member (info, "topic", attached ? name : "me");
      if (!attached)
        json_object_set_string_member (info, "src", name);
      json_object_set_string_member (info, "from", from);
      json_object_set_string_member (info, "what", what);
      if (!typing)
        json_object_set_int_member (info, "seq", seq);
      session_send (listener, "info", info);
    }
}

/* --- Presence ---------------------------------------------------------------------------------------------------- */

JsonObject *
pres_new (const char *topic, const char *source, const char *what)
{
  JsonObject *pres = json_object_new ();

  json_object_set_string_member (pres, "topic", topic);
  json_object_set_string_member (pres, "src", source);
  json_object_set_string_member (pres, "what", what);
  return pres;
}

/* Tells the sessions of a user that are attached to "me", but not those attached to the topic that it is about. */
void
presence_tell (Server *server, gint64 user, Topic *except, JsonObject *pres)
{
  presence_tell_others (server, user, except, NULL, pres);
}

/* The same, but for the session that made the change: it knows. */
void
presence_tell_others (Server *server, gint64 user, Topic *except, Session *actor, JsonObject *pres)
{
  GHashTableIter iter;
  gpointer key;

  if (!presence_is_online (server, user))
    return;
  g_hash_table_iter_init (&iter, server->sessions);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Session *session = key;

      if (session != actor && session->user == user && session->on_me &&
          !(except && g_hash_table_contains (session->attached, except)))
        session_send (session, "pres", json_object_ref (pres));
    }
}

gboolean
presence_is_online (Server *server, gint64 user)
{
  return g_hash_table_contains (server->present, &user);
}

static gboolean
is_wanted_by (Server *server, gint64 topic, gint64 user)
{
  g_autoptr (GPtrArray) members = database_list_subscriptions (server->database, topic);

  for (guint i = 0; i < members->len; i++)
    {
      const Subscription *member = g_ptr_array_index (members, i);

      if (member->user == user)
        return wants_presence (member);
    }
  return FALSE;
}

/* Tells everybody who has a conversation with the user. */
void
presence_tell_contacts (Server *server, gint64 user, const char *what)
{
  g_autoptr (GPtrArray) subscriptions = database_list_subscriptions_of (server->database, user);
  g_autofree char *source = cordial_user_id_to_string (user);

  for (guint i = 0; i < subscriptions->len; i++)
    {
      Subscription *subscription = g_ptr_array_index (subscriptions, i);
      g_autoptr (TopicRow) row = database_get_topic_by_id (server->database, subscription->topic);
      Topic key_only = { .key = row ? row->key : NULL };
      JsonObject *pres;
      gint64 other;

      if (!row || !g_str_has_prefix (row->key, "p2p"))
        continue;
      other = topic_other (&key_only, user);
      /* That somebody changed is told in any case. */
      if (!presence_is_online (server, other) || (!g_str_equal (what, "upd") && !is_wanted_by (server, row->id, other)))
        continue;
      pres = pres_new ("me", source, what);
      presence_tell (server, other, NULL, pres);
      json_object_unref (pres);
    }
}

void
presence_changed (Server *server, gint64 user, gboolean online, const char *user_agent)
{
  guint sessions = GPOINTER_TO_UINT (g_hash_table_lookup (server->present, &user));

  sessions = online ? sessions + 1 : sessions - 1;
  if (sessions == 0)
    g_hash_table_remove (server->present, &user);
  else
    g_hash_table_insert (server->present, g_memdup2 (&user, sizeof user), GUINT_TO_POINTER (sessions));
  if (online && sessions == 1)
    presence_tell_contacts (server, user, "on");
  else if (!online && sessions == 0)
    {
      database_set_user_seen (server->database, user, cordial_time_now_ms ());
      presence_tell_contacts (server, user, "off");
    }
}
