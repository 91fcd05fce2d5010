/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The picture that a person gives of themselves: out of a file, and as small as others get it. For the profile.
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

void cordial_own_picture_load_async (GFile *file,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GdkPixbuf *cordial_own_picture_load_finish (GAsyncResult *result, GError **error);

GBytes *cordial_own_picture_encode (GdkPixbuf *square, GError **error);

G_END_DECLS
