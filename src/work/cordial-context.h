/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an account shares with its conversations, its outbox and its sync: the store, the protocol, and whether requests
 * make sense now. Belongs to the account; the others borrow it and hear when it ends. For no file outside this folder.
 */

#pragma once

#include "cordial-conversation.h"
#include "cordial-protocol.h"
#include "cordial-store.h"

G_BEGIN_DECLS

/* Not even a lying server numbers messages higher than a 32-bit counter can. */
#define CORDIAL_SEQ_MAX ((gint64) G_MAXINT32)

typedef struct _CordialOutbox CordialOutbox;
typedef struct _CordialSync CordialSync;

/**
 * CordialContext:
 * @store: the account's database
 * @protocol: (nullable): the session, once there is one
 * @own_id: (nullable): the account's user id
 * @ready: signed in, and every conversation was reported
 * @link: counts the connections, so that an answer can be told from one of an earlier connection
 * @conversations: id → CordialConversation
 * @opened: (nullable): the conversation that is looked at; it takes itself out when it ends
 * @outbox: sends
 * @sync: fetches
 * @cancellable: ends with the account
 * @unread: the sum over the conversations that are not muted
 * @fresh: the account is new on this computer, and what its roster brings is no news
 * @waiting_changed: called when the number of waiting messages may have changed
 * @unread_changed: called when @unread has changed
 * @news: called with what others wrote and nobody has read (element-type CordialMessageRecord)
 * @account: passed to all of them
 */
typedef struct
{
  grefcount refs;
  CordialStore *store;
  CordialProtocol *protocol;
  char *own_id;
  gboolean ready;
  guint unread;
  gboolean fresh;
  guint link;
  GHashTable *conversations;
  CordialConversation *opened;
  CordialOutbox *outbox;
  CordialSync *sync;
  GCancellable *cancellable;
  void (*waiting_changed) (gpointer account);
  void (*unread_changed) (gpointer account);
  void (*news) (gpointer account, CordialConversation *conversation, GPtrArray *messages);
  gpointer account;
} CordialContext;

CordialContext *cordial_context_new (CordialStore *store);
CordialContext *cordial_context_ref (CordialContext *self);
void cordial_context_unref (CordialContext *self);
gboolean cordial_context_is_own (CordialContext *self, const char *user_id);
/* Whether a message may bear this number: one from 1 on, or none where the wire has none. */
gboolean cordial_context_may_be_seq (CordialContext *self, gint64 seq);
guint cordial_context_get_max_message_bytes (CordialContext *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialContext, cordial_context_unref)

/* A request to a protocol, and what is needed when its answer comes. */
typedef struct
{
  CordialContext *context;
  CordialConversation *conversation;
  CordialMessage *message; /* nullable */
  CordialSpan span;
  guint link;
} CordialErrand;

CordialErrand *cordial_errand_new (CordialContext *context, CordialConversation *conversation);
void cordial_errand_free (CordialErrand *self);
/* Whether the connection on which it was asked is still the one there is. */
gboolean cordial_errand_is_current (CordialErrand *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialErrand, cordial_errand_free)

/* --- cordial-outbox.c --- */
CordialOutbox *cordial_outbox_new (CordialContext *context);
void cordial_outbox_free (CordialOutbox *self);
/* Something may be there to send in this conversation. */
void cordial_outbox_kick (CordialOutbox *self, CordialConversation *conversation);
/* The conversation has no gap any more. */
void cordial_outbox_filled (CordialOutbox *self, CordialConversation *conversation);
void cordial_outbox_link_lost (CordialOutbox *self);

/* --- cordial-sync.c --- */
CordialSync *cordial_sync_new (CordialContext *context);
void cordial_sync_free (CordialSync *self);
/* The conversation may have a gap; urgent for the one that is looked at. */
void cordial_sync_want (CordialSync *self, CordialConversation *conversation, gboolean urgent);
void cordial_sync_link_lost (CordialSync *self);

G_END_DECLS
