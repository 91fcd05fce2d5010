/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the pointer does to the selection of a timeline: drawn, it selects from where it was pressed, and scrolls beyond the edges;
 * pressed twice, a word; three times, a message; with Shift it extends. A finger scrolls and selects nothing.
 */

#define G_LOG_DOMAIN "cordial-selecting"

#include "cordial-config.h"

#include "cordial-selecting.h"

/* Of the pixels that the pointer is beyond an edge, how much is scrolled in one frame. */
#define SCROLL_PART 0.15

struct _CordialSelecting
{
  GObject parent_instance;

  GtkWidget *list; /* owns the gestures, and whoever made it this */
  CordialMessageRows *rows;
  CordialMessageSelection *selection;
  CordialSelectionEnd anchor;
  gboolean drawn; /* far enough away from where it was pressed to mean it */
  double x;
  double y;
  guint tick;
};

G_DEFINE_FINAL_TYPE (CordialSelecting, cordial_selecting, G_TYPE_OBJECT)

enum
{
  SIGNAL_BEGUN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_touch (GtkGesture *gesture)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (gesture));

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static void
extend (CordialSelecting *self)
{
  CordialSelectionEnd end;

  if (cordial_message_rows_find_end (self->rows, self->list, self->x, self->y, &end))
    cordial_message_selection_select (self->selection, self->anchor, end);
}

static gboolean
on_tick (GtkWidget *list, GdkFrameClock *clock, gpointer data)
{
  CordialSelecting *self = data;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  double beyond = self->y < 0 ? self->y : MAX (self->y - gtk_widget_get_height (list), 0);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + beyond * SCROLL_PART);
  extend (self);
  return G_SOURCE_CONTINUE;
}

static void
stop_scrolling (CordialSelecting *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (self->list, self->tick);
  self->tick = 0;
}

/* Where it was pressed says the other gesture. */
static void
on_drag_begin (CordialSelecting *self, double x, double y, GtkGesture *drag)
{
  self->drawn = FALSE;
  if (is_touch (drag))
    gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_drag_update (CordialSelecting *self, double offset_x, double offset_y, GtkGesture *drag)
{
  double x, y;

  gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (drag), &x, &y);
  self->x = x + offset_x;
  self->y = y + offset_y;
  if (!self->drawn)
    {
      if (!gtk_drag_check_threshold (self->list, (int) x, (int) y, (int) self->x, (int) self->y))
        return;
      self->drawn = TRUE;
      /* A link under it is not followed then. */
      gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_CLAIMED);
    }
  extend (self);
  if (self->y >= 0 && self->y <= gtk_widget_get_height (self->list))
    stop_scrolling (self);
  else if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (self->list, on_tick, self, NULL);
}

static void
on_pressed (CordialSelecting *self, int n_press, double x, double y, GtkGesture *click)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  CordialSelectionEnd start, end, anchor, moving;

  if (is_touch (click) || !cordial_message_rows_find_end (self->rows, self->list, x, y, &start))
    return;
  g_signal_emit (self, signals[SIGNAL_BEGUN], 0);
  end = start;
  if (n_press == 1 && (state & GDK_SHIFT_MASK) &&
      cordial_message_selection_get_ends (self->selection, &anchor, &moving))
    start = anchor;
  else if (n_press == 2)
    cordial_message_rows_get_word (self->rows, &start, &end);
  else if (n_press > 2)
    {
      start.place = 0;
      end.place = G_MAXSIZE;
    }
  self->anchor = start;
  cordial_message_selection_select (self->selection, start, end);
}

static void
cordial_selecting_dispose (GObject *object)
{
  CordialSelecting *self = CORDIAL_SELECTING (object);

  if (self->list != NULL)
    stop_scrolling (self);
  g_clear_weak_pointer (&self->list);
  g_clear_object (&self->rows);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (cordial_selecting_parent_class)->dispose (object);
}

static void
cordial_selecting_class_init (CordialSelectingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_selecting_dispose;

  /**
   * CordialSelecting::begun:
   *
   * The pointer was pressed where text can be selected; the keyboard belongs there now.
   */
  signals[SIGNAL_BEGUN] =
    g_signal_new ("begun", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_selecting_init (CordialSelecting *self)
{
}

/**
 * cordial_selecting_new:
 * @list: (transfer none): the list view
 * @rows: (transfer none): its rows
 * @selection: (transfer none): what is to be selected in
 *
 * Returns: (transfer full): at work until it is let go
 */
CordialSelecting *
cordial_selecting_new (GtkWidget *list, CordialMessageRows *rows, CordialMessageSelection *selection)
{
  CordialSelecting *self = g_object_new (CORDIAL_TYPE_SELECTING, NULL);
  GtkGesture *click = gtk_gesture_click_new (), *drag = gtk_gesture_drag_new ();

  g_set_weak_pointer (&self->list, list);
  self->rows = g_object_ref (rows);
  self->selection = g_object_ref (selection);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_drag_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (stop_scrolling), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), self, G_CONNECT_SWAPPED);
  /* One press is heard by both. */
  gtk_gesture_group (click, drag);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (click));
  return self;
}
