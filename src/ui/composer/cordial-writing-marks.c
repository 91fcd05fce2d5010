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
  g_autofree char *outer = NULL;
  GtkTextIter start, end;
  gboolean some = gtk_text_buffer_get_selection_bounds (buffer, &start, &end);
  size_t length;

  inner = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  length = strlen (inner);
  if (length > 2 && inner[0] == mark && inner[length - 1] == mark)
    outer = g_strndup (inner + 1, length - 2);
  else
    outer = g_strconcat (text, inner, text, NULL);
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, outer, -1);
  gtk_text_buffer_end_user_action (buffer);
  end = start;
  if (some)
    {
      gtk_text_iter_backward_chars (&start, (int) g_utf8_strlen (outer, -1));
      gtk_text_buffer_select_range (buffer, &end, &start);
    }
  else
    {
      gtk_text_iter_backward_char (&end);
      gtk_text_buffer_place_cursor (buffer, &end);
    }
}
