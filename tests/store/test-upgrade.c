/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A database of version 1 becomes one of the newest: small and large, at once and on a thread, cancelled, killed at any
 * moment, without room, cut and broken. Whatever happens, it goes on or is refused in one sentence, and nothing is lost.
 */
#define _GNU_SOURCE /* memmem() */
#define G_LOG_DOMAIN "cordial-test"

#include "cordial-store-private.h"
#include "file-limit.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#define N_LARGE 200000
#define N_SMALL 300

/* Two conversations, gaps, holes, a draft, and an outbox of every state between the messages. */
static void
make_version_1 (const char *path, guint n)
{
  g_autofree char *filling = g_strdup_printf (
    "BEGIN;"
    "INSERT INTO value VALUES ('name', 'Ann'), ('ready', '1');"
    "INSERT INTO conversation (id, name, seq, read, draft) VALUES ('grpA', 'Garden', %u, 7, 'half a sen'),"
    " ('usrB', 'Ben', 12, 3, NULL);"
    "INSERT INTO message (conversation, seq, cordial_id, sender, time_ms, state, text, content, head)"
    " WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %u)"
    " SELECT 'grpA', i, 'id-' || i, 'usrOther', 1700000000000 + i, 2, 'text ' || i, '{\"txt\":' || i || '}', '{}' FROM c;"
    "INSERT INTO message (conversation, cordial_id, sender, time_ms, state, text, error) VALUES"
    " ('grpA', 'own-1', 'usrMe', 1800000000001, 0, 'queued', NULL),"
    " ('usrB', 'own-2', 'usrMe', 1800000000002, 3, 'failed', 'no'),"
    " ('grpA', 'own-3', 'usrMe', 1800000000003, 1, 'sending', NULL);"
    "INSERT INTO message (conversation, seq, sender, time_ms, state, text) VALUES"
    " ('usrB', 12, 'usrB', 1700000000012, 2, 'text 12'), ('usrB', 4, 'usrB', 1700000000004, 2, 'text 4');"
    "INSERT INTO message (conversation, cordial_id, sender, time_ms, state, text) VALUES"
    " ('grpA', 'own-4', 'usrMe', 1800000000004, 0, 'queued last');"
    "INSERT INTO span VALUES ('grpA', 0, 1, %u), ('usrB', 0, 4, 4), ('usrB', 0, 12, 12), ('usrB', 1, 5, 9);"
    "COMMIT;",
    n, n, n);

  store_fixture_make_version (path, 1);
  store_fixture_run_sql (path, filling);
}

