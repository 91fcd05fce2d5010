/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The desktop portal, as far as Cordial asks for anything there. In a sandbox it is the only way to the desktop.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CORDIAL_PORTAL_NAME "org.freedesktop.portal.Desktop"
#define CORDIAL_PORTAL_PATH "/org/freedesktop/portal/desktop"

gboolean cordial_portal_is_wanted (void);

void cordial_portal_request_background_async (const char *reason,
                                              gboolean autostart,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
gboolean cordial_portal_request_background_finish (GAsyncResult *result, gboolean *autostart_refused, GError **error);

G_END_DECLS
