/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tokens are signed with a key that is in the database, and name whose they are.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-accounts.h"

#include <sodium.h>
#include <string.h>

#include "cordial-server-frames.h"

/* That many wrong passwords, and the next are not even looked at. */
#define FAILURES_PER_MINUTE 10

/**
 * accounts_new:
 * @accounts_per_minute: that somebody at one address may make
 */
Accounts *
accounts_new (Database *database, guint accounts_per_minute)
{
  Accounts *self = g_new0 (Accounts, 1);
  g_autofree char *kept = database_dup_value (database, "token-key");
  gsize size = 0;

  self->database = database;
  self->hasher = hasher_new ();
  self->failures = throttle_new (FAILURES_PER_MINUTE);
  self->additions = throttle_new (accounts_per_minute);
  if (kept)
    {
      g_autofree guint8 *key = g_base64_decode (kept, &size);

      if (size == sizeof self->token_key)
        memcpy (self->token_key, key, size);
    }
  if (size != sizeof self->token_key)
    {
      g_autofree char *text = NULL;

      crypto_auth_keygen (self->token_key);
      text = g_base64_encode (self->token_key, sizeof self->token_key);
      database_set_value (database, "token-key", text);
    }
  return self;
}

void
accounts_free (Accounts *self)
{
  hasher_free (self->hasher);
  throttle_free (self->failures);
  throttle_free (self->additions);
  g_free (self);
}

void
accounts_set_added_func (Accounts *self, AccountsFunc func, gpointer data)
{
  self->added = func;
  self->added_data = data;
}

/**
 * accounts_add:
 * @hash: of the password
 * @public_json: (nullable): the card
 * @private_json: (nullable): what only they see
 *
 * Returns: somebody new
 */
gint64
accounts_add (Accounts *self,
              const char *login,
              const char *hash,
              const char *public_json,
              const char *private_json,
              const char *tags)
{
  gint64 user = database_add_user (self->database, login, hash, public_json, tags);

  if (private_json)
    database_set_user_private (self->database, user, private_json);
  if (self->added)
    self->added (user, self->added_data);
  return user;
}

gboolean
accounts_is_anonymous (const User *user)
{
  return g_str_has_prefix (user->login, ACCOUNTS_ANONYMOUS_PREFIX);
}

/* --- Tokens ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  guint8 user[8];
  guint8 expires_ms[8];
  guint8 mac[crypto_auth_BYTES];
} Token;

/* The hash of the password is signed along, so that another password ends what was made before it. */
static void
sign (Accounts *self, const guint8 *bytes, gsize size, const User *user, guint8 *mac)
{
  crypto_auth_hmacsha512256_state state;

  crypto_auth_hmacsha512256_init (&state, self->token_key, sizeof self->token_key);
  crypto_auth_hmacsha512256_update (&state, bytes, size);
  crypto_auth_hmacsha512256_update (&state, (const guint8 *) user->hash, strlen (user->hash));
  crypto_auth_hmacsha512256_final (&state, mac);
}

/**
 * accounts_make_token:
 *
 * Returns: (transfer full): what signs the user in until then, or until the password changes
 */
char *
accounts_make_token (Accounts *self, const User *user, gint64 expires_ms)
{
  Token token;
  guint64 user_le = GUINT64_TO_LE ((guint64) user->id);
  guint64 expires_le = GUINT64_TO_LE ((guint64) expires_ms);

  memcpy (token.user, &user_le, sizeof user_le);
  memcpy (token.expires_ms, &expires_le, sizeof expires_le);
  sign (self, (const guint8 *) &token, offsetof (Token, mac), user, token.mac);
  return g_base64_encode ((const guint8 *) &token, sizeof token);
}

/**
 * accounts_is_token:
 *
 * Returns: whether the text could be one at all
 */
gboolean
accounts_is_token (const char *text)
{
  gsize size = 0;
  g_autofree guint8 *bytes = g_base64_decode (text, &size);

  return size == sizeof (Token);
}

/**
 * accounts_check_token:
 *
 * Returns: (transfer full) (nullable): whose token it is, %NULL if it is nobody's any more
 */
