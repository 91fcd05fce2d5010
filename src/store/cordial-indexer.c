/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes the search index and keeps it, on a thread of its own with connections of its own. What is there when an index begins is gone
 * through from the newest to the oldest, a shard at a time, each a transaction that says how far it came; what changes from then on
 * is noted in the account's database by its triggers, and is done again as often as it takes: doing it twice is doing it once. A full disk
 * is waited for; an index that is damaged is made anew; an account's database that is damaged is others' business.
 */
#define _GNU_SOURCE
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-index-private.h"

#include <string.h>
#include <sys/resource.h>

/* Long texts make a transaction of fewer messages. */
#define BATCH_BYTES (8 * 1024 * 1024)
/* After a full disk, or whatever else may pass. */
#define PAUSE_S 3
/* Behind whatever somebody waits for. */
#define NICENESS 10

struct _CordialIndexer
{
  char *path;
  CordialContentReader read_content;
  CordialIndexerFunc progress;
  CordialIndexerForgetFunc forget;
  gpointer user_data; /* outlives the thread */
  GThread *thread;

  GMutex mutex; /* of what follows */
  GCond cond;
  gboolean woken;
  gboolean ending;
  gboolean distrusted;
  double told;
  double news;
  guint source;

  /* the thread's alone */
  CordialDatabase *account;
  CordialDatabase *index;
  char *index_path;
  gint64 goal;         /* the last row of those to go through */
  gint64 left;         /* the last of them that was not yet */
  gint64 change;       /* the last one done */
  gint64 top;          /* no row above it is in the index */
  GHashTable *changes; /* shard → CordialIndexChange */
};

static gboolean
is_ending (CordialIndexer *self)
{
  gboolean ending;

  g_mutex_lock (&self->mutex);
  ending = self->ending;
  g_mutex_unlock (&self->mutex);
  return ending;
}

/* --- What others are told ------------------------------------------------------------------------------------------ */

