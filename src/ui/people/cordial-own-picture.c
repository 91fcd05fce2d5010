/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The picture that a person gives of themselves: read from a file in a thread, within the bounds of every picture, and made as small as
 * a card has room for.
 */

#define G_LOG_DOMAIN "cordial-own-picture"

#include "cordial-config.h"

#include "cordial-own-picture.h"

#include "cordial-picture.h"

/* Pixels of the longer side that are kept for choosing a part: more than a window shows. */
#define SIDE_MAX 1600
/* Pixels of either side, and bytes, of what others get. It stands in every card and every list of chats, so the official client puts no more
 * than so many bytes there (webapp, src/config.js, MAX_AVATAR_BYTES). */
#define CARD_SIDE 128
#define CARD_SIDE_MIN 48
#define CARD_BYTES 4096

static void
load (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (task_data, cancellable, &error);
  g_autoptr (CordialPicture) picture = NULL;

  if (stream)
    picture =
      cordial_picture_decode (G_INPUT_STREAM (stream), SIDE_MAX, CORDIAL_PICTURE_MAX_PIXELS, cancellable, &error);
  if (picture)
    g_task_return_pointer (task, g_object_ref (picture->pixbuf), g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * cordial_own_picture_load_async:
 * @file: what the person chose
 * @cancellable: (nullable): ends it
 */
void
cordial_own_picture_load_async (GFile *file,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, cordial_own_picture_load_async);
  g_task_set_static_name (task, "[cordial] load picture");
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load);
}

/**
 * cordial_own_picture_load_finish:
 * @error: return location; of GIO, with a sentence
 *
 * Returns: (transfer full): the picture
 */
GdkPixbuf *
cordial_own_picture_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cordial_own_picture_encode:
 * @square: the part of a picture that was chosen
 * @error: return location
 *
 * Returns: (transfer full): a JPEG that has room in a card: as large as that lets it be
 */
GBytes *
cordial_own_picture_encode (GdkPixbuf *square, GError **error)
{
  static const char *const qualities[] = { "88", "78", "65", "50" };

  g_return_val_if_fail (GDK_IS_PIXBUF (square), NULL);

  for (int side = CARD_SIDE;; side = side * 3 / 4)
    {
      /* JPEG has no transparency. */
      g_autoptr (GdkPixbuf) scaled =
        gdk_pixbuf_composite_color_simple (square, side, side, GDK_INTERP_HYPER, 255, 8, 0xffffffff, 0xffffffff);

      for (guint i = 0; i < G_N_ELEMENTS (qualities); i++)
        {
          g_autofree char *data = NULL;
          gsize size;

          if (!gdk_pixbuf_save_to_buffer (scaled, &data, &size, "jpeg", error, "quality", qualities[i], NULL))
            return NULL;
          if (size <= CARD_BYTES || side <= CARD_SIDE_MIN)
            return g_bytes_new_take (g_steal_pointer (&data), size);
        }
    }
}
