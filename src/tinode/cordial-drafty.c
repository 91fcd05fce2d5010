/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading Drafty, Tinode's rich text (docs/drafty.md), into a content. Its text and ranges are a stranger's: whatever is wrong with one of
 * them costs that one. The documents say that ranges count code points; the server and the official clients count grapheme clusters
 * (server/drafty/grapheme.go; tinode-js, src/drafty.js), and so does this.
 */

#define G_LOG_DOMAIN "cordial-drafty"

#include "cordial-config.h"

#include "cordial-drafty-private.h"

#include <string.h>

#include "cordial-graphemes.h"
#include "cordial-packet.h"

/* A text of a thousand pages has fewer line breaks. */
#define MAX_FORMATS 100000

/* Of what ranges carry: many of them may refer to one large entity. */
#define MAX_RANGE_BYTES (1024 * 1024)

/* A type that is longer names nothing. */
#define MAX_TYPE_BYTES 128

/* What becomes of a byte of the text. */
enum
{
  DROPPED = 1 << 0, /* stands for a line break, an attachment or the name above a quote */
  HIDDEN = 1 << 1,
  PLACE = 1 << 2,  /* before it, something that stands in a line of its own */
  BROKEN = 1 << 3, /* a line break covers it and maybe more */
};

typedef struct
{
  DraftyClass klass;
  int kind;
  const char *type;
  JsonObject *data;
  gboolean has_entity;
  gint64 key;
  gboolean outside; /* of the text: an attachment */
  gsize start;      /* in bytes, as the next */
  gsize end;
} Format;

typedef struct
{
  const char *text;
  gsize n_bytes;
  GArray *starts;  /* of clusters */
  GArray *formats; /* of Format */
  JsonArray *entities;
  JsonObject *head;
  GHashTable *kept; /* unknown data as JSON, by the entity's key */
  gsize range_bytes;

  /* One for each byte of the text, and one for its end. */
  guint32 *letters; /* how many that are no blanks are before it */
  guint8 *plan;
  guint16 *breaks; /* that come before it */
  guint32 *begins; /* where it is in the text that comes out, after the breaks */
  guint32 *ends;   /* the same before the breaks */
} Reader;

/* --- What is there ------------------------------------------------------------------------------------------------ */

/* A whole number; JavaScript has no other numbers than doubles. FALSE: the member is there and is none. */
static gboolean
get_place (JsonObject *object, const char *member, gint64 *value)
{
  JsonNode *node = json_object_get_member (object, member);

  *value = 0;
  if (!node)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    *value = CLAMP (json_node_get_int (node), G_MININT32, G_MAXINT32);
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    *value = (gint64) CLAMP (json_node_get_double (node), (double) G_MININT32, (double) G_MAXINT32);
  else
    return FALSE;
  return TRUE;
}

/* The type of a format, and the data of its entity, if it has one. A missing key is 0 (docs/drafty.md «fmt»). */
static gboolean
resolve (Reader *reader, JsonObject *object, Format *format)
{
  JsonNode *node;
  JsonObject *entity;

  format->type = cordial_packet_get_string (object, "tp");
  format->key = -1;
  if (!format->type || !*format->type)
    {
      if (!get_place (object, "key", &format->key) || !reader->entities || format->key < 0 ||
          format->key >= json_array_get_length (reader->entities))
        return FALSE;
      node = json_array_get_element (reader->entities, (guint) format->key);
      entity = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      format->type = entity ? cordial_packet_get_string (entity, "tp") : NULL;
      format->data = entity ? cordial_packet_get_object (entity, "data") : NULL;
      format->has_entity = TRUE;
    }
  if (!format->type || !*format->type || strnlen (format->type, MAX_TYPE_BYTES + 1) > MAX_TYPE_BYTES ||
      !g_utf8_validate (format->type, -1, NULL))
    return FALSE;
  format->klass = cordial_drafty_classify (format->type, &format->kind);
  return TRUE;
}

