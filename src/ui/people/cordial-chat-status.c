/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of a chat below its name: who writes, who is there, what it is. One sentence for all places that say it.
 */

#define G_LOG_DOMAIN "cordial-chat-status"

#include "cordial-config.h"

#include "cordial-chat-status.h"

#include <glib/gi18n-lib.h>

/**
 * cordial_chat_status_dup:
 * @conversation: a chat
 * @clock: the clock to say times by
 *
 * Returns: (transfer full): a few words, empty where nothing is known
 */
char *
cordial_chat_status_dup (CordialConversation *conversation, CordialClock clock)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (cordial_conversation_get_typing (conversation))
    /* Translators: somebody speaks a voice message. */
    return g_strdup (cordial_conversation_get_recording (conversation) ? _ ("Recording…") : _ ("Typing…"));
  switch (cordial_conversation_get_kind (conversation))
    {
    case CORDIAL_CONVERSATION_SELF:
      return g_strdup (_ ("Notes to yourself"));
    case CORDIAL_CONVERSATION_GROUP:
      return g_strdup (_ ("Group"));
    case CORDIAL_CONVERSATION_DIRECT:
    default:
      break;
    }
  if (cordial_conversation_get_online (conversation))
    return g_strdup (_ ("Online"));
  return cordial_time_format_last_seen (cordial_conversation_get_last_seen_ms (conversation), now, clock);
}
