/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The type of that value.
 */

#include "cordial-storage.h"

G_DEFINE_ENUM_TYPE (CordialStorage,
                    cordial_storage,
                    G_DEFINE_ENUM_VALUE (CORDIAL_STORAGE_FINE, "fine"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_STORAGE_FULL, "full"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_STORAGE_DAMAGED, "damaged"))
