/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What waits has a bound, in all and of each owner.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-hasher.h"

#include <sodium.h>
#include <string.h>

#include "cordial-server-worker.h"

/* One login takes 64 MiB and most of a core for a tenth of a second. */
#define HASHERS 2

/* What waits longer than some seconds is given up anyway; of one address only a part, so that others come in, too. */
#define WAITING_MAX 64
#define WAITING_MAX_PER_OWNER 16

struct _Hasher
{
  Worker *worker;
};

typedef struct
{
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
job_done (gpointer data)
{
  Job *job = data;

  job->func (job->good, job->hash, job->data);
}

/* On a thread. */
static void
work (gpointer data)
{
  Job *job = data;
  char made[crypto_pwhash_STRBYTES] = "";

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
}

Hasher *
hasher_new (void)
{
  Hasher *self = g_new0 (Hasher, 1);

  self->worker = worker_new (HASHERS, work, job_done, job_free);
  return self;
}

/**
 * hasher_free:
 *
 * What is being hashed is waited for; what waits is dropped.
 */
void
hasher_free (Hasher *self)
{
  worker_free (self->worker);
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
  guint all = 0, own = 0;

  for (GList *link = worker_peek_waiting (self->worker); link; link = link->next)
    {
      all++;
      own += g_str_equal (((Job *) link->data)->owner, owner);
    }
  return all < WAITING_MAX && own < WAITING_MAX_PER_OWNER;
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
  for (GList *link = worker_peek_waiting (self->worker); link; link = link->next)
    if (((Job *) link->data)->data == data)
      {
        worker_drop (self->worker, link->data);
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

  job->verifies = verifies;
  job->owner = g_strdup (owner);
  job->hash = g_strdup (hash);
  job->password = g_strdup (password);
  job->func = func;
  job->data = data;
  job->destroy = destroy;
  worker_push (self->worker, job);
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
