/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stranger's text, made fit to be laid out. Only what cordial_is_link() allows becomes a link, and what is shown of it is what
 * it opens (design section 10): each address is isolated from the direction of its surroundings (Unicode Standard Annex 9, section
 * 6.2), and characters that would turn it round from outside are not shown. So what is shown has characters that the text has
 * not, and the other way round; whoever points at a place in one finds it in the other here.
 */

#define G_LOG_DOMAIN "cordial-shown-text"

#include "cordial-shown-text.h"

#include "cordial-links.h"
#include "cordial-text-format.h"

#include <string.h>

/* Around an address, which is read from left to right whatever stands beside it: LEFT-TO-RIGHT ISOLATE, POP DIRECTIONAL ISOLATE. */
#define ISOLATE "\u2066"
#define POP_ISOLATE "\u2069"

/* Bytes from @source on of the text stand at @shown. */
typedef struct
{
  gsize shown;
  gsize source;
  gsize length;
} Run;

static void
link_free (gpointer data)
{
  CordialShownLink *link = data;

  g_free (link->target);
  g_free (link);
}

/* Embeddings, overrides and isolates; enough of them, one in the other, switch ours off. What marks have of direction stays. */
static gboolean
is_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void
append_run (CordialShownText *self, GString *shown, const char *text, gsize source, gsize length)
{
  Run run = { shown->len, source, length };

  if (length == 0)
    return;
  g_array_append_val (self->runs, run);
  g_string_append_len (shown, text + source, (gssize) length);
}

/* What is no link. */
static void
append_plain (CordialShownText *self, GString *shown, const char *text, gsize start, gsize end)
{
  gsize begun = start;

  for (const char *at = text + start; at < text + end; at = g_utf8_next_char (at))
    if (is_direction (g_utf8_get_char (at)))
      {
        append_run (self, shown, text, begun, at - text - begun);
        begun = g_utf8_next_char (at) - text;
      }
  append_run (self, shown, text, begun, end - begun);
}

static void
append_link (CordialShownText *self, GString *shown, const char *text, gsize start, gsize end, char *target)
{
  CordialShownLink *link = g_new (CordialShownLink, 1);

  g_string_append (shown, ISOLATE);
  *link = (CordialShownLink) { shown->len, shown->len + end - start, target };
  append_run (self, shown, text, start, end - start);
  g_string_append (shown, POP_ISOLATE);
  g_ptr_array_add (self->links, link);
}

/* --- Links ---------------------------------------------------------------------------------------------------------- */

/* In the text, as its source has it. */
typedef struct
{
  gsize start;
  gsize end;
  char *target;
} Found;

static void
found_clear (gpointer data)
{
  g_free (((Found *) data)->target);
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *one = a, *other = b;

  return (one->start > other->start) - (one->start < other->start);
}

/* The words that stand for everything in a content begin with its text without the blanks around it, where there is more in it. */
static gsize
count_lost (const CordialContent *content)
{
  gsize lost = 0;

  while ((content->attachments->len > 0 || content->call) && g_ascii_isspace (content->text[lost]))
    lost++;
  return lost;
}

/* Where a range of the content is in @text; FALSE where nothing of it is. */
static gboolean
place_span (const CordialContent *content, const CordialTextSpan *span, const char *text, gsize *start, gsize *end)
{
  gsize lost = count_lost (content), length = strlen (text);

  *start = span->start > lost ? span->start - lost : 0;
  *end = span->end > lost ? MIN (span->end - lost, length) : 0;
  return *start < *end && strncmp (content->text + lost + *start, text + *start, *end - *start) == 0;
}

/* Words that are an address themselves must not lead to another one. */
static gboolean
is_lying (const char *words, const char *target)
{
  gsize start, end = 0;
  char *own;
  gboolean lying;

  if (!cordial_link_find (words, &start, &end, &own))
    return FALSE;
  lying = !g_str_equal (own, target);
  g_free (own);
  return lying;
}

static gboolean
is_free (const CordialContent *content, GArray *named, const char *text, gsize start, gsize end)
{
  for (guint i = 0; i < named->len; i++)
    {
      Found *found = &g_array_index (named, Found, i);

      if (start < found->end && end > found->start)
        return FALSE;
    }
  for (guint i = 0; content && i < content->spans->len; i++)
    {
      CordialTextSpan *span = content->spans->pdata[i];
      gsize code_start, code_end;

      if ((span->kind == CORDIAL_TEXT_SPAN_CODE || span->kind == CORDIAL_TEXT_SPAN_CODE_BLOCK) &&
          place_span (content, span, text, &code_start, &code_end) && start < code_end && end > code_start)
        return FALSE;
    }
  return TRUE;
}

