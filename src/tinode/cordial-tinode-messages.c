/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages of a Tinode session: publishing one, fetching a run of them, telling which are received and read, and {data}.
 * The model above decides what to send and fetch, and keeps to one send at a time in a conversation where order matters;
 * nothing is repeated here but what Tinode answers with «attach first».
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>

#include "cordial-packet.h"
#include "cordial-tinode-records.h"

/* --- Sending ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  GTask *task;
  CordialMessageRecord *message;
  gboolean repeated;
} Send;

static void
send_free (Send *send)
{
  g_object_unref (send->task);
  cordial_message_record_free (send->message);
  g_free (send);
}

static void on_may_publish (CordialTinodeSession *, CordialTinodeTopic *, const GError *, gpointer);

static gboolean
on_published (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  Send *send = user_data;
  CordialTinodeTopic *topic = cordial_tinode_topics_ensure (self, send->message->conversation_id);
  CordialSent *sent;
  gint64 seq = 0;

  if (!reply)
    {
      g_task_return_error (send->task, cordial_session_link_error ());
      send_free (send);
      return TRUE;
    }
  if (g_str_equal (reply->kind, "meta"))
    return FALSE;

  if (reply->code == 409 && !send->repeated)
    {
      /* The server detached us behind our back, as it does to a session that reads too slowly. */
      send->repeated = TRUE;
      cordial_tinode_topic_found_detached (self, topic);
      cordial_tinode_topic_attach (self, topic, on_may_publish, send);
      return TRUE;
    }
  if (reply->code >= 300)
    {
      g_task_return_error (send->task, cordial_tinode_reply_to_error_there (reply));
      send_free (send);
      return TRUE;
    }

  if (!reply->params || !cordial_tinode_get_seq (reply->params, "seq", &seq))
    {
      /* It may or may not be there: what the conversation gained has to be looked at. */
      g_task_return_error (send->task, cordial_session_link_error ());
      send_free (send);
      cordial_connection_reconnect (self->connection, _ ("The server gave an answer that makes no sense."));
      return TRUE;
    }

  cordial_tinode_topic_saw_seq (topic, seq);
  sent = g_new0 (CordialSent, 1);
  sent->seq = seq;
  if (!cordial_tinode_get_time (reply->body, "ts", &sent->time_ms) || sent->time_ms == 0)
    sent->time_ms = g_get_real_time () / 1000;
  g_task_return_pointer (send->task, sent, g_free);
  send_free (send);
  return TRUE;
}

/* FALSE if that is longer than the server takes, or with an error. */
static gboolean
publish (CordialTinodeSession *self, CordialTinodeTopic *topic, Send *send, gboolean formatted, GError **error)
{
  g_autoptr (JsonBuilder) builder = cordial_tinode_request_begin (self, "pub", topic->name);
  g_auto (GStrv) references = cordial_tinode_dup_references (send->message);

  json_builder_set_member_name (builder, "noecho");
  json_builder_add_boolean_value (builder, TRUE);
  return cordial_tinode_add_message (builder, send->message, formatted, error) &&
         cordial_tinode_request_send_with_files (self, g_steal_pointer (&builder), (const char *const *) references,
                                                 on_published, send);
}

static void
on_may_publish (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  Send *send = user_data;
  GError *bad = NULL;

  if (error)
    bad = g_error_copy (error);
  /* A text of many lines that has room for its words, but not for their marks, goes without. */
  else if (publish (self, topic, send, TRUE, &bad) || (!bad && publish (self, topic, send, FALSE, &bad)))
    return;
  if (!bad)
    bad = g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                               _ ("The message is longer than this server takes."));
  g_task_return_error (send->task, bad);
  send_free (send);
}

/**
 * cordial_tinode_send:
 * @self: the session, signed in
 * @task: (transfer full): returns a #CordialSent
 * @message: what to publish
 *
 * Asks for no echo: the {ctrl} names the seq, and the owner's other devices hear of the message all the same.
 */
void
cordial_tinode_send (CordialTinodeSession *self, GTask *task, const CordialMessageRecord *message)
{
  Send *send = g_new0 (Send, 1);

  send->task = task;
  send->message = cordial_message_record_copy (message);
  cordial_tinode_topic_attach (self, cordial_tinode_topics_ensure (self, message->conversation_id), on_may_publish,
                               send);
}

