/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a timeline is scrolled to, and what of it was seen. Who reads the newest stays at the newest when more come; who reads above
 * stays there, whatever is added before or behind; and until the person scrolls, a conversation stands where reading begins,
 * at the first unread message if not all of them fit, whichever of them come later. Who looks away is waited for there, too. A
 * list view anchors one item and keeps it where it is, which does the second part. The rest is done here: after each layout that
 * leaves the newest message below the edge, the list is told to anchor that one, which lays out once more within the same frame,
 * so that nobody sees the step between. A list view knows no place of an item before it was laid out once, so there is no
 * earlier moment to do it.
 */

#define G_LOG_DOMAIN "cordial-timeline-view"

#include "cordial-config.h"

#include "cordial-timeline-view-private.h"

#include <glib/gi18n-lib.h>

/* Pixels from the end that still count as being there: rounding, and a touch that was not meant to scroll. */
#define AT_NEWEST_TOLERANCE 4.0
/* More messages than a window shows, and fewer than a list view has rows for. */
#define PAGE_ROWS 100
/* Pages above the shown one in which more history is asked for. */
#define NEAR_OLDEST_PAGES 1.0
/* Milliseconds to wait before looking which messages are on the screen: scrolling changes that with every frame. */
#define SEEN_DELAY_MS 150

static GtkAdjustment *
get_adjustment (CordialTimelineView *self)
{
  return gtk_scrolled_window_get_vadjustment (self->scroller);
}

/* --- What the person has seen -------------------------------------------------------------------------------------- */

void
cordial_timeline_view_set_unseen (CordialTimelineView *self, guint unseen)
{
  g_autofree char *count = NULL;
  g_autofree char *label = NULL;

  self->unseen = unseen;
  gtk_widget_set_visible (GTK_WIDGET (self->unseen_label), unseen > 0);
  count = unseen > 99 ? g_strdup ("99+") : g_strdup_printf ("%u", unseen);
  gtk_label_set_label (self->unseen_label, count);
  if (unseen == 0)
    label = g_strdup (_ ("Newest Messages"));
  else
    label = g_strdup_printf (ngettext ("Newest Messages, %u New", "Newest Messages, %u New", unseen), unseen);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->newest_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

gboolean
cordial_timeline_view_is_looked_at (CordialTimelineView *self)
{
  return self->window != NULL && gtk_window_is_active (self->window) && gtk_widget_get_mapped (GTK_WIDGET (self));
}

static gboolean
on_seen_timeout (gpointer data)
{
  CordialTimelineView *self = data;
  gint64 seq;

  self->seen_source = 0;
  /* On the way to its place it shows what nobody asked for. */
  if (!cordial_timeline_view_is_looked_at (self) || self->place != PLACE_DONE)
    return G_SOURCE_REMOVE;
  seq = cordial_message_rows_find_seen_seq (self->rows, GTK_WIDGET (self->list));
  self->read_seq = MAX (self->read_seq, seq);
  /* All was read: from now on the person follows what comes. */
  if (self->stand == STAND_UNREAD && self->at_newest && seq >= self->newest_seq)
    self->stand = STAND_NEWEST;
  if (seq > self->seen_seq)
    {
      self->seen_seq = seq;
      g_signal_emit_by_name (self, "seen", seq);
    }
  return G_SOURCE_REMOVE;
}

void
cordial_timeline_view_queue_seen (CordialTimelineView *self)
{
  if (self->seen_source != 0 || self->messages == NULL || cordial_timeline_view_get_n_messages (self) == 0)
    return;
  self->seen_source = g_timeout_add (SEEN_DELAY_MS, on_seen_timeout, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->seen_source),
                            "[cordial] messages on the screen");
}

/* --- Scrolling ----------------------------------------------------------------------------------------------------- */

static double
get_pixels_below (CordialTimelineView *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);

  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) -
         gtk_adjustment_get_value (adjustment);
}

/* The number of the first message from @position on that has one, before @end; 0 if none is near. */
static gint64
get_number_from (GListModel *messages, guint *position, guint end)
{
  for (guint most = MIN (end, *position + CORDIAL_TIMELINE_NEWS_MAX); *position < most; (*position)++)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (messages, *position);

      if (cordial_message_get_seq (message) > 0)
        return cordial_message_get_seq (message);
    }
  return 0;
}

