/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How people react to a message: what the server says of it, with what the owner wants and was not carried out yet, which is shown
 * at once.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-config.h"

#include "cordial-conversation-state.h"
#include "cordial-message-private.h"
#include "cordial-protocol-error.h"
#include "cordial-reactions.h"

#include <glib/gi18n-lib.h>

/* As many names as are told of those who reacted alike. */
#define MAX_NAMES 12

/**
 * cordial_conversation_get_reactions:
 * @self: a #CordialConversation
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): with what the owner may react to messages here, in the server's
 *   order; %NULL where that is not possible
 */
const char *const *
cordial_conversation_get_reactions (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return self->record->ended == CORDIAL_ENDING_NONE ? (const char *const *) self->roster->reactions : NULL;
}

/**
 * cordial_conversation_list_reactions:
 * @self: a #CordialConversation
 * @message: one of it
 *
 * Returns: (transfer full) (element-type CordialReaction): how people react to it
 */
GPtrArray *
cordial_conversation_list_reactions (CordialConversation *self, CordialMessage *message)
{
  const CordialMessageRecord *record;
  GPtrArray *reactions;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (message), NULL);

  record = cordial_message_get_record (message);
  reactions = cordial_reactions_parse (record->reactions);
  if (record->reaction_wish && self->roster->own_id)
    cordial_reactions_set (reactions, self->roster->own_id, *record->reaction_wish ? record->reaction_wish : NULL);
  return reactions;
}

/**
 * cordial_conversation_is_own_reaction:
 * @self: a #CordialConversation
 * @reaction: of one of its messages
 *
 * Returns: whether the owner reacts so
 */
gboolean
cordial_conversation_is_own_reaction (CordialConversation *self, const CordialReaction *reaction)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return self->roster->own_id &&
         g_ptr_array_find_with_equal_func (reaction->people, self->roster->own_id, g_str_equal, NULL);
}

/**
 * cordial_conversation_dup_reaction_names:
 * @self: a #CordialConversation
 * @reaction: of one of its messages
 *
 * Returns: (transfer full): who reacts so, in one line: as far as they are known, else how many
 */
char *
cordial_conversation_dup_reaction_names (CordialConversation *self, const CordialReaction *reaction)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;
  guint others;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  if (cordial_conversation_is_own_reaction (self, reaction))
    g_ptr_array_add (names, g_strdup (C_ ("the person who reacted to a message", "You")));
  for (guint i = 0; i < reaction->people->len && names->len < MAX_NAMES; i++)
    {
      const char *id = g_ptr_array_index (reaction->people, i);
      const char *name =
        cordial_roster_is_own (self->roster, id) ? NULL : cordial_roster_get_name_of (self->roster, id);

      if (name && *name)
        g_ptr_array_add (names, g_strdup (name));
    }
  others = reaction->count > names->len ? reaction->count - names->len : 0;
  if (names->len == 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u person", "%u people", others), others);
  if (others > 0)
    /* Translators: the last in a list of names. */
    g_ptr_array_add (names, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u other", "%u others", others), others));
  g_ptr_array_add (names, NULL);
  /* Translators: stands between names in a list. */
  return g_strjoinv (_ (", "), (GStrv) names->pdata);
}

/**
 * cordial_conversation_react_async:
 * @self: a #CordialConversation
 * @message: one of it, with a number
 * @value: (nullable): one of cordial_conversation_get_reactions(), in the place of how the owner reacted before; %NULL to take
 *   that back
 * @cancellable: (nullable): only the waiting can be cancelled
 * @callback: called when that is on disk
 * @user_data: passed to @callback
 */
void
cordial_conversation_react_async (CordialConversation *self,
                                  CordialMessage *message,
                                  const char *value,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_conversation_react_async);
  if (self->roster->requests)
    {
      CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->react (self->roster->requests, self, message, value, task);
      return;
    }
  g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK,
                                   _ ("There is no connection to the server. Try again when it is back."));
  g_object_unref (task);
}

gboolean
cordial_conversation_react_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
