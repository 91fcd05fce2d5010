/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the person says that the server of an account is elsewhere now.
 */

#pragma once

#include <adwaita.h>

#include "cordial-accounts.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_NEW_ADDRESS_PAGE (cordial_new_address_page_get_type ())
G_DECLARE_FINAL_TYPE (CordialNewAddressPage, cordial_new_address_page, CORDIAL, NEW_ADDRESS_PAGE, AdwNavigationPage)

AdwNavigationPage *cordial_new_address_page_new (CordialAccounts *accounts, CordialAccount *account);

G_END_DECLS
