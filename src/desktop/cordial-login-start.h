/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Starting with the desktop's session, outside a sandbox: a desktop entry in the person's autostart folder (XDG Desktop
 * Application Autostart Specification).
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean cordial_login_start_is_set (void);
gboolean cordial_login_start_set (gboolean enabled, GError **error);

G_END_DECLS
