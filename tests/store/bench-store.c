/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store with a million messages in 200 conversations, one of which holds half of them: prints the figures that
 * the budgets of the design speak of, and asserts no speed.
 */
#define G_LOG_DOMAIN "cordial-bench"

#include "cordial-spans.h"
#include "store-fixture.h"

#include <glib/gstdio.h>

#define N_MESSAGES 1000000
#define N_CONVERSATIONS 200
#define N_IN_BIGGEST (N_MESSAGES / 2)

/* How many messages come with one answer of a server, and how many answers wait for the store. */
#define PAGE 100
#define IN_FLIGHT 64

/* The other shapes that cost: a conversation full of gaps, and an account of many chats. */
#define N_RUNS 20000
#define N_CHATS 1000

/* A read is repeated, and the median and the slowest are printed. */
#define REPEATS 51

static guint in_flight;

static void
on_inserted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStoreChange) change = cordial_store_insert_finish (CORDIAL_STORE (object), result, &error);

  g_assert_no_error (error);
  in_flight--;
}

static const char *
name_of (guint conversation, char name[16])
{
  g_snprintf (name, 16, "grp%08u", conversation);
  return name;
}

static void
insert_conversation (CordialStore *store, guint conversation, guint n)
{
  char name[16];

  name_of (conversation, name);
  for (guint low = 1; low <= n; low += PAGE)
    {
      guint high = MIN (low + PAGE - 1, n);
      g_autoptr (GPtrArray) messages = store_fixture_messages_new ();

      for (guint seq = low; seq <= high; seq++)
        {
          g_autofree char *text =
            g_strdup_printf ("Message %u of a talk about nothing in particular, as people do.", seq);
          CordialMessageRecord *message = store_fixture_message (name, seq, text);

          message->cordial_id = g_strdup_printf ("%08x%08x", conversation, seq);
          g_ptr_array_add (messages, message);
        }
      while (in_flight >= IN_FLIGHT)
        g_main_context_iteration (NULL, TRUE);
      in_flight++;
      cordial_store_insert_async (store, name, messages, low, high, on_inserted, NULL);
    }
}

static int
compare_doubles (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static void
print_times (const char *what, double *ms, guint n)
{
  g_sort_array (ms, n, sizeof *ms, compare_doubles, NULL);
  g_print ("%-44s median %8.3f ms, slowest %8.3f ms\n", what, ms[n / 2], ms[n - 1]);
}

static double
ms_since (gint64 start_us)
{
  return (g_get_monotonic_time () - start_us) / 1000.0;
}

static void
time_page (CordialStore *store, const char *what, guint conversation, gint64 low)
{
  double ms[REPEATS];
  char name[16];

  name_of (conversation, name);
  for (guint i = 0; i < REPEATS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) messages = NULL;
      gint64 start_us = g_get_monotonic_time ();

      /* Another page each time, so that it is not the one just read. */
      messages = cordial_store_read_range (store, name, low - i * PAGE, low - i * PAGE + PAGE - 1, &error);
      ms[i] = ms_since (start_us);
      g_assert_no_error (error);
      g_assert_cmpuint (messages->len, ==, PAGE);
    }
  print_times (what, ms, REPEATS);
}

static void
print_reads (StoreFixture *fixture)
{
  double open_ms[REPEATS], list_ms[REPEATS], outbox_ms[REPEATS], span_ms[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      g_autoptr (GPtrArray) conversations = NULL;
      g_autoptr (GPtrArray) outbox = NULL;
      g_autofree char *spans = NULL;
      gint64 start_us = g_get_monotonic_time ();

      store_fixture_open (fixture);
      open_ms[i] = ms_since (start_us);
      start_us = g_get_monotonic_time ();
      conversations = store_fixture_list_conversations (fixture->store);
      list_ms[i] = ms_since (start_us);
      g_assert_cmpuint (conversations->len, ==, N_CONVERSATIONS);
      start_us = g_get_monotonic_time ();
      outbox = store_fixture_list_outbox (fixture->store);
      outbox_ms[i] = ms_since (start_us);
      g_assert_cmpuint (outbox->len, ==, 0);
      start_us = g_get_monotonic_time ();
      spans = store_fixture_describe_spans (fixture->store, "grp00000000");
      span_ms[i] = ms_since (start_us);
      store_fixture_close (fixture);
    }
  print_times ("open", open_ms, REPEATS);
  print_times ("chat list (200 conversations)", list_ms, REPEATS);
  print_times ("outbox (empty)", outbox_ms, REPEATS);
  print_times ("spans", span_ms, REPEATS);

  store_fixture_open (fixture);
  time_page (fixture->store, "newest pages of the biggest conversation", 0, N_IN_BIGGEST - PAGE + 1);
  time_page (fixture->store, "pages in its middle", 0, N_IN_BIGGEST / 2);
}

