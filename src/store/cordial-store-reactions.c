/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How people reacted to messages, as the server has it. They stand in the row of the message and go with it; of a message that is
 * not here nothing is kept, since it comes with its reactions when it is fetched. How the owner wants to react is an intent, until
 * the server has heard it.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-reactions.h"
#include "cordial-store-private.h"

/* The columns of a message name it by its number. */
G_STATIC_ASSERT (CORDIAL_INTENT_REACT == 7);

gboolean
cordial_store_write_reactions (CordialDatabase *database,
                               CordialMessageRecord *message,
                               GPtrArray *reactions,
                               gboolean *changed,
                               GError **error)
{
  g_autofree char *text = cordial_reactions_dup_text (reactions);
  sqlite3_stmt *statement;

  *changed = g_set_str (&message->reactions, text);
  if (!*changed)
    return TRUE;
  statement = cordial_database_prepare (database, "UPDATE message SET reactions = ?2 WHERE row = ?1", error);
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, message->row);
  sqlite3_bind_text (statement, 2, text, -1, SQLITE_STATIC);
  return cordial_database_step (database, statement, error);
}

gboolean
cordial_store_complete_reaction (CordialDatabase *database,
                                 CordialMessageRecord *message,
                                 const CordialIntentRecord *intent,
                                 GError **error)
{
  g_autoptr (GPtrArray) reactions = cordial_reactions_parse (message->reactions);
  gboolean changed;

  cordial_reactions_set (reactions, intent->slot, intent->payload && *intent->payload ? intent->payload : NULL);
  return cordial_store_write_reactions (database, message, reactions, &changed, error);
}

typedef struct
{
  char *conversation_id;
  GPtrArray *reacted; /* (nullable): how people reacted to messages; @all: to no others */
  gboolean all;
  gint64 seq; /* otherwise how one person did, to one message */
  char *person;
  char *value;
  GPtrArray *changed;
} Reactions;

static void
reactions_free (gpointer data)
{
  Reactions *self = data;

  g_free (self->conversation_id);
  g_clear_pointer (&self->reacted, g_ptr_array_unref);
  g_free (self->person);
  g_free (self->value);
  g_clear_pointer (&self->changed, g_ptr_array_unref);
  g_free (self);
}

/* @news: (nullable): how people reacted to it, as the server has it now; %NULL for the change of one person */
static gboolean
change_message (CordialDatabase *database, Reactions *self, gint64 seq, GPtrArray *news, GError **error)
{
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (GPtrArray) reactions = NULL;
  gboolean changed;

  if (!cordial_store_find_by_seq (database, self->conversation_id, seq, &message, error))
    return FALSE;
  /* What replaces another message is not shown, and what people say of it neither. */
  if (!message || message->replaces > 0)
    return TRUE;
  reactions = cordial_reactions_parse (message->reactions);
  if (news)
    cordial_reactions_update (reactions, news, self->all);
  else
    cordial_reactions_set (reactions, self->person, self->value);
  if (!cordial_store_write_reactions (database, message, reactions, &changed, error))
    return FALSE;
  if (changed)
    g_ptr_array_add (self->changed, g_steal_pointer (&message));
  return TRUE;
}

/* Those of which nothing was said have none any more. */
static gboolean
clear_others (CordialDatabase *database, Reactions *self, GError **error)
{
  g_autoptr (GHashTable) others = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GPtrArray) none = cordial_reactions_new ();
  GHashTableIter iter;
  gint64 *seq;
  int code;
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "SELECT seq FROM message WHERE conversation = ?1 AND seq IS NOT NULL AND reactions IS NOT NULL", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, self->conversation_id, -1, SQLITE_STATIC);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      gint64 found = sqlite3_column_int64 (statement, 0);

      g_hash_table_add (others, g_memdup2 (&found, sizeof found));
    }
  if (code != SQLITE_DONE)
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  if (code != SQLITE_DONE)
    return FALSE;
  for (guint i = 0; i < self->reacted->len; i++)
    g_hash_table_remove (others, &((CordialReacted *) g_ptr_array_index (self->reacted, i))->seq);
  g_hash_table_iter_init (&iter, others);
  while (g_hash_table_iter_next (&iter, (gpointer *) &seq, NULL))
    if (!change_message (database, self, *seq, none, error))
      return FALSE;
  return TRUE;
}

static gboolean
take_reactions (CordialDatabase *database, gpointer data, GError **error)
{
  Reactions *self = data;

  g_clear_pointer (&self->changed, g_ptr_array_unref);
  self->changed = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  if (!self->reacted)
    return change_message (database, self, self->seq, NULL, error);
  for (guint i = 0; i < self->reacted->len; i++)
    {
      const CordialReacted *reacted = g_ptr_array_index (self->reacted, i);

      if (!change_message (database, self, reacted->seq, reacted->reactions, error))
        return FALSE;
    }
  return !self->all || clear_others (database, self, error);
}

/**
 * cordial_store_take_reactions_async:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @reacted: (element-type CordialReacted): each reaction in it is told with all who reacted so; not changed meanwhile
 * @all: whether nobody reacted otherwise, to these messages or to others
 */
void
cordial_store_take_reactions_async (CordialStore *self,
                                    const char *conversation_id,
                                    GPtrArray *reacted,
                                    gboolean all,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  Reactions *write;

  g_return_if_fail (CORDIAL_IS_STORE (self));
  g_return_if_fail (reacted != NULL);

  write = g_new0 (Reactions, 1);
  write->conversation_id = g_strdup (conversation_id);
  write->reacted = g_ptr_array_ref (reacted);
  write->all = all;
  cordial_store_queue_call (self, take_reactions, write, reactions_free, cordial_store_take_reactions_async, callback,
                            user_data);
}

/**
 * cordial_store_take_reaction_async:
 * @self: a #CordialStore
 * @conversation_id: which conversation
 * @seq: the number of a message
 * @person: (nullable): who; %NULL for somebody whom the server does not name
 * @value: (nullable): how they react to it now; %NULL for not any more
 */
void
cordial_store_take_reaction_async (CordialStore *self,
                                   const char *conversation_id,
                                   gint64 seq,
                                   const char *person,
                                   const char *value,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  Reactions *write;

  g_return_if_fail (CORDIAL_IS_STORE (self));

  write = g_new0 (Reactions, 1);
  write->conversation_id = g_strdup (conversation_id);
  write->seq = seq;
  write->person = g_strdup (person);
  write->value = g_strdup (value);
  cordial_store_queue_call (self, take_reactions, write, reactions_free, cordial_store_take_reactions_async, callback,
                            user_data);
}

GPtrArray *
cordial_store_take_reactions_finish (CordialStore *self, GAsyncResult *result, GError **error)
{
  Reactions *write = g_task_propagate_pointer (G_TASK (result), error);
  GPtrArray *changed;

  if (!write)
    return NULL;
  changed = g_steal_pointer (&write->changed);
  reactions_free (write);
  return changed;
}