/* Everything of make_version_1() is there, and where it belongs; closes the store. */
static void
assert_upgraded (StoreFixture *fixture, guint n)
{
  static const struct
  {
    const char *text;
    const char *conversation_id;
    CordialMessageState state;
    CordialIntentState intent_state;
  } waiting[] = {
    { "queued", "grpA", CORDIAL_MESSAGE_QUEUED, CORDIAL_INTENT_WAITING },
    { "failed", "usrB", CORDIAL_MESSAGE_FAILED, CORDIAL_INTENT_FAILED },
    { "sending", "grpA", CORDIAL_MESSAGE_SENDING, CORDIAL_INTENT_UNDER_WAY },
    { "queued last", "grpA", CORDIAL_MESSAGE_QUEUED, CORDIAL_INTENT_WAITING },
  };
  g_autoptr (GPtrArray) conversations = NULL;
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) intents = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *spans = g_strdup_printf ("present 1-%u holes", n);
  CordialConversationRecord *garden;

  g_assert_true (cordial_store_read_value (fixture->store, "name", &name, &error));
  g_assert_cmpstr (name, ==, "Ann");
  conversations = store_fixture_list_conversations (fixture->store);
  g_assert_cmpuint (conversations->len, ==, 2);
  garden = store_fixture_find (conversations, "grpA");
  g_assert_cmpstr (garden->draft, ==, "half a sen");
  g_assert_cmpstr (garden->last_text, ==, "queued last");
  g_assert_cmpint (garden->epoch, ==, 0);
  g_assert_cmpstr (store_fixture_find (conversations, "usrB")->last_text, ==, "failed");

  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, G_N_ELEMENTS (waiting));
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      CordialMessageRecord *message = store_fixture_nth (outbox, i);

      g_assert_cmpstr (message->text, ==, waiting[i].text);
      g_assert_cmpint (message->state, ==, waiting[i].state);
      g_assert_cmpstr (message->error, ==, waiting[i].state == CORDIAL_MESSAGE_FAILED ? "no" : NULL);
      g_assert_cmpint (message->place, ==, CORDIAL_PLACE_WAITING + message->row);
    }
  intents = cordial_store_list_all_intents (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (intents->len, ==, G_N_ELEMENTS (waiting));
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      /* Grouped by their conversation, in the order of writing. */
      const guint order[] = { 0, 2, 3, 1 };
      CordialIntentRecord *intent = g_ptr_array_index (intents, i);

      g_assert_cmpint (intent->kind, ==, CORDIAL_INTENT_SEND);
      g_assert_cmpstr (intent->conversation_id, ==, waiting[order[i]].conversation_id);
      g_assert_cmpint (intent->state, ==, waiting[order[i]].intent_state);
      g_assert_cmpint (intent->message_row, ==, store_fixture_nth (outbox, order[i])->row);
      g_assert_cmpint (intent->created_ms, ==, store_fixture_nth (outbox, order[i])->time_ms);
    }
  store_fixture_assert_spans (fixture->store, "grpA", spans);
  store_fixture_assert_spans (fixture->store, "usrB", "present 4-4 12-12 holes 5-9");
  page = cordial_store_read_places (fixture->store, "usrB", 1, G_MAXINT64, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->len, ==, 3);
  g_assert_cmpint (store_fixture_nth (page, 0)->seq, ==, 4);
  g_assert_cmpint (store_fixture_nth (page, 1)->place, ==, 12);

  store_fixture_close (fixture);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "PRAGMA user_version"), ==, cordial_schema_get_version ());
  g_assert_cmpint (
    store_fixture_ask_number (fixture->path, "SELECT count(*) FROM sqlite_schema WHERE name = 'migration'"), ==, 0);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM message"), ==, n + 6);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM message WHERE conversation = 'grpA'"
                                                            " AND place = seq AND text = 'text ' || seq"
                                                            " AND cordial_id = 'id-' || seq AND state = 2"
                                                            " AND content = '{\"txt\":' || seq || '}'"
                                                            " AND time_ms = 1700000000000 + seq"),
                   ==, n);
  store_fixture_assert_sound (fixture->path);
}

static void
assert_sentence (const GError *error)
{
  g_assert_true (g_ascii_isupper (error->message[0]));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (strchr (error->message, '\n'));
}

/* --- At once ----------------------------------------------------------------------------------------------------- */

static void
test_small (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  make_version_1 (fixture->path, N_SMALL);
  store_fixture_open (fixture);
  assert_upgraded (fixture, N_SMALL);
  store_fixture_open (fixture);
  assert_upgraded (fixture, N_SMALL);
}

static void
test_without_messages (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  store_fixture_make_version (fixture->path, 1);
  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-3 holes");
}

/* --- On a thread ------------------------------------------------------------------------------------------------- */

typedef struct
{
  GCancellable *cancellable;
  gint64 cancel_at; /* 0 for never */
  gint64 first;
  gint64 done;
  gint64 total;
  guint n_calls;
  guint n_indexing; /* of them, when all rows had been gone through */
} Watch;

static void
watch_progress (gint64 done, gint64 total, gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  g_assert_cmpint (done, >=, watch->done);
  g_assert_cmpint (done, <=, total);
  if (watch->n_calls++ == 0)
    watch->first = done;
  else if (done > watch->done && done > total * 2 / 3 && done < total)
    watch->n_indexing++;
  watch->done = done;
  watch->total = total;
  if (watch->cancel_at > 0 && done >= watch->cancel_at)
    g_cancellable_cancel (watch->cancellable);
}

