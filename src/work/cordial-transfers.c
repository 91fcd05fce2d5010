/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files on their way between this computer and the server: a few at a time, the small before the large. What is to be sent lies in the
 * account's own folder until the server has it; what was fetched, or was sent, lies in a cache, by its reference, from which the oldest
 * goes first. What the link took away is tried again on the next one, and a busy server after a while. Where a file is and what may be
 * asked there is the protocol's.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-transfers.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "cordial-sizes.h"

/* Not a path of any server's: it stands in the message until the server gives one. */
#define WAITING_PREFIX "/cordial-waiting/"

#define RUNNING_MAX 3

/* Until somebody says otherwise. */
#define CACHE_BYTES (G_GINT64_CONSTANT (1) << 30)

/* Of one file; more is no chat's. */
#define DOWNLOAD_BYTES_MAX (G_GINT64_CONSTANT (4) << 30)

/* The same as of messages: a second, then twice as long, up to half a minute; and what gets the same answer so often fails. */
#define DELAY_MS 1000
#define DELAY_MAX_MS (30 * 1000)
#define ATTEMPTS_MAX 5

typedef struct
{
  CordialContext *context;
  CordialTransfers *owner; /* to be touched only while the context has an account */
  char *reference;
  char *path;
  char *media_type; /* (nullable): of an upload */
  gboolean upload;
  gint64 size; /* 0 if it is not known */
  guint attempts;
  gboolean running;
  CordialTransfer *transfer;
  GCancellable *cancellable;
  GPtrArray *tasks; /* of GTask: who waits for an upload */
  GSource *retry;   /* (nullable): while it waits for a busy server */
} Job;

struct _CordialTransfers
{
  CordialContext *context; /* not owned: it outlives us */
  char *folder;
  char *cache;
  gint64 limit;
  GHashTable *jobs; /* reference → Job */
  GHashTable *idle; /* reference → CordialTransfer: of uploads whose turn has not come, or not again */
  GHashTable *held; /* a set of references: of uploads whose message is paused */
  guint running;
};

static void run (CordialTransfers *self);

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->retry)
    g_source_destroy (job->retry);
  g_clear_pointer (&job->retry, g_source_unref);
  g_signal_handlers_disconnect_by_data (job->transfer, job);
  cordial_context_unref (job->context);
  g_free (job->reference);
  g_free (job->path);
  g_free (job->media_type);
  g_object_unref (job->transfer);
  g_object_unref (job->cancellable);
  g_ptr_array_unref (job->tasks);
  g_free (job);
}

/* --- The cache ------------------------------------------------------------------------------------------------------ */

static char *
dup_cached (CordialTransfers *self, const char *reference)
{
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, reference, -1);

  return g_build_filename (self->cache, name, NULL);
}

typedef struct
{
  char *path;
  gint64 size;
  gint64 used_s;
} Cached;

static void
clear_cached (gpointer data)
{
  g_free (((Cached *) data)->path);
}

static int
compare_cached (gconstpointer a, gconstpointer b)
{
  const Cached *first = a, *second = b;

  return (first->used_s > second->used_s) - (first->used_s < second->used_s);
}

static gboolean
is_in_use (CordialTransfers *self, const char *path)
{
  GHashTableIter iter;
  Job *job;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &job))
    if (g_str_has_prefix (path, job->path))
      return TRUE;
  return FALSE;
}

