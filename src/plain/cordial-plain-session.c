/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session with a back end that relays JSON objects over a WebSocket and agreed on a heartbeat, and nothing else: the second
 * CordialProtocol, over the same CordialConnection. The application makes one an account. It keeps no messages; what it must
 * never do is name GTK, the store or Tinode, or write somebody's words into a log.
 *
 * Nothing on this wire says that a message arrived. One counts as sent when a heartbeat that went out after it was answered: then
 * whoever reads there has come past it. Chat frames are no answer: a back end may pass them on and read nothing. If the link dies
 * before, or no answer comes in time, it is sent again with the same id, by which receivers drop the double.
 */

#define G_LOG_DOMAIN "cordial-plain"

#include "cordial-config.h"

#include "cordial-plain-session.h"

#include <glib/gi18n-lib.h>

#include "cordial-plain-envelope.h"
#include "cordial-plain-pictures.h"

/* A text of a megabyte, escaped as JSON may, with its envelope. */
#define MAX_FRAME_BYTES (8 * 1024 * 1024)

/* What a frame takes beside the text of a message: names, ids, the address of a picture. The frame itself is measured, too. */
#define ENVELOPE_BYTES 1024

/* An answer to a heartbeat takes no work; where chat frames come and none of these does, nobody reads what we send. */
#define ANSWER_LIMIT_MS 15000

/* RFC 6455 7.4.1 */
#define CLOSE_TOO_BIG 1009

struct _CordialPlainSession
{
  CordialSession parent_instance;

  CordialConnection *connection; /* of the base, not owned */
  char *uri;                     /* without its query */
  char *query;                   /* (nullable): often has a token in it */
  char *name;
  char *avatar_uri;

  char *answer_type;     /* the "chatType" that an answer to a heartbeat has where it has one */
  gboolean typed;        /* … and it was seen to have it */
  guint max_frame_bytes; /* that the back end takes */
  guint answer_limit_ms;
  guint64 beats;
  GSource *answer_limit; /* while something is pending */
  GQueue pending;        /* of Pending, in the order of sending */
  GHashTable *names;     /* id → name */
  GHashTable *avatars;   /* URI → set of ids of those who look like that */
  CordialPlainPictures *pictures;
};

/* A message on the wire. */
typedef struct
{
  GTask *task;
  guint64 beat; /* how many had gone out before it */
  gsize bytes;
  gint64 sent_at;
} Pending;

enum
{
  PROP_0,
  PROP_ANSWER_LIMIT_MS,
};

static void protocol_init (CordialProtocolInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialPlainSession,
                               cordial_plain_session,
                               CORDIAL_TYPE_SESSION,
                               G_IMPLEMENT_INTERFACE (CORDIAL_TYPE_PROTOCOL, protocol_init))

/* --- What the account hears -------------------------------------------------------------------------------------- */

static void
tell_looks (CordialPlainSession *self, const char *id, const char *name, const char *avatar_uri, GBytes *avatar)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (id);

  if (name)
    {
      record->fields |= CORDIAL_CONVERSATION_HAS_NAME;
      record->name = g_strdup (name);
    }
  if (avatar)
    {
      record->fields |= CORDIAL_CONVERSATION_HAS_AVATAR;
      record->avatar = g_bytes_ref (avatar);
      record->avatar_uri = g_strdup (avatar_uri);
    }
  if (g_strcmp0 (id, cordial_session_get_user_id (CORDIAL_SESSION (self))) == 0)
    {
      record->fields |= CORDIAL_CONVERSATION_HAS_KIND;
      record->kind = CORDIAL_CONVERSATION_SELF;
    }
  record->fields |= CORDIAL_CONVERSATION_HAS_WRITABLE;
  record->writable = TRUE;
  g_signal_emit_by_name (self, "conversation", record);
}

static void
on_picture (const char *uri, GBytes *picture, gpointer user_data)
{
  CordialPlainSession *self = user_data;
  GHashTable *ids = g_hash_table_lookup (self->avatars, uri);
  g_autoptr (GPtrArray) list = ids ? g_hash_table_get_keys_as_ptr_array (ids) : NULL;

  for (guint i = 0; list && i < list->len; i++)
    tell_looks (self, g_ptr_array_index (list, i), NULL, uri, picture);
}