static CordialStore *
open_watched (const char *path, Watch *watch, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_store_open_async (path, watch->cancellable, watch_progress, watch, store_fixture_on_result, &result);
  return cordial_store_open_finish (store_fixture_wait (&result), error);
}

static void
test_progress (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };
  Watch again = { 0 };

  make_version_1 (fixture->path, N_LARGE);
  fixture->store = open_watched (fixture->path, &watch, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (watch.n_calls, >, 10);
  g_assert_cmpint (watch.first, ==, 0);
  g_assert_cmpint (watch.total, ==, (N_LARGE + 6) * 3 / 2);
  /* The indexes take a good part of the time, and it goes on meanwhile. */
  g_assert_cmpuint (watch.n_indexing, >, 3);
  g_assert_cmpint (watch.done, ==, watch.total);
  assert_upgraded (fixture, N_LARGE);

  /* What is new already opens without a word. */
  fixture->store = open_watched (fixture->path, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again.n_calls, ==, 0);
  assert_upgraded (fixture, N_LARGE);
}

static void
test_cancel (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  Watch first = { .cancellable = g_cancellable_new (), .cancel_at = 1 };
  Watch second = { 0 };

  make_version_1 (fixture->path, N_LARGE / 4);
  g_assert_null (open_watched (fixture->path, &first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  /* No program that knows version 1 alone takes it for one of its own. */
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT position FROM migration"), >, 0);
  fixture->store = open_watched (fixture->path, &second, &error);
  g_assert_no_error (error);
  /* What was done is not done again. */
  g_assert_cmpint (second.first, >=, first.cancel_at);
  assert_upgraded (fixture, N_LARGE / 4);
  g_object_unref (first.cancellable);
}

/* All rows had been gone through: the indexes are made anew, and nothing else is. */
static void
test_cancel_indexes (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  Watch first = { .cancellable = g_cancellable_new (), .cancel_at = N_LARGE + 7 };
  Watch second = { 0 };

  make_version_1 (fixture->path, N_LARGE);
  g_assert_null (open_watched (fixture->path, &first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT position = goal FROM migration"), ==, 1);
  fixture->store = open_watched (fixture->path, &second, &error);
  g_assert_no_error (error);
  g_assert_cmpint (second.first, ==, N_LARGE + 6);
  assert_upgraded (fixture, N_LARGE);
  g_object_unref (first.cancellable);
}

/* What cannot be opened says so on the thread as it does at once. */
static void
test_garbage (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };

  g_assert_true (g_file_set_contents (fixture->path, "Dear diary, this is a text.", -1, &error));
  g_assert_null (open_watched (fixture->path, &watch, &error));
  g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT);
  assert_sentence (error);
  g_assert_cmpuint (watch.n_calls, ==, 0);
}

/* --- Killed ------------------------------------------------------------------------------------------------------ */

static void
tell_progress (gint64 done, gint64 total, gpointer user_data)
{
  /* One system call a line, so that a line is either there or not. */
  g_autofree char *line = g_strdup_printf ("%" G_GINT64_FORMAT "\n", done);

  fputs (line, stdout);
  fflush (stdout);
}

G_NORETURN static void
run_child (const char *path)
{
  g_autoptr (CordialDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  database = cordial_database_open (path, FALSE, &error);
  g_assert_no_error (error);
  cordial_schema_check (database, &error);
  g_assert_no_error (error);
  cordial_database_set_up (database, &error);
  g_assert_no_error (error);
  cordial_schema_migrate (database, tell_progress, NULL, NULL, &error);
  g_assert_no_error (error);
  tell_progress (-1, 0, NULL);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Lets a child migrate until it has told @n_lines times how far it is, and kills it. Returns whether it was through;
 * @position is where the first line of the next one has to be at least. */
static gboolean
migrate_and_kill (const char *path, guint n_lines, gint64 *position)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  gboolean through = FALSE;
  char *line;
  guint n = 0;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  child = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", "--child", path, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  if (n_lines == 0)
    g_subprocess_force_exit (child);
  while ((line = g_data_input_stream_read_line (output, NULL, NULL, &error)))
    {
      gint64 done = g_ascii_strtoll (line, NULL, 10);

      g_free (line);
      through = done < 0;
      if (!through)
        {
          /* What was told as done is done, whatever happened since. */
          g_assert_cmpint (done, >=, *position);
          /* But for the indexes: one that is not made to its end is made anew. */
          *position = MIN (done, N_LARGE + 6);
        }
      if (++n == n_lines || through)
        g_subprocess_force_exit (child);
    }
  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
  return through;
}

/* At the very start, before and after the first batch, in the midst, and again and again while the indexes are made. */
static void
test_killed (void)
{
  const guint kill_after[] = { 0, 1, 4, 2, 0, 5 };
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  gint64 position = 0, goal = N_LARGE + 6;
  guint n_kills = 0, n_late = 0;
  gboolean through = FALSE;

  make_version_1 (fixture->path, N_LARGE);
  while (!through)
    {
      guint n_lines = position < goal ? kill_after[n_kills++ % G_N_ELEMENTS (kill_after)]
                      : n_late < 3    ? 1 + 2 * n_late
                                      : G_MAXUINT;
      gint64 version;

      n_late += position >= goal;
      through = migrate_and_kill (fixture->path, n_lines, &position);
      version = store_fixture_ask_number (fixture->path, "PRAGMA user_version");
      g_assert_true (version >= 1 && version <= cordial_schema_get_version ());
      g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM message"), ==, N_LARGE + 6);
      if (version == 2 &&
          store_fixture_ask_number (fixture->path, "SELECT count(*) FROM sqlite_schema WHERE name = 'migration'"))
        {
          /* All up to the position is done, nothing after it. */
          g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT position FROM migration"), >=, position);
          g_assert_cmpint (store_fixture_ask_number (fixture->path,
                                                     "SELECT count(*) FROM message, migration WHERE seq IS NOT NULL"
                                                     " AND (place = seq) <> (row <= position)"),
                           ==, 0);
        }
    }
  g_assert_cmpuint (n_kills, >, 3);
  g_test_message ("%u kills in the batches, %u after them", n_kills, n_late);
  store_fixture_open (fixture);
  assert_upgraded (fixture, N_LARGE);
}

/* --- Without room ------------------------------------------------------------------------------------------------ */

/* Room for no table, for some batches, for all batches but no index. */
static void
test_full_disk (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  GStatBuf info;
  guint n_refused = 0;

  make_version_1 (fixture->path, N_LARGE / 4);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  for (gint64 room = -info.st_size; room < info.st_size; room += info.st_size / 8)
    {
      file_limit_set (info.st_size + room);
      fixture->store = cordial_store_open (fixture->path, &error);
      file_limit_set (RLIM_INFINITY);
      if (fixture->store)
        break;
      n_refused++;
      g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FULL);
      assert_sentence (error);
      g_clear_error (&error);
      g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM message"), ==, N_LARGE / 4 + 6);
    }
  g_assert_cmpuint (n_refused, >, 2);
  g_assert_nonnull (fixture->store);
  assert_upgraded (fixture, N_LARGE / 4);
}

/* --- Cut and broken ---------------------------------------------------------------------------------------------- */

static void
assert_refused (StoreFixture *fixture, const char *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;
  gsize size_after;

  g_assert_true (g_file_set_contents (fixture->path, bytes, size, &error));
  g_assert_null (cordial_store_open (fixture->path, &error));
  g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT);
  assert_sentence (error);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (fixture->path, &after, &size_after, &error));
  g_assert_cmpmem (after, size_after, bytes, size);
}

