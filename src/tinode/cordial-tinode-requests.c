/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames that a Tinode session sends, and the table of those that wait for an answer. The server answers by the id that
 * the request bore; one that has no answer within the limit means that the server hears but no longer listens, and the
 * connection is given up. What a request is about is not known here.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>

#include "cordial-packet.h"

/* On the slowest line that is worth a chat, a frame takes a millisecond for each four bytes (32 kbit/s): that much longer
 * may a long one stay unanswered. */
#define BYTES_PER_MS 4

/* A longer frame may rightly be under way for longer than the connection's own deadline for a sign of life; only the limit
 * kept here holds for it. */
#define PROMPT_BYTES 8192

/* How often within the limit it is seen whether a long frame still moves. */
#define LINE_LOOKS 4

typedef struct
{
  char *id;
  guint64 number; /* the same */
  CordialTinodeReplyFunc func;
  gpointer user_data;
  gint64 deadline;
} Pending;

static void
pending_free (Pending *pending)
{
  g_free (pending->id);
  g_free (pending);
}

/* --- Deadlines ---------------------------------------------------------------------------------------------------- */

static void arm (CordialTinodeSession *self);

/* On a line of a dozen seconds a round trip, an answer takes no less. */
static gint64
get_limit_us (CordialTinodeSession *self)
{
  double round_trip_ms = cordial_connection_get_smoothed_round_trip_ms (self->connection);

  return (gint64) MAX (self->answer_limit_ms, 2.0 * round_trip_ms) * G_TIME_SPAN_MILLISECOND;
}

/* What has not arrived there cannot be answered; whether it still moves is the heartbeat's affair. */
static void
wait_for_line (CordialTinodeSession *self)
{
  gint64 earliest = g_get_monotonic_time () + get_limit_us (self);

  for (GList *link = self->pending_order.head; link; link = link->next)
    {
      Pending *pending = link->data;

      pending->deadline = MAX (pending->deadline, earliest);
    }
}

static gboolean
on_deadline (gpointer user_data)
{
  CordialTinodeSession *self = user_data;
  Pending *oldest = g_queue_peek_head (&self->pending_order);

  g_clear_pointer (&self->deadline, g_source_unref);
  self->line_busy = cordial_connection_is_sending (self->connection);
  if (self->line_busy)
    wait_for_line (self);
  if (oldest && oldest->deadline <= g_get_monotonic_time ())
    {
      g_debug ("request %s has no answer", oldest->id);
      cordial_connection_reconnect (self->connection, _ ("The server stopped answering requests."));
    }
  else
    {
      arm (self);
    }
  return G_SOURCE_REMOVE;
}

/* One source for all: deadlines never lie before that of an older request. */
static void
arm (CordialTinodeSession *self)
{
  Pending *oldest = g_queue_peek_head (&self->pending_order);
  gint64 wait_us;

  if (!oldest || self->deadline)
    return;
  wait_us = MAX (0, oldest->deadline - g_get_monotonic_time ());
  /* Looked at often enough that whoever gets the last byte has most of the limit for the answer. */
  if (self->line_busy)
    wait_us = MIN (wait_us, get_limit_us (self) / LINE_LOOKS);
  self->deadline = g_timeout_source_new (wait_us / 1000 + 1);
  g_source_set_static_name (self->deadline, "CordialTinodeSession answer limit");
  g_source_set_callback (self->deadline, on_deadline, self, NULL);
  g_source_attach (self->deadline, g_main_context_get_thread_default ());
}

static void
disarm (CordialTinodeSession *self)
{
  if (self->deadline)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
}

/* --- Out ---------------------------------------------------------------------------------------------------------- */

/**
 * cordial_tinode_request_begin:
 * @self: the session
 * @kind: "hi", "sub", "pub"…
 * @topic: (nullable): the topic that it is about
 *
 * Returns: (transfer full): a builder inside the object of that kind, for cordial_tinode_request_send() to close
 */
