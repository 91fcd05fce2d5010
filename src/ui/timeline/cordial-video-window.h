/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A video as large as the screen.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cordial_video_window_present (GtkWidget *from, GtkMediaStream *stream);
gboolean cordial_video_window_shows (GtkMediaStream *stream);

G_END_DECLS
