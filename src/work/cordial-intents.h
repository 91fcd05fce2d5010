/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carries out what a person asked for in a conversation and a server has yet to hear. For no file outside this folder.
 */

#pragma once

#include "cordial-lane.h"

G_BEGIN_DECLS

CordialIntents *cordial_intents_new (CordialContext *context, CordialSync *sync);
void cordial_intents_free (CordialIntents *self);

/* Something is on disk to be carried out there. */
void cordial_intents_expect (CordialIntents *self, CordialConversation *conversation);
/* Goes on, if there is anything to do. */
void cordial_intents_kick (CordialIntents *self, CordialConversation *conversation);
/* Whether the message is on its way out at this moment. */
gboolean cordial_intents_is_sending (CordialIntents *self, CordialConversation *conversation, gint64 message_row);

void cordial_intents_link_lost (CordialIntents *self);
/* There is no such conversation any more. */
/* It is over: what waits there is told why it is not said. */
void cordial_intents_end (CordialIntents *self, CordialConversation *conversation);
void cordial_intents_forget (CordialIntents *self, CordialConversation *conversation);

G_END_DECLS
