/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Takes over the files that a person sends: each is copied into the account's folder, and is on the disk there, before the message that
 * names it is. What becomes of the original from then on is nobody's concern here.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-attaching.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "cordial-transfers.h"

#define FILE_SCHEME "file:"
#define ATTRIBUTES G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_ETAG_VALUE

typedef struct
{
  CordialContext *context;
  CordialIntents *intents;
  CordialConversation *conversation;
  CordialContent *content;
  GTask *task; /* (nullable): once it is given on */
  CordialAttachingDone done;
  guint index;
  char *waiting;
  char *path;
  GFile *file;
  GFileInfo *info; /* (nullable): of the file, before it is copied */
} Attaching;

static void
attaching_free (Attaching *self)
{
  cordial_context_unref (self->context);
  g_object_unref (self->conversation);
  cordial_content_unref (self->content);
  g_clear_object (&self->task);
  g_free (self->waiting);
  g_free (self->path);
  g_clear_object (&self->file);
  g_clear_object (&self->info);
  g_free (self);
}

static void take_next (Attaching *self);

/* (nullable): the first from @index on */
static const CordialAttachment *
find_file (const CordialContent *content, guint *index)
{
  for (; *index < content->attachments->len; (*index)++)
    {
      const CordialAttachment *attachment = content->attachments->pdata[*index];

      if (attachment->reference && g_str_has_prefix (attachment->reference, FILE_SCHEME))
        return attachment;
    }
  return NULL;
}

gboolean
cordial_attaching_is_needed (const CordialContent *content)
{
  guint index = 0;

  return find_file (content, &index) != NULL;
}

/* Takes the error. */
static void
fail (Attaching *self, GError *error)
{
  g_task_return_error (self->task, error);
  attaching_free (self);
}

static void
fail_unreadable (Attaching *self, GError *error)
{
  if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID))
    fail (self, g_error_copy (error));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    fail (self,
          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("There is no room on the disk for the file.")));
  else
    fail (self, g_error_new (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, _ ("The file cannot be read: %s"),
                             error->message));
  g_error_free (error);
}

/* A file of which the disk knows nothing yet may be empty after a power cut, with its message there. */
static gboolean
sync_file (const char *path)
{
  int descriptor = open (path, O_RDONLY | O_CLOEXEC);
  gboolean synced = descriptor >= 0 && fsync (descriptor) == 0;

  if (descriptor >= 0)
    close (descriptor);
  return synced;
}

/* Some of it as it was and some as it is would be a file that nobody has. One that went away meanwhile was read to its end. */
static gboolean
has_changed (Attaching *self, GFile *to)
{
  g_autoptr (GFileInfo) copied =
    g_file_query_info (to, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autoptr (GFileInfo) after = g_file_query_info (self->file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return !copied || g_file_info_get_size (copied) != g_file_info_get_size (self->info) ||
         (after && g_strcmp0 (g_file_info_get_etag (after), g_file_info_get_etag (self->info)) != 0);
}

typedef struct
{
  gint64 size;
  GCancellable *cancellable;
} Bound;

/* Whoever writes to it as fast as it is read would fill the disk. */
static void
on_progress (goffset done, goffset total, gpointer user_data)
{
  Bound *bound = user_data;

  if (done > bound->size)
    g_cancellable_cancel (bound->cancellable);
}

static void
copy (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Attaching *self = task_data;
  g_autoptr (GFile) to = g_file_new_for_path (self->path);
  g_autoptr (GCancellable) growing = g_cancellable_new ();
  Bound bound = { g_file_info_get_size (self->info), growing };
  GError *error = NULL;
  gboolean copied = g_file_copy (self->file, to, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS, growing,
                                 on_progress, &bound, &error);

  if (g_cancellable_is_cancelled (growing) || (copied && has_changed (self, to)))
    {
      g_clear_error (&error);
      g_task_return_new_error_literal (
        task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
        _ ("The file changed while it was read. Send it when nobody writes to it any more."));
    }
  else if (!copied)
    g_task_return_error (task, error);
  else if (!sync_file (self->path))
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The disk does not take it."));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_copied (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Attaching *self = user_data;
  g_autoptr (GFile) to = g_file_new_for_path (self->path);
  g_autoptr (GFileInfo) info = NULL;
  GError *error = NULL;
  CordialContent *content;

  if (!g_task_propagate_boolean (G_TASK (result), &error) ||
      !(info = g_file_query_info (to, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, &error)))
    {
      unlink (self->path);
      fail_unreadable (self, error);
      return;
    }
  content = cordial_content_new_referring (self->content, self->index, self->waiting, g_file_info_get_size (info));
  cordial_content_unref (self->content);
  self->content = content;
  take_next (self);
}

static void
on_known (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Attaching *self = user_data;
  GError *error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, &error);
  g_autoptr (GTask) task = NULL;

  if (!info || !self->context->account)
    {
      if (!error)
        error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The account is not there any more."));
      fail_unreadable (self, error);
      return;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    error = g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                 _ ("Only files can be sent, not folders or devices."));
  else
    error = cordial_transfers_new_objection (self->context->transfers, g_file_info_get_size (info));
  if (error)
    {
      fail (self, error);
      return;
    }
  g_set_object (&self->info, info);
  g_free (self->waiting);
  g_free (self->path);
  self->waiting = cordial_transfers_new_waiting (self->context->transfers, &self->path);
  task = g_task_new (NULL, NULL, on_copied, self);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, copy);
}

static void
take_next (Attaching *self)
{
  const CordialAttachment *attachment = find_file (self->content, &self->index);

  if (!attachment)
    {
      self->done (self->context, self->intents, self->conversation, self->content, g_steal_pointer (&self->task));
      attaching_free (self);
      return;
    }
  g_clear_object (&self->file);
  self->file = g_file_new_for_uri (attachment->reference);
  g_file_query_info_async (self->file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL, on_known, self);
}

void
cordial_attaching_begin (CordialContext *context,
                         CordialIntents *intents,
                         CordialConversation *conversation,
                         const CordialContent *content,
                         GTask *task,
                         CordialAttachingDone done)
{
  Attaching *self;

  if (context->protocol && !(cordial_protocol_get_capabilities (context->protocol) & CORDIAL_PROTOCOL_CAN_SEND_FILES))
    {
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNSUPPORTED,
                                       _ ("This server keeps no files."));
      g_object_unref (task);
      return;
    }
  self = g_new0 (Attaching, 1);
  self->context = cordial_context_ref (context);
  self->intents = intents;
  self->conversation = g_object_ref (conversation);
  self->content = cordial_content_ref ((CordialContent *) content);
  self->task = task;
  self->done = done;
  take_next (self);
}
