/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that a Tinode server keeps: fetched from the account's own server with the account's token, and from no other.
 */

#include "cordial-tinode-session-private.h"
#include "fixture.h"

#define TOKEN "dG9rZW4="
#define MAX_BYTES 1000

typedef struct
{
  SoupServer *server;
  CordialTinodeSession *session;
  char *base;       /* "http://127.0.0.1:PORT" */
  guint n_requests; /* with the token */
} Files;

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Files *files = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *large = g_strnfill (MAX_BYTES + 1, 'x');

  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-Tinode-Auth"), ==, "token " TOKEN);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-Tinode-APIKey"), ==, CORDIAL_TINODE_API_KEY);
  files->n_requests++;
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  if (g_str_equal (path, "/v0/file/s/face.png"))
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, "face", 4);
  else if (g_str_equal (path, "/v0/file/s/large.png"))
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, large, MAX_BYTES + 1);
  else if (g_str_equal (path, "/v0/file/s/moved.png"))
    soup_server_message_set_redirect (message, SOUP_STATUS_TEMPORARY_REDIRECT, "/v0/file/s/face.png");
  else if (g_str_equal (path, "/v0/file/s/busy.png"))
    soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
  else
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
}

static void
set_up (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;
  GSList *uris;

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

int
main (int argc, char *argv[])
{
  test_main_init (&argc, &argv);
  g_test_add ("/tinode/files/fetched", Files, NULL, set_up, test_fetched, tear_down);
  g_test_add ("/tinode/files/elsewhere", Files, NULL, set_up, test_elsewhere, tear_down);
  g_test_add ("/tinode/files/refused", Files, NULL, set_up, test_refused, tear_down);
  return g_test_run ();
}
