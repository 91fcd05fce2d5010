/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A connection, from its upgrade to its end.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-session.h"

#include <string.h>

#include "cordial-packet.h"
#include "cordial-server-frames.h"

/* That much may wait for a client that reads slowly; whoever does not read at all answers no ping, either, and is dropped for
 * that. */
#define OUTGOING_MAX_BYTES (32 * 1024 * 1024)

/* Frames of one session that wait while a request of it takes its time: of strangers not more than two as large as they may be,
 * of whoever is signed in as many as a client has to say at once. */
#define WAITING_MAX_OF_STRANGERS 64
#define WAITING_MAX_BYTES_OF_STRANGERS (2 * SESSION_MAX_MESSAGE_BYTES)
#define WAITING_MAX 4096
#define WAITING_MAX_BYTES (8 * 1024 * 1024)

typedef struct
{
  Session *session;
  char *text;
} Outgoing;

static void
outgoing_free (gpointer data)
{
  Outgoing *outgoing = data;

  session_unref (outgoing->session);
  g_free (outgoing->text);
  g_free (outgoing);
}

Session *
session_ref (Session *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
session_unref (Session *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_assert (!self->socket);
  g_hash_table_unref (self->attached);
  g_queue_clear_full (&self->waiting, g_free);
  guest_unref (self->guest);
  g_free (self);
}

/* --- All of them ------------------------------------------------------------------------------------------------- */

Sessions *
sessions_new (Commit *commit)
{
  Sessions *self = g_new0 (Sessions, 1);

  self->commit = commit;
  self->all = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) session_unref, NULL);
  self->by_user = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

void
sessions_free (Sessions *self)
{
  g_assert (g_hash_table_size (self->all) == 0);
  g_hash_table_unref (self->all);
  g_hash_table_unref (self->by_user);
  g_free (self);
}

GPtrArray *
sessions_of (Sessions *self, gint64 user)
{
  return g_hash_table_lookup (self->by_user, &user);
}

void
sessions_close_all (Sessions *self, gushort code, const char *reason)
{
  g_autoptr (GPtrArray) sessions = g_hash_table_get_keys_as_ptr_array (self->all);

  for (guint i = 0; i < sessions->len; i++)
    session_ref (g_ptr_array_index (sessions, i));
  g_ptr_array_set_free_func (sessions, (GDestroyNotify) session_unref);
  for (guint i = 0; i < sessions->len; i++)
    session_close (g_ptr_array_index (sessions, i), code, reason);
}

/**
 * session_sign_in:
 * @user: who is at the other end from now on
 */
void
session_sign_in (Session *self, gint64 user)
{
  GPtrArray *own = sessions_of (self->sessions, user);

  g_assert (self->user == 0 && user != 0);
  self->user = user;
  guest_welcome (self->guest);
  if (!own)
    {
      own = g_ptr_array_new ();
      g_hash_table_insert (self->sessions->by_user, g_memdup2 (&user, sizeof user), own);
    }
  g_ptr_array_add (own, self);
}

static void
forget_user (Session *self)
{
  GPtrArray *own = sessions_of (self->sessions, self->user);

  if (own && g_ptr_array_remove_fast (own, self) && own->len == 0)
    g_hash_table_remove (self->sessions->by_user, &self->user);
}

static void
drop_outgoing (Session *self)
{
  if (self->writable)
    g_source_destroy (self->writable);
  g_clear_pointer (&self->writable, g_source_unref);
  g_queue_clear_full (&self->outgoing, g_free);
  self->outgoing_bytes = 0;
  self->drained = NULL;
}

/* The socket is gone, or is to go: nobody sends to this session any more. */
static void
forget_session (Session *self)
{
  if (!self->socket)
    return;
  g_signal_handlers_disconnect_by_data (self->socket, self);
  drop_outgoing (self);
  g_clear_object (&self->socket);
  forget_user (self);
  self->dialect->gone (self);
  g_assert (!self->state && g_hash_table_size (self->attached) == 0);
  g_hash_table_remove (self->sessions->all, self);
}

void
session_close (Session *self, gushort code, const char *reason)
{
  if (self->socket && soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, code, reason);
  forget_session (self);
}

/* --- Out --------------------------------------------------------------------------------------------------------- */

static GPollableOutputStream *
get_output (Session *self)
{
  return G_POLLABLE_OUTPUT_STREAM (
    g_io_stream_get_output_stream (soup_websocket_connection_get_io_stream (self->socket)));
}

