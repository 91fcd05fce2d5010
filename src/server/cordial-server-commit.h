/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ends the transaction of a turn of the main loop, and lets go what waited for it: everything that is written in one turn is
 * one transaction, and what says so leaves only when it is on disk. Knows no session.
 */

#pragma once

#include "cordial-server-database.h"

G_BEGIN_DECLS

typedef struct _Commit Commit;
typedef void (*CommitFunc) (gpointer data);

Commit *commit_new (Database *database);
/* Commits what is open, and lets go what waits. */
void commit_free (Commit *self);
void commit_pass (Commit *self, CommitFunc func, gpointer data, GDestroyNotify destroy);
void commit_now (Commit *self);
void commit_set_failed_func (Commit *self, CommitFunc func, gpointer data);

G_END_DECLS
