/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The topics in the database, and who belongs to each.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-database-topics.h"
#define TOPIC_COLUMNS "id, key, seq, deletions, created_ms, updated_ms, touched_ms, public"

void
topic_row_free (TopicRow *self)
{
  g_free (self->key);
  g_free (self->public_json);
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
database_add_topic (Database *self, const char *key, const char *public_json)
{
  sqlite3_stmt *statement = database_prepare_write (
    self, "INSERT INTO topic (key, created_ms, updated_ms, touched_ms, public) VALUES (?1, ?2, ?2, ?2, ?3)");

  database_bind_text (statement, 1, key);
  sqlite3_bind_int64 (statement, 2, cordial_time_now_ms ());
  database_bind_text (statement, 3, public_json);
  database_write (self, statement);
  return sqlite3_last_insert_rowid (self->db);
}

void
database_set_topic_public (Database *self, gint64 topic, const char *json)
{
  sqlite3_stmt *statement =
    database_prepare_write (self, "UPDATE topic SET public = ?2, updated_ms = ?3 WHERE id = ?1");

  sqlite3_bind_int64 (statement, 1, topic);
  database_bind_text (statement, 2, json);
  sqlite3_bind_int64 (statement, 3, cordial_time_now_ms ());
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
      g_ptr_array_add (subscriptions, subscription);
    }
  sqlite3_reset (statement);
  return subscriptions;
}

#define SUBSCRIPTION_COLUMNS "topic, user, want, given, read, recv, updated_ms, private"

GPtrArray *
database_list_subscriptions (Database *self, gint64 topic)
{
  sqlite3_stmt *statement =
    database_prepare (self, "SELECT " SUBSCRIPTION_COLUMNS " FROM subscription WHERE topic = ?");

  sqlite3_bind_int64 (statement, 1, topic);
  return take_subscriptions (statement);
}

GPtrArray *
database_list_subscriptions_of (Database *self, gint64 user)
{
  sqlite3_stmt *statement = database_prepare (self, "SELECT " SUBSCRIPTION_COLUMNS " FROM subscription WHERE user = ?");

  sqlite3_bind_int64 (statement, 1, user);
  return take_subscriptions (statement);
}

void
database_save_subscription (Database *self, const Subscription *subscription)
{
  sqlite3_stmt *statement = database_prepare_write (self, "INSERT OR REPLACE INTO subscription (" SUBSCRIPTION_COLUMNS
                                                          ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");

  sqlite3_bind_int64 (statement, 1, subscription->topic);
  sqlite3_bind_int64 (statement, 2, subscription->user);
  sqlite3_bind_int (statement, 3, subscription->want);
  sqlite3_bind_int (statement, 4, subscription->given);
  sqlite3_bind_int64 (statement, 5, subscription->read);
  sqlite3_bind_int64 (statement, 6, subscription->recv);
  sqlite3_bind_int64 (statement, 7, subscription->updated_ms);
  database_bind_text (statement, 8, subscription->private_json);
  database_write (self, statement);
}

void
database_delete_subscription (Database *self, gint64 topic, gint64 user)
{
  sqlite3_stmt *statement = database_prepare_write (self, "DELETE FROM subscription WHERE topic = ? AND user = ?");

  sqlite3_bind_int64 (statement, 1, topic);
  sqlite3_bind_int64 (statement, 2, user);
  database_write (self, statement);
}
