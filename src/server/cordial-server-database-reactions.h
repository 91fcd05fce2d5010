/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How people reacted to messages, in the database.
 */

#pragma once

#include "cordial-server-database.h"

G_BEGIN_DECLS

/* The number of the reaction, which is higher than all there; 0 if there is no such message. */
gint64 database_set_reaction (Database *self, gint64 topic, gint64 seq, gint64 user, const char *value);
void database_clear_reaction (Database *self, gint64 topic, gint64 seq, gint64 user);
/* Of the newest reaction there, 0 for none. */
gint64 database_get_newest_reaction (Database *self, gint64 topic);

/* Those of one kind to one message stand together. */
typedef void (*DatabaseReactionFunc) (gint64 seq, const char *value, gint64 user, gint64 number, gpointer user_data);
void
database_foreach_reaction (Database *self, gint64 topic, gint64 seq, DatabaseReactionFunc func, gpointer user_data);
void database_foreach_newest_reaction (Database *self,
                                       gint64 topic,
                                       gint64 since,
                                       gint64 before,
                                       gint64 limit,
                                       DatabaseReactionFunc func,
                                       gpointer user_data);

G_END_DECLS
