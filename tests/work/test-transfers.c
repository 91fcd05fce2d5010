/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that are sent and fetched: on disk before their message is, to the server once, and in the message under the reference that the
 * server gave, whatever happens to the link, the server's temper or the application.
 */

#define _GNU_SOURCE /* leases */

#include "fixture.h"

#include "cordial-sizes.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

#define WORDS "what is in the file"
#define REFERENCE "/v0/file/s/abc.txt"

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Sends the file as it is then. */
static gboolean
send_path (Fixture *fixture, const char *path, GError **error)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (CordialContent) content = cordial_content_new ("");
  CordialAttachment *attachment = cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_FILE);
  g_autoptr (GAsyncResult) result = NULL;

  attachment->reference = g_strdup (uri);
  attachment->media_type = g_strdup ("text/plain");
  cordial_content_finish (content);
  cordial_conversation_send_async (fixture_get_ben (fixture), content, NULL, on_result, &result);
  chat_wait (result != NULL);
  return cordial_conversation_send_finish (fixture_get_ben (fixture), result, error);
}

/* Writes a file, sends it, and deletes it again. */
static gboolean
send_file (Fixture *fixture, const char *words, GError **error)
{
  g_autofree char *path = g_build_filename (fixture->folder, "letter.txt", NULL);
  gboolean sent;

  if (words)
    g_assert_true (g_file_set_contents (path, words, -1, NULL));
  sent = send_path (fixture, path, error);
  g_unlink (path);
  return sent;
}

static guint
count_files (Fixture *fixture)
{
  g_autofree char *folder = g_build_filename (fixture->folder, CORDIAL_STORE_FILES_FOLDER, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir && g_dir_read_name (dir))
    n++;
  return n;
}

static void
assert_file (const char *path, const char *expected)
{
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, expected);
}

static FakeRequest *
expect_upload (Fixture *fixture)
{
  FakeRequest *request;
  g_autofree char *path = NULL;

  fixture_serve (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_UPLOAD), ==, 1);
  request = fake_protocol_take (fixture->protocol, FAKE_UPLOAD);
  g_assert_cmpstr (request->conversation_id, ==, "text/plain");
  path = g_file_get_path (request->file);
  assert_file (path, WORDS);
  return request;
}

/* The message goes, with the reference, once. */
static void
assert_sent (Fixture *fixture)
{
  FakeRequest *send;
  gint64 seq;

  fixture_settle_store (fixture);
  while (!fake_protocol_peek (fixture->protocol, FAKE_SEND) && history_answer (fixture->history, fixture->protocol))
    fixture_settle_store (fixture);
  send = fake_protocol_take (fixture->protocol, FAKE_SEND);
  g_assert_cmpstr (send->message->content, ==, "@" REFERENCE);
  seq = history_add (fixture->history, FAKE_OWN_ID, send->message->text, send->message->cordial_id);
  fake_request_answer_sent (send, seq, history_get (fixture->history, seq)->time_ms);
  fixture_serve (fixture);
  g_assert_cmpint (seq, ==, 4);
  g_assert_cmpuint (fixture->history->messages->len, ==, 4);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_UPLOAD), ==, 0);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

/* --- Sending ------------------------------------------------------------------------------------------------------ */

static void
test_sent (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialTransfer) upload = NULL, sent = NULL;
  g_autoptr (CordialMessage) message = NULL;
  const CordialAttachment *attachment;
  g_autoptr (GError) error = NULL;
  FakeRequest *request;

  g_assert_true (send_file (fixture, WORDS, &error));
  g_assert_no_error (error);
  message = fixture_get_message (fixture_get_ben (fixture), 3);
  attachment = cordial_message_get_content (message)->attachments->pdata[0];
  request = expect_upload (fixture);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);

  upload = cordial_account_get_file (fixture->account, attachment->reference, 0);
  g_assert_cmpint (cordial_transfer_get_state (upload), ==, CORDIAL_TRANSFER_RUNNING);
  assert_file (cordial_transfer_get_path (upload), WORDS);
  g_assert_cmpfloat (cordial_transfer_get_fraction (upload), <, 0);
  request->progress (50, 200, request->progress_data);
  g_assert_cmpfloat (cordial_transfer_get_fraction (upload), ==, 0.25);

  fake_request_answer_reference (request, REFERENCE);
  assert_sent (fixture);
  g_assert_cmpint (cordial_transfer_get_state (upload), ==, CORDIAL_TRANSFER_DONE);
  attachment = cordial_message_get_content (message)->attachments->pdata[0];
  g_assert_cmpstr (attachment->reference, ==, REFERENCE);
  /* What was sent from here is not fetched. */
  sent = cordial_account_get_file (fixture->account, REFERENCE, 0);
  g_assert_cmpint (cordial_transfer_get_state (sent), ==, CORDIAL_TRANSFER_DONE);
  assert_file (cordial_transfer_get_path (sent), WORDS);
}