static gboolean
is_blank (Reader *reader, const Format *format)
{
  return reader->letters[format->start] == reader->letters[format->end];
}

static gboolean
stands_alone (const Format *format)
{
  return format->klass == DRAFTY_ATTACHMENT || format->klass == DRAFTY_CALL ||
         (format->klass == DRAFTY_UNKNOWN && format->has_entity);
}

/* An unknown thing over words is a style: the words are what it shows. */
static gboolean
is_style (Reader *reader, const Format *format)
{
  return format->klass == DRAFTY_SPAN ||
         (format->klass == DRAFTY_UNKNOWN && !format->outside && !is_blank (reader, format));
}

static void
add_format (Reader *reader, JsonObject *object)
{
  Format format = { 0 };
  gint64 at, length, n_clusters = reader->starts->len - 1;

  if (!get_place (object, "at", &at) || !get_place (object, "len", &length) || length < 0 ||
      !resolve (reader, object, &format))
    return;
  if (at < 0 || at + length > n_clusters)
    {
      /* What is attached is shown wherever it says it is; a style out there means nothing. */
      if (!stands_alone (&format))
        return;
      format.outside = TRUE;
    }
  else
    {
      format.start = g_array_index (reader->starts, guint32, at);
      format.end = g_array_index (reader->starts, guint32, at + length);
    }
  g_array_append_val (reader->formats, format);
}

/* One attachment is shown once, however often it is referred to: it may be large. */
static void
drop_repeated_entities (Reader *reader)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < reader->formats->len; i++)
    {
      Format *format = &g_array_index (reader->formats, Format, i);

      if (format->has_entity && stands_alone (format) && !is_style (reader, format) &&
          !g_hash_table_add (seen, GINT_TO_POINTER ((int) format->key + 1)))
        {
          format->klass = DRAFTY_HIDDEN;
          format->outside = TRUE;
        }
    }
}

