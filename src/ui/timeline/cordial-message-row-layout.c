/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the parts of a message stand in the timeline: day and unread line above, the bubble at its side, below it what failed.
 */

#define G_LOG_DOMAIN "cordial-message-row"

#include "cordial-config.h"

#include "cordial-message-row-private.h"

/* Widest bubble in pixels: about 70 characters, the most that is comfortable to read. */
#define BUBBLE_MAX_WIDTH 560
/* A bubble leaves this part of the row free on the other side, so that it shows whose it is; narrow windows less. */
#define BUBBLE_MAX_PERCENT 75
#define BUBBLE_MAX_PERCENT_NARROW 86
#define NARROW_WIDTH 440
/* Pixels left and right of everything. */
#define SIDE_MARGIN 12
/* Pixels above a message that begins a group, and above one that continues it. */
#define GROUP_SPACING 12
#define LINE_SPACING 2
/* Pixels between a day or unread line and the message below. */
#define HEADER_SPACING 4
/* Pixels between a sender's avatar and the bubble. */
#define AVATAR_GAP 8
/* Pixels that a check mark takes at the start side. */
#define CHECK_SIZE 24
#define CHECK_GAP 8

static gboolean
is_shown (GtkWidget *widget)
{
  return widget != NULL && gtk_widget_get_visible (widget);
}

static gboolean
is_outgoing (CordialMessageRow *self)
{
  return self->message != NULL && cordial_message_get_outgoing (self->message);
}

/* Pixels at the start side that belong to the sender's avatar. */
static int
get_avatar_width (CordialMessageRow *self)
{
  return self->show_sender && !is_outgoing (self) ? CORDIAL_MESSAGE_ROW_AVATAR_SIZE + AVATAR_GAP : 0;
}

/* Pixels at the start side that belong to the check mark. */
static int
get_check_width (CordialMessageRow *self)
{
  return is_shown (self->check) ? CHECK_SIZE + CHECK_GAP : 0;
}

/* Those and the sender's avatar. */
static int
get_indent (CordialMessageRow *self)
{
  return get_check_width (self) + get_avatar_width (self);
}

static int
get_bubble_width (CordialMessageRow *self, int row_width)
{
  int percent = row_width < NARROW_WIDTH ? BUBBLE_MAX_PERCENT_NARROW : BUBBLE_MAX_PERCENT;
  int available = row_width - 2 * SIDE_MARGIN - get_indent (self);

  return cordial_message_bubble_get_fitting_width (self->bubble,
                                                   MIN (MIN (available, row_width * percent / 100), BUBBLE_MAX_WIDTH));
}

