/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account in the hand of a test, with chats and people to be found.
 */

#include "fake-model.h"

#include <string.h>

struct _CordialAccount
{
  GObject parent_instance;
  GListStore *chat_list;
  GPtrArray *people;
  gboolean roster_complete;
};

G_DEFINE_FINAL_TYPE (CordialAccount, cordial_account, G_TYPE_OBJECT)

enum
{
  ACCOUNT_ROSTER_COMPLETE = 1,
};

static void
person_free (gpointer data)
{
  CordialPerson *person = data;

  g_free (person->id);
  g_free (person->name);
  g_free (person->detail);
  g_free (person);
}

static void
cordial_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, CORDIAL_ACCOUNT (object)->roster_complete);
}

static void
cordial_account_finalize (GObject *object)
{
  CordialAccount *self = CORDIAL_ACCOUNT (object);

  g_object_unref (self->chat_list);
  g_ptr_array_unref (self->people);
  G_OBJECT_CLASS (cordial_account_parent_class)->finalize (object);
}

static void
cordial_account_class_init (CordialAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_account_finalize;
  G_OBJECT_CLASS (klass)->get_property = cordial_account_get_property;
  g_object_class_install_property (
    G_OBJECT_CLASS (klass), ACCOUNT_ROSTER_COMPLETE,
    g_param_spec_boolean ("roster-complete", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
cordial_account_init (CordialAccount *self)
{
  self->chat_list = g_list_store_new (CORDIAL_TYPE_CONVERSATION);
  self->people = g_ptr_array_new_with_free_func (person_free);
  self->roster_complete = TRUE;
}

CordialAccount *
fake_account_new (void)
{
  return g_object_new (CORDIAL_TYPE_ACCOUNT, NULL);
}

void
fake_account_add (CordialAccount *self, CordialConversation *conversation)
{
  g_list_store_append (self->chat_list, conversation);
}

void
fake_account_add_person (CordialAccount *self, const char *id, const char *name, const char *detail)
{
  CordialPerson *person = g_new0 (CordialPerson, 1);

  person->id = g_strdup (id);
  person->name = g_strdup (name);
  person->detail = g_strdup (detail);
  g_ptr_array_add (self->people, person);
}

void
fake_account_set_roster_complete (CordialAccount *self, gboolean complete)
{
  self->roster_complete = complete;
  g_object_notify (G_OBJECT (self), "roster-complete");
}

GListModel *
cordial_account_get_chat_list (CordialAccount *self)
{
  return G_LIST_MODEL (self->chat_list);
}

/* Finds whose name contains the query; "error" fails. */
void
cordial_account_find_people_async (CordialAccount *self,
                                   const char *query,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *found;

  if (g_str_equal (query, "error"))
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The server does not answer.");
      return;
    }
  found = g_ptr_array_new ();
  for (guint i = 0; i < self->people->len; i++)
    {
      CordialPerson *person = g_ptr_array_index (self->people, i);

      if (strstr (person->name, query) != NULL)
        g_ptr_array_add (found, person);
    }
  g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
cordial_account_find_people_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cordial_account_start_conversation_async (CordialAccount *self,
                                          const char *person_id,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (CordialConversation) conversation =
    fake_conversation_new (person_id, person_id, CORDIAL_CONVERSATION_DIRECT);

  fake_account_add (self, conversation);
  g_task_return_pointer (task, g_object_ref (conversation), g_object_unref);
}

CordialConversation *
cordial_account_start_conversation_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
cordial_account_get_has_settings (CordialAccount *self)
{
  return FALSE;
}

void
cordial_account_pin_chat_async (CordialAccount *self,
                                CordialConversation *conversation,
                                gboolean pinned,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_assert_not_reached ();
}

CordialConversation *
cordial_account_get_pinned_beside (CordialAccount *self, CordialConversation *conversation, int direction)
{
  return NULL;
}

void
cordial_account_move_pinned_chat_async (CordialAccount *self,
                                        CordialConversation *conversation,
                                        CordialConversation *to,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_assert_not_reached ();
}

gboolean
cordial_account_set_profile_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_assert_not_reached ();
}
