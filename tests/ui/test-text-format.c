/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a peer's text is shown: nothing that could make a link look like another one.
 */

#include "cordial-shown-text.h"
#include "cordial-text-format.h"

#include <string.h>

/* What is shown, with each link as [ADDRESS] or, where it leads elsewhere than it says, as [ADDRESS|TARGET]. */
static char *
dup_marked (const char *text)
{
  g_autoptr (CordialShownText) shown = cordial_shown_text_new (text, NULL, 3000, 60);
  GString *marked = g_string_new (NULL);
  gsize plain = 0;

  for (guint i = 0; i < shown->links->len; i++)
    {
      CordialShownLink *link = g_ptr_array_index (shown->links, i);
      g_autofree char *address = g_strndup (shown->text + link->start, link->end - link->start);

      /* Isolated from what stands beside it. */
      g_assert_true (g_str_has_prefix (shown->text + link->start - 3, "\u2066"));
      g_assert_true (g_str_has_prefix (shown->text + link->end, "\u2069"));
      g_string_append_len (marked, shown->text + plain, (gssize) (link->start - 3 - plain));
      g_string_append_printf (marked, g_str_equal (address, link->target) ? "[%s]" : "[%s|%s]", address, link->target);
      plain = link->end + 3;
    }
  g_string_append (marked, shown->text + plain);
  return g_string_free_and_steal (marked);
}

static void
test_shown (void)
{
  static const struct
  {
    const char *text;
    const char *marked;
  } cases[] = {
    { "", "" },
    { "<b>bold</b> & \"so\"", "<b>bold</b> & \"so\"" },
    { "see https://example.org/a?b=1&c=2.", "see [https://example.org/a?b=1&c=2]." },
    { "(https://example.org/a_(b))", "([https://example.org/a_(b)])" },
    { "www.example.org", "[www.example.org|https://www.example.org]" },
    { "ابن 4pm.asia/x", "ابن [4pm.asia/x|https://4pm.asia/x]" },
    { "file:///etc/passwd javascript:alert(1)", "file:///etc/passwd javascript:alert(1)" },
    /* What would turn an address round is not shown, wherever it stands. */
    { "\u202ehttps://a.example/\u202egpj.exe", "[https://a.example/]gpj.exe" },
    { "\u2067\u202b\u2068\u2066https://a.example", "[https://a.example]" },
    { "broken\xff", "broken\ufffd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *marked = dup_marked (cases[i].text);

      g_assert_cmpstr (marked, ==, cases[i].marked);
    }
}

/* Half of an address would be another one. */
static void
test_shown_cut (void)
{
  g_autoptr (CordialShownText) shown =
    cordial_shown_text_new ("go to https://example.org/a/b/c/d/e/f/g/h/i/j/k/l/m", NULL, 26, 5);

  g_assert_true (shown->shortened);
  g_assert_cmpuint (shown->links->len, ==, 0);
  g_assert_true (g_str_has_suffix (shown->text, "…"));
}

/* Places correspond both ways, whatever the text is; nothing of it is shown twice or in another order. */
static void
test_shown_noise (void)
{
  static const char *const pieces[] = { "<",  "&",       "https://", "mailto:", "a@b.example", "tel:+1", " ",
                                        "\n", "\u202e",  "www.",     "\u2069",  "(",           ")",      "e\u0301",
                                        "😀", "example", ".org",     "/",       "日本",        "\u202c", "." };

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (CordialShownText) shown = NULL;
      int count = g_test_rand_int_range (0, 30);
      gsize before = 0;

      for (int i = 0; i < count; i++)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      shown = cordial_shown_text_new (text->str, NULL, 3000, 60);
      g_assert_true (g_utf8_validate (shown->text, -1, NULL));
      for (const char *at = text->str; *at != '\0'; at = g_utf8_next_char (at))
        {
          gsize source = (gsize) (at - text->str), place = cordial_shown_text_from_source (shown, source);
          gunichar c = g_utf8_get_char (at);

          g_assert_cmpuint (place, >=, before);
          before = place;
          if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
            continue;
          if (g_utf8_get_char (shown->text + place) == c)
            g_assert_cmpuint (cordial_shown_text_to_source (shown, place), ==, source);
          else
            /* Right behind a link; what ends its isolation stands between. */
            g_assert_true (g_str_has_prefix (shown->text + place, "\u2069") ||
                           g_str_has_prefix (shown->text + place, "\u2066"));
        }
      g_assert_cmpuint (cordial_shown_text_from_source (shown, G_MAXSIZE), ==,
                        text->len > 0 && shown->runs->len > 0 ? strlen (shown->text) : 0);
    }
}

static void
test_beginning (void)
{
  g_autofree char *marks = NULL;
  GString *zalgo = g_string_new ("a");

  g_assert_cmpuint (cordial_text_get_beginning ("", 10, 5), ==, 0);
  g_assert_cmpuint (cordial_text_get_beginning ("short", 10, 5), ==, 5);
  g_assert_cmpuint (cordial_text_get_beginning ("exactly10!", 10, 5), ==, 10);
  /* Behind a word where one ends near. */
  g_assert_cmpuint (cordial_text_get_beginning ("one two three", 9, 5), ==, 7);
  /* Not between a letter and its accent. */
  g_assert_cmpuint (cordial_text_get_beginning ("abcde\u0301fg", 5, 5), ==, 7);
  g_assert_cmpuint (cordial_text_get_beginning ("1\n2\n3\n4", 100, 2), ==, 3);
  /* Nor within a family. */
  g_assert_cmpuint (cordial_text_get_beginning ("ab👩\u200d👩\u200d👧\u200d👦cd", 4, 5), ==, 27);
  /* Accents without end do count. */
  for (guint i = 0; i < 5000; i++)
    g_string_append (zalgo, "\u0301");
  marks = g_string_free_and_steal (zalgo);
  g_assert_cmpuint (cordial_text_get_beginning (marks, 100, 5), <, 400);
}

static void
test_emoji_only (void)
{
  static const char *const yes[] = { "😀", " 👍🏽 ", "👩‍👩‍👧",          "🇩🇪", "❤️", "😀😀😀",
                                     "1️⃣",  "⭐",     "🏴󠁧󠁢󠁳󠁣󠁴󠁿" };
  static const char *const no[] = { "", " ", "a", "😀 a", "😀😀😀😀", "1", "©", "❤︎", "…", "\u200d" };

  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    {
      if (!cordial_text_is_emoji_only (yes[i], 3))
        g_error ("%s is emoji only", yes[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    {
      if (cordial_text_is_emoji_only (no[i], 3))
        g_error ("%s is not emoji only", no[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/text-format/shown", test_shown);
  g_test_add_func ("/ui/text-format/shown-cut", test_shown_cut);
  g_test_add_func ("/ui/text-format/shown-noise", test_shown_noise);
  g_test_add_func ("/ui/text-format/beginning", test_beginning);
  g_test_add_func ("/ui/text-format/emoji-only", test_emoji_only);
  return g_test_run ();
}
