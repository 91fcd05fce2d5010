/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who in a group has read a message, and who has only received it.
 */

#pragma once

#include <adwaita.h>

#include "cordial-conversation.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_SEEN_DIALOG (cordial_seen_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CordialSeenDialog, cordial_seen_dialog, CORDIAL, SEEN_DIALOG, AdwDialog)

AdwDialog *cordial_seen_dialog_new (CordialConversation *conversation, CordialMessage *message);

G_END_DECLS
