/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of a timeline. A row depends on the messages before and after it, and only the list knows which those are: so all rows
 * that are bound, about two hundred, take their standing anew when the list changes. It must never know where they are scrolled
 * to.
 */

#define G_LOG_DOMAIN "cordial-message-rows"

#include "cordial-config.h"

#include "cordial-message-rows-private.h"

#include "cordial-message-row.h"

/* Characters of a long message that each «Show More» adds: a few pages to read, and laid out in a turn of the main loop that nobody feels. */
#define SHOW_MORE_CHARS (3 * CORDIAL_MESSAGE_ROW_CHARS)
/* Milliseconds in which a person finds the message that they were taken to; as long as the animation of the style sheet. */
#define MARK_MS 2000

/* As many as a list view has. */
#define MAX_SPARE 208
/* The row of a list item. */
#define ROW_KEY "cordial-message-row"

G_DEFINE_FINAL_TYPE (CordialMessageRows, cordial_message_rows, G_TYPE_OBJECT)

enum
{
  SIGNAL_RETRY,
  SIGNAL_DISCARD,
  SIGNAL_GROWING,
  SIGNAL_SHOW_QUOTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static CordialMessageFacts
get_facts (CordialMessage *message)
{
  return (CordialMessageFacts) {
    cordial_message_get_sender_id (message),
    cordial_message_get_outgoing (message),
    cordial_message_get_time_ms (message),
    cordial_message_get_seq (message),
  };
}

static void
update_standing (CordialMessageRows *self, GtkListItem *item, GTimeZone *zone)
{
  guint position = gtk_list_item_get_position (item);
  CordialMessageRow *row = CORDIAL_MESSAGE_ROW (gtk_list_item_get_child (item));
  CordialMessage *message = cordial_message_row_get_message (row);
  g_autoptr (CordialMessage) previous = NULL;
  g_autoptr (CordialMessage) next = NULL;
  CordialMessageFacts facts;
  CordialMessageFacts previous_facts;
  CordialMessageFacts next_facts;

  if (message == NULL || position == GTK_INVALID_LIST_POSITION)
    return;
  previous = position > 0 ? g_list_model_get_item (self->messages, position - 1) : NULL;
  next = g_list_model_get_item (self->messages, position + 1);
  facts = get_facts (message);
  if (previous != NULL)
    previous_facts = get_facts (previous);
  if (next != NULL)
    next_facts = get_facts (next);
  cordial_message_row_set_standing (row,
                                    cordial_message_grouping_get_standing (previous != NULL ? &previous_facts : NULL,
                                                                           &facts, next != NULL ? &next_facts : NULL,
                                                                           self->unread_after_seq, zone),
                                    self->show_senders);
}

static void
update_all_standings (CordialMessageRows *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    update_standing (self, item, zone);
}

static gboolean
on_standing_idle (gpointer data)
{
  CordialMessageRows *self = data;

  self->standing_source = 0;
  update_all_standings (self);
  return G_SOURCE_REMOVE;
}

static void
update_accessible_name (GtkListItem *item)
{
  g_autofree char *name =
    cordial_message_row_dup_accessible_name (CORDIAL_MESSAGE_ROW (gtk_list_item_get_child (item)));

  gtk_list_item_set_accessible_label (item, name);
}

static void
on_row_changed (GtkListItem *item)
{
  update_accessible_name (item);
}

static void
on_row_retry (CordialMessageRows *self, CordialMessage *message)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0, message);
}

static void
on_row_discard (CordialMessageRows *self, CordialMessage *message)
{
  g_signal_emit (self, signals[SIGNAL_DISCARD], 0, message);
}

static void
on_row_show_quoted (CordialMessageRows *self, gint64 number)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_QUOTED], 0, number);
}

static guint
get_shown_chars (CordialMessageRows *self, CordialMessage *message)
{
  gint64 key = cordial_message_get_row (message);

  return MAX (GPOINTER_TO_UINT (g_hash_table_lookup (self->expanded, &key)), CORDIAL_MESSAGE_ROW_CHARS);
}

