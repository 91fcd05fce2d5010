/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is found where the account's database should be: a file of every older version goes on to the newest, and what is
 * not ours to write is refused in one sentence and left byte for byte as it was.
 */
#define G_LOG_DOMAIN "cordial-test"

#include "cordial-store-private.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void
put_file (const char *path, const char *bytes, gssize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, size, &error);
  g_assert_no_error (error);
}

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize size;

  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (bytes, size);
}

/* One sentence: a capital, a full stop, no line break, and none of SQLite's own words for a broken file. */
static void
assert_sentence (const char *message)
{
  g_assert_true (g_utf8_validate (message, -1, NULL));
  g_assert_true (g_ascii_isupper (message[0]));
  g_assert_true (g_str_has_suffix (message, "."));
  g_assert_null (strchr (message, '\n'));
  g_assert_null (strstr (message, "malformed"));
  g_assert_null (strstr (message, "file is not a database"));
}

/* Twice, since the first attempt must not leave anything that changes the second. */
static void
assert_refused (StoreFixture *fixture, CordialStoreError code)
{
  g_autoptr (GBytes) before = read_file (fixture->path);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) after = NULL;

      g_assert_null (cordial_store_open (fixture->path, &error));
      g_assert_error (error, CORDIAL_STORE_ERROR, (int) code);
      assert_sentence (error->message);
      after = read_file (fixture->path);
      g_assert_true (g_bytes_equal (before, after));
    }
}

/* A database of some pages, closed. */
static void
make_database (StoreFixture *fixture)
{
  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 2000);
  store_fixture_put_in_outbox (fixture->store, "grpA", "id-1", "waits");
  store_fixture_close (fixture);
}

static void
assert_works (StoreFixture *fixture)
{
  g_autoptr (GPtrArray) messages = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpNew", 1, 3);
  store_fixture_reopen (fixture);
  messages = store_fixture_read_all (fixture->store, "grpNew");
  g_assert_cmpuint (messages->len, ==, 3);
  store_fixture_close (fixture);
  store_fixture_assert_sound (fixture->path);
}

/* --- Nothing there yet ------------------------------------------------------------------------------------------- */

static void
test_missing (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  assert_works (fixture);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "PRAGMA user_version"), ==, cordial_schema_get_version ());
}

/* As a crash leaves it between the making of the file and the first write to it. */
static void
test_empty (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  put_file (fixture->path, "", 0);
  assert_works (fixture);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "PRAGMA user_version"), ==, cordial_schema_get_version ());
}

static void
test_no_folder (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autofree char *path = g_build_filename (fixture->folder, "not", "there", "account.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (cordial_store_open (path, &error));
  g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FULL);
  assert_sentence (error->message);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_folder_in_its_place (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (cordial_store_open (fixture->folder, &error));
  g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FULL);
  assert_sentence (error->message);
}

/* --- Not ours, or broken ----------------------------------------------------------------------------------------- */

static void
test_text (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autofree char *line = g_strnfill (100000, 'a');
  const char *const texts[] = { "xy", "Dear diary, this is a text.\n", line };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      put_file (fixture->path, texts[i], -1);
      assert_refused (fixture, CORDIAL_STORE_ERROR_CORRUPT);
    }
}

static void
test_zeros (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autofree char *zeros = g_malloc0 (8192);

  /* What a file system may leave of a file after a power cut. */
  put_file (fixture->path, zeros, 8192);
  assert_refused (fixture, CORDIAL_STORE_ERROR_CORRUPT);
}

/* Inside the header, inside a page, between pages. Two cuts cannot be told by the length: a single byte is an empty file to
 * SQLite, and a checkpoint that a crash interrupted may leave part of the last page, which the log beside it mends. */
static void
test_truncated (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GBytes) whole = NULL;
  gsize size;

  make_database (fixture);
  whole = read_file (fixture->path);
  size = g_bytes_get_size (whole);
  g_assert_cmpuint (size, >, 10 * 4096);
  {
    const gsize lengths[] = { 2, 50, 99, 100, 511, 512, 4095, 4096, 4097, 8192, size / 2, size - 4096 };

    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
      {
        g_test_message ("cut to %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes", lengths[i], size);
        put_file (fixture->path, g_bytes_get_data (whole, NULL), lengths[i]);
        assert_refused (fixture, CORDIAL_STORE_ERROR_CORRUPT);
      }
  }
  /* Put back, all is there. */
  put_file (fixture->path, g_bytes_get_data (whole, NULL), size);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM message"), ==, 2001);
  assert_works (fixture);
}

