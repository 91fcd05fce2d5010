/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture that moves, frame by frame, for as long as somebody says that it is seen: a paintable with a clock of its own. It is read in a
 * thread; each frame is put together when its time comes, so that they do not all have to be kept.
 */

#define G_LOG_DOMAIN "cordial-moving-picture"

#include "cordial-config.h"

#include "cordial-moving-picture.h"

#include "cordial-picture-loader.h"
#include "cordial-picture.h"

/* A frame is made in the main loop: of so many pixels within a few milliseconds. */
#define MAX_PIXELS (1000 * 1000)
/* Some ask for no time at all; browsers give those a tenth of a second. */
#define LEAST_DELAY_MS 20
#define USUAL_DELAY_MS 100

struct _CordialMovingPicture
{
  GObject parent_instance;

  GdkPixbufAnimation *animation;
  GdkPixbufAnimationIter *iter;
  GdkTexture *frame;
  guint source;
  gboolean running;
};

static void
snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  gdk_paintable_snapshot (GDK_PAINTABLE (CORDIAL_MOVING_PICTURE (paintable)->frame), snapshot, width, height);
}

static int
get_width (GdkPaintable *paintable)
{
  return gdk_texture_get_width (CORDIAL_MOVING_PICTURE (paintable)->frame);
}

static int
get_height (GdkPaintable *paintable)
{
  return gdk_texture_get_height (CORDIAL_MOVING_PICTURE (paintable)->frame);
}

static GdkPaintableFlags
get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE;
}

static GdkPaintable *
get_current_image (GdkPaintable *paintable)
{
  return GDK_PAINTABLE (g_object_ref (CORDIAL_MOVING_PICTURE (paintable)->frame));
}

static void
paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = snapshot;
  iface->get_intrinsic_width = get_width;
  iface->get_intrinsic_height = get_height;
  iface->get_flags = get_flags;
  iface->get_current_image = get_current_image;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialMovingPicture,
                               cordial_moving_picture,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_init))

static void
take_frame (CordialMovingPicture *self)
{
  /* The pixels are the iterator's, which draws the next frame over them. */
  g_autoptr (GdkPixbuf) copy = gdk_pixbuf_copy (gdk_pixbuf_animation_iter_get_pixbuf (self->iter));

  if (!copy)
    return;
  g_clear_object (&self->frame);
  self->frame = cordial_texture_new (copy);
}

static gboolean on_time (gpointer user_data);

static void
wait_for_next (CordialMovingPicture *self)
{
  int delay_ms = gdk_pixbuf_animation_iter_get_delay_time (self->iter);

  /* The last one of those that end. */
  if (delay_ms < 0)
    return;
  self->source = g_timeout_add ((guint) (delay_ms < LEAST_DELAY_MS ? USUAL_DELAY_MS : delay_ms), on_time, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->source), "[cordial] moving picture");
}

static gboolean
on_time (gpointer user_data)
{
  CordialMovingPicture *self = user_data;

  self->source = 0;
  if (gdk_pixbuf_animation_iter_advance (self->iter, NULL))
    {
      take_frame (self);
      gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
    }
  wait_for_next (self);
  return G_SOURCE_REMOVE;
}

static void
cordial_moving_picture_dispose (GObject *object)
{
  CordialMovingPicture *self = CORDIAL_MOVING_PICTURE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->iter);
  g_clear_object (&self->animation);
  g_clear_object (&self->frame);
  G_OBJECT_CLASS (cordial_moving_picture_parent_class)->dispose (object);
}

static void
cordial_moving_picture_class_init (CordialMovingPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_moving_picture_dispose;
}

static void
cordial_moving_picture_init (CordialMovingPicture *self)
{
}

/**
 * cordial_moving_picture_may_be:
 * @media_type: (nullable): of a picture
 *
 * Returns: whether pictures of that type can move
 */
gboolean
cordial_moving_picture_may_be (const char *media_type)
{
  return !media_type || g_str_equal (media_type, "image/gif") || g_str_equal (media_type, "image/webp");
}

/* --- Loading -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GBytes *bytes;
  char *path;
} Source;

static void
source_free (gpointer data)
{
  Source *source = data;

  g_clear_pointer (&source->bytes, g_bytes_unref);
  g_free (source->path);
  g_free (source);
}

static void
load (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  const Source *source = task_data;
  g_autoptr (GInputStream) stream = NULL;
  GdkPixbufAnimation *animation = NULL;
  GError *error = NULL;

  if (source->bytes)
    stream = g_memory_input_stream_new_from_bytes (source->bytes);
  else
    {
      g_autoptr (GFile) file = g_file_new_for_path (source->path);

      stream = G_INPUT_STREAM (g_file_read (file, cancellable, &error));
    }
  if (stream)
    animation = cordial_picture_decode_moving (stream, MAX_PIXELS, cancellable, &error);
  if (animation)
    g_task_return_pointer (task, animation, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * cordial_moving_picture_load_async:
 * @bytes: (nullable): a whole file, from anywhere
 * @path: (nullable): where there is one, in place of @bytes
 * @cancellable: (nullable): ends it
 */
void
cordial_moving_picture_load_async (GBytes *bytes,
                                   const char *path,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Source *source = g_new0 (Source, 1);

  source->bytes = bytes ? g_bytes_ref (bytes) : NULL;
  source->path = g_strdup (path);
  g_task_set_source_tag (task, cordial_moving_picture_load_async);
  g_task_set_static_name (task, "[cordial] load moving picture");
  g_task_set_task_data (task, source, source_free);
  g_task_run_in_thread (task, load);
}

/**
 * cordial_moving_picture_load_finish:
 * @error: return location
 *
 * Returns: (transfer full): a paintable at its first frame; %NULL with @error also where nothing moves
 */
CordialMovingPicture *
cordial_moving_picture_load_finish (GAsyncResult *result, GError **error)
{
  GdkPixbufAnimation *animation = g_task_propagate_pointer (G_TASK (result), error);
  CordialMovingPicture *self;

  if (!animation)
    return NULL;
  self = g_object_new (CORDIAL_TYPE_MOVING_PICTURE, NULL);
  self->animation = animation;
  self->iter = gdk_pixbuf_animation_get_iter (animation, NULL);
  take_frame (self);
  if (!self->frame)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No memory for a frame");
      g_clear_object (&self);
    }
  return self;
}

/**
 * cordial_moving_picture_set_running:
 * @self: a picture
 * @running: whether it moves; who does not see it pays nothing for it
 */
void
cordial_moving_picture_set_running (CordialMovingPicture *self, gboolean running)
{
  g_return_if_fail (CORDIAL_IS_MOVING_PICTURE (self));

  if (self->running == running)
    return;
  self->running = running;
  g_clear_handle_id (&self->source, g_source_remove);
  if (running)
    wait_for_next (self);
}
