/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sessions that are attached to a topic hear everything of it; the others of its members what «me» is told.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-messages.h"

#include "cordial-server-database-messages.h"
#include "cordial-server-frames.h"

typedef struct
{
  MessagesFunc func;
  gpointer data;
} Listener;

struct _Messages
{
  Sessions *sessions;
  Presence *presence;
  GArray *listeners; /* of Listener */
};

Messages *
messages_new (Sessions *sessions, Presence *presence)
{
  Messages *self = g_new0 (Messages, 1);

  self->sessions = sessions;
  self->presence = presence;
  self->listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
  return self;
}

void
messages_free (Messages *self)
{
  g_array_unref (self->listeners);
  g_free (self);
}

void
messages_add_listener (Messages *self, MessagesFunc func, gpointer data)
{
  Listener listener = { func, data };

  g_array_append_val (self->listeners, listener);
}

/**
 * messages_data_new:
 * @topic: its name for the reader
 * @sender: 0: nobody whom the reader is told
 *
 * Returns: (transfer full): the body of a {data}
 */
JsonObject *
messages_data_new (const char *topic, gint64 seq, gint64 sender, gint64 time_ms, const char *head, const char *content)
{
  JsonObject *data = json_object_new ();
  g_autofree char *from = sender ? cordial_user_id_to_string (sender) : NULL;

  json_object_set_string_member (data, "topic", topic);
  if (from)
    json_object_set_string_member (data, "from", from);
  cordial_object_set_time (data, "ts", time_ms);
  json_object_set_int_member (data, "seq", seq);
  cordial_object_set_json (data, "head", head);
  cordial_object_set_json (data, "content", content);
  return data;
}

/**
 * messages_store:
 * @head: (nullable): as JSON
 * @content: as JSON
 *
 * Numbers and stores a message, without telling anybody yet.
 *
 * Returns: the seq, 0 if it could not be stored
 */
gint64
messages_store (Topic *topic, gint64 sender, gint64 time_ms, const char *head, const char *content)
{
  Database *database = topic->topics->database;
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

/* On "me" of whoever is not attached. */
static void
tell_message (Messages *self, Topic *topic, const Subscription *member, gint64 sender)
{
  g_autofree char *name = NULL;
  g_autofree char *from = NULL;
  g_autoptr (JsonObject) pres = NULL;

  if (!subscription_wants_presence (member) || !(member->want & member->given & CORDIAL_ACCESS_READ) ||
      !presence_is_online (self->presence, member->user))
    return;
  name = topic_name_for (topic, member->user);
  pres = cordial_pres_new ("me", name, "msg");
  json_object_set_int_member (pres, "seq", topic->seq);
  if (member->user != sender)
    {
      from = cordial_user_id_to_string (sender);
      json_object_set_string_member (pres, "act", from);
    }
  presence_tell (self->presence, member->user, topic, pres);
}

/**
 * messages_announce:
 * @silent: (nullable): a session that wants no copy
 *
 * Tells everybody of the message stored last; that leaves when the message is on disk.
 */
void
messages_announce (Messages *self,
                   Topic *topic,
                   gint64 sender,
                   gint64 time_ms,
                   const char *head,
                   const char *content,
                   Session *silent)
{
  GHashTableIter iter;
  gpointer key;
  Subscription *member;
  g_autoptr (GPtrArray) readers = NULL;

  g_hash_table_iter_init (&iter, topic->sessions);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Session *session = key;
      Subscription *reader = topic_get_member (topic, session->user);
      g_autofree char *name = NULL;

      if (session == silent || !reader || !(reader->want & reader->given & CORDIAL_ACCESS_READ))
        continue;
      name = topic_name_for (topic, session->user);
      session_send (session, "data",
                    messages_data_new (name, topic->seq, reader->reader ? 0 : sender, time_ms, head, content));
    }
  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    tell_message (self, topic, member, sender);
  /* Of the readers of a channel, the other devices of those who read now. */
  readers = topic_list_present_readers (topic);
  for (guint i = 0; i < readers->len; i++)
    tell_message (self, topic, g_ptr_array_index (readers, i), sender);
  for (guint i = 0; i < self->listeners->len; i++)
    {
      Listener *listener = &g_array_index (self->listeners, Listener, i);

      listener->func (topic, topic->seq, sender, head, content, silent, listener->data);
    }
}

