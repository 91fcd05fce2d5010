/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds widgets inside other widgets, for tests that look at what a template made.
 */

#include "widgets.h"

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
