/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A page is read in parts, so that a long one holds up neither memory nor the pages of others.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-reader.h"

#include <string.h>

#include "cordial-server-worker.h"

/* Of one part; the message that passes it is still in it. */
#define PART_BYTES (512 * 1024)

struct _Reader
{
  Database *database; /* the thread's */
  Worker *worker;
};

typedef struct
{
  Reader *reader;
  gint64 topic;
  gint64 user;
  gboolean channel;
  gint64 low;
  gint64 high;
  guint limit;
  GPtrArray *rows;
  gsize bytes;
  gboolean complete;
  ReaderFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Job;

static void
row_free (gpointer data)
{
  ReaderRow *row = data;

  g_free (row->head);
  g_free (row->content);
  g_clear_pointer (&row->reactions, json_array_unref);
  g_free (row);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->destroy)
    job->destroy (job->data);
  g_ptr_array_unref (job->rows);
  g_free (job);
}

static gboolean
add_row (gint64 seq, gint64 sender, gint64 time_ms, const char *head, const char *content, gpointer user_data)
{
  Job *job = user_data;
  ReaderRow *row = g_new (ReaderRow, 1);

  row->seq = seq;
  row->sender = sender;
  row->time_ms = time_ms;
  row->head = g_strdup (head);
  row->content = g_strdup (content);
  row->reactions = reactions_of_message (job->reader->database, job->topic, seq, job->channel ? job->user : 0);
  g_ptr_array_add (job->rows, row);
  job->bytes += strlen (content) + (head ? strlen (head) : 0);
  return job->bytes < PART_BYTES;
}

/* On the thread. */
static void
work (gpointer data)
{
  Job *job = data;

  job->complete = database_foreach_message (job->reader->database, job->topic, job->user, job->low, job->high,
                                            job->limit, add_row, job);
}

static void
done (gpointer data)
{
  Job *job = data;

  job->func (job->rows, job->complete, job->data);
}

/**
 * reader_new:
 * @folder: where a database is open already
 * @error: one sentence
 */
Reader *
reader_new (const char *folder, GError **error)
{
  Database *database = database_open_to_read (folder, error);
  Reader *self;

  if (!database)
    return NULL;
  self = g_new0 (Reader, 1);
  self->database = database;
  self->worker = worker_new (1, work, done, job_free);
  return self;
}

void
reader_free (Reader *self)
{
  sqlite3_interrupt (self->database->db);
  worker_free (self->worker);
  database_close (self->database);
  g_free (self);
}

/**
 * reader_read:
 * @channel: whether it is one, whose readers are not told who others are
 * @limit: how many messages at most
 * @func: called once, with the newest of those messages with low <= seq < high that the user may see; if they are not
 *   complete, the others are read by another call
 * @destroy: (nullable): for @data, also where @func is never called
 */
void
reader_read (Reader *self,
             gint64 topic,
             gint64 user,
             gboolean channel,
             gint64 low,
             gint64 high,
             guint limit,
             ReaderFunc func,
             gpointer data,
             GDestroyNotify destroy)
{
  Job *job = g_new0 (Job, 1);

  job->reader = self;
  job->topic = topic;
  job->user = user;
  job->channel = channel;
  job->low = low;
  job->high = high;
  job->limit = limit;
  job->rows = g_ptr_array_new_with_free_func (row_free);
  job->func = func;
  job->data = data;
  job->destroy = destroy;
  worker_push (self->worker, job);
}

/**
 * reader_drop:
 * @data: as it was given
 *
 * Nobody waits for it any more.
 */
void
reader_drop (Reader *self, gpointer data)
{
  for (GList *link = worker_peek_waiting (self->worker); link; link = link->next)
    if (((Job *) link->data)->data == data)
      {
        worker_drop (self->worker, link->data);
        return;
      }
}
