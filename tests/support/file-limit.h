/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A disk without room, for the tests: no file of the process grows beyond a limit. It works everywhere, and nothing but the process
 * notices.
 */

#pragma once

#include <glib.h>
#include <signal.h>
#include <sys/resource.h>

/* @size: in bytes; RLIM_INFINITY makes room again */
static inline void
file_limit_set (rlim_t size)
{
  struct rlimit limit;

  /* A write fails instead. */
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (size, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}
