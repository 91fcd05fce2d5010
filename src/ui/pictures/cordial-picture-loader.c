/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes textures of pictures that are here already: decoded in threads, a few at a time, what was asked for last before the rest, as that
 * is what a person looks at; with no more pixels than are shown; and kept as long as they are few. It must never fetch anything.
 */

#define G_LOG_DOMAIN "cordial-picture-loader"

#include "cordial-config.h"

#include "cordial-picture-loader.h"

#include "cordial-picture.h"

#include <string.h>

/* At once: what a large picture takes while it is decoded is many times what it takes then. */
#define RUNNING_MAX 2
/* Of all pictures that are kept: some screens full. What is shown keeps its picture anyway. */
#define KEPT_BYTES (24 * 1024 * 1024)
/* Of one of them: what is looked at in its full size is shown once. */
#define KEPT_ONE_BYTES (4 * 1024 * 1024)

struct _CordialPictureLoader
{
  GObject parent_instance;

  GHashTable *cache; /* Key → GdkTexture */
  gsize kept;        /* bytes */
  GQueue waiting;    /* GTask */
  guint running;
};

G_DEFINE_FINAL_TYPE (CordialPictureLoader, cordial_picture_loader, G_TYPE_OBJECT)

typedef struct
{
  GBytes *bytes; /* (nullable) */
  char *path;    /* (nullable) */
  int max_side;
} Key;

static Key *
key_new (GBytes *bytes, const char *path, int max_side)
{
  Key *key = g_new (Key, 1);

  *key = (Key) { bytes ? g_bytes_ref (bytes) : NULL, g_strdup (path), max_side };
  return key;
}

static void
key_free (gpointer data)
{
  Key *key = data;

  g_clear_pointer (&key->bytes, g_bytes_unref);
  g_free (key->path);
  g_free (key);
}

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return (key->bytes ? g_bytes_hash (key->bytes) : g_str_hash (key->path)) ^ (guint) key->max_side;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *one = a, *other = b;

  return one->max_side == other->max_side && g_strcmp0 (one->path, other->path) == 0 && !one->bytes == !other->bytes &&
         (!one->bytes || g_bytes_equal (one->bytes, other->bytes));
}

/**
 * cordial_texture_new:
 * @pixbuf: a picture
 *
 * Returns: (transfer full): the same for the screen
 */
GdkTexture *
cordial_texture_new (GdkPixbuf *pixbuf)
{
  g_autoptr (GBytes) pixels = gdk_pixbuf_read_pixel_bytes (pixbuf);

  return gdk_memory_texture_new (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf),
                                 gdk_pixbuf_get_has_alpha (pixbuf) ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8, pixels,
                                 (gsize) gdk_pixbuf_get_rowstride (pixbuf));
}

static void
decode_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Key *key = task_data;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (CordialPicture) picture = NULL;
  GError *error = NULL;

  if (key->bytes)
    stream = g_memory_input_stream_new_from_bytes (key->bytes);
  else
    {
      g_autoptr (GFile) file = g_file_new_for_path (key->path);

      stream = G_INPUT_STREAM (g_file_read (file, cancellable, &error));
    }
  if (stream)
    picture = cordial_picture_decode (stream, key->max_side, CORDIAL_PICTURE_MAX_PIXELS, cancellable, &error);
  if (picture)
    g_task_return_pointer (task, cordial_texture_new (picture->pixbuf), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void run (CordialPictureLoader *self);

static void
keep (CordialPictureLoader *self, const Key *key, GdkTexture *texture)
{
  gsize bytes = (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture) * 4;

  if (bytes > KEPT_ONE_BYTES)
    return;
  /* The bound matters, not which ones stay. */
  if (self->kept + bytes > KEPT_BYTES)
    {
      g_hash_table_remove_all (self->cache);
      self->kept = 0;
    }
  if (g_hash_table_replace (self->cache, key_new (key->bytes, key->path, key->max_side), g_object_ref (texture)))
    self->kept += bytes;
}

static void
on_decoded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CordialPictureLoader *self = CORDIAL_PICTURE_LOADER (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GdkTexture) texture = NULL;
  GError *error = NULL;

  self->running--;
  texture = g_task_propagate_pointer (G_TASK (result), &error);
  if (texture)
    {
      keep (self, g_task_get_task_data (task), texture);
      g_task_return_pointer (task, g_steal_pointer (&texture), g_object_unref);
    }
  else
    g_task_return_error (task, error);
  run (self);
}

