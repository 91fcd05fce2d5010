/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session with a back end that relays JSON objects over a WebSocket and agreed on a heartbeat, and nothing else: the second
 * CordialProtocol, over the same CordialConnection. The application makes one an account. It keeps no messages; what it must
 * never do is name GTK, the store or Tinode, or write somebody's words into a log.
 *
 * Nothing on this wire says that a message arrived. One counts as sent when a frame comes after a heartbeat that went out
 * after it: then the link was alive behind it. If the link dies before, it is sent again with the same id, by which
 * receivers drop the double.
 */

#define G_LOG_DOMAIN "cordial-plain"

#include "cordial-config.h"

#include "cordial-plain-session.h"

#include <glib/gi18n-lib.h>

#include "cordial-beats.h"
#include "cordial-plain-envelope.h"
#include "cordial-plain-pictures.h"

/* A text of a megabyte, escaped as JSON may, with its envelope. */
#define MAX_FRAME_BYTES (8 * 1024 * 1024)

struct _CordialPlainSession
{
  GObject parent_instance;

  CordialConnection *connection;
  char *uri;   /* without its query */
  char *query; /* (nullable): often has a token in it */
  char *user_id;
  char *name;
  char *avatar_uri;

  CordialLinkState link_state;
  CordialRefusal refusal;
  gboolean online;
  guint64 beats;
  GQueue pending;      /* of Pending, in the order of sending */
  GHashTable *names;   /* id → name */
  GHashTable *avatars; /* URI → set of ids of those who look like that */
  CordialPlainPictures *pictures;
};

enum
{
  PROP_0,
  PROP_LINK_STATE,
  PROP_REFUSAL,
  PROP_RETRY_AT,
  PROP_REASON,
  PROP_USER_ID,
  PROP_ROUND_TRIP_MS,
  PROP_MAX_MESSAGE_BYTES,
  PROP_UNNUMBERED,
};

/* A message on the wire. */
typedef struct
{
  GTask *task;
  guint64 beat; /* how many had gone out before it */
} Pending;

static void protocol_init (CordialProtocolInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialPlainSession,
                               cordial_plain_session,
                               G_TYPE_OBJECT,
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
  if (g_strcmp0 (id, self->user_id) == 0)
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
  gboolean own = g_str_equal (envelope->sender_id, self->user_id);
  const char *id = own ? envelope->receiver_id : envelope->sender_id;
  const char *name = own ? envelope->receiver_name : envelope->sender_name;
  g_autoptr (GPtrArray) messages = NULL;
  CordialMessageRecord *message;

  if (!id || (!own && envelope->receiver_id && !g_str_equal (envelope->receiver_id, self->user_id)))
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

static GError *
link_error (void)
{
  return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK,
                              _ ("There is no connection to the server."));
}

/* A frame came. */
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
  /* Sent while a heartbeat was under way, which is answered now. */
  if (self->pending.length > 0)
    cordial_connection_probe (self->connection);
}

static void
fail_pending (CordialPlainSession *self)
{
  Pending *pending;

  while ((pending = g_queue_pop_head (&self->pending)))
    {
      g_task_return_error (pending->task, link_error ());
      pending_free (pending);
    }
}

/* --- The link ---------------------------------------------------------------------------------------------------- */

static CordialLinkState
get_link_state (CordialPlainSession *self)
{
  switch (cordial_connection_get_state (self->connection))
    {
    case CORDIAL_CONNECTION_NO_NETWORK:
      return CORDIAL_LINK_NO_NETWORK;
    case CORDIAL_CONNECTION_CONNECTING:
      return CORDIAL_LINK_CONNECTING;
    case CORDIAL_CONNECTION_CONNECTED:
      return self->online ? CORDIAL_LINK_ONLINE : CORDIAL_LINK_CONNECTING;
    case CORDIAL_CONNECTION_WAITING:
      return CORDIAL_LINK_WAITING;
    case CORDIAL_CONNECTION_REFUSED:
      return CORDIAL_LINK_REFUSED;
    case CORDIAL_CONNECTION_OFFLINE:
    default:
      return CORDIAL_LINK_OFFLINE;
    }
}

