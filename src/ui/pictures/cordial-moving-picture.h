/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture that moves.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_MOVING_PICTURE (cordial_moving_picture_get_type ())
G_DECLARE_FINAL_TYPE (CordialMovingPicture, cordial_moving_picture, CORDIAL, MOVING_PICTURE, GObject)

gboolean cordial_moving_picture_may_be (const char *media_type);
void cordial_moving_picture_load_async (GBytes *bytes,
                                        const char *path,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
CordialMovingPicture *cordial_moving_picture_load_finish (GAsyncResult *result, GError **error);
void cordial_moving_picture_set_running (CordialMovingPicture *self, gboolean running);

G_END_DECLS