/* Who looks at it before its turn comes sees it go. */
static void
test_watched (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialTransfer) before = NULL;
  g_autoptr (CordialMessage) message = NULL;
  const CordialAttachment *attachment;
  FakeRequest *request;

  fake_protocol_drop (fixture->protocol);
  g_assert_true (send_file (fixture, WORDS, NULL));
  fixture_settle_store (fixture);
  message = fixture_get_message (fixture_get_ben (fixture), 3);
  attachment = cordial_message_get_content (message)->attachments->pdata[0];
  before = cordial_account_get_file (fixture->account, attachment->reference, 0);
  assert_file (cordial_transfer_get_path (before), WORDS);
  fixture_come_online (fixture);
  fake_request_fail (expect_upload (fixture), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
  fixture_settle_store (fixture);
  g_assert_cmpint (cordial_transfer_get_state (before), ==, CORDIAL_TRANSFER_FAILED);
  /* And again; what the link took away is no failure. */
  cordial_conversation_retry_message (fixture_get_ben (fixture), message);
  g_assert_cmpint (cordial_transfer_get_state (before), ==, CORDIAL_TRANSFER_WAITING);
  request = expect_upload (fixture);
  g_assert_cmpint (cordial_transfer_get_state (before), ==, CORDIAL_TRANSFER_RUNNING);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  fixture_settle_store (fixture);
  g_assert_cmpint (cordial_transfer_get_state (before), ==, CORDIAL_TRANSFER_WAITING);
}

/* --- A file that somebody works on ---------------------------------------------------------------------------------- */

/* What happens to the file when it is opened to be read, before whoever reads it has it; the kernel lets them wait for a lease. */
static struct
{
  int descriptor;
  const char *path;
  void (*change) (void);
} leased;

static void
grow (void)
{
  if (write (leased.descriptor, "!", 1) != 1)
    abort ();
}

static void
shrink (void)
{
  if (ftruncate (leased.descriptor, 4) != 0)
    abort ();
}

/* Of the same length. */
static void
rewrite (void)
{
  if (pwrite (leased.descriptor, "WHAT", 4, 0) != 4)
    abort ();
}

static void
go_away (void)
{
  if (unlink (leased.path) != 0)
    abort ();
}

/* In a signal: nothing but system calls. */
static void
on_opened (int number)
{
  leased.change ();
  fcntl (leased.descriptor, F_SETLEASE, F_UNLCK);
}

static gboolean
send_while (Fixture *fixture, const char *path, void (*change) (void), GError **error)
{
  struct sigaction action = { .sa_handler = on_opened, .sa_flags = SA_RESTART };
  struct utimbuf times = { 1000, 1000 };
  gboolean sent;

  g_assert_true (g_file_set_contents (path, WORDS, -1, NULL));
  g_assert_cmpint (g_utime (path, &times), ==, 0);
  leased.path = path;
  leased.change = change;
  leased.descriptor = open (path, O_RDWR | O_APPEND * (change == grow) | O_CLOEXEC);
  g_assert_cmpint (leased.descriptor, >=, 0);
  g_assert_cmpint (sigaction (SIGIO, &action, NULL), ==, 0);
  g_assert_cmpint (fcntl (leased.descriptor, F_SETLEASE, F_WRLCK), ==, 0);
  sent = send_path (fixture, path, error);
  g_assert_cmpint (fcntl (leased.descriptor, F_GETLEASE), ==, F_UNLCK);
  close (leased.descriptor);
  signal (SIGIO, SIG_DFL);
  return sent;
}