/* Wants the picture of somebody, if it is a new one. */
static void
note_avatar (CordialPlainSession *self, const char *id, const char *uri)
{
  GHashTable *ids = g_hash_table_lookup (self->avatars, uri);

  if (!ids)
    {
      ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (self->avatars, g_strdup (uri), ids);
    }
  g_hash_table_add (ids, g_strdup (id));
  cordial_plain_pictures_want (self->pictures, uri);
}

/* What is shown in the place of a picture or a file: where it is, to be opened by a click. */
static char *
describe (const CordialPlainEnvelope *envelope)
{
  if (envelope->content_type == CORDIAL_PLAIN_TEXT)
    return g_strdup (envelope->content);
  if (!cordial_plain_is_web_uri (envelope->content))
    return envelope->content_type == CORDIAL_PLAIN_IMAGE ? g_strdup (_ ("A picture that cannot be shown"))
                                                         : g_strdup (_ ("A file that cannot be opened"));
  return envelope->content_type == CORDIAL_PLAIN_IMAGE
           /* Translators: the address of a picture on the web follows. */
           ? g_strdup_printf (_ ("Picture: %s"), envelope->content)
           /* Translators: the address of a file on the web follows. */
           : g_strdup_printf (_ ("File: %s"), envelope->content);
}

static void
take_message (CordialPlainSession *self, const CordialPlainEnvelope *envelope)
{
  gboolean own = g_str_equal (envelope->sender_id, cordial_session_get_user_id (CORDIAL_SESSION (self)));
  const char *id = own ? envelope->receiver_id : envelope->sender_id;
  const char *name = own ? envelope->receiver_name : envelope->sender_name;
  g_autoptr (GPtrArray) messages = NULL;
  CordialMessageRecord *message;

  if (!id || (!own && envelope->receiver_id &&
              !g_str_equal (envelope->receiver_id, cordial_session_get_user_id (CORDIAL_SESSION (self)))))
    {
      g_info ("dropped a message for somebody else");
      return;
    }
  /* Whoever has told no name yet goes by the id. */
  if (name)
    g_hash_table_insert (self->names, g_strdup (id), g_strdup (name));
  else if (!g_hash_table_contains (self->names, id))
    name = id;
  tell_looks (self, id, name, NULL, NULL);
  if (!own && envelope->sender_avatar)
    note_avatar (self, id, envelope->sender_avatar);

  messages = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  message = cordial_message_record_new ();
  message->conversation_id = g_strdup (id);
  message->cordial_id = g_strdup (envelope->message_id);
  message->sender_id = g_strdup (envelope->sender_id);
  message->time_ms = g_get_real_time () / 1000; /* the wire has none */
  message->state = CORDIAL_MESSAGE_SENT;
  message->text = describe (envelope);
  g_ptr_array_add (messages, message);
  g_signal_emit_by_name (self, "messages", id, messages);
}

/* --- What was sent ----------------------------------------------------------------------------------------------- */

static void
pending_free (Pending *pending)
{
  g_object_unref (pending->task);
  g_free (pending);
}

/* @max_bytes: what the server takes, 0 where only the server knows */
static GError *
too_long_error (guint max_bytes)
{
  g_autofree char *limit = g_format_size_full (max_bytes, G_FORMAT_SIZE_IEC_UNITS);

  if (max_bytes == 0)
    return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                                _ ("The server does not take messages as long as this one. Send it in parts."));
  return g_error_new (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                      /* Translators: %s is a size such as «64 KiB». */
                      _ ("This message is longer than the server takes (%s). Send it in parts, or change the limit in "
                         "the server's settings."),
                      limit);
}

static void watch_answers (CordialPlainSession *self);

