/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The accounts that there are at the start: present ones at once, old large ones with progress, also after an end by force in
 * the midst; and those that cannot be opened: told of, one sentence each, and left as they are, byte by byte.
 */
#define _GNU_SOURCE /* memmem() */
#define G_LOG_DOMAIN "cordial-test"

#include "cordial-accounts.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "fixture.h"
#include "store-fixture.h"

/* The messages of a version 1 that takes a while. */
#define N_MESSAGES 50000
#define PAGE_BYTES 4096

typedef struct
{
  char *folder;
  CordialCredentials *credentials;
  CordialAccounts *accounts;
  /* What the list told of an update. */
  guint n_steps;
  double last_progress;
} Home;

static CordialProtocol *
make_protocol (const CordialProtocolSettings *settings, gpointer user_data)
{
  return CORDIAL_PROTOCOL (fake_protocol_new ());
}

static void
on_progress (Home *self)
{
  double progress = cordial_accounts_get_update_progress (self->accounts);

  if (!cordial_accounts_get_updating (self->accounts))
    return;
  g_assert_cmpfloat (progress, >=, self->last_progress);
  g_assert_cmpfloat (progress, <=, 1);
  self->last_progress = progress;
  self->n_steps++;
}

static void
start (Home *self)
{
  g_autoptr (GError) error = NULL;

  self->n_steps = 0;
  self->last_progress = 0;
  self->accounts =
    cordial_accounts_new (self->folder, self->credentials, make_protocol, &cordial_text_content_format, NULL, NULL);
  g_signal_connect_swapped (self->accounts, "notify::update-progress", G_CALLBACK (on_progress), self);
  g_assert_true (cordial_accounts_load (self->accounts, &error));
  g_assert_no_error (error);
}

static void
stop (Home *self)
{
  g_clear_object (&self->accounts);
}

static Home *
home_at (const char *folder)
{
  Home *self = g_new0 (Home, 1);

  self->folder = g_strdup (folder);
  self->credentials = cordial_credentials_new ();
  return self;
}

static Home *
home_new (void)
{
  g_autofree char *folder = g_dir_make_tmp ("cordial-loading-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return home_at (folder);
}

static void
delete_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      delete_tree (child);
    }
  g_remove (path);
}

static void
home_free (Home *self)
{
  stop (self);
  fixture_settle ();
  g_clear_object (&self->credentials);
  delete_tree (self->folder);
  g_free (self->folder);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Home, home_free)

/* (transfer full): where the database of an account is; its folder is made */
static char *
make_folder (Home *self, const char *id)
{
  g_autofree char *folder = g_build_filename (self->folder, "accounts", id, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  return g_build_filename (folder, "account.db", NULL);
}

/* Of the present version, with one message that waits. Returns where it is. */
static char *
make_account (Home *self, const char *id, gboolean ready)
{
  char *path = make_folder (self, id);
  g_autoptr (CordialMessageRecord) message = store_fixture_draft ("usrBen", "an-id", "not to be lost");
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStore) store = cordial_store_open (path, &error);

  g_assert_no_error (error);
  cordial_store_set_value (store, "login", id);
  cordial_store_set_value (store, "server", "chat.example.org");
  cordial_store_set_value (store, "uri", "wss://chat.example.org/");
  cordial_store_set_value (store, "ready", ready ? "1" : NULL);
  store_fixture_enqueue_async (store, message, NULL, NULL);
  cordial_store_close (store);
  return path;
}

