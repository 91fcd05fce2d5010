/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages and deletions as rows. Knows no session and no frame.
 */

#pragma once

#include "cordial-server-database.h"

G_BEGIN_DECLS

/* The largest page of history, as in Tinode. */
#define DATABASE_PAGE_MAX 1024

gboolean database_add_message (Database *self,
                               gint64 topic,
                               gint64 seq,
                               gint64 sender,
                               gint64 time_ms,
                               const char *head,
                               const char *content);
gboolean database_add_said (Database *self, gint64 topic, gint64 sender, const char *id);
/* Returns whether to go on. */
typedef gboolean (*DatabaseMessageFunc) (gint64 seq,
                                         gint64 sender,
                                         gint64 time_ms,
                                         const char *head,
                                         const char *content,
                                         gpointer user_data);
gboolean database_foreach_message (Database *self,
                                   gint64 topic,
                                   gint64 user,
                                   gint64 low,
                                   gint64 high,
                                   guint limit,
                                   DatabaseMessageFunc func,
                                   gpointer user_data);
typedef struct
{
  gint64 low;
  gint64 high;
} DatabaseRange;

/* (element-type DatabaseRange); @user 0 deletes for everybody. */
void database_delete_messages (Database *self, gint64 topic, gint64 user, gint64 number, GArray *ranges);
typedef void (*DatabaseDeletionFunc) (gint64 number, gint64 low, gint64 high, gpointer user_data);
void database_foreach_deletion (Database *self,
                                gint64 topic,
                                gint64 user,
                                gint64 since,
                                gint64 limit,
                                DatabaseDeletionFunc func,
                                gpointer user_data);
/* The number of the newest deletion that @user hears of. */
gint64 database_get_newest_deletion (Database *self, gint64 topic, gint64 user);
void database_ranges_merge (GArray *ranges);

G_END_DECLS
