/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pango lays a text out as a whole, whatever of it is new: one of 140 000 characters takes half a second each time. So a long text is a
 * column of layouts, cut where its lines end, and those that stay the same when more of the text is shown stay laid out. A list view
 * keeps about two hundred texts alive and lays all of them out when a conversation opens, so sizes are kept for as long as text and
 * font stay.
 */

#define G_LOG_DOMAIN "cordial-text-pieces"

#include "cordial-config.h"

#include "cordial-text-pieces.h"

#include "cordial-graphemes.h"

#include <string.h>

/* Bytes of a piece: about what is shown of a message at first, so that few messages have more than one, and laid out in a few
 * milliseconds. Most messages are one piece. */
#define PIECE_BYTES 4096
/* Bytes before the end of a piece in which a space is looked for. Only a paragraph that is longer than a piece is cut there. */
#define SPACE_BYTES 256
/* The longest emoji that there are have half of this. */
#define CLUSTER_BYTES 128

/* In any width from the widest line's to the one it was measured for the same way. */
typedef struct
{
  guint context_serial; /* of the font and all that belongs to it; 0 where nothing was measured */
  int max_width;
  CordialTextLines lines;
} Measured;

typedef struct
{
  gsize start; /* in the whole text, in bytes */
  gsize length;
  PangoLayout *layout;
  PangoAttrList *attributes;
  Measured natural;
  Measured wrapped;
} Piece;

struct _CordialTextPieces
{
  GtkWidget *widget;
  char *text;
  GPtrArray *pieces; /* never none */
};

/* --- Cutting ------------------------------------------------------------------------------------------------------- */

/* Where the piece that begins at @start ends; what it ends with, a line's end, is in no piece. The same wherever the text ends that
 * far behind. */
static const char *
find_end (const char *start)
{
  gsize length = strnlen (start, PIECE_BYTES + 1);
  const char *limit = start + PIECE_BYTES, *at;
  g_autoptr (GArray) clusters = NULL;
  const char *from;

  if (length <= PIECE_BYTES)
    return start + length;
  at = g_strrstr_len (start, PIECE_BYTES, "\n");
  if (at != NULL && at > start)
    return at;
  for (at = limit; at > limit - SPACE_BYTES; at--)
    {
      if (at[-1] == ' ')
        return at;
    }
  from = g_utf8_find_prev_char (start, limit - CLUSTER_BYTES);
  limit = g_utf8_find_prev_char (start, limit + 1);
  clusters = cordial_graphemes_find (from, (gsize) (g_utf8_next_char (limit) - from));
  at = from + cordial_graphemes_floor (clusters, (gsize) (limit - from));
  return at > from ? at : limit;
}

/* --- Pieces -------------------------------------------------------------------------------------------------------- */

static void
piece_free (Piece *piece)
{
  g_object_unref (piece->layout);
  pango_attr_list_unref (piece->attributes);
  g_free (piece);
}

static Piece *
get_piece (CordialTextPieces *self, guint i)
{
  return g_ptr_array_index (self->pieces, i);
}

/* (transfer full): those of the whole text that a part of it has */
static PangoAttrList *
cut_attributes (PangoAttrList *attributes, gsize start, gsize length)
{
  PangoAttrList *cut = pango_attr_list_new ();
  GSList *all = pango_attr_list_get_attributes (attributes);

  for (GSList *i = all; i != NULL; i = i->next)
    {
      PangoAttribute *attribute = i->data;
      gsize from = MAX (attribute->start_index, start), to = MIN (attribute->end_index, start + length);

      if (from >= to)
        {
          pango_attribute_destroy (attribute);
          continue;
        }
      attribute->start_index = (guint) (from - start);
      attribute->end_index = (guint) (to - start);
      pango_attr_list_insert (cut, attribute);
    }
  g_slist_free (all);
  return cut;
}

/* Whether the piece that was there is this one. */
static gboolean
piece_is (const Piece *piece, gsize start, const char *text, gsize length, PangoAttrList *attributes)
{
  return piece->start == start && piece->length == length &&
         memcmp (pango_layout_get_text (piece->layout), text, length) == 0 &&
         pango_attr_list_equal (piece->attributes, attributes);
}

static PangoLayout *
make_layout (CordialTextPieces *self)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (self->widget, NULL);

  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  return layout;
}

/* Takes the attributes. */
static void
set_piece (CordialTextPieces *self, guint i, gsize start, gsize length, PangoAttrList *attributes)
{
  Piece *piece;

  if (i == self->pieces->len)
    {
      piece = g_new0 (Piece, 1);
      piece->layout = make_layout (self);
      g_ptr_array_add (self->pieces, piece);
    }
  else
    piece = get_piece (self, i);
  if (piece->attributes != NULL && piece_is (piece, start, self->text + start, length, attributes))
    {
      pango_attr_list_unref (attributes);
      return;
    }
  g_clear_pointer (&piece->attributes, pango_attr_list_unref);
  piece->attributes = attributes;
  piece->start = start;
  piece->length = length;
  pango_layout_set_text (piece->layout, self->text + start, (int) length);
  pango_layout_set_attributes (piece->layout, attributes);
  piece->natural.context_serial = 0;
  piece->wrapped.context_serial = 0;
}

