/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures from anywhere, decoded within bounds.
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* Of one picture, before anything is decoded. */
#define CORDIAL_PICTURE_MAX_PIXELS (64 * 1000 * 1000)
#define CORDIAL_PICTURE_MAX_BYTES (64 * 1024 * 1024)

/**
 * CordialPicture:
 * @pixbuf: what is seen, turned as the camera was held, no larger than was asked for
 * @width: in pixels, of the whole picture, turned likewise
 * @height: in pixels, of the whole picture, turned likewise
 * @media_type: what it is, whatever it is called
 */
typedef struct
{
  GdkPixbuf *pixbuf;
  int width;
  int height;
  const char *media_type;
} CordialPicture;

const char *cordial_picture_sniff (const void *data, gsize size);
const char *const *cordial_picture_get_known_types (void);
gboolean cordial_picture_is_known_type (const char *media_type);

CordialPicture *cordial_picture_decode (GInputStream *stream,
                                        int max_side,
                                        gint64 max_pixels,
                                        GCancellable *cancellable,
                                        GError **error);
GdkPixbufAnimation *
cordial_picture_decode_moving (GInputStream *stream, gint64 max_pixels, GCancellable *cancellable, GError **error);
/* Pixels of the longer side of what stands in a message until the picture itself is there: as large as the official clients make it
 * (webapp, src/config.js, IMAGE_PREVIEW_DIM). */
#define CORDIAL_PICTURE_PREVIEW_SIDE 64

GBytes *cordial_picture_encode_preview (GdkPixbuf *pixbuf, int side, GError **error);
void cordial_picture_free (CordialPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialPicture, cordial_picture_free)

G_END_DECLS
