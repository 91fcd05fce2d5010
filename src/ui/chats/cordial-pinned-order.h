/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order of the chats that stand above the others in the list.
 */

#pragma once

#include "cordial-account.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cordial_pinned_order_follow (GtkListView *list);
void cordial_pinned_order_set_account (GtkListView *list, CordialAccount *account);
gboolean cordial_pinned_order_move (GtkListView *list, CordialConversation *conversation, int direction);
void cordial_pinned_order_tell (GtkListView *list, const char *sentence);

G_END_DECLS
