/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the person does in a conversation, handed on to whoever carries it out, and what others ask a conversation.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-config.h"

#include "cordial-conversation-state.h"
#include "cordial-line.h"
#include "cordial-markup.h"
#include "cordial-protocol-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Tinode's clients take a person for silent about five seconds after the last note. */
#define TYPED_INTERVAL_US (3 * G_TIME_SPAN_SECOND)

/* A picture on a card is no file of its own, and travels with each message that holds it. */
#define CARD_PHOTO_MAX_BYTES (32 * 1024)

/* --- Sending ----------------------------------------------------------------------------------------------------- */

/* Hands over a task for whom a request of it is, or ends it where nobody carries out anything any more. */
static GTask *
begin (CordialConversation *self,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (self->roster->requests)
    return g_steal_pointer (&task);
  g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK,
                                   _ ("There is no connection to the server. Try again when it is back."));
  return NULL;
}

/**
 * cordial_conversation_new_content:
 * @self: a #CordialConversation
 * @text: what was typed
 * @names: (nullable): see cordial_content_new_typed()
 *
 * Returns: (transfer full): what can be sent of it here: formatted by its marks and with its mentions, where the wire can say that. Who is in
 *   the group is mentioned by an @ and their name, whether they were chosen from a list or not
 */
CordialContent *
cordial_conversation_new_content (CordialConversation *self, const char *text, GPtrArray *names)
{
  g_autofree char *trimmed = NULL;
  CordialContent *content;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  trimmed = cordial_typed_trim (text);
  if (self->roster->capabilities & CORDIAL_PROTOCOL_CAN_FORMAT)
    {
      g_autoptr (GPtrArray) all = cordial_conversation_list_names (self, trimmed, names);

      return cordial_content_new_typed (trimmed, all);
    }
  content = cordial_content_new_whole (trimmed);
  cordial_content_finish (content);
  return content;
}

static gboolean
is_png (GBytes *picture)
{
  gsize size = 0;
  const char *data = picture ? g_bytes_get_data (picture, &size) : NULL;

  return size > 4 && memcmp (data, "\x89PNG", 4) == 0;
}

/**
 * cordial_conversation_new_card:
 * @self: a conversation with one other person
 *
 * Returns: (transfer full): a message that holds their contact card: the name that they have given themselves, and what they look like
 */
CordialContent *
cordial_conversation_new_card (CordialConversation *self)
{
  CordialContent *content = cordial_content_new_whole ("");
  CordialAttachment *attachment = cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_CARD);
  const CordialConversationRecord *record = self->record;
  g_autofree char *own_name = cordial_text_to_name (record->name);

  attachment->card = cordial_card_new ();
  attachment->card->name = g_strdup (*own_name ? own_name : cordial_conversation_get_name (self));
  if (record->avatar_uri)
    attachment->card->photo_reference = g_strdup (record->avatar_uri);
  else if (record->avatar && g_bytes_get_size (record->avatar) <= CARD_PHOTO_MAX_BYTES)
    attachment->card->photo = g_bytes_ref (record->avatar);
  if (record->avatar_uri || attachment->card->photo)
    attachment->card->photo_type = g_strdup (is_png (attachment->card->photo) ? "image/png" : "image/jpeg");
  cordial_card_set_user_id (attachment->card, record->id);
  cordial_content_finish (content);
  return content;
}

/**
 * cordial_conversation_get_can_format:
 * @self: a #CordialConversation
 *
 * Returns: whether a message here can hold more than text, a quote of what it answers among that
 */
gboolean
cordial_conversation_get_can_format (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return (self->roster->capabilities & CORDIAL_PROTOCOL_CAN_FORMAT) != 0;
}

/**
 * cordial_conversation_get_can_edit:
 * @self: a #CordialConversation
 *
 * Returns: whether a message that was sent here can be changed
 */
gboolean
cordial_conversation_get_can_edit (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return (self->roster->capabilities & CORDIAL_PROTOCOL_CAN_EDIT) != 0;
}

