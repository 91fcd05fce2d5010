/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thread that writes, and the reads. What a write does to the tables is in cordial-store-writes.c.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

#include "cordial-index-private.h"
#include "cordial-room.h"

/* How many writes share one transaction at the most: enough that a flood costs few syncs, few enough that the first of
 * them does not wait long. */
#define BATCH_MAX 512

/* How often a disk that was full is looked at: somebody who has made room sees soon that it helped. */
#define ROOM_INTERVAL_S 3

struct _CordialStore
{
  GObject parent_instance;

  CordialDatabase *reader;
  CordialDatabase *writer; /* the store thread's alone once it runs */
  GAsyncQueue *queue;
  GThread *thread;
  char *path;
  CordialStorage storage;
  guint room_source;       /* until there is room again */
  CordialIndexer *indexer; /* (nullable): the store thread wakes it */
  double index_progress;
};

enum
{
  PROP_0,
  PROP_STORAGE,
  PROP_INDEX_PROGRESS
};

G_DEFINE_FINAL_TYPE (CordialStore, cordial_store, G_TYPE_OBJECT)

typedef struct
{
  CordialStoreWrite write; /* NULL ends the thread */
  gpointer data;
  GDestroyNotify destroy;
  GTask *task; /* nullable */
  GError *error;
} Job;

static void
job_free (Job *job)
{
  if (job->destroy && job->data)
    job->destroy (job->data);
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

static Job *
job_new (CordialStoreWrite write, gpointer data, GDestroyNotify destroy, GTask *task)
{
  Job *job = g_new0 (Job, 1);

  job->write = write;
  job->data = data;
  job->destroy = destroy;
  g_set_object (&job->task, task);
  return job;
}

/* --- Whether there is room ---------------------------------------------------------------------------------------- */

static void set_storage (CordialStore *self, CordialStorage storage);

static void
on_looked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialStore) self = user_data;

  if (cordial_room_look_finish (result) && self->storage == CORDIAL_STORAGE_FULL && self->thread)
    set_storage (self, CORDIAL_STORAGE_FINE);
}

static gboolean
on_room_interval (gpointer user_data)
{
  CordialStore *self = user_data;
  g_autofree char *path = g_strconcat (self->path, "-room", NULL);

  cordial_room_look_async (path, on_looked, g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

static void
set_storage (CordialStore *self, CordialStorage storage)
{
  if (self->storage == storage || self->storage == CORDIAL_STORAGE_DAMAGED)
    return;
  self->storage = storage;
  g_clear_handle_id (&self->room_source, g_source_remove);
  if (storage == CORDIAL_STORAGE_FULL && self->thread)
    {
      self->room_source = g_timeout_add_seconds (ROOM_INTERVAL_S, on_room_interval, self);
      g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->room_source), "CordialStore room");
    }
  g_object_notify (G_OBJECT (self), "storage");
}

CordialStorage
cordial_store_get_storage (CordialStore *self)
{
  g_return_val_if_fail (CORDIAL_IS_STORE (self), CORDIAL_STORAGE_FINE);

  return self->storage;
}

/* --- The store thread -------------------------------------------------------------------------------------------- */

static gboolean
in_transaction (CordialDatabase *writer)
{
  return !sqlite3_get_autocommit (writer->db);
}

/* Runs the jobs in one transaction. Returns FALSE if the transaction as a whole failed and left nothing. */
static gboolean
run_together (CordialDatabase *writer, GPtrArray *jobs, GError **error)
{
  if (!cordial_database_exec (writer, "BEGIN IMMEDIATE", error))
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      g_clear_error (&job->error);
      if (!cordial_database_exec (writer, "SAVEPOINT job", error))
        goto failed;
      if (!job->write (writer, job->data, &job->error))
        {
          /* A full disk makes SQLite roll back by itself. */
          if (!in_transaction (writer) || !cordial_database_exec (writer, "ROLLBACK TO job", NULL))
            {
              g_propagate_error (error, g_error_copy (job->error));
              goto failed;
            }
        }
      if (!cordial_database_exec (writer, "RELEASE job", error))
        goto failed;
    }
  if (cordial_database_exec (writer, "COMMIT", error))
    return TRUE;