/* Half of one and half of the other is nobody's file: one sentence, and nothing goes. What changes or goes away later went as it was. */
static void
test_changing (void)
{
  static void (*const changes[]) (void) = { grow, shrink, rewrite };
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autofree char *path = g_build_filename (fixture->folder, "letter.txt", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (send_while (fixture, path, changes[i], &error));
      g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "changed"));
      fixture_settle_store (fixture);
      g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 3);
      g_assert_cmpuint (count_files (fixture), ==, 0);
    }
  g_assert_true (send_while (fixture, path, go_away, NULL));
  g_assert_true (g_file_set_contents (path, "another one", -1, NULL));
  fake_request_answer_reference (expect_upload (fixture), REFERENCE);
  assert_sent (fixture);
  g_unlink (path);
}

/* The original may be gone by then. */
static void
test_offline (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fake_protocol_drop (fixture->protocol);
  g_assert_true (send_file (fixture, WORDS, NULL));
  fixture_settle_store (fixture);
  g_assert_cmpint (fixture_get_status (fixture_get_ben (fixture), 3), ==, CORDIAL_MESSAGE_STATUS_QUEUED);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_UPLOAD), ==, 0);
  fixture_crash (fixture);
  g_assert_cmpuint (count_files (fixture), ==, 1);
  fixture_come_online (fixture);
  fake_request_answer_reference (expect_upload (fixture), REFERENCE);
  assert_sent (fixture);
}

static void
test_killed (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  FakeRequest *request;

  g_assert_true (send_file (fixture, WORDS, NULL));
  request = expect_upload (fixture);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  fixture_crash (fixture);
  fixture_come_online (fixture);
  request = expect_upload (fixture);
  /* The server has it, and that is on disk; the message was not said. */
  fake_request_answer_reference (request, REFERENCE);
  fixture_settle_store (fixture);
  fake_protocol_forget (fixture->protocol, FAKE_MARK);
  fake_protocol_drop (fixture->protocol);
  fixture_crash (fixture);
  fixture_come_online (fixture);
  assert_sent (fixture);
}

/* The link went, but the file got through all the same. */
static void
test_drop (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  FakeRequest *request;

  g_assert_true (send_file (fixture, WORDS, NULL));
  request = expect_upload (fixture);
  fake_protocol_drop_silently (fixture->protocol);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_UPLOAD), ==, 0);
  fake_request_answer_reference (request, REFERENCE);
  assert_sent (fixture);
}

static void
test_refused (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = NULL;

  g_assert_true (send_file (fixture, WORDS, NULL));
  message = fixture_get_message (ben, 3);
  fake_request_fail (expect_upload (fixture), CORDIAL_PROTOCOL_ERROR_REJECTED,
                     "The file is larger than the server takes.");
  fixture_settle_store (fixture);
  g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_FAILED);
  g_assert_cmpstr (cordial_message_get_error (message), ==, "The file is larger than the server takes.");
  g_assert_cmpuint (count_files (fixture), ==, 1);
  /* It holds nothing back, and can be tried again. */
  cordial_conversation_retry_message (ben, message);
  fake_request_answer_reference (expect_upload (fixture), REFERENCE);
  assert_sent (fixture);
}

static void
test_cancelled (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = NULL;
  FakeRequest *request;

  g_assert_true (send_file (fixture, WORDS, NULL));
  message = fixture_get_message (ben, 3);
  request = expect_upload (fixture);
  cordial_conversation_discard_message (ben, message);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (request->task)));
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "cancelled");
  fixture_serve (fixture);
  g_assert_cmpuint (fixture_count (ben), ==, 3);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);
  /* And the next one goes. */
  fixture_say (ben, "hello");
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "hello");
}

static CordialTransfer *
get_first_file (Fixture *fixture, CordialMessage *message)
{
  const CordialAttachment *attachment = cordial_message_get_content (message)->attachments->pdata[0];

  return cordial_account_get_file (fixture->account, attachment->reference, 0);
}

