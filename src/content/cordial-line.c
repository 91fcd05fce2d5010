/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a text becomes in one line.
 */

#include "cordial-line.h"

#include <string.h>

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER 0x200d

/* Shows nothing, but hides, joins or turns what is beside it. Emoji and some scripts need joiners, and flags their tags. */
static gboolean
is_invisible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT) && c != ZERO_WIDTH_NON_JOINER &&
         c != ZERO_WIDTH_JOINER && !(c >= 0xe0000 && c <= 0xe007f);
}

/**
 * cordial_text_to_single_line:
 * @text: (nullable): plain text
 * @max_chars: characters to keep at most
 *
 * Every run of white space becomes one space, control characters go, the rest is cut. Not markup.
 *
 * Returns: (transfer full): the line, empty if nothing of it shows
 */
char *
cordial_text_to_single_line (const char *text, guint max_chars)
{
  g_autofree char *valid = NULL;
  GString *line;
  gboolean space = FALSE;
  guint chars = 0;

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
      if (is_invisible (c))
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
