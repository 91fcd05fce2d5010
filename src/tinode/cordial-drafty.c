/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading Drafty, Tinode's rich text (docs/drafty.md), into a content. Its text and ranges are a stranger's: whatever is wrong with one of
 * them costs that one. The documents say that ranges count code points; the server and the official clients count grapheme clusters
 * (server/drafty/grapheme.go; tinode-js, src/drafty.js), and so does this.
 */

#define G_LOG_DOMAIN "cordial-drafty"

#include "cordial-config.h"

#include "cordial-drafty-reader.h"

#include <string.h>

#include "cordial-packet.h"

/* Of what ranges carry: many of them may refer to one large entity. */
#define MAX_RANGE_BYTES (1024 * 1024)

/* --- What comes out ----------------------------------------------------------------------------------------------- */

static gboolean
is_hidden (DraftyReader *reader, const DraftyFormat *format)
{
  return !format->outside && format->start < format->end && reader->plan[format->start] & DRAFTY_COVERED;
}

static char *
dup_type (const DraftyFormat *format)
{
  return g_utf8_substring (format->type, 0, MIN (g_utf8_strlen (format->type, -1), MAX_TYPE_CHARACTERS));
}

/* Once for each entity, however many ranges refer to it. */
static const char *
keep_data (DraftyReader *reader, const DraftyFormat *format)
{
  gpointer key = GINT_TO_POINTER ((int) format->key), kept;

  if (!format->data || json_object_get_size (format->data) == 0)
    return NULL;
  if (!g_hash_table_lookup_extended (reader->kept, key, NULL, &kept))
    {
      g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), format->data);

      kept = cordial_drafty_keep (node);
      g_hash_table_insert (reader->kept, key, kept);
    }
  return kept;
}

static void
read_attachment (DraftyReader *reader, CordialContent *content, const DraftyFormat *format, gboolean whole)
{
  CordialAttachment *attachment;

  if (content->attachments->len >= CORDIAL_CONTENT_MAX_ATTACHMENTS)
    return;
  if (format->klass == DRAFTY_CALL)
    {
      if (!content->call)
        cordial_drafty_read_call (cordial_content_add_call (content), format->data, reader->head);
      return;
    }
  if (format->klass == DRAFTY_UNKNOWN)
    {
      attachment = cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_UNKNOWN);
      attachment->name = dup_type (format);
      attachment->data = g_strdup (keep_data (reader, format));
      return;
    }
  /* An answer is for machines; one that is quoted is for nobody. */
  if (format->kind == CORDIAL_ATTACHMENT_FILE && cordial_drafty_is_answer (format->data))
    {
      if (whole && !content->answer)
        cordial_drafty_read_answer (cordial_content_add_answer (content), format->data);
      return;
    }
  attachment = cordial_content_add_attachment (content, (CordialAttachmentKind) format->kind);
  cordial_drafty_read_attachment (attachment, format->data);
}

static void
read_span (DraftyReader *reader, CordialContent *content, const DraftyFormat *format, gsize start, gsize end)
{
  CordialTextSpan *span;

  if (start >= end || content->spans->len >= CORDIAL_CONTENT_MAX_SPANS ||
      (format->has_entity && reader->range_bytes > MAX_RANGE_BYTES))
    return;
  span = cordial_content_add_span (content, (CordialTextSpanKind) format->kind, start, end);
  if (format->klass == DRAFTY_UNKNOWN || !cordial_drafty_read_span (span, format->data))
    {
      g_clear_pointer (&span->target, g_free);
      g_clear_pointer (&span->name, g_free);
      g_clear_pointer (&span->value, g_free);
      span->action = 0;
      /* A link that may not be followed and a mention of nobody are text, not something unknown. */
      if (format->klass == DRAFTY_UNKNOWN || format->kind == CORDIAL_TEXT_SPAN_BUTTON)
        {
          span->kind = CORDIAL_TEXT_SPAN_UNKNOWN;
          span->target = dup_type (format);
          span->data = g_strdup (keep_data (reader, format));
        }
      else
        span->end = span->start;
    }
  reader->range_bytes += (span->target ? strlen (span->target) : 0) + (span->data ? strlen (span->data) : 0) +
                         (span->value ? strlen (span->value) : 0) + (span->name ? strlen (span->name) : 0);
  if (span->start == span->end || reader->range_bytes > MAX_RANGE_BYTES)
    g_ptr_array_set_size (content->spans, (int) content->spans->len - 1);
}