/* --- Fetching ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  GTask *task;
  CordialTinodeTopic *topic;
  gint64 low;
  gint64 high;
  GTree *messages;
  gboolean repeated;
} Fetch;

static int
compare_seqs (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const gint64 *left = a, *right = b;

  return (*left > *right) - (*left < *right);
}

static gboolean
add_to_array (gpointer key, gpointer value, gpointer user_data)
{
  g_ptr_array_add (user_data, cordial_message_record_copy (value));
  return FALSE;
}

static GPtrArray *
fetch_to_array (Fetch *fetch)
{
  GPtrArray *array = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);

  g_tree_foreach (fetch->messages, add_to_array, array);
  return array;
}

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->task);
  g_tree_unref (fetch->messages);
  g_free (fetch);
}

/* Nothing that came is lost, whoever it was meant for. */
static void
fetch_fail (CordialTinodeSession *self, Fetch *fetch, GError *error)
{
  g_autoptr (GPtrArray) messages = fetch_to_array (fetch);

  g_queue_remove (&fetch->topic->fetches, fetch);
  if (messages->len > 0)
    g_signal_emit_by_name (self, "messages", fetch->topic->name, messages);
  g_task_return_error (fetch->task, error);
  fetch_free (fetch);
}

static void on_may_fetch (CordialTinodeSession *, CordialTinodeTopic *, const GError *, gpointer);

static gboolean
on_fetched (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  Fetch *fetch = user_data;
  gint64 arrived, count;

  if (!reply)
    {
      fetch_fail (self, fetch, cordial_session_link_error ());
      return TRUE;
    }
  if (g_str_equal (reply->kind, "meta"))
    return FALSE;

  if ((reply->code == 409 || reply->code == 403) && !fetch->repeated)
    {
      /* Tinode answers 403, not 409, to a {get} of a session that it has detached (server/session.go, get). */
      fetch->repeated = TRUE;
      cordial_tinode_topic_found_detached (self, fetch->topic);
      cordial_tinode_topic_attach (self, fetch->topic, on_may_fetch, fetch);
      return TRUE;
    }
  if (reply->code >= 300)
    {
      fetch_fail (self, fetch, cordial_tinode_reply_to_error_there (reply));
      return TRUE;
    }
  /* A Tinode server drops frames without a word where its queue to us is full, but says how many it meant to send. */
  arrived = g_tree_nnodes (fetch->messages);
  if (reply->params && cordial_packet_get_int (reply->params, "count", &count) && count > arrived)
    {
      g_debug ("only %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " messages arrived", arrived, count);
      fetch_fail (self, fetch,
                  g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED,
                                       _ ("The server is too busy to send all messages.")));
      return TRUE;
    }

  g_queue_remove (&fetch->topic->fetches, fetch);
  g_task_return_pointer (fetch->task, fetch_to_array (fetch), (GDestroyNotify) g_ptr_array_unref);
  fetch_free (fetch);
  return TRUE;
}

static void
on_may_fetch (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (JsonBuilder) builder = NULL;

  if (error)
    {
      fetch_fail (self, fetch, g_error_copy (error));
      return;
    }

  builder = cordial_tinode_request_begin (self, "get", topic->name);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "data");
  json_builder_set_member_name (builder, "data");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "since");
  json_builder_add_int_value (builder, fetch->low);
  json_builder_set_member_name (builder, "before");
  json_builder_add_int_value (builder, fetch->high + 1);
  json_builder_set_member_name (builder, "limit");
  json_builder_add_int_value (builder, fetch->high - fetch->low + 1);
  json_builder_end_object (builder);
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_fetched, fetch);
}

/**
 * cordial_tinode_fetch:
 * @self: the session, signed in
 * @task: (transfer full): returns a #GPtrArray of #CordialMessageRecord
 * @topic: a conversation
 * @low: first seq
 * @high: last seq, inclusive
 */
void
cordial_tinode_fetch (CordialTinodeSession *self, GTask *task, const char *topic, gint64 low, gint64 high)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->task = task;
  fetch->topic = cordial_tinode_topics_ensure (self, topic);
  fetch->low = low;
  fetch->high = high;
  fetch->messages = g_tree_new_full (compare_seqs, NULL, NULL, (GDestroyNotify) cordial_message_record_free);
  g_queue_push_tail (&fetch->topic->fetches, fetch);
  cordial_tinode_topic_attach (self, fetch->topic, on_may_fetch, fetch);
}

