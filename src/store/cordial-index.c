/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search index as a file of its own beside the account's database. A table says of each shard and each word in which messages of
 * it the word is. Shards are of rows that follow each other, so that the newest are looked at first and a word that is everywhere is
 * found at once, and so that a message is taken out without knowing what it said: its shard is gone through. That is what an index
 * without the text cannot do in FTS5, which wants to be told the words that it shall forget. Nothing here is precious: what is broken or
 * belongs to another database is made anew.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-index-private.h"

#include "cordial-content.h"
#include "cordial-links.h"
#include "cordial-words.h"

#include <glib/gstdio.h>
#include <string.h>

/* Of the tables and of how texts are taken apart. */
#define INDEX_VERSION 2

/* In a page of so many bytes nearly all sets have room; in a smaller one each of the larger would take a page of its own. */
#define PAGE_SIZE "PRAGMA page_size = 8192"

/* --- A change of one shard ---------------------------------------------------------------------------------------- */

struct _CordialIndexChange
{
  gint64 shard;
  gboolean some_go;
  gboolean took; /* something, from what was there */
  CordialIndexSet removed;
  GHashTable *terms; /* GBytes → CordialIndexSet */
  CordialWords *words;
};

CordialIndexChange *
cordial_index_change_new (gint64 shard)
{
  CordialIndexChange *self = g_new0 (CordialIndexChange, 1);

  self->shard = shard;
  self->terms =
    g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, (GDestroyNotify) g_array_unref);
  self->words = cordial_words_new ();
  return self;
}

void
cordial_index_change_free (CordialIndexChange *self)
{
  g_hash_table_unref (self->terms);
  cordial_words_free (self->words);
  g_free (self);
}

static guint16
get_member (CordialIndexChange *self, gint64 row)
{
  g_assert (row / CORDIAL_INDEX_SHARD_ROWS == self->shard);

  return (guint16) (row % CORDIAL_INDEX_SHARD_ROWS);
}

void
cordial_index_change_remove (CordialIndexChange *self, gint64 row)
{
  cordial_index_set_add (&self->removed, get_member (self, row));
  self->some_go = TRUE;
}

void
cordial_index_change_add (CordialIndexChange *self, gint64 row, const char *term, gsize length)
{
  guint16 member = get_member (self, row);
  g_autoptr (GBytes) key = g_bytes_new_static (term, length);
  GArray *members = g_hash_table_lookup (self->terms, key);

  if (!members)
    {
      members = g_array_sized_new (FALSE, FALSE, sizeof (guint16), 1);
      g_hash_table_insert (self->terms, g_bytes_new (term, length), members);
    }
  if (members->len == 0 || g_array_index (members, guint16, members->len - 1) != member)
    g_array_append_val (members, member);
}

void
cordial_index_change_add_text (CordialIndexChange *self, gint64 row, const char *text)
{
  cordial_words_read (self->words, text, strlen (text));
  for (guint i = 0; i < self->words->words->len; i++)
    {
      const CordialWord *word = cordial_words_get (self->words, i);

      cordial_index_change_add (self, row, self->words->terms->str + word->term, word->term_length);
    }
}

void
cordial_index_change_add_tag (CordialIndexChange *self, gint64 row, char tag, const char *value)
{
  g_autofree char *term = g_strdup_printf ("%c%s", tag, value);

  cordial_index_change_add (self, row, term, strlen (term));
}

/* The newest stand first on disk: what is gone through from the newest to the oldest is written at the end, and fills its pages. */
static gint64
get_key (gint64 shard)
{
  return -shard;
}

static gboolean
write_set (CordialDatabase *index,
           gint64 shard,
           const void *term,
           gsize length,
           const CordialIndexSet *set,
           GByteArray *bytes,
           GError **error)
{
  gboolean keep;
  sqlite3_stmt *statement;

  cordial_index_set_write (set, bytes);
  keep = bytes->len > 0;
  statement = keep ? cordial_database_prepare (index, "INSERT OR REPLACE INTO posting VALUES (?1, ?2, ?3)", error)
                   : cordial_database_prepare (index, "DELETE FROM posting WHERE shard = ?1 AND term = ?2", error);
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, get_key (shard));
  sqlite3_bind_blob64 (statement, 2, term, length, SQLITE_STATIC);
  if (keep)
    sqlite3_bind_blob64 (statement, 3, bytes->data, bytes->len, SQLITE_STATIC);
  return cordial_database_step (index, statement, error);
}

static gboolean
is_corrupt (GError **error)
{
  g_set_error_literal (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT, "the search index is damaged");
  return FALSE;
}

