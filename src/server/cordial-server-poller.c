/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * epoll tells once that a socket can be read (EPOLLET), and that is remembered until a read would have blocked. GLib's TLS reads
 * in threads, too, while it shakes hands: what is remembered is guarded by a mutex.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-poller.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Connections of one context. Each context takes a descriptor, and a turn looks at all sources of one. */
#define GROUP_SIZE 32

/* What a turn hears of at most; the others are told in the next. */
#define EVENTS_MAX 256

/* libsoup's times, for which a context has to be looked at, are whole seconds. */
#define TICK_US G_TIME_SPAN_SECOND

struct _Poller
{
  gatomicrefcount refs;
  GMutex mutex;
  int fd;
  GSource *turn; /* of the main context */
  gint64 tick_us;
  guint members;
  GPtrArray *groups; /* all of them; none ends before the poller, as something may still wait in it */
  GPtrArray *roomy;  /* those that are not full */
  GPtrArray *marked; /* those to look at in the next turn */
};

struct _PollerGroup
{
  Poller *poller;
  GMainContext *context;
  guint members;
  gboolean marked;
};

struct _PollerWatch
{
  gatomicrefcount refs;
  Poller *poller;
  PollerGroup *group;
  int fd; /* -1 once stopped */
  gboolean readable;
  GPtrArray *sources; /* that wait for it, and one or two that did */
};

/* --- Turns ------------------------------------------------------------------------------------------------------- */

/* With the mutex. */
static void
mark (PollerGroup *group)
{
  if (group->marked)
    return;
  group->marked = TRUE;
  g_ptr_array_add (group->poller->marked, group);
  g_source_set_ready_time (group->poller->turn, 0);
}

/* With the mutex. */
static void
set_readable (PollerWatch *watch, gboolean readable)
{
  watch->readable = readable;
  for (guint i = 0; i < watch->sources->len; i++)
    g_source_set_ready_time (g_ptr_array_index (watch->sources, i), readable ? 0 : -1);
}

/* With the mutex. */
static void
hear (Poller *self)
{
  struct epoll_event events[EVENTS_MAX];
  int count = epoll_wait (self->fd, events, EVENTS_MAX, 0);

  for (int i = 0; i < count; i++)
    {
      PollerWatch *watch = events[i].data.ptr;

      set_readable (watch, TRUE);
      mark (watch->group);
    }
}

static gboolean
look_at (PollerGroup *group)
{
  gboolean dispatched;

  poller_group_push (group);
  dispatched = g_main_context_iteration (group->context, FALSE);
  poller_group_pop (group);
  return dispatched;
}

static gboolean
on_turn (GSource *source, GSourceFunc callback, gpointer user_data)
{
  Poller *self = user_data;
  g_autoptr (GPtrArray) marked = NULL;
  gint64 now = g_source_get_time (source);

  g_mutex_lock (&self->mutex);
  g_source_set_ready_time (source, -1);
  hear (self);
  if (now >= self->tick_us)
    {
      self->tick_us = now + TICK_US;
      for (guint i = 0; i < self->groups->len; i++)
        mark (g_ptr_array_index (self->groups, i));
    }
  marked = g_steal_pointer (&self->marked);
  self->marked = g_ptr_array_new ();
  for (guint i = 0; i < marked->len; i++)
    ((PollerGroup *) g_ptr_array_index (marked, i))->marked = FALSE;
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; i < marked->len; i++)
    {
      PollerGroup *group = g_ptr_array_index (marked, i);
      gboolean dispatched = look_at (group);

      /* What was done may have left more to do. */
      g_mutex_lock (&self->mutex);
      if (dispatched)
        mark (group);
      g_mutex_unlock (&self->mutex);
    }

  g_mutex_lock (&self->mutex);
  if (self->marked->len == 0)
    g_source_set_ready_time (source, self->members > 0 ? self->tick_us : -1);
  g_mutex_unlock (&self->mutex);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs turn_funcs = { .dispatch = on_turn };

/* --- Groups ------------------------------------------------------------------------------------------------------ */

static void
group_free (gpointer data)
{
  PollerGroup *self = data;

  g_main_context_unref (self->context);
  g_free (self);
}

Poller *
poller_new (void)
{
  Poller *self = g_new0 (Poller, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  self->fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->fd < 0)
    g_error ("epoll cannot be used: %s", g_strerror (errno));
  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->roomy = g_ptr_array_new ();
  self->marked = g_ptr_array_new ();
  self->turn = g_source_new (&turn_funcs, sizeof (GSource));
  g_source_set_static_name (self->turn, "cordial-server poller");
  g_source_set_callback (self->turn, NULL, self, NULL);
  g_source_add_unix_fd (self->turn, self->fd, G_IO_IN);
  g_source_attach (self->turn, NULL);
  return self;
}

