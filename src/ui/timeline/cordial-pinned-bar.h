/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bar above the messages with those that are pinned.
 */

#pragma once

#include <adwaita.h>

#include "cordial-conversation.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_PINNED_BAR (cordial_pinned_bar_get_type ())
G_DECLARE_FINAL_TYPE (CordialPinnedBar, cordial_pinned_bar, CORDIAL, PINNED_BAR, AdwBin)

void cordial_pinned_bar_set_conversation (CordialPinnedBar *self, CordialConversation *conversation);

G_END_DECLS
