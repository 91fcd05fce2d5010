/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How people react to a message, below its bubble, and with what one may, in its menu.
 */

#pragma once

#include <gtk/gtk.h>

#include "cordial-conversation.h"

G_BEGIN_DECLS

GtkWidget *cordial_message_reactions_new (CordialConversation *conversation, CordialMessage *message);
GtkWidget *cordial_message_reactions_new_choice (CordialConversation *conversation, CordialMessage *message);

G_END_DECLS
