/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was said is found, whatever happens to the index meanwhile; what is gone is not, nor in the bytes of its file.
 */
#define _GNU_SOURCE /* memmem() */
#define G_LOG_DOMAIN "cordial-test"

#include "cordial-index-private.h"
#include "cordial-query.h"
#include "file-limit.h"
#include "patience.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *
dup_index_path (StoreFixture *fixture)
{
  return g_strconcat (fixture->path, "-search", NULL);
}

static GPtrArray *
search (CordialStore *store, const CordialStoreSearch *what, gboolean *more)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *hits;

  cordial_store_search_async (store, what, NULL, store_fixture_on_result, &result);
  hits = cordial_store_search_finish (store, store_fixture_wait (&result), more, &error);
  g_assert_no_error (error);
  return hits;
}

static guint
count (CordialStore *store, const char *typed)
{
  g_autoptr (GPtrArray) hits = search (store, &(CordialStoreSearch) { .typed = typed, .limit = 1000 }, NULL);

  return hits->len;
}

static void
wait_for_index (StoreFixture *fixture)
{
  patience_wait (cordial_store_get_index_progress (fixture->store) == 1);
}

/* The index follows what is written; a search says when it is there. */
#define wait_for_count(store, typed, n) patience_wait (count (store, typed) == (n))

static void
take_in (StoreFixture *fixture, const char *conversation_id, gint64 seq, const char *text)
{
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();

  g_ptr_array_add (messages, store_fixture_message (conversation_id, seq, text));
  store_fixture_take_in (fixture->store, conversation_id, messages, seq, seq);
}

/* The store and its index write at the same time. */
static void
run_sql (StoreFixture *fixture, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 10000);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_before_and_after (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) hits = NULL;
  CordialStoreHit *hit;

  store_fixture_open (fixture);
  take_in (fixture, "grpA", 1, "The quick brown fox");
  g_assert_cmpuint (count (fixture->store, "quick"), ==, 0);
  cordial_store_start_index (fixture->store, NULL);
  wait_for_index (fixture);
  g_assert_cmpuint (count (fixture->store, "quick"), ==, 1);
  take_in (fixture, "usrB", 7, "Another fox, later");
  wait_for_count (fixture->store, "fox", 2);

  hits = search (fixture->store, &(CordialStoreSearch) { .typed = "fo", .limit = 10 }, NULL);
  g_assert_cmpuint (hits->len, ==, 2);
  hit = hits->pdata[0];
  g_assert_cmpstr (hit->message->conversation_id, ==, "usrB");
  g_assert_cmpstr (hit->text, ==, "Another fox, later");
  g_assert_cmpuint (hit->ranges->len, ==, 1);
  g_assert_cmpuint (g_array_index (hit->ranges, CordialQueryRange, 0).start, ==, 8);
  g_assert_cmpuint (g_array_index (hit->ranges, CordialQueryRange, 0).end, ==, 11);
  g_assert_cmpuint (count (fixture->store, ""), ==, 0);
  g_assert_cmpuint (count (fixture->store, "\" *"), ==, 0);
}

static CordialContent *
read_content (const CordialMessageRecord *message)
{
  CordialContent *content = cordial_content_new (message->text);
  CordialAttachment *attachment = cordial_content_add_attachment (
    content, g_str_equal (message->content, "picture") ? CORDIAL_ATTACHMENT_PICTURE : CORDIAL_ATTACHMENT_FILE);

  attachment->name = g_strdup ("Jahresbericht.pdf");
  cordial_content_finish (content);
  return content;
}

static guint
count_what (StoreFixture *fixture, CordialStoreSearch what)
{
  g_autoptr (GPtrArray) hits = NULL;

  what.limit = 100;
  hits = search (fixture->store, &what, NULL);
  return hits->len;
}