/* The part of the text from one byte to another, as a content; what is in the hole is another's. */
static CordialContent *
read_part (DraftyReader *reader, gsize from, gsize to, gsize hole_start, gsize hole_end, gboolean whole)
{
  g_autofree char *text = cordial_drafty_put_text (reader, from, to, hole_start, hole_end, whole);
  gsize n_bytes = strlen (text);
  CordialContent *content = cordial_content_new (text);

  for (guint i = 0; i < reader->formats->len; i++)
    {
      const DraftyFormat *format = &g_array_index (reader->formats, DraftyFormat, i);
      gboolean within = whole ? format->outside || format->start < hole_start || format->start >= hole_end
                              : !format->outside && format->start >= from && format->start < to;

      if (cordial_drafty_is_style (reader, format))
        {
          if (!format->outside && format->end > from && format->start < to)
            read_span (reader, content, format, MIN (reader->begins[MAX (format->start, from)], n_bytes),
                       MIN (reader->ends[MIN (format->end, to)], n_bytes));
        }
      else if (within && cordial_drafty_stands_alone (format) && !is_hidden (reader, format))
        read_attachment (reader, content, format, whole);
    }
  return content;
}

/* A name, without what would break its line. */
static char *
dup_name (DraftyReader *reader, gsize start, gsize end, const char *prefix)
{
  g_autofree char *raw = g_strndup (reader->text + start, end - start);
  const char *from = prefix && g_str_has_prefix (raw, prefix) ? raw + strlen (prefix) : raw;
  g_autoptr (GString) name = g_string_new (NULL);
  guint n = 0;

  while (g_unichar_isspace (g_utf8_get_char (from)))
    from = g_utf8_next_char (from);
  for (const char *p = from; *p && n < MAX_NAME_CHARACTERS; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (name, g_unichar_iscntrl (c) || g_unichar_isspace (c) ? ' ' : c);
    }
  g_strstrip (name->str);
  return *name->str ? g_strdup (name->str) : NULL;
}

/* The mention with which something begins, taken out of the text together with its line. */
static const DraftyFormat *
take_mention (DraftyReader *reader, gsize start, gsize end, const char *prefix)
{
  for (guint i = 0; i < reader->formats->len; i++)
    {
      const DraftyFormat *format = &g_array_index (reader->formats, DraftyFormat, i);

      if (format->klass != DRAFTY_SPAN || format->kind != CORDIAL_TEXT_SPAN_MENTION || format->outside ||
          format->start != start || format->end > end)
        continue;
      if (prefix && (format->end - format->start < strlen (prefix) ||
                     strncmp (reader->text + format->start, prefix, strlen (prefix)) != 0))
        continue;
      for (gsize n = format->start; n < format->end; n++)
        reader->plan[n] |= DRAFTY_DROPPED;
      reader->plan[format->start] |= DRAFTY_PLACE;
      return format;
    }
  return NULL;
}

