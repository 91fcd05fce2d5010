/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the person chooses: how Cordial looks and behaves, how it watches its connections, and the accounts. It writes settings;
 * who reads them follows by itself.
 */

#pragma once

#include <adwaita.h>

#include "cordial-accounts.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_PREFERENCES_DIALOG (cordial_preferences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CordialPreferencesDialog,
                      cordial_preferences_dialog,
                      CORDIAL,
                      PREFERENCES_DIALOG,
                      AdwPreferencesDialog)

AdwDialog *cordial_preferences_dialog_new (CordialAccounts *accounts, GSettings *settings);

G_END_DECLS
