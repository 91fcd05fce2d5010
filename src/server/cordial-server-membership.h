/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who comes to belong to a topic, or does no more, or may do something else there than before; and telling those whom it concerns.
 */

#pragma once

#include "cordial-server-presence.h"
#include "cordial-server-topics.h"

G_BEGIN_DECLS

/* What somebody wants and is given; UNSET where they do not belong to it. */
typedef struct
{
  CordialAccess want;
  CordialAccess given;
} Membership;

#define MEMBERSHIP_NONE ((Membership) { CORDIAL_ACCESS_UNSET, CORDIAL_ACCESS_UNSET })
/* As Tinode takes it for its own member who comes: they had nothing before. */
#define MEMBERSHIP_NEW ((Membership) { CORDIAL_ACCESS_NONE, CORDIAL_ACCESS_NONE })

Membership membership_of (Topic *topic, gint64 user);
gboolean membership_is_same (Membership a, Membership b);
void membership_changed (Presence *presence,
                         Topic *topic,
                         gint64 user,
                         Membership before,
                         Membership after,
                         gint64 actor,
                         Session *session);
void membership_evict (Topic *topic, gint64 user, gboolean gone, Session *except);
void membership_end (Presence *presence, Topic *topic, gint64 user, gint64 actor, Session *session);
void membership_tell_joined (Presence *presence, Topic *topic, gint64 user, gint64 actor, Session *session);
void membership_tell_met (Presence *presence, Topic *topic, gint64 user);
void membership_attach (Presence *presence, Topic *topic, Session *session);
void membership_detach (Presence *presence, Topic *topic, Session *session);
void membership_detach_all (Presence *presence, Session *session);
gboolean membership_is_up (Presence *presence, Topic *topic, gint64 user);

G_END_DECLS
