/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The heart in the header: beats with each heartbeat of the account's connection, is coloured by its state, and opens a popover
 * that says in words what the connection is. It changes nothing about the connection.
 */

#pragma once

#include <adwaita.h>

#include "cordial-account.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_HEART (cordial_heart_get_type ())
G_DECLARE_FINAL_TYPE (CordialHeart, cordial_heart, CORDIAL, HEART, AdwBin)

GtkWidget *cordial_heart_new (void);
void cordial_heart_set_account (CordialHeart *self, CordialAccount *account);

G_END_DECLS
