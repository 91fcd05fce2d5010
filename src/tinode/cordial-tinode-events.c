/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a Tinode server sends to a session: every frame comes in here, is believed or dropped as a whole, and becomes an
 * answer to a request or a signal to the model. {data} is in cordial-tinode-messages.c.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>

#include "cordial-packet.h"
#include "cordial-tinode-records.h"

static void
emit_conversation (CordialTinodeSession *self, CordialConversationRecord *record)
{
  g_signal_emit_by_name (self, "conversation", record);
}

/* --- {meta} -------------------------------------------------------------------------------------------------------- */

/* To attach where there is no J would be to join again. */
static gboolean
is_silent (JsonObject *sub)
{
  const char *mode = cordial_tinode_get_mode (sub);

  return mode && strchr (mode, 'J') && strchr (mode, 'R') && !strchr (mode, 'P');
}

static void
saw_access (CordialTinodeTopic *topic, JsonObject *holder)
{
  const char *mode = cordial_tinode_get_mode (holder);

  if (mode)
    topic->only_for_self = !strchr (mode, 'D');
}

/* Of which time the card in the roster is. */
static void
saw_card (CordialTinodeTopic *topic, JsonObject *sub)
{
  gint64 updated_ms;

  if (!cordial_packet_get_object (sub, "public"))
    return;
  topic->card_ms = cordial_tinode_get_time (sub, "updated", &updated_ms) && updated_ms > 0 ? updated_ms : 1;
}

/* What a description says that came with attaching can be older than what the roster said. Of a person a server keeps there what
 * it knew when the topic came into its memory (server/topic.go, replyGetDesc), name, picture, and when they were last seen. */
static void
take_newer_looks (CordialTinodeTopic *topic, JsonObject *desc, CordialConversationRecord *record)
{
  gint64 updated_ms;

  if (g_str_has_prefix (topic->name, "usr") && topic->listed)
    record->fields &= ~CORDIAL_CONVERSATION_HAS_LAST_SEEN;
  if (topic->card_ms == 0 || (!g_str_has_prefix (topic->name, "usr") &&
                              cordial_tinode_get_time (desc, "updated", &updated_ms) && updated_ms >= topic->card_ms))
    return;
  record->fields &= ~(CORDIAL_CONVERSATION_HAS_NAME | CORDIAL_CONVERSATION_HAS_AVATAR);
}

/* Whom we mute the server tells us to be off, wherever they are, and when we do no more it does not tell who is there (server/
 * topic.go, notifySubChange): until it tells something, nothing is known of them. */
static void
doubt_presence (CordialTinodeTopic *topic, CordialConversationRecord *record)
{
  if (record->kind != CORDIAL_CONVERSATION_DIRECT)
    return;
  if (topic->silent)
    topic->unsure = TRUE;
  else if (record->online)
    topic->unsure = FALSE;
  if (!topic->unsure)
    return;
  record->online = FALSE;
  record->last_seen_ms = 0;
  record->fields |= CORDIAL_CONVERSATION_HAS_ONLINE | CORDIAL_CONVERSATION_HAS_LAST_SEEN;
}

/* An account that was deleted leaves its line in the rosters of others, without its card (seen at a server of 0.25.3). There may be
 * people without one: it is asked for those of the first roster, and for whom the server called gone. */
static gboolean
is_nobody (CordialTinodeSession *self, CordialTinodeTopic *topic, JsonObject *sub)
{
  return (self->phase == CORDIAL_TINODE_LISTING || topic->n_doubts > 0) && !json_object_has_member (sub, "public") &&
         g_str_has_prefix (cordial_packet_get_string (sub, "topic"), "usr");
}

