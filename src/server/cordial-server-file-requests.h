/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests over HTTP for files: brought to /v0/file/u/, and fetched from /v0/file/s/.
 */

#pragma once

#include <libsoup/soup.h>

#include "cordial-server-accounts.h"
#include "cordial-server-files.h"

G_BEGIN_DECLS

/* To where they are brought. */
#define FILES_UPLOAD_PATH "/v0/file/u/"

typedef struct _FileRequests FileRequests;

FileRequests *file_requests_new (SoupServer *soup, Files *files, Accounts *accounts, guint newcomers_per_minute);
void file_requests_free (FileRequests *self);

G_END_DECLS
