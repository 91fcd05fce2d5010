/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be found out about a plain text of a peer without laying it out.
 */

#define G_LOG_DOMAIN "cordial-text-format"

#include "cordial-text-format.h"

#include "cordial-graphemes.h"

#include <string.h>

#define ZERO_WIDTH_JOINER 0x200d
#define TEXT_PRESENTATION 0xfe0e
#define EMOJI_PRESENTATION 0xfe0f
#define COMBINING_KEYCAP 0x20e3
/* The longest emoji that there are have half of this. */
#define MAX_CLUSTER_BYTES 128

/**
 * cordial_text_get_beginning:
 * @text: valid UTF-8
 * @max_chars: characters to show at most
 * @max_lines: lines to show at most
 *
 * Where to cut a text that is too long to show at once: behind a word where there is one near, and never within what a person takes
 * for one character, such as a family of emoji.
 *
 * Returns: bytes of the beginning; the length of @text where it may be shown whole
 */
gsize
cordial_text_get_beginning (const char *text, guint max_chars, guint max_lines)
{
  const char *at = text;
  const char *space = NULL;
  g_autoptr (GArray) starts = NULL;
  gsize from, cut;
  guint lines = 1;

  g_return_val_if_fail (text != NULL, 0);

  for (guint chars = 0; *at != '\0' && chars < max_chars; at = g_utf8_next_char (at), chars++)
    {
      if (*at == '\n' && ++lines > max_lines)
        return at - text;
      if (g_unichar_isspace (g_utf8_get_char (at)))
        space = at;
    }
  if (*at == '\0')
    return at - text;
  if (space != NULL && at - space < 40)
    return space - text;
  /* A cluster that is longer than this is cut: marks without end on one character do not make it longer for free. */
  from = at - text > MAX_CLUSTER_BYTES ? (gsize) (at - text) - MAX_CLUSTER_BYTES : 0;
  while (((guchar) text[from] & 0xc0) == 0x80)
    from++;
  starts = cordial_graphemes_find (text + from, strnlen (text + from, 2 * MAX_CLUSTER_BYTES));
  cut = from + cordial_graphemes_ceil (starts, (gsize) (at - text) - from);
  while (((guchar) text[cut] & 0xc0) == 0x80)
    cut--;
  return cut;
}

/* Characters that are drawn as emoji by default, by the blocks of Unicode 16; GLib knows no such property. */
static gboolean
is_emoji (gunichar c)
{
  return (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x1f1e6 && c <= 0x1f1ff) || c == 0x1f004 || c == 0x1f0cf ||
         c == 0x1f18e || (c >= 0x1f191 && c <= 0x1f19a) || (c >= 0x1f200 && c <= 0x1f265) || c == 0x231a ||
         c == 0x231b || (c >= 0x23e9 && c <= 0x23f3) || c == 0x25fd || c == 0x25fe || c == 0x2614 || c == 0x2615 ||
         (c >= 0x2648 && c <= 0x2653) || c == 0x267f || c == 0x2693 || c == 0x26a1 || c == 0x26aa || c == 0x26ab ||
         c == 0x26bd || c == 0x26be || c == 0x26c4 || c == 0x26c5 || c == 0x26ce || c == 0x26d4 || c == 0x26ea ||
         c == 0x26f2 || c == 0x26f3 || c == 0x26f5 || c == 0x26fa || c == 0x26fd || c == 0x2705 || c == 0x270a ||
         c == 0x270b || c == 0x2728 || c == 0x274c || c == 0x274e || (c >= 0x2753 && c <= 0x2755) || c == 0x2757 ||
         (c >= 0x2795 && c <= 0x2797) || c == 0x27b0 || c == 0x27bf || c == 0x2b1b || c == 0x2b1c || c == 0x2b50 ||
         c == 0x2b55;
}

/**
 * cordial_text_is_emoji_only:
 * @text: plain text
 * @max_emoji: most emoji that still count
 *
 * Returns: whether @text is nothing but one to @max_emoji emoji, which are then shown larger
 */
gboolean
cordial_text_is_emoji_only (const char *text, guint max_emoji)
{
  guint emoji = 0;
  guint flag_letters = 0;
  gboolean joined = FALSE;

  g_return_val_if_fail (text != NULL, FALSE);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      const char *next = g_utf8_next_char (at);
      gunichar following = g_utf8_get_char (next);

      if (g_unichar_isspace (c))
        continue;
      if (c == ZERO_WIDTH_JOINER)
        {
          if (emoji == 0)
            return FALSE;
          joined = TRUE;
          continue;
        }
      /* Skin tones and tags change the emoji before them. */
      if (emoji > 0 && ((c >= 0x1f3fb && c <= 0x1f3ff) || (c >= 0xe0020 && c <= 0xe007f) || c == EMOJI_PRESENTATION))
        continue;
      if (c >= 0x1f1e6 && c <= 0x1f1ff)
        {
          if (flag_letters++ % 2 == 0)
            emoji++;
        }
      else if (following == EMOJI_PRESENTATION && (g_unichar_type (c) == G_UNICODE_OTHER_SYMBOL ||
                                                   g_unichar_type (c) == G_UNICODE_MATH_SYMBOL || is_emoji (c)))
        {
          if (!joined)
            emoji++;
        }
      else if (following == EMOJI_PRESENTATION && strchr ("#*0123456789", (int) (c < 0x80 ? c : 'a')) != NULL &&
               g_utf8_get_char (g_utf8_next_char (next)) == COMBINING_KEYCAP)
        {
          emoji++;
          at = g_utf8_next_char (next);
        }
      else if (is_emoji (c) && following != TEXT_PRESENTATION)
        {
          if (!joined)
            emoji++;
        }
      else
        return FALSE;
      joined = FALSE;
      if (emoji > max_emoji)
        return FALSE;
    }
  return emoji > 0;
}