static void
read_formats (Reader *reader, JsonObject *drafty)
{
  JsonArray *formats = cordial_packet_get_array (drafty, "fmt");
  guint n = formats ? json_array_get_length (formats) : 0;

  for (guint i = 0; i < MIN (n, MAX_FORMATS); i++)
    {
      JsonNode *node = json_array_get_element (formats, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        add_format (reader, json_node_get_object (node));
    }
  /* A format of nothing but zeroes may be left out altogether (tinode-js, draftyToTree). */
  if (n == 0 && reader->entities && json_array_get_length (reader->entities) > 0)
    {
      g_autoptr (JsonObject) zero = json_object_new ();

      add_format (reader, zero);
    }
  drop_repeated_entities (reader);
}

/* --- What becomes of the text ------------------------------------------------------------------------------------- */

static void
count_letters (Reader *reader)
{
  const char *next = reader->text;
  guint32 n = 0;

  reader->letters = g_new0 (guint32, reader->n_bytes + 1);
  for (gsize i = 0; i < reader->n_bytes; i++)
    {
      reader->letters[i] = n;
      if (reader->text + i < next)
        continue;
      n += !g_unichar_isspace (g_utf8_get_char (next));
      next = g_utf8_next_char (next);
    }
  reader->letters[reader->n_bytes] = n;
}

/* A break takes the place of the blank that it covers; it never takes the place of a letter. Said twice of the same blank, it is one. */
static void
plan_break (Reader *reader, const Format *format)
{
  gboolean covers = format->start < format->end;

  if ((covers && reader->plan[format->start] & BROKEN) || reader->breaks[format->start] == G_MAXUINT16)
    return;
  reader->breaks[format->start]++;
  if (covers)
    reader->plan[format->start] |= BROKEN;
}

/* Ranges are summed up before the bytes are visited: many large ones must not cost a walk each. */
static void
make_plan (Reader *reader)
{
  g_autofree gint32 *dropped = g_new0 (gint32, reader->n_bytes + 1);
  g_autofree gint32 *hidden = g_new0 (gint32, reader->n_bytes + 1);
  gint32 n_dropped = 0, n_hidden = 0;

  reader->plan = g_new0 (guint8, reader->n_bytes + 1);
  reader->breaks = g_new0 (guint16, reader->n_bytes + 1);
  reader->begins = g_new0 (guint32, reader->n_bytes + 1);
  reader->ends = g_new0 (guint32, reader->n_bytes + 1);
  for (guint i = 0; i < reader->formats->len; i++)
    {
      const Format *format = &g_array_index (reader->formats, Format, i);

      if (format->outside)
        continue;
      if (format->klass == DRAFTY_HIDDEN)
        {
          hidden[format->start]++;
          hidden[format->end]--;
        }
      if (format->klass == DRAFTY_BREAK)
        plan_break (reader, format);
      if (stands_alone (format) && is_blank (reader, format))
        reader->plan[format->start] |= PLACE;
      if ((format->klass == DRAFTY_BREAK || stands_alone (format)) && is_blank (reader, format))
        {
          dropped[format->start]++;
          dropped[format->end]--;
        }
    }
  for (gsize i = 0; i < reader->n_bytes; i++)
    {
      n_dropped += dropped[i];
      n_hidden += hidden[i];
      reader->plan[i] |= (n_dropped > 0 ? DROPPED : 0) | (n_hidden > 0 ? HIDDEN : 0);
    }
}

typedef struct
{
  GString *text;
  gboolean absorb; /* the line break that ends the line of what stands alone */
  gsize placed;    /* where such a thing was last */
} Output;

static void
put_break (Output *output)
{
  if (!output->absorb)
    g_string_append_c (output->text, '\n');
  output->absorb = FALSE;
}

static void
put_place (Output *output)
{
  output->absorb = output->text->len == 0 || output->text->str[output->text->len - 1] == '\n';
  output->placed = output->text->len;
}

/* The text from one byte to another without what does not belong to it; a hole is left out, too. What is at the end of the whole text
 * belongs to the whole. */
static char *
put_text (Reader *reader, gsize from, gsize to, gsize hole_start, gsize hole_end, gboolean whole)
{
  Output output = { g_string_new (NULL), FALSE, G_MAXSIZE };

  for (gsize i = from; i <= to; i++)
    {
      guint8 plan = reader->plan[i];

      reader->begins[i] = reader->ends[i] = (guint32) output.text->len;
      if ((i == to && !whole) || plan & HIDDEN)
        continue;
      if (i >= hole_start && i < hole_end)
        {
          if (i == hole_start)
            put_place (&output);
          continue;
        }
      if (plan & PLACE)
        put_place (&output);
      for (guint n = reader->breaks[i]; n > 0; n--)
        put_break (&output);
      reader->begins[i] = (guint32) output.text->len;
      if (i == to || plan & DROPPED || (reader->text[i] == '\r' && i + 1 < to && reader->text[i + 1] == '\n'))
        continue;
      if (reader->text[i] == '\n' || reader->text[i] == '\r')
        put_break (&output);
      else
        {
          output.absorb = FALSE;
          g_string_append_c (output.text, reader->text[i]);
        }
    }
  /* The break before what stands alone at the end. */
  if (output.placed == output.text->len && output.text->len > 0 && output.text->str[output.text->len - 1] == '\n')
    g_string_truncate (output.text, output.text->len - 1);
  return g_string_free (output.text, FALSE);
}

/* --- What comes out ----------------------------------------------------------------------------------------------- */

static gboolean
is_hidden (Reader *reader, const Format *format)
{
  return !format->outside && format->start < format->end && reader->plan[format->start] & HIDDEN;
}

static char *
dup_type (const Format *format)
{
  return g_utf8_substring (format->type, 0, MIN (g_utf8_strlen (format->type, -1), MAX_TYPE_CHARACTERS));
}

/* Once for each entity, however many ranges refer to it. */
static const char *
keep_data (Reader *reader, const Format *format)
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
read_attachment (Reader *reader, CordialContent *content, const Format *format, gboolean whole)
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
read_span (Reader *reader, CordialContent *content, const Format *format, gsize start, gsize end)
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
read_part (Reader *reader, gsize from, gsize to, gsize hole_start, gsize hole_end, gboolean whole)
{
  g_autofree char *text = put_text (reader, from, to, hole_start, hole_end, whole);
  gsize n_bytes = strlen (text);
  CordialContent *content = cordial_content_new (text);

  for (guint i = 0; i < reader->formats->len; i++)
    {
      const Format *format = &g_array_index (reader->formats, Format, i);
      gboolean within = whole ? format->outside || format->start < hole_start || format->start >= hole_end
                              : !format->outside && format->start >= from && format->start < to;

      if (is_style (reader, format))
        {
          if (!format->outside && format->end > from && format->start < to)
            read_span (reader, content, format, MIN (reader->begins[MAX (format->start, from)], n_bytes),
                       MIN (reader->ends[MIN (format->end, to)], n_bytes));
        }
      else if (within && stands_alone (format) && !is_hidden (reader, format))
        read_attachment (reader, content, format, whole);
    }
  return content;
}

/* A name, without what would break its line. */
static char *
dup_name (Reader *reader, gsize start, gsize end, const char *prefix)
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
static const Format *
take_mention (Reader *reader, gsize start, gsize end, const char *prefix)
{
  for (guint i = 0; i < reader->formats->len; i++)
    {
      const Format *format = &g_array_index (reader->formats, Format, i);

      if (format->klass != DRAFTY_SPAN || format->kind != CORDIAL_TEXT_SPAN_MENTION || format->outside ||
          format->start != start || format->end > end)
        continue;
      if (prefix && (format->end - format->start < strlen (prefix) ||
                     strncmp (reader->text + format->start, prefix, strlen (prefix)) != 0))
        continue;
      for (gsize n = format->start; n < format->end; n++)
        reader->plan[n] |= DROPPED;
      reader->plan[format->start] |= PLACE;
      return format;
    }
  return NULL;
}

static CordialContent *
read_object (JsonObject *drafty, JsonObject *head)
{
  const char *said = cordial_packet_get_string (drafty, "txt");
  g_autofree char *valid = said ? g_utf8_make_valid (said, -1) : g_strdup ("");
  const char *text_end;
  Reader reader = { .text = valid, .entities = cordial_packet_get_array (drafty, "ent"), .head = head };
  const Format *quote = NULL, *mention;
  g_autofree char *forward_id = NULL, *forward_name = NULL;
  g_autoptr (CordialContent) content = NULL, quoted = NULL;
  g_autofree char *quote_id = NULL, *quote_name = NULL;
  gboolean forwarded;

  g_utf8_validate_len (valid, MIN (strlen (valid), CORDIAL_CONTENT_MAX_TEXT_BYTES), &text_end);
  reader.n_bytes = (gsize) (text_end - valid);
  reader.starts = cordial_graphemes_find (valid, reader.n_bytes);
  reader.formats = g_array_new (FALSE, FALSE, sizeof (Format));
  reader.kept = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  count_letters (&reader);
  read_formats (&reader, drafty);
  make_plan (&reader);

  for (guint i = 0; i < reader.formats->len && !quote; i++)
    {
      const Format *format = &g_array_index (reader.formats, Format, i);

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
      reader.head = NULL; /* speaks of the message, not of what it quotes */
      quoted = read_part (&reader, quote->start, quote->end, G_MAXSIZE, G_MAXSIZE, FALSE);
      reader.head = head;
      cordial_content_finish (quoted);
    }
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

  g_array_unref (reader.starts);
  g_array_unref (reader.formats);
  g_hash_table_unref (reader.kept);
  g_free (reader.letters);
  g_free (reader.plan);
  g_free (reader.breaks);
  g_free (reader.begins);
  g_free (reader.ends);
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
