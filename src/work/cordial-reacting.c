/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server says of reactions: written, and shown. What is said while it is in doubt which messages the numbers mean is dropped: it is
 * asked for again when the conversation is looked at.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-reacting.h"

static void
on_taken (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changed = cordial_store_take_reactions_finish (CORDIAL_STORE (object), result, &error);

  if (!changed)
    g_warning ("cannot keep reactions: %s", error->message);
  for (guint i = 0; changed && i < changed->len; i++)
    cordial_conversation_apply_edited (errand->conversation, g_ptr_array_index (changed, i));
}

/**
 * cordial_reacting_take_all:
 * @reacted: (element-type CordialReacted): as the protocol tells it by "reactions"
 * @all: whether nobody reacted otherwise
 */
void
cordial_reacting_take_all (CordialContext *context, CordialConversation *conversation, GPtrArray *reacted, gboolean all)
{
  if (!cordial_context_is_in_doubt (context, conversation))
    cordial_store_take_reactions_async (context->store, cordial_conversation_get_id (conversation), reacted, all,
                                        on_taken, cordial_errand_new (context, NULL, conversation));
}

/**
 * cordial_reacting_take:
 * @seq: the number of a message
 * @person: (nullable): who reacted to it
 * @value: (nullable): how; %NULL for not any more
 */
void
cordial_reacting_take (CordialContext *context,
                       CordialConversation *conversation,
                       gint64 seq,
                       const char *person,
                       const char *value)
{
  if (!cordial_context_is_in_doubt (context, conversation))
    cordial_store_take_reaction_async (context->store, cordial_conversation_get_id (conversation), seq, person, value,
                                       on_taken, cordial_errand_new (context, NULL, conversation));
}
