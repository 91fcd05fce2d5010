/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reactions as they stand on the wire. Knows no session.
 */

#pragma once

#include <json-glib/json-glib.h>

#include "cordial-server-database-reactions.h"

G_BEGIN_DECLS

/* What takes one back. */
#define REACTION_NONE "\u2421"

JsonArray *reactions_offered (void);
gboolean reaction_is_offered (const char *value);
/* (transfer full) (nullable): of one message; @reader 0 for whoever is told who reacted, else who is told only of themselves. */
JsonArray *reactions_of_message (Database *database, gint64 topic, gint64 seq, gint64 reader);
/* (transfer full): of many messages, with their numbers; may be empty */
JsonArray *
reactions_of_topic (Database *database, gint64 topic, gint64 since, gint64 before, gint64 limit, gint64 reader);

G_END_DECLS
