/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks at the address and at the method, in the order in which Tinode does (server/hdl_files.go).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-file-requests.h"

#include <string.h>

#include "cordial-server-download.h"
#include "cordial-server-http.h"
#include "cordial-server-upload.h"

struct _FileRequests
{
  SoupServer *soup;
  Files *files;
  Accounts *accounts;
  Throttle *newcomers;
};

static gboolean
is_one_of (const char *method, const char *const *methods)
{
  return g_strv_contains (methods, method);
}

static void
refuse (SoupServerMessage *message)
{
  http_answer (message, NULL, 405, "operation or method not allowed", NULL);
}

/* A browser asks before it asks in the name of a page from elsewhere; whether that may come in, the door has said. */
static void
answer_preflight (SoupServerMessage *message, const char *methods)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (soup_message_headers_get_one (headers, "Access-Control-Allow-Origin"))
    {
      soup_message_headers_replace (headers, "Access-Control-Allow-Methods", methods);
      soup_message_headers_replace (headers, "Access-Control-Allow-Headers", "*");
      soup_message_headers_replace (headers, "Access-Control-Max-Age", "86400");
    }
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

/* Before the body: what is brought goes to the disk as it comes. */
static void
on_early (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  static const char *const methods[] = { "POST", "PUT", NULL };
  FileRequests *self = user_data;

  /* What was refused already is not taken. */
  if (soup_server_message_get_status (message) == 0 && g_str_equal (path, FILES_UPLOAD_PATH) &&
      is_one_of (soup_server_message_get_method (message), methods))
    upload_begin (message, query, self->files, self->accounts, self->newcomers);
}

static void
answer_upload (FileRequests *self, SoupServerMessage *message, GHashTable *query)
{
  static const char *const methods[] = { "POST", "PUT", "HEAD", NULL };
  const char *method = soup_server_message_get_method (message);

  if (g_str_equal (method, "OPTIONS"))
    answer_preflight (message, "POST, PUT, HEAD, OPTIONS");
  else if (is_one_of (method, methods))
    upload_answer (message, query, self->files, self->accounts);
  else
    refuse (message);
}

static void
answer_download (FileRequests *self, SoupServerMessage *message, GHashTable *query)
{
  static const char *const methods[] = { "GET", "HEAD", NULL };
  const char *method = soup_server_message_get_method (message);

  if (g_str_equal (method, "OPTIONS"))
    answer_preflight (message, "GET, HEAD, OPTIONS");
  else if (is_one_of (method, methods))
    download_answer (message, query, self->files, self->accounts);
  else
    refuse (message);
}

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  FileRequests *self = user_data;

  if (g_str_equal (path, FILES_UPLOAD_PATH))
    answer_upload (self, message, query);
  else if (g_str_has_prefix (path, FILES_PATH))
    answer_download (self, message, query);
  else if (strlen (path) + 1 == strlen (FILES_PATH) &&
           (g_str_has_prefix (FILES_PATH, path) || g_str_has_prefix (FILES_UPLOAD_PATH, path)))
    {
      g_autofree char *whole = g_strconcat (path, "/", NULL);

      soup_server_message_set_redirect (message, SOUP_STATUS_TEMPORARY_REDIRECT, whole);
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", whole);
    }
  else
    http_answer (message, NULL, 404, "Not Found", NULL);
}

/**
 * file_requests_new:
 * @soup: (transfer none): which asks from now on
 * @newcomers_per_minute: how many files somebody without an account may bring from one address
 */
FileRequests *
file_requests_new (SoupServer *soup, Files *files, Accounts *accounts, guint newcomers_per_minute)
{
  FileRequests *self = g_new0 (FileRequests, 1);

  self->soup = soup;
  self->files = files;
  self->accounts = accounts;
  self->newcomers = throttle_new (newcomers_per_minute);
  soup_server_add_early_handler (soup, "/v0/file", on_early, self, NULL);
  soup_server_add_handler (soup, "/v0/file", on_request, self, NULL);
  return self;
}

void
file_requests_free (FileRequests *self)
{
  soup_server_remove_handler (self->soup, "/v0/file");
  throttle_free (self->newcomers);
  g_free (self);
}
