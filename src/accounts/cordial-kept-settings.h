/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A protocol's settings, as an account's database keeps them.
 */

#pragma once

#include "cordial-protocol-settings.h"
#include "cordial-store.h"

G_BEGIN_DECLS

CordialProtocolSettings *cordial_kept_settings_load (CordialStore *store, GError **error);
void cordial_kept_settings_save (const CordialProtocolSettings *self, CordialStore *store);

G_END_DECLS