/* The oldest go until what is left is no more than the limit. @spared (nullable) stays. */
static void
trim (CordialTransfers *self, const char *spared)
{
  g_autoptr (GArray) files = g_array_new (FALSE, TRUE, sizeof (Cached));
  g_autoptr (GDir) dir = g_dir_open (self->cache, 0, NULL);
  const char *name;
  gint64 total = 0;

  g_array_set_clear_func (files, clear_cached);
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (self->cache, name, NULL);
      GStatBuf status;
      Cached cached;

      if (g_stat (path, &status) != 0)
        continue;
      cached = (Cached) { g_steal_pointer (&path), status.st_size, status.st_mtime };
      total += cached.size;
      g_array_append_val (files, cached);
    }
  g_array_sort (files, compare_cached);
  for (guint i = 0; i < files->len && total > self->limit; i++)
    {
      const Cached *cached = &g_array_index (files, Cached, i);

      if (g_strcmp0 (cached->path, spared) == 0 || is_in_use (self, cached->path) || g_unlink (cached->path) != 0)
        continue;
      total -= cached->size;
    }
}

void
cordial_transfers_set_limit (CordialTransfers *self, gint64 limit)
{
  self->limit = limit;
  trim (self, NULL);
}

/* --- One of them ---------------------------------------------------------------------------------------------------- */

/* It is over. Whoever waits for an upload is told; @error: (nullable) (transfer none). Whoever looks at an upload sees it go again. */
static void
end (Job *job, CordialTransferState state, const char *reference, const GError *error)
{
  CordialTransfers *self = job->owner;
  g_autoptr (GPtrArray) tasks = g_ptr_array_ref (job->tasks);
  g_autoptr (CordialTransfer) transfer = g_object_ref (job->transfer);
  g_autofree char *path = g_strdup (job->path);

  if (job->upload && state != CORDIAL_TRANSFER_DONE)
    g_hash_table_insert (self->idle, g_strdup (job->reference), g_object_ref (transfer));
  g_hash_table_remove (self->jobs, job->reference);
  cordial_transfer_set_state (transfer, state, state == CORDIAL_TRANSFER_DONE ? path : NULL,
                              error && state != CORDIAL_TRANSFER_WAITING ? error->message : NULL);
  for (guint i = 0; i < tasks->len; i++)
    if (error)
      g_task_return_error (tasks->pdata[i], g_error_copy (error));
    else
      g_task_return_pointer (tasks->pdata[i], g_strdup (reference), g_free);
}

static gboolean
on_retry (gpointer user_data)
{
  Job *job = user_data;

  g_clear_pointer (&job->retry, g_source_unref);
  run (job->owner);
  return G_SOURCE_REMOVE;
}

/* Of an upload, its conversation decides when it is tried again, as it holds back what comes after it. */
static CordialTransferState
find_end (Job *job, const GError *error)
{
  return job->upload && (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK) ||
                         g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER))
           ? CORDIAL_TRANSFER_WAITING
           : CORDIAL_TRANSFER_FAILED;
}

/* What may get through later waits for that. */
static gboolean
may_try_again (Job *job, const GError *error)
{
  if (job->upload)
    return FALSE;
  if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK))
    return !job->context->ready || ++job->attempts < ATTEMPTS_MAX;
  return (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER) ||
          g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED)) &&
         ++job->attempts < ATTEMPTS_MAX;
}

static void
wait_and_retry (Job *job)
{
  cordial_transfer_set_state (job->transfer, CORDIAL_TRANSFER_WAITING, NULL, NULL);
  if (!job->context->ready)
    return; /* as soon as it is */
  job->retry = g_timeout_source_new (MIN (DELAY_MS << MIN (job->attempts, 8), DELAY_MAX_MS));
  g_source_set_static_name (job->retry, "CordialTransfers retry");
  g_source_set_callback (job->retry, on_retry, job, NULL);
  g_source_attach (job->retry, NULL);
}

/* What an answer finds again, if the job is still there. */
typedef struct
{
  CordialContext *context;
  CordialTransfers *owner; /* to be touched only while the context has an account */
  char *reference;
  GCancellable *cancellable;
} Errand;

static void
errand_free (Errand *self)
{
  cordial_context_unref (self->context);
  g_free (self->reference);
  g_object_unref (self->cancellable);
  g_free (self);
}

