/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the person gives an account another password. A page of the preferences.
 */

#pragma once

#include <adwaita.h>

#include "cordial-account.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_NEW_PASSWORD_PAGE (cordial_new_password_page_get_type ())
G_DECLARE_FINAL_TYPE (CordialNewPasswordPage, cordial_new_password_page, CORDIAL, NEW_PASSWORD_PAGE, AdwNavigationPage)

AdwNavigationPage *cordial_new_password_page_new (CordialAccount *account);

G_END_DECLS
