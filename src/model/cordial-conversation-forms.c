/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a button of a form does (Tinode docs/drafty.md «BN», as its official web client does it): it answers with a message that says which it
 * was, or leads to an address that is told the same.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-conversation-state.h"
#include "cordial-message-private.h"

/* Messages after a form among which its answer is looked for: who answers does so soon. */
#define MAX_LOOKED_AT 100

static gboolean
answers (CordialConversation *self, const CordialMessageRecord *message, gint64 seq)
{
  g_autoptr (CordialContent) content = NULL;

  if (!cordial_roster_is_own (self->roster, message->sender_id) || !(message->content || message->head))
    return FALSE;
  content = self->roster->read_content (message);
  return content->answer && content->answer->number == seq;
}

/**
 * cordial_conversation_is_answered:
 * @self: a #CordialConversation
 * @seq: the number of a message with a form
 *
 * Returns: whether the owner has pressed one of its buttons, which may not have been heard yet
 */
gboolean
cordial_conversation_is_answered (CordialConversation *self, gint64 seq)
{
  GPtrArray *outbox;
  g_autoptr (GPtrArray) after = NULL;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  if (!self->roster->read_content)
    return FALSE;
  outbox = cordial_timeline_get_outbox (self->timeline);
  for (guint i = 0; i < outbox->len; i++)
    if (answers (self, cordial_message_get_record (g_ptr_array_index (outbox, i)), seq))
      return TRUE;
  after = cordial_store_read_range (self->roster->store, self->record->id, seq + 1, seq + MAX_LOOKED_AT, NULL);
  for (guint i = 0; after && i < after->len; i++)
    if (answers (self, g_ptr_array_index (after, i), seq))
      return TRUE;
  return FALSE;
}

/**
 * cordial_conversation_new_answer:
 * @self: a #CordialConversation
 * @form: a message of it with a number
 * @button: one of its buttons, which is for an answer
 *
 * Returns: (transfer full): what is sent where that is pressed
 */
CordialContent *
cordial_conversation_new_answer (CordialConversation *self, CordialMessage *form, const CordialTextSpan *button)
{
  const CordialContent *content = cordial_message_get_content (form);
  g_autofree char *title = g_strndup (content->text + button->start, button->end - button->start);
  CordialContent *made = cordial_content_new_whole (title);
  CordialFormAnswer *answer = cordial_content_add_answer (made);

  answer->number = cordial_message_get_seq (form);
  answer->name = g_strdup (button->name);
  answer->value = g_strdup (button->name && !button->value ? "1" : button->value);
  cordial_content_finish (made);
  return made;
}

/**
 * cordial_conversation_dup_address:
 * @self: a #CordialConversation
 * @form: a message of it with a number
 * @button: one of its buttons, which leads to an address
 *
 * Returns: (transfer full) (nullable): that address, which is told who pressed what, and where
 */
char *
cordial_conversation_dup_address (CordialConversation *self, CordialMessage *form, const CordialTextSpan *button)
{
  g_autoptr (GUri) uri = button->target ? g_uri_parse (button->target, G_URI_FLAGS_ENCODED, NULL) : NULL;
  g_autoptr (GString) query = g_string_new (NULL);
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, cordial_message_get_seq (form));
  const char *const pairs[][2] = {
    { button->name, button->value ? button->value : "1" },
    { "seq", seq },
    { "uid", self->roster->own_id },
    { "topic", self->record->id },
  };

  if (!uri)
    return NULL;
  if (g_uri_get_query (uri))
    g_string_append (query, g_uri_get_query (uri));
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *name = pairs[i][0] ? g_uri_escape_string (pairs[i][0], NULL, FALSE) : NULL;
      g_autofree char *value = pairs[i][1] ? g_uri_escape_string (pairs[i][1], NULL, FALSE) : NULL;

      if (name && value)
        g_string_append_printf (query, "%s%s=%s", query->len > 0 ? "&" : "", name, value);
    }
  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), g_uri_get_userinfo (uri), g_uri_get_host (uri),
                     g_uri_get_port (uri), g_uri_get_path (uri), query->str, g_uri_get_fragment (uri));
}
