/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The banner below the header bar: shows what cordial-banner-logic decides about an account's connection, counts down, and hands what
 * needs a dialog to the window. No timer runs while the account is online.
 */

#pragma once

#include <adwaita.h>

#include "cordial-account.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_CONNECTION_BANNER (cordial_connection_banner_get_type ())
G_DECLARE_FINAL_TYPE (CordialConnectionBanner, cordial_connection_banner, CORDIAL, CONNECTION_BANNER, AdwBin)

/* Signals: details (), the person asks about the certificate; sign-in (), the person wants to give a password. */
GtkWidget *cordial_connection_banner_new (void);
void cordial_connection_banner_set_account (CordialConnectionBanner *self, CordialAccount *account);

G_END_DECLS
