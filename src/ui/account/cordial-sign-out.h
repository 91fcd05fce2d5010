/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asks whether to sign out, and what to keep. For the window's menu and the preferences.
 */

#pragma once

#include <adwaita.h>

#include "cordial-accounts.h"

G_BEGIN_DECLS

void cordial_sign_out_ask (CordialAccounts *accounts, CordialAccount *account, GtkWidget *parent);

G_END_DECLS
