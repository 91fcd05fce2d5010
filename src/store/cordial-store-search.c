/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks for messages. The index says of each shard, from the newest on, which messages may be meant; the messages themselves say whether they
 * are: an index that is behind shows nothing that was deleted or says something else by now. Each search has connections of its own, so
 * that it waits neither for what is written nor for another one.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-index-private.h"

#include "cordial-query.h"

#include <string.h>

/* What came to this computer last is not always the newest. Of so many that were found the newest are taken. */
#define MIN_GATHERED 512
/* What has all the words may still not have the phrase: as many are looked at before somebody is told that there may be more. */
#define MAX_LOOKS 100000

typedef struct
{
  char *path;
  char *conversation_id;
  char *sender_id;
  CordialQuery *query;
  CordialStoreSearch what;
  CordialContentReader read_content;

  GPtrArray *hits;
  guint n_looks;
  gboolean more;
} Search;

static void
search_free (gpointer data)
{
  Search *self = data;

  g_free (self->path);
  g_free (self->conversation_id);
  g_free (self->sender_id);
  cordial_query_free (self->query);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  g_free (self);
}

void
cordial_store_hit_free (CordialStoreHit *self)
{
  cordial_message_record_free (self->message);
  g_free (self->text);
  g_array_unref (self->ranges);
  g_free (self);
}

static gboolean
keep_tag (CordialDatabase *index, gint64 shard, char tag, const char *value, CordialIndexSet *set, GError **error)
{
  g_autofree char *term = g_strdup_printf ("%c%s", tag, value);
  CordialIndexSet found = { { 0 } };

  if (!cordial_index_read_term (index, shard, term, strlen (term), FALSE, &found, error))
    return FALSE;
  cordial_index_set_keep (set, &found);
  return TRUE;
}

static gboolean
keep_tags (Search *self, CordialDatabase *index, gint64 shard, CordialIndexSet *set, GError **error)
{
  return (!self->conversation_id || keep_tag (index, shard, CORDIAL_INDEX_CHAT, self->conversation_id, set, error)) &&
         (!self->sender_id || keep_tag (index, shard, CORDIAL_INDEX_SENDER, self->sender_id, set, error)) &&
         (!(self->what.kinds & CORDIAL_STORE_SEARCH_LINKS) ||
          keep_tag (index, shard, CORDIAL_INDEX_KIND, "link", set, error)) &&
         (!(self->what.kinds & CORDIAL_STORE_SEARCH_FILES) ||
          keep_tag (index, shard, CORDIAL_INDEX_KIND, "file", set, error)) &&
         (!(self->what.kinds & CORDIAL_STORE_SEARCH_PICTURES) ||
          keep_tag (index, shard, CORDIAL_INDEX_KIND, "picture", set, error));
}

/* Whole words first: they are found at once, and where one is missing the many that begin alike need no look. */
static gboolean
keep_terms (Search *self,
            CordialDatabase *index,
            gint64 shard,
            gboolean beginning,
            CordialIndexSet *set,
            GError **error)
{
  for (guint i = 0; i < self->query->parts->len; i++)
    {
      const GArray *part = self->query->parts->pdata[i];

      for (guint k = 0; k < part->len; k++)
        {
          const CordialQueryTerm *term = &g_array_index (part, CordialQueryTerm, k);
          CordialIndexSet found = { { 0 } };

          if (term->beginning != beginning)
            continue;
          if (!cordial_index_read_term (index, shard, term->term, strlen (term->term), beginning, &found, error))
            return FALSE;
          cordial_index_set_keep (set, &found);
          if (cordial_index_set_is_empty (set))
            return TRUE;
        }
    }
  return TRUE;
}

static gboolean
is_meant (Search *self, const CordialMessageRecord *message)
{
  return message->deletion == 0 && message->replaces == 0 && message->time_ms >= self->what.from_ms &&
         (self->what.until_ms == 0 || message->time_ms < self->what.until_ms) &&
         (!self->conversation_id || g_strcmp0 (message->conversation_id, self->conversation_id) == 0) &&
         (!self->sender_id || g_strcmp0 (message->sender_id, self->sender_id) == 0);
}

static gboolean
look (Search *self, CordialDatabase *account, gint64 row, GError **error)
{
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (GArray) ranges = NULL;
  g_autofree char *text = NULL;
  CordialStoreHit *hit;
  guint kinds;

  self->n_looks++;
  if (!cordial_store_find_message (account, row, &message, error))
    return FALSE;
  if (!message || !is_meant (self, message))
    return TRUE;
  text = cordial_index_dup_searched (message, self->read_content, &kinds);
  if (self->what.kinds & ~kinds)
    return TRUE;
  ranges = g_array_new (FALSE, FALSE, sizeof (CordialQueryRange));
  if (!cordial_query_is_empty (self->query) && !cordial_query_match (self->query, text, ranges))
    return TRUE;
  hit = g_new (CordialStoreHit, 1);
  hit->message = g_steal_pointer (&message);
  hit->text = g_steal_pointer (&text);
  hit->ranges = g_steal_pointer (&ranges);
  g_ptr_array_add (self->hits, hit);
  return TRUE;
}

