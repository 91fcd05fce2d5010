/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where marks stand in a text. Where they may open and close is taken from the official clients (tinode-sdk 0.25, Drafty.parse), with three
 * differences: within an address and within code a mark is a character like others, a backslash keeps a mark as it is, and ``` begins and
 * ends lines of code.
 */

#include "cordial-markup.h"

#include <string.h>

#include "cordial-links.h"

#define FENCE "```"

typedef struct
{
  gsize start;
  gsize end;
} Range;

/* Of letters, only those that have a case part words by blanks; between others, such as Chinese ones, a mark may stand anywhere. */
static gboolean
is_of_word (gunichar c)
{
  return g_unichar_isdigit (c) || g_unichar_isupper (c) || g_unichar_islower (c) || g_unichar_istitle (c) ||
         g_unichar_ismark (c);
}

static gboolean
parts_words (gunichar c, char mark)
{
  /* Next to «_» and «`» an underline is a letter, as it is in the names that programs have. */
  return c == '_' ? mark == '*' || mark == '~' : !is_of_word (c);
}

static gboolean
may_open (const char *text, gsize from, gsize to, gsize at)
{
  char mark = text[at];
  gunichar next;

  if (at > from && !parts_words (g_utf8_get_char (g_utf8_prev_char (text + at)), mark))
    return FALSE;
  if (at + 1 >= to)
    return FALSE;
  next = g_utf8_get_char (text + at + 1);
  return next != (gunichar) mark && (mark == '`' || !g_unichar_isspace (next));
}

static gboolean
may_close (const char *text, gsize to, gsize at)
{
  char mark = text[at];
  gunichar before = g_utf8_get_char (g_utf8_prev_char (text + at));

  if (before == (gunichar) mark || (mark != '`' && g_unichar_isspace (before)))
    return FALSE;
  return at + 1 == to || parts_words (g_utf8_get_char (text + at + 1), mark);
}

static void
add (GArray *found, CordialTextSpanKind kind, gsize start, gsize inner_start, gsize inner_end, gsize end)
{
  CordialMarkup markup = { kind, start, inner_start, inner_end, end, FALSE };

  g_array_append_val (found, markup);
}

/* The end of the range of @shielded that @at is in, @at if it is in none; @index moves along with rising places. */
static gsize
step_over (GArray *shielded, guint *index, gsize at)
{
  while (*index < shielded->len && g_array_index (shielded, Range, *index).end <= at)
    (*index)++;
  if (*index < shielded->len && g_array_index (shielded, Range, *index).start <= at)
    return g_array_index (shielded, Range, *index).end;
  return at;
}

/* The next @mark that is not within @shielded, @to if there is none. */
static gsize
find_mark (const char *text, gsize at, gsize to, char mark, GArray *shielded, guint *index)
{
  while (at < to)
    {
      const char *next = memchr (text + at, mark, to - at);
      gsize free_at;

      if (!next)
        return to;
      at = next - text;
      free_at = step_over (shielded, index, at);
      if (free_at == at)
        return at;
      at = free_at;
    }
  return to;
}

static void
find_in_line (const char *text,
              gsize from,
              gsize to,
              char mark,
              CordialTextSpanKind kind,
              GArray *shielded,
              GArray *found)
{
  guint index = 0, closing_index = 0;
  gsize begin = from, at = from, closing = 0;

  while ((at = find_mark (text, at, to, mark, shielded, &index)) < to)
    {
      if (!may_open (text, begin, to, at))
        {
          at++;
          continue;
        }
      /* What closes the one before, which was escaped, closes this one too, if it is far enough. */
      while (closing < at + 2 || (closing < to && !may_close (text, to, closing)))
        closing = find_mark (text, MAX (closing + 1, at + 2), to, mark, shielded, &closing_index);
      if (closing >= to)
        return;
      add (found, kind, at, at + 1, closing, closing + 1);
      if (at > from && text[at - 1] == '\\')
        {
          g_array_index (found, CordialMarkup, found->len - 1).escaped = TRUE;
          at++;
          continue;
        }
      at = begin = closing + 1;
    }
}

static void
find_in_lines (const char *text, char mark, CordialTextSpanKind kind, GArray *shielded, GArray *found)
{
  const char *line = text;

  while (*line)
    {
      const char *end = strchrnul (line, '\n');

      find_in_line (text, line - text, end - text, mark, kind, shielded, found);
      line = *end ? end + 1 : end;
    }
}

/* The end of a line that is a fence and begins at @line: of one that opens, with a word that names a language after it; NULL if it is none. */
static const char *
measure_fence (const char *line, gboolean opens)
{
  if (!g_str_has_prefix (line, FENCE))
    return NULL;
  line += strlen (FENCE);
  while (opens && (g_ascii_isalnum (*line) || strchr ("+-#", *line)) && *line)
    line++;
  while (*line == ' ' || *line == '\t')
    line++;
  return *line == '\n' || *line == '\0' ? line : NULL;
}