/* Those that its sender named, and addresses that stand in the rest, in order. */
static GArray *
find_links (const char *text, const CordialContent *content, gsize length)
{
  GArray *links = g_array_new (FALSE, FALSE, sizeof (Found));
  g_autoptr (GArray) named = g_array_new (FALSE, FALSE, sizeof (Found)); /* shares the targets */
  gsize start, end = 0;
  char *target;

  g_array_set_clear_func (links, found_clear);
  for (guint i = 0; content && i < content->spans->len; i++)
    {
      CordialTextSpan *span = content->spans->pdata[i];
      Found found = { 0 };
      g_autofree char *words = NULL;

      if (span->kind != CORDIAL_TEXT_SPAN_LINK || !place_span (content, span, text, &found.start, &found.end) ||
          found.end > length || !is_free (NULL, named, text, found.start, found.end))
        continue;
      words = g_strndup (text + found.start, found.end - found.start);
      if (is_lying (words, span->target))
        continue;
      found.target = g_strdup (span->target);
      g_array_append_val (links, found);
      g_array_append_val (named, found);
    }
  while (end < length && cordial_link_find (text, &start, &end, &target))
    {
      Found found = { start, end, target };

      /* Half of an address is another one. */
      if (end > length || !is_free (content, named, text, start, end))
        g_free (target);
      else
        g_array_append_val (links, found);
    }
  g_array_sort (links, compare_found);
  return links;
}

/* --- The whole ------------------------------------------------------------------------------------------------------ */

static gboolean
is_style (CordialTextSpanKind kind)
{
  return kind <= CORDIAL_TEXT_SPAN_CODE_BLOCK || kind == CORDIAL_TEXT_SPAN_MENTION || kind == CORDIAL_TEXT_SPAN_HASHTAG;
}

static void
add_styles (CordialShownText *self, const CordialContent *content, const char *text, gsize length)
{
  for (guint i = 0; i < content->spans->len; i++)
    {
      CordialTextSpan *span = content->spans->pdata[i];
      CordialShownStyle style = { .kind = span->kind };
      gsize start, end;

      if (!is_style (span->kind) || !place_span (content, span, text, &start, &end) || start >= length)
        continue;
      style.start = cordial_shown_text_from_source (self, start);
      style.end = cordial_shown_text_from_source (self, MIN (end, length));
      g_array_append_val (self->styles, style);
    }
}

/**
 * cordial_shown_text_new:
 * @text: a text from anywhere
 * @content: (nullable): what the text stands for: its links and styles are shown
 * @max_chars: characters to show at most
 * @max_lines: lines to show at most
 *
 * Returns: (transfer full): what is shown of it; invalid UTF-8 is replaced
 */
CordialShownText *
cordial_shown_text_new (const char *text, const CordialContent *content, guint max_chars, guint max_lines)
{
  CordialShownText *self = g_new0 (CordialShownText, 1);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *shown = g_string_sized_new (strlen (valid) + 16);
  gsize length = cordial_text_get_beginning (valid, max_chars, max_lines), plain = 0;
  g_autoptr (GArray) links = find_links (valid, content, length);

  self->links = g_ptr_array_new_with_free_func (link_free);
  self->styles = g_array_new (FALSE, FALSE, sizeof (CordialShownStyle));
  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  self->shortened = valid[length] != '\0';
  for (guint i = 0; i < links->len; i++)
    {
      Found *found = &g_array_index (links, Found, i);

      append_plain (self, shown, valid, plain, found->start);
      append_link (self, shown, valid, found->start, found->end, g_steal_pointer (&found->target));
      plain = found->end;
    }
  append_plain (self, shown, valid, plain, length);
  if (self->shortened)
    g_string_append (shown, "…");
  self->text = g_string_free_and_steal (shown);
  if (content)
    add_styles (self, content, valid, length);
  return self;
}

void
cordial_shown_text_free (CordialShownText *self)
{
  g_free (self->text);
  g_ptr_array_unref (self->links);
  g_array_unref (self->styles);
  g_array_unref (self->runs);
  g_free (self);
}

/**
 * cordial_shown_text_to_source:
 * @self: what is shown of a text
 * @shown: a place in it, in bytes
 *
 * Returns: the place in the text
 */
gsize
cordial_shown_text_to_source (const CordialShownText *self, gsize shown)
{
  gsize source = 0;

  for (guint i = 0; i < self->runs->len; i++)
    {
      const Run *run = &g_array_index (self->runs, Run, i);

      if (shown < run->shown)
        break;
      source = run->source + MIN (shown - run->shown, run->length);
    }
  return source;
}

/**
 * cordial_shown_text_from_source:
 * @self: what is shown of a text
 * @source: a place in the text, in bytes
 *
 * Returns: the place in what is shown; its end where it is not shown any more
 */
gsize
cordial_shown_text_from_source (const CordialShownText *self, gsize source)
{
  gsize shown = 0;

  for (guint i = 0; i < self->runs->len; i++)
    {
      const Run *run = &g_array_index (self->runs, Run, i);

      if (source < run->source)
        return shown;
      shown = run->shown + MIN (source - run->source, run->length);
      if (source <= run->source + run->length && source - run->source < run->length)
        return shown;
    }
  if (self->runs->len > 0)
    {
      const Run *last = &g_array_index (self->runs, Run, self->runs->len - 1);

      if (source > last->source + last->length)
        return strlen (self->text);
    }
  return shown;
}
