/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CordialFrameQueue: at once when there is time, later when there is none, always in order, never more than so much.
 */
#include "cordial-frame-queue.h"
#include "fixture.h"

#include <string.h>

/* Longer than the time that one turn of the main loop may take. */
#define LONG_TURN_MS 20

typedef struct
{
  CordialFrameQueue *queue;
  GString *heard;
  gsize frame_size;
  void (*act) (CordialFrameQueue *queue);
} Listener;

static void
on_frame (const char *text, gpointer user_data)
{
  Listener *self = user_data;

  g_string_append_c (self->heard, text[0]);
  if (self->act)
    self->act (self->queue);
}

static void
push (Listener *self, char name)
{
  char *text = g_malloc (self->frame_size + 1);
  g_autoptr (GBytes) frame = NULL;

  memset (text, name, self->frame_size);
  text[self->frame_size] = '\0';
  frame = g_bytes_new_take (text, self->frame_size);
  cordial_frame_queue_push (self->queue, frame);
}

static void
listener_init (Listener *self, gsize frame_size)
{
  self->heard = g_string_new (NULL);
  self->frame_size = frame_size;
  self->act = NULL;
  self->queue = cordial_frame_queue_new (on_frame, self);
}

static void
listener_clear (Listener *self)
{
  if (self->queue)
    g_assert_finalize_object (self->queue);
  g_string_free (self->heard, TRUE);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
}

/* Calls @func in a turn of the main loop that has taken too long already. */
static void
call_late (GSourceFunc func, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, func, data, NULL);
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_attach (source, NULL);
  while (!g_source_is_destroyed (source))
    g_main_context_iteration (NULL, TRUE);
}

static void
stall (void)
{
  g_usleep (LONG_TURN_MS * G_TIME_SPAN_MILLISECOND);
}

static void
test_at_once (void)
{
  Listener self;

  listener_init (&self, 1);
  push (&self, 'a');
  push (&self, 'b');
  g_assert_cmpstr (self.heard->str, ==, "ab");
  g_assert_cmpuint (cordial_frame_queue_get_length (self.queue), ==, 0);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  listener_clear (&self);
}

static gboolean
push_late (gpointer data)
{
  Listener *self = data;

  push (self, 'a');
  stall ();
  push (self, 'b');
  push (self, 'c');
  g_assert_cmpstr (self->heard->str, ==, "a");
  g_assert_cmpuint (cordial_frame_queue_get_length (self->queue), ==, 2);
  return G_SOURCE_REMOVE;
}

static void
test_later (void)
{
  Listener self;

  listener_init (&self, 1);
  call_late (push_late, &self);
  /* There is time now, but those that wait come first. */
  push (&self, 'd');
  g_assert_cmpstr (self.heard->str, ==, "a");
  test_wait_until (self.heard->len == 4);
  g_assert_cmpstr (self.heard->str, ==, "abcd");
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  push (&self, 'e');
  g_assert_cmpstr (self.heard->str, ==, "abcde");
  listener_clear (&self);
}

static void
act_slowly (CordialFrameQueue *queue)
{
  stall ();
}

/* Each turn does some of the work and leaves the rest. */
static void
test_slices (void)
{
  Listener self;

  listener_init (&self, 1);
  call_late (push_late, &self);
  self.act = act_slowly;
  test_wait_until (self.heard->len > 1);
  g_assert_cmpstr (self.heard->str, ==, "ab");
  test_wait_until (self.heard->len > 2);
  g_assert_cmpstr (self.heard->str, ==, "abc");
  listener_clear (&self);
}

static void
test_flush_and_clear (void)
{
  Listener self;

  listener_init (&self, 1);
  call_late (push_late, &self);
  cordial_frame_queue_flush (self.queue);
  g_assert_cmpstr (self.heard->str, ==, "abc");
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  g_string_truncate (self.heard, 0);
  call_late (push_late, &self);
  cordial_frame_queue_clear (self.queue);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  test_run_ms (10);
  g_assert_cmpstr (self.heard->str, ==, "a");
  listener_clear (&self);

  /* An end with frames left. */
  listener_init (&self, 1);
  call_late (push_late, &self);
  listener_clear (&self);
}

static gboolean
push_much_late (gpointer data)
{
  Listener *self = data;

  push (self, 'a');
  stall ();
  for (char name = 'b'; name <= 'z'; name++)
    {
      push (self, name);
      g_assert_cmpuint (cordial_frame_queue_get_length (self->queue), <=, 8);
    }
  return G_SOURCE_REMOVE;
}

/* Beyond eight mebibytes there is no «later». */
static void
test_limit (void)
{
  Listener self;

  listener_init (&self, 1024 * 1024);
  call_late (push_much_late, &self);
  g_assert_cmpuint (self.heard->len, ==, 26 - 8);
  test_wait_until (self.heard->len == 26);
  g_assert_cmpstr (self.heard->str, ==, "abcdefghijklmnopqrstuvwxyz");
  listener_clear (&self);
}

static void
act_by_clearing (CordialFrameQueue *queue)
{
  cordial_frame_queue_clear (queue);
}

static void
act_by_flushing (CordialFrameQueue *queue)
{
  cordial_frame_queue_flush (queue);
}

static void
act_by_leaving (CordialFrameQueue *queue)
{
  cordial_frame_queue_clear (queue);
  g_object_unref (queue);
}

/* Whoever is handed a frame may do with the queue what he likes. */
static void
test_acting_in_between (void)
{
  Listener self;

  listener_init (&self, 1);
  call_late (push_late, &self);
  self.act = act_by_clearing;
  test_wait_until (self.heard->len == 2);
  g_assert_cmpuint (fixture_count_timers (), ==, 0);
  self.act = NULL;
  push (&self, 'd');
  g_assert_cmpstr (self.heard->str, ==, "abd");

  g_string_truncate (self.heard, 0);
  call_late (push_late, &self);
  self.act = act_by_flushing;
  test_wait_until (self.heard->len == 3);
  g_assert_cmpstr (self.heard->str, ==, "abc");
  self.act = NULL;

  g_string_truncate (self.heard, 0);
  call_late (push_late, &self);
  self.act = act_by_leaving;
  test_wait_until (self.heard->len == 2);
  self.queue = NULL;
  listener_clear (&self);
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/frame-queue/at-once", test_at_once);
  g_test_add_func ("/frame-queue/later", test_later);
  g_test_add_func ("/frame-queue/slices", test_slices);
  g_test_add_func ("/frame-queue/flush-and-clear", test_flush_and_clear);
  g_test_add_func ("/frame-queue/limit", test_limit);
  g_test_add_func ("/frame-queue/acting-in-between", test_acting_in_between);
  return g_test_run ();
}
