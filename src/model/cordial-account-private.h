/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How CordialAccounts makes and ends an account. For no file outside this folder.
 */

#pragma once

#include "cordial-account-keys.h"
#include "cordial-account.h"
#include "cordial-accounts.h"
#include "cordial-store.h"

G_BEGIN_DECLS

CordialAccount *cordial_account_new (const char *id, CordialStore *store, CordialCredentials *credentials);
/* Takes up with a protocol, in place of an earlier one. */
void cordial_account_set_protocol (CordialAccount *self, CordialProtocol *protocol);
CordialProtocol *cordial_account_get_protocol (CordialAccount *self);
/* Reads the conversations. */
gboolean cordial_account_load (CordialAccount *self, GError **error);
/* Goes on with another protocol, made of other settings; (transfer none). */
void cordial_account_change_protocol (CordialAccount *self,
                                      CordialProtocol *protocol,
                                      const CordialProtocolSettings *settings);
/* For CORDIAL_ACCOUNT_SIGNED_OUT. */
void cordial_account_mark_signed_out (CordialAccount *self, const char *value);
/* Ends the connection and closes the database. */
void cordial_account_shut_down (CordialAccount *self);

G_END_DECLS
