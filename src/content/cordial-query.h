/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What somebody looks for: words in any order, the last one by its beginning, and phrases in quotes.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CordialQueryTerm:
 * @term: a folded word
 * @beginning: whether it is enough that a word begins so
 */
typedef struct
{
  char *term;
  gboolean beginning;
} CordialQueryTerm;

/**
 * CordialQueryRange:
 * @start: the byte where something begins that was found
 * @end: the byte after it
 */
typedef struct
{
  gsize start;
  gsize end;
} CordialQueryRange;

/**
 * CordialQuery:
 * @parts: (element-type GArray): each of which has to be there: #CordialQueryTerm that stand one after another
 */
typedef struct
{
  GPtrArray *parts;
} CordialQuery;

CordialQuery *cordial_query_new (const char *typed);
void cordial_query_free (CordialQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialQuery, cordial_query_free)
gboolean cordial_query_is_empty (const CordialQuery *self);
gboolean cordial_query_match (const CordialQuery *self, const char *text, GArray *ranges);

G_END_DECLS
