/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The start of an account of a thousand chats, in each of which somebody wrote meanwhile: what the model and its work take of
 * memory, and how long they hold the main loop up. Prints figures, and asserts no speed.
 */
#define G_LOG_DOMAIN "cordial-bench"

#include "cordial-account-private.h"
#include "cordial-work.h"
#include "fake-protocol.h"
#include "fixture.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define N_CHATS 1000

/* How many messages each has before. */
#define N_MESSAGES 250

static const char *
name_of (guint chat, char name[16])
{
  g_snprintf (name, 16, "usr%08u", chat);
  return name;
}

static CordialMessageRecord *
make_message (guint chat, gint64 seq)
{
  g_autofree char *text =
    g_strdup_printf ("Message %" G_GINT64_FORMAT " of a talk about nothing in particular, as people do.", seq);
  char name[16];

  return fake_message (name_of (chat, name), name, seq, text);
}

/* --- Figures ----------------------------------------------------------------------------------------------------- */

/* By the clock, which stands for what a person sees, and by the processor's time, which other programs do not lengthen. */
typedef struct
{
  gint64 clock_us;
  gint64 processor_us;
} Moment;

static Moment turn_began;
static Moment longest;

static Moment
get_now (void)
{
  struct timespec processor;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &processor);
  return (Moment) { g_get_monotonic_time (), processor.tv_sec * G_USEC_PER_SEC + processor.tv_nsec / 1000 };
}

/* A turn lasts from the moment when there is something to do until the loop looks for more. */
static int
poll_and_time (GPollFD *fds, guint n_fds, int timeout_ms)
{
  Moment now = get_now ();
  int n;

  if (turn_began.clock_us > 0)
    {
      longest.clock_us = MAX (longest.clock_us, now.clock_us - turn_began.clock_us);
      longest.processor_us = MAX (longest.processor_us, now.processor_us - turn_began.processor_us);
    }
  n = g_poll (fds, n_fds, timeout_ms);
  turn_began = get_now ();
  return n;
}

/* Proportional set size of this process. */
static double
get_memory_mib (void)
{
  g_autofree char *rollup = NULL;
  const char *pss;

  malloc_trim (0);
  if (!g_file_get_contents ("/proc/self/smaps_rollup", &rollup, NULL, NULL) || !(pss = strstr (rollup, "\nPss:")))
    return 0;
  return g_ascii_strtod (pss + strlen ("\nPss:"), NULL) / 1024;
}

/* Prints what came to pass since the last time. */
static void
print_figures (const char *what)
{
  static gint64 began_us;
  static double memory_mib;
  double now_mib = get_memory_mib ();
  gint64 now_us = g_get_monotonic_time ();

  if (began_us > 0)
    g_print ("%-34s %7.1f ms, longest turn %6.1f ms (%5.1f of processor), %+6.1f MiB\n", what,
             (now_us - began_us) / 1000.0, longest.clock_us / 1000.0, longest.processor_us / 1000.0,
             now_mib - memory_mib);
  longest = turn_began = (Moment) { 0 };
  memory_mib = now_mib;
  began_us = g_get_monotonic_time ();
}

/* --- What there is before ---------------------------------------------------------------------------------------- */

static void
on_inserted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStoreChange) change = cordial_store_insert_finish (CORDIAL_STORE (object), result, &error);

  g_assert_no_error (error);
  (*(guint *) user_data)--;
}

static void
fill (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStore) store = cordial_store_open (path, &error);
  guint in_flight = 0;

  g_assert_no_error (error);
  cordial_store_set_value (store, CORDIAL_ACCOUNT_USER_ID, FAKE_OWN_ID);
  for (guint chat = 0; chat < N_CHATS; chat++)
    {
      char name[16];
      g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (name_of (chat, name));
      g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);

      record->fields = CORDIAL_CONVERSATION_HAS_NAME | CORDIAL_CONVERSATION_HAS_SEQ;
      record->name = g_strdup (name);
      record->seq = N_MESSAGES;
      cordial_store_save_conversation (store, record);
      for (guint seq = 1; seq <= N_MESSAGES; seq++)
        g_ptr_array_add (messages, make_message (chat, seq));
      in_flight++;
      cordial_store_insert_async (store, name, messages, 1, N_MESSAGES, on_inserted, &in_flight);
      while (in_flight > 16)
        g_main_context_iteration (NULL, TRUE);
    }
  while (in_flight > 0)
    g_main_context_iteration (NULL, TRUE);
  cordial_store_close (store);
}

