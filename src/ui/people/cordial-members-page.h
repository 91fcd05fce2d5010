/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The members of a group, as a page of its details.
 */

#pragma once

#include <adwaita.h>

#include "cordial-conversation.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MEMBERS_PAGE (cordial_members_page_get_type ())
G_DECLARE_FINAL_TYPE (CordialMembersPage, cordial_members_page, CORDIAL, MEMBERS_PAGE, AdwNavigationPage)

/* Signals: chosen (const char *id): a member was pressed; invite: somebody is to be brought in. */
AdwNavigationPage *cordial_members_page_new (CordialConversation *conversation);

G_END_DECLS