/* What is read first is written then: one does not change a table under one's own feet. */
static gboolean
find_removed (CordialIndexChange *self, CordialDatabase *index, GPtrArray *terms, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (index, "SELECT term, rows FROM posting WHERE shard = ?1", error);
  gboolean sound = TRUE;
  int code;

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, get_key (self->shard));
  while ((code = sqlite3_step (statement)) == SQLITE_ROW && sound)
    {
      CordialIndexSet set = { { 0 } };

      sound =
        cordial_index_set_read (&set, sqlite3_column_blob (statement, 1), (gsize) sqlite3_column_bytes (statement, 1));
      cordial_index_set_keep (&set, &self->removed);
      if (!cordial_index_set_is_empty (&set))
        g_ptr_array_add (terms,
                         g_bytes_new (sqlite3_column_blob (statement, 0), (gsize) sqlite3_column_bytes (statement, 0)));
    }
  if (code != SQLITE_DONE && sound)
    cordial_database_set_error (index, error);
  sqlite3_reset (statement);
  return sound ? code == SQLITE_DONE : is_corrupt (error);
}

/* Of one that was applied: whether there is something now that must not be found in what was freed. */
gboolean
cordial_index_change_took (const CordialIndexChange *self)
{
  return self->took;
}

static int
compare_bytes (gconstpointer a, gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *) a, *(GBytes *const *) b);
}

gboolean
cordial_index_change_apply (CordialIndexChange *self, CordialDatabase *index, GError **error)
{
  g_autoptr (GPtrArray) removed = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) added = g_hash_table_get_keys_as_ptr_array (self->terms);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (self->some_go && !find_removed (self, index, removed, error))
    return FALSE;
  self->took = removed->len > 0;
  for (guint i = 0; i < removed->len; i++)
    {
      gsize length;
      const void *term = g_bytes_get_data (removed->pdata[i], &length);
      CordialIndexSet set = { { 0 } };

      if (!cordial_index_read_term (index, self->shard, term, length, FALSE, &set, error))
        return FALSE;
      cordial_index_set_drop (&set, &self->removed);
      if (!write_set (index, self->shard, term, length, &set, bytes, error))
        return FALSE;
    }
  /* In the order in which they stand on disk. */
  g_ptr_array_sort (added, compare_bytes);
  for (guint i = 0; i < added->len; i++)
    {
      gsize length;
      const void *term = g_bytes_get_data (added->pdata[i], &length);
      GArray *members = g_hash_table_lookup (self->terms, added->pdata[i]);
      CordialIndexSet set = { { 0 } };

      if (!cordial_index_read_term (index, self->shard, term, length, FALSE, &set, error))
        return FALSE;
      for (guint k = 0; k < members->len; k++)
        cordial_index_set_add (&set, g_array_index (members, guint16, k));
      if (!write_set (index, self->shard, term, length, &set, bytes, error))
        return FALSE;
    }
  return TRUE;
}

/* Adds to @set; of a word's beginning, all words that begin so. */
gboolean
cordial_index_read_term (CordialDatabase *index,
                         gint64 shard,
                         const char *term,
                         gsize length,
                         gboolean beginning,
                         CordialIndexSet *set,
                         GError **error)
{
  sqlite3_stmt *statement =
    beginning ? cordial_database_prepare (
                  index, "SELECT rows FROM posting WHERE shard = ?1 AND term >= ?2 AND term < ?3", error)
              : cordial_database_prepare (index, "SELECT rows FROM posting WHERE shard = ?1 AND term = ?2", error);
  g_autofree char *after = beginning ? g_malloc (length + 1) : NULL;
  gboolean sound = TRUE;
  int code;

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, get_key (shard));
  sqlite3_bind_blob64 (statement, 2, term, length, SQLITE_STATIC);
  if (beginning)
    {
      /* No byte of UTF-8. */
      memcpy (after, term, length);
      after[length] = '\xff';
      sqlite3_bind_blob64 (statement, 3, after, length + 1, SQLITE_STATIC);
    }
  while ((code = sqlite3_step (statement)) == SQLITE_ROW && sound)
    sound =
      cordial_index_set_read (set, sqlite3_column_blob (statement, 0), (gsize) sqlite3_column_bytes (statement, 0));
  if (code != SQLITE_DONE && sound)
    cordial_database_set_error (index, error);
  sqlite3_reset (statement);
  return sound ? code == SQLITE_DONE : is_corrupt (error);
}

/* --- What is indexed ---------------------------------------------------------------------------------------------- */

static void
add_names (GString *text, const CordialContent *content, guint *kinds)
{
  for (guint i = 0; i < content->attachments->len; i++)
    {
      const CordialAttachment *attachment = content->attachments->pdata[i];

      if (attachment->name && *attachment->name)
        g_string_append_printf (text, "\n%s", attachment->name);
      if (attachment->kind == CORDIAL_ATTACHMENT_PICTURE || attachment->kind == CORDIAL_ATTACHMENT_VIDEO)
        *kinds |= CORDIAL_STORE_SEARCH_PICTURES;
      else if (attachment->kind == CORDIAL_ATTACHMENT_FILE || attachment->kind == CORDIAL_ATTACHMENT_SOUND)
        *kinds |= CORDIAL_STORE_SEARCH_FILES;
    }
  for (guint i = 0; i < content->spans->len; i++)
    if (((const CordialTextSpan *) content->spans->pdata[i])->kind == CORDIAL_TEXT_SPAN_LINK)
      *kinds |= CORDIAL_STORE_SEARCH_LINKS;
}

