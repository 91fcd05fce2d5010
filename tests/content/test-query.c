/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people type finds what was said, in whatever script; and nothing that is typed is wrong.
 */

#include "cordial-query.h"
#include "cordial-words.h"

#include <string.h>

static void
test_matches (void)
{
  static const struct
  {
    const char *text;
    const char *typed;
    const char *marked; /* NULL: not found */
  } cases[] = {
    { "The quick brown fox", "quick", "quick" },
    { "The quick brown fox", "fox the", "The|fox" },
    { "The quick brown fox", "bro", "brown" },
    { "The quick brown fox", "bro fox", NULL },
    { "The quick brown fox", "rown", NULL },
    { "The quick brown fox", "\"quick brown\"", "quick brown" },
    { "The quick brown fox", "\"brown quick\"", NULL },
    { "The quick brown fox", "\"quick bro", "quick brown" },
    { "The quick brown fox", "\"quick bro\"", NULL },
    { "The quick brown fox", "„quick brown“ the", "The|quick brown" },
    { "Łukasz in der Straße", "lukasz STRASSE", "Łukasz|Straße" },
    { "İstanbul'da ışık", "istanbulda isik", "İstanbul'da|ışık" },
    { "ＦＵＬＬ ｗｉｄｔｈ", "full width", "ＦＵＬＬ|ｗｉｄｔｈ" },
    { "cafe\u0301 noir", "café", "cafe\u0301" },
    { "我们明天去北京吃饭", "北", "北" },
    { "我们明天去北京吃饭", "饭", "饭" },
    { "我们明天去北京吃饭", "北京", "北京" },
    { "我们明天去北京吃饭", "去北京吃", "去北京吃" },
    { "我们明天去北京吃饭", "北京 明天", "明天|北京" },
    { "我们明天去北京吃饭", "京北", NULL },
    { "北京 good 京北", "\"京 good\"", "京 good" },
    { "北京 good", "\"北京 good\"", "北京 good" },
    { "東京タワーへ行く", "タワー", "タワー" },
    { "ｶﾞｷﾞ", "ガギ", "ｶﾞｷﾞ" },
    { "안녕하세요", "녕", "녕" },
    { "안녕하세요", "안녕", "안녕" },
    { "\u1112\u1161\u11ab", "한", "\u1112\u1161\u11ab" },
    { "สวัสดีครับ", "ดี", "ดี" },
    { "see you 👍🏽 soon", "👍", "👍🏽" },
    { "see you👍", "👍 see", "see|👍" },
    { "one_two-three.four", "two three", "two|three" },
    { "nothing", "", NULL },
    { "nothing", "  \t", NULL },
    { "nothing", "\"\"", NULL },
    { "AND OR NOT NEAR", "NOT near", "NOT|NEAR" },
    { "a*b (c) ^d : e", "(c) \"* ^d", "c|d" },
    { "half \xed\xa0\xbd broken", "broken half", "half|broken" },
    { NULL, "a", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordialQuery) query = cordial_query_new (cases[i].typed);
      g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (CordialQueryRange));
      g_autoptr (GString) marked = g_string_new (NULL);
      g_autofree char *valid = cases[i].text ? g_utf8_make_valid (cases[i].text, -1) : NULL;
      gboolean found = cordial_query_match (query, cases[i].text, ranges);

      for (guint k = 0; k < ranges->len; k++)
        {
          CordialQueryRange range = g_array_index (ranges, CordialQueryRange, k);

          if (marked->len > 0)
            g_string_append_c (marked, '|');
          g_string_append_len (marked, valid + range.start, (gssize) (range.end - range.start));
        }
      g_assert_cmpint (found, ==, cordial_query_match (query, cases[i].text, NULL));
      if (found != (cases[i].marked != NULL) || (found && !g_str_equal (marked->str, cases[i].marked)))
        g_error ("«%s» in «%s»: found «%s»", cases[i].typed, cases[i].text, found ? marked->str : "nothing");
    }
}

/* Each character and each sequence of them, wherever it begins. */
static void
test_dense_scripts (void)
{
  static const char *const texts[] = {
    "我们明天去北京吃饭", "ひらがなとカタカナ", "안녕하세요여러분", "ສະບາຍດີ", "မင်္ဂလာပါ", "សួស្តី"
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CordialWords) words = cordial_words_new ();

      cordial_words_read (words, texts[i], strlen (texts[i]));
      for (guint from = 0; from < words->words->len; from++)
        for (guint to = from; to < words->words->len; to++)
          {
            const CordialWord *first = cordial_words_get (words, from), *last = cordial_words_get (words, to);
            g_autofree char *typed = g_strndup (texts[i] + first->start, last->end - first->start);
            g_autoptr (CordialQuery) query = cordial_query_new (typed);

            if (!cordial_query_match (query, texts[i], NULL))
              g_error ("«%s» is not found in «%s»", typed, texts[i]);
          }
    }
}

static void
test_anything (void)
{
  g_autofree char *many = g_strnfill (100 * 1024, 'x');
  g_autofree char *quotes = g_strnfill (100 * 1024, '"');
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < 20000; i++)
    g_string_append (words, "word ");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CordialQuery) query = cordial_query_new (i == 0 ? many : i == 1 ? quotes : words->str);

      g_assert_cmpuint (query->parts->len, <=, 64);
      g_assert_cmpint (cordial_query_match (query, i == 0 ? many : words->str, NULL), ==, i != 1);
    }
  for (guint i = 0; i < 5000; i++)
    {
      char bytes[64];
      g_autoptr (CordialQuery) query = NULL;
      g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (CordialQueryRange));

      for (guint k = 0; k < sizeof bytes - 1; k++)
        bytes[k] = (char) g_rand_int_range (random, 1, 256);
      bytes[sizeof bytes - 1] = '\0';
      query = cordial_query_new (bytes);
      cordial_query_match (query, bytes, ranges);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content/query/matches", test_matches);
  g_test_add_func ("/content/query/dense-scripts", test_dense_scripts);
  g_test_add_func ("/content/query/anything", test_anything);
  return g_test_run ();
}
