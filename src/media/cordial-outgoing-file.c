/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that a person is about to send: looked at in a thread before it goes. What is a picture is seen by its content; one that cannot be
 * decoded within the bounds is sent as a file like any other.
 */
#define G_LOG_DOMAIN "cordial-media"

#include "cordial-config.h"

#include "cordial-outgoing-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-gstreamer.h"
#include "cordial-picture-metadata.h"
#include "cordial-temporary-file.h"
#include "cordial-video-poster.h"

/* Pixels of the longer side, for a dialog. */
#define SHOWN_SIDE 720

#define SNIFFED_BYTES 16

/* Nobody sees it in a photograph. */
#define REDUCED_QUALITY "85"

#define ATTRIBUTES                                                                                                     \
  G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME

void
cordial_outgoing_file_free (CordialOutgoingFile *self)
{
  g_clear_object (&self->file);
  g_free (self->name);
  g_free (self->media_type);
  g_clear_pointer (&self->picture, cordial_picture_free);
  g_clear_pointer (&self->preview, g_bytes_unref);
  g_free (self);
}

/* The whole of a picture. */
static GBytes *
read_whole (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  gssize size = 0, total = 0;
  g_autofree guint8 *chunk = g_malloc (64 * 1024);

  if (!stream)
    return NULL;
  while ((size = g_input_stream_read (G_INPUT_STREAM (stream), chunk, 64 * 1024, cancellable, error)) > 0)
    {
      total += size;
      if (total > CORDIAL_PICTURE_MAX_BYTES)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The picture is too large."));
          return NULL;
        }
      if (!g_output_stream_write_all (memory, chunk, (gsize) size, NULL, cancellable, error))
        return NULL;
    }
  if (size < 0 || !g_output_stream_close (memory, NULL, error))
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
look_at_picture (CordialOutgoingFile *self, GCancellable *cancellable)
{
  g_autoptr (GBytes) whole = read_whole (self->file, cancellable, NULL), clean = NULL;
  g_autoptr (GInputStream) stream = NULL;

  if (!whole || !cordial_picture_sniff (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole)))
    return;
  stream = g_memory_input_stream_new_from_bytes (whole);
  self->picture = cordial_picture_decode (stream, SHOWN_SIDE, CORDIAL_PICTURE_MAX_PIXELS, cancellable, NULL);
  if (!self->picture)
    return;
  self->preview = cordial_picture_encode_preview (self->picture->pixbuf, CORDIAL_PICTURE_PREVIEW_SIDE, NULL);
  g_set_str (&self->media_type, self->picture->media_type);
  /* What may move would stand still. */
  self->can_be_reduced = MAX (self->picture->width, self->picture->height) > CORDIAL_OUTGOING_FILE_REDUCED_SIDE &&
                         (g_str_equal (self->media_type, "image/jpeg") || g_str_equal (self->media_type, "image/png"));
  clean = cordial_picture_remove_metadata (whole, &self->has_metadata);
  /* What cannot be told is taken for some; whoever sends is told that it cannot be taken out. */
  if (!clean)
    self->has_metadata = TRUE;
}

/* What is called a video and begins as one: whatever GStreamer makes of it, it is sent. */
static void
look_at_video (CordialOutgoingFile *self, GCancellable *cancellable)
{
  g_autoptr (GFileInputStream) stream = g_file_read (self->file, cancellable, NULL);
  g_autofree char *path = g_file_get_path (self->file);
  guint8 start[SNIFFED_BYTES];
  gsize size;

  if (!path || !stream ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), start, sizeof start, &size, cancellable, NULL) ||
      !cordial_gstreamer_sniff (start, size))
    return;
  self->picture = cordial_video_poster_new (path, &self->duration_ms, cancellable, NULL);
  if (!self->picture)
    return;
  self->is_video = TRUE;
  self->preview = cordial_picture_encode_preview (self->picture->pixbuf, CORDIAL_VIDEO_POSTER_SIDE, NULL);
}

/* (transfer full) (nullable) */
static CordialOutgoingFile *
look_at (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, error);
  g_autofree char *type = NULL;
  CordialOutgoingFile *self;

  if (!info)
    return NULL;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                           _ ("Only files can be sent, not folders or devices."));
      return NULL;
    }
  self = g_new0 (CordialOutgoingFile, 1);
  self->file = g_object_ref (file);
  self->name = g_strdup (g_file_info_get_display_name (info));
  self->size = g_file_info_get_size (info);
  type = g_content_type_guess (self->name, NULL, 0, NULL);
  self->media_type = g_content_type_get_mime_type (type);
  if (self->size > 0 && self->size <= CORDIAL_PICTURE_MAX_BYTES)
    look_at_picture (self, cancellable);
  if (!self->picture && self->media_type && g_str_has_prefix (self->media_type, "video/"))
    look_at_video (self, cancellable);
  return self;
}

static void
load (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  CordialOutgoingFile *self = look_at (task_data, cancellable, &error);

  if (self)
    g_task_return_pointer (task, self, (GDestroyNotify) cordial_outgoing_file_free);
  else
    g_task_return_error (task, error);
}

