/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The messages of the open conversation: whose they are, which of them are news, and what is told of them. Where they are scrolled to
 * is decided in cordial-timeline-view-place.c, what a person does with them in cordial-timeline-view-actions.c.
 */

#define G_LOG_DOMAIN "cordial-timeline-view"

#include "cordial-config.h"

#include "cordial-timeline-view-private.h"

#include "cordial-bottom-layout.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (CordialTimelineView, cordial_timeline_view, ADW_TYPE_BIN)

enum
{
  SIGNAL_NEAR_OLDEST,
  SIGNAL_SEEN,
  SIGNAL_RETRY,
  SIGNAL_DISCARD,
  SIGNAL_SHOW_QUOTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_newest_clicked (CordialTimelineView *self)
{
  cordial_timeline_view_scroll_to_newest (self);
}

/* --- News ---------------------------------------------------------------------------------------------------------- */

/* What comes while nobody looks is waited for where reading stopped. */
static void
wait_for_reader (CordialTimelineView *self)
{
  if (cordial_message_rows_get_unread_after_seq (self->rows) < 0 || self->read_seq >= self->newest_seq)
    cordial_message_rows_set_unread_after_seq (self->rows, self->read_seq);
  if (self->stand == STAND_NEWEST)
    cordial_timeline_view_take_stand (self, STAND_UNREAD);
}

/* Where a server was restored from a backup, the newest have no number any more, and it gives theirs again to what comes behind
 * them. What stands above is the newest then, whatever was known of higher numbers. */
static void
forget_numbers_of_before (CordialTimelineView *self, guint position, guint added)
{
  g_autoptr (CordialMessage) below = cordial_timeline_view_dup_message (self, position + added);

  if (below != NULL && cordial_message_get_seq (below) > 0)
    return;
  for (guint i = position; i > 0; i--)
    {
      g_autoptr (CordialMessage) message = cordial_timeline_view_dup_message (self, i - 1);
      gint64 seq = message != NULL ? cordial_message_get_seq (message) : 0;

      if (seq == 0)
        continue;
      self->newest_seq = MIN (self->newest_seq, seq);
      self->seen_seq = MIN (self->seen_seq, seq);
      self->read_seq = MIN (self->read_seq, seq);
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
  for (guint i = added; i > 0 && added - i < CORDIAL_TIMELINE_NEWS_MAX; i--)
    {
      g_autoptr (CordialMessage) message = cordial_timeline_view_dup_message (self, position + i - 1);
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
  /* Where nobody looks a notification tells of them. */
  if (news->len > 0 && !cordial_timeline_view_is_looked_at (self))
    wait_for_reader (self);
  self->newest_seq = newest;
  if (news->len == 0)
    return;
  if (!self->at_newest)
    cordial_timeline_view_set_unseen (self, self->unseen + news->len);
  if (!cordial_timeline_view_is_looked_at (self))
    return;
  for (guint i = news->len; i > 0; i--)
    cordial_announcer_take_message (self->announcer, g_ptr_array_index (news, i - 1));
}

/* Rows come that nobody wrote just now. */
static void
on_grown (CordialTimelineView *self, guint position, guint added)
{
  if (self->first_unread != G_MAXUINT && position <= self->first_unread)
    self->first_unread += added;
  cordial_message_rows_queue_standings (self->rows);
  if (self->stand == STAND_UNREAD && self->at_newest)
    cordial_timeline_view_take_stand (self, STAND_UNREAD);
}

/* Connected after the list view's own handler, so that the list knows of the change already. */
static void
on_items_changed (CordialTimelineView *self, guint position, guint removed, guint added)
{
  gboolean own_news = FALSE;
  gboolean was_empty = cordial_timeline_view_get_n_messages (self) == added;

  if (cordial_timeline_part_get_growing (self->part))
    {
      on_grown (self, position, added);
      return;
    }
  if (added > 0 && !was_empty)
    take_news (self, position, added, &own_news);
  else if (added > 0)
    {
      g_autoptr (CordialMessage) last = cordial_timeline_view_dup_message (self, added - 1);

      self->newest_seq = MAX (self->newest_seq, cordial_message_get_seq (last));
    }
  /* Unread is what others wrote before one answered. */
  if (own_news)
    cordial_message_rows_set_unread_after_seq (self->rows, -1);
  cordial_message_rows_queue_standings (self->rows);
  if (own_news)
    cordial_timeline_view_take_stand (self, STAND_NEWEST);
  else if (self->stand == STAND_UNREAD && (self->at_newest || position <= self->first_unread))
    cordial_timeline_view_take_stand (self, STAND_UNREAD);
  cordial_timeline_view_queue_seen (self);
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
  g_signal_connect_swapped (self->window, "notify::is-active", G_CALLBACK (cordial_timeline_view_queue_seen), self);
}

static void
on_row_show_quoted (CordialTimelineView *self, gint64 number)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_QUOTED], 0, number);
}

