/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first page a person sees: three ways to begin. The window decides what a choice leads to; the page only says which one
 * was made, and shows that the third takes a moment or why it cannot be had.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_WELCOME_PAGE (cordial_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (CordialWelcomePage, cordial_welcome_page, CORDIAL, WELCOME_PAGE, AdwNavigationPage)

/* Signals: sign-in (), create-account (), try-it (). */
GtkWidget *cordial_welcome_page_new (void);

/* While busy no choice can be made, and the third shows a spinner. */
void cordial_welcome_page_set_busy (CordialWelcomePage *self, gboolean busy);
/* @problem: (nullable): one sentence, shown below the choices until the next one is made. */
void cordial_welcome_page_set_problem (CordialWelcomePage *self, const char *problem);

G_END_DECLS