static void
on_row_show_more (CordialMessageRows *self, CordialMessage *message, CordialMessageRow *row)
{
  gint64 key = cordial_message_get_row (message);
  guint chars = get_shown_chars (self, message);

  chars = MIN (chars, G_MAXINT - SHOW_MORE_CHARS) + SHOW_MORE_CHARS;
  g_signal_emit (self, signals[SIGNAL_GROWING], 0, row);
  g_hash_table_replace (self->expanded, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (chars));
  cordial_message_row_set_message (row, message, chars);
}

static void
update_selection (CordialMessageRows *self, GtkListItem *item)
{
  CordialMessageRow *row = CORDIAL_MESSAGE_ROW (gtk_list_item_get_child (item));
  gsize start = 0, end = 0;

  if (self->selection != NULL)
    cordial_message_selection_get_part (self->selection, gtk_list_item_get_position (item), &start, &end);
  cordial_message_text_set_selection (cordial_message_row_get_text (row), start, end);
}

static void
update_all_selections (CordialMessageRows *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    update_selection (self, item);
}

static void
update_mark (CordialMessageRows *self, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  CordialMessage *message = gtk_list_item_get_item (item);

  if (self->marked != 0 && cordial_message_get_row (message) == self->marked)
    gtk_widget_add_css_class (row, "marked");
  else
    gtk_widget_remove_css_class (row, "marked");
}

static void
update_choice (CordialMessageRows *self, GtkListItem *item)
{
  gboolean active = self->choice != NULL && cordial_message_choice_get_active (self->choice);

  cordial_message_row_set_choice (CORDIAL_MESSAGE_ROW (gtk_list_item_get_child (item)), active,
                                  active &&
                                    cordial_message_choice_contains (self->choice, gtk_list_item_get_item (item)));
}

static void
update_all_choices (CordialMessageRows *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    update_choice (self, item);
}

static void
set_marked (CordialMessageRows *self, gint64 marked)
{
  GHashTableIter iter;
  gpointer item;

  self->marked = marked;
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    update_mark (self, item);
}

static gboolean
on_mark_over (gpointer data)
{
  CordialMessageRows *self = data;

  self->mark_source = 0;
  set_marked (self, 0);
  return G_SOURCE_REMOVE;
}

static void
on_setup (CordialMessageRows *self, GtkListItem *item)
{
  GtkWidget *row = self->spare->len > 0
                     ? g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1)
                     : g_object_ref_sink (cordial_message_row_new (self->avatar_loader, self->files));

  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
  gtk_list_item_set_child (item, row);
  /* At its teardown the item has no child any more. */
  g_object_set_data_full (G_OBJECT (item), ROW_KEY, g_object_ref (row), g_object_unref);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_row_changed), item);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (cordial_message_rows_queue_standings), self);
  g_signal_connect_swapped (row, "retry", G_CALLBACK (on_row_retry), self);
  g_signal_connect_swapped (row, "discard", G_CALLBACK (on_row_discard), self);
  g_signal_connect_swapped (row, "show-more", G_CALLBACK (on_row_show_more), self);
  g_signal_connect_swapped (row, "show-quoted", G_CALLBACK (on_row_show_quoted), self);
  g_object_unref (row);
}

/* The list forgets all its items when another conversation opens, and wants as many right after. */
static void
on_teardown (CordialMessageRows *self, GtkListItem *item)
{
  g_autoptr (GtkWidget) row = g_object_steal_data (G_OBJECT (item), ROW_KEY);

  g_signal_handlers_disconnect_by_data (row, item);
  g_signal_handlers_disconnect_by_data (row, self);
  gtk_list_item_set_child (item, NULL);
  if (self->spare->len < MAX_SPARE)
    g_ptr_array_add (self->spare, g_steal_pointer (&row));
}

