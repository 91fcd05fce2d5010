/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each change is one step for undo.
 */

#define G_LOG_DOMAIN "cordial-writing-marks"

#include "cordial-config.h"

#include "cordial-writing-marks.h"

#include <string.h>

/**
 * cordial_writing_marks_toggle:
 * @buffer: what is written
 * @mark: of the style, such as '*'
 *
 * Puts @mark in front of the selection and behind it, or takes it away where it is the first and the last character of it. Without a
 * selection the cursor stands between the two.
 */
void
cordial_writing_marks_toggle (GtkTextBuffer *buffer, char mark)
{
  const char text[] = { mark, '\0' };
  g_autofree char *inner = NULL;
  GtkTextIter start, end;
  gboolean some = gtk_text_buffer_get_selection_bounds (buffer, &start, &end);
  int from = gtk_text_iter_get_offset (&start), to = gtk_text_iter_get_offset (&end);

  /* The selection never becomes empty: the toolkit would give up the display's selection with it, and on X11 hears of that so late
   * that it drops the one that was made meanwhile. */
  inner = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  gtk_text_buffer_begin_user_action (buffer);
  if (to - from > 2 && inner[0] == mark && inner[strlen (inner) - 1] == mark)
    {
      gtk_text_buffer_get_iter_at_offset (buffer, &start, to - 1);
      gtk_text_buffer_delete (buffer, &start, &end);
      gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
      gtk_text_buffer_get_iter_at_offset (buffer, &end, from + 1);
      gtk_text_buffer_delete (buffer, &start, &end);
      to -= 2;
    }
  else
    {
      gtk_text_buffer_insert (buffer, &end, text, -1);
      gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
      gtk_text_buffer_insert (buffer, &start, text, -1);
      to += 2;
    }
  gtk_text_buffer_end_user_action (buffer);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, some ? from : from + 1);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, some ? to : from + 1);
  gtk_text_buffer_select_range (buffer, &end, &start);
}