static void
handle_roster (CordialTinodeSession *self, JsonArray *subs)
{
  for (guint i = 0; i < json_array_get_length (subs); i++)
    {
      JsonNode *node = json_array_get_element (subs, i);
      JsonObject *sub = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *name = sub ? cordial_packet_get_string (sub, "topic") : NULL;
      g_autoptr (CordialConversationRecord) record = NULL;
      CordialTinodeTopic *topic;
      gint64 deleted_ms, newest;

      if (!name || !cordial_tinode_topic_name_is_conversation (name))
        continue;
      topic = cordial_tinode_topics_ensure (self, name);
      if (cordial_tinode_get_time (sub, "deleted", &deleted_ms) && deleted_ms > 0)
        {
          cordial_tinode_topic_ended (self, topic);
          continue;
        }
      record = cordial_tinode_conversation_from_sub (sub);
      /* A server that was restored from a backup gives numbers again. */
      if (!topic->listed && topic->attachment == CORDIAL_TINODE_DETACHED)
        topic->seq = 0;
      topic->listed = TRUE;
      if (record->ended == CORDIAL_ENDING_NONE && is_nobody (self, topic, sub))
        {
          topic->ending = CORDIAL_TINODE_ENDING_WANTED;
          record->ended = CORDIAL_ENDING_UNKNOWN;
        }
      else if (record->ended == CORDIAL_ENDING_NONE && cordial_tinode_doubt_ending (self, topic))
        record->ended = CORDIAL_ENDING_UNKNOWN;
      topic->joined = record->ended == CORDIAL_ENDING_NONE;
      topic->silent = is_silent (sub);
      saw_access (topic, sub);
      saw_card (topic, sub);
      doubt_presence (topic, record);
      cordial_tinode_topic_saw_seq (topic, record->seq);
      if (cordial_tinode_get_seq (sub, "clear", &newest))
        cordial_tinode_topic_listed_deletions (self, topic, newest);
      /* Of the first one, as soon as it is complete. */
      cordial_tinode_topic_follow (self, topic);
      emit_conversation (self, record);
    }
  /* The first one is complete before anything is asked. */
  cordial_tinode_endings_resume (self);
}

/* [{low, hi}…], hi exclusive, without hi only one (docs/API.md «{del}»). */
static void
handle_deleted (CordialTinodeSession *self, const char *name, JsonArray *ranges)
{
  for (guint i = 0; i < json_array_get_length (ranges); i++)
    {
      JsonNode *node = json_array_get_element (ranges, i);
      JsonObject *range = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      gint64 low, hi;

      if (!range || !cordial_tinode_get_seq (range, "low", &low))
        continue;
      if (!cordial_tinode_get_seq (range, "hi", &hi))
        hi = low + 1;
      if (hi > low)
        g_signal_emit_by_name (self, "deleted", name, low, hi - 1);
    }
}

static void
handle_profile (CordialTinodeSession *self, JsonObject *desc)
{
  g_autoptr (CordialConversationRecord) record = NULL;
  const char *note;

  if (!cordial_session_get_user_id (CORDIAL_SESSION (self)) || !cordial_packet_get_object (desc, "public"))
    return;
  record = cordial_conversation_record_new (cordial_session_get_user_id (CORDIAL_SESSION (self)));
  record->name = cordial_tinode_dup_card_name (desc);
  if (record->name)
    record->fields |= CORDIAL_CONVERSATION_HAS_NAME;
  record->avatar = cordial_tinode_dup_card_photo (desc, &record->avatar_uri);
  note = cordial_packet_get_string (cordial_packet_get_object (desc, "public"), "note");
  record->note = note && *note ? g_strdup (note) : NULL;
  record->fields |= CORDIAL_CONVERSATION_HAS_AVATAR | CORDIAL_CONVERSATION_HAS_NOTE;
  g_signal_emit_by_name (self, "profile", record);
}

/**
 * cordial_tinode_handle_meta:
 * @self: the session
 * @meta: what is under "meta", as it came from the server
 *
 * Hears what it says, whether it was asked for or not; results of a search are left to the search.
 */