static void
on_bind (CordialMessageRows *self, GtkListItem *item)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  CordialMessageRow *row = CORDIAL_MESSAGE_ROW (gtk_list_item_get_child (item));
  CordialMessage *message = gtk_list_item_get_item (item);

  cordial_message_row_set_clock (row, self->clock);
  cordial_message_row_set_message (row, message, get_shown_chars (self, message));
  g_hash_table_add (self->items, item);
  update_selection (self, item);
  update_mark (self, item);
  update_choice (self, item);
  update_standing (self, item, zone);
  update_accessible_name (item);
}

static void
on_unbind (CordialMessageRows *self, GtkListItem *item)
{
  g_hash_table_remove (self->items, item);
  cordial_message_row_set_message (CORDIAL_MESSAGE_ROW (gtk_list_item_get_child (item)), NULL, 0);
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_message_rows_dispose (GObject *object)
{
  CordialMessageRows *self = CORDIAL_MESSAGE_ROWS (object);

  g_clear_handle_id (&self->standing_source, g_source_remove);
  g_clear_handle_id (&self->mark_source, g_source_remove);
  g_clear_object (&self->factory);
  g_clear_object (&self->selection);
  g_clear_object (&self->choice);
  g_clear_object (&self->avatar_loader);
  g_clear_object (&self->files);
  g_clear_object (&self->messages);
  G_OBJECT_CLASS (cordial_message_rows_parent_class)->dispose (object);
}

static void
cordial_message_rows_finalize (GObject *object)
{
  CordialMessageRows *self = CORDIAL_MESSAGE_ROWS (object);

  g_hash_table_unref (self->items);
  g_ptr_array_unref (self->spare);
  g_hash_table_unref (self->expanded);
  G_OBJECT_CLASS (cordial_message_rows_parent_class)->finalize (object);
}

static void
cordial_message_rows_class_init (CordialMessageRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cordial_message_rows_dispose;
  object_class->finalize = cordial_message_rows_finalize;

  /**
   * CordialMessageRows::retry:
   * @message: a message that failed and is to be sent again
   */
  signals[SIGNAL_RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, CORDIAL_TYPE_MESSAGE);
  /**
   * CordialMessageRows::discard:
   * @message: a message that failed and is given up
   */
  signals[SIGNAL_DISCARD] = g_signal_new ("discard", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, CORDIAL_TYPE_MESSAGE);
  /**
   * CordialMessageRows::growing:
   * @row: a row that shows more of its message in a moment, as the person wants
   */
  signals[SIGNAL_GROWING] = g_signal_new ("growing", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, GTK_TYPE_WIDGET);
  /**
   * CordialMessageRows::show-quoted:
   * @number: the server's number of the message that the person wants to see
   */
  signals[SIGNAL_SHOW_QUOTED] = g_signal_new ("show-quoted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
cordial_message_rows_init (CordialMessageRows *self)
{
  self->avatar_loader = cordial_avatar_loader_new ();
  self->files = cordial_message_files_new ();
  self->items = g_hash_table_new (NULL, NULL);
  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  self->expanded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->unread_after_seq = -1;
  self->clock = cordial_time_format_get_clock ();
  self->factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (self->factory, "setup", G_CALLBACK (on_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->factory, "bind", G_CALLBACK (on_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->factory, "unbind", G_CALLBACK (on_unbind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->factory, "teardown", G_CALLBACK (on_teardown), self, G_CONNECT_SWAPPED);
}

/**
 * cordial_message_rows_new:
 * @messages: (transfer none): the #GListModel of #CordialMessage that the list shows
 */
CordialMessageRows *
cordial_message_rows_new (GListModel *messages)
{
  CordialMessageRows *self = g_object_new (CORDIAL_TYPE_MESSAGE_ROWS, NULL);

  self->messages = g_object_ref (messages);
  return self;
}

/**
 * cordial_message_rows_get_factory:
 *
 * Returns: (transfer none): what the list makes its rows with
 */
GtkListItemFactory *
cordial_message_rows_get_factory (CordialMessageRows *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROWS (self), NULL);

  return self->factory;
}

/**
 * cordial_message_rows_get_files:
 *
 * Returns: (transfer none): where the files of the messages are found
 */
CordialMessageFiles *
cordial_message_rows_get_files (CordialMessageRows *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROWS (self), NULL);

  return self->files;
}

/**
 * cordial_message_rows_start:
 * @self: rows
 * @unread_after_seq: newest seq that was read before, or -1 where nothing is unread
 * @show_senders: say who wrote what
 *
 * Another conversation comes; to be called before its messages do.
 */
void
cordial_message_rows_start (CordialMessageRows *self, gint64 unread_after_seq, gboolean show_senders)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_ROWS (self));

  g_hash_table_remove_all (self->expanded);
  self->unread_after_seq = unread_after_seq;
  self->show_senders = show_senders;
}

/**
 * cordial_message_rows_get_unread_after_seq:
 *
 * Returns: the newest seq above the line where unread begins, or -1 where there is no such line
 */
gint64
cordial_message_rows_get_unread_after_seq (CordialMessageRows *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROWS (self), -1);

  return self->unread_after_seq;
}

/**
 * cordial_message_rows_set_unread_after_seq:
 * @self: rows
 * @unread_after_seq: the newest seq above the line where unread begins, or -1 for no line
 *
 * The line moves: what stands below it has been answered, or more came while nobody looked.
 */
void
cordial_message_rows_set_unread_after_seq (CordialMessageRows *self, gint64 unread_after_seq)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_ROWS (self));

  if (self->unread_after_seq == unread_after_seq)
    return;
  self->unread_after_seq = unread_after_seq;
  cordial_message_rows_queue_standings (self);
}

