/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers {pub}, and takes notes, which want no answer.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void request_pub (Session *session, JsonObject *pub);
void request_note (Session *session, JsonObject *note);

G_END_DECLS
