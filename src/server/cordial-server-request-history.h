/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers the part of a {get} that asks for messages.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

/* The page is there: goes on with the rest of the request. */
typedef void (*RequestHistoryFunc) (Session *session, JsonObject *get, const char *name, JsonObject *request);

void request_history (Session *session,
                      JsonObject *get,
                      Topic *topic,
                      const char *name,
                      JsonObject *request,
                      RequestHistoryFunc done);
void request_history_drop (Session *session);

G_END_DECLS
