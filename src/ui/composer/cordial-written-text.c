/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person writes, between them and a text view. Whatever ends a line elsewhere (CR, CRLF and the others of Unicode) becomes the
 * line end that messages have. A text view lays a paragraph out as a whole whenever something in it changes: one of 140 000 characters
 * takes seconds. So a long one is folded: in the buffer a sign stands between its pieces, which ends a paragraph for the toolkit and is
 * no part of the text for anybody else. The view's own copying and this file's reading leave it out.
 */

#define G_LOG_DOMAIN "cordial-written-text"

#include "cordial-config.h"

#include "cordial-written-text.h"

#include "cordial-graphemes.h"

#include <string.h>

/* Ends a paragraph for Pango; from elsewhere it comes in as a line end, so that in the buffer it is ours alone. */
#define FOLD "\u2029"
#define ZERO_WIDTH_JOINER 0x200d
#define VARIATION_SELECTOR_16 0xfe0f
/* What a paragraph costs to lay out: its bytes, as what is slow to shape has many of them, and so much more for each character that
 * stands on a mark or after a joiner, and for each emoji: they take ten times as long as letters, on fewer lines. The toolkit lays out
 * two thousand pixels of paragraphs in one turn, about a hundred lines, so that what counts is the cost of a line, and that such a piece
 * fits on one: where a line has to be broken, its end is shaped again and again. */
#define STACKED_COST 60
/* Few write a paragraph as costly as the first by hand; a hundred lines of such as the second are laid out in a few frames. */
#define FOLDED_FROM 4096
#define FOLD_COST 2048
/* So far back a space is looked for, so that no word is cut, and in no more than half of the piece. */
#define SPACE_CHARS 200
/* Bytes before the place of a fold in which characters are looked for that belong together, and behind it. */
#define CLUSTER_BYTES 128

/* Set while the buffer puts back what was there before: that is as it shall be already. */
#define RESTORING_KEY "cordial-written-text-restoring"

/* --- Line ends --------------------------------------------------------------------------------------------------- */

static gboolean
ends_line (gunichar c)
{
  return c == '\n' || c == '\v' || c == '\f' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static GString *
with_line_ends (const char *text, gsize length)
{
  GString *normal = g_string_sized_new (length);
  const char *end = text + length;

  for (const char *at = text; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\r' && at + 1 < end && at[1] == '\n')
        continue;
      if (ends_line (c))
        g_string_append_c (normal, '\n');
      else
        g_string_append_len (normal, at, g_utf8_next_char (at) - at);
    }
  return normal;
}

/* --- Folds ------------------------------------------------------------------------------------------------------- */

/* Whether it is drawn in colours: by itself, or as the sign before it is by this one. */
static gboolean
is_emoji (gunichar c)
{
  return c == VARIATION_SELECTOR_16 || (c >= 0x1F000 && c <= 0x1FAFF);
}

static gsize
get_cost (gunichar c, gunichar before)
{
  gsize cost = (gsize) g_unichar_to_utf8 (c, NULL);

  if (c >= 0x80 && (is_emoji (c) || before == ZERO_WIDTH_JOINER ||
                    (g_unichar_get_script (c) == G_UNICODE_SCRIPT_INHERITED &&
                     g_unichar_get_script (before) == G_UNICODE_SCRIPT_INHERITED)))
    cost += STACKED_COST;
  return cost;
}

/* How far from @start a part reaches that costs no more than @cost, and no farther than @end. */
static const char *
find_reach (const char *start, const char *end, gsize cost)
{
  gunichar before = 0;
  gsize spent = 0;

  for (const char *at = start; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      spent += get_cost (c, before);
      if (spent > cost)
        return at;
      before = c;
    }
  return end;
}

/* Where the first piece of a paragraph ends that is too long from @start on: behind a space, if there is one near, else between two
 * clusters. NULL if it is not too long. */
static const char *
find_fold (const char *start, const char *end)
{
  const char *limit, *nearest, *at, *from, *to;
  g_autoptr (GArray) clusters = NULL;

  if (find_reach (start, end, FOLDED_FROM) == end)
    return NULL;
  limit = at = find_reach (start, end, FOLD_COST);
  nearest = start + (limit - start) / 2;
  for (int i = 0; i < SPACE_CHARS && at > nearest; i++, at = g_utf8_prev_char (at))
    {
      if (g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (at))))
        return at;
    }
  from = limit - start > CLUSTER_BYTES ? g_utf8_find_prev_char (start, limit - CLUSTER_BYTES) : start;
  to = g_utf8_next_char (limit);
  clusters = cordial_graphemes_find (from, (gsize) (to - from));
  at = from + cordial_graphemes_floor (clusters, (gsize) (limit - from));
  return at > from ? at : limit;
}

static GString *
fold (const char *text)
{
  GString *folded = g_string_sized_new (strlen (text));

  while (*text != '\0')
    {
      const char *line_end = strchr (text, '\n');
      const char *end = line_end ? line_end : text + strlen (text);

      for (const char *fold_at; (fold_at = find_fold (text, end)) != NULL; text = fold_at)
        {
          g_string_append_len (folded, text, fold_at - text);
          g_string_append (folded, FOLD);
        }
      if (*end == '\n')
        end++;
      g_string_append_len (folded, text, end - text);
      text = end;
    }
  return folded;
}

/* --- The buffer -------------------------------------------------------------------------------------------------- */