/**
 * cordial_conversation_get_can_delete:
 * @self: a #CordialConversation
 *
 * Returns: whether messages can be deleted here
 */
gboolean
cordial_conversation_get_can_delete (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return (self->roster->capabilities & CORDIAL_PROTOCOL_CAN_DELETE) != 0;
}

/**
 * cordial_conversation_can_delete_for_all:
 * @self: a #CordialConversation
 * @message: one of its messages
 *
 * What one wrote goes from everybody's devices, and in a group what anybody wrote, if one has that right there and it is not older than the
 * server allows (Tinode docs/API.md, «{del}» and the permission D; msgDelAge of «{hi}», which a server holds owners to as well). Without the
 * right a server would delete it from one's own alone, and not say so. A chat of two is nobody's to keep in order.
 *
 * Returns: whether that can be asked for
 */
gboolean
cordial_conversation_can_delete_for_all (CordialConversation *self, CordialMessage *message)
{
  gint64 limit_ms, age_ms;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (message), FALSE);

  if (!cordial_conversation_get_can_delete (self) || self->record->kind == CORDIAL_CONVERSATION_SELF ||
      self->record->erases_nothing ||
      (!cordial_message_get_outgoing (message) && self->record->kind != CORDIAL_CONVERSATION_GROUP))
    return FALSE;
  limit_ms = self->roster->delete_limit_s * 1000;
  age_ms = g_get_real_time () / 1000 - cordial_message_get_time_ms (message);
  return limit_ms == 0 || cordial_message_get_seq (message) == 0 || age_ms < limit_ms;
}

/**
 * cordial_conversation_send_async:
 * @self: a #CordialConversation
 * @content: what it shall hold, see cordial_conversation_new_content()
 * @cancellable: (nullable): only the waiting can be cancelled
 * @callback: called when the message is on disk
 * @user_data: passed to @callback
 *
 * Puts a message into the outbox, from where it goes to the server whenever that can be reached.
 */
void
cordial_conversation_send_async (CordialConversation *self,
                                 CordialContent *content,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (content != NULL);

  task = begin (self, cordial_conversation_send_async, cancellable, callback, user_data);
  if (task)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->send (self->roster->requests, self, content, task);
}

/**
 * cordial_conversation_send_finish:
 *
 * Returns: whether the message is kept; if not, @error says why in one sentence
 */
gboolean
cordial_conversation_send_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cordial_conversation_edit_async:
 * @self: a #CordialConversation
 * @message: one of ours
 * @content: what it shall hold from now on
 * @cancellable: (nullable): only the waiting can be cancelled
 */
void
cordial_conversation_edit_async (CordialConversation *self,
                                 CordialMessage *message,
                                 CordialContent *content,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));
  g_return_if_fail (content != NULL);

  task = begin (self, cordial_conversation_edit_async, cancellable, callback, user_data);
  if (task)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->edit (self->roster->requests, self, message, content, task);
}

gboolean
cordial_conversation_edit_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cordial_conversation_delete_async:
 * @self: a #CordialConversation
 * @message: what shall go
 * @for_all: from everybody's devices, not only from the owner's
 * @cancellable: (nullable): only the waiting can be cancelled
 */
void
cordial_conversation_delete_async (CordialConversation *self,
                                   CordialMessage *message,
                                   gboolean for_all,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  task = begin (self, cordial_conversation_delete_async, cancellable, callback, user_data);
  if (task)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->delete (self->roster->requests, self, message, for_all, task);
}

gboolean
cordial_conversation_delete_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cordial_conversation_retry_message:
 * @message: one that failed, or is paused
 *
 * Puts it back to where it was in the outbox.
 */
void
cordial_conversation_retry_message (CordialConversation *self, CordialMessage *message)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  if (self->roster->requests)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->retry (self->roster->requests, self, message);
}

