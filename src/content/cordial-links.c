/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where an address begins in a text, and where the sentence around it goes on.
 */

#include "cordial-links.h"

#include <string.h>
#include <unicode/uchar.h>

/* Longer than any address that a person would type; what is longer stays plain text. */
#define MAX_LINK_BYTES 2048

/* Longer than what stands before the «@» of an address (RFC 5321, section 4.5.3.1.1: 64). */
#define MAX_USER_BYTES 128

/* Longer than the name of any scheme that may be followed. */
#define MAX_SCHEME_BYTES 8

/* Characters that reorder or hide their neighbours could make one address look like another. */
static gboolean
is_invisible_control (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
         type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

/* Joins those beside it, or is a letter of a flag's name: never the end of a character. */
static gboolean
is_joiner (gunichar c)
{
  return c == 0x200c || c == 0x200d || (c >= 0xe0020 && c <= 0xe007f);
}

static gboolean
ends_link (gunichar c)
{
  return g_unichar_isspace (c) || (is_invisible_control (c) && !is_joiner (c)) ||
         strchr ("<>\"`{}|\\^", (int) (c < 0x80 ? c : 'a')) != NULL || c == 0x00ab || c == 0x00bb ||
         (c >= 0x2018 && c <= 0x201f) || (c >= 0x3000 && c <= 0x303f) || (c >= 0xff00 && c <= 0xff0f);
}

static gboolean
is_picture (gunichar c)
{
  return u_hasBinaryProperty ((UChar32) c, UCHAR_EXTENDED_PICTOGRAPHIC);
}

/* Whether all joiners join pictures to one («👨‍👩‍👧‍👦», the flag of Wales). Anywhere else they are not to be seen. */
static gboolean
joins_pictures_alone (const char *link, gsize length)
{
  gunichar base = 0; /* of the picture, maybe with a colour, that ends here */

  for (const char *p = link; p < link + length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0x200d)
        {
          const char *next = g_utf8_next_char (p);

          if (base == 0 || next >= link + length || !is_picture (g_utf8_get_char (next)))
            return FALSE;
        }
      else if (is_joiner (c))
        {
          if (base != 0x1f3f4)
            return FALSE;
        }
      else if (c != 0xfe0f && !(c >= 0x1f3fb && c <= 0x1f3ff))
        {
          base = is_picture (c) ? c : 0;
        }
    }
  return TRUE;
}

static gsize
count_byte (const char *text, gsize length, char byte)
{
  gsize count = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == byte)
        count++;
    }
  return count;
}

/* A full stop or a bracket after an address belongs to the sentence around it, unless the bracket was opened inside. */
static gsize
trim_sentence_end (const char *link, gsize length)
{
  while (length > 0)
    {
      char last = link[length - 1];

      if (strchr (".,;:!?'*_~", last) != NULL)
        length--;
      else if (last == ')' && count_byte (link, length, ')') > count_byte (link, length, '('))
        length--;
      else if (last == ']' && count_byte (link, length, ']') > count_byte (link, length, '['))
        length--;
      else
        break;
    }
  return length;
}

/* Bytes of the scheme, with its colon, with which the text begins; 0 if it begins with none that may be followed. */
static gsize
measure_scheme (const char *text)
{
  char shortest[MAX_SCHEME_BYTES + 3];
  gsize length = 0;

  while (length < MAX_SCHEME_BYTES && g_ascii_isalpha (text[length]))
    length++;
  if (length == 0 || text[length++] != ':')
    return 0;
  memcpy (shortest, text, length);
  strcpy (shortest + length, "x");
  return cordial_is_link (shortest) ? length : 0;
}

/* Stricter than what may be followed: in a sentence «tel:» is no number, and «http:» no address. Looks at no more than it has to, as this
 * is asked wherever a scheme stands. */
static gboolean
looks_like_link (const char *text, gsize scheme)
{
  const char *rest = text + scheme;

  if (g_ascii_strncasecmp (text, "tel:", scheme) == 0)
    return *rest == '+' || g_ascii_isdigit (*rest);
  if (g_ascii_strncasecmp (text, "mailto:", scheme) == 0)
    return memchr (rest, '@', strnlen (rest, MAX_USER_BYTES)) != NULL;
  return g_str_has_prefix (rest, "//") && (g_unichar_isalnum (g_utf8_get_char (rest + 2)) || rest[2] == '[');
}

/* Bytes of the link that starts at @text, 0 if none does; then @skip is how far there is none, at least. */
static gsize
measure_link (const char *text, gsize *skip)
{
  gsize scheme = measure_scheme (text), length;
  const char *end = text + scheme;
  g_autofree char *address = NULL;

  *skip = 0;
  if (scheme == 0 || !looks_like_link (text, scheme))
    return 0;
  while (*end != '\0' && !ends_link (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  if (end - text > MAX_LINK_BYTES)
    {
      *skip = end - text;
      return 0;
    }
  length = trim_sentence_end (text, end - text);
  if (length <= scheme)
    return 0;
  if (!joins_pictures_alone (text, length))
    {
      *skip = end - text;
      return 0;
    }
  address = g_strndup (text, length);
  return cordial_is_link (address) && looks_like_link (address, scheme) ? length : 0;
}

/**
 * cordial_link_find:
 * @text: valid UTF-8
 * @start: (out): where the next link begins, in bytes
 * @end: (inout): where to begin to look, then where the link ends
 *
 * Returns: whether there is one
 */
gboolean
cordial_link_find (const char *text, gsize *start, gsize *end)
{
  const char *at = text + *end;
  const char *before = g_utf8_find_prev_char (text, at);
  gboolean word_start = !before || !g_unichar_isalnum (g_utf8_get_char (before));

  while (*at != '\0')
    {
      gsize skip = 0, length = word_start ? measure_link (at, &skip) : 0;

      if (length > 0)
        {
          *start = at - text;
          *end = *start + length;
          return TRUE;
        }
      word_start = skip > 0 || !g_unichar_isalnum (g_utf8_get_char (at));
      at = skip > 0 ? at + skip : g_utf8_next_char (at);
    }
  return FALSE;
}

/**
 * cordial_content_new_typed:
 * @text: valid UTF-8, as a person typed it
 *
 * Returns: (transfer full): a finished content of it, with its links
 */
CordialContent *
cordial_content_new_typed (const char *text)
{
  CordialContent *content = cordial_content_new (text);
  gsize start, end = 0;

  while (content->spans->len < CORDIAL_CONTENT_MAX_SPANS && cordial_link_find (content->text, &start, &end))
    cordial_content_add_span (content, CORDIAL_TEXT_SPAN_LINK, start, end)->target =
      g_strndup (content->text + start, end - start);
  cordial_content_finish (content);
  return content;
}
