/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A person wants to see one message, such as the one that another answers. It is here, or it never will be, or not yet.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-searches.h"

#include "cordial-protocol-error.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  gint64 seq;
  GTask *task; /* (nullable): once it has ended */
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  if (search->task)
    g_task_return_new_error_literal (search->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the conversation is gone");
  g_clear_object (&search->task);
  g_free (search);
}

GPtrArray *
cordial_searches_new (void)
{
  return g_ptr_array_new_with_free_func (search_free);
}

void
cordial_searches_free (GPtrArray *self)
{
  g_ptr_array_unref (self);
}

void
cordial_searches_add (GPtrArray *self, gint64 seq, GTask *task)
{
  Search *search = g_new (Search, 1);

  *search = (Search) { seq, task };
  g_ptr_array_add (self, search);
}

void
cordial_search_end (GTask *task, CordialConversation *conversation, gint64 seq)
{
  const char *sentence;
  CordialSpan gap;

  if (cordial_conversation_has_seq (conversation, seq))
    g_task_return_boolean (task, TRUE);
  else
    {
      if (seq < 1 || seq > cordial_conversation_get_seq (conversation))
        sentence = _ ("This message is not in this chat.");
      else if (cordial_conversation_find_gap (conversation, seq, seq, &gap))
        sentence = _ ("This message is not on this computer. Try again when you are online.");
      else
        sentence = _ ("This message was deleted.");
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, sentence);
    }
  g_object_unref (task);
}

void
cordial_searches_end (GPtrArray *self, CordialConversation *conversation)
{
  while (self->len > 0)
    {
      Search *search = g_ptr_array_steal_index (self, 0);

      cordial_search_end (g_steal_pointer (&search->task), conversation, search->seq);
      search_free (search);
    }
}
