/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Topics and subscriptions as rows. Knows no session and no frame.
 */

#pragma once

#include "cordial-server-database.h"
#include "cordial-server-frames.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 topic;
  gint64 user;
  CordialAccess want;
  CordialAccess given;
  gint64 read;
  gint64 recv;
  gint64 updated_ms;
  char *private_json;
  gboolean reader; /* of a channel: no member, and not known to members */
  gint64 gone_ms;  /* when they left, 0 while they belong to it */
} Subscription;

void subscription_free (Subscription *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Subscription, subscription_free)

typedef struct
{
  gint64 id;
  char *key; /* "p2p…", "grp…", "slf…" */
  gint64 seq;
  gint64 deletions; /* the number of the newest deletion */
  gint64 created_ms;
  gint64 updated_ms;
  gint64 touched_ms;
  char *public_json;
  CordialAccess auth; /* what whoever comes is given */
  CordialAccess anon;
  char *tags;
  char *aux_json; /* such as what is pinned */
  gboolean channel;
} TopicRow;

void topic_row_free (TopicRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TopicRow, topic_row_free)

TopicRow *database_get_topic (Database *self, const char *key);
TopicRow *database_get_topic_by_id (Database *self, gint64 id);
gint64 database_add_topic (Database *self, const char *key, CordialAccess auth, CordialAccess anon, gboolean channel);
void database_set_topic_public (Database *self, gint64 topic, const char *json);
void database_set_topic_access (Database *self, gint64 topic, CordialAccess auth, CordialAccess anon);
void database_set_topic_tags (Database *self, gint64 topic, const char *tags);
void database_set_topic_aux (Database *self, gint64 topic, const char *json);
void database_delete_topic (Database *self, gint64 topic);
/* (element-type Subscription): the members. */
GPtrArray *database_list_subscriptions (Database *self, gint64 topic);
/* (element-type Subscription): of what they left since then as well. */
GPtrArray *database_list_subscriptions_of (Database *self, gint64 user, gint64 gone_since_ms);
/* (transfer full) (nullable): of somebody who belongs there, or did. */
Subscription *database_get_subscription (Database *self, gint64 topic, gint64 user);
guint database_count_subscriptions (Database *self, gint64 topic);
void database_save_subscription (Database *self, const Subscription *subscription);

G_END_DECLS