/**
 * cordial_outgoing_file_load_async:
 * @file: what the person wants to send
 * @cancellable: (nullable): ends it
 */
void
cordial_outgoing_file_load_async (GFile *file,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, cordial_outgoing_file_load_async);
  g_task_set_static_name (task, "[cordial] look at file");
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load);
}

/**
 * cordial_outgoing_file_load_finish:
 * @error: return location; with a sentence
 *
 * Returns: (transfer full): what is known of it
 */
CordialOutgoingFile *
cordial_outgoing_file_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
clean (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GBytes) whole = read_whole (task_data, cancellable, &error), rest = NULL;
  GFile *copy;
  gboolean had_any;

  if (!whole)
    {
      g_task_return_error (task, error);
      return;
    }
  rest = cordial_picture_remove_metadata (whole, &had_any);
  if (!rest)
    {
      g_task_return_new_error_literal (
        task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
        _ ("Nobody can say what else is in this picture; it can only be sent as it is."));
      return;
    }
  copy = cordial_temporary_file_new (rest, cancellable, &error);
  if (copy)
    g_task_return_pointer (task, copy, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * cordial_outgoing_file_clean_async:
 * @file: a picture
 * @cancellable: (nullable): ends it
 *
 * Makes a copy of it that says no more than is seen in it.
 */
void
cordial_outgoing_file_clean_async (GFile *file,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, cordial_outgoing_file_clean_async);
  g_task_set_static_name (task, "[cordial] clean picture");
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, clean);
}

/**
 * cordial_outgoing_file_clean_finish:
 * @error: return location; with a sentence
 *
 * Returns: (transfer full): the copy, which is the caller's to delete
 */
GFile *
cordial_outgoing_file_clean_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Smaller -------------------------------------------------------------------------------------------------------- */

/* (transfer full) (nullable): as photographs are; what is seen through stays so */
static GBytes *
encode (GdkPixbuf *pixbuf, GError **error)
{
  char *buffer = NULL;
  gsize size;

  if (gdk_pixbuf_get_has_alpha (pixbuf)
        ? gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, "png", error, NULL)
        : gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, "jpeg", error, "quality", REDUCED_QUALITY, NULL))
    return g_bytes_new_take (buffer, size);
  return NULL;
}

/* The name with the end of what it is now. */
static char *
rename_reduced (const char *name, const char *media_type)
{
  const char *dot = strrchr (name, '.');
  const char *end = g_str_equal (media_type, "image/png") ? ".png" : ".jpg";

  return g_strdup_printf ("%.*s%s", (int) (dot && dot > name ? (gsize) (dot - name) : strlen (name)), name, end);
}

typedef struct
{
  GFile *file;
  char *name;
} Reduction;

static void
reduction_free (gpointer data)
{
  Reduction *self = data;

  g_object_unref (self->file);
  g_free (self->name);
  g_free (self);
}

static void
reduce (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reduction *reduction = task_data;
  GError *error = NULL;
  g_autoptr (GBytes) whole = read_whole (reduction->file, cancellable, &error), encoded = NULL;
  g_autoptr (GInputStream) stream = whole ? g_memory_input_stream_new_from_bytes (whole) : NULL;
  g_autoptr (CordialPicture) picture = NULL;
  g_autoptr (GFile) copy = NULL;
  CordialOutgoingFile *self = NULL;

  if (stream)
    picture = cordial_picture_decode (stream, CORDIAL_OUTGOING_FILE_REDUCED_SIDE, CORDIAL_PICTURE_MAX_PIXELS,
                                      cancellable, &error);
  if (picture)
    encoded = encode (picture->pixbuf, &error);
  if (encoded)
    copy = cordial_temporary_file_new (encoded, cancellable, &error);
  if (copy)
    {
      self = look_at (copy, cancellable, &error);
      if (!self)
        g_file_delete (copy, NULL, NULL);
    }
  if (!self)
    {
      g_task_return_error (task, error);
      return;
    }
  g_free (self->name);
  self->name = rename_reduced (reduction->name, self->media_type);
  g_task_return_pointer (task, self, (GDestroyNotify) cordial_outgoing_file_free);
}

/**
 * cordial_outgoing_file_reduce_async:
 * @known: a picture that can be reduced
 * @cancellable: (nullable): ends it
 *
 * Makes a copy of it of %CORDIAL_OUTGOING_FILE_REDUCED_SIDE, which says no more than is seen in it.
 */
void
cordial_outgoing_file_reduce_async (const CordialOutgoingFile *known,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Reduction *reduction = g_new (Reduction, 1);

  *reduction = (Reduction) { g_object_ref (known->file), g_strdup (known->name) };
  g_task_set_source_tag (task, cordial_outgoing_file_reduce_async);
  g_task_set_static_name (task, "[cordial] reduce picture");
  g_task_set_task_data (task, reduction, reduction_free);
  g_task_run_in_thread (task, reduce);
}

/**
 * cordial_outgoing_file_reduce_finish:
 * @error: return location; with a sentence
 *
 * Returns: (transfer full): what is known of the copy, which is the caller's to delete
 */
CordialOutgoingFile *
cordial_outgoing_file_reduce_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
