/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that is fetched: whole or a part, from the disk to the socket as fast as that takes it.
 */

#pragma once

#include <libsoup/soup.h>

#include "cordial-server-accounts.h"
#include "cordial-server-files.h"

G_BEGIN_DECLS

void download_answer (SoupServerMessage *message, GHashTable *query, Files *files, Accounts *accounts);

G_END_DECLS