static void
cordial_timeline_view_unroot (GtkWidget *widget)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_func (self->window, cordial_timeline_view_queue_seen, self);
  self->window = NULL;
  GTK_WIDGET_CLASS (cordial_timeline_view_parent_class)->unroot (widget);
}

static void
cordial_timeline_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cordial_timeline_view_parent_class)->map (widget);
  cordial_timeline_view_queue_seen (CORDIAL_TIMELINE_VIEW (widget));
}

/* Who comes in by the keyboard begins with the newest message on the screen; the list view alone would begin with the oldest
 * of all, and scroll there. */
static gboolean
cordial_timeline_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);
  guint n = cordial_timeline_view_get_n_messages (self);
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
      g_clear_object (&self->messages);
    }
  g_clear_weak_pointer (&self->growing);
  g_clear_object (&self->selecting);
  g_clear_object (&self->choice);
  g_clear_object (&self->watch);
  g_clear_handle_id (&self->seen_source, g_source_remove);
  g_clear_handle_id (&self->older_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_TIMELINE_VIEW);
  G_OBJECT_CLASS (cordial_timeline_view_parent_class)->dispose (object);
}

static void
cordial_timeline_view_finalize (GObject *object)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (object);

  g_clear_object (&self->selection);
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

  /**
   * CordialTimelineView::show-quoted:
   * @number: the server's number of a message that the person wants to see; it may not be here
   */
  signals[SIGNAL_SHOW_QUOTED] = g_signal_new ("show-quoted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

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
  cordial_timeline_view_install_actions (widget_class);
}

static void
cordial_timeline_view_init (CordialTimelineView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->announcer = cordial_announcer_new (GTK_ACCESSIBLE (self));
  self->messages = gtk_no_selection_new (NULL);
  self->rows = cordial_message_rows_new (G_LIST_MODEL (self->messages));
  g_signal_connect_object (self->rows, "retry", G_CALLBACK (on_row_retry), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "discard", G_CALLBACK (on_row_discard), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "show-quoted", G_CALLBACK (on_row_show_quoted), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, cordial_message_rows_get_factory (self->rows));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->messages));
  g_signal_connect_object (self->messages, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);

  self->selection = cordial_message_selection_new (G_LIST_MODEL (self->messages));
  cordial_message_rows_set_selection (self->rows, self->selection);
  self->choice = cordial_message_choice_new ();
  cordial_message_rows_set_choice (self->rows, self->choice);
  cordial_timeline_view_listen (self);
  cordial_timeline_view_watch_scrolling (self);
}

GtkWidget *
cordial_timeline_view_new (void)
{
  return g_object_new (CORDIAL_TYPE_TIMELINE_VIEW, NULL);
}

static void
show_part (CordialTimelineView *self)
{
  g_signal_handlers_block_by_func (self->messages, on_items_changed, self);
  /* The list gives up its rows only after it made those for what comes in their place, so that it has none to take again. */
  gtk_no_selection_set_model (self->messages, NULL);
  gtk_no_selection_set_model (self->messages, self->part != NULL ? G_LIST_MODEL (self->part) : NULL);
  g_signal_handlers_unblock_by_func (self->messages, on_items_changed, self);
}

static void
show_from (CordialTimelineView *self, GListModel *whole, guint position)
{
  g_autoptr (CordialTimelinePart) part = cordial_timeline_part_new (whole, position);

  g_set_object (&self->part, part);
  show_part (self);
}

static gboolean
has_row (CordialTimelineView *self, GListModel *messages, guint position)
{
  g_autoptr (CordialMessage) message = g_list_model_get_item (messages, position);

  return message != NULL && cordial_message_rows_find_row (self->rows, cordial_message_get_row (message)) != NULL;
}

/* Before the person is taken to the message at @position of all. Where no rows show it and its neighbour (the focus alone keeps one
 * anywhere), those that there are serve for nothing any more: it is as if the conversation was opened there. A selection goes from one
 * message to another, so that both have to stay. Returns whether the rows are others now. */
static gboolean
come_near (CordialTimelineView *self, GListModel *whole, guint position)
{
  if (has_row (self, whole, position) && has_row (self, whole, position > 0 ? position - 1 : 1))
    return FALSE;
  if (!cordial_message_selection_is_empty (self->selection))
    {
      cordial_timeline_view_become_whole (self);
      return FALSE;
    }
  show_from (self, whole, position);
  return TRUE;
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
  cordial_message_selection_clear (self->selection);
  if (self->choice != NULL)
    cordial_message_choice_end (self->choice);
  cordial_message_rows_start (self->rows, unread_after_seq, show_senders);
  self->seen_seq = 0;
  self->newest_seq = 0;
  cordial_timeline_view_set_unseen (self, 0);

  if (messages == NULL)
    {
      g_clear_object (&self->part);
      show_part (self);
      return;
    }
  n = g_list_model_get_n_items (messages);
  show_from (self, messages,
             unread_after_seq >= 0 ? cordial_timeline_view_find_first_after (messages, unread_after_seq) : n);
  for (guint i = n; i > 0; i--)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (messages, i - 1);

      if (message == NULL || cordial_message_get_seq (message) > 0)
        {
          self->newest_seq = message != NULL ? cordial_message_get_seq (message) : 0;
          break;
        }
    }
  self->read_seq = unread_after_seq >= 0 ? unread_after_seq : self->newest_seq;
  self->first_unread = G_MAXUINT;
  self->at_newest = TRUE;
  cordial_timeline_view_take_stand (self, unread_after_seq >= 0 ? STAND_UNREAD : STAND_NEWEST);
}

