/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The messages of the open conversation, scrolled. Who reads the newest stays at the newest when more come; who reads above
 * stays there, whatever is added before or behind. A list view anchors one item and keeps it where it is, which does the second
 * part. The first part is done here: after each layout that leaves the newest message below the edge, the list is told to anchor
 * that one, which lays out once more within the same frame, so that nobody sees the step between. A list view knows no place
 * of an item before it was laid out once, so there is no earlier moment to do it.
 */

#define G_LOG_DOMAIN "cordial-timeline-view"

#include "cordial-config.h"

#include "cordial-timeline-view.h"

#include "cordial-announcer.h"
#include "cordial-bottom-layout.h"
#include "cordial-message-row.h"
#include "cordial-message-rows.h"

#include <glib/gi18n-lib.h>

/* Pixels from the end that still count as being there: rounding, and a touch that was not meant to scroll. */
#define AT_NEWEST_TOLERANCE 4.0
/* Pages above the shown one in which more history is asked for. */
#define NEAR_OLDEST_PAGES 1.0
/* Milliseconds to wait before looking which messages are on the screen: scrolling changes that with every frame. */
#define SEEN_DELAY_MS 150
/* Changes in the model beyond this are no news from a person but a page being loaded. */
#define NEWS_MAX 500

/* What is left to do to put a conversation that was just opened where reading begins. */
typedef enum
{
  PLACE_DONE,
  PLACE_AT_NEWEST, /* lay out the newest */
  PLACE_AT_UNREAD, /* the newest is laid out: bring the first unread one up to the edge where it is above */
  PLACE_CHECK,     /* see where that led */
} Place;

struct _CordialTimelineView
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkListView *list;
  GtkWidget *spinner;
  GtkRevealer *newest_revealer;
  GtkWidget *newest_button;
  GtkLabel *unseen_label;

  GtkNoSelection *selection;
  CordialMessageRows *rows;
  CordialAnnouncer *announcer;
  GtkWindow *window;
  gint64 newest_seq; /* newest in the model so far */
  gint64 seen_seq;   /* newest that was told as seen */
  guint unseen;
  guint seen_source;
  guint older_source;
  GdkFrameClock *frame_clock;
  Place place;
  gboolean in_layout;
  gboolean at_newest;
  gboolean brought_up; /* by the layout before this one */
};

G_DEFINE_FINAL_TYPE (CordialTimelineView, cordial_timeline_view, ADW_TYPE_BIN)

enum
{
  SIGNAL_NEAR_OLDEST,
  SIGNAL_SEEN,
  SIGNAL_RETRY,
  SIGNAL_DISCARD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkAdjustment *
get_adjustment (CordialTimelineView *self)
{
  return gtk_scrolled_window_get_vadjustment (self->scroller);
}

static guint
get_n_messages (CordialTimelineView *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

static CordialMessage *
dup_message (CordialTimelineView *self, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->selection), position);
}

/* --- What the person has seen -------------------------------------------------------------------------------------- */

static void
set_unseen (CordialTimelineView *self, guint unseen)
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

