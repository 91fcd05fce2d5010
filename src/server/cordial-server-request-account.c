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

/* The scheme of an account without a name. */
#define ANONYMOUS "anonymous"

#define LOGIN_MIN 2
#define LOGIN_MAX 32
#define PASSWORD_MIN 3

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

/* Lets them in, as what they are. */
static JsonObject *
let_in (Session *session, const User *user)
{
  session->anonymous = accounts_is_anonymous (user);
  session_sign_in (session, user->id);
  return make_sign_in_params (session, user);
}

/* --- What waits for a hash --------------------------------------------------------------------------------------- */

typedef struct
{
  Session *session;
  JsonObject *request;
  char *login;
  GStrv attachments; /* what the card of somebody new uses */
  User *user;        /* whose password changes; NULL for who is to be, or comes in */
} Task;

static Task *
task_new (Session *session, JsonObject *request, const char *login, User *user)
{
  Task *task = g_new0 (Task, 1);

  task->session = session_ref (session);
  task->request = json_object_ref (request);
  task->login = g_strdup (login);
  task->attachments = request_dup_attachments (session);
  task->user = user;
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
  g_strfreev (task->attachments);
  g_clear_pointer (&task->user, user_free);
  g_free (task);
}

static void
on_checked (gint64 user, int code, gpointer data)
{
  Task *task = data;
  Session *session = task->session;
  g_autoptr (User) known = NULL;

  if (!session->socket)
    return;
  request_state (session)->hashing = NULL;
  known = user != 0 ? database_get_user (services_of (session)->database, user) : NULL;
  if (known)
    {
      session_reply_params (session, task->request, 200, "ok", let_in (session, known));
    }
  else
    {
      session_reply (session, task->request, code == 503 ? 503 : 401,
                     code == 503 ? "service unavailable" : "authentication failed");
    }
  session_resume (session);
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

/* (nullable) hash: of the password; NULL for an account without one, and without a name */
static void
create (Session *session, JsonObject *acc, const char *login, const char *hash, char **attachments)
{
  Database *database = services_of (session)->database;
  JsonObject *desc = cordial_packet_get_object (acc, "desc");
  g_autofree char *public_json = desc ? card_dup (desc, "public") : NULL;
  g_autofree char *private_json = desc ? card_dup (desc, "private") : NULL;
  g_autofree char *own_tags = tags_parse (cordial_packet_get_array (acc, "tags"));
  g_autofree char *tags = hash ? tags_with_login (own_tags, login) : g_steal_pointer (&own_tags);
  gboolean sign_in = cordial_packet_get_boolean (acc, "login");
  gint64 number = accounts_add (services_of (session)->accounts, login, hash ? hash : ACCOUNTS_NO_PASSWORD, public_json,
                                private_json, tags);
  g_autofree char *id = NULL;
  g_autoptr (User) user = NULL;
  JsonObject *params;

  if (number != 0 && desc)
    set_access (database, number, desc);
  if (number != 0 && *attachments)
    database_use_file_of_user (database, *attachments, number);
  if (number != 0)
    credentials_set_all (services_of (session)->credentials, number, cordial_packet_get_array (acc, "cred"));
  user = database_get_user (database, number);
  if (!user)
    {
      session_reply (session, acc, 503, "service unavailable");
      return;
    }
  if (sign_in)
    {
      params = let_in (session, user);
    }
  else
    {
      params = json_object_new ();
      id = cordial_user_id_to_string (number);
      json_object_set_string_member (params, "authlvl", hash ? "auth" : "anon");
      json_object_set_string_member (params, "user", id);
    }
  json_object_set_object_member (params, "desc", make_description (user));
  session_reply_params (session, acc, sign_in ? 200 : 201, sign_in ? "ok" : "created", params);
}

static void
finish_create (Task *task, gboolean good, const char *hash)
{
  g_autoptr (User) taken = database_get_user_by_login (services_of (task->session)->database, task->login);

  if (taken)
    session_reply (task->session, task->request, 409, "duplicate credential");
  else if (!good)
    session_reply (task->session, task->request, 503, "service unavailable");
  else
    create (task->session, task->request, task->login, hash, task->attachments);
}

/* The tags without the name that was, and with the one that is. */
static char *
rename_in_tags (const char *tags, const char *old_login, const char *login)
{
  g_autofree char *before = g_strconcat ("basic:", old_login, NULL);
  g_autofree char *after = g_strconcat ("basic:", login, NULL);
  g_autoptr (GString) text = g_string_new (tags);

  /* The server's own tag stands before those that people give themselves, which are never of this kind. */
  g_string_replace (text, before, after, 1);
  return g_strdup (text->str);
}

static void
finish_change (Task *task, const char *hash)
{
  Database *database = services_of (task->session)->database;
  g_autoptr (User) user = database_get_user (database, task->user->id);
  g_autoptr (User) holder = *task->login ? database_get_user_by_login (database, task->login) : NULL;

  if (!user)
    {
      session_reply (task->session, task->request, 404, "user not found");
      return;
    }
  if (holder && holder->id != user->id)
    {
      session_reply (task->session, task->request, 409, "duplicate credential");
      return;
    }
  if (*task->login && !g_str_equal (task->login, user->login))
    {
      g_autofree char *tags = accounts_is_anonymous (user) ? tags_with_login (user->tags, task->login)
                                                           : rename_in_tags (user->tags, user->login, task->login);

      database_set_user_login (database, user->id, task->login, tags);
    }
  else if (accounts_is_anonymous (user))
    {
      session_reply (task->session, task->request, 422, "policy violation"); /* a password, but no name */
      return;
    }
  database_set_user_hash (database, user->id, hash);
  session_reply (task->session, task->request, 200, "ok");
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
      finish_change (task, hash);
    }
  else
    {
      session_reply (task->session, task->request, 503, "service unavailable");
    }
  session_resume (task->session);
}