/* Returns FALSE at an error; ends early when there is enough. */
static gboolean
search_shard (Search *self,
              CordialDatabase *account,
              CordialDatabase *index,
              gint64 shard,
              GCancellable *cancellable,
              GError **error)
{
  CordialIndexSet set;

  memset (&set, 0xff, sizeof set);
  if (!keep_tags (self, index, shard, &set, error))
    return FALSE;
  if (!cordial_index_set_is_empty (&set) && !keep_terms (self, index, shard, FALSE, &set, error))
    return FALSE;
  if (!cordial_index_set_is_empty (&set) && !keep_terms (self, index, shard, TRUE, &set, error))
    return FALSE;
  for (guint member = CORDIAL_INDEX_SHARD_ROWS; member-- > 0;)
    {
      if (!cordial_index_set_has (&set, member))
        continue;
      if (self->hits->len >= MAX (self->what.limit, MIN_GATHERED) || self->n_looks >= MAX_LOOKS)
        {
          self->more = TRUE;
          return TRUE;
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !look (self, account, shard * CORDIAL_INDEX_SHARD_ROWS + member, error))
        return FALSE;
    }
  return TRUE;
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const CordialStoreHit *left = *(CordialStoreHit *const *) a, *right = *(CordialStoreHit *const *) b;

  if (left->message->time_ms != right->message->time_ms)
    return left->message->time_ms > right->message->time_ms ? -1 : 1;
  return left->message->row > right->message->row ? -1 : left->message->row < right->message->row;
}

static gboolean
search_all (Search *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *index_path = cordial_index_dup_path (self->path);
  g_autoptr (CordialDatabase) account = NULL;
  g_autoptr (CordialDatabase) index = NULL;
  sqlite3_stmt *statement;
  gboolean made = FALSE;
  gint64 shard = -1;

  account = cordial_database_open (self->path, TRUE, error);
  if (!account)
    return FALSE;
  /* No index yet, or one that is just being made: nothing can be found yet, and that is no failure. */
  index = g_file_test (index_path, G_FILE_TEST_EXISTS) ? cordial_database_open (index_path, TRUE, NULL) : NULL;
  if (index && !cordial_index_is_made (index, &made, error))
    return FALSE;
  self->more = !made;
  while (!self->more)
    {
      gboolean found;

      statement = cordial_database_prepare (
        index, shard < 0 ? "SELECT -min (shard) FROM posting" : "SELECT -min (shard) FROM posting WHERE shard > -?1",
        error);
      if (!statement)
        return FALSE;
      if (shard >= 0)
        sqlite3_bind_int64 (statement, 1, shard);
      found = sqlite3_step (statement) == SQLITE_ROW && sqlite3_column_type (statement, 0) != SQLITE_NULL;
      shard = found ? sqlite3_column_int64 (statement, 0) : -1;
      if (!found && sqlite3_errcode (index->db) != SQLITE_OK && sqlite3_errcode (index->db) != SQLITE_ROW)
        {
          cordial_database_set_error (index, error);
          sqlite3_reset (statement);
          return FALSE;
        }
      sqlite3_reset (statement);
      if (!found)
        break;
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !search_shard (self, account, index, shard, cancellable, error))
        return FALSE;
    }
  g_ptr_array_sort (self->hits, compare_hits);
  if (self->hits->len > self->what.limit)
    {
      self->more = TRUE;
      g_ptr_array_set_size (self->hits, (int) self->what.limit);
    }
  return TRUE;
}

static void
search_on_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Search *self = task_data;
  GError *error = NULL;

  if (search_all (self, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The thread may hold its task for a moment longer than its answer takes: that task knows no store, which would be held, too. */
static void
on_searched (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * cordial_store_search_async:
 * @self: a #CordialStore
 * @search: what is looked for
 * @cancellable: (nullable): asked at each message
 *
 * Finds what is in the index. Where nothing is looked for, nothing is found.
 */
void
cordial_store_search_async (CordialStore *self,
                            const CordialStoreSearch *search,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Search *data = g_new0 (Search, 1);
  CordialIndexer *indexer = cordial_store_get_indexer (self);

  g_task_set_source_tag (task, cordial_store_search_async);
  data->path = g_strdup (cordial_store_get_path (self));
  data->conversation_id = g_strdup (search->conversation_id);
  data->sender_id = g_strdup (search->sender_id);
  data->query = cordial_query_new (search->typed);
  data->what = *search;
  data->what.typed = data->what.conversation_id = data->what.sender_id = NULL;
  data->read_content = indexer ? cordial_indexer_get_reader (indexer) : NULL;
  data->hits = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_store_hit_free);
  g_task_set_task_data (task, data, search_free);
  if (search->limit == 0 || (cordial_query_is_empty (data->query) && search->kinds == 0))
    g_task_return_boolean (task, TRUE);
  else
    {
      g_autoptr (GTask) on_thread = g_task_new (NULL, cancellable, on_searched, g_object_ref (task));

      g_task_set_source_tag (on_thread, cordial_store_search_async);
      g_task_set_task_data (on_thread, data, NULL);
      g_task_run_in_thread (on_thread, search_on_thread);
    }
}

/**
 * cordial_store_search_finish:
 * @more: (out) (optional): whether there is, or may be, more than was found
 *
 * An index that is damaged finds nothing, and is made anew from now on.
 *
 * Returns: (transfer full) (nullable) (element-type CordialStoreHit): the newest first
 */
GPtrArray *
cordial_store_search_finish (CordialStore *self, GAsyncResult *result, gboolean *more, GError **error)
{
  Search *data = g_task_get_task_data (G_TASK (result));
  CordialIndexer *indexer = cordial_store_get_indexer (self);
  g_autoptr (GError) failure = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &failure))
    {
      if (!indexer || !g_error_matches (failure, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      cordial_indexer_distrust (indexer);
      g_ptr_array_set_size (data->hits, 0);
      data->more = TRUE;
    }
  if (more)
    *more = data->more;
  return g_steal_pointer (&data->hits);
}
