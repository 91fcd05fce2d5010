/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person formats with marks, and that it can be edited again.
 */

#include "cordial-markup.h"

#include <string.h>

static const char *
get_sign (CordialTextSpanKind kind)
{
  switch (kind)
    {
    case CORDIAL_TEXT_SPAN_BOLD:
      return "B";
    case CORDIAL_TEXT_SPAN_ITALIC:
      return "I";
    case CORDIAL_TEXT_SPAN_STRIKE:
      return "S";
    case CORDIAL_TEXT_SPAN_CODE:
    case CORDIAL_TEXT_SPAN_CODE_BLOCK:
      return "C";
    case CORDIAL_TEXT_SPAN_LINK:
      return "L";
    case CORDIAL_TEXT_SPAN_HASHTAG:
      return "H";
    case CORDIAL_TEXT_SPAN_MENTION:
      return "M";
    default:
      g_assert_not_reached ();
    }
}

/* The text, then each range: «B:words». */
static char *
describe (const CordialContent *content)
{
  GString *said = g_string_new (content->text);

  for (guint i = 0; i < content->spans->len; i++)
    {
      CordialTextSpan *span = content->spans->pdata[i];

      g_string_append_printf (said, " | %s:%.*s", get_sign (span->kind), (int) (span->end - span->start),
                              content->text + span->start);
    }
  return g_string_free_and_steal (said);
}

static const struct
{
  const char *typed;
  const char *said;
} cases[] = {
  { "", "" },
  { "plain", "plain" },
  { "*bold*", "bold | B:bold" },
  { "_italic_ ~gone~ `code`", "italic gone code | I:italic | S:gone | C:code" },
  { "a *b c* d", "a b c d | B:b c" },
  { "*a* and *b*", "a and b | B:a | B:b" },
  { "*a _b_ c*", "a b c | B:a b c | I:b" },
  { "_*both*_", "both | B:both | I:both" },
  { "*a**b*", "ab | B:a | B:b" },
  /* No marks */
  { "2*3*4", "2*3*4" },
  { "snake_case_name", "snake_case_name" },
  { "* not * this", "* not * this" },
  { "*not closed", "*not closed" },
  { "*over\nlines*", "*over\nlines*" },
  { "**", "**" },
  { "***", "***" },
  { "~", "~" },
  { "`", "`" },
  { "a_ _b", "a_ _b" },
  { "*a _b* c_", "a _b c_ | B:a _b" },
  /* Between characters without a case, as in the official clients */
  { "你好*粗体*吧", "你好粗体吧 | B:粗体" },
  { "été*non*", "été*non*" },
  { "(*yes*)", "(yes) | B:yes" },
  { "*é́*", "é́ | B:é́" },
  /* Code is kept as it is, and so is an address */
  { "`*a* _b_`", "*a* _b_ | C:*a* _b_" },
  { "*`a*` b*", "a* b | B:a* b | C:a*" },
  { "`https://example.org`", "https://example.org | C:https://example.org" },
  { "https://example.org/_a_/*b*", "https://example.org/_a_/*b* | L:https://example.org/_a_/*b" },
  { "*https://example.org*", "https://example.org | B:https://example.org | L:https://example.org" },
  { "```\nint *a, *b;\n```", "int *a, *b; | C:int *a, *b;" },
  { "see\n```c\na_b_\n  c\n```\nend", "see\na_b_\n  c\nend | C:a_b_\n  c" },
  { "```\nnot closed", "```\nnot closed" },
  { "```\n```", "```\n```" },
  { "```", "```" },
  { "\\```\nno code\n```", "```\nno code\n```" },
  /* A backslash */
  { "\\*a*", "*a*" },
  { "\\\\*a*", "\\*a*" },
  { "\\*a *b*", "*a b | B:b" },
  { "a\\b \\* c", "a\\b \\* c" },
  { "\\`*a*`", "`a` | B:a" },
  /* Hashtags */
  { "#tag #a a#tag #日本 #x_y. #_x", "#tag #a a#tag #日本 #x_y. #_x | H:#tag | H:#日本 | H:#x_y" },
  { "*#tag*", "#tag | B:#tag | H:#tag" },
  { "https://example.org/#tag", "https://example.org/#tag | L:https://example.org/#tag" },
  { "`#tag`", "#tag | C:#tag" },
};

static void
test_typed (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordialContent) content = cordial_content_new_typed (cases[i].typed, NULL);
      g_autofree char *said = describe (content);

      g_assert_cmpstr (said, ==, cases[i].said);
    }
}