/* (nullable) */
static Job *
find_job (Errand *errand)
{
  Job *job = errand->context->account ? g_hash_table_lookup (errand->owner->jobs, errand->reference) : NULL;

  return job && job->cancellable == errand->cancellable ? job : NULL;
}

static void
finished (Errand *errand, const char *reference, const GError *error)
{
  CordialTransfers *self = errand->owner;
  Job *job = find_job (errand);

  if (!errand->context->account)
    return;
  self->running--;
  if (job)
    {
      job->running = FALSE;
      if (!error)
        {
          if (!job->upload)
            trim (self, job->path);
          end (job, CORDIAL_TRANSFER_DONE, reference, NULL);
        }
      else if (may_try_again (job, error))
        wait_and_retry (job);
      else
        end (job, find_end (job, error), NULL, error);
    }
  run (self);
}

static void
on_uploaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Errand *errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *reference = cordial_protocol_upload_file_finish (CORDIAL_PROTOCOL (object), result, &error);

  finished (errand, reference, error);
  errand_free (errand);
}

static void
on_downloaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Errand *errand = user_data;
  g_autoptr (GError) error = NULL;

  cordial_protocol_download_file_finish (CORDIAL_PROTOCOL (object), result, &error);
  finished (errand, NULL, error);
  errand_free (errand);
}

static void
on_progress (goffset done, goffset total, gpointer user_data)
{
  Errand *errand = user_data;
  Job *job = find_job (errand);

  if (job)
    cordial_transfer_set_progress (job->transfer, done, total > done || !job->size ? total : MAX (total, job->size));
}

static void
start (Job *job)
{
  CordialTransfers *self = job->owner;
  g_autoptr (GFile) file = g_file_new_for_path (job->path);
  Errand *errand = g_new0 (Errand, 1);

  errand->context = cordial_context_ref (job->context);
  errand->owner = self;
  errand->reference = g_strdup (job->reference);
  errand->cancellable = g_object_ref (job->cancellable);
  job->running = TRUE;
  self->running++;
  cordial_transfer_set_state (job->transfer, CORDIAL_TRANSFER_RUNNING, NULL, NULL);
  if (job->upload)
    cordial_protocol_upload_file_async (self->context->protocol, file, job->media_type, on_progress, errand,
                                        job->cancellable, on_uploaded, errand);
  else
    cordial_protocol_download_file_async (self->context->protocol, job->reference, file, DOWNLOAD_BYTES_MAX,
                                          on_progress, errand, job->cancellable, on_downloaded, errand);
}

/* (nullable): the smallest of those whose turn it is; a size that is not known is a large one. */
static Job *
find_next (CordialTransfers *self)
{
  Job *next = NULL, *job;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &job))
    if (!job->running && !job->retry && (!next || (job->size > 0 && (next->size == 0 || job->size < next->size))))
      next = job;
  return next;
}

static void
run (CordialTransfers *self)
{
  Job *job;

  while (self->context->ready && self->running < RUNNING_MAX && (job = find_next (self)))
    start (job);
}

/* What came of a download so far is kept beside it. */
static void
interrupt (Job *job)
{
  g_autoptr (GError) error =
    g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("You cancelled the transfer of this file."));

  g_cancellable_cancel (job->cancellable);
  if (job->upload) /* no server goes on with half of one */
    cordial_transfer_set_progress (job->transfer, 0, 0);
  end (job, CORDIAL_TRANSFER_PAUSED, NULL, error);
}

static void
on_pause (CordialTransfer *transfer, Job *job)
{
  interrupt (job);
}

static Job *
add_job (CordialTransfers *self, const char *reference, const char *path, gboolean upload, gint64 size)
{
  Job *job = g_new0 (Job, 1);

  job->context = cordial_context_ref (self->context);
  job->owner = self;
  job->reference = g_strdup (reference);
  job->path = g_strdup (path);
  job->upload = upload;
  job->size = size;
  job->transfer = g_hash_table_lookup (self->idle, reference);
  job->transfer = job->transfer ? g_object_ref (job->transfer) : cordial_transfer_new (upload ? path : NULL);
  g_hash_table_remove (self->idle, reference);
  job->cancellable = g_cancellable_new ();
  job->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  if (!upload)
    g_signal_connect (job->transfer, "pause", G_CALLBACK (on_pause), job);
  g_hash_table_insert (self->jobs, job->reference, job);
  return job;
}