/* A fence that would open, behind backslashes. */
static void
find_escaped_fence (const char *text, const char *line, GArray *found)
{
  const char *fence = line + strspn (line, "\\");

  if (fence == line || !measure_fence (fence, TRUE))
    return;
  add (found, CORDIAL_TEXT_SPAN_CODE, fence - text, fence - text, fence - text, fence - text);
  g_array_index (found, CordialMarkup, found->len - 1).escaped = TRUE;
}

/* Lines of code between two fences; what is opened and not closed is no code. */
static void
find_fences (const char *text, GArray *found)
{
  const char *line = text, *end, *opening = NULL, *code = NULL;

  while (*line)
    {
      const char *fence = measure_fence (line, !opening);

      end = strchrnul (line, '\n');
      if (fence && opening && line > code)
        {
          add (found, CORDIAL_TEXT_SPAN_CODE, opening - text, code - text, line - 1 - text, fence - text);
          opening = NULL;
        }
      else if (fence && !opening && *fence)
        {
          opening = line;
          code = fence + 1;
        }
      else if (!opening)
        find_escaped_fence (text, line, found);
      line = *end ? end + 1 : end;
    }
  for (line = opening ? code : line; *line; line = *end ? end + 1 : end)
    {
      end = strchrnul (line, '\n');
      find_escaped_fence (text, line, found);
    }
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const Range *left = a, *right = b;

  return (left->start > right->start) - (left->start < right->start);
}

static void
shield (GArray *shielded, GArray *found)
{
  for (guint i = 0; i < found->len; i++)
    {
      CordialMarkup *markup = &g_array_index (found, CordialMarkup, i);
      Range range = { markup->start, markup->end };

      if (!markup->escaped)
        g_array_append_val (shielded, range);
    }
  g_array_sort (shielded, compare_ranges);
}

static void
shield_links (const char *text, GArray *shielded)
{
  Range link = { 0, 0 };
  guint index = 0, n_code = shielded->len;
  gsize end = 0;
  char *target;

  while (cordial_link_find (text, &link.start, &end, &target))
    {
      g_free (target);
      while (index < n_code && g_array_index (shielded, Range, index).end <= link.start)
        index++;
      link.end = end;
      if (index >= n_code || g_array_index (shielded, Range, index).start >= link.end)
        g_array_append_val (shielded, link);
    }
  g_array_sort (shielded, compare_ranges);
}

static int
compare_markups (gconstpointer a, gconstpointer b)
{
  const CordialMarkup *left = a, *right = b;

  return (left->start > right->start) - (left->start < right->start);
}

/* Of two that cross, the first counts. */
static void
take_out_crossing (GArray *found)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gsize)); /* where those around it end */
  guint kept = 0;

  for (guint i = 0; i < found->len; i++)
    {
      CordialMarkup markup = g_array_index (found, CordialMarkup, i);

      while (open->len > 0 && g_array_index (open, gsize, open->len - 1) <= markup.start)
        g_array_set_size (open, open->len - 1);
      if (open->len > 0 && g_array_index (open, gsize, open->len - 1) < markup.end && !markup.escaped)
        continue;
      if (!markup.escaped)
        g_array_append_val (open, markup.end);
      g_array_index (found, CordialMarkup, kept++) = markup;
    }
  g_array_set_size (found, kept);
}

/**
 * cordial_markup_find:
 * @text: valid UTF-8, as a person typed it
 *
 * Returns: (transfer full) (element-type CordialMarkup): what is marked, by where it begins; one may be within another, and none crosses
 *   another
 */
GArray *
cordial_markup_find (const char *text)
{
  const struct
  {
    char mark;
    CordialTextSpanKind kind;
  } styles[] = {
    { '*', CORDIAL_TEXT_SPAN_BOLD },
    { '_', CORDIAL_TEXT_SPAN_ITALIC },
    { '~', CORDIAL_TEXT_SPAN_STRIKE },
  };
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (CordialMarkup));
  g_autoptr (GArray) shielded = g_array_new (FALSE, FALSE, sizeof (Range));
  g_autoptr (GArray) codes = g_array_new (FALSE, FALSE, sizeof (CordialMarkup));

  find_fences (text, found);
  shield (shielded, found);
  find_in_lines (text, '`', CORDIAL_TEXT_SPAN_CODE, shielded, codes);
  shield (shielded, codes);
  g_array_append_vals (found, codes->data, codes->len);
  shield_links (text, shielded);
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    find_in_lines (text, styles[i].mark, styles[i].kind, shielded, found);
  g_array_sort (found, compare_markups);
  take_out_crossing (found);
  return g_steal_pointer (&found);
}
