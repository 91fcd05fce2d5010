/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long a test waits for what has to come; see patience.h.
 */

#include "patience.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* On a quiet machine of today; the same in patience.py. */
#define QUIET_S 60
/* Without a measurement: a test that somebody runs alone, perhaps beside others. */
#define UNMEASURED 4
/* Not everything that a test waits for wakes the main context. */
#define TICK_MS 20

static const char *volatile waits_for;
static const char *volatile waits_at;

static void
write_text (const char *text)
{
  if (write (STDOUT_FILENO, text, strlen (text)) < 0)
    _exit (1);
}

/* Nothing but write() is safe here. */
static void
on_terminate (int number)
{
  write_text ("\n# killed while waiting for ");
  write_text (waits_for ? waits_for : "nothing");
  if (waits_at)
    {
      write_text (" at ");
      write_text (waits_at);
    }
  write_text ("\n");
  _exit (128 + number);
}

guint
patience_get_s (void)
{
  const char *slowness = g_getenv ("CORDIAL_TEST_SLOWNESS");

  return QUIET_S * MAX (1, slowness ? g_ascii_strtod (slowness, NULL) : UNMEASURED);
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

Patience
patience_begin (const char *place, const char *condition)
{
  static gsize installed;

  if (g_once_init_enter (&installed))
    {
      signal (SIGTERM, on_terminate);
      g_once_init_leave (&installed, 1);
    }
  waits_at = place;
  waits_for = condition;
  return (Patience) {
    .place = place,
    .condition = condition,
    .end = g_get_monotonic_time () + patience_get_s () * G_TIME_SPAN_SECOND,
    .tick = g_timeout_add (TICK_MS, on_tick, NULL),
  };
}

void
patience_check (Patience *self)
{
  if (g_get_monotonic_time () > self->end)
    g_error ("%s: waited %u s in vain for %s", self->place, patience_get_s (), self->condition);
}

void
patience_go_on (Patience *self)
{
  patience_check (self);
  g_main_context_iteration (NULL, TRUE);
}

void
patience_end (Patience *self)
{
  g_source_remove (self->tick);
  waits_for = NULL;
  waits_at = NULL;
}