/* Of version 1, with three messages that wait and a draft. */
static char *
make_old_account (Home *self, const char *id, guint n_messages)
{
  char *path = make_folder (self, id);
  g_autofree char *filling = g_strdup_printf (
    "BEGIN;"
    "INSERT INTO value VALUES ('login', '%s'), ('server', 'chat.example.org'), ('uri', 'wss://chat.example.org/'),"
    " ('user-id', '" FAKE_OWN_ID "'), ('ready', '1');"
    "INSERT INTO conversation (id, name, seq, read, draft) VALUES ('usrBen', 'Ben', %u, 7, 'half a sen');"
    "INSERT INTO message (conversation, seq, cordial_id, sender, time_ms, state, text)"
    " WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %u)"
    " SELECT 'usrBen', i, 'id-' || i, 'usrBen', 1700000000000 + i, 2, 'A message of some length, number ' || i FROM c;"
    "INSERT INTO message (conversation, cordial_id, sender, time_ms, state, text) VALUES"
    " ('usrBen', 'own-1', '" FAKE_OWN_ID "', 1800000000001, 0, 'first'),"
    " ('usrBen', 'own-2', '" FAKE_OWN_ID "', 1800000000002, 0, 'second'),"
    " ('usrBen', 'own-3', '" FAKE_OWN_ID "', 1800000000003, 0, 'third');"
    "INSERT INTO span VALUES ('usrBen', 0, 1, %u);"
    "COMMIT;",
    id, n_messages, n_messages, n_messages);

  store_fixture_make_version (path, 1);
  store_fixture_run_sql (path, filling);
  return path;
}

static guint
count (Home *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
}

static CordialAccount *
get_account (Home *self, guint position)
{
  g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), position);

  return account; /* the list has it */
}

/* What the person sees of make_old_account(). */
static void
assert_complete (CordialAccount *account, guint n_messages)
{
  CordialConversation *ben = cordial_account_get_conversation (account, "usrBen");
  g_autoptr (CordialMessage) first = NULL;
  g_autofree char *last = g_strdup_printf ("A message of some length, number %u", n_messages);
  const char *const waiting[] = { "first", "second", "third" };

  g_assert_nonnull (ben);
  g_assert_cmpstr (cordial_conversation_get_draft (ben), ==, "half a sen");
  g_assert_cmpuint (fixture_count (ben), ==, n_messages + G_N_ELEMENTS (waiting));
  first = fixture_get_message (ben, 0);
  g_assert_cmpstr (cordial_message_get_text (first), ==, "A message of some length, number 1");
  for (guint i = 0; i < 1 + G_N_ELEMENTS (waiting); i++)
    {
      g_autoptr (CordialMessage) message = fixture_get_message (ben, n_messages - 1 + i);

      g_assert_cmpstr (cordial_message_get_text (message), ==, i == 0 ? last : waiting[i - 1]);
    }
  g_assert_cmpuint (cordial_account_get_waiting_messages (account), ==, G_N_ELEMENTS (waiting));
}

/* --- What can be opened ------------------------------------------------------------------------------------------ */

/* Of the present version, or small: there when the call returns. */
static void
test_at_once (void)
{
  g_autoptr (Home) self = home_new ();
  g_autofree char *present = make_account (self, "ann", TRUE);
  g_autofree char *old = make_old_account (self, "old", 300);

  start (self);
  g_assert_cmpuint (count (self), ==, 2);
  g_assert_false (cordial_accounts_get_updating (self->accounts));
  g_assert_null (cordial_accounts_get_load_error (self->accounts));
}

/* The others go on, and it comes when it is done. */
static void
test_large (void)
{
  g_autoptr (Home) self = home_new ();
  g_autofree char *present = make_account (self, "ann", TRUE);
  g_autofree char *old = make_old_account (self, "old", N_MESSAGES);
  g_autofree char *left = make_old_account (self, "left", N_MESSAGES);
  CordialAccountSetup setup = { .server = "chat.example.org", .login = "left", .password = "password" };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_run_sql (left, "INSERT INTO value VALUES ('signed-out', '1')");
  start (self);
  g_assert_true (cordial_accounts_get_updating (self->accounts));
  g_assert_cmpuint (count (self), ==, 1);
  g_assert_cmpstr (cordial_account_get_login (get_account (self, 0)), ==, "ann");

  /* What was kept of somebody who signs in is found once it can be read, not passed over. */
  cordial_accounts_sign_in_async (self->accounts, &setup, NULL, store_fixture_on_result, &result);
  chat_wait (result != NULL);
  g_assert_null (cordial_accounts_sign_in_finish (self->accounts, result, &error));
  g_assert_cmpstr (error->message, ==, "The messages on this computer are being updated. Sign in when that is done.");

  chat_wait (!cordial_accounts_get_updating (self->accounts));
  g_assert_cmpuint (self->n_steps, >, 4);
  g_assert_cmpuint (count (self), ==, 2);
  assert_complete (get_account (self, 1), N_MESSAGES);
  g_assert_null (cordial_accounts_get_load_error (self->accounts));
}