/* (nullable): an {info} for that session; NULL where it is not to hear of it. */
static JsonObject *
note_new (Topic *topic, const Subscription *member, Session *session, const char *from, const char *what, gint64 seq)
{
  gboolean attached = g_hash_table_contains (topic->sessions, session);
  g_autofree char *name = NULL;
  JsonObject *info;

  /* Sessions that are not attached hear of it on "me". */
  if (!attached && (!session->on_me || !subscription_wants_presence (member)))
    return NULL;
  name = topic_name_for (topic, member->user);
  info = json_object_new ();
  json_object_set_string_member (info, "topic", attached ? name : "me");
  if (!attached)
    json_object_set_string_member (info, "src", name);
  json_object_set_string_member (info, "from", from);
  json_object_set_string_member (info, "what", what);
  if (seq > 0)
    json_object_set_int_member (info, "seq", seq);
  return info;
}

static void
tell_note (Topic *topic, const Subscription *member, Session *session, const char *from, const char *what, gint64 seq)
{
  JsonObject *info = note_new (topic, member, session, from, what, seq);

  if (info)
    session_send (session, "info", info);
}

/* The read and the received mark only rise. Returns whether there is something to tell. */
static gboolean
mark (Messages *self, Topic *topic, Subscription *member, const char *what, gint64 seq, Session *actor)
{
  gboolean read = g_str_equal (what, "read");
  g_autofree char *name = topic_name_for (topic, member->user);
  JsonObject *pres;

  if (seq <= (read ? member->read : member->recv))
    return FALSE;
  if (read)
    member->read = seq;
  member->recv = MAX (member->recv, seq);
  database_save_subscription (topic->topics->database, member);

  /* The other devices of the same person count along. */
  pres = cordial_pres_new ("me", name, what);
  json_object_set_int_member (pres, "seq", seq);
  if (subscription_wants_presence (member))
    presence_tell_others (self->presence, member->user, NULL, actor, pres);
  json_object_unref (pres);
  return TRUE;
}

/**
 * messages_note:
 * @what: "read" or "recv", with a @seq; "kp" and its kin, and "data", with 0
 * @session: (nullable): which says so
 *
 * Somebody types, received or read, or a program of theirs says something that is not kept. Readers of a channel are alone with
 * that.
 */
void
messages_note (Messages *self, Topic *topic, gint64 user, const char *what, gint64 seq, Session *session)
{
  Subscription *own = topic_get_member (topic, user);
  gboolean typing = g_str_has_prefix (what, "kp");
  gboolean marks = g_str_equal (what, "read") || g_str_equal (what, "recv");
  CordialAccess access = own ? own->want & own->given : CORDIAL_ACCESS_NONE;
  g_autofree char *from = cordial_user_id_to_string (user);
  GHashTableIter iter;
  Subscription *member;

  if (!own || seq > topic->seq || (typing && !(access & CORDIAL_ACCESS_WRITE)) ||
      (marks && !(access & CORDIAL_ACCESS_READ)) || (marks && !mark (self, topic, own, what, seq, session)) ||
      own->reader)
    return;
  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    {
      GPtrArray *sessions = sessions_of (self->sessions, member->user);

      /* Of the other voices of typing one's own devices hear, for whatever reason (server/topic.go, broadcastToSessions). */
      if (!(member->want & member->given & CORDIAL_ACCESS_READ) || (member->user == user && g_str_equal (what, "kp")))
        continue;
      for (guint i = 0; sessions && i < sessions->len; i++)
        if (g_ptr_array_index (sessions, i) != session)
          tell_note (topic, member, g_ptr_array_index (sessions, i), from, what, seq);
    }
}

/* On "me" of whoever is not attached. */
static void
tell_deletion (Messages *self, Topic *topic, const Subscription *member, Session *actor)
{
  g_autofree char *name = topic_name_for (topic, member->user);
  g_autoptr (JsonObject) pres = cordial_pres_new ("me", name, "del");

  if (!subscription_wants_presence (member) || !(member->want & member->given & CORDIAL_ACCESS_READ))
    return;
  if (member->user != actor->user)
    {
      g_autofree char *by = cordial_user_id_to_string (actor->user);

      json_object_set_string_member (pres, "act", by);
    }
  json_object_set_int_member (pres, "clear", topic->deletions);
  presence_tell_others (self->presence, member->user, topic, actor, pres);
}

/**
 * messages_tell_deleted:
 * @actor: the session that deleted, which knows
 * @hard: whether they are gone for all, or for the actor's person
 * @ranges: (transfer none): as on the wire
 *
 * Tells everybody whom it concerns which messages are gone; on "me" only that there are some.
 */
