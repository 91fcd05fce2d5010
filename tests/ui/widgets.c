/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds widgets inside other widgets, for tests that look at what a template made.
 */

#include "widgets.h"

#include <time.h>

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer wanted);

static GtkWidget *
find (GtkWidget *widget, Match match, gconstpointer wanted)
{
  if (match (widget, wanted))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, match, wanted);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_type (GtkWidget *widget, gconstpointer wanted)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, GPOINTER_TO_SIZE (wanted));
}

static gboolean
has_class (GtkWidget *widget, gconstpointer wanted)
{
  return gtk_widget_has_css_class (widget, wanted);
}

GtkWidget *
widgets_find_by_type (GtkWidget *widget, GType type)
{
  return find (widget, has_type, GSIZE_TO_POINTER (type));
}

GtkWidget *
widgets_find_by_class (GtkWidget *widget, const char *css_class)
{
  return find (widget, has_class, css_class);
}

void
widgets_assert_text (GtkTextBuffer *buffer, const char *expected)
{
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  g_assert_cmpstr (text, ==, expected);
}

/* --- Time -------------------------------------------------------------------------------------------------------- */

/* Of the processor alone: what others do on the machine is no stall of ours. */
static gint64
get_thread_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static GPollFunc poll_as_ever;
static gint64 turn_began_us;
static gint64 longest_us;

static int
poll_timed (GPollFD *fds, guint n, int timeout)
{
  int ready;

  if (turn_began_us > 0)
    longest_us = MAX (longest_us, get_thread_us () - turn_began_us);
  ready = poll_as_ever (fds, n, timeout);
  turn_began_us = get_thread_us ();
  return ready;
}

void
widgets_time_turns (void)
{
  poll_as_ever = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, poll_timed);
}

double
widgets_take_longest_turn_ms (void)
{
  double longest_ms = (double) longest_us / 1000;

  longest_us = 0;
  /* What the test does before it lets the main loop run is part of a turn, too. */
  turn_began_us = get_thread_us ();
  return longest_ms;
}
