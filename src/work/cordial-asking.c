/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Takes what a person asks for in a conversation: says no at once where nothing could come of it; otherwise it is on disk, and
 * only then shown and handed on to be carried out. Works without a connection.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-asking.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-attaching.h"
#include "cordial-intent-answers.h"
#include "cordial-uploading.h"
#include "cordial-message-private.h"
#include "cordial-sizes.h"
#include "cordial-timeline-private.h"

/* What the frame around a message may take of the server's limit: ids, topic, header. */
#define FRAME_OVERHEAD_BYTES 512

/* --- Objections -------------------------------------------------------------------------------------------------- */

static GError *
new_objection (CordialProtocolError code, const char *sentence)
{
  return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, (int) code, sentence);
}

/* Ends the task where there is an objection. */
static gboolean
has_objection (GTask *task, GError *objection)
{
  if (!objection)
    return FALSE;
  g_task_return_error (task, objection);
  g_object_unref (task);
  return TRUE;
}

/* As a JSON string, which is what a server counts. */
static gsize
count_json_bytes (const char *text)
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

/* (nullable): one sentence on why this is not sent */
static GError *
find_objection_to_content (CordialContext *context,
                           CordialConversation *conversation,
                           const CordialContent *content,
                           const CordialMessageRecord *message)
{
  guint max_bytes = cordial_context_get_max_message_bytes (context);
  g_autofree char *size = NULL;
  g_autofree char *limit = NULL;
  gsize bytes;

  if (cordial_content_is_empty (content))
    return new_objection (CORDIAL_PROTOCOL_ERROR_INVALID, _ ("There is nothing to send yet: write a message first."));
  if (cordial_conversation_is_gone (conversation))
    return new_objection (CORDIAL_PROTOCOL_ERROR_INVALID, _ ("This conversation does not exist any more."));
  if (cordial_conversation_get_ending_sentence (conversation))
    return new_objection (CORDIAL_PROTOCOL_ERROR_INVALID, cordial_conversation_get_ending_sentence (conversation));
  if (!cordial_conversation_get_writable (conversation))
    return new_objection (CORDIAL_PROTOCOL_ERROR_INVALID, _ ("You may read this conversation, but not write in it."));
  /* Of what is more than its words, the protocol may do without: it knows whether, and says no if it cannot. */
  bytes = count_json_bytes (message->text) + FRAME_OVERHEAD_BYTES;
  if (max_bytes == 0 || bytes <= max_bytes)
    return NULL;
  cordial_sizes_format ((gint64) bytes, max_bytes, &size, &limit);
  return g_error_new (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                      /* Translators: both are sizes such as «140 KiB». */
                      _ ("This message is too long: it takes %s, and the server accepts %s."), size, limit);
}

/* What waits can always be changed; what the server has, where it knows how. */
static gboolean
can (CordialContext *context, CordialMessage *message, CordialProtocolCapabilities capability)
{
  return cordial_message_get_seq (message) == 0 || !context->protocol ||
         (cordial_protocol_get_capabilities (context->protocol) & capability);
}

/* --- Keeping it -------------------------------------------------------------------------------------------------- */

typedef struct
{
  CordialContext *context;
  CordialIntents *intents; /* to be touched only while the context has an account */
  CordialConversation *conversation;
  CordialIntentRecord *intent;
  CordialMessageRecord *message; /* (nullable): the one to send, or what is edited as it shall be, or what is deleted */
  GTask *task;                   /* (nullable) */
} Asking;

static void
asking_free (Asking *self)
{
  cordial_context_unref (self->context);
  g_object_unref (self->conversation);
  cordial_intent_record_free (self->intent);
  cordial_message_record_free (self->message);
  g_clear_object (&self->task);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, asking_free)

