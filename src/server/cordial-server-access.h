/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules of who may do what in a topic: what somebody wants for themselves, and what somebody gives to another.
 */

#pragma once

#include "cordial-server-membership.h"

G_BEGIN_DECLS

/* (out) changed: whether somebody has other rights than before. All return the code to answer with. */
int access_want (Presence *presence,
                 Topic *topic,
                 Session *session,
                 CordialAccess want,
                 gboolean reader,
                 gboolean joins,
                 gboolean *changed);
int
access_give (Presence *presence, Topic *topic, Session *session, gint64 user, CordialAccess given, gboolean *changed);
CordialAccess access_of_user (CordialAccess access);
int access_put_out (Presence *presence, Topic *topic, Session *session, gint64 user);

G_END_DECLS
