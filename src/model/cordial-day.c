/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is called «Today» is called otherwise after midnight. A time-out of the main loop counts time in which the machine is awake, and
 * is late by a whole night's sleep: so the kernel is asked to tell by the clock on the wall (timerfd_create(2), CLOCK_REALTIME), which
 * it does on resume as well, and when somebody sets that clock.
 */

#define G_LOG_DOMAIN "cordial-model"

#include "cordial-day.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct _CordialDay
{
  GObject parent_instance;

  GTimeZone *zone;
  guint32 julian; /* the day that it is */
  int timer;
  GSource *source;
};

G_DEFINE_FINAL_TYPE (CordialDay, cordial_day, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static guint32
get_julian (GDateTime *time)
{
  g_autoptr (GDate) date =
    g_date_new_dmy ((GDateDay) g_date_time_get_day_of_month (time), (GDateMonth) g_date_time_get_month (time),
                    (GDateYear) g_date_time_get_year (time));

  return g_date_get_julian (date);
}

static void
wait_for_midnight (CordialDay *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now (self->zone);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) midnight =
    g_date_time_new (self->zone, g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
                     g_date_time_get_day_of_month (tomorrow), 0, 0, 0);
  struct itimerspec until = { .it_value.tv_sec = g_date_time_to_unix (midnight ? midnight : tomorrow) };

  if (timerfd_settime (self->timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &until, NULL) < 0)
    g_warning ("cannot wait for midnight: %s", g_strerror (errno));
}

static gboolean
on_timer (int timer, GIOCondition condition, gpointer user_data)
{
  CordialDay *self = user_data;
  g_autoptr (GDateTime) now = g_date_time_new_now (self->zone);
  guint64 count;

  /* That the clock was set is told as an error (ECANCELED), and no less a reason to look. */
  if (read (timer, &count, sizeof count) < 0 && errno != ECANCELED && errno != EAGAIN)
    g_warning ("cannot read a timer: %s", g_strerror (errno));
  wait_for_midnight (self);
  if (self->julian != get_julian (now))
    {
      self->julian = get_julian (now);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
  return G_SOURCE_CONTINUE;
}

static void
cordial_day_finalize (GObject *object)
{
  CordialDay *self = CORDIAL_DAY (object);

  if (self->source)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  if (self->timer >= 0)
    close (self->timer);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  G_OBJECT_CLASS (cordial_day_parent_class)->finalize (object);
}

static void
cordial_day_class_init (CordialDayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_day_finalize;

  /**
   * CordialDay::changed:
   *
   * It is another day than before: at midnight, on resume, or because the clock was set.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_day_init (CordialDay *self)
{
  self->timer = -1;
}

/**
 * cordial_day_new:
 * @zone: (nullable): where the days are; %NULL for the machine's own time zone
 *
 * Returns: (transfer full): what tells of the next midnight, and of those that follow
 */
CordialDay *
cordial_day_new (GTimeZone *zone)
{
  CordialDay *self = g_object_new (CORDIAL_TYPE_DAY, NULL);
  g_autoptr (GDateTime) now = NULL;

  self->zone = zone ? g_time_zone_ref (zone) : g_time_zone_new_local ();
  now = g_date_time_new_now (self->zone);
  self->julian = get_julian (now);
  self->timer = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->timer < 0)
    {
      g_warning ("cannot wait for midnight: %s", g_strerror (errno));
      return self;
    }
  self->source = g_unix_fd_source_new (self->timer, G_IO_IN);
  g_source_set_static_name (self->source, "[cordial] midnight");
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_timer), self, NULL);
  g_source_attach (self->source, NULL);
  wait_for_midnight (self);
  return self;
}
