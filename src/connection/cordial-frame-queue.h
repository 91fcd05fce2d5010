/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hands received frames on without holding the main loop up. Private to this folder; CordialConnection has one between
 * its socket and its listeners. libsoup reads as long as there is something to read, so that a flood would otherwise be
 * handled in one go while the window stands still. Knows nothing of frames but their size and order.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_FRAME_QUEUE (cordial_frame_queue_get_type ())
G_DECLARE_FINAL_TYPE (CordialFrameQueue, cordial_frame_queue, CORDIAL, FRAME_QUEUE, GObject)

/**
 * CordialFrameFunc:
 * @text: the next frame
 * @user_data: what was given to cordial_frame_queue_new()
 */
typedef void (*CordialFrameFunc) (const char *text, gpointer user_data);

CordialFrameQueue *cordial_frame_queue_new (CordialFrameFunc func, gpointer user_data);
void cordial_frame_queue_push (CordialFrameQueue *self, GBytes *frame);
void cordial_frame_queue_flush (CordialFrameQueue *self);
void cordial_frame_queue_clear (CordialFrameQueue *self);
guint cordial_frame_queue_get_length (CordialFrameQueue *self);

G_END_DECLS