void
cordial_tinode_handle_meta (CordialTinodeSession *self, JsonObject *meta)
{
  const char *name = cordial_packet_get_string (meta, "topic");
  JsonObject *desc = cordial_packet_get_object (meta, "desc");
  JsonArray *subs = cordial_packet_get_array (meta, "sub");
  JsonObject *del = cordial_packet_get_object (meta, "del");
  JsonArray *ranges = del ? cordial_packet_get_array (del, "delseq") : NULL;
  CordialTinodeTopic *topic;
  gint64 newest;

  if (!name || self->phase < CORDIAL_TINODE_LISTING)
    {
      g_debug ("dropped a {meta} of nothing");
      return;
    }
  if (g_str_equal (name, "me"))
    {
      if (desc)
        handle_profile (self, desc);
      if (subs)
        handle_roster (self, subs);
      return;
    }
  if (g_str_equal (name, "fnd"))
    return;

  topic = cordial_tinode_topics_lookup (self, name);
  if (!topic || topic->attachment == CORDIAL_TINODE_DETACHED || !cordial_tinode_topic_name_is_conversation (name))
    {
      g_debug ("dropped a {meta} of a topic that we are not attached to");
      return;
    }
  if (desc)
    {
      g_autoptr (CordialConversationRecord) record = cordial_tinode_conversation_from_desc (name, desc);

      saw_access (topic, desc);
      take_newer_looks (topic, desc, record);
      cordial_tinode_topic_saw_seq (topic, record->seq);
      emit_conversation (self, record);
    }
  if (subs)
    cordial_tinode_handle_subscribers (self, topic, subs, cordial_packet_get_string (meta, "ts"));
  if (cordial_packet_get_object (meta, "aux"))
    cordial_tinode_handle_aux (self, topic, cordial_packet_get_object (meta, "aux"));
  if (cordial_packet_get_array (meta, "react"))
    cordial_tinode_handle_reactions (self, topic, cordial_packet_get_array (meta, "react"));
  if (ranges && json_array_get_length (ranges) > 0)
    {
      handle_deleted (self, name, ranges);
      if (cordial_tinode_get_seq (del, "clear", &newest))
        cordial_tinode_topic_saw_deletions (self, topic, newest);
    }
}

/* --- {pres} -------------------------------------------------------------------------------------------------------- */

static void
emit_online (CordialTinodeSession *self, const char *name, gboolean online)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (name);

  record->fields = CORDIAL_CONVERSATION_HAS_ONLINE;
  record->online = online;
  /* What was known of when they were last here is over. */
  if (!online)
    record->fields |= CORDIAL_CONVERSATION_HAS_LAST_SEEN;
  emit_conversation (self, record);
}

static void
emit_seq (CordialTinodeSession *self, const char *name, gint64 seq)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (name);

  record->fields = CORDIAL_CONVERSATION_HAS_SEQ;
  record->seq = seq;
  emit_conversation (self, record);
}

/* Told with the ranges to attached sessions, on `me` only with the number of the deletion (server/pres.go,
 * presSingleUserOffline). */
static void
handle_pres_deleted (CordialTinodeSession *self, CordialTinodeTopic *topic, JsonObject *pres)
{
  JsonArray *ranges = cordial_packet_get_array (pres, "delseq");
  gint64 clear;

  if (ranges && json_array_get_length (ranges) > 0)
    handle_deleted (self, topic->name, ranges);
  else if (cordial_tinode_get_seq (pres, "clear", &clear))
    cordial_tinode_topic_ask_deleted (self, topic);
}

static gboolean
on_heard (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  return TRUE;
}

/* Of a topic that we may not be attached to, so that the rest of it may be of less than we have. */
static gboolean
on_described (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  gboolean told = reply && g_str_equal (reply->kind, "meta");
  JsonObject *desc = told ? cordial_packet_get_object (reply->body, "desc") : NULL;
  const char *name = desc ? cordial_packet_get_string (reply->body, "topic") : NULL;
  g_autoptr (CordialConversationRecord) record = NULL;

  if (!name || !cordial_tinode_topics_lookup (self, name))
    return TRUE;
  record = cordial_tinode_conversation_from_desc (name, desc);
  /* The topic itself leaves it out where there is none. */
  record->fields = CORDIAL_CONVERSATION_HAS_COMMENT;
  emit_conversation (self, record);
  return TRUE;
}

/* What the owner calls somebody, changed on another device, is told like any change, and the roster does not say it of people
 * (server/topic.go, replyGetSub): their topic does. */
