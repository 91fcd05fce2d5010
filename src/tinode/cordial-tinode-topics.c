/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The topics of a Tinode session: which of them the roster has named, and being attached to them, which Tinode wants
 * before anything is published, fetched or told there (docs/API.md «{sub}»). Whoever needs a topic attached leaves an
 * errand; the {sub} goes out once. What the errands do is not known here.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>

#include "cordial-packet.h"

/* What a server tells of unknown people costs a request each; one that tells of ever new ones gets no further. */
#define MAX_ASKING 64

/* Ranges of deleted messages to ask for at once: what a Tinode server takes in one deletion, and its bound of an answer. */
#define MAX_DELETED_RANGES 1024

/* After the server could not let us into a conversation that it tells of only there; then after twice as long. A new
 * connection comes first. */
#define FOLLOW_DELAY_S 5
#define FOLLOW_DELAY_MAX_S 300

typedef struct
{
  CordialTinodeErrandFunc func;
  gpointer user_data;
} Errand;

/**
 * cordial_tinode_topic_name_is_conversation:
 * @name: name of a topic
 *
 * Returns: whether it is of a kind that people talk in: "usr…" (one other person), "grp…", "chn…" (the same as read
 *   by its public), "slf" (the owner alone). Names of other kinds are the server's own, or of its future.
 */
gboolean
cordial_tinode_topic_name_is_conversation (const char *name)
{
  return (g_str_has_prefix (name, "usr") && name[3]) || (g_str_has_prefix (name, "grp") && name[3]) ||
         (g_str_has_prefix (name, "chn") && name[3]) || g_str_equal (name, "slf");
}

CordialTinodeTopic *
cordial_tinode_topics_lookup (CordialTinodeSession *self, const char *name)
{
  return g_hash_table_lookup (self->topics, name);
}

CordialTinodeTopic *
cordial_tinode_topics_ensure (CordialTinodeSession *self, const char *name)
{
  CordialTinodeTopic *topic = g_hash_table_lookup (self->topics, name);

  if (!topic)
    {
      topic = g_new0 (CordialTinodeTopic, 1);
      topic->name = g_strdup (name);
      topic->deleted_since = 1;
      g_queue_init (&topic->waiting);
      g_queue_init (&topic->fetches);
      g_hash_table_insert (self->topics, topic->name, topic);
    }
  return topic;
}

void
cordial_tinode_topic_free (gpointer data)
{
  CordialTinodeTopic *topic = data;

  g_assert (g_queue_is_empty (&topic->waiting));
  g_assert (g_queue_is_empty (&topic->fetches));
  g_free (topic->name);
  g_free (topic->met_at);
  g_clear_pointer (&topic->members, g_hash_table_unref);
  g_free (topic);
}

static void
run_errands (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error)
{
  Errand *errand;

  while ((errand = g_queue_pop_head (&topic->waiting)))
    {
      errand->func (self, topic, error, errand->user_data);
      g_free (errand);
    }
}

/**
 * cordial_tinode_topics_reset:
 * @self: the session
 *
 * The connection is gone, and all attachments with it. The requests that were under way have failed already. The topics
 * themselves stay as long as the session, as an errand that is being told may be the cause of all this.
 */
void
cordial_tinode_topics_reset (CordialTinodeSession *self)
{
  g_autoptr (GError) error = cordial_session_link_error ();
  g_autoptr (GPtrArray) topics = g_hash_table_get_values_as_ptr_array (self->topics);

  for (guint i = 0; i < topics->len; i++)
    {
      CordialTinodeTopic *topic = topics->pdata[i];

      topic->attachment = CORDIAL_TINODE_DETACHED;
      topic->listed = topic->asking = topic->ask_again = FALSE;
      topic->card_ms = 0;
      run_errands (self, topic, error);
    }
  cordial_tinode_topics_stop_following (self);
}

/* --- Attaching ---------------------------------------------------------------------------------------------------- */

static gboolean
on_attached (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  CordialTinodeTopic *topic = user_data;
  g_autoptr (GError) error = NULL;

  /* cordial_tinode_topics_reset() tells the errands. */
  if (!reply)
    return TRUE;
  /* What was asked with it comes as {meta}, and is heard as any {meta} is. */
  if (g_str_equal (reply->kind, "meta"))
    return FALSE;

  if (reply->code < 300 || reply->code == 304)
    {
      topic->attachment = CORDIAL_TINODE_ATTACHED;
    }
  else
    {
      topic->attachment = CORDIAL_TINODE_DETACHED;
      error = cordial_tinode_reply_to_error (reply);
    }
  run_errands (self, topic, error);
  return TRUE;
}

