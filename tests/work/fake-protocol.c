/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests wait in a queue, in the order of asking.
 */

#include "fake-protocol.h"

#include <string.h>

struct _FakeProtocol
{
  GObject parent_instance;

  GQueue requests;
  gboolean roster_complete;
  CordialLinkState link_state;
  CordialRefusal refusal;
  char *token;
  char *password;
  guint max_message_bytes;
  gint64 max_file_bytes;
  gint64 delete_limit_s;
  GStrv reactions;
  gboolean unnumbered;
  GHashTable *known_deletions; /* id → gint64 * */
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
  PROP_MAX_FILE_BYTES,
  PROP_DELETE_LIMIT_S,
  PROP_REACTIONS,
};

static void protocol_init (CordialProtocolInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeProtocol,
                               fake_protocol,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CORDIAL_TYPE_PROTOCOL, protocol_init))

/* --- Requests ---------------------------------------------------------------------------------------------------- */

void
fake_request_free (FakeRequest *self)
{
  g_free (self->conversation_id);
  g_free (self->pins);
  g_free (self->reaction);
  g_clear_object (&self->task);
  cordial_message_record_free (self->message);
  g_clear_pointer (&self->seqs, g_array_unref);
  cordial_conversation_record_free (self->wanted);
  g_clear_object (&self->file);
  g_free (self);
}

static FakeRequest *
add_request (FakeProtocol *self, FakeKind kind, const char *conversation_id)
{
  FakeRequest *request = g_new0 (FakeRequest, 1);

  request->kind = kind;
  request->conversation_id = g_strdup (conversation_id);
  g_queue_push_tail (&self->requests, request);
  return request;
}

/* What cordial-protocol.h promises: it fails at once while the link is not there. */
static void
ask (FakeProtocol *self, FakeRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  request->task = g_task_new (self, cancellable, callback, data);
  if (self->link_state == CORDIAL_LINK_ONLINE)
    return;
  g_queue_remove (&self->requests, request);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link is away.");
}

static void
fake_ask_ending (CordialProtocol *protocol, const char *conversation_id)
{
  add_request (FAKE_PROTOCOL (protocol), FAKE_ENDING, conversation_id);
}

static void
know_deletions (CordialProtocol *protocol, const char *conversation_id, gint64 newest)
{
  g_hash_table_insert (FAKE_PROTOCOL (protocol)->known_deletions, g_strdup (conversation_id),
                       g_memdup2 (&newest, sizeof newest));
}

gint64
fake_protocol_get_known_deletions (FakeProtocol *self, const char *conversation_id)
{
  const gint64 *newest = g_hash_table_lookup (self->known_deletions, conversation_id);

  return newest ? *newest : -1;
}

static void
fake_fetch_file_async (CordialProtocol *protocol,
                       const char *reference,
                       gsize max_bytes,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  ask (FAKE_PROTOCOL (protocol), add_request (FAKE_PROTOCOL (protocol), FAKE_FILE, reference), cancellable, callback,
       user_data);
}

static FakeRequest *
add_transfer (FakeProtocol *self,
              FakeKind kind,
              const char *about,
              GFile *file,
              GFileProgressCallback progress,
              gpointer progress_data)
{
  FakeRequest *request = add_request (self, kind, about);

  request->file = g_object_ref (file);
  request->progress = progress;
  request->progress_data = progress_data;
  return request;
}

static void
upload_file_async (CordialProtocol *protocol,
                   GFile *file,
                   const char *media_type,
                   GFileProgressCallback progress,
                   gpointer progress_data,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  FakeRequest *request =
    add_transfer (FAKE_PROTOCOL (protocol), FAKE_UPLOAD, media_type, file, progress, progress_data);

  ask (FAKE_PROTOCOL (protocol), request, cancellable, callback, user_data);
}

