/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts who listens, and tells those whom it concerns.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-presence.h"

#include "cordial-packet.h"
#include "cordial-server-database-users.h"

struct _Presence
{
  Sessions *sessions;
  Database *database;
  GHashTable *present; /* user → how often somebody said that they are there */
};

Presence *
presence_new (Sessions *sessions, Database *database)
{
  Presence *self = g_new0 (Presence, 1);

  self->sessions = sessions;
  self->database = database;
  self->present = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
presence_free (Presence *self)
{
  g_hash_table_unref (self->present);
  g_free (self);
}

gboolean
presence_is_online (Presence *self, gint64 user)
{
  return g_hash_table_contains (self->present, &user);
}

/**
 * presence_tell_others:
 * @except: (nullable): those attached to it know already
 * @actor: (nullable): the session that made the change: it knows
 * @pres: (transfer none): of the packet
 *
 * Tells the sessions of a user that listen on "me".
 */
void
presence_tell_others (Presence *self, gint64 user, Topic *except, Session *actor, JsonObject *pres)
{
  GPtrArray *sessions = sessions_of (self->sessions, user);

  for (guint i = 0; sessions && i < sessions->len; i++)
    {
      Session *session = g_ptr_array_index (sessions, i);

      if (session != actor && session->on_me && !(except && g_hash_table_contains (session->attached, except)))
        session_send (session, "pres", json_object_ref (pres));
    }
}

void
presence_tell (Presence *self, gint64 user, Topic *except, JsonObject *pres)
{
  presence_tell_others (self, user, except, NULL, pres);
}

/**
 * presence_tell_attached:
 * @pres: (transfer none): of the packet; "topic" is set to what each calls it
 *
 * Tells sessions that are attached to a topic. Who is muted there hears of who may do what, and of the end (server/topic.go,
 * passesPresenceFilters).
 */
void
presence_tell_attached (Topic *topic, JsonObject *pres, const Audience *audience)
{
  const char *what = cordial_packet_get_string (pres, "what");
  /* In notes to oneself nobody is muted: it has no P, but all devices are one's own. */
  gboolean in_any_case = g_str_equal (what, "acs") || g_str_equal (what, "gone") || topic_is_of_self (topic);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, topic->sessions);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Session *session = key;
      CordialAccess access = topic_get_access (topic, session->user);
      g_autofree char *name = NULL;

      if (session == audience->actor || (audience->only != 0 && session->user != audience->only) ||
          (audience->except != 0 && session->user == audience->except) ||
          !(in_any_case || access & CORDIAL_ACCESS_PRESENCE) ||
          (audience->any_of != CORDIAL_ACCESS_NONE && !(access & audience->any_of)))
        continue;
      name = topic_name_for (topic, session->user);
      json_object_set_string_member (pres, "topic", name);
      session_send (session, "pres", json_object_ref (pres));
    }
}

/* That somebody changed is told in any case. */
static gboolean
is_told (Presence *self, gint64 topic, gint64 user, const char *what)
{
  g_autoptr (Subscription) member = database_get_subscription (self->database, topic, user);

  return member && member->gone_ms == 0 && (g_str_equal (what, "upd") || subscription_wants_presence (member));
}

/**
 * presence_tell_contacts:
 * @what: "on", "off", "upd"
 *
 * Tells everybody who has a conversation with the user.
 */
void
presence_tell_contacts (Presence *self, gint64 user, const char *what)
{
  g_autoptr (GPtrArray) subscriptions = database_list_subscriptions_of (self->database, user, 0);
  g_autofree char *source = cordial_user_id_to_string (user);

  for (guint i = 0; i < subscriptions->len; i++)
    {
      Subscription *subscription = g_ptr_array_index (subscriptions, i);
      g_autoptr (TopicRow) row = database_get_topic_by_id (self->database, subscription->topic);
      gint64 other = row ? topic_key_other (row->key, user) : 0;
      JsonObject *pres;

      if (other == 0 || !presence_is_online (self, other) || !is_told (self, row->id, other, what))
        continue;
      pres = cordial_pres_new ("me", source, what);
      presence_tell (self, other, NULL, pres);
      json_object_unref (pres);
    }
}

/**
 * presence_changed:
 * @online: whether one more is there for the user, or one less
 */
void
presence_changed (Presence *self, gint64 user, gboolean online)
{
  guint sessions = GPOINTER_TO_UINT (g_hash_table_lookup (self->present, &user));

  sessions = online ? sessions + 1 : sessions - 1;
  if (sessions == 0)
    g_hash_table_remove (self->present, &user);
  else
    g_hash_table_insert (self->present, g_memdup2 (&user, sizeof user), GUINT_TO_POINTER (sessions));
  if (online && sessions == 1)
    presence_tell_contacts (self, user, "on");
  else if (!online && sessions == 0)
    {
      database_set_user_seen (self->database, user, cordial_time_now_ms ());
      presence_tell_contacts (self, user, "off");
    }
}
