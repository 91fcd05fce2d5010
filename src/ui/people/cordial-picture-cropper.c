/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chooses the square part of a picture that others see: it is moved by dragging or with the arrow keys, and enlarged with the wheel, plus
 * and minus, or the adjustment. What others see of the square is mostly its circle, so the rest is paler.
 */

#define G_LOG_DOMAIN "cordial-picture-cropper"

#include "cordial-config.h"

#include "cordial-picture-cropper.h"

#include <glib/gi18n-lib.h>

#define SIDE_MIN 160
#define SIDE_NATURAL 300
#define ZOOM_MAX 5.0
/* Of the zoom by one turn of the wheel or one key, and of the part's side by one arrow key. */
#define ZOOM_STEP 0.2
#define MOVE_STEP 0.05

struct _CordialPictureCropper
{
  GtkWidget parent_instance;

  GdkPixbuf *picture; /* (nullable) */
  GdkTexture *texture;
  GtkAdjustment *zoom;
  /* The middle of the part, in pixels of the picture; and where it was when it began to be dragged. */
  double x, y;
  double from_x, from_y;
};

G_DEFINE_FINAL_TYPE (CordialPictureCropper, cordial_picture_cropper, GTK_TYPE_WIDGET)

/* Pixels of the picture. */
static double
get_side (CordialPictureCropper *self)
{
  return MIN (gdk_pixbuf_get_width (self->picture), gdk_pixbuf_get_height (self->picture)) /
         gtk_adjustment_get_value (self->zoom);
}

static void
move_to (CordialPictureCropper *self, double x, double y)
{
  double half = get_side (self) / 2;

  self->x = CLAMP (x, half, gdk_pixbuf_get_width (self->picture) - half);
  self->y = CLAMP (y, half, gdk_pixbuf_get_height (self->picture) - half);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_zoom_changed (CordialPictureCropper *self)
{
  if (self->picture)
    move_to (self, self->x, self->y);
}

/* Pixels of the widget for one of the picture. */
static double
get_scale (CordialPictureCropper *self)
{
  return MIN (gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self))) / get_side (self);
}

static void
draw_picture (CordialPictureCropper *self, GtkSnapshot *snapshot)
{
  double scale = get_scale (self);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  graphene_rect_t place = GRAPHENE_RECT_INIT (
    (float) (width / 2.0 - self->x * scale), (float) (height / 2.0 - self->y * scale),
    (float) (gdk_pixbuf_get_width (self->picture) * scale), (float) (gdk_pixbuf_get_height (self->picture) * scale));

  gtk_snapshot_append_texture (snapshot, self->texture, &place);
}