static void
download_file_async (CordialProtocol *protocol,
                     const char *reference,
                     GFile *file,
                     gint64 max_bytes,
                     GFileProgressCallback progress,
                     gpointer progress_data,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeRequest *request =
    add_transfer (FAKE_PROTOCOL (protocol), FAKE_DOWNLOAD, reference, file, progress, progress_data);

  ask (FAKE_PROTOCOL (protocol), request, cancellable, callback, user_data);
}

static void
send_async (CordialProtocol *protocol,
            const CordialMessageRecord *message,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  FakeRequest *request = add_request (FAKE_PROTOCOL (protocol), FAKE_SEND, message->conversation_id);

  request->message = cordial_message_record_copy (message);
  ask (FAKE_PROTOCOL (protocol), request, cancellable, callback, user_data);
}

static gint64
send_finish (CordialProtocol *protocol, GAsyncResult *result, gint64 *time_ms, GError **error)
{
  g_autofree gint64 *answer = g_task_propagate_pointer (G_TASK (result), error);

  if (!answer)
    return 0;
  *time_ms = answer[1];
  return answer[0];
}

static void
fetch_async (CordialProtocol *protocol,
             const char *conversation_id,
             gint64 low,
             gint64 high,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  FakeRequest *request = add_request (FAKE_PROTOCOL (protocol), FAKE_FETCH, conversation_id);

  g_assert_cmpint (low, >, 0);
  g_assert_cmpint (low, <=, high);
  g_assert_cmpint (high - low, <, CORDIAL_PROTOCOL_PAGE);
  request->span = (CordialSpan) { low, high };
  ask (FAKE_PROTOCOL (protocol), request, cancellable, callback, user_data);
}

static GPtrArray *
fetch_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
refresh_async (CordialProtocol *protocol,
               const char *conversation_id,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  FakeRequest *request = add_request (FAKE_PROTOCOL (protocol), FAKE_REFRESH, conversation_id);

  ask (FAKE_PROTOCOL (protocol), request, cancellable, callback, user_data);
}

static gint64
refresh_finish (CordialProtocol *protocol, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *answer = g_task_propagate_pointer (G_TASK (result), error);

  return answer ? answer[0] : 0;
}

static void
delete_async (CordialProtocol *protocol,
              const char *conversation_id,
              GArray *seqs,
              gboolean for_all,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  FakeRequest *request = add_request (FAKE_PROTOCOL (protocol), FAKE_DELETE, conversation_id);

  request->seqs = g_array_copy (seqs);
  request->for_all = for_all;
  ask (FAKE_PROTOCOL (protocol), request, cancellable, callback, user_data);
}

static void
pin_async (CordialProtocol *protocol,
           const char *conversation_id,
           const char *pins,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  FakeRequest *request = add_request (FAKE_PROTOCOL (protocol), FAKE_PIN, conversation_id);

  request->pins = g_strdup (pins);
  ask (FAKE_PROTOCOL (protocol), request, cancellable, callback, user_data);
}

static void
react_async (CordialProtocol *protocol,
             const char *conversation_id,
             gint64 seq,
             const char *value,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  FakeRequest *request = add_request (FAKE_PROTOCOL (protocol), FAKE_REACT, conversation_id);

  request->span = (CordialSpan) { seq, seq };
  request->reaction = g_strdup (value);
  ask (FAKE_PROTOCOL (protocol), request, cancellable, callback, user_data);
}

static void
mark_async (CordialProtocol *protocol,
            const char *conversation_id,
            CordialReceipt receipt,
            gint64 seq,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  FakeRequest *request = add_request (FAKE_PROTOCOL (protocol), FAKE_MARK, conversation_id);

  request->receipt = receipt;
  request->span = (CordialSpan) { seq, seq };
  ask (FAKE_PROTOCOL (protocol), request, cancellable, callback, user_data);
}