/**
 * cordial_message_rows_mark:
 * @self: rows
 * @message: what the person was taken to
 *
 * It stands out for a moment.
 */
void
cordial_message_rows_mark (CordialMessageRows *self, CordialMessage *message)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_ROWS (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  /* Where it is marked already, the animation begins anew. */
  set_marked (self, 0);
  set_marked (self, cordial_message_get_row (message));
  g_clear_handle_id (&self->mark_source, g_source_remove);
  self->mark_source = g_timeout_add (MARK_MS, on_mark_over, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->mark_source), "[cordial] marked message");
}

/**
 * cordial_message_rows_queue_standings:
 * @self: rows
 *
 * The list or a message changed, and neighbours may stand differently now: before the next layout, once for many changes.
 */
void
cordial_message_rows_queue_standings (CordialMessageRows *self)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_ROWS (self));

  if (self->standing_source != 0)
    return;
  self->standing_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_standing_idle, self, NULL);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->standing_source),
                            "[cordial] message standings");
}

/**
 * cordial_message_rows_set_selection:
 * @self: rows
 * @selection: (transfer none): what of the messages is selected; followed from now on
 */
void
cordial_message_rows_set_selection (CordialMessageRows *self, CordialMessageSelection *selection)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_ROWS (self));

  g_set_object (&self->selection, selection);
  g_signal_connect_object (selection, "changed", G_CALLBACK (update_all_selections), self, G_CONNECT_SWAPPED);
}

/**
 * cordial_message_rows_set_choice:
 * @self: rows
 * @choice: (transfer none): which of the messages are chosen; followed from now on
 */
void
cordial_message_rows_set_choice (CordialMessageRows *self, CordialMessageChoice *choice)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_ROWS (self));

  g_set_object (&self->choice, choice);
  g_signal_connect_object (choice, "changed", G_CALLBACK (update_all_choices), self, G_CONNECT_SWAPPED);
}

/**
 * cordial_message_rows_update_days:
 * @self: rows
 *
 * What was today is yesterday.
 */
void
cordial_message_rows_update_days (CordialMessageRows *self)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_ROWS (self));

  update_all_standings (self);
}
