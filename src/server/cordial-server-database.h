/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server's SQLite file. What is written in one turn of the main loop is one transaction; its answers leave only when it
 * is on disk. The tables of a subject have a file each, which stand on this one; nobody else writes SQL.
 */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct
{
  sqlite3 *db;
  GHashTable *statements;
  gboolean in_transaction;
  gboolean failed; /* a write of this transaction did not succeed: none of it may be acknowledged */
  /* Called when a transaction begins, so that somebody ends it. */
  void (*begun) (gpointer data);
  gpointer begun_data;
} Database;

Database *database_open (const char *folder, GError **error);
Database *database_open_to_read (const char *folder, GError **error);
void database_close (Database *self);
gboolean database_commit (Database *self);

char *database_dup_value (Database *self, const char *key);
void database_set_value (Database *self, const char *key, const char *value);

/* --- for the files of the tables --- */
/* (transfer none): kept by the text, which must be a constant */
sqlite3_stmt *database_prepare (Database *self, const char *sql);
/* The same for a statement that writes: there is a transaction after it. */
sqlite3_stmt *database_prepare_write (Database *self, const char *sql);
void database_write (Database *self, sqlite3_stmt *statement);
char *database_dup_text (sqlite3_stmt *statement, int column);
void database_bind_text (sqlite3_stmt *statement, int parameter, const char *text);

G_END_DECLS
