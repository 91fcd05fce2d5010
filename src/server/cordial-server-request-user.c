/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Conversations of two, groups of one's own and notes to oneself end with the account; what somebody said in the groups of
 * others stays there, as with Tinode. There is no account that is only hidden: to be deleted softly is to be deleted.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-user.h"

/* Also what they have left: there the others would go on talking to nobody. */
#define SINCE_EVER 1

/* Everybody who belongs to it is told that it is gone, as by whose name is theirs for it. */
static void
tell_gone (Presence *presence, Topic *topic, gint64 user)
{
  GHashTableIter iter;
  Subscription *member;

  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (member->user != user)
      {
        g_autofree char *name = topic_name_for (topic, member->user);
        g_autoptr (JsonObject) pres = cordial_pres_new ("me", name, "gone");

        presence_tell (presence, member->user, NULL, pres);
      }
}

/* Those who are attached hear that somebody is not there any more. */
static void
tell_off (Topic *topic, gint64 user)
{
  g_autofree char *source = cordial_user_id_to_string (user);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, topic->sessions);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Session *session = key;

      if (session->user != user && (topic_get_access (topic, session->user) & CORDIAL_ACCESS_PRESENCE))
        {
          g_autofree char *name = topic_name_for (topic, session->user);

          session_send (session, "pres", cordial_pres_new (name, source, "off"));
        }
    }
}

static void
put_out (Topic *topic, gint64 user)
{
  g_autoptr (GPtrArray) sessions = g_hash_table_get_keys_as_ptr_array (topic->sessions);

  for (guint i = 0; i < sessions->len; i++)
    if (((Session *) g_ptr_array_index (sessions, i))->user == user)
      topic_put_out (topic, g_ptr_array_index (sessions, i));
}

static void
leave_topic (Services *services, const Subscription *subscription)
{
  g_autoptr (TopicRow) row = database_get_topic_by_id (services->database, subscription->topic);
  Topic *topic = row ? topics_get (services->topics, row->key) : NULL;

  if (!topic)
    return;
  if (!g_str_has_prefix (topic->key, "grp") || (topic_get_access (topic, subscription->user) & CORDIAL_ACCESS_OWNER))
    {
      tell_gone (services->presence, topic, subscription->user);
      topics_end (topic);
      return;
    }
  if (topic_get_member (topic, subscription->user))
    {
      put_out (topic, subscription->user);
      tell_off (topic, subscription->user);
      topic_remove_member (topic, subscription->user);
    }
  topic_rest (topic);
}

/* --- Connections ------------------------------------------------------------------------------------------------- */

static void
on_gone (gpointer data)
{
  GPtrArray *sessions = data;

  for (guint i = 0; i < sessions->len; i++)
    session_close (g_ptr_array_index (sessions, i), SOUP_WEBSOCKET_CLOSE_NORMAL, "evicted");
}

/* When it is on the disk, they end. Until then nothing is done in the name of somebody who is not there. */
static void
end_sessions (Services *services, Session *actor)
{
  GPtrArray *own = sessions_of (services->sessions, actor->user);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) session_unref);

  for (guint i = 0; own && i < own->len; i++)
    {
      Session *session = g_ptr_array_index (own, i);

      session_wait (session);
      if (session->service == services) /* the others speak another dialect */
        session_send (session, "ctrl", cordial_ctrl_new (NULL, NULL, 205, "evicted"));
      g_ptr_array_add (sessions, session_ref (session));
    }
  commit_pass (services->commit, on_gone, g_steal_pointer (&sessions), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * request_del_user:
 *
 * Ends the account of whoever asks (Tinode docs/API.md «{del}»).
 */
void
request_del_user (Session *session, JsonObject *del)
{
  Services *services = services_of (session);
  const char *name = cordial_packet_get_string (del, "user");
  g_autoptr (GPtrArray) subscriptions = NULL;

  if (name && *name && cordial_user_id_from_string (name) != session->user)
    {
      session_reply (session, del, 403, "permission denied");
      return;
    }
  subscriptions = database_list_subscriptions_of (services->database, session->user, SINCE_EVER);
  for (guint i = 0; i < subscriptions->len; i++)
    leave_topic (services, g_ptr_array_index (subscriptions, i));
  database_delete_user (services->database, session->user);
  session_reply (session, del, 200, "ok");
  end_sessions (services, session);
}
