/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tinode docs/API.md «Query Language»: words beside each other are all required; of words with a comma on one side at least, none
 * is. A word in quotation marks may have spaces and commas in it.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-query.h"

#include <string.h>

/* A tag of its own is at most that long, and in a query there are at most that many. */
#define WORDS_MAX 32

/* From a word's first character to what follows it; NULL where it is none. */
static const char *
find_end (const char *start)
{
  const char *end = start;

  if (*start == '"')
    {
      end = strchr (start + 1, '"');
      return end ? end + 1 : NULL;
    }
  while (*end && !strchr (" \t,\"", *end))
    end++;
  return *end == '"' ? NULL : end;
}

/* Whether there is a comma among what stands between two words. */
static const char *
skip_between (const char *text, gboolean *comma)
{
  *comma = FALSE;
  for (; *text && strchr (" \t,", *text); text++)
    {
      if (*text == ',' && *comma)
        return NULL;
      *comma |= *text == ',';
    }
  return text;
}

/**
 * query_parse:
 * @query: (out): what it looks for; empty where it looks for nothing, or is no query
 *
 * Returns: whether it is one
 */
gboolean
query_parse (const char *text, Query *query)
{
  g_autofree char *lower = g_utf8_strdown (text ? text : "", -1);
  g_autoptr (GStrvBuilder) required = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) optional = g_strv_builder_new ();
  gboolean before = FALSE, after = FALSE;
  const char *at = skip_between (g_strstrip (lower), &before);
  guint count = 0;

  while (at && *at && count++ < WORDS_MAX)
    {
      const char *end = find_end (at);
      g_autofree char *word = NULL;

      if (!end)
        {
          at = NULL;
          break;
        }
      word = *at == '"' ? g_strndup (at + 1, end - at - 2) : g_strndup (at, end - at);
      at = skip_between (end, &after);
      if (at && *word)
        g_strv_builder_add (before || after ? optional : required, word);
      before = after;
    }
  query->required = at ? g_strv_builder_end (required) : g_new0 (char *, 1);
  query->optional = at ? g_strv_builder_end (optional) : g_new0 (char *, 1);
  return at != NULL;
}

void
query_clear (Query *query)
{
  g_clear_pointer (&query->required, g_strfreev);
  g_clear_pointer (&query->optional, g_strfreev);
}
