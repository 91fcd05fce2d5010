/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people type finds what others are called; and a name is what is seen of it.
 */

#include "cordial-fold.h"
#include "cordial-line.h"

static void
test_matches (void)
{
  static const struct
  {
    const char *text;
    const char *query;
    gboolean found;
  } cases[] = {
    { "Łukasz", "lukasz", TRUE },
    { "Lukasz", "Łukasz", TRUE },
    { "Søren Kierkegaard", "soren", TRUE },
    { "Søren Kierkegaard", "kierke sor", TRUE },
    { "Sinéad O’Neil", "o'neil", TRUE },
    { "Sinéad O’Neil", "oneil sinead", TRUE },
    { "Sinéad O'Neil", "o‘neil", TRUE },
    { "Æsir Þór", "aesir thor", TRUE },
    { "Straße", "STRASSE", TRUE },
    { "ＦＵＬＬ ﬁ", "full fi", TRUE },
    { "İstanbul ışık", "istanbul isik", TRUE },
    { "Đặng Thị", "dang thi", TRUE },
    { "שָׁלוֹם", "שלום", TRUE },
    { "Zero\u200bWidth\u202e", "zerowidth", TRUE },
    { "Ада Лавлейс", "лавлейс ада", TRUE },
    { "가나다", "나", TRUE },
    { "が", "か", TRUE },
    { "Søren", "soeren", FALSE },
    { "Ada Ben", "ada cleo", FALSE },
    { "ada", "", TRUE },
    { NULL, "a", FALSE },
    { "broken\xff", "broken", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *query = cordial_fold (cases[i].query);

      if (cordial_fold_matches (cases[i].text, query) != cases[i].found)
        g_error ("«%s» is%s found by «%s»", cases[i].text, cases[i].found ? " not" : "", cases[i].query);
    }
}

static void
assert_name (const char *text, const char *expected)
{
  g_autofree char *name = cordial_text_to_name (text);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_names (void)
{
  g_autoptr (GString) zalgo = g_string_new ("Z");
  g_autoptr (GString) longest = g_string_new (NULL);
  g_autofree char *name = NULL;

  assert_name (NULL, "");
  assert_name (" Ada\tLovelace\n", "Ada Lovelace");
  assert_name ("moc.knab\u202e\x1b[1m", "moc.knab[1m");
  /* Nothing of it shows. */
  assert_name ("\u200b\u2060\ufeff\u3164\u2800\u115f\u200d\ufe0f\U000e0041", "");
  /* What belongs together stays so. */
  assert_name ("👩\u200d👧 ❤\ufe0f می\u200cخواهم", "👩\u200d👧 ❤\ufe0f می\u200cخواهم");
  assert_name ("Đặng", "Đặng");
  for (guint i = 0; i < 50; i++)
    g_string_append (zalgo, "\u0336");
  assert_name (zalgo->str, "Z\u0336\u0336\u0336");
  for (guint i = 0; i < 2000; i++)
    g_string_append (longest, "👩\u200d👧");
  name = cordial_text_to_name (longest->str);
  g_assert_cmpuint (g_utf8_strlen (name, -1), <, 500);
  g_assert_true (g_str_has_suffix (name, "👧") || g_str_has_suffix (name, "…"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content/fold/matches", test_matches);
  g_test_add_func ("/content/fold/names", test_names);
  return g_test_run ();
}
