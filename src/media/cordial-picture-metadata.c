/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Takes out of a picture what it says beside what is seen in it: where and when it was taken, by whom and with what, and the smaller
 * pictures of it that say the same again. What is seen stays bit by bit as it was, with its colours and the way it is turned.
 */
#define G_LOG_DOMAIN "cordial-media"

#include "cordial-config.h"

#include "cordial-picture-metadata.h"

#include "cordial-picture.h"

#include <string.h>

typedef struct
{
  const guint8 *data;
  gsize size;
} Span;

static guint
read_16 (const guint8 *at, gboolean little)
{
  return little ? at[0] | at[1] << 8 : at[0] << 8 | at[1];
}

static guint32
read_32 (const guint8 *at, gboolean little)
{
  return little ? at[0] | at[1] << 8 | at[2] << 16 | (guint32) at[3] << 24
                : (guint32) at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

/* --- JPEG (ITU-T T.81, B.1) ----------------------------------------------------------------------------------------- */

#define JPEG_START 0xd8
#define JPEG_END 0xd9
#define JPEG_SCAN 0xda
#define JPEG_COMMENT 0xfe
#define JPEG_APPLICATION(n) (0xe0 + (n))

#define EXIF_HEADER "Exif\0"
#define EXIF_HEADER_BYTES 6
#define TIFF_ORIENTATION 0x0112
#define TIFF_ENTRY_BYTES 12

/* How the camera was held, from 1 to 8; 1 where that is not said. @exif begins behind the header (CIPA DC-008, 4.6.2). */
static guint
find_orientation (Span exif)
{
  gboolean little;
  guint32 directory;
  guint n;

  if (exif.size < 8 || (memcmp (exif.data, "II", 2) != 0 && memcmp (exif.data, "MM", 2) != 0))
    return 1;
  little = exif.data[0] == 'I';
  directory = read_32 (exif.data + 4, little);
  if (directory > exif.size - 2)
    return 1;
  n = read_16 (exif.data + directory, little);
  for (guint i = 0; i < n && directory + 2 + (i + 1) * (gsize) TIFF_ENTRY_BYTES <= exif.size; i++)
    {
      const guint8 *entry = exif.data + directory + 2 + i * TIFF_ENTRY_BYTES;
      guint value = read_16 (entry + 8, little);

      if (read_16 (entry, little) == TIFF_ORIENTATION)
        return value >= 1 && value <= 8 ? value : 1;
    }
  return 1;
}

static void
append_orientation (GByteArray *out, guint orientation)
{
  const guint8 segment[] = { 0xff, JPEG_APPLICATION (1), 0, 34, 'E', 'x', 'i', 'f', 0, 0,
                             /* big-endian; the directory stands at 8 */
                             'M', 'M', 0, 42, 0, 0, 0, 8,
                             /* one entry, of one number of 16 bits; no directory follows */
                             0, 1, TIFF_ORIENTATION >> 8, TIFF_ORIENTATION & 0xff, 0, 3, 0, 0, 0, 1, 0,
                             (guint8) orientation, 0, 0, 0, 0, 0, 0 };

  g_byte_array_append (out, segment, sizeof segment);
}

/* What a decoder needs of the segments that are nobody's but the applications': how large it is to be printed, colours. */
static gboolean
is_needed (guint marker, Span content)
{
  if (marker == JPEG_COMMENT)
    return FALSE;
  if (marker < JPEG_APPLICATION (0) || marker > JPEG_APPLICATION (15))
    return TRUE;
  return (marker == JPEG_APPLICATION (0) && content.size >= 5 && memcmp (content.data, "JFIF", 5) == 0) ||
         (marker == JPEG_APPLICATION (2) && content.size >= 12 && memcmp (content.data, "ICC_PROFILE", 12) == 0) ||
         (marker == JPEG_APPLICATION (14) && content.size >= 5 && memcmp (content.data, "Adobe", 5) == 0);
}

/* Where the next marker is: what is scanned has none but those that begin it anew. */
static gsize
find_marker (Span in, gsize at)
{
  for (; at + 1 < in.size; at++)
    if (in.data[at] == 0xff && in.data[at + 1] != 0 && in.data[at + 1] != 0xff &&
        (in.data[at + 1] < 0xd0 || in.data[at + 1] > 0xd7))
      return at;
  return in.size;
}

static gboolean
copy_jpeg (Span in, GByteArray *out, gboolean *had_any)
{
  gboolean seen = FALSE;
  gsize at = 2;

  g_byte_array_append (out, in.data, 2);
  while (at < in.size)
    {
      Span content;
      guint marker;
      gsize length;

      if (in.size - at < 4 && !(in.size - at >= 2 && in.data[at + 1] == JPEG_END))
        return FALSE;
      if (in.data[at] != 0xff)
        return FALSE;
      marker = in.data[at + 1];
      if (marker == 0xff)
        {
          at++;
          continue;
        }
      if (marker == JPEG_END)
        {
          g_byte_array_append (out, in.data + at, 2);
          /* Behind it stand more pictures of the same (CIPA DC-007), or a film. */
          *had_any = *had_any || at + 2 < in.size;
          return TRUE;
        }
      length = read_16 (in.data + at + 2, FALSE);
      if (length < 2 || length > in.size - at - 2)
        return FALSE;
      content = (Span) { in.data + at + 4, length - 2 };
      if (is_needed (marker, content))
        g_byte_array_append (out, in.data + at, (guint) length + 2);
      else
        {
          *had_any = TRUE;
          if (marker == JPEG_APPLICATION (1) && content.size > EXIF_HEADER_BYTES &&
              memcmp (content.data, EXIF_HEADER, EXIF_HEADER_BYTES) == 0)
            {
              guint orientation =
                find_orientation ((Span) { content.data + EXIF_HEADER_BYTES, content.size - EXIF_HEADER_BYTES });

              if (orientation > 1)
                append_orientation (out, orientation);
            }
        }
      at += length + 2;
      if (marker == JPEG_SCAN)
        {
          gsize end = find_marker (in, at);

          g_byte_array_append (out, in.data + at, (guint) (end - at));
          at = end;
          seen = TRUE;
        }
    }
  /* The end is missing; what is seen may be here. */
  return seen;
}

/* --- PNG (third edition, 5.3) --------------------------------------------------------------------------------------- */

#define PNG_SIGNATURE_BYTES 8
#define PNG_AROUND_CHUNK_BYTES 12

static gboolean
copy_png (Span in, GByteArray *out, gboolean *had_any)
{
  static const char metadata[][5] = { "eXIf", "tEXt", "zTXt", "iTXt", "tIME" };
  gsize at = PNG_SIGNATURE_BYTES;

  g_byte_array_append (out, in.data, PNG_SIGNATURE_BYTES);
  while (in.size - at >= PNG_AROUND_CHUNK_BYTES)
    {
      gsize length = read_32 (in.data + at, FALSE);
      const char *type = (const char *) in.data + at + 4;
      gboolean needed = TRUE;

      if (length > in.size - at - PNG_AROUND_CHUNK_BYTES)
        return FALSE;
      for (guint i = 0; i < G_N_ELEMENTS (metadata); i++)
        needed = needed && memcmp (type, metadata[i], 4) != 0;
      if (needed)
        g_byte_array_append (out, in.data + at, (guint) length + PNG_AROUND_CHUNK_BYTES);
      at += length + PNG_AROUND_CHUNK_BYTES;
      *had_any = *had_any || !needed;
      if (memcmp (type, "IEND", 4) == 0)
        {
          *had_any = *had_any || at < in.size;
          return TRUE;
        }
    }
  return FALSE;
}

/* --- WebP (RFC 9649, 2.7) ------------------------------------------------------------------------------------------- */

#define WEBP_HEADER_BYTES 12
#define WEBP_CHUNK_HEADER_BYTES 8
#define WEBP_FLAG_EXIF 0x08
#define WEBP_FLAG_XMP 0x04

static gboolean
copy_webp (Span in, GByteArray *out, gboolean *had_any)
{
  gsize at = WEBP_HEADER_BYTES, end = MIN (in.size, (gsize) read_32 (in.data + 4, TRUE) + 8);
  guint32 size;

  g_byte_array_append (out, in.data, WEBP_HEADER_BYTES);
  *had_any = end < in.size;
  while (end >= at + WEBP_CHUNK_HEADER_BYTES)
    {
      gsize length = read_32 (in.data + at + 4, TRUE);
      gsize padded = length + (length & 1);
      gsize begun = out->len;

      if (length > end - at - WEBP_CHUNK_HEADER_BYTES)
        return FALSE;
      padded = MIN (padded, end - at - WEBP_CHUNK_HEADER_BYTES);
      if (memcmp (in.data + at, "EXIF", 4) == 0 || memcmp (in.data + at, "XMP ", 4) == 0)
        *had_any = TRUE;
      else
        {
          g_byte_array_append (out, in.data + at, (guint) (padded + WEBP_CHUNK_HEADER_BYTES));
          if (memcmp (in.data + at, "VP8X", 4) == 0 && length > 0)
            out->data[begun + WEBP_CHUNK_HEADER_BYTES] &= (guint8) ~(WEBP_FLAG_EXIF | WEBP_FLAG_XMP);
        }
      at += padded + WEBP_CHUNK_HEADER_BYTES;
    }
  size = GUINT32_TO_LE (out->len - 8);
  memcpy (out->data + 4, &size, sizeof size);
  return TRUE;
}

/**
 * cordial_picture_remove_metadata:
 * @picture: a whole file of at most %CORDIAL_PICTURE_MAX_BYTES
 * @had_any: (out): whether anything was taken out
 *
 * Returns: (transfer full) (nullable): the same picture without; %NULL where it is not built as it should be, so that nobody can say
 *   what is in it
 */
GBytes *
cordial_picture_remove_metadata (GBytes *picture, gboolean *had_any)
{
  Span in;
  const char *media_type;
  g_autoptr (GByteArray) out = NULL;
  gboolean copied;

  in.data = g_bytes_get_data (picture, &in.size);
  media_type = cordial_picture_sniff (in.data, in.size);
  *had_any = FALSE;
  if (!media_type || in.size > CORDIAL_PICTURE_MAX_BYTES)
    return NULL;
  if (g_str_equal (media_type, "image/gif"))
    return g_bytes_ref (picture); /* no camera writes these */
  out = g_byte_array_sized_new ((guint) in.size);
  if (g_str_equal (media_type, "image/jpeg"))
    copied = copy_jpeg (in, out, had_any);
  else if (g_str_equal (media_type, "image/png"))
    copied = copy_png (in, out, had_any);
  else
    copied = copy_webp (in, out, had_any);
  return copied ? g_byte_array_free_to_bytes (g_steal_pointer (&out)) : NULL;
}