static gboolean
on_answer_limit (gpointer user_data)
{
  CordialPlainSession *self = user_data;
  Pending *oldest = g_queue_peek_head (&self->pending);

  g_clear_pointer (&self->answer_limit, g_source_unref);
  if (oldest && !cordial_connection_is_sending (self->connection) &&
      g_get_monotonic_time () - oldest->sent_at >= self->answer_limit_ms * G_TIME_SPAN_MILLISECOND)
    cordial_connection_reconnect (self->connection, _ ("The server stopped answering heartbeats."));
  else
    watch_answers (self);
  return G_SOURCE_REMOVE;
}

static void
watch_answers (CordialPlainSession *self)
{
  if (self->pending.length == 0 || self->answer_limit)
    return;
  self->answer_limit = g_timeout_source_new (self->answer_limit_ms);
  g_source_set_static_name (self->answer_limit, "CordialPlainSession answer limit");
  g_source_set_callback (self->answer_limit, on_answer_limit, self, NULL);
  g_source_attach (self->answer_limit, g_main_context_get_thread_default ());
}

static void
stop_watching (CordialPlainSession *self)
{
  if (self->answer_limit)
    g_source_destroy (self->answer_limit);
  g_clear_pointer (&self->answer_limit, g_source_unref);
}

/* Whether that frame may be the answer to a heartbeat. */
static gboolean
is_answer (CordialPlainSession *self, const char *text, gboolean is_message)
{
  g_autofree char *type = cordial_plain_dup_chat_type (text);

  if (type && g_str_equal (type, self->answer_type))
    return self->typed = TRUE;
  /* Not every back end answers in kind: then it is what is no chat. */
  return !is_message && !type && !self->typed;
}

static void
confirm (CordialPlainSession *self)
{
  Pending *pending;

  while ((pending = g_queue_peek_head (&self->pending)) && pending->beat < self->beats)
    {
      g_queue_pop_head (&self->pending);
      g_task_return_boolean (pending->task, TRUE);
      pending_free (pending);
    }
  stop_watching (self);
  watch_answers (self);
}

/* Sent while a heartbeat was under way, which is over now: the next one is its. */
static void
ask_for_last (CordialPlainSession *self)
{
  Pending *last = g_queue_peek_tail (&self->pending);

  if (last && last->beat >= self->beats)
    cordial_connection_probe (self->connection);
}

/* @code: of the server's close frame */
static void
fail_pending (CordialPlainSession *self, guint code)
{
  GQueue failed = self->pending;
  Pending *pending, *longest = NULL;

  g_queue_init (&self->pending);
  stop_watching (self);
  for (GList *link = failed.head; link; link = link->next)
    if (!longest || ((Pending *) link->data)->bytes > longest->bytes)
      longest = link->data;
  while ((pending = g_queue_pop_head (&failed)))
    {
      if (code == CLOSE_TOO_BIG && pending == longest)
        g_task_return_error (pending->task, too_long_error (0));
      else
        g_task_return_error (pending->task, cordial_session_link_error ());
      pending_free (pending);
    }
}

/* --- The link ---------------------------------------------------------------------------------------------------- */

static void
session_opened (CordialSession *session)
{
  CordialPlainSession *self = CORDIAL_PLAIN_SESSION (session);
  const char *user_id = cordial_session_get_user_id (session);
  g_autoptr (CordialConversationRecord) profile = cordial_conversation_record_new (user_id);

  profile->fields = CORDIAL_CONVERSATION_HAS_NAME;
  profile->name = g_strdup (self->name);
  /* The query often has a token in it, which is kept where secrets are. */
  g_signal_emit_by_name (self, "signed-in", user_id, self->query, (gint64) 0);
  g_signal_emit_by_name (self, "profile", profile);
  /* Whoever heard of it may have closed the connection. */
  if (cordial_connection_get_state (self->connection) != CORDIAL_CONNECTION_CONNECTED)
    return;
  cordial_session_set_online (session, TRUE);
  if (!cordial_session_get_online (session))
    return;
  g_signal_emit_by_name (self, "roster-complete");
  cordial_plain_pictures_resume (self->pictures);
}

static void
session_frame (CordialSession *session, const char *text)
{
  CordialPlainSession *self = CORDIAL_PLAIN_SESSION (session);
  g_autoptr (CordialPlainEnvelope) envelope = cordial_plain_envelope_parse (text);

  gboolean answer = is_answer (self, text, envelope != NULL);

  if (envelope)
    take_message (self, envelope);
  if (answer)
    confirm (self);
  ask_for_last (self);
}

