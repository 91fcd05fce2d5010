/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A disk that is full, in two ways: a limit on the size of a file, which works everywhere, and a real file system of two
 * megabytes, where the kernel lets us mount one. What was told to be kept is there, what was not is told in a sentence,
 * and when there is room again the same store goes on.
 */
#define _GNU_SOURCE /* unshare() */
#define G_LOG_DOMAIN "cordial-test"

#include "file-limit.h"
#include "patience.h"
#include "store-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

#define CONVERSATION "grpA"
#define TEXT_SIZE 4000

/* What the child says where no file system can be mounted; meson and automake use the same number. */
#define EXIT_SKIP 77

static char *
text_of (guint number)
{
  g_autofree char *filling = g_strnfill (TEXT_SIZE, 'a' + number % 26);

  return g_strdup_printf ("%u %s", number, filling);
}

static gboolean
try_to_enqueue (CordialStore *store, guint number, GError **error)
{
  g_autofree char *id = g_strdup_printf ("id-%u", number);
  g_autofree char *text = text_of (number);
  g_autoptr (CordialMessageRecord) draft = store_fixture_draft (CONVERSATION, id, text);

  return store_fixture_enqueue (store, draft, error) > 0;
}

static void
assert_outbox (CordialStore *store, guint n)
{
  g_autoptr (GPtrArray) outbox = store_fixture_list_outbox (store);

  g_assert_cmpuint (outbox->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = text_of (i);

      g_assert_cmpstr (store_fixture_nth (outbox, i)->text, ==, text);
    }
}

static void
assert_full (GError *error)
{
  g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FULL);
  g_assert_true (g_ascii_isupper (error->message[0]));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (strchr (error->message, '\n'));
}

static void
wait_for_storage (CordialStore *store, CordialStorage storage)
{
  patience_wait (cordial_store_get_storage (store) == storage);
}

/* Writes until there is no room; returns how many are kept. */
static guint
fill (CordialStore *store, guint first)
{
  g_autoptr (GError) error = NULL;
  guint n = first;

  while (try_to_enqueue (store, n, &error))
    n++;
  assert_full (error);
  g_test_message ("full after %u messages: %s", n, error->message);

  /* Whoever wants to know hears of it. */
  wait_for_storage (store, CORDIAL_STORAGE_FULL);

  /* Still full, and still unharmed. */
  for (guint i = 0; i < 3; i++)
    {
      g_clear_error (&error);
      if (!try_to_enqueue (store, n, &error))
        assert_full (error);
      else
        n++; /* SQLite found a little room of its own */
    }
  assert_outbox (store, n);
  return n;
}

/* Room was made: the same store notices, and goes on, and so does one that is opened anew. */
static void
go_on (StoreFixture *fixture, guint n)
{
  wait_for_storage (fixture->store, CORDIAL_STORAGE_FINE);
  for (guint i = 0; i < 200; i++, n++)
    {
      g_autoptr (GError) error = NULL;

      try_to_enqueue (fixture->store, n, &error);
      g_assert_no_error (error);
    }
  assert_outbox (fixture->store, n);
  store_fixture_reopen (fixture);
  assert_outbox (fixture->store, n);
  store_fixture_close (fixture);
  store_fixture_assert_sound (fixture->path);
}

/* --- A limit on the size of a file ------------------------------------------------------------------------------- */

/* The log fills up before its first checkpoint, after it, and in one. */
static void
test_limit (void)
{
  const rlim_t limits[] = { 400 << 10, 1 << 20, 4 << 20, 6 << 20 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      guint n;

      store_fixture_open (fixture);
      file_limit_set (limits[i]);
      n = fill (fixture->store, 0);
      file_limit_set (RLIM_INFINITY);
      g_assert_cmpuint (n, >, 0);
      go_on (fixture, n);
    }
}

/* Closed and opened while it is full: what is there can at least be told apart from what is broken. */
static void
test_limit_restart (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  guint n;

  store_fixture_open (fixture);
  file_limit_set (1 << 20);
  n = fill (fixture->store, 0);
  store_fixture_close (fixture);
  fixture->store = cordial_store_open (fixture->path, &error);
  if (fixture->store)
    assert_outbox (fixture->store, n);
  else
    assert_full (error);
  file_limit_set (RLIM_INFINITY);
  if (!fixture->store)
    store_fixture_open (fixture);
  assert_outbox (fixture->store, n);
  go_on (fixture, n);
}

/* Not even room for the tables. */
static void
test_limit_new (void)
{
  const rlim_t limits[] = { 0, 100, 4096, 20000 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      g_autoptr (GError) error = NULL;

      file_limit_set (limits[i]);
      g_assert_null (cordial_store_open (fixture->path, &error));
      file_limit_set (RLIM_INFINITY);
      assert_full (error);
      store_fixture_open (fixture);
      go_on (fixture, 0);
    }
}