/* A {sub} to a topic that the roster does not name makes it, or joins it; one without J in our mode takes that back, whatever
 * the person has said on another device (server/topic.go, thisUserSub). Only who asks for that gets it. */
static gboolean
may_attach (CordialTinodeTopic *topic)
{
  return topic->wanted || (topic->listed && topic->joined) || !cordial_tinode_topic_name_is_conversation (topic->name);
}

static gboolean
wants_subscribers (CordialTinodeTopic *topic)
{
  return g_str_has_prefix (topic->name, "usr") || g_str_has_prefix (topic->name, "grp");
}

/**
 * cordial_tinode_add_members_query:
 * @builder: in a {get}, or the "get" of a {sub}
 * @topic: the conversation that is asked for its subscribers
 *
 * All that there are now are told in any case; what they look like only where that is news (server/topic.go, replyGetSub): a group's list
 * is long.
 */
void
cordial_tinode_add_members_query (JsonBuilder *builder, CordialTinodeTopic *topic)
{
  if (!topic->met_at)
    return;
  json_builder_set_member_name (builder, "sub");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ims");
  json_builder_add_string_value (builder, topic->met_at);
  json_builder_end_object (builder);
}

/* Which deletions to tell of, as part of a {get}. */
static void
add_deleted_query (JsonBuilder *builder, CordialTinodeTopic *topic)
{
  json_builder_set_member_name (builder, "del");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "since");
  json_builder_add_int_value (builder, topic->deleted_since);
  json_builder_set_member_name (builder, "limit");
  json_builder_add_int_value (builder, MAX_DELETED_RANGES);
  json_builder_end_object (builder);
}

/**
 * cordial_tinode_topic_attach:
 * @self: the session
 * @topic: a topic
 * @func: called once, at once if attached already, or if we are not signed in, or do not belong there
 * @user_data: for @func
 */
void
cordial_tinode_topic_attach (CordialTinodeSession *self,
                             CordialTinodeTopic *topic,
                             CordialTinodeErrandFunc func,
                             gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = NULL;
  Errand *errand;

  /* A server may tell of things before it was asked for any. */
  if (self->phase != CORDIAL_TINODE_ONLINE)
    {
      g_autoptr (GError) error = cordial_session_link_error ();

      func (self, topic, error, user_data);
      return;
    }
  if (topic->attachment == CORDIAL_TINODE_ATTACHED)
    {
      func (self, topic, NULL, user_data);
      return;
    }
  if (!may_attach (topic))
    {
      g_autoptr (GError) error =
        g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED, _ ("This chat has ended."));

      func (self, topic, error, user_data);
      return;
    }

  errand = g_new0 (Errand, 1);
  errand->func = func;
  errand->user_data = user_data;
  g_queue_push_tail (&topic->waiting, errand);
  if (topic->attachment == CORDIAL_TINODE_ATTACHING)
    return;

  topic->attachment = CORDIAL_TINODE_ATTACHING;
  builder = cordial_tinode_request_begin (self, "sub", topic->name);
  if (cordial_tinode_topic_name_is_conversation (topic->name))
    {
      json_builder_set_member_name (builder, "get");
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "what");
      /* The newest seq, as of now: a message that came while the server was letting us in is told neither here, where we
       * were not attached yet, nor on `me`, where we are taken for attached already (server/topic.go, SkipTopic).
       * The receipts of others stand in the list of subscribers. */
      json_builder_add_string_value (builder, wants_subscribers (topic) ? "desc sub del aux" : "desc del aux");
      cordial_tinode_add_members_query (builder, topic);
      add_deleted_query (builder, topic);
      json_builder_end_object (builder);
    }
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_attached, topic);
}

/**
 * cordial_tinode_topic_detached:
 * @topic: a topic
 *
 * The server put us out of it, and said so.
 */
void
cordial_tinode_topic_detached (CordialTinodeTopic *topic)
{
  if (topic->attachment == CORDIAL_TINODE_ATTACHED)
    topic->attachment = CORDIAL_TINODE_DETACHED;
}

static gboolean
on_follow_again (gpointer user_data)
{
  CordialTinodeSession *self = user_data;

  g_clear_pointer (&self->follow_retry, g_source_unref);
  cordial_tinode_topics_follow (self);
  return G_SOURCE_REMOVE;
}