/**
 * cordial_timeline_view_scroll_to_newest:
 * @self: a timeline view
 */
void
cordial_timeline_view_scroll_to_newest (CordialTimelineView *self)
{
  gboolean had_focus;
  GListModel *whole;
  guint n;

  g_return_if_fail (CORDIAL_IS_TIMELINE_VIEW (self));

  whole = self->part != NULL ? cordial_timeline_part_get_messages (self->part) : NULL;
  n = whole != NULL ? g_list_model_get_n_items (whole) : 0;
  had_focus = (gtk_widget_get_state_flags (GTK_WIDGET (self->list)) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
  had_focus = n > 0 && come_near (self, whole, n - 1) && had_focus;
  cordial_timeline_view_take_stand (self, STAND_NEWEST);
  if (had_focus)
    self->focus_seq = self->newest_seq;
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

/* (transfer full) (nullable): the message, where it is here, and its position; it is on the screen after the next layout */
static CordialMessage *
scroll_to_seq (CordialTimelineView *self, gint64 seq)
{
  g_autoptr (CordialMessage) message = NULL;
  GListModel *whole;
  guint position;

  if (self->part == NULL)
    return NULL;
  whole = cordial_timeline_part_get_messages (self->part);
  position = cordial_timeline_view_find_first_after (whole, seq - 1);
  message = g_list_model_get_item (whole, position);
  if (message == NULL || cordial_message_get_seq (message) != seq)
    return NULL;
  come_near (self, whole, position);
  position = cordial_timeline_view_find_first_after (G_LIST_MODEL (self->messages), seq - 1);
  cordial_timeline_view_take_stand (self, STAND_FREE);
  self->place = PLACE_CHECK;
  self->at_newest = FALSE;
  cordial_timeline_view_scroll_to_item (self, position);
  gtk_widget_queue_allocate (GTK_WIDGET (self->list));
  return g_steal_pointer (&message);
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
  g_autoptr (CordialMessage) message = NULL;

  g_return_if_fail (CORDIAL_IS_TIMELINE_VIEW (self));

  if (self->place == PLACE_DONE && self->messages != NULL)
    message = scroll_to_seq (self, seq);
}

/**
 * cordial_timeline_view_go_to_seq:
 * @self: a view
 * @seq: number of a message that the person wants to see
 *
 * Takes the person there: it is on the screen, has the focus and stands out for a moment.
 *
 * Returns: whether it is there
 */
gboolean
cordial_timeline_view_go_to_seq (CordialTimelineView *self, gint64 seq)
{
  g_autoptr (CordialMessage) message = NULL;

  g_return_val_if_fail (CORDIAL_IS_TIMELINE_VIEW (self), FALSE);

  message = scroll_to_seq (self, seq);
  if (message == NULL)
    return FALSE;
  cordial_message_rows_mark (self->rows, message);
  self->focus_seq = seq;
  return TRUE;
}

/**
 * cordial_timeline_view_get_choice:
 * @self: a timeline view
 *
 * Returns: (transfer none): which whole messages the person has chosen
 */
CordialMessageChoice *
cordial_timeline_view_get_choice (CordialTimelineView *self)
{
  g_return_val_if_fail (CORDIAL_IS_TIMELINE_VIEW (self), NULL);

  return self->choice;
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

/**
 * cordial_timeline_view_set_day:
 * @self: a timeline view
 * @day: (transfer none): tells when «Today» is another day
 */
void
cordial_timeline_view_set_day (CordialTimelineView *self, CordialDay *day)
{
  g_return_if_fail (CORDIAL_IS_TIMELINE_VIEW (self));
  g_return_if_fail (CORDIAL_IS_DAY (day));

  g_signal_connect_object (day, "changed", G_CALLBACK (cordial_message_rows_update_days), self->rows,
                           G_CONNECT_SWAPPED);
}

/**
 * cordial_timeline_view_get_files:
 * @self: a timeline view
 *
 * Returns: (transfer none): where the files of the messages are found; to be told the conversation before its messages come
 */
CordialMessageFiles *
cordial_timeline_view_get_files (CordialTimelineView *self)
{
  g_return_val_if_fail (CORDIAL_IS_TIMELINE_VIEW (self), NULL);

  return cordial_message_rows_get_files (self->rows);
}
