/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a picture says of where it was taken goes; what is seen, and the way it is turned, stays.
 */

#include "cordial-picture-metadata.h"

#include "cordial-picture.h"

#include <string.h>

#define SECRET "51.5N 0.1W"

static GBytes *
make_picture (const char *type)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 60, 20);
  char *data;
  gsize size;

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, type, NULL, NULL));
  return g_bytes_new_take (data, size);
}

/* @size bytes of @addition are put into @bytes at @at. */
static GBytes *
put_in (GBytes *bytes, gsize at, const void *addition, gsize size)
{
  GByteArray *out = g_byte_array_new ();
  gsize whole;
  const guint8 *data = g_bytes_get_data (bytes, &whole);

  g_byte_array_append (out, data, (guint) at);
  g_byte_array_append (out, addition, (guint) size);
  g_byte_array_append (out, data + at, (guint) (whole - at));
  return g_byte_array_free_to_bytes (out);
}

static gboolean
has (GBytes *bytes, const char *words)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i + strlen (words) <= size; i++)
    if (memcmp (data + i, words, strlen (words)) == 0)
      return TRUE;
  return FALSE;
}

static CordialPicture *
decode (GBytes *bytes)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GError) error = NULL;
  CordialPicture *picture = cordial_picture_decode (stream, 100, CORDIAL_PICTURE_MAX_PIXELS, NULL, &error);

  g_assert_no_error (error);
  return picture;
}

/* Little-endian, as cameras write it: how it was held, and something that is not known here. */
static GBytes *
make_photo (void)
{
  static const guint8 exif[] = "\xff\xe1\x00\x40"
                               "Exif\0\0II\x2a\0\x08\0\0\0"
                               "\x02\0"
                               "\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
                               "\x25\x88\x04\0\x01\0\0\0\x26\0\0\0"
                               "\0\0\0\0" SECRET "\0\0\0\0\0\0\0\0\0\0";
  g_autoptr (GBytes) plain = make_picture ("jpeg"), photo = NULL;

  g_assert_cmpuint (sizeof exif, >=, 66);
  photo = put_in (plain, 2, exif, 66);
  /* A second picture behind the first one, which says it again. */
  return put_in (photo, g_bytes_get_size (photo), SECRET, strlen (SECRET));
}

static void
test_jpeg (void)
{
  g_autoptr (GBytes) photo = make_photo (), clean = NULL, again = NULL;
  g_autoptr (CordialPicture) before = decode (photo), after = NULL;
  gboolean had_any;

  g_assert_true (has (photo, SECRET));
  clean = cordial_picture_remove_metadata (photo, &had_any);
  g_assert_true (had_any);
  g_assert_false (has (clean, SECRET));
  after = decode (clean);
  g_assert_cmpint (before->width, ==, 20);
  g_assert_cmpint (after->width, ==, 20);
  g_assert_cmpint (after->height, ==, 60);
  g_assert_cmpmem (gdk_pixbuf_get_pixels (before->pixbuf), gdk_pixbuf_get_byte_length (before->pixbuf),
                   gdk_pixbuf_get_pixels (after->pixbuf), gdk_pixbuf_get_byte_length (after->pixbuf));
  again = cordial_picture_remove_metadata (clean, &had_any);
  g_assert_true (g_bytes_equal (again, clean));
}

static void
test_nothing (void)
{
  g_autoptr (GBytes) jpeg = make_picture ("jpeg"), clean = NULL;
  gboolean had_any;

  clean = cordial_picture_remove_metadata (jpeg, &had_any);
  g_assert_false (had_any);
  g_assert_true (g_bytes_equal (clean, jpeg));
}

static void
test_png (void)
{
  /* The checksum is not looked at by who takes it out. */
  static const guint8 text[] = "\0\0\0\x12tEXtplace\0  " SECRET "CRCC";
  g_autoptr (GBytes) plain = make_picture ("png"), png = NULL, clean = NULL;
  gboolean had_any;

  png = put_in (plain, 33, text, 12 + 18);
  g_assert_true (has (png, SECRET));
  clean = cordial_picture_remove_metadata (png, &had_any);
  g_assert_true (had_any);
  g_assert_true (g_bytes_equal (clean, plain));
}

static void
test_webp (void)
{
  static const char webp[] = "RIFF\x34\0\0\0WEBP"
                             "VP8X\x0a\0\0\0\x0c\0\0\0\x01\0\0\x01\0\0"
                             "VP8L\x03\0\0\0abc\0"
                             "EXIF\x0a\0\0\0" SECRET;
  g_autoptr (GBytes) bytes = g_bytes_new_static (webp, sizeof webp - 1), clean = NULL;
  gboolean had_any;
  const guint8 *data;

  g_assert_cmpuint (sizeof webp - 1, ==, 0x34 + 8);
  clean = cordial_picture_remove_metadata (bytes, &had_any);
  g_assert_true (had_any);
  g_assert_false (has (clean, SECRET));
  g_assert_true (has (clean, "VP8L"));
  data = g_bytes_get_data (clean, NULL);
  g_assert_cmpuint (data[4], ==, g_bytes_get_size (clean) - 8);
  g_assert_cmpuint (data[20], ==, 0);
}

/* Whatever is broken in it: nothing is read or written beside it, and what comes out says nothing that it should not. */
static void
test_broken (void)
{
  g_autoptr (GBytes) photo = make_photo ();
  g_autoptr (GRand) random = g_rand_new_with_seed (18);
  gsize size;
  const guint8 *data = g_bytes_get_data (photo, &size);

  for (gsize n = 0; n <= size; n++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, MAX (n, 1));
      g_autoptr (GBytes) half = g_bytes_new (copy, n), clean = NULL;
      gboolean had_any;

      clean = cordial_picture_remove_metadata (half, &had_any);
      if (!clean)
        continue;
      g_assert_false (has (clean, SECRET));
      g_assert_cmpstr (cordial_picture_sniff (g_bytes_get_data (clean, NULL), g_bytes_get_size (clean)), ==,
                       "image/jpeg");
    }
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) spoilt = NULL, clean = NULL;
      gboolean had_any;

      for (guint j = 0; j < 4; j++)
        copy[g_rand_int_range (random, 3, (gint32) size)] = (guint8) g_rand_int (random);
      spoilt = g_bytes_new_take (g_steal_pointer (&copy), size);
      clean = cordial_picture_remove_metadata (spoilt, &had_any);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/picture-metadata/jpeg", test_jpeg);
  g_test_add_func ("/media/picture-metadata/nothing", test_nothing);
  g_test_add_func ("/media/picture-metadata/png", test_png);
  g_test_add_func ("/media/picture-metadata/webp", test_webp);
  g_test_add_func ("/media/picture-metadata/broken", test_broken);
  return g_test_run ();
}
