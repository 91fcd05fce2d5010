/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures from anywhere, decoded within bounds: what a picture is, is seen by its first bytes and not by what it is called; how large
 * it is, is looked at before it is decoded; and no more pixels are kept than are shown. Called in threads.
 *
 * GdkPixbuf decodes, in this process: glycin would in a sandbox of its own, but that sandbox cannot be made inside the containers in which
 * this is built and tested, and what cannot be tested is not relied upon. Where GdkPixbuf is new enough (2.44), it uses glycin itself.
 */
#define G_LOG_DOMAIN "cordial-media"

#include "cordial-config.h"

#include "cordial-picture.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES (64 * 1024)

/* Of what stands in a message until the picture itself is there: a quality that nobody sees in so few pixels. */
#define PREVIEW_QUALITY "70"

/**
 * cordial_picture_sniff:
 * @data: the beginning of a file; 16 bytes are enough
 * @size: how many there are
 *
 * Only formats that people send as pictures: every other decoder on the machine stays out of reach of the wire. SVG is not among
 * them: it is a program.
 *
 * Returns: (nullable): its media type, or %NULL where it is no picture to be shown
 */
const char *
cordial_picture_sniff (const void *data, gsize size)
{
  if (size >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "image/png";
  if (size >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "image/jpeg";
  if (size >= 6 && (memcmp (data, "GIF87a", 6) == 0 || memcmp (data, "GIF89a", 6) == 0))
    return "image/gif";
  if (size >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp ((const guint8 *) data + 8, "WEBP", 4) == 0)
    return "image/webp";
  return NULL;
}

/**
 * cordial_picture_get_known_types:
 *
 * Returns: (transfer none): the media types of the pictures that can be shown, %NULL at the end
 */
const char *const *
cordial_picture_get_known_types (void)
{
  static const char *const types[] = { "image/png", "image/jpeg", "image/gif", "image/webp", NULL };

  return types;
}

/**
 * cordial_picture_is_known_type:
 * @media_type: (nullable): what a sender says that a file is
 *
 * Returns: whether that is a type of picture that can be shown; %NULL may be one
 */
gboolean
cordial_picture_is_known_type (const char *media_type)
{
  /* Some clients call a JPEG what its files are called. */
  return !media_type || strcmp (media_type, "image/jpg") == 0 ||
         g_strv_contains (cordial_picture_get_known_types (), media_type);
}

typedef struct
{
  int max_side;
  gint64 max_pixels;
  int width;
  int height;
  gboolean too_large;
} Bounds;

/* Known before anything is decoded: a picture that is too large is refused by giving it no size at all. */
static void
on_size_prepared (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  Bounds *bounds = user_data;
  int longer = MAX (width, height);

  bounds->width = width;
  bounds->height = height;
  if ((gint64) width * height > bounds->max_pixels)
    {
      bounds->too_large = TRUE;
      gdk_pixbuf_loader_set_size (loader, 0, 0);
    }
  else if (longer > bounds->max_side)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) ((gint64) width * bounds->max_side / longer)),
                                MAX (1, (int) ((gint64) height * bounds->max_side / longer)));
}

/* Feeds the whole stream. */
static gboolean
feed (GdkPixbufLoader *loader,
      GInputStream *stream,
      guint8 *buffer,
      gsize size,
      const Bounds *bounds,
      GCancellable *cancellable,
      GError **error)
{
  gsize total = 0;

  while (size > 0)
    {
      total += size;
      if (total > CORDIAL_PICTURE_MAX_BYTES)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The picture is too large to be shown."));
          return FALSE;
        }
      if (!gdk_pixbuf_loader_write (loader, buffer, size, error))
        return FALSE;
      if (bounds->too_large)
        return TRUE;
      if (!g_input_stream_read_all (stream, buffer, CHUNK_BYTES, &size, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* Its whole content goes through a decoder for what it is. */
static GdkPixbufLoader *
load (GInputStream *stream, Bounds *bounds, const char **media_type, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (CHUNK_BYTES);
  g_autoptr (GdkPixbufLoader) loader = NULL;
  g_autoptr (GError) broken = NULL;
  gboolean fed;
  gsize size;

  if (!g_input_stream_read_all (stream, buffer, CHUNK_BYTES, &size, cancellable, error))
    return NULL;
  *media_type = cordial_picture_sniff (buffer, size);
  if (!*media_type)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("This is no picture that can be shown."));
      return NULL;
    }
  loader = gdk_pixbuf_loader_new_with_mime_type (*media_type, error);
  if (!loader)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), bounds);
  fed = feed (loader, stream, buffer, size, bounds, cancellable, &broken);
  /* It has to be closed in any case. */
  if (!gdk_pixbuf_loader_close (loader, fed ? &broken : NULL))
    fed = FALSE;
  if (bounds->too_large)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The picture is too large to be shown."));
  else if (!fed && broken->domain != GDK_PIXBUF_ERROR)
    g_propagate_error (error, g_steal_pointer (&broken));
  else if (!fed)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("This is no picture that can be shown."));
  return fed && !bounds->too_large ? g_steal_pointer (&loader) : NULL;
}

