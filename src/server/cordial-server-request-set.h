/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers {set}.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void request_set (Session *session, JsonObject *set, const char *name);

G_END_DECLS
