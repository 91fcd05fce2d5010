/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whom to bring into a group, as a page of its details.
 */

#pragma once

#include <adwaita.h>

#include "cordial-conversation.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_INVITE_PAGE (cordial_invite_page_get_type ())
G_DECLARE_FINAL_TYPE (CordialInvitePage, cordial_invite_page, CORDIAL, INVITE_PAGE, AdwNavigationPage)

/* Signals: failed (const char *sentence): what was asked for cannot be kept; done: they were invited. */
AdwNavigationPage *cordial_invite_page_new (CordialConversation *conversation, GListModel *chats);

G_END_DECLS