JsonBuilder *
cordial_tinode_request_begin (CordialTinodeSession *self, const char *kind, const char *topic)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, kind);
  json_builder_begin_object (builder);
  if (topic)
    {
      json_builder_set_member_name (builder, "topic");
      json_builder_add_string_value (builder, topic);
    }
  return g_steal_pointer (&builder);
}

/* @references: (nullable): files of the server that the request names, which it keeps from then on (docs/API.md «Extra»). */
static char *
close_and_print (JsonBuilder *builder, const char *const *references)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  if (references && *references)
    {
      json_builder_set_member_name (builder, "extra");
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "attachments");
      json_builder_begin_array (builder);
      for (; *references; references++)
        json_builder_add_string_value (builder, *references);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * cordial_tinode_request_send:
 * @self: the session, with an open socket
 * @builder: (transfer full): from cordial_tinode_request_begin()
 * @func: called for each frame that bears the request's id until it has its answer, or with %NULL when the link goes
 * @user_data: for @func
 *
 * Returns: %FALSE if the frame is longer than the server takes; @func will not be called then. (A server ends the whole
 * connection for such a frame, Tinode's server/hdl_websock.go, and sending it again would never end.)
 */
gboolean
cordial_tinode_request_send (CordialTinodeSession *self,
                             JsonBuilder *builder,
                             CordialTinodeReplyFunc func,
                             gpointer user_data)
{
  return cordial_tinode_request_send_with_files (self, builder, NULL, func, user_data);
}

/**
 * cordial_tinode_request_send_with_files:
 * @references: (nullable) (array zero-terminated=1): files of the server that the request names; it deletes those that nothing names
 *
 * The same as cordial_tinode_request_send().
 */
gboolean
cordial_tinode_request_send_with_files (CordialTinodeSession *self,
                                        JsonBuilder *builder,
                                        const char *const *references,
                                        CordialTinodeReplyFunc func,
                                        gpointer user_data)
{
  g_autoptr (JsonBuilder) owned = builder;
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, ++self->next_id);
  g_autofree char *text = NULL;
  Pending *pending, *youngest;
  gsize length;

  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, id);
  text = close_and_print (builder, references);
  length = strlen (text);
  if (self->max_frame_bytes > 0 && length > self->max_frame_bytes)
    return FALSE;

  pending = g_new0 (Pending, 1);
  pending->id = g_steal_pointer (&id);
  pending->number = self->next_id;
  pending->func = func;
  pending->user_data = user_data;
  pending->deadline = g_get_monotonic_time () + get_limit_us (self);
  youngest = g_queue_peek_tail (&self->pending_order);
  if (youngest)
    pending->deadline = MAX (pending->deadline, youngest->deadline);
  pending->deadline += length / BYTES_PER_MS * G_TIME_SPAN_MILLISECOND;
  g_queue_push_tail (&self->pending_order, pending);
  g_hash_table_insert (self->pending, pending->id, g_queue_peek_tail_link (&self->pending_order));
  if (length > PROMPT_BYTES && !self->line_busy)
    {
      self->line_busy = TRUE;
      disarm (self);
    }
  arm (self);

  /* That it fails means that the connection has just ended, which fails the request as any other. */
  cordial_connection_send_text (self->connection, text, length <= PROMPT_BYTES, NULL);
  return TRUE;
}

/**
 * cordial_tinode_note_send:
 * @self: the session
 * @builder: (transfer full): from cordial_tinode_request_begin()
 *
 * Sends what the server never answers.
 */
void
cordial_tinode_note_send (CordialTinodeSession *self, JsonBuilder *builder)
{
  g_autoptr (JsonBuilder) owned = builder;
  g_autofree char *text = close_and_print (builder, NULL);

  cordial_connection_send_text (self->connection, text, FALSE, NULL);
}

typedef struct
{
  guint64 after; /* the last request before it */
  GTask *task;
} Note;