static CordialRefusal
get_refusal (CordialPlainSession *self)
{
  if (cordial_connection_get_state (self->connection) != CORDIAL_CONNECTION_REFUSED)
    return CORDIAL_REFUSAL_NONE;
  switch (cordial_connection_get_refusal (self->connection))
    {
    case CORDIAL_CONNECTION_REFUSAL_CERTIFICATE:
      return CORDIAL_REFUSAL_CERTIFICATE;
    case CORDIAL_CONNECTION_REFUSAL_UNAUTHORIZED:
    case CORDIAL_CONNECTION_REFUSAL_FORBIDDEN:
      return CORDIAL_REFUSAL_FORBIDDEN;
    case CORDIAL_CONNECTION_REFUSAL_PROTOCOL:
      return CORDIAL_REFUSAL_NOT_A_CHAT_SERVER;
    case CORDIAL_CONNECTION_REFUSAL_SIGN_IN:
    case CORDIAL_CONNECTION_REFUSAL_NONE:
    default:
      return CORDIAL_REFUSAL_NONE;
    }
}

static void
update_link_state (CordialPlainSession *self)
{
  CordialLinkState link_state = get_link_state (self);
  CordialRefusal refusal = get_refusal (self);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->refusal != refusal)
    {
      self->refusal = refusal;
      g_object_notify (G_OBJECT (self), "refusal");
    }
  if (self->link_state != link_state)
    {
      self->link_state = link_state;
      g_object_notify (G_OBJECT (self), "link-state");
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
on_opened (CordialConnection *connection, CordialPlainSession *self)
{
  g_autoptr (CordialPlainSession) held = g_object_ref (self);
  g_autoptr (CordialConversationRecord) profile = cordial_conversation_record_new (self->user_id);

  profile->fields = CORDIAL_CONVERSATION_HAS_NAME;
  profile->name = g_strdup (self->name);
  self->online = TRUE;
  /* The query often has a token in it, which is kept where secrets are. */
  g_signal_emit_by_name (self, "signed-in", self->user_id, self->query, (gint64) 0);
  g_signal_emit_by_name (self, "profile", profile);
  update_link_state (self);
  if (self->online)
    g_signal_emit_by_name (self, "roster-complete");
}

static void
on_frame (CordialConnection *connection, const char *text, CordialPlainSession *self)
{
  g_autoptr (CordialPlainSession) held = g_object_ref (self);
  g_autoptr (CordialPlainEnvelope) envelope = cordial_plain_envelope_parse (text);

  if (envelope)
    take_message (self, envelope);
  confirm (self);
}

static void
on_closed (CordialConnection *connection,
           CordialConnectionEnding ending,
           guint code,
           const char *reason,
           CordialPlainSession *self)
{
  g_autoptr (CordialPlainSession) held = g_object_ref (self);

  self->online = FALSE;
  update_link_state (self);
  fail_pending (self);
}

static void
on_connection_notify (CordialConnection *connection, GParamSpec *pspec, CordialPlainSession *self)
{
  g_autoptr (CordialPlainSession) held = g_object_ref (self);
  const char *name = g_param_spec_get_name (pspec);

  if (g_str_equal (name, "retry-at") || g_str_equal (name, "reason") || g_str_equal (name, "round-trip-ms"))
    g_object_notify (G_OBJECT (self), name);
  else if (g_str_equal (name, "state") || g_str_equal (name, "refusal"))
    update_link_state (self);
}

static void
on_beat (CordialConnection *connection, CordialPlainSession *self)
{
  self->beats++;
  g_signal_emit_by_name (self, "beat");
}

/* --- CordialProtocol --------------------------------------------------------------------------------------------- */

static void
update_uri (CordialPlainSession *self)
{
  g_autofree char *uri = self->query ? g_strconcat (self->uri, "?", self->query, NULL) : g_strdup (self->uri);

  cordial_connection_set_uri (self->connection, uri);
}

static void
open_session (CordialProtocol *protocol)
{
  cordial_connection_open (CORDIAL_PLAIN_SESSION (protocol)->connection);
}

static void
close_session (CordialProtocol *protocol)
{
  cordial_connection_close (CORDIAL_PLAIN_SESSION (protocol)->connection);
}

static void
retry_now (CordialProtocol *protocol)
{
  cordial_connection_retry_now (CORDIAL_PLAIN_SESSION (protocol)->connection);
}

static void
probe_if_stale (CordialProtocol *protocol)
{
  cordial_connection_probe_if_stale (CORDIAL_PLAIN_SESSION (protocol)->connection);
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
trust_certificate (CordialProtocol *protocol, GTlsCertificate *certificate)
{
  cordial_connection_set_trusted_certificate (CORDIAL_PLAIN_SESSION (protocol)->connection, certificate);
}

static GTlsCertificate *
get_refused_certificate (CordialProtocol *protocol)
{
  return cordial_connection_get_refused_certificate (CORDIAL_PLAIN_SESSION (protocol)->connection);
}

/* A task for a request, %NULL if the request has failed already. */
static GTask *
begin (CordialProtocol *protocol,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (protocol, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (g_task_return_error_if_cancelled (task))
    return NULL;
  if (!CORDIAL_PLAIN_SESSION (protocol)->online)
    {
      g_task_return_error (task, link_error ());
      return NULL;
    }
  return g_steal_pointer (&task);
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
  GTask *task = begin (protocol, send_async, cancellable, callback, user_data);
  CordialPlainEnvelope envelope = {
    .content_type = CORDIAL_PLAIN_TEXT,
    .content = message->text,
    .message_id = message->cordial_id,
    .sender_id = self->user_id,
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
  pending = g_new0 (Pending, 1);
  pending->task = task;
  pending->beat = self->beats;
  g_queue_push_tail (&self->pending, pending);
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
  g_autoptr (GTask) task = begin (protocol, fetch_async, cancellable, callback, user_data);

  if (task)
    g_task_return_pointer (task, g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free),
                           (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
fetch_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
refresh_async (CordialProtocol *protocol,
               const char *conversation_id,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = begin (protocol, refresh_async, cancellable, callback, user_data);

  if (task)
    g_task_return_boolean (task, TRUE);
}

static gint64
refresh_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  return finish_boolean (protocol, result, error) ? 0 : -1;
}

static void
mark (CordialProtocol *protocol, const char *conversation_id, CordialReceipt receipt, gint64 seq)
{
}

static void
typing (CordialProtocol *protocol, const char *conversation_id)
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

static char *
start_conversation_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, protocol), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static GArray *
dup_beats (CordialProtocol *protocol)
{
  return cordial_beats_of_connection (CORDIAL_PLAIN_SESSION (protocol)->connection);
}

static void
protocol_init (CordialProtocolInterface *iface)
{
  iface->open = open_session;
  iface->close = close_session;
  iface->retry_now = retry_now;
  iface->probe_if_stale = probe_if_stale;
  iface->set_password = set_password;
  iface->set_token = set_token;
  iface->trust_certificate = trust_certificate;
  iface->get_refused_certificate = get_refused_certificate;
  iface->sign_up_async = sign_up_async;
  iface->sign_up_finish = finish_boolean;
  iface->introduce = introduce;
  iface->send_async = send_async;
  iface->send_finish = send_finish;
  iface->fetch_async = fetch_async;
  iface->fetch_finish = fetch_finish;
  iface->refresh_async = refresh_async;
  iface->refresh_finish = refresh_finish;
  iface->mark = mark;
  iface->typing = typing;
  iface->find_people_async = find_people_async;
  iface->find_people_finish = fetch_finish;
  iface->start_conversation_async = start_conversation_async;
  iface->start_conversation_finish = start_conversation_finish;
  iface->dup_beats = dup_beats;
}

/* --- The object -------------------------------------------------------------------------------------------------- */

static void
cordial_plain_session_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialPlainSession *self = CORDIAL_PLAIN_SESSION (object);

  switch (property_id)
    {
    case PROP_LINK_STATE:
      g_value_set_enum (value, self->link_state);
      break;
    case PROP_REFUSAL:
      g_value_set_enum (value, self->refusal);
      break;
    case PROP_RETRY_AT:
      g_value_set_int64 (value, cordial_connection_get_retry_at (self->connection));
      break;
    case PROP_REASON:
      g_value_set_string (value, cordial_connection_get_reason (self->connection));
      break;
    case PROP_USER_ID:
      g_value_set_string (value, self->user_id);
      break;
    case PROP_ROUND_TRIP_MS:
      g_value_set_double (value, cordial_connection_get_round_trip_ms (self->connection));
      break;
    case PROP_MAX_MESSAGE_BYTES:
      g_value_set_uint (value, 0);
      break;
    case PROP_UNNUMBERED:
      g_value_set_boolean (value, TRUE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_plain_session_dispose (GObject *object)
{
  CordialPlainSession *self = CORDIAL_PLAIN_SESSION (object);

  if (self->connection)
    {
      cordial_connection_close (self->connection);
      fail_pending (self);
    }
  g_clear_object (&self->connection);
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
  g_free (self->user_id);
  g_free (self->name);
  g_free (self->avatar_uri);
  G_OBJECT_CLASS (cordial_plain_session_parent_class)->finalize (object);
}

static void
cordial_plain_session_class_init (CordialPlainSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cordial_plain_session_get_property;
  object_class->dispose = cordial_plain_session_dispose;
  object_class->finalize = cordial_plain_session_finalize;

  g_object_class_override_property (object_class, PROP_LINK_STATE, "link-state");
  g_object_class_override_property (object_class, PROP_REFUSAL, "refusal");
  g_object_class_override_property (object_class, PROP_RETRY_AT, "retry-at");
  g_object_class_override_property (object_class, PROP_REASON, "reason");
  g_object_class_override_property (object_class, PROP_USER_ID, "user-id");
  g_object_class_override_property (object_class, PROP_ROUND_TRIP_MS, "round-trip-ms");
  g_object_class_override_property (object_class, PROP_MAX_MESSAGE_BYTES, "max-message-bytes");
  g_object_class_override_property (object_class, PROP_UNNUMBERED, "unnumbered");
}

static void
cordial_plain_session_init (CordialPlainSession *self)
{
  g_queue_init (&self->pending);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->avatars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->pictures = cordial_plain_pictures_new (on_picture, self);
  self->connection = cordial_connection_new ();
  cordial_connection_set_max_frame_bytes (self->connection, MAX_FRAME_BYTES);
  g_signal_connect_object (self->connection, "opened", G_CALLBACK (on_opened), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connection, "frame", G_CALLBACK (on_frame), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_closed), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connection, "beat", G_CALLBACK (on_beat), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connection, "notify", G_CALLBACK (on_connection_notify), self, G_CONNECT_DEFAULT);
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
  self->user_id = g_strdup (settings->user_id);
  self->name = g_strdup (settings->name && *settings->name ? settings->name : settings->user_id);
  self->avatar_uri = g_strdup (settings->avatar_uri);
  update_uri (self);
  if (settings->heartbeat)
    heartbeat_frame = g_strdup (settings->heartbeat);
  else
    heartbeat_frame = cordial_plain_heartbeat_build (self->user_id, self->name, self->avatar_uri);
  cordial_connection_set_heartbeat_frame (self->connection, heartbeat_frame);
  heartbeat = cordial_connection_get_heartbeat (self->connection);
  if (settings->interval_ms > 0)
    cordial_heartbeat_set_interval_ms (heartbeat, settings->interval_ms);
  if (settings->deadline_ms > 0)
    cordial_heartbeat_set_deadline_floor_ms (heartbeat, settings->deadline_ms);
  return self;
}

CordialConnection *
cordial_plain_session_get_connection (CordialPlainSession *self)
{
  g_return_val_if_fail (CORDIAL_IS_PLAIN_SESSION (self), NULL);

  return self->connection;
}
