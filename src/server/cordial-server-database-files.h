/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files as rows, and by what they are used: messages, and the cards of people and groups. What ends takes its uses with it.
 */

#pragma once

#include "cordial-server-database.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;
  char *type; /* of media */
  gint64 size;
  gint64 created_ms;
} FileRow;

void file_row_free (FileRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FileRow, file_row_free)

gboolean database_add_file (Database *self, const FileRow *file, gint64 user);
FileRow *database_get_file (Database *self, const char *id);
void database_delete_file (Database *self, const char *id);
/* (element-type utf8): which nobody uses, and that were there before @before_ms; at most @limit */
GPtrArray *database_list_unused_files (Database *self, gint64 before_ms, guint limit);
void database_use_file_in_message (Database *self, const char *id, gint64 topic, gint64 seq);
/* Another one than before. */
void database_use_file_in_topic (Database *self, const char *id, gint64 topic);
void database_use_file_of_user (Database *self, const char *id, gint64 user);

G_END_DECLS
