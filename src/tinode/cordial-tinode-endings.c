/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What became of a conversation that the roster does not name. A Tinode server says that one is gone, not why; and it cuts a
 * roster off after 1024 lines (server/db, maxResults), so that what is missing there need not be gone. Its description, which is
 * told to those who are not attached, too, tells both. Nothing here ever attaches, which would be to join again.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include "cordial-packet.h"
#include "cordial-tinode-records.h"

/* A server keeps a short queue for questions about topics that nobody is attached to, and answers 503 where it is full. */
#define MAX_ASKED 8

/* After the server was busy. A new connection comes first. */
#define RETRY_S 20

/* The server tells that an account is gone before it takes it away (server/user.go, replyDelUser): who asks at once is told that it is
 * there. So often, and first after this, it is asked again. */
#define DOUBTS 2
#define DOUBT_S 2

static void ask_endings (CordialTinodeSession *self);

static gboolean
on_ask_again (gpointer user_data)
{
  CordialTinodeSession *self = user_data;

  GHashTableIter iter;
  CordialTinodeTopic *topic;

  g_clear_pointer (&self->ending_retry, g_source_unref);
  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &topic))
    if (topic->ending == CORDIAL_TINODE_ENDING_DOUBTED)
      topic->ending = CORDIAL_TINODE_ENDING_WANTED;
  ask_endings (self);
  return G_SOURCE_REMOVE;
}

static void
ask_later (CordialTinodeSession *self, guint seconds)
{
  if (self->ending_retry)
    return;
  self->ending_retry = g_timeout_source_new_seconds (seconds);
  g_source_set_static_name (self->ending_retry, "CordialTinodeSession endings");
  g_source_set_callback (self->ending_retry, on_ask_again, self, NULL);
  g_source_attach (self->ending_retry, NULL);
}

static void
emit_ending (CordialTinodeSession *self, CordialTinodeTopic *topic, CordialEnding ending)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (topic->name);

  record->fields = CORDIAL_CONVERSATION_HAS_ENDED;
  record->ended = ending;
  g_signal_emit_by_name (self, "conversation", record);
}

static gboolean
is_busy (int code)
{
  return code == 408 || code == 429 || (code >= 500 && code != 501);
}

/**
 * cordial_tinode_doubt_ending:
 * @self: the session, signed in
 * @topic: a conversation of which the server says that it goes on
 *
 * Where it said lately that it is gone, it is asked again: it may not have got that far.
 *
 * Returns: whether it was not asked again yet: until then it is not to be attached to, as a topic that somebody is attached to tells
 *   what it was when it was opened, and keeps telling it
 */
gboolean
cordial_tinode_doubt_ending (CordialTinodeSession *self, CordialTinodeTopic *topic)
{
  if (topic->n_doubts > 0 && topic->ending == CORDIAL_TINODE_ENDING_UNASKED)
    {
      topic->ending = CORDIAL_TINODE_ENDING_DOUBTED;
      ask_later (self, topic->n_doubts == DOUBTS ? DOUBT_S : RETRY_S);
      topic->n_doubts--;
    }
  return topic->ending == CORDIAL_TINODE_ENDING_DOUBTED && topic->n_doubts == DOUBTS - 1;
}

/* Named meanwhile, or named without a card. */
static void
told_of_listed (CordialTinodeSession *self, CordialTinodeTopic *topic, JsonObject *desc, int code)
{
  gboolean gone = !desc && (code == 404 || code == 410);

  if (!g_str_has_prefix (topic->name, "usr"))
    return;
  topic->joined = !gone;
  emit_ending (self, topic, gone ? CORDIAL_ENDING_NOBODY : CORDIAL_ENDING_NONE);
  cordial_tinode_topic_follow (self, topic);
  if (!gone)
    cordial_tinode_doubt_ending (self, topic);
}