static CordialContent *
read_object (JsonObject *drafty, JsonObject *head)
{
  DraftyReader reader;
  const DraftyFormat *quote = NULL, *mention;
  g_autofree char *forward_id = NULL, *forward_name = NULL;
  g_autoptr (CordialContent) content = NULL, quoted = NULL;
  g_autofree char *quote_id = NULL, *quote_name = NULL;
  gboolean forwarded;

  cordial_drafty_reader_init (&reader, drafty);
  for (guint i = 0; i < reader.formats->len && !quote; i++)
    {
      const DraftyFormat *format = &g_array_index (reader.formats, DraftyFormat, i);

      if (format->klass == DRAFTY_QUOTE && format->start < format->end && !is_hidden (&reader, format))
        quote = format;
    }
  mention = take_mention (&reader, 0, quote ? quote->start : reader.n_bytes, FORWARD_SIGN);
  forwarded = mention != NULL;
  if (mention)
    {
      forward_id = cordial_drafty_string (mention->data, "val", MAX_NAME_CHARACTERS);
      forward_name = dup_name (&reader, mention->start, mention->end, FORWARD_SIGN);
    }
  if (quote)
    {
      mention = take_mention (&reader, quote->start, quote->end, NULL);
      if (mention)
        {
          quote_id = cordial_drafty_string (mention->data, "val", MAX_NAME_CHARACTERS);
          quote_name = dup_name (&reader, mention->start, mention->end, NULL);
        }
      quoted = read_part (&reader, quote->start, quote->end, G_MAXSIZE, G_MAXSIZE, FALSE);
      cordial_content_finish (quoted);
    }
  reader.head = head; /* speaks of the message, not of what it quotes */
  content =
    read_part (&reader, 0, reader.n_bytes, quote ? quote->start : G_MAXSIZE, quote ? quote->end : G_MAXSIZE, TRUE);
  if (forwarded)
    {
      cordial_content_add_forward (content)->sender_id = g_steal_pointer (&forward_id);
      content->forward->sender_name = g_steal_pointer (&forward_name);
    }
  if (quote)
    {
      cordial_content_add_quote (content)->sender_id = g_steal_pointer (&quote_id);
      content->quote->sender_name = g_steal_pointer (&quote_name);
      content->quote->body = g_steal_pointer (&quoted);
    }

  cordial_drafty_reader_clear (&reader);
  return g_steal_pointer (&content);
}

/* --- The whole ---------------------------------------------------------------------------------------------------- */

static void
read_head (CordialContent *content, JsonObject *head)
{
  const char *forwarded = cordial_packet_get_string (head, "forwarded");
  const char *reply = cordial_packet_get_string (head, "reply");
  const char *replace = cordial_packet_get_string (head, "replace");
  CordialMessageReference replaced = { 0 };

  if (forwarded && *forwarded)
    cordial_drafty_read_reference (&cordial_content_add_forward (content)->message, forwarded);
  if (reply && *reply)
    {
      CordialMessageReference reference = { 0 };

      cordial_drafty_read_reference (&reference, reply);
      if (reference.number > 0)
        cordial_content_add_quote (content)->message = reference;
    }
  if (replace)
    {
      cordial_drafty_read_reference (&replaced, replace);
      content->replaces = replaced.number;
      g_free (replaced.conversation_id);
    }
}

/* In a known format there is at least one member that is what it must be. */
static gboolean
is_drafty (JsonObject *object)
{
  return cordial_packet_get_string (object, "txt") || cordial_packet_get_array (object, "fmt") ||
         cordial_packet_get_array (object, "ent");
}

/* A mention that looks like the sign of a forwarded message, but came to the beginning because something before it is not shown, would be
 * one when it is written again. */
static void
drop_false_forward (CordialContent *content)
{
  if (content->forward || !g_str_has_prefix (content->text, FORWARD_SIGN))
    return;
  for (guint i = content->spans->len; i > 0; i--)
    {
      CordialTextSpan *span = content->spans->pdata[i - 1];

      if (span->start == 0 && span->kind == CORDIAL_TEXT_SPAN_MENTION)
        g_ptr_array_remove_index (content->spans, i - 1);
    }
}

/**
 * cordial_drafty_read:
 * @content: (nullable): what a {data} has under "content": a text, Drafty, or something else
 * @head: (nullable): what it has under "head"
 *
 * What cannot be read is named in the content, and kept.
 *
 * Returns: (transfer full): the content; an empty one where there is none
 */
CordialContent *
cordial_drafty_read (JsonNode *content, JsonObject *head)
{
  CordialContent *result;

  if (!content || json_node_is_null (content))
    result = cordial_content_new ("");
  else if (JSON_NODE_HOLDS_VALUE (content) && json_node_get_value_type (content) == G_TYPE_STRING)
    {
      g_autofree char *valid = g_utf8_make_valid (json_node_get_string (content), -1);

      result = cordial_content_new (valid);
    }
  else if (JSON_NODE_HOLDS_OBJECT (content) && is_drafty (json_node_get_object (content)))
    result = read_object (json_node_get_object (content), head);
  else
    {
      g_autofree char *whole = cordial_drafty_keep (content);

      result = cordial_content_new_unreadable (whole ? whole : "{}");
    }
  if (head)
    read_head (result, head);
  cordial_content_finish (result);
  drop_false_forward (result);
  return result;
}
