/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes pictures of avatars: PNG, JPEG, GIF or WebP of bounded size, decoded in a thread, and kept as long as there are few. It
 * must never fetch anything: the bytes are already here.
 */

#define G_LOG_DOMAIN "cordial-avatar-loader"

#include "cordial-config.h"

#include "cordial-avatar-loader.h"

#include "cordial-picture-loader.h"
#include "cordial-picture.h"

/* Bytes of an encoded avatar: several times what a server takes inline. */
#define MAX_BYTES (2 * 1024 * 1024)
/* Pixels of either side before decoding; at four bytes a pixel this bounds what one avatar costs to 16 MiB for a moment. */
#define MAX_SIDE 2048
/* Pictures kept: more than a window shows at once, and with 88 pixels a side about 8 MiB. */
#define MAX_CACHED 256

struct _CordialAvatarLoader
{
  GObject parent_instance;

  GHashTable *cache; /* Key → GdkTexture */
};

G_DEFINE_FINAL_TYPE (CordialAvatarLoader, cordial_avatar_loader, G_TYPE_OBJECT)

typedef struct
{
  GBytes *image;
  int size_px;
} Key;

static Key *
key_new (GBytes *image, int size_px)
{
  Key *key = g_new (Key, 1);

  key->image = g_bytes_ref (image);
  key->size_px = size_px;
  return key;
}

static void
key_free (gpointer data)
{
  Key *key = data;

  g_bytes_unref (key->image);
  g_free (key);
}

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return g_bytes_hash (key->image) ^ (guint) key->size_px;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *first = a;
  const Key *second = b;

  return first->size_px == second->size_px && g_bytes_equal (first->image, second->image);
}

/* The middle square, scaled to @size_px where it is larger. */
static GdkPixbuf *
crop_and_scale (GdkPixbuf *pixbuf, int size_px)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  int side = MIN (width, height);
  g_autoptr (GdkPixbuf) square = gdk_pixbuf_new_subpixbuf (pixbuf, (width - side) / 2, (height - side) / 2, side, side);

  if (side <= size_px)
    return gdk_pixbuf_copy (square);
  return gdk_pixbuf_scale_simple (square, size_px, size_px, GDK_INTERP_BILINEAR);
}

static GdkTexture *
decode (GBytes *image, int size_px, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (CordialPicture) picture = NULL;
  g_autoptr (GdkPixbuf) scaled = NULL;

  if (g_bytes_get_size (image) > MAX_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "The image is too large");
      return NULL;
    }
  stream = g_memory_input_stream_new_from_bytes (image);
  picture = cordial_picture_decode (stream, MAX_SIDE, MAX_SIDE * MAX_SIDE, NULL, error);
  if (picture == NULL)
    return NULL;
  scaled = crop_and_scale (picture->pixbuf, size_px);
  if (scaled == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No memory for the image");
      return NULL;
    }
  return cordial_texture_new (scaled);
}

static void
decode_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Key *key = task_data;
  GError *error = NULL;
  GdkTexture *texture;

  if (g_task_return_error_if_cancelled (task))
    return;
  texture = decode (key->image, key->size_px, &error);
  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
cordial_avatar_loader_finalize (GObject *object)
{
  CordialAvatarLoader *self = CORDIAL_AVATAR_LOADER (object);

  g_hash_table_unref (self->cache);
  G_OBJECT_CLASS (cordial_avatar_loader_parent_class)->finalize (object);
}

static void
cordial_avatar_loader_class_init (CordialAvatarLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_avatar_loader_finalize;
}

static void
cordial_avatar_loader_init (CordialAvatarLoader *self)
{
  self->cache = g_hash_table_new_full (key_hash, key_equal, key_free, g_object_unref);
}

CordialAvatarLoader *
cordial_avatar_loader_new (void)
{
  return g_object_new (CORDIAL_TYPE_AVATAR_LOADER, NULL);
}