/* --- What shall be sent --------------------------------------------------------------------------------------------- */

char *
cordial_transfers_new_waiting (CordialTransfers *self, char **path)
{
  g_autofree char *name = g_uuid_string_random ();
  char *waiting = g_strconcat (WAITING_PREFIX, name, NULL);

  g_mkdir_with_parents (self->folder, 0700);
  *path = cordial_transfers_dup_path (self, waiting);
  return waiting;
}

gboolean
cordial_transfers_is_waiting (const char *reference)
{
  return reference && g_str_has_prefix (reference, WAITING_PREFIX) &&
         g_uuid_string_is_valid (reference + strlen (WAITING_PREFIX));
}

char *
cordial_transfers_dup_path (CordialTransfers *self, const char *waiting)
{
  return g_build_filename (self->folder, waiting + strlen (WAITING_PREFIX), NULL);
}

GError *
cordial_transfers_new_objection (CordialTransfers *self, gint64 size)
{
  gint64 max_bytes = 0;
  g_autofree char *said_size = NULL, *limit = NULL;

  if (self->context->protocol)
    g_object_get (self->context->protocol, "max-file-bytes", &max_bytes, NULL);
  if (max_bytes == 0 || size <= max_bytes)
    return NULL;
  cordial_sizes_format (size, max_bytes, &said_size, &limit);
  return g_error_new (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                      /* Translators: both are sizes such as «140 MiB». */
                      _ ("This file is too large: it has %s, and the server accepts %s."), said_size, limit);
}

void
cordial_transfers_upload_async (CordialTransfers *self,
                                const char *waiting,
                                const char *media_type,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Job *job = g_hash_table_lookup (self->jobs, waiting);
  g_autofree char *path = cordial_transfers_dup_path (self, waiting);
  g_autoptr (GError) objection = NULL;
  GStatBuf status;

  g_task_set_source_tag (task, cordial_transfers_upload_async);
  if (!job)
    {
      job = add_job (self, waiting, path, TRUE, g_stat (path, &status) == 0 ? status.st_size : 0);
      job->media_type = g_strdup (media_type);
    }
  g_ptr_array_add (job->tasks, task);
  objection = cordial_transfers_new_objection (self, job->size);
  if (objection)
    end (job, CORDIAL_TRANSFER_FAILED, NULL, objection);
  else
    run (self);
}

char *
cordial_transfers_upload_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cordial_transfers_keep_uploaded (CordialTransfers *self, const char *waiting, const char *reference)
{
  g_autofree char *from_path = cordial_transfers_dup_path (self, waiting);
  g_autofree char *to_path = dup_cached (self, reference);
  g_autoptr (GFile) from = g_file_new_for_path (from_path);
  g_autoptr (GFile) to = g_file_new_for_path (to_path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (self->cache, 0700);
  if (!g_file_move (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error))
    g_info ("a file that was sent is not kept: %s", error->message);
  g_unlink (from_path);
  trim (self, to_path);
}

void
cordial_transfers_hold (CordialTransfers *self, const char *waiting, gboolean held)
{
  Job *job = g_hash_table_lookup (self->jobs, waiting);
  CordialTransfer *idle = g_hash_table_lookup (self->idle, waiting);

  if (held)
    g_hash_table_add (self->held, g_strdup (waiting));
  else
    g_hash_table_remove (self->held, waiting);
  if (job && held)
    interrupt (job);
  else if (idle)
    cordial_transfer_set_state (idle, held ? CORDIAL_TRANSFER_PAUSED : CORDIAL_TRANSFER_WAITING, NULL, NULL);
}

void
cordial_transfers_cancel (CordialTransfers *self, const char *waiting)
{
  Job *job = g_hash_table_lookup (self->jobs, waiting);

  if (job)
    interrupt (job);
  g_hash_table_remove (self->idle, waiting);
  g_hash_table_remove (self->held, waiting);
}

void
cordial_transfers_sweep (CordialTransfers *self, GHashTable *waiting)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *reference = g_strconcat (WAITING_PREFIX, name, NULL);
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      if (!g_hash_table_contains (waiting, reference))
        g_unlink (path);
    }
}

