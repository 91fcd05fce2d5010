/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Serves the plain dialect.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

typedef struct _Plain Plain;

Plain *plain_new (Services *services, SoupServer *soup, Door *door, guint idle_s);
void plain_free (Plain *self);
char *plain_dup_address (Accounts *accounts, const char *login);

G_END_DECLS
