/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages as text for elsewhere.
 */

#pragma once

#include "cordial-message.h"

G_BEGIN_DECLS

void cordial_copied_messages_append (GString *lines, CordialMessage *message, const char *text);
char *cordial_copied_messages_dup_text (GPtrArray *messages);

G_END_DECLS