static void
test_filters (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  CordialMessageRecord *message;
  gboolean more;

  for (gint64 seq = 1; seq <= 6; seq++)
    g_ptr_array_add (messages, store_fixture_message ("grpA", seq, seq == 2 ? "see https://example.org/ now" : "see"));
  message = messages->pdata[2];
  message->content = g_strdup ("file");
  message = messages->pdata[3];
  message->content = g_strdup ("picture");
  message = messages->pdata[4];
  g_set_str (&message->sender_id, "usrC");
  store_fixture_open (fixture);
  cordial_store_start_index (fixture->store, read_content);
  store_fixture_take_in (fixture->store, "grpA", messages, 1, 6);
  take_in (fixture, "usrB", 1, "see");
  wait_for_count (fixture->store, "see", 7);

  g_assert_cmpuint (count_what (fixture, (CordialStoreSearch) { .typed = "see", .conversation_id = "grpA" }), ==, 6);
  g_assert_cmpuint (count_what (fixture, (CordialStoreSearch) { .typed = "see", .conversation_id = "grp" }), ==, 0);
  g_assert_cmpuint (count_what (fixture, (CordialStoreSearch) { .typed = "see", .sender_id = "usrC" }), ==, 1);
  g_assert_cmpuint (count_what (fixture, (CordialStoreSearch) { .kinds = CORDIAL_STORE_SEARCH_LINKS }), ==, 1);
  g_assert_cmpuint (count_what (fixture, (CordialStoreSearch) { .kinds = CORDIAL_STORE_SEARCH_FILES }), ==, 1);
  g_assert_cmpuint (count_what (fixture, (CordialStoreSearch) { .kinds = CORDIAL_STORE_SEARCH_PICTURES }), ==, 1);
  g_assert_cmpuint (count_what (fixture, (CordialStoreSearch) { .typed = "jahresber" }), ==, 2);
  g_assert_cmpuint (
    count_what (fixture, (CordialStoreSearch) { .typed = "see", .from_ms = 1700000000002, .until_ms = 1700000000005 }),
    ==, 3);
  g_ptr_array_unref (search (fixture->store, &(CordialStoreSearch) { .typed = "see", .limit = 3 }, &more));
  g_assert_true (more);
  g_ptr_array_unref (search (fixture->store, &(CordialStoreSearch) { .typed = "see", .limit = 7 }, &more));
  g_assert_false (more);
}

static void
assert_nowhere (StoreFixture *fixture, const char *bytes)
{
  static const char *const endings[] = { "", "-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *index_path = dup_index_path (fixture);
      g_autofree char *path = g_strconcat (index_path, endings[i], NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_get_contents (path, &contents, &length, NULL))
        g_assert_null (memmem (contents, length, bytes, strlen (bytes)));
    }
}

