/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is in a conversation: how far they have read, whether they hear what is said there, and who the members of a group are.
 * A group's members come with attaching, what they look like once for as long as the session lasts; whoever writes and is not among
 * them is asked for by themselves, as somebody who has left is not listed, and their messages stay.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include "cordial-packet.h"
#include "cordial-tinode-records.h"

/* What a server tells of unknown people costs a request each; one that tells of ever new ones gets no further. */
#define MAX_ASKED 64

static void
add_person (GPtrArray *people, const char *id, JsonObject *holder)
{
  g_autofree char *name = cordial_tinode_dup_card_name (holder);
  g_autofree char *uri = NULL;
  g_autoptr (GBytes) avatar = cordial_tinode_dup_card_photo (holder, &uri);
  CordialPerson *person;

  if (!name && !avatar && !uri)
    return;
  person = cordial_person_new (id, name, NULL, avatar);
  person->avatar_uri = g_steal_pointer (&uri);
  g_ptr_array_add (people, person);
}

static void
tell (CordialTinodeSession *self, GPtrArray *people)
{
  if (people->len > 0)
    g_signal_emit_by_name (self, "people", people);
}

static void
handle_peer (CordialTinodeSession *self, CordialTinodeTopic *topic, JsonObject *peer)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (topic->name);

  record->unheard = cordial_tinode_is_unheard (peer);
  record->fields |= CORDIAL_CONVERSATION_HAS_UNHEARD;
  if (peer && cordial_tinode_get_seq (peer, "read", &record->peer_read))
    record->fields |= CORDIAL_CONVERSATION_HAS_PEER_READ;
  if (peer && cordial_tinode_get_seq (peer, "recv", &record->peer_recv))
    record->fields |= CORDIAL_CONVERSATION_HAS_PEER_RECV;
  g_signal_emit_by_name (self, "conversation", record);
}

static void
meet (CordialTinodeTopic *topic, const char *id)
{
  if (!topic->members)
    topic->members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (topic->members, g_strdup (id));
}

static void
handle_member (CordialTinodeSession *self,
               CordialTinodeTopic *topic,
               JsonObject *sub,
               GPtrArray *members,
               GPtrArray *people)
{
  CordialMember *member = cordial_tinode_member_from_sub (sub);

  if (!member)
    return;
  meet (topic, member->id);
  g_hash_table_add (self->people, g_strdup (member->id));
  add_person (people, member->id, sub);
  g_ptr_array_add (members, member);
}

/**
 * cordial_tinode_handle_subscribers:
 * @self: the session
 * @topic: a conversation
 * @subs: its subscribers, as a {meta} tells them
 * @time: (nullable): the time of the {meta}
 */
void
cordial_tinode_handle_subscribers (CordialTinodeSession *self,
                                   CordialTinodeTopic *topic,
                                   JsonArray *subs,
                                   const char *time)
{
  const char *own = cordial_session_get_user_id (CORDIAL_SESSION (self));
  gboolean direct = g_str_has_prefix (topic->name, "usr");
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_member_free);
  gboolean listed_own = FALSE;
  JsonObject *peer = NULL;

  for (guint i = 0; i < json_array_get_length (subs); i++)
    {
      JsonNode *node = json_array_get_element (subs, i);
      JsonObject *sub = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *user = sub ? cordial_packet_get_string (sub, "user") : NULL;

      if (!user || !g_str_has_prefix (user, "usr") || !user[3])
        continue;
      if (g_strcmp0 (user, own) == 0)
        listed_own = TRUE;
      else if (direct)
        peer = sub;
      else
        handle_member (self, topic, sub, members, people);
    }
  /* A list without ourselves is a part of one. */
  if (direct && (peer || listed_own))
    handle_peer (self, topic, peer);
  tell (self, people);
  if (!direct && listed_own)
    {
      g_signal_emit_by_name (self, "members", topic->name, members);
      g_set_str (&topic->met_at, time);
    }
}

