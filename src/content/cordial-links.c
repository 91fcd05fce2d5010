/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where an address begins in a text, and where the sentence around it goes on. A wrong link is worse than none: what may be the
 * name of a file, or half of something else, stays text.
 */

#include "cordial-links.h"

#include <string.h>
#include <unicode/uchar.h>

#include "cordial-content-parts.h"

/* Longer than any address that a person would type; what is longer stays plain text. */
#define MAX_LINK_BYTES 2048

/* Longer than what stands before the «@» of an address (RFC 5321, section 4.5.3.1.1: 64). */
#define MAX_USER_BYTES 128

/* Longer than the name of any scheme that may be followed. */
#define MAX_SCHEME_BYTES 8

/* Longest label of a host's name, and longest name (RFC 1035, section 2.3.4). */
#define MAX_LABEL_BYTES 63
#define MAX_HOST_BYTES 253

/* Endings of names of hosts that are no countries' and often met; without a scheme before it a name with another ending is no
 * address. */
static const char *const generic_endings[] = {
  "aero", "app",  "asia", "biz",  "blog",   "chat",  "cloud",  "com",  "coop",   "dev",  "edu",    "gov", "info",
  "int",  "jobs", "link", "live", "mil",    "mobi",  "museum", "name", "net",    "news", "online", "org", "page",
  "post", "pro",  "shop", "site", "social", "store", "tech",   "tel",  "travel", "wiki", "world",  "xyz", NULL,
};

/* Countries' endings that are more often those of files. */
static const char *const file_endings[] = { "cc", "md", "py", "rs", "sh", "so", "ps", NULL };

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
         (c >= 0x2018 && c <= 0x201f) || (c >= 0x3000 && c <= 0x303f) || (c >= 0xff00 && c <= 0xff0f) ||
         (c >= 0xff1a && c <= 0xff20) || (c >= 0xff3b && c <= 0xff40) || (c >= 0xff5b && c <= 0xff65);
}

/* Of a script that writes words without spaces between them, or joins particles to them: a word of another script may begin and end
 * right beside it. */
static gboolean
is_unspaced (gunichar c)
{
  if (c < 0x0e00)
    return FALSE;
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return TRUE;
    default:
      /* The mark that makes a vowel of Katakana long belongs to no script. */
      return c == 0x30fc;
    }
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

/* Where the characters end that the address from @text on may have; @host is where its host begins. */
static const char *
find_end (const char *text, const char *host)
{
  gboolean unspaced = FALSE;
  const char *root = NULL, *before = text;

  for (const char *at = text; *at != '\0'; before = at, at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (ends_link (c))
        return at;
      if (!root && at >= host && strchr ("/?#", (int) (c < 0x80 ? c : 'a')) != NULL)
        root = at;
      if (!is_unspaced (c))
        continue;
      /* It belongs to an address that has others of its kind, or at a place where a part of one begins; else the sentence goes on. */
      if (!unspaced && at != host && (before == root || strchr ("/?#=&-_.%+", *before) == NULL))
        return at;
      unspaced = TRUE;
    }
  return text + strlen (text);
}