/**
 * poller_unref:
 *
 * Each watch has a reference, too: a thread may still hold a connection.
 */
void
poller_unref (Poller *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_source_destroy (self->turn);
  g_source_unref (self->turn);
  g_ptr_array_unref (self->marked);
  g_ptr_array_unref (self->roomy);
  g_ptr_array_unref (self->groups);
  close (self->fd);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

guint
poller_count_descriptors (guint connections)
{
  return 1 + (connections + GROUP_SIZE - 1) / GROUP_SIZE;
}

PollerGroup *
poller_join (Poller *self)
{
  PollerGroup *group;

  g_mutex_lock (&self->mutex);
  if (self->roomy->len == 0)
    {
      group = g_new0 (PollerGroup, 1);
      group->poller = self;
      group->context = g_main_context_new ();
      g_ptr_array_add (self->groups, group);
      g_ptr_array_add (self->roomy, group);
    }
  group = g_ptr_array_index (self->roomy, self->roomy->len - 1);
  if (++group->members == GROUP_SIZE)
    g_ptr_array_set_size (self->roomy, (int) self->roomy->len - 1);
  if (self->members++ == 0)
    g_source_set_ready_time (self->turn, self->tick_us);
  g_mutex_unlock (&self->mutex);
  return group;
}

void
poller_group_leave (PollerGroup *group)
{
  Poller *self = group->poller;

  g_mutex_lock (&self->mutex);
  if (group->members-- == GROUP_SIZE)
    g_ptr_array_add (self->roomy, group);
  self->members--;
  g_mutex_unlock (&self->mutex);
}

void
poller_group_push (PollerGroup *group)
{
  g_main_context_push_thread_default (group->context);
}

void
poller_group_pop (PollerGroup *group)
{
  g_main_context_pop_thread_default (group->context);
}

/* --- Watches ----------------------------------------------------------------------------------------------------- */

PollerWatch *
poller_watch (PollerGroup *group, int fd)
{
  PollerWatch *self = g_new0 (PollerWatch, 1);
  struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = self };

  g_atomic_ref_count_init (&self->refs);
  g_atomic_ref_count_inc (&group->poller->refs);
  self->poller = group->poller;
  self->group = group;
  self->fd = fd;
  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
  if (epoll_ctl (self->poller->fd, EPOLL_CTL_ADD, fd, &event) != 0)
    {
      /* Whoever then waits for it tries to read at every turn, which is dear, but nothing is lost. */
      g_warning ("a connection cannot be watched: %s", g_strerror (errno));
      self->fd = -1;
      self->readable = TRUE;
    }
  return self;
}

/**
 * poller_watch_stop:
 *
 * To be called before the descriptor is closed: another connection may get its number. What still waits is told.
 */
void
poller_watch_stop (PollerWatch *self)
{
  g_autoptr (GPtrArray) sources = NULL;

  g_mutex_lock (&self->poller->mutex);
  if (self->fd >= 0)
    epoll_ctl (self->poller->fd, EPOLL_CTL_DEL, self->fd, NULL);
  self->fd = -1;
  set_readable (self, TRUE);
  mark (self->group);
  sources = g_steal_pointer (&self->sources);
  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
  g_mutex_unlock (&self->poller->mutex);
}

PollerWatch *
poller_watch_ref (PollerWatch *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
poller_watch_unref (PollerWatch *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->sources);
  poller_unref (self->poller);
  g_free (self);
}

/**
 * poller_watch_add_source:
 * @source: (transfer none): which is attached to whichever context
 *
 * It is let go of when it was destroyed and another one is added, or with the watch.
 */
void
poller_watch_add_source (PollerWatch *self, GSource *source)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);

  g_mutex_lock (&self->poller->mutex);
  for (guint i = self->sources->len; i-- > 0;)
    if (g_source_is_destroyed (g_ptr_array_index (self->sources, i)))
      g_ptr_array_add (gone, g_ptr_array_steal_index_fast (self->sources, i));
  if (self->fd >= 0)
    g_ptr_array_add (self->sources, g_source_ref (source));
  if (self->readable)
    {
      g_source_set_ready_time (source, 0);
      mark (self->group);
    }
  g_mutex_unlock (&self->poller->mutex);
}

void
poller_watch_set_readable (PollerWatch *self, gboolean readable)
{
  g_mutex_lock (&self->poller->mutex);
  if (self->fd >= 0)
    set_readable (self, readable);
  g_mutex_unlock (&self->poller->mutex);
}