/* Later each time. A new connection comes first. */
static void
follow_later (CordialTinodeSession *self)
{
  if (self->follow_retry)
    return;
  self->follow_delay_s = CLAMP (self->follow_delay_s * 2, FOLLOW_DELAY_S, FOLLOW_DELAY_MAX_S);
  self->follow_retry = g_timeout_source_new_seconds (self->follow_delay_s);
  g_source_set_static_name (self->follow_retry, "CordialTinodeSession follow");
  g_source_set_callback (self->follow_retry, on_follow_again, self, NULL);
  g_source_attach (self->follow_retry, NULL);
}

static void
on_following (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  /* Who is not let in is not let in by asking again; a lost link brings a roster with the next. */
  if (!error)
    self->follow_delay_s = 0;
  else if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER))
    follow_later (self);
}

void
cordial_tinode_topics_stop_following (CordialTinodeSession *self)
{
  if (self->follow_retry)
    g_source_destroy (self->follow_retry);
  g_clear_pointer (&self->follow_retry, g_source_unref);
  self->follow_delay_s = 0;
}

/**
 * cordial_tinode_topic_follow:
 * @self: a session; nothing is done before it is online
 * @topic: one of its conversations
 *
 * Of a conversation without the permission P a Tinode server tells nothing on `me` but changes of access (server/pres.go,
 * presOfflineFilter), neither messages nor what another device has read. Whoever mutes it wants no notification, but its
 * messages all the same: only those who are attached get them.
 */
void
cordial_tinode_topic_follow (CordialTinodeSession *self, CordialTinodeTopic *topic)
{
  if (self->phase == CORDIAL_TINODE_ONLINE && topic->listed && topic->silent &&
      topic->attachment == CORDIAL_TINODE_DETACHED)
    cordial_tinode_topic_attach (self, topic, on_following, NULL);
}

/**
 * cordial_tinode_topics_follow:
 * @self: the session, signed in
 *
 * The same for each of its conversations.
 */
void
cordial_tinode_topics_follow (CordialTinodeSession *self)
{
  g_autoptr (GPtrArray) topics = g_hash_table_get_values_as_ptr_array (self->topics);

  for (guint i = 0; i < topics->len && self->phase == CORDIAL_TINODE_ONLINE; i++)
    cordial_tinode_topic_follow (self, topics->pdata[i]);
}

/* --- Deletions ----------------------------------------------------------------------------------------------------- */

static gboolean
on_deletions (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  /* Heard as any {meta} is; a {ctrl} stands for none. */
  return TRUE;
}

static void
on_may_ask_deleted (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (error)
    return;
  builder = cordial_tinode_request_begin (self, "get", topic->name);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "del");
  add_deleted_query (builder, topic);
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_deletions, NULL);
}

static void
set_deleted_since (CordialTinodeSession *self, CordialTinodeTopic *topic, gint64 since)
{
  topic->deleted_since = since;
  g_signal_emit_by_name (self, "deletions-known", topic->name, since - 1);
}

/**
 * cordial_tinode_topic_ask_deleted:
 * @self: the session
 * @topic: a conversation
 *
 * There may be deletions that we do not know of. Who attaches is told of them.
 */
void
cordial_tinode_topic_ask_deleted (CordialTinodeSession *self, CordialTinodeTopic *topic)
{
  gboolean told_anyway = topic->attachment != CORDIAL_TINODE_ATTACHED;

  cordial_tinode_topic_attach (self, topic, told_anyway ? on_following : on_may_ask_deleted, NULL);
}

/**
 * cordial_tinode_topic_saw_deletions:
 * @self: the session
 * @topic: a conversation
 * @newest: the number of the newest deletion in an answer that told of some
 *
 * Asks for what comes after it, until there are no more. An answer is cut after so many ranges, maybe in the midst of a
 * deletion, and ranges that meet are told as one, so that their count says nothing (server/db, MessageGetDeleted): the
 * newest is asked for once more, from its beginning.
 */
void
cordial_tinode_topic_saw_deletions (CordialTinodeSession *self, CordialTinodeTopic *topic, gint64 newest)
{
  if (newest < topic->deleted_since)
    return;
  set_deleted_since (self, topic, newest > topic->deleted_since ? newest : newest + 1);
  cordial_tinode_topic_attach (self, topic, on_may_ask_deleted, NULL);
}

/**
 * cordial_tinode_topic_listed_deletions:
 * @self: the session
 * @topic: a conversation
 * @newest: the number of its newest deletion, as the roster has it
 */
void
cordial_tinode_topic_listed_deletions (CordialTinodeSession *self, CordialTinodeTopic *topic, gint64 newest)
{
  /* A server that was restored from a backup has forgotten some, and gives their numbers again. */
  if (newest + 1 < topic->deleted_since)
    set_deleted_since (self, topic, 1);
  if (newest >= topic->deleted_since && topic->attachment == CORDIAL_TINODE_ATTACHED)
    cordial_tinode_topic_ask_deleted (self, topic);
}