/* Breaks the first page of a table or an index of a closed file. */
static void
break_page (const char *path, const char *name)
{
  g_autofree char *sql = g_strdup_printf ("SELECT rootpage FROM sqlite_schema WHERE name = '%s'", name);
  gint64 page_size = store_fixture_ask_number (path, "PRAGMA page_size");
  gint64 root = store_fixture_ask_number (path, sql);
  g_autoptr (GBytes) whole = read_file (path);
  gsize size = g_bytes_get_size (whole);
  g_autofree char *bytes = g_memdup2 (g_bytes_get_data (whole, NULL), size);

  memset (bytes + (root - 1) * page_size, 0xa5, page_size);
  put_file (path, bytes, size);
}

/* Broken inside: the file opens, and what cannot be read is told when it is asked for; nothing crashes, and what is wrong
 * in one table does not hide the others. */
static void
test_broken_inside (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  make_database (fixture);
  break_page (fixture->path, "message");

  store_fixture_open (fixture);
  messages = cordial_store_read_range (fixture->store, "grpA", 1, 2000, &error);
  g_assert_null (messages);
  g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT);
  assert_sentence (error->message);
  g_clear_error (&error);
  {
    g_autoptr (CordialMessageRecord) draft = store_fixture_draft ("grpA", "id-2", "on a broken page");

    g_assert_cmpint (store_fixture_enqueue (fixture->store, draft, &error), ==, 0);
    g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT);
    assert_sentence (error->message);
  }
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-2000 holes");
}

static void
ignore_place (const char *conversation_id, gboolean hidden, CordialSpan places, gpointer user_data)
{
}

static gboolean
read_the_value (CordialStore *store, GError **error)
{
  char *value = (char *) "not touched";
  gboolean read = cordial_store_read_value (store, "name", &value, error);

  g_assert_null (value);
  return read;
}

static gboolean
read_the_conversations (CordialStore *store, GError **error)
{
  g_autoptr (GPtrArray) conversations = cordial_store_list_conversations (store, error);

  return conversations != NULL;
}

static gboolean
read_the_outbox (CordialStore *store, GError **error)
{
  g_autoptr (GPtrArray) outbox = cordial_store_list_outbox (store, error);

  return outbox != NULL;
}

static gboolean
read_the_intents (CordialStore *store, GError **error)
{
  g_autoptr (GPtrArray) intents = cordial_store_list_all_intents (store, error);
  g_autoptr (GPtrArray) some = cordial_store_list_intents (store, "grpA", intents ? error : NULL);

  return intents != NULL && some != NULL;
}

static gboolean
read_the_places (CordialStore *store, GError **error)
{
  return cordial_store_foreach_place (store, ignore_place, NULL, error);
}

static gboolean
read_a_place (CordialStore *store, GError **error)
{
  gint64 place;

  return cordial_store_read_place (store, "grpA", 3, &place, error);
}

static gboolean
read_the_places_of_numbers (CordialStore *store, GError **error)
{
  g_autoptr (GArray) places = cordial_store_list_places (store, "grpA", 1, 3, error);

  return places != NULL;
}

static gboolean
read_a_message (CordialStore *store, GError **error)
{
  g_autoptr (CordialMessageRecord) message = NULL;
  gboolean read = cordial_store_read_message (store, 1, &message, error);

  g_assert_null (message);
  return read;
}

static gboolean
read_the_agreement (CordialStore *store, GError **error)
{
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  gint64 agreed, conflict;

  g_ptr_array_add (messages, store_fixture_message ("grpA", 3, "number 3"));
  return cordial_store_read_agreement (store, messages, &agreed, &conflict, error);
}

static gboolean
read_the_members (CordialStore *store, GError **error)
{
  g_autoptr (GPtrArray) members = cordial_store_list_members (store, "grpA", error);

  return members != NULL;
}

/* What cannot be read is an error, never an absence: each table broken in turn, and each read that needs it. */
static void
test_unreadable (void)
{
  const struct
  {
    const char *name;
    gboolean (*read) (CordialStore *store, GError **error);
  } reads[] = {
    { "value", read_the_value },
    { "member", read_the_members },
    { "conversation", read_the_conversations },
    { "message_by_place", read_the_conversations },
    { "intent", read_the_outbox },
    { "message", read_the_outbox },
    { "intent", read_the_intents },
    { "span", read_the_places },
    { "fork", read_the_places },
    { "intent", read_the_places },
    { "fork", read_a_place },
    { "fork", read_the_places_of_numbers },
    { "message", read_a_message },
    { "message_by_seq", read_the_agreement },
  };

  for (guint i = 0; i < G_N_ELEMENTS (reads); i++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      g_autoptr (GError) error = NULL;

      g_test_message ("without a page of %s", reads[i].name);
      make_database (fixture);
      store_fixture_open (fixture);
      if (reads[i].read != read_a_message)
        g_assert_true (reads[i].read (fixture->store, &error));
      g_assert_no_error (error);
      store_fixture_close (fixture);
      break_page (fixture->path, reads[i].name);
      store_fixture_open (fixture);
      g_assert_false (reads[i].read (fixture->store, &error));
      g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT);
      assert_sentence (error->message);
    }
}