/**
 * cordial_tinode_note_wait_heard:
 * @self: the session
 * @task: (transfer full): returns %TRUE once the server has surely heard the notes that were sent so far
 *
 * A server takes the frames of a session one after another: who has answered what was asked later has heard them.
 */
void
cordial_tinode_note_wait_heard (CordialTinodeSession *self, GTask *task)
{
  Note *note = g_new (Note, 1);

  *note = (Note) { self->next_id, task };
  g_queue_push_tail (&self->unheard, note);
}

static void
take_heard (CordialTinodeSession *self, guint64 answered)
{
  Note *note;

  while ((note = g_queue_peek_head (&self->unheard)) && note->after < answered)
    {
      g_queue_pop_head (&self->unheard);
      g_task_return_boolean (note->task, TRUE);
      g_object_unref (note->task);
      g_free (note);
    }
}

/* --- In ----------------------------------------------------------------------------------------------------------- */

static Pending *
take (CordialTinodeSession *self, GList *link)
{
  Pending *pending = link->data;

  g_hash_table_remove (self->pending, pending->id);
  g_queue_delete_link (&self->pending_order, link);
  if (g_queue_is_empty (&self->pending_order))
    disarm (self);
  return pending;
}

static void
answer (CordialTinodeSession *self, const CordialTinodeReply *reply, GList *link)
{
  /* Whoever hears of the answer may close it all: the request must not be found again then, unless it wants more. */
  Pending *pending = take (self, link);

  take_heard (self, pending->number);
  if (pending->func (self, reply, pending->user_data))
    {
      pending_free (pending);
      return;
    }
  if (self->phase == CORDIAL_TINODE_IDLE)
    {
      pending->func (self, NULL, pending->user_data);
      pending_free (pending);
      return;
    }
  pending->deadline = g_get_monotonic_time () + get_limit_us (self);
  g_queue_push_head (&self->pending_order, pending);
  g_hash_table_insert (self->pending, pending->id, self->pending_order.head);
  arm (self);
}

/**
 * cordial_tinode_requests_answer:
 * @self: the session
 * @reply: a frame that may bear an id
 *
 * Returns: %FALSE if no request waits for it
 */
gboolean
cordial_tinode_requests_answer (CordialTinodeSession *self, const CordialTinodeReply *reply)
{
  const char *id = cordial_packet_get_string (reply->body, "id");
  GList *link = id ? g_hash_table_lookup (self->pending, id) : NULL;

  if (!link)
    return FALSE;
  answer (self, reply, link);
  return TRUE;
}

/**
 * cordial_tinode_requests_answer_oldest:
 * @self: the session
 * @reply: a frame that bears no id, and is the answer to whatever was asked first
 */
void
cordial_tinode_requests_answer_oldest (CordialTinodeSession *self, const CordialTinodeReply *reply)
{
  if (self->pending_order.head)
    answer (self, reply, self->pending_order.head);
}

/**
 * cordial_tinode_requests_progress:
 * @self: the session
 * @func: what a request was sent with
 * @user_data: what it was sent with
 *
 * A part of the answer came: the limit begins anew.
 */
void
cordial_tinode_requests_progress (CordialTinodeSession *self, CordialTinodeReplyFunc func, gpointer user_data)
{
  for (GList *link = self->pending_order.head; link; link = link->next)
    {
      Pending *pending = link->data;

      if (pending->func == func && pending->user_data == user_data)
        pending->deadline = MAX (pending->deadline, g_get_monotonic_time () + get_limit_us (self));
    }
}

gboolean
cordial_tinode_requests_are_pending (CordialTinodeSession *self)
{
  return !g_queue_is_empty (&self->pending_order);
}

/**
 * cordial_tinode_requests_fail_all:
 * @self: the session
 *
 * The link went away: nothing that was asked will be answered.
 */
