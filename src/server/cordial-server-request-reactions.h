/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {set} and {get} of reactions to messages.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void request_set_reaction (Session *session, JsonObject *set, Topic *topic);
void request_get_reactions (Session *session, JsonObject *get, Topic *topic, const char *name, JsonObject *request);

G_END_DECLS