static void
session_closed (CordialSession *session, guint code)
{
  cordial_session_set_online (session, FALSE);
  fail_pending (CORDIAL_PLAIN_SESSION (session), code);
}

static void
session_beat (CordialSession *session)
{
  CORDIAL_PLAIN_SESSION (session)->beats++;
}

/* --- CordialProtocol --------------------------------------------------------------------------------------------- */

static void
update_uri (CordialPlainSession *self)
{
  g_autofree char *uri = self->query ? g_strconcat (self->uri, "?", self->query, NULL) : g_strdup (self->uri);

  cordial_connection_set_uri (self->connection, uri);
}

/* There are no passwords on this wire. */
static void
set_password (CordialProtocol *protocol, const char *login, const char *password)
{
}

/* The query of the URI, out of the place where secrets are kept. */
static void
set_token (CordialProtocol *protocol, const char *token)
{
  CordialPlainSession *self = CORDIAL_PLAIN_SESSION (protocol);

  if (!token || !g_set_str (&self->query, *token ? token : NULL))
    return;
  if (cordial_connection_get_state (self->connection) == CORDIAL_CONNECTION_OFFLINE)
    update_uri (self);
}

static void
sign_up_async (CordialProtocol *protocol,
               const char *login,
               const char *password,
               const char *name,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (protocol, cancellable, callback, user_data);

  g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNSUPPORTED,
                                   _ ("Accounts cannot be made on this server from here."));
}

