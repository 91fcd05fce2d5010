/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the database has now goes into the model; the server hears that it came, and the account what is news in it.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-arrivals.h"

#include "cordial-marks.h"

void
cordial_arrivals_apply (CordialContext *context, CordialConversation *conversation, CordialStoreChange *change)
{
  g_autoptr (GPtrArray) news = NULL;
  gint64 received;

  news = cordial_conversation_apply_change (conversation, change, &received);
  if (context->account)
    cordial_marks_add (context->marks, conversation, CORDIAL_RECEIPT_RECEIVED, received);
  if (news->len > 0 && context->account)
    g_signal_emit_by_name (context->account, "news", conversation, news);
}