static gboolean
on_seen_timeout (gpointer data)
{
  CordialTimelineView *self = data;
  gint64 seq;

  self->seen_source = 0;
  if (self->window == NULL || !gtk_window_is_active (self->window) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  seq = cordial_message_rows_find_seen_seq (self->rows, GTK_WIDGET (self->list));
  if (seq > self->seen_seq)
    {
      self->seen_seq = seq;
      g_signal_emit (self, signals[SIGNAL_SEEN], 0, seq);
    }
  return G_SOURCE_REMOVE;
}

static void
queue_seen (CordialTimelineView *self)
{
  if (self->seen_source != 0 || self->selection == NULL || get_n_messages (self) == 0)
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

/* Position of the first unread message, or G_MAXUINT. Unread ones are few or the search is not worth it. */
static guint
find_first_unread (CordialTimelineView *self)
{
  guint n = get_n_messages (self);
  guint first = G_MAXUINT;
  gint64 unread_after_seq = cordial_message_rows_get_unread_after_seq (self->rows);

  for (guint i = n; i > 0 && n - i < NEWS_MAX; i--)
    {
      g_autoptr (CordialMessage) message = dup_message (self, i - 1);
      gint64 seq = message != NULL ? cordial_message_get_seq (message) : 0;

      if (message == NULL || (seq > 0 && seq <= unread_after_seq))
        break;
      if (seq > 0 && !cordial_message_get_outgoing (message))
        first = i - 1;
    }
  return first;
}

static gboolean
on_older_idle (gpointer data)
{
  CordialTimelineView *self = data;

  self->older_source = 0;
  g_signal_emit (self, signals[SIGNAL_NEAR_OLDEST], 0);
  return G_SOURCE_REMOVE;
}

/* Also where nobody can scroll, because what is there does not fill the window. Not from within a layout: who hears it changes
 * the model. */
static void
ask_for_older_if_near (CordialTimelineView *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);
  double page = gtk_adjustment_get_page_size (adjustment);

  if (self->older_source != 0 || self->place != PLACE_DONE || page <= 0 || get_n_messages (self) == 0 ||
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
    set_unseen (self, 0);
  gtk_revealer_set_reveal_child (self->newest_revealer,
                                 self->unseen > 0 || (!self->at_newest && get_pixels_below (self) > page / 2));
  queue_seen (self);
  ask_for_older_if_near (self);
}

/* A layout that changes the extent of the list says so before it changes the value; a person who scrolls changes the value
 * alone. Only the person leaves the newest message. */
static void
on_adjustment_changed (CordialTimelineView *self)
{
  self->in_layout = TRUE;
}

static void
on_value_changed (CordialTimelineView *self)
{
  if (self->in_layout)
    return;
  self->place = PLACE_DONE;
  self->at_newest = get_pixels_below (self) <= AT_NEWEST_TOLERANCE;
  update_controls (self);
}

static void
scroll_to_item (CordialTimelineView *self, guint position)
{
  gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_NONE, NULL);
}

/* A message that is higher than the page is brought up only to where it begins, so that what is still missing is scrolled. */
static void
bring_up_newest (CordialTimelineView *self, guint n)
{
  GtkAdjustment *adjustment = get_adjustment (self);

  /* What follows moves the value, and is not the person. */
  self->in_layout = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (self->list));
  if (!self->brought_up)
    scroll_to_item (self, n - 1);
  else
    gtk_adjustment_set_value (adjustment,
                              gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
  self->brought_up = !self->brought_up;
}

/* After the window has laid itself out, before anything is drawn. Whatever is queued here is laid out within this frame. */
static void
on_layout (CordialTimelineView *self)
{
  guint n = get_n_messages (self);
  guint first;

  self->in_layout = FALSE;
  if (n == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self->list)) ||
      gtk_adjustment_get_page_size (get_adjustment (self)) <= 0)
    return;
  switch (self->place)
    {
    case PLACE_AT_NEWEST:
      self->place = cordial_message_rows_get_unread_after_seq (self->rows) >= 0 ? PLACE_AT_UNREAD : PLACE_DONE;
      scroll_to_item (self, n - 1);
      gtk_widget_queue_allocate (GTK_WIDGET (self->list));
      return;
    case PLACE_AT_UNREAD:
      self->place = PLACE_CHECK;
      first = find_first_unread (self);
      if (first != G_MAXUINT)
        scroll_to_item (self, first);
      gtk_widget_queue_allocate (GTK_WIDGET (self->list));
      return;
    case PLACE_CHECK:
      self->place = PLACE_DONE;
      self->at_newest = get_pixels_below (self) <= AT_NEWEST_TOLERANCE;
      break;
    case PLACE_DONE:
    default:
      if (self->at_newest && get_pixels_below (self) > 0)
        bring_up_newest (self, n);
      else
        self->brought_up = FALSE;
      break;
    }
  update_controls (self);
}

/* The next layout finds the newest below the edge and mends that. */
static void
anchor_at_newest (CordialTimelineView *self)
{
  self->at_newest = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (self->list));
}

static void
on_newest_clicked (CordialTimelineView *self)
{
  cordial_timeline_view_scroll_to_newest (self);
}

/* --- News ---------------------------------------------------------------------------------------------------------- */

