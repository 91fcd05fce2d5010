/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which sockets can be read, asked of the kernel for all of them at once. GLib looks at every source of a context at every turn
 * and hands the kernel every descriptor anew, so that a message would cost what there are connections. Therefore connections
 * live in small contexts of their own, of which a turn looks only at those where something happened, and once in a second at
 * all, for what waits for a time. Knows nothing of what is read.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Poller Poller;
typedef struct _PollerGroup PollerGroup;
typedef struct _PollerWatch PollerWatch;

Poller *poller_new (void);
void poller_unref (Poller *self);
/* How many descriptors it takes itself for so many connections. */
guint poller_count_descriptors (guint connections);

/* (transfer none): of a connection more, until it is given back. */
PollerGroup *poller_join (Poller *self);
void poller_group_leave (PollerGroup *group);
/* What is attached to the thread's default context in between belongs to the group. */
void poller_group_push (PollerGroup *group);
void poller_group_pop (PollerGroup *group);

/* (transfer full): of a socket that does not block; see poller_watch_stop(). */
PollerWatch *poller_watch (PollerGroup *group, int fd);
void poller_watch_stop (PollerWatch *watch);
PollerWatch *poller_watch_ref (PollerWatch *watch);
void poller_watch_unref (PollerWatch *watch);
/* Is ready while there may be something to read. */
void poller_watch_add_source (PollerWatch *watch, GSource *source);
/* To be called before a read, and after it unless that would have blocked. */
void poller_watch_set_readable (PollerWatch *watch, gboolean readable);

G_END_DECLS
