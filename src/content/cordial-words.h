/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of a text, as they are searched, and where they stand in it.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CordialWordKind:
 * @CORDIAL_WORD_WHOLE: a word between spaces and signs, or one emoji
 * @CORDIAL_WORD_PAIR: two neighbours in a script that is written without spaces
 * @CORDIAL_WORD_TAIL: the last one of several in such a script
 * @CORDIAL_WORD_SINGLE: one that stands alone in such a script
 */
typedef enum
{
  CORDIAL_WORD_WHOLE,
  CORDIAL_WORD_PAIR,
  CORDIAL_WORD_TAIL,
  CORDIAL_WORD_SINGLE,
} CordialWordKind;

/**
 * CordialWord:
 * @term: where in the terms the folded word begins
 * @term_length: its bytes, at most CORDIAL_WORDS_MAX_TERM_BYTES
 * @start: the byte in the text where it begins
 * @end: the byte after it
 * @first_length: of a pair, the bytes of the term that are the former one
 * @first_end: of a pair, the byte in the text after the former one
 * @kind: what it is
 */
typedef struct
{
  gsize term;
  gsize term_length;
  gsize start;
  gsize end;
  gsize first_length;
  gsize first_end;
  CordialWordKind kind;
} CordialWord;

/* Longer words are known by their beginning. */
#define CORDIAL_WORDS_MAX_TERM_BYTES 48

/**
 * CordialWords:
 * @terms: the folded words, one after another
 * @words: (element-type CordialWord): in the order of the text
 */
typedef struct
{
  GString *terms;
  GArray *words;
} CordialWords;

CordialWords *cordial_words_new (void);
void cordial_words_free (CordialWords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialWords, cordial_words_free)
void cordial_words_read (CordialWords *self, const char *text, gsize length);
const CordialWord *cordial_words_get (const CordialWords *self, guint index);

G_END_DECLS