/**
 * cordial_conversation_pause_message:
 * @message: one that waits
 *
 * Where the server does not have all of its files it is held back until cordial_conversation_retry_message(), also over a restart; what
 * was written after it is not. Otherwise it goes on.
 */
void
cordial_conversation_pause_message (CordialConversation *self, CordialMessage *message)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  if (self->roster->requests)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->pause (self->roster->requests, self, message);
}

/**
 * cordial_conversation_discard_message:
 * @message: one that failed, is paused, or waits
 *
 * It is not sent.
 */
void
cordial_conversation_discard_message (CordialConversation *self, CordialMessage *message)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  if (self->roster->requests)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->discard (self->roster->requests, self, message);
}

/* --- Looking ----------------------------------------------------------------------------------------------------- */

/**
 * cordial_conversation_opened:
 * @self: a #CordialConversation
 *
 * The person looks at it: its newest messages are fetched before those of others, and its news come at once.
 */
void
cordial_conversation_opened (CordialConversation *self)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));

  if (!self->gone && self->roster->requests)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->open (self->roster->requests, self);
}

/**
 * cordial_conversation_seek_async:
 * @self: a #CordialConversation
 * @seq: a number of the server's
 * @cancellable: (nullable): only the waiting can be cancelled
 * @callback: called when the message of that number is in the timeline, or known not to come
 * @user_data: passed to @callback
 *
 * Fetches what is missing between that message and the newest.
 */
void
cordial_conversation_seek_async (CordialConversation *self,
                                 gint64 seq,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));

  task = begin (self, cordial_conversation_seek_async, cancellable, callback, user_data);
  if (task)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->seek (self->roster->requests, self, seq, task);
}

gboolean
cordial_conversation_seek_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cordial_conversation_mark_read:
 * @seq: everything up to this has been seen
 */
void
cordial_conversation_mark_read (CordialConversation *self, gint64 seq)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));

  if (self->roster->requests)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->mark_read (self->roster->requests, self, seq);
}

static void
tell_typing (CordialConversation *self, gboolean recording)
{
  gint64 now = g_get_monotonic_time ();

  if (self->gone || !self->roster->requests || (self->typed_at > 0 && now - self->typed_at < TYPED_INTERVAL_US))
    return;
  if (CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->tell_typing (self->roster->requests, self, recording))
    self->typed_at = now;
}

void
cordial_conversation_typed (CordialConversation *self)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));

  tell_typing (self, FALSE);
}

void
cordial_conversation_recorded (CordialConversation *self)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));

  tell_typing (self, TRUE);
}

/* --- What others ask --------------------------------------------------------------------------------------------- */

const char *
cordial_conversation_get_id (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return self->record->id;
}

/**
 * cordial_conversation_get_ending:
 * @self: a #CordialConversation
 *
 * Returns: whether and why it is over. %CORDIAL_ENDING_UNKNOWN is being found out: nothing is lost meanwhile
 */
CordialEnding
cordial_conversation_get_ending (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), CORDIAL_ENDING_NONE);

  return self->record->ended;
}

/**
 * cordial_conversation_get_ending_sentence:
 * @self: a #CordialConversation
 *
 * Returns: (nullable): one sentence on why it is over, %NULL if it is not
 */
const char *
cordial_conversation_get_ending_sentence (CordialConversation *self)
{
  gboolean group;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  group = self->record->kind == CORDIAL_CONVERSATION_GROUP;
  switch (self->record->ended)
    {
    case CORDIAL_ENDING_DELETED:
      return group ? _ ("This group was deleted.") : _ ("This chat was deleted on another device.");
    case CORDIAL_ENDING_LEFT:
      return _ ("You are no longer a member of this group.");
    case CORDIAL_ENDING_BLOCKED:
      return group ? _ ("You have blocked this group.") : _ ("You have blocked this person.");
    case CORDIAL_ENDING_BANNED:
      return group ? _ ("You are no longer allowed into this group.") : _ ("You are no longer allowed into this chat.");
    case CORDIAL_ENDING_NOBODY:
      return _ ("This person’s account no longer exists.");
    case CORDIAL_ENDING_NONE:
    case CORDIAL_ENDING_UNKNOWN:
    default:
      return NULL;
    }
}

