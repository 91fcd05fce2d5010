/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands for a video until it is played.
 */

#pragma once

#include "cordial-picture.h"

G_BEGIN_DECLS

/* Pixels of the longer side: it is seen as large as a picture in a message, and has room there. */
#define CORDIAL_VIDEO_POSTER_SIDE 320

CordialPicture *
cordial_video_poster_new (const char *path, gint64 *duration_ms, GCancellable *cancellable, GError **error);

G_END_DECLS
