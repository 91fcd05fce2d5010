/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list that grows, shrinks or is laid out anew moves what it shows, and so does a person who scrolls; both change one and the
 * same adjustment. Which of the two it was is known by when it happens: a frame lays out after everything that a person does
 * (input, the animation of a scroll) and before it is drawn, so what moves in between moves by itself. Only the keyboard's focus,
 * where the list has to bring it onto the screen in its layout, is the person's doing there. It must never know what the list shows.
 */

#define G_LOG_DOMAIN "cordial-scroll-watch"

#include "cordial-config.h"

#include "cordial-scroll-watch.h"

struct _CordialScrollWatch
{
  GObject parent_instance;

  GtkWidget *list; /* owns this, more or less */
  GtkAdjustment *adjustment;
  GdkFrameClock *clock; /* while @list is realized */
  GtkRoot *root;
  gboolean laying_out; /* the frame is past everything that a person does */
  gboolean expected;   /* what the next layout moves the person wanted */
};

G_DEFINE_FINAL_TYPE (CordialScrollWatch, cordial_scroll_watch, G_TYPE_OBJECT)

enum
{
  SIGNAL_SCROLLED,
  SIGNAL_LAID_OUT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_value_changed (CordialScrollWatch *self)
{
  if (!self->laying_out)
    g_signal_emit (self, signals[SIGNAL_SCROLLED], 0);
}

static void
on_before_paint (CordialScrollWatch *self)
{
  self->laying_out = TRUE;
}

/* The clock tells only frames with an animation of their update; connected before the animations are, and once more behind them. */
static void
on_update_begins (CordialScrollWatch *self)
{
  self->laying_out = FALSE;
}

static void
on_update_ends (CordialScrollWatch *self)
{
  self->laying_out = TRUE;
}

/* The window's own handler is older than this one and has laid out by now. */
static void
on_layout (CordialScrollWatch *self)
{
  if (self->expected)
    g_signal_emit (self, signals[SIGNAL_SCROLLED], 0);
  g_signal_emit (self, signals[SIGNAL_LAID_OUT], 0);
}

/* Unlike «paint» in every frame. */
static void
on_after_paint (CordialScrollWatch *self)
{
  self->laying_out = FALSE;
  self->expected = FALSE;
}

/* Whether a list leaves what it shows where it is when this row gets the focus. One that is higher than the page is brought to where
 * it begins or ends. */
static gboolean
is_shown (CordialScrollWatch *self, GtkWidget *row)
{
  double page = gtk_adjustment_get_page_size (self->adjustment), top, end;
  graphene_rect_t bounds;

  /* A row off the screen is where it was when it was last laid out there, or nowhere. */
  if (!gtk_widget_get_child_visible (row) || !gtk_widget_compute_bounds (row, self->list, &bounds) ||
      bounds.size.height <= 0)
    return FALSE;
  top = bounds.origin.y;
  end = top + bounds.size.height;
  return bounds.size.height <= page ? top >= 0 && end <= page : top <= 0 && end >= page;
}

/* Where the row is on the screen already, the list has nothing to bring there, and what its next layout moves is moved by what came
 * in above or below. */
static void
on_focus_moved (CordialScrollWatch *self)
{
  GtkWidget *row = gtk_root_get_focus (self->root);

  while (row != NULL && gtk_widget_get_parent (row) != self->list)
    row = gtk_widget_get_parent (row);
  if (row != NULL && !is_shown (self, row))
    self->expected = TRUE;
}

static void
let_go (CordialScrollWatch *self)
{
  if (self->clock != NULL)
    g_signal_handlers_disconnect_by_data (self->clock, self);
  if (self->root != NULL)
    g_signal_handlers_disconnect_by_data (self->root, self);
  g_clear_object (&self->clock);
  g_clear_weak_pointer (&self->root);
  self->laying_out = FALSE;
}

static void
on_realize (CordialScrollWatch *self)
{
  let_go (self);
  self->clock = g_object_ref (gtk_widget_get_frame_clock (self->list));
  g_signal_connect_swapped (self->clock, "before-paint", G_CALLBACK (on_before_paint), self);
  g_signal_connect_swapped (self->clock, "update", G_CALLBACK (on_update_begins), self);
  g_signal_connect_data (self->clock, "update", G_CALLBACK (on_update_ends), self, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_swapped (self->clock, "layout", G_CALLBACK (on_layout), self);
  g_signal_connect_swapped (self->clock, "after-paint", G_CALLBACK (on_after_paint), self);
  g_set_weak_pointer (&self->root, gtk_widget_get_root (self->list));
  if (GTK_IS_WINDOW (self->root))
    g_signal_connect_swapped (self->root, "notify::focus-widget", G_CALLBACK (on_focus_moved), self);
}

static void
cordial_scroll_watch_dispose (GObject *object)
{
  CordialScrollWatch *self = CORDIAL_SCROLL_WATCH (object);

  let_go (self);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_weak_pointer (&self->list);
  g_clear_object (&self->adjustment);
  G_OBJECT_CLASS (cordial_scroll_watch_parent_class)->dispose (object);
}

static void
cordial_scroll_watch_class_init (CordialScrollWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_scroll_watch_dispose;

  /**
   * CordialScrollWatch::scrolled:
   *
   * The person moved what is shown.
   */
  signals[SIGNAL_SCROLLED] =
    g_signal_new ("scrolled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialScrollWatch::laid-out:
   *
   * The window has laid itself out and nothing is drawn yet: whatever is queued now is laid out within this frame, and what it
   * moves is nobody's scroll.
   */
  signals[SIGNAL_LAID_OUT] =
    g_signal_new ("laid-out", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_scroll_watch_init (CordialScrollWatch *self)
{
}

/**
 * cordial_scroll_watch_new:
 * @list: (transfer none): what is scrolled
 * @adjustment: (transfer none): what it is scrolled by
 *
 * Returns: (transfer full): a watch, at work
 */
CordialScrollWatch *
cordial_scroll_watch_new (GtkWidget *list, GtkAdjustment *adjustment)
{
  CordialScrollWatch *self = g_object_new (CORDIAL_TYPE_SCROLL_WATCH, NULL);

  g_set_weak_pointer (&self->list, list);
  self->adjustment = g_object_ref (adjustment);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (on_value_changed), self);
  g_signal_connect_swapped (list, "realize", G_CALLBACK (on_realize), self);
  g_signal_connect_swapped (list, "unrealize", G_CALLBACK (let_go), self);
  if (gtk_widget_get_realized (list))
    on_realize (self);
  return self;
}

/**
 * cordial_scroll_watch_expect:
 * @self: a watch
 *
 * The person asked for something that the list brings onto the screen in its next layout.
 */
void
cordial_scroll_watch_expect (CordialScrollWatch *self)
{
  g_return_if_fail (CORDIAL_IS_SCROLL_WATCH (self));

  self->expected = TRUE;
}
