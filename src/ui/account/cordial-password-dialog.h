/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asks for the password of an account that its server signed out, and stays until it is right or the person gives up. The
 * password goes to the account and nowhere else.
 */

#pragma once

#include <adwaita.h>

#include "cordial-account.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_PASSWORD_DIALOG (cordial_password_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CordialPasswordDialog, cordial_password_dialog, CORDIAL, PASSWORD_DIALOG, AdwDialog)

AdwDialog *cordial_password_dialog_new (CordialAccount *account, const char *why);

G_END_DECLS
