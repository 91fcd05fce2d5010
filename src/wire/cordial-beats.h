/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a connection remembers, as the model takes it. For the sessions of both dialects.
 */

#pragma once

#include "cordial-beat.h"
#include "cordial-connection.h"

G_BEGIN_DECLS

GArray *cordial_beats_of_connection (CordialConnection *connection);

G_END_DECLS
