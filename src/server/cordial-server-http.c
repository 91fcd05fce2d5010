/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The places where a key and a secret may stand, in the order in which Tinode looks (server/http.go, getAPIKey, getHttpAuth).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-http.h"

#include <string.h>

#include "cordial-server-frames.h"

/* The key that Tinode publishes with its demo configuration and that stock clients send. It is no secret. */
#define DEMO_API_KEY "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K"

static const char *
get_header (const HttpRequest *request, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (request->message), name);
}

static char *
dup_cookie (const HttpRequest *request, const char *name)
{
  const char *header = get_header (request, "Cookie");
  g_auto (GStrv) cookies = g_strsplit (header ? header : "", ";", -1);
  gsize size = strlen (name);

  for (guint i = 0; cookies[i]; i++)
    {
      const char *cookie = g_strstrip (cookies[i]);

      if (g_str_has_prefix (cookie, name) && cookie[size] == '=')
        return g_strdup (cookie + size + 1);
    }
  return NULL;
}

/* In the address, the form or a cookie. */
static char *
dup_value (const HttpRequest *request, const char *name)
{
  const char *value = request->query ? g_hash_table_lookup (request->query, name) : NULL;

  if (!value && request->field)
    value = request->field (request->form, name);
  return value ? g_strdup (value) : dup_cookie (request, name);
}

/**
 * http_has_key:
 *
 * Returns: whether the client shows the key that all clients of Tinode show
 */
gboolean
http_has_key (const HttpRequest *request)
{
  const char *header = get_header (request, "X-Tinode-APIKey");
  g_autofree char *key = header ? g_strdup (header) : dup_value (request, "apikey");

  return g_strcmp0 (key, DEMO_API_KEY) == 0;
}

/* "Token AbCd" */
static gboolean
split_header (const char *header, char **scheme, char **secret)
{
  g_auto (GStrv) words = g_strsplit (header ? header : "", " ", 3);

  if (g_strv_length (words) != 2)
    return FALSE;
  *scheme = g_ascii_strdown (words[0], -1);
  *secret = g_strdup (words[1]);
  return TRUE;
}

/* FALSE where there is no secret. */
static gboolean
find_secret (const HttpRequest *request, char **scheme, char **secret)
{
  g_autofree char *method = NULL;

  if (split_header (get_header (request, "X-Tinode-Auth"), scheme, secret) ||
      split_header (get_header (request, "Authorization"), scheme, secret))
    return TRUE;
  method = dup_value (request, "auth");
  *secret = method ? dup_value (request, "secret") : NULL;
  if (!*secret)
    return FALSE;
  /* What stands in an address is written with the letters that may stand there. */
  g_strdelimit (g_strdelimit (*secret, "-", '+'), "_", '/');
  *scheme = g_ascii_strdown (method, -1);
  return TRUE;
}

/**
 * http_get_token_holder:
 *
 * Returns: whose token comes with the request; 0 where there is none that is good
 */
gint64
http_get_token_holder (const HttpRequest *request, Accounts *accounts)
{
  g_autofree char *scheme = NULL;
  g_autofree char *secret = NULL;
  g_autoptr (User) user = NULL;

  if (find_secret (request, &scheme, &secret) && g_str_equal (scheme, "token"))
    user = accounts_check_token (accounts, secret);
  return user ? user->id : 0;
}

/* --- Passwords --------------------------------------------------------------------------------------------------- */

typedef struct
{
  SoupServerMessage *message;
  HttpWhoFunc func;
  gpointer data;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  /* It was dropped: there is an answer to everything. */
  if (asking->func)
    asking->func (0, 503, asking->data);
  g_object_unref (asking->message);
  g_free (asking);
}

static void
on_checked (gint64 user, int code, gpointer data)
{
  Asking *asking = data;

  HttpWhoFunc func = g_steal_pointer (&asking->func);

  func (user, code, asking->data);
}

/**
 * http_find_who:
 * @address: from where it is asked
 * @func: called at once, or later, while the request waits
 *
 * Whoever shows nothing is nobody, which is no error yet.
 */
void
http_find_who (const HttpRequest *request, Accounts *accounts, const char *address, HttpWhoFunc func, gpointer data)
{
  g_autofree char *scheme = NULL;
  g_autofree char *secret = NULL;
  g_autofree char *login = NULL;
  g_autofree char *password = NULL;
  g_autoptr (User) user = NULL;
  Asking *asking;

  if (!find_secret (request, &scheme, &secret))
    {
      func (0, 200, data);
      return;
    }
  if (g_str_equal (scheme, "token"))
    {
      user = accounts_check_token (accounts, secret);
      func (user ? user->id : 0, user ? 200 : accounts_is_token (secret) ? 401 : 400, data);
      return;
    }
  if (!g_str_equal (scheme, "basic"))
    {
      func (0, 400, data);
      return;
    }
  if (!accounts_split_secret (secret, &login, &password))
    {
      func (0, 400, data);
      return;
    }
  if (!accounts_may_check (accounts, login, address))
    {
      func (0, 503, data);
      return;
    }
  asking = g_new0 (Asking, 1);
  asking->message = g_object_ref (request->message);
  asking->func = func;
  asking->data = data;
  http_pause (request->message);
  accounts_check_password (accounts, login, password, address, on_checked, asking, asking_free);
}

/* --- Answers ----------------------------------------------------------------------------------------------------- */

#define PAUSED_DATA "cordial-paused"

void
http_pause (SoupServerMessage *message)
{
  if (g_object_get_data (G_OBJECT (message), PAUSED_DATA))
    return;
  g_object_set_data (G_OBJECT (message), PAUSED_DATA, message);
  soup_server_message_pause (message);
}

void
http_resume (SoupServerMessage *message)
{
  if (g_object_steal_data (G_OBJECT (message), PAUSED_DATA))
    soup_server_message_unpause (message);
}

/**
 * http_answer:
 * @id: (nullable): of the request
 * @params: (nullable) (transfer full)
 */
void
http_answer (SoupServerMessage *message, const char *id, int code, const char *text, JsonObject *params)
{
  JsonObject *ctrl = cordial_ctrl_new (id, NULL, code, text);
  char *body;

  if (params)
    json_object_set_object_member (ctrl, "params", params);
  body = cordial_frame_to_text ("ctrl", ctrl);
  soup_server_message_set_status (message, (guint) code, NULL);
  soup_server_message_set_response (message, "application/json; charset=utf-8", SOUP_MEMORY_TAKE, body, strlen (body));
  http_resume (message);
}

/**
 * http_refuse:
 * @code: as an HttpWhoFunc got it
 */
void
http_refuse (SoupServerMessage *message, const char *id, int code)
{
  http_answer (message, id, code,
               code == 401   ? "authentication failed"
               : code == 400 ? "malformed"
                             : "service unavailable",
               NULL);
}