/* Another program's database is not ours to fill, though no version stands in it. */
static void
test_foreign (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  store_fixture_run_sql (fixture->path, "CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES ('plum cake');");
  assert_refused (fixture, CORDIAL_STORE_ERROR_CORRUPT);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM recipe"), ==, 1);
}

/* --- Versions ---------------------------------------------------------------------------------------------------- */

static void
test_newer (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  const int versions[] = { cordial_schema_get_version () + 1, 1000, G_MAXINT32, -1 };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    for (guint wal = 0; wal < 2; wal++)
      {
        g_autofree char *sql =
          g_strdup_printf ("PRAGMA user_version = %d; PRAGMA journal_mode = %s;", versions[i], wal ? "WAL" : "DELETE");

        make_database (fixture);
        store_fixture_run_sql (fixture->path, sql);
        /* Also not turned into a journal mode that a newer version left on purpose. */
        assert_refused (fixture, CORDIAL_STORE_ERROR_NEWER);
        g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM message"), ==, 2001);
        g_unlink (fixture->path);
      }
}

/* The newest version opens again and again without a change of the schema. */
static void
test_same_version (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  gint64 schema_version;

  make_database (fixture);
  schema_version = store_fixture_ask_number (fixture->path, "PRAGMA schema_version");
  for (guint i = 0; i < 3; i++)
    {
      store_fixture_open (fixture);
      store_fixture_close (fixture);
    }
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "PRAGMA schema_version"), ==, schema_version);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM message"), ==, 2001);
}

/* A step that cannot be done leaves the version before it, and is done at the next start when it can be. */
static void
test_interrupted (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  database = cordial_database_open (fixture->path, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (cordial_schema_check (database, &error));
  g_assert_true (cordial_database_set_up (database, &error));
  /* A few pages: not enough for the tables. */
  g_assert_true (cordial_database_exec (database, "PRAGMA max_page_count = 5", &error));
  g_assert_false (cordial_schema_migrate (database, NULL, NULL, NULL, &error));
  g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FULL);
  assert_sentence (error->message);
  g_clear_pointer (&database, cordial_database_free);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "PRAGMA user_version"), ==, 0);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM sqlite_schema"), ==, 0);
  assert_works (fixture);
}

/* --- Rights ------------------------------------------------------------------------------------------------------ */

static void
test_read_only (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  make_database (fixture);
  g_assert_cmpint (g_chmod (fixture->path, 0444), ==, 0);
  if (g_access (fixture->path, W_OK) == 0)
    {
      g_test_skip ("this user may write to every file");
      return;
    }
  assert_refused (fixture, CORDIAL_STORE_ERROR_FULL);
}

/* What people say to each other is nobody else's business on a machine of many users. */
static void
test_private (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  const char *const endings[] = { "", "-wal", "-shm" };
  mode_t old = umask (022);

  store_fixture_open (fixture);
  umask (old);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (fixture->path, endings[i], NULL);
      GStatBuf info;

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 077, ==, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/file/missing", test_missing);
  g_test_add_func ("/store/file/empty", test_empty);
  g_test_add_func ("/store/file/no-folder", test_no_folder);
  g_test_add_func ("/store/file/folder-in-its-place", test_folder_in_its_place);
  g_test_add_func ("/store/file/text", test_text);
  g_test_add_func ("/store/file/zeros", test_zeros);
  g_test_add_func ("/store/file/truncated", test_truncated);
  g_test_add_func ("/store/file/broken-inside", test_broken_inside);
  g_test_add_func ("/store/file/unreadable", test_unreadable);
  g_test_add_func ("/store/file/foreign", test_foreign);
  g_test_add_func ("/store/file/newer", test_newer);
  g_test_add_func ("/store/file/same-version", test_same_version);
  g_test_add_func ("/store/file/interrupted", test_interrupted);
  g_test_add_func ("/store/file/read-only", test_read_only);
  g_test_add_func ("/store/file/private", test_private);

  return g_test_run ();
}
