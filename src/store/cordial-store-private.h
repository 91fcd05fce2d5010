/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of CordialStore share: a database with its prepared statements, the schema, and the writes that run on
 * the store thread. For no file outside this folder.
 */

#pragma once

#include <sqlite3.h>

#include "cordial-store.h"

G_BEGIN_DECLS

/* A connection to the file, used by one thread, that prepares each statement once. */
typedef struct
{
  sqlite3 *db;
  GHashTable *statements; /* SQL (a static string, by address) → sqlite3_stmt */
} CordialDatabase;

CordialDatabase *cordial_database_open (const char *path, gboolean read_only, GError **error);
gboolean cordial_database_set_up (CordialDatabase *self, GError **error);
void cordial_database_free (CordialDatabase *self);
gboolean cordial_database_exec (CordialDatabase *self, const char *sql, GError **error);
/* (transfer none): reset and unbound; @sql must be a string constant. */
sqlite3_stmt *cordial_database_prepare (CordialDatabase *self, const char *sql, GError **error);
/* Runs a statement that returns no rows. */
gboolean cordial_database_step (CordialDatabase *self, sqlite3_stmt *statement, GError **error);
void cordial_database_set_error (CordialDatabase *self, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialDatabase, cordial_database_free)

gboolean cordial_schema_check (CordialDatabase *database, GError **error);
gboolean cordial_schema_migrate (CordialDatabase *database, GError **error);
int cordial_schema_get_version (void);

/* A write: runs inside a savepoint on the store thread, maybe twice if the first transaction failed as a whole. */
typedef gboolean (*CordialStoreWrite) (CordialDatabase *database, gpointer data, GError **error);

void
cordial_store_queue (CordialStore *self, CordialStoreWrite write, gpointer data, GDestroyNotify destroy, GTask *task);
CordialDatabase *cordial_store_get_reader (CordialStore *self);
CordialMessageRecord *cordial_store_message_from_row (sqlite3_stmt *statement);

/* The columns that cordial_store_message_from_row() expects. */
#define CORDIAL_MESSAGE_COLUMNS "row, conversation, seq, cordial_id, sender, time_ms, state, text, content, head, error"

G_END_DECLS
