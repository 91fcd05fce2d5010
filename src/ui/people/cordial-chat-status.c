/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of a chat below its name: who writes, who is there, what it is. One sentence for all places that say it.
 */

#define G_LOG_DOMAIN "cordial-chat-status"

#include "cordial-config.h"

#include "cordial-chat-status.h"

#include "cordial-line.h"
#include "cordial-person.h"

#include <glib/gi18n-lib.h>

/* Of a name, below that of a group. */
#define NAME_CHARS 30

static char *
dup_name (GPtrArray *people, guint i)
{
  return cordial_text_to_single_line (((const CordialPerson *) g_ptr_array_index (people, i))->name, NAME_CHARS);
}

/* With one other person who it is needs no word; in a group it does, where the name is known. */
/**
 * cordial_chat_status_dup_typing:
 * @conversation: a chat in which somebody writes or records just now
 *
 * Returns: (transfer full): who does, by name in a group, as far as a line has room
 */
char *
cordial_chat_status_dup_typing (CordialConversation *conversation)
{
  g_autoptr (GPtrArray) people = cordial_conversation_list_typing (conversation);
  gboolean group = cordial_conversation_get_kind (conversation) == CORDIAL_CONVERSATION_GROUP;
  gboolean recording = cordial_conversation_get_recording (conversation), named = people->len > 0;
  g_autofree char *first = NULL, *second = NULL;

  for (guint i = 0; i < people->len; i++)
    named = named && ((const CordialPerson *) g_ptr_array_index (people, i))->name;
  if (!group || people->len == 0 || (people->len == 1 && !named))
    /* Translators: somebody speaks a voice message. */
    return g_strdup (recording ? _ ("Recording…") : _ ("Typing…"));
  if (people->len > 2 || !named)
    return g_strdup_printf (recording ? ngettext ("%u person is recording…", "%u people are recording…", people->len)
                                      : ngettext ("%u person is typing…", "%u people are typing…", people->len),
                            people->len);
  first = dup_name (people, 0);
  if (people->len == 1)
    /* Translators: %s is the name of a member of a group. */
    return g_strdup_printf (recording ? _ ("%s is recording…") : _ ("%s is typing…"), first);
  second = dup_name (people, 1);
  /* Translators: %s are the names of two members of a group. */
  return g_strdup_printf (recording ? _ ("%s and %s are recording…") : _ ("%s and %s are typing…"), first, second);
}

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
    return cordial_chat_status_dup_typing (conversation);
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
