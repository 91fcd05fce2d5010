/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a client of Tinode's wire asks.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

void requests_serve (Services *services, SoupServerMessage *message, SoupWebsocketConnection *socket);

G_END_DECLS