static gboolean
is_open (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *link = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      if (g_strcmp0 (target, path) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The application ends while it goes on. */
static void
test_ended (void)
{
  g_autoptr (Home) self = home_new ();
  g_autofree char *old = make_old_account (self, "old", N_MESSAGES);

  start (self);
  chat_wait (self->n_steps > 0);
  stop (self);
  chat_wait (!is_open (old));
  start (self);
  chat_wait (!cordial_accounts_get_updating (self->accounts));
  g_assert_cmpuint (count (self), ==, 1);
  assert_complete (get_account (self, 0), N_MESSAGES);
}

/* --- Two processes ------------------------------------------------------------------------------------------------ */

/* Of two over one folder, one has it; the other touches nothing, says so, and goes on when the first one ends. */
static void
test_two (void)
{
  g_autoptr (Home) first = home_new ();
  g_autoptr (Home) second = home_at (first->folder);
  g_autofree char *path = make_account (first, "ann", TRUE);
  CordialAccountSetup setup = { .server = "chat.example.org", .login = "ann", .password = "password" };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  start (first);
  g_assert_cmpuint (count (first), ==, 1);
  g_assert_false (cordial_accounts_get_open_elsewhere (first->accounts));
  start (second);
  g_assert_true (cordial_accounts_get_open_elsewhere (second->accounts));
  g_assert_cmpuint (count (second), ==, 0);
  g_assert_null (cordial_accounts_get_load_error (second->accounts));
  cordial_accounts_sign_in_async (second->accounts, &setup, NULL, store_fixture_on_result, &result);
  chat_wait (result != NULL);
  g_assert_null (cordial_accounts_sign_in_finish (second->accounts, result, &error));
  g_assert_true (g_str_has_prefix (error->message, "Cordial is open elsewhere"));

  stop (first);
  chat_wait (!cordial_accounts_get_open_elsewhere (second->accounts));
  g_assert_cmpuint (count (second), ==, 1);
  /* And now the other way round. */
  start (first);
  g_assert_true (cordial_accounts_get_open_elsewhere (first->accounts));
}

/* --- Ended by force ---------------------------------------------------------------------------------------------- */

/* Starts as the application does, tells how far it is, and waits to be killed. */
static void
run_child (const char *folder)
{
  Home *self = home_at (folder);

  start (self);
  while (cordial_accounts_get_updating (self->accounts))
    {
      g_main_context_iteration (NULL, TRUE);
      g_print ("%f\n", cordial_accounts_get_update_progress (self->accounts));
    }
  g_print ("done\n");
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Kills it when it has told @n_lines times how far it is; whether it was done by then. */
static gboolean
start_and_kill (const char *folder, guint n_lines)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  char *line;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  child = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", "--child", folder, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (guint n = 0; n < n_lines && !done && (line = g_data_input_stream_read_line (output, NULL, NULL, &error)); n++)
    {
      done = g_str_equal (line, "done");
      g_free (line);
    }
  g_assert_no_error (error);
  g_subprocess_force_exit (child);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
  return done;
}

static void
test_killed (void)
{
  g_autoptr (Home) self = home_new ();
  g_autofree char *path = make_old_account (self, "old", N_MESSAGES);

  g_assert_false (start_and_kill (self->folder, 1));
  g_assert_true (cordial_store_takes_long (path)); /* it was in the midst */
  g_assert_cmpint (store_fixture_ask_number (path, "SELECT count(*) FROM message"), ==, N_MESSAGES + 3);
  g_assert_false (start_and_kill (self->folder, 2));

  start (self);
  chat_wait (!cordial_accounts_get_updating (self->accounts));
  g_assert_cmpuint (count (self), ==, 1);
  assert_complete (get_account (self, 0), N_MESSAGES);
  stop (self);
  g_assert_cmpint (store_fixture_ask_number (path, "SELECT count(*) FROM message WHERE place = seq"), ==, N_MESSAGES);
  store_fixture_assert_sound (path);
}

/* One that is killed gives the folder up, too; and nothing that it started keeps it. */
static void
test_two_killed (void)
{
  g_autoptr (Home) self = home_new ();
  g_autofree char *path = make_old_account (self, "old", N_MESSAGES);

  g_assert_false (start_and_kill (self->folder, 1));
  start (self);
  g_assert_false (cordial_accounts_get_open_elsewhere (self->accounts));
  g_assert_true (cordial_accounts_get_updating (self->accounts));
}

/* --- What cannot be opened --------------------------------------------------------------------------------------- */

static GBytes *
read_file (const char *path)
{
  char *bytes;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  return g_bytes_new_take (bytes, size);
}

static void
write_file (const char *path, const char *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, &error));
}

