/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list view keeps about two hundred rows alive of which a person sees ten. What costs something while it is shown (a picture, something
 * that moves) costs it only near those: this looks where a widget is whenever the list around it scrolls or is laid out, and tells it.
 */

#define G_LOG_DOMAIN "cordial-sight"

#include "cordial-config.h"

#include "cordial-sight.h"

/* Pages above and below the one that is seen. */
#define NEAR_PAGES 1.0

typedef struct
{
  GtkWidget *widget; /* owns this */
  CordialSightChanged changed;
  GtkWidget *scroller;       /* (nullable): while it is mapped */
  GtkAdjustment *adjustment; /* (nullable): likewise */
  guint source;
  gboolean near;
  gboolean seen;
} Sight;

static void
tell (Sight *self, gboolean near, gboolean seen)
{
  if (self->near == near && self->seen == seen)
    return;
  self->near = near;
  self->seen = seen;
  self->changed (self->widget, near, seen);
}

static gboolean
look (gpointer user_data)
{
  Sight *self = user_data;
  graphene_rect_t bounds;
  double page, start, end;

  self->source = 0;
  if (!self->scroller)
    {
      tell (self, TRUE, TRUE);
      return G_SOURCE_REMOVE;
    }
  if (!gtk_widget_compute_bounds (self->widget, self->scroller, &bounds))
    return G_SOURCE_REMOVE;
  page = gtk_widget_get_height (self->scroller);
  start = bounds.origin.y;
  end = start + bounds.size.height;
  tell (self, end > -NEAR_PAGES * page && start < (1 + NEAR_PAGES) * page, end > 0 && start < page);
  return G_SOURCE_REMOVE;
}

/* Once the frame is laid out. */
static void
queue_look (Sight *self)
{
  if (self->source)
    return;
  self->source = g_idle_add (look, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->source), "[cordial] sight");
}

static void
on_map (Sight *self)
{
  self->scroller = gtk_widget_get_ancestor (self->widget, GTK_TYPE_SCROLLED_WINDOW);
  if (self->scroller)
    {
      self->adjustment = g_object_ref (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)));
      g_signal_connect_swapped (self->adjustment, "value-changed", G_CALLBACK (queue_look), self);
      g_signal_connect_swapped (self->adjustment, "changed", G_CALLBACK (queue_look), self);
    }
  queue_look (self);
}

static void
leave (Sight *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->adjustment)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_object (&self->adjustment);
  self->scroller = NULL;
}

static void
on_unmap (Sight *self)
{
  leave (self);
  tell (self, FALSE, FALSE);
}

static void
sight_free (gpointer data)
{
  leave (data);
  g_free (data);
}

/**
 * cordial_sight_watch:
 * @widget: somewhere in a #GtkScrolledWindow, or in none, where it is always seen
 * @changed: called from the main loop when it comes near, is seen, is not any more, leaves
 */
void
cordial_sight_watch (GtkWidget *widget, CordialSightChanged changed)
{
  Sight *self = g_new0 (Sight, 1);

  g_return_if_fail (GTK_IS_WIDGET (widget));

  self->widget = widget;
  self->changed = changed;
  g_signal_connect_swapped (widget, "map", G_CALLBACK (on_map), self);
  g_signal_connect_swapped (widget, "unmap", G_CALLBACK (on_unmap), self);
  g_object_set_data_full (G_OBJECT (widget), "cordial-sight", self, sight_free);
}
