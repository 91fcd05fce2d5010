/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing a content as Drafty, in the order in which the official clients write it: from where it was forwarded, the quote, what is
 * attached, the text; files outside of it.
 */

#define G_LOG_DOMAIN "cordial-drafty"

#include "cordial-config.h"

#include "cordial-drafty-private.h"

#include <string.h>

#include "cordial-graphemes.h"

#define MIME_DRAFTY "text/x-drafty"

typedef struct
{
  GString *text;
  GArray *formats; /* of Format */
  GArray *breaks;  /* of gsize: where in the text */
  JsonObject *head;
} Writer;

typedef struct
{
  const char *type;
  JsonObject *data;
  gsize start; /* in bytes, as the next */
  gsize end;
  gboolean outside;
} Format;

static Format *
add_format (Writer *writer, const char *type, JsonObject *data, gsize start, gsize end)
{
  Format format = { type, data, start, end, FALSE };

  g_array_append_val (writer->formats, format);
  return &g_array_index (writer->formats, Format, writer->formats->len - 1);
}

static void
add_break (Writer *writer)
{
  gsize at = writer->text->len;

  g_string_append_c (writer->text, ' ');
  add_format (writer, "BR", NULL, at, at + 1);
  g_array_append_val (writer->breaks, at);
}

/* What was kept as JSON; NULL where nothing was. */
static JsonObject *
parse_kept (const char *data)
{
  g_autoptr (JsonNode) node = data ? json_from_string (data, NULL) : NULL;

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

static void
add_mention (Writer *writer, const char *sign, const char *name, const char *id)
{
  gsize start = writer->text->len;
  JsonObject *data = id ? json_object_new () : NULL;

  if (data)
    json_object_set_string_member (data, "val", id);
  g_string_append_printf (writer->text, "%s%s%s", sign, *sign && name ? " " : "", name ? name : "");
  add_format (writer, "MN", data, start, writer->text->len);
  add_break (writer);
}

/* --- Parts -------------------------------------------------------------------------------------------------------- */

static gboolean
is_outside (const CordialAttachment *attachment, gboolean quoted)
{
  return attachment->kind == CORDIAL_ATTACHMENT_FILE && !quoted;
}

static guint
count_places (const CordialContent *content, gboolean quoted)
{
  guint n = content->call ? 1 : 0;

  for (guint i = 0; i < content->attachments->len; i++)
    n += !is_outside (content->attachments->pdata[i], quoted);
  return n;
}

/* A blank in a line of its own. */
static void
add_place (Writer *writer, const char *type, JsonObject *data, gboolean more)
{
  gsize start = writer->text->len;

  g_string_append_c (writer->text, ' ');
  add_format (writer, type, data, start, start + 1);
  if (more)
    add_break (writer);
}

static void
add_attachments (Writer *writer, const CordialContent *content, gboolean quoted)
{
  guint left = count_places (content, quoted);

  for (guint i = 0; i < content->attachments->len; i++)
    {
      CordialAttachment *attachment = content->attachments->pdata[i];
      gboolean unknown = attachment->kind == CORDIAL_ATTACHMENT_UNKNOWN;
      const char *type = unknown ? attachment->name : cordial_drafty_attachment_type (attachment->kind);
      JsonObject *data = unknown ? parse_kept (attachment->data) : cordial_drafty_write_attachment (attachment);

      /* An unknown thing without data is an entity all the same. */
      if (!data)
        data = json_object_new ();
      if (is_outside (attachment, quoted))
        add_format (writer, type, data, 0, 0)->outside = TRUE;
      else
        add_place (writer, type, data, --left > 0 || *content->text);
    }
  if (content->call)
    add_place (writer, "VC", cordial_drafty_write_call (content->call, quoted ? NULL : writer->head), *content->text);
  if (content->answer)
    add_format (writer, "EX", cordial_drafty_write_answer (content->answer), 0, 0)->outside = TRUE;
}

static void
add_text (Writer *writer, const CordialContent *content)
{
  gsize base = writer->text->len;

  for (const char *line = content->text; line;)
    {
      const char *end = strchr (line, '\n');

      g_string_append_len (writer->text, line, end ? end - line : (gssize) strlen (line));
      if (end)
        add_break (writer);
      line = end ? end + 1 : NULL;
    }
  for (guint i = 0; i < content->spans->len; i++)
    {
      CordialTextSpan *span = content->spans->pdata[i];

      if (span->kind == CORDIAL_TEXT_SPAN_UNKNOWN)
        add_format (writer, span->target, parse_kept (span->data), base + span->start, base + span->end);
      else
        add_format (writer, cordial_drafty_span_type (span->kind), cordial_drafty_write_span (span), base + span->start,
                    base + span->end);
    }
}

/* Whether what comes next would be taken for a part of what is there, or for the end of its line. */
static gboolean
needs_break (Writer *writer, const char *next)
{
  g_autoptr (GString) both = g_string_new_len (writer->text->str, (gssize) writer->text->len);
  g_autoptr (GArray) starts = NULL;

  if (*next == '\0')
    return FALSE;
  if (*next == '\n')
    return TRUE;
  g_string_append_unichar (both, g_utf8_get_char (next));
  starts = cordial_graphemes_find (both->str, both->len);
  return cordial_graphemes_floor (starts, writer->text->len) != writer->text->len;
}

static void
add_quote (Writer *writer, const CordialContent *content)
{
  const CordialQuote *quote = content->quote;
  const CordialContent *body = quote->body;
  CordialTextSpan *first = body && body->spans->len > 0 ? body->spans->pdata[0] : NULL;
  gsize start = writer->text->len;

  /* A mention at the beginning of the body would be taken for the name; and an empty quote is one, too. */
  if (quote->sender_name || quote->sender_id || (first && first->start == 0) || (!body && quote->message.number == 0))
    add_mention (writer, "", quote->sender_name, quote->sender_id);
  if (body)
    {
      add_attachments (writer, body, TRUE);
      add_text (writer, body);
    }
  if (writer->text->len == start)
    return;
  add_format (writer, "QQ", NULL, start, writer->text->len);
  if (needs_break (writer, count_places (content, FALSE) > 0 ? " " : content->text))
    add_break (writer);
}

/* --- The whole ---------------------------------------------------------------------------------------------------- */

/* A break covers a blank, as the official clients write it. A mark after it, or a sign before it that joins with what follows, would make
 * one character of the two and be lost with it: there it covers a line feed, which joins with nothing. */
static GArray *
part_breaks (Writer *writer)
{
  GArray *starts = cordial_graphemes_find (writer->text->str, writer->text->len);
  gboolean changed = FALSE;

  for (guint i = 0; i < writer->breaks->len; i++)
    {
      gsize at = g_array_index (writer->breaks, gsize, i);

      if (cordial_graphemes_floor (starts, at) == at && cordial_graphemes_floor (starts, at + 1) == at + 1)
        continue;
      writer->text->str[at] = '\n';
      changed = TRUE;
    }
  if (!changed)
    return starts;
  g_array_unref (starts);
  return cordial_graphemes_find (writer->text->str, writer->text->len);
}

static JsonNode *
make_object (Writer *writer)
{
  g_autoptr (GArray) starts = part_breaks (writer);
  JsonObject *object = json_object_new ();
  JsonNode *node;
  g_autoptr (JsonArray) formats = json_array_new (), entities = json_array_new ();

  json_object_set_string_member (object, "txt", writer->text->str);
  for (guint i = 0; i < writer->formats->len; i++)
    {
      Format *format = &g_array_index (writer->formats, Format, i);
      JsonObject *entry = json_object_new ();
      guint at = cordial_graphemes_index (starts, format->start);
      guint end = cordial_graphemes_index (starts, cordial_graphemes_ceil (starts, format->end));

      json_object_set_int_member (entry, "at", format->outside ? -1 : (gint64) at);
      json_object_set_int_member (entry, "len", format->outside ? 0 : (gint64) end - at);
      if (format->data)
        {
          JsonObject *entity = json_object_new ();

          json_object_set_string_member (entity, "tp", format->type);
          if (json_object_get_size (format->data) > 0)
            json_object_set_object_member (entity, "data", json_object_ref (format->data));
          json_object_set_int_member (entry, "key", json_array_get_length (entities));
          json_array_add_object_element (entities, entity);
        }
      else
        json_object_set_string_member (entry, "tp", format->type);
      json_array_add_object_element (formats, entry);
    }
  if (json_array_get_length (formats) > 0)
    json_object_set_array_member (object, "fmt", g_steal_pointer (&formats));
  if (json_array_get_length (entities) > 0)
    json_object_set_array_member (object, "ent", g_steal_pointer (&entities));
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

static void
set_reference (JsonObject *head, const char *member, const CordialMessageReference *reference)
{
  g_autofree char *text = reference->number > 0 ? cordial_drafty_write_reference (reference) : NULL;

  if (text)
    json_object_set_string_member (head, member, text);
}

/* The official clients read a bare number there, and no other (webapp 0.25, src/views/messages-view.jsx). */
static void
set_reply (JsonObject *head, const CordialMessageReference *reference)
{
  g_autofree char *number = NULL;

  if (reference->conversation_id || reference->number == 0)
    {
      set_reference (head, "reply", reference);
      return;
    }
  number = g_strdup_printf ("%" G_GINT64_FORMAT, reference->number);
  json_object_set_string_member (head, "reply", number);
}

static void
clear_format (gpointer data)
{
  g_clear_pointer (&((Format *) data)->data, json_object_unref);
}

/**
 * cordial_drafty_write:
 * @content: a content
 * @head: what goes out under "head": what the content needs there is added
 *
 * Returns: (transfer full): what goes out under "content": a text where there is nothing but one line of text, else Drafty
 */
JsonNode *
cordial_drafty_write (const CordialContent *content, JsonObject *head)
{
  Writer writer = { .head = head };
  JsonNode *node;

  if (content->replaces > 0)
    {
      CordialMessageReference replaced = { NULL, content->replaces };

      set_reference (head, "replace", &replaced);
    }
  if (content->quote)
    set_reply (head, &content->quote->message);
  if (content->forward)
    set_reference (head, "forwarded", &content->forward->message);
  if (content->unreadable)
    {
      node = json_from_string (content->unreadable, NULL);
      return node ? node : json_node_new (JSON_NODE_NULL);
    }
  if (cordial_content_is_plain (content) && !strchr (content->text, '\n'))
    return json_node_init_string (json_node_alloc (), content->text);

  writer.text = g_string_new (NULL);
  writer.formats = g_array_new (FALSE, FALSE, sizeof (Format));
  g_array_set_clear_func (writer.formats, clear_format);
  writer.breaks = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (content->forward)
    add_mention (&writer, FORWARD_SIGN, content->forward->sender_name, content->forward->sender_id);
  if (content->quote)
    add_quote (&writer, content);
  add_attachments (&writer, content, FALSE);
  add_text (&writer, content);
  node = make_object (&writer);
  json_object_set_string_member (head, "mime", MIME_DRAFTY);
  g_string_free (writer.text, TRUE);
  g_array_unref (writer.formats);
  g_array_unref (writer.breaks);
  return node;
}
