/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tooltips of what is in a row. The toolkit asks the display server where the pointer is each time that the words of one change, and
 * waits for the answer: in twenty rows at once that is a third of the time that a conversation takes to open. These are asked for when
 * the pointer is there.
 */

#define G_LOG_DOMAIN "cordial-tooltip"

#include "cordial-config.h"

#include "cordial-tooltip.h"

#define WORDS_KEY "cordial-tooltip"

static gboolean
on_query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, cordial_tooltip_get (widget));
  return TRUE;
}

/**
 * cordial_tooltip_set:
 * @widget: in a row
 * @words: (nullable): what its tooltip says, which is its description for a screen reader, too; %NULL for none
 */
void
cordial_tooltip_set (GtkWidget *widget, const char *words)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (g_strcmp0 (words, cordial_tooltip_get (widget)) == 0)
    return;
  g_signal_handlers_disconnect_by_func (widget, on_query_tooltip, NULL);
  g_object_set_data_full (G_OBJECT (widget), WORDS_KEY, g_strdup (words), g_free);
  if (words != NULL)
    {
      g_signal_connect (widget, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
    }
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  gtk_widget_set_has_tooltip (widget, words != NULL);
}

/**
 * cordial_tooltip_get:
 * @widget: in a row
 *
 * Returns: (nullable): what its tooltip says
 */
const char *
cordial_tooltip_get (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  return g_object_get_data (G_OBJECT (widget), WORDS_KEY);
}