static void
cordial_picture_cropper_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CordialPictureCropper *self = CORDIAL_PICTURE_CROPPER (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float side = MIN (width, height);
  graphene_rect_t square = GRAPHENE_RECT_INIT ((width - side) / 2, (height - side) / 2, side, side);
  GskRoundedRect circle;

  if (!self->picture)
    return;
  gtk_snapshot_push_clip (snapshot, &square);
  gtk_snapshot_push_opacity (snapshot, 0.35);
  draw_picture (self, snapshot);
  gtk_snapshot_pop (snapshot);
  gsk_rounded_rect_init_from_rect (&circle, &square, side / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  draw_picture (self, snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
cordial_picture_cropper_measure (GtkWidget *widget,
                                 GtkOrientation orientation,
                                 int for_size,
                                 int *minimum,
                                 int *natural,
                                 int *minimum_baseline,
                                 int *natural_baseline)
{
  *minimum = SIDE_MIN;
  *natural = SIDE_NATURAL;
}

/* --- What the person does ---------------------------------------------------------------------------------------- */

static void
on_drag_begin (CordialPictureCropper *self)
{
  self->from_x = self->x;
  self->from_y = self->y;
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_drag_update (CordialPictureCropper *self, double x, double y)
{
  if (self->picture)
    move_to (self, self->from_x - x / get_scale (self), self->from_y - y / get_scale (self));
}

static gboolean
on_scroll (CordialPictureCropper *self, double dx, double dy)
{
  gtk_adjustment_set_value (self->zoom, gtk_adjustment_get_value (self->zoom) - dy * ZOOM_STEP);
  return GDK_EVENT_STOP;
}

static gboolean
move (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  CordialPictureCropper *self = CORDIAL_PICTURE_CROPPER (widget);
  int x, y;

  g_variant_get (arguments, "(ii)", &x, &y);
  if (self->picture)
    move_to (self, self->x + x * MOVE_STEP * get_side (self), self->y + y * MOVE_STEP * get_side (self));
  return GDK_EVENT_STOP;
}

static gboolean
enlarge (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  CordialPictureCropper *self = CORDIAL_PICTURE_CROPPER (widget);
  int steps;

  g_variant_get (arguments, "(i)", &steps);
  gtk_adjustment_set_value (self->zoom, gtk_adjustment_get_value (self->zoom) + steps * ZOOM_STEP);
  return GDK_EVENT_STOP;
}

/* --- Object ------------------------------------------------------------------------------------------------------ */

static void
cordial_picture_cropper_dispose (GObject *object)
{
  CordialPictureCropper *self = CORDIAL_PICTURE_CROPPER (object);

  g_clear_object (&self->picture);
  g_clear_object (&self->texture);
  g_clear_object (&self->zoom);
  G_OBJECT_CLASS (cordial_picture_cropper_parent_class)->dispose (object);
}

static void
cordial_picture_cropper_class_init (CordialPictureCropperClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const struct
  {
    guint key;
    int x, y;
  } moves[] = {
    { GDK_KEY_Left, -1, 0 },
    { GDK_KEY_Right, 1, 0 },
    { GDK_KEY_Up, 0, -1 },
    { GDK_KEY_Down, 0, 1 },
  };

  G_OBJECT_CLASS (klass)->dispose = cordial_picture_cropper_dispose;
  widget_class->snapshot = cordial_picture_cropper_snapshot;
  widget_class->measure = cordial_picture_cropper_measure;
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_add_binding (widget_class, moves[i].key, 0, move, "(ii)", moves[i].x, moves[i].y);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_plus, 0, enlarge, "(i)", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Add, 0, enlarge, "(i)", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_minus, 0, enlarge, "(i)", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Subtract, 0, enlarge, "(i)", -1);
  gtk_widget_class_set_css_name (widget_class, "picturecropper");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cordial_picture_cropper_init (CordialPictureCropper *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  self->zoom = g_object_ref_sink (gtk_adjustment_new (1, 1, ZOOM_MAX, ZOOM_STEP, 1, 0));
  g_signal_connect_object (self->zoom, "value-changed", G_CALLBACK (on_zoom_changed), self, G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Part of the picture; arrow keys move it, plus and minus change its size"), -1);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

/**
 * cordial_picture_cropper_set_picture:
 * @self: a cropper
 * @picture: (transfer none): the whole
 */
void
cordial_picture_cropper_set_picture (CordialPictureCropper *self, GdkPixbuf *picture)
{
  g_autoptr (GBytes) pixels = NULL;

  g_return_if_fail (CORDIAL_IS_PICTURE_CROPPER (self));
  g_return_if_fail (GDK_IS_PIXBUF (picture));

  g_set_object (&self->picture, picture);
  pixels = gdk_pixbuf_read_pixel_bytes (picture);
  g_clear_object (&self->texture);
  self->texture = gdk_memory_texture_new (gdk_pixbuf_get_width (picture), gdk_pixbuf_get_height (picture),
                                          gdk_pixbuf_get_has_alpha (picture) ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8,
                                          pixels, (gsize) gdk_pixbuf_get_rowstride (picture));
  gtk_adjustment_set_value (self->zoom, 1);
  move_to (self, gdk_pixbuf_get_width (picture) / 2.0, gdk_pixbuf_get_height (picture) / 2.0);
}

GtkAdjustment *
cordial_picture_cropper_get_zoom (CordialPictureCropper *self)
{
  g_return_val_if_fail (CORDIAL_IS_PICTURE_CROPPER (self), NULL);

  return self->zoom;
}

/**
 * cordial_picture_cropper_dup_part:
 * @self: a cropper with a picture
 *
 * Returns: (transfer full): the part, in the picture's own pixels
 */
GdkPixbuf *
cordial_picture_cropper_dup_part (CordialPictureCropper *self)
{
  int side, x, y;
  g_autoptr (GdkPixbuf) part = NULL;

  g_return_val_if_fail (CORDIAL_IS_PICTURE_CROPPER (self) && self->picture, NULL);

  side = MAX (1, (int) get_side (self));
  x = CLAMP ((int) (self->x - side / 2.0), 0, gdk_pixbuf_get_width (self->picture) - side);
  y = CLAMP ((int) (self->y - side / 2.0), 0, gdk_pixbuf_get_height (self->picture) - side);
  part = gdk_pixbuf_new_subpixbuf (self->picture, x, y, side, side);
  return gdk_pixbuf_copy (part);
}
