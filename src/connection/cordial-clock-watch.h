/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells when somebody, or the network's time, set this machine's clock. Private to this folder; CordialConnection owns one: by a
 * clock that is weeks off, every certificate is too old or too young. Silent where the kernel does not tell.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_CLOCK_WATCH (cordial_clock_watch_get_type ())
G_DECLARE_FINAL_TYPE (CordialClockWatch, cordial_clock_watch, CORDIAL, CLOCK_WATCH, GObject)

/* Signal: changed (void), the clock was set. */

CordialClockWatch *cordial_clock_watch_new (void);

G_END_DECLS
