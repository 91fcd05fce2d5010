/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is online, and telling people on "me" what happens elsewhere.
 */

#pragma once

#include "cordial-server-session.h"
#include "cordial-server-topics.h"

G_BEGIN_DECLS

typedef struct _Presence Presence;

Presence *presence_new (Sessions *sessions, Database *database);
void presence_free (Presence *self);
void presence_changed (Presence *self, gint64 user, gboolean online);
gboolean presence_is_online (Presence *self, gint64 user);
void presence_tell (Presence *self, gint64 user, Topic *except, JsonObject *pres);
void presence_tell_others (Presence *self, gint64 user, Topic *except, Session *actor, JsonObject *pres);

/* Whom of those who are attached to a topic it is for. */
typedef struct
{
  CordialAccess any_of; /* who has one of these there; 0: everybody */
  gint64 only;          /* this one alone; 0: anybody */
  gint64 except;        /* not this one; 0: nobody */
  Session *actor;       /* (nullable): made the change, and knows */
} Audience;

void presence_tell_attached (Topic *topic, JsonObject *pres, const Audience *audience);
void presence_tell_contacts (Presence *self, gint64 user, const char *what);

G_END_DECLS