/* A {data} does not say whether it answers a {get} (docs/API.md «{data}»), but Tinode answers those of a topic in order. */
static Fetch *
find_fetch (CordialTinodeTopic *topic, gint64 seq)
{
  for (GList *link = topic->fetches.head; link; link = link->next)
    {
      Fetch *fetch = link->data;

      if (seq >= fetch->low && seq <= fetch->high)
        return fetch;
    }
  return NULL;
}

/* This client knows no calls: whoever calls hears it at once, instead of half a minute of ringing, and so does the server, which says in
 * the message's place what became of the call (server/calls.go, maybeEndCallInProgress). Of a call that is over or was answered on another
 * device it takes no word. */
static void
decline_call (CordialTinodeSession *self, CordialTinodeTopic *topic, JsonObject *data, gint64 seq)
{
  JsonObject *head = cordial_packet_get_object (data, "head");
  const char *from = cordial_packet_get_string (data, "from");
  g_autoptr (JsonBuilder) builder = NULL;

  if (!head || !from || seq < topic->seq || json_object_has_member (head, "replace") ||
      g_strcmp0 (cordial_packet_get_string (head, "webrtc"), "started") != 0 ||
      g_strcmp0 (from, cordial_session_get_user_id (CORDIAL_SESSION (self))) == 0)
    return;
  builder = cordial_tinode_request_begin (self, "note", topic->name);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "call");
  json_builder_set_member_name (builder, "event");
  json_builder_add_string_value (builder, "hang-up");
  json_builder_set_member_name (builder, "seq");
  json_builder_add_int_value (builder, seq);
  cordial_tinode_note_send (self, g_steal_pointer (&builder));
}

/**
 * cordial_tinode_handle_data:
 * @self: the session
 * @data: what is under "data", as it came from the server
 */
void
cordial_tinode_handle_data (CordialTinodeSession *self, JsonObject *data)
{
  const char *name = cordial_packet_get_string (data, "topic");
  CordialTinodeTopic *topic = name ? cordial_tinode_topics_lookup (self, name) : NULL;
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  Fetch *fetch;
  gint64 seq;

  if (!topic || topic->attachment == CORDIAL_TINODE_DETACHED || !cordial_tinode_topic_name_is_conversation (name))
    {
      g_debug ("dropped a message of a topic that we are not attached to");
      return;
    }
  if (!cordial_tinode_get_seq (data, "seq", &seq))
    {
      g_debug ("dropped a message without a number");
      return;
    }

  fetch = find_fetch (topic, seq);
  if (fetch)
    cordial_tinode_requests_progress (self, on_fetched, fetch);
  message = cordial_tinode_message_from_data (data);
  g_assert (message != NULL);

  cordial_tinode_topic_saw_seq (topic, seq);
  cordial_tinode_saw_person (self, topic, message->sender_id);
  decline_call (self, topic, data, seq);
  if (fetch)
    {
      gint64 *key = &message->seq;

      g_tree_replace (fetch->messages, key, g_steal_pointer (&message));
      return;
    }
  messages = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  g_ptr_array_add (messages, g_steal_pointer (&message));
  g_signal_emit_by_name (self, "messages", name, messages);
}

/* --- Refreshing --------------------------------------------------------------------------------------------------- */

typedef struct
{
  GTask *task;
  CordialTinodeTopic *topic;
  gboolean repeated;
} Refresh;

static void
refresh_end (Refresh *refresh, gint64 seq, GError *error)
{
  if (error)
    g_task_return_error (refresh->task, error);
  else
    g_task_return_pointer (refresh->task, g_memdup2 (&seq, sizeof seq), g_free);
  g_object_unref (refresh->task);
  g_free (refresh);
}

static void on_may_refresh (CordialTinodeSession *, CordialTinodeTopic *, const GError *, gpointer);

static gboolean
on_refreshed (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  Refresh *refresh = user_data;
  gboolean is_ctrl = reply && g_str_equal (reply->kind, "ctrl");
  JsonObject *desc = reply && !is_ctrl ? cordial_packet_get_object (reply->body, "desc") : NULL;
  gint64 seq = 0;

  if (!reply)
    {
      refresh_end (refresh, 0, cordial_session_link_error ());
      return TRUE;
    }
  if (is_ctrl ? reply->code < 300 : !desc)
    return FALSE;
  if (desc && cordial_tinode_get_seq (desc, "seq", &seq))
    {
      refresh_end (refresh, seq, NULL);
      return TRUE;
    }

  /* Somebody who is not attached gets a description without a seq (server/hub.go, replyOfflineTopicGetDesc). To take that for
   * an empty conversation would be to send again what is there already. */
  if (!refresh->repeated && (desc || reply->code == 409 || reply->code == 403))
    {
      refresh->repeated = TRUE;
      if (is_ctrl)
        cordial_tinode_topic_found_detached (self, refresh->topic);
      else
        cordial_tinode_topic_detached (refresh->topic);
      cordial_tinode_topic_attach (self, refresh->topic, on_may_refresh, refresh);
      return TRUE;
    }
  refresh_end (refresh, 0, is_ctrl ? cordial_tinode_reply_to_error_there (reply) : NULL);
  return TRUE;
}

