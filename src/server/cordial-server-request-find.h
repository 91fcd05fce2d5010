/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {get} of "fnd": people and groups by the words that were set before.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void request_find (Session *session, JsonObject *request);
void request_find_alias (Session *session, JsonObject *request);

G_END_DECLS