char *
cordial_index_dup_searched (const CordialMessageRecord *message, CordialContentReader read_content, guint *kinds)
{
  GString *text = g_string_new (message->text);
  g_autofree char *target = NULL;
  gsize start = 0, end = 0;

  *kinds = 0;
  if (read_content && message->content)
    {
      g_autoptr (CordialContent) content = read_content (message);

      if (content)
        add_names (text, content, kinds);
    }
  if (!g_utf8_validate (text->str, (gssize) text->len, NULL))
    {
      g_autofree char *valid = g_utf8_make_valid (text->str, (gssize) text->len);

      g_string_assign (text, valid);
    }
  if (cordial_link_find (text->str, &start, &end, &target))
    *kinds |= CORDIAL_STORE_SEARCH_LINKS;
  return g_string_free_and_steal (text);
}

/* --- The file ------------------------------------------------------------------------------------------------------ */

char *
cordial_index_dup_path (const char *store_path)
{
  return g_strconcat (store_path, "-search", NULL);
}

void
cordial_index_remove (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
}

gboolean
cordial_index_is_made (CordialDatabase *index, gboolean *made, GError **error)
{
  sqlite3_stmt *statement =
    cordial_database_prepare (index, "SELECT 1 FROM sqlite_schema WHERE name = 'posting'", error);
  int code;

  if (!statement)
    return FALSE;
  code = sqlite3_step (statement);
  *made = code == SQLITE_ROW;
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    cordial_database_set_error (index, error);
  sqlite3_reset (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE;
}

gboolean
cordial_index_get (CordialDatabase *index, const char *key, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (index, "SELECT number FROM state WHERE key = ?1", error);
  int code;

  *number = 0;
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *number = sqlite3_column_int64 (statement, 0);
  else if (code != SQLITE_DONE)
    cordial_database_set_error (index, error);
  sqlite3_reset (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE;
}

gboolean
cordial_index_put (CordialDatabase *index, const char *key, gint64 number, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (index, "INSERT OR REPLACE INTO state VALUES (?1, ?2)", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, number);
  return cordial_database_step (index, statement, error);
}

/* Whether it is of this database, as it is now or was before: one that was put back from a copy has counted less. */
static gboolean
is_ours (CordialDatabase *index, const char *identity, gint64 last_change)
{
  sqlite3_stmt *statement = cordial_database_prepare (index, "SELECT identity FROM owner", NULL);
  gint64 version, change;
  gboolean ours;

  if (!statement)
    return FALSE;
  ours = sqlite3_step (statement) == SQLITE_ROW &&
         g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), identity) == 0;
  sqlite3_reset (statement);
  return ours && cordial_index_get (index, "version", &version, NULL) && version == INDEX_VERSION &&
         cordial_index_get (index, "change", &change, NULL) && change <= last_change;
}

static gboolean
set_up (CordialDatabase *index, GError **error)
{
  /* What was taken out is overwritten, not only forgotten. */
  return cordial_database_set_up (index, error) &&
         cordial_database_exec (index, "PRAGMA secure_delete = ON; PRAGMA cache_size = -8192;", error);
}

static gboolean
fill_new (CordialDatabase *index, const char *identity, GError **error)
{
  sqlite3_stmt *statement;

  if (!cordial_database_exec (index,
                              "BEGIN IMMEDIATE;"
                              "CREATE TABLE owner (identity TEXT NOT NULL);"
                              "CREATE TABLE state (key TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;"
                              "CREATE TABLE posting (shard INTEGER NOT NULL, term BLOB NOT NULL, rows BLOB NOT NULL,"
                              " PRIMARY KEY (shard, term)) WITHOUT ROWID;",
                              error))
    return FALSE;
  statement = cordial_database_prepare (index, "INSERT INTO owner VALUES (?1)", error);
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, identity, -1, SQLITE_STATIC);
  return cordial_database_step (index, statement, error) &&
         cordial_index_put (index, "version", INDEX_VERSION, error) && cordial_database_exec (index, "COMMIT", error);
}

CordialDatabase *
cordial_index_open (const char *path, const char *identity, gint64 last_change, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autoptr (CordialDatabase) index = cordial_database_open (path, FALSE, NULL);

      if (index && is_ours (index, identity, last_change) && set_up (index, NULL))
        return g_steal_pointer (&index);
    }
  cordial_index_remove (path);
  {
    g_autoptr (CordialDatabase) index = cordial_database_open (path, FALSE, error);

    return index && cordial_database_exec (index, PAGE_SIZE, error) && set_up (index, error) &&
               fill_new (index, identity, error)
             ? g_steal_pointer (&index)
             : NULL;
  }
}
