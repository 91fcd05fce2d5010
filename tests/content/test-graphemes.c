/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where what a person takes for one character ends.
 */

#include "cordial-graphemes.h"

#include <string.h>

/* The examples of tinode-js and of Unicode Standard Annex 29. */
static void
test_count (void)
{
  static const struct
  {
    const char *text;
    guint n;
  } cases[] = {
    { "", 0 },
    { "abc", 3 },
    { "a\r\nb", 3 },
    { "a\n\rb", 4 },
    { "é", 1 },
    { "e\xcc\x81", 1 },
    { "e\xcc\x81\xcc\xa3x", 2 },
    { "👨‍👩‍👧‍👦", 1 },
    { "😀 b1👩🏽‍✈️b2", 7 },
    { "🕯️ ", 2 },
    { "👋🏼", 1 },
    { "🇩🇪🇫🇷", 2 },
    { "🇩🇪🇫", 2 },
    { "🏴󠁧󠁢󠁳󠁣󠁴󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿", 2 },
    { "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", 1 }, /* a syllable in letters */
    { "क्षि", 1 },
    { "மொழி", 2 },
    { "\xd8\x80\xd9\xa1", 1 }, /* a sign before the number */
    { " \xcc\x81", 1 },
    { "\n\xcc\x81", 2 },
    { "中文", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize n_bytes = strlen (cases[i].text);
      g_autoptr (GArray) starts = cordial_graphemes_find (cases[i].text, n_bytes);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (starts->len - 1, ==, cases[i].n);
      g_assert_cmpuint (g_array_index (starts, guint32, starts->len - 1), ==, n_bytes);
      for (guint n = 1; n < starts->len; n++)
        g_assert_cmpuint (g_array_index (starts, guint32, n), >, g_array_index (starts, guint32, n - 1));
    }
}

static void
test_place (void)
{
  const char *text = "ae\xcc\x81z"; /* clusters at 0, 1, 4; end at 5 */
  static const gsize floors[] = { 0, 1, 1, 1, 4, 5 }, ceils[] = { 0, 1, 4, 4, 4, 5 };
  static const guint indexes[] = { 0, 1, 1, 1, 2, 3 };
  g_autoptr (GArray) starts = cordial_graphemes_find (text, strlen (text));

  for (gsize i = 0; i <= strlen (text); i++)
    {
      g_assert_cmpuint (cordial_graphemes_floor (starts, i), ==, floors[i]);
      g_assert_cmpuint (cordial_graphemes_ceil (starts, i), ==, ceils[i]);
      g_assert_cmpuint (cordial_graphemes_index (starts, i), ==, indexes[i]);
    }
}

static void
test_shorten (void)
{
  static const struct
  {
    const char *text, *shortened;
  } cases[] = {
    { "", "" },
    { "abc", "abc" },
    { "abcd", "ab…" },
    { "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦",
      "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦" },
    { "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦x",
      "👨‍👩‍👧‍👦👨‍👩‍👧‍👦…" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shortened = cordial_graphemes_shorten (cases[i].text, 3);

      g_assert_cmpstr (shortened, ==, cases[i].shortened);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graphemes/count", test_count);
  g_test_add_func ("/graphemes/place", test_place);
  g_test_add_func ("/graphemes/shorten", test_shorten);
  return g_test_run ();
}