/**
 * cordial_text_pieces_renew:
 * @self: a text whose widget came to another place
 *
 * A widget that goes loses what says in which letters it writes, and is told of other letters in its new place alone.
 */
void
cordial_text_pieces_renew (CordialTextPieces *self)
{
  for (guint i = 0; i < self->pieces->len; i++)
    {
      Piece *piece = get_piece (self, i);
      g_autoptr (PangoLayout) before = piece->layout;

      piece->layout = make_layout (self);
      pango_layout_set_text (piece->layout, pango_layout_get_text (before), -1);
      pango_layout_set_attributes (piece->layout, piece->attributes);
      piece->natural.context_serial = 0;
      piece->wrapped.context_serial = 0;
    }
}

/* --- Measuring ----------------------------------------------------------------------------------------------------- */

static void
measure_lines (Piece *piece, int max_width, guint context_serial, Measured *measured)
{
  PangoLayoutLine *last;
  PangoRectangle logical;

  pango_layout_set_width (piece->layout, max_width == CORDIAL_TEXT_PIECES_UNLIMITED ? -1 : max_width * PANGO_SCALE);
  pango_layout_get_pixel_size (piece->layout, &measured->lines.width, &measured->lines.height);
  last = pango_layout_get_line_readonly (piece->layout, pango_layout_get_line_count (piece->layout) - 1);
  pango_layout_line_get_pixel_extents (last, NULL, &logical);
  measured->lines.last_width = logical.width;
  measured->lines.last_ltr = pango_layout_line_get_resolved_direction (last) != PANGO_DIRECTION_RTL;
  measured->max_width = max_width;
  measured->context_serial = context_serial;
}

static CordialTextLines
get_piece_lines (Piece *piece, int max_width)
{
  guint serial = pango_context_get_serial (pango_layout_get_context (piece->layout));

  if (piece->natural.context_serial != serial)
    measure_lines (piece, CORDIAL_TEXT_PIECES_UNLIMITED, serial, &piece->natural);
  if (piece->natural.lines.width <= max_width)
    return piece->natural.lines;
  if (piece->wrapped.context_serial != serial || max_width > piece->wrapped.max_width ||
      max_width < piece->wrapped.lines.width)
    measure_lines (piece, max_width, serial, &piece->wrapped);
  return piece->wrapped.lines;
}

/* Pixels of it as it is laid out now. */
static int
get_piece_height (Piece *piece)
{
  int height;

  pango_layout_get_pixel_size (piece->layout, NULL, &height);
  return height;
}

/**
 * cordial_text_pieces_get_lines:
 * @self: a text
 * @max_width: pixels there are
 *
 * Returns: how it breaks in them
 */
CordialTextLines
cordial_text_pieces_get_lines (CordialTextPieces *self, int max_width)
{
  CordialTextLines lines = { 0 };

  for (guint i = 0; i < self->pieces->len; i++)
    {
      CordialTextLines piece = get_piece_lines (get_piece (self, i), max_width);

      lines.width = MAX (lines.width, piece.width);
      lines.height += piece.height;
      lines.last_width = piece.last_width;
      lines.last_ltr = piece.last_ltr;
    }
  return lines;
}

/* --- Laid out ------------------------------------------------------------------------------------------------------ */

/**
 * cordial_text_pieces_set_width:
 * @self: a text
 * @width: pixels in which it is laid out from here on, for all that follows
 */
void
cordial_text_pieces_set_width (CordialTextPieces *self, int width)
{
  for (guint i = 0; i < self->pieces->len; i++)
    pango_layout_set_width (get_piece (self, i)->layout, width * PANGO_SCALE);
}

