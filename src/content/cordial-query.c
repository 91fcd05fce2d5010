/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is typed into a search, understood. There is no syntax in which it could be wrong: what is no word says nothing. Whether a text has
 * what is looked for, and where, is decided here; an index only says which texts are worth a look.
 */

#include "cordial-query.h"

#include "cordial-words.h"

#include <string.h>

/* More than anybody looks for; the rest of what is pasted into a search is not looked for. */
#define MAX_TYPED_BYTES 1024
#define MAX_PARTS 16
#define MAX_TERMS 64

static void
clear_term (gpointer data)
{
  g_free (((CordialQueryTerm *) data)->term);
}

static GArray *
part_new (void)
{
  GArray *part = g_array_new (FALSE, FALSE, sizeof (CordialQueryTerm));

  g_array_set_clear_func (part, clear_term);
  return part;
}

static void
add_part (CordialQuery *self, GArray *part)
{
  if (part->len > 0 && self->parts->len < MAX_PARTS)
    g_ptr_array_add (self->parts, part);
  else
    g_array_unref (part);
}

static void
add_term (GArray *part, const CordialWords *words, const CordialWord *word)
{
  CordialQueryTerm term = { g_strndup (words->terms->str + word->term, word->term_length),
                            word->kind == CORDIAL_WORD_SINGLE };

  g_array_append_val (part, term);
}

/* A phrase is one part; otherwise each word is, and each run of characters of a script without spaces. */
static void
add_segment (CordialQuery *self, const char *typed, gsize length, gboolean phrase)
{
  g_autoptr (CordialWords) words = cordial_words_new ();
  GArray *part = part_new ();

  cordial_words_read (words, typed, length);
  for (guint i = 0; i < MIN (words->words->len, MAX_TERMS); i++)
    {
      const CordialWord *word = cordial_words_get (words, i);

      if (word->kind != CORDIAL_WORD_TAIL)
        add_term (part, words, word);
      if (!phrase && word->kind != CORDIAL_WORD_PAIR)
        {
          add_part (self, part);
          part = part_new ();
        }
    }
  add_part (self, part);
}

/* Of the languages whose quotation marks are on keyboards. */
static gboolean
is_quotation_mark (gunichar c)
{
  return c == '"' || (c >= 0x201c && c <= 0x201f) || c == 0x00ab || c == 0x00bb || (c >= 0x300c && c <= 0x300f) ||
         c == 0xff02;
}

/**
 * cordial_query_new:
 * @typed: (nullable): what is typed, of any length and kind
 *
 * Returns: (transfer full): what is looked for
 */
CordialQuery *
cordial_query_new (const char *typed)
{
  CordialQuery *self = g_new (CordialQuery, 1);
  g_autofree char *valid =
    g_utf8_make_valid (typed ? typed : "", (gssize) strnlen (typed ? typed : "", MAX_TYPED_BYTES));
  gboolean phrase = FALSE;
  const char *start = valid;

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (const char *at = valid;; at = g_utf8_next_char (at))
    {
      if (*at != '\0' && !is_quotation_mark (g_utf8_get_char (at)))
        continue;
      add_segment (self, start, (gsize) (at - start), phrase);
      if (*at == '\0')
        break;
      phrase = !phrase;
      start = g_utf8_next_char (at);
    }
  /* The last word is maybe not typed to its end; that of a phrase is, once the phrase is closed. */
  if (self->parts->len > 0 && *start != '\0')
    {
      GArray *last = self->parts->pdata[self->parts->len - 1];

      g_array_index (last, CordialQueryTerm, last->len - 1).beginning = TRUE;
    }
  return self;
}

void
cordial_query_free (CordialQuery *self)
{
  g_ptr_array_unref (self->parts);
  g_free (self);
}

/**
 * cordial_query_is_empty:
 *
 * Returns: whether nothing is looked for
 */
gboolean
cordial_query_is_empty (const CordialQuery *self)
{
  return self->parts->len == 0;
}

static gboolean
is_term (const CordialWords *words, guint index, const CordialQueryTerm *term)
{
  const CordialWord *word = cordial_words_get (words, index);
  gsize length = strlen (term->term);

  return (term->beginning ? word->term_length >= length : word->term_length == length) &&
         memcmp (words->terms->str + word->term, term->term, length) == 0;
}

/* Returns the word after the part, if that stands at @index; otherwise 0. */
static guint
match_part (const CordialWords *words, guint index, const GArray *part)
{
  for (guint i = 0; i < part->len; i++)
    {
      const CordialQueryTerm *term = &g_array_index (part, CordialQueryTerm, i);

      /* The last one of a run of characters has been in a pair already. */
      if (i > 0 && index < words->words->len && cordial_words_get (words, index)->kind == CORDIAL_WORD_TAIL &&
          !is_term (words, index, term))
        index++;
      if (index >= words->words->len || !is_term (words, index, term))
        return 0;
      index++;
    }
  return index;
}

/* Of a pair of which only the former was looked for, that is what was found. */
static gsize
find_end (const CordialWord *word, const GArray *part)
{
  const CordialQueryTerm *term = &g_array_index (part, CordialQueryTerm, part->len - 1);

  return word->kind == CORDIAL_WORD_PAIR && strlen (term->term) <= word->first_length ? word->first_end : word->end;
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const CordialQueryRange *left = a, *right = b;

  return left->start < right->start ? -1 : left->start > right->start;
}

static void
merge_ranges (GArray *ranges)
{
  guint n = 0;

  g_array_sort (ranges, compare_ranges);
  for (guint i = 0; i < ranges->len; i++)
    {
      CordialQueryRange range = g_array_index (ranges, CordialQueryRange, i);
      CordialQueryRange *last = n > 0 ? &g_array_index (ranges, CordialQueryRange, n - 1) : NULL;

      if (last && range.start <= last->end)
        last->end = MAX (last->end, range.end);
      else
        g_array_index (ranges, CordialQueryRange, n++) = range;
    }
  g_array_set_size (ranges, n);
}

/**
 * cordial_query_match:
 * @self: what is looked for
 * @text: (nullable): a text
 * @ranges: (nullable) (element-type CordialQueryRange): to which is added where it was found, in order, without overlaps
 *
 * Returns: whether all that is looked for is in @text; never where nothing is looked for
 */
gboolean
cordial_query_match (const CordialQuery *self, const char *text, GArray *ranges)
{
  g_autoptr (CordialWords) words = NULL;
  g_autofree char *valid = NULL;

  if (!text || self->parts->len == 0)
    return FALSE;
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);
  words = cordial_words_new ();
  cordial_words_read (words, text, strlen (text));
  for (guint i = 0; i < self->parts->len; i++)
    {
      const GArray *part = self->parts->pdata[i];
      gboolean found = FALSE;

      for (guint at = 0; at < words->words->len && (!found || ranges); at++)
        {
          guint after = match_part (words, at, part);

          if (after == 0)
            continue;
          found = TRUE;
          if (ranges)
            {
              CordialQueryRange range = { cordial_words_get (words, at)->start,
                                          find_end (cordial_words_get (words, after - 1), part) };

              g_array_append_val (ranges, range);
            }
        }
      if (!found)
        {
          if (ranges)
            g_array_set_size (ranges, 0);
          return FALSE;
        }
    }
  if (ranges)
    merge_ranges (ranges);
  return TRUE;
}
