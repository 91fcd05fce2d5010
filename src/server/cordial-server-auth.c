/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accounts, passwords and tokens. Passwords are hashed with Argon2id away from the main thread; an unknown name costs the
 * same time and gets the same answer as a wrong password; whoever guesses is slowed down, by address and by name.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-private.h"

#include <sodium.h>
#include <string.h>

/* The official server's default life of a token. */
#define TOKEN_LIFE_MS (G_GINT64_CONSTANT (14) * 24 * 3600 * 1000)

/* That many wrong passwords in that time, and the next are not even looked at. */
#define FAILURES_MAX 10
#define FAILURES_WINDOW_US (60 * G_TIME_SPAN_SECOND)
/* How many addresses and names are remembered. */
#define FAILURES_KEPT 10000

/* One login takes 64 MiB and most of a core for a tenth of a second. */
#define HASHERS 2

#define LOGIN_MIN 2
#define LOGIN_MAX 32
#define PASSWORD_MIN 3
#define PASSWORD_MAX 256

typedef struct
{
  guint count;
  gint64 since;
} Failures;

/* --- Throttle ---------------------------------------------------------------------------------------------------- */

static gboolean
is_throttled (Server *server, const char *key)
{
  Failures *failures = g_hash_table_lookup (server->throttle, key);

  if (!failures)
    return FALSE;
  if (g_get_monotonic_time () - failures->since > FAILURES_WINDOW_US)
    {
      g_hash_table_remove (server->throttle, key);
      return FALSE;
    }
  return failures->count >= FAILURES_MAX;
}

static void
note_failure (Server *server, const char *key)
{
  Failures *failures = g_hash_table_lookup (server->throttle, key);

  if (!failures)
    {
      if (g_hash_table_size (server->throttle) >= FAILURES_KEPT)
        g_hash_table_remove_all (server->throttle);
      failures = g_new0 (Failures, 1);
      failures->since = g_get_monotonic_time ();
      g_hash_table_insert (server->throttle, g_strdup (key), failures);
    }
  failures->count++;
}

/* --- Tokens ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  guint8 user[8];
  guint8 expires_ms[8];
  guint8 mac[crypto_auth_BYTES];
} Token;

static char *
make_token (Server *server, gint64 user, gint64 expires_ms)
{
  Token token;
  guint64 user_le = GUINT64_TO_LE ((guint64) user);
  guint64 expires_le = GUINT64_TO_LE ((guint64) expires_ms);

  memcpy (token.user, &user_le, sizeof user_le);
  memcpy (token.expires_ms, &expires_le, sizeof expires_le);
  crypto_auth (token.mac, (const guint8 *) &token, offsetof (Token, mac), server->token_key);
  return g_base64_encode ((const guint8 *) &token, sizeof token);
}

/* The user whose token it is, 0 if it is nobody's any more. */
static gint64
check_token (Server *server, const char *text)
{
  gsize size = 0;
  g_autofree guint8 *bytes = g_base64_decode (text, &size);
  Token token;
  guint64 user, expires_ms;

  if (size != sizeof token)
    return 0;
  memcpy (&token, bytes, sizeof token);
  /* Compares in constant time. */
  if (crypto_auth_verify (token.mac, (const guint8 *) &token, offsetof (Token, mac), server->token_key) != 0)
    return 0;
  memcpy (&user, token.user, sizeof user);
  memcpy (&expires_ms, token.expires_ms, sizeof expires_ms);
  if ((gint64) GUINT64_FROM_LE (expires_ms) < cordial_time_now_ms ())
    return 0;
  return (gint64) GUINT64_FROM_LE (user);
}

/* What a {ctrl} says to somebody who is in. */
static JsonObject *
make_sign_in_params (Server *server, gint64 user)
{
  JsonObject *params = json_object_new ();
  gint64 expires_ms = cordial_time_now_ms () + TOKEN_LIFE_MS;
  g_autofree char *id = cordial_user_id_to_string (user);
  g_autofree char *token = make_token (server, user, expires_ms);

  json_object_set_string_member (params, "authlvl", "auth");
  cordial_object_set_time (params, "expires", expires_ms);
  json_object_set_string_member (params, "token", token);
  json_object_set_string_member (params, "user", id);
  return params;
}

