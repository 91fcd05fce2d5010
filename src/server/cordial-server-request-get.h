/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers {get}.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void request_get (Session *session, JsonObject *get, const char *name, JsonObject *reply_to);

G_END_DECLS
