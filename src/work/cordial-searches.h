/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who waits for a message of a conversation to be fetched. For no file outside this folder.
 */

#pragma once

#include "cordial-conversation-private.h"

G_BEGIN_DECLS

/* An array of searches, in the order of asking. Freed, it tells those who still wait that nothing comes. */
GPtrArray *cordial_searches_new (void);
void cordial_searches_free (GPtrArray *self);
/* (transfer full) @task returns %TRUE when the message is here, or says why not. */
void cordial_searches_add (GPtrArray *self, gint64 seq, GTask *task);
/* There is nothing more to come. */
void cordial_searches_end (GPtrArray *self, CordialConversation *conversation);
/* (transfer full) @task: the same for one, by what is known now. */
void cordial_search_end (GTask *task, CordialConversation *conversation, gint64 seq);

G_END_DECLS