User *
accounts_check_token (Accounts *self, const char *text)
{
  gsize size = 0;
  g_autofree guint8 *bytes = g_base64_decode (text, &size);
  Token token;
  guint64 id, expires_ms;
  guint8 mac[crypto_auth_BYTES];
  g_autoptr (User) user = NULL;

  if (size != sizeof token)
    return NULL;
  memcpy (&token, bytes, sizeof token);
  memcpy (&id, token.user, sizeof id);
  memcpy (&expires_ms, token.expires_ms, sizeof expires_ms);
  user = database_get_user (self->database, (gint64) GUINT64_FROM_LE (id));
  if (!user)
    return NULL;
  sign (self, bytes, offsetof (Token, mac), user, mac);
  if (sodium_memcmp (mac, token.mac, sizeof mac) != 0 || (gint64) GUINT64_FROM_LE (expires_ms) < cordial_time_now_ms ())
    return NULL;
  return g_steal_pointer (&user);
}

/**
 * accounts_make_lasting_token:
 *
 * Returns: (transfer full): what lets the user in until the password changes
 */
char *
accounts_make_lasting_token (Accounts *self, const User *user)
{
  g_autofree char *text = g_strdup_printf ("plain %" G_GINT64_FORMAT " ", user->id);
  guint8 mac[crypto_auth_BYTES];
  char hex[2 * sizeof mac + 1];

  sign (self, (const guint8 *) text, strlen (text), user, mac);
  sodium_bin2hex (hex, sizeof hex, mac, sizeof mac);
  return g_strdup (hex);
}

/* --- Passwords --------------------------------------------------------------------------------------------------- */

/**
 * accounts_split_secret:
 * @secret: (nullable): "name:password" in Base64, as the scheme «basic» has it
 * @login: (out): the name, as accounts have it
 *
 * Returns: whether it is one
 */
gboolean
accounts_split_secret (const char *secret, char **login, char **password)
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
is_throttled (Accounts *self, const char *login, const char *address)
{
  return throttle_is_on (self->failures, THROTTLE_ADDRESS, address) ||
         throttle_is_on (self->failures, THROTTLE_LOGIN, login);
}

/**
 * accounts_may_check:
 *
 * Returns: whether a password of that name may be looked at now
 */
gboolean
accounts_may_check (Accounts *self, const char *login, const char *address)
{
  return !is_throttled (self, login, address) && hasher_has_room (self->hasher, address);
}

typedef struct
{
  Accounts *accounts;
  char *login;
  char *address;
  gint64 user; /* 0 where nobody has that name */
  AccountsCheckFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  if (check->destroy)
    check->destroy (check->data);
  g_free (check->login);
  g_free (check->address);
  g_free (check);
}

static void
on_verified (gboolean good, const char *hash, gpointer data)
{
  Check *check = data;
  Accounts *self = check->accounts;

  /* Asked again: of guesses made on many connections at once, the later ones learn nothing from what was hashed. */
  if (is_throttled (self, check->login, check->address))
    {
      check->func (0, 503, check->data);
      return;
    }
  if (!good)
    {
      throttle_note (self->failures, THROTTLE_ADDRESS, check->address);
      throttle_note (self->failures, THROTTLE_LOGIN, check->login);
    }
  check->func (good ? check->user : 0, good ? 200 : 401, check->data);
}

/**
 * accounts_check_password:
 * @address: from where it comes
 * @func: called once, unless it is dropped
 * @destroy: (nullable): for @data
 *
 * An unknown name takes as long as a wrong password, and looks the same. Ask accounts_may_check() before.
 *
 * Returns: (transfer none): what hasher_drop() takes where nobody waits for it any more
 */
gpointer
accounts_check_password (Accounts *self,
                         const char *login,
                         const char *password,
                         const char *address,
                         AccountsCheckFunc func,
                         gpointer data,
                         GDestroyNotify destroy)
{
  g_autoptr (User) user = database_get_user_by_login (self->database, login);
  g_autofree char *looked_at = g_strndup (password, ACCOUNTS_PASSWORD_MAX);
  Check *check = g_new0 (Check, 1);

  check->accounts = self;
  check->login = g_strdup (login);
  check->address = g_strdup (address);
  check->user = user ? user->id : 0;
  check->func = func;
  check->data = data;
  check->destroy = destroy;
  hasher_verify (self->hasher, address, user ? user->hash : NULL, looked_at, on_verified, check, check_free);
  return check;
}
