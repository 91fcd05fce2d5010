/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {del} of an account: what belongs to it ends, and so do its connections.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void request_del_user (Session *session, JsonObject *del);

G_END_DECLS
