/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accounts are made, and people come in. An unknown name costs the same time and gets the same answer as a wrong password;
 * whoever guesses is slowed down, by address and by name.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-account.h"

#include <string.h>

#include "cordial-server-access.h"
#include "cordial-server-cards.h"
#include "cordial-server-tags.h"

#define LOGIN_MIN 2
#define LOGIN_MAX 32
#define PASSWORD_MIN 3
#define PASSWORD_MAX 256

/* What a {ctrl} says to somebody who is in. */
static JsonObject *
make_sign_in_params (Session *session, const User *user)
{
  JsonObject *params = json_object_new ();
  gint64 expires_ms = cordial_time_now_ms () + ACCOUNTS_TOKEN_LIFE_MS;
  g_autofree char *id = cordial_user_id_to_string (user->id);
  g_autofree char *token = accounts_make_token (services_of (session)->accounts, user, expires_ms);

  json_object_set_string_member (params, "authlvl", session->anonymous ? "anon" : "auth");
  cordial_object_set_time (params, "expires", expires_ms);
  json_object_set_string_member (params, "token", token);
  json_object_set_string_member (params, "user", id);
  return params;
}

/* --- What waits for a hash --------------------------------------------------------------------------------------- */

typedef struct
{
  Session *session;
  JsonObject *request;
  char *login;
  User *user; /* NULL for who is to be, or is nobody */
} Task;

static Task *
task_new (Session *session, JsonObject *request, const char *login, User *user)
{
  Task *task = g_new0 (Task, 1);

  task->session = session_ref (session);
  task->request = json_object_ref (request);
  task->login = g_strdup (login);
  task->user = user;
  request_state (session)->hashing = task;
  session_wait (session);
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  session_unref (task->session);
  json_object_unref (task->request);
  g_free (task->login);
  g_clear_pointer (&task->user, user_free);
  g_free (task);
}

static gboolean
is_throttled (Session *session, const char *login)
{
  Throttle *throttle = services_of (session)->accounts->failures;

  return throttle_is_on (throttle, THROTTLE_ADDRESS, session->address) ||
         throttle_is_on (throttle, THROTTLE_LOGIN, login);
}

static void
finish_login (Task *task, gboolean good)
{
  Session *session = task->session;
  Throttle *throttle = services_of (session)->accounts->failures;

  /* Asked again: of guesses made on many connections at once, the later ones learn nothing from what was hashed. */
  if (is_throttled (session, task->login))
    {
      session_reply (session, task->request, 503, "service unavailable");
      return;
    }
  if (!good)
    {
      throttle_note (throttle, THROTTLE_ADDRESS, session->address);
      throttle_note (throttle, THROTTLE_LOGIN, task->login);
      session_reply (session, task->request, 401, "authentication failed");
      return;
    }
  session_sign_in (session, task->user->id);
  session_reply_params (session, task->request, 200, "ok", make_sign_in_params (session, task->user));
}

static void
on_verified (gboolean good, const char *hash, gpointer data)
{
  Task *task = data;

  if (!task->session->socket)
    return;
  request_state (task->session)->hashing = NULL;
  finish_login (task, good);
  session_resume (task->session);
}

static JsonObject *
make_description (const User *user)
{
  JsonObject *description = json_object_new ();

  cordial_object_set_time (description, "created", user->created_ms);
  cordial_object_set_time (description, "updated", user->updated_ms);
  cordial_object_set_default_access (description, user->auth, user->anon);
  cordial_object_set_json (description, "public", user->public_json);
  cordial_object_set_json (description, "private", user->private_json);
  return description;
}

/* What they give whoever begins to talk with them, where they say something of it. */
static void
set_access (Database *database, gint64 user, JsonObject *desc)
{
  JsonObject *defaults = cordial_packet_get_object (desc, "defacs");
  CordialAccess auth = CORDIAL_ACCESS_USER, anon = CORDIAL_ACCESS_NONE;

  if (defaults && cordial_access_parse (cordial_packet_get_string (defaults, "auth"), &auth) &&
      cordial_access_parse (cordial_packet_get_string (defaults, "anon"), &anon))
    database_set_user_access (database, user, access_of_user (auth), access_of_user (anon));
}

