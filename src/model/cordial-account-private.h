/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How CordialAccounts makes and ends an account. For no file outside this folder.
 */

#pragma once

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

/* Keys of what the database keeps of the account itself. */
#define CORDIAL_ACCOUNT_SERVER "server"
#define CORDIAL_ACCOUNT_URI "uri"
#define CORDIAL_ACCOUNT_LOGIN "login"
#define CORDIAL_ACCOUNT_USER_ID "user-id"
#define CORDIAL_ACCOUNT_NAME "name"
#define CORDIAL_ACCOUNT_LOCAL_SERVER "local-server"
/* Made up for the person, who never sees it. The server that it opens keeps everything in a folder of the same person, so
 * that a keyring would protect nothing; and where there is none, or the token is too old, nobody could be asked. */
#define CORDIAL_ACCOUNT_LOCAL_PASSWORD "local-password"
#define CORDIAL_ACCOUNT_CERTIFICATE "certificate"
/* See CordialProtocolSettings. */
#define CORDIAL_ACCOUNT_DIALECT "dialect"
#define CORDIAL_ACCOUNT_AVATAR_URI "avatar-uri"
#define CORDIAL_ACCOUNT_HEARTBEAT "heartbeat"
#define CORDIAL_ACCOUNT_INTERVAL "heartbeat-interval-ms"
#define CORDIAL_ACCOUNT_DEADLINE "heartbeat-deadline-ms"
/* Set once the first sign-in succeeded; a folder without it is left over from one that did not. */
#define CORDIAL_ACCOUNT_READY "ready"
/* Set while nobody is signed in and the messages are kept for the next time. */
#define CORDIAL_ACCOUNT_SIGNED_OUT "signed-out"

G_END_DECLS
