/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the person does in a conversation: look, write, send, retry; and what others ask it.
 */
#define G_LOG_DOMAIN "cordial-chat"

#include "cordial-config.h"

#include "cordial-conversation-state.h"
#include "cordial-message-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Tinode's clients take a person for silent about five seconds after the last note. */
#define TYPED_INTERVAL_US (3 * G_TIME_SPAN_SECOND)

/* Long enough not to write at each key, short enough that a crash costs a word. */
#define DRAFT_DELAY_MS 500

/* What the frame around a message may take of the server's limit: ids, topic, header. */
#define FRAME_OVERHEAD_BYTES 512

/* --- Drafts ------------------------------------------------------------------------------------------------------ */

void
cordial_conversation_flush_draft (CordialConversation *self)
{
  if (!self->draft_source)
    return;
  g_source_destroy (self->draft_source);
  g_clear_pointer (&self->draft_source, g_source_unref);
  cordial_store_set_draft (self->context->store, self->record->id, self->record->draft);
}

static gboolean
on_draft_delay_over (gpointer user_data)
{
  cordial_conversation_flush_draft (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * cordial_conversation_set_draft:
 * @self: a #CordialConversation
 * @draft: (nullable): what stands in the composer
 *
 * Keeps it over restarts.
 */
void
cordial_conversation_set_draft (CordialConversation *self, const char *draft)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));

  if (draft && *draft == '\0')
    draft = NULL;
  if (!g_set_str (&self->record->draft, draft))
    return;
  cordial_conversation_notify (self, PROP_DRAFT);
  if (self->draft_source)
    return;
  self->draft_source = g_timeout_source_new (DRAFT_DELAY_MS);
  g_source_set_static_name (self->draft_source, "CordialConversation draft");
  g_source_set_callback (self->draft_source, on_draft_delay_over, self, NULL);
  g_source_attach (self->draft_source, NULL);
}

/* --- Sending ----------------------------------------------------------------------------------------------------- */

/* Whether there is anything to see. */
static gboolean
has_content (const char *start, const char *end)
{
  for (const char *c = start; c < end; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);
      GUnicodeType type = g_unichar_type (character);

      if (!g_unichar_isspace (character) && type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT)
        return TRUE;
    }
  return FALSE;
}

/* What is sent of what was typed; NULL if that is nothing. */
static char *
trim (const char *text)
{
  const char *start = text, *end = text + strlen (text);

  while (start < end && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start)
    {
      const char *last = g_utf8_prev_char (end);

      if (!g_unichar_isspace (g_utf8_get_char (last)))
        break;
      end = last;
    }
  if (!has_content (start, end))
    return NULL;
  /* Blanks before the first word are meant (code, verse); line breaks there are not. */
  while (start > text && *(start - 1) != '\n' && *(start - 1) != '\r')
    start--;
  return g_strndup (start, end - start);
}

/* How many bytes it takes as a JSON string: what the server counts. */
static gsize
count_encoded_bytes (const char *text)
{
  gsize count = 2;

  for (; *text; text++)
    {
      if (*text == '"' || *text == '\\' || *text == '\n' || *text == '\t' || *text == '\r')
        count += 2;
      else if ((guchar) *text < 0x20)
        count += 6;
      else
        count += 1;
    }
  return count;
}

typedef struct
{
  CordialConversation *conversation;
  CordialMessageRecord *record;
} Sending;

static void
sending_free (Sending *self)
{
  g_object_unref (self->conversation);
  cordial_message_record_free (self->record);
  g_free (self);
}

static void
on_enqueued (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Sending *sending = g_task_get_task_data (task);
  CordialConversation *self = sending->conversation;
  GError *error = NULL;

  sending->record->row = cordial_store_enqueue_finish (CORDIAL_STORE (object), result, &error);
  if (sending->record->row == 0)
    {
      g_task_return_error (task, error);
      return;
    }
  cordial_timeline_append_outgoing (self->timeline, sending->record);
  cordial_conversation_touch (self, sending->record->time_ms);
  cordial_conversation_message_changed (self);
  g_task_return_boolean (task, TRUE);
  if (self->context->outbox)
    cordial_outbox_kick (self->context->outbox, self);
}

/**
 * cordial_conversation_send_async:
 * @self: a #CordialConversation
 * @text: what was typed
 * @cancellable: (nullable): only the waiting can be cancelled
 * @callback: called when the message is on disk
 * @user_data: passed to @callback
 *
 * Puts a message into the outbox, from where it goes to the server whenever that can be reached.
 */
void
cordial_conversation_send_async (CordialConversation *self,
                                 const char *text,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *trimmed = NULL;
  guint max_bytes;
  Sending *sending;

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (text != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_conversation_send_async);

  trimmed = trim (text);
  if (!trimmed)
    {
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                       _ ("There is nothing to send yet: write a message first."));
      return;
    }
  if (self->gone)
    {
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                       _ ("This conversation does not exist any more."));
      return;
    }
  if (!self->record->writable)
    {
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                       _ ("You may read this conversation, but not write in it."));
      return;
    }
  max_bytes = cordial_context_get_max_message_bytes (self->context);
  if (max_bytes > 0 && count_encoded_bytes (trimmed) + FRAME_OVERHEAD_BYTES > max_bytes)
    {
      g_autofree char *size = g_format_size_full (strlen (trimmed), G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *limit = g_format_size_full (max_bytes, G_FORMAT_SIZE_IEC_UNITS);

      /* Translators: both are sizes such as «140 KiB». */
      g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                               _ ("This message is too long: it takes %s, and the server accepts %s."), size, limit);
      return;
    }

  sending = g_new0 (Sending, 1);
  sending->conversation = g_object_ref (self);
  sending->record = cordial_message_record_new ();
  sending->record->conversation_id = g_strdup (self->record->id);
  sending->record->cordial_id = g_uuid_string_random ();
  sending->record->sender_id = g_strdup (self->context->own_id);
  sending->record->time_ms = g_get_real_time () / 1000;
  sending->record->state = CORDIAL_MESSAGE_QUEUED;
  sending->record->text = g_steal_pointer (&trimmed);
  g_task_set_task_data (task, sending, (GDestroyNotify) sending_free);
  cordial_store_enqueue_async (self->context->store, sending->record, on_enqueued, g_steal_pointer (&task));
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
 * cordial_conversation_retry_message:
 * @message: one that failed
 *
 * Puts it back to where it was in the outbox.
 */