static void
set_async (CordialProtocol *protocol,
           const char *conversation_id,
           const CordialConversationRecord *wanted,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  FakeRequest *request = add_request (FAKE_PROTOCOL (protocol), FAKE_SETTING, conversation_id);

  request->wanted = cordial_conversation_record_copy (wanted);
  ask (FAKE_PROTOCOL (protocol), request, cancellable, callback, user_data);
}

static void
typing (CordialProtocol *protocol, const char *conversation_id, gboolean recording)
{
  add_request (FAKE_PROTOCOL (protocol), FAKE_TYPING, conversation_id);
}

static GList *
find (FakeProtocol *self, FakeKind kind)
{
  GList *link = self->requests.head;

  while (link && ((FakeRequest *) link->data)->kind != kind)
    link = link->next;
  return link;
}

guint
fake_protocol_count (FakeProtocol *self, FakeKind kind)
{
  guint count = 0;

  for (GList *link = self->requests.head; link; link = link->next)
    count += ((FakeRequest *) link->data)->kind == kind;
  return count;
}

const FakeRequest *
fake_protocol_peek (FakeProtocol *self, FakeKind kind)
{
  GList *link = find (self, kind);

  return link ? link->data : NULL;
}

FakeRequest *
fake_protocol_take (FakeProtocol *self, FakeKind kind)
{
  GList *link = find (self, kind);
  FakeRequest *request;

  g_assert_nonnull (link);
  request = link->data;
  g_queue_delete_link (&self->requests, link);
  return request;
}

void
fake_protocol_forget (FakeProtocol *self, FakeKind kind)
{
  while (find (self, kind))
    fake_request_answer_yes (fake_protocol_take (self, kind));
}

/* --- Answers ----------------------------------------------------------------------------------------------------- */

void
fake_request_answer_yes (FakeRequest *self)
{
  if (self->task)
    g_task_return_boolean (self->task, TRUE);
  fake_request_free (self);
}

void
fake_request_answer_sent (FakeRequest *self, gint64 seq, gint64 time_ms)
{
  gint64 *answer = g_new (gint64, 2);

  answer[0] = seq;
  answer[1] = time_ms;
  g_task_return_pointer (self->task, answer, g_free);
  fake_request_free (self);
}

void
fake_request_answer_seq (FakeRequest *self, gint64 seq)
{
  fake_request_answer_sent (self, seq, 0);
}

void
fake_request_answer_messages (FakeRequest *self, GPtrArray *messages)
{
  g_task_return_pointer (self->task, g_ptr_array_ref (messages), (GDestroyNotify) g_ptr_array_unref);
  fake_request_free (self);
}

void
fake_request_answer_file (FakeRequest *self, GBytes *content)
{
  g_task_return_pointer (self->task, g_bytes_ref (content), (GDestroyNotify) g_bytes_unref);
  fake_request_free (self);
}

void
fake_request_answer_reference (FakeRequest *self, const char *reference)
{
  g_task_return_pointer (self->task, g_strdup (reference), g_free);
  fake_request_free (self);
}

void
fake_request_answer_download (FakeRequest *self, const char *content)
{
  g_assert_true (
    g_file_replace_contents (self->file, content, strlen (content), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, NULL));
  g_task_return_boolean (self->task, TRUE);
  fake_request_free (self);
}

void
fake_request_fail (FakeRequest *self, CordialProtocolError code, const char *message)
{
  if (self->task)
    g_task_return_new_error_literal (self->task, CORDIAL_PROTOCOL_ERROR, (int) code, message);
  fake_request_free (self);
}

/* --- The link ---------------------------------------------------------------------------------------------------- */

static void
set_link_state (FakeProtocol *self, CordialLinkState link_state)
{
  if (self->link_state == link_state)
    return;
  self->link_state = link_state;
  g_object_notify (G_OBJECT (self), "link-state");
}

