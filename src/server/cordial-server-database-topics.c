/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The topics in the database, and who belongs to each.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-database-topics.h"

#define TOPIC_COLUMNS                                                                                                  \
  "id, key, seq, deletions, created_ms, updated_ms, touched_ms, public, auth, anon, tags, aux, channel"

void
topic_row_free (TopicRow *self)
{
  g_free (self->key);
  g_free (self->public_json);
  g_free (self->tags);
  g_free (self->aux_json);
  g_free (self);
}

static TopicRow *
take_topic (sqlite3_stmt *statement)
{
  TopicRow *topic = NULL;

  if (sqlite3_step (statement) == SQLITE_ROW)
    {
      topic = g_new0 (TopicRow, 1);
      topic->id = sqlite3_column_int64 (statement, 0);
      topic->key = database_dup_text (statement, 1);
      topic->seq = sqlite3_column_int64 (statement, 2);
      topic->deletions = sqlite3_column_int64 (statement, 3);
      topic->created_ms = sqlite3_column_int64 (statement, 4);
      topic->updated_ms = sqlite3_column_int64 (statement, 5);
      topic->touched_ms = sqlite3_column_int64 (statement, 6);
      topic->public_json = database_dup_text (statement, 7);
      topic->auth = sqlite3_column_int (statement, 8);
      topic->anon = sqlite3_column_int (statement, 9);
      topic->tags = database_dup_text (statement, 10);
      topic->aux_json = database_dup_text (statement, 11);
      topic->channel = sqlite3_column_int (statement, 12) != 0;
    }
  sqlite3_reset (statement);
  return topic;
}

TopicRow *
database_get_topic (Database *self, const char *key)
{
  sqlite3_stmt *statement = database_prepare (self, "SELECT " TOPIC_COLUMNS " FROM topic WHERE key = ?");

  database_bind_text (statement, 1, key);
  return take_topic (statement);
}

TopicRow *
database_get_topic_by_id (Database *self, gint64 id)
{
  sqlite3_stmt *statement = database_prepare (self, "SELECT " TOPIC_COLUMNS " FROM topic WHERE id = ?");

  sqlite3_bind_int64 (statement, 1, id);
  return take_topic (statement);
}

gint64
database_add_topic (Database *self, const char *key, CordialAccess auth, CordialAccess anon, gboolean channel)
{
  sqlite3_stmt *statement =
    database_prepare_write (self, "INSERT INTO topic (key, created_ms, updated_ms, touched_ms, auth, anon, channel)"
                                  " VALUES (?1, ?2, ?2, ?2, ?3, ?4, ?5)");

  database_bind_text (statement, 1, key);
  sqlite3_bind_int64 (statement, 2, cordial_time_now_ms ());
  sqlite3_bind_int (statement, 3, auth);
  sqlite3_bind_int (statement, 4, anon);
  sqlite3_bind_int (statement, 5, channel);
  database_write (self, statement);
  return sqlite3_last_insert_rowid (self->db);
}

static void
set_text (Database *self, const char *sql, gint64 topic, const char *text)
{
  sqlite3_stmt *statement = database_prepare_write (self, sql);

  sqlite3_bind_int64 (statement, 1, topic);
  database_bind_text (statement, 2, text);
  sqlite3_bind_int64 (statement, 3, cordial_time_now_ms ());
  database_write (self, statement);
}

void
database_set_topic_public (Database *self, gint64 topic, const char *json)
{
  set_text (self, "UPDATE topic SET public = ?2, updated_ms = ?3 WHERE id = ?1", topic, json);
}

void
database_set_topic_tags (Database *self, gint64 topic, const char *tags)
{
  set_text (self, "UPDATE topic SET tags = ?2, updated_ms = ?3 WHERE id = ?1", topic, tags);
}

void
database_set_topic_aux (Database *self, gint64 topic, const char *json)
{
  set_text (self, "UPDATE topic SET aux = ?2, updated_ms = ?3 WHERE id = ?1", topic, json);
}

void
database_set_topic_access (Database *self, gint64 topic, CordialAccess auth, CordialAccess anon)
{
  sqlite3_stmt *statement =
    database_prepare_write (self, "UPDATE topic SET auth = ?2, anon = ?3, updated_ms = ?4 WHERE id = ?1");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int (statement, 2, auth);
  sqlite3_bind_int (statement, 3, anon);
  sqlite3_bind_int64 (statement, 4, cordial_time_now_ms ());
  database_write (self, statement);
}

