/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A text of any length, laid out a piece at a time. Used by message texts; knows no message, no link and no selection.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CordialTextLines:
 * @width: of the widest line, in pixels
 * @height: of all lines
 * @last_width: of the last line
 * @last_ltr: whether that is read from left to right
 *
 * How a text breaks into lines.
 */
typedef struct
{
  int width;
  int height;
  int last_width;
  gboolean last_ltr;
} CordialTextLines;

/* A width that no text reaches, in pixels. */
#define CORDIAL_TEXT_PIECES_UNLIMITED (G_MAXINT / PANGO_SCALE)

typedef struct _CordialTextPieces CordialTextPieces;

CordialTextPieces *cordial_text_pieces_new (GtkWidget *widget);
void cordial_text_pieces_free (CordialTextPieces *self);
void cordial_text_pieces_set_text (CordialTextPieces *self, const char *text, PangoAttrList *attributes);
void cordial_text_pieces_renew (CordialTextPieces *self);
CordialTextLines cordial_text_pieces_get_lines (CordialTextPieces *self, int max_width);
void cordial_text_pieces_set_width (CordialTextPieces *self, int width);
cairo_region_t *cordial_text_pieces_get_area (CordialTextPieces *self, gsize start, gsize end);
void cordial_text_pieces_snapshot (CordialTextPieces *self, GtkSnapshot *snapshot, const GdkRGBA *color);
gsize cordial_text_pieces_get_place_at (CordialTextPieces *self, double x, double y);
void cordial_text_pieces_get_word_at (CordialTextPieces *self, gsize place, gsize *start, gsize *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialTextPieces, cordial_text_pieces_free)

G_END_DECLS