/* Adds the pixels that a part of a piece covers, @top pixels below the upper edge. */
static void
add_area (Piece *piece, int top, int start, int end, cairo_region_t *area)
{
  PangoLayoutIter *iter = pango_layout_get_iter (piece->layout);

  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      int line_start = pango_layout_line_get_start_index (line);
      int line_end = line_start + pango_layout_line_get_length (line);
      g_autofree int *ranges = NULL;
      int n_ranges, y0, y1;

      if (end <= line_start || start > line_end)
        continue;
      pango_layout_iter_get_line_yrange (iter, &y0, &y1);
      pango_layout_line_get_x_ranges (line, MAX (start, line_start), MIN (end, line_end), &ranges, &n_ranges);
      for (int i = 0; i < n_ranges; i++)
        {
          int x0 = PANGO_PIXELS (ranges[2 * i]), x1 = PANGO_PIXELS (ranges[2 * i + 1]);

          cairo_region_union_rectangle (area, &(cairo_rectangle_int_t) { x0, top + PANGO_PIXELS (y0), x1 - x0,
                                                                         PANGO_PIXELS (y1) - PANGO_PIXELS (y0) });
        }
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

/**
 * cordial_text_pieces_get_area:
 * @self: a text
 * @start: where a part of it begins, in bytes
 * @end: where that ends
 *
 * Returns: (transfer full): the pixels that the part covers
 */
cairo_region_t *
cordial_text_pieces_get_area (CordialTextPieces *self, gsize start, gsize end)
{
  cairo_region_t *area = cairo_region_create ();
  int top = 0;

  for (guint i = 0; i < self->pieces->len; i++)
    {
      Piece *piece = get_piece (self, i);

      if (piece->start >= end)
        break;
      if (start <= piece->start + piece->length)
        add_area (piece, top, (int) (MAX (start, piece->start) - piece->start),
                  (int) (MIN (end - piece->start, piece->length)), area);
      top += get_piece_height (piece);
    }
  return area;
}

/**
 * cordial_text_pieces_snapshot:
 * @self: a text
 * @snapshot: where to
 * @color: of the letters
 */
void
cordial_text_pieces_snapshot (CordialTextPieces *self, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  for (guint i = 0; i < self->pieces->len; i++)
    {
      Piece *piece = get_piece (self, i);

      gtk_snapshot_append_layout (snapshot, piece->layout, color);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) get_piece_height (piece)));
    }
  gtk_snapshot_restore (snapshot);
}

/**
 * cordial_text_pieces_get_place_at:
 * @self: a text
 * @x: pixels from its left edge; outside of it the nearest place counts
 * @y: pixels from its upper edge
 *
 * Returns: the place in the text, in bytes, between two characters
 */
gsize
cordial_text_pieces_get_place_at (CordialTextPieces *self, double x, double y)
{
  guint i = 0;
  Piece *piece = get_piece (self, 0);
  const char *at;
  int index, trailing;

  while (i + 1 < self->pieces->len && y >= get_piece_height (piece))
    {
      y -= get_piece_height (piece);
      piece = get_piece (self, ++i);
    }
  pango_layout_xy_to_index (piece->layout, (int) (x * PANGO_SCALE), (int) (y * PANGO_SCALE), &index, &trailing);
  at = self->text + piece->start + index;
  for (; trailing > 0 && *at != '\0'; trailing--)
    at = g_utf8_next_char (at);
  return (gsize) (at - self->text);
}

/**
 * cordial_text_pieces_get_word_at:
 * @self: a text
 * @place: a place in the text
 * @start: (out): where the word there begins
 * @end: (out): where it ends
 */
void
cordial_text_pieces_get_word_at (CordialTextPieces *self, gsize place, gsize *start, gsize *end)
{
  Piece *piece = get_piece (self, 0);
  const PangoLogAttr *attributes;
  const char *text;
  int n, first, last;

  for (guint i = 1; i < self->pieces->len && get_piece (self, i)->start <= place; i++)
    piece = get_piece (self, i);
  text = self->text + piece->start;
  attributes = pango_layout_get_log_attrs_readonly (piece->layout, &n);
  first = last = (int) g_utf8_pointer_to_offset (text, self->text + MIN (place, piece->start + piece->length));
  while (first > 0 && !attributes[first].is_word_start)
    first--;
  last = MIN (last + 1, n - 1);
  while (last < n - 1 && !attributes[last].is_word_end)
    last++;
  *start = (gsize) (g_utf8_offset_to_pointer (text, first) - self->text);
  *end = (gsize) (g_utf8_offset_to_pointer (text, last) - self->text);
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

/**
 * cordial_text_pieces_new:
 * @widget: (transfer none): what the text is drawn on, which outlives it
 *
 * Returns: (transfer full): an empty text
 */
CordialTextPieces *
cordial_text_pieces_new (GtkWidget *widget)
{
  CordialTextPieces *self = g_new0 (CordialTextPieces, 1);

  self->widget = widget;
  self->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) piece_free);
  self->text = g_strdup ("");
  set_piece (self, 0, 0, 0, pango_attr_list_new ());
  return self;
}

void
cordial_text_pieces_free (CordialTextPieces *self)
{
  g_ptr_array_unref (self->pieces);
  g_free (self->text);
  g_free (self);
}

/**
 * cordial_text_pieces_set_text:
 * @self: a text
 * @text: valid UTF-8
 * @attributes: (transfer none): how it looks
 *
 * What of it was there already stays laid out.
 */
void
cordial_text_pieces_set_text (CordialTextPieces *self, const char *text, PangoAttrList *attributes)
{
  guint n = 0;
  const char *start, *end;

  g_return_if_fail (text != NULL);

  g_free (self->text);
  self->text = g_strdup (text);
  start = self->text;
  do
    {
      gsize length;

      end = find_end (start);
      length = (gsize) (end - start);
      set_piece (self, n++, (gsize) (start - self->text), length,
                 cut_attributes (attributes, (gsize) (start - self->text), length));
      start = *end == '\n' ? end + 1 : end;
    }
  while (*end != '\0');
  if (n < self->pieces->len)
    g_ptr_array_set_size (self->pieces, (int) n);
}