static gboolean
on_progress (gpointer user_data)
{
  CordialIndexer *self = user_data;
  double progress;

  g_mutex_lock (&self->mutex);
  self->source = 0;
  progress = self->news;
  g_mutex_unlock (&self->mutex);
  self->progress (progress, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
tell (CordialIndexer *self, double progress)
{
  g_mutex_lock (&self->mutex);
  self->news = progress;
  if (self->source == 0 && self->told != progress && !self->ending)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_static_name (source, "CordialIndexer progress");
      g_source_set_callback (source, on_progress, self, NULL);
      self->source = g_source_attach (source, NULL);
    }
  self->told = progress;
  g_mutex_unlock (&self->mutex);
}

/* --- One message --------------------------------------------------------------------------------------------------- */

static CordialIndexChange *
get_change (CordialIndexer *self, gint64 row)
{
  gint64 shard = row / CORDIAL_INDEX_SHARD_ROWS;
  CordialIndexChange *change = g_hash_table_lookup (self->changes, &shard);

  if (!change)
    {
      change = cordial_index_change_new (shard);
      g_hash_table_insert (self->changes, g_memdup2 (&shard, sizeof shard), change);
    }
  return change;
}

/* Returns how many bytes of text it has. */
static gsize
add_message (CordialIndexer *self, const CordialMessageRecord *message)
{
  static const char *const kinds[] = { "link", "file", "picture" };
  CordialIndexChange *change = get_change (self, message->row);
  g_autofree char *text = NULL;
  guint found;

  if (message->deletion != 0 || message->replaces > 0)
    return 0;
  text = cordial_index_dup_searched (message, self->read_content, &found);
  cordial_index_change_add_text (change, message->row, text);
  cordial_index_change_add_tag (change, message->row, CORDIAL_INDEX_CHAT, message->conversation_id);
  if (message->sender_id)
    cordial_index_change_add_tag (change, message->row, CORDIAL_INDEX_SENDER, message->sender_id);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (found & (1u << i))
      cordial_index_change_add_tag (change, message->row, CORDIAL_INDEX_KIND, kinds[i]);
  return strlen (text);
}

/* All that was gathered, and what @key is then. */
static gboolean
commit (CordialIndexer *self, const char *key, gint64 number, GError **error)
{
  gboolean took = FALSE;
  GHashTableIter iter;
  gpointer change;

  if (!cordial_database_exec (self->index, "BEGIN IMMEDIATE", error))
    return FALSE;
  g_hash_table_iter_init (&iter, self->changes);
  while (g_hash_table_iter_next (&iter, NULL, &change))
    {
      if (!cordial_index_change_apply (change, self->index, error))
        goto failed;
      took |= cordial_index_change_took (change);
    }
  if (!cordial_index_put (self->index, key, number, error) ||
      !cordial_index_put (self->index, "top", self->top, error) ||
      !cordial_database_exec (self->index, "COMMIT", error))
    goto failed;
  g_hash_table_remove_all (self->changes);
  /* Nor is what was taken out in the log. */
  return !took || cordial_database_exec (self->index, "PRAGMA wal_checkpoint (TRUNCATE)", error);

failed:
  g_hash_table_remove_all (self->changes);
  if (!sqlite3_get_autocommit (self->index->db))
    sqlite3_exec (self->index->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

/* --- What was there before ------------------------------------------------------------------------------------------ */

static gboolean
read_shard (CordialIndexer *self, gint64 low, gint64 *next, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (self->account,
                                                      "SELECT " CORDIAL_MESSAGE_COLUMNS " FROM message"
                                                      " WHERE row >= ?1 AND row <= ?2 ORDER BY row DESC",
                                                      error);
  gsize bytes = 0;
  int code;

  if (!statement)
    return FALSE;
  *next = low - 1;
  sqlite3_bind_int64 (statement, 1, low);
  sqlite3_bind_int64 (statement, 2, self->left);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      g_autoptr (CordialMessageRecord) message = cordial_store_message_from_row (statement);

      bytes += add_message (self, message);
      if (bytes < BATCH_BYTES)
        continue;
      *next = message->row - 1;
      code = SQLITE_DONE;
      break;
    }
  if (code != SQLITE_DONE)
    cordial_database_set_error (self->account, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE;
}

/* Returns whether that went well; which of the two databases failed is said by @account_failed. */
static gboolean
go_through_shard (CordialIndexer *self, gboolean *account_failed, GError **error)
{
  gint64 low = MAX (self->left / CORDIAL_INDEX_SHARD_ROWS * CORDIAL_INDEX_SHARD_ROWS, 0), next;

  *account_failed = !read_shard (self, low, &next, error);
  if (*account_failed || !commit (self, "left", MAX (next, 0), error))
    return FALSE;
  self->left = MAX (next, 0);
  return TRUE;
}

/* --- What changed since --------------------------------------------------------------------------------------------- */

static gboolean
read_changed (CordialIndexer *self, gint64 row, GError **error)
{
  g_autoptr (CordialMessageRecord) message = NULL;

  if (!cordial_store_find_message (self->account, row, &message, error))
    return FALSE;
  if (row <= self->top)
    cordial_index_change_remove (get_change (self, row), row);
  if (message)
    add_message (self, message);
  return TRUE;
}

static gboolean
read_changes (CordialIndexer *self, gint64 *last, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    self->account, "SELECT change, row FROM unindexed WHERE change > ?1 ORDER BY change LIMIT 16384", error);
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer row;
  gint64 top = self->top;
  int code;

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->change);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      gint64 changed = sqlite3_column_int64 (statement, 1);

      *last = sqlite3_column_int64 (statement, 0);
      if (changed >= 0)
        g_hash_table_add (rows, g_memdup2 (&changed, sizeof changed));
      top = MAX (top, changed);
    }
  if (code != SQLITE_DONE)
    cordial_database_set_error (self->account, error);
  sqlite3_reset (statement);
  if (code != SQLITE_DONE)
    return FALSE;
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    if (!read_changed (self, *(gint64 *) row, error))
      return FALSE;
  self->top = top;
  return TRUE;
}

