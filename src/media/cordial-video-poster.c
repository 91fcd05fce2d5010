/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands for a video until it is played: one frame of it, from behind its beginning, which is often black. Called in threads.
 */
#define G_LOG_DOMAIN "cordial-media"

#include "cordial-config.h"

#include "cordial-video-poster.h"

#include "cordial-gstreamer.h"

#include <glib/gi18n-lib.h>

/* As it is seen: turned as the camera was held, its pixels square. */
#define PIPELINE                                                                                                       \
  "filesrc name=source ! decodebin caps=video/x-raw expose-all-streams=false ! videoconvert ! videoflip "              \
  "video-direction=auto ! videoscale ! video/x-raw,format=RGB,pixel-aspect-ratio=1/1 ! appsink name=sink"

/* How long a file is looked at. */
#define LIMIT ((gint64) 10 * GST_SECOND)
/* How often it is looked whether that is still wanted. */
#define SLICE (100 * GST_MSECOND)

#define MAX_PLACE GST_SECOND

/* Until it stands at a frame. */
static gboolean
wait_for_frame (GstElement *pipeline, GCancellable *cancellable, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  for (gint64 waited = 0; waited < LIMIT; waited += SLICE)
    {
      g_autoptr (GstMessage) message =
        gst_bus_timed_pop_filtered (bus, SLICE, GST_MESSAGE_ERROR | GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_EOS);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (message && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE)
        return TRUE;
      if (message)
        break;
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("This video cannot be played."));
  return FALSE;
}

static CordialPicture *
new_picture (GstSample *sample)
{
  const GstStructure *structure = sample ? gst_caps_get_structure (gst_sample_get_caps (sample), 0) : NULL;
  GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;
  g_autoptr (GBytes) bytes = NULL;
  CordialPicture *self;
  GstMapInfo map;
  int width, height, stride, longer;

  if (!buffer || !gst_structure_get_int (structure, "width", &width) ||
      !gst_structure_get_int (structure, "height", &height) || width <= 0 || height <= 0 ||
      (gint64) width * height > CORDIAL_PICTURE_MAX_PIXELS || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return NULL;
  /* Rows of GStreamer's RGB begin at multiples of four. */
  stride = GST_ROUND_UP_4 (width * 3);
  if (map.size >= (gsize) stride * (gsize) height)
    bytes = g_bytes_new (map.data, (gsize) stride * (gsize) height);
  gst_buffer_unmap (buffer, &map);
  if (!bytes)
    return NULL;
  self = g_new0 (CordialPicture, 1);
  self->width = width;
  self->height = height;
  self->media_type = "image/jpeg";
  self->pixbuf = gdk_pixbuf_new_from_bytes (bytes, GDK_COLORSPACE_RGB, FALSE, 8, width, height, stride);
  longer = MAX (width, height);
  if (longer > CORDIAL_VIDEO_POSTER_SIDE)
    {
      g_autoptr (GdkPixbuf) whole = g_steal_pointer (&self->pixbuf);

      self->pixbuf =
        gdk_pixbuf_scale_simple (whole, MAX (1, width * CORDIAL_VIDEO_POSTER_SIDE / longer),
                                 MAX (1, height * CORDIAL_VIDEO_POSTER_SIDE / longer), GDK_INTERP_BILINEAR);
    }
  if (!self->pixbuf)
    g_clear_pointer (&self, cordial_picture_free);
  return self;
}

/**
 * cordial_video_poster_new:
 * @path: a file that begins as a video does
 * @duration_ms: (out): how long it is, 0 where that is not known
 * @cancellable: (nullable): ends it
 * @error: return location; of G_IO_ERROR, with a sentence
 *
 * Blocks: for a thread.
 *
 * Returns: (transfer full): a frame, with the size of the video
 */
CordialPicture *
cordial_video_poster_new (const char *path, gint64 *duration_ms, GCancellable *cancellable, GError **error)
{
  GstElement *pipeline = cordial_gstreamer_new_pipeline (PIPELINE, error);
  g_autoptr (GstElement) source = NULL, sink = NULL;
  g_autoptr (GstSample) sample = NULL;
  CordialPicture *self = NULL;
  gint64 duration = 0;

  *duration_ms = 0;
  if (!pipeline)
    return NULL;
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_object_set (source, "location", path, NULL);
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  if (wait_for_frame (pipeline, cancellable, error))
    {
      if (gst_element_query_duration (pipeline, GST_FORMAT_TIME, &duration) && duration > 0)
        {
          *duration_ms = MIN (duration / (gint64) GST_MSECOND, CORDIAL_MEDIA_MAX_DURATION_MS);
          gst_element_seek_simple (pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_KEY_UNIT,
                                   MIN ((gint64) MAX_PLACE, duration / 10));
          wait_for_frame (pipeline, cancellable, NULL);
        }
      g_signal_emit_by_name (sink, "try-pull-preroll", (guint64) SLICE, &sample);
      self = new_picture (sample);
      if (!self)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("This video cannot be played."));
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  return self;
}
