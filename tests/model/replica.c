/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What somebody believes to be in a timeline who knows nothing but its changes.
 */

#include "replica.h"

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Replica *self)
{
  g_assert_true (model == self->model);
  g_assert_cmpuint (removed + added, >, 0);
  g_assert_cmpuint (position + removed, <=, self->texts->len);
  if (removed > 0)
    {
      g_array_remove_range (self->rows, position, removed);
      g_ptr_array_remove_range (self->texts, position, removed);
    }
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (model, i);
      gint64 row = cordial_message_get_row (message);

      g_array_insert_val (self->rows, i, row);
      g_ptr_array_insert (self->texts, (int) i, g_strdup (cordial_message_get_text (message)));
    }
  g_assert_cmpuint (self->texts->len, ==, g_list_model_get_n_items (model));
  self->n_changes++;
  self->n_touched += removed + added;
}

Replica *
replica_new (CordialConversation *conversation)
{
  Replica *self = g_new0 (Replica, 1);

  self->model = G_LIST_MODEL (cordial_conversation_get_timeline (conversation));
  self->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->texts = g_ptr_array_new_with_free_func (g_free);
  if (g_list_model_get_n_items (self->model) > 0)
    on_items_changed (self->model, 0, 0, g_list_model_get_n_items (self->model), self);
  self->n_changes = self->n_touched = 0;
  g_signal_connect (self->model, "items-changed", G_CALLBACK (on_items_changed), self);
  return self;
}

void
replica_free (Replica *self)
{
  g_signal_handlers_disconnect_by_data (self->model, self);
  g_array_unref (self->rows);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

void
replica_assert (Replica *self)
{
  gint64 last = 0;
  gboolean waiting = FALSE;

  g_assert_cmpuint (g_list_model_get_n_items (self->model), ==, self->texts->len);
  for (guint i = 0; i < self->texts->len; i++)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (self->model, i);
      gint64 seq = cordial_message_get_seq (message);
      CordialMessageStatus status = cordial_message_get_status (message);
      gboolean waits = status == CORDIAL_MESSAGE_STATUS_QUEUED || status == CORDIAL_MESSAGE_STATUS_SENDING ||
                       status == CORDIAL_MESSAGE_STATUS_FAILED;

      g_assert_cmpint (cordial_message_get_row (message), ==, g_array_index (self->rows, gint64, i));
      g_assert_cmpstr (cordial_message_get_text (message), ==, self->texts->pdata[i]);
      g_assert_cmpstr (cordial_message_get_text (message), !=, "");
      g_assert_false (waiting && !waits);
      g_assert_false (waits && seq > 0);
      if (seq > 0)
        {
          g_assert_cmpint (seq, >, last);
          last = seq;
        }
      waiting = waits;
    }
  g_assert_null (g_list_model_get_item (self->model, self->texts->len));
  g_assert_null (g_list_model_get_item (self->model, G_MAXUINT));
}
