/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What runs by itself in one account: it listens to the protocol and tells the model, fetches what is missing and sends what
 * waits, and carries out what a person asks of a conversation (CordialRequests). Made by accounts/, which opens and closes
 * the connection. It makes the account that it tells.
 */

#pragma once

#include "cordial-account.h"
#include "cordial-protocol.h"
#include "cordial-requests.h"
#include "cordial-store.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_WORK (cordial_work_get_type ())
G_DECLARE_FINAL_TYPE (CordialWork, cordial_work, CORDIAL, WORK, GObject)

CordialWork *cordial_work_new (const char *id,
                               CordialStore *store,
                               const CordialContentFormat *format,
                               CordialLinkRequests *link_requests);
/* Reads what the database has. */
gboolean cordial_work_load (CordialWork *self, GError **error);
/* (transfer none) */
CordialAccount *cordial_work_get_account (CordialWork *self);
/* Takes up with a protocol, in place of an earlier one, which is closed. */
void cordial_work_set_protocol (CordialWork *self, CordialProtocol *protocol);
/* (transfer none) (nullable) */
CordialProtocol *cordial_work_get_protocol (CordialWork *self);
/* Writes what came in this turn of the main loop, and would be written in the next. */
void cordial_work_take_incoming (CordialWork *self);
/* What is kept of files that can be fetched again, in bytes. */
void cordial_work_set_files_limit (CordialWork *self, gint64 limit);
/* Ends the connection and everything that is under way; what is to be written is on disk then. */
void cordial_work_end (CordialWork *self);

/* Ends the task, with one sentence, where there is no protocol yet. */
gboolean cordial_work_has_protocol (CordialWork *self, GTask *task);

G_END_DECLS
