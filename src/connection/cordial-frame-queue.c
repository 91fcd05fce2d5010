/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hands received frames on without holding the main loop up. Private to this folder; CordialConnection has one between
 * its socket and its listeners. libsoup reads as long as there is something to read, so that a flood would otherwise be
 * handled in one go while the window stands still. Knows nothing of frames but their size and order.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-frame-queue.h"

/* Half of the time that a window has for one picture at 60 of them a second. */
#define SLICE_US (8 * G_TIME_SPAN_MILLISECOND)

/* Beyond this, frames are handed on however long it takes: TCP then slows the sender down, and memory stays bounded. */
#define LIMIT_BYTES (8 * 1024 * 1024)

struct _CordialFrameQueue
{
  GObject parent_instance;

  CordialFrameFunc func;
  gpointer user_data;

  GQueue frames; /* GBytes */
  gsize size;    /* of all of them, in bytes */
  GSource *source;
};

G_DEFINE_FINAL_TYPE (CordialFrameQueue, cordial_frame_queue, G_TYPE_OBJECT)

static void
stop (CordialFrameQueue *self)
{
  if (!self->source)
    return;
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static void
hand_on_next (CordialFrameQueue *self)
{
  g_autoptr (GBytes) frame = g_queue_pop_head (&self->frames);

  self->size -= g_bytes_get_size (frame);
  self->func (g_bytes_get_data (frame, NULL), self->user_data);
}

/* How long the main loop has been in its present turn, counted from the first time that somebody asked in it. */
static gint64
get_turn_us (void)
{
  GSource *source = g_main_current_source ();

  return source ? g_get_monotonic_time () - g_source_get_time (source) : 0;
}

static gboolean
on_idle (gpointer user_data)
{
  g_autoptr (CordialFrameQueue) self = g_object_ref (user_data);

  while (!g_queue_is_empty (&self->frames))
    {
      hand_on_next (self);
      if (get_turn_us () >= SLICE_US)
        break;
    }
  if (!g_queue_is_empty (&self->frames))
    return G_SOURCE_CONTINUE;
  /* It may have been cleared meanwhile, and filled again. */
  if (self->source == g_main_current_source ())
    stop (self);
  return G_SOURCE_REMOVE;
}

static void
cordial_frame_queue_dispose (GObject *object)
{
  cordial_frame_queue_clear (CORDIAL_FRAME_QUEUE (object));
  G_OBJECT_CLASS (cordial_frame_queue_parent_class)->dispose (object);
}

static void
cordial_frame_queue_class_init (CordialFrameQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_frame_queue_dispose;
}

static void
cordial_frame_queue_init (CordialFrameQueue *self)
{
  g_queue_init (&self->frames);
}

/**
 * cordial_frame_queue_new:
 * @func: (scope forever): where frames go; it may push, flush, clear and unref
 * @user_data: passed to @func
 *
 * Returns: (transfer full): an empty queue
 */
CordialFrameQueue *
cordial_frame_queue_new (CordialFrameFunc func, gpointer user_data)
{
  CordialFrameQueue *self = g_object_new (CORDIAL_TYPE_FRAME_QUEUE, NULL);

  self->func = func;
  self->user_data = user_data;
  return self;
}

/**
 * cordial_frame_queue_push:
 * @self: a #CordialFrameQueue
 * @frame: the next frame, with a NUL behind its data
 *
 * Hands @frame on at once, as nearly always, or after those before it, once whoever draws has had a turn.
 */
void
cordial_frame_queue_push (CordialFrameQueue *self, GBytes *frame)
{
  g_autoptr (CordialFrameQueue) kept = NULL;

  g_return_if_fail (CORDIAL_IS_FRAME_QUEUE (self));
  g_return_if_fail (frame != NULL);

  kept = g_object_ref (self);
  g_queue_push_tail (&self->frames, g_bytes_ref (frame));
  self->size += g_bytes_get_size (frame);
  if (g_queue_get_length (&self->frames) == 1 && get_turn_us () < SLICE_US)
    {
      hand_on_next (self);
      return;
    }

  while (self->size > LIMIT_BYTES && !g_queue_is_empty (&self->frames))
    hand_on_next (self);
  if (self->source || g_queue_is_empty (&self->frames))
    return;
  self->source = g_idle_source_new ();
  g_source_set_static_name (self->source, "CordialConnection frames");
  g_source_set_callback (self->source, on_idle, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

/**
 * cordial_frame_queue_flush:
 * @self: a #CordialFrameQueue
 *
 * Hands on all that is left: what was received before the end is told before the end.
 */
void
cordial_frame_queue_flush (CordialFrameQueue *self)
{
  g_autoptr (CordialFrameQueue) kept = NULL;

  g_return_if_fail (CORDIAL_IS_FRAME_QUEUE (self));

  kept = g_object_ref (self);
  stop (self);
  while (!g_queue_is_empty (&self->frames))
    hand_on_next (self);
}

/**
 * cordial_frame_queue_clear:
 * @self: a #CordialFrameQueue
 *
 * Forgets all that is left: nobody wants to hear of this connection any more.
 */
void
cordial_frame_queue_clear (CordialFrameQueue *self)
{
  g_return_if_fail (CORDIAL_IS_FRAME_QUEUE (self));

  stop (self);
  g_queue_clear_full (&self->frames, (GDestroyNotify) g_bytes_unref);
  self->size = 0;
}

/**
 * cordial_frame_queue_get_length:
 * @self: a #CordialFrameQueue
 *
 * Returns: how many frames wait
 */
guint
cordial_frame_queue_get_length (CordialFrameQueue *self)
{
  g_return_val_if_fail (CORDIAL_IS_FRAME_QUEUE (self), 0);

  return g_queue_get_length (&self->frames);
}