/* Where a server was restored from a backup, the newest have no number any more, and it gives theirs again to what comes behind
 * them. What stands above is the newest then, whatever was known of higher numbers. */
static void
forget_numbers_of_before (CordialTimelineView *self, guint position, guint added)
{
  g_autoptr (CordialMessage) below = dup_message (self, position + added);

  if (below != NULL && cordial_message_get_seq (below) > 0)
    return;
  for (guint i = position; i > 0; i--)
    {
      g_autoptr (CordialMessage) message = dup_message (self, i - 1);
      gint64 seq = message != NULL ? cordial_message_get_seq (message) : 0;

      if (seq == 0)
        continue;
      self->newest_seq = MIN (self->newest_seq, seq);
      self->seen_seq = MIN (self->seen_seq, seq);
      return;
    }
}

/* Looks at what was added for messages newer than everything known, from the end upward. */
static void
take_news (CordialTimelineView *self, guint position, guint added, gboolean *own_news)
{
  g_autoptr (GPtrArray) news = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 newest;

  forget_numbers_of_before (self, position, added);
  newest = self->newest_seq;
  *own_news = FALSE;
  for (guint i = added; i > 0 && added - i < NEWS_MAX; i--)
    {
      g_autoptr (CordialMessage) message = dup_message (self, position + i - 1);
      gint64 seq = message != NULL ? cordial_message_get_seq (message) : 0;

      if (message == NULL)
        break;
      if (cordial_message_get_outgoing (message))
        {
          if (seq == 0 && cordial_message_get_status (message) != CORDIAL_MESSAGE_STATUS_FAILED)
            *own_news = TRUE;
          newest = MAX (newest, seq);
          continue;
        }
      if (seq <= self->newest_seq)
        break;
      newest = MAX (newest, seq);
      g_ptr_array_add (news, g_steal_pointer (&message));
    }
  self->newest_seq = newest;
  if (news->len == 0)
    return;
  if (!self->at_newest)
    set_unseen (self, self->unseen + news->len);
  /* Where nobody looks a notification tells of them. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->window == NULL || !gtk_window_is_active (self->window))
    return;
  for (guint i = news->len; i > 0; i--)
    cordial_announcer_take_message (self->announcer, g_ptr_array_index (news, i - 1));
}

/* Connected after the list view's own handler, so that the list knows of the change already. */
static void
on_items_changed (CordialTimelineView *self, guint position, guint removed, guint added)
{
  gboolean own_news = FALSE;
  gboolean was_empty = get_n_messages (self) == added;

  if (added > 0 && !was_empty)
    take_news (self, position, added, &own_news);
  else if (added > 0)
    {
      g_autoptr (CordialMessage) last = dup_message (self, added - 1);

      self->newest_seq = MAX (self->newest_seq, cordial_message_get_seq (last));
    }
  /* Unread is what others wrote before one answered. */
  if (own_news)
    cordial_message_rows_forget_unread (self->rows);
  cordial_message_rows_queue_standings (self->rows);
  if (own_news)
    anchor_at_newest (self);
  queue_seen (self);
}

static void
on_row_retry (CordialTimelineView *self, CordialMessage *message)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0, message);
}

static void
on_row_discard (CordialTimelineView *self, CordialMessage *message)
{
  g_signal_emit (self, signals[SIGNAL_DISCARD], 0, message);
}

/* --- Keyboard and menu --------------------------------------------------------------------------------------------- */

static CordialMessageRow *
find_row (GtkWidget *widget)
{
  GtkWidget *row = widget != NULL ? gtk_widget_get_ancestor (widget, CORDIAL_TYPE_MESSAGE_ROW) : NULL;

  /* The focus is on the list's own widget around a row. */
  if (row == NULL && widget != NULL && CORDIAL_IS_MESSAGE_ROW (gtk_widget_get_first_child (widget)))
    row = gtk_widget_get_first_child (widget);
  return row != NULL && cordial_message_row_get_message (CORDIAL_MESSAGE_ROW (row)) != NULL ? CORDIAL_MESSAGE_ROW (row)
                                                                                            : NULL;
}