static void
print_enqueue (CordialStore *store)
{
  double ms[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      g_autofree char *id = g_strdup_printf ("own-%u", i);
      gint64 start_us = g_get_monotonic_time ();

      store_fixture_put_in_outbox (store, "grp00000000", id, "A message of ours.");
      ms[i] = ms_since (start_us);
    }
  print_times ("a message of ours, kept", ms, REPEATS);
}

/* Every second number of a conversation is here: each further one changes a run among very many. */
static void
print_runs (StoreFixture *fixture)
{
  g_autoptr (CordialSpans) spans = cordial_spans_new ();
  double change_ms[REPEATS], write_ms[REPEATS];
  gint64 start_us = g_get_monotonic_time ();

  for (gint64 i = 1; i <= N_RUNS; i++)
    cordial_spans_add (spans, (N_RUNS - i + 1) * 2, (N_RUNS - i + 1) * 2);
  g_print ("%-44s %.1f ms\n", "20000 runs, from the newest to the oldest", ms_since (start_us));
  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 seq = 101 + 600 * i;

      start_us = g_get_monotonic_time ();
      cordial_spans_add (spans, seq, seq);
      change_ms[i] = ms_since (start_us);
    }
  print_times ("a change among 20000 runs, in memory", change_ms, REPEATS);

  store_fixture_open (fixture);
  for (gint64 low = 1; low <= N_RUNS; low += PAGE)
    {
      g_autoptr (GPtrArray) messages = store_fixture_messages_new ();

      for (gint64 i = low; i < low + PAGE; i++)
        g_ptr_array_add (messages, store_fixture_message ("grpSieve", i * 2, "One of every two."));
      in_flight++;
      cordial_store_insert_async (fixture->store, "grpSieve", messages, 0, 0, on_inserted, NULL);
    }
  while (in_flight > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < REPEATS; i++)
    {
      g_autoptr (GPtrArray) messages = store_fixture_messages_new ();

      g_ptr_array_add (messages, store_fixture_message ("grpSieve", 101 + 600 * i, "One between."));
      start_us = g_get_monotonic_time ();
      store_fixture_take_in (fixture->store, "grpSieve", messages, 0, 0);
      write_ms[i] = ms_since (start_us);
    }
  print_times ("a message among 20000 runs, on disk", write_ms, REPEATS);
  store_fixture_close (fixture);
}

/* An account of many chats with a page of messages each: what a start reads of them for the chat list. */
static void
print_chats (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  double ms[REPEATS], first_ms[REPEATS];

  store_fixture_open (fixture);
  for (guint i = 0; i < N_CHATS; i++)
    insert_conversation (fixture->store, i, PAGE);
  while (in_flight > 0)
    g_main_context_iteration (NULL, TRUE);
  store_fixture_close (fixture);
  for (guint i = 0; i < REPEATS; i++)
    {
      store_fixture_open (fixture);
      for (guint again = 0; again < 2; again++)
        {
          gint64 start_us = g_get_monotonic_time ();
          g_autoptr (GPtrArray) conversations = store_fixture_list_conversations (fixture->store);

          (again ? ms : first_ms)[i] = ms_since (start_us);
          g_assert_cmpuint (conversations->len, ==, N_CHATS);
          g_assert_nonnull (((CordialConversationRecord *) conversations->pdata[0])->last_text);
        }
      store_fixture_close (fixture);
    }
  print_times ("chat list with previews, 1000 chats, first", first_ms, REPEATS);
  print_times ("chat list with previews, 1000 chats, again", ms, REPEATS);
}

