/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a photograph of 12 megapixels costs: prints the time until it can be drawn, the longest turn of the main loop meanwhile, and the
 * memory that is kept of it; in the timeline, and as large as the viewer has it. Asserts no speed.
 */

#include "cordial-picture-loader.h"
#include "cordial-shape-layout.h"

#include <glib/gstdio.h>

#define WIDTH 4000
#define HEIGHT 3000
/* As in the viewer. */
#define VIEWER_SIDE 4096
#define REPEATS 11

typedef struct
{
  GdkTexture *texture;
  gint64 last_us;
  gint64 longest_us;
} Watch;

/* Hills and grain, so that it compresses as a photograph does. */
static char *
make_photograph (void)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, WIDTH, HEIGHT);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (g_get_tmp_dir (), "cordial-bench-XXXXXX.jpg", NULL);
  int fd = g_mkstemp (path);

  for (int y = 0; y < HEIGHT; y++)
    {
      guint8 *line = gdk_pixbuf_get_pixels (pixbuf) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);

      for (int x = 0; x < WIDTH; x++)
        {
          int grain = g_rand_int_range (random, 0, 24);

          *line++ = (guint8) (x * 200 / WIDTH + grain);
          *line++ = (guint8) (y * 200 / HEIGHT + grain);
          *line++ = (guint8) ((x * y / 5000) % 200 + grain);
        }
    }
  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  gdk_pixbuf_save (pixbuf, path, "jpeg", &error, "quality", "92", NULL);
  g_assert_no_error (error);
  return path;
}

static gboolean
on_turn (gpointer user_data)
{
  Watch *watch = user_data;
  gint64 now_us = g_get_monotonic_time ();

  watch->longest_us = MAX (watch->longest_us, now_us - watch->last_us);
  watch->last_us = now_us;
  return G_SOURCE_CONTINUE;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr (GError) error = NULL;

  watch->texture = cordial_picture_loader_load_finish (CORDIAL_PICTURE_LOADER (source), result, &error);
  g_assert_no_error (error);
}

static int
compare_doubles (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static void
measure (const char *what, const char *path, int side)
{
  double shown_ms[REPEATS], turn_ms[REPEATS];
  gsize kept = 0;

  for (guint i = 0; i < REPEATS; i++)
    {
      /* Anew, so that it is not kept. */
      g_autoptr (CordialPictureLoader) loader = cordial_picture_loader_new ();
      gint64 start_us = g_get_monotonic_time ();
      Watch watch = { NULL, start_us, 0 };
      guint source = g_timeout_add (1, on_turn, &watch);

      cordial_picture_loader_load_async (loader, NULL, path, side, NULL, on_loaded, &watch);
      while (!watch.texture)
        g_main_context_iteration (NULL, TRUE);
      on_turn (&watch);
      shown_ms[i] = (double) (g_get_monotonic_time () - start_us) / 1000;
      turn_ms[i] = (double) watch.longest_us / 1000;
      kept = (gsize) gdk_texture_get_width (watch.texture) * (gsize) gdk_texture_get_height (watch.texture) * 4;
      g_object_unref (watch.texture);
      g_source_remove (source);
    }
  g_sort_array (shown_ms, REPEATS, sizeof *shown_ms, compare_doubles, NULL);
  g_sort_array (turn_ms, REPEATS, sizeof *turn_ms, compare_doubles, NULL);
  g_print (
    "  %-14s can be drawn after %6.1f ms (slowest %6.1f), longest turn %5.1f ms (slowest %5.1f), kept %5.2f MiB\n",
    what, shown_ms[REPEATS / 2], shown_ms[REPEATS - 1], turn_ms[REPEATS / 2], turn_ms[REPEATS - 1],
    (double) kept / (1 << 20));
}

int
main (int argc, char **argv)
{
  g_autofree char *path = make_photograph ();
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_print ("a photograph of 12 megapixels, %.1f MiB\n", (double) info.st_size / (1 << 20));
  measure ("in a message", path, CORDIAL_SHAPE_MAX_WIDTH);
  measure ("in the viewer", path, VIEWER_SIDE);
  g_unlink (path);
  return 0;
}
