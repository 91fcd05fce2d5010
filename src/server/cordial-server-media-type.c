/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The patterns of the MIME Sniffing Standard, as Go's net/http applies them and therefore Tinode does.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-media-type.h"

#include <libsoup/soup.h>
#include <string.h>

#define OCTETS "application/octet-stream"
#define CLAIMED_MAX_BYTES 256

/* --- What the bytes say ------------------------------------------------------------------------------------------ */

typedef struct
{
  gsize offset;
  const char *bytes;
  gsize size;
  gsize second_offset; /* of more that must match; 0: nothing */
  const char *second;
  const char *type;
} Pattern;

#define AT(offset, bytes, type) { offset, bytes, sizeof (bytes) - 1, 0, NULL, type }
#define BOTH(bytes, second, type) { 0, bytes, sizeof (bytes) - 1, 8, second, type }

static const Pattern patterns[] = {
  AT (0, "%PDF-", "application/pdf"),
  AT (0, "%!PS-Adobe-", "application/postscript"),
  AT (0, "\xfe\xff", "text/plain; charset=utf-16be"),
  AT (0, "\xff\xfe", "text/plain; charset=utf-16le"),
  AT (0, "\xef\xbb\xbf", "text/plain; charset=utf-8"),
  AT (0, "\0\0\1\0", "image/x-icon"),
  AT (0, "\0\0\2\0", "image/x-icon"),
  AT (0, "BM", "image/bmp"),
  AT (0, "GIF87a", "image/gif"),
  AT (0, "GIF89a", "image/gif"),
  BOTH ("RIFF", "WEBPVP", "image/webp"),
  AT (0, "\x89PNG\r\n\x1a\n", "image/png"),
  AT (0, "\xff\xd8\xff", "image/jpeg"),
  BOTH ("FORM", "AIFF", "audio/aiff"),
  AT (0, "ID3", "audio/mpeg"),
  AT (0, "OggS\0", "application/ogg"),
  AT (0, "MThd\0\0\0\6", "audio/midi"),
  BOTH ("RIFF", "AVI ", "video/avi"),
  BOTH ("RIFF", "WAVE", "audio/wave"),
  AT (0, "\x1a\x45\xdf\xa3", "video/webm"),
  AT (34, "LP", "application/vnd.ms-fontobject"),
  AT (0, "\0\1\0\0", "font/ttf"),
  AT (0, "OTTO", "font/otf"),
  AT (0, "ttcf", "font/collection"),
  AT (0, "wOFF", "font/woff"),
  AT (0, "wOF2", "font/woff2"),
  AT (0, "\x1f\x8b\x08", "application/x-gzip"),
  AT (0, "PK\3\4", "application/zip"),
  AT (0, "Rar!\x1a\7\0", "application/x-rar-compressed"),
  AT (0, "Rar!\x1a\7\1\0", "application/x-rar-compressed"),
  AT (0, "\0asm", "application/wasm"),
};

/* A tag is one where white space or its end follows. */
static gboolean
is_html (const char *text)
{
  static const char *const tags[] = {
    "<!DOCTYPE HTML", "<HTML",  "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE", "<A",
    "<STYLE",         "<TITLE", "<B",    "<BODY",   "<BR",     "<P",  "<!--"
  };

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      gsize size = strlen (tags[i]);

      if (g_ascii_strncasecmp (text, tags[i], size) == 0 && (text[size] == ' ' || text[size] == '>'))
        return TRUE;
    }
  return FALSE;
}

