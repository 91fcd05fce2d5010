/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the database found, as a person sees it: in which chat, by whom.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-found.h"

#include "cordial-account-private.h"
#include "cordial-account-state.h"
#include "cordial-roster.h"

void
cordial_found_free (CordialFound *self)
{
  g_object_unref (self->conversation);
  g_free (self->sender_name);
  g_free (self->text);
  g_array_unref (self->ranges);
  g_free (self);
}

typedef struct
{
  GPtrArray *found;
  gboolean complete;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_free (self);
}

/* One of a chat that is not shown any more is not, either. */
static void
add_hit (CordialAccount *self, GPtrArray *found, CordialStoreHit *hit)
{
  CordialConversation *conversation = cordial_account_get_conversation (self, hit->message->conversation_id);
  CordialFound *one;

  if (!conversation)
    return;
  one = g_new0 (CordialFound, 1);
  one->conversation = g_object_ref (conversation);
  one->seq = hit->message->seq;
  one->time_ms = hit->message->time_ms;
  one->outgoing = g_strcmp0 (hit->message->sender_id, cordial_account_get_user_id (self)) == 0;
  one->sender_name = g_strdup (cordial_roster_get_name_of (self->roster, hit->message->sender_id));
  one->text = g_steal_pointer (&hit->text);
  one->ranges = g_array_ref (hit->ranges);
  g_ptr_array_add (found, one);
}

static void
on_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CordialStore *store = CORDIAL_STORE (source);
  g_autoptr (GTask) task = user_data;
  Answer *answer = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean more;
  g_autoptr (GPtrArray) hits = cordial_store_search_finish (store, result, &more, &error);

  if (!hits)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < hits->len; i++)
    add_hit (g_task_get_source_object (task), answer->found, hits->pdata[i]);
  answer->complete = !more && cordial_store_get_index_progress (store) >= 1;
  g_task_return_boolean (task, TRUE);
}

/**
 * cordial_account_search_async:
 * @self: an account
 * @typed: what is looked for, as cordial_query_new() takes it
 * @limit: how many are wanted
 * @cancellable: (nullable): when nobody wants to know any more
 *
 * Looks for messages in all its chats, as far as they are on this computer.
 */
void
cordial_account_search_async (CordialAccount *self,
                              const char *typed,
                              guint limit,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Answer *answer = g_new0 (Answer, 1);
  CordialStoreSearch search = { .typed = typed, .limit = limit };

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  g_task_set_source_tag (task, cordial_account_search_async);
  answer->found = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_found_free);
  g_task_set_task_data (task, answer, answer_free);
  cordial_store_search_async (self->roster->store, &search, cancellable, on_searched, g_steal_pointer (&task));
}

GPtrArray *
cordial_account_search_finish (CordialAccount *self, GAsyncResult *result, gboolean *complete, GError **error)
{
  Answer *answer = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *complete = answer->complete;
  return g_steal_pointer (&answer->found);
}