/* What became of the message meanwhile counts: it may have a number by now. */
static void
show_kept (Asking *asking, const CordialIntentRecord *kept)
{
  CordialMessageRecord *message = asking->message;
  g_autoptr (CordialMessageRecord) now = NULL;

  if (asking->intent->kind == CORDIAL_INTENT_SEND)
    {
      message->row = kept->message_row;
      cordial_conversation_apply_enqueued (asking->conversation, message);
      return;
    }
  if (cordial_store_read_message (asking->context->store, message->row, &now, NULL) && now)
    message = now;
  if (asking->intent->kind == CORDIAL_INTENT_EDIT || asking->intent->kind == CORDIAL_INTENT_REACT)
    cordial_conversation_apply_edited (asking->conversation, message);
  else
    cordial_conversation_apply_hidden (asking->conversation, message);
}

static void
on_kept (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asking) asking = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialIntentRecord) kept = cordial_store_add_intent_finish (CORDIAL_STORE (object), result, &error);

  if (kept)
    show_kept (asking, kept);
  else
    g_debug ("cannot keep what was asked for: %s", error->message);
  if (asking->task && kept)
    g_task_return_boolean (asking->task, TRUE);
  else if (asking->task)
    g_task_return_error (asking->task, g_steal_pointer (&error));
  if (!kept || !asking->context->account || cordial_conversation_is_gone (asking->conversation))
    return;
  cordial_intents_expect (asking->intents, asking->conversation);
  cordial_intents_kick (asking->intents, asking->conversation);
}

/* Takes the message and the task. */
static Asking *
new_asking (CordialContext *context,
            CordialIntents *intents,
            CordialConversation *conversation,
            CordialIntentKind kind,
            CordialMessageRecord *message,
            GTask *task)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->context = cordial_context_ref (context);
  asking->intents = intents;
  asking->conversation = g_object_ref (conversation);
  asking->intent = cordial_intent_record_new (kind, cordial_conversation_get_id (conversation));
  asking->intent->message_row = kind == CORDIAL_INTENT_SEND ? 0 : message->row;
  asking->message = message;
  asking->task = task;
  return asking;
}

static void
keep (CordialContext *context,
      CordialIntents *intents,
      CordialConversation *conversation,
      CordialIntentKind kind,
      CordialMessageRecord *message,
      GTask *task)
{
  Asking *asking = new_asking (context, intents, conversation, kind, message, task);
  gboolean has_content = kind == CORDIAL_INTENT_SEND || kind == CORDIAL_INTENT_EDIT;

  /* By which what takes the place of the message is known again. */
  if (kind == CORDIAL_INTENT_EDIT)
    asking->intent->payload = g_uuid_string_random ();
  cordial_store_add_intent_async (context->store, asking->intent, has_content ? message : NULL, on_kept, asking);
}

/* --- What can be asked for --------------------------------------------------------------------------------------- */

static void
send_content (CordialContext *context,
              CordialIntents *intents,
              CordialConversation *conversation,
              const CordialContent *content,
              GTask *task)
{
  g_autoptr (CordialMessageRecord) record = cordial_message_record_new ();

  context->format->write (content, record);
  if (has_objection (task, find_objection_to_content (context, conversation, content, record)))
    return;
  record->conversation_id = g_strdup (cordial_conversation_get_id (conversation));
  record->cordial_id = g_uuid_string_random ();
  record->sender_id = g_strdup (cordial_account_get_user_id (context->account));
  record->time_ms = g_get_real_time () / 1000;
  record->state = CORDIAL_MESSAGE_QUEUED;
  keep (context, intents, conversation, CORDIAL_INTENT_SEND, g_steal_pointer (&record), task);
}

/* A content whose files are in the account's folder; or why they are not. */
static void
on_attached (CordialContext *context,
             CordialIntents *intents,
             CordialConversation *conversation,
             const CordialContent *content,
             GTask *task)
{
  /* The account may be gone. */
  if (context->account)
    send_content (context, intents, conversation, content, task);
  else
    has_objection (task,
                   new_objection (CORDIAL_PROTOCOL_ERROR_INVALID, _ ("This conversation does not exist any more.")));
}

/**
 * cordial_ask_send:
 * @content: what it shall hold; an attachment whose reference is a file: address is taken from there, and a copy of it is sent
 * @task: (transfer full): returns %TRUE when the message is on disk, and its files are, or one sentence
 */
