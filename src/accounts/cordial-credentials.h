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

/**
 * CordialCredentialsError:
 * @CORDIAL_CREDENTIALS_ERROR_LOCKED: there is a token, and its owner has to unlock the secret service first
 * @CORDIAL_CREDENTIALS_ERROR_ABSENT: no secret service answers, and nobody knows whether there is one
 */
typedef enum
{
  CORDIAL_CREDENTIALS_ERROR_LOCKED,
  CORDIAL_CREDENTIALS_ERROR_ABSENT,
} CordialCredentialsError;

#define CORDIAL_CREDENTIALS_ERROR (cordial_credentials_error_quark ())
GQuark cordial_credentials_error_quark (void);

/* Properties: available (boolean), problem (string, nullable: one sentence on why nothing can be kept).
 * Signals: changed (): what could not be read may be readable now. */
CordialCredentials *cordial_credentials_new (void);
gboolean cordial_credentials_get_available (CordialCredentials *self);
const char *cordial_credentials_get_problem (CordialCredentials *self);
/* Whether something is being kept or forgotten. */
gboolean cordial_credentials_get_busy (CordialCredentials *self);

/* Keeping and forgetting happen in the order of the calls: what was cleared last is not there, however slow the service is. */
void cordial_credentials_store_async (CordialCredentials *self,
                                      const char *account_id,
                                      const char *label,
                                      const char *token,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean cordial_credentials_store_finish (CordialCredentials *self, GAsyncResult *result, GError **error);
/* (transfer full) (nullable): NULL without an error means that there is none; with one, see CordialCredentialsError. With @unlock
 * the owner of a locked service is asked for its password, and the call takes as long as that takes. */
void cordial_credentials_lookup_async (CordialCredentials *self,
                                       const char *account_id,
                                       gboolean unlock,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
char *cordial_credentials_lookup_finish (CordialCredentials *self, GAsyncResult *result, GError **error);
void cordial_credentials_clear_async (CordialCredentials *self,
                                      const char *account_id,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean cordial_credentials_clear_finish (CordialCredentials *self, GAsyncResult *result, GError **error);

G_END_DECLS