static gboolean
on_ending_told (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  CordialTinodeTopic *topic = user_data;
  gboolean direct = g_str_has_prefix (topic->name, "usr");
  JsonObject *desc, *access;

  /* cordial_tinode_endings_reset() forgets the question: the next roster raises it again. */
  if (!reply)
    return TRUE;
  desc = g_str_equal (reply->kind, "meta") ? cordial_packet_get_object (reply->body, "desc") : NULL;
  if (!desc && (g_str_equal (reply->kind, "meta") || reply->code < 300))
    return FALSE;

  topic->ending = CORDIAL_TINODE_ENDING_UNASKED;
  if (topic->listed)
    {
      told_of_listed (self, topic, desc, reply->code);
      ask_endings (self);
      return TRUE;
    }
  access = desc ? cordial_packet_get_object (desc, "acs") : NULL;
  if (access && cordial_packet_get_string (access, "want"))
    {
      /* Only who is subscribed wants anything there (server/hub.go, replyOfflineTopicGetDesc). */
      cordial_tinode_topic_ask (self, topic->name);
      cordial_tinode_doubt_ending (self, topic);
    }
  else if (!desc && is_busy (reply->code))
    {
      topic->ending = CORDIAL_TINODE_ENDING_WANTED;
      ask_later (self, RETRY_S);
      return TRUE;
    }
  else if (!desc && (reply->code == 404 || reply->code == 410))
    {
      emit_ending (self, topic, direct ? CORDIAL_ENDING_NOBODY : CORDIAL_ENDING_DELETED);
    }
  else
    {
      emit_ending (self, topic, direct ? CORDIAL_ENDING_DELETED : CORDIAL_ENDING_LEFT);
    }
  ask_endings (self);
  return TRUE;
}

static void
ask_endings (CordialTinodeSession *self)
{
  g_autoptr (GPtrArray) topics = g_hash_table_get_values_as_ptr_array (self->topics);
  guint n_asked = 0;

  for (guint i = 0; i < topics->len; i++)
    n_asked += ((CordialTinodeTopic *) topics->pdata[i])->ending == CORDIAL_TINODE_ENDING_ASKED;
  for (guint i = 0; i < topics->len && n_asked < MAX_ASKED && self->phase == CORDIAL_TINODE_ONLINE; i++)
    {
      CordialTinodeTopic *topic = topics->pdata[i];
      g_autoptr (JsonBuilder) builder = NULL;

      if (topic->ending != CORDIAL_TINODE_ENDING_WANTED)
        continue;
      topic->ending = CORDIAL_TINODE_ENDING_ASKED;
      n_asked++;
      builder = cordial_tinode_request_begin (self, "get", topic->name);
      json_builder_set_member_name (builder, "what");
      json_builder_add_string_value (builder, "desc");
      cordial_tinode_request_send (self, g_steal_pointer (&builder), on_ending_told, topic);
    }
}

/**
 * cordial_tinode_endings_reset:
 * @self: the session
 *
 * The connection is gone, and all questions with it.
 */
void
cordial_tinode_endings_reset (CordialTinodeSession *self)
{
  GHashTableIter iter;
  CordialTinodeTopic *topic;

  if (self->ending_retry)
    g_source_destroy (self->ending_retry);
  g_clear_pointer (&self->ending_retry, g_source_unref);
  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &topic))
    {
      topic->ending = CORDIAL_TINODE_ENDING_UNASKED;
      topic->n_doubts = 0;
    }
}

/**
 * cordial_tinode_endings_resume:
 * @self: the session, signed in
 *
 * Asks what the roster has raised.
 */
void
cordial_tinode_endings_resume (CordialTinodeSession *self)
{
  ask_endings (self);
}

/**
 * cordial_tinode_ask_ending:
 * @self: the session, signed in
 * @name: a conversation that the roster does not name
 *
 * Finds out why, and tells it.
 */
void
cordial_tinode_ask_ending (CordialTinodeSession *self, const char *name)
{
  CordialTinodeTopic *topic = cordial_tinode_topics_ensure (self, name);

  if (topic->listed || topic->ending != CORDIAL_TINODE_ENDING_UNASKED)
    return;
  topic->ending = CORDIAL_TINODE_ENDING_WANTED;
  ask_endings (self);
}

/**
 * cordial_tinode_topic_ended:
 * @self: the session, signed in
 * @topic: a conversation of which the server says that it is gone
 */
void
cordial_tinode_topic_ended (CordialTinodeSession *self, CordialTinodeTopic *topic)
{
  /* Errands and fetches that are under way get their own answer from the server. */
  cordial_tinode_topic_detached (topic);
  topic->listed = FALSE;
  topic->n_doubts = g_str_has_prefix (topic->name, "usr") ? DOUBTS : 0;
  if (topic->ending == CORDIAL_TINODE_ENDING_DOUBTED)
    topic->ending = CORDIAL_TINODE_ENDING_UNASKED;
  emit_ending (self, topic, CORDIAL_ENDING_UNKNOWN);
  if (self->phase == CORDIAL_TINODE_ONLINE)
    cordial_tinode_ask_ending (self, topic->name);
}