static CordialMessageRow *
find_focused_row (CordialTimelineView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? find_row (gtk_root_get_focus (root)) : NULL;
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialMessageRow *row = find_focused_row (CORDIAL_TIMELINE_VIEW (widget));

  if (row != NULL)
    cordial_message_row_popup_menu (row, -1, -1);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialMessageRow *row = find_focused_row (CORDIAL_TIMELINE_VIEW (widget));

  if (row != NULL)
    cordial_message_row_copy (row);
}

static gboolean
popup_menu_at (CordialTimelineView *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT);
  CordialMessageRow *row = find_row (picked);
  graphene_point_t point;

  if (row == NULL || !gtk_widget_compute_point (GTK_WIDGET (self->list), GTK_WIDGET (row),
                                                &GRAPHENE_POINT_INIT ((float) x, (float) y), &point))
    return FALSE;
  cordial_message_row_popup_menu (row, point.x, point.y);
  return TRUE;
}

static void
on_pressed (CordialTimelineView *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GdkEventSequence *sequence = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));
  GdkEvent *event = gtk_gesture_get_last_event (gesture, sequence);

  if (event != NULL && gdk_event_triggers_context_menu (event) && popup_menu_at (self, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_long_pressed (CordialTimelineView *self, double x, double y, GtkGesture *gesture)
{
  if (popup_menu_at (self, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_timeline_view_root (GtkWidget *widget)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (cordial_timeline_view_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (!GTK_IS_WINDOW (root))
    return;
  self->window = GTK_WINDOW (root);
  g_signal_connect_swapped (self->window, "notify::is-active", G_CALLBACK (queue_seen), self);
}

static void
cordial_timeline_view_unroot (GtkWidget *widget)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_func (self->window, queue_seen, self);
  self->window = NULL;
  GTK_WIDGET_CLASS (cordial_timeline_view_parent_class)->unroot (widget);
}

static void
cordial_timeline_view_realize (GtkWidget *widget)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);

  GTK_WIDGET_CLASS (cordial_timeline_view_parent_class)->realize (widget);
  /* The window's own handler is older than this one and runs first. */
  self->frame_clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  g_signal_connect_swapped (self->frame_clock, "layout", G_CALLBACK (on_layout), self);
}

static void
cordial_timeline_view_unrealize (GtkWidget *widget)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);

  g_signal_handlers_disconnect_by_func (self->frame_clock, on_layout, self);
  g_clear_object (&self->frame_clock);
  GTK_WIDGET_CLASS (cordial_timeline_view_parent_class)->unrealize (widget);
}

static void
cordial_timeline_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cordial_timeline_view_parent_class)->map (widget);
  queue_seen (CORDIAL_TIMELINE_VIEW (widget));
}

/* Who comes in by the keyboard begins with the newest message on the screen; the list view alone would begin with the oldest
 * of all, and scroll there. */
static gboolean
cordial_timeline_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);
  guint n = get_n_messages (self);
  guint position;

  if (n > 0 && !(gtk_widget_get_state_flags (GTK_WIDGET (self->list)) & GTK_STATE_FLAG_FOCUS_WITHIN))
    {
      position =
        self->at_newest ? n - 1 : cordial_message_rows_find_seen_position (self->rows, GTK_WIDGET (self->list));
      if (position < n)
        gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_FOCUS, NULL);
    }
  return GTK_WIDGET_CLASS (cordial_timeline_view_parent_class)->focus (widget, direction);
}

static void
cordial_timeline_view_dispose (GObject *object)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (object);

  if (self->list != NULL)
    {
      cordial_timeline_view_set_messages (self, NULL, -1, FALSE);
      gtk_list_view_set_model (self->list, NULL);
      g_clear_object (&self->selection);
      g_signal_handlers_disconnect_by_data (get_adjustment (self), self);
    }
  g_clear_handle_id (&self->seen_source, g_source_remove);
  g_clear_handle_id (&self->older_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_TIMELINE_VIEW);
  G_OBJECT_CLASS (cordial_timeline_view_parent_class)->dispose (object);
}

static void
cordial_timeline_view_finalize (GObject *object)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (object);

  g_clear_object (&self->rows);
  g_clear_object (&self->announcer);
  G_OBJECT_CLASS (cordial_timeline_view_parent_class)->finalize (object);
}