/* A file of version 1, and one in the midst of its migration: cut short it is left as it is, put back it goes on. */
static void
test_truncated (void)
{
  for (guint half_way = 0; half_way < 2; half_way++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *bytes = NULL;
      gsize size;

      make_version_1 (fixture->path, N_LARGE / 4);
      if (half_way)
        {
          Watch watch = { .cancellable = g_cancellable_new (), .cancel_at = 1 };

          g_assert_null (open_watched (fixture->path, &watch, &error));
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          g_clear_error (&error);
          g_object_unref (watch.cancellable);
        }
      g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, &error));
      assert_refused (fixture, bytes, 99);
      assert_refused (fixture, bytes, 4096);
      assert_refused (fixture, bytes, size / 2);
      assert_refused (fixture, bytes, size - 4096);
      g_assert_true (g_file_set_contents (fixture->path, bytes, size, &error));
      store_fixture_open (fixture);
      assert_upgraded (fixture, N_LARGE / 4);
    }
}

/* One page of the messages is gone: the migration stops there each time, and everything else is still in the file. */
static void
test_broken_inside (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *page = NULL;
  const gsize page_size = 4096;
  gsize size;
  char *broken;

  make_version_1 (fixture->path, N_LARGE / 4);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, &error));
  broken = memmem (bytes, size, "text 25000{", 11);
  g_assert_nonnull (broken);
  broken = bytes + (broken - bytes) / page_size * page_size;
  page = g_memdup2 (broken, page_size);
  memset (broken, 0xa5, page_size);
  g_assert_true (g_file_set_contents (fixture->path, bytes, size, &error));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_null (cordial_store_open (fixture->path, &error));
      g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT);
      assert_sentence (error);
      g_clear_error (&error);
      g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM value"), ==, 2);
      g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM intent"), ==, 4);
    }
  /* The page is found again, and it goes on. */
  g_free (g_steal_pointer (&bytes));
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, &error));
  {
    g_autofree char *damage = g_malloc (page_size);

    memset (damage, 0xa5, page_size);
    broken = memmem (bytes, size, damage, page_size);
  }
  g_assert_nonnull (broken);
  memcpy (broken, page, page_size);
  g_assert_true (g_file_set_contents (fixture->path, bytes, size, &error));
  store_fixture_open (fixture);
  assert_upgraded (fixture, N_LARGE / 4);
}