static void
ask_comment (CordialTinodeSession *self, const char *name)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!g_str_has_prefix (name, "usr"))
    return;
  builder = cordial_tinode_request_begin (self, "get", name);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "desc");
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_described, NULL);
}

static void
on_reattached (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
}

static void
handle_pres_of_me (CordialTinodeSession *self, JsonObject *pres, const char *what)
{
  const char *src = cordial_packet_get_string (pres, "src");
  CordialTinodeTopic *topic;
  gint64 seq;

  if (!src || g_str_equal (src, "me") || g_strcmp0 (src, cordial_session_get_user_id (CORDIAL_SESSION (self))) == 0)
    {
      if (g_str_equal (what, "upd"))
        {
          g_autoptr (JsonBuilder) builder = cordial_tinode_request_begin (self, "get", "me");

          json_builder_set_member_name (builder, "what");
          json_builder_add_string_value (builder, "desc");
          cordial_tinode_request_send (self, g_steal_pointer (&builder), on_heard, NULL);
        }
      return;
    }
  if (!cordial_tinode_topic_name_is_conversation (src))
    return;

  topic = cordial_tinode_topics_lookup (self, src);
  if (g_str_equal (what, "gone"))
    {
      if (topic)
        cordial_tinode_topic_ended (self, topic);
      return;
    }
  if (!topic || !topic->listed)
    {
      /* Somebody whom the roster did not name yet: a new contact, who may have written already. */
      if (g_str_equal (what, "msg") || g_str_equal (what, "on") || g_str_equal (what, "acs") ||
          g_str_equal (what, "upd"))
        cordial_tinode_topic_ask (self, src);
      return;
    }

  if (g_str_equal (what, "msg"))
    {
      /* It takes a way of its own (server/hub.go), and may come after the roster or {data} that speak of newer ones: no sign
       * that the server has forgotten some. */
      if (cordial_tinode_get_seq (pres, "seq", &seq) && seq > topic->seq)
        {
          cordial_tinode_topic_saw_seq (topic, seq);
          emit_seq (self, src, seq);
        }
    }
  else if (g_str_equal (what, "on") || g_str_equal (what, "off"))
    {
      topic->unsure = FALSE;
      emit_online (self, src, g_str_equal (what, "on"));
      /* Since when stands in the roster. */
      if (g_str_equal (what, "off"))
        cordial_tinode_topic_ask (self, src);
    }
  else if (g_str_equal (what, "upd") || g_str_equal (what, "acs"))
    {
      cordial_tinode_topic_ask (self, src);
      if (g_str_equal (what, "upd"))
        ask_comment (self, src);
    }
  else if (g_str_equal (what, "read") || g_str_equal (what, "recv"))
    {
      /* Only for the owner's other devices: those of others come as {info}. */
      if (cordial_tinode_get_seq (pres, "seq", &seq) && seq <= topic->seq)
        g_signal_emit_by_name (self, "receipt", src, cordial_session_get_user_id (CORDIAL_SESSION (self)),
                               g_str_equal (what, "read") ? CORDIAL_RECEIPT_READ : CORDIAL_RECEIPT_RECEIVED, seq);
    }
  else if (g_str_equal (what, "del"))
    {
      handle_pres_deleted (self, topic, pres);
    }
  else if (g_str_equal (what, "react"))
    {
      cordial_tinode_handle_reaction (self, topic, pres);
    }
  else if (g_str_equal (what, "term"))
    {
      /* A node of the server's cluster went away, and our attachment with it. */
      if (topic->attachment == CORDIAL_TINODE_ATTACHED)
        {
          cordial_tinode_topic_detached (topic);
          cordial_tinode_topic_attach (self, topic, on_reattached, NULL);
        }
    }
}

