/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes pictures of the bytes that people chose as their avatars. Those come from the wire: formats are few, dimensions are
 * looked at before anything is decoded, and decoding happens off the main thread. Used by whatever shows a person.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_AVATAR_LOADER (cordial_avatar_loader_get_type ())
G_DECLARE_FINAL_TYPE (CordialAvatarLoader, cordial_avatar_loader, CORDIAL, AVATAR_LOADER, GObject)

CordialAvatarLoader *cordial_avatar_loader_new (void);
void cordial_avatar_loader_load_async (CordialAvatarLoader *self,
                                       GBytes *image,
                                       int size_px,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GdkTexture *cordial_avatar_loader_load_finish (CordialAvatarLoader *self, GAsyncResult *result, GError **error);
void cordial_avatar_loader_show (CordialAvatarLoader *self, AdwAvatar *avatar, GBytes *image);

G_END_DECLS
