/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a file may be given to GStreamer.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void cordial_playable_check_async (GBytes *bytes,
                                   const char *path,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GFile *cordial_playable_check_finish (GAsyncResult *result, gboolean *made, GError **error);

G_END_DECLS
