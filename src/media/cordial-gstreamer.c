/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What recorder, player and poster share of GStreamer. It is not woken before somebody records or plays: at the first time it looks at all
 * its plugins, which takes seconds, so that this is called in threads.
 */
#define G_LOG_DOMAIN "cordial-media"

#include "cordial-config.h"

#include "cordial-gstreamer.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * cordial_gstreamer_prepare:
 * @error: return location; of G_IO_ERROR, with a sentence
 *
 * Blocks: for a thread. Whatever else on this computer uses GStreamer finds it ready afterwards.
 *
 * Returns: whether there is one
 */
gboolean
cordial_gstreamer_prepare (GError **error)
{
  g_autoptr (GError) broken = NULL;

  if (gst_init_check (NULL, NULL, &broken))
    return TRUE;
  g_warning ("GStreamer does not start: %s", broken ? broken->message : "no reason");
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("Sound cannot be used on this computer."));
  return FALSE;
}

/**
 * cordial_gstreamer_new_pipeline:
 * @description: as for gst-launch-1.0
 * @error: return location; of G_IO_ERROR, with a sentence
 *
 * Blocks: for a thread.
 *
 * Returns: (transfer full) (nullable): it
 */
GstElement *
cordial_gstreamer_new_pipeline (const char *description, GError **error)
{
  g_autoptr (GError) broken = NULL;
  GstElement *pipeline;

  if (!cordial_gstreamer_prepare (error))
    return NULL;
  pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &broken);
  if (pipeline)
    return gst_object_ref_sink (pipeline);
  g_warning ("%s: %s", description, broken->message);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _ ("A part of GStreamer is missing on this computer."));
  return NULL;
}

/**
 * cordial_gstreamer_sniff:
 * @data: the beginning of a file; 16 bytes are enough
 * @size: how many there are
 *
 * Only the formats that people send as sound or video: whatever else GStreamer can read stays out of reach of the wire, play lists above
 * all, which name other files.
 *
 * Returns: (nullable): the media type of its container, or %NULL where it is nothing to be played
 */
const char *
cordial_gstreamer_sniff (const void *data, gsize size)
{
  const guint8 *bytes = data;

  if (size >= 4 && memcmp (bytes, "\x1a\x45\xdf\xa3", 4) == 0)
    return "video/webm"; /* Matroska, too */
  if (size >= 4 && memcmp (bytes, "OggS", 4) == 0)
    return "audio/ogg";
  if (size >= 8 && memcmp (bytes + 4, "ftyp", 4) == 0)
    return "video/mp4"; /* QuickTime and 3GPP, too */
  if (size >= 12 && memcmp (bytes, "RIFF", 4) == 0 && memcmp (bytes + 8, "WAVE", 4) == 0)
    return "audio/wav";
  if (size >= 4 && memcmp (bytes, "fLaC", 4) == 0)
    return "audio/flac";
  if (size >= 6 && memcmp (bytes, "#!AMR\n", 6) == 0)
    return "audio/amr";
  if (size >= 3 && memcmp (bytes, "ID3", 3) == 0)
    return "audio/mpeg";
  /* A frame of MPEG audio or of ADTS: eleven bits that are set. */
  if (size >= 2 && bytes[0] == 0xff && (bytes[1] & 0xe0) == 0xe0 && bytes[1] != 0xff)
    return (bytes[1] & 0x06) == 0 ? "audio/aac" : "audio/mpeg";
  return NULL;
}
