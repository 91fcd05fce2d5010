/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What waits stays in the main loop, so that it can be counted and dropped.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-worker.h"

struct _Worker
{
  guint threads;
  WorkerFunc work;
  WorkerFunc done;
  GDestroyNotify destroy;
  GThreadPool *pool;
  GMainContext *context;
  GQueue waiting;
  guint running;
};

typedef struct
{
  Worker *worker;
  gpointer job;
} Done;

static void
start_next (Worker *self)
{
  while (self->running < self->threads && self->waiting.length > 0)
    {
      self->running++;
      g_thread_pool_push (self->pool, g_queue_pop_head (&self->waiting), NULL);
    }
}

static gboolean
on_done (gpointer user_data)
{
  Done *done = user_data;
  Worker *self = done->worker;

  self->running--;
  start_next (self);
  self->done (done->job);
  self->destroy (done->job);
  return G_SOURCE_REMOVE;
}

/* On a thread of the pool. */
static void
run (gpointer data, gpointer user_data)
{
  Worker *self = user_data;
  Done *done = g_new (Done, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  self->work (data);
  done->worker = self;
  done->job = data;
  g_source_set_static_name (source, "cordial-server work done");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_done, done, g_free);
  g_source_attach (source, self->context);
}

/**
 * worker_new:
 * @threads: how many jobs are worked on at once
 * @work: called on a thread
 * @done: called in the main loop after it
 * @destroy: for a job, done or not
 */
Worker *
worker_new (guint threads, WorkerFunc work, WorkerFunc done, GDestroyNotify destroy)
{
  Worker *self = g_new0 (Worker, 1);

  self->threads = threads;
  self->work = work;
  self->done = done;
  self->destroy = destroy;
  self->context = g_main_context_ref_thread_default ();
  self->pool = g_thread_pool_new (run, self, (int) threads, FALSE, NULL);
  g_queue_init (&self->waiting);
  return self;
}

/**
 * worker_free:
 *
 * What is worked on is waited for, what waits is dropped.
 */
void
worker_free (Worker *self)
{
  while (self->running > 0)
    {
      g_queue_clear_full (&self->waiting, self->destroy);
      g_main_context_iteration (self->context, TRUE);
    }
  g_queue_clear_full (&self->waiting, self->destroy);
  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * worker_push:
 * @job: (transfer full): to be worked on when all before it were
 */
void
worker_push (Worker *self, gpointer job)
{
  g_queue_push_tail (&self->waiting, job);
  start_next (self);
}

GList *
worker_peek_waiting (Worker *self)
{
  return self->waiting.head;
}

/**
 * worker_drop:
 * @job: one that waits
 */
void
worker_drop (Worker *self, gpointer job)
{
  if (g_queue_remove (&self->waiting, job))
    self->destroy (job);
}