/**
 * cordial_picture_decode_moving:
 * @stream: a file from anywhere
 * @max_pixels: of one frame
 * @cancellable: (nullable): ends it
 * @error: return location; of G_IO_ERROR, also where nothing moves
 *
 * Blocks: for a thread.
 *
 * Returns: (transfer full): what moves
 */
GdkPixbufAnimation *
cordial_picture_decode_moving (GInputStream *stream, gint64 max_pixels, GCancellable *cancellable, GError **error)
{
  Bounds bounds = { .max_side = G_MAXINT, .max_pixels = max_pixels };
  const char *media_type;
  g_autoptr (GdkPixbufLoader) loader = load (stream, &bounds, &media_type, cancellable, error);
  GdkPixbufAnimation *animation;

  if (!loader)
    return NULL;
  animation = gdk_pixbuf_loader_get_animation (loader);
  if (animation && !gdk_pixbuf_animation_is_static_image (animation))
    return g_object_ref (animation);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Nothing in it moves");
  return NULL;
}

/**
 * cordial_picture_decode:
 * @stream: a file from anywhere
 * @max_side: pixels of its longer side that are wanted at most
 * @max_pixels: pixels that it may have at all, such as %CORDIAL_PICTURE_MAX_PIXELS
 * @cancellable: (nullable): ends it
 * @error: return location; of G_IO_ERROR, with a sentence
 *
 * Blocks: for a thread.
 *
 * Returns: (transfer full): the picture; where it moves, what it begins with
 */
CordialPicture *
cordial_picture_decode (GInputStream *stream,
                        int max_side,
                        gint64 max_pixels,
                        GCancellable *cancellable,
                        GError **error)
{
  Bounds bounds = { .max_side = max_side, .max_pixels = max_pixels };
  const char *media_type, *orientation;
  g_autoptr (GdkPixbufLoader) loader = load (stream, &bounds, &media_type, cancellable, error);
  g_autoptr (GdkPixbuf) turned = NULL;
  CordialPicture *self;
  GdkPixbuf *pixbuf;

  if (!loader)
    return NULL;
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  turned = pixbuf ? gdk_pixbuf_apply_embedded_orientation (pixbuf) : NULL;
  if (!turned)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("This is no picture that can be shown."));
      return NULL;
    }
  self = g_new0 (CordialPicture, 1);
  self->media_type = media_type;
  self->width = bounds.width;
  self->height = bounds.height;
  orientation = gdk_pixbuf_get_option (pixbuf, "orientation");
  /* Those that lie on their side: the fifth to the eighth of Exif's orientations (CIPA DC-008, «Orientation»). */
  if (orientation && atoi (orientation) >= 5)
    {
      self->width = bounds.height;
      self->height = bounds.width;
    }
  /* Some loaders scale nothing while they decode. */
  if (MAX (gdk_pixbuf_get_width (turned), gdk_pixbuf_get_height (turned)) > max_side)
    {
      int longer = MAX (gdk_pixbuf_get_width (turned), gdk_pixbuf_get_height (turned));

      self->pixbuf =
        gdk_pixbuf_scale_simple (turned, MAX (1, gdk_pixbuf_get_width (turned) * max_side / longer),
                                 MAX (1, gdk_pixbuf_get_height (turned) * max_side / longer), GDK_INTERP_BILINEAR);
    }
  else
    self->pixbuf = g_steal_pointer (&turned);
  if (!self->pixbuf)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("There is no memory for the picture."));
      g_clear_pointer (&self, cordial_picture_free);
    }
  return self;
}

/**
 * cordial_picture_encode_preview:
 * @pixbuf: a picture
 * @side: pixels of the longer side at most
 * @error: return location
 *
 * Returns: (transfer full): a JPEG of it that has room in a message
 */
GBytes *
cordial_picture_encode_preview (GdkPixbuf *pixbuf, int side, GError **error)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  int longer = MAX (MAX (width, height), side);
  /* JPEG has no transparency: white, as the web client's page. */
  g_autoptr (GdkPixbuf) scaled = gdk_pixbuf_composite_color_simple (
    pixbuf, MAX (1, (int) ((gint64) width * side / longer)), MAX (1, (int) ((gint64) height * side / longer)),
    GDK_INTERP_HYPER, 255, 8, 0xffffffff, 0xffffffff);
  char *data = NULL;
  gsize size;

  if (!scaled)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("There is no memory for the picture."));
      return NULL;
    }
  if (!gdk_pixbuf_save_to_buffer (scaled, &data, &size, "jpeg", error, "quality", PREVIEW_QUALITY, NULL))
    return NULL;
  return g_bytes_new_take (data, size);
}

void
cordial_picture_free (CordialPicture *self)
{
  g_clear_object (&self->pixbuf);
  g_free (self);
}