/* The page that holds what is kept of the account itself. */
static void
break_values (const char *path)
{
  g_autoptr (GBytes) bytes = read_file (path);
  gsize size;
  const char *old = g_bytes_get_data (bytes, &size);
  g_autofree char *broken = g_memdup2 (old, size);
  const char *found = memmem (old, size, "ready1", strlen ("ready1"));

  g_assert_nonnull (found);
  memset (broken + (found - old) / PAGE_BYTES * PAGE_BYTES, 'x', PAGE_BYTES);
  write_file (path, broken, size);
}

static void
break_page (const char *path, gint64 page)
{
  g_autoptr (GBytes) bytes = read_file (path);
  gsize size;
  const char *old = g_bytes_get_data (bytes, &size);
  g_autofree char *broken = g_memdup2 (old, size);

  memset (broken + (page - 1) * PAGE_BYTES, 'x', PAGE_BYTES);
  write_file (path, broken, size);
}

static void
cut (const char *path)
{
  g_autoptr (GBytes) bytes = read_file (path);

  write_file (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) / 2 / PAGE_BYTES * PAGE_BYTES);
}

static void
make_newer (const char *path)
{
  store_fixture_run_sql (path, "PRAGMA user_version = 4711");
}

static void
overwrite (const char *path)
{
  g_autofree char *text = g_strnfill (3 * PAGE_BYTES, 'n');

  write_file (path, text, 3 * PAGE_BYTES);
}

static void
make_empty (const char *path)
{
  write_file (path, "", 0);
}

