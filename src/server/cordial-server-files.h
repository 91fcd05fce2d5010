/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that people send each other, on the disk and in the database: one begun is nothing until it is complete, and what
 * nobody uses goes after a while. Knows no HTTP.
 */

#pragma once

#include "cordial-server-commit.h"
#include "cordial-server-database-files.h"

G_BEGIN_DECLS

/* Where they are found over HTTP. */
#define FILES_PATH "/v0/file/s/"

typedef struct _Files Files;
typedef struct _FileDraft FileDraft;

/**
 * FilesFunc:
 * @file: (nullable): what is there from now on; %NULL where the disk refuses
 *
 * Called in the main loop.
 */
typedef void (*FilesFunc) (const FileRow *file, gpointer data);

Files *
files_new (Database *database, Commit *commit, const char *folder, gint64 max_bytes, guint keep_s, GError **error);
void files_free (Files *self);
void files_start_collecting (Files *self);
gint64 files_get_max_bytes (Files *self);
/* For how long a file is there that nobody uses. */
gint64 files_get_keep_ms (Files *self);

FileDraft *files_begin (Files *self);
gboolean file_draft_write (FileDraft *self, const guint8 *data, gsize size);
gint64 file_draft_get_size (FileDraft *self);
void file_draft_drop (FileDraft *self);
void files_finish (Files *self,
                   FileDraft *draft,
                   gint64 user,
                   const char *claimed,
                   FilesFunc func,
                   gpointer data,
                   GDestroyNotify destroy);

/* (nullable): of a file that there is */
FileRow *files_find (Files *self, const char *path);
int files_open (Files *self, const FileRow *file);
/* (nullable) (transfer full): of a file's address, as it stands in messages */
char *files_dup_id (const char *path);

G_END_DECLS