typedef struct
{
  CordialTinodeTopic *topic; /* where they were met */
  char *id;
} Question;

/* Heard as any {meta} is. */
static gboolean
on_listed (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  CordialTinodeTopic *topic = user_data;
  gboolean again = topic->list_again && reply;

  topic->listing = topic->list_again = FALSE;
  if (again)
    cordial_tinode_ask_members (self, topic);
  return TRUE;
}

/**
 * cordial_tinode_ask_members:
 * @self: the session, signed in
 * @topic: a conversation; nothing is asked where we are not attached to it
 *
 * Asks who is in it now, and with what access; the answer is heard as any {meta} is.
 */
void
cordial_tinode_ask_members (CordialTinodeSession *self, CordialTinodeTopic *topic)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (topic->attachment != CORDIAL_TINODE_ATTACHED)
    return;
  if (topic->listing)
    {
      topic->list_again = TRUE;
      return;
    }
  topic->listing = TRUE;
  builder = cordial_tinode_request_begin (self, "get", topic->name);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "sub");
  cordial_tinode_add_members_query (builder, topic);
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_listed, topic);
}

/**
 * cordial_tinode_members_changed:
 * @self: the session, signed in
 * @topic: a conversation that we are attached to
 * @id: (nullable): who is there, or not any more; %NULL where somebody's access changed
 *
 * Whoever joins a group is told of to those who decide there; to others only that they are there.
 */
void
cordial_tinode_members_changed (CordialTinodeSession *self, CordialTinodeTopic *topic, const char *id)
{
  if (!g_str_has_prefix (topic->name, "grp") || (id && topic->members && g_hash_table_contains (topic->members, id)) ||
      g_strcmp0 (id, cordial_session_get_user_id (CORDIAL_SESSION (self))) == 0)
    return;
  /* Whoever the list does not name is not asked for again. */
  if (id)
    meet (topic, id);
  cordial_tinode_ask_members (self, topic);
}

/* Whatever the answer is, they are not asked for again on this connection. */
static gboolean
on_described (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autofree char *id = question->id;
  JsonObject *desc = reply ? cordial_packet_get_object (reply->body, "desc") : NULL;
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);

  self->n_people_asked--;
  if (!reply)
    /* Asked again when they are met on the next connection. */
    g_hash_table_remove (self->people, id);
  else if (desc)
    {
      add_person (people, id, desc);
      tell (self, people);
    }
  else if (g_str_equal (reply->kind, "ctrl") && reply->code >= 400 && reply->code != 404)
    /* It describes nobody but contacts. */
    cordial_tinode_ask_members (self, question->topic);
  return TRUE;
}

/**
 * cordial_tinode_saw_person:
 * @self: the session, signed in
 * @topic: a conversation
 * @id: who wrote, or is told of, there
 *
 * Asks who that is, if nobody has said it yet; the description of a person is told without being attached to their topic
 * (server/hub.go, replyOfflineTopicGetDesc).
 */
void
cordial_tinode_saw_person (CordialTinodeSession *self, CordialTinodeTopic *topic, const char *id)
{
  CordialTinodeTopic *contact;
  g_autoptr (JsonBuilder) builder = NULL;
  Question *question;

  if (!g_str_has_prefix (topic->name, "grp") || !g_str_has_prefix (id, "usr") || !id[3] ||
      g_strcmp0 (id, cordial_session_get_user_id (CORDIAL_SESSION (self))) == 0 ||
      g_hash_table_contains (self->people, id) || self->n_people_asked >= MAX_ASKED)
    return;
  contact = cordial_tinode_topics_lookup (self, id);
  if (contact && contact->listed)
    return;
  g_hash_table_add (self->people, g_strdup (id));
  self->n_people_asked++;
  question = g_new (Question, 1);
  *question = (Question) { topic, g_strdup (id) };
  builder = cordial_tinode_request_begin (self, "get", id);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "desc");
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_described, question);
}
