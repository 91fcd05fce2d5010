/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages of an account that have what somebody looks for.
 */

#pragma once

#include "cordial-account.h"

G_BEGIN_DECLS

/**
 * CordialFound:
 * @conversation: where it is
 * @seq: its number there, 0 while it has none
 * @time_ms: when it was said, Unix milliseconds
 * @sender_name: (nullable): who said it; %NULL where that is not known
 * @outgoing: whether the person did
 * @text: what was said, and the names of files on lines of their own
 * @ranges: (element-type CordialQueryRange): where in @text it was found
 */
typedef struct
{
  CordialConversation *conversation;
  gint64 seq;
  gint64 time_ms;
  char *sender_name;
  gboolean outgoing;
  char *text;
  GArray *ranges;
} CordialFound;

void cordial_found_free (CordialFound *self);

void cordial_account_search_async (CordialAccount *self,
                                   const char *typed,
                                   guint limit,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* (transfer full) (element-type CordialFound): the newest first; @complete: whether there are no others on this computer */
GPtrArray *
cordial_account_search_finish (CordialAccount *self, GAsyncResult *result, gboolean *complete, GError **error);

G_END_DECLS
