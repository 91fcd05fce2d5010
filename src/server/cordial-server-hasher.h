/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Argon2id, away from the main loop. Knows no account.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Hasher Hasher;

/**
 * HasherFunc:
 * @good: whether the password is the right one, or could be hashed
 * @hash: (nullable): what was made
 *
 * Called in the main loop.
 */
typedef void (*HasherFunc) (gboolean good, const char *hash, gpointer data);

Hasher *hasher_new (void);
void hasher_free (Hasher *self);
gboolean hasher_has_room (Hasher *self, const char *owner);
void hasher_verify (Hasher *self,
                    const char *owner,
                    const char *hash,
                    const char *password,
                    HasherFunc func,
                    gpointer data,
                    GDestroyNotify destroy);
void hasher_make (Hasher *self,
                  const char *owner,
                  const char *password,
                  HasherFunc func,
                  gpointer data,
                  GDestroyNotify destroy);
void hasher_drop (Hasher *self, gpointer data);

G_END_DECLS
