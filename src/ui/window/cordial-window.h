/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window: welcome while there is no account, then the chats of one with the banner of its connection. It shows what the model has
 * and asks the application for what only that can do.
 */

#pragma once

#include <adwaita.h>

#include "cordial-accounts.h"
#include "cordial-sound.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_WINDOW (cordial_window_get_type ())
G_DECLARE_FINAL_TYPE (CordialWindow, cordial_window, CORDIAL, WINDOW, AdwApplicationWindow)

/* Signal: try-it (), the person wants an account on a server of this computer. */
CordialWindow *
cordial_window_new (GtkApplication *application, CordialAccounts *accounts, GSettings *settings, CordialSound *sound);

void cordial_window_show_new_chat (CordialWindow *self);
void cordial_window_show_preferences (CordialWindow *self);
void cordial_window_show_shortcuts (CordialWindow *self);
void cordial_window_show_conversation (CordialWindow *self,
                                       CordialAccount *account,
                                       CordialConversation *conversation,
                                       gint64 seq);
gboolean cordial_window_is_showing (CordialWindow *self, CordialConversation *conversation);
/* What became of try-it: under way, and (nullable) one sentence on why it cannot be had. */
void cordial_window_set_trying (CordialWindow *self, gboolean trying, const char *problem);
void cordial_window_show_toast (CordialWindow *self, const char *sentence);
void cordial_window_show_problem (CordialWindow *self, const char *heading, const char *sentence);
void cordial_window_set_credentials_problem (CordialWindow *self, const char *problem);

G_END_DECLS