static gboolean
finish_boolean (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
introduce (CordialProtocol *protocol, const char *conversation_id, const char *name)
{
  if (name)
    g_hash_table_insert (CORDIAL_PLAIN_SESSION (protocol)->names, g_strdup (conversation_id), g_strdup (name));
}

static void
send_async (CordialProtocol *protocol,
            const CordialMessageRecord *message,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  CordialPlainSession *self = CORDIAL_PLAIN_SESSION (protocol);
  GTask *task = cordial_session_begin (CORDIAL_SESSION (protocol), send_async, cancellable, callback, user_data);
  CordialPlainEnvelope envelope = {
    .content_type = CORDIAL_PLAIN_TEXT,
    .content = message->text,
    .message_id = message->cordial_id,
    .sender_id = (char *) cordial_session_get_user_id (CORDIAL_SESSION (self)),
    .sender_name = self->name,
    .sender_avatar = self->avatar_uri,
    .receiver_id = message->conversation_id,
    .receiver_name = g_hash_table_lookup (self->names, message->conversation_id),
  };
  g_autofree char *frame = NULL;
  Pending *pending;

  if (!task)
    return;
  frame = cordial_plain_envelope_build (&envelope);
  /* A back end ends the whole connection for such a frame, and would do so each time. */
  if (strlen (frame) > self->max_frame_bytes)
    {
      g_task_return_error (task, too_long_error (self->max_frame_bytes));
      g_object_unref (task);
      return;
    }
  pending = g_new0 (Pending, 1);
  pending->task = task;
  pending->beat = self->beats;
  pending->bytes = strlen (frame);
  pending->sent_at = g_get_monotonic_time ();
  g_queue_push_tail (&self->pending, pending);
  watch_answers (self);
  /* If the link breaks in this very call, the task is answered there. */
  cordial_connection_send_text (self->connection, frame, FALSE, NULL);
  cordial_connection_probe (self->connection);
}

static gint64
send_finish (CordialProtocol *protocol, GAsyncResult *result, gint64 *time_ms, GError **error)
{
  if (time_ms)
    *time_ms = 0;
  finish_boolean (protocol, result, error);
  return 0;
}

/* There is no history, so that there are no gaps to fetch. */
static void
fetch_async (CordialProtocol *protocol,
             const char *conversation_id,
             gint64 low,
             gint64 high,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  g_autoptr (GTask) task =
    cordial_session_begin (CORDIAL_SESSION (protocol), fetch_async, cancellable, callback, user_data);

  if (task)
    g_task_return_pointer (task, g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
refresh_async (CordialProtocol *protocol,
               const char *conversation_id,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task =
    cordial_session_begin (CORDIAL_SESSION (protocol), refresh_async, cancellable, callback, user_data);

  if (task)
    g_task_return_boolean (task, TRUE);
}

static gint64
refresh_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  return finish_boolean (protocol, result, error) ? 0 : -1;
}

static void
typing (CordialProtocol *protocol, const char *conversation_id, gboolean recording)
{
}

/* Nobody can be looked for on this wire: what is typed is an id, and a name for it behind that. */
static gboolean
split_person (const char *query, char **id, char **name)
{
  g_autofree char *stripped = g_strstrip (g_strdup (query));
  char *blank = strchr (stripped, ' ');

  if (blank)
    *blank = '\0';
  if (!cordial_plain_is_id (stripped))
    return FALSE;
  *name = blank ? g_strstrip (g_strdup (blank + 1)) : NULL;
  if (!*name || !**name)
    g_set_str (name, stripped);
  *id = g_strdup (stripped);
  return TRUE;
}

static void
find_people_async (CordialProtocol *protocol,
                   const char *query,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  CordialPlainSession *self = CORDIAL_PLAIN_SESSION (protocol);
  g_autoptr (GTask) task = g_task_new (protocol, cancellable, callback, user_data);
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (split_person (query, &id, &name))
    {
      const char *known = g_hash_table_lookup (self->names, id);
      g_autofree char *person = g_strconcat (id, " ", name, NULL);

      /* Translators: %s is what a server calls a person. */
      g_autofree char *detail = g_strdup_printf (_ ("Add the person with the ID %s"), id);

      g_ptr_array_add (people,
                       cordial_person_new (person, known && g_str_equal (name, id) ? known : name, detail, NULL));
    }
  g_task_return_pointer (task, g_steal_pointer (&people), (GDestroyNotify) g_ptr_array_unref);
}

static void
start_conversation_async (CordialProtocol *protocol,
                          const char *person_id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  CordialPlainSession *self = CORDIAL_PLAIN_SESSION (protocol);
  g_autoptr (GTask) task = g_task_new (protocol, cancellable, callback, user_data);
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;

  if (person_id == NULL)
    {
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNSUPPORTED,
                                       _ ("This server keeps no notes to yourself."));
      return;
    }
  if (!split_person (person_id, &id, &name))
    {
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                       _ ("This cannot be the ID of a person."));
      return;
    }
  /* A name that is only the id again does not replace a better one. */
  if (!g_str_equal (name, id) || !g_hash_table_contains (self->names, id))
    {
      g_hash_table_insert (self->names, g_strdup (id), g_strdup (name));
      tell_looks (self, id, name, NULL, NULL);
    }
  g_task_return_pointer (task, g_steal_pointer (&id), g_free);
}

static void
protocol_init (CordialProtocolInterface *iface)
{
  iface->set_password = set_password;
  iface->set_token = set_token;
  iface->sign_up_async = sign_up_async;
  iface->introduce = introduce;
  iface->send_async = send_async;
  iface->send_finish = send_finish;
  iface->fetch_async = fetch_async;
  iface->refresh_async = refresh_async;
  iface->refresh_finish = refresh_finish;
  iface->typing = typing;
  iface->find_people_async = find_people_async;
  iface->start_conversation_async = start_conversation_async;
}

/* --- The object -------------------------------------------------------------------------------------------------- */

static void
cordial_plain_session_dispose (GObject *object)
{
  CordialPlainSession *self = CORDIAL_PLAIN_SESSION (object);

  if (self->connection)
    {
      cordial_connection_close (self->connection);
      fail_pending (self, 0);
    }
  self->connection = NULL;
  g_clear_pointer (&self->pictures, cordial_plain_pictures_free);
  G_OBJECT_CLASS (cordial_plain_session_parent_class)->dispose (object);
}

static void
cordial_plain_session_finalize (GObject *object)
{
  CordialPlainSession *self = CORDIAL_PLAIN_SESSION (object);

  g_hash_table_unref (self->names);
  g_hash_table_unref (self->avatars);
  g_free (self->uri);
  g_free (self->query);
  g_free (self->name);
  g_free (self->avatar_uri);
  g_free (self->answer_type);
  G_OBJECT_CLASS (cordial_plain_session_parent_class)->finalize (object);
}

