/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lets a program find that its machine has slept: a library to load before its own (LD_PRELOAD). The pipe that CORDIAL_TEST_SLEEP names
 * says for how many seconds. As after a suspend the clock on the wall has gone on by them, and timers that the kernel was given by that
 * clock are due; the clock that stands still meanwhile (CLOCK_MONOTONIC), by which time-outs of the main loop count, knows nothing.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* More than a program has. */
#define MAX_TIMERS 64

typedef struct
{
  int fd;
  int flags;
  struct itimerspec until; /* by the clock on the wall, as the program sees that */
} Timer;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long slept_s;
static Timer timers[MAX_TIMERS];
static int n_timers;

int
clock_gettime (clockid_t clock, struct timespec *now)
{
  static int (*get) (clockid_t, struct timespec *);
  int result;

  if (get == NULL)
    get = (int (*) (clockid_t, struct timespec *)) dlsym (RTLD_NEXT, "clock_gettime");
  result = get (clock, now);
  if (result == 0 && clock == CLOCK_REALTIME)
    now->tv_sec += __atomic_load_n (&slept_s, __ATOMIC_ACQUIRE);
  return result;
}

int
gettimeofday (struct timeval *now, void *zone)
{
  struct timespec time;

  clock_gettime (CLOCK_REALTIME, &time);
  now->tv_sec = time.tv_sec;
  now->tv_usec = time.tv_nsec / 1000;
  return 0;
}

time_t
time (time_t *out)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  if (out != NULL)
    *out = now.tv_sec;
  return now.tv_sec;
}

static int
set_timer (int fd, int flags, const struct itimerspec *until, struct itimerspec *before)
{
  static int (*set) (int, int, const struct itimerspec *, struct itimerspec *);

  if (set == NULL)
    set = (int (*) (int, int, const struct itimerspec *, struct itimerspec *)) dlsym (RTLD_NEXT, "timerfd_settime");
  return set (fd, flags, until, before);
}

/* Tells the kernel in its own time; what is past is due at once. With @lock held. */
static int
arm (const Timer *timer, struct itimerspec *before)
{
  struct itimerspec until = timer->until;

  until.it_value.tv_sec -= slept_s;
  return set_timer (timer->fd, timer->flags, &until, before);
}

/* Absolute times are those of the clock on the wall, in this program. */
int
timerfd_settime (int fd, int flags, const struct itimerspec *until, struct itimerspec *before)
{
  Timer timer = { fd, flags, *until };
  int i = 0, result;

  if (!(flags & TFD_TIMER_ABSTIME))
    return set_timer (fd, flags, until, before);
  pthread_mutex_lock (&lock);
  while (i < n_timers && timers[i].fd != fd)
    i++;
  if (i == n_timers && n_timers < MAX_TIMERS)
    n_timers++;
  if (i < n_timers)
    timers[i] = timer;
  result = arm (&timer, before);
  pthread_mutex_unlock (&lock);
  return result;
}

static void *
wait_for_sleep (void *path)
{
  int pipe = open (path, O_RDWR | O_CLOEXEC);
  char line[32];
  ssize_t length;

  while ((length = read (pipe, line, sizeof line - 1)) > 0)
    {
      line[length] = '\0';
      pthread_mutex_lock (&lock);
      __atomic_add_fetch (&slept_s, strtol (line, NULL, 10), __ATOMIC_ACQ_REL);
      for (int i = 0; i < n_timers; i++)
        arm (&timers[i], NULL);
      pthread_mutex_unlock (&lock);
    }
  return NULL;
}

__attribute__ ((constructor)) static void
begin (void)
{
  char *path = getenv ("CORDIAL_TEST_SLEEP");
  pthread_t thread;

  if (path != NULL && pthread_create (&thread, NULL, wait_for_sleep, path) == 0)
    pthread_detach (thread);
}
