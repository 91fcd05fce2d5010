/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One member of a group, as a page of its details.
 */

#pragma once

#include <adwaita.h>

#include "cordial-conversation.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MEMBER_PAGE (cordial_member_page_get_type ())
G_DECLARE_FINAL_TYPE (CordialMemberPage, cordial_member_page, CORDIAL, MEMBER_PAGE, AdwNavigationPage)

/* Signals: failed (const char *sentence): what was asked for cannot be kept; left: nobody is shown here any more. */
AdwNavigationPage *cordial_member_page_new (CordialConversation *conversation, const char *member_id);

G_END_DECLS