failed:
  if (in_transaction (writer))
    sqlite3_exec (writer->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

typedef struct
{
  CordialStore *store;
  CordialStorage storage;
} News;

static void
news_free (News *self)
{
  g_object_unref (self->store);
  g_free (self);
}

static gboolean
on_news (gpointer user_data)
{
  News *news = user_data;

  set_storage (news->store, news->storage);
  return G_SOURCE_REMOVE;
}

/* Before whoever waits for the write hears of it. A broken database stays broken. */
static void
tell_storage (CordialStore *self, const GError *error)
{
  gboolean damaged = g_error_matches (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT);
  News *news;

  if (!damaged && !g_error_matches (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FULL))
    return;
  news = g_new0 (News, 1);
  news->store = g_object_ref (self);
  news->storage = damaged ? CORDIAL_STORAGE_DAMAGED : CORDIAL_STORAGE_FULL;
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, on_news, news, (GDestroyNotify) news_free);
}

static void
complete (CordialStore *self, Job *job)
{
  if (job->error)
    tell_storage (self, job->error);
  if (job->task)
    {
      if (job->error)
        g_task_return_error (job->task, g_steal_pointer (&job->error));
      else
        g_task_return_pointer (job->task, g_steal_pointer (&job->data), job->destroy);
    }
  else if (job->error)
    {
      g_warning ("a write failed: %s", job->error->message);
    }
  job_free (job);
}

static void
run_batch (CordialStore *self, GPtrArray *jobs)
{
  CordialDatabase *writer = self->writer;
  g_autoptr (GError) error = NULL;

  if (!run_together (writer, jobs, &error))
    {
      /* One of them may be to blame, or there is room for some: each on its own. */
      for (guint i = 0; i < jobs->len; i++)
        {
          g_autoptr (GPtrArray) single = g_ptr_array_new ();
          g_autoptr (GError) own_error = NULL;
          Job *job = g_ptr_array_index (jobs, i);

          g_ptr_array_add (single, job);
          if (!run_together (writer, single, &own_error))
            {
              g_clear_error (&job->error);
              job->error = g_steal_pointer (&own_error);
            }
        }
    }
  for (guint i = 0; i < jobs->len; i++)
    complete (self, g_ptr_array_index (jobs, i));
  g_ptr_array_set_size (jobs, 0);
}

static gpointer
run_thread (gpointer data)
{
  CordialStore *self = data;
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  gboolean ending = FALSE;

  while (!ending)
    {
      Job *job = g_async_queue_pop (self->queue);

      while (job && job->write && jobs->len < BATCH_MAX)
        {
          g_ptr_array_add (jobs, job);
          job = jobs->len < BATCH_MAX ? g_async_queue_try_pop (self->queue) : NULL;
        }
      if (jobs->len > 0)
        {
          CordialIndexer *indexer;

          run_batch (self, jobs);
          indexer = g_atomic_pointer_get (&self->indexer);
          if (indexer)
            cordial_indexer_wake (indexer);
        }
      if (job) /* the end, or a flush, which is a job that writes nothing */
        {
          ending = job->data == NULL;
          if (!ending)
            g_async_queue_push (job->data, GINT_TO_POINTER (1));
          job_free (job);
        }
    }
  return NULL;
}

/* Takes the data; on success the task returns it. */
void
cordial_store_queue (CordialStore *self, CordialStoreWrite write, gpointer data, GDestroyNotify destroy, GTask *task)
{
  g_assert (self->thread != NULL);

  g_async_queue_push (self->queue, job_new (write, data, destroy, task));
}

void
cordial_store_queue_call (CordialStore *self,
                          CordialStoreWrite write,
                          gpointer data,
                          GDestroyNotify destroy,
                          gpointer source_tag,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  if (callback)
    {
      task = g_task_new (self, NULL, callback, user_data);
      g_task_set_source_tag (task, source_tag);
    }
  cordial_store_queue (self, write, data, destroy, task);
}

/**
 * cordial_store_get_path:
 *
 * Returns: (transfer none): the file
 */
const char *
cordial_store_get_path (CordialStore *self)
{
  g_return_val_if_fail (CORDIAL_IS_STORE (self), NULL);

  return self->path;
}

/**
 * cordial_store_flush:
 * @self: a #CordialStore
 *
 * Returns when everything queued so far is on disk or has failed.
 */