void
database_delete_topic (Database *self, gint64 topic)
{
  sqlite3_stmt *statement = database_prepare_write (self, "DELETE FROM topic WHERE id = ?");

  sqlite3_bind_int64 (statement, 1, topic);
  database_write (self, statement);
}

void
subscription_free (Subscription *self)
{
  g_free (self->private_json);
  g_free (self);
}

static GPtrArray *
take_subscriptions (sqlite3_stmt *statement)
{
  GPtrArray *subscriptions = g_ptr_array_new_with_free_func ((GDestroyNotify) subscription_free);

  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      Subscription *subscription = g_new0 (Subscription, 1);

      subscription->topic = sqlite3_column_int64 (statement, 0);
      subscription->user = sqlite3_column_int64 (statement, 1);
      subscription->want = sqlite3_column_int (statement, 2);
      subscription->given = sqlite3_column_int (statement, 3);
      subscription->read = sqlite3_column_int64 (statement, 4);
      subscription->recv = sqlite3_column_int64 (statement, 5);
      subscription->updated_ms = sqlite3_column_int64 (statement, 6);
      subscription->private_json = database_dup_text (statement, 7);
      subscription->reader = sqlite3_column_int (statement, 8) != 0;
      subscription->gone_ms = sqlite3_column_int64 (statement, 9);
      g_ptr_array_add (subscriptions, subscription);
    }
  sqlite3_reset (statement);
  return subscriptions;
}

#define SUBSCRIPTION_COLUMNS "topic, user, want, given, read, recv, updated_ms, private, reader, gone_ms"

GPtrArray *
database_list_subscriptions (Database *self, gint64 topic)
{
  sqlite3_stmt *statement = database_prepare (
    self, "SELECT " SUBSCRIPTION_COLUMNS " FROM subscription WHERE topic = ? AND reader = 0 AND gone_ms = 0");

  sqlite3_bind_int64 (statement, 1, topic);
  return take_subscriptions (statement);
}

GPtrArray *
database_list_subscriptions_of (Database *self, gint64 user, gint64 gone_since_ms)
{
  sqlite3_stmt *statement = database_prepare (
    self, "SELECT " SUBSCRIPTION_COLUMNS " FROM subscription WHERE user = ?1 AND (gone_ms = 0 OR gone_ms > ?2)");

  sqlite3_bind_int64 (statement, 1, user);
  sqlite3_bind_int64 (statement, 2, gone_since_ms > 0 ? gone_since_ms : G_MAXINT64);
  return take_subscriptions (statement);
}

Subscription *
database_get_subscription (Database *self, gint64 topic, gint64 user)
{
  sqlite3_stmt *statement =
    database_prepare (self, "SELECT " SUBSCRIPTION_COLUMNS " FROM subscription WHERE topic = ? AND user = ?");
  g_autoptr (GPtrArray) found = NULL;

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, user);
  found = take_subscriptions (statement);
  return found->len > 0 ? g_ptr_array_steal_index (found, 0) : NULL;
}

guint
database_count_subscriptions (Database *self, gint64 topic)
{
  sqlite3_stmt *statement =
    database_prepare (self, "SELECT count(*) FROM subscription WHERE topic = ? AND gone_ms = 0");
  guint count = 0;

  sqlite3_bind_int64 (statement, 1, topic);
  if (sqlite3_step (statement) == SQLITE_ROW)
    count = sqlite3_column_int (statement, 0);
  sqlite3_reset (statement);
  return count;
}

void
database_save_subscription (Database *self, const Subscription *subscription)
{
  sqlite3_stmt *statement = database_prepare_write (self, "INSERT OR REPLACE INTO subscription (" SUBSCRIPTION_COLUMNS
                                                          ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");

  sqlite3_bind_int64 (statement, 1, subscription->topic);
  sqlite3_bind_int64 (statement, 2, subscription->user);
  sqlite3_bind_int (statement, 3, subscription->want);
  sqlite3_bind_int (statement, 4, subscription->given);
  sqlite3_bind_int64 (statement, 5, subscription->read);
  sqlite3_bind_int64 (statement, 6, subscription->recv);
  sqlite3_bind_int64 (statement, 7, subscription->updated_ms);
  database_bind_text (statement, 8, subscription->private_json);
  sqlite3_bind_int (statement, 9, subscription->reader);
  sqlite3_bind_int64 (statement, 10, subscription->gone_ms);
  database_write (self, statement);
}
