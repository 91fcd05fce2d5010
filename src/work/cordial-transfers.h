/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files on their way between this computer and the server. For no file outside this folder.
 */

#pragma once

#include "cordial-context.h"
#include "cordial-transfer.h"

G_BEGIN_DECLS

CordialTransfers *cordial_transfers_new (CordialContext *context, const char *account_id);
void cordial_transfers_free (CordialTransfers *self);

/* --- What shall be sent --- */
/* (transfer full): what a file that waits to be sent is called in its message until the server has it, and where it is kept. */
char *cordial_transfers_new_waiting (CordialTransfers *self, char **path);
gboolean cordial_transfers_is_waiting (const char *reference);
/* (transfer full): where what is called so is kept */
char *cordial_transfers_dup_path (CordialTransfers *self, const char *waiting);
/* (nullable) (transfer full): why the server takes nothing of that size, as far as that is known */
GError *cordial_transfers_new_objection (CordialTransfers *self, gint64 size);
/* Returns the server's reference; where the same file is on its way already, of that. */
void cordial_transfers_upload_async (CordialTransfers *self,
                                     const char *waiting,
                                     const char *media_type,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
char *cordial_transfers_upload_finish (GAsyncResult *result, GError **error);
/* That is on disk: what is left here is a copy. */
void cordial_transfers_keep_uploaded (CordialTransfers *self, const char *waiting, const char *reference);
/* Its message is paused, or goes on: whoever waits for it is told that it is cancelled. */
void cordial_transfers_hold (CordialTransfers *self, const char *waiting, gboolean held);
/* Its message is not sent: the same. */
void cordial_transfers_cancel (CordialTransfers *self, const char *waiting);
/* Nothing that waits names the others any more. @waiting: (element-type utf8) a set */
void cordial_transfers_sweep (CordialTransfers *self, GHashTable *waiting);

/* --- What shall be shown --- */
/* (transfer full) (nullable): the file of that reference: here, or on its way; where it is neither, it is fetched or %NULL. */
CordialTransfer *cordial_transfers_get (CordialTransfers *self, const char *reference, gint64 size, gboolean fetch);
/* In bytes: what is more than that goes, the oldest first. */
void cordial_transfers_set_limit (CordialTransfers *self, gint64 limit);

void cordial_transfers_resume (CordialTransfers *self);

G_END_DECLS