static void
run (CordialPictureLoader *self)
{
  while (self->running < RUNNING_MAX && !g_queue_is_empty (&self->waiting))
    {
      GTask *task = g_queue_pop_tail (&self->waiting);
      const Key *key = g_task_get_task_data (task);
      g_autoptr (GTask) work = NULL;

      if (g_task_return_error_if_cancelled (task))
        {
          g_object_unref (task);
          continue;
        }
      work = g_task_new (self, g_task_get_cancellable (task), on_decoded, task);
      g_task_set_static_name (work, "[cordial] decode picture");
      g_task_set_task_data (work, key_new (key->bytes, key->path, key->max_side), key_free);
      self->running++;
      g_task_run_in_thread (work, decode_in_thread);
    }
}

static void
cordial_picture_loader_finalize (GObject *object)
{
  CordialPictureLoader *self = CORDIAL_PICTURE_LOADER (object);

  g_hash_table_unref (self->cache);
  G_OBJECT_CLASS (cordial_picture_loader_parent_class)->finalize (object);
}

static void
cordial_picture_loader_class_init (CordialPictureLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_picture_loader_finalize;
}

static void
cordial_picture_loader_init (CordialPictureLoader *self)
{
  self->cache = g_hash_table_new_full (key_hash, key_equal, key_free, g_object_unref);
  g_queue_init (&self->waiting);
}

CordialPictureLoader *
cordial_picture_loader_new (void)
{
  return g_object_new (CORDIAL_TYPE_PICTURE_LOADER, NULL);
}

/**
 * cordial_picture_loader_peek:
 * @self: a loader
 * @bytes: (nullable): a whole file, from anywhere
 * @path: (nullable): where there is one, in place of @bytes
 * @max_side: pixels of its longer side that are shown
 *
 * Returns: (transfer none) (nullable): the picture, where it was made a while ago
 */
GdkTexture *
cordial_picture_loader_peek (CordialPictureLoader *self, GBytes *bytes, const char *path, int max_side)
{
  const Key key = { bytes, (char *) path, max_side };

  g_return_val_if_fail (CORDIAL_IS_PICTURE_LOADER (self), NULL);
  g_return_val_if_fail ((bytes == NULL) != (path == NULL), NULL);

  return g_hash_table_lookup (self->cache, &key);
}

/**
 * cordial_picture_loader_load_async:
 * @self: a loader
 * @bytes: (nullable): a whole file, from anywhere
 * @path: (nullable): where there is one, in place of @bytes
 * @max_side: pixels of its longer side that are shown
 * @cancellable: (nullable):
 * @callback: called with the result, never before this function returns
 * @user_data: for @callback
 */
void
cordial_picture_loader_load_async (CordialPictureLoader *self,
                                   GBytes *bytes,
                                   const char *path,
                                   int max_side,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;
  GdkTexture *kept;

  g_return_if_fail (CORDIAL_IS_PICTURE_LOADER (self));
  g_return_if_fail ((bytes == NULL) != (path == NULL));
  g_return_if_fail (max_side > 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_picture_loader_load_async);
  g_task_set_static_name (task, "[cordial] load picture");
  g_task_set_task_data (task, key_new (bytes, path, max_side), key_free);
  kept = cordial_picture_loader_peek (self, bytes, path, max_side);
  if (kept)
    {
      g_task_return_pointer (task, g_object_ref (kept), g_object_unref);
      g_object_unref (task);
      return;
    }
  g_queue_push_tail (&self->waiting, task);
  run (self);
}

/**
 * cordial_picture_loader_load_finish:
 *
 * Returns: (transfer full): the picture, or %NULL with @error, a sentence, where it is none that can be shown
 */
GdkTexture *
cordial_picture_loader_load_finish (CordialPictureLoader *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
