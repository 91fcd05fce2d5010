/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chooses the square part of a picture that others see. For the profile.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_PICTURE_CROPPER (cordial_picture_cropper_get_type ())
G_DECLARE_FINAL_TYPE (CordialPictureCropper, cordial_picture_cropper, CORDIAL, PICTURE_CROPPER, GtkWidget)

void cordial_picture_cropper_set_picture (CordialPictureCropper *self, GdkPixbuf *picture);
/* (transfer none): 1 where the shorter side fits, more for a smaller part */
GtkAdjustment *cordial_picture_cropper_get_zoom (CordialPictureCropper *self);
GdkPixbuf *cordial_picture_cropper_dup_part (CordialPictureCropper *self);

G_END_DECLS
