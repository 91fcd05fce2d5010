/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the store said is kept, is kept: a process that writes is killed at any moment, and what it was told is compared
 * with what is there. The end of a process is tested here, not that of the electricity: for that SQLite is asked to sync
 * each commit, which is tested as a setting.
 */
#define G_LOG_DOMAIN "cordial-test"

#include "cordial-store-private.h"
#include "store-fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>

/* How many writes a child has under way at once: some of them share a transaction. */
#define WINDOW 12

#define CONVERSATION "grpA"

/* --- The child --------------------------------------------------------------------------------------------------- */

typedef struct
{
  CordialStore *store;
  GPtrArray *intents; /* of acknowledging: those to send, in the order of writing */
  guint next;
  guint first; /* of acknowledging: the number that the first of @intents has among all that were written */
} Writer;

typedef struct
{
  Writer *writer;
  guint number;
} Write;

/* One system call a line, so that a line is either there or not. */
static void
tell (guint number)
{
  g_autofree char *line = g_strdup_printf ("%u\n", number);

  fputs (line, stdout);
  fflush (stdout);
}

static void enqueue_next (Writer *writer);
static void acknowledge_next (Writer *writer);

static void
on_enqueued (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Write *write = user_data;
  g_autoptr (GError) error = NULL;

  store_fixture_enqueue_finish (CORDIAL_STORE (object), result, &error);
  g_assert_no_error (error);
  tell (write->number);
  enqueue_next (write->writer);
}

static void
enqueue_next (Writer *writer)
{
  Write *write = g_new0 (Write, 1);
  g_autofree char *text = g_strdup_printf ("%u", writer->next);
  g_autoptr (CordialMessageRecord) draft = store_fixture_draft (CONVERSATION, text, text);

  write->writer = writer;
  write->number = writer->next++;
  store_fixture_enqueue_async (writer->store, draft, on_enqueued, write);
}

static void
on_acknowledged (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Write *write = user_data;
  g_autoptr (GError) error = NULL;

  cordial_store_change_intent_finish (CORDIAL_STORE (object), result, NULL, &error);
  g_assert_no_error (error);
  tell (write->number);
  acknowledge_next (write->writer);
}

static void
acknowledge_next (Writer *writer)
{
  Write *write;
  CordialIntentRecord *intent;

  if (writer->next >= writer->intents->len)
    return; /* wait to be killed */
  intent = g_ptr_array_index (writer->intents, writer->next++);
  write = g_new0 (Write, 1);
  write->writer = writer;
  write->number = writer->first + writer->next - 1;
  store_fixture_acknowledge_async (writer->store, intent->row, write->number + 1, 0, on_acknowledged, write);
}

/* Writes until it is killed. */
G_NORETURN static void
run_child (const char *what, const char *path, guint first)
{
  g_autoptr (GError) error = NULL;
  gboolean enqueue = g_str_equal (what, "enqueue");
  /* A number in the order of writing, or a place in what is left of the outbox. */
  Writer writer = { .next = enqueue ? first : 0, .first = first };

  writer.store = cordial_store_open (path, &error);
  g_assert_no_error (error);
  if (!enqueue)
    {
      writer.intents = cordial_store_list_all_intents (writer.store, &error);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < WINDOW; i++)
    if (enqueue)
      enqueue_next (&writer);
    else
      acknowledge_next (&writer);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

/* --- Its parent -------------------------------------------------------------------------------------------------- */


static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Lets a child write until it has told of @n_lines, kills it, and returns how many lines it wrote in all; they count up
 * from @first. */
static guint
write_and_kill (const char *what, const char *path, guint first, guint n_lines)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *number = g_strdup_printf ("%u", first);
  char *line;
  guint n = 0;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  child = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", "--child", what, path, number, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));

  if (n_lines == 0)
    g_subprocess_force_exit (child);
  while ((line = g_data_input_stream_read_line (output, NULL, NULL, &error)))
    {
      /* The last line may have been cut by the kill; it counts only if it is the number expected. */
      if (g_ascii_strtoull (line, NULL, 10) == first + n)
        n++;
      else
        g_assert_cmpuint (n, >=, n_lines);
      g_free (line);
      if (n == n_lines)
        g_subprocess_force_exit (child);
    }
  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  /* It was killed, and did not end for another reason. */
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
  g_assert_cmpuint (n, >=, n_lines);
  return n;
}

/* The kill falls into the making of the file, the first write, a burst, the time after a checkpoint. */
static const guint kill_after[] = { 0, 1, 0, 3, 60, 1, 0, 700, 17, 2500, 40 };