/* Not a byte of it, and of the others nothing is missing. */
static void
test_deletion (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  store_fixture_open (fixture);
  cordial_store_start_index (fixture->store, NULL);
  take_in (fixture, "grpA", 1, "plain words");
  take_in (fixture, "grpA", 2, "plain confidentialword");
  take_in (fixture, "usrB", 1, "plain otherhiddenword");
  wait_for_count (fixture->store, "plain", 3);
  cordial_store_remove_range (fixture->store, "grpA", 2, 2);
  cordial_store_remove_conversation (fixture->store, "usrB");
  cordial_store_flush (fixture->store);
  g_assert_cmpuint (count (fixture->store, "confidentialword"), ==, 0);
  g_assert_cmpuint (count (fixture->store, "plain"), ==, 1);
  patience_wait (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM unindexed") == 0);
  assert_nowhere (fixture, "confidentialword");
  assert_nowhere (fixture, "otherhiddenword");
}

/* Whatever is done in whatever order, the index says what one that is made anew says. */
static void
test_histories (void)
{
  static const char *const words[] = { "alpha", "beta", "gamma", "delta", "东京都", "naïve" };
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree char *index_path = dup_index_path (fixture);
  gint64 next = 1;
  guint before[G_N_ELEMENTS (words)];

  store_fixture_open (fixture);
  cordial_store_start_index (fixture->store, NULL);
  for (guint i = 0; i < 300; i++)
    {
      if (next < 5 || g_rand_int_range (random, 0, 3) > 0)
        {
          g_autofree char *text =
            g_strdup_printf ("%s %s", words[g_rand_int_range (random, 0, 6)], words[g_rand_int_range (random, 0, 6)]);

          take_in (fixture, "grpA", next++, text);
        }
      else if (g_rand_int_range (random, 0, 2) == 0)
        {
          gint64 seq = g_rand_int_range (random, 1, (gint32) next);

          cordial_store_remove_range (fixture->store, "grpA", seq, seq);
        }
      else
        {
          g_autofree char *sql =
            g_strdup_printf ("UPDATE message SET text = '%s' WHERE seq = %d", words[g_rand_int_range (random, 0, 6)],
                             g_rand_int_range (random, 1, (gint32) next));

          run_sql (fixture, sql);
        }
    }
  take_in (fixture, "grpA", next, "thelast");
  wait_for_count (fixture->store, "thelast", 1);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *like =
        g_strdup_printf ("SELECT count(*) FROM message WHERE deletion = 0 AND text LIKE '%%%s%%'", words[i]);

      before[i] = count (fixture->store, words[i]);
      g_assert_cmpint (before[i], ==, store_fixture_ask_number (fixture->path, like));
    }
  store_fixture_close (fixture);
  cordial_index_remove (index_path);
  store_fixture_open (fixture);
  cordial_store_start_index (fixture->store, NULL);
  wait_for_index (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_cmpuint (count (fixture->store, words[i]), ==, before[i]);
}

static void
fill (StoreFixture *fixture, guint n)
{
  g_autofree char *sql = g_strdup_printf (
    "BEGIN; INSERT OR IGNORE INTO conversation (id) VALUES ('grpA');"
    "INSERT INTO message (conversation, seq, place, sender, time_ms, state, text)"
    " WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %u)"
    " SELECT 'grpA', i, i, 'usrOther', 1700000000000 + i, 3, 'everywhere n' || i || ' m' || (i %% 1000) FROM c; COMMIT;",
    n);

  run_sql (fixture, sql);
}

/* It is broken at every place in turn, is of another database, is no index at all. */
static void
test_damage (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autofree char *index_path = dup_index_path (fixture);
  g_autofree char *whole = NULL;
  gsize length;

  store_fixture_open (fixture);
  fill (fixture, 3000);
  cordial_store_start_index (fixture->store, NULL);
  wait_for_index (fixture);
  store_fixture_close (fixture);
  g_assert_true (g_file_get_contents (index_path, &whole, &length, NULL));
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *broken = g_memdup2 (whole, length);

      switch (i)
        {
        case 0: /* no database */
          memset (broken, 'x', length);
          break;
        case 1: /* cut */
          length /= 2;
          break;
        default: /* a page of it is nonsense */
          memset (broken + 4096 * (i - 1), 0xa5, 4096);
        }
      g_assert_true (g_file_set_contents (index_path, broken, (gssize) length, NULL));
      if (i == 1)
        length *= 2;
      store_fixture_open (fixture);
      cordial_store_start_index (fixture->store, NULL);
      wait_for_index (fixture);
      /* What is taken out goes through all of it, and finds what is wrong. */
      run_sql (fixture, "UPDATE message SET text = text || ' again' WHERE seq <= 10");
      cordial_store_set_value (fixture->store, "something", "else");
      patience_wait (cordial_store_get_index_progress (fixture->store) == 1 && count (fixture->store, "again") >= 10);
      patience_wait (count (fixture->store, "n2999") == 1);
      g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM message"), ==, 3000);
      store_fixture_close (fixture);
    }
}

