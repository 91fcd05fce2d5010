/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server's SQLite file: users, topics, subscriptions, messages. What is written in one turn of the main loop is one
 * transaction; its answers leave only when it is on disk. Knows no session and no frame.
 */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "cordial-server-frames.h"

G_BEGIN_DECLS

typedef struct
{
  sqlite3 *db;
  GHashTable *statements;
  gboolean in_transaction;
  gboolean failed; /* a write of this transaction did not succeed: none of it may be acknowledged */
  /* Called when a transaction begins, so that somebody ends it. */
  void (*begun) (gpointer data);
  gpointer begun_data;
} Database;

Database *database_open (const char *folder, GError **error);
void database_close (Database *self);
gboolean database_commit (Database *self);

char *database_dup_value (Database *self, const char *key);
void database_set_value (Database *self, const char *key, const char *value);

typedef struct
{
  gint64 id;
  char *login;
  char *hash;
  char *public_json;
  char *private_json;
  char *tags; /* " tag tag tag " */
  gint64 created_ms;
  gint64 updated_ms;
  gint64 seen_ms;
} User;

void user_free (User *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (User, user_free)

gint64
database_add_user (Database *self, const char *login, const char *hash, const char *public_json, const char *tags);
User *database_get_user (Database *self, gint64 id);
User *database_get_user_by_login (Database *self, const char *login);
/* (element-type User): everybody who has one of the words as a tag, as the login, or at the start of a name. */
GPtrArray *database_find_users (Database *self, char **words, guint limit);
void database_set_user_public (Database *self, gint64 id, const char *json);
void database_set_user_private (Database *self, gint64 id, const char *json);
void database_set_user_tags (Database *self, gint64 id, const char *tags);
void database_set_user_hash (Database *self, gint64 id, const char *hash);
void database_set_user_seen (Database *self, gint64 id, gint64 seen_ms);

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
} Subscription;

void subscription_free (Subscription *self);

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
} TopicRow;

void topic_row_free (TopicRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TopicRow, topic_row_free)

TopicRow *database_get_topic (Database *self, const char *key);
TopicRow *database_get_topic_by_id (Database *self, gint64 id);
gint64 database_add_topic (Database *self, const char *key, const char *public_json);
void database_set_topic_public (Database *self, gint64 topic, const char *json);
void database_delete_topic (Database *self, gint64 topic);
/* (element-type Subscription) */
GPtrArray *database_list_subscriptions (Database *self, gint64 topic);
GPtrArray *database_list_subscriptions_of (Database *self, gint64 user);
void database_save_subscription (Database *self, const Subscription *subscription);
void database_delete_subscription (Database *self, gint64 topic, gint64 user);

gboolean database_add_message (Database *self,
                               gint64 topic,
                               gint64 seq,
                               gint64 sender,
                               gint64 time_ms,
                               const char *head,
                               const char *content);
typedef void (*DatabaseMessageFunc) (gint64 seq,
                                     gint64 sender,
                                     gint64 time_ms,
                                     const char *head,
                                     const char *content,
                                     gpointer user_data);
/* The newest @limit messages with low <= seq < high that @user may see, newest first as the official server sends them. */
guint database_foreach_message (Database *self,
                                gint64 topic,
                                gint64 user,
                                gint64 low,
                                gint64 high,
                                guint limit,
                                DatabaseMessageFunc func,
                                gpointer user_data);
/* @user 0 deletes for everybody. */
void database_delete_messages (Database *self, gint64 topic, gint64 user, gint64 number, gint64 low, gint64 high);
typedef void (*DatabaseDeletionFunc) (gint64 number, gint64 low, gint64 high, gpointer user_data);
void database_foreach_deletion (Database *self,
                                gint64 topic,
                                gint64 user,
                                gint64 since,
                                DatabaseDeletionFunc func,
                                gpointer user_data);

G_END_DECLS
