/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the person wrote and the server has not: keeps it, and sends it. For no file outside this folder.
 */

#pragma once

#include "cordial-sync.h"

G_BEGIN_DECLS

typedef struct _CordialOutbox CordialOutbox;

CordialOutbox *cordial_outbox_new (CordialContext *context, CordialSync *sync);
void cordial_outbox_free (CordialOutbox *self);

/* What the person asks for; see #CordialRequestsInterface. */
void cordial_outbox_send (CordialOutbox *self, CordialConversation *conversation, const char *text, GTask *task);
void cordial_outbox_retry (CordialOutbox *self, CordialConversation *conversation, CordialMessage *message);
void cordial_outbox_discard (CordialOutbox *self, CordialConversation *conversation, CordialMessage *message);

/* Something may be there to send in this conversation. */
void cordial_outbox_kick (CordialOutbox *self, CordialConversation *conversation);

void cordial_outbox_link_lost (CordialOutbox *self);
/* There is no such conversation any more. */
void cordial_outbox_forget (CordialOutbox *self, CordialConversation *conversation);

G_END_DECLS
