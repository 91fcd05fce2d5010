/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One file over HTTP, of bounded size, into memory or into a file.
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

SoupSession *cordial_download_session_new (void);
void cordial_download_async (SoupSession *session,
                             SoupMessage *message,
                             gsize max_bytes,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void cordial_download_to_file_async (SoupSession *session,
                                     SoupMessage *message,
                                     GFile *file,
                                     gint64 max_bytes,
                                     GFileProgressCallback progress,
                                     gpointer progress_data,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean cordial_download_goes_on (SoupMessageHeaders *headers, gint64 arrived, gint64 *total);
GBytes *cordial_download_finish (SoupSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
