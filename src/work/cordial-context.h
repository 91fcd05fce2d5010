/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of one account's work share: its model, its database, its protocol, and whether requests make sense now.
 * Belongs to CordialWork; the others borrow it, and an errand that is out keeps it. For no file outside this folder.
 */

#pragma once

#include "cordial-account-private.h"
#include "cordial-conversation-private.h"
#include "cordial-protocol.h"

G_BEGIN_DECLS

typedef struct _CordialMarks CordialMarks;
typedef struct _CordialTransfers CordialTransfers;

/**
 * CordialContext:
 * @store: the account's database
 * @format: how the wire of the account writes what a message holds
 * @account: (nullable): what a person sees; %NULL once the work has ended
 * @protocol: (nullable): the session, once there is one
 * @marks: how far messages were received and read, on its way to the server
 * @transfers: files on their way to the server and from it
 * @ready: signed in, and every conversation was reported
 * @link: counts the connections, so that an answer can be told from one of an earlier connection
 * @page: how many messages are asked for at once: what seems to arrive before a connection ends
 * @cancellable: ends with the work
 */
typedef struct
{
  grefcount refs;
  CordialStore *store;
  const CordialContentFormat *format;
  CordialAccount *account;
  CordialProtocol *protocol;
  CordialMarks *marks;
  CordialTransfers *transfers;
  gboolean ready;
  guint link;
  gint64 page;
  GCancellable *cancellable;
} CordialContext;

CordialContext *cordial_context_new (CordialStore *store, const CordialContentFormat *format);
CordialContext *cordial_context_ref (CordialContext *self);
void cordial_context_unref (CordialContext *self);
/* Whether a message may bear this number: one from 1 on, or none where the wire has none. */
gboolean cordial_context_may_be_seq (CordialContext *self, gint64 seq);
/* Whether it is in doubt that the server's numbers are those that we know; a wire without numbers has none to doubt. */
gboolean cordial_context_is_in_doubt (CordialContext *self, CordialConversation *conversation);
/* So many messages came at once; or the link went while some were on their way. */
void cordial_context_page_arrived (CordialContext *self, gint64 size);
void cordial_context_page_lost (CordialContext *self);
/* 0 if unknown. */
guint cordial_context_get_max_message_bytes (CordialContext *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialContext, cordial_context_unref)

/**
 * CordialErrand:
 * @owner: whose request it is: to be touched only while the errand is current
 * @intent: (nullable): what is being carried out by it
 * @span: which numbers it is about
 * @epoch: of the numbers of the conversation, when it was asked
 * @link: the connection on which it was asked
 *
 * A request to a protocol or the store, and what is needed when its answer comes.
 */
typedef struct
{
  CordialContext *context;
  gpointer owner;
  CordialConversation *conversation;
  CordialIntentRecord *intent;
  CordialSpan span;
  gint64 epoch;
  guint link;
} CordialErrand;

CordialErrand *cordial_errand_new (CordialContext *context, gpointer owner, CordialConversation *conversation);
void cordial_errand_free (CordialErrand *self);
/* Whether the connection on which it was asked is still the one there is. */
gboolean cordial_errand_is_current (CordialErrand *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialErrand, cordial_errand_free)

G_END_DECLS