static void
handle_pres_of_conversation (CordialTinodeSession *self, JsonObject *pres, const char *name, const char *what)
{
  CordialTinodeTopic *topic = cordial_tinode_topics_lookup (self, name);

  if (!topic || topic->attachment == CORDIAL_TINODE_DETACHED)
    {
      g_debug ("dropped a {pres} of a topic that we are not attached to");
      return;
    }
  if (g_str_equal (what, "del"))
    handle_pres_deleted (self, topic, pres);
  else if (g_str_equal (what, "react"))
    cordial_tinode_handle_reaction (self, topic, pres);
  else if (g_str_equal (what, "upd") || g_str_equal (what, "acs"))
    {
      cordial_tinode_topic_ask (self, name);
      /* It may be the other's access that changed: whether they hear us is said there alone. */
      if (g_str_equal (what, "acs") && g_str_has_prefix (name, "usr"))
        cordial_tinode_ask_members (self, topic);
      else if (g_str_equal (what, "acs"))
        cordial_tinode_members_changed (self, topic, NULL);
    }
  else if (g_str_equal (what, "aux"))
    {
      cordial_tinode_ask_aux (self, topic);
    }
  else if (g_str_equal (what, "on") || g_str_equal (what, "off"))
    {
      cordial_tinode_members_changed (self, topic, cordial_packet_get_string (pres, "src"));
    }
  else if (g_str_equal (what, "gone"))
    {
      cordial_tinode_topic_ended (self, topic);
    }
  else if (g_str_equal (what, "term"))
    {
      cordial_tinode_topic_detached (topic);
      cordial_tinode_topic_follow (self, topic);
    }
}

static void
handle_pres (CordialTinodeSession *self, JsonObject *pres)
{
  const char *name = cordial_packet_get_string (pres, "topic");
  const char *what = cordial_packet_get_string (pres, "what");

  if (!name || !what)
    g_debug ("dropped a {pres} of nothing");
  /* What changed before the roster was made is in it. */
  else if (self->phase < CORDIAL_TINODE_ONLINE)
    g_debug ("dropped a {pres} from before the roster");
  else if (g_str_equal (name, "me"))
    handle_pres_of_me (self, pres, what);
  else
    handle_pres_of_conversation (self, pres, name, what);
}

/* --- {info} -------------------------------------------------------------------------------------------------------- */

static void
handle_info (CordialTinodeSession *self, JsonObject *info)
{
  const char *name = cordial_packet_get_string (info, "topic");
  const char *from = cordial_packet_get_string (info, "from");
  const char *what = cordial_packet_get_string (info, "what");
  CordialTinodeTopic *topic;
  gint64 seq;

  if (name && g_str_equal (name, "me"))
    name = cordial_packet_get_string (info, "src");
  topic = name ? cordial_tinode_topics_lookup (self, name) : NULL;
  if (!topic || !from || !what || !cordial_tinode_topic_name_is_conversation (name))
    {
      g_debug ("dropped an {info} of an unknown topic");
      return;
    }

  if (g_str_equal (what, "read") || g_str_equal (what, "recv"))
    {
      if (!cordial_tinode_get_seq (info, "seq", &seq) || seq > topic->seq)
        {
          g_debug ("dropped a receipt for a message that does not exist");
          return;
        }
      g_signal_emit_by_name (self, "receipt", name, from,
                             g_str_equal (what, "read") ? CORDIAL_RECEIPT_READ : CORDIAL_RECEIPT_RECEIVED, seq);
    }
  else if (g_str_equal (what, "kp") || g_str_equal (what, "kpa") || g_str_equal (what, "kpv"))
    {
      if (g_strcmp0 (from, cordial_session_get_user_id (CORDIAL_SESSION (self))) != 0)
        g_signal_emit_by_name (self, "typing", name, from, !g_str_equal (what, "kp"));
    }
}

/* --- {ctrl} -------------------------------------------------------------------------------------------------------- */