/* Position of the first message with a number above this one, or of what waits. Numbers ascend, so that few messages are looked
 * at of however many. */
guint
cordial_timeline_view_find_first_after (GListModel *messages, gint64 seq_before)
{
  guint low = 0, high = g_list_model_get_n_items (messages);

  while (low < high)
    {
      guint middle = low + (high - low) / 2, position = middle;
      gint64 seq = get_number_from (messages, &position, high);

      /* What waits has no number, and stands at the end. */
      if (seq > seq_before || position == high)
        high = middle;
      else
        low = position + 1;
    }
  return low;
}

/* Position of the first unread message, or G_MAXUINT. */
static guint
find_first_unread (CordialTimelineView *self)
{
  guint n = cordial_timeline_view_get_n_messages (self), low;
  gint64 unread_after_seq = cordial_message_rows_get_unread_after_seq (self->rows);

  if (unread_after_seq < 0)
    return G_MAXUINT;
  low = cordial_timeline_view_find_first_after (G_LIST_MODEL (self->messages), unread_after_seq);
  for (guint i = low; i < n && i - low < CORDIAL_TIMELINE_NEWS_MAX; i++)
    {
      g_autoptr (CordialMessage) message = cordial_timeline_view_dup_message (self, i);

      if (cordial_message_get_seq (message) > unread_after_seq && !cordial_message_get_outgoing (message))
        return i;
    }
  return G_MAXUINT;
}

static gboolean
on_older_idle (gpointer data)
{
  CordialTimelineView *self = data;

  self->older_source = 0;
  g_signal_emit_by_name (self, "near-oldest");
  return G_SOURCE_REMOVE;
}

/* Also where nobody can scroll, because what is there does not fill the window. Not from within a layout: who hears it changes
 * the model. */
static void
ask_for_older_if_near (CordialTimelineView *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);
  double page = gtk_adjustment_get_page_size (adjustment);

  if (self->older_source != 0 || self->place != PLACE_DONE || page <= 0 ||
      cordial_timeline_view_get_n_messages (self) == 0 || !cordial_timeline_part_get_whole (self->part) ||
      gtk_adjustment_get_value (adjustment) >= NEAR_OLDEST_PAGES * page)
    return;
  self->older_source = g_idle_add (on_older_idle, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->older_source), "[cordial] older messages");
}

static void
update_controls (CordialTimelineView *self)
{
  double page = gtk_adjustment_get_page_size (get_adjustment (self));

  if (self->at_newest && self->unseen > 0)
    cordial_timeline_view_set_unseen (self, 0);
  gtk_revealer_set_reveal_child (self->newest_revealer,
                                 self->unseen > 0 || (!self->at_newest && get_pixels_below (self) > page / 2));
  cordial_timeline_view_queue_seen (self);
  ask_for_older_if_near (self);
}

static void
on_scrolled (CordialTimelineView *self)
{
  self->place = PLACE_DONE;
  self->at_newest = get_pixels_below (self) <= AT_NEWEST_TOLERANCE;
  self->stand = self->at_newest ? STAND_NEWEST : STAND_FREE;
  update_controls (self);
}

void
cordial_timeline_view_scroll_to_item (CordialTimelineView *self, guint position)
{
  gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_NONE, NULL);
}

static void
scroll_to_end (CordialTimelineView *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);

  gtk_adjustment_set_value (adjustment,
                            gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
}

/* A message that is higher than the page is brought up only to where it begins, so that what is still missing is scrolled. */
static void
bring_up_newest (CordialTimelineView *self, guint n)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self->list));
  if (!self->brought_up)
    cordial_timeline_view_scroll_to_item (self, n - 1);
  else
    scroll_to_end (self);
  self->brought_up = !self->brought_up;
}

/* The next layout puts it there. */
void
cordial_timeline_view_take_stand (CordialTimelineView *self, CordialTimelineStand stand)
{
  self->stand = stand;
  self->focus_seq = 0;
  self->brought_up = FALSE;
  self->place = stand == STAND_UNREAD ? PLACE_AT_NEWEST : PLACE_DONE;
  if (stand == STAND_NEWEST)
    self->at_newest = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (self->list));
}