static void
cordial_plain_session_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_ANSWER_LIMIT_MS:
      CORDIAL_PLAIN_SESSION (object)->answer_limit_ms = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_plain_session_class_init (CordialPlainSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CordialSessionClass *session_class = CORDIAL_SESSION_CLASS (klass);

  object_class->dispose = cordial_plain_session_dispose;
  object_class->finalize = cordial_plain_session_finalize;
  object_class->set_property = cordial_plain_session_set_property;

  /**
   * CordialPlainSession:answer-limit-ms:
   *
   * For how long heartbeats may stay unanswered although chat frames come; then the connection is given up.
   */
  g_object_class_install_property (object_class, PROP_ANSWER_LIMIT_MS,
                                   g_param_spec_uint ("answer-limit-ms", NULL, NULL, 1, G_MAXUINT, ANSWER_LIMIT_MS,
                                                      G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));

  session_class->unnumbered = TRUE;
  session_class->opened = session_opened;
  session_class->frame = session_frame;
  session_class->closed = session_closed;
  session_class->beat = session_beat;
}

static void
cordial_plain_session_init (CordialPlainSession *self)
{
  self->answer_limit_ms = ANSWER_LIMIT_MS;
  g_queue_init (&self->pending);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->avatars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
}

/**
 * cordial_plain_session_new:
 * @settings: where the back end is, who we are there, and the heartbeat that was agreed on
 *
 * Returns: (transfer full): a session that is OFFLINE
 */
CordialPlainSession *
cordial_plain_session_new (const CordialProtocolSettings *settings)
{
  CordialPlainSession *self;
  CordialHeartbeat *heartbeat;
  g_autofree char *heartbeat_frame = NULL;
  const char *query;

  g_return_val_if_fail (settings && settings->uri && settings->user_id, NULL);

  self = g_object_new (CORDIAL_TYPE_PLAIN_SESSION, NULL);
  query = strchr (settings->uri, '?');
  self->uri = query ? g_strndup (settings->uri, query - settings->uri) : g_strdup (settings->uri);
  self->query = query ? g_strdup (query + 1) : NULL;
  self->connection = cordial_session_get_connection (CORDIAL_SESSION (self));
  self->pictures = cordial_plain_pictures_new (self->connection, on_picture, self);
  cordial_connection_set_max_frame_bytes (self->connection, MAX_FRAME_BYTES);
  cordial_session_set_user_id (CORDIAL_SESSION (self), settings->user_id);
  self->name = g_strdup (settings->name && *settings->name ? settings->name : settings->user_id);
  self->avatar_uri = g_strdup (settings->avatar_uri);
  update_uri (self);
  if (settings->heartbeat)
    heartbeat_frame = g_strdup (settings->heartbeat);
  else
    heartbeat_frame = cordial_plain_heartbeat_build (settings->user_id, self->name, self->avatar_uri);
  cordial_connection_set_heartbeat_frame (self->connection, heartbeat_frame);
  self->answer_type = cordial_plain_dup_chat_type (heartbeat_frame);
  if (!self->answer_type)
    self->answer_type = g_strdup (CORDIAL_PLAIN_HEARTBEAT);
  self->max_frame_bytes =
    settings->max_frame_bytes > 0 ? settings->max_frame_bytes : CORDIAL_SETTINGS_FRAME_USUAL_BYTES;
  cordial_session_set_max_message_bytes (CORDIAL_SESSION (self),
                                         MAX (self->max_frame_bytes, 2 * ENVELOPE_BYTES) - ENVELOPE_BYTES);
  heartbeat = cordial_connection_get_heartbeat (self->connection);
  if (settings->interval_ms > 0)
    cordial_heartbeat_set_interval_ms (heartbeat, settings->interval_ms);
  if (settings->deadline_ms > 0)
    cordial_heartbeat_set_deadline_floor_ms (heartbeat, settings->deadline_ms);
  return self;
}