/* In a process of its own, whose memory does not count here. */
static void
fill_elsewhere (const char *path)
{
  pid_t child = fork ();
  int status = 0;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      fill (path);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
}

/* --- The start --------------------------------------------------------------------------------------------------- */

typedef struct
{
  FakeProtocol *protocol;
  guint chat;
} Arrivals;

/* A frame a turn, as they come from a socket. */
static gboolean
on_report_line (gpointer user_data)
{
  Arrivals *arrivals = user_data;
  char name[16];
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (name_of (arrivals->chat, name));

  record->fields = CORDIAL_CONVERSATION_HAS_SEQ | CORDIAL_CONVERSATION_HAS_PEER_RECV | CORDIAL_CONVERSATION_HAS_ENDED;
  record->seq = N_MESSAGES;
  record->peer_recv = N_MESSAGES / 2;
  g_signal_emit_by_name (arrivals->protocol, "conversation", record);
  return ++arrivals->chat < N_CHATS;
}

static gboolean
on_report_message (gpointer user_data)
{
  Arrivals *arrivals = user_data;
  g_autoptr (CordialMessageRecord) message = make_message (arrivals->chat, N_MESSAGES + 1);

  fake_protocol_report_message (arrivals->protocol, message);
  return ++arrivals->chat < N_CHATS;
}

/* They come one after another: the first that lacks it is where it was. */
static gboolean
have_all_arrived (CordialAccount *account)
{
  static guint n_arrived;
  GListModel *chats = cordial_account_get_chat_list (account);

  while (n_arrived < N_CHATS)
    {
      g_autoptr (CordialConversation) chat = g_list_model_get_item (chats, n_arrived);

      if (g_list_model_get_n_items (G_LIST_MODEL (cordial_conversation_get_timeline (chat))) <= N_MESSAGES)
        return FALSE;
      n_arrived++;
    }
  return TRUE;
}

static void
assert_previews (CordialAccount *account, const char *beginning)
{
  GListModel *chats = cordial_account_get_chat_list (account);

  g_assert_cmpuint (g_list_model_get_n_items (chats), ==, N_CHATS);
  for (guint i = 0; i < N_CHATS; i++)
    {
      g_autoptr (CordialConversation) chat = g_list_model_get_item (chats, i);

      g_assert_true (g_str_has_prefix (cordial_conversation_get_preview (chat), beginning));
    }
}

static void
measure (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStore) store = NULL;
  g_autoptr (CordialWork) work = NULL;
  g_autoptr (FakeProtocol) protocol = fake_protocol_new ();
  Arrivals arrivals = { protocol, 0 };
  CordialAccount *account;

  g_main_context_set_poll_func (NULL, poll_and_time);
  print_figures (NULL);
  store = cordial_store_open (path, &error);
  g_assert_no_error (error);
  work = cordial_work_new ("bench", store, &cordial_text_content_format, NULL);
  account = cordial_work_get_account (work);
  cordial_work_load (work, &error);
  g_assert_no_error (error);
  assert_previews (account, "Message 250 ");
  print_figures ("load 1000 chats of 250 messages");

  cordial_work_set_protocol (work, CORDIAL_PROTOCOL (protocol));
  fake_protocol_sign_in (protocol);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_report_line, &arrivals, NULL);
  while (arrivals.chat < N_CHATS)
    g_main_context_iteration (NULL, TRUE);
  fake_protocol_complete_roster (protocol);
  fixture_settle ();
  print_figures ("their roster, with receipts");

  arrivals.chat = 0;
  g_idle_add_full (G_PRIORITY_DEFAULT, on_report_message, &arrivals, NULL);
  while (arrivals.chat < N_CHATS || !have_all_arrived (account))
    g_main_context_iteration (NULL, TRUE);
  assert_previews (account, "Message 251 ");
  print_figures ("one new message in each");
  cordial_work_end (work);
  cordial_store_close (store);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("cordial-bench-XXXXXX", &error);
  g_autofree char *path = NULL;

  g_assert_no_error (error);
  path = g_build_filename (folder, "account.db", NULL);
  fill_elsewhere (path);
  measure (path);
  fixture_delete_folder (folder);
  return 0;
}