static void
finish_create (Task *task, gboolean good, const char *hash)
{
  Session *session = task->session;
  Database *database = services_of (session)->database;
  JsonObject *desc = cordial_packet_get_object (task->request, "desc");
  g_autoptr (User) taken = database_get_user_by_login (database, task->login);
  g_autofree char *public_json = NULL;
  g_autofree char *private_json = NULL;
  g_autofree char *own_tags = NULL;
  g_autofree char *tags = NULL;
  g_autofree char *id = NULL;
  g_autoptr (User) user = NULL;
  JsonObject *params;
  gboolean sign_in = cordial_packet_get_boolean (task->request, "login");
  gint64 number;

  if (taken)
    {
      session_reply (session, task->request, 409, "duplicate credential");
      return;
    }
  public_json = desc ? card_dup (desc, "public") : NULL;
  private_json = desc ? card_dup (desc, "private") : NULL;
  own_tags = tags_parse (cordial_packet_get_array (task->request, "tags"));
  tags = tags_with_login (own_tags, task->login);
  number =
    good ? accounts_add (services_of (session)->accounts, task->login, hash, public_json, private_json, tags) : 0;
  if (number != 0 && desc)
    set_access (database, number, desc);
  user = database_get_user (database, number);
  if (!user)
    {
      session_reply (session, task->request, 503, "service unavailable");
      return;
    }
  if (sign_in)
    {
      params = make_sign_in_params (session, user);
      session_sign_in (session, number);
    }
  else
    {
      params = json_object_new ();
      id = cordial_user_id_to_string (number);
      json_object_set_string_member (params, "authlvl", "auth");
      json_object_set_string_member (params, "user", id);
    }
  json_object_set_object_member (params, "desc", make_description (user));
  session_reply_params (session, task->request, sign_in ? 200 : 201, sign_in ? "ok" : "created", params);
}

