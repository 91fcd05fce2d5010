/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {get} of «sub»: to which topics somebody belongs, and who belongs to a topic.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void request_roster_me (Session *session, JsonObject *get, JsonObject *request);
void request_roster (Session *session, JsonObject *get, Topic *topic, const char *name, JsonObject *request);
/* (nullable) topic: of which the person of the session has one line, their own. */
void request_roster_own (Session *session, Topic *topic, const char *name, JsonObject *request);

G_END_DECLS
