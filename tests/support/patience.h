/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long a test waits for what has to come. One figure for all of them, the same as in patience.py: a deadline finds what
 * hangs, never what is slow. tests/run-suites measures the machine and says in CORDIAL_TEST_SLOWNESS how slow it is. A test
 * that is ended from outside says what it waited for.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *place;
  const char *condition;
  gint64 end;
  guint tick;
} Patience;

/* Iterates the main context until @condition holds; fails the test where it never does. */
#define patience_wait(condition)                                                                                       \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    Patience patience = patience_begin (G_STRLOC, #condition);                                                         \
    while (!(condition))                                                                                               \
      patience_go_on (&patience);                                                                                      \
    patience_end (&patience);                                                                                          \
  }                                                                                                                    \
  G_STMT_END

Patience patience_begin (const char *place, const char *condition);
/* Waits for something to happen, or for a moment, in the main context. */
void patience_go_on (Patience *self);
/* For a test that iterates by itself. */
void patience_check (Patience *self);
void patience_end (Patience *self);

guint patience_get_s (void);

G_END_DECLS
