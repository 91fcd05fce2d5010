/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gives a picture or a video in a message its size before anything of it is here, as its sender says it, so that nothing jumps. It has one
 * child, which keeps its shape where there is less room, and stands at the beginning where there is more.
 */

#define G_LOG_DOMAIN "cordial-shape-layout"

#include "cordial-config.h"

#include "cordial-shape-layout.h"

#include <math.h>

/* Pixels, at most and at least: a line of one pixel can be clicked. */
#define MAX_HEIGHT 360
#define MIN_SIDE 72
/* Where nobody says how large it is. */
#define UNKNOWN_WIDTH 240
#define UNKNOWN_HEIGHT 180

struct _CordialShapeLayout
{
  GtkLayoutManager parent_instance;

  int width;
  int height;
};

G_DEFINE_FINAL_TYPE (CordialShapeLayout, cordial_shape_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
cordial_shape_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
get_height_for (CordialShapeLayout *self, int width)
{
  return width < self->width ? MAX (MIN_SIDE, self->height * width / self->width) : self->height;
}

static void
cordial_shape_layout_measure (GtkLayoutManager *manager,
                              GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  CordialShapeLayout *self = CORDIAL_SHAPE_LAYOUT (manager);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_SIDE;
      *natural = self->width;
    }
  else
    *minimum = *natural = get_height_for (self, for_size >= 0 ? for_size : self->width);
}

static void
cordial_shape_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  CordialShapeLayout *self = CORDIAL_SHAPE_LAYOUT (manager);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int own = MIN (width, self->width);
  gboolean ltr = gtk_widget_get_direction (widget) != GTK_TEXT_DIR_RTL;
  int minimum;

  if (!child)
    return;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  own = MAX (own, minimum);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, own, &minimum, NULL, NULL, NULL);
  gtk_widget_size_allocate (child, &(GtkAllocation) { ltr ? 0 : width - own, 0, own, MAX (height, minimum) }, -1);
}

static void
cordial_shape_layout_class_init (CordialShapeLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = cordial_shape_layout_get_request_mode;
  layout_class->measure = cordial_shape_layout_measure;
  layout_class->allocate = cordial_shape_layout_allocate;
}

static void
cordial_shape_layout_init (CordialShapeLayout *self)
{
  cordial_shape_layout_fit (self, 0, 0);
}

/**
 * cordial_shape_layout_fit:
 * @width: in pixels, of the whole; 0 where nobody says it
 * @height: likewise
 */
void
cordial_shape_layout_fit (CordialShapeLayout *self, int width, int height)
{
  double scale;

  g_return_if_fail (CORDIAL_IS_SHAPE_LAYOUT (self));

  if (width <= 0 || height <= 0)
    {
      width = UNKNOWN_WIDTH;
      height = UNKNOWN_HEIGHT;
    }
  scale = MIN (1.0, MIN ((double) CORDIAL_SHAPE_MAX_WIDTH / width, (double) MAX_HEIGHT / height));
  self->width = MAX (MIN_SIDE, (int) lround (width * scale));
  self->height = MAX (MIN_SIDE, (int) lround (height * scale));
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

/**
 * cordial_shape_layout_get_longer_side:
 *
 * Returns: in pixels of the application, where there is room
 */
int
cordial_shape_layout_get_longer_side (CordialShapeLayout *self)
{
  g_return_val_if_fail (CORDIAL_IS_SHAPE_LAYOUT (self), 0);

  return MAX (self->width, self->height);
}