/* --- What shall be shown -------------------------------------------------------------------------------------------- */

CordialTransfer *
cordial_transfers_get (CordialTransfers *self, const char *reference, gint64 size, gboolean fetch)
{
  Job *job = g_hash_table_lookup (self->jobs, reference);
  gboolean waiting = cordial_transfers_is_waiting (reference);
  g_autofree char *path = waiting ? cordial_transfers_dup_path (self, reference) : dup_cached (self, reference);
  g_autoptr (CordialTransfer) transfer = NULL;

  if (job)
    return g_object_ref (job->transfer);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      if (!waiting && !fetch)
        return NULL;
      if (!waiting)
        {
          g_mkdir_with_parents (self->cache, 0700);
          job = add_job (self, reference, path, FALSE, size);
          transfer = g_object_ref (job->transfer);
          run (self);
          return g_steal_pointer (&transfer);
        }
      transfer = cordial_transfer_new (NULL);
      cordial_transfer_set_state (transfer, CORDIAL_TRANSFER_FAILED, NULL, _ ("The file is not there any more."));
      return g_steal_pointer (&transfer);
    }
  if (waiting && g_hash_table_contains (self->idle, reference))
    return g_object_ref (g_hash_table_lookup (self->idle, reference));
  transfer = cordial_transfer_new (path);
  if (waiting)
    {
      if (g_hash_table_contains (self->held, reference))
        cordial_transfer_set_state (transfer, CORDIAL_TRANSFER_PAUSED, NULL, NULL);
      g_hash_table_insert (self->idle, g_strdup (reference), g_object_ref (transfer));
    }
  else
    {
      /* It is the newest from now on. */
      g_utime (path, NULL);
      cordial_transfer_set_state (transfer, CORDIAL_TRANSFER_DONE, path, NULL);
    }
  return g_steal_pointer (&transfer);
}

/* --- The connection, and the end ------------------------------------------------------------------------------------ */

void
cordial_transfers_resume (CordialTransfers *self)
{
  run (self);
}

/**
 * cordial_transfers_new:
 * @context: the account's
 * @account_id: what tells it from the others
 */
CordialTransfers *
cordial_transfers_new (CordialContext *context, const char *account_id)
{
  CordialTransfers *self = g_new0 (CordialTransfers, 1);
  g_autofree char *folder = g_path_get_dirname (cordial_store_get_path (context->store));

  self->context = context;
  self->limit = CACHE_BYTES;
  self->folder = g_build_filename (folder, CORDIAL_STORE_FILES_FOLDER, NULL);
  self->cache = g_build_filename (g_get_user_cache_dir (), "cordial", "files", account_id, NULL);
  self->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, job_free);
  self->idle = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
cordial_transfers_free (CordialTransfers *self)
{
  GHashTableIter iter;
  Job *job;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &job))
    {
      g_cancellable_cancel (job->cancellable);
      for (guint i = 0; i < job->tasks->len; i++)
        g_task_return_new_error_literal (job->tasks->pdata[i], G_IO_ERROR, G_IO_ERROR_CANCELLED, "the work has ended");
    }
  g_hash_table_unref (self->jobs);
  g_hash_table_unref (self->idle);
  g_hash_table_unref (self->held);
  g_free (self->folder);
  g_free (self->cache);
  g_free (self);
}
