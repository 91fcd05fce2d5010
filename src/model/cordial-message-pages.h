/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The messages of one conversation as objects, by their place and by their row. For the timeline alone.
 */

#pragma once

#include "cordial-message.h"
#include "cordial-roster.h"

G_BEGIN_DECLS

typedef struct _CordialMessagePages CordialMessagePages;

CordialMessagePages *cordial_message_pages_new (CordialRoster *roster, const char *conversation_id);
void cordial_message_pages_free (CordialMessagePages *self);

/* (transfer none) (nullable): what stands at that place; %NULL if the database is damaged or gone */
CordialMessage *cordial_message_pages_find (CordialMessagePages *self, gint64 place);
/* (transfer full): the message of that row, the same object while anybody holds it */
CordialMessage *cordial_message_pages_dup (CordialMessagePages *self, const CordialMessageRecord *record);
/* (transfer none) (nullable): the message of that row, if anybody holds it */
CordialMessage *cordial_message_pages_recall (CordialMessagePages *self, gint64 row);
/* Those from the place @low to @high are read again when they are asked for. */
void cordial_message_pages_drop (CordialMessagePages *self, gint64 low, gint64 high);

/* Who wrote what anybody holds may be called otherwise now. */
void cordial_message_pages_update_senders (CordialMessagePages *self);
/* Who the sender is where the message does not tell; only of messages that are made after it. */
void cordial_message_pages_set_sender_name (CordialMessagePages *self, const char *sender_name);
/* How far the other side received and read. */
void cordial_message_pages_set_receipts (CordialMessagePages *self, gint64 peer_recv, gint64 peer_read);
/* How a message of ours fares by the receipts. */
void cordial_message_pages_update_status (CordialMessagePages *self, CordialMessage *message);
/* What has a number above @agreed has none any more. */
void cordial_message_pages_forget_numbers (CordialMessagePages *self, gint64 agreed);

G_END_DECLS
