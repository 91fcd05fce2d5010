/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that a Tinode server keeps: fetched from the account's own server with the account's token, and from no other.
 */

#include "cordial-tinode-session-private.h"
#include "fixture.h"

#include <glib/gstdio.h>

#define TOKEN "dG9rZW4="
#define MAX_BYTES 1000
#define LONG "0123456789abcdefghijklmnopqrstuvwxyz"
#define YES "{\"ctrl\":{\"code\":200,\"params\":{\"url\":\"/v0/file/s/new.png\"}}}"

typedef struct
{
  SoupServer *server;
  CordialTinodeSession *session;
  char *base;       /* "http://127.0.0.1:PORT" */
  guint n_requests; /* with the token */
  GBytes *uploaded; /* (nullable) */
  char *folder;
  guint status; /* (of the answer to an upload) */
  const char *answer;
  char *range; /* (nullable): of the last request */
} Files;

/* As no server should: these bytes, and the end. */
static void
answer_bytes (SoupServerMessage *message, const char *bytes)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_assert_true (
    g_output_stream_write_all (g_io_stream_get_output_stream (stream), bytes, strlen (bytes), NULL, NULL, NULL));
  g_io_stream_close (stream, NULL, NULL);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Files *files = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *large = g_strnfill (MAX_BYTES + 1, 'x');

  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-Tinode-Auth"), ==, "token " TOKEN);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-Tinode-APIKey"), ==, CORDIAL_TINODE_API_KEY);
  files->n_requests++;
  g_free (files->range);
  files->range = g_strdup (soup_message_headers_get_one (headers, "Range"));
  if (g_str_equal (path, "/v0/file/u/"))
    {
      SoupMessageBody *body = soup_server_message_get_request_body (message);
      g_autoptr (GBytes) all = soup_message_body_flatten (body);
      g_autoptr (SoupMultipart) form = soup_multipart_new_from_message (headers, all);
      SoupMessageHeaders *part_headers;

      g_assert_cmpstr (soup_server_message_get_method (message), ==, "POST");
      g_assert_nonnull (form);
      g_assert_cmpint (soup_multipart_get_length (form), ==, 1);
      g_clear_pointer (&files->uploaded, g_bytes_unref);
      g_assert_true (soup_multipart_get_part (form, 0, &part_headers, &files->uploaded));
      g_bytes_ref (files->uploaded);
      g_assert_cmpstr (soup_message_headers_get_content_type (part_headers, NULL), ==, "image/png");
      soup_server_message_set_status (message, files->status, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, files->answer,
                                        strlen (files->answer));
      return;
    }
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  if (g_str_equal (path, "/v0/file/s/face.png"))
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, "face", 4);
  else if (g_str_equal (path, "/v0/file/s/long"))
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, LONG, strlen (LONG));
  else if (g_str_equal (path, "/v0/file/s/large.png"))
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, large, MAX_BYTES + 1);
  else if (g_str_equal (path, "/v0/file/s/moved.png"))
    soup_server_message_set_redirect (message, SOUP_STATUS_TEMPORARY_REDIRECT, "/v0/file/s/face.png");
  else if (g_str_equal (path, "/v0/file/s/busy.png"))
    soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
  else if (g_str_equal (path, "/v0/file/s/too-often.png"))
    soup_server_message_set_status (message, 429, NULL);
  else if (g_str_equal (path, "/v0/file/s/too-slow.png"))
    soup_server_message_set_status (message, SOUP_STATUS_REQUEST_TIMEOUT, NULL);
  else if (g_str_equal (path, "/v0/file/s/not-for-you.png"))
    soup_server_message_set_status (message, SOUP_STATUS_UNAUTHORIZED, NULL);
  else if (g_str_equal (path, "/v0/file/s/broken.png"))
    soup_server_message_set_status (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);
  else if (g_str_equal (path, "/v0/file/s/nothing"))
    answer_bytes (message, "");
  else if (g_str_equal (path, "/v0/file/s/half") && !files->range)
    answer_bytes (message, "HTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n0123456789");
  else if (g_str_equal (path, "/v0/file/s/half"))
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, LONG, strlen (LONG));
  else if (g_str_equal (path, "/v0/file/s/more"))
    answer_bytes (message, "HTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n" LONG "and more");
  else if (g_str_equal (path, "/v0/file/s/another-part"))
    answer_bytes (message, "HTTP/1.1 206 Partial\r\nContent-Length: 4\r\nContent-Range: bytes 2-5/36\r\n\r\n2345");
  else
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
}

