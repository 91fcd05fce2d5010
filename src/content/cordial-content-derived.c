/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Contents that are made of others: what answers a message, what hands it on, what takes the place of it.
 */

#define G_LOG_DOMAIN "cordial-content"

#include "cordial-content.h"

#include "cordial-graphemes.h"

/* Of what is answered, enough to know it again. The official clients quote 30; more fits here and hurts nobody there. */
#define MAX_QUOTE_CLUSTERS 96

/* A picture of it that goes along with every answer. */
#define MAX_QUOTE_PREVIEW_BYTES (4 * 1024)

static void
add_spans (CordialContent *to, const CordialContent *from)
{
  for (guint i = 0; i < from->spans->len; i++)
    {
      const CordialTextSpan *span = from->spans->pdata[i];
      CordialTextSpan *copy = cordial_content_add_span (to, span->kind, span->start, span->end);

      copy->target = g_strdup (span->target);
      copy->data = g_strdup (span->data);
      copy->action = span->action;
      copy->name = g_strdup (span->name);
      copy->value = g_strdup (span->value);
      copy->single_use = span->single_use;
    }
}

static void
add_attachments (CordialContent *to, const CordialContent *from)
{
  for (guint i = 0; i < from->attachments->len; i++)
    g_ptr_array_add (to->attachments, cordial_attachment_copy (from->attachments->pdata[i]));
}

static CordialContent *
copy_own (const CordialContent *content)
{
  CordialContent *copy = cordial_content_new_whole (content->text);

  add_spans (copy, content);
  add_attachments (copy, content);
  return copy;
}

/* Their names and kinds, without what is in them. */
static void
add_light_attachments (CordialContent *to, const CordialContent *from)
{
  for (guint i = 0; i < MIN (from->attachments->len, 1); i++)
    {
      const CordialAttachment *attachment = from->attachments->pdata[i];
      CordialAttachment *light = cordial_content_add_attachment (to, attachment->kind);
      GBytes *picture = attachment->preview ? attachment->preview : attachment->bytes;

      light->media_type = g_strdup (attachment->media_type);
      light->name = g_strdup (attachment->name);
      light->size = attachment->size;
      light->width = attachment->width;
      light->height = attachment->height;
      light->duration_ms = attachment->duration_ms;
      if (picture && attachment->kind == CORDIAL_ATTACHMENT_PICTURE &&
          g_bytes_get_size (picture) <= MAX_QUOTE_PREVIEW_BYTES)
        light->bytes = g_bytes_ref (picture);
      if (attachment->kind == CORDIAL_ATTACHMENT_CARD)
        {
          light->card = cordial_card_new ();
          light->card->name = attachment->card ? g_strdup (attachment->card->name) : NULL;
        }
    }
}

static CordialContent *
new_quoted (const CordialContent *answered)
{
  g_autofree char *line = NULL;
  CordialContent *body;

  if (answered->unreadable || answered->call || answered->answer)
    {
      g_autofree char *preview = cordial_content_dup_preview (answered);

      body = cordial_content_new (preview);
    }
  else
    {
      line = cordial_graphemes_shorten (answered->text, MAX_QUOTE_CLUSTERS);
      g_strdelimit (line, "\n\t", ' ');
      body = cordial_content_new (line);
      add_light_attachments (body, answered);
    }
  cordial_content_finish (body);
  return body;
}

/**
 * cordial_content_new_reply:
 * @content: what is said
 * @answered: to what
 * @number: the server's number of the message that is answered
 * @sender_id: (nullable): who wrote that
 * @sender_name: (nullable): and is called so
 *
 * Returns: (transfer full): a finished content of both
 */
CordialContent *
cordial_content_new_reply (const CordialContent *content,
                           const CordialContent *answered,
                           gint64 number,
                           const char *sender_id,
                           const char *sender_name)
{
  CordialContent *reply = copy_own (content);
  CordialQuote *quote = cordial_content_add_quote (reply);

  quote->message.number = number;
  quote->sender_id = g_strdup (sender_id);
  quote->sender_name = g_strdup (sender_name);
  quote->body = new_quoted (answered);
  cordial_content_finish (reply);
  return reply;
}

/**
 * cordial_content_new_forward:
 * @content: what is handed on
 * @origin: where it stands
 * @sender_id: (nullable): who wrote it
 * @sender_name: (nullable): and is called so
 *
 * What it answered is not handed on: that may be for those there alone.
 *
 * Returns: (transfer full): a finished content
 */
CordialContent *
cordial_content_new_forward (const CordialContent *content,
                             const CordialMessageReference *origin,
                             const char *sender_id,
                             const char *sender_name)
{
  CordialContent *copy = copy_own (content);
  CordialForward *forward = cordial_content_add_forward (copy);

  forward->message.number = origin->number;
  forward->message.conversation_id = g_strdup (origin->conversation_id);
  /* Who wrote it first is who wrote it. */
  forward->sender_id = g_strdup (content->forward ? content->forward->sender_id : sender_id);
  forward->sender_name = g_strdup (content->forward ? content->forward->sender_name : sender_name);
  if (content->unreadable)
    copy->unreadable = g_strdup (content->unreadable);
  cordial_content_finish (copy);
  return copy;
}

/**
 * cordial_content_new_edit:
 * @content: what a message shall say from now on
 * @original: what it holds
 *
 * Returns: (transfer full): a finished content: the text of @content with what stands beside the text of @original
 */
CordialContent *
cordial_content_new_edit (const CordialContent *content, const CordialContent *original)
{
  CordialContent *edit = cordial_content_new_whole (content->text);

  add_spans (edit, content);
  add_attachments (edit, original);
  if (original->quote)
    {
      CordialQuote *quote = cordial_content_add_quote (edit);

      quote->sender_id = g_strdup (original->quote->sender_id);
      quote->sender_name = g_strdup (original->quote->sender_name);
      quote->message.number = original->quote->message.number;
      quote->message.conversation_id = g_strdup (original->quote->message.conversation_id);
      quote->body = original->quote->body ? cordial_content_ref (original->quote->body) : NULL;
    }
  if (original->forward)
    {
      CordialForward *forward = cordial_content_add_forward (edit);

      forward->sender_id = g_strdup (original->forward->sender_id);
      forward->sender_name = g_strdup (original->forward->sender_name);
      forward->message.number = original->forward->message.number;
      forward->message.conversation_id = g_strdup (original->forward->message.conversation_id);
    }
  cordial_content_finish (edit);
  return edit;
}

/**
 * cordial_content_new_referring:
 * @content: a content
 * @index: which of its attachments
 * @reference: where that is now
 * @size: in bytes; negative to leave it
 *
 * Returns: (transfer full): a finished content, the same but for that
 */
CordialContent *
cordial_content_new_referring (const CordialContent *content, guint index, const char *reference, gint64 size)
{
  CordialContent *copy = cordial_content_new_edit (content, content);
  CordialAttachment *attachment = copy->attachments->pdata[index];

  g_set_str (&attachment->reference, reference);
  if (size >= 0)
    attachment->size = size;
  return copy;
}
