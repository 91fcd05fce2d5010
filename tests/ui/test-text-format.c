/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a peer's text reaches a label: nothing but escaped text and links from the allow-list.
 */

#include "cordial-text-format.h"

#include <pango/pango.h>
#include <string.h>

typedef struct
{
  const char *text;
  const char *markup;
} MarkupCase;

static const MarkupCase markup_cases[] = {
  { "", "" },
  { "hello", "hello" },
  { "<b>bold</b> & \"so\" 'on'", "&lt;b&gt;bold&lt;/b&gt; &amp; &quot;so&quot; &apos;on&apos;" },
  { "<a href=\"file:///etc/passwd\">x</a>", "&lt;a href=&quot;file:///etc/passwd&quot;&gt;x&lt;/a&gt;" },
  { "see https://example.org/a?b=1&c=2.",
    "see <a href=\"https://example.org/a?b=1&amp;c=2\">https://example.org/a?b=1&amp;c=2</a>." },
  { "(https://example.org/a_(b))", "(<a href=\"https://example.org/a_(b)\">https://example.org/a_(b)</a>)" },
  { "HTTP://EXAMPLE.ORG", "<a href=\"HTTP://EXAMPLE.ORG\">HTTP://EXAMPLE.ORG</a>" },
  { "mailto:anna@example.org, ok", "<a href=\"mailto:anna@example.org\">mailto:anna@example.org</a>, ok" },
  { "tel:+49-30-1234", "<a href=\"tel:+49-30-1234\">tel:+49-30-1234</a>" },
  { "https://例え.example/道", "<a href=\"https://例え.example/道\">https://例え.example/道</a>" },
  { "https://[::1]:8080/x", "<a href=\"https://[::1]:8080/x\">https://[::1]:8080/x</a>" },
  { "https://a.example/'><script>", "<a href=\"https://a.example/\">https://a.example/</a>&apos;&gt;&lt;script&gt;" },
  /* Not on the list, or nothing behind the scheme, or no beginning of a word. */
  { "file:///etc/passwd javascript:alert(1) data:text/html,x ssh://h",
    "file:///etc/passwd javascript:alert(1) data:text/html,x ssh://h" },
  { "https:// http://. mailto: mailto:x tel: tel:x", "https:// http://. mailto: mailto:x tel: tel:x" },
  { "hotel: xhttps://a.example hotel:5", "hotel: xhttps://a.example hotel:5" },
  /* A right-to-left override ends the address; it may not turn it round. */
  { "https://a.example/\u202egpj.exe", "<a href=\"https://a.example/\">https://a.example/</a>\u202egpj.exe" },
};

static void
test_markup (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (markup_cases); i++)
    {
      g_autofree char *markup = cordial_text_to_markup (markup_cases[i].text);

      g_assert_cmpstr (markup, ==, markup_cases[i].markup);
    }
}

/* Takes the links out again: they are GtkLabel's own extension and unknown to Pango. */
static char *
remove_links (const char *markup)
{
  g_autoptr (GRegex) link = g_regex_new ("</?a(?: href=\"[^\"<>]*\")?>", 0, 0, NULL);

  return g_regex_replace (link, markup, -1, 0, "", 0, NULL);
}

static void
test_markup_of_noise (void)
{
  static const char *const pieces[] = { "<",    ">",      "&",    "\"",  "'",       "https://", "http://", "mailto:",
                                        "a@b",  "tel:+1", " ",    "\n",  "\x01",    "\xff",     "\u202e",  "</a>",
                                        "<a>",  "&amp;",  "(",    ")",   "e\u0301", "\xf0\x9f", "😀",      "example",
                                        ".org", "/",      "<!--", "]]>", "%00",     "&#0;" };

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *markup = NULL;
      g_autofree char *plain = NULL;
      g_autofree char *valid = NULL;
      g_autofree char *shown = NULL;
      g_autoptr (GError) error = NULL;
      int count = g_test_rand_int_range (0, 30);

      for (int i = 0; i < count; i++)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      markup = cordial_text_to_markup (text->str);
      g_assert_true (g_utf8_validate (markup, -1, NULL));
      plain = remove_links (markup);
      g_assert_true (pango_parse_markup (plain, -1, 0, NULL, &shown, NULL, &error));
      g_assert_no_error (error);
      /* What is shown is what was written, no more and no less. */
      valid = g_utf8_make_valid (text->str, -1);
      g_assert_cmpstr (shown, ==, valid);
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
  g_test_add_func ("/ui/text-format/markup", test_markup);
  g_test_add_func ("/ui/text-format/markup-of-noise", test_markup_of_noise);
  g_test_add_func ("/ui/text-format/beginning", test_beginning);
  g_test_add_func ("/ui/text-format/emoji-only", test_emoji_only);
  return g_test_run ();
}
