/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the rows of a timeline are: which of them is seen, which is under a point, which shows a message, and in what position of the
 * list. It asks and changes nothing.
 */

#define G_LOG_DOMAIN "cordial-message-rows"

#include "cordial-config.h"

#include "cordial-message-rows-private.h"

#include "cordial-message-row.h"

/* Pixels of a row that may be below the edge while it still counts as seen. */
#define SEEN_TOLERANCE 4

/* The newest message that is on the screen to its end and that the server knows. */
static GtkListItem *
find_seen (CordialMessageRows *self, GtkWidget *list)
{
  float page = (float) gtk_widget_get_height (list);
  GtkListItem *seen = NULL;
  gint64 newest = 0;
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    {
      GtkWidget *row = gtk_list_item_get_child (item);
      CordialMessage *message = cordial_message_row_get_message (CORDIAL_MESSAGE_ROW (row));
      graphene_rect_t bounds;
      float end;

      if (message == NULL || cordial_message_get_seq (message) <= newest || !gtk_widget_get_mapped (row) ||
          !gtk_widget_compute_bounds (row, list, &bounds))
        continue;
      end = bounds.origin.y + bounds.size.height;
      if (end > 0 && end <= page + SEEN_TOLERANCE)
        {
          newest = cordial_message_get_seq (message);
          seen = item;
        }
    }
  return seen;
}

/**
 * cordial_message_rows_find_seen_seq:
 * @self: rows
 * @list: the list that shows them
 *
 * Returns: the newest seq whose row ends above the lower edge of @list, 0 for none
 */
gint64
cordial_message_rows_find_seen_seq (CordialMessageRows *self, GtkWidget *list)
{
  GtkListItem *seen;

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROWS (self), 0);

  seen = find_seen (self, list);
  return seen != NULL ? cordial_message_get_seq (gtk_list_item_get_item (seen)) : 0;
}

/**
 * cordial_message_rows_find_seen_position:
 * @self: rows
 * @list: the list view that has them
 *
 * Returns: position of the message of cordial_message_rows_find_seen_seq(), or %GTK_INVALID_LIST_POSITION
 */
guint
cordial_message_rows_find_seen_position (CordialMessageRows *self, GtkWidget *list)
{
  GtkListItem *seen;

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROWS (self), GTK_INVALID_LIST_POSITION);

  seen = find_seen (self, list);
  return seen != NULL ? gtk_list_item_get_position (seen) : GTK_INVALID_LIST_POSITION;
}

/**
 * cordial_message_rows_find_end:
 * @self: rows
 * @list: the list that shows them
 * @x: pixels of @list
 * @y: pixels of @list; beside all messages the nearest counts
 * @end: (out): the place between two characters that is meant
 *
 * Returns: whether there is any message
 */
gboolean
cordial_message_rows_find_end (CordialMessageRows *self, GtkWidget *list, double x, double y, CordialSelectionEnd *end)
{
  GtkListItem *nearest = NULL;
  double least = G_MAXDOUBLE;
  GHashTableIter iter;
  gpointer item;
  GtkWidget *text;
  graphene_point_t at;

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROWS (self), FALSE);

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    {
      GtkWidget *row = gtk_list_item_get_child (item);
      graphene_rect_t bounds;
      double above, below;

      if (!gtk_widget_get_mapped (row) || !gtk_widget_compute_bounds (row, list, &bounds))
        continue;
      above = bounds.origin.y - y;
      below = y - bounds.origin.y - bounds.size.height;
      if (MAX (above, below) < least)
        {
          least = MAX (above, below);
          nearest = item;
        }
    }
  if (nearest == NULL)
    return FALSE;
  text = GTK_WIDGET (cordial_message_row_get_text (CORDIAL_MESSAGE_ROW (gtk_list_item_get_child (nearest))));
  if (!gtk_widget_compute_point (list, text, &GRAPHENE_POINT_INIT ((float) x, (float) y), &at))
    return FALSE;
  end->position = gtk_list_item_get_position (nearest);
  end->place = cordial_message_text_get_place_at (CORDIAL_MESSAGE_TEXT (text), at.x, at.y);
  return TRUE;
}

/**
 * cordial_message_rows_get_word:
 * @self: rows
 * @start: (inout): a place, then the beginning of the word there
 * @end: (out): the end of it; both stay where they are if its message is not shown
 */
void
cordial_message_rows_get_word (CordialMessageRows *self, CordialSelectionEnd *start, CordialSelectionEnd *end)
{
  GHashTableIter iter;
  gpointer item;

  g_return_if_fail (CORDIAL_IS_MESSAGE_ROWS (self));

  *end = *start;
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    if (gtk_list_item_get_position (item) == start->position)
      {
        CordialMessageRow *row = CORDIAL_MESSAGE_ROW (gtk_list_item_get_child (item));

        cordial_message_text_get_word_at (cordial_message_row_get_text (row), start->place, &start->place, &end->place);
        return;
      }
}

/**
 * cordial_message_rows_find_row:
 * @self: rows
 * @row: of a message
 *
 * Returns: (transfer none) (nullable): the widget that shows it, if any does
 */
GtkWidget *
cordial_message_rows_find_row (CordialMessageRows *self, gint64 row)
{
  GHashTableIter iter;
  gpointer item;

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROWS (self), NULL);

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    if (cordial_message_get_row (gtk_list_item_get_item (item)) == row)
      return gtk_list_item_get_child (item);
  return NULL;
}

/**
 * cordial_message_rows_get_position:
 * @self: rows
 * @row: one of them
 *
 * Returns: position of its message, or G_MAXUINT
 */
guint
cordial_message_rows_get_position (CordialMessageRows *self, GtkWidget *row)
{
  GHashTableIter iter;
  gpointer item;

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROWS (self), G_MAXUINT);

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    if (gtk_list_item_get_child (item) == row)
      return gtk_list_item_get_position (item);
  return G_MAXUINT;
}