void
fake_protocol_sign_in_as (FakeProtocol *self, const char *user_id, const char *token)
{
  self->roster_complete = FALSE;
  set_link_state (self, CORDIAL_LINK_CONNECTING);
  g_signal_emit_by_name (self, "signed-in", user_id, token, (gint64) 0);
  if (self->link_state == CORDIAL_LINK_CONNECTING)
    set_link_state (self, CORDIAL_LINK_ONLINE);
}

void
fake_protocol_sign_in (FakeProtocol *self)
{
  fake_protocol_sign_in_as (self, FAKE_OWN_ID, NULL);
}

void
fake_protocol_refuse (FakeProtocol *self, CordialRefusal refusal)
{
  self->refusal = refusal;
  set_link_state (self, CORDIAL_LINK_REFUSED);
}

const char *
fake_protocol_get_token (FakeProtocol *self)
{
  return self->token;
}

const char *
fake_protocol_get_password (FakeProtocol *self)
{
  return self->password;
}

void
fake_protocol_complete_roster (FakeProtocol *self)
{
  self->roster_complete = TRUE;
  g_signal_emit_by_name (self, "roster-complete");
}

void
fake_protocol_drop_silently (FakeProtocol *self)
{
  set_link_state (self, CORDIAL_LINK_WAITING);
}

void
fake_protocol_drop (FakeProtocol *self)
{
  GQueue failed = self->requests;

  g_queue_init (&self->requests);
  set_link_state (self, CORDIAL_LINK_WAITING);
  for (GList *link = failed.head; link; link = link->next)
    fake_request_fail (link->data, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  g_queue_clear (&failed);
}

static void
close_link (CordialProtocol *protocol)
{
  fake_protocol_drop (FAKE_PROTOCOL (protocol));
  set_link_state (FAKE_PROTOCOL (protocol), CORDIAL_LINK_OFFLINE);
}

static void
open_link (CordialProtocol *protocol)
{
  set_link_state (FAKE_PROTOCOL (protocol), CORDIAL_LINK_CONNECTING);
}

static void
set_token (CordialProtocol *protocol, const char *token)
{
  g_set_str (&FAKE_PROTOCOL (protocol)->token, token);
}

static void
set_password (CordialProtocol *protocol, const char *login, const char *password)
{
  g_set_str (&FAKE_PROTOCOL (protocol)->password, password);
}

void
fake_protocol_set_max_message_bytes (FakeProtocol *self, guint bytes)
{
  self->max_message_bytes = bytes;
}

/* --- News -------------------------------------------------------------------------------------------------------- */

void
fake_protocol_report_seq (FakeProtocol *self, const char *conversation_id, gint64 seq)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (conversation_id);

  record->fields = CORDIAL_CONVERSATION_HAS_SEQ;
  record->seq = seq;
  /* A line of a roster says that it goes on. */
  if (!self->roster_complete)
    record->fields |= CORDIAL_CONVERSATION_HAS_ENDED;
  g_signal_emit_by_name (self, "conversation", record);
}

void
fake_protocol_report_profile (FakeProtocol *self, const char *name)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (FAKE_OWN_ID);

  record->fields = CORDIAL_CONVERSATION_HAS_NAME;
  record->name = g_strdup (name);
  g_signal_emit_by_name (self, "profile", record);
}

void
fake_protocol_report_own_picture (FakeProtocol *self, GBytes *picture, const char *uri)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (FAKE_OWN_ID);

  record->fields = CORDIAL_CONVERSATION_HAS_AVATAR;
  record->avatar = picture ? g_bytes_ref (picture) : NULL;
  record->avatar_uri = g_strdup (uri);
  g_signal_emit_by_name (self, "profile", record);
}

void
fake_protocol_report_ending (FakeProtocol *self, const char *conversation_id, CordialEnding ending)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (conversation_id);

  record->fields = CORDIAL_CONVERSATION_HAS_ENDED;
  record->ended = ending;
  g_signal_emit_by_name (self, "conversation", record);
}

