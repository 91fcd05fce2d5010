/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keeps a scrolled list at the bottom of its place while it is shorter than that. A list view tells one height for all widths,
 * which is too little where lines break: so the rows are asked themselves. It must never know what the rows are.
 */

#define G_LOG_DOMAIN "cordial-bottom-layout"

#include "cordial-config.h"

#include "cordial-bottom-layout.h"

struct _CordialBottomLayout
{
  GtkLayoutManager parent_instance;

  GtkWidget *list;   /* of the widget that is laid out; not owned */
  int maximum_width; /* of the list, in pixels */
};

G_DEFINE_FINAL_TYPE (CordialBottomLayout, cordial_bottom_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_LIST = 1,
  PROP_MAXIMUM_WIDTH,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static int
measure_height (GtkWidget *widget, int width)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* The height that the list needs at @width, or @most where it is that or more. */
static int
get_list_height (CordialBottomLayout *self, int width, int most)
{
  int height = measure_height (self->list, -1);

  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL && height < most;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_visible (row))
      height += measure_height (row, width) - measure_height (row, -1);
  return MIN (height, most);
}

static GtkSizeRequestMode
cordial_bottom_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
cordial_bottom_layout_measure (GtkLayoutManager *manager,
                               GtkWidget *widget,
                               GtkOrientation orientation,
                               int for_size,
                               int *minimum,
                               int *natural,
                               int *minimum_baseline,
                               int *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  *minimum = *natural = 0;
  if (child != NULL)
    gtk_widget_measure (child, orientation, -1, minimum, natural, NULL, NULL);
}

static void
cordial_bottom_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  CordialBottomLayout *self = CORDIAL_BOTTOM_LAYOUT (manager);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  GtkAllocation box = { 0, 0, width, height };

  if (child == NULL)
    return;
  if (self->list != NULL)
    {
      int minimum;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
      box.height = MAX (get_list_height (self, MIN (width, self->maximum_width), height), minimum);
      box.y = height - box.height;
    }
  gtk_widget_size_allocate (child, &box, -1);
}

static void
cordial_bottom_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CordialBottomLayout *self = CORDIAL_BOTTOM_LAYOUT (object);

  switch (id)
    {
    case PROP_LIST:
      g_set_weak_pointer (&self->list, g_value_get_object (value));
      break;
    case PROP_MAXIMUM_WIDTH:
      self->maximum_width = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cordial_bottom_layout_finalize (GObject *object)
{
  CordialBottomLayout *self = CORDIAL_BOTTOM_LAYOUT (object);

  g_clear_weak_pointer (&self->list);
  G_OBJECT_CLASS (cordial_bottom_layout_parent_class)->finalize (object);
}

static void
cordial_bottom_layout_class_init (CordialBottomLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->set_property = cordial_bottom_layout_set_property;
  object_class->finalize = cordial_bottom_layout_finalize;
  layout_class->get_request_mode = cordial_bottom_layout_get_request_mode;
  layout_class->measure = cordial_bottom_layout_measure;
  layout_class->allocate = cordial_bottom_layout_allocate;

  /**
   * CordialBottomLayout:list:
   *
   * The list view, below the widget that is laid out.
   */
  properties[PROP_LIST] =
    g_param_spec_object ("list", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  /**
   * CordialBottomLayout:maximum-width:
   *
   * The width in pixels beyond which the list does not grow with its place.
   */
  properties[PROP_MAXIMUM_WIDTH] = g_param_spec_int ("maximum-width", NULL, NULL, 0, G_MAXINT, G_MAXINT,
                                                     G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cordial_bottom_layout_init (CordialBottomLayout *self)
{
}
