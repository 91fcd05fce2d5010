/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of a chat below its name. For the header and the details.
 */

#pragma once

#include "cordial-conversation.h"
#include "cordial-time-format.h"

G_BEGIN_DECLS

char *cordial_chat_status_dup_typing (CordialConversation *conversation);
char *cordial_chat_status_dup (CordialConversation *conversation, CordialClock clock);

G_END_DECLS
