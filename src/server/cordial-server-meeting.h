/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How topics begin: two people meet, somebody keeps notes, a group or a channel is made.
 */

#pragma once

#include "cordial-server-membership.h"

G_BEGIN_DECLS

/* What whoever begins a topic says of it. */
typedef struct
{
  CordialAccess want;  /* UNSET: nothing was said */
  CordialAccess given; /* to the other one; UNSET: nothing was said */
  char *private_json;  /* (nullable) */
} Wish;

#define WISH_NONE ((Wish) { CORDIAL_ACCESS_UNSET, CORDIAL_ACCESS_UNSET, NULL })

Topic *meeting_begin (Topics *topics,
                      Presence *presence,
                      gint64 user,
                      gint64 other,
                      const Wish *wish,
                      Session *session,
                      int *code);
void meeting_befriend (Topics *topics, gint64 user, gint64 other);
Topic *meeting_begin_notes (Topics *topics, Presence *presence, gint64 user, const Wish *wish, Session *session);

G_END_DECLS
