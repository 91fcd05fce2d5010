/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a server still gives the numbers that we know, and what follows if not. For no file outside this folder.
 */

#pragma once

#include "cordial-context.h"

G_BEGIN_DECLS

/* Settles the doubt that a conversation has of its numbers. Each run is of one link; a failure is one of the protocol's, or of
 * the store's, and what was found out until then stays. */
typedef struct _CordialEpochCheck CordialEpochCheck;

CordialEpochCheck *cordial_epoch_check_new (CordialContext *context, CordialConversation *conversation);
CordialEpochCheck *cordial_epoch_check_ref (CordialEpochCheck *self);
void cordial_epoch_check_unref (CordialEpochCheck *self);
void cordial_epoch_check_run_async (CordialEpochCheck *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean cordial_epoch_check_run_finish (CordialConversation *conversation, GAsyncResult *result, GError **error);

G_END_DECLS
