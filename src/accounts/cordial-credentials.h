/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tokens of accounts in the desktop's secret service (libsecret). Where there is none they live as long as the process, and
 * the person is told why the password is asked for at each start.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_CREDENTIALS (cordial_credentials_get_type ())
G_DECLARE_FINAL_TYPE (CordialCredentials, cordial_credentials, CORDIAL, CREDENTIALS, GObject)

/* Properties: available (boolean), problem (string, nullable: one sentence on why nothing can be kept). */
CordialCredentials *cordial_credentials_new (void);
gboolean cordial_credentials_get_available (CordialCredentials *self);
const char *cordial_credentials_get_problem (CordialCredentials *self);

void cordial_credentials_store_async (CordialCredentials *self,
                                      const char *account_id,
                                      const char *label,
                                      const char *token,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean cordial_credentials_store_finish (CordialCredentials *self, GAsyncResult *result, GError **error);
/* (transfer full) (nullable): NULL without an error means that there is none; with one, that the secret service is not there
 * or is locked, and nobody knows. */
void cordial_credentials_lookup_async (CordialCredentials *self,
                                       const char *account_id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
char *cordial_credentials_lookup_finish (CordialCredentials *self, GAsyncResult *result, GError **error);
void cordial_credentials_clear_async (CordialCredentials *self,
                                      const char *account_id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean cordial_credentials_clear_finish (CordialCredentials *self, GAsyncResult *result, GError **error);

G_END_DECLS