static gboolean
follow (CordialIndexer *self, gboolean *account_failed, gboolean *some, GError **error)
{
  gint64 last = self->change, top = self->top;
  gboolean read;

  /* One look: what changes while it lasts has a higher number. */
  read = cordial_database_exec (self->account, "BEGIN", error) && read_changes (self, &last, error);
  sqlite3_exec (self->account->db, "COMMIT", NULL, NULL, NULL);
  *account_failed = !read;
  *some = last > self->change;
  if (!read || (*some && !commit (self, "change", last, error)))
    {
      self->top = top;
      return FALSE;
    }
  if (*some)
    {
      self->change = last;
      self->forget (last, self->user_data);
    }
  return TRUE;
}

/* --- The thread ------------------------------------------------------------------------------------------------------ */

static gboolean
ask (CordialDatabase *database, const char *sql, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, sql, error);
  int code;

  *number = 0;
  if (!statement)
    return FALSE;
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *number = sqlite3_column_int64 (statement, 0);
  else if (code != SQLITE_DONE)
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE;
}

static char *
read_identity (CordialDatabase *account, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (account, "SELECT id FROM identity", error);
  char *identity = NULL;

  if (!statement)
    return NULL;
  if (sqlite3_step (statement) == SQLITE_ROW)
    identity = cordial_store_dup_text (statement, 0);
  else
    cordial_database_set_error (account, error);
  sqlite3_reset (statement);
  return identity;
}

static gboolean
begin_index (CordialIndexer *self, GError **error)
{
  g_autofree char *note = g_strdup_printf ("BEGIN IMMEDIATE;"
                                           "INSERT OR REPLACE INTO state VALUES ('goal', %1$" G_GINT64_FORMAT "),"
                                           " ('left', %1$" G_GINT64_FORMAT "), ('top', %1$" G_GINT64_FORMAT "),"
                                           " ('change', %2$" G_GINT64_FORMAT "), ('begun', 1); COMMIT;",
                                           self->goal, self->change);

  return cordial_database_exec (self->index, note, error);
}

static gboolean
open_both (CordialIndexer *self, gboolean *account_failed, GError **error)
{
  g_autofree char *identity = NULL;
  gint64 last_change, last_row, begun;

  *account_failed = TRUE;
  if (!self->account)
    self->account = cordial_database_open (self->path, TRUE, error);
  if (!self->account || !cordial_database_exec (self->account, "BEGIN", error))
    return FALSE;
  identity = read_identity (self->account, error);
  *account_failed =
    !identity ||
    !ask (self->account, "SELECT seq FROM sqlite_sequence WHERE name = 'unindexed'", &last_change, error) ||
    !ask (self->account, "SELECT max (row) FROM message", &last_row, error);
  sqlite3_exec (self->account->db, "COMMIT", NULL, NULL, NULL);
  if (*account_failed)
    return FALSE;
  self->index = cordial_index_open (self->index_path, identity, last_change, error);
  if (!self->index || !cordial_index_get (self->index, "begun", &begun, error))
    return FALSE;
  if (!begun)
    {
      self->goal = self->left = self->top = last_row;
      self->change = last_change;
      return begin_index (self, error);
    }
  return cordial_index_get (self->index, "goal", &self->goal, error) &&
         cordial_index_get (self->index, "left", &self->left, error) &&
         cordial_index_get (self->index, "top", &self->top, error) &&
         cordial_index_get (self->index, "change", &self->change, error);
}

static void
make_anew (CordialIndexer *self)
{
  g_message ("the search index is damaged, and is made anew");
  g_clear_pointer (&self->index, cordial_database_free);
  cordial_index_remove (self->index_path);
}

static gboolean
is_distrusted (CordialIndexer *self)
{
  gboolean distrusted;

  g_mutex_lock (&self->mutex);
  distrusted = self->distrusted;
  self->distrusted = FALSE;
  g_mutex_unlock (&self->mutex);
  return distrusted;
}