static void
on_made (gboolean good, const char *hash, gpointer data)
{
  Task *task = data;

  if (!task->session->socket)
    return;
  request_state (task->session)->hashing = NULL;
  if (!task->user)
    {
      finish_create (task, good, hash);
    }
  else if (good)
    {
      database_set_user_hash (services_of (task->session)->database, task->user->id, hash);
      session_reply (task->session, task->request, 200, "ok");
    }
  else
    {
      session_reply (task->session, task->request, 503, "service unavailable");
    }
  session_resume (task->session);
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

/* "scheme:method:value" asks for a mail that nobody sends here; what is none is malformed. */
static void
refuse_reset (Session *session, JsonObject *login, const char *secret)
{
  gsize size = 0;
  g_autofree guint8 *bytes = secret ? g_base64_decode (secret, &size) : NULL;
  g_autofree char *text = bytes ? g_strndup ((const char *) bytes, size) : NULL;
  g_auto (GStrv) parts = g_strsplit (text ? text : "", ":", 3);

  if (g_strv_length (parts) < 3)
    session_reply (session, login, 400, "malformed");
  else
    session_reply (session, login, 501, "not implemented");
}

void
request_login (Session *session, JsonObject *login)
{
  Services *services = services_of (session);
  const char *scheme = cordial_packet_get_string (login, "scheme");
  const char *secret = cordial_packet_get_string (login, "secret");
  g_autofree char *name = NULL;
  g_autofree char *password = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (User) user = NULL;

  if (g_strcmp0 (scheme, "reset") == 0)
    {
      refuse_reset (session, login, secret);
      return;
    }
  if (session->user != 0)
    {
      session_reply (session, login, 409, "already authenticated");
      return;
    }
  if (g_strcmp0 (scheme, "token") == 0)
    {
      if (!secret || !accounts_is_token (secret))
        {
          session_reply (session, login, 400, "malformed");
          return;
        }
      user = accounts_check_token (services->accounts, secret);
      if (!user)
        {
          session_reply (session, login, 401, "authentication failed");
          return;
        }
      session_sign_in (session, user->id);
      session_reply_params (session, login, 200, "ok", make_sign_in_params (session, user));
      return;
    }
  if (g_strcmp0 (scheme, "basic") != 0)
    {
      session_reply (session, login, 401, "unknown authentication scheme");
      return;
    }
  if (!split_secret (secret, &name, &password))
    {
      session_reply (session, login, 400, "malformed");
      return;
    }
  if (is_throttled (session, name) || !hasher_has_room (services->accounts->hasher, session->address))
    {
      session_reply (session, login, 503, "service unavailable");
      return;
    }
  if (strlen (password) > PASSWORD_MAX)
    password[PASSWORD_MAX] = '\0';
  user = database_get_user_by_login (services->database, name);
  hash = user ? g_strdup (user->hash) : NULL;
  hasher_verify (services->accounts->hasher, session->address, hash, password, on_verified,
                 task_new (session, login, name, g_steal_pointer (&user)), task_free);
}

/* What the person can mend is named. */
static void
reply_at_fault (Session *session, JsonObject *acc, int code, const char *text, const char *what)
{
  JsonObject *params = json_object_new ();

  json_object_set_string_member (params, "what", what);
  session_reply_params (session, acc, code, text, params);
}

void
request_acc (Session *session, JsonObject *acc)
{
  Accounts *accounts = services_of (session)->accounts;
  const char *user = cordial_packet_get_string (acc, "user");
  const char *scheme = cordial_packet_get_string (acc, "scheme");
  g_autofree char *tags = tags_parse (cordial_packet_get_array (acc, "tags"));
  g_autofree char *login = NULL;
  g_autofree char *password = NULL;
  g_autoptr (User) known = NULL;
  gboolean is_new = user && g_str_has_prefix (user, "new");

  if (!is_new && session->user == 0)
    {
      session_reply (session, acc, 403, "permission denied");
      return;
    }
  if (!is_new && user && *user && cordial_user_id_from_string (user) != session->user)
    {
      session_reply (session, acc, 403, "permission denied");
      return;
    }
  if (is_new && session->user != 0 && cordial_packet_get_boolean (acc, "login"))
    {
      session_reply (session, acc, 409, "already authenticated");
      return;
    }
  if (g_strcmp0 (scheme, "basic") != 0 || !cards_are_good (cordial_packet_get_object (acc, "desc")))
    {
      session_reply (session, acc, 400, "malformed");
      return;
    }
  if (!split_secret (cordial_packet_get_string (acc, "secret"), &login, &password))
    {
      reply_at_fault (session, acc, 400, "malformed", "auth");
      return;
    }
  if (is_new && !is_good_login (login))
    {
      reply_at_fault (session, acc, 422, "policy violation", "auth");
      return;
    }
  if (is_new && !tags_keep_reserved (NULL, tags))
    {
      reply_at_fault (session, acc, 403, "permission denied", "tags");
      return;
    }
  if (!is_good_password (password))
    {
      session_reply (session, acc, 422, "policy violation");
      return;
    }
  /* Another login name for an account would leave its tags behind: not offered. */
  if (!is_new && *login != '\0')
    {
      session_reply (session, acc, 501, "not implemented");
      return;
    }
  if (!hasher_has_room (accounts->hasher, session->address) ||
      (is_new && throttle_is_on (accounts->additions, THROTTLE_ADDRESS, session->address)))
    {
      session_reply (session, acc, 503, "service unavailable");
      return;
    }
  if (is_new)
    {
      g_autoptr (User) taken = database_get_user_by_login (accounts->database, login);

      if (taken)
        {
          reply_at_fault (session, acc, 409, "duplicate credential", "auth");
          return;
        }
      throttle_note (accounts->additions, THROTTLE_ADDRESS, session->address);
    }
  else
    {
      known = database_get_user (accounts->database, session->user);
      if (!known)
        {
          session_reply (session, acc, 503, "service unavailable");
          return;
        }
    }
  hasher_make (accounts->hasher, session->address, password, on_made,
               task_new (session, acc, login, g_steal_pointer (&known)), task_free);
}