static void
handle_ctrl (CordialTinodeSession *self, JsonObject *ctrl)
{
  CordialTinodeReply reply = { .kind = "ctrl", .body = ctrl };
  const char *name = cordial_packet_get_string (ctrl, "topic");
  gint64 code;

  if (!cordial_packet_get_int (ctrl, "code", &code) || code < 100 || code > 599)
    {
      g_debug ("dropped a {ctrl} without a code");
      return;
    }
  reply.code = code;
  reply.text = cordial_packet_get_string (ctrl, "text");
  reply.params = cordial_packet_get_object (ctrl, "params");
  if (cordial_tinode_requests_answer (self, &reply))
    return;
  /* A server that cannot even read a request cannot name it (server/session.go, dispatchRaw): a token that is no base64,
   * for one. Until we are signed in, there is one request at a time. */
  if (self->phase < CORDIAL_TINODE_ONLINE && code >= 400 && !json_object_has_member (ctrl, "id"))
    {
      cordial_tinode_requests_answer_oldest (self, &reply);
      return;
    }

  /* A {note} bears no id. One to a topic that we are not attached to is told so all the same; the server detaches those
   * who read too slowly (server/topic.go, broadcastToSessions). */
  if (code == 409 && name)
    {
      CordialTinodeTopic *topic = cordial_tinode_topics_lookup (self, name);

      if (topic)
        cordial_tinode_topic_found_detached (self, topic);
    }
  /* What came with an answer has no such part. */
  else if (code == 204 && name && reply.params)
    {
      CordialTinodeTopic *topic = cordial_tinode_topics_lookup (self, name);
      const char *what = cordial_packet_get_string (reply.params, "what");

      if (topic && topic->attachment != CORDIAL_TINODE_DETACHED && g_strcmp0 (what, "aux") == 0)
        cordial_tinode_handle_aux (self, topic, NULL);
      else if (topic && topic->attachment != CORDIAL_TINODE_DETACHED && g_strcmp0 (what, "react") == 0)
        cordial_tinode_handle_reactions (self, topic, NULL);
    }
  /* 205: the server puts us out of a topic, or of all (server/datamodel.go, NoErrEvicted, NoErrShutdown). */
  else if (code == 205)
    {
      CordialTinodeTopic *topic = name ? cordial_tinode_topics_lookup (self, name) : NULL;

      if (topic && reply.params && cordial_packet_get_boolean (reply.params, "unsub") &&
          cordial_tinode_topic_name_is_conversation (name))
        cordial_tinode_topic_ended (self, topic);
      else if (topic)
        cordial_tinode_topic_detached (topic);
    }
  else
    {
      g_debug ("a {ctrl} %d that answers nothing", (int) code);
    }
}

/* --- Frames -------------------------------------------------------------------------------------------------------- */

/**
 * cordial_tinode_handle_frame:
 * @self: the session
 * @text: one frame
 */
void
cordial_tinode_handle_frame (CordialTinodeSession *self, const char *text)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object, *body;

  /* The answer to our heartbeat (server/session.go, dispatchRaw). */
  if (g_str_equal (text, "0"))
    return;

  root = cordial_packet_parse_pruned (text, &error);
  object = root ? json_node_get_object (root) : NULL;
  if (!object)
    {
      g_debug ("dropped a frame that is no packet");
    }
  else if ((body = cordial_packet_get_object (object, "ctrl")))
    {
      handle_ctrl (self, body);
      return;
    }
  else if (self->phase > CORDIAL_TINODE_GREETING)
    {
      if (!cordial_packet_get_object (object, "meta"))
        self->n_busy++;
      if ((body = cordial_packet_get_object (object, "data")))
        cordial_tinode_handle_data (self, body);
      else if ((body = cordial_packet_get_object (object, "meta")))
        {
          CordialTinodeReply reply = { .kind = "meta", .body = body };

          cordial_tinode_handle_meta (self, body);
          cordial_tinode_requests_answer (self, &reply);
        }
      else if ((body = cordial_packet_get_object (object, "pres")))
        handle_pres (self, body);
      else if ((body = cordial_packet_get_object (object, "info")))
        handle_info (self, body);
      else
        g_debug ("dropped a packet of an unknown kind");
      return;
    }

  /* Before it answers {hi}, a Tinode server has nothing else to say. */
  if (self->phase == CORDIAL_TINODE_GREETING)
    {
      cordial_session_refuse_sign_in (CORDIAL_SESSION (self), CORDIAL_REFUSAL_NOT_A_CHAT_SERVER,
                                      _ ("What answers at this address is not a Tinode server."));
    }
}