static void
cordial_timeline_view_class_init (CordialTimelineViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cordial_timeline_view_dispose;
  object_class->finalize = cordial_timeline_view_finalize;
  widget_class->root = cordial_timeline_view_root;
  widget_class->unroot = cordial_timeline_view_unroot;
  widget_class->realize = cordial_timeline_view_realize;
  widget_class->unrealize = cordial_timeline_view_unrealize;
  widget_class->map = cordial_timeline_view_map;
  widget_class->focus = cordial_timeline_view_focus;

  /**
   * CordialTimelineView::near-oldest:
   *
   * The person is close to the oldest message there is; emitted again and again while that lasts.
   */
  signals[SIGNAL_NEAR_OLDEST] =
    g_signal_new ("near-oldest", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialTimelineView::seen:
   * @seq: newest seq that has been on the screen of an active window
   */
  signals[SIGNAL_SEEN] = g_signal_new ("seen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_INT64);
  /**
   * CordialTimelineView::retry:
   * @message: a message that failed and is to be sent again
   */
  signals[SIGNAL_RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, CORDIAL_TYPE_MESSAGE);
  /**
   * CordialTimelineView::discard:
   * @message: a message that failed and is given up
   */
  signals[SIGNAL_DISCARD] = g_signal_new ("discard", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, CORDIAL_TYPE_MESSAGE);

  g_type_ensure (CORDIAL_TYPE_BOTTOM_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-timeline-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialTimelineView, scroller);
  gtk_widget_class_bind_template_child (widget_class, CordialTimelineView, list);
  gtk_widget_class_bind_template_child (widget_class, CordialTimelineView, spinner);
  gtk_widget_class_bind_template_child (widget_class, CordialTimelineView, newest_revealer);
  gtk_widget_class_bind_template_child (widget_class, CordialTimelineView, newest_button);
  gtk_widget_class_bind_template_child (widget_class, CordialTimelineView, unseen_label);
  gtk_widget_class_bind_template_callback (widget_class, on_newest_clicked);
  gtk_widget_class_install_action (widget_class, "timeline.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "timeline.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "timeline.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "timeline.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "timeline.copy", NULL);
}

static void
cordial_timeline_view_init (CordialTimelineView *self)
{
  GtkGesture *press = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  self->announcer = cordial_announcer_new (GTK_ACCESSIBLE (self));
  self->selection = gtk_no_selection_new (NULL);
  self->rows = cordial_message_rows_new (G_LIST_MODEL (self->selection));
  g_signal_connect_object (self->rows, "retry", G_CALLBACK (on_row_retry), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "discard", G_CALLBACK (on_row_discard), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, cordial_message_rows_get_factory (self->rows));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), 0);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (press));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect_swapped (long_press, "pressed", G_CALLBACK (on_long_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (long_press));

  g_signal_connect_swapped (get_adjustment (self), "value-changed", G_CALLBACK (on_value_changed), self);
  g_signal_connect_swapped (get_adjustment (self), "changed", G_CALLBACK (on_adjustment_changed), self);
}

GtkWidget *
cordial_timeline_view_new (void)
{
  return g_object_new (CORDIAL_TYPE_TIMELINE_VIEW, NULL);
}

/**
 * cordial_timeline_view_set_messages:
 * @self: a timeline view
 * @messages: (nullable) (transfer none): a #GListModel of #CordialMessage, oldest first
 * @unread_after_seq: newest seq that was read before, or -1 where nothing is unread
 * @show_senders: say who wrote what, for a conversation of more than two
 *
 * Shows another conversation, at its newest message, or at the first unread one where not all of them fit.
 */
