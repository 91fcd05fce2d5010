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

/**
 * cordial_shown_text_new:
 * @text: a text from anywhere
 * @max_chars: characters to show at most
 * @max_lines: lines to show at most
 *
 * Returns: (transfer full): what is shown of it; invalid UTF-8 is replaced
 */
CordialShownText *
cordial_shown_text_new (const char *text, guint max_chars, guint max_lines)
{
  CordialShownText *self = g_new0 (CordialShownText, 1);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *shown = g_string_sized_new (strlen (valid) + 16);
  gsize length = cordial_text_get_beginning (valid, max_chars, max_lines), plain = 0, start, end = 0;
  char *target;

  self->links = g_ptr_array_new_with_free_func (link_free);
  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  self->shortened = valid[length] != '\0';
  while (end < length && cordial_link_find (valid, &start, &end, &target))
    {
      /* Half of an address is another one. */
      if (end > length)
        {
          g_free (target);
          break;
        }
      append_plain (self, shown, valid, plain, start);
      append_link (self, shown, valid, start, end, target);
      plain = end;
    }
  append_plain (self, shown, valid, plain, length);
  if (self->shortened)
    g_string_append (shown, "…");
  self->text = g_string_free_and_steal (shown);
  return self;
}

void
cordial_shown_text_free (CordialShownText *self)
{
  g_free (self->text);
  g_ptr_array_unref (self->links);
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
