/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The menu of a chat in the list of chats.
 */

#pragma once

#include "cordial-account.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cordial_chat_menu_follow (GtkListView *list);
void cordial_chat_menu_set_account (GtkListView *list, CordialAccount *account);
gboolean cordial_chat_menu_popup_focused (GtkListView *list);

G_END_DECLS