/**
 * cordial_avatar_loader_load_async:
 * @self: a loader
 * @image: encoded image, from anywhere
 * @size_px: pixels of either side of the picture wanted
 * @cancellable: (nullable):
 * @callback: called with the result, never before this function returns
 * @user_data: for @callback
 */
void
cordial_avatar_loader_load_async (CordialAvatarLoader *self,
                                  GBytes *image,
                                  int size_px,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GdkTexture *cached;
  Key *key;

  g_return_if_fail (CORDIAL_IS_AVATAR_LOADER (self));
  g_return_if_fail (image != NULL);
  g_return_if_fail (size_px > 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_avatar_loader_load_async);
  g_task_set_static_name (task, "[cordial] decode avatar");
  key = key_new (image, size_px);
  g_task_set_task_data (task, key, key_free);
  cached = g_hash_table_lookup (self->cache, key);
  if (cached != NULL)
    g_task_return_pointer (task, g_object_ref (cached), g_object_unref);
  else
    g_task_run_in_thread (task, decode_in_thread);
}

/**
 * cordial_avatar_loader_load_finish:
 *
 * Returns: (transfer full): the picture, or %NULL with @error where the bytes are no image of a known format, or too large
 */
GdkTexture *
cordial_avatar_loader_load_finish (CordialAvatarLoader *self, GAsyncResult *result, GError **error)
{
  GdkTexture *texture;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  texture = g_task_propagate_pointer (G_TASK (result), error);
  if (texture != NULL)
    {
      const Key *key = g_task_get_task_data (G_TASK (result));

      /* The bound matters, not which ones stay: what is shown keeps its picture anyway. */
      if (g_hash_table_size (self->cache) >= MAX_CACHED)
        g_hash_table_remove_all (self->cache);
      g_hash_table_replace (self->cache, key_new (key->image, key->size_px), g_object_ref (texture));
    }
  return texture;
}

/* --- Into an AdwAvatar --------------------------------------------------------------------------------------------- */

#define CANCELLABLE_KEY "cordial-avatar-cancellable"

static void
cancel_and_unref (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  g_object_unref (cancellable);
}

static void
on_shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwAvatar) avatar = ADW_AVATAR (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = cordial_avatar_loader_load_finish (CORDIAL_AVATAR_LOADER (source), result, &error);

  if (texture != NULL)
    adw_avatar_set_custom_image (avatar, GDK_PAINTABLE (texture));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("An avatar cannot be shown: %s", error->message);
}

/**
 * cordial_avatar_loader_show:
 * @self: a loader
 * @avatar: where to show it
 * @image: (nullable): encoded image; %NULL for the initials
 *
 * Shows initials until the picture is there. A later call for the same @avatar takes the place of this one.
 */
void
cordial_avatar_loader_show (CordialAvatarLoader *self, AdwAvatar *avatar, GBytes *image)
{
  g_autoptr (GCancellable) cancellable = NULL;
  Key key;
  GdkTexture *cached;

  g_return_if_fail (CORDIAL_IS_AVATAR_LOADER (self));
  g_return_if_fail (ADW_IS_AVATAR (avatar));

  g_object_set_data (G_OBJECT (avatar), CANCELLABLE_KEY, NULL);
  key = (Key) { image, adw_avatar_get_size (avatar) * gtk_widget_get_scale_factor (GTK_WIDGET (avatar)) };
  cached = image != NULL ? g_hash_table_lookup (self->cache, &key) : NULL;
  adw_avatar_set_custom_image (avatar, cached != NULL ? GDK_PAINTABLE (cached) : NULL);
  if (image == NULL || cached != NULL)
    return;
  cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (avatar), CANCELLABLE_KEY, g_object_ref (cancellable), cancel_and_unref);
  cordial_avatar_loader_load_async (self, image, key.size_px, cancellable, on_shown, g_object_ref (avatar));
}