/* Bytes of the link with a scheme that starts at @text, 0 if none does; then @skip is how far there is none, at least. */
static gsize
measure_link (const char *text, gsize *skip)
{
  gsize scheme = measure_scheme (text), length;
  const char *end;
  g_autofree char *address = NULL;

  *skip = 0;
  if (scheme == 0 || !looks_like_link (text, scheme))
    return 0;
  end = find_end (text, text + scheme + strspn (text + scheme, "/"));
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

static gboolean
is_in (const char *const *list, const char *text, gsize length)
{
  for (; *list; list++)
    if (strlen (*list) == length && g_ascii_strncasecmp (*list, text, length) == 0)
      return TRUE;
  return FALSE;
}

/* Bytes of the name of a host at @text, with at least one dot and an ending of letters; 0 if there is none. @last is its ending. */
static gsize
measure_host (const char *text, const char **last)
{
  gsize length = 0, n_labels = 0;

  for (;;)
    {
      gsize label = 0;

      if (length >= MAX_HOST_BYTES)
        return 0;
      while (label <= MAX_LABEL_BYTES && (g_ascii_isalnum (text[length + label]) || text[length + label] == '-'))
        label++;
      if (label == 0 || label > MAX_LABEL_BYTES || text[length] == '-' || text[length + label - 1] == '-')
        return 0;
      *last = text + length;
      length += label;
      n_labels++;
      /* A full stop that no letter follows ends the sentence. */
      if (text[length] != '.' || !g_ascii_isalnum (text[length + 1]))
        break;
      length++;
    }
  for (const char *at = *last; at < text + length; at++)
    if (!g_ascii_isalpha (*at))
      return 0;
  return n_labels > 1 && text + length - *last >= 2 ? length : 0;
}

/* Whether what stands at @at may stand right behind an address. */
static gboolean
is_behind (const char *at)
{
  gunichar c = g_utf8_get_char (at);

  return !g_unichar_isalnum (c) ? strchr ("@_-\\", (int) (c < 0x80 ? c : 'a')) == NULL || c == 0 : is_unspaced (c);
}

/* Bytes of the address of a person, 0 if there is none. */
static gsize
measure_mail (const char *text)
{
  gsize user = 0, host;
  const char *last;

  while (user < MAX_USER_BYTES && (g_ascii_isalnum (text[user]) || strchr ("._%+-", text[user] ? text[user] : 'a')))
    {
      if (text[user] == '\0')
        return 0;
      user++;
    }
  if (user == 0 || text[user] != '@' || text[user - 1] == '.')
    return 0;
  host = measure_host (text + user + 1, &last);
  if (host == 0 || !is_behind (text + user + 1 + host))
    return 0;
  /* «git@host:folder» is no person. */
  if (text[user + 1 + host] == ':' && !g_ascii_isspace (text[user + 2 + host]) && text[user + 2 + host] != '\0')
    return 0;
  return text[user + 1 + host] == '/' ? 0 : user + 1 + host;
}

/* Bytes of the address of a page without a scheme, 0 if there is none. */
static gsize
measure_page (const char *text)
{
  const char *last;
  gsize host = measure_host (text, &last), ending = host > 0 ? (gsize) (text + host - last) : 0, port = 0, length;
  gboolean www = g_ascii_strncasecmp (text, "www.", 4) == 0 && last > text + 4;

  if (host == 0)
    return 0;
  if (!www && !is_in (generic_endings, last, ending) && (ending != 2 || is_in (file_endings, last, ending)))
    return 0;
  if (text[host] == ':')
    {
      port = 1 + strspn (text + host + 1, "0123456789");
      if (port < 2 || port > 6)
        port = 0;
    }
  if (strchr (www ? "/?#" : "/", text[host + port] ? text[host + port] : 'a'))
    {
      const char *end = find_end (text, text);

      length = trim_sentence_end (text, end - text);
      return end - text <= MAX_LINK_BYTES && length > host + port && joins_pictures_alone (text, length) ? length : 0;
    }
  return www && is_behind (text + host + port) ? host + port : 0;
}

/* Bytes of the address without a scheme that starts at @text, 0 if none does; @prefix is what is missing. */
static gsize
measure_bare (const char *text, const char *before, const char **prefix)
{
  gsize length;

  if (!g_ascii_isalnum (*text) || (before && strchr ("@._-/\\:%+=&#~", *before)))
    return 0;
  *prefix = "mailto:";
  length = measure_mail (text);
  if (length > 0)
    return length;
  *prefix = "https://";
  return measure_page (text);
}

/**
 * cordial_link_find:
 * @text: valid UTF-8
 * @start: (out): where the next link begins, in bytes
 * @end: (inout): where to begin to look, then where the link ends
 * @target: (out) (transfer full): where it leads: what it says, after «https://» or «mailto:» where that is missing
 *
 * Returns: whether there is one
 */
gboolean
cordial_link_find (const char *text, gsize *start, gsize *end, char **target)
{
  const char *at = text + *end;
  const char *before = g_utf8_find_prev_char (text, at);

  while (*at != '\0')
    {
      gunichar last = before ? g_utf8_get_char (before) : ' ';
      gboolean word_start = !g_unichar_isalnum (last) || (is_unspaced (last) && !is_unspaced (g_utf8_get_char (at)));
      const char *prefix = "";
      gsize skip = 0, length = word_start ? measure_link (at, &skip) : 0;

      if (length == 0 && skip == 0 && word_start)
        length = measure_bare (at, before, &prefix);
      if (length > 0)
        {
          *start = at - text;
          *end = *start + length;
          *target = g_strdup_printf ("%s%.*s", prefix, (int) length, at);
          return TRUE;
        }
      if (skip > 0)
        {
          at += skip;
          before = NULL;
        }
      else
        {
          before = at;
          at = g_utf8_next_char (at);
        }
    }
  return FALSE;
}