void
cordial_tinode_requests_fail_all (CordialTinodeSession *self)
{
  GQueue failed = self->pending_order;

  Note *note;

  g_queue_init (&self->pending_order);
  g_hash_table_remove_all (self->pending);
  disarm (self);
  while ((note = g_queue_pop_head (&self->unheard)))
    {
      g_task_return_error (note->task, cordial_session_link_error ());
      g_object_unref (note->task);
      g_free (note);
    }
  for (GList *link = failed.head; link; link = link->next)
    {
      Pending *pending = link->data;

      pending->func (self, NULL, pending->user_data);
      pending_free (pending);
    }
  g_queue_clear (&failed);
}

/* --- Errors ------------------------------------------------------------------------------------------------------- */

/* Somebody else's words: bounded, and fit for one line of a label. */
#define MAX_REASON_CHARACTERS 200

/**
 * cordial_tinode_code_is_for_later:
 * @code: of a {ctrl}
 *
 * Returns: whether the server only says that it did not do it now: too busy, too many requests, too late (codes follow HTTP;
 *   what stands before a server may answer the latter two in its name)
 */
gboolean
cordial_tinode_code_is_for_later (int code)
{
  return code == 503 || code == 408 || code == 429;
}

/**
 * cordial_tinode_reply_to_error:
 * @reply: a {ctrl} with a code from 300 on
 *
 * Returns: (transfer full): what it means to the model (Tinode docs/API.md «{ctrl}»: the codes follow HTTP)
 */
GError *
cordial_tinode_reply_to_error (const CordialTinodeReply *reply)
{
  g_autofree char *text = NULL;

  if (cordial_tinode_code_is_for_later (reply->code))
    return g_error_new (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER,
                        _ ("The server is busy (it answered %d). Try again later."), reply->code);
  /* 501: there is no such thing on this server; any other 5xx is the server's own trouble, and may pass or not. */
  if (reply->code >= 500 && reply->code != 501)
    return g_error_new (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED,
                        _ ("The server could not do it (it answered %d). Try again later."), reply->code);

  if (reply->text && *reply->text)
    {
      text = g_utf8_substring (reply->text, 0, MIN (g_utf8_strlen (reply->text, -1), MAX_REASON_CHARACTERS));
      g_strdelimit (text, "\r\n\t", ' ');
      return g_error_new (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED, _ ("The server refused: %s."), text);
    }
  return g_error_new (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED, _ ("The server refused (%d)."),
                      reply->code);
}

/**
 * cordial_tinode_reply_to_error_there:
 * @reply: an error, to what was asked of a conversation after we attached to it anew because of the same answer
 *
 * As cordial_tinode_reply_to_error(), but that 409, «must attach first», is nothing that was refused: whatever keeps us out may be over later.
 *
 * Returns: (transfer full): what it means
 */
GError *
cordial_tinode_reply_to_error_there (const CordialTinodeReply *reply)
{
  if (reply->code == 409)
    return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER,
                                _ ("The server lets nobody into this conversation at the moment."));
  return cordial_tinode_reply_to_error (reply);
}

/**
 * cordial_tinode_on_done:
 * @reply: (nullable): the answer to a request of which nothing is asked but whether it was carried out
 * @user_data: (transfer full): a #GTask, which returns %TRUE, or why not
 *
 * Returns: %TRUE, as nothing else is waited for
 */
gboolean
cordial_tinode_on_done (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (!reply)
    g_task_return_error (task, cordial_session_link_error ());
  else if (reply->code >= 400)
    g_task_return_error (task, cordial_tinode_reply_to_error (reply));
  else
    g_task_return_boolean (task, TRUE);
  return TRUE;
}

/* --- The table ---------------------------------------------------------------------------------------------------- */

void
cordial_tinode_requests_init (CordialTinodeSession *self)
{
  self->pending = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->pending_order);
  g_queue_init (&self->unheard);
}

void
cordial_tinode_requests_clear (CordialTinodeSession *self)
{
  g_assert (g_queue_is_empty (&self->pending_order) && g_queue_is_empty (&self->unheard));

  g_clear_pointer (&self->pending, g_hash_table_unref);
}
