/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text as it is searched: without case, accents, compatibility forms, apostrophes and what is not seen, because nobody types
 * these into a search. One function for all that is searched, so that no place finds what another does not.
 */

#include "cordial-fold.h"

#include <string.h>

/* Letters with a stroke and the like, which Unicode does not take apart (Unicode Standard, section 2.12), as people type them who
 * do not have them; after the folding of case. */
static const struct
{
  gunichar letter;
  const char *typed;
} typed_letters[] = {
  { 0x00e6, "ae" }, /* æ */
  { 0x00f0, "d" },  /* ð */
  { 0x00f8, "o" },  /* ø */
  { 0x00fe, "th" }, /* þ */
  { 0x0111, "d" },  /* đ */
  { 0x0127, "h" },  /* ħ */
  { 0x0131, "i" },  /* ı */
  { 0x0138, "k" },  /* ĸ */
  { 0x0142, "l" },  /* ł */
  { 0x014b, "n" },  /* ŋ */
  { 0x0153, "oe" }, /* œ */
  { 0x0167, "t" },  /* ŧ */
  { 0x0180, "b" },  /* ƀ */
  { 0x0197, "i" },  /* Ɨ */
  { 0x0268, "i" },  /* ɨ */
  { 0x0289, "u" },  /* ʉ */
};

/* Apostrophes, quotation marks used as such, and modifier letters that look like one. */
static gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == '`' || c == 0x00b4 || (c >= 0x02b9 && c <= 0x02bf) || c == 0x02c8 || c == 0x02ca ||
         c == 0x02cb || (c >= 0x2018 && c <= 0x201b) || c == 0x2032 || c == 0x2035 || c == 0xa78c;
}

/* Accents, points of Hebrew and Arabic; not what makes another letter or vowel, as in Japanese, Thai and the scripts of India. */
static gboolean
is_accent (gunichar c)
{
  int class = g_unichar_combining_class (c);

  return (class >= 10 && class <= 36) || class >= 200;
}

static const char *
find_typed (gunichar c)
{
  if (c < 0x00e6 || c > 0x0289)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (typed_letters); i++)
    if (typed_letters[i].letter == c)
      return typed_letters[i].typed;
  return NULL;
}

/**
 * cordial_fold:
 * @text: (nullable): any text
 *
 * Returns: (transfer full): what is compared of it; words are separated by single spaces
 */
char *
cordial_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *apart = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autofree char *small = g_utf8_casefold (apart, -1);
  GString *folded = g_string_sized_new (strlen (small));
  gboolean space = FALSE;

  for (const char *at = small; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      const char *typed = find_typed (c);

      if (g_unichar_isspace (c))
        {
          space = folded->len > 0;
          continue;
        }
      if (is_apostrophe (c) || is_accent (c) || g_unichar_type (c) == G_UNICODE_FORMAT || g_unichar_iscntrl (c))
        continue;
      if (space)
        g_string_append_c (folded, ' ');
      space = FALSE;
      if (typed != NULL)
        g_string_append (folded, typed);
      else
        g_string_append_unichar (folded, c);
    }
  return g_string_free_and_steal (folded);
}

/**
 * cordial_fold_matches:
 * @text: (nullable): any text
 * @folded_query: what cordial_fold() made of what somebody looks for
 *
 * Returns: whether each word of the query is in @text, in any order, whole or in part
 */
gboolean
cordial_fold_matches (const char *text, const char *folded_query)
{
  g_autofree char *folded = cordial_fold (text);
  g_auto (GStrv) words = g_strsplit (folded_query, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}
