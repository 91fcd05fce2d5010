/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far messages were received and read, on its way to the server. For no file outside this folder.
 */

#pragma once

#include "cordial-context.h"

G_BEGIN_DECLS

CordialMarks *cordial_marks_new (CordialContext *context);
void cordial_marks_free (CordialMarks *self);

/* What an earlier run left unsaid. */
void cordial_marks_load (CordialMarks *self, CordialConversation *conversation, const CordialIntentRecord *intent);
/* Everything up to @seq was received, or read; 0 says nothing. */
void cordial_marks_add (CordialMarks *self, CordialConversation *conversation, CordialReceipt receipt, gint64 seq);
/* The server has forgotten it. */
void
cordial_marks_add_again (CordialMarks *self, CordialConversation *conversation, CordialReceipt receipt, gint64 seq);

/* There is a link: what the server has not surely heard is said. */
void cordial_marks_resume (CordialMarks *self, CordialConversation *conversation);
void cordial_marks_link_lost (CordialMarks *self);
/* There is no such conversation any more, or its numbers have begun anew. */
void cordial_marks_forget (CordialMarks *self, CordialConversation *conversation);

G_END_DECLS
