/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds chats and messages of an account, as one types.
 */

#pragma once

#include <adwaita.h>

#include "cordial-account.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_SEARCH_DIALOG (cordial_search_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CordialSearchDialog, cordial_search_dialog, CORDIAL, SEARCH_DIALOG, AdwDialog)

/* Signals: chosen (CordialConversation *conversation, gint64 seq): the person wants to see that; seq is a message's number, 0 for the chat. */
AdwDialog *cordial_search_dialog_new (CordialAccount *account);

G_END_DECLS
