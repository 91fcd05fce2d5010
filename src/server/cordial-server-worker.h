/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A queue in the main loop, and threads that work on its head: what takes long, and does not touch what the main loop has.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Worker Worker;
typedef void (*WorkerFunc) (gpointer job);

Worker *worker_new (guint threads, WorkerFunc work, WorkerFunc done, GDestroyNotify destroy);
void worker_free (Worker *self);
void worker_push (Worker *self, gpointer job);
/* (transfer none): jobs that no thread has begun; for a look only */
GList *worker_peek_waiting (Worker *self);
void worker_drop (Worker *self, gpointer job);

G_END_DECLS