void
cordial_store_flush (CordialStore *self)
{
  g_autoptr (GAsyncQueue) done = g_async_queue_new ();

  g_return_if_fail (CORDIAL_IS_STORE (self));

  if (!self->thread)
    return;
  /* The thread still has a hand on the queue when we have our answer. */
  g_async_queue_push (self->queue,
                      job_new (NULL, g_async_queue_ref (done), (GDestroyNotify) g_async_queue_unref, NULL));
  g_async_queue_pop (done);
}

/**
 * cordial_store_close:
 * @self: a #CordialStore
 *
 * Writes what is queued and closes the file. Nothing may be asked of the store after that.
 */
void
cordial_store_close (CordialStore *self)
{
  g_return_if_fail (CORDIAL_IS_STORE (self));

  g_clear_handle_id (&self->room_source, g_source_remove);
  /* The thread of the index asks the store thread for something, and that one wakes it: first the one stops, then the other. */
  if (self->indexer)
    cordial_indexer_stop (self->indexer);
  if (self->thread)
    {
      g_async_queue_push (self->queue, job_new (NULL, NULL, NULL, NULL));
      g_thread_join (g_steal_pointer (&self->thread));
    }
  g_clear_pointer (&self->indexer, cordial_indexer_free);
  g_clear_pointer (&self->reader, cordial_database_free);
  g_clear_pointer (&self->writer, cordial_database_free);
}

/* --- The search index --------------------------------------------------------------------------------------------- */

static void
on_indexed (double progress, gpointer user_data)
{
  CordialStore *self = user_data;

  if (self->index_progress == progress)
    return;
  self->index_progress = progress;
  g_object_notify (G_OBJECT (self), "index-progress");
}

static gboolean
forget_changes (CordialDatabase *database, gpointer data, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, "DELETE FROM unindexed WHERE change <= ?1", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, *(gint64 *) data);
  return cordial_database_step (database, statement, error);
}

static void
on_forget (gint64 change, gpointer user_data)
{
  cordial_store_queue (user_data, forget_changes, g_memdup2 (&change, sizeof change), g_free, NULL);
}

/**
 * cordial_store_start_index:
 * @self: a #CordialStore
 * @read_content: (nullable): reads what messages hold, for the names of files; called on another thread
 *
 * From here on the search index is made, or goes on to be made, and is kept. Never before the window is there: nothing waits for it.
 */
void
cordial_store_start_index (CordialStore *self, CordialContentReader read_content)
{
  g_return_if_fail (CORDIAL_IS_STORE (self));

  if (!self->indexer && self->thread)
    g_atomic_pointer_set (&self->indexer, cordial_indexer_new (self->path, read_content, on_indexed, on_forget, self));
}

double
cordial_store_get_index_progress (CordialStore *self)
{
  g_return_val_if_fail (CORDIAL_IS_STORE (self), 0);

  return self->index_progress;
}

CordialIndexer *
cordial_store_get_indexer (CordialStore *self)
{
  return self->indexer;
}

/* --- The object -------------------------------------------------------------------------------------------------- */

static void
cordial_store_dispose (GObject *object)
{
  CordialStore *self = CORDIAL_STORE (object);

  cordial_store_close (self);
  g_clear_pointer (&self->queue, g_async_queue_unref);
  G_OBJECT_CLASS (cordial_store_parent_class)->dispose (object);
}

static void
cordial_store_finalize (GObject *object)
{
  g_free (CORDIAL_STORE (object)->path);
  G_OBJECT_CLASS (cordial_store_parent_class)->finalize (object);
}

static void
cordial_store_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_STORAGE)
    g_value_set_enum (value, CORDIAL_STORE (object)->storage);
  else if (property_id == PROP_INDEX_PROGRESS)
    g_value_set_double (value, CORDIAL_STORE (object)->index_progress);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