/* --- Hashing ----------------------------------------------------------------------------------------------------- */

typedef enum
{
  TASK_LOGIN,
  TASK_CREATE,
  TASK_CHANGE_PASSWORD,
} TaskKind;

typedef struct
{
  TaskKind kind;
  Session *session;
  JsonObject *request;
  char *login;
  char *password;
  char *hash; /* in: what to compare with; out: what was made; NULL: nobody has that name */
  gint64 user;
  gboolean good;
} Task;

static void
task_free (Task *task)
{
  session_unref (task->session);
  json_object_unref (task->request);
  g_free (task->login);
  if (task->password)
    sodium_memzero (task->password, strlen (task->password));
  g_free (task->password);
  g_free (task->hash);
  g_free (task);
}

static void
finish_login (Task *task)
{
  Session *session = task->session;
  Server *server = session->server;

  /* Asked again: of guesses made on many connections at once, the later ones learn nothing from what was hashed. */
  if (is_throttled (server, session->address) || is_throttled (server, task->login))
    {
      session_reply (session, task->request, 503, "service unavailable");
      return;
    }
  if (!task->good)
    {
      note_failure (server, session->address);
      note_failure (server, task->login);
      session_reply (session, task->request, 401, "authentication failed");
      return;
    }
  session_signed_in (session, task->user);
  session_reply_params (session, task->request, 200, "ok", make_sign_in_params (server, task->user));
}

static void
finish_create (Task *task)
{
  Session *session = task->session;
  Server *server = session->server;
  JsonObject *desc = cordial_packet_get_object (task->request, "desc");
  g_autoptr (User) taken = database_get_user_by_login (server->database, task->login);
  g_autofree char *public_json = NULL;
  g_autofree char *private_json = NULL;
  g_autofree char *tags = NULL;
  g_autofree char *id = NULL;
  g_autoptr (User) user = NULL;
  JsonObject *params, *out, *defaults;
  gboolean sign_in = cordial_packet_get_boolean (task->request, "login");
  gint64 number;

  if (!task->good)
    {
      session_reply (session, task->request, 503, "service unavailable");
      return;
    }
  if (taken)
    {
      session_reply (session, task->request, 409, "duplicate credential");
      return;
    }
  public_json = desc ? meta_dup_json (desc, "public", NULL) : NULL;
  private_json = desc ? meta_dup_json (desc, "private", NULL) : NULL;
  tags = meta_parse_tags (cordial_packet_get_array (task->request, "tags"), task->login);
  number = database_add_user (server->database, task->login, task->hash, public_json, tags);
  if (private_json)
    database_set_user_private (server->database, number, private_json);
  if (server->demo)
    demo_welcome (server->demo, number);

  user = database_get_user (server->database, number);
  if (!user)
    {
      session_reply (session, task->request, 503, "service unavailable");
      return;
    }
  out = json_object_new ();
  cordial_object_set_time (out, "created", user->created_ms);
  cordial_object_set_time (out, "updated", user->updated_ms);
  defaults = json_object_new ();
  json_object_set_string_member (defaults, "auth", "JRWPASD");
  json_object_set_string_member (defaults, "anon", "N");
  json_object_set_object_member (out, "defacs", defaults);
  cordial_object_set_json (out, "public", user->public_json);
  if (sign_in)
    {
      params = make_sign_in_params (server, number);
      session_signed_in (session, number);
    }
  else
    {
      params = json_object_new ();
      id = cordial_user_id_to_string (number);
      json_object_set_string_member (params, "user", id);
    }
  json_object_set_object_member (params, "desc", out);
  session_reply_params (session, task->request, sign_in ? 200 : 201, sign_in ? "ok" : "created", params);
}

static void
finish_change_password (Task *task)
{
  if (!task->good)
    {
      session_reply (task->session, task->request, 503, "service unavailable");
      return;
    }
  database_set_user_hash (task->session->server->database, task->user, task->hash);
  session_reply (task->session, task->request, 200, "ok");
}

