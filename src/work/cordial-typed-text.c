/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is sent of a text that a person typed.
 */

#include "cordial-typed-text.h"

#include <string.h>

/* Whether there is anything to see. */
static gboolean
has_content (const char *start, const char *end)
{
  for (const char *c = start; c < end; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);
      GUnicodeType type = g_unichar_type (character);

      if (!g_unichar_isspace (character) && type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT)
        return TRUE;
    }
  return FALSE;
}

/**
 * cordial_typed_text_trim:
 * @text: what was typed
 *
 * Returns: (transfer full) (nullable): what is sent of it; %NULL if that is nothing
 */
char *
cordial_typed_text_trim (const char *text)
{
  const char *start = text, *end = text + strlen (text);

  while (start < end && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start)
    {
      const char *last = g_utf8_prev_char (end);

      if (!g_unichar_isspace (g_utf8_get_char (last)))
        break;
      end = last;
    }
  if (!has_content (start, end))
    return NULL;
  /* Blanks before the first word are meant (code, verse); line breaks there are not. */
  while (start > text && *(start - 1) != '\n' && *(start - 1) != '\r')
    start--;
  return g_strndup (start, end - start);
}

/**
 * cordial_typed_text_count_bytes:
 * @text: what is sent
 *
 * Returns: how many bytes it takes as a JSON string, which is what a server counts
 */
gsize
cordial_typed_text_count_bytes (const char *text)
{
  gsize count = 2;

  for (; *text; text++)
    {
      if (*text == '"' || *text == '\\' || *text == '\n' || *text == '\t' || *text == '\r')
        count += 2;
      else if ((guchar) *text < 0x20)
        count += 6;
      else
        count += 1;
    }
  return count;
}