/* The person wants it later: what was written after it goes, and it stands where it was until they say so, also over a restart. */
static void
test_paused (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = NULL, again = NULL;
  g_autoptr (CordialTransfer) transfer = NULL, later = NULL;
  FakeRequest *request;

  g_assert_true (send_file (fixture, WORDS, NULL));
  message = fixture_get_message (ben, 3);
  request = expect_upload (fixture);
  transfer = get_first_file (fixture, message);
  request->progress (50, 200, request->progress_data);
  cordial_conversation_pause_message (ben, message);
  g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_PAUSED);
  fixture_settle_store (fixture);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (request->task)));
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "cancelled");
  fixture_serve (fixture);
  g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_PAUSED);
  g_assert_cmpint (cordial_transfer_get_state (transfer), ==, CORDIAL_TRANSFER_PAUSED);
  g_assert_cmpfloat (cordial_transfer_get_fraction (transfer), <, 0);
  g_assert_cmpuint (cordial_conversation_count_waiting (ben), ==, 0);
  fixture_say (ben, "hello");
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "hello");
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_UPLOAD), ==, 0);

  fixture_crash (fixture);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  ben = fixture_get_ben (fixture);
  again = fixture_get_message (ben, 4);
  later = get_first_file (fixture, again);
  g_assert_cmpint (cordial_message_get_status (again), ==, CORDIAL_MESSAGE_STATUS_PAUSED);
  g_assert_cmpint (cordial_transfer_get_state (later), ==, CORDIAL_TRANSFER_PAUSED);
  assert_file (cordial_transfer_get_path (later), WORDS);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_UPLOAD), ==, 0);

  cordial_conversation_retry_message (ben, again);
  request = expect_upload (fixture);
  g_assert_cmpint (cordial_transfer_get_state (later), ==, CORDIAL_TRANSFER_RUNNING);
  /* And once more before it is through. */
  cordial_conversation_pause_message (ben, again);
  cordial_conversation_retry_message (ben, again);
  fixture_settle_store (fixture);
  g_assert_cmpint (cordial_message_get_status (again), ==, CORDIAL_MESSAGE_STATUS_QUEUED);
  fake_request_answer_reference (request, REFERENCE);
  fixture_serve (fixture);
  g_assert_cmpint (cordial_message_get_seq (again), ==, 5);
  g_assert_cmpuint (fixture->history->messages->len, ==, 5);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

/* Before its turn has come, without a connection; and it can be taken back as well. */
static void
test_paused_offline (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = NULL;
  g_autoptr (CordialTransfer) transfer = NULL;

  fake_protocol_drop (fixture->protocol);
  g_assert_true (send_file (fixture, WORDS, NULL));
  fixture_settle_store (fixture);
  message = fixture_get_message (ben, 3);
  transfer = get_first_file (fixture, message);
  cordial_conversation_pause_message (ben, message);
  fixture_settle_store (fixture);
  g_assert_cmpint (cordial_transfer_get_state (transfer), ==, CORDIAL_TRANSFER_PAUSED);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_UPLOAD), ==, 0);
  g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_PAUSED);
  cordial_conversation_discard_message (ben, message);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fixture_count (ben), ==, 3);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);
}

/* It got through in the same moment: then it is sent, or stands there whole until the person says so; never is it lost or doubled. What
 * has no files cannot be paused. */
static void
test_paused_late (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = NULL;

  g_assert_true (send_file (fixture, WORDS, NULL));
  message = fixture_get_message (ben, 3);
  fake_request_answer_reference (expect_upload (fixture), REFERENCE);
  cordial_conversation_pause_message (ben, message);
  fixture_serve (fixture);
  if (cordial_message_get_status (message) == CORDIAL_MESSAGE_STATUS_PAUSED)
    cordial_conversation_retry_message (ben, message);
  assert_sent (fixture);

  fake_protocol_drop (fixture->protocol);
  fixture_say (ben, "words");
  fixture_settle_store (fixture);
  g_clear_object (&message);
  message = fixture_get_message (ben, 4);
  cordial_conversation_pause_message (ben, message);
  g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_QUEUED);
}

