/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How one account is let in: token, password, certificate and settings. It opens and closes the connection, and carries out what a
 * person asks of it (CordialLinkRequests); what goes over it then is for the account's work, which it makes. CordialAccounts has
 * one for each account.
 */

#pragma once

#include "cordial-account.h"
#include "cordial-credentials.h"
#include "cordial-protocol.h"
#include "cordial-store.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_LOGIN (cordial_login_get_type ())
G_DECLARE_FINAL_TYPE (CordialLogin, cordial_login, CORDIAL, LOGIN, GObject)

CordialLogin *cordial_login_new (const char *id,
                                 CordialStore *store,
                                 CordialCredentials *credentials,
                                 const CordialContentFormat *format);
/* (transfer none) */
CordialAccount *cordial_login_get_account (CordialLogin *self);
/* Reads what the database has. */
gboolean cordial_login_load (CordialLogin *self, GError **error);
/* Takes up with a protocol, in place of an earlier one. */
void cordial_login_set_protocol (CordialLogin *self, CordialProtocol *protocol);
/* The protocol was given what it needs. */
void cordial_login_forgo_keyring (CordialLogin *self);
/* Goes on with another protocol, made of other settings. */
void
cordial_login_change_settings (CordialLogin *self, CordialProtocol *protocol, const CordialProtocolSettings *settings);
/* The same with a protocol that leads to where the server is now. */
void cordial_login_move (CordialLogin *self, CordialProtocol *protocol, const char *server, const char *uri);
/* Nobody is signed in, and the messages are kept for the next time; or for good, because the login is somebody else's now. */
void cordial_login_mark_signed_out (CordialLogin *self, gboolean for_good);
/* What is kept of its files that can be fetched again, in bytes. */
void cordial_login_set_files_limit (CordialLogin *self, gint64 limit);
/* Ends the connection; what is to be written is on disk then. */
void cordial_login_end (CordialLogin *self);
/* After that: its database is closed, and nothing that belongs to the account may be touched any more. */
void cordial_login_close_store (CordialLogin *self);

G_END_DECLS
