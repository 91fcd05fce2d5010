/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who comes to belong to a topic, or does no more, and telling those whom it concerns.
 */

#pragma once

#include "cordial-server-presence.h"
#include "cordial-server-topics.h"

G_BEGIN_DECLS

Topic *membership_begin (Topics *topics, Presence *presence, Session *session, const char *name);
void membership_befriend (Topics *topics, Presence *presence, gint64 user, gint64 other, gboolean tell);
void membership_tell_joined (Presence *presence, Topic *topic, gint64 user, Session *actor);
void membership_tell_wanted (Presence *presence, Topic *topic, CordialAccess before, Session *actor);
void membership_put_out (Presence *presence, Topic *topic, gint64 user, Session *actor);

G_END_DECLS