void
cordial_ask_send (CordialContext *context,
                  CordialIntents *intents,
                  CordialConversation *conversation,
                  const CordialContent *content,
                  GTask *task)
{
  if (cordial_attaching_is_needed (content))
    cordial_attaching_begin (context, intents, conversation, content, task, on_attached);
  else
    send_content (context, intents, conversation, content, task);
}

/**
 * cordial_ask_edit:
 * @message: one of ours
 * @content: what it shall hold
 * @task: (transfer full): returns %TRUE when that is on disk, or one sentence
 */
void
cordial_ask_edit (CordialContext *context,
                  CordialIntents *intents,
                  CordialConversation *conversation,
                  CordialMessage *message,
                  const CordialContent *content,
                  GTask *task)
{
  g_autoptr (CordialMessageRecord) record = cordial_message_record_copy (cordial_message_get_record (message));
  GError *objection = NULL;

  context->format->write (content, record);
  if (!cordial_message_get_outgoing (message))
    objection = new_objection (CORDIAL_PROTOCOL_ERROR_INVALID, _ ("Only your own messages can be changed."));
  else if (!can (context, message, CORDIAL_PROTOCOL_CAN_EDIT))
    objection = new_objection (CORDIAL_PROTOCOL_ERROR_UNSUPPORTED, _ ("This server cannot change messages."));
  else
    objection = find_objection_to_content (context, conversation, content, record);
  if (has_objection (task, objection))
    return;
  record->edited_ms = g_get_real_time () / 1000;
  keep (context, intents, conversation, CORDIAL_INTENT_EDIT, g_steal_pointer (&record), task);
}

/**
 * cordial_ask_delete:
 * @message: what is to go
 * @for_all: from everybody's devices, not only from the owner's
 * @task: (transfer full): returns %TRUE when that is on disk, or one sentence
 */
void
cordial_ask_delete (CordialContext *context,
                    CordialIntents *intents,
                    CordialConversation *conversation,
                    CordialMessage *message,
                    gboolean for_all,
                    GTask *task)
{
  GError *objection = NULL;

  if (cordial_conversation_is_gone (conversation))
    objection = new_objection (CORDIAL_PROTOCOL_ERROR_INVALID, _ ("This conversation does not exist any more."));
  else if (!can (context, message, CORDIAL_PROTOCOL_CAN_DELETE))
    objection = new_objection (CORDIAL_PROTOCOL_ERROR_UNSUPPORTED, _ ("This server cannot delete messages."));
  if (has_objection (task, objection))
    return;
  keep (context, intents, conversation, for_all ? CORDIAL_INTENT_DELETE_FOR_ALL : CORDIAL_INTENT_DELETE_HERE,
        cordial_message_record_copy (cordial_message_get_record (message)), task);
}

/* --- Pinning ------------------------------------------------------------------------------------------------------ */

static void
on_pin_kept (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asking) asking = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialIntentRecord) kept = cordial_store_add_intent_finish (CORDIAL_STORE (object), result, &error);

  if (!kept)
    {
      g_task_return_error (asking->task, g_steal_pointer (&error));
      return;
    }
  cordial_intents_show_pin (asking->conversation, asking->intent, TRUE);
  g_task_return_boolean (asking->task, TRUE);
  if (!asking->context->account || cordial_conversation_is_gone (asking->conversation))
    return;
  cordial_intents_expect (asking->intents, asking->conversation);
  cordial_intents_kick (asking->intents, asking->conversation);
}

/**
 * cordial_ask_pin:
 * @seq: the number of a message
 * @pinned: whether it shall be pinned
 * @task: (transfer full): returns %TRUE when that is on disk, or one sentence
 */
