/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever stands in a text and whatever is typed: words lie within the text and follow each other, and each of them finds it.
 *
 * usage: fuzz-query CORPUS INPUTS [SEED]
 */

#include "cordial-fold.h"
#include "cordial-query.h"
#include "cordial-words.h"
#include "fuzz.h"

#include <string.h>

static void
check_words (const char *text)
{
  g_autoptr (CordialWords) words = cordial_words_new ();
  gsize length = strlen (text), last = 0;

  cordial_words_read (words, text, length);
  for (guint i = 0; i < words->words->len; i++)
    {
      const CordialWord *word = cordial_words_get (words, i);

      g_assert_cmpuint (word->start, >=, last);
      g_assert_cmpuint (word->end, >, word->start);
      g_assert_cmpuint (word->end, <=, length);
      g_assert_cmpuint (word->term_length, >, 0);
      g_assert_cmpuint (word->term_length, <=, CORDIAL_WORDS_MAX_TERM_BYTES);
      g_assert_true (g_utf8_validate (words->terms->str + word->term, (gssize) word->term_length, NULL));
      last = word->start;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *typed = g_strndup ((const char *) data, size);
  g_autofree char *text = g_utf8_make_valid (typed, -1);
  g_autofree char *folded = cordial_fold (typed);
  g_autofree char *again = cordial_fold (folded);
  g_autoptr (CordialQuery) query = cordial_query_new (typed);
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (CordialQueryRange));
  gsize last = 0;

  g_assert_cmpstr (again, ==, folded);
  check_words (text);
  cordial_query_match (query, text, ranges);
  for (guint i = 0; i < ranges->len; i++)
    {
      CordialQueryRange range = g_array_index (ranges, CordialQueryRange, i);

      g_assert_true (i == 0 || range.start > last);
      g_assert_cmpuint (range.end, >, range.start);
      g_assert_cmpuint (range.end, <=, strlen (text));
      last = range.end;
    }
  return 0;
}

int
main (int argc, char **argv)
{
  static const char *const words[] = { "\"",
                                       "“",
                                       "'",
                                       "’",
                                       "*",
                                       "ß",
                                       "İ",
                                       "Ł",
                                       "\xcc\x81",
                                       "北京",
                                       "か\xe3\x82\x99",
                                       "ｶﾞ",
                                       "한",
                                       "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab",
                                       "ดี",
                                       "👍🏽",
                                       "\xe2\x80\x8d",
                                       "\xed\xa0\xbd",
                                       " ",
                                       NULL };

  return fuzz_main (argc, argv, "query", words);
}