static int
measure_height (GtkWidget *widget, int width)
{
  int natural = 0;

  if (is_shown (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static int
measure_width (GtkWidget *widget, int max_width)
{
  int natural = 0;

  if (is_shown (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return MIN (natural, max_width);
}

/* Pixels that the reactions may take: as much as a bubble. */
static int
get_reactions_width (CordialMessageRow *self, int row_width)
{
  return measure_width (self->reactions, MIN (row_width - 2 * SIDE_MARGIN - get_indent (self), BUBBLE_MAX_WIDTH));
}

/* Pixels that all parts of @self take. */
void
cordial_message_row_measure_parts (CordialMessageRow *self,
                                   GtkOrientation orientation,
                                   int for_size,
                                   int *minimum,
                                   int *natural)
{
  GtkWidget *parts[] = { GTK_WIDGET (self->bubble), self->day, self->unread, self->held, self->reactions };

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = 0;
      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        {
          int part_minimum;
          int part_natural;

          if (!is_shown (parts[i]))
            continue;
          gtk_widget_measure (parts[i], orientation, -1, &part_minimum, &part_natural, NULL, NULL);
          *minimum = MAX (*minimum, part_minimum);
          *natural = MAX (*natural, MIN (part_natural, BUBBLE_MAX_WIDTH));
        }
      *minimum += 2 * SIDE_MARGIN + get_indent (self);
      *natural = MAX (*natural + 2 * SIDE_MARGIN + get_indent (self), *minimum);
    }
  else
    {
      /* A list asks for all rows before any width is known, each time that it is laid out: nothing breaks then, so that no text is laid
       * out for it alone. */
      int inner = for_size >= 0 ? for_size - 2 * SIDE_MARGIN : -1;
      int height = self->standing.begins_group ? GROUP_SPACING : LINE_SPACING;

      if (is_shown (self->day))
        height += measure_height (self->day, inner) + HEADER_SPACING;
      if (is_shown (self->unread))
        height += measure_height (self->unread, inner) + HEADER_SPACING;
      height += measure_height (self->sender, -1);
      height += measure_height (GTK_WIDGET (self->bubble), for_size >= 0 ? get_bubble_width (self, for_size) : -1);
      height += measure_height (self->reactions, for_size >= 0 ? get_reactions_width (self, for_size) : -1);
      height += measure_height (self->held, for_size >= 0 ? measure_width (self->held, inner) : -1);
      *minimum = *natural = height;
    }
}

static void
allocate_part (GtkWidget *part, int x, int y, int width, int height, int row_width, gboolean ltr)
{
  GtkAllocation box = { ltr ? x : row_width - x - width, y, width, height };

  gtk_widget_size_allocate (part, &box, -1);
}

/* Puts all parts of @self in their places, in a row of @width pixels and the height that was measured for it. */
void
cordial_message_row_allocate_parts (CordialMessageRow *self, int width)
{
  gboolean ltr = gtk_widget_get_direction (GTK_WIDGET (self)) != GTK_TEXT_DIR_RTL;
  gboolean outgoing = is_outgoing (self);
  int inner = width - 2 * SIDE_MARGIN;
  int bubble_width = get_bubble_width (self, width);
  int bubble_height = measure_height (GTK_WIDGET (self->bubble), bubble_width);
  int start = SIDE_MARGIN + get_indent (self);
  int y = self->standing.begins_group ? GROUP_SPACING : LINE_SPACING;
  int part;

  if (is_shown (self->day))
    {
      part = measure_height (self->day, inner);
      allocate_part (self->day, SIDE_MARGIN, y, inner, part, width, ltr);
      y += part + HEADER_SPACING;
    }
  if (is_shown (self->unread))
    {
      part = measure_height (self->unread, inner);
      allocate_part (self->unread, SIDE_MARGIN, y, inner, part, width, ltr);
      y += part + HEADER_SPACING;
    }
  if (is_shown (self->sender))
    {
      part = measure_height (self->sender, -1);
      allocate_part (self->sender, start, y, inner - get_indent (self), part, width, ltr);
      y += part;
    }
  if (is_shown (self->avatar))
    allocate_part (self->avatar, SIDE_MARGIN + get_check_width (self),
                   y + MAX (bubble_height - CORDIAL_MESSAGE_ROW_AVATAR_SIZE, 0), CORDIAL_MESSAGE_ROW_AVATAR_SIZE,
                   CORDIAL_MESSAGE_ROW_AVATAR_SIZE, width, ltr);
  allocate_part (GTK_WIDGET (self->bubble), outgoing ? width - SIDE_MARGIN - bubble_width : start, y, bubble_width,
                 bubble_height, width, ltr);
  if (is_shown (self->check))
    allocate_part (self->check, SIDE_MARGIN, y + (bubble_height - CHECK_SIZE) / 2, CHECK_SIZE, CHECK_SIZE, width, ltr);
  y += bubble_height;
  if (is_shown (self->reactions))
    {
      int reactions_width = get_reactions_width (self, width);

      part = measure_height (self->reactions, reactions_width);
      allocate_part (self->reactions, outgoing ? width - SIDE_MARGIN - reactions_width : start, y, reactions_width,
                     part, width, ltr);
      y += part;
    }
  if (is_shown (self->held))
    {
      int held_width = measure_width (self->held, inner);

      part = measure_height (self->held, held_width);
      allocate_part (self->held, width - SIDE_MARGIN - held_width, y, held_width, part, width, ltr);
    }
}
