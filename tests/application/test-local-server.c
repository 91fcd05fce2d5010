/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server of «Try It» as a process: shell scripts stand in for cordial-server and come up, die, complain or are not there.
 */

#include "cordial-local-server.h"
#include "patience.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *program;
  char *data_dir;
  CordialLocalServer *server;
  char *uri;
  char *problem;
  guint times_up;
} Fixture;

static void
on_listening (Fixture *fixture, const char *uri)
{
  fixture->times_up++;
  g_set_str (&fixture->uri, uri);
}

static void
on_failed (Fixture *fixture, const char *sentence)
{
  g_set_str (&fixture->problem, sentence);
}

/* @script: the body of a shell script; it finds its folder in $D, the process writes its id to $D/pid */
static void
set_up (Fixture *fixture, gconstpointer script)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("cordial-local-server-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->program = g_build_filename (fixture->folder, "program", NULL);
  fixture->data_dir = g_build_filename (fixture->folder, "data", "server", NULL);
  if (script)
    {
      g_autofree char *text =
        g_strdup_printf ("#!/bin/sh\nD=%s\necho $$ >$D/pid\n%s\n", fixture->folder, (const char *) script);

      g_file_set_contents (fixture->program, text, -1, &error);
      g_assert_no_error (error);
      g_assert_cmpint (g_chmod (fixture->program, 0700), ==, 0);
    }
  fixture->server = cordial_local_server_new (fixture->program, fixture->data_dir);
  g_signal_connect_swapped (fixture->server, "listening", G_CALLBACK (on_listening), fixture);
  g_signal_connect_swapped (fixture->server, "failed", G_CALLBACK (on_failed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer script)
{
  g_autofree char *parent = g_path_get_dirname (fixture->data_dir);
  const char *names[] = { "pid", "died", "arguments", "program" };

  cordial_local_server_stop (fixture->server);
  /* What was under way holds a reference until the main context has seen its end. */
  patience_wait (!(G_OBJECT (fixture->server)->ref_count > 1));
  g_assert_finalize_object (fixture->server);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->data_dir);
  g_rmdir (parent);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->program);
  g_free (fixture->data_dir);
  g_free (fixture->uri);
  g_free (fixture->problem);
}

static char *
read_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static pid_t
read_pid (Fixture *fixture)
{
  g_autofree char *text = read_file (fixture, "pid");

  g_assert_nonnull (text);
  return (pid_t) g_ascii_strtoll (text, NULL, 10);
}

#define UP "echo 'listening on ws://127.0.0.1:4321'\n"
/* As cordial-server does with --exit-with-stdin: one process, which ends with its input. */
#define STAY "exec cat >/dev/null\n"

static void
test_comes_up (Fixture *fixture, gconstpointer script)
{
  cordial_local_server_start (fixture->server);
  g_assert_null (cordial_local_server_get_uri (fixture->server));
  patience_wait (fixture->times_up == 1);
  g_assert_cmpstr (fixture->uri, ==, "ws://127.0.0.1:4321");
  g_assert_cmpstr (cordial_local_server_get_uri (fixture->server), ==, "ws://127.0.0.1:4321");

  g_autofree char *arguments = read_file (fixture, "arguments");
  g_autofree char *expected =
    g_strdup_printf ("--data %s --listen 127.0.0.1:0 --demo --exit-with-stdin\n", fixture->data_dir);

  g_assert_cmpstr (arguments, ==, expected);
  g_assert_true (g_file_test (fixture->data_dir, G_FILE_TEST_IS_DIR));

  /* Asked again it answers at once and starts nothing. */
  pid_t pid = read_pid (fixture);

  cordial_local_server_start (fixture->server);
  g_assert_cmpuint (fixture->times_up, ==, 2);
  g_assert_cmpint (read_pid (fixture), ==, pid);
}

static void
test_stops (Fixture *fixture, gconstpointer script)
{
  cordial_local_server_start (fixture->server);
  patience_wait (fixture->times_up == 1);

  pid_t pid = read_pid (fixture);

  cordial_local_server_stop (fixture->server);
  g_assert_null (cordial_local_server_get_uri (fixture->server));
  /* GLib reaps it; then the id is nobody's. */
  patience_wait (kill (pid, 0) < 0);
  g_assert_null (fixture->problem);
  g_assert_cmpuint (fixture->times_up, ==, 1);
}

static void
test_starts_again (Fixture *fixture, gconstpointer script)
{
  cordial_local_server_start (fixture->server);
  patience_wait (fixture->times_up == 1);

  pid_t pid = read_pid (fixture);

  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  patience_wait (fixture->times_up == 2);
  g_assert_cmpint (read_pid (fixture), !=, pid);
  g_assert_null (fixture->problem);
}

static void
test_complains (Fixture *fixture, gconstpointer script)
{
  g_test_expect_message ("cordial-local-server", G_LOG_LEVEL_WARNING, "*database is from a newer version*");
  cordial_local_server_start (fixture->server);
  patience_wait (fixture->problem);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (fixture->problem, ==,
                   "The chat server on this computer stopped: The database is from a newer version.");
  g_assert_cmpuint (fixture->times_up, ==, 0);
}

static void
test_is_missing (Fixture *fixture, gconstpointer script)
{
  g_test_expect_message ("cordial-local-server", G_LOG_LEVEL_WARNING, "*could not be started*");
  cordial_local_server_start (fixture->server);
  g_test_assert_expected_messages ();
  g_assert_nonnull (fixture->problem);
  g_assert_true (g_str_has_prefix (fixture->problem, "The chat server could not be started on this computer: "));
}

static void
test_finds_program (void)
{
  g_autofree char *given = NULL;
  g_autofree char *found = NULL;

  g_setenv ("CORDIAL_SERVER", "/somewhere/cordial-server", TRUE);
  given = cordial_local_server_find_program ();
  g_assert_cmpstr (given, ==, "/somewhere/cordial-server");
  g_unsetenv ("CORDIAL_SERVER");
  found = cordial_local_server_find_program ();
  g_assert_true (g_str_has_suffix (found, "/cordial-server"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/local-server/comes-up", Fixture, "echo \"$@\" >$D/arguments\n" UP STAY, set_up, test_comes_up,
              tear_down);
  g_test_add ("/local-server/stops", Fixture, UP STAY, set_up, test_stops, tear_down);
  g_test_add ("/local-server/starts-again", Fixture, UP STAY, set_up, test_starts_again, tear_down);
  g_test_add ("/local-server/complains", Fixture, "echo 'The database is from a newer version.' >&2; exit 1", set_up,
              test_complains, tear_down);
  g_test_add ("/local-server/is-missing", Fixture, NULL, set_up, test_is_missing, tear_down);
  g_test_add_func ("/local-server/finds-program", test_finds_program);
  return g_test_run ();
}
