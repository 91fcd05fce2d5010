/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Brings the files of a message to the server before the message goes: one after another, each done once, because the reference that the
 * server gave stands in the message on the disk before anything else happens. Until then the file is called by a name of ours there.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-uploading.h"

#include "cordial-intent-answers.h"
#include "cordial-message-private.h"
#include "cordial-timeline-private.h"
#include "cordial-transfers.h"

typedef struct
{
  CordialErrand *errand;
  CordialMessageRecord *message; /* as it was when the file began to go */
  guint index;
  char *waiting;
  char *reference; /* (nullable): what the server calls it */
} Upload;

static void
upload_free (Upload *self)
{
  cordial_errand_free (self->errand);
  cordial_message_record_free (self->message);
  g_free (self->waiting);
  g_free (self->reference);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Upload, upload_free)

/* (nullable): the first file that the server does not have */
static const CordialAttachment *
find_waiting (const CordialContent *content, guint *index)
{
  for (*index = 0; *index < content->attachments->len; (*index)++)
    {
      const CordialAttachment *attachment = content->attachments->pdata[*index];

      if (cordial_transfers_is_waiting (attachment->reference))
        return attachment;
    }
  return NULL;
}

/* (transfer full) (nullable): what it holds, where that is more than its text */
static CordialContent *
read_content (CordialContext *context, const CordialMessageRecord *message)
{
  return message && message->content && context->format->read ? context->format->read (message) : NULL;
}

/* Whoever changed the message meanwhile did so without the reference: the file goes once more then. */
static gboolean
still_names (CordialContext *context, const CordialMessageRecord *message, const char *waiting)
{
  g_autoptr (CordialContent) content = read_content (context, message);

  for (guint i = 0; content && i < content->attachments->len; i++)
    if (g_strcmp0 (((CordialAttachment *) content->attachments->pdata[i])->reference, waiting) == 0)
      return TRUE;
  return FALSE;
}

static void
on_kept (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Upload) upload = user_data;
  CordialErrand *errand = upload->errand;
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (GError) error = NULL;
  gboolean kept = cordial_store_change_intent_finish (CORDIAL_STORE (object), result, &message, &error);
  CordialLane *lane = cordial_lane_of (errand, FALSE);

  if (kept && errand->context->account && !still_names (errand->context, message, upload->waiting))
    cordial_transfers_keep_uploaded (errand->context->transfers, upload->waiting, upload->reference);
  if (kept && message && errand->context->account && !cordial_conversation_is_gone (errand->conversation))
    cordial_conversation_apply_edited (errand->conversation, message);
  if (!kept)
    g_warning ("cannot keep where a file went: %s", error->message);
  if (!lane || lane->state != CORDIAL_LANE_UPLOADING)
    return;
  if (kept)
    cordial_lane_go_on (errand, lane);
  else
    cordial_lane_back_off (errand, lane);
}

/* The server has the file, whatever became of the connection since. */
static void
keep_reference (Upload *upload)
{
  CordialContext *context = upload->errand->context;
  g_autoptr (CordialMessageRecord) after = cordial_message_record_copy (upload->message);
  g_autoptr (CordialContent) before = read_content (context, upload->message);
  g_autoptr (CordialContent) content = cordial_content_new_referring (before, upload->index, upload->reference, -1);

  context->format->write (content, after);
  cordial_store_set_message_content_async (context->store, upload->message, after, on_kept, upload);
}

static gboolean
is_paused (CordialErrand *errand)
{
  CordialMessage *message = cordial_timeline_find_outgoing (cordial_conversation_get_timeline (errand->conversation),
                                                            errand->intent->message_row);

  return message && cordial_message_get_status (message) == CORDIAL_MESSAGE_STATUS_PAUSED;
}

static void
on_uploaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Upload) upload = user_data;
  CordialErrand *errand = upload->errand;
  g_autoptr (GError) error = NULL;
  CordialLane *lane;

  upload->reference = cordial_transfers_upload_finish (result, &error);
  if (upload->reference)
    {
      keep_reference (g_steal_pointer (&upload));
      return;
    }
  lane = cordial_lane_of (errand, FALSE);
  if (!lane || lane->state != CORDIAL_LANE_UPLOADING)
    return;
  if (is_paused (errand))
    cordial_lane_go_on (errand, lane);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    /* Taking the message back is on its way to the disk. */
    cordial_intent_refused (errand, lane, error->message);
  else
    cordial_intent_failed (errand, lane, CORDIAL_INTENT_WAITING, errand->intent->attempts + 1, error);
}

gboolean
cordial_uploading_begin (CordialIntents *self,
                         CordialConversation *conversation,
                         CordialLane *lane,
                         const CordialIntentRecord *intent)
{
  CordialContext *context = self->context;
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (CordialContent) content = NULL;
  const CordialAttachment *attachment;
  Upload *upload;
  guint index;

  if (intent->kind != CORDIAL_INTENT_SEND ||
      !cordial_store_read_message (context->store, intent->message_row, &message, NULL))
    return FALSE;
  content = read_content (context, message);
  attachment = content ? find_waiting (content, &index) : NULL;
  if (!attachment)
    return FALSE;
  cordial_lane_set_state (lane, CORDIAL_LANE_UPLOADING);
  upload = g_new0 (Upload, 1);
  upload->errand = cordial_lane_new_errand (self, conversation, intent);
  upload->message = g_steal_pointer (&message);
  upload->index = index;
  upload->waiting = g_strdup (attachment->reference);
  cordial_transfers_upload_async (context->transfers, attachment->reference, attachment->media_type, on_uploaded,
                                  upload);
  return TRUE;
}

gboolean
cordial_uploading_is_due (const CordialContent *content)
{
  guint index;

  return find_waiting (content, &index) != NULL;
}

void
cordial_uploading_hold (CordialContext *context, const CordialContent *content, gboolean held)
{
  for (guint i = 0; i < content->attachments->len; i++)
    {
      const CordialAttachment *attachment = content->attachments->pdata[i];

      if (cordial_transfers_is_waiting (attachment->reference))
        cordial_transfers_hold (context->transfers, attachment->reference, held);
    }
}

void
cordial_uploading_cancel (CordialContext *context, const CordialContent *content)
{
  guint index;
  const CordialAttachment *attachment = find_waiting (content, &index);

  if (attachment)
    cordial_transfers_cancel (context->transfers, attachment->reference);
}

void
cordial_uploading_sweep (CordialContext *context, GPtrArray *intents)
{
  g_autoptr (GHashTable) waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < intents->len; i++)
    {
      const CordialIntentRecord *intent = g_ptr_array_index (intents, i);
      g_autoptr (CordialMessageRecord) message = NULL;
      g_autoptr (CordialContent) content = NULL;

      if (intent->kind != CORDIAL_INTENT_SEND)
        continue;
      /* What cannot be read is no reason to delete anything. */
      if (!cordial_store_read_message (context->store, intent->message_row, &message, NULL))
        return;
      content = read_content (context, message);
      for (guint n = 0; content && n < content->attachments->len; n++)
        {
          const CordialAttachment *attachment = content->attachments->pdata[n];

          if (cordial_transfers_is_waiting (attachment->reference))
            g_hash_table_add (waiting, g_strdup (attachment->reference));
        }
      if (content && intent->state == CORDIAL_INTENT_PAUSED)
        cordial_uploading_hold (context, content, TRUE);
    }
  cordial_transfers_sweep (context->transfers, waiting);
}
