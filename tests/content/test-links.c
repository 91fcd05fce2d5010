/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which parts of a typed text are links.
 */

#include "cordial-markup.h"

#include <string.h>

/* The links of a text, with blanks in between. */
static char *
dup_links (const char *text)
{
  g_autoptr (CordialContent) content = cordial_content_new_typed (text, NULL);
  g_autoptr (GString) links = g_string_new (NULL);

  g_assert_cmpstr (content->text, ==, text);
  for (guint i = 0; i < content->spans->len; i++)
    {
      CordialTextSpan *span = content->spans->pdata[i];
      g_autofree char *range = g_strndup (text + span->start, span->end - span->start);

      g_assert_cmpint (span->kind, ==, CORDIAL_TEXT_SPAN_LINK);
      /* What it leads to is what it says, but for what is missing. */
      g_assert_true (g_str_has_suffix (span->target, range));
      g_string_append_printf (links, "%s%s", i > 0 ? " " : "", span->target);
    }
  return g_string_free_and_steal (g_steal_pointer (&links));
}

static void
test_found (void)
{
  const struct
  {
    const char *text;
    const char *links;
  } cases[] = {
    { "", "" },
    { "no link, http: neither, nor tel:x or mailto:nobody", "" },
    { "see https://example.org/a_(b), and HTTP://B.example.", "https://example.org/a_(b) HTTP://B.example" },
    { "(https://example.org)", "https://example.org" },
    { "https://a.example https://b.example", "https://a.example https://b.example" },
    { "“https://a.example”tel:+49123", "https://a.example tel:+49123" },
    { "mailto:ada@example.org tel:110", "mailto:ada@example.org tel:110" },
    { "xhttps://example.org", "" },
    { "javascript:alert(1) data:text/html,x file:///etc/passwd", "" },
    { "https://[::1]:8080/x", "https://[::1]:8080/x" },
    { "https://-.example", "" },
    { "你https://a.example", "https://a.example" },
    { "日本 https://例え.jp/道。次", "https://例え.jp/道" },
    { "https://a.example\nhttps://b.example", "https://a.example https://b.example" },
    /* What joins pictures to one is part of it; where it joins letters, or nothing, one address would look like another. */
    { "https://example.org/👨‍👩‍👧‍👦 and", "https://example.org/👨‍👩‍👧‍👦" },
    { "https://example.org/🏳️‍🌈/👩🏽‍🔬?👍🏽",
      "https://example.org/🏳️‍🌈/👩🏽‍🔬?👍🏽" },
    { "https://example.org/🏴\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xbf",
      "https://example.org/🏴\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xbf" },
    { "https://exam\xe2\x80\x8dple.org", "" },
    { "https://exam\xe2\x80\x8cple.org", "" },
    { "https://example.org/👨\xe2\x80\x8d", "" },
    { "https://example.org/👨\xe2\x80\x8dx", "" },
    { "https://example.org/x\xe2\x80\x8d👨", "" },
    { "https://example.org/x\xf3\xa0\x81\xa7", "" },
    { "https://example.org\xe2\x80\x8b, yes", "https://example.org" },
    /* Beside what is written without spaces. */
    { "見てhttps://a.exampleを", "https://a.example" },
    { "在https://a.example/道看", "https://a.example/" },
    { "https://a.example/wiki/日本、次", "https://a.example/wiki/日本" },
    { "https://a.example/b에서 tel:110번", "https://a.example/b tel:110" },
    { "看www.example.org/a。", "https://www.example.org/a" },
    /* Without a scheme. */
    { "www.example.org, www.example.org:80/a_(b).", "https://www.example.org https://www.example.org:80/a_(b)" },
    { "(see example.org/path?q=1)", "https://example.org/path?q=1" },
    { "me@example.org: M.E+x@mail.example.co.uk.", "mailto:me@example.org mailto:M.E+x@mail.example.co.uk" },
    { "README.md/x a.py/b main.c/d and/or 1.5/2 e.g./i.e. example.org www. www.a", "" },
    { "@me@example.org git@example.org:a/b me@localhost me@example.org/x a@b.c1", "" },
    { "http://me@example.org", "http://me@example.org" },
    { "xwww.example.org foo/www.example.org -www.example.org www.example.org@x", "" },
    { "example.unknownending/x example.org/", "https://example.org/" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *links = dup_links (cases[i].text);

      g_assert_cmpstr (links, ==, cases[i].links);
    }
}

static void
test_bounds (void)
{
  const char *repeated[] = { "tel:",  "tel:+", "mailto:", "http://", "http://a:", "mailto:a@",
                             "https", "a.",    "a@a.",    "www.",    "www.a.b/",  "a@b.cd/" };
  g_autoptr (GString) text = g_string_new ("https://");
  g_autofree char *links = NULL;
  g_autoptr (CordialContent) content = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append_c (text, 'a');
  links = dup_links (text->str);
  g_assert_cmpstr (links, ==, "");

  /* Nor is anything within it one, and what is long of that kind takes no time without end. */
  g_clear_pointer (&links, g_free);
  g_string_append (text, "&u=https://b.example https://c.example");
  links = dup_links (text->str);
  g_assert_cmpstr (links, ==, "https://c.example");
  for (guint i = 0; i < G_N_ELEMENTS (repeated); i++)
    {
      g_clear_pointer (&links, g_free);
      g_string_truncate (text, 0);
      while (text->len < 1000 * 1000)
        g_string_append (text, repeated[i]);
      links = dup_links (text->str);
      g_assert_cmpstr (links, ==, "");
    }

  g_string_truncate (text, 0);
  for (guint i = 0; i < CORDIAL_CONTENT_MAX_SPANS + 10; i++)
    g_string_append (text, "tel:1 ");
  content = cordial_content_new_typed (text->str, NULL);
  g_assert_cmpuint (content->spans->len, ==, CORDIAL_CONTENT_MAX_SPANS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content/links/found", test_found);
  g_test_add_func ("/content/links/bounds", test_bounds);
  return g_test_run ();
}