static void
test_objections (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (GError) large = NULL, missing = NULL;

  fake_protocol_set_max_file_bytes (fixture->protocol, 10);
  g_assert_false (send_file (fixture, WORDS, &large));
  g_assert_error (large, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  g_assert_nonnull (strstr (large->message, "19"));
  g_assert_nonnull (strstr (large->message, "10"));
  g_assert_false (send_file (fixture, NULL, &missing));
  g_assert_error (missing, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 3);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

/* What is one byte over a limit is not said to have what is accepted. */
static void
test_sizes (void)
{
  g_autofree char *size = NULL, *limit = NULL, *near_size = NULL, *near_limit = NULL;

  cordial_sizes_format (140 << 20, 128 << 20, &size, &limit);
  g_assert_true (g_str_has_prefix (size, "140.0"));
  g_assert_true (g_str_has_prefix (limit, "128.0"));
  cordial_sizes_format ((128 << 20) + 1, 128 << 20, &near_size, &near_limit);
  g_assert_cmpstr (near_size, !=, near_limit);
  g_assert_nonnull (strstr (near_size, "729"));
  g_assert_nonnull (strstr (near_limit, "728"));
}

/* --- Fetching ----------------------------------------------------------------------------------------------------- */

static CordialTransfer *
fetch (Fixture *fixture, const char *name, gint64 size)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *reference = g_strconcat ("/v0/file/s/", id, name, NULL);

  return cordial_account_get_file (fixture->account, reference, size);
}

static void
answer_download (Fixture *fixture, const char *suffix, const char *content)
{
  FakeRequest *request = fake_protocol_take (fixture->protocol, FAKE_DOWNLOAD);

  g_assert_true (g_str_has_suffix (request->conversation_id, suffix));
  fake_request_answer_download (request, content);
  fixture_settle ();
}

/* A few at a time, the small before the large. */
static void
test_fetched (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialTransfer) first = fetch (fixture, "first", 0);
  g_autoptr (CordialTransfer) second = fetch (fixture, "second", 50000);
  g_autoptr (CordialTransfer) third = fetch (fixture, "third", 60000);
  g_autoptr (CordialTransfer) large = fetch (fixture, "large", 40000);
  g_autoptr (CordialTransfer) small = fetch (fixture, "small", 4);

  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_DOWNLOAD), ==, 3);
  g_assert_cmpint (cordial_transfer_get_state (large), ==, CORDIAL_TRANSFER_WAITING);
  g_assert_null (cordial_transfer_get_path (first));
  answer_download (fixture, "first", "1");
  g_assert_cmpint (cordial_transfer_get_state (first), ==, CORDIAL_TRANSFER_DONE);
  assert_file (cordial_transfer_get_path (first), "1");
  answer_download (fixture, "second", "2");
  answer_download (fixture, "third", "3");
  answer_download (fixture, "small", "4");
  answer_download (fixture, "large", "5");
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_DOWNLOAD), ==, 0);
}

static void
test_fetch_fails (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialTransfer) lost = fetch (fixture, "lost", 0);
  g_autoptr (CordialTransfer) gone = NULL, unwanted = NULL;
  FakeRequest *request;

  /* Goes on by itself with the next connection. */
  fake_protocol_drop (fixture->protocol);
  fixture_settle ();
  g_assert_cmpint (cordial_transfer_get_state (lost), ==, CORDIAL_TRANSFER_WAITING);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  answer_download (fixture, "lost", "found");
  assert_file (cordial_transfer_get_path (lost), "found");

  gone = fetch (fixture, "gone", 0);
  fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_DOWNLOAD), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
  fixture_settle ();
  g_assert_cmpint (cordial_transfer_get_state (gone), ==, CORDIAL_TRANSFER_FAILED);
  g_assert_cmpstr (cordial_transfer_get_error (gone), ==, "No.");

  unwanted = fetch (fixture, "unwanted", 0);
  request = fake_protocol_take (fixture->protocol, FAKE_DOWNLOAD);
  cordial_transfer_pause (unwanted);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (request->task)));
  g_assert_cmpint (cordial_transfer_get_state (unwanted), ==, CORDIAL_TRANSFER_PAUSED);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "cancelled");
  fixture_settle ();
}