static void
set_up (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;
  GSList *uris;

  files->folder = g_dir_make_tmp ("cordial-files-XXXXXX", NULL);
  files->status = SOUP_STATUS_OK;
  files->answer = YES;
  files->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (files->server, NULL, on_request, files, NULL);
  g_assert_true (soup_server_listen_local (files->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (files->server);
  files->base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  uri = g_strdup_printf ("ws://127.0.0.1:%d/", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  files->session = g_object_new (CORDIAL_TYPE_TINODE_SESSION, "uri", uri, NULL);
  cordial_protocol_set_token (CORDIAL_PROTOCOL (files->session), TOKEN);
}

static void
tear_down (Files *files, gconstpointer data)
{
  g_assert_finalize_object (files->session);
  soup_server_disconnect (files->server);
  g_object_unref (files->server);
  g_free (files->base);
  g_clear_pointer (&files->uploaded, g_bytes_unref);
  g_free (files->range);
  g_assert_cmpint (g_rmdir (files->folder), ==, 0);
  g_free (files->folder);
}

static void
on_fetched (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GBytes *
fetch (Files *files, const char *reference, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_tinode_fetch_file (files->session, g_task_new (files->session, NULL, on_fetched, &result), reference,
                             MAX_BYTES);
  test_wait_until (result != NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
assert_not_fetched (Files *files, const char *reference, CordialProtocolError code, guint n_requests)
{
  g_autoptr (GError) error = NULL;
  guint before = files->n_requests;

  g_assert_null (fetch (files, reference, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, (int) code);
  g_assert_cmpuint (files->n_requests - before, ==, n_requests);
}

static void
test_fetched (Files *files, gconstpointer data)
{
  const char *forms[] = { "/v0/file/s/face.png", "//127.0.0.1:%s/v0/file/s/face.png", "%s/v0/file/s/face.png" };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GString) reference = g_string_new (forms[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;

      g_string_replace (reference, "%s", i == 1 ? strrchr (files->base, ':') + 1 : files->base, 0);
      bytes = fetch (files, reference->str, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "face", 4);
    }
}

/* The token goes to no other server, whatever a card says, nor where that one sends us. */
static void
test_elsewhere (Files *files, gconstpointer data)
{
  const char *references[] = {
    "http://127.0.0.1:9/v0/file/s/face.png",
    "https://127.0.0.1/v0/file/s/face.png",
    "//example.org/face.png",
    "http://example.org/face.png",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "http://",
    "",
  };
  g_autofree char *inside = g_strdup_printf ("http://ada@%s/v0/file/s/face.png", files->base + strlen ("http://"));

  for (guint i = 0; i < G_N_ELEMENTS (references) - 1; i++)
    assert_not_fetched (files, references[i], CORDIAL_PROTOCOL_ERROR_INVALID, 0);
  assert_not_fetched (files, inside, CORDIAL_PROTOCOL_ERROR_INVALID, 0);
  assert_not_fetched (files, "/v0/file/s/moved.png", CORDIAL_PROTOCOL_ERROR_REJECTED, 1);
}

static void
test_refused (Files *files, gconstpointer data)
{
  assert_not_fetched (files, "/v0/file/s/large.png", CORDIAL_PROTOCOL_ERROR_REJECTED, 1);
  assert_not_fetched (files, "/v0/file/s/none.png", CORDIAL_PROTOCOL_ERROR_REJECTED, 1);
  assert_not_fetched (files, "/v0/file/s/busy.png", CORDIAL_PROTOCOL_ERROR_TRY_LATER, 1);
  soup_server_disconnect (files->server);
  assert_not_fetched (files, "/v0/file/s/face.png", CORDIAL_PROTOCOL_ERROR_LINK, 0);
}

/* --- To the disk ------------------------------------------------------------------------------------------------- */

static void
on_progress (goffset done, goffset total, gpointer user_data)
{
  goffset *last = user_data;

  g_assert_cmpint (done, >=, last[0]);
  g_assert_cmpint (done, <=, total);
  last[0] = done;
  last[1] = total;
}

static gboolean
download (Files *files, const char *reference, const char *path, goffset *progress, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  cordial_tinode_download_file (files->session, g_task_new (files->session, NULL, on_fetched, &result), reference, file,
                                MAX_BYTES, progress ? on_progress : NULL, progress);
  test_wait_until (result != NULL);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
assert_content (const char *path, const char *expected)
{
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, expected);
}

static void
test_downloaded (Files *files, gconstpointer data)
{
  g_autofree char *path = g_build_filename (files->folder, "long", NULL);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  const char *parts[] = { NULL, "0123456789", LONG, LONG LONG };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      goffset progress[2] = { 0 };
      gboolean done;

      if (parts[i])
        g_assert_true (g_file_set_contents (part, parts[i], -1, NULL));
      done = download (files, "/v0/file/s/long", path, progress, &error);
      g_assert_true ((files->range != NULL) == (parts[i] != NULL));
      /* What is more than the whole is thrown away, and the next attempt has all. */
      if (!done)
        {
          g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
          g_clear_error (&error);
          g_assert_true (download (files, "/v0/file/s/long", path, progress, &error));
          g_assert_null (files->range);
        }
      g_assert_no_error (error);
      g_assert_cmpint (progress[0], ==, strlen (LONG));
      g_assert_cmpint (progress[1], ==, strlen (LONG));
      assert_content (path, LONG);
      g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

static void
test_not_downloaded (Files *files, gconstpointer data)
{
  g_autofree char *path = g_build_filename (files->folder, "large", NULL);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  const struct
  {
    const char *reference;
    CordialProtocolError code;
  } cases[] = {
    { "/v0/file/s/large.png", CORDIAL_PROTOCOL_ERROR_REJECTED },
    { "/v0/file/s/none.png", CORDIAL_PROTOCOL_ERROR_REJECTED },
    { "/v0/file/s/moved.png", CORDIAL_PROTOCOL_ERROR_REJECTED },
    { "/v0/file/s/busy.png", CORDIAL_PROTOCOL_ERROR_TRY_LATER },
    { "/v0/file/s/too-often.png", CORDIAL_PROTOCOL_ERROR_TRY_LATER },
    { "/v0/file/s/too-slow.png", CORDIAL_PROTOCOL_ERROR_TRY_LATER },
    { "/v0/file/s/not-for-you.png", CORDIAL_PROTOCOL_ERROR_REJECTED },
    { "/v0/file/s/broken.png", CORDIAL_PROTOCOL_ERROR_TRY_LATER },
    { "/v0/file/s/nothing", CORDIAL_PROTOCOL_ERROR_LINK },
    { "/v0/file/s/another-part", CORDIAL_PROTOCOL_ERROR_REJECTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (download (files, cases[i].reference, path, NULL, &error));
      g_assert_error (error, CORDIAL_PROTOCOL_ERROR, (int) cases[i].code);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      /* Nothing is left of what the server does not give. */
      g_assert_true (!g_file_test (part, G_FILE_TEST_EXISTS) || i == 0 || cases[i].code == CORDIAL_PROTOCOL_ERROR_LINK);
      g_unlink (part);
    }
}

/* What came of it is kept, and the rest is asked for; what comes beyond what was announced is not taken for the file's. */
static void
test_half (Files *files, gconstpointer data)
{
  g_autofree char *path = g_build_filename (files->folder, "half", NULL);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autoptr (GError) error = NULL, other = NULL;

  g_assert_false (download (files, "/v0/file/s/half", path, NULL, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_content (part, "0123456789");
  /* The part of another place than was asked for is none of it. */
  g_assert_false (download (files, "/v0/file/s/another-part", path, NULL, &other));
  g_assert_error (other, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED);
  assert_content (part, "0123456789");
  g_assert_true (download (files, "/v0/file/s/half", path, NULL, NULL));
  g_assert_cmpstr (files->range, ==, "bytes=10-");
  assert_content (path, LONG);
  g_assert_true (download (files, "/v0/file/s/more", path, NULL, NULL));
  assert_content (path, LONG);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* --- To the server ------------------------------------------------------------------------------------------------ */

static char *
upload (Files *files, const char *content, goffset *progress, GError **error)
{
  g_autofree char *path = g_build_filename (files->folder, "up", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  if (content)
    g_assert_true (g_file_set_contents (path, content, -1, NULL));
  cordial_tinode_upload_file (files->session, g_task_new (files->session, NULL, on_fetched, &result), file, "image/png",
                              progress ? on_progress : NULL, progress);
  test_wait_until (result != NULL);
  g_unlink (path);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_uploaded (Files *files, gconstpointer data)
{
  g_autofree char *large = g_strnfill (300 * 1024, 'x');
  const char *contents[] = { "picture", "", large };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GError) error = NULL;
      goffset progress[2] = { 0 };
      g_autofree char *reference = upload (files, contents[i], progress, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (reference, ==, "/v0/file/s/new.png");
      g_assert_cmpmem (g_bytes_get_data (files->uploaded, NULL), g_bytes_get_size (files->uploaded), contents[i],
                       strlen (contents[i]));
      g_assert_cmpint (progress[0], ==, progress[1]);
      g_assert_cmpint (progress[1], >, (goffset) strlen (contents[i]));
    }
}

static void
test_not_uploaded (Files *files, gconstpointer data)
{
  const struct
  {
    guint status;
    const char *answer;
    CordialProtocolError code;
  } cases[] = {
    { 413, "{}", CORDIAL_PROTOCOL_ERROR_REJECTED },
    { 403, "", CORDIAL_PROTOCOL_ERROR_REJECTED },
    { 307, "", CORDIAL_PROTOCOL_ERROR_REJECTED },
    { 401, "{}", CORDIAL_PROTOCOL_ERROR_UNEXPLAINED },
    { 500, "{}", CORDIAL_PROTOCOL_ERROR_TRY_LATER },
    { 429, "", CORDIAL_PROTOCOL_ERROR_TRY_LATER },
    { 408, "", CORDIAL_PROTOCOL_ERROR_TRY_LATER },
    { 200, "", CORDIAL_PROTOCOL_ERROR_UNEXPLAINED },
    { 200, "[", CORDIAL_PROTOCOL_ERROR_UNEXPLAINED },
    { 200, "{\"ctrl\":{\"params\":{\"url\":7}}}", CORDIAL_PROTOCOL_ERROR_UNEXPLAINED },
    { 200, "{\"ctrl\":{\"params\":{\"url\":\"http://example.org/a\"}}}", CORDIAL_PROTOCOL_ERROR_UNEXPLAINED },
  };
  g_autoptr (GError) missing = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      files->status = cases[i].status;
      files->answer = cases[i].answer;
      g_assert_null (upload (files, "picture", NULL, &error));
      g_assert_error (error, CORDIAL_PROTOCOL_ERROR, (int) cases[i].code);
    }
  g_assert_null (upload (files, NULL, NULL, &missing));
  g_assert_error (missing, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
}

int
main (int argc, char *argv[])
{
  test_main_init (&argc, &argv);
  g_test_add ("/tinode/files/fetched", Files, NULL, set_up, test_fetched, tear_down);
  g_test_add ("/tinode/files/elsewhere", Files, NULL, set_up, test_elsewhere, tear_down);
  g_test_add ("/tinode/files/refused", Files, NULL, set_up, test_refused, tear_down);
  g_test_add ("/tinode/files/downloaded", Files, NULL, set_up, test_downloaded, tear_down);
  g_test_add ("/tinode/files/not-downloaded", Files, NULL, set_up, test_not_downloaded, tear_down);
  g_test_add ("/tinode/files/half", Files, NULL, set_up, test_half, tear_down);
  g_test_add ("/tinode/files/uploaded", Files, NULL, set_up, test_uploaded, tear_down);
  g_test_add ("/tinode/files/not-uploaded", Files, NULL, set_up, test_not_uploaded, tear_down);
  return g_test_run ();
}
