/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of a request that carries one file as a form (RFC 7578).
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

gboolean cordial_upload_set_body (SoupMessage *message,
                                  GFile *file,
                                  const char *media_type,
                                  GFileProgressCallback progress,
                                  gpointer progress_data,
                                  GError **error);

G_END_DECLS