void
fake_protocol_report_message (FakeProtocol *self, const CordialMessageRecord *message)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();

  g_ptr_array_add (messages, (gpointer) message);
  g_signal_emit_by_name (self, "messages", message->conversation_id, messages);
}

void
fake_protocol_set_delete_limit_s (FakeProtocol *self, gint64 delete_limit_s)
{
  self->delete_limit_s = delete_limit_s;
  g_object_notify (G_OBJECT (self), "delete-limit-s");
}

void
fake_protocol_set_reactions (FakeProtocol *self, const char *reactions)
{
  g_strfreev (self->reactions);
  self->reactions = reactions ? g_strsplit (reactions, " ", -1) : NULL;
  g_object_notify (G_OBJECT (self), "reactions");
}

void
fake_protocol_set_max_file_bytes (FakeProtocol *self, gint64 bytes)
{
  self->max_file_bytes = bytes;
  g_object_notify (G_OBJECT (self), "max-file-bytes");
}

CordialMessageRecord *
fake_message (const char *conversation_id, const char *sender_id, gint64 seq, const char *text)
{
  CordialMessageRecord *message = cordial_message_record_new ();

  message->conversation_id = g_strdup (conversation_id);
  message->sender_id = g_strdup (sender_id);
  message->seq = seq;
  message->text = g_strdup (text);
  message->time_ms = 1700000000000 + CLAMP (seq, 0, G_MAXINT32) * 1000;
  message->state = CORDIAL_MESSAGE_SENT;
  return message;
}

static CordialContent *
read_content (const CordialMessageRecord *message)
{
  CordialContent *content = cordial_content_new (message->content ? "" : message->text);
  const char *const kinds[] = {
    [CORDIAL_ATTACHMENT_PICTURE] = "picture ", [CORDIAL_ATTACHMENT_SOUND] = "sound ",
    [CORDIAL_ATTACHMENT_VIDEO] = "video ",     [CORDIAL_ATTACHMENT_FILE] = "file ",
    [CORDIAL_ATTACHMENT_CARD] = "card ",       [CORDIAL_ATTACHMENT_UNKNOWN] = "unknown ",
  };

  for (guint i = 0; message->content && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (message->content, kinds[i]))
      cordial_content_add_attachment (content, i)->name = g_strdup (message->content + strlen (kinds[i]));
  if (message->content && *message->content == '@')
    {
      CordialAttachment *attachment = cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_FILE);

      attachment->reference = g_strdup (message->content + 1);
      attachment->media_type = g_strdup ("text/plain");
    }
  if (message->content && g_str_equal (message->content, "call"))
    cordial_content_add_call (content)->outcome = CORDIAL_CALL_DECLINED;
  if (message->head)
    cordial_content_add_forward (content)->sender_name = g_strdup (message->head);
  cordial_content_finish (content);
  return content;
}

/* What is written into a message and back is for the tests of the real wires. */
static void
write_content (const CordialContent *content, CordialMessageRecord *message)
{
  cordial_text_content_format.write (content, message);
  g_clear_pointer (&message->content, g_free);
  if (content->attachments->len > 0)
    message->content = g_strconcat ("@", ((CordialAttachment *) content->attachments->pdata[0])->reference, NULL);
}

const CordialContentFormat fake_content_format = { read_content, write_content };

/* --- The object -------------------------------------------------------------------------------------------------- */