gboolean
cordial_conversation_get_unheard (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return self->record->unheard;
}

/**
 * cordial_conversation_remove:
 * @self: a #CordialConversation that is over
 *
 * Deletes it from this computer, with its messages.
 */
void
cordial_conversation_remove (CordialConversation *self)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (cordial_conversation_get_ending_sentence (self) != NULL);

  if (self->roster->requests)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->remove (self->roster->requests, self);
}

const char *
cordial_conversation_get_avatar_uri (CordialConversation *self)
{
  return self->record->avatar_uri;
}

CordialConversationKind
cordial_conversation_get_kind (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), CORDIAL_CONVERSATION_DIRECT);

  return self->record->kind;
}

GBytes *
cordial_conversation_get_avatar (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return self->record->avatar;
}

gboolean
cordial_conversation_get_online (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return self->record->online;
}

gint64
cordial_conversation_get_last_seen_ms (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), 0);

  return self->record->last_seen_ms;
}

gboolean
cordial_conversation_get_typing (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return self->typing;
}

/**
 * cordial_conversation_get_recording:
 *
 * Returns: whether what is being said there is recorded, and not typed
 */
gboolean
cordial_conversation_get_recording (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return self->recording;
}

const char *
cordial_conversation_get_preview (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return self->preview;
}

gboolean
cordial_conversation_get_preview_outgoing (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return self->preview_outgoing;
}

gint64
cordial_conversation_get_touched_ms (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), 0);

  return self->record->touched_ms;
}

guint
cordial_conversation_get_unread (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), 0);

  return self->unread;
}

gboolean
cordial_conversation_get_muted (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return self->record->muted;
}

gboolean
cordial_conversation_get_archived (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return self->record->archived;
}

gboolean
cordial_conversation_get_writable (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return self->record->writable;
}

gint64
cordial_conversation_get_read (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), 0);

  return self->record->read;
}

CordialTimeline *
cordial_conversation_get_timeline (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return self->timeline;
}

/* --- What the owner sets -------------------------------------------------------------------------------------------- */

/**
 * cordial_conversation_set_async:
 * @self: a #CordialConversation that is not over
 * @wanted: of which the fields HAS_MUTED, HAS_ARCHIVED, HAS_COMMENT and, of a group, HAS_NAME and HAS_AVATAR count
 * @cancellable: (nullable): cancelling leaves open whether it is kept
 *
 * It shows as soon as it is on disk; the server hears it when there is a connection.
 */
void
cordial_conversation_set_async (CordialConversation *self,
                                const CordialConversationRecord *wanted,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (wanted != NULL);

  task = begin (self, cordial_conversation_set_async, cancellable, callback, user_data);
  if (task)
    {
      g_autoptr (CordialConversationRecord) own = cordial_conversation_record_copy (wanted);

      g_set_str (&own->id, self->record->id);
      CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->set (self->roster->requests, own, task);
    }
}

gboolean
cordial_conversation_set_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* It is put away from now on, or is not any more. */
void
cordial_conversation_set_archived_async (CordialConversation *self,
                                         gboolean archived,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);

  wanted->fields = CORDIAL_CONVERSATION_HAS_ARCHIVED;
  wanted->archived = archived;
  cordial_conversation_set_async (self, wanted, cancellable, callback, user_data);
}

/* It asks for no attention from now on, or does again. */
void
cordial_conversation_set_muted_async (CordialConversation *self,
                                      gboolean muted,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);

  wanted->fields = CORDIAL_CONVERSATION_HAS_MUTED;
  wanted->muted = muted;
  cordial_conversation_set_async (self, wanted, cancellable, callback, user_data);
}
