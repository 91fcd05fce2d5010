/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pictures and files of a conversation, by month.
 */

#pragma once

#include <adwaita.h>

#include "cordial-message-files.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_SHARED_FILES (cordial_shared_files_get_type ())
G_DECLARE_FINAL_TYPE (CordialSharedFiles, cordial_shared_files, CORDIAL, SHARED_FILES, AdwNavigationPage)

/* Signal: show-message (gint64 seq): the person wants to see the message that has a file. */
AdwNavigationPage *cordial_shared_files_new (CordialConversation *conversation, CordialMessageFiles *files);

G_END_DECLS
