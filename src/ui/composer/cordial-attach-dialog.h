/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files before they are sent: what they look like, and what is said with them.
 */

#pragma once

#include <adwaita.h>

#include "cordial-conversation.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_ATTACH_DIALOG (cordial_attach_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CordialAttachDialog, cordial_attach_dialog, CORDIAL, ATTACH_DIALOG, AdwDialog)

AdwDialog *cordial_attach_dialog_new (CordialConversation *conversation, GListModel *files, CordialMessage *answered);
void cordial_attach_dialog_own (CordialAttachDialog *self, GFile *file);

G_END_DECLS
