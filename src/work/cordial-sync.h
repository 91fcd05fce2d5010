/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fetches what the server has and the database has not. For no file outside this folder.
 */

#pragma once

#include "cordial-context.h"

G_BEGIN_DECLS

typedef struct _CordialSync CordialSync;

/* There is no gap any more, or it cannot be closed. */
typedef void (*CordialSyncFilledFunc) (CordialConversation *conversation, gpointer user_data);

CordialSync *cordial_sync_new (CordialContext *context);
void cordial_sync_free (CordialSync *self);

/* Everything that the database has of it was added. */
void cordial_sync_loaded (CordialSync *self, CordialConversation *conversation);
/* It may have a gap; urgent for the one that is looked at. */
void cordial_sync_want (CordialSync *self, CordialConversation *conversation, gboolean urgent);
/* Somebody waits for its gaps to be closed, those from @from on among them, 0 for those that are closed anyway: @filled is called
 * once, unless the link goes first. */
void cordial_sync_fill (CordialSync *self,
                        CordialConversation *conversation,
                        gint64 from,
                        CordialSyncFilledFunc filled,
                        gpointer user_data);
/* There is room on the disk again: with those that wait. */
void cordial_sync_go_on (CordialSync *self);
/* One more page above the oldest message. */
void cordial_sync_load_older (CordialSync *self, CordialConversation *conversation);
/* All from the message of that number on: then @task (transfer full) returns whether it is here, or says why not. */
void cordial_sync_seek (CordialSync *self, CordialConversation *conversation, gint64 seq, GTask *task);

/* These are gone on the server. One that is here goes once it is known that the number is still its own. */
void cordial_sync_deleted (CordialSync *self, CordialConversation *conversation, gint64 low, gint64 high);
/* All deletions up to that one were told; that is kept when they are. */
void cordial_sync_deletions_known (CordialSync *self, CordialConversation *conversation, gint64 newest);

void cordial_sync_link_lost (CordialSync *self);
/* There is no such conversation any more. */
void cordial_sync_forget (CordialSync *self, CordialConversation *conversation);

G_END_DECLS
