/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Takes a text apart into what is looked for. What is written with spaces is taken apart at them and at signs. Chinese, Japanese, Korean,
 * Thai and the like are taken as overlapping pairs of characters, and the last one alone, so that each one and each sequence of them is found
 * without a dictionary. Both the index and what somebody types go through here, so that they cannot disagree.
 */

#include "cordial-words.h"

#include "cordial-fold.h"

typedef enum
{
  CHARACTER_OTHER,  /* ends a word */
  CHARACTER_WORD,   /* is part of one */
  CHARACTER_JOINER, /* belongs to what is before it, or to nothing */
  CHARACTER_DENSE,  /* of a script without spaces */
  CHARACTER_SYMBOL, /* is a word of its own */
} CharacterKind;

static gboolean
is_dense (gunichar c)
{
  if (c < 0x0e00)
    return FALSE;
  /* Signs that Unicode has for several scripts: the long vowel, the repetition. */
  if (c == 0x30fc || c == 0xff70 || c == 0x3005)
    return TRUE;
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_YI:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Vowels and ends of Hangul that were taken apart, sound marks of half width, colours of skin. */
static gboolean
is_joining_letter (gunichar c)
{
  return (c >= 0x1160 && c <= 0x11ff) || c == 0xff9e || c == 0xff9f || (c >= 0x1f3fb && c <= 0x1f3ff);
}

static CharacterKind
get_kind (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum ((char) c) ? CHARACTER_WORD : c == '\'' ? CHARACTER_JOINER : CHARACTER_OTHER;
  if (is_joining_letter (c))
    return CHARACTER_JOINER;
  if (c == 0xfffd) /* stands where something cannot be read */
    return CHARACTER_OTHER;
  switch (g_unichar_type (c))
    {
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_FORMAT:
      return CHARACTER_JOINER;
    case G_UNICODE_OTHER_SYMBOL:
    case G_UNICODE_CURRENCY_SYMBOL:
    case G_UNICODE_MATH_SYMBOL:
      return CHARACTER_SYMBOL;
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
      return is_dense (c) ? CHARACTER_DENSE : CHARACTER_WORD;
    default:
      /* Curved apostrophes, and accents that stand alone and are typed for them. */
      return (c >= 0x2018 && c <= 0x201b) || c == 0x00b4 || c == 0x2032 ? CHARACTER_JOINER : CHARACTER_OTHER;
    }
}

CordialWords *
cordial_words_new (void)
{
  CordialWords *self = g_new (CordialWords, 1);

  self->terms = g_string_new (NULL);
  self->words = g_array_new (FALSE, FALSE, sizeof (CordialWord));
  return self;
}

void
cordial_words_free (CordialWords *self)
{
  g_string_free (self->terms, TRUE);
  g_array_unref (self->words);
  g_free (self);
}

const CordialWord *
cordial_words_get (const CordialWords *self, guint index)
{
  return &g_array_index (self->words, CordialWord, index);
}

/* What was folded from @term on is a word, unless nothing of it is compared. */
static void
add_word (CordialWords *self, gsize term, gsize start, gsize end, CordialWordKind kind)
{
  CordialWord word = { term, self->terms->len - term, start, end, 0, 0, kind };

  if (word.term_length > CORDIAL_WORDS_MAX_TERM_BYTES)
    {
      const char *bytes = self->terms->str + term;

      word.term_length = (gsize) (g_utf8_find_prev_char (bytes, bytes + CORDIAL_WORDS_MAX_TERM_BYTES + 1) - bytes);
    }
  if (word.term_length > 0)
    g_array_append_val (self->words, word);
}

/* Adds what @text begins with and what joins it; returns the byte after that. */
static gsize
read_unit (CordialWords *self, const char *text, gsize at, gsize length)
{
  cordial_fold_character (self->terms, g_utf8_get_char (text + at));
  for (at = (gsize) (g_utf8_next_char (text + at) - text); at < length;
       at = (gsize) (g_utf8_next_char (text + at) - text))
    {
      gunichar c = g_utf8_get_char (text + at);

      if (c < 0x80 || get_kind (c) != CHARACTER_JOINER)
        break;
      if (c < 0x1f3fb || c > 0x1f3ff)
        cordial_fold_character (self->terms, c);
    }
  return at;
}

static gsize
read_dense (CordialWords *self, const char *text, gsize at, gsize length)
{
  gsize start = at, term = self->terms->len;
  guint n = 0;

  while (at < length && get_kind (g_utf8_get_char (text + at)) == CHARACTER_DENSE)
    {
      gsize here = at, folded = self->terms->len;

      at = read_unit (self, text, at, length);
      if (self->terms->len == folded)
        continue;
      if (n > 0)
        {
          /* The pair is written whole, and the later one of it again, for the next. */
          g_autofree char *later = g_strdup (self->terms->str + folded);
          guint n_words = self->words->len;

          add_word (self, term, start, at, CORDIAL_WORD_PAIR);
          if (self->words->len > n_words)
            {
              CordialWord *pair = &g_array_index (self->words, CordialWord, n_words);

              pair->first_length = folded - term;
              pair->first_end = here;
            }
          folded = self->terms->len;
          g_string_append (self->terms, later);
        }
      start = here;
      term = folded;
      n++;
    }
  if (n > 0)
    add_word (self, term, start, at, n > 1 ? CORDIAL_WORD_TAIL : CORDIAL_WORD_SINGLE);
  return at;
}

static gsize
read_whole (CordialWords *self, const char *text, gsize at, gsize length)
{
  gsize start = at, end = at, term = self->terms->len;

  while (at < length)
    {
      gunichar c = g_utf8_get_char (text + at);
      CharacterKind kind = get_kind (c);

      if (kind != CHARACTER_WORD && kind != CHARACTER_JOINER)
        break;
      /* Bounded, however long a word is. */
      if (self->terms->len - term <= CORDIAL_WORDS_MAX_TERM_BYTES)
        cordial_fold_character (self->terms, c);
      at = (gsize) (g_utf8_next_char (text + at) - text);
      if (kind == CHARACTER_WORD || g_unichar_ismark (c))
        end = at;
    }
  add_word (self, term, start, end, CORDIAL_WORD_WHOLE);
  return at;
}

/**
 * cordial_words_read:
 * @self: words, of which what is in them is replaced
 * @text: valid UTF-8
 * @length: bytes of it
 */
void
cordial_words_read (CordialWords *self, const char *text, gsize length)
{
  gsize at = 0;

  g_string_truncate (self->terms, 0);
  g_array_set_size (self->words, 0);
  while (at < length)
    {
      gsize start = at, term = self->terms->len;

      switch (get_kind (g_utf8_get_char (text + at)))
        {
        case CHARACTER_WORD:
          at = read_whole (self, text, at, length);
          break;
        case CHARACTER_DENSE:
          at = read_dense (self, text, at, length);
          break;
        case CHARACTER_SYMBOL:
          at = read_unit (self, text, at, length);
          add_word (self, term, start, at, CORDIAL_WORD_WHOLE);
          break;
        case CHARACTER_JOINER:
        case CHARACTER_OTHER:
        default:
          at = (gsize) (g_utf8_next_char (text + at) - text);
        }
    }
}
