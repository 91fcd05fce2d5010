/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What others see of the person: name, picture and note. A page of the preferences.
 */

#pragma once

#include <adwaita.h>

#include "cordial-account.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_PROFILE_PAGE (cordial_profile_page_get_type ())
G_DECLARE_FINAL_TYPE (CordialProfilePage, cordial_profile_page, CORDIAL, PROFILE_PAGE, AdwNavigationPage)

AdwNavigationPage *cordial_profile_page_new (CordialAccount *account);

G_END_DECLS
