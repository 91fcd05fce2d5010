/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account's folder: the database in it, and what is known of it before anybody is signed in.
 */

#pragma once

#include "cordial-account-setup.h"
#include "cordial-store.h"

G_BEGIN_DECLS

char *cordial_account_folder_get_database (const char *accounts, const char *id);
void cordial_account_folder_delete (const char *accounts, const char *id);
CordialStore *cordial_account_folder_make (const char *accounts,
                                           const char *id,
                                           const char *uri,
                                           const CordialAccountSetup *setup,
                                           GError **error);
CordialStore *cordial_account_folder_open_kept (const char *accounts,
                                                const char *const *open,
                                                const char *uri,
                                                const CordialAccountSetup *setup,
                                                char **id,
                                                GError **error);

G_END_DECLS