static void
protocol_init (CordialProtocolInterface *iface)
{
  iface->capabilities = CORDIAL_PROTOCOL_CAN_PIN | CORDIAL_PROTOCOL_CAN_SEND_FILES | CORDIAL_PROTOCOL_CAN_EDIT |
                        CORDIAL_PROTOCOL_CAN_DELETE | CORDIAL_PROTOCOL_CAN_SET_PROFILE | CORDIAL_PROTOCOL_HAS_ROSTER |
                        CORDIAL_PROTOCOL_CAN_FORMAT;
  iface->set_async = set_async;
  iface->ask_ending = fake_ask_ending;
  iface->know_deletions = know_deletions;
  iface->fetch_file_async = fake_fetch_file_async;
  iface->upload_file_async = upload_file_async;
  iface->download_file_async = download_file_async;
  iface->open = open_link;
  iface->close = close_link;
  iface->retry_now = open_link;
  iface->set_token = set_token;
  iface->set_password = set_password;
  iface->send_async = send_async;
  iface->send_finish = send_finish;
  iface->fetch_async = fetch_async;
  iface->fetch_finish = fetch_finish;
  iface->refresh_async = refresh_async;
  iface->refresh_finish = refresh_finish;
  iface->delete_async = delete_async;
  iface->pin_async = pin_async;
  iface->react_async = react_async;
  iface->mark_async = mark_async;
  iface->typing = typing;
}

static void
fake_protocol_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FakeProtocol *self = FAKE_PROTOCOL (object);

  /* What is not set here is as it is before anything is known. */
  if (property_id == PROP_LINK_STATE)
    g_value_set_enum (value, self->link_state);
  else if (property_id == PROP_REFUSAL)
    g_value_set_enum (value, self->link_state == CORDIAL_LINK_REFUSED ? self->refusal : CORDIAL_REFUSAL_NONE);
  else if (property_id == PROP_MAX_FILE_BYTES)
    g_value_set_int64 (value, self->max_file_bytes);
  else if (property_id == PROP_REACTIONS)
    g_value_set_boxed (value, self->reactions);
  else if (property_id == PROP_DELETE_LIMIT_S)
    g_value_set_int64 (value, self->delete_limit_s);
  else if (property_id == PROP_MAX_MESSAGE_BYTES)
    g_value_set_uint (value, self->max_message_bytes);
  else if (property_id == PROP_UNNUMBERED)
    g_value_set_boolean (value, self->unnumbered);
}

static void
fake_protocol_finalize (GObject *object)
{
  FakeProtocol *self = FAKE_PROTOCOL (object);

  g_queue_clear_full (&self->requests, (GDestroyNotify) fake_request_free);
  g_hash_table_unref (self->known_deletions);
  g_strfreev (self->reactions);
  g_free (self->token);
  g_free (self->password);
  G_OBJECT_CLASS (fake_protocol_parent_class)->finalize (object);
}

static void
fake_protocol_class_init (FakeProtocolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = fake_protocol_get_property;
  object_class->finalize = fake_protocol_finalize;
  g_object_class_override_property (object_class, PROP_LINK_STATE, "link-state");
  g_object_class_override_property (object_class, PROP_REFUSAL, "refusal");
  g_object_class_override_property (object_class, PROP_RETRY_AT, "retry-at");
  g_object_class_override_property (object_class, PROP_REASON, "reason");
  g_object_class_override_property (object_class, PROP_USER_ID, "user-id");
  g_object_class_override_property (object_class, PROP_ROUND_TRIP_MS, "round-trip-ms");
  g_object_class_override_property (object_class, PROP_MAX_MESSAGE_BYTES, "max-message-bytes");
  g_object_class_override_property (object_class, PROP_UNNUMBERED, "unnumbered");
  g_object_class_override_property (object_class, PROP_MAX_FILE_BYTES, "max-file-bytes");
  g_object_class_override_property (object_class, PROP_DELETE_LIMIT_S, "delete-limit-s");
  g_object_class_override_property (object_class, PROP_REACTIONS, "reactions");
}

static void
fake_protocol_init (FakeProtocol *self)
{
  g_queue_init (&self->requests);
  self->known_deletions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
fake_protocol_set_unnumbered (FakeProtocol *self)
{
  self->unnumbered = TRUE;
}

FakeProtocol *
fake_protocol_new (void)
{
  return g_object_new (FAKE_TYPE_PROTOCOL, NULL);
}