void
cordial_ask_pin (CordialContext *context,
                 CordialIntents *intents,
                 CordialConversation *conversation,
                 gint64 seq,
                 gboolean pinned,
                 GTask *task)
{
  Asking *asking;

  if (cordial_conversation_is_gone (conversation) || !cordial_conversation_get_can_pin (conversation))
    {
      has_objection (task, new_objection (CORDIAL_PROTOCOL_ERROR_INVALID, _ ("You cannot pin messages in this chat.")));
      return;
    }
  asking = g_new0 (Asking, 1);
  asking->context = cordial_context_ref (context);
  asking->intents = intents;
  asking->conversation = g_object_ref (conversation);
  asking->intent = cordial_intent_record_new (CORDIAL_INTENT_PIN, cordial_conversation_get_id (conversation));
  asking->intent->slot = g_strdup_printf ("%" G_GINT64_FORMAT, seq);
  asking->intent->payload = g_strdup (pinned ? "1" : "0");
  asking->task = task;
  cordial_store_add_intent_async (context->store, asking->intent, NULL, on_pin_kept, asking);
}

/**
 * cordial_ask_react:
 * @message: one with a number
 * @value: (nullable): how the owner reacts to it; %NULL for not any more
 * @task: (transfer full): returns %TRUE when that is on disk, or one sentence
 */
void
cordial_ask_react (CordialContext *context,
                   CordialIntents *intents,
                   CordialConversation *conversation,
                   CordialMessage *message,
                   const char *value,
                   GTask *task)
{
  const char *const *offered = cordial_conversation_get_reactions (conversation);
  const char *own_id = cordial_account_get_user_id (context->account);
  Asking *asking;

  if (cordial_conversation_is_gone (conversation) || !offered || !own_id || cordial_message_get_seq (message) == 0 ||
      (value && !g_strv_contains (offered, value)))
    {
      has_objection (
        task, new_objection (CORDIAL_PROTOCOL_ERROR_INVALID, _ ("You cannot react to this message in that way.")));
      return;
    }
  asking = new_asking (context, intents, conversation, CORDIAL_INTENT_REACT,
                       cordial_message_record_copy (cordial_message_get_record (message)), task);
  asking->intent->slot = g_strdup (own_id);
  asking->intent->payload = g_strdup (value ? value : "");
  cordial_store_add_intent_async (context->store, asking->intent, NULL, on_kept, asking);
}

/* --- What failed, or is held back --------------------------------------------------------------------------------------------------- */

/* (transfer full) (nullable): the intent to send it */
static CordialIntentRecord *
find_send (CordialContext *context, CordialConversation *conversation, CordialMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) intents =
    cordial_store_list_intents (context->store, cordial_conversation_get_id (conversation), &error);

  if (!intents)
    g_warning ("cannot read what is to be done: %s", error->message);
  for (guint i = 0; intents && i < intents->len; i++)
    {
      CordialIntentRecord *intent = g_ptr_array_index (intents, i);

      if (intent->kind == CORDIAL_INTENT_SEND && intent->message_row == cordial_message_get_row (message))
        return cordial_intent_record_copy (intent);
    }
  return NULL;
}

static void
on_retried (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asking) asking = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_store_change_intent_finish (CORDIAL_STORE (object), result, NULL, &error))
    g_warning ("cannot keep the state of an intent: %s", error->message);
  if (!asking->context->account || cordial_conversation_is_gone (asking->conversation))
    return;
  cordial_intents_expect (asking->intents, asking->conversation);
  cordial_intents_kick (asking->intents, asking->conversation);
}

