/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the owner sets of themselves and of conversations, on its way to the server. For CordialWork alone.
 */

#pragma once

#include "cordial-context.h"
#include "cordial-pictures.h"

G_BEGIN_DECLS

typedef struct _CordialWishes CordialWishes;

CordialWishes *cordial_wishes_new (CordialContext *context, CordialPictures *pictures);
void cordial_wishes_free (CordialWishes *self);

/* @wanted: its fields count; its id is a conversation's, or %NULL for the owner. @task: (transfer full): returns %TRUE when it is on disk, or
 * one sentence */
void cordial_wishes_ask (CordialWishes *self, const CordialConversationRecord *wanted, GTask *task);
/* (transfer full): of what the server says, of a conversation or, where @id is %NULL, of the owner, that for which nothing waits */
CordialConversationRecord *
cordial_wishes_hear (CordialWishes *self, const char *id, const CordialConversationRecord *record);

/* (transfer full) (element-type CordialMember): of who is told to be in a group, with what waits in its place */
GPtrArray *cordial_wishes_hear_members (CordialWishes *self, const char *id, GPtrArray *members);
/* Whether the owner has left it, or deleted it for everybody, and the server has yet to hear that. */
gboolean cordial_wishes_end (CordialWishes *self, const char *id);

/* An intent that an earlier run left. */
void cordial_wishes_load (CordialWishes *self, const CordialIntentRecord *intent);
/* Signed in: what waits is said. */
void cordial_wishes_resume (CordialWishes *self);
void cordial_wishes_link_lost (CordialWishes *self);
/* The conversation is over, and nothing is said there any more. */
void cordial_wishes_forget (CordialWishes *self, const char *conversation_id);

G_END_DECLS
