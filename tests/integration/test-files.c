/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files in messages, from one account through the server to another: whole, once, and under the reference that the server gave them.
 */

#include "home.h"

#include <glib/gstdio.h>
#include <string.h>

#define LARGE_BYTES (8 * 1024 * 1024)

/* Bytes that no form or text would let through unchanged by accident. */
static GBytes *
make_bytes (gsize size)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (18);
  guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) g_rand_int (random);
  return g_bytes_new_take (bytes, size);
}

static void
send_file (Household *fixture, CordialAttachmentKind kind, const char *media_type, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (world_get_folder (fixture->world), "original", NULL);
  g_autoptr (CordialContent) content = cordial_content_new ("look");
  CordialAttachment *attachment = cordial_content_add_attachment (content, kind);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
  attachment->reference = g_filename_to_uri (path, NULL, NULL);
  attachment->media_type = g_strdup (media_type);
  attachment->name = g_strdup ("a name.bin");
  if (kind == CORDIAL_ATTACHMENT_PICTURE)
    attachment->preview = g_bytes_new_from_bytes (bytes, 0, 100);
  cordial_content_finish (content);
  cordial_conversation_send_async (fixture->to_ben, content, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  g_assert_true (cordial_conversation_send_finish (fixture->to_ben, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* The only message that Ben has, and the file of it. */
static void
assert_arrived (Household *fixture, CordialAttachmentKind kind, const char *media_type, GBytes *bytes)
{
  CordialConversation *to_ada;
  g_autoptr (CordialMessage) message = NULL;
  g_autoptr (CordialTransfer) transfer = NULL;
  const CordialContent *content;
  const CordialAttachment *attachment;
  g_autofree char *there = NULL;
  gsize size;

  world_wait (cordial_account_get_waiting_messages (fixture->ada->account) == 0);
  world_wait (home_get_conversation (fixture->ben, fixture->ada) &&
              home_count (home_get_conversation (fixture->ben, fixture->ada)) == 1);
  to_ada = home_get_conversation (fixture->ben, fixture->ada);
  message = home_get_message (to_ada, 0);
  content = cordial_message_get_content (message);
  g_assert_cmpstr (content->text, ==, "look");
  g_assert_cmpuint (content->attachments->len, ==, 1);
  attachment = content->attachments->pdata[0];
  g_assert_cmpint (attachment->kind, ==, kind);
  g_assert_cmpstr (attachment->media_type, ==, media_type);
  g_assert_cmpstr (attachment->name, ==, "a name.bin");
  g_assert_cmpint (attachment->size, ==, g_bytes_get_size (bytes));
  g_assert_true (g_str_has_prefix (attachment->reference, "/v0/file/s/"));
  if (kind == CORDIAL_ATTACHMENT_PICTURE)
    g_assert_cmpmem (g_bytes_get_data (attachment->preview, NULL), g_bytes_get_size (attachment->preview),
                     g_bytes_get_data (bytes, NULL), 100);

  transfer = cordial_account_get_file (fixture->ben->account, attachment->reference, attachment->size);
  world_wait (cordial_transfer_get_state (transfer) >= CORDIAL_TRANSFER_DONE);
  g_assert_cmpstr (cordial_transfer_get_error (transfer), ==, NULL);
  g_assert_true (g_file_get_contents (cordial_transfer_get_path (transfer), &there, &size, NULL));
  g_assert_cmpmem (there, size, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpuint (home_count (to_ada), ==, 1);
  g_assert_cmpuint (home_count (fixture->to_ben), ==, 1);
}

static void
test_file (Household *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = make_bytes (300 * 1024);

  send_file (fixture, CORDIAL_ATTACHMENT_FILE, "application/octet-stream", bytes);
  assert_arrived (fixture, CORDIAL_ATTACHMENT_FILE, "application/octet-stream", bytes);
}

static void
test_picture (Household *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = make_bytes (20 * 1024);

  send_file (fixture, CORDIAL_ATTACHMENT_PICTURE, "image/png", bytes);
  assert_arrived (fixture, CORDIAL_ATTACHMENT_PICTURE, "image/png", bytes);
}

static void
test_offline (Household *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = make_bytes (1000);

  cordial_account_close (fixture->ada->account);
  send_file (fixture, CORDIAL_ATTACHMENT_FILE, "text/plain", bytes);
  g_assert_cmpuint (cordial_account_get_waiting_messages (fixture->ada->account), ==, 1);
  cordial_account_open (fixture->ada->account);
  assert_arrived (fixture, CORDIAL_ATTACHMENT_FILE, "text/plain", bytes);
}

/* The server is killed while the file is on its way there. */
static void
test_killed (Household *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = make_bytes (LARGE_BYTES);
  g_autoptr (CordialMessage) message = NULL;
  g_autoptr (CordialTransfer) transfer = NULL;
  const CordialAttachment *attachment;

  if (!world_owns_server (fixture->world))
    {
      g_test_skip ("the server is not ours to kill");
      return;
    }
  send_file (fixture, CORDIAL_ATTACHMENT_FILE, "text/plain", bytes);
  message = home_get_message (fixture->to_ben, 0);
  attachment = cordial_message_get_content (message)->attachments->pdata[0];
  transfer = cordial_account_get_file (fixture->ada->account, attachment->reference, 0);
  world_wait (cordial_transfer_get_fraction (transfer) > 0 ||
              cordial_transfer_get_state (transfer) >= CORDIAL_TRANSFER_DONE);
  world_kill (fixture->world);
  world_start (fixture->world);
  assert_arrived (fixture, CORDIAL_ATTACHMENT_FILE, "text/plain", bytes);
}

static void
delete_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_unlink (path) != 0)
        delete_folder (path);
    }
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_autofree char *cache = g_dir_make_tmp ("cordial-cache-XXXXXX", NULL);
  int result;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  if (world_is_possible ())
    {
      g_test_add ("/integration/files/file", Household, NULL, household_set_up, test_file, household_tear_down);
      g_test_add ("/integration/files/picture", Household, NULL, household_set_up, test_picture, household_tear_down);
      g_test_add ("/integration/files/offline", Household, NULL, household_set_up, test_offline, household_tear_down);
      g_test_add ("/integration/files/killed", Household, NULL, household_set_up, test_killed, household_tear_down);
    }
  result = g_test_run ();
  delete_folder (cache);
  return result;
}