static void
test_enqueue (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  guint total = 0;

  for (guint round = 0; round < G_N_ELEMENTS (kill_after); round++)
    {
      g_autoptr (GPtrArray) outbox = NULL;
      guint told = write_and_kill ("enqueue", fixture->path, total, kill_after[round]);

      if (g_file_test (fixture->path, G_FILE_TEST_EXISTS))
        store_fixture_assert_sound (fixture->path);
      store_fixture_open (fixture);
      outbox = store_fixture_list_outbox (fixture->store);
      /* More may be there than it lived to tell of: those under way. */
      g_assert_cmpuint (outbox->len, >=, total + told);
      g_assert_cmpuint (outbox->len, <=, total + told + WINDOW);
      for (guint i = 0; i < outbox->len; i++)
        {
          g_autofree char *text = g_strdup_printf ("%u", i);
          CordialMessageRecord *message = store_fixture_nth (outbox, i);

          g_assert_cmpstr (message->text, ==, text);
          g_assert_cmpstr (message->cordial_id, ==, text);
          g_assert_cmpint (message->state, ==, CORDIAL_MESSAGE_QUEUED);
        }
      total = outbox->len;
      store_fixture_close (fixture);
      store_fixture_assert_sound (fixture->path);
    }
  g_test_message ("%u messages kept over %u kills", total, (guint) G_N_ELEMENTS (kill_after));
}

/* What is acknowledged has left the outbox, has its number and its place in the spans, all at once or not at all. */
static void
test_acknowledge (void)
{
  enum
  {
    N = 4500
  };
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  guint total = 0;

  store_fixture_open (fixture);
  for (guint i = 0; i < N; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      g_autoptr (CordialMessageRecord) draft = store_fixture_draft (CONVERSATION, text, text);

      store_fixture_enqueue_async (fixture->store, draft, NULL, NULL);
    }
  store_fixture_close (fixture);

  for (guint round = 0; round < G_N_ELEMENTS (kill_after); round++)
    {
      g_autoptr (GPtrArray) outbox = NULL;
      g_autoptr (GPtrArray) messages = NULL;
      g_autofree char *spans = NULL;
      g_autofree char *expected = NULL;
      guint told;

      /* The child may be far ahead of us, and there must be something left for the next round. */
      told = write_and_kill ("acknowledge", fixture->path, total, MIN (kill_after[round], (N - total) / 2));
      store_fixture_assert_sound (fixture->path);
      store_fixture_open (fixture);
      outbox = store_fixture_list_outbox (fixture->store);
      messages = store_fixture_read_all (fixture->store, CONVERSATION);
      g_assert_cmpuint (messages->len, >=, total + told);
      g_assert_cmpuint (messages->len, <=, total + told + WINDOW);
      g_assert_cmpuint (messages->len + outbox->len, ==, N);
      for (guint i = 0; i < N; i++)
        {
          g_autofree char *text = g_strdup_printf ("%u", i);
          CordialMessageRecord *message =
            i < messages->len ? store_fixture_nth (messages, i) : store_fixture_nth (outbox, i - messages->len);

          g_assert_cmpstr (message->text, ==, text);
          g_assert_cmpint (message->seq, ==, i < messages->len ? i + 1 : 0);
        }
      expected = messages->len ? g_strdup_printf ("present 1-%u holes", messages->len) : g_strdup ("present holes");
      spans = store_fixture_describe_spans (fixture->store, CONVERSATION);
      g_assert_cmpstr (spans, ==, expected);
      total = messages->len;
      store_fixture_close (fixture);
    }
}

static void
test_settings (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement;

  database = cordial_database_open (fixture->path, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (cordial_database_set_up (database, &error));
  statement = cordial_database_prepare (database, "PRAGMA synchronous", &error);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  /* FULL: in WAL mode the log is synced at each commit. */
  g_assert_cmpint (sqlite3_column_int (statement, 0), >=, 2);
  sqlite3_reset (statement);
  statement = cordial_database_prepare (database, "PRAGMA journal_mode", &error);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "wal");
  sqlite3_reset (statement);
}

int
main (int argc, char *argv[])
{
  if (argc == 5 && g_str_equal (argv[1], "--child"))
    run_child (argv[2], argv[3], g_ascii_strtoull (argv[4], NULL, 10));

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/durability/settings", test_settings);
  g_test_add_func ("/store/durability/enqueue", test_enqueue);
  g_test_add_func ("/store/durability/acknowledge", test_acknowledge);
  return g_test_run ();
}
