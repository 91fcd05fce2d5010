/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of the picture that a person chooses of themselves: it is read at a bounded size, and has room in a card.
 */

#include "cordial-own-picture.h"
#include "patience.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* What the official client puts into a card at the most (webapp, src/config.js). */
#define CARD_BYTES 4096

typedef struct
{
  GdkPixbuf *picture;
  GError *error;
  gboolean done;
} Answer;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->picture = cordial_own_picture_load_finish (result, &answer->error);
  answer->done = TRUE;
}

static Answer
load (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  Answer answer = { 0 };

  cordial_own_picture_load_async (file, NULL, on_loaded, &answer);
  patience_wait (answer.done);
  return answer;
}

/* The least that a JPEG can be made small: noise. */
static GdkPixbuf *
new_noise (int width, int height, gboolean alpha)
{
  GdkPixbuf *noise = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, width, height);
  guchar *pixels = gdk_pixbuf_get_pixels (noise);

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (noise); i++)
    pixels[i] = (guchar) g_test_rand_int ();
  return noise;
}

static void
test_load (void)
{
  static const char *const types[] = { "png", "jpeg" };
  g_autofree char *folder = g_dir_make_tmp ("cordial-picture-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "picture", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GdkPixbuf) noise = new_noise (2400, 1200, FALSE);
      Answer answer;

      g_assert_true (gdk_pixbuf_save (noise, path, types[i], NULL, NULL));
      answer = load (path);
      g_assert_no_error (answer.error);
      g_assert_cmpint (gdk_pixbuf_get_width (answer.picture), ==, 1600);
      g_assert_cmpint (gdk_pixbuf_get_height (answer.picture), ==, 800);
      g_object_unref (answer.picture);
    }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_no_picture (void)
{
  g_autofree char *folder = g_dir_make_tmp ("cordial-picture-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "picture", NULL);
  const char *const contents[] = { "", "this is no picture", "\x89PNG\r\n\x1a\n and no more" };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      Answer answer;

      g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
      answer = load (path);
      g_assert_null (answer.picture);
      g_assert_nonnull (answer.error);
      g_error_free (answer.error);
    }
  g_unlink (path);
  {
    Answer answer = load (path);

    g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_error_free (answer.error);
  }
  g_rmdir (folder);
}

/* What no decoder is asked about: a program that draws, and what says of itself that it has a billion pixels. */
static void
test_refused (void)
{
  static const char svg[] =
    "<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64'><rect width='64' height='64'/></svg>";
  static const guint8 bomb[] = { 0x89, 'P', 'N', 'G',  '\r', '\n', 0x1a, '\n', 0, 0,    0, 13, 'I',
                                 'H',  'D', 'R', 0,    0,    0x80, 0,    0,    0, 0x80, 0, 8,  2,
                                 0,    0,   0,   0x2e, 0xe2, 0xd2, 0x9c, 0,    0, 0,    0 };
  const struct
  {
    const void *data;
    gsize size;
    int code;
  } cases[] = { { svg, strlen (svg), G_IO_ERROR_NOT_SUPPORTED }, { bomb, sizeof bomb, G_IO_ERROR_INVALID_DATA } };
  g_autofree char *folder = g_dir_make_tmp ("cordial-picture-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "picture.png", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Answer answer;

      g_assert_true (g_file_set_contents (path, cases[i].data, (gssize) cases[i].size, NULL));
      answer = load (path);
      g_assert_null (answer.picture);
      g_assert_error (answer.error, G_IO_ERROR, cases[i].code);
      g_error_free (answer.error);
    }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_encode (void)
{
  const int sides[] = { 1, 17, 128, 1000 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (sides); i++)
    {
      int side = sides[i / 2];
      g_autoptr (GdkPixbuf) noise = new_noise (side, side, i % 2 == 1);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) image = cordial_own_picture_encode (noise, &error);
      g_autoptr (GInputStream) stream = NULL;
      g_autoptr (GdkPixbuf) decoded = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (image), <=, CARD_BYTES);
      stream = g_memory_input_stream_new_from_bytes (image);
      decoded = gdk_pixbuf_new_from_stream (stream, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (gdk_pixbuf_get_width (decoded), ==, gdk_pixbuf_get_height (decoded));
      g_assert_cmpint (gdk_pixbuf_get_width (decoded), >=, 32);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/own-picture/load", test_load);
  g_test_add_func ("/ui/own-picture/no-picture", test_no_picture);
  g_test_add_func ("/ui/own-picture/refused", test_refused);
  g_test_add_func ("/ui/own-picture/encode", test_encode);
  return g_test_run ();
}
