/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first write of a turn schedules the end of its transaction; what else is ready then shares it.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-commit.h"

typedef struct
{
  CommitFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Waiting;

struct _Commit
{
  Database *database;
  GArray *waiting; /* of Waiting */
  GSource *source;
  CommitFunc failed;
  gpointer failed_data;
};

static void
waiting_clear (gpointer data)
{
  Waiting *waiting = data;

  if (waiting->destroy)
    waiting->destroy (waiting->data);
}

static GArray *
waiting_new (void)
{
  GArray *waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));

  g_array_set_clear_func (waiting, waiting_clear);
  return waiting;
}

/**
 * commit_now:
 *
 * Does not wait for the end of the turn. Where the disk refuses, nothing of the transaction happened, nothing that waited is
 * called, and the function of commit_set_failed_func() is.
 */
void
commit_now (Commit *self)
{
  gboolean committed = database_commit (self->database);
  g_autoptr (GArray) waiting = g_steal_pointer (&self->waiting);

  if (self->source)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  self->waiting = waiting_new ();
  if (committed)
    {
      for (guint i = 0; i < waiting->len; i++)
        g_array_index (waiting, Waiting, i).func (g_array_index (waiting, Waiting, i).data);
      return;
    }
  if (self->failed)
    self->failed (self->failed_data);
}

static gboolean
on_end_of_turn (gpointer user_data)
{
  commit_now (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_transaction_begun (gpointer data)
{
  Commit *self = data;

  if (self->source)
    return;
  self->source = g_timeout_source_new (0);
  g_source_set_static_name (self->source, "cordial-server commit");
  g_source_set_callback (self->source, on_end_of_turn, self, NULL);
  g_source_attach (self->source, NULL);
}

Commit *
commit_new (Database *database)
{
  Commit *self = g_new0 (Commit, 1);

  self->database = database;
  self->waiting = waiting_new ();
  database->begun = on_transaction_begun;
  database->begun_data = self;
  return self;
}

void
commit_free (Commit *self)
{
  commit_now (self);
  if (self->source)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  self->database->begun = NULL;
  g_array_unref (self->waiting);
  g_free (self);
}

/**
 * commit_pass:
 * @func: called at once where nothing waits for the disk, else when that is there; in the order of the calls
 * @destroy: (nullable): for @data, also where @func is never called
 */
void
commit_pass (Commit *self, CommitFunc func, gpointer data, GDestroyNotify destroy)
{
  Waiting waiting = { func, data, destroy };

  if (self->database->in_transaction || self->waiting->len > 0)
    {
      g_array_append_val (self->waiting, waiting);
      return;
    }
  func (data);
  waiting_clear (&waiting);
}

/**
 * commit_set_failed_func:
 *
 * Called when a transaction was refused: what the server holds in memory is not what is on disk.
 */
void
commit_set_failed_func (Commit *self, CommitFunc func, gpointer data)
{
  self->failed = func;
  self->failed_data = data;
}
