/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lets connections in, as many as there is room for, and sends those away again who do not say in time who they are. Knows
 * nothing of what they say.
 */

#pragma once

#include <libsoup/soup.h>

#include "cordial-server-poller.h"

G_BEGIN_DECLS

typedef struct _Door Door;
typedef struct _Guest Guest;

typedef struct
{
  guint connections; /* in all; 0: as many as there are descriptors for */
  guint connections_per_address;
  guint sign_in_s;            /* from the connection on */
  const char *const *origins; /* (nullable): whose pages may come in beside our own; "*" for all */
} DoorRules;

/* What is attached to the thread's default context belongs to the group of the connection. */
typedef void (*DoorSocketFunc) (SoupServerMessage *message, SoupWebsocketConnection *socket, gpointer data);

Door *door_new (SoupServer *soup, Poller *poller, const DoorRules *rules);
void door_free (Door *self);
gboolean door_listen (Door *self, GInetSocketAddress *address, GTlsCertificate *certificate, GError **error);
char *door_dup_uri (Door *self);

void door_serve_sockets (Door *self, const char *path, DoorSocketFunc func, gpointer data);

/* The request may have a body of so many bytes; to be said when its head is there. */
void door_allow_body (SoupServerMessage *message, gint64 max_bytes);

/* (transfer full): whose connection it is */
Guest *guest_of (SoupServerMessage *message);
void guest_unref (Guest *self);
const char *guest_get_address (Guest *self);
void guest_welcome (Guest *self);
void guest_touch (Guest *self);
void guest_send_away (Guest *self);

G_END_DECLS
