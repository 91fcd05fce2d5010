/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may come in, and how that is known: tokens, passwords, and the patience with guesses. Knows no request.
 */

#pragma once

#include "cordial-server-database-users.h"
#include "cordial-server-hasher.h"
#include "cordial-server-throttle.h"

G_BEGIN_DECLS

/* The official server's default life of a token. */
#define ACCOUNTS_TOKEN_LIFE_MS (G_GINT64_CONSTANT (14) * 24 * 3600 * 1000)

/* Of a longer password no more is looked at. */
#define ACCOUNTS_PASSWORD_MAX 256

/* In place of a hash: no password is right. */
#define ACCOUNTS_NO_PASSWORD "*"

/* In place of a login name, which has no colon, of an account without one. */
#define ACCOUNTS_ANONYMOUS_PREFIX "anonymous:"

typedef struct _Accounts Accounts;
/* There is somebody new. */
typedef void (*AccountsFunc) (gint64 user, gpointer data);

/**
 * AccountsCheckFunc:
 * @user: whose password it is, or 0
 * @code: 200, 401 where it is nobody's, 503 where it is too much
 *
 * Called in the main loop.
 */
typedef void (*AccountsCheckFunc) (gint64 user, int code, gpointer data);

struct _Accounts
{
  Database *database;
  Hasher *hasher;
  Throttle *failures;  /* of passwords */
  Throttle *additions; /* of accounts */
  guint8 token_key[32];
  AccountsFunc added;
  gpointer added_data;
};

Accounts *accounts_new (Database *database, guint accounts_per_minute);
void accounts_free (Accounts *self);
void accounts_set_added_func (Accounts *self, AccountsFunc func, gpointer data);
gint64 accounts_add (Accounts *self,
                     const char *login,
                     const char *hash,
                     const char *public_json,
                     const char *private_json,
                     const char *tags);

gboolean accounts_is_anonymous (const User *user);
char *accounts_make_token (Accounts *self, const User *user, gint64 expires_ms);
gboolean accounts_is_token (const char *text);
User *accounts_check_token (Accounts *self, const char *text);
gboolean accounts_split_secret (const char *secret, char **login, char **password);
gboolean accounts_may_check (Accounts *self, const char *login, const char *address);
gpointer accounts_check_password (Accounts *self,
                                  const char *login,
                                  const char *password,
                                  const char *address,
                                  AccountsCheckFunc func,
                                  gpointer data,
                                  GDestroyNotify destroy);
char *accounts_make_lasting_token (Accounts *self, const User *user);

G_END_DECLS
