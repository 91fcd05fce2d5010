/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asks to which chats messages shall be handed on, and sends them there with who wrote them. Used by the conversation view.
 */

#pragma once

#include <adwaita.h>

#include "cordial-conversation.h"

G_BEGIN_DECLS

AdwDialog *cordial_forwarding_ask (GtkWidget *parent,
                                   GListModel *chats,
                                   const char *heading,
                                   const char *send_label,
                                   GPtrArray *contents);

G_END_DECLS
