/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The about dialog, with what helps to find a fault.
 */

#pragma once

#include <adwaita.h>

#include "cordial-accounts.h"

G_BEGIN_DECLS

AdwDialog *cordial_about_new (CordialAccounts *accounts);

G_END_DECLS