void
messages_tell_deleted (Messages *self, Topic *topic, Session *actor, gboolean hard, JsonArray *ranges)
{
  g_autofree char *from = cordial_user_id_to_string (actor->user);
  g_autoptr (JsonObject) pres = cordial_pres_new ("", from, "del");
  Audience audience = { hard ? CORDIAL_ACCESS_READ : CORDIAL_ACCESS_NONE, hard ? 0 : actor->user, 0, actor };
  GHashTableIter iter;
  Subscription *member;
  g_autoptr (GPtrArray) readers = NULL;

  json_object_set_int_member (pres, "clear", topic->deletions);
  json_object_set_array_member (pres, "delseq", json_array_ref (ranges));
  presence_tell_attached (topic, pres, &audience);
  if (!hard)
    {
      tell_deletion (self, topic, topic_get_member (topic, actor->user), actor);
      return;
    }
  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    tell_deletion (self, topic, member, actor);
  readers = topic_list_present_readers (topic);
  for (guint i = 0; i < readers->len; i++)
    tell_deletion (self, topic, g_ptr_array_index (readers, i), actor);
}

/* A message that says what became of the call, in the place of the one that began it, from whoever called (server/calls.go,
 * messageHead). */
static void
replace_call (Messages *self, Topic *topic, const char *outcome, gint64 duration_ms)
{
  g_autoptr (JsonObject) head = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *replaced = g_strdup_printf (":%" G_GINT64_FORMAT, topic->call.seq), *head_text = NULL;
  gint64 time_ms = cordial_time_now_ms ();

  json_object_set_string_member (head, "replace", replaced);
  json_object_set_string_member (head, "webrtc", outcome);
  if (duration_ms > 0)
    json_object_set_int_member (head, "webrtc-duration", duration_ms);
  if (topic->call.mime)
    json_object_set_string_member (head, "mime", topic->call.mime);
  json_node_set_object (node, head);
  head_text = json_to_string (node, FALSE);
  if (messages_store (topic, topic->call.caller, time_ms, head_text, topic->call.content) != 0)
    messages_announce (self, topic, topic->call.caller, time_ms, head_text, topic->call.content, NULL);
}

/* Returns: whether it is over by this. */
static gboolean
follow_call (Messages *self, Topic *topic, gint64 user, const char *event)
{
  TopicCall *call = &topic->call;
  gboolean by_caller = user == call->caller;

  if (g_str_equal (event, "accept") && !by_caller && call->accepted_ms == 0)
    {
      replace_call (self, topic, "accepted", 0);
      call->accepted_ms = cordial_time_now_ms ();
    }
  if (!g_str_equal (event, "hang-up"))
    return FALSE;
  if (call->accepted_ms > 0)
    replace_call (self, topic, "finished", cordial_time_now_ms () - call->accepted_ms);
  else
    replace_call (self, topic, by_caller ? "missed" : "declined", 0);
  return TRUE;
}

/**
 * messages_call:
 * @seq: of the message that began the call
 * @event: "ringing", "accept" and so on, for the clients
 * @payload: (nullable): what the two ends of the call tell each other
 *
 * Passes on what is said about a call (Tinode docs/API.md «Video Calls»), and keeps as a message what became of it.
 */
void
messages_call (Messages *self, Topic *topic, Session *session, gint64 seq, const char *event, JsonNode *payload)
{
  g_autofree char *from = cordial_user_id_to_string (session->user);
  GHashTableIter iter;
  Subscription *member;
  gboolean over;

  if (seq != topic->call.seq || !(topic_get_access (topic, session->user) & CORDIAL_ACCESS_WRITE))
    return;
  over = follow_call (self, topic, session->user, event);
  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    {
      GPtrArray *sessions = sessions_of (self->sessions, member->user);

      if (!(member->want & member->given & CORDIAL_ACCESS_READ))
        continue;
      for (guint i = 0; sessions && i < sessions->len; i++)
        {
          Session *other = g_ptr_array_index (sessions, i);
          JsonObject *info = other != session ? note_new (topic, member, other, from, "call", seq) : NULL;

          if (!info)
            continue;
          json_object_set_string_member (info, "event", event);
          if (payload)
            json_object_set_member (info, "payload", json_node_copy (payload));
          session_send (other, "info", info);
        }
    }
  if (over)
    topic_end_call (topic);
}
