/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Says which texts a program draws with three dots for their end, of which assistive technology is told nothing: a library to load
 * before its own (LD_PRELOAD). A line on the standard error for each text whose end is left out, or is there again.
 */
#include <dlfcn.h>
#include <pango/pango.h>
#include <stdio.h>

static GHashTable *cut; /* texts; drawn on the main thread only */

/* The toolkit draws every text through this. */
void
pango_renderer_draw_layout (PangoRenderer *renderer, PangoLayout *layout, int x, int y)
{
  static void (*draw) (PangoRenderer *, PangoLayout *, int, int);
  const char *text = pango_layout_get_text (layout);
  gboolean is_cut = pango_layout_is_ellipsized (layout);

  if (!draw)
    {
      draw = (void (*) (PangoRenderer *, PangoLayout *, int, int)) dlsym (RTLD_NEXT, "pango_renderer_draw_layout");
      cut = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }
  if (is_cut ? g_hash_table_add (cut, g_strdup (text)) : g_hash_table_remove (cut, text))
    {
      g_autofree char *line = g_strescape (text, NULL);

      fprintf (stderr, "drawn %s: %s\n", is_cut ? "cut" : "whole", line);
    }
  draw (renderer, layout, x, y);
}