static void
assert_round_trip (const CordialContent *content, gboolean with_styles)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *typed = cordial_content_dup_typed (content, &names);
  g_autoptr (CordialContent) again = cordial_content_new_typed (typed, names);
  g_autofree char *said = describe (content), *said_again = describe (again);

  g_assert_cmpstr (again->text, ==, content->text);
  if (with_styles)
    g_assert_cmpstr (said_again, ==, said);
}

static void
test_edited (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordialContent) content = cordial_content_new_typed (cases[i].typed, NULL);
      g_autoptr (CordialContent) literal = cordial_content_new (cases[i].typed);

      assert_round_trip (content, TRUE);
      /* Whatever another client sent as plain text stays that. */
      cordial_content_finish (literal);
      assert_round_trip (literal, FALSE);
    }
}

/* What was to be kept as it is, and is no mark any more once another one is. */
static void
test_needless (void)
{
  g_autoptr (CordialContent) literal = cordial_content_new ("_\n```*~_.**https://a.b/~`_~_~");

  cordial_content_finish (literal);
  assert_round_trip (literal, FALSE);
}

static void
test_not_expressible (void)
{
  g_autoptr (CordialContent) content = cordial_content_new ("unbelievable");
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *typed = NULL;

  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_BOLD, 2, 8);
  cordial_content_finish (content);
  typed = cordial_content_dup_typed (content, &names);
  g_assert_cmpstr (typed, ==, "unbelievable");
}

static void
test_names (void)
{
  g_autoptr (CordialContent) content = cordial_content_new ("@Ada Lovelace and @Ada, read this");
  g_autoptr (CordialContent) edited = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *typed = NULL, *said = NULL;

  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_MENTION, 0, 13)->target = g_strdup ("usrAda");
  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_LINK, 29, 33)->target = g_strdup ("https://example.org/");
  cordial_content_finish (content);
  typed = cordial_content_dup_typed (content, &names);
  g_assert_cmpstr (typed, ==, content->text);
  edited = cordial_content_new_typed ("Read *this* thistle, @Ada Lovelace", names);
  said = describe (edited);
  g_assert_cmpstr (said, ==, "Read this thistle, @Ada Lovelace | B:this | L:this | M:@Ada Lovelace");
  for (guint i = 0; i < edited->spans->len; i++)
    {
      CordialTextSpan *span = edited->spans->pdata[i];

      if (span->kind == CORDIAL_TEXT_SPAN_MENTION)
        g_assert_cmpstr (span->target, ==, "usrAda");
      if (span->kind == CORDIAL_TEXT_SPAN_LINK)
        g_assert_cmpstr (span->target, ==, "https://example.org/");
    }
}

/* Any text of marks is sent as something, and that can be edited again; figures only where it ends at all. */
static void
test_random (void)
{
  const char *pieces[] = { "*",  "_", "~",  "`",     "\\",    " ", "a",   "B",
                           "你", "́",  "\n", "```\n", "\n```", ".", "#ab", "https://a.b/" };

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) typed = g_string_new (NULL);
      g_autoptr (CordialContent) content = NULL, literal = NULL;

      for (guint n = g_test_rand_int_range (0, 24); n > 0; n--)
        g_string_append (typed, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      content = cordial_content_new_typed (typed->str, NULL);
      for (guint s = 0; s < content->spans->len; s++)
        {
          CordialTextSpan *span = content->spans->pdata[s];

          g_assert_cmpuint (span->start, <=, span->end);
          g_assert_cmpuint (span->end, <=, strlen (content->text));
        }
      assert_round_trip (content, FALSE);
      literal = cordial_content_new (typed->str);
      cordial_content_finish (literal);
      assert_round_trip (literal, FALSE);
    }
}

static void
test_large (void)
{
  const char *pieces[] = { "*a ", "\\*", "\\*x", "*a* ", "`", "_~*", "[(\n", "```\n", "#ab ", "@A ", "https://a.b " };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) typed = g_string_new (NULL);
      g_autoptr (CordialContent) content = NULL;
      gint64 began = g_get_monotonic_time ();

      while (typed->len < 100 * 1024)
        g_string_append (typed, pieces[i]);
      content = cordial_content_new_typed (typed->str, NULL);
      g_test_message ("100 KiB of «%s»: %.1f ms", pieces[i], (g_get_monotonic_time () - began) / 1000.0);
      g_assert_cmpuint (content->spans->len, <=, CORDIAL_CONTENT_MAX_SPANS);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markup/typed", test_typed);
  g_test_add_func ("/markup/edited", test_edited);
  g_test_add_func ("/markup/needless", test_needless);
  g_test_add_func ("/markup/not-expressible", test_not_expressible);
  g_test_add_func ("/markup/names", test_names);
  g_test_add_func ("/markup/random", test_random);
  g_test_add_func ("/markup/large", test_large);
  return g_test_run ();
}