/* A busy server is asked again. */
static void
test_fetch_busy (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialTransfer) transfer = fetch (fixture, "busy", 0);

  fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_DOWNLOAD), CORDIAL_PROTOCOL_ERROR_TRY_LATER, "Later.");
  fixture_settle ();
  g_assert_cmpint (cordial_transfer_get_state (transfer), ==, CORDIAL_TRANSFER_WAITING);
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_DOWNLOAD) == 1);
  answer_download (fixture, "busy", "now");
  assert_file (cordial_transfer_get_path (transfer), "now");
}

/* What was not looked at for longest goes first; what is looked at now, and what waits to be sent, stays. */
static void
test_limit (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  char *references[3] = { NULL }, *paths[3] = { NULL };
  g_autoptr (CordialTransfer) again = NULL;

  /* What other cases left. */
  cordial_work_set_files_limit (fixture->work, 0);
  cordial_work_set_files_limit (fixture->work, 1000);
  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    {
      g_autofree char *id = g_uuid_string_random ();
      g_autoptr (CordialTransfer) transfer = NULL;
      struct utimbuf times = { 1000 + i, 1000 + i };

      references[i] = g_strconcat ("/v0/file/s/", id, NULL);
      transfer = cordial_account_get_file (fixture->account, references[i], 10);
      answer_download (fixture, id, "ten bytes.");
      paths[i] = g_strdup (cordial_transfer_get_path (transfer));
      g_assert_cmpint (g_utime (paths[i], &times), ==, 0);
    }
  /* The oldest is looked at: it is the newest now. */
  again = cordial_account_get_file (fixture->account, references[0], 10);
  g_assert_cmpint (cordial_transfer_get_state (again), ==, CORDIAL_TRANSFER_DONE);
  fake_protocol_drop (fixture->protocol);
  g_assert_true (send_file (fixture, WORDS, NULL));
  fixture_settle_store (fixture);
  cordial_work_set_files_limit (fixture->work, 20);
  g_assert_true (g_file_test (paths[0], G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (paths[1], G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (paths[2], G_FILE_TEST_EXISTS));
  cordial_work_set_files_limit (fixture->work, 1);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_assert_false (g_file_test (paths[i], G_FILE_TEST_EXISTS));
      g_free (paths[i]);
      g_free (references[i]);
    }
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
delete_cache (const char *cache, const char *files)
{
  g_autoptr (GDir) dir = g_dir_open (files, 0, NULL);
  g_autofree char *folder = g_strdup (files);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (files, name, NULL);

      g_unlink (path);
    }
  while (strlen (folder) >= strlen (cache))
    {
      g_autofree char *child = g_steal_pointer (&folder);

      g_rmdir (child);
      folder = g_path_get_dirname (child);
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *cache = g_dir_make_tmp ("cordial-cache-XXXXXX", NULL);
  g_autofree char *files = g_build_filename (cache, "cordial", "files", "test", NULL);
  int result;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/transfers/sent", test_sent);
  g_test_add_func ("/work/transfers/watched", test_watched);
  g_test_add_func ("/work/transfers/changing", test_changing);
  g_test_add_func ("/work/transfers/offline", test_offline);
  g_test_add_func ("/work/transfers/killed", test_killed);
  g_test_add_func ("/work/transfers/drop", test_drop);
  g_test_add_func ("/work/transfers/refused", test_refused);
  g_test_add_func ("/work/transfers/cancelled", test_cancelled);
  g_test_add_func ("/work/transfers/paused", test_paused);
  g_test_add_func ("/work/transfers/paused-offline", test_paused_offline);
  g_test_add_func ("/work/transfers/paused-late", test_paused_late);
  g_test_add_func ("/work/transfers/objections", test_objections);
  g_test_add_func ("/work/transfers/sizes", test_sizes);
  g_test_add_func ("/work/transfers/fetched", test_fetched);
  g_test_add_func ("/work/transfers/fetch-fails", test_fetch_fails);
  g_test_add_func ("/work/transfers/fetch-busy", test_fetch_busy);
  g_test_add_func ("/work/transfers/limit", test_limit);
  result = g_test_run ();
  delete_cache (cache, files);
  return result;
}