/* Whether that went well; whether there is something more to do at once is said by @busy. */
static gboolean
work (CordialIndexer *self, gboolean *account_failed, gboolean *busy, GError **error)
{
  if (is_distrusted (self))
    make_anew (self);
  if (!self->index && !open_both (self, account_failed, error))
    return FALSE;
  if (!follow (self, account_failed, busy, error))
    return FALSE;
  if (self->left > 0)
    {
      if (!go_through_shard (self, account_failed, error))
        return FALSE;
      *busy = TRUE;
    }
  tell (self, self->left > 0 ? (double) (self->goal - self->left) / (double) self->goal : *busy ? 0.99 : 1.0);
  return TRUE;
}

/* Until there is something to do, or for a while. */
static void
wait_for_work (CordialIndexer *self, gint64 until_us)
{
  g_mutex_lock (&self->mutex);
  while (!self->ending && (until_us > 0 || !self->woken))
    {
      if (until_us == 0)
        g_cond_wait (&self->cond, &self->mutex);
      else if (!g_cond_wait_until (&self->cond, &self->mutex, until_us))
        break;
    }
  self->woken = FALSE;
  g_mutex_unlock (&self->mutex);
}

static gpointer
run (gpointer data)
{
  CordialIndexer *self = data;

  setpriority (PRIO_PROCESS, 0, NICENESS); /* on Linux, of this thread alone */
  while (!is_ending (self))
    {
      g_autoptr (GError) error = NULL;
      gboolean account_failed = FALSE, busy = FALSE;

      if (work (self, &account_failed, &busy, &error))
        {
          if (!busy)
            wait_for_work (self, 0);
          continue;
        }
      g_hash_table_remove_all (self->changes);
      if (g_error_matches (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT) && account_failed)
        {
          g_message ("the messages cannot be searched: %s", error->message);
          break;
        }
      if (g_error_matches (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT))
        make_anew (self);
      else
        {
          g_clear_pointer (&self->index, cordial_database_free);
          g_debug ("the search index waits: %s", error->message);
          wait_for_work (self, g_get_monotonic_time () + PAUSE_S * G_USEC_PER_SEC);
        }
    }
  g_clear_pointer (&self->index, cordial_database_free);
  g_clear_pointer (&self->account, cordial_database_free);
  return NULL;
}

CordialIndexer *
cordial_indexer_new (const char *path,
                     CordialContentReader read_content,
                     CordialIndexerFunc progress,
                     CordialIndexerForgetFunc forget,
                     gpointer user_data)
{
  CordialIndexer *self = g_new0 (CordialIndexer, 1);

  self->path = g_strdup (path);
  self->index_path = cordial_index_dup_path (path);
  self->read_content = read_content;
  self->progress = progress;
  self->forget = forget;
  self->user_data = user_data;
  self->told = -1;
  self->changes =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) cordial_index_change_free);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("cordial-index", run, self);
  return self;
}

CordialContentReader
cordial_indexer_get_reader (CordialIndexer *self)
{
  return self->read_content;
}

void
cordial_indexer_distrust (CordialIndexer *self)
{
  g_mutex_lock (&self->mutex);
  self->distrusted = self->woken = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
cordial_indexer_wake (CordialIndexer *self)
{
  g_mutex_lock (&self->mutex);
  self->woken = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* Returns when the thread is over, which is at the end of the shard that it is at. */
void
cordial_indexer_stop (CordialIndexer *self)
{
  g_mutex_lock (&self->mutex);
  self->ending = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  if (self->thread)
    g_thread_join (g_steal_pointer (&self->thread));
  g_clear_handle_id (&self->source, g_source_remove);
}

void
cordial_indexer_free (CordialIndexer *self)
{
  cordial_indexer_stop (self);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_hash_table_unref (self->changes);
  g_free (self->path);
  g_free (self->index_path);
  g_free (self);
}
