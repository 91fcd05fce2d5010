/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that messages of a conversation name.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-config.h"

#include "cordial-conversation-state.h"

/**
 * cordial_conversation_get_can_send_files:
 * @self: a #CordialConversation
 *
 * Returns: whether a message here can have files
 */
gboolean
cordial_conversation_get_can_send_files (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return (self->roster->capabilities & CORDIAL_PROTOCOL_CAN_SEND_FILES) != 0;
}

static CordialTransfer *
get_file (CordialConversation *self, const char *reference, gint64 size, gboolean fetch)
{
  CordialRequests *requests = self->roster->requests;

  return requests ? CORDIAL_REQUESTS_GET_IFACE (requests)->get_file (requests, reference, size, fetch) : NULL;
}

/**
 * cordial_conversation_get_file:
 * @self: a #CordialConversation
 * @reference: of an attachment of a message
 * @size: of it, as its sender says; 0 if that is not known
 *
 * A file that waits to be sent has its path before it went. What is not here is fetched from the account's own server.
 *
 * Returns: (transfer full) (nullable): the file, or its way here; %NULL where nobody fetches anything
 */
CordialTransfer *
cordial_conversation_get_file (CordialConversation *self, const char *reference, gint64 size)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (reference != NULL, NULL);

  return get_file (self, reference, size, TRUE);
}

/**
 * cordial_conversation_find_file:
 * @self: a #CordialConversation
 * @reference: of an attachment of a message
 *
 * Returns: (transfer full) (nullable): the file, or its way here or to the server; %NULL where it is not here, and nobody asked for it
 */
CordialTransfer *
cordial_conversation_find_file (CordialConversation *self, const char *reference)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (reference != NULL, NULL);

  return get_file (self, reference, 0, FALSE);
}