static void
on_may_refresh (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *what = NULL;
  gboolean reacts = cordial_session_get_reactions (CORDIAL_SESSION (self)) != NULL;

  if (error)
    {
      refresh_end (user_data, 0, g_error_copy (error));
      return;
    }
  builder = cordial_tinode_request_begin (self, "get", topic->name);
  json_builder_set_member_name (builder, "what");
  /* Whether the other person still hears us, and how far they have read, is heard as any {meta} is; so is what is pinned, where a change
   * of that is not told, and how people reacted meanwhile. */
  what = g_strconcat ("desc", g_str_has_prefix (topic->name, "usr") ? " sub" : "", topic->silent ? " aux" : "",
                      reacts ? " react" : "", NULL);
  json_builder_add_string_value (builder, what);
  if (reacts)
    cordial_tinode_add_reactions_query (builder);
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_refreshed, user_data);
}

/**
 * cordial_tinode_refresh:
 * @self: the session, signed in
 * @task: (transfer full): returns a #gint64, the newest seq
 * @topic: a conversation
 */
void
cordial_tinode_refresh (CordialTinodeSession *self, GTask *task, const char *topic)
{
  Refresh *refresh = g_new0 (Refresh, 1);

  refresh->task = task;
  refresh->topic = cordial_tinode_topics_ensure (self, topic);
  cordial_tinode_topic_attach (self, refresh->topic, on_may_refresh, refresh);
}

/* --- Telling ------------------------------------------------------------------------------------------------------ */

static void
on_may_mark (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  static const char *const kinds[] = { [CORDIAL_RECEIPT_RECEIVED] = "recv", [CORDIAL_RECEIPT_READ] = "read" };
  GTask *task = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gint64 seq = topic->marked[i];
      g_autoptr (JsonBuilder) builder = NULL;

      topic->marked[i] = 0;
      if (error || seq == 0)
        continue;
      builder = cordial_tinode_request_begin (self, "note", topic->name);
      json_builder_set_member_name (builder, "what");
      json_builder_add_string_value (builder, kinds[i]);
      json_builder_set_member_name (builder, "seq");
      json_builder_add_int_value (builder, seq);
      cordial_tinode_note_send (self, g_steal_pointer (&builder));
    }
  if (!error)
    {
      cordial_tinode_note_wait_heard (self, task);
      return;
    }
  g_task_return_error (task, g_error_copy (error));
  g_object_unref (task);
}

/**
 * cordial_tinode_mark:
 * @self: the session, signed in
 * @task: (transfer full): returns %TRUE once the server has surely heard it
 * @name: a conversation
 * @receipt: received or read
 * @seq: up to which message
 *
 * Tinode forwards these from attached sessions only, except for `recv` where the topic happens to be in its memory
 * (server/session.go, note); so we attach in any case.
 */
void
cordial_tinode_mark (CordialTinodeSession *self, GTask *task, const char *name, CordialReceipt receipt, gint64 seq)
{
  CordialTinodeTopic *topic = cordial_tinode_topics_ensure (self, name);

  topic->marked[receipt] = MAX (topic->marked[receipt], seq);
  cordial_tinode_topic_attach (self, topic, on_may_mark, task);
}

/**
 * cordial_tinode_typing:
 * @self: the session, signed in
 * @name: a conversation
 * @recording: whether it is spoken, not written (Tinode docs/API.md, «{note}»)
 *
 * Of worth only at the moment: not told where we are not attached.
 */
void
cordial_tinode_typing (CordialTinodeSession *self, const char *name, gboolean recording)
{
  CordialTinodeTopic *topic = cordial_tinode_topics_lookup (self, name);
  g_autoptr (JsonBuilder) builder = NULL;

  if (!topic || topic->attachment != CORDIAL_TINODE_ATTACHED)
    return;
  builder = cordial_tinode_request_begin (self, "note", topic->name);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, recording ? "kpa" : "kp");
  cordial_tinode_note_send (self, g_steal_pointer (&builder));
}
