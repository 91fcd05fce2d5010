/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a text becomes in one line, and what a name that a stranger chose becomes before anybody sees it.
 */

#include "cordial-line.h"

#include "cordial-graphemes.h"

#include <string.h>

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER 0x200d

/* What follows one letter, beyond which marks are a decoration that reaches into other lines: Hebrew has a dot, a point and an
 * accent on one. */
#define MAX_MARKS 3

/* Characters of a name that anybody is shown; the longest that anybody has are a third of that. */
#define MAX_NAME_CLUSTERS 120

/* Shows nothing, but hides, joins or turns what is beside it. Emoji and some scripts need joiners, and flags their tags. */
static gboolean
is_invisible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT) && c != ZERO_WIDTH_NON_JOINER &&
         c != ZERO_WIDTH_JOINER && !(c >= 0xe0000 && c <= 0xe007f);
}

/* Takes room and shows nothing, but is called a letter, a symbol or a mark: fillers of Hangul, Braille without dots, a joiner of
 * graphemes, vowels of Khmer that are never written. */
static gboolean
is_blank (gunichar c)
{
  return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5 || c == 0x2800 || c == 0x3164 ||
         c == 0xffa0;
}

/* Stands for something only beside a character that shows. */
static gboolean
is_companion (gunichar c)
{
  return c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER || (c >= 0xe0000 && c <= 0xe007f) ||
         (c >= 0xfe00 && c <= 0xfe0f);
}

/**
 * cordial_text_to_single_line:
 * @text: (nullable): plain text
 * @max_chars: characters to keep at most
 *
 * Every run of white space becomes one space; what is not seen but changes what is beside it goes, so do marks without end on one
 * letter; the rest is cut. Not markup.
 *
 * Returns: (transfer full): the line, empty if nothing of it shows
 */
char *
cordial_text_to_single_line (const char *text, guint max_chars)
{
  g_autofree char *valid = NULL;
  GString *line;
  gboolean space = FALSE;
  guint chars = 0, marks = 0;

  if (text == NULL)
    return g_strdup ("");
  /* A preview of a long message does not need to look at all of it. */
  valid = g_utf8_make_valid (text, (gssize) strnlen (text, (gsize) max_chars * 8));
  line = g_string_new (NULL);
  for (const char *at = valid; *at != '\0' && chars < max_chars; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c))
        {
          space = line->len > 0;
          continue;
        }
      if (is_invisible (c) || is_blank (c))
        continue;
      marks = g_unichar_ismark (c) ? marks + 1 : 0;
      if (marks > MAX_MARKS || (is_companion (c) && (line->len == 0 || space)))
        continue;
      if (space)
        {
          g_string_append_c (line, ' ');
          chars++;
          space = FALSE;
        }
      g_string_append_unichar (line, c);
      chars++;
    }
  return g_string_free_and_steal (line);
}

/**
 * cordial_text_to_name:
 * @text: (nullable): what somebody is called, by themselves or by a server
 *
 * The one place at which names and titles lose what is not seen, before anybody sees them.
 *
 * Returns: (transfer full): the name in one line, empty if nothing of it shows
 */
char *
cordial_text_to_name (const char *text)
{
  /* A cluster may take a few characters, which are counted here. */
  g_autofree char *line = cordial_text_to_single_line (text, 4 * MAX_NAME_CLUSTERS);

  return cordial_graphemes_shorten (line, MAX_NAME_CLUSTERS);
}
