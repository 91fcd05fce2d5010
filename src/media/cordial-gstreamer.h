/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What recorder, player and poster share of GStreamer.
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* More than any message holds: what its sender says of itself is not believed beyond it. */
#define CORDIAL_MEDIA_MAX_DURATION_MS ((gint64) 24 * 60 * 60 * 1000)

gboolean cordial_gstreamer_prepare (GError **error);
GstElement *cordial_gstreamer_new_pipeline (const char *description, GError **error);
const char *cordial_gstreamer_sniff (const void *data, gsize size);

G_END_DECLS
