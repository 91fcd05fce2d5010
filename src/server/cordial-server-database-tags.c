/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who has all of the words that are required, and one at least of all words (Tinode docs/API.md «Query Language»).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-database-tags.h"

#include <string.h>

#include "cordial-server-tags.h"

/* A word in full is between two separators; instr() knows no wildcards that a stranger could put into a word. */
#define COLUMNS_OF_USERS "id, NULL, updated_ms, auth, anon, public, tags, 0, 0"
#define COLUMNS_OF_TOPICS                                                                                              \
  "0, key, updated_ms, auth, anon, public, tags, channel,"                                                             \
  " (SELECT count(*) FROM subscription WHERE subscription.topic = topic.id AND gone_ms = 0)"

void
tagged_free (Tagged *self)
{
  g_free (self->key);
  g_free (self->public_json);
  g_free (self->tags);
  g_free (self);
}

static char *
as_line (const char *word)
{
  return g_strconcat (TAGS_SEPARATOR, word, TAGS_SEPARATOR, NULL);
}

gboolean
database_has_tag (Database *self, const char *tag)
{
  sqlite3_stmt *statement = database_prepare (self, "SELECT 1 FROM user WHERE instr(tags, ?1) > 0"
                                                    " UNION ALL SELECT 1 FROM topic WHERE instr(tags, ?1) > 0 LIMIT 1");
  g_autofree char *line = as_line (tag);
  gboolean found;

  database_bind_text (statement, 1, line);
  found = sqlite3_step (statement) == SQLITE_ROW;
  sqlite3_reset (statement);
  return found;
}

static guint
count_matches (const char *tags, char **words)
{
  guint count = 0;

  for (guint i = 0; words[i]; i++)
    {
      g_autofree char *line = as_line (words[i]);

      count += strstr (tags, line) != NULL;
    }
  return count;
}

static Tagged *
from_row (sqlite3_stmt *statement)
{
  Tagged *tagged = g_new0 (Tagged, 1);

  tagged->user = sqlite3_column_int64 (statement, 0);
  tagged->key = database_dup_text (statement, 1);
  tagged->updated_ms = sqlite3_column_int64 (statement, 2);
  tagged->auth = sqlite3_column_int (statement, 3);
  tagged->anon = sqlite3_column_int (statement, 4);
  tagged->public_json = database_dup_text (statement, 5);
  tagged->tags = database_dup_text (statement, 6);
  tagged->channel = sqlite3_column_int (statement, 7) != 0;
  tagged->members = sqlite3_column_int (statement, 8);
  return tagged;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const Tagged *first = *(const Tagged *const *) a, *second = *(const Tagged *const *) b;

  if (first->matches != second->matches)
    return first->matches < second->matches ? 1 : -1;
  if (first->members != second->members)
    return first->members < second->members ? 1 : -1;
  return 0;
}

static void
add_with (Database *self, const char *word, char **required, char **optional, GHashTable *seen, GPtrArray *found)
{
  sqlite3_stmt *statement =
    database_prepare (self, "SELECT " COLUMNS_OF_USERS " FROM user WHERE instr(tags, ?1) > 0"
                            " UNION ALL SELECT " COLUMNS_OF_TOPICS " FROM topic WHERE instr(tags, ?1) > 0");
  g_autofree char *line = as_line (word);

  database_bind_text (statement, 1, line);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      Tagged *tagged = from_row (statement);
      char *name = tagged->key ? g_strdup (tagged->key) : g_strdup_printf ("%" G_GINT64_FORMAT, tagged->user);

      if (count_matches (tagged->tags, required) < g_strv_length (required) || !g_hash_table_add (seen, name))
        {
          tagged_free (tagged);
          continue;
        }
      tagged->matches = count_matches (tagged->tags, required) + count_matches (tagged->tags, optional);
      g_ptr_array_add (found, tagged);
    }
  sqlite3_reset (statement);
}

GPtrArray *
database_find_tagged (Database *self, char **required, char **optional, guint limit)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) tagged_free);

  /* Whoever has all that is required has the first of it. */
  if (required[0])
    add_with (self, required[0], required, optional, seen, found);
  for (guint i = 0; !required[0] && optional[i]; i++)
    add_with (self, optional[i], required, optional, seen, found);
  g_ptr_array_sort (found, compare);
  if (found->len > limit)
    g_ptr_array_set_size (found, limit);
  return found;
}
