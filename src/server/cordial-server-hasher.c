/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A queue in the main loop, and the threads that work on its head.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-hasher.h"

#include <sodium.h>
#include <string.h>

/* One login takes 64 MiB and most of a core for a tenth of a second. */
#define HASHERS 2

/* What waits longer than some seconds is given up anyway; of one address only a part, so that others come in, too. */
#define WAITING_MAX 64
#define WAITING_MAX_PER_OWNER 16

struct _Hasher
{
  GThreadPool *pool;
  GMainContext *context;
  GQueue waiting; /* of Job */
  guint running;
};

typedef struct
{
  Hasher *hasher;
  gboolean verifies;
  char *owner;
  char *password;
  char *hash; /* in: what to compare with, NULL where nobody has that name; out: what was made */
  gboolean good;
  HasherFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->destroy)
    job->destroy (job->data);
  sodium_memzero (job->password, strlen (job->password));
  g_free (job->password);
  g_free (job->hash);
  g_free (job->owner);
  g_free (job);
}

static void
start_next (Hasher *self)
{
  while (self->running < HASHERS && self->waiting.length > 0)
    {
      self->running++;
      g_thread_pool_push (self->pool, g_queue_pop_head (&self->waiting), NULL);
    }
}

static gboolean
on_hashed (gpointer user_data)
{
  Job *job = user_data;
  Hasher *self = job->hasher;

  self->running--;
  start_next (self);
  job->func (job->good, job->hash, job->data);
  job_free (job);
  return G_SOURCE_REMOVE;
}

/* On a thread of the pool. */
static void
work (gpointer data, gpointer user_data)
{
  Job *job = data;
  Hasher *self = user_data;
  char made[crypto_pwhash_STRBYTES] = "";
  g_autoptr (GSource) source = NULL;

  if (job->verifies && job->hash)
    {
      job->good = crypto_pwhash_str_verify (job->hash, job->password, strlen (job->password)) == 0;
    }
  else
    {
      /* Nobody has that name: the same work, so that its time tells nothing. */
      job->good = crypto_pwhash_str (made, job->password, strlen (job->password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                     crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0 &&
                  !job->verifies;
      job->hash = g_strdup (made);
    }
  source = g_idle_source_new ();
  g_source_set_static_name (source, "cordial-server hashed");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_hashed, job, NULL);
  g_source_attach (source, self->context);
}

Hasher *
hasher_new (void)
{
  Hasher *self = g_new0 (Hasher, 1);

  self->context = g_main_context_ref_thread_default ();
  self->pool = g_thread_pool_new (work, self, HASHERS, FALSE, NULL);
  g_queue_init (&self->waiting);
  return self;
}

/**
 * hasher_free:
 *
 * What is being hashed is waited for and answered; what waits is dropped.
 */
void
hasher_free (Hasher *self)
{
  g_queue_clear_full (&self->waiting, job_free);
  while (self->running > 0)
    g_main_context_iteration (self->context, TRUE);
  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * hasher_has_room:
 * @owner: for whom it would be, such as an address
 *
 * Returns: whether one more may wait
 */
gboolean
hasher_has_room (Hasher *self, const char *owner)
{
  guint own = 0;

  for (GList *link = self->waiting.head; link; link = link->next)
    own += g_str_equal (((Job *) link->data)->owner, owner);
  return self->waiting.length < WAITING_MAX && own < WAITING_MAX_PER_OWNER;
}

/**
 * hasher_drop:
 * @data: as it was given
 *
 * Nobody waits for it any more.
 */
void
hasher_drop (Hasher *self, gpointer data)
{
  for (GList *link = self->waiting.head; link; link = link->next)
    if (((Job *) link->data)->data == data)
      {
        job_free (link->data);
        g_queue_delete_link (&self->waiting, link);
        return;
      }
}

static void
start (Hasher *self,
       gboolean verifies,
       const char *owner,
       const char *hash,
       const char *password,
       HasherFunc func,
       gpointer data,
       GDestroyNotify destroy)
{
  Job *job = g_new0 (Job, 1);

  job->hasher = self;
  job->verifies = verifies;
  job->owner = g_strdup (owner);
  job->hash = g_strdup (hash);
  job->password = g_strdup (password);
  job->func = func;
  job->data = data;
  job->destroy = destroy;
  g_queue_push_tail (&self->waiting, job);
  start_next (self);
}

/**
 * hasher_verify:
 * @hash: (nullable): of the right password; %NULL where there is none, which takes as long
 * @destroy: (nullable): for @data, also where @func is never called
 */
void
hasher_verify (Hasher *self,
               const char *owner,
               const char *hash,
               const char *password,
               HasherFunc func,
               gpointer data,
               GDestroyNotify destroy)
{
  start (self, TRUE, owner, hash, password, func, data, destroy);
}

/**
 * hasher_make:
 * @destroy: (nullable): for @data, also where @func is never called
 */
void
hasher_make (Hasher *self,
             const char *owner,
             const char *password,
             HasherFunc func,
             gpointer data,
             GDestroyNotify destroy)
{
  start (self, FALSE, owner, NULL, password, func, data, destroy);
}
