/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells when somebody, or the network's time, set this machine's clock. Private to this folder; CordialConnection owns one: by a
 * clock that is weeks off, every certificate is too old or too young. Silent where the kernel does not tell.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-clock-watch.h"

#include <errno.h>
#include <glib-unix.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/timerfd.h>
#endif

struct _CordialClockWatch
{
  GObject parent_instance;

  int timer; /* -1 for none */
  GSource *source;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CordialClockWatch, cordial_clock_watch, G_TYPE_OBJECT)

#ifdef __linux__
/* A timer for the end of time, of which the kernel tells that it cannot be kept once the clock is set (timerfd_create(2)). */
static gboolean
arm (CordialClockWatch *self)
{
  const struct itimerspec never = { .it_value.tv_sec = G_MAXINT32 };

  return timerfd_settime (self->timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) == 0;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (CordialClockWatch) self = g_object_ref (user_data);
  guint64 expirations;
  gboolean was_set = read (fd, &expirations, sizeof (expirations)) < 0 && errno == ECANCELED;

  if (!arm (self))
    {
      g_debug ("no more news of the clock");
      g_clear_pointer (&self->source, g_source_unref);
      return G_SOURCE_REMOVE;
    }
  if (was_set)
    {
      g_debug ("the clock was set");
      g_signal_emit (self, signals[CHANGED], 0);
    }
  return G_SOURCE_CONTINUE;
}
#endif

static void
cordial_clock_watch_dispose (GObject *object)
{
  CordialClockWatch *self = CORDIAL_CLOCK_WATCH (object);

  if (self->source)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_fd (&self->timer, NULL);
  G_OBJECT_CLASS (cordial_clock_watch_parent_class)->dispose (object);
}

static void
cordial_clock_watch_class_init (CordialClockWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_clock_watch_dispose;

  /**
   * CordialClockWatch::changed:
   *
   * The clock of this machine was set.
   */
  signals[CHANGED] =
    g_signal_new ("changed", CORDIAL_TYPE_CLOCK_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_clock_watch_init (CordialClockWatch *self)
{
  self->timer = -1;
#ifdef __linux__
  self->timer = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (self->timer < 0 || !arm (self))
    return;
  self->source = g_unix_fd_source_new (self->timer, G_IO_IN);
  g_source_set_static_name (self->source, "CordialClockWatch");
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
#endif
}

/**
 * cordial_clock_watch_new:
 *
 * Returns: (transfer full): a watch
 */
CordialClockWatch *
cordial_clock_watch_new (void)
{
  return g_object_new (CORDIAL_TYPE_CLOCK_WATCH, NULL);
}