static gboolean
is_restoring (GtkTextBuffer *buffer)
{
  return g_object_get_data (G_OBJECT (buffer), RESTORING_KEY) != NULL;
}

static void
begin_restoring (GtkTextBuffer *buffer)
{
  g_object_set_data (G_OBJECT (buffer), RESTORING_KEY, GINT_TO_POINTER (TRUE));
}

static void
end_restoring (GtkTextBuffer *buffer)
{
  g_object_set_data (G_OBJECT (buffer), RESTORING_KEY, NULL);
}

static void
on_insert_text (GtkTextBuffer *buffer, GtkTextIter *at, const char *text, int length)
{
  g_autoptr (GString) normal = NULL;
  g_autoptr (GString) folded = NULL;

  if (is_restoring (buffer))
    return;
  normal = with_line_ends (text, (gsize) length);
  folded = fold (normal->str);
  if (folded->len == (gsize) length && memcmp (folded->str, text, folded->len) == 0)
    return;
  g_signal_stop_emission_by_name (buffer, "insert-text");
  begin_restoring (buffer);
  gtk_text_buffer_insert (buffer, at, folded->str, (int) folded->len);
  end_restoring (buffer);
}

/* The paragraph grows by being written. */
static void
after_insert_text (GtkTextBuffer *buffer, GtkTextIter *at)
{
  GtkTextIter start = *at, end = *at;
  GtkTextMark *mark;
  g_autofree char *paragraph = NULL;
  const char *paragraph_end, *piece, *fold_at;

  if (is_restoring (buffer) || gtk_text_iter_get_bytes_in_line (at) <= FOLDED_FROM / STACKED_COST)
    return;
  gtk_text_iter_set_line_offset (&start, 0);
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  piece = paragraph = gtk_text_iter_get_slice (&start, &end);
  paragraph_end = paragraph + strlen (paragraph);
  if (!find_fold (piece, paragraph_end))
    return;
  mark = gtk_text_buffer_create_mark (buffer, NULL, at, FALSE);
  begin_restoring (buffer);
  for (; (fold_at = find_fold (piece, paragraph_end)) != NULL; piece = fold_at)
    {
      gtk_text_iter_forward_chars (&start, (int) g_utf8_pointer_to_offset (piece, fold_at));
      gtk_text_buffer_insert (buffer, &start, FOLD, -1);
    }
  end_restoring (buffer);
  /* Whoever inserts goes on from there. */
  gtk_text_buffer_get_iter_at_mark (buffer, at, mark);
  gtk_text_buffer_delete_mark (buffer, mark);
}

/* --- The view ---------------------------------------------------------------------------------------------------- */

static void
copy (GtkTextView *view, const char *signal, gboolean cut)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;
  g_autofree char *selected = NULL;
  g_autofree char *text = NULL;

  if (!gtk_text_buffer_get_selection_bounds (buffer, &start, &end))
    return;
  selected = gtk_text_iter_get_slice (&start, &end);
  if (strstr (selected, FOLD) == NULL)
    return;
  text = cordial_written_text_dup (buffer, &start, &end);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (view)), text);
  if (cut)
    gtk_text_buffer_delete_selection (buffer, TRUE, gtk_text_view_get_editable (view));
  g_signal_stop_emission_by_name (view, signal);
}

static void
on_copy (GtkTextView *view)
{
  copy (view, "copy-clipboard", FALSE);
}

static void
on_cut (GtkTextView *view)
{
  copy (view, "cut-clipboard", TRUE);
}

/**
 * cordial_written_text_follow:
 * @view: keeps its buffer
 *
 * From here on what is written there, pasted or dropped has one kind of line ends and no long paragraphs.
 */
void
cordial_written_text_follow (GtkTextView *view)
{
  GtkTextBuffer *buffer;

  g_return_if_fail (GTK_IS_TEXT_VIEW (view));

  buffer = gtk_text_view_get_buffer (view);
  g_signal_connect (buffer, "insert-text", G_CALLBACK (on_insert_text), NULL);
  g_signal_connect_after (buffer, "insert-text", G_CALLBACK (after_insert_text), NULL);
  g_signal_connect (buffer, "undo", G_CALLBACK (begin_restoring), NULL);
  g_signal_connect_after (buffer, "undo", G_CALLBACK (end_restoring), NULL);
  g_signal_connect (buffer, "redo", G_CALLBACK (begin_restoring), NULL);
  g_signal_connect_after (buffer, "redo", G_CALLBACK (end_restoring), NULL);
  g_signal_connect (view, "copy-clipboard", G_CALLBACK (on_copy), NULL);
  g_signal_connect (view, "cut-clipboard", G_CALLBACK (on_cut), NULL);
}

/**
 * cordial_written_text_dup:
 * @buffer: of a view that is followed
 * @start: from where
 * @end: up to where
 *
 * Returns: (transfer full): what the person wrote there
 */
char *
cordial_written_text_dup (GtkTextBuffer *buffer, const GtkTextIter *start, const GtkTextIter *end)
{
  g_autofree char *slice = NULL;
  GString *text;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), NULL);

  slice = gtk_text_buffer_get_text (buffer, start, end, FALSE);
  if (strstr (slice, FOLD) == NULL)
    return g_steal_pointer (&slice);
  text = g_string_new_take (g_steal_pointer (&slice));
  g_string_replace (text, FOLD, "", 0);
  return g_string_free_and_steal (text);
}
