/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes textures of pictures that are here already, as bytes or as files.
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_PICTURE_LOADER (cordial_picture_loader_get_type ())
G_DECLARE_FINAL_TYPE (CordialPictureLoader, cordial_picture_loader, CORDIAL, PICTURE_LOADER, GObject)

CordialPictureLoader *cordial_picture_loader_new (void);
GdkTexture *cordial_picture_loader_peek (CordialPictureLoader *self, GBytes *bytes, const char *path, int max_side);
void cordial_picture_loader_load_async (CordialPictureLoader *self,
                                        GBytes *bytes,
                                        const char *path,
                                        int max_side,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GdkTexture *cordial_picture_loader_load_finish (CordialPictureLoader *self, GAsyncResult *result, GError **error);

GdkTexture *cordial_texture_new (GdkPixbuf *pixbuf);

G_END_DECLS
