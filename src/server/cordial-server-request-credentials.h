/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {get}, {set} and {del} of somebody's own addresses.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void request_get_credentials (Session *session, JsonObject *request);
void request_set_credential (Session *session, JsonObject *set);
void request_del_credential (Session *session, JsonObject *del);

G_END_DECLS