cordial_store_class_init (CordialStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cordial_store_get_property;
  object_class->dispose = cordial_store_dispose;
  object_class->finalize = cordial_store_finalize;

  /**
   * CordialStore:storage:
   *
   * Whether what is written can be kept, as far as the last failure tells. Notified in the default main context.
   */
  g_object_class_install_property (object_class, PROP_STORAGE,
                                   g_param_spec_enum ("storage", NULL, NULL, CORDIAL_TYPE_STORAGE, CORDIAL_STORAGE_FINE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * CordialStore:index-progress:
   *
   * How much of what is here can be found, from 0 to 1. Notified in the default main context.
   */
  g_object_class_install_property (
    object_class, PROP_INDEX_PROGRESS,
    g_param_spec_double ("index-progress", NULL, NULL, 0, 1, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
cordial_store_init (CordialStore *self)
{
  self->queue = g_async_queue_new ();
}

static gboolean
open_file (CordialStore *self,
           const char *path,
           CordialSchemaProgress progress,
           gpointer progress_data,
           GCancellable *cancellable,
           GError **error)
{
  self->path = g_strdup (path);
  self->writer = cordial_database_open (path, FALSE, error);
  if (!self->writer || !cordial_schema_check (self->writer, error) || !cordial_database_set_up (self->writer, error) ||
      !cordial_schema_migrate (self->writer, progress, progress_data, cancellable, error))
    return FALSE;
  self->reader = cordial_database_open (path, TRUE, error);
  if (!self->reader)
    return FALSE;
  self->thread = g_thread_new ("cordial-store", run_thread, self);
  return TRUE;
}

/**
 * cordial_store_open:
 * @path: the file, made where it is missing
 * @error: return location for a #CordialStoreError
 *
 * Takes long where a large file of an older version has to be migrated: where a person waits, cordial_store_open_async().
 *
 * Returns: (transfer full) (nullable): the store, migrated to the newest schema
 */
CordialStore *
cordial_store_open (const char *path, GError **error)
{
  g_autoptr (CordialStore) self = g_object_new (CORDIAL_TYPE_STORE, NULL);

  return open_file (self, path, NULL, NULL, NULL, error) ? g_steal_pointer (&self) : NULL;
}

/* --- Opening on a thread ----------------------------------------------------------------------------------------- */

typedef struct
{
  char *path;
  CordialStoreProgressFunc progress;
  gpointer progress_data;
} Opening;

static void
opening_free (Opening *self)
{
  g_free (self->path);
  g_free (self);
}

typedef struct
{
  GTask *task;
  gint64 done;
  gint64 total;
} Progress;

static void
progress_free (Progress *self)
{
  g_object_unref (self->task);
  g_free (self);
}

static gboolean
tell_progress (gpointer user_data)
{
  Progress *progress = user_data;
  Opening *opening = g_task_get_task_data (progress->task);

  opening->progress (progress->done, progress->total, opening->progress_data);
  return G_SOURCE_REMOVE;
}

/* To where the caller is. The task's own answer goes the same way after it, so that nothing is told after the end. */
static void
on_progress (gint64 done, gint64 total, gpointer user_data)
{
  GTask *task = user_data;
  Progress *progress = g_new0 (Progress, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  progress->task = g_object_ref (task);
  progress->done = done;
  progress->total = total;
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_static_name (source, "CordialStore progress");
  g_source_set_callback (source, tell_progress, progress, (GDestroyNotify) progress_free);
  g_source_attach (source, g_task_get_context (task));
}

static void
open_on_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Opening *opening = task_data;
  g_autoptr (CordialStore) self = g_object_new (CORDIAL_TYPE_STORE, NULL);
  GError *error = NULL;

  if (open_file (self, opening->path, opening->progress ? on_progress : NULL, task, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * cordial_store_open_async:
 * @path: the file, made where it is missing
 * @cancellable: (nullable): stops a migration between two batches; it goes on from there when the file is opened again
 * @progress: (nullable) (scope notified): called in the caller's main context while a migration goes through the messages,
 *   never after @callback
 * @progress_data: passed to @progress
 * @callback: called when the store is open, or cannot be opened
 * @user_data: passed to @callback
 *
 * Opens on a thread of its own, and migrates a file of an older version there: a large one in batches, each a transaction
 * that says how far it came, so that no end of the process leaves anything half done.
 */
void
cordial_store_open_async (const char *path,
                          GCancellable *cancellable,
                          CordialStoreProgressFunc progress,
                          gpointer progress_data,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  opening = g_new0 (Opening, 1);
  opening->path = g_strdup (path);
  opening->progress = progress;
  opening->progress_data = progress_data;
  g_task_set_source_tag (task, cordial_store_open_async);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  g_task_run_in_thread (task, open_on_thread);
}

/**
 * cordial_store_open_finish:
 * @result: what the callback got
 * @error: return location for a #CordialStoreError, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the store, migrated to the newest schema
 */
CordialStore *
cordial_store_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

CordialDatabase *
cordial_store_get_reader (CordialStore *self)
{
  return self->reader;
}
