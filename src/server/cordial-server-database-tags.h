/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People and groups by their tags. Knows no session and no frame.
 */

#pragma once

#include "cordial-server-database.h"
#include "cordial-server-frames.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 user; /* 0: a group */
  char *key;   /* of the group */
  gint64 updated_ms;
  CordialAccess auth;
  CordialAccess anon;
  char *public_json;
  char *tags;
  gboolean channel;
  guint members;
  guint matches; /* how many of the words are tags of it */
} Tagged;

void tagged_free (Tagged *self);
gboolean database_has_tag (Database *self, const char *tag);
/* (element-type Tagged): best matches first. */
GPtrArray *database_find_tagged (Database *self, char **required, char **optional, guint limit);

G_END_DECLS
