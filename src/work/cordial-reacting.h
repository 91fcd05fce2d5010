/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server says of reactions, on its way to the disk and the model. For no file outside this folder.
 */

#pragma once

#include "cordial-context.h"

G_BEGIN_DECLS

void cordial_reacting_take_all (CordialContext *context,
                                CordialConversation *conversation,
                                GPtrArray *reacted,
                                gboolean all);
void cordial_reacting_take (CordialContext *context,
                            CordialConversation *conversation,
                            gint64 seq,
                            const char *person,
                            const char *value);

G_END_DECLS
