/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the window share.
 */

#pragma once

#include "cordial-window.h"

#include "cordial-chat-list-pane.h"
#include "cordial-connection-banner.h"
#include "cordial-conversation-view.h"
#include "cordial-heart.h"
#include "cordial-welcome-page.h"

G_BEGIN_DECLS

struct _CordialWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkProgressBar *update_progress;
  AdwNavigationView *welcome_view;
  CordialWelcomePage *welcome_page;
  CordialConnectionBanner *banner;
  AdwNavigationSplitView *split_view;
  AdwNavigationPage *conversation_page;
  CordialChatListPane *chat_list;
  CordialConversationView *conversation;
  GtkWidget *menu_button;
  CordialHeart *heart;
  CordialDay *day;

  CordialAccounts *accounts;
  /* The one that is shown; NULL while there is none. */
  CordialAccount *account;
  GSettings *settings;
  /* Why passwords cannot be kept; NULL if they can. */
  char *credentials_problem;
  gboolean told_about_credentials;
  CordialAccount *asking_for; /* whose password dialog is open; not owned */
};

/* cordial-window-troubles.c */
void cordial_window_answer_refusal (CordialWindow *self);
void cordial_window_tell_about_credentials (CordialWindow *self);
void cordial_window_tell_about_damage (CordialWindow *self);
void cordial_window_show_banner_details (CordialWindow *self);
void cordial_window_sign_in_again (CordialWindow *self);

G_END_DECLS