/* ISO 14496-12 §4.3: a brand that begins with "mp4". */
static gboolean
is_mp4 (const guint8 *head)
{
  guint32 size;

  memcpy (&size, head, sizeof size);
  size = GUINT32_FROM_BE (size);
  if (size > MEDIA_TYPE_HEAD_BYTES || size % 4 != 0 || memcmp (head + 4, "ftyp", 4) != 0)
    return FALSE;
  for (gsize at = 8; at < size; at += 4)
    if (at != 12 && memcmp (head + at, "mp4", 3) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_text (const guint8 *head)
{
  for (gsize i = 0; i < MEDIA_TYPE_HEAD_BYTES; i++)
    if (head[i] <= 0x08 || head[i] == 0x0b || (head[i] >= 0x0e && head[i] <= 0x1a) ||
        (head[i] >= 0x1c && head[i] <= 0x1f))
      return FALSE;
  return TRUE;
}

static const char *
sniff (const guint8 *head)
{
  /* Ends somewhere, for the comparisons of text. */
  char text[MEDIA_TYPE_HEAD_BYTES + 1] = "";
  const char *start = text;

  memcpy (text, head, MEDIA_TYPE_HEAD_BYTES);
  start += strspn (text, "\t\n\f\r ");
  if (is_html (start))
    return "text/html; charset=utf-8";
  if (g_str_has_prefix (start, "<?xml"))
    return "text/xml; charset=utf-8";
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      const Pattern *pattern = &patterns[i];

      if (memcmp (head + pattern->offset, pattern->bytes, pattern->size) == 0 &&
          (!pattern->second || memcmp (head + pattern->second_offset, pattern->second, strlen (pattern->second)) == 0))
        return pattern->type;
    }
  if (is_mp4 (head))
    return "video/mp4";
  return is_text (head) ? "text/plain; charset=utf-8" : OCTETS;
}

/* --- What the sender says ---------------------------------------------------------------------------------------- */

static gboolean
is_token (const char *text)
{
  for (const char *c = text; *c; c++)
    if (!g_ascii_isgraph (*c) || strchr ("()<>@,;:\\\"/[]?=", *c))
      return FALSE;
  return *text != '\0';
}

static gboolean
is_allowed (const char *type)
{
  static const char *const groups[] = { "application/", "audio/", "font/", "image/", "text/", "video/" };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_has_prefix (type, groups[i]))
      return is_token (type + strlen (groups[i]));
  return FALSE;
}

/* The type, written anew; NULL where it is none that is allowed. */
static char *
rewrite (const char *claimed)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  g_autoptr (GHashTable) parameters = NULL;
  g_autoptr (GList) names = NULL;
  g_autofree char *type = NULL;
  GString *text;

  soup_message_headers_replace (headers, "Content-Type", claimed);
  type = g_strdup (soup_message_headers_get_content_type (headers, &parameters));
  if (!type)
    return NULL;
  for (char *c = type; *c; c++)
    *c = g_ascii_tolower (*c);
  if (!is_allowed (type))
    return NULL;
  text = g_string_new (type);
  names = g_list_sort (g_hash_table_get_keys (parameters), (GCompareFunc) strcmp);
  for (GList *link = names; link; link = link->next)
    {
      const char *name = link->data, *value = g_hash_table_lookup (parameters, name);

      if (!is_token (name) || !value || !is_token (value))
        continue;
      g_string_append_printf (text, "; %s=%s", name, value);
    }
  return g_string_free (text, FALSE);
}

/**
 * media_type_of:
 * @head: what a file begins with, and zeros after its end
 * @claimed: (nullable): what the sender says
 *
 * Returns: (transfer full): a media type
 */
char *
media_type_of (const guint8 head[MEDIA_TYPE_HEAD_BYTES], const char *claimed)
{
  const char *seen = sniff (head);
  char *type = NULL;

  if (g_str_equal (seen, OCTETS) && claimed && *claimed && strlen (claimed) <= CLAIMED_MAX_BYTES)
    type = rewrite (claimed);
  return type ? type : g_strdup (seen);
}

/**
 * media_type_is_only_kept:
 *
 * Returns: whether a browser may save it, but not show it: it could run, in the name of the server
 */
gboolean
media_type_is_only_kept (const char *type)
{
  static const char *const groups[] = { "application/", "message/", "model/", "multipart/", "text/" };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_has_prefix (type, groups[i]))
      return TRUE;
  return strstr (type, "html") || strstr (type, "xml");
}
