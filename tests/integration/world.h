/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the integration tests stand on: a server, and waiting for what has to come. The server is a cordial-server of the
 * test's own (CORDIAL_SERVER names the program), or any Tinode server where CORDIAL_TEST_SERVER=ws://host:port says so; with
 * CORDIAL_TEST_SERVER_CONTROL=PROGRAM one that may be frozen, killed and restored, by «PROGRAM start», «kill», «freeze»,
 * «thaw», «back-up», «restore», each of which returns when that is done.
 */

#pragma once

#include <gio/gio.h>

#include "patience.h"

G_BEGIN_DECLS

typedef struct _World World;

/* Whether there is a server to test with; tells the test runner if not. */
gboolean world_is_possible (void);

World *world_new (void);
void world_free (World *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

/* "ws://127.0.0.1:6060/" */
const char *world_get_uri (World *self);
/* Whether the server is ours to freeze, kill and restore; skips the test if not. */
gboolean world_owns_server (World *self);
void world_freeze (World *self);
void world_thaw (World *self);
void world_kill (World *self);
void world_start (World *self);
/* What the server has on disk is copied, while it stands still; later it is killed, if it runs, and starts with the copy. */
void world_back_up (World *self);
void world_restore (World *self);

/* A folder of the test's own, gone with the world. */
const char *world_get_folder (World *self);
/* A name that no run of any test used before. */
char *world_invent_login (const char *who);

/* Runs the main context until the condition holds; fails the test where it never does. */
#define world_wait(condition) patience_wait (condition)

/* A GAsyncReadyCallback that keeps the result in a GAsyncResult *. */
void world_on_answer (GObject *object, GAsyncResult *result, gpointer user_data);
/* Runs what is due now, and what that makes due. */
void world_settle (void);

G_END_DECLS