void
cordial_timeline_view_set_messages (CordialTimelineView *self,
                                    GListModel *messages,
                                    gint64 unread_after_seq,
                                    gboolean show_senders)
{
  guint n;

  g_return_if_fail (CORDIAL_IS_TIMELINE_VIEW (self));
  g_return_if_fail (messages == NULL || G_IS_LIST_MODEL (messages));

  g_clear_handle_id (&self->seen_source, g_source_remove);
  g_clear_handle_id (&self->older_source, g_source_remove);
  cordial_announcer_forget (self->announcer);
  cordial_message_rows_start (self->rows, unread_after_seq, show_senders);
  self->seen_seq = 0;
  self->newest_seq = 0;
  set_unseen (self, 0);

  /* One selection for all conversations: the list then uses the rows of the one before again. */
  g_signal_handlers_block_by_func (self->selection, on_items_changed, self);
  gtk_no_selection_set_model (self->selection, messages);
  g_signal_handlers_unblock_by_func (self->selection, on_items_changed, self);
  if (messages == NULL)
    return;

  n = get_n_messages (self);
  for (guint i = n; i > 0; i--)
    {
      g_autoptr (CordialMessage) message = dup_message (self, i - 1);

      if (message == NULL || cordial_message_get_seq (message) > 0)
        {
          self->newest_seq = message != NULL ? cordial_message_get_seq (message) : 0;
          break;
        }
    }
  self->place = PLACE_AT_NEWEST;
  anchor_at_newest (self);
}

/**
 * cordial_timeline_view_scroll_to_newest:
 * @self: a timeline view
 */
void
cordial_timeline_view_scroll_to_newest (CordialTimelineView *self)
{
  g_return_if_fail (CORDIAL_IS_TIMELINE_VIEW (self));

  anchor_at_newest (self);
}

/**
 * cordial_timeline_view_scroll:
 * @self: a view
 * @type: how far; the end is where the newest message is
 *
 * The person pressed a key for it elsewhere, such as in the composer.
 */
void
cordial_timeline_view_scroll (CordialTimelineView *self, GtkScrollType type)
{
  gboolean scrolled;

  g_return_if_fail (CORDIAL_IS_TIMELINE_VIEW (self));

  if (type == GTK_SCROLL_END)
    cordial_timeline_view_scroll_to_newest (self);
  else
    g_signal_emit_by_name (self->scroller, "scroll-child", type, FALSE, &scrolled);
}

/**
 * cordial_timeline_view_scroll_to_seq:
 * @self: a view
 * @seq: number of a message
 *
 * Brings that message onto the screen if it is one of the newer ones; a conversation that is just being opened begins with the
 * first unread message anyway.
 */
void
cordial_timeline_view_scroll_to_seq (CordialTimelineView *self, gint64 seq)
{
  g_return_if_fail (CORDIAL_IS_TIMELINE_VIEW (self));

  guint n = self->selection != NULL ? get_n_messages (self) : 0;

  if (self->place == PLACE_AT_NEWEST || self->place == PLACE_AT_UNREAD)
    return;
  for (guint i = n; i > 0 && n - i < NEWS_MAX; i--)
    {
      g_autoptr (CordialMessage) message = dup_message (self, i - 1);

      if (message == NULL || cordial_message_get_seq (message) != seq)
        continue;
      self->place = PLACE_CHECK;
      self->at_newest = FALSE;
      scroll_to_item (self, i - 1);
      gtk_widget_queue_allocate (GTK_WIDGET (self->list));
      return;
    }
}

/**
 * cordial_timeline_view_set_loading:
 * @self: a timeline view
 * @loading: whether older messages are on their way
 */
void
cordial_timeline_view_set_loading (CordialTimelineView *self, gboolean loading)
{
  g_return_if_fail (CORDIAL_IS_TIMELINE_VIEW (self));

  gtk_widget_set_visible (self->spinner, loading);
}

/**
 * cordial_timeline_view_get_at_newest:
 *
 * Returns: whether the newest message is on the screen and stays there when more come
 */
gboolean
cordial_timeline_view_get_at_newest (CordialTimelineView *self)
{
  g_return_val_if_fail (CORDIAL_IS_TIMELINE_VIEW (self), FALSE);

  return self->at_newest;
}

/**
 * cordial_timeline_view_get_unseen:
 *
 * Returns: messages that came below what is shown
 */
guint
cordial_timeline_view_get_unseen (CordialTimelineView *self)
{
  g_return_val_if_fail (CORDIAL_IS_TIMELINE_VIEW (self), 0);

  return self->unseen;
}
