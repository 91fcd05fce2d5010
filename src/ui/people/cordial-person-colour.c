/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AdwAvatar takes its colour from the text that its initials come from: somebody who is called otherwise has another one, and two of one
 * name have the same. Here it comes from who it is, so that it is the same wherever somebody stands, contact or not, and stays. The
 * colours themselves are in panes.css.
 */

#include "cordial-config.h"

#include "cordial-person-colour.h"

#define COLOURED_CLASS "person-colour"
#define CLASS_PREFIX "person-colour-"

/**
 * cordial_person_colour_find:
 * @id: who it is, or which group
 *
 * Returns: which of %CORDIAL_PERSON_COLOURS it is, from 0
 */
guint
cordial_person_colour_find (const char *id)
{
  return g_str_hash (id) % CORDIAL_PERSON_COLOURS;
}

/**
 * cordial_person_colour_set:
 * @widget: an #AdwAvatar, or the label of a name
 * @id: (nullable): whose, or which group's; %NULL for none, as yet
 *
 * Gives it their colour, in place of an earlier one.
 */
void
cordial_person_colour_set (GtkWidget *widget, const char *id)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  for (guint i = 0; i < CORDIAL_PERSON_COLOURS; i++)
    {
      char class_name[sizeof CLASS_PREFIX + 2];

      g_snprintf (class_name, sizeof class_name, CLASS_PREFIX "%u", i);
      if (id && i == cordial_person_colour_find (id))
        gtk_widget_add_css_class (widget, class_name);
      else
        gtk_widget_remove_css_class (widget, class_name);
    }
  if (id)
    gtk_widget_add_css_class (widget, COLOURED_CLASS);
  else
    gtk_widget_remove_css_class (widget, COLOURED_CLASS);
}
