/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers {del}.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void request_del (Session *session, JsonObject *del);

G_END_DECLS