static void
test_another_database (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  store_fixture_open (fixture);
  take_in (fixture, "grpA", 1, "of the former");
  cordial_store_start_index (fixture->store, NULL);
  wait_for_index (fixture);
  g_assert_cmpuint (count (fixture->store, "former"), ==, 1);
  store_fixture_close (fixture);
  g_unlink (fixture->path);
  store_fixture_open (fixture);
  take_in (fixture, "grpA", 1, "of the latter");
  cordial_store_start_index (fixture->store, NULL);
  wait_for_index (fixture);
  g_assert_cmpuint (count (fixture->store, "former"), ==, 0);
  g_assert_cmpuint (count (fixture->store, "latter"), ==, 1);
  store_fixture_close (fixture);
  /* Put back from a copy: the index knows more than there was. */
  run_sql (fixture, "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'unindexed';"
                    "DROP TRIGGER message_changed; UPDATE message SET text = 'restored';");
  store_fixture_open (fixture);
  cordial_store_start_index (fixture->store, NULL);
  wait_for_index (fixture);
  g_assert_cmpuint (count (fixture->store, "restored"), ==, 1);
}

static void
test_full_disk (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  if (g_test_subprocess ())
    {
      store_fixture_open (fixture);
      fill (fixture, 20000);
      file_limit_set (64 * 1024);
      cordial_store_start_index (fixture->store, NULL);
      for (guint i = 0; i < 20; i++)
        {
          g_usleep (10000);
          while (g_main_context_iteration (NULL, FALSE))
            ;
        }
      g_assert_cmpfloat (cordial_store_get_index_progress (fixture->store), <, 1);
      file_limit_set (RLIM_INFINITY);
      wait_for_index (fixture);
      g_assert_cmpuint (count (fixture->store, "n1"), ==, 1000);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* Goes on from where it was, whenever that is. */
static void
test_kill (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autofree char *index_path = dup_index_path (fixture);

  store_fixture_open (fixture);
  fill (fixture, 60000);
  store_fixture_close (fixture);
  for (guint i = 0; i < 6; i++)
    {
      pid_t child = fork ();
      int status;

      if (child == 0)
        {
          /* Threads are not taken along: this one opens its own. */
          store_fixture_open (fixture);
          cordial_store_start_index (fixture->store, NULL);
          g_usleep ((gulong) (30000 + i * 40000));
          kill (getpid (), SIGKILL);
        }
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status));
    }
  store_fixture_open (fixture);
  cordial_store_start_index (fixture->store, NULL);
  wait_for_index (fixture);
  g_assert_cmpuint (count (fixture->store, "n1"), ==, 1000);
  g_assert_cmpuint (count (fixture->store, "n59999"), ==, 1);
  g_assert_cmpuint (count (fixture->store, "\"m3\""), ==, 60);
}

static void
test_sets (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < 500; i++)
    {
      CordialIndexSet set = { { 0 } }, again = { { 0 } };
      guint n = (guint) g_rand_int_range (random, 0, i % 5 == 0 ? 20000 : 50);

      for (guint k = 0; k < n; k++)
        cordial_index_set_add (&set, (guint) g_rand_int_range (random, 0, CORDIAL_INDEX_SHARD_ROWS));
      cordial_index_set_write (&set, bytes);
      g_assert_cmpuint (bytes->len, <=, CORDIAL_INDEX_SET_BYTES);
      g_assert_true (cordial_index_set_read (&again, bytes->data, bytes->len));
      g_assert_cmpmem (&set, sizeof set, &again, sizeof again);
      /* Spoilt ones are refused or are others; nothing else. */
      for (guint k = 0; k < bytes->len && k < 64; k++)
        bytes->data[k] = (guint8) g_rand_int (random);
      cordial_index_set_read (&again, bytes->data, bytes->len);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search/sets", test_sets);
  g_test_add_func ("/store/search/kill", test_kill);
  g_test_add_func ("/store/search/before-and-after", test_before_and_after);
  g_test_add_func ("/store/search/filters", test_filters);
  g_test_add_func ("/store/search/deletion", test_deletion);
  g_test_add_func ("/store/search/histories", test_histories);
  g_test_add_func ("/store/search/damage", test_damage);
  g_test_add_func ("/store/search/another-database", test_another_database);
  g_test_add_func ("/store/search/full-disk", test_full_disk);
  return g_test_run ();
}