void
cordial_conversation_retry_message (CordialConversation *self, CordialMessage *message)
{
  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  if (cordial_message_get_status (message) != CORDIAL_MESSAGE_STATUS_FAILED)
    return;
  cordial_store_set_message_state (self->context->store, cordial_message_get_row (message), CORDIAL_MESSAGE_QUEUED,
                                   NULL);
  cordial_message_set_status (message, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
  cordial_conversation_message_changed (self);
  if (self->context->outbox)
    cordial_outbox_kick (self->context->outbox, self);
}

/**
 * cordial_conversation_discard_message:
 * @message: one that failed
 *
 * It is never sent.
 */
void
cordial_conversation_discard_message (CordialConversation *self, CordialMessage *message)
{
  gint64 row;

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  if (cordial_message_get_status (message) != CORDIAL_MESSAGE_STATUS_FAILED)
    return;
  row = cordial_message_get_row (message);
  cordial_store_discard_message (self->context->store, row);
  cordial_timeline_discard (self->timeline, row);
  cordial_conversation_message_changed (self);
}

/* --- Looking ----------------------------------------------------------------------------------------------------- */

static void
on_refreshed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  gint64 seq = cordial_protocol_refresh_finish (CORDIAL_PROTOCOL (object), result, &error);

  if (error)
    {
      g_debug ("refresh: %s", error->message);
      return;
    }
  cordial_conversation_apply_seq (errand->conversation, seq);
  if (cordial_errand_is_current (errand))
    cordial_sync_want (errand->context->sync, errand->conversation, TRUE);
}

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

  if (self->gone)
    return;
  self->context->opened = self;
  if (!self->context->ready)
    return; /* as soon as it is */
  cordial_sync_want (self->context->sync, self, TRUE);
  cordial_protocol_refresh_async (self->context->protocol, self->record->id, self->context->cancellable, on_refreshed,
                                  cordial_errand_new (self->context, self));
}

/**
 * cordial_conversation_mark_read:
 * @seq: everything up to this has been seen
 */
void
cordial_conversation_mark_read (CordialConversation *self, gint64 seq)
{
  CordialConversationRecord record = { 0 };

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));

  seq = MIN (seq, self->record->seq);
  if (seq <= self->record->read)
    return;
  cordial_conversation_mark (self, CORDIAL_RECEIPT_READ, seq);
  /* The note has no answer: a connection that is away, or goes, may have swallowed it. */
  self->mark_again = TRUE;
  record.id = self->record->id;
  record.fields = CORDIAL_CONVERSATION_HAS_READ;
  record.read = seq;
  cordial_conversation_apply_record (self, &record);
}

void
cordial_conversation_typed (CordialConversation *self)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));

  if (!self->context->ready || self->gone || (self->typed_at > 0 && now - self->typed_at < TYPED_INTERVAL_US))
    return;
  self->typed_at = now;
  cordial_protocol_typing (self->context->protocol, self->record->id);
}

/* --- What others ask --------------------------------------------------------------------------------------------- */

const char *
cordial_conversation_get_id (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return self->record->id;
}

const char *
cordial_conversation_get_name (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return self->record->name;
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
cordial_conversation_get_writable (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return self->record->writable;
}

const char *
cordial_conversation_get_draft (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return self->record->draft;
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

/* --- Muting ------------------------------------------------------------------------------------------------------ */

static void
on_muted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialConversation *self = g_task_get_source_object (task);
  gboolean muted = GPOINTER_TO_INT (g_task_get_task_data (task));
  GError *error = NULL;

  if (!cordial_protocol_set_muted_finish (CORDIAL_PROTOCOL (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!self->record->muted != !muted)
    {
      self->record->muted = muted;
      cordial_conversation_save (self, CORDIAL_CONVERSATION_HAS_MUTED);
      cordial_conversation_notify (self, PROP_MUTED);
      cordial_conversation_count_unread (self);
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * cordial_conversation_set_muted_async:
 * @self: a #CordialConversation
 * @muted: whether it asks for no attention from now on
 */
void
cordial_conversation_set_muted_async (CordialConversation *self,
                                      gboolean muted,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_conversation_set_muted_async);
  g_task_set_task_data (task, GINT_TO_POINTER (muted), NULL);
  if (self->gone || !self->context->protocol)
    {
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK,
                                       _ ("There is no connection to the server. Try again when it is back."));
      g_object_unref (task);
      return;
    }
  cordial_protocol_set_muted_async (self->context->protocol, self->record->id, muted, cancellable, on_muted, task);
}

gboolean
cordial_conversation_set_muted_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
