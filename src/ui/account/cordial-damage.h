/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells of an account whose messages are damaged, and asks what to do.
 */

#pragma once

#include <adwaita.h>

#include "cordial-accounts.h"

G_BEGIN_DECLS

void cordial_damage_ask (CordialAccounts *accounts, const char *id, GtkWidget *parent);

G_END_DECLS
