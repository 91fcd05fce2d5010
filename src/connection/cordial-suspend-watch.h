/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells when this machine woke up from suspend. Private to this folder; CordialConnection owns one. It knows logind's
 * signal and nothing else, and is silent where there is no logind.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_SUSPEND_WATCH (cordial_suspend_watch_get_type ())
G_DECLARE_FINAL_TYPE (CordialSuspendWatch, cordial_suspend_watch, CORDIAL, SUSPEND_WATCH, GObject)

/* Signal: resumed (void). */

CordialSuspendWatch *cordial_suspend_watch_new (GDBusConnection *system_bus);

G_END_DECLS
