/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers {sub} and {leave}.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void request_sub (Session *session, JsonObject *sub);
void request_leave (Session *session, JsonObject *leave);

G_END_DECLS
