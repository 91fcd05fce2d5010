/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether there is room on a disk. For no file outside this folder.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void cordial_room_look_async (const char *path, GAsyncReadyCallback callback, gpointer user_data);
gboolean cordial_room_look_finish (GAsyncResult *result);

G_END_DECLS
