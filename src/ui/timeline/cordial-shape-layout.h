/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gives a picture or a video in a message its size.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_SHAPE_LAYOUT (cordial_shape_layout_get_type ())
G_DECLARE_FINAL_TYPE (CordialShapeLayout, cordial_shape_layout, CORDIAL, SHAPE_LAYOUT, GtkLayoutManager)

/* Pixels, at most: a photograph is recognized in that. */
#define CORDIAL_SHAPE_MAX_WIDTH 340

void cordial_shape_layout_fit (CordialShapeLayout *self, int width, int height);
int cordial_shape_layout_get_longer_side (CordialShapeLayout *self);

G_END_DECLS