static gboolean
on_writable (GObject *stream, gpointer user_data)
{
  g_autoptr (Session) self = session_ref (user_data);
  void (*drained) (gpointer data);

  while (self->socket && self->outgoing.length > 0 && g_pollable_output_stream_is_writable (get_output (self)))
    {
      g_autofree char *text = g_queue_pop_head (&self->outgoing);

      self->outgoing_bytes -= strlen (text);
      if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_send_text (self->socket, text);
    }
  if (!self->socket)
    return G_SOURCE_REMOVE;
  if (self->outgoing.length > 0)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->writable, g_source_unref);
  drained = g_steal_pointer (&self->drained);
  if (drained)
    drained (self->drained_data);
  return G_SOURCE_REMOVE;
}

static void
wait_until_writable (Session *self)
{
  /* Of a socket that closes nobody waits for anything but the end. */
  if (self->writable || soup_websocket_connection_get_state (self->socket) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  self->writable = g_pollable_output_stream_create_source (get_output (self), NULL);
  g_source_set_static_name (self->writable, "cordial-server slow reader");
  g_source_set_callback (self->writable, G_SOURCE_FUNC (on_writable), self, NULL);
  g_source_attach (self->writable, NULL);
}

static gboolean
on_given_up (gpointer user_data)
{
  session_close (user_data, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "too slow");
  return G_SOURCE_REMOVE;
}

/* Not at once: whoever sends has the session in hand. */
static void
give_up (Session *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  self->given_up = TRUE;
  drop_outgoing (self);
  g_source_set_static_name (source, "cordial-server session given up");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_given_up, session_ref (self), (GDestroyNotify) session_unref);
  g_source_attach (source, NULL);
}

