/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The accounts of the person on this computer, a GListModel of CordialAccount. An account is a folder with one database; it
 * is found again by looking. New ones come from signing in or signing up. Protocols are made by a function given at
 * construction, so that no wire format is known here.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-account-setup.h"
#include "cordial-account.h"
#include "cordial-credentials.h"

G_BEGIN_DECLS

typedef struct _CordialProtocol CordialProtocol;

/* Makes a protocol of settings; without a dialect the URI is that of the server ("wss://host/", without a path of the
 * protocol's own). */
typedef CordialProtocol *(*CordialProtocolFactory) (const CordialProtocolSettings *settings, gpointer user_data);

#define CORDIAL_TYPE_ACCOUNTS (cordial_accounts_get_type ())
G_DECLARE_FINAL_TYPE (CordialAccounts, cordial_accounts, CORDIAL, ACCOUNTS, GObject)

CordialAccounts *cordial_accounts_new (const char *data_dir,
                                       CordialCredentials *credentials,
                                       CordialProtocolFactory factory,
                                       const CordialContentFormat *format,
                                       gpointer factory_data,
                                       GDestroyNotify factory_destroy);

/* Properties: updating (boolean), update-progress (double), load-error (string, nullable),
 * open-elsewhere (boolean), n-damaged (uint). */

/* Finds the accounts under data_dir and gives them their credentials; does not open them. One whose messages have to be brought
 * to the present version first, which may take long, comes into the list later: updating tells of it. */
gboolean cordial_accounts_load (CordialAccounts *self, GError **error);
/* Whether there is one to come; and how much of that is done, from 0 to 1. */
gboolean cordial_accounts_get_updating (CordialAccounts *self);
double cordial_accounts_get_update_progress (CordialAccounts *self);
/* Whether another process works on them; they come into the list when that ends. */
gboolean cordial_accounts_get_open_elsewhere (CordialAccounts *self);
/* Which accounts could not be loaded (a database of a newer version…), why, and what to do: (nullable) a paragraph each. */
const char *cordial_accounts_get_load_error (CordialAccounts *self);

/* Accounts whose messages are damaged are not in the list, and nothing of them is changed until the person decides. The ids of all
 * of them, or of those of which the person was not told yet; (transfer full). */
GStrv cordial_accounts_dup_damaged (CordialAccounts *self, gboolean untold);
/* (transfer full): whose it is, where, and what can be done. The person is told by that. */
char *cordial_accounts_tell_damage (CordialAccounts *self, const char *id, gboolean *may_begin_anew);
/* Keeps a copy, and opens the account with what can be read of what waits; the server has the rest. */
gboolean cordial_accounts_begin_anew (CordialAccounts *self, const char *id, GError **error);
/* Deletes what is there of it, and its token. */
void cordial_accounts_remove_damaged (CordialAccounts *self, const char *id);

/* Completes online, with the account in the list and its token in the keyring, or with one sentence and nothing left
 * behind. For CORDIAL_PROTOCOL_ERROR_CERTIFICATE the certificate is there to show and to try again with. */
void cordial_accounts_sign_in_async (CordialAccounts *self,
                                     const CordialAccountSetup *setup,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
CordialAccount *cordial_accounts_sign_in_finish (CordialAccounts *self, GAsyncResult *result, GError **error);
/* (transfer none) (nullable): what the last sign-in was refused for. */
GTlsCertificate *cordial_accounts_get_refused_certificate (CordialAccounts *self);

/* Takes other settings of a dialect, checked, for an account that there is; its conversations stay. */
void cordial_accounts_change_settings (CordialAccounts *self,
                                       CordialAccount *account,
                                       const CordialProtocolSettings *settings);

/* The server of an account that has no settings of a dialect is elsewhere now: where is checked, and everything that is here goes
 * on there, what waits included. FALSE with one sentence leaves all as it is. */
gboolean cordial_accounts_move (CordialAccounts *self,
                                CordialAccount *account,
                                const char *server,
                                gboolean allow_plaintext,
                                GError **error);

/* Opens the connection that the settings describe, and has one heartbeat answered; completes with the round trip in
 * milliseconds, or -1 with one sentence. Nothing is kept. */
void cordial_accounts_try_settings_async (CordialAccounts *self,
                                          const CordialProtocolSettings *settings,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
double cordial_accounts_try_settings_finish (CordialAccounts *self, GAsyncResult *result, GError **error);

/* Points an account with local-server at the port where the application's own server listens this time. */
void cordial_accounts_set_local_uri (CordialAccounts *self, const char *uri);

void cordial_accounts_set_files_limit (CordialAccounts *self, gint64 limit);

/* Signs out: closes and forgets the token. The database is deleted, or with keep_messages stays where it is until somebody signs
 * in to the same account again; what waits in its outbox is sent then. */
void cordial_accounts_remove (CordialAccounts *self, CordialAccount *account, gboolean keep_messages);

/* The program ends: connections and databases are closed, and nobody may ask for anything any more. Not left to the last
 * reference: answers that nobody will hear any more have some. */
void cordial_accounts_end (CordialAccounts *self);

G_END_DECLS
