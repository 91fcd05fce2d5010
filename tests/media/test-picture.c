/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures are decoded within bounds, whatever they claim to be.
 */

#include "cordial-picture.h"

#include <string.h>

static GBytes *
make_picture (int width, int height, const char *type)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, type, &error, NULL));
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static CordialPicture *
decode (GBytes *bytes, int max_side, gint64 max_pixels, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

  return cordial_picture_decode (stream, max_side, max_pixels, NULL, error);
}

static void
test_scaled (void)
{
  static const char *const types[][2] = { { "png", "image/png" }, { "jpeg", "image/jpeg" } };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GBytes) bytes = make_picture (900, 300, types[i][0]);
      g_autoptr (GError) error = NULL;
      g_autoptr (CordialPicture) small = decode (bytes, 90, CORDIAL_PICTURE_MAX_PIXELS, &error);
      g_autoptr (CordialPicture) whole = decode (bytes, 5000, CORDIAL_PICTURE_MAX_PIXELS, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (small->media_type, ==, types[i][1]);
      g_assert_cmpint (small->width, ==, 900);
      g_assert_cmpint (small->height, ==, 300);
      g_assert_cmpint (gdk_pixbuf_get_width (small->pixbuf), ==, 90);
      g_assert_cmpint (gdk_pixbuf_get_height (small->pixbuf), ==, 30);
      g_assert_cmpint (gdk_pixbuf_get_width (whole->pixbuf), ==, 900);
    }
}

/* It says of itself that it has a billion pixels, and is refused before one of them has a place. */
static void
test_bomb (void)
{
  static const guint8 start[] = { 0x89, 'P', 'N', 'G',  '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D',
                                  'R',  0,   0,   0x80, 0,    0,    0,    0x80, 0, 8, 2, 0,  0,   0 };
  guint8 bytes[sizeof start + 4 + 64] = { 0 };
  g_autoptr (GBytes) bomb = NULL;
  g_autoptr (GBytes) large = make_picture (400, 300, "png");
  g_autoptr (GError) error = NULL, too_many = NULL;

  memcpy (bytes, start, sizeof start);
  /* Of the header; a decoder looks at that before anything. */
  memcpy (bytes + sizeof start, "\x2e\xe2\xd2\x9c", 4);
  bomb = g_bytes_new (bytes, sizeof bytes);
  g_assert_null (decode (bomb, 100, CORDIAL_PICTURE_MAX_PIXELS, &error));
  g_assert_nonnull (error);
  g_assert_null (decode (large, 100, 400 * 300 - 1, &too_many));
  g_assert_error (too_many, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_bad (void)
{
  static const char svg[] = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
  g_autoptr (GBytes) program = g_bytes_new_static (svg, sizeof svg - 1), empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) whole = make_picture (40, 30, "png"), half = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (decode (program, 100, CORDIAL_PICTURE_MAX_PIXELS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_null (decode (empty, 100, CORDIAL_PICTURE_MAX_PIXELS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  for (gsize size = 1; size < g_bytes_get_size (whole); size += 7)
    {
      CordialPicture *picture;

      g_clear_error (&error);
      g_clear_pointer (&half, g_bytes_unref);
      half = g_bytes_new_from_bytes (whole, 0, size);
      picture = decode (half, 100, CORDIAL_PICTURE_MAX_PIXELS, &error);
      g_assert_true ((picture != NULL) != (error != NULL));
      g_clear_pointer (&picture, cordial_picture_free);
    }
  g_assert_false (cordial_picture_is_known_type ("image/svg+xml"));
  g_assert_true (cordial_picture_is_known_type ("image/jpeg"));
}

static void
test_preview (void)
{
  g_autoptr (GBytes) bytes = make_picture (4000, 3000, "jpeg"), preview = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialPicture) picture = decode (bytes, 1000, CORDIAL_PICTURE_MAX_PIXELS, &error);
  g_autoptr (CordialPicture) small = NULL;

  preview = cordial_picture_encode_preview (picture->pixbuf, CORDIAL_PICTURE_PREVIEW_SIDE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (preview), <, 4096);
  small = decode (preview, 1000, CORDIAL_PICTURE_MAX_PIXELS, &error);
  g_assert_cmpint (small->width, ==, 64);
  g_assert_cmpint (small->height, ==, 48);
  g_assert_cmpstr (small->media_type, ==, "image/jpeg");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/picture/scaled", test_scaled);
  g_test_add_func ("/media/picture/bomb", test_bomb);
  g_test_add_func ("/media/picture/bad", test_bad);
  g_test_add_func ("/media/picture/preview", test_preview);
  return g_test_run ();
}