/* libsoup keeps without a bound what the socket does not take: it gets the next frame when there is room. */
static void
transmit (Session *self, const char *text)
{
  gsize size = strlen (text);

  if (!self->socket || self->given_up ||
      soup_websocket_connection_get_state (self->socket) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  if (self->outgoing.length == 0 && g_pollable_output_stream_is_writable (get_output (self)))
    {
      soup_websocket_connection_send_text (self->socket, text);
      return;
    }
  if (self->outgoing.length > 0 && self->outgoing_bytes + size > OUTGOING_MAX_BYTES)
    {
      g_info ("dropped a session for which too much waits");
      give_up (self);
      return;
    }
  g_queue_push_tail (&self->outgoing, g_strdup (text));
  self->outgoing_bytes += size;
  wait_until_writable (self);
}

gboolean
session_is_drained (Session *self)
{
  return self->outgoing.length == 0;
}

/**
 * session_when_drained:
 * @func: called once, when the socket took all that waits; never, if the session ends before
 */
void
session_when_drained (Session *self, void (*func) (gpointer data), gpointer data)
{
  g_assert (self->socket && !self->drained);
  self->drained = func;
  self->drained_data = data;
  wait_until_writable (self);
}

static void
on_committed (gpointer data)
{
  Outgoing *outgoing = data;

  transmit (outgoing->session, outgoing->text);
}

/* Takes the text; sends it now, or when the open transaction is on disk. */
static void
take_text (Session *self, char *text)
{
  Outgoing *outgoing = g_new (Outgoing, 1);

  outgoing->session = session_ref (self);
  outgoing->text = text;
  commit_pass (self->sessions->commit, on_committed, outgoing, outgoing_free);
}

/**
 * session_send_text:
 *
 * Sends now, or when the open transaction is on disk.
 */
void
session_send_text (Session *self, const char *text)
{
  take_text (self, g_strdup (text));
}

/**
 * session_send:
 * @body: (transfer full): of the packet
 *
 * As session_send_text().
 */
void
session_send (Session *self, const char *kind, JsonObject *body)
{
  take_text (self, cordial_frame_to_text (kind, body));
}

/**
 * session_reply_params:
 * @params: (nullable) (transfer full): what the answer says beside its code
 *
 * Answers a request.
 */
void
session_reply_params (Session *self, JsonObject *request, int code, const char *text, JsonObject *params)
{
  const char *topic = cordial_packet_get_string (request, "topic");
  JsonObject *ctrl =
    cordial_ctrl_new (cordial_packet_get_string (request, "id"), topic && *topic ? topic : NULL, code, text);

  if (params)
    json_object_set_object_member (ctrl, "params", params);
  session_send (self, "ctrl", ctrl);
}

void
session_reply (Session *self, JsonObject *request, int code, const char *text)
{
  session_reply_params (self, request, code, text, NULL);
}

/* --- In ---------------------------------------------------------------------------------------------------------- */

/**
 * session_wait:
 *
 * A request takes its time: requests of one connection are answered in their order, so that what comes meanwhile waits until
 * session_resume().
 */
void
session_wait (Session *self)
{
  self->busy = TRUE;
}

/**
 * session_resume:
 *
 * Goes on with what came meanwhile.
 */
void
session_resume (Session *self)
{
  g_autofree char *text = NULL;

  self->busy = FALSE;
  while (!self->busy && self->socket && (text = g_queue_pop_head (&self->waiting)))
    {
      self->waiting_bytes -= strlen (text);
      self->dialect->received (self, text);
      g_clear_pointer (&text, g_free);
    }
}

static gboolean
may_wait (Session *self, gsize size)
{
  gboolean known = self->user != 0;

  return self->waiting.length < (known ? WAITING_MAX : WAITING_MAX_OF_STRANGERS) &&
         self->waiting_bytes + size <= (known ? WAITING_MAX_BYTES : WAITING_MAX_BYTES_OF_STRANGERS);
}

/* Only what libsoup itself waits for, for this connection, waits in the context of its group. What a request begins ends in the
 * main context, in which threads and files tell that they are done. */
static void
leave_group (void)
{
  g_main_context_push_thread_default (NULL);
}

static void
enter_group (void)
{
  g_main_context_pop_thread_default (NULL);
}

static void
on_message (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *message, Session *self)
{
  gsize size;
  const char *text = g_bytes_get_data (message, &size);

  if (type != SOUP_WEBSOCKET_DATA_TEXT)
    return;
  /* No dialect has a frame with a zero byte in it: as malformed as an empty one. */
  if (memchr (text, '\0', size))
    text = "";
  if (self->dialect->beat && g_str_equal (text, self->dialect->beat))
    {
      transmit (self, self->dialect->beat_answer);
      return;
    }
  session_ref (self);
  leave_group ();
  if (!self->busy)
    {
      self->dialect->received (self, text);
    }
  else if (may_wait (self, size))
    {
      g_queue_push_tail (&self->waiting, g_strdup (text));
      self->waiting_bytes += strlen (text);
    }
  else
    {
      session_close (self, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "too many requests");
    }
  enter_group ();
  session_unref (self);
}

static void
on_pong (SoupWebsocketConnection *socket, GBytes *payload, Session *self)
{
  session_ref (self);
  leave_group ();
  self->dialect->answered (self);
  enter_group ();
  session_unref (self);
}

static void
on_closed (SoupWebsocketConnection *socket, Session *self)
{
  leave_group ();
  forget_session (self);
  enter_group ();
}

/**
 * session_new:
 * @dialect: (transfer none): what it speaks; a constant
 * @service: (transfer none): what the dialect works with
 *
 * Returns: (transfer none): a connection that is served from now on
 */
Session *
session_new (Sessions *sessions,
             const SessionDialect *dialect,
             gpointer service,
             SoupServerMessage *message,
             SoupWebsocketConnection *socket)
{
  Session *self = g_new0 (Session, 1);

  g_ref_count_init (&self->refs);
  self->sessions = sessions;
  self->dialect = dialect;
  self->service = service;
  self->socket = g_object_ref (socket);
  self->guest = guest_of (message);
  self->address = guest_get_address (self->guest);
  self->attached = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->waiting);
  g_queue_init (&self->outgoing);
  g_hash_table_add (sessions->all, self);

  soup_websocket_connection_set_max_incoming_payload_size (socket, SESSION_MAX_MESSAGE_BYTES);
  /* Since libsoup 3.8, which allows 128 KiB in all unless told otherwise. */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (socket), "max-total-message-size"))
    g_object_set (socket, "max-total-message-size", (guint64) SESSION_MAX_MESSAGE_BYTES, NULL);
  g_signal_connect (socket, "message", G_CALLBACK (on_message), self);
  if (dialect->answered)
    g_signal_connect (socket, "pong", G_CALLBACK (on_pong), self);
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed), self);
  return self;
}

/**
 * session_ping:
 * @interval_s: how often the other end is asked for a sign of life from now on; 0: not at all
 * @limit_s: how long it may take; 0: for ever
 */
void
session_ping (Session *self, guint interval_s, guint limit_s)
{
  soup_websocket_connection_set_keepalive_interval (self->socket, interval_s);
  soup_websocket_connection_set_keepalive_pong_timeout (self->socket, limit_s);
}
