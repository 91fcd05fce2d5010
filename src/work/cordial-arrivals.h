/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages that came, by themselves or because they were asked for, on their way from the database into the model. For the
 * work and its sync.
 */

#pragma once

#include "cordial-context.h"

G_BEGIN_DECLS

/* What the database has now that it had not. */
void cordial_arrivals_apply (CordialContext *context, CordialConversation *conversation, CordialStoreChange *change);

G_END_DECLS