static gboolean
on_hashed (gpointer user_data)
{
  Task *task = user_data;

  if (task->session->socket)
    {
      switch (task->kind)
        {
        case TASK_LOGIN:
          finish_login (task);
          break;
        case TASK_CREATE:
          finish_create (task);
          break;
        case TASK_CHANGE_PASSWORD:
          finish_change_password (task);
          break;
        default:
          g_assert_not_reached ();
        }
      session_resume (task->session);
    }
  task_free (task);
  return G_SOURCE_REMOVE;
}

/* On a thread of the pool. */
static void
hash (gpointer data, gpointer user_data)
{
  Task *task = data;
  Server *server = user_data;
  char made[crypto_pwhash_STRBYTES] = "";
  g_autoptr (GSource) source = NULL;

  if (task->kind == TASK_LOGIN && task->hash)
    {
      task->good = crypto_pwhash_str_verify (task->hash, task->password, strlen (task->password)) == 0;
    }
  else
    {
      /* Nobody has that name: the same work, so that its time tells nothing. */
      task->good = crypto_pwhash_str (made, task->password, strlen (task->password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                      crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0 &&
                   task->kind != TASK_LOGIN;
      g_free (task->hash);
      task->hash = g_strdup (made);
    }
  source = g_idle_source_new ();
  g_source_set_static_name (source, "cordial-server hashed");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_hashed, task, NULL);
  g_source_attach (source, server->context);
}

static void
start_hashing (Session *session,
               JsonObject *request,
               TaskKind kind,
               const char *login,
               const char *password,
               User *user)
{
  Task *task = g_new0 (Task, 1);

  task->kind = kind;
  task->session = session_ref (session);
  task->request = json_object_ref (request);
  task->login = g_strdup (login);
  task->password = g_strdup (password);
  task->hash = user ? g_strdup (user->hash) : NULL;
  task->user = user ? user->id : session->user;
  session->busy = TRUE;
  g_thread_pool_push (session->server->hashers, task, NULL);
}

/* --- Requests ---------------------------------------------------------------------------------------------------- */

/* "name:password" out of a secret; FALSE if it is not that. */
static gboolean
split_secret (const char *secret, char **login, char **password)
{
  gsize size = 0;
  g_autofree char *decoded = NULL;
  char *colon;

  if (!secret)
    return FALSE;
  decoded = (char *) g_base64_decode (secret, &size);
  if (!g_utf8_validate (decoded, size, NULL))
    return FALSE;
  decoded = g_realloc (decoded, size + 1);
  decoded[size] = '\0';
  colon = strchr (decoded, ':');
  if (!colon)
    return FALSE;
  *colon = '\0';
  *login = g_utf8_strdown (decoded, -1);
  *password = g_strdup (colon + 1);
  return TRUE;
}

static gboolean
is_good_login (const char *login)
{
  gsize length = g_utf8_strlen (login, -1);

  if (length < LOGIN_MIN || length > LOGIN_MAX)
    return FALSE;
  for (const char *c = login; *c; c = g_utf8_next_char (c))
    if (!g_unichar_isalnum (g_utf8_get_char (c)) && !strchr ("_.-+@", *c))
      return FALSE;
  return TRUE;
}

static gboolean
is_good_password (const char *password)
{
  gsize length = strlen (password);

  return length >= PASSWORD_MIN && length <= PASSWORD_MAX;
}

void
auth_login (Session *session, JsonObject *login)
{
  Server *server = session->server;
  const char *scheme = cordial_packet_get_string (login, "scheme");
  const char *secret = cordial_packet_get_string (login, "secret");
  g_autofree char *name = NULL;
  g_autofree char *password = NULL;
  g_autoptr (User) user = NULL;

  if (session->user != 0)
    {
      session_reply (session, login, 409, "already authenticated");
      return;
    }
  if (g_strcmp0 (scheme, "token") == 0 && secret)
    {
      gint64 number = check_token (server, secret);

      user = number ? database_get_user (server->database, number) : NULL;
      if (!user)
        {
          session_reply (session, login, 401, "authentication failed");
          return;
        }
      session_signed_in (session, user->id);
      session_reply_params (session, login, 200, "ok", make_sign_in_params (server, user->id));
      return;
    }
  if (g_strcmp0 (scheme, "basic") != 0)
    {
      session_reply (session, login, scheme ? 401 : 400, scheme ? "unknown authentication scheme" : "malformed");
      return;
    }
  if (!split_secret (secret, &name, &password))
    {
      session_reply (session, login, 400, "malformed");
      return;
    }
  if (is_throttled (server, session->address) || is_throttled (server, name))
    {
      session_reply (session, login, 503, "service unavailable");
      return;
    }
  if (strlen (password) > PASSWORD_MAX)
    password[PASSWORD_MAX] = '\0';
  user = database_get_user_by_login (server->database, name);
  start_hashing (session, login, TASK_LOGIN, name, password, user);
}

/* What the person can mend is named. */
static void
reply_at_fault (Session *session, JsonObject *acc, int code, const char *text)
{
  JsonObject *params = json_object_new ();

  json_object_set_string_member (params, "what", "auth");
  session_reply_params (session, acc, code, text, params);
}

void
auth_acc (Session *session, JsonObject *acc)
{
  const char *user = cordial_packet_get_string (acc, "user");
  const char *scheme = cordial_packet_get_string (acc, "scheme");
  g_autofree char *login = NULL;
  g_autofree char *password = NULL;
  gboolean is_new = user && g_str_has_prefix (user, "new");

  if (!is_new && session->user == 0)
    {
      session_reply (session, acc, 401, "authentication required");
      return;
    }
  if (!is_new && user && *user && cordial_user_id_from_string (user) != session->user)
    {
      session_reply (session, acc, 403, "permission denied");
      return;
    }
  if (g_strcmp0 (scheme, "basic") != 0)
    {
      session_reply (session, acc, scheme ? 401 : 501, scheme ? "unknown authentication scheme" : "not implemented");
      return;
    }
  if (!split_secret (cordial_packet_get_string (acc, "secret"), &login, &password))
    {
      session_reply (session, acc, 400, "malformed");
      return;
    }
  if (!is_good_password (password) || (is_new && !is_good_login (login)))
    {
      reply_at_fault (session, acc, 422, "policy violation");
      return;
    }
  if (is_new)
    {
      g_autoptr (User) taken = database_get_user_by_login (session->server->database, login);

      if (taken)
        reply_at_fault (session, acc, 409, "duplicate credential");
      else
        start_hashing (session, acc, TASK_CREATE, login, password, NULL);
      return;
    }
  /* Another login name for an account would leave its tags behind: not offered. */
  if (*login != '\0')
    session_reply (session, acc, 501, "not implemented");
  else
    start_hashing (session, acc, TASK_CHANGE_PASSWORD, login, password, NULL);
}

/* --- The server's part ------------------------------------------------------------------------------------------- */

void
auth_start (Server *server)
{
  g_autofree char *kept = database_dup_value (server->database, "token-key");
  gsize size = 0;

  server->context = g_main_context_ref_thread_default ();
  server->throttle = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  server->hashers = g_thread_pool_new (hash, server, HASHERS, FALSE, NULL);
  if (kept)
    {
      g_autofree guint8 *key = g_base64_decode (kept, &size);

      if (size == sizeof server->token_key)
        memcpy (server->token_key, key, size);
    }
  if (size != sizeof server->token_key)
    {
      g_autofree char *text = NULL;

      crypto_auth_keygen (server->token_key);
      text = g_base64_encode (server->token_key, sizeof server->token_key);
      database_set_value (server->database, "token-key", text);
    }
}

void
auth_stop (Server *server)
{
  if (!server->hashers)
    return;
  g_thread_pool_free (server->hashers, FALSE, TRUE);
  server->hashers = NULL;
  /* What the hashers left is answered. */
  while (g_main_context_iteration (server->context, FALSE))
    ;
  g_hash_table_unref (server->throttle);
  g_main_context_unref (server->context);
}