static void
take_away (const char *path)
{
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* What a failing disk leaves: nothing of the file, but the log beside it. */
static void
empty_beside_a_log (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  write_file (path, "", 0);
  write_file (log, "a log", strlen ("a log"));
}

static void
put_a_folder_there (const char *path)
{
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

/* What is told of the one account that is damaged. */
static char *
tell_damage (Home *self)
{
  g_auto (GStrv) damaged = cordial_accounts_dup_damaged (self->accounts, FALSE);
  gboolean may_begin_anew;
  char *sentence;

  g_assert_cmpuint (g_strv_length (damaged), ==, 1);
  sentence = cordial_accounts_tell_damage (self->accounts, damaged[0], &may_begin_anew);
  g_assert_true (may_begin_anew == (strstr (sentence, "begin anew") != NULL));
  return sentence;
}

/* It is told of, by its name and its file, with what to do; it is as it was; and the others are there. */
static void
test_cannot_be_opened (void)
{
  const struct
  {
    void (*spoil) (const char *path);
    const char *log;
    const char *who;
    const char *next_step;
    gboolean names_file;
    gboolean damaged;
  } cases[] = {
    { break_values, "*damaged.", "The account “broken” on chat.example.org", "begin anew", TRUE, TRUE },
    { cut, "*damaged.", "The account “broken” on chat.example.org", "begin anew", TRUE, TRUE },
    { overwrite, "*damaged.", "The account “broken” on chat.example.org", "begin anew", TRUE, TRUE },
    { make_empty, "*damaged.", "The account “broken” on chat.example.org", "begin anew", TRUE, TRUE },
    { empty_beside_a_log, "*damaged.", "The account “broken” on chat.example.org", "begin anew", TRUE, TRUE },
    { make_newer, "*newer version of Cordial.", "The account “broken” on chat.example.org", "Update Cordial", FALSE,
      FALSE },
    { put_a_folder_there, "*cannot be written*", "The account “broken” on chat.example.org", "Start Cordial again when",
      TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Home) self = home_new ();
      g_autofree char *well = make_account (self, "ann", TRUE);
      g_autofree char *path = make_account (self, "broken", TRUE);
      gboolean is_file;
      g_autoptr (GBytes) before = NULL;
      g_autofree char *pattern = g_strconcat ("account broken: ", cases[i].log, NULL);
      g_autofree char *sentence = NULL;

      /* Once it was well. */
      start (self);
      g_assert_cmpuint (count (self), ==, 2);
      stop (self);
      cases[i].spoil (path);
      is_file = g_file_test (path, G_FILE_TEST_IS_REGULAR);
      before = is_file ? read_file (path) : NULL;
      g_test_expect_message ("cordial-accounts", G_LOG_LEVEL_WARNING, pattern);
      start (self);
      g_test_assert_expected_messages ();
      g_assert_cmpuint (count (self), ==, 1);
      g_assert_true ((cordial_accounts_get_load_error (self->accounts) == NULL) == cases[i].damaged);
      sentence = cases[i].damaged ? tell_damage (self) : g_strdup (cordial_accounts_get_load_error (self->accounts));
      g_test_message ("%s", sentence);
      g_assert_true (g_str_has_prefix (sentence, cases[i].who));
      g_assert_nonnull (strstr (sentence, cases[i].next_step));
      g_assert_true ((strstr (sentence, path) != NULL) == cases[i].names_file);
      g_assert_null (strchr (sentence, '\n'));

      stop (self);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
      if (before)
        {
          g_autoptr (GBytes) after = read_file (path);

          g_assert_true (g_bytes_equal (before, after));
        }
    }
}

/* Told once, not at every start; it does not come back by itself, and goes when it is removed. */
static void
test_told_once (void)
{
  g_autoptr (Home) self = home_new ();
  g_autofree char *path = make_account (self, "broken", TRUE);
  g_autofree char *folder = g_path_get_dirname (path);

  start (self);
  stop (self);
  make_empty (path);
  for (guint i = 0; i < 3; i++)
    {
      g_auto (GStrv) untold = NULL;
      g_autofree char *sentence = NULL;

      g_test_expect_message ("cordial-accounts", G_LOG_LEVEL_WARNING, "account broken: *");
      start (self);
      g_test_assert_expected_messages ();
      untold = cordial_accounts_dup_damaged (self->accounts, TRUE);
      g_assert_cmpuint (g_strv_length (untold), ==, i == 0 ? 1 : 0);
      sentence = tell_damage (self);
      if (i < 2)
        stop (self);
    }
  cordial_accounts_remove_damaged (self->accounts, "broken");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  stop (self);
  start (self);
  g_assert_cmpuint (count (self), ==, 0);
}

/* The same account, with what nobody else has as far as it can be read, and the rest to be fetched; a copy stays. */
static void
test_begin_anew (gconstpointer data)
{
  void (*spoil) (const char *path) = data;
  gboolean readable = spoil == break_values;
  g_autoptr (Home) self = home_new ();
  g_autofree char *path = make_account (self, "broken", TRUE);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GError) error = NULL;

  start (self);
  cordial_conversation_set_draft (cordial_account_get_conversation (get_account (self, 0), "usrBen"), "half a sen");
  stop (self);
  spoil (path);
  before = g_file_test (path, G_FILE_TEST_EXISTS) ? read_file (path) : NULL;
  g_test_expect_message ("cordial-accounts", G_LOG_LEVEL_WARNING, "account broken: *damaged.");
  start (self);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (count (self), ==, 0);

  g_test_expect_message ("cordial-accounts", G_LOG_LEVEL_MESSAGE, readable ? "*with 1 messages*" : "*with 0 messages*");
  g_assert_true (cordial_accounts_begin_anew (self->accounts, "broken", &error));
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
  g_assert_cmpuint (count (self), ==, 1);
  g_assert_cmpstr (cordial_account_get_login (get_account (self, 0)), ==, "broken");
  g_assert_cmpstr (cordial_account_get_server (get_account (self, 0)), ==, "chat.example.org");
  g_assert_cmpstr (cordial_account_get_id (get_account (self, 0)), ==, "broken");
  g_assert_cmpuint (cordial_account_get_waiting_messages (get_account (self, 0)), ==, readable ? 1 : 0);
  if (readable)
    {
      CordialConversation *ben = cordial_account_get_conversation (get_account (self, 0), "usrBen");

      g_assert_cmpstr (cordial_conversation_get_draft (ben), ==, "half a sen");
      fixture_assert_texts (ben, "not to be lost");
    }
  stop (self);
  store_fixture_assert_sound (path);
  if (before)
    {
      g_autofree char *folder = g_path_get_dirname (path);
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      g_autofree char *copy = NULL;
      g_autoptr (GBytes) after = NULL;
      const char *name;

      while ((name = g_dir_read_name (dir)))
        if (g_str_has_prefix (name, "damaged-"))
          copy = g_build_filename (folder, name, "account.db", NULL);
      g_assert_nonnull (copy);
      after = read_file (copy);
      g_assert_true (g_bytes_equal (before, after));
    }
  start (self);
  g_assert_cmpuint (count (self), ==, 1);
}

/* Opening finds nothing; what comes upon it later says so, and the next start asks. */
static void
test_found_later (void)
{
  g_autoptr (Home) self = home_new ();
  g_autofree char *path = make_account (self, "broken", TRUE);
  g_autoptr (GError) error = NULL;
  CordialConversation *ben;

  start (self);
  stop (self);
  /* The root of the index by places, where the next message goes. */
  break_page (path,
              store_fixture_ask_number (path, "SELECT rootpage FROM sqlite_schema WHERE name LIKE 'message_by_id'"));
  start (self);
  g_assert_cmpuint (count (self), ==, 1);
  ben = cordial_account_get_conversation (get_account (self, 0), "usrBen");
  g_assert_false (fixture_try_to_say (ben, "one more", &error));
  chat_wait (cordial_account_get_storage (get_account (self, 0)) == CORDIAL_STORAGE_DAMAGED);
  stop (self);
  g_test_expect_message ("cordial-accounts", G_LOG_LEVEL_WARNING, "account broken: *damaged.");
  start (self);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (count (self), ==, 0);
  g_test_expect_message ("cordial-accounts", G_LOG_LEVEL_MESSAGE, "*with 1 messages*");
  g_assert_true (cordial_accounts_begin_anew (self->accounts, "broken", &error));
  g_test_assert_expected_messages ();
  g_assert_cmpuint (count (self), ==, 1);
  stop (self);
  start (self);
  g_assert_cmpuint (count (self), ==, 1);
}

/* Every one of several is told of. */
static void
test_several (void)
{
  g_autoptr (Home) self = home_new ();
  g_autofree char *first = make_account (self, "first", TRUE);
  g_autofree char *second = make_account (self, "second", TRUE);
  const char *sentences;

  make_newer (first);
  make_newer (second);
  g_test_expect_message ("cordial-accounts", G_LOG_LEVEL_WARNING, "account *newer version of Cordial.");
  g_test_expect_message ("cordial-accounts", G_LOG_LEVEL_WARNING, "account *newer version of Cordial.");
  start (self);
  g_test_assert_expected_messages ();
  sentences = cordial_accounts_get_load_error (self->accounts);
  g_assert_nonnull (strstr (sentences, "The account “first”"));
  g_assert_nonnull (strstr (sentences, "The account “second”"));
}

/* Broken in its messages alone, so that the update comes to a stop: the mark is told, the rest stays. */
static void
test_breaks_on_the_way (void)
{
  g_autoptr (Home) self = home_new ();
  g_autofree char *path = make_old_account (self, "old", N_MESSAGES);
  g_autoptr (GBytes) bytes = read_file (path);
  gsize size;
  const char *old = g_bytes_get_data (bytes, &size);
  g_autofree char *broken = g_memdup2 (old, size);
  const char *found = memmem (old, size, "number 40000", strlen ("number 40000"));
  g_autofree char *sentence = NULL;

  g_assert_nonnull (found);
  memset (broken + (found - old) / PAGE_BYTES * PAGE_BYTES, 'x', PAGE_BYTES);
  write_file (path, broken, size);
  g_test_expect_message ("cordial-accounts", G_LOG_LEVEL_WARNING, "account old: *damaged.");
  start (self);
  chat_wait (!cordial_accounts_get_updating (self->accounts));
  g_test_assert_expected_messages ();
  g_assert_cmpuint (count (self), ==, 0);
  sentence = tell_damage (self);
  g_assert_true (g_str_has_prefix (sentence, "The account “old” on chat.example.org cannot be opened"));
  stop (self);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (store_fixture_ask_number (path, "SELECT count(*) FROM intent"), ==, 3);
}

/* Nobody ever came online there: not shown, not told of, and not touched. An empty file is none of that, but damage. */
static void
test_never_ready (void)
{
  g_autoptr (Home) self = home_new ();
  g_autofree char *path = make_account (self, "begun", FALSE);
  g_autofree char *empty = make_folder (self, "empty");
  g_autofree char *sentence = NULL;

  write_file (empty, "", 0);
  g_test_expect_message ("cordial-accounts", G_LOG_LEVEL_WARNING, "account empty: *damaged.");
  start (self);
  g_test_assert_expected_messages ();
  sentence = tell_damage (self);
  g_assert_true (g_str_has_prefix (sentence, "An account cannot be opened"));
  g_assert_cmpuint (count (self), ==, 0);
  g_assert_null (cordial_accounts_get_load_error (self->accounts));
  stop (self);
  g_assert_cmpint (store_fixture_ask_number (path, "SELECT count(*) FROM intent"), ==, 1);
  g_assert_true (g_file_test (empty, G_FILE_TEST_EXISTS));
}

/* The folder of the accounts itself: a file stands in its place. */
static void
test_no_folder (void)
{
  g_autoptr (Home) self = home_new ();
  g_autofree char *path = g_build_filename (self->folder, "accounts", NULL);
  g_autoptr (GError) error = NULL;

  write_file (path, "x", 1);
  self->accounts =
    cordial_accounts_new (self->folder, self->credentials, make_protocol, &cordial_text_content_format, NULL, NULL);
  g_assert_false (cordial_accounts_load (self->accounts, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (cordial_accounts_get_load_error (self->accounts), ==, error->message);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    run_child (argv[2]);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/accounts/loading/at-once", test_at_once);
  g_test_add_func ("/accounts/loading/large", test_large);
  g_test_add_func ("/accounts/loading/ended", test_ended);
  g_test_add_func ("/accounts/loading/killed", test_killed);
  g_test_add_func ("/accounts/loading/two", test_two);
  g_test_add_func ("/accounts/loading/two-killed", test_two_killed);
  g_test_add_func ("/accounts/loading/cannot-be-opened", test_cannot_be_opened);
  g_test_add_func ("/accounts/loading/told-once", test_told_once);
  g_test_add_data_func ("/accounts/loading/begin-anew/values", break_values, test_begin_anew);
  g_test_add_data_func ("/accounts/loading/begin-anew/empty", make_empty, test_begin_anew);
  g_test_add_data_func ("/accounts/loading/begin-anew/overwritten", overwrite, test_begin_anew);
  g_test_add_data_func ("/accounts/loading/begin-anew/gone", take_away, test_begin_anew);
  g_test_add_func ("/accounts/loading/found-later", test_found_later);
  g_test_add_func ("/accounts/loading/several", test_several);
  g_test_add_func ("/accounts/loading/breaks-on-the-way", test_breaks_on_the_way);
  g_test_add_func ("/accounts/loading/never-ready", test_never_ready);
  g_test_add_func ("/accounts/loading/no-folder", test_no_folder);
  return g_test_run ();
}
