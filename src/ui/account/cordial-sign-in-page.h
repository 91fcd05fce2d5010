/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a person signs in to an account on a server, or makes one. When it succeeds the account is in the model and the window
 * goes on from there. The password is kept no longer than the page.
 */

#pragma once

#include <adwaita.h>

#include "cordial-accounts.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_SIGN_IN_PAGE (cordial_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (CordialSignInPage, cordial_sign_in_page, CORDIAL, SIGN_IN_PAGE, AdwNavigationPage)

/* @create: make a new account instead of using one. */
AdwNavigationPage *cordial_sign_in_page_new (CordialAccounts *accounts, gboolean create);

G_END_DECLS