/* One that failed or is paused goes back to where it was in the queue. */
void
cordial_ask_retry (CordialContext *context,
                   CordialIntents *intents,
                   CordialConversation *conversation,
                   CordialMessage *message)
{
  CordialMessageStatus status = cordial_message_get_status (message);
  g_autoptr (CordialIntentRecord) intent = NULL;
  Asking *asking;

  if (status != CORDIAL_MESSAGE_STATUS_FAILED && status != CORDIAL_MESSAGE_STATUS_PAUSED)
    return;
  intent = find_send (context, conversation, message);
  if (!intent)
    return;
  cordial_uploading_hold (context, cordial_message_get_content (message), FALSE);
  cordial_message_set_status (message, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
  cordial_conversation_message_changed (conversation);
  asking = g_new0 (Asking, 1);
  asking->context = cordial_context_ref (context);
  asking->intents = intents;
  asking->conversation = g_object_ref (conversation);
  cordial_store_set_intent_state_async (context->store, intent->row, CORDIAL_INTENT_WAITING, 0, NULL, on_retried,
                                        asking);
}

/* What it came to: the message, as it is on disk. */
static void
on_paused (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asking) asking = user_data;
  CordialMessage *message;
  g_autoptr (CordialMessageRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  gboolean kept = cordial_store_change_intent_finish (CORDIAL_STORE (object), result, &record, &error);
  gint64 row = asking->message->row;

  if (!kept)
    g_warning ("cannot keep the state of an intent: %s", error->message);
  if (!asking->context->account || cordial_conversation_is_gone (asking->conversation))
    return;
  message = cordial_timeline_find_outgoing (cordial_conversation_get_timeline (asking->conversation), row);
  /* It may go on already. */
  if (!message || cordial_message_get_status (message) != CORDIAL_MESSAGE_STATUS_PAUSED)
    return;
  if (kept && record && record->state == CORDIAL_MESSAGE_PAUSED)
    cordial_uploading_hold (asking->context, cordial_message_get_content (message), TRUE);
  else
    cordial_lane_show_status (asking->conversation, row, CORDIAL_MESSAGE_STATUS_QUEUED, NULL);
  cordial_intents_kick (asking->intents, asking->conversation);
}

/* One whose files are not all at the server goes later, when the person says so; what was written after it goes now. */
void
cordial_ask_pause (CordialContext *context,
                   CordialIntents *intents,
                   CordialConversation *conversation,
                   CordialMessage *message)
{
  g_autoptr (CordialIntentRecord) intent = NULL;
  Asking *asking;

  if (cordial_message_get_status (message) != CORDIAL_MESSAGE_STATUS_QUEUED ||
      cordial_intents_is_sending (intents, conversation, cordial_message_get_row (message)) ||
      !cordial_uploading_is_due (cordial_message_get_content (message)))
    return;
  intent = find_send (context, conversation, message);
  if (!intent)
    return;
  cordial_message_set_status (message, CORDIAL_MESSAGE_STATUS_PAUSED, NULL);
  cordial_conversation_message_changed (conversation);
  asking = g_new0 (Asking, 1);
  asking->context = cordial_context_ref (context);
  asking->intents = intents;
  asking->conversation = g_object_ref (conversation);
  asking->message = cordial_message_record_copy (cordial_message_get_record (message));
  cordial_store_set_intent_state_async (context->store, intent->row, CORDIAL_INTENT_PAUSED, 0, NULL, on_paused, asking);
}

/* One that failed, is paused or waits, is not sent. What may be at the other end already is looked for there, and deleted. */
void
cordial_ask_discard (CordialContext *context,
                     CordialIntents *intents,
                     CordialConversation *conversation,
                     CordialMessage *message)
{
  CordialMessageStatus status = cordial_message_get_status (message);
  g_autoptr (CordialIntentRecord) intent = NULL;

  if ((status != CORDIAL_MESSAGE_STATUS_FAILED && status != CORDIAL_MESSAGE_STATUS_PAUSED &&
       status != CORDIAL_MESSAGE_STATUS_QUEUED) ||
      cordial_intents_is_sending (intents, conversation, cordial_message_get_row (message)))
    return;
  intent = find_send (context, conversation, message);
  if (!intent)
    return;
  cordial_uploading_cancel (context, cordial_message_get_content (message));
  if (intent->state == CORDIAL_INTENT_UNDER_WAY && context->protocol &&
      cordial_protocol_get_capabilities (context->protocol) & CORDIAL_PROTOCOL_CAN_DELETE)
    keep (context, intents, conversation, CORDIAL_INTENT_DELETE_FOR_ALL,
          cordial_message_record_copy (cordial_message_get_record (message)), NULL);
  else
    cordial_intents_take_back (intents, conversation, intent);
}
