/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a person says how to reach a back end that has no sign-in, only an agreed heartbeat: for a new account, and later to
 * change that of an account.
 */

#pragma once

#include <adwaita.h>

#include "cordial-accounts.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_SERVER_DIALOG (cordial_server_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CordialServerDialog, cordial_server_dialog, CORDIAL, SERVER_DIALOG, AdwDialog)

AdwDialog *cordial_server_dialog_new (CordialAccounts *accounts, CordialAccount *account);

G_END_DECLS
