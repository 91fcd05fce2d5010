/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text of a Drafty with its formats, and what becomes of each byte of it: which ones only stand for a line break or an attachment,
 * which are hidden, where lines break. Only reading Drafty uses it.
 */

#define G_LOG_DOMAIN "cordial-drafty"

#include "cordial-drafty-reader.h"

#include <string.h>

#include "cordial-graphemes.h"
#include "cordial-packet.h"

/* A text of a thousand pages has fewer line breaks. */
#define MAX_FORMATS 100000

/* A type that is longer names nothing. */
#define MAX_TYPE_BYTES 128

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
resolve (DraftyReader *reader, JsonObject *object, DraftyFormat *format)
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
is_blank (DraftyReader *reader, const DraftyFormat *format)
{
  return reader->letters[format->start] == reader->letters[format->end];
}

gboolean
cordial_drafty_stands_alone (const DraftyFormat *format)
{
  return format->klass == DRAFTY_ATTACHMENT || format->klass == DRAFTY_CALL ||
         (format->klass == DRAFTY_UNKNOWN && format->has_entity);
}

/* An unknown thing over words is a style: the words are what it shows. */
gboolean
cordial_drafty_is_style (DraftyReader *reader, const DraftyFormat *format)
{
  return format->klass == DRAFTY_SPAN ||
         (format->klass == DRAFTY_UNKNOWN && !format->outside && !is_blank (reader, format));
}

static void
add_format (DraftyReader *reader, JsonObject *object)
{
  DraftyFormat format = { 0 };
  gint64 at, length, n_clusters = reader->starts->len - 1;

  if (!get_place (object, "at", &at) || !get_place (object, "len", &length) || length < 0 ||
      !resolve (reader, object, &format))
    return;
  if (at < 0 || at + length > n_clusters)
    {
      /* What is attached is shown wherever it says it is; a style out there means nothing. */
      if (!cordial_drafty_stands_alone (&format))
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
drop_repeated_entities (DraftyReader *reader)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < reader->formats->len; i++)
    {
      DraftyFormat *format = &g_array_index (reader->formats, DraftyFormat, i);

      if (format->has_entity && cordial_drafty_stands_alone (format) && !cordial_drafty_is_style (reader, format) &&
          !g_hash_table_add (seen, GINT_TO_POINTER ((int) format->key + 1)))
        {
          format->klass = DRAFTY_HIDDEN;
          format->outside = TRUE;
        }
    }
}

static void
read_formats (DraftyReader *reader, JsonObject *drafty)
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
count_letters (DraftyReader *reader)
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
plan_break (DraftyReader *reader, const DraftyFormat *format)
{
  gboolean covers = format->start < format->end;

  if ((covers && reader->plan[format->start] & DRAFTY_BROKEN) || reader->breaks[format->start] == G_MAXUINT16)
    return;
  reader->breaks[format->start]++;
  if (covers)
    reader->plan[format->start] |= DRAFTY_BROKEN;
}

/* Ranges are summed up before the bytes are visited: many large ones must not cost a walk each. */
static void
make_plan (DraftyReader *reader)
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
      const DraftyFormat *format = &g_array_index (reader->formats, DraftyFormat, i);

      if (format->outside)
        continue;
      if (format->klass == DRAFTY_HIDDEN)
        {
          hidden[format->start]++;
          hidden[format->end]--;
        }
      if (format->klass == DRAFTY_BREAK)
        plan_break (reader, format);
      if (cordial_drafty_stands_alone (format) && is_blank (reader, format))
        reader->plan[format->start] |= DRAFTY_PLACE;
      if ((format->klass == DRAFTY_BREAK || cordial_drafty_stands_alone (format)) && is_blank (reader, format))
        {
          dropped[format->start]++;
          dropped[format->end]--;
        }
    }
  for (gsize i = 0; i < reader->n_bytes; i++)
    {
      n_dropped += dropped[i];
      n_hidden += hidden[i];
      reader->plan[i] |= (n_dropped > 0 ? DRAFTY_DROPPED : 0) | (n_hidden > 0 ? DRAFTY_COVERED : 0);
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
char *
cordial_drafty_put_text (DraftyReader *reader, gsize from, gsize to, gsize hole_start, gsize hole_end, gboolean whole)
{
  Output output = { g_string_new (NULL), FALSE, G_MAXSIZE };

  for (gsize i = from; i <= to; i++)
    {
      guint8 plan = reader->plan[i];

      reader->begins[i] = reader->ends[i] = (guint32) output.text->len;
      if ((i == to && !whole) || plan & DRAFTY_COVERED)
        continue;
      if (i >= hole_start && i < hole_end)
        {
          if (i == hole_start)
            put_place (&output);
          continue;
        }
      if (plan & DRAFTY_PLACE)
        put_place (&output);
      for (guint n = reader->breaks[i]; n > 0; n--)
        put_break (&output);
      reader->begins[i] = (guint32) output.text->len;
      if (i == to || plan & DRAFTY_DROPPED || (reader->text[i] == '\r' && i + 1 < to && reader->text[i + 1] == '\n'))
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

/* --- From the beginning to the end -------------------------------------------------------------------------------- */

/* The text and its formats, with a plan of what becomes of each byte. The reader must not outlive the object. */
void
cordial_drafty_reader_init (DraftyReader *reader, JsonObject *drafty)
{
  const char *said = cordial_packet_get_string (drafty, "txt");
  const char *text_end;

  memset (reader, 0, sizeof *reader);
  reader->text = said ? g_utf8_make_valid (said, -1) : g_strdup ("");
  g_utf8_validate_len (reader->text, MIN (strlen (reader->text), CORDIAL_CONTENT_MAX_TEXT_BYTES), &text_end);
  reader->n_bytes = (gsize) (text_end - reader->text);
  reader->starts = cordial_graphemes_find (reader->text, reader->n_bytes);
  reader->formats = g_array_new (FALSE, FALSE, sizeof (DraftyFormat));
  reader->entities = cordial_packet_get_array (drafty, "ent");
  reader->kept = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  count_letters (reader);
  read_formats (reader, drafty);
  make_plan (reader);
}

void
cordial_drafty_reader_clear (DraftyReader *reader)
{
  g_free (reader->text);
  g_array_unref (reader->starts);
  g_array_unref (reader->formats);
  g_hash_table_unref (reader->kept);
  g_free (reader->letters);
  g_free (reader->plan);
  g_free (reader->breaks);
  g_free (reader->begins);
  g_free (reader->ends);
}
