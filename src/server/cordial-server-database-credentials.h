/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where people say that they can be reached, as rows: one of a kind each.
 */

#pragma once

#include "cordial-server-database.h"

G_BEGIN_DECLS

typedef struct
{
  char *method; /* "email", "tel" */
  char *value;
  char *code; /* NULL where nothing is to be confirmed */
} Credential;

void credential_free (Credential *self);

/* (element-type Credential): by method */
GPtrArray *database_list_credentials (Database *self, gint64 user);
void database_set_credential (Database *self, gint64 user, const char *method, const char *value, const char *code);
/* Returns whether there was one. */
gboolean database_delete_credential (Database *self, gint64 user, const char *method, const char *value);

G_END_DECLS