static void
test_read_only (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;

  make_version_1 (fixture->path, N_SMALL);
  g_assert_cmpint (g_chmod (fixture->path, 0444), ==, 0);
  if (g_access (fixture->path, W_OK) == 0)
    {
      g_test_skip ("this user may write to every file");
      return;
    }
  g_assert_null (cordial_store_open (fixture->path, &error));
  g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FULL);
  assert_sentence (error);
  g_assert_cmpint (g_chmod (fixture->path, 0600), ==, 0);
  store_fixture_open (fixture);
  assert_upgraded (fixture, N_SMALL);
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    run_child (argv[2]);

  g_test_init (&argc, &argv, NULL);
  /* Without this the limit on the size of a file ends the process, before write() says so. */

  g_test_add_func ("/store/upgrade/small", test_small);
  g_test_add_func ("/store/upgrade/without-messages", test_without_messages);
  g_test_add_func ("/store/upgrade/progress", test_progress);
  g_test_add_func ("/store/upgrade/cancel", test_cancel);
  g_test_add_func ("/store/upgrade/cancel-indexes", test_cancel_indexes);
  g_test_add_func ("/store/upgrade/garbage", test_garbage);
  g_test_add_func ("/store/upgrade/killed", test_killed);
  g_test_add_func ("/store/upgrade/full-disk", test_full_disk);
  g_test_add_func ("/store/upgrade/truncated", test_truncated);
  g_test_add_func ("/store/upgrade/broken-inside", test_broken_inside);
  g_test_add_func ("/store/upgrade/read-only", test_read_only);
  return g_test_run ();
}
