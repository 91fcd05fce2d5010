/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that is brought: from the form to the disk as it comes, and gone where it does not come in whole.
 */

#pragma once

#include <libsoup/soup.h>

#include "cordial-server-accounts.h"
#include "cordial-server-files.h"

G_BEGIN_DECLS

void
upload_begin (SoupServerMessage *message, GHashTable *query, Files *files, Accounts *accounts, Throttle *newcomers);
void upload_answer (SoupServerMessage *message, GHashTable *query, Files *files, Accounts *accounts);

G_END_DECLS
