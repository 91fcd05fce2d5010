/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Users as rows: who there is, and what they say of themselves. Knows no session and no frame.
 */

#pragma once

#include "cordial-server-database.h"
#include "cordial-server-frames.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  char *login;
  char *hash;
  char *public_json;
  char *private_json;
  char *tags;
  char *query;        /* whom they look for at any time */
  CordialAccess auth; /* what they give whoever begins to talk with them */
  CordialAccess anon;
  gint64 created_ms;
  gint64 updated_ms;
  gint64 seen_ms;
} User;

void user_free (User *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (User, user_free)

gint64
database_add_user (Database *self, const char *login, const char *hash, const char *public_json, const char *tags);
User *database_get_user (Database *self, gint64 id);
User *database_get_user_by_login (Database *self, const char *login);
void database_set_user_public (Database *self, gint64 id, const char *json);
void database_set_user_private (Database *self, gint64 id, const char *json);
void database_set_user_tags (Database *self, gint64 id, const char *tags);
void database_set_user_query (Database *self, gint64 id, const char *query);
void database_set_user_access (Database *self, gint64 id, CordialAccess auth, CordialAccess anon);
void database_set_user_hash (Database *self, gint64 id, const char *hash);
void database_set_user_login (Database *self, gint64 id, const char *login, const char *tags);
/* What refers to it goes with it. */
void database_delete_user (Database *self, gint64 id);
void database_set_user_seen (Database *self, gint64 id, gint64 seen_ms);

G_END_DECLS
