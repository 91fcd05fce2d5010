/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses at which people can be reached beside the chat. They are kept as they are given; where the operator has a command
 * for it, a code is sent there, and confirms the address when it comes back.
 */

#pragma once

#include <json-glib/json-glib.h>

#include "cordial-server-database-credentials.h"

G_BEGIN_DECLS

typedef struct _Credentials Credentials;

Credentials *credentials_new (Database *database, const char *command);
void credentials_free (Credentials *self);
int credentials_check (JsonObject *credential);
int credentials_set (Credentials *self, gint64 user, JsonObject *credential);
void credentials_set_all (Credentials *self, gint64 user, JsonArray *array);
int credentials_check_all (JsonArray *array);
int credentials_delete (Credentials *self, gint64 user, JsonObject *credential);
JsonArray *credentials_dup_array (Credentials *self, gint64 user);

G_END_DECLS
