/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds people on the server and starts a conversation with one of them. Presented by the chat list pane.
 */

#pragma once

#include <adwaita.h>

#include "cordial-account.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_NEW_CHAT_DIALOG (cordial_new_chat_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CordialNewChatDialog, cordial_new_chat_dialog, CORDIAL, NEW_CHAT_DIALOG, AdwDialog)

AdwDialog *cordial_new_chat_dialog_new (CordialAccount *account);

G_END_DECLS