/* Many at once: those that found no room are told so, the others are there, and no order is broken. */
static void
test_limit_burst (void)
{
  enum
  {
    N = 600
  };
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) outbox = NULL;
  GAsyncResult *results[N] = { NULL };
  guint kept = 0;

  store_fixture_open (fixture);
  file_limit_set (1 << 20);
  for (guint i = 0; i < N; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", i);
      g_autofree char *text = text_of (i);
      g_autoptr (CordialMessageRecord) draft = store_fixture_draft (CONVERSATION, id, text);

      store_fixture_enqueue_async (fixture->store, draft, store_fixture_on_result, &results[i]);
    }
  for (guint i = 0; i < N; i++)
    store_fixture_wait (&results[i]);
  file_limit_set (RLIM_INFINITY);

  outbox = store_fixture_list_outbox (fixture->store);
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 row = store_fixture_enqueue_finish (fixture->store, results[i], &error);

      if (row > 0)
        {
          g_autofree char *text = text_of (i);

          g_assert_cmpint (store_fixture_nth (outbox, kept)->row, ==, row);
          g_assert_cmpstr (store_fixture_nth (outbox, kept)->text, ==, text);
          kept++;
        }
      else
        {
          assert_full (error);
        }
      g_clear_object (&results[i]);
    }
  g_assert_cmpuint (outbox->len, ==, kept);
  g_assert_cmpuint (kept, >, 0);
  g_assert_cmpuint (kept, <, N);
  store_fixture_close (fixture);
  store_fixture_assert_sound (fixture->path);
}

/* --- A file system of two megabytes ------------------------------------------------------------------------------ */

static gboolean
write_text (const char *path, const char *text)
{
  int descriptor = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  gboolean written = descriptor >= 0 && write (descriptor, text, strlen (text)) == (gssize) strlen (text);

  if (descriptor >= 0)
    close (descriptor);
  return written;
}

/* In namespaces of its own, so that the mount is gone with this process. */
static gboolean
mount_small (const char *folder)
{
  g_autofree char *uid_map = g_strdup_printf ("0 %u 1", (guint) getuid ());
  g_autofree char *gid_map = g_strdup_printf ("0 %u 1", (guint) getgid ());

  if (unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0 || !write_text ("/proc/self/setgroups", "deny") ||
      !write_text ("/proc/self/uid_map", uid_map) || !write_text ("/proc/self/gid_map", gid_map))
    return FALSE;
  return mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount ("small", folder, "tmpfs", 0, "size=2m,mode=0700") == 0;
}

static int
run_in_small (const char *folder)
{
  StoreFixture fixture = { 0 };
  g_autofree char *ballast = g_build_filename (folder, "ballast", NULL);
  g_autofree char *zeros = g_malloc0 (1 << 20);
  g_autoptr (GError) error = NULL;
  guint n;

  if (!mount_small (folder))
    return EXIT_SKIP;
  fixture.path = g_build_filename (folder, "account.db", NULL);
  store_fixture_open (&fixture);
  g_file_set_contents (ballast, zeros, 1 << 20, &error);
  g_assert_no_error (error);
  n = fill (fixture.store, 0);
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpint (g_unlink (ballast), ==, 0);
  for (guint i = 0; i < 20; i++, n++)
    {
      try_to_enqueue (fixture.store, n, &error);
      g_assert_no_error (error);
    }
  assert_outbox (fixture.store, n);
  /* Full to the brim once more, and closed so. */
  n = fill (fixture.store, n);
  store_fixture_close (&fixture);
  fixture.store = cordial_store_open (fixture.path, &error);
  if (fixture.store)
    {
      assert_outbox (fixture.store, n);
      store_fixture_close (&fixture);
    }
  else
    {
      assert_full (error);
    }
  store_fixture_assert_sound (fixture.path);
  g_free (fixture.path);
  return 0;
}

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
test_small (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  child = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", "--small", fixture->folder, NULL);
  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (child));
  if (g_subprocess_get_exit_status (child) == EXIT_SKIP)
    g_test_skip ("no file system can be mounted here");
  else
    g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--small"))
    return run_in_small (argv[2]);

  g_test_init (&argc, &argv, NULL);
  /* Without this the limit on the size of a file ends the process, before write() says so. */
  g_test_add_func ("/store/full/limit", test_limit);
  g_test_add_func ("/store/full/limit-restart", test_limit_restart);
  g_test_add_func ("/store/full/limit-new", test_limit_new);
  g_test_add_func ("/store/full/limit-burst", test_limit_burst);
  g_test_add_func ("/store/full/small-file-system", test_small);
  return g_test_run ();
}