/**
 * cordial_tinode_topic_know_deletions:
 * @self: the session
 * @name: a conversation
 * @newest: the number of the newest deletion that is known, 0 to be told of all
 */
void
cordial_tinode_topic_know_deletions (CordialTinodeSession *self, const char *name, gint64 newest)
{
  CordialTinodeTopic *topic = cordial_tinode_topics_ensure (self, name);

  topic->deleted_since = MAX (0, newest) + 1;
  if (topic->attachment == CORDIAL_TINODE_ATTACHED)
    cordial_tinode_topic_ask_deleted (self, topic);
}

/* --- Catching up --------------------------------------------------------------------------------------------------- */

static gboolean
on_caught_up (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  self->catching_up = FALSE;
  return TRUE;
}

static gboolean
on_attached_to_me (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!reply)
    {
      self->catching_up = FALSE;
      return TRUE;
    }
  if (g_str_equal (reply->kind, "meta"))
    return FALSE;
  if (reply->code >= 300 && reply->code != 304)
    {
      self->catching_up = FALSE;
      cordial_connection_reconnect (self->connection, _ ("The server lost track of this session."));
      return TRUE;
    }
  builder = cordial_tinode_request_begin (self, "get", "me");
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "sub");
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_caught_up, NULL);
  return TRUE;
}

/**
 * cordial_tinode_topics_catch_up:
 * @self: the session
 *
 * A Tinode server whose queue to us is full drops what it has to say, and detaches us from the topic without a word
 * (server/topic.go, broadcastToSessions), from `me` too. So wherever that may have happened: attaches to `me` again, which
 * is answered 304 if we still were, and asks for the roster, which tells the newest seq of every conversation.
 */
void
cordial_tinode_topics_catch_up (CordialTinodeSession *self)
{
  if (self->catching_up || self->phase != CORDIAL_TINODE_ONLINE)
    return;
  self->catching_up = TRUE;
  cordial_tinode_request_send (self, cordial_tinode_request_begin (self, "sub", "me"), on_attached_to_me, NULL);
}

/**
 * cordial_tinode_topic_found_detached:
 * @self: the session
 * @topic: a topic that we took ourselves to be attached to
 *
 * The server shows that we are not.
 */
void
cordial_tinode_topic_found_detached (CordialTinodeSession *self, CordialTinodeTopic *topic)
{
  if (topic->attachment != CORDIAL_TINODE_ATTACHED)
    return;
  topic->attachment = CORDIAL_TINODE_DETACHED;
  cordial_tinode_topics_catch_up (self);
}

void
cordial_tinode_topic_saw_seq (CordialTinodeTopic *topic, gint64 seq)
{
  topic->seq = MAX (topic->seq, seq);
}

/* --- One line of the roster ---------------------------------------------------------------------------------------- */

static guint
count_asking (CordialTinodeSession *self)
{
  GHashTableIter iter;
  CordialTinodeTopic *topic;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &topic))
    n += topic->asking;
  return n;
}

static gboolean
on_asked (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  CordialTinodeTopic *topic = user_data;

  if (!reply)
    return TRUE;

  topic->asking = FALSE;
  if (topic->ask_again)
    {
      topic->ask_again = FALSE;
      cordial_tinode_topic_ask (self, topic->name);
    }
  return TRUE;
}

/**
 * cordial_tinode_topic_ask:
 * @self: the session, signed in
 * @name: a conversation
 *
 * Asks for its line of the roster (docs/API.md «{get what="sub"}» to `me`); the answer is heard as any {meta} is.
 */
void
cordial_tinode_topic_ask (CordialTinodeSession *self, const char *name)
{
  CordialTinodeTopic *topic = cordial_tinode_topics_lookup (self, name);
  g_autoptr (JsonBuilder) builder = NULL;

  if (topic && topic->asking)
    {
      topic->ask_again = TRUE;
      return;
    }
  if (count_asking (self) >= MAX_ASKING)
    {
      g_debug ("too many unknown topics at once; one is left out");
      return;
    }

  if (!topic)
    topic = cordial_tinode_topics_ensure (self, name);
  topic->asking = TRUE;
  builder = cordial_tinode_request_begin (self, "get", "me");
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "sub");
  json_builder_set_member_name (builder, "sub");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "topic");
  json_builder_add_string_value (builder, name);
  json_builder_end_object (builder);
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_asked, topic);
}