/* Of an account of a million messages: it should cost what the conversation holds. */
static void
print_removal (StoreFixture *fixture)
{
  const guint sizes[] = { 0, 100, 2500 };

  store_fixture_open (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *what = g_strdup_printf ("removal of a conversation of %u", sizes[i]);
      double ms[5];

      for (guint again = 0; again < G_N_ELEMENTS (ms); again++)
        {
          char name[16];
          gint64 start_us;

          if (sizes[i] < 2500)
            {
              insert_conversation (fixture->store, N_CONVERSATIONS, sizes[i]);
              name_of (N_CONVERSATIONS, name);
            }
          else
            {
              name_of (again + 1, name);
            }
          while (in_flight > 0)
            g_main_context_iteration (NULL, TRUE);
          cordial_store_flush (fixture->store);
          start_us = g_get_monotonic_time ();
          cordial_store_remove_conversation (fixture->store, name);
          cordial_store_flush (fixture->store);
          ms[again] = ms_since (start_us);
        }
      print_times (what, ms, G_N_ELEMENTS (ms));
    }
  store_fixture_close (fixture);
}

static gboolean
on_beat (gpointer user_data)
{
  gint64 *beat = user_data; /* when, and the longest wait so far */
  gint64 now_us = g_get_monotonic_time ();

  beat[1] = MAX (beat[1], now_us - beat[0]);
  beat[0] = now_us;
  return G_SOURCE_CONTINUE;
}

static void
on_progress (gint64 done, gint64 total, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* A file of the version before this one, with as many messages, while the main loop goes on. */
static void
print_migration (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *filling = g_strdup_printf (
    "BEGIN;"
    "INSERT INTO conversation (id) WITH RECURSIVE c (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < %u)"
    " SELECT printf ('grp%%08u', i) FROM c;"
    "INSERT INTO message (conversation, seq, cordial_id, sender, time_ms, state, text)"
    " WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %u)"
    " SELECT printf ('grp%%08u', i %% %u), i / %u + 1, printf ('%%016x', i), 'usrOther', 1700000000000 + i, 2,"
    " 'Message ' || i || ' of a talk about nothing in particular, as people do.' FROM c;"
    "INSERT INTO span SELECT conversation, 0, min (seq), max (seq) FROM message GROUP BY conversation;"
    "COMMIT;",
    N_CONVERSATIONS - 1, N_MESSAGES, N_CONVERSATIONS, N_CONVERSATIONS);
  gint64 start_us, beat[2];
  guint n_told = 0, source;
  GStatBuf before, after;

  store_fixture_make_version (fixture->path, 1);
  store_fixture_run_sql (fixture->path, filling);
  g_assert_cmpint (g_stat (fixture->path, &before), ==, 0);
  start_us = beat[0] = g_get_monotonic_time ();
  beat[1] = 0;
  source = g_timeout_add (1, on_beat, beat);
  cordial_store_open_async (fixture->path, NULL, on_progress, &n_told, store_fixture_on_result, &result);
  fixture->store = cordial_store_open_finish (store_fixture_wait (&result), &error);
  g_assert_no_error (error);
  g_source_remove (source);
  g_print ("%-44s %.1f s, progress told %u times, longest wait of the main loop %.1f ms\n",
           "migration of a million messages", ms_since (start_us) / 1000, n_told, beat[1] / 1000.0);
  store_fixture_close (fixture);
  g_assert_cmpint (g_stat (fixture->path, &after), ==, 0);
  g_print ("%-44s %.1f MiB before, %.1f MiB after\n", "its size on disk", before.st_size / 1048576.0,
           after.st_size / 1048576.0);
}

int
main (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  GStatBuf info;
  gint64 start_us;
  double seconds;
  guint n_others = (N_MESSAGES - N_IN_BIGGEST) / (N_CONVERSATIONS - 1), n = 0;

  store_fixture_open (fixture);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < N_CONVERSATIONS; i++)
    {
      guint count = i == 0 ? N_IN_BIGGEST : i < N_CONVERSATIONS - 1 ? n_others : N_MESSAGES - n;

      insert_conversation (fixture->store, i, count);
      n += count;
    }
  while (in_flight > 0)
    g_main_context_iteration (NULL, TRUE);
  seconds = ms_since (start_us) / 1000.0;
  g_assert_cmpuint (n, ==, N_MESSAGES);
  g_print ("%-44s %.0f messages/s (%u in %.1f s)\n", "insertion", n / seconds, n, seconds);
  store_fixture_close (fixture);

  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_print ("%-44s %.1f MiB, %.0f bytes a message\n", "size on disk", info.st_size / 1048576.0,
           (double) info.st_size / N_MESSAGES);
  print_reads (fixture);
  print_enqueue (fixture->store);
  store_fixture_close (fixture);
  print_removal (fixture);
  print_runs (fixture);
  print_chats ();
  print_migration ();
  return 0;
}