/* --- Requests ---------------------------------------------------------------------------------------------------- */

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

  return length >= PASSWORD_MIN && length <= ACCOUNTS_PASSWORD_MAX;
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
      session_reply_params (session, login, 200, "ok", let_in (session, user));
      return;
    }
  if (g_strcmp0 (scheme, ANONYMOUS) == 0) /* they come once, when the account is made */
    {
      session_reply (session, login, 501, "not implemented");
      return;
    }
  if (g_strcmp0 (scheme, "basic") != 0)
    {
      session_reply (session, login, 401, "unknown authentication scheme");
      return;
    }
  if (!accounts_split_secret (secret, &name, &password))
    {
      session_reply (session, login, 400, "malformed");
      return;
    }
  if (!accounts_may_check (services->accounts, name, session->address))
    {
      session_reply (session, login, 503, "service unavailable");
      return;
    }
  request_state (session)->hashing = accounts_check_password (
    services->accounts, name, password, session->address, on_checked, task_new (session, login, name, NULL), task_free);
}

/* What the person can mend is named. */
static void
reply_at_fault (Session *session, JsonObject *acc, int code, const char *text, const char *what)
{
  JsonObject *params = json_object_new ();

  json_object_set_string_member (params, "what", what);
  session_reply_params (session, acc, code, text, params);
}

/* Somebody without a name, whom only a token lets in again: what others give them is said by «anon». */
static void
create_without_name (Session *session, JsonObject *acc, const char *tags)
{
  Accounts *accounts = services_of (session)->accounts;
  g_autofree char *login = cordial_random_name (ACCOUNTS_ANONYMOUS_PREFIX);
  g_auto (GStrv) attachments = request_dup_attachments (session);

  if (!tags_keep_reserved (NULL, tags))
    reply_at_fault (session, acc, 403, "permission denied", "tags");
  else if (throttle_is_on (accounts->additions, THROTTLE_ADDRESS, session->address))
    session_reply (session, acc, 503, "service unavailable");
  else
    {
      throttle_note (accounts->additions, THROTTLE_ADDRESS, session->address);
      create (session, acc, login, NULL, attachments);
    }
}

void
request_acc (Session *session, JsonObject *acc)
{
  Accounts *accounts = services_of (session)->accounts;
  const char *user = cordial_packet_get_string (acc, "user");
  const char *scheme = cordial_packet_get_string (acc, "scheme");
  JsonArray *credentials = cordial_packet_get_array (acc, "cred");
  g_autofree char *tags = tags_parse (cordial_packet_get_array (acc, "tags"));
  g_autofree char *login = NULL;
  g_autofree char *password = NULL;
  g_autoptr (User) known = NULL;
  Task *task;
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
  if (credentials_check_all (credentials) != 200)
    {
      session_reply (session, acc, 400, "malformed");
      return;
    }
  if (!is_new && !scheme && credentials)
    {
      credentials_set_all (services_of (session)->credentials, session->user, credentials);
      session_reply (session, acc, 200, "ok");
      return;
    }
  if ((g_strcmp0 (scheme, "basic") != 0 && !(is_new && g_strcmp0 (scheme, ANONYMOUS) == 0)) ||
      !cards_are_good (cordial_packet_get_object (acc, "desc")))
    {
      session_reply (session, acc, 400, "malformed");
      return;
    }
  if (g_str_equal (scheme, ANONYMOUS))
    {
      create_without_name (session, acc, tags);
      return;
    }
  if (!accounts_split_secret (cordial_packet_get_string (acc, "secret"), &login, &password))
    {
      reply_at_fault (session, acc, 400, "malformed", "auth");
      return;
    }
  if (is_new && !is_good_login (login))
    {
      reply_at_fault (session, acc, 422, "policy violation", "auth");
      return;
    }
  if (!is_new && *login && !is_good_login (login))
    {
      session_reply (session, acc, 422, "policy violation");
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
      g_autoptr (User) taken = *login ? database_get_user_by_login (accounts->database, login) : NULL;

      known = database_get_user (accounts->database, session->user);
      if (taken && taken->id != session->user)
        {
          session_reply (session, acc, 409, "duplicate credential");
          return;
        }
      if (!known)
        {
          session_reply (session, acc, 503, "service unavailable");
          return;
        }
    }
  task = task_new (session, acc, login, g_steal_pointer (&known));
  request_state (session)->hashing = task;
  hasher_make (accounts->hasher, session->address, password, on_made, task, task_free);
}
