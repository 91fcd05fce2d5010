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

/* Adds one character that was taken apart, without its case. */
static void
append_small (GString *folded, gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  /* Signs that stand on a space of their own are no two words. */
  if (c == ' ' || is_apostrophe (c) || is_accent (c) || type == G_UNICODE_FORMAT || g_unichar_iscntrl (c))
    return;
  /* Of Cherokee, GLib folds the small letters to the large ones and those to the small ones. */
  if ((c >= 0x13a0 && c <= 0x13fd) || (c >= 0xab70 && c <= 0xabbf))
    c = g_unichar_tolower (c);
  else if (type == G_UNICODE_UPPERCASE_LETTER || type == G_UNICODE_LOWERCASE_LETTER ||
           type == G_UNICODE_TITLECASE_LETTER)
    {
      char bytes[6];
      g_autofree char *small = g_utf8_casefold (bytes, g_unichar_to_utf8 (c, bytes));

      for (const char *at = small; *at != '\0'; at = g_utf8_next_char (at))
        {
          const char *typed = find_typed (g_utf8_get_char (at));

          if (typed != NULL)
            g_string_append (folded, typed);
          else
            g_string_append_unichar (folded, g_utf8_get_char (at));
        }
      return;
    }
  g_string_append_unichar (folded, c);
}

/**
 * cordial_fold_character:
 * @folded: to what is added
 * @c: a character
 *
 * Adds what is compared of one character, which may be nothing or several.
 */
void
cordial_fold_character (GString *folded, gunichar c)
{
  gunichar apart[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n;

  if (c < 0x80)
    {
      if (c >= ' ' && c != 0x7f && !is_apostrophe (c))
        g_string_append_c (folded, g_ascii_tolower ((char) c));
      return;
    }
  n = g_unichar_fully_decompose (c, TRUE, apart, G_N_ELEMENTS (apart));
  for (gsize i = 0; i < n; i++)
    append_small (folded, apart[i]);
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
  GString *folded = g_string_sized_new (strlen (valid));
  gboolean space = FALSE;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gsize length = folded->len;

      if (g_unichar_isspace (c))
        {
          space = length > 0;
          continue;
        }
      cordial_fold_character (folded, c);
      if (space && folded->len > length)
        {
          g_string_insert_c (folded, (gssize) length, ' ');
          space = FALSE;
        }
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
