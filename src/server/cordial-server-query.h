/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads what somebody looks for. Knows no session and no database.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words, in lower case. */
typedef struct
{
  GStrv required;
  GStrv optional;
} Query;

gboolean query_parse (const char *text, Query *query);
void query_clear (Query *query);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Query, query_clear)

G_END_DECLS
