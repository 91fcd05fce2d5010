/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chat server that the application starts on this computer for «Try It»: a cordial-server process on a free port of the
 * loopback, which ends with the application. The application asks for it; nothing here knows an account.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_LOCAL_SERVER (cordial_local_server_get_type ())
G_DECLARE_FINAL_TYPE (CordialLocalServer, cordial_local_server, CORDIAL, LOCAL_SERVER, GObject)

/* Signals: listening (const char *uri), each time the server is up; failed (const char *sentence), it cannot be had. */
CordialLocalServer *cordial_local_server_new (const char *program, const char *data_dir);

void cordial_local_server_start (CordialLocalServer *self);
void cordial_local_server_stop (CordialLocalServer *self);
const char *cordial_local_server_get_uri (CordialLocalServer *self);

char *cordial_local_server_find_program (void);

G_END_DECLS