static gboolean
get_top (CordialTimelineView *self, GtkWidget *row, double *top)
{
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (row, GTK_WIDGET (self->list), &bounds))
    return FALSE;
  *top = bounds.origin.y;
  return TRUE;
}

/* The person goes on reading where the text broke off, above what comes now. */
static void
on_growing (CordialTimelineView *self, GtkWidget *row)
{
  if (!get_top (self, row, &self->growing_top))
    return;
  cordial_timeline_view_take_stand (self, STAND_FREE);
  g_set_weak_pointer (&self->growing, row);
}

static void
keep_top (CordialTimelineView *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);
  double top;

  if (get_top (self, self->growing, &top) && top != self->growing_top)
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + top - self->growing_top);
      gtk_widget_queue_allocate (GTK_WIDGET (self->list));
    }
  g_clear_weak_pointer (&self->growing);
  self->at_newest = get_pixels_below (self) <= AT_NEWEST_TOLERANCE;
}

/* Before it is laid out, a message that is far away has no widget that could have the focus. */
static void
focus_sought (CordialTimelineView *self)
{
  guint position = cordial_timeline_view_find_first_after (G_LIST_MODEL (self->messages), self->focus_seq - 1);

  self->focus_seq = 0;
  if (position >= cordial_timeline_view_get_n_messages (self))
    return;
  /* The first says which message, and the second, where the focus went with the row of the quote, that the list has it. */
  gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_FOCUS, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* Whether what is unread surely does not fit: then nothing is laid out at the newest message, where nobody goes. */
static gboolean
is_unread_far (CordialTimelineView *self, guint n)
{
  return self->first_unread != G_MAXUINT && n - self->first_unread > PAGE_ROWS;
}

static void
on_laid_out (CordialTimelineView *self)
{
  guint n = cordial_timeline_view_get_n_messages (self);

  if (n == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self->list)) ||
      gtk_adjustment_get_page_size (get_adjustment (self)) <= 0)
    return;
  if (self->growing != NULL)
    keep_top (self);
  switch (self->place)
    {
    case PLACE_AT_NEWEST:
      self->place = self->stand == STAND_UNREAD ? PLACE_AT_UNREAD : PLACE_CHECK;
      self->first_unread = find_first_unread (self);
      cordial_timeline_view_scroll_to_item (self, is_unread_far (self, n) ? self->first_unread + PAGE_ROWS : n - 1);
      gtk_widget_queue_allocate (GTK_WIDGET (self->list));
      return;
    case PLACE_AT_UNREAD:
      self->place = PLACE_CHECK;
      /* Below the last row is a little room. */
      if (!is_unread_far (self, n))
        scroll_to_end (self);
      if (self->first_unread != G_MAXUINT)
        cordial_timeline_view_scroll_to_item (self, self->first_unread);
      gtk_widget_queue_allocate (GTK_WIDGET (self->list));
      return;
    case PLACE_CHECK:
      self->place = PLACE_DONE;
      self->at_newest = get_pixels_below (self) <= AT_NEWEST_TOLERANCE;
      break;
    case PLACE_DONE:
    default:
      /* Without any scrolling, too, the end comes near where something below was deleted, and goes where something grew. */
      if (self->stand == STAND_FREE)
        self->at_newest = get_pixels_below (self) <= AT_NEWEST_TOLERANCE;
      break;
    }
  if (self->focus_seq > 0)
    focus_sought (self);
  if (self->stand == STAND_NEWEST && get_pixels_below (self) > 0)
    bring_up_newest (self, n);
  else
    self->brought_up = FALSE;
  update_controls (self);
}

/**
 * cordial_timeline_view_watch_scrolling:
 * @self: a timeline view that is being made
 */
void
cordial_timeline_view_watch_scrolling (CordialTimelineView *self)
{
  self->watch = cordial_scroll_watch_new (GTK_WIDGET (self->list), get_adjustment (self));
  g_signal_connect_object (self->watch, "scrolled", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "laid-out", G_CALLBACK (on_laid_out), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "growing", G_CALLBACK (on_growing), self, G_CONNECT_SWAPPED);
}
