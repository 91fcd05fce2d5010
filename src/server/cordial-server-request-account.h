/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers {acc} and {login}.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void request_acc (Session *session, JsonObject *acc);
void request_login (Session *session, JsonObject *login);

G_END_DECLS
